"""Every page for staff of the exchange and its address; who may use it stands on each view."""

from flask import Blueprint

from kiosk.exchange.staff_pages import messages, requesters, signing_in, sticks

ROUTES = (
    ("/sign-in", "sign_in", signing_in.show, "GET"),
    ("/sign-in", "check_sign_in", signing_in.sign_in, "POST"),
    ("/leave", "leave", signing_in.leave, "POST"),
    ("/", "show", messages.show, "GET"),
    ("/retry", "retry", messages.retry, "POST"),
    ("/export", "export", messages.export, "POST"),
    ("/requesters", "requesters", requesters.show, "GET"),
    ("/requesters/<requester>/key", "key", requesters.show_key, "GET"),
    ("/requesters/<requester>/key", "give_key", requesters.give_key, "POST"),
    ("/sticks", "sticks", sticks.show, "GET"),
    ("/sticks/piece", "take_piece", sticks.take_piece, "POST"),
    ("/sticks/read", "read_stick", sticks.read, "POST"),
    ("/sticks/write", "write_stick", sticks.write, "POST"),
    ("/sticks/files/<name>", "ready_file", sticks.fetch, "GET"),
)


def staff_room() -> Blueprint:
    """The room for staff."""
    room = Blueprint("staff", __name__, url_prefix="/staff")
    for path, endpoint, view, method in ROUTES:
        room.add_url_rule(path, endpoint, view, methods=[method])
    return room
