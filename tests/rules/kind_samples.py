"""One question of each kind of the second schema."""

from kiosk.rules.forms import read_form

DETAILS = {
    "box": {"options": [{"value": "car"}, {"value": "big bus"}]},
    "point": {"options": []},
    "order": {"options": [{"value": one} for one in ("wait", "read", "do", "paid")]},
    "match": {
        "options": [{"value": one} for one in ("dog", "rose", "cat")],
        "targets": [{"value": "animal"}, {"value": "plant"}],
    },
    "rate": {
        "options": [{"value": "fun"}, {"value": "attention"}],
        "targets": [{"value": "no"}, {"value": "yes"}],
    },
    "spot": {
        "options": [
            {"value": "fee", "area": "100 200 300 100"},
            {"value": "hurry", "area": "100 400 300 100"},
            {"value": "logo", "area": "0 0 100 100"},
        ]
    },
    "verdict": {"options": [{"value": one} for one in ("pay_first", "no_name", "long")]},
}
GOLD = {
    "box": "100 100 200 100 car|500 500 100 100 car|100 100 200 100 big bus",
    "point": "500 500|100 100",
    "order": "read|do|wait|paid",
    "match": "dog=animal|cat=animal|rose=plant",
    "rate": "attention=yes",
    "spot": "fee|hurry",
    "verdict": "scam|pay_first|no_name",
}


def raw_form(kind, **changes):
    field = {"name": "it", "kind": kind, "required": False, **DETAILS[kind], **changes}
    return {"prompt": "Do it", "picture": "media/a.png", "picture_alt": "A", "fields": [field]}


def kind_form(kind, **changes):
    return read_form(raw_form(kind, **changes))
