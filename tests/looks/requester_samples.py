"""What the exchange's pages are handed in the gallery."""

from types import SimpleNamespace as Handed

from looks.station_samples import FORM, NOW, RULES

DAY = 86_400_000


def frame(here="", **other):
    links = [
        ("Your batches", "/requester-home"),
        ("Open tasks", "/public-tasks"),
        ("Secret key", "/requester-key"),
    ]
    known = {
        "site_name": "Steppingstone Exchange", "home_url": "/", "balance_minor": 11_600, "languages": [],
        "links": [Handed(name=name, url=url, here=name == here) for name, url in links],
        "person": Handed(name="Savanna Forms Ltd", leave_url="/to/requester.leave"),
    }  # fmt: skip
    return Handed(**{**known, **other})


def public_frame():
    languages = [Handed(name="English", code="en", url="?language=en", here=True), Handed(name="العربية", code="ar", url="?language=ar", here=False)]  # fmt: skip
    links = [
        Handed(name="Open tasks", url="/public-tasks", here=True),
        Handed(name="For requesters", url="/requester-sign-in", here=False),
    ]
    return frame(person=None, balance_minor=None, languages=languages, links=links)


def home():
    batches = [
        Handed(title="Read handwritten digits", posted=NOW - DAY, reward_minor=2, tasks=200, answered=152, approved=96, to_review=56, state_words="Answers come", tone="in_use", symbol="clock", url="/batch", review_url="/review"),
        Handed(title="Type receipts", posted=NOW - 9 * DAY, reward_minor=5, tasks=80, answered=80, approved=79, to_review=0, state_words="Finished", tone="good", symbol="check", url="/batch", review_url="/review"),
        Handed(title="Sort photos of maize", posted=NOW - 20 * DAY, reward_minor=3, tasks=500, answered=312, approved=312, to_review=0, state_words="Run out", tone="wait", symbol="hourglass", url="/batch", review_url="/review"),
    ]  # fmt: skip
    return Handed(
        to_spend_minor=11_600, in_escrow_minor=208, spent_minor=1_523, to_review=56, batches=batches
    )


def post(step):
    return Handed(
        step=step, draft="d1", title="Read handwritten digits", tasks=200, reward_minor=2, fee_minor=0, total_minor=400, left_minor=11_200,
        rules=["No votes, likes, reviews or follows.", "No sign-ups, installs or captchas.", "No identity papers, no contacts.", "Answers you do not review are approved after 72 hours."],
        samples=[Handed(form=FORM, picture_url=f"/digit/{digit}.png") for digit in (4, 7, 9)],
    )  # fmt: skip


def batch():
    results = [
        Handed(task=f"{1040 - n}", values=[Handed(name="digit", value=str((n * 7) % 10))], worker=f"Worker {n % 3 + 1}", state_words=words, tone=tone, symbol=symbol, at=NOW - n * 60_000)
        for n, (words, tone, symbol) in enumerate([("To review", "wait", "hourglass"), ("Approved", "good", "check"), ("Second go", "in_use", "refresh"), ("Approved", "good", "check"), ("Refused", "bad", "x")])
    ]  # fmt: skip
    return Handed(
        title="Read handwritten digits", posted=NOW - DAY, until=NOW + 6 * DAY, state_words="Answers come", tone="in_use", symbol="clock",
        tasks=200, answered=152, approved=95, refused=1, to_review=56, in_work=40, offline_words="40 tasks are at sites without internet, until 25 Nov.",
        reward_minor=2, escrow_minor=208, paid_minor=190, review_url="/review", results_url="/to/requester.results_csv", reopen_url="/to/requester.reopen", reopen_words="3 tasks were not sent back in time. They are still paid if their answers come late.", reopen_minor=6,
        expectations=["The digit that most people would read.", "One digit, no words."], results=results,
    )  # fmt: skip


def review():
    answers = [
        Handed(assignment=f"a{n}", picture_url=f"/digit/{digit}.png", picture_alt="A handwritten digit", prompt=f"Which digit is this? (task {1040 - n})", values=[Handed(name="digit", value=value)], worker=f"Worker {n}", at=NOW - n * 3_600_000, hours_left=72 - n * 9, second_go=n == 3, tries_words="second go" if n == 3 else "")
        for n, (digit, value) in enumerate([(7, "7"), (4, "9"), (4, "4")], start=1)
    ]  # fmt: skip
    return Handed(
        title="Read handwritten digits", batch_url="/batch", waiting=56, due_words="approved by themselves after 72 h", answers=answers, newer_url="", older_url="/review",
        expectations=[Handed(id="e1", words="The digit that most people would read."), Handed(id="e2", words="One digit, no words.")],
    )  # fmt: skip


def task(**other):
    known = {
        "title": "Read handwritten digits", "requester": "Savanna Forms Ltd", "words": "Look at a picture, press a key.", "reward_minor": 2, "seconds_each": 6,
        "hourly_minor": 1200, "open": 48, "needs": "Digits", "rejected_percent": 1, "days_to_pay": 2, "url": "/public-task", "form": FORM, "picture_url": "/digit/7.png",
        "expectations": ["The digit that most people would read.", "One digit, no words."], "approval_words": "Work that nobody reviews is paid after 72 hours.",
    }  # fmt: skip
    return Handed(**{**known, **other})


def sticks(**other):
    def last(days, facts, *, settled):
        return Handed(at=NOW - days * DAY, facts=facts, settled=settled)

    known = {
        "sticks": [Handed(path="/media/desk/BLUE-STICK", name="BLUE-STICK")], "folder": "/media", "many": False, "piece_bytes": 1_048_576,
        "ready": [Handed(name="steppingstone-11aa22bb-0123456789ab-1.kxb", hub="Turkana van", mib=3, at=NOW, url="/to/staff.ready_file")],
        "hubs": [
            Handed(origin="a" * 32, name="Turkana van", waiting=14, written=last(9, 12, settled=True), read=last(0, 312, settled=False)),
            Handed(origin="b" * 32, name="Lodwar library", waiting=3, written=last(2, 20, settled=False), read=last(3, 57, settled=True)),
            Handed(origin="c" * 32, name="Kibera", waiting=0, written=None, read=None),
        ],
    }  # fmt: skip
    return Handed(**{**known, **other})


def stick_errand(**other):
    known = {
        "title": "Read from BLUE-STICK", "at": NOW, "runs": False, "refused": False, "by_stick": True, "percent": 100, "words": "You may unplug the stick.", "file": "",
        "lines": ["369 messages came.", "312 were new.", "Write one for the hub: it carries our signature for what came."],
        "parts": [
            Handed(hub="Turkana van", made_at=NOW - 3_600_000, part=1, parts=2, facts=300, files=41),
            Handed(hub="Turkana van", made_at=NOW - 3_600_000, part=2, parts=2, facts=69, files=2),
        ],
        "passed": [Handed(file="steppingstone-11aa22bb-ffff56789abc-1.kxb", why="This bundle is damaged or not whole. Nothing was read. Please write it again.")],
        "stopped": 2,
    }  # fmt: skip
    return Handed(**{**known, **other})


NEW_KEY = "yT3w9-ZqLr0aKd_7VbN2sXc5EoMfGh1JiPuQ8Rt4"
REQUESTERS = [
    Handed(id="A7K2M", name="Duka Data", access_key="AK0F3B52C19D7E4A68B2"),
    Handed(id="A9XQ4", name="Savanna Forms", access_key="AK7C1E90D2A45B38F6E1"),
]


def staff_frame(here="Messages"):
    links = [
        Handed(name="Messages", url="/staff-messages", here=here == "Messages"),
        Handed(name="Carry by stick", url="/staff-sticks", here=here == "Carry by stick"),
        Handed(name="Requesters", url="/staff-requesters", here=here == "Requesters"),
        Handed(name="Open tasks", url="/public-tasks", here=False),
    ]
    person = Handed(name="Staff of this exchange", leave_url="/to/staff.leave")
    return frame(links=links, person=person, balance_minor=None)


def messages(**other):
    origin = "3f9a0c51d2b84e6703"
    rows = [
        Handed(at=NOW - 3_600_000, where="Waits to be understood", type="hub_submission", why="The exchange’s program ended three times while it was read.", whose="Kibera Career Centre", fact=f"{origin}/a1/17", may_retry=True),
        Handed(at=NOW - DAY, where="Refused here", type="reaction", why="There is no such task.", whose="Turkana van", fact=f"{origin}/a1/12", may_retry=True),
        Handed(at=NOW - 2 * DAY, where="Two different ones under one number", type="", why="Another one came first under the same number. The first one counts.", whose="Another machine (77ab01c2)", fact=f"{origin}/a1/3", may_retry=False),
    ]  # fmt: skip
    hubs = [
        Handed(name="Turkana van", waiting=212),
        Handed(name="Kibera Career Centre", waiting=0),
    ]
    known = {
        "stopped": rows, "more": 0, "hubs": hubs, "waiting": 212, "many": False,
        "gaps": ["Turkana van: 3 messages missing for 2 d 4 h"],
    }  # fmt: skip
    return Handed(**{**known, **other})


def pages():
    """Name, template, what it is handed."""
    base = {"errors": [], "typed": {}, "toast": None}
    wrong = [
        Handed(field="file", message="Row 17: the picture “d0431.png” is missing."),
        Handed(
            field="template",
            message="The form has a mistake: fields[0].kind: a field is choice, multi, text or number.",
        ),
    ]
    typed = {"title": "Read handwritten digits"}
    blank = [Handed(field="reason-a2", message="Say what should be different.")]
    public = {"frame": public_frame()}
    by_stick = {**base, "frame": staff_frame("Carry by stick")}
    tasks = [
        task(),
        task(
            title="Type receipts",
            requester="Duka Data",
            reward_minor=5,
            seconds_each=40,
            hourly_minor=450,
            needs="",
            open=12,
        ),
    ]
    return [
        ("requester-sign-in", "requester/sign_in.html", {**base, **public}),
        ("requester-key", "requester/key.html", {**base, "frame": frame("Secret key"), "new": NEW_KEY}),
        ("requester-key-wrong", "requester/key.html", {**base, "frame": frame("Secret key"), "new": NEW_KEY, "errors": [Handed(field="secret", message="This is not your secret key of now.")]}),
        ("requester-home", "requester/home.html", {**base, "frame": frame("Your batches"), "home": home()}),
        ("post", "requester/post.html", {**base, "frame": frame(), "post": post("write"), "typed": typed}),
        ("post-wrong", "requester/post.html", {**base, "frame": frame(), "post": post("write"), "errors": wrong, "typed": typed}),
        ("post-check", "requester/post.html", {**base, "frame": frame(), "post": post("check")}),
        ("batch", "requester/batch.html", {**base, "frame": frame(), "batch": batch()}),
        ("review", "requester/review.html", {**base, "frame": frame(), "review": review(), "errors": blank}),
        ("public-tasks", "public/tasks.html", {**base, **public, "tasks": tasks, "rules": RULES}),
        ("public-task", "public/task.html", {**base, **public, "task": task()}),
        ("staff-sign-in", "staff/sign_in.html", {**base, **public, "valid_min": 10}),
        ("staff-messages", "staff/messages.html", {**base, "frame": staff_frame(), "messages": messages()}),
        ("staff-messages-empty", "staff/messages.html", {**base, "frame": staff_frame(), "messages": messages(stopped=[], gaps=[], hubs=[], waiting=0)}),
        ("staff-sticks", "staff/sticks.html", {**by_stick, "carried": sticks(), "errand": stick_errand()}),
        ("staff-sticks-runs", "staff/sticks.html", {**by_stick, "carried": sticks(), "errand": stick_errand(runs=True, percent=42, words="Copying from the stick", lines=[], parts=[], passed=[], stopped=0)}),
        ("staff-sticks-refused", "staff/sticks.html", {**by_stick, "carried": sticks(ready=[]), "errand": stick_errand(refused=True, words="This bundle is damaged or not whole. Nothing was read. Please write it again.", file="steppingstone-11aa22bb-0123456789ab-1.kxb", lines=[], parts=[], passed=[], stopped=0)}),
        ("staff-sticks-empty", "staff/sticks.html", {**by_stick, "carried": sticks(sticks=[], ready=[], hubs=[]), "errand": None}),
        ("staff-requesters", "staff/requesters.html", {**base, "frame": staff_frame("Requesters"), "requesters": REQUESTERS, "many": False}),
        ("staff-requesters-empty", "staff/requesters.html", {**base, "frame": staff_frame("Requesters"), "requesters": [], "many": False}),
        ("staff-key", "staff/key.html", {**base, "frame": staff_frame("Requesters"), "requester": REQUESTERS[0], "new": NEW_KEY}),
        ("public-refused", "public/refused.html", {**base, **public, "said": "There is nothing here. Please go back."}),
    ]  # fmt: skip
