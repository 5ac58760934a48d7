"""A café of three seats in memory, whose people sit down while machines die and lines fail.

A deed is one thing that happens, with all its arguments given, so that a schedule can be drawn by a
seed as well as shrunk by hypothesis. What was truly used is counted beside it by the seat's boot clock.
"""

import contextlib
from collections import Counter
from dataclasses import dataclass

from fakes.clock import START
from faults.lease_image import (
    CARDS,
    PRICE_MINOR,
    SEATS,
    VISITORS,
    disks,
    image,
)
from faults.lease_machines import PIN, Died, HubMachine, StationMachine

from kiosk.acts import front_desk, moving
from kiosk.acts.granting import Terms
from kiosk.hub import new_request_id
from kiosk.link.client import LinkDownError
from kiosk.protocol.leases import SignedLease
from kiosk.protocol.time_calls import Buy
from kiosk.rules.refusals import Refusal
from kiosk.store import sessions
from station_agent import entering
from station_agent.folder import Machine, PinnedHub
from station_agent.states import RUNNING, State

YEAR_S = 365 * 86_400
SAVED_WITHIN_S, SHORT_GAP_S, OPENS_AGAIN_S = 5, 60, 900
FATES = (
    *("request lost", "reply lost", "doubled", "late"),
    *("hub dies before", "hub dies after", "caller dies"),
)


@dataclass
class Told:
    """What a station promised of one session, and what truly happened at its seat."""

    kind: str = ""
    used_s: int = 0
    lost_s: int = 0
    given_s: int = 0
    alone_s: int = 0
    nap_s: int = 0
    offline_ok_s: int = 0

    def use(self, seconds):
        """The seat was unlocked so long."""
        self.used_s += seconds
        self.alone_s += seconds

    def nap(self, seconds):
        """Nobody looked at the clock for so long, and it is used time all the same."""
        self.use(seconds)
        self.nap_s += seconds


class Cafe:
    """Hub and seats; each public method that takes `seat` is a deed."""

    def __init__(self, blobs) -> None:
        made = image()
        self.hub = HubMachine(disks()[0], made.keys, made.settings, blobs)
        self.hub.peers = {keys.origin: keys.public_signing for keys in made.stations.values()}
        self.hub.visitors = made.visitors
        self.by, self.voucher, self.paper = made.by, made.voucher, made.paper
        self.cards, self.by_card = made.cards, {}  # session -> (whose, seat)
        self.seats = {}
        for seat, keys in made.stations.items():
            signing, sealing = made.keys.public_signing, made.keys.public_sealing
            machine = Machine(blobs, keys, PinnedHub("", f"seat {seat}", signing, sealing))
            self.seats[seat] = StationMachine(seat, machine, disks()[seat], self.hub)
        self.told = {}  # (session, seat) -> Told
        self.taken = set()  # sessions that the desk settled or moved without their station
        self.wanted = self.bought = 0
        self.asked = None  # a purchase without an answer
        self.jumped = set()  # whose wall clock somebody set: 0 is the hub
        self.leases = []
        self.backup = None
        self.did = Counter()

    # time

    def pass_time(self, seconds, seat=1, fate="", good=0):
        """Seconds pass everywhere, and each station does what is due."""
        self._befall(seat, fate, good)
        self._pass(seconds)

    def _pass(self, seconds, *, asleep=None, blind=None):
        awake = [one for one in self.seats.values() if one not in (asleep, blind)]
        waited = dict.fromkeys(awake, 0)
        while seconds > 0:
            wait = {one: self._next_s(one) - waited[one] for one in awake}
            step = max(1, min([seconds, *wait.values()]))
            seconds -= step
            self._forward(step, asleep=asleep)
            for one in awake:
                waited[one] += step
                if one.agent is not None and (step >= wait[one] or not seconds):
                    self._run(one, one.agent.tick)
                    waited[one] = 0

    def _next_s(self, one):
        """Until a meter that looks each second would save or end."""
        sitting = None if one.agent is None else one.agent.sitting
        if sitting is None or one.agent.state not in RUNNING:
            return 300
        now = sitting._now
        unsaved_s = (now.meter.used_ns - now.saved_ns) // 10**9
        left_s = sitting.seconds_left(hub_away=one.agent.hub_away)
        return max(1, min(left_s, SAVED_WITHIN_S - 1 - unsaved_s))

    def _forward(self, seconds, *, asleep=None):
        self.hub.clock.forward(seconds=seconds)
        for one in self.seats.values():
            if one is asleep:
                one.clock.suspend(seconds=seconds)
            else:
                one.clock.forward(seconds=seconds)
                self._count(one, seconds)

    def _count(self, one, seconds):
        """What is used while the seat is unlocked."""
        if one.agent is not None and one.agent.state in RUNNING:
            self._told(one).use(seconds)

    def _told(self, one):
        kept, lease = one.agent.sitting.kept, one.agent.sitting.lease
        told = self.told.setdefault((kept.session, one.seat), Told())
        told.kind = lease.kind
        told.given_s = max(told.given_s, lease.seconds)
        told.offline_ok_s = max(told.offline_ok_s, lease.offline_ok_s)
        return told

    # machines

    def _befall(self, seat, fate, good):
        line = self.seats[seat].line
        if fate:
            line.fate, line.good = fate, good

    def _run(self, one, work):
        """Let a station do something; it may die on the way."""
        heard = one.agent.link.hop.heard_boot_ns
        try:
            return work()
        except Died:
            self.did["died at work"] += 1
            self._lost(one, SAVED_WITHIN_S)
            one.kill()
            one.start()
        finally:
            if one.agent.sitting.kept is not None:
                told = self._told(one)
                if one.agent.link.hop.heard_boot_ns != heard:
                    told.alone_s = 0
        return None

    def _lost(self, one, seconds):
        if one.agent.sitting.kept is not None:
            self._told(one).lost_s += seconds

    def cut(self, seat):
        """The cable is out."""
        self.seats[seat].line.up = False

    def heal(self, seat):
        """The cable is in again; what was on the way arrives."""
        self.seats[seat].line.up = True
        self.seats[seat].line.come_late()

    def die_at_commit(self, seat, when):
        """The next thing that this station writes is the last before it dies."""
        self.seats[seat].disk.dies = when

    def kill_agent(self, seat, gap):
        """Somebody kills the program; it is started again after `gap` seconds."""
        one = self.seats[seat]
        runs = one.agent.state in RUNNING
        told = self._told(one) if runs else None
        one.kill()
        self._pass(gap)
        if told is not None:
            told.lost_s += SAVED_WITHIN_S
            if gap <= SHORT_GAP_S:
                told.nap(gap)
        one.start()

    def power_cut(self, seat, odd, off):
        """The plug is pulled between two looks at the clock."""
        one = self.seats[seat]
        self._pass(min(odd, self._next_s(one)), blind=one)
        self._lost(one, SAVED_WITHIN_S)
        one.power_cut()
        self._pass(off)
        one.start()

    def suspend(self, seat, seconds):
        """The lid is closed; a short nap is used time, a long one is not."""
        one = self.seats[seat]
        runs = one.agent.state in RUNNING
        self._pass(seconds, asleep=one)
        if runs and seconds <= SHORT_GAP_S:
            self._told(one).nap(seconds)
        self._run(one, one.agent.tick)

    def jump(self, who, years):
        """Somebody sets a wall clock."""
        clock = self.hub.clock if who == 0 else self.seats[who].clock
        wanted = START + years * YEAR_S * 1000
        clock.jump_wall(seconds=(wanted - clock.now()) // 1000)
        self.jumped.add(who)

    def kill_hub(self):
        """Its memory is gone."""
        self.hub.start()

    def both_die(self, seat, off):
        """The power of the whole house."""
        self.power_cut(seat, 3, off)
        self.hub.clock.reboot()
        self.hub.start()

    def back_up(self):
        """A copy of the hub's database is put aside."""
        self.hub.disk.back_up()
        self.backup = self._marks()

    def restore(self):
        """The hub's disk broke: the copy takes its place. Nothing was sold or begun since."""
        if self.backup == self._marks():
            self.did["restored"] += 1
            self.hub.restore()

    def _marks(self):
        told = "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sale)"
        return tuple(self.hub.disk.db.execute(told).fetchone())

    # people

    def sit(self, seat, who, fate, good):
        """Somebody opens the seat with a code, or with a voucher's paper."""
        one = self.seats[seat]
        if one.agent.state is not State.LOCKED:
            return
        self._befall(seat, fate, good)
        if who in self.cards:
            self._sit_by_card(one, who)
            return
        code = VISITORS.get(who, self.voucher)
        told = {"code": code, "pin": PIN if who in VISITORS else "", "request_id": new_request_id()}
        told |= {"paper": self.paper if who == "paper" else ""}
        told |= {"account_minor": 1_000 if who == "account" else 0}
        if (
            self._may(one, lambda: entering.enter(one.agent, **told))
            and one.agent.sitting.kept is not None
        ):
            self.did[f"sat down: {who}"] += 1

    def _sit_by_card(self, one, who):
        """A card alone: it opens the seat where the hub is away, once a day."""
        self._may(one, lambda: entering.enter_by_card(one.agent, self.cards[who]))
        if one.agent.sitting.kept is not None:  # also where it died right after
            self.did[f"sat down: {who}"] += 1
            self.by_card[one.agent.sitting.kept.session] = (who, one.seat)

    def start_at_desk(self, seat, kind):
        """The desk opens the seat: paid after, or free."""
        terms = Terms(kind, limit_s=120, reason="class") if kind == "free" else Terms(kind)
        told = {"seat": seat, "visitor": None, "terms": terms, "by": self.by}
        with contextlib.suppress(Refusal):
            self.hub.write(front_desk.start_metered, **told)
            self.did[f"desk opened: {kind}"] += 1

    def come_back(self, seat, fate):
        """Who sat there, or at another seat that is paused, goes on."""
        order = [seat, *(other for other in SEATS if other != seat)]
        paused = [self.seats[one] for one in order if self.seats[one].agent.state is State.PAUSED]
        if not paused:
            return
        one = paused[0]
        self._befall(one.seat, fate, 0)
        for secret in (PIN, self.voucher, *(VISITORS[CARDS[who]] for who in self.cards)):
            self._may(one, lambda secret=secret: one.agent.sitting.resume_with(secret))
            if one.agent.state is not State.PAUSED:
                self.did["came back"] += 1
                return

    def finish(self, seat, fate):
        """The visitor ends it."""
        one = self.seats[seat]
        if one.agent.sitting.kept is not None:
            self._befall(seat, fate, 0)
            self._may(one, one.agent.finish)

    def buy(self, seat, fate):
        """More time from the account; asked again until an answer comes."""
        one = self.seats[seat]
        kept = one.agent.sitting.kept
        if kept is None or kept.visitor != self.hub.visitors[VISITORS["account"]]:
            return
        if self.asked != kept.session:
            self.asked, self.wanted = kept.session, self.wanted + 1
        self._befall(seat, fate, 0)
        name = new_request_id()
        asked = Buy(name, kept.session, PIN, "half-hour", PRICE_MINOR)
        if self._may(one, lambda: bool(one.agent.link.buy(asked))):
            self.asked, self.bought = None, self.bought + 1

    def _may(self, one, work):
        """Whether it was done; a no, no answer or a death in the middle of it is no."""
        with contextlib.suppress(Refusal, LinkDownError):
            return self._run(one, lambda: (work(), True)[1])
        return False

    # the desk, and thieves

    def end_at_desk(self, seat):
        self._desk(front_desk.end_session, seat)

    def settle_lost(self, seat):
        """The desk believes the station lost, and settles at its last word."""
        running = self._open_at(seat)
        if running is not None:
            self.taken.add(running.id)
            self._desk(front_desk.settle_lost_session, seat)

    def move(self, seat, goal):
        """The desk sends the visitor to another seat."""
        with contextlib.suppress(Refusal):
            self.hub.write(moving.ask_move, seat=seat, target=goal, by=self.by)
            self.did["moved"] += 1

    def _desk(self, act, seat):
        with contextlib.suppress(Refusal):
            self.hub.write(act, seat=seat, by=self.by)
            self.did[act.__name__] += 1

    def _open_at(self, seat):
        return sessions.open_at(self.hub.disk.db, self.seats[seat].machine.keys.origin)

    def steal(self, seat):
        """Every lease that was ever seen is shown to this station: it takes none of them."""
        one = self.seats[seat]
        kept = one.agent.sitting.kept
        for lease in (*self.leases, *(self._lease_at(other) for other in self.seats.values())):
            if lease is None or (kept is not None and lease.raw == kept.lease_raw):
                continue
            with contextlib.suppress(Refusal):
                one.agent.sitting.renew(lease, used_s=0)
                raise AssertionError(f"seat {seat} took a copied lease")
            assert one.agent.sitting.kept == kept
        if kept is not None:
            self.leases.append(self._lease_at(one))

    def _lease_at(self, one):
        kept = one.agent.sitting.kept
        return None if kept is None else SignedLease(kept.lease_raw, kept.lease_signature)
