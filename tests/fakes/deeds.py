"""Every form of the panel with what one does with it: where it stands, what is typed, what comes first.

`test_audit_lines.py` sends each and reads the audit log. The forms are read off their pages, so only
what must be typed stands here.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fakes.hub_world import PASSWORD, PIN
from fakes.stage import Stage

from kiosk.protocol.tmod import pack_module

WHY = "since a test asks"
DIGITS = Path(__file__).parents[2] / "kiosk" / "shipped" / "digits"


@dataclass(frozen=True)
class Deed:
    """A form sent: `page` it stands on, `fields` typed, what is there `first`, where the reason stands.

    `bare`: no page shows it without a script or a moment that a test cannot see.
    """

    page: str = "/floor?seat=1"
    fields: dict = field(default_factory=dict)
    first: tuple[Callable, ...] = ()
    why: str = ""
    bare: bool = False


def module_file():
    files = {
        file.relative_to(DIGITS).as_posix(): file.read_bytes()
        for file in sorted(DIGITS.rglob("*"))
        if file.is_file()
    }
    return io.BytesIO(pack_module(files)), "digits-e1.tmod"


def picture_file():
    return io.BytesIO((DIGITS / "media" / "c01.png").read_bytes()), "c01.png"


def sound_file():
    return io.BytesIO(b"ID3 a sound"), "look.mp3"


SEAT = {"seat": "1"}
PERSON = "/people/{visitor}"
TRANSLATION = "/modules/drafts/{draft}/translation?lang=es"
SOUNDS = "/modules/drafts/{draft}/sounds"
DRAFT_SHEET = "/modules/drafts/{draft}/sheet"
THING = "/equipment/{code}"
CLASS = "/classes/{class_id}"
S = Stage
NO_SHIFT = ("till.open_",)
"""What is done before a shift is open; before all else one is."""

DEEDS = {
    "accounts.top_up": Deed(PERSON + "/account", {"top_up": "10"}, (S.visitor,)),
    "accounts.grant_credit": Deed(
        PERSON + "/account", {"credit": "5"}, (S.visitor,), "credit_reason"
    ),
    "all_seats.pause": Deed("/floor/all", {}, (S.sitting,), "other"),
    "all_seats.resume": Deed("/floor/all", {}, (S.all_paused,)),
    "all_seats.go_on": Deed("/floor/all", {}, (S.paused,), bare=True),
    "all_seats.voucher": Deed("/floor/all", SEAT, (S.sitting,), "why", bare=True),
    "all_seats.rest": Deed("/floor", {"session": "{session}"}, (S.cut_off,)),
    "bills.take_off": Deed(fields={}, first=(S.billed,), why="off_reason"),
    "blocks.book": Deed(
        "/bookings/classes",
        {"title": "CV", "from": "22:00", "to": "23:00", "seats": "2"},
    ),
    "blocks.cancel": Deed("/bookings/classes/{block}", {}, (S.block,), "reason"),
    "blocks.start": Deed("/floor", {"seat": "2", "block": "{block}"}, (S.class_on,), bare=True),
    "bookings.book": Deed(
        "/bookings", {"who": "Grace", "where": "seat:1", "from": "22:00", "to": "23:00"}
    ),
    "bookings.move": Deed("/bookings/{booking}", {"where": "seat:2"}, (S.booking,)),
    "bookings.cancel": Deed("/bookings/{booking}", {}, (S.booking,), "reason"),
    "buy_outs.price": Deed(THING, {"price": "100", "parts": "2", "every_days": "7"}, (S.thing,)),
    "buy_outs.start": Deed(THING, {}, (S.priced,)),
    "buy_outs.pay": Deed(THING, {}, (S.buying,)),
    "room_orders.beside": Deed(
        "/room", {"seat": "1", "learner": "{unseated}"}, (S.one_without_a_seat,)
    ),
    "room_orders.hand": Deed("/room", {"do": "coming"}, (S.hand_up,)),
    "room_orders.question": Deed("/room", {"do": "next"}, (S.question,)),
    "room_orders.send": Deed("/room", {"do": "message", "words": "Look here"}, (S.sitting,)),
    "packing.tell": Deed("/room/pack-up"),
    "cards.make": Deed("/people/cards", {"count": "2"}),
    "care.change": Deed(PERSON + "/care", {"name": "Grace M"}, (S.visitor,)),
    "care.pin": Deed(PERSON + "/care", {"pin": "2580", "pin_again": "2580"}, (S.visitor,)),
    "care.note": Deed(PERSON + "/care", {"note": "Reads slowly"}, (S.visitor,)),
    "care.try_again": Deed(PERSON + "/care", {}, (S.visitor,), bare=True),
    "care.ban": Deed(PERSON + "/care", {"until": "2030-01-02"}, (S.visitor,), "ban_reason"),
    "care.lift_ban": Deed(PERSON + "/care", {}, (S.banned,)),
    "care.new_card": Deed(PERSON + "/care", {}, (S.visitor,)),
    "classes.make": Deed("/classes/new", {"title": "Image tagging", "pays": "free"}),
    "classes.change": Deed(CLASS + "/change", {"title": "Image tagging 2"}, (S.cohort,)),
    "classes.end": Deed(CLASS + "/change", {}, (S.cohort,), "reason"),
    "class_people.add": Deed(CLASS + "/people", {"who": "471902"}, (S.visitor, S.cohort)),
    "class_people.take_off": Deed(CLASS + "/people", {}, (S.member,), "off_reason"),
    "class_people.take_list": Deed(
        CLASS + "/people",
        {"roster": "471902\nRuth Achieng", "sure": "yes", "seed_pin": "a"},
        (S.visitor, S.cohort),
    ),
    "class_people.open_code": Deed(CLASS + "/people", {"days": "7"}, (S.cohort,)),
    "class_people.close_code": Deed(CLASS + "/people", {}, (S.class_code,)),
    "class_meetings.add": Deed(
        CLASS + "/meetings", {"from": "22:00", "to": "23:00", "seats": "2"}, (S.cohort,)
    ),
    "class_meetings.cancel": Deed(CLASS + "/meetings", {}, (S.meeting,), "why"),
    "class_meetings.put": Deed(CLASS + "/plan", {"edition": "digits-e1"}, (S.module, S.cohort)),
    "class_meetings.drop": Deed(CLASS + "/plan", {}, (S.planned,)),
    "attendance.say_attended": Deed(
        CLASS + "/attendance/{meeting}/{visitor}", {"minutes": "30"}, (S.met,), "reason"
    ),
    "hand_marks.give": Deed(
        CLASS + "/gradebook/exam/{attempt}", {"right": "1"}, (S.sat,), "reason"
    ),
    "hand_marks.take_back": Deed(CLASS + "/gradebook/exam/{attempt}", {}, (S.marked,)),
    "learner_work.give_points": Deed(
        CLASS + "/gradebook/learner/{visitor}", {"points-end-0": "2"}, (S.sat,)
    ),
    "learner_work.take_back_points": Deed(
        CLASS + "/gradebook/learner/{visitor}", {}, (S.reflected,)
    ),
    "learner_work.note": Deed(
        CLASS + "/gradebook/learner/{visitor}", {"note": "Reads slowly"}, (S.sat,)
    ),
    "learner_work.take_off_note": Deed(CLASS + "/gradebook/learner/{visitor}", {}, (S.noted,)),
    "clock_line.confirm": Deed("/open-the-day", {}, (S.clock_in_doubt,)),
    "dues.take": Deed(fields=SEAT, first=(S.due,)),
    "dues.write_off": Deed(fields=SEAT, first=(S.due,), why="reason"),
    "career.agree": Deed(PERSON + "/career", {"pin": PIN}, (S.visitor,)),
    "career.close": Deed(PERSON + "/career", {}, (S.career,)),
    "career.note": Deed(PERSON + "/career", {"words": "Likes lists"}, (S.career,)),
    "career.step": Deed(PERSON + "/career", {"step": "Call them", "kind": "step"}, (S.career,)),
    "career.tick": Deed(PERSON + "/career", {}, (S.step,)),
    "career.refer": Deed(PERSON + "/career", {}, (S.career, S.opening)),
    "career_changes.change_note": Deed(
        PERSON + "/career?change={note}", {"words": "Likes lists and numbers"}, (S.noted_meeting,)
    ),
    "career_changes.change_step": Deed(
        PERSON + "/career?change={step}", {"step": "Call them on Monday"}, (S.step,)
    ),
    "career_changes.take_back": Deed(PERSON + "/career", {}, (S.step,)),
    "openings.make": Deed(
        "/openings/new", {"title": "Clerk", "who": "Water office", "contact": "0700 000 111"}
    ),
    "openings.change": Deed("/openings/{opening_id}/change", {"title": "Cook"}, (S.opening,)),
    "openings.close": Deed("/openings/{opening_id}", {}, (S.opening,)),
    "openings.suggest": Deed("/openings/{opening_id}", {}, (S.career, S.opening)),
    "opening_tables.take": Deed(
        "/openings/paste", {"table": "title,who,contact\nClerk,Office,0700", "sure": "yes"}
    ),
    "exams.look": Deed(PERSON + "/exams", {"attempt": "a2", "do": "looked"}, (S.hasty_exam,)),
    "exams.help_in": Deed(
        PERSON + "/exams", {"extra": "50", "reason": "reads slowly"}, (S.visitor,)
    ),
    "equipment.keep": Deed("/equipment", {"kind": "tablet", "title": "Tablet", "deposit": "5"}),
    "equipment.lend": Deed(THING, {"who": "471902", "days": "7"}, (S.visitor, S.thing)),
    "equipment.back": Deed(THING, {"how": "return", "kept": ""}, (S.lent,), "reason"),
    "equipment.note": Deed(THING, {"move": "break"}, (S.thing,), "why"),
    "floor.start": Deed(fields={**SEAT, "offer": "half-hour"}),
    "floor.give": Deed(fields={**SEAT, "free_min": "10"}, why="reason"),
    "floor.from_account": Deed(
        fields={**SEAT, "account_who": "471902", "aside_pin": PIN}, first=(S.visitor,)
    ),
    "floor.extend": Deed(fields={**SEAT, "offer": "quarter"}, first=(S.sitting,)),
    "floor.end": Deed(fields=SEAT, first=(S.sitting,)),
    "floor.reopen": Deed(fields={"session": "{session}"}, first=(S.ending,), bare=True),
    "floor.settle": Deed(fields=SEAT, first=(S.lost,)),
    "floor.message": Deed(fields={**SEAT, "words": "We close"}, first=(S.sitting,)),
    "floor.undo": Deed(fields={"sale": "{sale}"}, first=(S.sitting,), bare=True),
    "control.pause": Deed(fields=SEAT, first=(S.sitting,)),
    "control.resume": Deed(fields=SEAT, first=(S.paused,)),
    "control.move": Deed(fields={**SEAT, "target": "2"}, first=(S.sitting,)),
    "control.cancel_move": Deed(fields=SEAT, first=(S.moving,)),
    "control.write_off": Deed(fields=SEAT, first=(S.sitting,), why="why"),
    "control.lock": Deed(fields=SEAT, why="why"),
    "control.unlock": Deed(fields=SEAT, first=(S.locked,)),
    "control.restart": Deed(fields=SEAT),
    "control.wake": Deed(fields=SEAT, first=(S.asleep,), bare=True),
    "control.retry": Deed(fields=SEAT, first=(S.restarted,)),
    "control.extend_last": Deed(fields=SEAT, first=(S.last_minutes,)),
    "hours.save": Deed(
        "/settings/hours",
        {"when": "hours", "week-1-from-1": "08:00", "week-1-to-1": "20:00"},
    ),
    "house_rules.change": Deed("/settings/house-rules", {"text-en": "Be kind."}),
    "kept.export": Deed(PERSON + "/kept", {}, (S.visitor,)),
    "kept.merge": Deed(
        PERSON + "/kept?other=471903", {"merge_sure": "yes"}, (S.twins,), "merge_reason"
    ),
    "kept.erase": Deed(PERSON + "/kept", {"erase_sure": "yes"}, (S.newcomer,), "erase_reason"),
    "me.set_password": Deed(
        "/me", {"password": PASSWORD, "new_password": "a new one 1", "new_again": "a new one 1"}
    ),
    "me.set_pin": Deed("/me", {"pin_password": PASSWORD, "pin": "2580", "pin_again": "2580"}),
    "item_sheets.look": Deed(DRAFT_SHEET, {"pasted": "id,why\np1,It sleeps."}, (S.draft,)),
    "item_sheets.take": Deed(DRAFT_SHEET, {}, (S.sheet,)),
    "item_sheets.drop": Deed(DRAFT_SHEET, {}, (S.sheet,)),
    "item_sheets.undo": Deed(DRAFT_SHEET, {}, (S.draft_changed,)),
    "translating.save": Deed(TRANSLATION, {"w-{sentence}": "Mira."}, (S.sentence,)),
    "translating.confirm": Deed(TRANSLATION, {"reader": "Ana Ruiz"}, (S.translated,)),
    "translating.tidy": Deed(TRANSLATION, {}, (S.stale_words,)),
    "work_items.make": Deed(
        "/modules/drafts/{draft}/tasks/{assignment}",
        {"why": "It is a 7.", "sure": "yes"},
        (S.approved_task,),
    ),
    "sounds.keep": Deed(SOUNDS, {"sound": sound_file}, (S.draft,)),
    "sounds.remove": Deed(SOUNDS + "?part=item:p1", {}, (S.draft,)),
    "modules.take_along": Deed("/modules", {"slug": "welcome"}),
    "modules.take": Deed("/modules", {"module": module_file}),
    "drafts.make": Deed("/modules/drafts", {"title": "Pets", "how": "new"}),
    "drafts.save": Deed("/modules/drafts/{draft}", {"title": "Cats"}, (S.draft,)),
    "drafts.change": Deed(
        "/modules/drafts/{draft}", {"kind": "read", "do": "add_step"}, (S.draft,)
    ),
    "drafts.delete": Deed("/modules/drafts", {}, (S.draft,)),
    "drafts.restore": Deed("/modules/drafts", {}, (S.deleted_draft,), bare=True),
    "drafts.publish": Deed("/modules/drafts/{draft}", {}, (S.draft,)),
    "draft_media.take": Deed(
        "/modules/drafts/{draft}/items/{item_id}", {"file": picture_file}, (S.draft,)
    ),
    "remark.give": Deed("/modules/{edition}/remark", {}, (S.failed_exam,)),
    "offers.make": Deed("/settings/offers/new", {"title": "New", "price": "9", "minutes": "5"}),
    "offers.change": Deed("/settings/offers/hour", {"price": "99"}),
    "offers.pin": Deed("/settings/offers", {"pinned": "0"}),
    "offers.retire": Deed("/settings/offers", {}),
    "offers.restore": Deed("/settings/offers", {}, (S.retired,)),
    "people.register": Deed(
        "/people", {"name": "Ruth Achieng", "pin": "2580", "pin_again": "2580"}
    ),
    "people.sell": Deed(PERSON, {"offer": "hour"}, (S.visitor,)),
    "people.start": Deed(PERSON, {"seat": "1"}, (S.pass_owned,)),
    "people.pay_out": Deed(PERSON, {"amount": "5", "payout_pin": PIN}, (S.visitor,)),
    "people.change_group": Deed(PERSON, {"group": "student"}, (S.visitor,), "reason"),
    "products.sell": Deed("/products", {"pieces-{tea}": "1"}, (S.tea,)),
    "products.set_product": Deed("/products", {"title": "Bun", "price": "5", "came": "1"}),
    "receipts.give_back": Deed(
        "/receipts/{payment}", {"amount": "5", "back_by": "cash"}, (S.voucher,), "reason"
    ),
    "receipts.print_": Deed("/receipts/{payment}", {"on": "pdf"}, (S.voucher,)),
    "saved.save": Deed("/settings/site", {"site_name": "Another name"}, (), "reason"),
    "sticks.carry": Deed("/tasks/stick", {"do": "write"}, (S.stick,)),
    "awards.give": Deed(
        PERSON + "/certificates", {"attempt": "{attempt}", "name": "Grace"}, (S.exam_passed,)
    ),
    "learner_records.hand_out": Deed(
        PERSON + "/record", {"name": "Grace", "as": "json", "pin": PIN}, (S.exam_passed,)
    ),
    "awards.revoke": Deed(
        PERSON + "/certificates", {"number": "{number}"}, (S.certified,), "revoke_reason"
    ),
    "backups.make": Deed("/settings/backups", {}),
    "backups.make_key": Deed("/settings/backups", {}),
    "sync.retry": Deed("/settings/sync", {}, (S.set_aside,)),
    "sync.export": Deed("/settings/sync", {}, (S.set_aside,)),
    "sync.take_held": Deed("/settings/sync", {"came": "before"}, (S.held,)),
    "sync.refuse_held": Deed(
        "/settings/sync?refuse={station}&came=before", {}, (S.held,), "reason"
    ),
    "settings.add": Deed("/settings/stations", {"seat": "9", "row_name": "Door"}),
    "settings.order_keys": Deed("/settings/stations?keys={station}", {}, (), "reason"),
    "settings.revoke": Deed("/settings/stations?revoke={station}", {}, (), "reason"),
    "settings.rename_zone": Deed("/settings/stations", {"old_name": "room", "new_name": "Hall"}),
    "sponsorships.make": Deed(
        "/settings/sponsorships/new", {"funder": "County", "budget": "600", "per_hour": "60"}
    ),
    "sponsorships.fund": Deed(
        "/settings/sponsorships/{sponsorship}", {"amount": "5"}, (S.sponsored,)
    ),
    "sponsorships.change": Deed(
        "/settings/sponsorships/{sponsorship}/change", {"visitors": "30"}, (S.sponsored,)
    ),
    "sponsorships.take_back": Deed(
        "/settings/sponsorships/{sponsorship}", {}, (S.sponsorship_changes,)
    ),
    "sponsorships.pause": Deed("/settings/sponsorships/{sponsorship}", {}, (S.sponsored,)),
    "sponsorships.go_on": Deed("/settings/sponsorships/{sponsorship}", {}, (S.sponsorship_paused,)),
    "sponsorships.stop": Deed("/settings/sponsorships/{sponsorship}", {}, (S.sponsored,), "reason"),
    "sponsorships.give_back": Deed(
        "/settings/sponsorships/{sponsorship}", {"paid_to": "drawer"}, (S.sponsorship_stopped,)
    ),
    "staff.add": Deed(
        "/settings/staff", {"name": "Juma Ali", "sign_in": "juma", "role": "operator"}
    ),
    "staff.change": Deed("/settings/staff/{person}", {"role": "operator"}, (), "change_reason"),
    "staff.set_rights": Deed("/settings/staff/{person}", {"right-sell": "1"}, (), "rights_reason"),
    "staff.set_password": Deed("/settings/staff/{person}", {}, (), "password_reason"),
    "staff.switch_off": Deed("/settings/staff/{person}", {}, (), "off_reason"),
    "staff.switch_on": Deed("/settings/staff/{person}", {}, (S.gone,), "off_reason"),
    "subscriptions.pause": Deed(
        "/people/subscriptions/{subscription}", {}, (S.subscribed,), "reason", bare=True
    ),
    "subscriptions.cancel": Deed(
        "/people/subscriptions/{subscription}", {}, (S.subscribed,), "reason"
    ),
    "subscriptions.resume": Deed(
        "/people/subscriptions/{subscription}", {}, (S.subscription_paused,)
    ),
    "subscriptions.keep": Deed(
        "/people/subscriptions/{subscription}", {}, (S.subscription_cancelled,)
    ),
    "subscriptions.agree": Deed(
        "/people/subscriptions/{subscription}", {"pin": PIN}, (S.subscribed,)
    ),
    "subscriptions.withdraw": Deed(
        "/people/subscriptions/{subscription}", {}, (S.subscription_agreed,)
    ),
    "subscriptions.upgrade": Deed(
        "/people/subscriptions/{subscription}",
        {"to": "{to}", "account_pin": PIN},
        (S.better_offer,),
    ),
    "till.open_": Deed("/till", {"float": "100"}),
    "till.count": Deed("/till", {"count_100000": "1"}),
    "till.close": Deed("/till", {}, (S.counted,)),
    "till.move_cash": Deed("/till", {"kind": "expense", "cash": "5"}, (), "cash_reason"),
    "till.hand_over": Deed(
        "/till", {"to_name": "amina", "to_password": PASSWORD}, (S.counted,), bare=True
    ),
    "till.pay_out": Deed(
        "/till", {"amount": "5", "visitor": "{visitor}", "payout_pin": PIN}, (S.visitor,), bare=True
    ),
    "batches.make": Deed("/vouchers/batches", {"offer": "quarter", "count": "3"}),
    "batches.print_": Deed("/vouchers/batches/{batch}", {"paper": "a4"}, (S.batch,)),
    "batches.take": Deed("/vouchers/batches/{batch}", {"first": "1", "last": "2"}, (S.printed,)),
    "batches.sell_stack": Deed("/vouchers/batches/{batch}", {}, (S.stack,)),
    "batches.void": Deed("/vouchers/batches/{batch}", {}, (S.batch,), "reason"),
    "vouchers.sell": Deed("/floor?seat=0", {"offer": "half-hour"}),
    "vouchers.sell_printed": Deed("/vouchers/{code}", {}, (S.printed,)),
    "vouchers.void": Deed("/vouchers/{code}", {}, (S.voucher,), "reason"),
    "waiting.join": Deed("/waiting", {"who": "Ruth"}),
    "waiting.leave": Deed("/waiting", {}, (S.ticket,)),
    "waiting.pass_over": Deed("/waiting", {}, (S.ticket,)),
}
