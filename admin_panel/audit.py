"""The audit log: who did what to whom and why. Staff with the right read it; nobody changes it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.frame import page
from admin_panel.guards import hub, may
from kiosk.queries import site as query
from kiosk.queries.site import AuditEntry
from kiosk.rules.amounts import read_whole
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import harmless
from kiosk.rules.spans import day_bounds, day_named
from kiosk.store.audit import Wanted
from kiosk.texts import N_, _

CSV_TYPE = "text/csv; charset=utf-8"
CSV_COLUMNS = ("when", "who", "act", "about", "detail", "reason")
CSV_ROWS = 10_000
MS_PER_S = 1000
ASKED = ("by", "act", "about", "day")
ASKED_LIMIT = 120
ACTS = {
    "give_right": N_("Gave a right"),
    "take_right": N_("Took a right"),
    "change_staff": N_("Changed a name or role"),
    "set_password": N_("Set a password"),
    "set_pin": N_("Set a PIN"),
    "switch_off_staff": N_("Let somebody go"),
    "switch_on_staff": N_("Let somebody in again"),
    "save_setting": N_("Changed a setting"),
    "ban_visitor": N_("Banned a visitor"),
    "lift_ban": N_("Lifted a ban"),
    "let_try_again": N_("Forgot wrong tries"),
    "write_note": N_("Wrote a note about a visitor"),
    "change_person": N_("Changed a name or a language"),
    "change_group": N_("Changed a visitor's group"),
    "change_pin": N_("Gave a visitor another PIN"),
    "make_cards": N_("Made blank cards"),
    "replace_card": N_("Replaced a lost card"),
    "merge_visitors": N_("Merged two records"),
    "export_visitor": N_("Handed out all that is kept about a visitor"),
    "erase_visitor": N_("Erased a visitor"),
    "set_house_rules": N_("Made a new edition of the house rules"),
    "give_rest": N_("Put the rest of a session on a voucher"),
    "cancel_move": N_("Let a session stay that was to move"),
    "lock_seat": N_("Locked a seat"),
    "move_lost_session": N_("Moved a session from a seat that did not answer"),
    "move_session": N_("Moved a session to another seat"),
    "pause_all": N_("Paused all seats"),
    "pause_session": N_("Paused a session"),
    "restart_station": N_("Restarted a computer"),
    "resume_all": N_("Resumed all seats"),
    "resume_paused": N_("Resumed what a cut had paused"),
    "resume_session": N_("Resumed a session"),
    "retry_order": N_("Sent an order again"),
    "unlock_seat": N_("Unlocked a seat"),
    "wake_station": N_("Woke a computer"),
    "keep_equipment": N_("Added a thing to lend"),
    "lend_equipment": N_("Lent a thing"),
    "take_back_equipment": N_("Took a thing back"),
    "equipment_break": N_("Noted that a thing broke"),
    "equipment_mend": N_("Noted that a thing was mended"),
    "equipment_lose": N_("Noted that a thing was lost"),
    "equipment_find": N_("Noted that a thing was found"),
    "equipment_sell": N_("Noted that a thing was sold"),
    "price_equipment": N_("Set what a thing is sold for in parts"),
    "start_buy_out": N_("Began to sell a thing in parts"),
    "pay_buy_out_part": N_("Took a part of a thing's price"),
    "write_off": N_("Wrote a session off"),
    "add_staff": N_("Added a person to the staff"),
    "add_station": N_("Made a code for a station"),
    "make_sponsorship": N_("Began a sponsorship"),
    "fund_sponsorship": N_("Put money into a sponsorship"),
    "change_sponsorship": N_("Changed a sponsorship"),
    "pause_sponsorship": N_("Paused a sponsorship"),
    "go_on_sponsorship": N_("Let a sponsorship go on"),
    "stop_sponsorship": N_("Stopped a sponsorship"),
    "close_shift": N_("Closed a shift"),
    "count_drawer": N_("Counted the drawer"),
    "reopen_session": N_("Took the end of a session back"),
    "pay_subscription_here": N_("Paid a subscription at the seat"),
    "pause_subscription": N_("Paused a subscription"),
    "resume_subscription": N_("Let a subscription go on"),
    "cancel_subscription": N_("Cancelled a subscription"),
    "keep_subscription": N_("Took a cancellation back"),
    "upgrade_subscription": N_("Changed to another subscription"),
    "extend_last": N_("Gave a little more at the end"),
    "end_session": N_("Ended a session"),
    "enrol_station": N_("A station came in"),
    "extend_session": N_("Added time to a session"),
    "import_module": N_("Took in a module"),
    "join_exchange": N_("Joined an exchange"),
    "make_vouchers": N_("Made a batch of vouchers"),
    "open_shift": N_("Opened a shift"),
    "pay_out": N_("Paid money out"),
    "print_vouchers": N_("Printed a batch of vouchers"),
    "quarantine": N_("Set a message aside"),
    "register_visitor": N_("Registered a visitor"),
    "revoke_station": N_("Removed a station"),
    "sell": N_("Sold an offer"),
    "sell_voucher": N_("Sold a voucher"),
    "send_message": N_("Sent a message to a seat"),
    "settle_lost_session": N_("Settled a seat that did not answer"),
    "settle_unheard": N_("Charged passes for what a silent seat ran"),
    "start_session": N_("Started a session"),
    "take_vouchers": N_("Took a stack of vouchers"),
    "undo_sale": N_("Undid a sale"),
    "void_voucher": N_("Cancelled a voucher"),
    "void_vouchers": N_("Cancelled a batch of vouchers"),
    "read_statutory_log": N_("Read the statutory log"),
    "voucher_overspent": N_("A voucher was used beyond what was paid"),
    "sell_products": N_("Sold products"),
    "set_product": N_("Changed a product or its stock"),
    "give_back": N_("Gave money back"),
    "top_up": N_("Put money on an account"),
    "grant_credit": N_("Said how far an account may owe"),
    "hand_over": N_("Handed the drawer over"),
    "pay_in": N_("Put cash into the drawer"),
    "from_safe": N_("Took change from the safe"),
    "expense": N_("Paid cash out"),
    "to_safe": N_("Took cash to the safe"),
    "print_copy": N_("Printed a copy of a receipt"),
}

audit = Blueprint("audit", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the log in words."""

    kept: AuditEntry
    words: str


@audit.get("/audit")
@may("see_audit")
def show() -> ResponseReturnValue:
    """The last lines that are asked for; `before` asks for those before a number."""
    asked = _asked()
    with hub().read() as db:
        shown = query.audit_page(db, before=_before(), wanted=_wanted(asked))
    older = _place("show", {**asked, "before": str(shown.older_than)}) if shown.older_than else ""
    return page(
        "audit/show.html",
        here="settings",
        entries=[ShownEntry(entry, told(entry.act)) for entry in shown.entries],
        older_url=older,
        people=shown.people,
        acts=sorted(((act, _(words)) for act, words in ACTS.items()), key=lambda one: one[1]),
        asked=asked,
        csv_url=_place("as_csv_file", asked),
    )


@audit.get("/audit.csv")
@may("see_audit")
def as_csv_file() -> ResponseReturnValue:
    """The lines that are asked for as CSV, the last first."""
    with hub().read() as db:
        shown = query.audit_page(db, before=None, wanted=_wanted(_asked()), rows=CSV_ROWS)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for line in shown.entries:
        cells = (line.by, line.act, line.about, line.detail, line.reason)
        rows.writerow((_moment(line.at), *(harmless(cell) for cell in cells)))
    answer = make_response(("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()).encode())
    answer.headers["Content-Type"] = CSV_TYPE
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _asked() -> dict[str, str]:
    """What the reader looks for, as it stands in the address."""
    given = {name: request.args.get(name, "").strip()[:ASKED_LIMIT] for name in ASKED}
    return {name: value for name, value in given.items() if value}


def _place(view: str, asked: Mapping[str, str]) -> str:
    query_string = urlencode(asked)
    return url_for(f"audit.{view}") + (f"?{query_string}" if query_string else "")


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """What is looked for; a day that is none is any day."""
    since, until = _day(asked.get("day", ""))
    return Wanted(
        by=asked.get("by", ""),
        act=asked.get("act", ""),
        about=asked.get("about", ""),
        since=since,
        until=until,
    )


def _day(text: str) -> tuple[Instant | None, Instant | None]:
    try:
        return day_bounds(day_named(text), ZoneInfo(hub().settings.timezone))
    except ValueError:
        return None, None


def _moment(at: Instant) -> str:
    local = datetime.fromtimestamp(at // MS_PER_S, ZoneInfo(hub().settings.timezone))
    return f"{local:%Y-%m-%d %H:%M:%S}"


def told(act: str) -> str:
    """An act in words; one that has none yet shows its name."""
    return _(ACTS[act]) if act in ACTS else act.replace("_", " ")


def _before() -> int | None:
    try:
        return read_whole(request.args.get("before", ""), least=1)
    except Refusal:
        return None
