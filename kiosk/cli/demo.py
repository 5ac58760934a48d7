"""The demo site: staff, a visitor with time, the shipped modules, a requester with paid tasks."""

from kiosk import passwords
from kiosk.acts import cashier, classroom, front_desk, people
from kiosk.acts.coming_along import along, files_of
from kiosk.acts.importing import keep_module
from kiosk.acts.selling import Counter
from kiosk.cli.exchange import make_demo_requester
from kiosk.exchange_child import EXCHANGE_FOLDER
from kiosk.hub import Hub
from kiosk.making import easy_password
from kiosk.store import offers, staff

STAFF = (("operator", "Demo Operator", "operator"), ("mentor", "Demo Mentor", "mentor"))
VISITOR_NAME = "Demo Visitor"
VISITOR_CODE = "204060"
VISITOR_PIN = "2468"


def make_demo(hub: Hub) -> list[dict[str, str]]:
    """Fill a new site so that everything can be tried; returns the sign-ins."""
    sign_ins = [_add_staff(hub, sign_in, name, role) for sign_in, name, role in STAFF]
    visitor = hub.write(
        people.register_visitor,
        name=VISITOR_NAME,
        language=hub.settings.languages[0],
        group="visitor",
        pin_hash=hub.pepper.sealed(passwords.hash_of(VISITOR_PIN)),
        code=VISITOR_CODE,
        by="init",
    )
    _sell_time(hub, visitor)
    sign_ins.append({"role": "visitor", "sign_in": VISITOR_CODE, "secret": VISITOR_PIN})
    for one in along():
        row = keep_module(shipped(one.slug), modules=hub.modules, blobs=hub.blobs)
        hub.write(classroom.import_edition, row=row, by="init")
    if not hub.settings.exchange_url:
        folder = hub.folder / EXCHANGE_FOLDER
        sign_ins.append(make_demo_requester(folder, hub.settings, shipped("digits_tasks")))
    return sign_ins


def _add_staff(hub: Hub, sign_in: str, name: str, role: str) -> dict[str, str]:
    password = easy_password()
    hub.write(
        people.add_staff,
        sign_in=sign_in,
        name=name,
        role=role,
        password_hash=hub.pepper.sealed(passwords.hash_of(password)),
        by="init",
    )
    return {"role": role, "sign_in": sign_in, "secret": password}


def _sell_time(hub: Hub, visitor: str) -> None:
    """The longest offer, sold in a shift of its own, so that the visitor can sit down at once."""
    with hub.read() as db:
        offer = max(offers.active(db), key=lambda one: one.seconds)
        operator = staff.by_sign_in(db, STAFF[0][0])
    by = operator.id if operator else "init"
    price_minor = offer.price_minor
    hub.write(cashier.open_shift, float_minor=0, by=by)
    hub.write(front_desk.sell_pass, visitor=visitor, counter=Counter(offer.id, price_minor, by))
    hub.write(cashier.count_drawer, counted_minor=price_minor, by=by)
    hub.write(cashier.close_shift, counted_minor=price_minor, reason="", by=by)


def shipped(name: str) -> dict[str, bytes]:
    """The files of a folder that we ship, by their names in it."""
    return files_of(name)
