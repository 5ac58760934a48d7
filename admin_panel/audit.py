"""The audit log: who did what to whom and why. Staff with the right read it; nobody changes it."""

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.frame import page
from admin_panel.guards import hub, may
from kiosk.queries import site as query
from kiosk.queries.site import AuditEntry
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _

ACTS = {
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
    "write_off": N_("Wrote a session off"),
    "add_staff": N_("Added a person to the staff"),
    "add_station": N_("Made a code for a station"),
    "close_shift": N_("Closed a shift"),
    "count_drawer": N_("Counted the drawer"),
    "reopen_session": N_("Took the end of a session back"),
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
    """The last lines; `before` asks for those before a number."""
    with hub().read() as db:
        shown = query.audit_page(db, before=_before())
    older = url_for("audit.show", before=shown.older_than) if shown.older_than else ""
    entries = [ShownEntry(entry, told(entry.act)) for entry in shown.entries]
    return page("audit/show.html", here="settings", entries=entries, older_url=older)


def told(act: str) -> str:
    """An act in words; one that has none yet shows its name."""
    return _(ACTS[act]) if act in ACTS else act.replace("_", " ")


def _before() -> int | None:
    try:
        return read_whole(request.args.get("before", ""), least=1)
    except Refusal:
        return None
