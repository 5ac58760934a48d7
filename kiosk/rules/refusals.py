"""Every way in which the house says no: one catalogue of codes.

A rule or an act raises `Refusal("code", **details)`. Doors turn it into a page or JSON
(`kiosk/refusal_pages.py`), `kiosk/texts.py` turns the code into a sentence.
Codes stay for ever, sentences may change.
"""

from collections.abc import Mapping
from types import MappingProxyType

Detail = str | int | None

CATALOGUE: Mapping[str, int] = MappingProxyType(
    {
        # what came in cannot be read
        "malformed": 400,
        "field_missing": 400,
        "field_wrong": 400,
        "too_large": 413,
        "too_many": 400,
        "wrong_version": 400,
        "unknown_setting": 400,
        "setting_wrong": 400,
        "setting_fixed": 409,
        # who is asking
        "unsigned": 401,
        "wrong_signature": 401,
        "unknown_origin": 401,
        "unknown_run": 401,
        "replayed": 401,
        "revoked": 403,
        "sign_in_first": 401,
        "wrong_password": 401,
        "wrong_pin": 401,
        "locked_out": 429,
        "banned": 403,
        "pin_weak": 400,
        "too_often": 429,
        "not_allowed": 403,
        "not_yourself": 409,
        "last_owner": 409,
        "pin_missing": 409,
        "csrf_failed": 400,
        "foreign_page": 403,
        # what is asked for
        "not_found": 404,
        "method_not_allowed": 405,
        "conflict": 409,
        "name_taken": 409,
        "busy": 503,
        "papers_busy": 503,
        # equipment
        "equipment_state_wrong": 409,
        "equipment_needs_card": 409,
        "damage_over_deposit": 409,
        "consent_missing": 409,
        "not_for_sale": 409,
        "rent_too_high": 400,
        "deposit_with_thing": 409,
        # people
        "same_visitor": 409,
        "ban_not_later": 400,
        "card_unknown": 404,
        "card_blank": 409,
        "card_replaced": 409,
        "card_taken": 409,
        "card_forged": 401,
        "card_other_site": 409,
        "card_used_here": 409,
        "rules_too_long": 400,
        "account_not_empty": 409,
        "work_waiting": 409,
        "subscription_runs": 409,
        # enrolment
        "code_unknown": 401,
        "code_expired": 401,
        "code_used_up": 401,
        "hub_key_differs": 409,
        "already_enrolled": 409,
        "session_here": 409,
        # seats and sessions
        "no_such_station": 404,
        "station_not_free": 409,
        "station_lost": 409,
        "station_state_wrong": 409,
        "same_station": 409,
        "no_session_here": 409,
        "session_not_known": 409,
        "session_closed": 409,
        "visitor_has_session": 409,
        "no_time_left": 409,
        "account_offered": 409,
        "extension_off": 409,
        "too_late_to_undo": 409,
        "extension_given": 409,
        "site_closed": 409,
        "not_paused": 409,
        "already_paused": 409,
        "floor_paused": 409,
        "floor_not_paused": 409,
        "nobody_sits": 409,
        "no_move": 409,
        "cannot_wake": 409,
        "nothing_to_retry": 409,
        "lease_wrong": 401,
        "lease_replayed": 409,
        "lease_spent": 409,
        # seats kept ahead
        "seat_booked": 409,
        "booking_past": 400,
        "booking_length": 400,
        "booking_far": 400,
        "booking_closed": 409,
        "booking_taken": 409,
        "booking_full": 409,
        "booking_limit": 409,
        "booking_unknown": 404,
        "booking_used": 409,
        "booking_over": 409,
        "booking_gone": 409,
        "booking_cancelled": 409,
        "booking_early": 409,
        "booking_elsewhere": 409,
        "booking_needs_pin": 401,
        "booking_pay_first": 409,
        "class_not_here": 409,
        # the waiting list
        "seat_held": 409,
        "queue_full": 409,
        "ticket_unknown": 404,
        "ticket_exists": 409,
        "ticket_seated": 409,
        "ticket_left": 409,
        "ticket_no_show": 409,
        "ticket_not_called": 409,
        # vouchers, passes, offers
        "voucher_unknown": 404,
        "voucher_mistyped": 400,
        "voucher_expired": 409,
        "voucher_used_up": 409,
        "voucher_in_use": 409,
        "voucher_void": 409,
        "voucher_not_sold": 409,
        "voucher_sold": 409,
        "voucher_forged": 401,
        "voucher_other_site": 409,
        "voucher_held": 403,
        "voucher_zone": 409,
        "voucher_hours": 409,
        "clock_unsure": 409,
        "voucher_offer_changed": 409,
        "offer_unknown": 404,
        "offer_closed": 409,
        "offer_not_here": 409,
        "offer_wrong": 400,
        "offer_exists": 409,
        "pass_lapsed": 409,
        "subscription_exists": 409,
        "subscription_needs_card": 409,
        "subscription_paid_ahead": 409,
        "subscription_state_wrong": 409,
        "subscription_changed": 409,
        "sponsorship_wrong": 400,
        "sponsorship_over": 409,
        "sponsorship_not_over": 409,
        "nothing_left_over": 409,
        "budget_used_up": 409,
        "sponsor_pays_not": 409,
        "change_waits": 409,
        # money
        "amount_wrong": 400,
        "not_in_coins": 400,
        "currency_differs": 409,
        "account_unknown": 400,
        "same_account": 400,
        "nobody_pays_to_work": 409,
        "below_zero": 409,
        "shift_not_open": 409,
        "shift_already_open": 409,
        "shift_not_yours": 403,
        "drawer_counted": 409,
        "drawer_not_counted": 409,
        "cash_given_too_little": 400,
        "nothing_due": 409,
        "due_open": 409,
        "reason_missing": 400,
        "transfer_differs": 409,
        "tender_unknown": 400,
        "account_paid": 409,
        "reference_used": 409,
        "second_person_missing": 403,
        "already_taken_back": 409,
        "not_paid_after": 409,
        "bill_full": 409,
        "same_operator": 409,
        "product_unknown": 404,
        "out_of_stock": 409,
        "statement_wrong": 400,
        "printer_away": 503,
        # tariffs
        "tariff_wrong": 400,
        "tariff_gap": 400,
        "zone_in_use": 409,
        "zone_name_wrong": 400,
        "zone_taken": 409,
        "zone_unknown": 404,
        "use_wrong": 400,
        "facts_wrong": 400,
        "no_rate": 409,
        # modules, exams
        "module_wrong": 400,
        "module_unknown": 404,
        "module_coming": 409,
        "edition_exists": 409,
        "item_unknown": 404,
        "answer_wrong_shape": 400,
        "exam_not_yet": 409,
        "exam_no_tries_left": 409,
        "exam_over": 409,
        "qualification_missing": 403,
        # tasks
        "csv_wrong": 400,
        "no_template": 400,
        "form_wrong": 400,
        "prohibited_task": 400,
        "escrow_short": 409,
        "hit_unknown": 404,
        "assignment_unknown": 404,
        "assignment_not_yours": 403,
        "assignment_done": 409,
        "hand_empty": 409,
        "outbox_full": 507,
        "decision_made": 409,
        "state_wrong": 409,
        "revision_only_once": 409,
        "expectation_missing": 400,
        "nothing_to_pay_out": 409,
        # blobs on their way
        "upload_offset_wrong": 409,
        "upload_checksum_wrong": 460,
        "tus_version_wrong": 412,
        # carried by stick
        "bundle_none": 404,
        "bundle_known": 409,
        "bundle_damaged": 400,
        "bundle_not_for_us": 409,
        "bundle_is_ours": 409,
        "bundle_of_stranger": 403,
        "stick_full": 507,
        "stick_locked": 409,
        "stick_gone": 409,
        "carrying_already": 409,
        "exchange_not_joined": 409,
        # the machine
        "data_folder_wrong": 500,
        "already_running": 409,
        "port_in_use": 409,
        "plain_listening": 409,
        "plain_http": 409,
        "no_certificates": 409,
        "name_not_certified": 409,
        "not_running": 409,
        "database_damaged": 503,
        "database_newer": 503,
        "database_missing": 503,
        "database_of_another": 503,
        "database_unreachable": 503,
        "site_missing": 503,
        "backup_place_missing": 409,
        "backup_key_made": 409,
        "backup_key_wrong": 409,
        "backup_key_needed": 409,
        "backup_without_keys": 409,
        "backup_of_other_site": 409,
        "backup_of_other_version": 409,
        "backup_renamed": 409,
        "backup_sealed": 409,
        "backup_unsigned": 409,
        "backup_not_read_back": 409,
        "backup_no_room": 507,
        "backup_ended": 503,
        "backup_hung": 503,
        "backup_failed": 500,
        "exchange_copy_older": 409,
        "tool_missing": 409,
        "disk_full": 507,
        "no_room_to_start": 507,
        "clock_doubted": 409,
        "clock_moved": 409,
        "hub_away": 503,
        "hub_away_scan_card": 503,
        "card_unsigned": 503,
        "hub_is_back": 409,
        "exchange_away": 503,
        "failed": 500,
    }
)


class Refusal(Exception):  # noqa: N818  the field's word is refusal, not error
    """A rule, act or door says no.

    Args:
        code: a key of `CATALOGUE`.
        details: what the sentence names (field, row, seat …); no secrets, they are logged.
    """

    def __init__(self, code: str, **details: Detail) -> None:
        if code not in CATALOGUE:
            raise KeyError(code)
        super().__init__(code)
        self.code = code
        self.details = {name: _sayable(value) for name, value in details.items()}

    @property
    def status(self) -> int:
        """The HTTP status a door answers with."""
        return CATALOGUE[self.code]

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({named})" if named else self.code


def _sayable(value: Detail) -> Detail:
    """A detail as every answer can carry it: half of a UTF-16 pair has no bytes."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    return value
