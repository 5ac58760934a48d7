"""The words of reports: queries hand out keys of columns, figures and cells; here they are said."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_panel.leakage_titles import LEAKAGE_TITLES
from admin_panel.owner_titles import OWNER_TITLES
from kiosk.rules.spans import WEEKDAYS
from kiosk.texts import N_, _

DAY_NAMES = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

TITLES: Mapping[str, str] = MappingProxyType(
    {
        **LEAKAGE_TITLES,
        **OWNER_TITLES,
        # columns and figures
        "learner": N_("Learner"),
        "learner_id": N_("Number of the learner"),
        "step": N_("Step"),
        "item": N_("Question"),
        "exam_try": N_("Try at the exam"),
        "first_answer": N_("First answer"),
        "answered_right": N_("Right"),
        "answer_tries": N_("Tries"),
        "hints_seen": N_("Hints"),
        "answer_seconds": N_("Seconds"),
        "card_code": N_("Code of the card"),
        "meeting": N_("Meeting"),
        "meeting_min": N_("Minutes it lasts"),
        "there_min": N_("Minutes there"),
        "said_by": N_("Said by"),
        "when": N_("When"),
        "how": N_("How"),
        "what": N_("What"),
        "amount": N_("Amount"),
        "operator": N_("Operator"),
        "confirmed_by": N_("Confirmed by"),
        "reason": N_("Reason"),
        "given_back": N_("Given back"),
        "discounts": N_("Discounts"),
        "sales": N_("Sales"),
        "sold": N_("Sold"),
        "written_off": N_("Written off"),
        "held_rounding": N_("Rounding of top-ups and deposits"),
        "takings": N_("Takings"),
        "top_ups": N_("Top-ups"),
        "deposits_in": N_("Deposits in"),
        "deposits_back": N_("Deposits back"),
        "held_back": N_("Top-ups and deposits back"),
        "money_in": N_("Money in"),
        "tax_in_it": N_("Tax in it"),
        "day": N_("Day"),
        "weekday": N_("Weekday"),
        "days": N_("Days"),
        "a_day": N_("On average a day"),
        "hour": N_("Hour"),
        "seat": N_("Seat"),
        "zone": N_("Zone"),
        "tender": N_("Paid with"),
        "group": N_("Group"),
        "hours_used": N_("Used"),
        "hours_open": N_("Open"),
        "in_use": N_("In use"),
        "sessions": N_("Sessions"),
        "seat_hours": N_("Seat hours used"),
        "seats_in_use": N_("Seats in use"),
        "median_length": N_("Typical length"),
        "busy_hours": N_("Busy hours"),
        "time_and_passes": N_("Time and passes"),
        "last_days": N_("last 14 days"),
        "how_long": N_("How long people waited"),
        "joined_line": N_("Joined"),
        "got_seat": N_("Got a seat"),
        "left_line": N_("Left before"),
        "did_not_come": N_("Did not come"),
        "median_wait": N_("Median wait"),
        "longest_wait": N_("Longest wait"),
        "longest_line": N_("Longest line"),
        "of_open_seats": N_("per cent of open seat-time in use"),
        **dict(zip(WEEKDAYS, DAY_NAMES, strict=True)),
        # cells
        "desk": N_("At the desk"),
        "by_itself": N_("By itself"),
        "no_visitor": N_("Nobody named"),
        "cash": N_("Cash"),
        "account": N_("Account"),
        "sponsor": N_("Sponsor"),
        "sponsored": N_("Time sponsored"),
        "products": N_("Products"),
        "visitor": N_("Visitor"),
        "student": N_("Student"),
        "job-seeker": N_("Job-seeker"),
        "retiree": N_("Retiree"),
        "undo": N_("Undone"),
        "void": N_("Cancelled"),
        "refund": N_("Given back"),
        "deposit_back": N_("Deposit back"),
        "upgrade": N_("Changed to another subscription"),
        "discount": N_("Discount"),
        "taken_off": N_("Taken off a bill"),
        "top_up": N_("Top-up"),
        "deposit": N_("Deposit"),
        "buy_out": N_("Equipment bought or used"),
        "session": N_("Time used"),
    }
)


def said(key: str) -> str:
    """What a key is called, in the language spoken."""
    return _(TITLES[key]) if key else ""
