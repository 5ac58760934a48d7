"""One question of each kind that is answered with a list, as the gallery shows it."""

from types import SimpleNamespace as Handed

from kiosk.rules.forms import read_form

ALONE = Handed(name="", other_url="")
"""Nobody learns beside the one who sits."""
STREET = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 640" width="1000" height="640">
<rect width="1000" height="640" fill="#a9d3f2"/><rect y="150" width="190" height="230" fill="#d6a578"/>
<rect x="190" y="100" width="150" height="280" fill="#b9c2cb"/><rect x="340" y="190" width="220" height="190" fill="#c88d68"/>
<rect x="560" y="120" width="140" height="260" fill="#e3cfa5"/><rect x="700" y="180" width="300" height="200" fill="#a9b89e"/>
<rect y="370" width="1000" height="50" fill="#b8b0a3"/><rect y="420" width="1000" height="220" fill="#61666f"/>
<g fill="#b23a32"><rect x="110" y="470" width="220" height="70" rx="16"/><rect x="150" y="435" width="120" height="50" rx="18"/></g>
<g fill="#2f68b5"><rect x="430" y="440" width="150" height="48" rx="12"/><rect x="460" y="415" width="80" height="36" rx="12"/></g>
<g fill="#f4f4f4"><rect x="680" y="520" width="260" height="80" rx="18"/><rect x="730" y="480" width="140" height="60" rx="20"/></g>
<g fill="#22262d"><circle cx="160" cy="540" r="24"/><circle cx="285" cy="540" r="24"/><circle cx="465" cy="488" r="16"/>
<circle cx="550" cy="488" r="16"/><circle cx="740" cy="600" r="28"/><circle cx="880" cy="600" r="28"/></g></svg>"""
ADVERT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 640" width="1000" height="640">
<rect width="1000" height="640" fill="#fff"/><rect width="1000" height="90" fill="#123a6b"/>
<g font-family="Noto Sans, sans-serif" font-size="34" fill="#16202c"><text x="30" y="58" fill="#fff" font-weight="700">Easy-Money-Jobs</text>
<text x="60" y="180">Earn $500 every day from home!</text><text x="60" y="270">Pay a small fee of $20 to start.</text>
<text x="60" y="360">Only 3 places left. Hurry!</text><text x="60" y="450">Write to Anna, first floor, Market Road 7</text></g>
<rect x="60" y="520" width="300" height="80" rx="16" fill="#a8121f"/><text x="110" y="572" font-family="Noto Sans, sans-serif" font-size="34" fill="#fff">Pay and start</text></svg>"""


def form(prompt, kind, *, on=None, **field):
    """A form of one question; `on` is the picture it is about."""
    options = [{"value": one} if isinstance(one, str) else one for one in field.pop("options", ())]
    asked = {"name": "it", "kind": kind, "options": options, **field}
    picture = {"picture": on, "picture_alt": "A picture to look at"} if on else {}
    return read_form({"prompt": prompt, "fields": [asked], **picture})


FORMS = {
    "box": form(
        "Draw a box around every car", "box", on="street.svg",
        options=[{"value": "car", "label": "Car", "key": "1"}, {"value": "bus", "label": "Bus", "key": "2"}],
    ),
    "point": form("Tap the wheels of the red car", "point", on="street.svg"),
    "order": form(
        "What comes first?", "order", label="Put it in order",
        options=["Wait for the answer", "Read the task", "Be paid", "Do it well", "Send it"],
    ),
    "match": form(
        "What goes together?", "match", label="Tap one on the left, then its partner",
        options=["Typing a receipt", "Drawing a box", "Telling a friend your PIN", "Paying to get work"],
        targets=[{"value": "task", "label": "A task"}, {"value": "never", "label": "Never do it"}],
    ),
    "rate": form(
        "How was this module?", "rate", label="Pick one in each row",
        options=["The words were clear", "The time was enough", "I want to learn more"],
        targets=[{"value": "no", "label": "No"}, {"value": "some", "label": "A little"}, {"value": "yes", "label": "Yes"}],
    ),
    "spot": form(
        "Find what is wrong with this offer", "spot", on="advert.svg",
        options=[
            {"value": "promise", "label": "Earn $500 every day from home!", "area": "50 215 620 80"},
            {"value": "fee", "label": "Pay a small fee of $20 to start.", "area": "50 360 620 80"},
            {"value": "hurry", "label": "Only 3 places left. Hurry!", "area": "50 500 620 80"},
            {"value": "address", "label": "Write to Anna, first floor, Market Road 7", "area": "50 640 780 80"},
            {"value": "pay", "label": "A button: Pay and start", "area": "50 800 330 150"},
        ],
    ),
    "words": form(
        "Which words are a warning?", "spot", label="Tap them",
        options=["Dear friend,", "we saw your good work.", "Pay 500 shillings", "to this number today.", "Then you get 40 tasks", "of 2 shillings each."],
    ),
    "judge": form(
        "Is this offer safe?", "verdict", label="“Send 500 shillings and we give you work for life.”",
        options=["You must pay first", "It promises too much", "It has a name and a street"],
    ),
}  # fmt: skip
PICTURES = {"street.svg": STREET, "advert.svg": ADVERT}
TRIED = {
    "box": ["115 690 220 180 car", "440 640 130 100 car", "20 20 150 120 bus"],
    "point": ["160 840", "440 400"],
    "order": ["Read the task", "Wait for the answer", "Do it well", "Send it", "Be paid"],
    "match": ["Typing a receipt=task", "Drawing a box=task", "Telling a friend your PIN=task"],
    "rate": ["The words were clear=yes"],
    "spot": ["fee", "address"],
    "words": ["Pay 500 shillings", "Dear friend,"],
    "judge": ["scam", "It has a name and a street"],
}
RIGHT = {
    "box": ["115 690 220 180 car"],
    "point": ["160 840"],
    "order": ["Read the task", "Be paid"],
    "match": ["Typing a receipt=task", "Drawing a box=task"],
    "rate": ["The words were clear=yes"],
    "spot": ["fee"],
    "words": ["Pay 500 shillings"],
    "judge": ["scam"],
}
BEST = {
    "box": ["110 680 220 200 car", "430 645 150 145 car", "680 750 260 230 car"],
    "point": ["160 845", "285 845"],
    "order": ["Read the task", "Do it well", "Send it", "Wait for the answer", "Be paid"],
    "match": [
        "Typing a receipt=task", "Drawing a box=task", "Telling a friend your PIN=never", "Paying to get work=never",
    ],
    "rate": [],
    "spot": ["promise", "fee", "hurry", "pay"],
    "words": ["Pay 500 shillings", "to this number today."],
    "judge": ["scam", "You must pay first", "It promises too much"],
}  # fmt: skip

RECEIPT = read_form(
    {
        "prompt": "Copy the receipt",
        "help": "Type what stands on it, letter by letter.",
        "fields": [
            {"name": "shop", "kind": "text", "label": "The shop", "max_length": 60},
            {"name": "total", "kind": "number", "label": "The total"},
            {
                "name": "paid", "kind": "choice", "label": "Paid with",
                "options": [{"value": "cash", "label": "Cash"}, {"value": "phone", "label": "Phone"}],
            },
        ],
    }
)  # fmt: skip
COPIED = {"shop": "Mama Njeri", "total": "450", "paid": "cash"}


def several(bar, item):
    """A form of three questions, each marked by itself: tried, and done."""
    marks = {
        "shop": Handed(good=True, words=""),
        "total": Handed(good=False, words="That is the price of one."),
        "paid": Handed(good=False, words=""),
    }
    tried = {"form": RECEIPT, "given": COPIED, "wrong": {"paid": ("cash",)}, "marks": marks}
    again = Handed(good=False, title="Look again", words="That is the price of one.")
    over = Handed(good=False, title="This is the answer", words="The total stands at the end.")
    right = {"shop": "Mama Njeri", "total": "900", "paid": "phone"}
    shown = (
        ("item-several-wrong", "learn/item.html", {"feedback": again, "hints": ("Look at the end.",)}),
        ("item-several-done", "learn/item.html", {"feedback": over, "right": right, "solved": True}),
        ("exam-several", "exam/show.html", {"given": {}, "marks": {}, "wrong": {}}),
    )  # fmt: skip
    for name, template, more in shown:
        page = item(**{**tried, "picture_url": "", **more})
        yield name, template, {"bar": bar(), "whose": ALONE, "item": page, "errors": []}


def pages(bar, item):
    """Each kind as it is first shown, after a wrong try, and when it is done; and two in an exam."""
    again = Handed(good=False, title="Look again", words="Two are right. One is missing.")
    over = Handed(good=False, title="This is the answer", words="Whoever asks for money first is no employer.")  # fmt: skip
    for kind, asked in FORMS.items():
        picture = f"/picture/{asked.picture}" if asked.picture else ""
        one = {"form": asked, "picture_url": picture}
        tried = {"given": {"it": TRIED[kind]}, "good": {"it": frozenset(RIGHT[kind])}}
        shown = (
            ("", {}),
            ("-wrong", {**tried, "feedback": again, "hints": ("Look at each part by itself.",)}),
            ("-done", {**tried, "best": {"it": BEST[kind]}, "solved": True, "feedback": over}),
        )
        for state, more in shown:
            yield f"item-{kind}{state}", "learn/item.html", {"bar": bar(), "item": item(**one, **more), "errors": []}  # fmt: skip
        if kind in ("box", "judge"):
            yield (
                f"exam-{kind}",
                "exam/show.html",
                {"bar": bar(), "whose": ALONE, "item": item(**one), "errors": []},
            )
    yield from several(bar, item)
