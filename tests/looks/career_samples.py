"""What a visitor's career pages are handed in the gallery."""

from types import SimpleNamespace as Handed

from kiosk.protocol.career import Place

PLACE = Place(
    id="o1",
    kind="job",
    title="Data entry clerk, three days a week",
    who="Kibera Water Office",
    place="Olympic, second floor",
    pay="KSh 600 a day",
    contact="Ask for Mary, 0700 000 111",
    note="Bring your certificate. They show you the work on the first day.",
    language="Swahili and English",
    closes="2026-12-18",
    wanted=("data-entry", "digits", "transcription"),
    interests="C",
    state="suggested",
)


def ways(liked=True):
    return [
        Handed(
            name="What I like",
            words="Order and numbers, Finding out"
            if liked
            else "Twenty pictures of work. It takes about four minutes.",
            symbol="star",
            button="See" if liked else "Start",
            url="/interests",
        ),
        Handed(
            name="Goals and next steps",
            words="Finish the module “Accurate data entry”",
            symbol="list-check",
            button="See",
            url="/steps",
        ),
        Handed(
            name="Openings and courses",
            words="2 suggested to you",
            symbol="briefcase",
            button="See",
            url="/openings",
        ),
        Handed(
            name="Notes of meetings", words="3 notes", symbol="message", button="See", url="/notes"
        ),
    ]


def lines(*rows, newer="", older="/p"):
    return Handed(lines=rows, newer_url=newer, older_url=older)


def line(title, words, **other):
    known = {"id": "x1", "done": False, "symbol": "chevron-right", "mark": None, "warned": False}
    return Handed(title=title, words=words, **{**known, **other})


STEPS = lines(
    line("Work in an office with computers", "By Friday, 18 December.", symbol="star"),
    line("Finish the module “Accurate data entry”", "By Friday, 4 December."),
    line("Write a CV with Peter", "", done=True),
)
NOTE = lines(
    line(
        "26 Nov 2026, with Peter Kamau",
        "You told me that you like lists and that mornings are best for you.\nWe looked at two openings. You will call one of them.",
        id="Next meeting: Thursday, 3 December",
    )
)
PLACES = lines(
    line(
        PLACE.title,
        "Job · Kibera Water Office · Olympic, second floor · KSh 600 a day",
        mark=("wait", "bulb", "Suggested"),
    ),
    line(
        "Computer course for beginners",
        "Course · Public library",
        mark=("good", "check", "Fits you"),
    ),
    line("Shop assistant", "Job · New shop · KSh 20,000 a month", warned=True),
)
LIKED = [
    Handed(name="Order and numbers", words="Lists, records and accounts.", art="accounts"),
    Handed(name="Finding out", words="Look closely, measure, and ask why.", art="microscope"),
    Handed(name="Helping people", words="Teach, care, cook and listen.", art="teach"),
]


def place(**other):
    known = {
        "place": PLACE,
        "kind": "Job",
        "fit_words": ["You have 2 of 3.", "“Transcription” takes about 25 minutes."],
        "closes": "Friday, 18 December",
        "mark": ("wait", "bulb", "Suggested"),
        "can_answer": True,
        "can_apply": True,
        "learn": True,
    }
    return Handed(**{**known, **other})


def result(**other):
    known = {
        "fields": LIKED, "many": True, "modules": [Handed(title="Accurate data entry", url="/learn")],
        "places": [Handed(title=PLACE.title, url="/o")], "can_share": True, "shared": False,
    }  # fmt: skip
    return Handed(**{**known, **other})


def pages(bar):
    asked = Handed(
        name="shelves",
        word="Keep a store in order",
        shows="Shelves with boxes, and a checklist.",
        number=17,
        of=20,
    )
    samples = (
        ("career", "career/show.html", {"mine": Handed(ways=ways(), shared=True)}),
        ("career-new", "career/show.html", {"mine": Handed(ways=ways(liked=False), shared=False)}),
        ("career-share", "career/share.html", {"shared": False, "since": ""}),
        ("career-shared", "career/share.html", {"shared": True, "since": "26 Nov 2026"}),
        ("career-steps", "career/steps.html", {"mine": STEPS}),
        ("career-steps-none", "career/steps.html", {"mine": lines(older="")}),
        ("career-notes", "career/notes.html", {"mine": NOTE}),
        ("career-notes-none", "career/notes.html", {"mine": lines(older="")}),
        ("career-places", "career/places.html", {"mine": PLACES}),
        ("career-places-none", "career/places.html", {"mine": lines(older="")}),
        ("career-place", "career/place.html", {"shown": place()}),
        (
            "career-place-warned",
            "career/place.html",
            {
                "shown": place(
                    place=Place(
                        "o2",
                        "job",
                        "Shop assistant",
                        "New shop",
                        "Olympic",
                        "KSh 20,000 a month",
                        "Pay a registration fee of KSh 500 first",
                        warned=True,
                    ),
                    fit_words=["Nothing is asked for."],
                    mark=None,
                    can_answer=False,
                    learn=False,
                    closes="",
                )
            },
        ),
        ("interests", "interests/show.html", {"begun": False}),
        ("interests-ask", "interests/ask.html", {"asked": asked}),
        ("interests-result", "interests/result.html", {"result": result()}),
        (
            "interests-result-two",
            "interests/result.html",
            {"result": result(fields=LIKED[:2], many=False, modules=[], places=[], shared=True)},
        ),
        (
            "interests-result-none",
            "interests/result.html",
            {"result": result(fields=[], many=False, modules=[], places=[], can_share=False)},
        ),
    )
    return [(name, template, {"bar": bar, **handed}) for name, template, handed in samples]
