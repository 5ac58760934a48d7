"""A small café, and what may have to stand there before a form of the panel can be sent."""

from dataclasses import replace
from pathlib import Path

from fakes.career_stage import CareerStage
from fakes.class_stage import ClassStage
from fakes.draft_stage import DraftStage
from fakes.machines import SeatMachine, import_pets
from fakes.passing import passed
from fakes.remarks import mend, sit_rightly

import kiosk
from kiosk.acts import (
    accounts,
    awards,
    billing,
    blocks,
    bookings,
    buy_outs,
    care,
    cashier,
    classroom,
    equipment,
    exchange_link,
    floor_control,
    front_desk,
    moving,
    passes,
    products,
    removed_stations,
    renewal_consent,
    settling,
    sponsorships,
    staffing,
    station_link,
    subscriptions,
    vouchers,
    waiting,
)
from kiosk.acts.equipment import Lending
from kiosk.acts.granting import Terms
from kiosk.acts.importing import keep_module
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
from kiosk.acts.selling import Counter
from kiosk.link.enrol import Upstream
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.keys import make_keys
from kiosk.room_line import Question
from kiosk.rules.buy_outs import Terms as PartTerms
from kiosk.rules.equipment import Kind, Move
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.rooms import At
from kiosk.rules.sponsorships import Pledge
from kiosk.rules.subscriptions import Period
from kiosk.rules.tenders import Pay
from kiosk.rules.vouchers import printed_code
from kiosk.store import sessions, training
from kiosk.store.training import AttemptRow

HOUR_S = 3_600


class Stage(CareerStage, ClassStage, DraftStage):
    """A café with an open shift, and what a deed needs to stand there first."""

    def __init__(self, cafe) -> None:
        self.cafe, self.by, self.ids = cafe, cafe.naomi, {"person": cafe.otieno}
        self.ids["station"] = cafe.stations[3]

    def write(self, act, **told):
        return self.cafe.hub.write(act, **told)

    def shift(self):
        self.ids["shift"] = self.cafe.open_shift(self.by)

    def stick(self):
        """A stick is plugged in, and there is an exchange to carry it to."""
        hub = self.cafe.hub
        (hub.folder / "media" / "STICK").mkdir(parents=True)
        hub.settings = replace(hub.settings, sticks_folder=str(hub.folder / "media"))
        keys = make_keys()
        host = Upstream("Van", keys.public_signing, keys.public_sealing)
        self.write(exchange_link.join, url="http://exchange", host=host, by=self.by)

    def set_aside(self):
        """A message that is not understood yet."""
        seat = SeatMachine(self.cafe, 1)
        seat.give(seat.say(SessionUsed("of-tomorrow", 1, "paused"), kind="of_tomorrow"))

    def held(self):
        """Something that a removed station held."""
        seat, station = SeatMachine(self.cafe, 3), self.ids["station"]
        said = seat.say(SessionUsed("of-nobody", 1, "paused"))
        self.cafe.clock.forward(seconds=1)
        self.write(station_link.revoke_station, station=station, by=self.by, reason="stolen")
        batch = Facts({said.fact.id: OpenedFact(said)})
        self.write(removed_stations.hold_facts, station=station, facts=batch)

    def clock_in_doubt(self):
        self.cafe.clock.jump_wall(seconds=120)

    def newcomer(self):
        self.ids["visitor"] = self.cafe.visitor()

    def failed_exam(self):
        """Somebody failed since a gold answer was wrong; the next edition has the right one."""
        self.newcomer()
        self.cafe.sat(1, self.ids["visitor"], by=self.by)
        import_pets(self.cafe.hub, tries=None)
        sit_rightly(self.cafe, SeatMachine(self.cafe, 1), self.ids["visitor"])
        self.ids["edition"] = mend(self.cafe)

    def visitor(self):
        self.newcomer()
        money = {"amount_minor": 50_000, "tendered_minor": 50_000, "pay": Pay(), "by": self.by}
        self.write(accounts.top_up, visitor=self.ids["visitor"], **money)

    def hasty_exam(self):
        """Somebody answered most of an exam faster than it can be read."""
        self.visitor()
        passed(self.cafe.hub, self.ids["visitor"])
        told = ("digits-e1", "exam", 2, "f/1/2", b"{}")
        row = AttemptRow("a2", self.ids["visitor"], *told, 9, 10, passed=True, fast=6)
        self.write(_keep_attempt, row=row)

    def sitting(self):
        started = self.cafe.start(1, by=self.by)
        self.ids.update(session=started.session, sale=started.sale)
        self.cafe.running(1, started.session, used_s=60)

    def hand_up(self):
        """The learner at seat 1 asks for help."""
        self.sitting()
        hub = self.cafe.hub
        at = At("digits-e1", "practice", "p01", hand=hub.now(), moved=hub.now())
        station = self.cafe.stations[1]
        hub.heard[station] = replace(hub.heard[station], learner=at)

    def digits(self):
        """The module of digits is here."""
        hub = self.cafe.hub
        folder = Path(kiosk.__path__[0]) / "shipped" / "digits"
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        row = keep_module(files, modules=hub.modules, blobs=hub.blobs)
        self.write(classroom.import_edition, row=row, by=self.by)

    def question(self):
        """The room is asked the first question of the digits."""
        self.hand_up()
        self.digits()
        hub = self.cafe.hub
        hub.room.question = Question("first", "digits-e1", "practice", "p01", (1,), tells=False)

    def ending(self):
        self.sitting()
        self.write(front_desk.end_session, seat=1, by=self.by)

    def cut_off(self):
        self.sitting()
        self.write(cut_off, session=self.ids["session"], site=self.cafe.hub.site)

    def set(self, **settings):
        hub = self.cafe.hub
        hub.settings = replace(hub.settings, **settings)
        hub.site = replace(hub.site, settings=hub.settings)

    def last_minutes(self):
        self.set(last_extension_s=180)
        self.sitting()
        self.cafe.clock.forward(seconds=1_500)
        self.cafe.beat(1, state="open", session=self.ids["session"], used_s=1_500)

    def paused(self):
        self.sitting()
        self.write(_pause, session=self.ids["session"])
        self.cafe.beat(1, state="paused", session=self.ids["session"], used_s=60)

    def all_paused(self):
        self.sitting()
        self.write(floor_control.pause_all, reason="Power cut", by=self.by)

    def moving(self):
        self.sitting()
        self.write(moving.ask_move, seat=1, target=2, by=self.by)

    def lost(self):
        self.sitting()
        self.cafe.clock.forward(minutes=30)
        for seat in (2, 3):
            self.cafe.beat(seat)

    def locked(self):
        self.write(floor_control.lock_seat, seat=1, reason="fan", by=self.by)

    def restarted(self):
        self.write(floor_control.restart_station, seat=1, by=self.by)
        self.cafe.clock.forward(minutes=20)
        self.cafe.beat(1)

    def asleep(self):
        self.write(station_link.note_mac, station=self.cafe.stations[1], mac="02:00:00:00:00:01")
        self.cafe.clock.forward(seconds=60)

    def due(self):
        self.set(postpaid_cap_minor=20_000)
        after = Terms("postpaid")
        due = self.write(front_desk.start_metered, seat=1, visitor=None, terms=after, by=self.by)
        self.cafe.running(1, due, used_s=900)
        SeatMachine(self.cafe, 1).close(due, used_s=900)
        self.cafe.beat(1)

    def billed(self):
        """Somebody who pays after has a tea on the bill."""
        self.set(postpaid_cap_minor=20_000)
        self.tea()
        after = Terms("postpaid")
        told = self.write(front_desk.start_metered, seat=1, visitor=None, terms=after, by=self.by)
        self.cafe.running(1, told, used_s=60)
        pieces = ((self.ids["tea"], 1),)
        self.write(billing.put_on_bill, seat=1, pieces=pieces, told_used_s=60, by=self.by)

    def exam_passed(self):
        self.visitor()
        self.ids["attempt"] = passed(self.cafe.hub, self.ids["visitor"])

    def certified(self):
        self.exam_passed()
        told = {name: self.ids[name] for name in ("visitor", "attempt")}
        self.ids["number"] = self.write(awards.give, **told, name="Grace", by=self.by)

    def pass_owned(self):
        self.visitor()
        counter = Counter("hour", 7_000, self.by)
        self.write(front_desk.sell_pass, visitor=self.ids["visitor"], counter=counter)

    def banned(self):
        self.visitor()
        told = {"day": "2030-01-02", "reason": "x", "by": self.by}
        self.write(care.ban_visitor, visitor=self.ids["visitor"], **told)

    def twins(self):
        self.visitor()
        self.ids["other"] = self.cafe.visitor("Grace Mutoni", code="471903")

    def voucher(self):
        sold = self.cafe.sell_voucher(by=self.by)
        self.ids.update(code=printed_code(sold.code), payment=sold.sale)

    def batch(self):
        lapses = later(self.cafe.hub.now(), seconds=86_400)
        drawn = vouchers.draw(self.cafe.hub.site, seconds=900, lapses=lapses, count=2)
        made = self.write(vouchers.make_batch, offer="quarter", drawn=drawn, by=self.by)
        self.ids.update(batch=made, code=printed_code(next(iter(drawn.guests))))

    def printed(self):
        self.batch()
        self.write(vouchers.mark_printed, batch=self.ids["batch"], by=self.by)

    def stack(self):
        self.printed()
        told = {"batch": self.ids["batch"], "first": 1, "last": 2, "by": self.by}
        self.write(vouchers.take_stack, **told)

    def subscribed(self):
        self.visitor()
        self.ids["subscription"] = self.cafe.subscribe(self.ids["visitor"], by=self.by)

    def subscription_paused(self):
        self.subscribed()
        told = {"subscription": self.ids["subscription"], "by": self.by, "reason": "x"}
        self.write(subscriptions.pause, **told)

    def subscription_cancelled(self):
        self.subscribed()
        told = {"subscription": self.ids["subscription"], "by": self.by, "reason": "x"}
        self.write(subscriptions.cancel, **told)

    def subscription_agreed(self):
        self.subscribed()
        told = {"subscription": self.ids["subscription"], "visitor": self.ids["visitor"]}
        self.write(renewal_consent.agree_at_desk, **told, minor=20_000, by=self.by)

    def better_offer(self):
        self.subscribed()
        draft = Draft("Monthly", 60_000, 180_000, 86_400, 9, period=Period.MONTH, arrears_days=2)
        self.ids["to"] = self.write(passes.make_offer, draft=draft, by=self.by)

    def sponsored(self):
        self.ids["sponsorship"] = self.cafe.sponsor(by=self.by)

    def sponsorship_changes(self):
        self.sponsored()
        made = self.ids["sponsorship"]
        pledge = Pledge("", frozenset(), 30, 36_000, None, 6_000, 0)
        told = {"sponsorship": made, "pledge": pledge, "by": self.by}
        at = later(self.cafe.hub.now(), seconds=86_400)
        self.write(sponsorships.change, applies_from=at, **told)

    def sponsorship_paused(self):
        self.sponsored()
        self.write(sponsorships.pause, sponsorship=self.ids["sponsorship"], by=self.by)

    def sponsorship_stopped(self):
        self.sponsored()
        told = {"sponsorship": self.ids["sponsorship"], "by": self.by, "reason": "x"}
        self.write(sponsorships.stop, **told)

    def booking(self):
        starts = later(self.cafe.hub.now(), seconds=2 * HOUR_S)
        wish = bookings.Wish(1, "room", starts, later(starts, seconds=HOUR_S))
        told = {"visitor": None, "name": "Grace", "by": self.by}
        self.ids["booking"] = self.write(bookings.book, wish=wish, **told)

    def block(self, *, starts_in_s=2 * HOUR_S):
        starts = later(self.cafe.hub.now(), seconds=starts_in_s)
        wish = blocks.ClassWish("CV writing", (2,), starts, later(starts, seconds=HOUR_S), "free")
        self.ids["block"] = self.write(blocks.book_block, wish=wish, by=self.by)

    def class_on(self):
        self.block(starts_in_s=60)
        self.cafe.clock.forward(seconds=120)
        self.cafe.beat(2)

    def ticket(self):
        joining = {"zone": "", "visitor": None, "name": "Ruth", "by": self.by}
        self.ids["ticket"] = self.write(waiting.join, **joining)

    def thing(self):
        item = {"kind": Kind.TABLET, "title": "Tablet 1", "deposit_minor": 5_000}
        self.ids["code"] = self.write(equipment.keep_item, **item, by=self.by)

    def lent(self):
        self.visitor()
        self.thing()
        lending = Lending(self.ids["code"], self.ids["visitor"], 7, self.by, 5_000)
        self.ids["loan"] = self.write(equipment.lend, lending=lending)

    def broken(self):
        self.thing()
        told = {"code": self.ids["code"], "move": Move("break"), "reason": "x", "by": self.by}
        self.write(equipment.note_state, **told)

    def priced(self):
        self.lent()
        terms = PartTerms(10_000, 2, 7, 10)
        self.write(buy_outs.set_terms, code=self.ids["code"], terms=terms, by=self.by)

    def buying(self):
        self.priced()
        self.write(buy_outs.start, code=self.ids["code"], deposit_counts=False, by=self.by)

    def tea(self):
        told = {"title": "Tea", "price_minor": 2_000, "came": 5, "by": self.by}
        self.ids["tea"] = self.write(products.set_product, **told)

    def retired(self):
        self.write(passes.retire_offer, offer="hour", by=self.by)

    def counted(self):
        self.write(cashier.count_drawer, counted_minor=100_000, by=self.by)

    def gone(self):
        told = {"person": self.ids["person"], "reason": "left", "by": self.by}
        self.write(staffing.switch_off, **told)


def cut_off(db, now, *, session, site):
    """As a booking does that begins five minutes later."""
    sessions.grant(db, session=session, seconds=300)
    found = sessions.by_id(db, session)
    settling.close(db, now, site, session=found, used_s=300, why="time")


def _pause(db, now, *, session):
    db.execute("UPDATE session SET state = 'paused' WHERE id = :id", {"id": session})


def _keep_attempt(db, now, *, row):
    training.keep_attempt(db, now, row)
