"""One person's data as files: `read-me.html` for people, `data.json` for machines, in a zip."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec
from flask import render_template

from admin_panel.guards import hub
from kiosk.looks import figures
from kiosk.rules.instants import MS_PER_S
from kiosk.texts import N_, _, format_money

Row = Mapping[str, object]
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "person": N_("Person"),
        "cards": N_("Cards"),
        "bans": N_("Bans"),
        "house_rules": N_("House rules accepted"),
        "sessions": N_("Sessions"),
        "bookings": N_("Bookings"),
        "passes": N_("Passes"),
        "subscriptions": N_("Subscriptions"),
        "renewals": N_("Agreed: the account renews by itself"),
        "loans": N_("Things lent"),
        "contracts": N_("Contracts to buy"),
        "contract_parts": N_("Parts of contracts"),
        "payments": N_("Payments"),
        "account": N_("Account"),
        "credit": N_("Credit"),
        "practice": N_("Practice"),
        "practice_goals": N_("Goals of practice"),
        "recalled": N_("Asked again after days"),
        "checks_of_work": N_("Checks of work"),
        "exams": N_("Exams"),
        "exams_marked_anew": N_("Exams marked anew"),
        "exams_marked_by_hand": N_("Exams marked by a mentor"),
        "reflections_written": N_("Reflections, as written"),
        "reflections": N_("Marks of reflections"),
        "notes": N_("Notes of mentors"),
        "unfinished_exams": N_("Unfinished exams"),
        "shared_seats": N_("Learned beside another"),
        "exam_sittings": N_("Exams with a time limit"),
        "accommodations": N_("Help in exams"),
        "qualifications": N_("Qualifications"),
        "certificates": N_("Certificates"),
        "classes": N_("Classes"),
        "attendance": N_("Attendance"),
        "career_consents": N_("Career record: what was agreed"),
        "interests": N_("Interest finder"),
        "career_notes": N_("Notes of meetings with a mentor"),
        "career_steps": N_("Goals and next steps"),
        "career_before": N_("Career record: what was changed"),
        "referrals": N_("Openings and courses"),
        "referral_changes": N_("Openings and courses: each step"),
        "work": N_("Paid tasks"),
        "log": N_("What staff did"),
    }
)
INSTANTS = frozenset(
    {
        *("at", "until", "made_at", "changed_at", "lifted_at", "opened_at", "closed_at"),
        *("from_at", "until_at"),
        *("bought_at", "lapses", "granted_at", "valid_until", "submitted_at", "starts", "ends"),
        *("begins", "out_at", "due_at", "back_at", "ended_at", "given_at"),
        *("done_at", "answered_at", "taken_back_at", "revoked_at", "joined_at", "left_at"),
    }
)


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page: what it is, its columns and its cells in words."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def zipped(everything: Mapping[str, Sequence[Row]]) -> bytes:
    """The zip's bytes."""
    plain = {kind: [_plain(row) for row in rows] for kind, rows in everything.items()}
    sections = [_section(kind, rows) for kind, rows in plain.items() if rows]
    site = hub().settings.site_name
    read_me = render_template("people/export.html", site_name=site, sections=sections)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read-me.html", read_me)
        archive.writestr("data.json", msgspec.json.format(msgspec.json.encode(plain)))
    return made.getvalue()


def _plain(row: Row) -> Row:
    """What JSON can say: bytes are JSON of their own."""
    return {
        name: msgspec.json.decode(value) if isinstance(value, bytes) and value else value
        for name, value in row.items()
    }


def _section(kind: str, rows: Sequence[Row]) -> Section:
    columns = list(rows[0])
    cells = [[_cell(name, row[name]) for name in columns] for row in rows]
    return Section(_(TITLES[kind]), columns, cells)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in INSTANTS and isinstance(value, int):
        zone = ZoneInfo(hub().settings.timezone)
        local = datetime.fromtimestamp(value // MS_PER_S, UTC).astimezone(zone)
        return f"{figures.day(local)} {local:%H:%M}"
    if name.endswith("_minor") and isinstance(value, int):
        return format_money(value, hub().settings)
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return str(value)
