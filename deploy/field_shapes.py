"""What a field may hold, as JSON Schema: from the call that reads it, else from its name.

`form.whole("days", least=1, most=DAYS_MOST)` says it all itself; what a view takes as it comes and
looks up afterwards, such as an id, is known by how fields of that name are called.
"""

import ast
import builtins
import enum
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from admin_panel.forms import REASON_LIMIT, REQUEST_ID, TYPED_LIMIT
from kiosk.rules.amounts import TYPED_LIMIT as AMOUNT_LIMIT
from kiosk.rules.tenders import Tender
from kiosk.texts import LANGUAGES

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string", "maxLength": TYPED_LIMIT}
LINE_LIMIT = 200
"""What `Form.text` takes where the call names no limit."""
DIGITS_LIMIT = 40
ENUM_LIMIT = 40
AMOUNT: Shape = {
    "type": "string",
    "maxLength": AMOUNT_LIMIT,
    "pattern": r"^(|[0-9]{1,9}([.,][0-9]{1,2})?)$",
}
CLOCK: Shape = {"type": "string", "pattern": "^(|([01][0-9]|2[0-3]):[0-5][0-9])$"}
DAY: Shape = {"type": "string", "pattern": "^(|20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9])$"}
ID: Shape = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[0-9A-Za-z_-]+$"}
PASSWORD: Shape = {"type": "string", "maxLength": 200}
MARK: Shape = {"enum": ["", "1"]}
SHA256: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NUMBER: Shape = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
TENDER: Shape = {"enum": ["", *(str(one) for one in Tender)]}
BY_NAME: Mapping[str, Shape] = MappingProxyType(
    {
        "csrf_token": {"type": "string", "maxLength": LINE_LIMIT},
        "request_id": {"type": "string", "pattern": f"^{REQUEST_ID.pattern}$"},
        "sha256": SHA256,
        "page": {"type": "integer", "minimum": 1, "maximum": 10**6},
        "seat": {"type": "integer", "minimum": 1, "maximum": 9999},
        "at": NUMBER,
        "after": NUMBER,
        "click": {"type": "string", "pattern": f"^{REQUEST_ID.pattern}$"},
        "epoch": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "tender": TENDER,
        "given": {"type": "string", "pattern": "^(|exact|[0-9]{1,9}([.,][0-9]{1,2})?)$"},
        "lang": {"enum": sorted(LANGUAGES)},
        "language": {"enum": sorted(LANGUAGES)},
        "paper": {"enum": ["a4", "a6", "roll"]},
        **dict.fromkeys(("from", "to", "when"), CLOCK),
        **dict.fromkeys(("day", "since", "until"), DAY),
        **dict.fromkeys(("fresh", "agreed", "pinned", "seen", "revoke", "keys", "refuse"), MARK),
        **dict.fromkeys(
            ("offer", "visitor", "code", "sponsorship", "subscription", "person", "batch"), ID
        ),
        **dict.fromkeys(("booking", "ticket", "station", "payment", "key", "block", "loan"), ID),
        **dict.fromkeys(("group", "zone", "session", "product", "sale", "claim", "kind"), ID),
        **dict.fromkeys(("requester", "hit_type", "assignment", "draft", "hub", "fact"), ID),
        **dict.fromkeys(("class_id", "meeting", "mentor", "item"), ID),
        **dict.fromkeys(("password", "to_password", "new_again"), PASSWORD),
        **dict.fromkeys(("discount", "amount", "price", "deposit", "rent"), AMOUNT),
    }
)
READ_BY: Mapping[str, Shape] = MappingProxyType(
    {
        "time_typed": CLOCK,
        "day_typed": DAY,
        "day_asked": DAY,
        "read_whole": NUMBER,
        "read_amount": AMOUNT,
    }
)
"""What our functions make of a field that they are handed."""
NAMED_PARTS = ("from", "to", "day", "price", "zone", "group", "pieces")
"""Fields of a row are called so with its number: `price-1`."""


def by_reader(reader: str, call: ast.Call, known: Mapping[str, Any]) -> Shape:
    """What a field may hold that `form.reader("name", …)` reads; nothing where it does not say."""
    named = {one.arg: one.value for one in call.keywords if one.arg}
    if reader in ("text", "reason"):
        missing = reader == "reason" or len(call.args) > 1 or "missing" in named
        usual = REASON_LIMIT if reader == "reason" else LINE_LIMIT
        most = _value(named["limit"], known) if "limit" in named else usual
        longest = most if isinstance(most, int) else usual
        least = {"minLength": 1} if missing else {}
        return {"type": "string", **least, "maxLength": longest}
    if reader == "digits":
        return {"type": "string", "maxLength": DIGITS_LIMIT, "pattern": "^[0-9]*$"}
    if reader == "money":
        return AMOUNT
    if reader == "whole":
        least, most = (_value(named.get(one), known) for one in ("least", "most"))
        lower = {"minimum": least} if isinstance(least, int) else {"minimum": 0}
        return {"type": "integer", **lower, **({"maximum": most} if isinstance(most, int) else {})}
    if reader == "choice" and len(call.args) > 1:
        return _one_of(_value(call.args[1], known))
    return {}


def sliced(cut: ast.Subscript, known: Mapping[str, Any]) -> Shape:
    """What is left of a text that is cut: `form.get("name", "")[:NAME_LIMIT]`."""
    most = _value(cut.slice.upper, known) if isinstance(cut.slice, ast.Slice) else None
    return {"type": "string", "maxLength": most} if isinstance(most, int) else {}


def compared(other: ast.expr, known: Mapping[str, Any]) -> Shape:
    """A field that is compared with one word or a few: one of them, or none."""
    value = _value(other, known)
    return _one_of([value] if isinstance(value, str) else value)


def by_name(name: str) -> Shape:
    """What fields of this name hold; else any line."""
    bare = next((one for one in NAMED_PARTS if name.startswith(f"{one}-")), name)
    return BY_NAME.get(bare, TEXT)


def _one_of(offered: Any) -> Shape:
    if not isinstance(offered, Collection) or isinstance(offered, str | bytes):
        return {}
    words = [one.value if isinstance(one, enum.Enum) else one for one in offered]
    if not 0 < len(words) <= ENUM_LIMIT or not all(isinstance(one, str) for one in words):
        return {}
    return {"enum": sorted({"", *words})}


def _value(node: ast.expr | None, known: Mapping[str, Any]) -> Any:
    """What an expression of our code is worth in its module; None: known at run time only."""
    if node is None:
        return None
    try:
        return eval(compile(ast.Expression(node), "field", "eval"), {**vars(builtins), **known})  # noqa: S307  our own code
    except (NameError, AttributeError, TypeError, RuntimeError):
        return None
