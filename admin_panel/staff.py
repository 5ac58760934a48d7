"""The people who work here: added, given rights, let go. What is changed holds at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import ROLES, initials, isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.right_words import GROUPS, MEANINGS
from kiosk import passwords
from kiosk.acts import staffing
from kiosk.acts.staffing import Secret
from kiosk.making import password_for
from kiosk.queries import staff as query
from kiosk.rules import roles
from kiosk.rules.roles import Role
from kiosk.store.staff import Staff
from kiosk.texts import _

NAME_LIMIT = 80
KEY_BYTES = 64

staff = Blueprint("staff", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A line of the list. `given` and `taken` count the rights that differ from the role's."""

    kept: Staff
    initials: str
    role: str
    given: int
    taken: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class ShownRight:
    """A right of one person: whether the role has it, whether the person has it."""

    name: str
    meaning: str
    usual: bool
    has: bool
    mark: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password, shown once, and how one signs in with it."""

    name: str
    sign_in: str
    secret: str
    again: bool


@staff.get("/settings/staff")
@may("change_staff")
def show() -> ResponseReturnValue:
    """Everybody who works or worked here."""
    return _list(Form({}))


@staff.post("/settings/staff")
@may("change_staff")
def add() -> ResponseReturnValue:
    """Add a person; the password is made here and shown this once."""
    form = Form.read()
    name = form.text("name", _("Type the name."), limit=NAME_LIMIT)
    sign_in = form.text("sign_in", _("Type what they sign in with."), limit=NAME_LIMIT)
    role = form.choice("role", roles.AT_WORK, _("Choose what they do."))
    added, password = None, _password(form)
    if not form.errors:
        added = form.write(
            staffing.hire,
            at="sign_in",
            sign_in=sign_in,
            name=name,
            role=role,
            secret=Secret(hub().pepper.sealed(passwords.hash_of(password))),
            by=current_staff(),
        )
    if added is None:
        return _list(form)
    return _list(Form({}), NewPassword(name, sign_in, password, again=False))


@staff.get("/settings/staff/<person>")
@may("change_staff")
def show_one(person: str) -> ResponseReturnValue:
    """One person: role, rights, password, and whether they may sign in."""
    return _one(Form({}), person)


@staff.post("/settings/staff/<person>")
@may("change_staff")
def change(person: str) -> ResponseReturnValue:
    """Another name or role."""
    form = Form.read()
    name = form.text("name", _("Type the name."), limit=NAME_LIMIT)
    role = form.choice("role", roles.AT_WORK, _("Choose what they do."))
    said = form.reason("change_reason")
    if form.done(
        staffing.change_person,
        at="role",
        person=person,
        name=name,
        role=role,
        by=current_staff(),
        reason=said,
    ):
        say(_("Changed. It holds from the next click on."))
        return _back(person)
    return _one(form, person)


@staff.post("/settings/staff/<person>/rights")
@may("change_staff")
def set_rights(person: str) -> ResponseReturnValue:
    """Give and take single rights."""
    form = Form.read()
    rights = [name for name in roles.for_staff() if form.typed.get(f"right-{name}")]
    said = form.reason("rights_reason")
    if form.done(
        staffing.set_rights,
        at="rights",
        person=person,
        rights=rights,
        by=current_staff(),
        reason=said,
    ):
        say(_("The rights are set. They hold from the next click on."))
        return _back(person)
    return _one(form, person)


@staff.post("/settings/staff/<person>/password")
@may("change_staff")
def set_password(person: str) -> ResponseReturnValue:
    """A new password, shown once; the old one and its cookies are over."""
    form = Form.read()
    said = form.reason("password_reason")
    password = _password(form)
    if form.done(
        staffing.set_password,
        at="password_reason",
        person=person,
        secret=Secret(hub().pepper.sealed(passwords.hash_of(password))),
        by=current_staff(),
        reason=said,
    ):
        kept = _kept(person)
        return _one(Form({}), person, NewPassword(kept.name, kept.sign_in, password, again=True))
    return _one(form, person)


@staff.post("/settings/staff/<person>/off")
@may("change_staff")
def switch_off(person: str) -> ResponseReturnValue:
    """Let somebody in no longer."""
    form = Form.read()
    said = form.reason("off_reason")
    if form.done(
        staffing.switch_off, at="off_reason", person=person, by=current_staff(), reason=said
    ):
        say(_("{name} is signed out everywhere.", name=isolated(_kept(person).name)))
        return _back(person)
    return _one(form, person)


@staff.post("/settings/staff/<person>/on")
@may("change_staff")
def switch_on(person: str) -> ResponseReturnValue:
    """Let somebody in again."""
    form = Form.read()
    said = form.reason("off_reason")
    if form.done(
        staffing.switch_on, at="off_reason", person=person, by=current_staff(), reason=said
    ):
        say(_("{name} may sign in again.", name=isolated(_kept(person).name)))
        return _back(person)
    return _one(form, person)


def _password(form: Form) -> str:
    """The same one for a form that is sent twice."""
    key = str(current_app.secret_key).encode()[:KEY_BYTES]
    return password_for(form.request_id, key=key)


def _back(person: str) -> ResponseReturnValue:
    return redirect(url_for("staff.show_one", person=person), HTTPStatus.SEE_OTHER)


def _list(form: Form, made: NewPassword | None = None) -> ResponseReturnValue:
    with hub().read() as db:
        people = query.everybody(db)
    return page(
        "settings/staff.html",
        here="settings",
        form=form,
        people=[_shown(one) for one in people],
        roles=_roles(),
        made=made,
    )


def _one(form: Form, person: str, made: NewPassword | None = None) -> ResponseReturnValue:
    kept = _kept(person)
    return page(
        "settings/staff_person.html",
        here="settings",
        form=form,
        person=_shown(kept),
        roles=_roles(),
        groups=[(_(title), _rights(form, kept, names)) for title, names in GROUPS.items()],
        made=made,
    )


def _kept(person: str) -> Staff:
    with hub().read() as db:
        return query.one(db, person)


def _shown(one: Staff) -> ShownPerson:
    return ShownPerson(
        one,
        initials(one.name),
        _(ROLES[one.role.value]),
        len(one.given),
        len(one.taken),
        one.id == current_staff(),
    )


def _rights(form: Form, kept: Staff, names: Sequence[str]) -> list[ShownRight]:
    return [_right(form, kept, name) for name in names]


def _right(form: Form, kept: Staff, name: str) -> ShownRight:
    """As it is kept; ticked as it was typed where the form came back."""
    has = roles.may(kept.role, name, given=kept.given, taken=kept.taken)
    typed = bool(form.typed.get(f"right-{name}")) if "rights_reason" in form.typed else has
    mark = "given" if name in kept.given else "taken" if name in kept.taken else ""
    return ShownRight(name, _(MEANINGS[name]), roles.may(kept.role, name), typed, mark)


def _roles() -> list[tuple[Role, str]]:
    return [(role, _(ROLES[role.value])) for role in roles.AT_WORK]
