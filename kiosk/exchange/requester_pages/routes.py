"""Every page of the exchange and its address; who may use it stands on each view."""

from flask import Blueprint

from kiosk.exchange.requester_pages import batches, own_key, posting, public, reviewing, signing_in

PUBLIC = (
    ("/", "tasks", public.tasks, "GET"),
    ("/tasks/<hit_type>", "task", public.task, "GET"),
    ("/pictures/<sha256>", "picture", public.picture, "GET"),
)
REQUESTER = (
    ("/sign-in", "sign_in", signing_in.show, "GET"),
    ("/sign-in", "check_sign_in", signing_in.sign_in, "POST"),
    ("/leave", "leave", signing_in.leave, "POST"),
    ("/", "home", batches.show_home, "GET"),
    ("/post", "post", posting.show_post, "GET"),
    ("/post", "post_batch", posting.post, "POST"),
    ("/post/template.json", "example", posting.show_example, "GET"),
    ("/batches/<batch>", "batch", batches.show_batch, "GET"),
    ("/batches/<batch>/reopen", "reopen", batches.reopen, "POST"),
    ("/batches/<batch>/results.csv", "results_csv", batches.download_results, "GET"),
    ("/batches/<batch>/review", "review", reviewing.show_review, "GET"),
    ("/batches/<batch>/undo", "undo", reviewing.undo_approval, "POST"),
    ("/decide", "decide", reviewing.decide_answers, "POST"),
    ("/key", "key", own_key.show, "GET"),
    ("/key", "change_key", own_key.change, "POST"),
)


def rooms() -> tuple[Blueprint, ...]:
    """The rooms for everybody and for requesters."""
    for_all = Blueprint("public", __name__)
    for_requesters = Blueprint("requester", __name__, url_prefix="/requester")
    for room, routes in ((for_all, PUBLIC), (for_requesters, REQUESTER)):
        for path, endpoint, view, method in routes:
            room.add_url_rule(path, endpoint, view, methods=[method])
    return for_all, for_requesters
