"""What each refusal says to its reader, and what to do. `kiosk/texts.py` translates and fills it.

One line for each code of `kiosk/rules/refusals.py` (a test compares the two). In the reader's
words: no code, no blame, at most two short sentences. Secrets never reach a sentence.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.machine_sentences import MACHINE, N_

__all__ = ("N_", "SENTENCES")

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # what came in cannot be read
        "malformed": N_("We could not read this. Please go back and try again."),
        "field_missing": N_("Please fill in {field}."),
        "field_wrong": N_("Please check {field}: it cannot be this."),
        "too_large": N_("This is too large. Please send less at once."),
        "too_many": N_("These are too many at once. Please send fewer."),
        "wrong_version": N_("The two machines speak different versions. Please update the older."),
        "unknown_setting": N_("There is no setting {name} ({where}). Please check its spelling."),
        "setting_fixed": N_("{name} is set in {where}, which outranks this page. Change it there."),
        "setting_wrong": N_("The setting {name} ({where}) is wrong. It must be {expected}."),
        # who is asking
        "unsigned": N_("This request carries no signature, so it was not accepted."),
        "wrong_signature": N_("The signature does not match, so this was not accepted."),
        "unknown_origin": N_("We do not know this machine. Please enrol it first."),
        "unknown_run": N_("The hub has been restarted. The station will try again by itself."),
        "replayed": N_("This was sent before and was not accepted again."),
        "revoked": N_("This station was removed from the site. Please ask the staff."),
        "sign_in_first": N_("Please sign in first."),
        "wrong_password": N_("The name or the password is wrong. Please try again."),
        "wrong_pin": N_("The code or the PIN is wrong. Please try again."),
        "locked_out": N_(
            "There were too many wrong tries. Please wait 15 minutes or ask at the desk."
        ),
        "banned": N_("There is no sign-in before {day}. Please ask at the desk."),
        "pin_weak": N_("This is easy to guess. Please choose another one."),
        "too_often": N_("This came too often. Please wait a little and try again."),
        "not_allowed": N_("You may not do this. Please ask somebody who may."),
        "not_yourself": N_("Nobody changes their own rights. Please ask another owner."),
        "last_owner": N_("This is the last owner. Somebody must be able to add and remove staff."),
        "pin_missing": N_(
            "{name} has no PIN yet. They set one on their own page, behind their name above."
        ),
        "foreign_page": N_(
            "This did not come from a page of ours. Please open the page here and repeat."
        ),
        "csrf_failed": N_("This page was open too long. Please load it again and repeat."),
        # what is asked for
        "not_found": N_("There is nothing here. Please go back."),
        "method_not_allowed": N_("This page cannot be used in this way. Please go back."),
        "name_taken": N_("This name is taken. Please choose another."),
        "conflict": N_("This was already sent with other content. Please load the page again."),
        "busy": N_("There is much to do just now. Please try again in a moment."),
        "papers_busy": N_(
            "Other papers are being drawn just now. Please try again in a moment; nothing is lost."
        ),
        # people
        "same_visitor": N_("This is the same person. Please choose another."),
        "ban_not_later": N_("Please choose a day from tomorrow on, within five years."),
        "card_unknown": N_("This is no card of this place. Please check its number."),
        "card_blank": N_("This card has no name yet. Please ask at the desk."),
        "card_replaced": N_("This card was replaced by a new one. Please use the new card."),
        "card_forged": N_("This card is not genuine. Please ask at the desk."),
        "card_other_site": N_("This card is of another site. It does not open a seat here."),
        "card_used_here": N_(
            "This card opened this seat today. Please try again when the desk can be reached."
        ),
        "rules_too_long": N_("Please write at most 10 lines of 100 letters for each language."),
        "card_taken": N_("This card has an owner already. Please take another."),
        "account_not_empty": N_("There is money on the account or owed. Please settle that first."),
        "work_waiting": N_("Work of this person still waits to be paid. Please read what to do."),
        "subscription_runs": N_("A subscription still runs. Please cancel it first."),
        # enrolment
        "code_unknown": N_("This code is not known. Please type it again as it is shown."),
        "code_expired": N_("This code is too old. Please ask for a new one."),
        "code_used_up": N_("This code was used or tried too often. Please ask for a new one."),
        "hub_key_differs": N_("This is not the hub that gave the code. Please check the address."),
        "already_enrolled": N_(
            "This machine is enrolled already. A station gets new keys with --again."
        ),
        "session_here": N_("A session is open at this station. Please end it there first."),
        # seats and sessions
        "no_such_station": N_("There is no such seat."),
        "station_not_free": N_("This seat is not free. Please choose another."),
        "station_lost": N_("This seat does not answer. Please choose another or check its cable."),
        "station_state_wrong": N_("This does not fit the seat as it is now. Please look again."),
        "same_station": N_("The visitor sits there already."),
        "no_session_here": N_("Nobody sits at this seat."),
        "session_not_known": N_(
            "The hub was restored and has yet to hear of this session. The seat tells it by itself."
        ),
        "session_closed": N_("This session is over."),
        "visitor_has_session": N_(
            "This visitor has a session at seat {seat} already. End or move that one."
        ),
        "too_late_to_undo": N_("It is too late to undo this. Please start the seat again."),
        "extension_off": N_("There is no free time at the end here. Please ask at the desk."),
        "extension_given": N_("The free time was given already. Please ask at the desk for more."),
        "account_offered": N_("There is no time left. You may pay from your account."),
        "no_time_left": N_("There is no time left. Please buy more at the desk."),
        "site_closed": N_("We are closed now. Please come back when we open."),
        "not_paused": N_("This session is not paused."),
        "already_paused": N_("This session is paused already."),
        "floor_paused": N_("All seats are paused already."),
        "floor_not_paused": N_("The seats are not paused."),
        "nobody_sits": N_("There is no session for this."),
        "no_move": N_("This session is not on its way to another seat."),
        "cannot_wake": N_("This computer has not told yet how to wake it. Start it by hand once."),
        "nothing_to_retry": N_("There is nothing to send again at this seat."),
        "lease_wrong": N_("The permission to use this seat is not valid. Please ask at the desk."),
        "lease_replayed": N_("This permission was used before. Please ask at the desk."),
        "lease_spent": N_("The time of this permission is used up. Please ask at the desk."),
        # seats kept ahead
        "seat_booked": N_("This seat is kept for somebody else. Please choose another."),
        "booking_past": N_("This time is past. Please choose a later one."),
        "booking_length": N_("This lasts {least_min} minutes at least and {most_h} hours at most."),
        "booking_far": N_("Nobody books more than {days} days ahead."),
        "booking_closed": N_("We are not open all of this time. Please choose another."),
        "booking_taken": N_("Seat {seat} is taken at this time. Please choose another."),
        "booking_full": N_("No seat is free there all of this time. Please choose another time."),
        "booking_limit": N_(
            "Bookings of one visitor at a time: {limit}. Cancel one before you make another."
        ),
        "booking_unknown": N_("We do not know this booking. Please ask at the desk."),
        "booking_used": N_("This booking is in use already."),
        "booking_over": N_("The time of this booking is over. Please ask at the desk."),
        "booking_gone": N_(
            "Nobody came in time, so the seat was given free. Please ask at the desk."
        ),
        "booking_cancelled": N_("This booking was cancelled. Please ask at the desk."),
        "booking_early": N_("It is too early for this booking. Please come back at its time."),
        "booking_elsewhere": N_("This booking is for seat {seat}. Please go there."),
        "booking_needs_pin": N_("Please type your PIN too."),
        "class_not_here": N_("This seat is not kept for the class now. Please choose another."),
        # classes
        "class_ended": N_("This class has ended. Nothing is changed in it any more."),
        "class_full": N_("A class holds {limit} people. This one is full."),
        "class_two": N_("{name} is in the class “{title}”, which meets at the same time."),
        "class_list_changed": N_("Something changed meanwhile. Please look at the list again."),
        "class_meets": N_("The class has a meeting at this time already."),
        "seat_needs_hub": N_(
            "Signing in needs the hub at the desk, which is away just now. Try again soon."
        ),
        "seat_no_class": N_("Two may share this seat only while such a class of yours meets here."),
        "seat_guest": N_("Only a learner with a card and a PIN can join. Please ask at the desk."),
        "seat_same": N_("You sit here already. The other learner signs in here."),
        "seat_stranger": N_("This person is not in the class that meets now. Ask your mentor."),
        "seat_elsewhere": N_("This person is signed in at seat {seat}. Leave that seat first."),
        "seat_full": N_("Two learners are at this seat already. Please take another seat."),
        "class_guest": N_("Only somebody with a card can join a class. Please ask at the desk."),
        "class_code_unknown": N_("No class has this code. Please look at the sheet again."),
        "career_closed": N_("This visitor has not said yes to a career record."),
        "opening_closed": N_("This opening is closed. Nobody is sent there any more."),
        "class_code_over": N_("This code is no longer good. Please ask your mentor."),
        "class_no_code": N_("This class has no code now. Make one on its page first."),
        "meeting_cancelled": N_("This meeting was cancelled."),
        "meeting_over": N_("This meeting is over already."),
        "meeting_not_begun": N_("This meeting has not begun yet."),
        # the waiting list
        "seat_held": N_("Somebody waits for this seat. Number {number} is first."),
        "queue_full": N_("Too many people wait already. Please come back later."),
        "ticket_unknown": N_("We do not know this number. Please ask at the desk."),
        "ticket_exists": N_("This visitor waits already, with number {number}."),
        "ticket_seated": N_("Number {number} sits already."),
        "ticket_left": N_("Number {number} does not wait any more."),
        "ticket_no_show": N_("Number {number} was called and did not come in time."),
        "ticket_not_called": N_("Number {number} is not called yet."),
        "booking_pay_first": N_("Your seat is kept. Please pay at the desk, then it starts."),
        # vouchers, passes, offers
        "voucher_unknown": N_("We do not know this voucher. Please ask at the desk."),
        "voucher_mistyped": N_("This code has a wrong letter or digit. Please type it again."),
        "voucher_expired": N_("This voucher is too old. Please ask at the desk."),
        "voucher_used_up": N_("The time of this voucher is used up. Please buy more at the desk."),
        "voucher_in_use": N_("This voucher is in use at another seat."),
        "voucher_void": N_("This voucher was cancelled. Please ask at the desk."),
        "voucher_not_sold": N_("This voucher has not been sold yet. Please ask at the desk."),
        "voucher_sold": N_("This voucher is sold already."),
        "voucher_forged": N_("This voucher is not genuine. Please ask at the desk."),
        "voucher_other_site": N_("This voucher is of another site. It does not open a seat here."),
        "voucher_zone": N_("This voucher is not for this seat. Please ask at the desk."),
        "voucher_hours": N_("This voucher is for {when}. It does not open a seat now."),
        "clock_unsure": N_("This computer does not know the time. Please ask at the desk."),
        "voucher_held": N_("This voucher is in the stack of {holder}. Only they sell it."),
        "voucher_offer_changed": N_(
            "Price or time of this offer changed since printing. Cancel it and print anew."
        ),
        "offer_unknown": N_("There is no such offer. Please choose another."),
        "offer_closed": N_("This offer is not sold now. Please choose another."),
        "offer_not_here": N_("This time cannot be used here now. Please choose another."),
        "offer_wrong": N_("Please check {field} of the offer: it cannot be this."),
        "offer_exists": N_("Another offer on sale has this name. Please choose another."),
        "subscription_exists": N_(
            "This visitor has another subscription. Change that one on the person’s page."
        ),
        "subscription_needs_card": N_("A subscription needs a registered visitor."),
        "subscription_paid_ahead": N_("The next period is paid already."),
        "subscription_state_wrong": N_("This does not fit the subscription as it stands."),
        "subscription_changed": N_(
            "The person’s page says what is paid now. Read it, then take the money."
        ),
        "sponsorship_wrong": N_("Please check {field} of the sponsorship: it cannot be this."),
        "sponsorship_over": N_("This sponsorship is over."),
        "sponsorship_not_over": N_("This sponsorship still pays. Stop it first."),
        "budget_used_up": N_("The money for this class is used up. Please ask at the desk."),
        "change_waits": N_("A change of this sponsorship waits already. Take it back first."),
        "sponsor_pays_not": N_(
            "Nobody pays for this class at this time, seat or group. Please ask at the desk."
        ),
        "nothing_left_over": N_("Nothing is left that can go back."),
        "pass_lapsed": N_("This pass is over. Please buy another."),
        # money
        "amount_wrong": N_("This sum cannot be right. Please check it."),
        "currency_differs": N_("The two sums are in different currencies ({ours} and {theirs})."),
        "account_unknown": N_("There is no account of this name."),
        "same_account": N_("Money cannot move from an account to itself."),
        "nobody_pays_to_work": N_("Nobody pays to work here, so this money was not moved."),
        "not_in_coins": N_("Coins cannot pay this sum. Please type one that they can."),
        "below_zero": N_("There is not enough money in the account."),
        "shift_not_open": N_("No shift is open. Please open one at the till first."),
        "shift_already_open": N_("A shift is open already. Please close it first."),
        "shift_not_yours": N_("This shift is somebody else's. Please open your own."),
        "drawer_counted": N_("The drawer has been counted. Please open a new shift to take money."),
        "drawer_not_counted": N_("Please count the drawer first."),
        "cash_given_too_little": N_("The cash given is less than the price. Please check it."),
        "nothing_due": N_("Nothing is to be paid for this seat."),
        "due_open": N_("The last session at this seat is not paid yet. Please ask at the desk."),
        "reason_missing": N_("Please give a reason."),
        "transfer_differs": N_("This payment was made before with another sum. Nothing was moved."),
        "tender_unknown": N_("One cannot pay like this here. Please choose another way to pay."),
        "account_paid": N_("The account paid it. It goes back onto the account."),
        "reference_used": N_(
            "The reference {reference} paid for something else already. Please check it."
        ),
        "second_person_missing": N_(
            "This is above your limit. Please let somebody who may agree to it sign."
        ),
        "already_taken_back": N_("All of this was given back already."),
        "not_paid_after": N_("Seat {seat} does not pay after. Please take the money now."),
        "bill_full": N_("That is more than may be paid after here. Please take the money now."),
        "same_operator": N_("This is your own shift. Please let somebody else sign."),
        "product_unknown": N_("There is no such product. Please choose another."),
        "out_of_stock": N_("There are only {left} of {product} left."),
        "printer_away": N_(
            "The printer does not answer. Please check its paper and its cable, then try again."
        ),
        "statement_wrong": N_("Row {row} of the file has a mistake: {problem}"),
        # tariffs
        "tariff_wrong": N_("The price list has a mistake. Please check {field}."),
        "zone_in_use": N_(
            "Somebody sits here on prices under the old name. Rename it when all seats are free."
        ),
        "zone_name_wrong": N_("Type a name of 1 to 40 letters."),
        "zone_taken": N_("Another zone has this name."),
        "zone_unknown": N_("There is no such zone."),
        "tariff_gap": N_("The price list has no price for {hours}. Please add a line for them."),
        "use_wrong": N_("The use has a mistake. Please check {field}."),
        "facts_wrong": N_("The record of this session does not fit together."),
        "no_rate": N_("There is no price for this time. Please add one to the price list."),
        # modules, exams
        "module_wrong": N_("The module has a mistake: {problem}"),
        "module_unknown": N_("There is no such module here."),
        "file_there": N_("{file} is there already. Nothing was written over it."),
        "edition_not_minor": N_(
            "It changes more than words ({changed}). Please leave out minor_of."
        ),
        "draft_changed": N_("Somebody else changed this meanwhile. Look at both, then save again."),
        "draft_published": N_(
            "This draft is published as {edition}. To change it, begin the next edition."
        ),
        "draft_deleted": N_("This draft was deleted meanwhile. Ask who deleted it, or begin anew."),
        "lang_wrong": N_("Choose a language other than the module's own."),
        "not_text": N_("This holds signs that are no text, or it is too long."),
        "not_translated": N_("Some sentences are not translated yet. Translate them first."),
        "sheet_changed": N_("Another spreadsheet waits here by now, or none. Look at it first."),
        "module_coming": N_(
            "Your module is not on this computer yet. It comes from the desk. What you did is kept."
        ),
        "edition_exists": N_("This edition is here already. Please give the module a new number."),
        "item_unknown": N_("There is no such question."),
        "answer_wrong_shape": N_("This answer does not fit the question. Please answer again."),
        "exam_not_yet": N_("Please finish the practice first. Then the exam opens."),
        "exam_no_tries_left": N_("There are no tries left for this exam. Please ask your mentor."),
        "exam_over": N_("This exam is finished."),
        "exam_wait": N_("You can try this exam again later. Please practise meanwhile."),
        "exam_needs_time": N_("Your session is too short for this exam. Please add time first."),
        "task_needs_time": N_("Your session is too short for this task. Please add time first."),
        "exam_too_fast": N_("Take your time. Read it once more, then send your answer."),
        "mark_not_newest": N_("Another mark holds by now. Look at it first."),
        "exam_not_passed": N_("This exam is not passed yet. A certificate comes after a pass."),
        "certificate_unreadable": N_("This is no certificate. Please scan or paste all of it."),
        "record_unreadable": N_("This is no record of a learner, or not all of it."),
        "record_forged": N_("This record was changed after it was signed. Do not trust it."),
        "certificate_unknown": N_("This centre gave no certificate of this number."),
        "certificate_forged": N_(
            "This certificate was changed after it was signed. Do not trust it."
        ),
        "certificate_given": N_("There is a certificate for this exam already. Print that one."),
        "certificate_revoked": N_("This certificate was taken back already."),
        "certificate_too_long": N_(
            "This is too long for a certificate. Please type a shorter name."
        ),
        "qualification_missing": N_(
            "These tasks need a qualification. Please do its training first."
        ),
        # tasks
        "csv_wrong": N_("Row {row} of the table has a mistake: {problem}"),
        "no_template": N_("This file is no template. Please begin with the one given here."),
        "form_wrong": N_("The form has a mistake: {problem}"),
        "prohibited_task": N_("Tasks of this kind are not allowed here: {rule}."),
        "escrow_short": N_(
            "There is not enough money to pay for all these tasks. Please add some."
        ),
        "equipment_state_wrong": N_("This cannot be done now: look again where the thing is."),
        "equipment_needs_card": N_(
            "Without a card things are lent for today only. Register the visitor first."
        ),
        "damage_over_deposit": N_(
            "This is more than the deposit. It is taken only if the visitor agrees: tick it then."
        ),
        "consent_missing": N_("Ask the visitor first, and tick that they agree."),
        "not_for_sale": N_("This thing is not sold in parts. The owner sets a price first."),
        "rent_too_high": N_(
            "The rent per day is too high: over all parts it would be more than half the price."
        ),
        "deposit_with_thing": N_(
            "This is a deposit: it is given back when the thing comes back, on its own page."
        ),
        "hit_unknown": N_("There is no such task."),
        "assignment_unknown": N_("There is no such piece of work."),
        "assignment_not_yours": N_("This task was given to somebody else."),
        "assignment_done": N_("This task is done already."),
        "hand_empty": N_("There are no tasks for you just now. Please look again later."),
        "outbox_full": N_(
            "Too much finished work waits to be sent. New tasks open when it is gone."
        ),
        "decision_made": N_("This answer was decided already."),
        "state_wrong": N_("This cannot be done now: it is {old}, so it cannot become {new}."),
        "revision_only_once": N_("A second try was asked for already. Please approve or reject."),
        "expectation_missing": N_("Please name the point that the answer does not meet."),
        "nothing_to_pay_out": N_("There is nothing to pay out."),
        # blobs on their way
        "upload_offset_wrong": N_("This file goes on at another place. Please ask how far it is."),
        "upload_checksum_wrong": N_("This file was damaged on its way. Please send it again."),
        "tus_version_wrong": N_("The two machines send files in different ways. Please update."),
        # carried by stick
        "bundle_none": N_("There is no bundle here. Please choose the stick that was written."),
        "bundle_known": N_("Everything on this stick was read before. Nothing is missing."),
        "bundle_damaged": N_(
            "This bundle is damaged or not whole. Nothing was read. Please write it again."
        ),
        "bundle_not_for_us": N_("This bundle is for another machine. Nothing was read."),
        "bundle_is_ours": N_(
            "This bundle was written here. Carry it to the other side and bring its answer back."
        ),
        "bundle_of_stranger": N_("Nobody we know wrote this bundle. Nothing was read."),
        "stick_full": N_("The stick is full. Please make room on it or take another."),
        "stick_locked": N_("The stick cannot be written. Please unlock it or take another."),
        "stick_gone": N_("The stick cannot be reached. Please plug it in and try again."),
        "carrying_already": N_("A stick is being written or read just now. Please wait for it."),
        "exchange_not_joined": N_("This hub has no exchange yet. Please join one first."),
        **MACHINE,
    }
)

ANSWER_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "missing": N_("Something is still missing here. Please answer it first."),
        "not_a_number": N_("Please type a number in digits, such as 7 or 8.50."),
        "too_long": N_("This is longer than what fits here. Please shorten it."),
        "label_missing": N_("Please say what each box or point is."),
    }
)
"""What an answer lacks, where that is known; else the sentence of `answer_wrong_shape`."""
