"""The rights of staff in words, in the order of the page that gives and takes them."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.texts import N_

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        N_("The floor"): (
            "see_floor",
            "start_session",
            "give_time",
            "end_session",
            "pause_session",
            "extend_session",
            "move_session",
            "book_seat",
            "book_class",
            "command_station",
            "write_off",
        ),
        N_("The till"): (
            "sell",
            "open_shift",
            "close_shift",
            "pay_out",
            "undo_sale",
            "see_till",
            "approve_refund",
        ),
        N_("People"): (
            "see_people",
            "register_visitor",
            "change_visitor",
            "ban_visitor",
            "erase_visitor",
            "merge_visitors",
            "grant_credit",
        ),
        N_("Training and tasks"): (
            "see_classes",
            "lead_class",
            "import_module",
            "give_certificate",
            "see_tasks",
        ),
        N_("The site"): (
            "add_station",
            "order_new_keys",
            "revoke_station",
            "see_reports",
            "see_statutory_log",
            "see_audit",
            "change_settings",
            "change_staff",
            "carry_by_stick",
            "settle_exchange",
            "back_up",
        ),
    }
)

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "see_floor": N_("See every seat, its state and who sits there"),
        "start_session": N_("Open a session at a free seat"),
        "give_time": N_("Open a session that costs nothing, with a reason"),
        "end_session": N_("End a session before its time is over"),
        "pause_session": N_("Pause and resume sessions"),
        "extend_session": N_("Add time to a running session"),
        "move_session": N_("Move a session to another seat"),
        "book_seat": N_("Book a seat ahead, move and cancel it"),
        "book_class": N_("Book seats for a class"),
        "command_station": N_("Lock, message, restart or wake a station"),
        "write_off": N_("End an unpaid session without payment, with a reason"),
        "sell": N_("Sell offers, vouchers and products"),
        "open_shift": N_("Open a shift with a float"),
        "close_shift": N_("Count the drawer, move cash and close one’s own shift"),
        "pay_out": N_("Pay a visitor what they earned"),
        "undo_sale": N_("Undo a sale or give money back, with a reason"),
        "see_till": N_("See the till and what was sold"),
        "approve_refund": N_("Agree with a PIN to what is above somebody’s limit"),
        "see_people": N_("Find visitors and see their accounts"),
        "register_visitor": N_("Register visitors and print cards"),
        "change_visitor": N_("Change a visitor’s name, group, language or PIN"),
        "ban_visitor": N_("Ban a visitor until a date, with a reason"),
        "erase_visitor": N_("Export or erase what is kept about a visitor"),
        "merge_visitors": N_("Make two records of one visitor into one"),
        "grant_credit": N_("Let an account go below zero"),
        "see_classes": N_("See classes, meetings and marks"),
        "lead_class": N_("Keep classes, meetings and attendance; mark work"),
        "import_module": N_("Check and take in training modules"),
        "give_certificate": N_("Give certificates for exams and take them back"),
        "see_tasks": N_("See tasks and how the work stands"),
        "add_station": N_("Show a code for a new station"),
        "order_new_keys": N_("Give a station new keys"),
        "revoke_station": N_("Remove a station for good"),
        "see_reports": N_("Read takings, use and leakage"),
        "see_audit": N_("Read who did what to whom and why"),
        "see_statutory_log": N_("Read who sat where and when, kept for the law"),
        "change_settings": N_("Change settings, prices and offers"),
        "change_staff": N_("Add and remove staff, give and take rights"),
        "carry_by_stick": N_("Carry answers and tasks by USB stick"),
        "settle_exchange": N_("Record that exchange and hub have settled"),
        "back_up": N_("Make and download a backup"),
    }
)
