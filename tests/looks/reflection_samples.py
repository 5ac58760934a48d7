"""What the pages of reflections are handed in the gallery."""

from types import SimpleNamespace as Handed

from markupsafe import Markup

from kiosk.protocol.reflections import Part, Reflected

ASKED = (
    Part("Names a next step", 1),
    Part("Says on which day", 1),
    Part("Says who knows of it", 1),
)
GIVEN = (
    Part("Names a next step", 1, 1),
    Part("Says on which day", 1, 1),
    Part("Says who knows of it", 1, 0),
)
WORDS = (
    "My next step is to save KSh 200 each Friday for a phone of my own.\n\n"
    "I begin on Friday. My sister keeps the box."
)
SAID = "A clear step with a day. Tell one more person: then it holds."
SENT = Reflected("next-step-e2", "look-back", "Your next step", at=1, words=WORDS, waits=True)
MARKED = Reflected(
    *("next-step-e2", "look-back", "Your next step"),
    at=1,
    words=WORDS,
    marked_at=2,
    got=2,
    most=3,
    parts=GIVEN,
    said=SAID,
    by="Joy",
)


def page(step, **other):
    known = {
        "step": step,
        "action": "/to/reflections.send",
        "draft": "reflect:next-step-e2:look-back",
        "draft_url": "/draft",
        "typed": "",
        "most": 1_200,
        "rubric": ASKED,
        "sent": None,
        "marked_words": "",
        "anew_url": "/again",
    }
    return Handed(**{**known, **other})


def said(**other):
    known = {
        "title": "Your next step",
        "words": SAID,
        "by_words": "Joy, 27 Nov 2026",
        "got": 2,
        "most": 3,
        "parts": GIVEN,
        "mine": WORDS,
        "aloud": False,
    }
    return Handed(**{**known, **other})


def listed(*rows, newer="", older=""):
    return Handed(lines=rows, newer_url=newer, older_url=older)


def pages(bar, step):
    asks = step(
        title="Look back",
        name="look-back",
        number=6,
        text=Markup("<p>What is your next step? On which day?</p><p>Tell one person.</p>"),
    )
    note = said(title="A note for you", words="Come on Friday at ten.", got=None, parts=(), mine="")
    wrong = Handed(
        field="answer_words", message="This is too long for your mentor. Please make it shorter."
    )
    samples = (
        ("reflect", "learn/reflect.html", {"reflect": page(asks), "errors": []}),
        (
            "reflect-long",
            "learn/reflect.html",
            {"reflect": page(asks, typed=WORDS, rubric=()), "errors": [wrong]},
        ),
        ("reflect-sent", "learn/reflect.html", {"reflect": page(asks, sent=SENT), "errors": []}),
        (
            "reflect-marked",
            "learn/reflect.html",
            {
                "reflect": page(asks, sent=MARKED, marked_words="Joy, 27 Nov 2026"),
                "errors": [],
            },
        ),
        ("from-mentor", "learn/from_mentor.html", {"said": listed(said(), older="/older")}),
        ("from-mentor-note", "learn/from_mentor.html", {"said": listed(note, newer="/newer")}),
        ("from-mentor-none", "learn/from_mentor.html", {"said": listed()}),
    )
    return [(name, template, {"bar": bar, **handed}) for name, template, handed in samples]
