"""What a busy centre has of training after a year: classes, exams, certificates, a career desk."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.acts import awards, career_notes, careers, classes, module_drafts, openings
from kiosk.acts.classes import ClassDraft
from kiosk.acts.coming_along import along, files_along
from kiosk.acts.importing import keep_module
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.hub import Hub
from kiosk.protocol.career import Interests
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.interests import PICTURES
from kiosk.rules.modules import attempt_id
from kiosk.rules.openings import read_opening
from kiosk.rules.spans import days_later, local_day, timezone_named
from kiosk.store import staff, training

SLUG, EXAM, PRACTICE, RIGHT, ASKED = "digits", "exam", "practice", 19, 20
EDITION = f"{SLUG}-e1"
MEETINGS, DAYS_BETWEEN, ITEMS = 24, 7, 16
AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Taught:
    """How much there is of it; every number is reached exactly, where there are enough people."""

    classes: int = 12
    learners: int = 20
    certificates: int = 2_000
    openings: int = 300
    careers: int = 1_500
    drafts: int = 20


BUSY = Taught()
TINY = Taught(classes=2, learners=3, certificates=5, openings=6, careers=8, drafts=2)
BUSY_FROM = 2_000
"""A site with so many registered is busy; a smaller one is for a quick look."""


class People(Tool):
    """Visitors, as they were read before."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids


def put_training(hub: Hub) -> None:
    """All of it; once."""
    with hub.read() as db:
        owner = staff.by_sign_in(db, "owner")
        there = db.execute("SELECT 1 FROM class LIMIT 1").fetchone()
        rows = db.execute(
            """
            SELECT id
            FROM visitor
            WHERE code IS NOT NULL AND merged_into IS NULL
            ORDER BY rowid
            LIMIT :limit
            """,
            {"limit": BUSY_FROM},
        ).fetchall()
    if owner is None:
        raise RuntimeError("the site is not furnished")
    if there is not None:
        return
    people = [str(row["id"]) for row in rows]
    size = BUSY if len(people) >= BUSY_FROM else TINY
    by = owner.id
    for one in along():
        row = keep_module(files_along(one.slug), modules=hub.modules, blobs=hub.blobs)
        hub.write(_add_edition, row=row)
    for n in range(size.openings):
        hub.write(openings.add_opening, opening=read_opening(_opening(n)), by=by)
    for part in _parts(people[: size.certificates]):
        hub.write(_certify, people=People(part), by=by)
    for part in _parts(people[: size.careers]):
        hub.write(_advise, people=People(part), by=by)
    for n in range(size.classes):
        first = n * size.learners
        members = People(people[first : first + size.learners])
        hub.write(_teach, people=members, number=n, by=by)
    for _ in range(size.drafts):
        hub.write(module_drafts.make_draft, files=files_along(SLUG), based_on=EDITION, by=by)


def _parts(people: Sequence[str]) -> list[Sequence[str]]:
    return [people[first : first + AT_ONCE] for first in range(0, len(people), AT_ONCE)]


def _add_edition(db: Db, now: Instant, *, row: training.EditionRow) -> None:
    training.add_edition(db, now, row)


def _opening(n: int) -> dict[str, str]:
    return {
        "kind": "course" if n % 4 == 0 else "job",
        "title": f"Data entry clerk {n}",
        "who": f"Office {n % 40}",
        "place": "Olympic",
        "pay": "KSh 600 a day",
        "contact": "0700 000 111",
        "wanted": ("digits", "data-entry", "digits data-entry", "")[n % 4],
        "interests": ("C", "CI", "SA", "E")[n % 4],
    }


def _certify(db: Db, now: Instant, *, people: People, by: str, site: Site) -> None:
    """Each passed the exam and has the certificate."""
    for visitor in people.ids:
        attempt = _sit(db, now, visitor, passed=True)
        until = later(now, seconds=365 * S_PER_DAY)
        training.grant(
            db, now, visitor=visitor, name=SLUG, valid_until=until, by=f"attempt:{attempt}"
        )
        told = {"visitor": visitor, "attempt": attempt, "name": "Grace Muthoni"}
        awards.give(db, now, by=by, site=site, **told)


def _sit(db: Db, now: Instant, visitor: str, *, passed: bool) -> str:
    attempt = attempt_id(visitor=visitor, edition=EDITION, try_number=1)
    db.execute(
        """
        INSERT INTO attempt (id, visitor, edition, step, try_number, fact_id, answers,
                             answers_right, answers_asked, passed, at)
        VALUES (:id, :visitor, :edition, :step, 1, :fact_id, CAST('{}' AS BLOB),
                :right, :asked, :passed, :now)
        """,
        {
            "id": attempt,
            "visitor": visitor,
            "edition": EDITION,
            "step": EXAM,
            "fact_id": f"bench:{attempt}",
            "right": RIGHT,
            "asked": ASKED,
            "passed": int(passed),
            "now": now,
        },
    )
    return attempt


def _advise(db: Db, now: Instant, *, people: People, by: str, site: Site) -> None:
    """Each said yes, did the finder, and has notes, steps and openings."""
    today = local_day(now, timezone_named(site.settings.timezone))
    known = [row["id"] for row in db.execute("SELECT id FROM opening ORDER BY id")]
    likes = [
        Interests("", dict.fromkeys(PICTURES, "not") | dict.fromkeys(some, "like"))
        for some in (list(PICTURES)[:5], list(PICTURES)[4:10], list(PICTURES)[9:])
    ]
    for n, visitor in enumerate(people.ids):
        told = {"visitor": visitor, "by": by}
        careers.agree_at_desk(db, now, **told)
        body = Interests(visitor, likes[n % len(likes)].answers)
        careers.keep_interests(db, body=body, at=now, fact_id=f"bench:{visitor}")
        for words in ("Likes lists, wants to work near home.", "Called the water office."):
            career_notes.add_note(db, now, words=words, next_on=None, for_mentors=False, **told)
        goal = {"kind": "goal", "words": "Work in an office", "due_on": None}
        career_notes.add_step(db, now, **goal, **told)
        due = days_later(today, n % 90 - 3)
        step = {"kind": "step", "words": "Call the water office", "due_on": due}
        career_notes.add_step(db, now, **step, **told)
        for place, state in enumerate(("suggested", "got_it")):
            opening = known[(n + place) % len(known)]
            careers.refer(db, now, site, opening=opening, state=state, **told)


def _teach(db: Db, now: Instant, *, people: People, number: int, by: str) -> None:
    """A class that met each week: who was there, who practised, who failed an exam."""
    class_id = classes.make_class(db, now, draft=ClassDraft(f"Group {number + 1}", by), by=by)
    for slug in (one.edition for one in along()[:6]):
        classes.plan_module(db, now, class_id=class_id, edition=slug, starts=now, by=by)
    classes.open_joining(db, now, class_id=class_id, days=7, by=by)
    for visitor in people.ids:
        classes.add_member(db, now, class_id=class_id, visitor=visitor, by=by)
        _practise(db, now, visitor)
    for n in range(MEETINGS):
        meeting = os.urandom(12).hex()
        starts = later(now, seconds=(n - MEETINGS) * DAYS_BETWEEN * S_PER_DAY)
        ends = later(starts, seconds=S_PER_HOUR)
        db.execute(
            """
            INSERT INTO meeting (id, class, starts, ends, made_at, made_by)
            VALUES (:id, :class, :starts, :ends, :now, :by)
            """,
            {"id": meeting, "class": class_id, "starts": starts, "ends": ends, "now": now}
            | {"by": by},
        )
        for visitor in people.ids:
            db.execute(
                """
                INSERT INTO attendance (meeting, visitor, n, how, minutes, at, by)
                VALUES (:meeting, :visitor, 0, 'seat', 45, :at, 'seat')
                """,
                {"meeting": meeting, "visitor": visitor, "at": ends},
            )


def _practise(db: Db, now: Instant, visitor: str) -> None:
    for n in range(1, ITEMS + 1):
        answer = json.dumps({"digit": "7"}).encode()
        db.execute(
            """
            INSERT INTO practice_done (visitor, edition, step, item, fact_id, answer, is_right,
                                       tries, hints, took_ms, at)
            VALUES (:visitor, :edition, :step, :item, :fact_id, :answer, :is_right, 1, 0,
                    :took_ms, :now)
            """,
            {
                "visitor": visitor,
                "edition": EDITION,
                "step": PRACTICE,
                "item": f"p{n:02}",
                "fact_id": f"bench:{visitor}:{n}",
                "answer": answer,
                "is_right": int(n % 5 > 0),
                "took_ms": 9 * MS_PER_S,
                "now": now,
            },
        )
