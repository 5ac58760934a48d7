"""What the station's pages are handed in the gallery."""

from types import SimpleNamespace as Handed

from looks import (
    career_samples,
    player_samples,
    reflection_samples,
    script_samples,
    sharing_samples,
)
from markupsafe import Markup

from kiosk.looks.qr import qr_svg
from kiosk.rules.forms import Field as Question
from kiosk.rules.forms import FieldKind, Form, Option

NOW = 1_795_347_120_000
"""14:32 in Nairobi."""
DIGITS = tuple(Option(value=str(n), label=str(n), key=str(n)) for n in range(10))
FORM = Form(
    prompt="Which digit is this?",
    picture="digit.png",
    picture_alt="A handwritten digit",
    fields=(Question("digit", FieldKind.CHOICE, "Press its key", DIGITS, True, 1, None),),
    help="Look at the shape. Press the key of the digit.",
)
TEXT_FORM = Form(
    prompt="Type what the receipt says",
    picture="receipt.png",
    picture_alt="A receipt of a shop",
    fields=(
        Question("shop", FieldKind.TEXT, "Name of the shop", (), True, 80, None),
        Question("total", FieldKind.NUMBER, "Total", (), True, 12, None),
    ),
    help="Copy it exactly. Leave out the currency.",
)


ALONE = player_samples.ALONE


def bar(seconds_left=2_520, tone="calm", **other):
    known = {
        "seat": "7", "name": "Grace M.", "seconds_left": seconds_left, "total_seconds": 3_600,
        "tone": tone, "warnings_s": (600, 300, 60), "desk_reachable": True, "can_finish": True,
        "add_time_url": "", "counting": True, "at_end_url": "",
    }  # fmt: skip
    return Handed(**{**known, **other})


def lock_frame(**other):
    known = {
        "site_name": "Kibera Career Centre", "seat": "7", "now": NOW, "no_internet": True,
        "desk_reachable": True,
        "languages": [
            Handed(name="English", code="en", here=True),
            Handed(name="العربية", code="ar", here=False),
        ],
    }  # fmt: skip
    return Handed(**{**known, **other})


def lock(step="code", **other):
    known = {
        "step": step, "code": "471902", "pin_length": 4, "code_lengths": (6, 8), "boxes": 8,
        "look_around": True, "resume": False, "paused": None, "packing": None, "run": "r1", "hours": "Open until 20:00", "closed": False,
        "aside": None, "waiting": 0, "card_s": 0,
        "prices": [
            Handed(name="30 minutes", price_minor=40, symbol="clock"),
            Handed(name="1 hour", price_minor=70, symbol="clock"),
            Handed(name="Day pass", price_minor=250, symbol="ticket"),
        ],
    }  # fmt: skip
    return Handed(**{**known, **other})


def ending():
    return Handed(
        seconds_left=42,
        extra_s=300,
        can_buy=True,
        at_end_url="",
        boxes=8,
        code_lengths=(6, 8),
        back_url="",
    )


def item(**other):
    known = {
        "module": "digits", "step": "practice", "item": "p07", "attempt": "a1", "number": 7, "of": 20,
        "form": FORM, "picture_url": "/digit/4.png", "audio_url": "", "given": {}, "wrong": {},
        "right": {}, "good": {}, "best": {}, "marks": {}, "solved": False, "feedback": None, "hints": (), "round": 1, "goal": None, "next_url": "/practice",
        "leave_url": "/learn", "pass_words": "18 of 20 right to pass.", "lang": "en", "dir": "ltr", "action": "/to/learn.answer", "ask": "",
        "seconds_left": 0, "total_seconds": 0, "over_url": "/to/exam.show", "opening": "",
    }  # fmt: skip
    return Handed(**{**known, **other})


def exam_begin(**other):
    known = {
        "title": "Read handwritten digits", "module": "digits", "begun": False, "questions": "20 questions",
        "pass_words": "18 of 20 right to pass.", "seconds": 1_200, "missing_s": 0, "tries_words": "2 tries left.",
        "leave_url": "/learn", "add_time_url": "/time/more",
    }  # fmt: skip
    return Handed(**{**known, **other})


TONGUES = [
    Handed(code="en", name="English", here=False, is_read=True),
    Handed(code="ar", name="العربية", here=False, is_read=False),
    Handed(code="es", name="Español", here=True, is_read=False),
]


def step(**other):
    known = {
        "number": 2, "of": 6, "title": "Why care pays", "figure_url": "/digit/7.png",
        "figure_alt": "A handwritten seven with a bar", "figure_words": "Many people draw a bar through the seven.",
        "audio_url": "", "back_url": "/learn", "next_url": "/to/learn.step", "module": "digits", "name": "why", "lang": "en", "dir": "ltr", "leave_url": "/learn",
        "text": Markup(
            "<p>Companies send us pictures of handwriting. A person must read them.</p>"
            "<ul><li>Each right answer is paid.</li><li>Wrong answers cost the company money.</li>"
            "<li>Nine in ten right opens paid tasks.</li></ul>"
        ),
        "earlier": "",
    }  # fmt: skip
    return Handed(**{**known, **other})


def batch(**other):
    known = {
        "id": "b1", "title": "Read handwritten digits", "requester": "Savanna Forms Ltd", "reward_minor": 2,
        "here": 20, "seconds_each": 6, "hourly_minor": 760, "rejected_percent": 1, "days_to_pay": 2,
        "needs": None, "begun": False, "missing_s": 0,
    }  # fmt: skip
    return Handed(**{**known, **other})


def task(**other):
    known = {
        "assignment": "s1", "title": "Read handwritten digits", "form": FORM, "picture_url": "/digit/7.png",
        "given": {}, "reward_minor": 2, "left_here": 8, "saved": "kept", "done_today": 12, "revision": None,
        "leave_url": "/work", "expectations": ["One digit is on each picture.", "Not sure? Give it back."],
    }  # fmt: skip
    return Handed(**{**known, **other})


OUTCOMES = [
    Handed(assignment="1", title="Read a digit, 14:02", state="revision", words="“Please look again at the top line.”", reward_minor=2, again_url="/work-item"),
    Handed(assignment="2", title="Read a digit, 13:58", state="reject_proposed", words="Not met: one digit is on each picture. Answer before 5 Dec.", reward_minor=2, again_url=""),
    Handed(assignment="3", title="Read a digit, 13:57", state="approved", words="Paid into your account.", reward_minor=2, again_url=""),
    Handed(assignment="4", title="Read a digit, 13:55", state="saved", words="Saved on this computer. We send it when internet is back.", reward_minor=2, again_url=""),
]  # fmt: skip
RULES = [
    "Every task is paid for before you see it.",
    "Work that nobody reviews is paid after 72 hours.",
    "A refusal must name what was wrong.",
    "You may do it again once before a refusal.",
    "You never pay to work.",
]


PRICES = [
    Handed(offer="half", title="30 minutes", seconds=1_800, price_minor=3_500, enough=True),
    Handed(offer="night", title="Night pass 22:00 to 06:00", seconds=28_800, price_minor=20_000, enough=False),
]  # fmt: skip


def buying(step):
    return Handed(step=step, wanted=PRICES[0], left_minor=8_500, pin_length=4)


def mine(**changes):
    lines = (
        Handed(kind="subscription", name="Subscription", title="Weekly 10 hours", symbol="refresh", words=("Paid until Thu 26 Nov 2026. Then renew at the desk.",), left="6 h 30 min", left_words="left this week", share=65),
        Handed(kind="sponsorship", name="Sponsored time", title="Job-seekers", symbol="users", words=("County of Nairobi pays for it.", "Good until Fri 1 Jan 2027.", "30 min of it today.", "Only: Mon, Tue, Wed, Thu, Fri · 08:00 to 17:00 · Quiet room"), left="50 min", left_words="left this week", share=27),
        Handed(kind="package", name="Time you bought", title="Day pass", symbol="clock", words=("As much as you like until 24:00 today.",), left="", left_words="", share=None),
    )  # fmt: skip
    told = {
        "lines": lines,
        "as_of": NOW,
        "can_renew": True,
        "can_buy": True,
        "newer_url": "/p",
        "older_url": "/p",
    }
    return Handed(**{**told, **changes})


def locks():
    """The lock at each step."""
    wrong = [Handed(field="code", message="We do not know this code. Check it and type it again.")]
    return [
        ("lock", "lock/show.html", {"frame": lock_frame(), "lock": lock(), "errors": []}),
        ("lock-paused", "lock/show.html", {"frame": lock_frame(no_internet=False), "lock": lock(resume=True, look_around=False, prices=[], paused=Handed(name="Otieno J.", words="Lunch until 12:30")), "errors": []}),
        ("lock-wrong", "lock/show.html", {"frame": lock_frame(no_internet=False, desk_reachable=False), "lock": lock(), "errors": wrong}),
        *((f"lock-{step}", "lock/show.html", {"frame": lock_frame(), "lock": lock(step, waiting=3, card_s=3_600, look_around=False), "errors": []}) for step in ("card", "removed")),
        ("lock-pin", "lock/show.html", {"frame": lock_frame(no_internet=False), "lock": lock("pin"), "errors": []}),
    ]  # fmt: skip


def pack_seat(waiting, tone, symbol, words, what_to_do):
    return Handed(waiting=waiting, tone=tone, symbol=symbol, words=words, what_to_do=what_to_do)


def of_room():
    """A seat as one of a class and its room."""
    return [
        *sharing_samples.of_two(bar, exam_begin),
        ("join-class", "join_class/show.html", {"bar": bar(), "typed": {"code": "4F7K-2M9T"}, "joined": "", "errors": [Handed(field="code", message="No class has this code. Please look at the sheet again.")]}),
        ("join-class-in", "join_class/show.html", {"bar": bar(), "typed": {}, "joined": "Image tagging, morning group", "errors": []}),
        ("pack-up", "room/pack_up.html", {"bar": bar(), "seat": pack_seat(0, "good", "circle-check", "Everything has arrived", "Finish here. Then switch off."), "code": Handed(title="Read handwritten digits", number="7K2M9-QX04T", svg=qr_svg("KA1" + "7K2M9QX04T" * 40, label="Code"), n=1, of=2, next_url="/pack-up?code=1")}),
        ("pack-up-wait", "room/pack_up.html", {"bar": bar(), "seat": pack_seat(3, "wait", "cloud-off", "3 messages wait here", "The desk is not reachable. Leave this on, or ask for a USB stick."), "code": None}),
        ("lock-pack-up", "lock/show.html", {"frame": lock_frame(), "lock": lock(packing=pack_seat(0, "good", "circle-check", "Everything has arrived", "You may switch off.")), "errors": []}),
        ("held", "room/held.html", {"bar": bar(hand="down"), "held": Handed(words="Eyes on me", counting=True)}),
        ("practice-hand", "learn/item.html", {"bar": bar(hand="up", sent="Otieno J. is coming to you."), "item": item(), "errors": []}),
    ]  # fmt: skip


def record(**changes):
    figures = (("Practised", "3 h 20 min", "clock"), ("Right at once", "91 %", "circle-check"), ("Tasks done", "120", "briefcase"), ("Tasks approved", "117", "star"))  # fmt: skip
    lines = (("Accurate data entry", "Good until 26 Nov 2027."), ("Safe or scam?", "It does not lapse."), ("Read handwritten digits", "Good until 2 Dec 2027."))  # fmt: skip
    told = {
        "figures": [Handed(name=name, words=words, symbol=icon) for name, words, icon in figures],
        "lines": [
            Handed(
                title=title, number="7K2M9-QX04T", day="26 Nov 2026", until=until, url="/to/code"
            )
            for title, until in lines
        ],
        "may": "Accurate data entry, Read handwritten digits",
        "earned": None,
        "earned_url": "/p",
        "newer_url": "/p",
        "older_url": "/p",
    }
    return Handed(**{**told, **changes})


def record_pages():
    return (
        *[
            (name, "my_time/show.html", {"bar": bar(), "mine": shown})
            for name, shown in (
                ("my-time", mine()),
                ("my-time-here", mine(as_of=None, can_buy=True)),
                ("my-time-none", mine(lines=())),
            )
        ],
        *[
            (name, "my_record/show.html", {"bar": bar(), "mine": shown})
            for name, shown in (
                ("my-record", record()),
                (
                    "my-record-earned",
                    record(earned=Handed(paid_out_minor=125_000, to_collect_minor=4_500)),
                ),
                ("my-record-none", record(lines=(), may="", newer_url="", older_url="")),
            )
        ],
        (
            "my-record-code",
            "my_record/code.html",
            {
                "bar": bar(),
                "code": Handed(
                    title="Accurate data entry",
                    number="7K2M9-QX04T",
                    until="Good until 26 Nov 2027.",
                    svg=qr_svg("KA1" + "7K2M9QX04T" * 34, label="Code"),
                ),
            },
        ),
    )


def exam_pages():
    """An exam before it begins, while it is sat, and what came of it."""
    return [
        ("exam", "exam/show.html", {"bar": bar(), "whose": ALONE, "item": item(picture_url="/digit/7.png", number=4), "errors": []}),
        ("exam-first", "exam/show.html", {"bar": bar(), "item": item(picture_url="/digit/7.png", number=1, opening=Markup("<p>Ten new questions. There are no hints now. Your first answer counts. With 8 right answers you pass.</p>")), "errors": [], "whose": ALONE}),
        ("exam-timed", "exam/show.html", {"bar": bar(), "whose": ALONE, "item": item(picture_url="/digit/7.png", number=4, seconds_left=700, total_seconds=1_200), "errors": [Handed(field="answer_digit", message="Take your time. Read it once more, then send your answer.")]}),
        ("exam-begin", "exam/begin.html", {"bar": bar(), "whose": ALONE, "exam": exam_begin()}),
        ("exam-go-on", "exam/begin.html", {"bar": bar(), "whose": ALONE, "exam": exam_begin(begun=True, questions="16 questions", seconds=700)}),
        ("exam-too-short", "exam/begin.html", {"bar": bar(), "whose": ALONE, "exam": exam_begin(missing_s=480)}),
        ("exam-time-over", "exam/result.html", {"bar": bar(), "whose": ALONE, "result": Handed(state="failed", right=11, of=20, qualification="Digits", valid_until=None, again_words="You can try again in 3 h 20 min.", time_words="The time was over. What you had answered counts.", next_url="/learn", next_words="Learn")}),
        ("exam-passed", "exam/result.html", {"bar": bar(), "whose": ALONE, "result": Handed(state="passed", right=19, of=20, qualification="Digits", valid_until=NOW + 180 * 86_400_000, again_words="", time_words="", next_url="/work", next_words="See paid tasks")}),
        ("exam-failed", "exam/result.html", {"bar": bar(), "whose": ALONE, "result": Handed(state="failed", right=15, of=20, qualification="Digits", valid_until=None, again_words="You may try again tomorrow.", time_words="", next_url="/practice", next_words="Practise")}),
    ]  # fmt: skip


def learn_pages():
    """The modules, and questions of earlier days."""
    modules = [
        Handed(title="Read handwritten digits", words="Learn to read numbers that people write by hand.", minutes=25, pays="It opens paid tasks.", state="begun", done=3, of=6, state_words="Step 3 of 6", url="/step", lang="en", dir="ltr", only="In English", earlier=""),
        Handed(title="Safe or scam", words="Spot the tricks in messages about work.", minutes=15, pays="", state="passed", done=5, of=5, state_words="Passed", url="/step", lang="es", dir="ltr", only="", earlier="You passed an earlier edition. That pass stays."),
    ]  # fmt: skip
    return [
        ("learn", "learn/show.html", {"bar": bar(), "beside": "", "modules": modules, "said": 2, "languages": TONGUES, "before_url": "", "more_url": "/learn?page=1", "coming": ["Read receipts"], "recall": "", "unreadable": ["Safe or scam?"]}),
        ("learn-recall", "learn/show.html", {"bar": bar(), "beside": "add", "modules": modules, "said": 0, "languages": TONGUES, "before_url": "", "more_url": "/learn?page=1", "coming": [], "unreadable": [], "recall": "8 questions from before wait."}),
        ("recall-over", "recall/over.html", {"bar": bar(), "right": 6, "asked": 8}),
    ]  # fmt: skip


def pages():
    """Name, template, what it is handed."""
    home = Handed(
        greeting="Good afternoon", name="Grace", no_internet=True, room="enough", go_on=Handed(title="Read handwritten digits", words="Practice, 7 of 20.", done=7, of=20, url="/practice"),
        learn_words="1 module, about 25 min", work_words="20 tasks here, KSh 2 each", earnings_words="KSh 120 to collect", time_words="6 h left this week, before this visit",
        subscription=Handed(words="Your subscription ends in 2 days.", can_pay=True), can_renew=True, included="", can_join=True, skills=(),
    )  # fmt: skip
    earnings = Handed(to_collect_minor=120, in_review_minor=34, paid_out_minor=460, as_of=NOW, outcomes=OUTCOMES, newer_url="", older_url="/earnings")  # fmt: skip
    look = Handed(
        batches=[
            batch(needs="Digits"),
            batch(
                title="Type receipts",
                requester="Duka Data",
                reward_minor=5,
                hourly_minor=410,
                seconds_each=40,
                needs="",
            ),
        ],
        rules=RULES,
        back_url="/lock",
    )
    return [
        *locks(),
        ("home", "home/show.html", {"bar": bar(), "home": home}),
        ("home-new", "home/show.html", {"bar": bar(name="", tone="soon", seconds_left=540, desk_reachable=False), "home": Handed(**{**vars(home), "go_on": None, "name": "", "no_internet": False, "subscription": None})}),
        ("rest", "rest/show.html", {"bar": bar(), "seconds": 60}),
        ("finish", "home/finish.html", {"bar": bar(), "finish": Handed(keeps_time=True, seconds_left=2_520, waiting=3)}),
        *learn_pages(),
        ("step", "learn/step.html", {"bar": bar(), "step": step()}),
        ("step-picture", "learn/step.html", {"bar": bar(), "step": step(text="", title="Arrive", figure_url="/picture/street.svg", figure_words="", audio_url="/sound.wav")}),
        ("practice", "learn/item.html", {"bar": bar(), "item": item(goal=Handed(words="7 of the last 10: 8 is enough.", reached=False)), "errors": []}),
        ("practice-first", "learn/item.html", {"bar": bar(), "item": item(number=1, opening=Markup("<p>Nineteen questions. A wrong answer costs nothing here. It opens a hint. Paper and pen are welcome.</p>"), goal=Handed(words="0 of the last 10: 8 is enough.", reached=False)), "errors": []}),
        ("practice-wrong", "learn/item.html", {"bar": bar(), "item": item(given={"digit": "9"}, wrong={"digit": ("9",)}, hints=("Look at the top: is it open or closed?",), feedback=Handed(good=False, title="Not quite", words="A nine is closed at the top.")), "errors": []}),
        ("practice-right", "learn/item.html", {"bar": bar(), "item": item(goal=Handed(words="That is enough: you can do this.", reached=True), given={"digit": "4"}, right={"digit": "4"}, solved=True, feedback=Handed(good=True, title="Right, it is a four", words="The top is open, and one stroke goes down.")), "errors": []}),
        *exam_pages(),
        ("work", "work/show.html", {"bar": bar(), "work": Handed(no_internet=True, room="enough", again=None, whose="", batches=[batch(), batch(id="b2", title="Type receipts", requester="Duka Data", reward_minor=5, hourly_minor=410, seconds_each=40, needs=Handed(name="Receipts", url="/learn"))])}),
        ("work-full", "work/show.html", {"bar": bar(), "work": Handed(no_internet=True, room="full", again=Handed(title="Read handwritten digits", wrong=2, of=5, url="/learn/digits"), whose="Grace M.", batches=[batch(begun=True), batch(id="b2", title="Type receipts", requester="Duka Data")])}),
        ("home-skills", "home/show.html", {"bar": bar(), "home": Handed(**{**vars(home), "subscription": None, "skills": ("Read handwritten digits ends on 12 Dec 2026. 12 more approved tasks renew it.",)})}),
        ("home-all-ways", "home/show.html", {"bar": bar(), "home": Handed(**{**vars(home), "subscription": None, "no_internet": False, "included": "2 h a week are included. 40 min are left."})}),
        ("home-filling", "home/show.html", {"bar": bar(), "home": Handed(**{**vars(home), "room": "filling"})}),
        ("work-short", "work/show.html", {"bar": bar(), "work": Handed(no_internet=False, room="enough", again=None, whose="", batches=[batch(missing_s=130), batch(id="b2", title="Type receipts", requester="Duka Data")])}),
        ("work-empty", "work/show.html", {"bar": bar(), "work": Handed(no_internet=False, room="enough", again=None, whose="", batches=[])}),
        ("work-item", "work/item.html", {"bar": bar(seconds_left=280, tone="soon"), "task": task(), "errors": []}),
        ("work-text", "work/item.html", {"bar": bar(), "task": task(form=TEXT_FORM, saved=None, given={"shop": "Mama Njeri Stores"}, revision=Handed(words="The total is missing its cents.", due=NOW)), "errors": []}),
        ("earnings", "earnings/show.html", {"bar": bar(), "earnings": earnings}),
        ("ending", "ending/show.html", {"frame": lock_frame(), "ending": ending(), "errors": []}),
        *record_pages(),
        *career_samples.pages(bar()),
        *reflection_samples.pages(bar(), step),
        ("more-time", "more_time/show.html", {"bar": bar(tone="last", seconds_left=50), "prices": PRICES, "balance_minor": 12_000, "errors": []}),
        ("more-time-none", "more_time/show.html", {"bar": bar(), "prices": [], "balance_minor": 12_000, "errors": []}),
        ("more-time-pin", "more_time/buy.html", {"bar": bar(), "buying": buying("pin"), "errors": []}),
        ("more-time-pictures", "more_time/buy.html", {"bar": bar(), "buying": buying("pictures"), "errors": [Handed(field="pictures", message="These are not your pictures.")]}),
        *player_samples.pages(bar, item),
        *script_samples.pages(bar, item),
        ("look", "look/show.html", {"bar": bar(seconds_left=250, name="", can_finish=False), "look": look}),
    ]  # fmt: skip
