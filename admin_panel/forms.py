"""Forms as they come in: what was typed is kept, what is wrong is said at its field."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar

from flask import request

from admin_panel.guards import hub, signed_in
from kiosk.rules.amounts import ascii_digits, read_amount, read_whole
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _, sentence, spoken

R = TypeVar("R")

REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,128}")
TYPED_LIMIT = 2000
REASON_LIMIT = 200
NEVER_SHOWN_AGAIN = re.compile(
    r"(.*_)?(pin|pictures|password)|pin_again|new_again|csrf_token|request_id"
)
"""Secrets, by the names of their fields, and the keys of a form."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("the name"),
        "language": N_("the language"),
        "group": N_("the group"),
        "words": N_("the message"),
        "reference": N_("the reference"),
        "title": N_("the name"),
        "pieces": N_("how many"),
        "came": N_("how many came"),
        "sign_in": N_("the sign-in name"),
        "role": N_("the role"),
        "sponsorship": N_("the sponsorship"),
        "visitors": N_("the number of visitors"),
        "since": N_("the day"),
        "funder": N_("the funder"),
        "who": N_("the name"),
    }
)
"""Fields that an act names in a refusal, as its sentence names them."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong at a field, in the reader's language; `code` where an act refused it."""

    field: str
    message: str
    code: str = ""


@dataclass(slots=True)
class Form:
    """One form as typed. Reading a field notes what is wrong; nothing is lost."""

    typed: Mapping[str, str]
    errors: list[FieldError] = field(default_factory=list)
    status: int = HTTPStatus.OK

    @classmethod
    def read(cls) -> "Form":
        """The form of this request."""
        return cls({name: value[:TYPED_LIMIT] for name, value in request.form.items()})

    @property
    def request_id(self) -> str:
        """Made with the page, so that a double click is one deed.

        Raises:
            Refusal: `malformed`.
        """
        given = self.typed.get("request_id", "")
        if not REQUEST_ID.fullmatch(given):
            raise Refusal("malformed", field="request_id")
        return given

    @property
    def sent(self) -> dict[str, object] | None:
        """What makes a form the same form when it is sent again: who, where, and what was typed.

        None where a file came along: then the arguments say it. No secret is part of it.
        """
        if request.files:
            return None
        typed = {k: v for k, v in request.form.lists() if not NEVER_SHOWN_AGAIN.fullmatch(k)}
        who = signed_in()
        return {"by": "" if who is None else who.id, "to": request.path, "typed": typed}

    @property
    def shown(self) -> dict[str, str]:
        """What the page may show again."""
        return {k: v for k, v in self.typed.items() if not NEVER_SHOWN_AGAIN.fullmatch(k)}

    def wrong(
        self,
        name: str,
        message: str,
        *,
        status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
        code: str = "",
    ) -> None:
        """Note what is wrong; the first one decides the status of the answer."""
        if not self.errors:
            self.status = status
        self.errors.append(FieldError(name, message, code))

    def text(self, name: str, missing: str = "", *, limit: int = 200) -> str:
        """A line of text; where `missing` is given an empty one is wrong, and that is said."""
        value = self.typed.get(name, "").strip()
        if len(value) > limit:
            self.wrong(name, _("Please make this shorter than {limit} letters.", limit=limit))
        if missing and not value:
            self.wrong(name, missing)
        return value

    def reason(self, name: str = "reason", *, limit: int = REASON_LIMIT) -> str:
        """Why something is done; nothing typed is wrong, and that is said."""
        return self.text(name, _("Say why, in a few words."), limit=limit)

    def digits(self, name: str) -> str:
        """A code or PIN in any script's digits, as 0 to 9."""
        return ascii_digits(self.typed.get(name, "").strip()[:40])

    def money(self, name: str) -> int:
        """A sum typed in major units, in minor units; 0 and an error where it is none."""
        try:
            return read_amount(self.typed.get(name, ""), decimals=hub().settings.currency_decimals)
        except Refusal:
            self.wrong(name, _("Type the amount in numbers, such as {example}.", example="120"))
            return 0

    def whole(self, name: str, *, least: int, most: int) -> int:
        """A whole number within bounds; `least` and an error where it is none."""
        try:
            return read_whole(self.typed.get(name, ""), least=least, most=most)
        except Refusal:
            said = _("Type a whole number from {least} to {most}.", least=least, most=most)
            self.wrong(name, said)
            return least

    def choice(self, name: str, offered: Collection[str], missing: str) -> str:
        """One of what was offered; "" and an error for anything else."""
        value = self.typed.get(name, "")
        if value in offered:
            return value
        self.wrong(name, missing)
        return ""

    @contextmanager
    def refusals_at(self, name: str) -> Iterator[None]:
        """A refusal of what is done here is said at this field, or at the one that it names."""
        try:
            yield
        except Refusal as refusal:
            self._refused(refusal, name)

    def _refused(self, refusal: Refusal, name: str) -> None:
        place, said = _told(refusal, name)
        self.wrong(place, said, status=refusal.status, code=refusal.code)

    def done(self, act: Callable[..., object], *, at: str, **arguments: object) -> bool:
        """Run an act once, if nothing is wrong so far; False and an error where it is refused."""
        if self.errors:
            return False
        with self.refusals_at(at):
            hub().write(act, request_id=self.request_id, form=self.sent, **arguments)
        return not self.errors

    def write(self, act: Callable[..., R], *, at: str, **arguments: object) -> R | None:
        """Run an act once for this form; None and an error at a field where it is refused."""
        try:
            return hub().write(act, request_id=self.request_id, form=self.sent, **arguments)
        except Refusal as refusal:
            self._refused(refusal, at)
            return None


def _told(refusal: Refusal, name: str) -> tuple[str, str]:
    """The field and the sentence of a refusal."""
    named = refusal.details.get("field")
    if isinstance(named, str) and named in LABELS:
        shown = Refusal(refusal.code, field=_(LABELS[named]))
        return named, sentence(shown, spoken())
    return name, sentence(refusal, spoken())
