"""Versions on the wire, and how words are treated that a machine does not know.

A hub speaks this version and the one before, for stations are upgraded one by one; so does a
station, for a hub may be put back to the program of before.

- **Calls and answers** (beats, sessions, drafts, batches, enrolment): a field that is not known is
  passed over, so that a newer station's beat never shuts its seat. So only what may be passed over
  is added to one: what changes a meaning, a price or a right gets a path of its own.
- What the other does not know yet is not said to it: a beat and its answer tell which version of
  the calls their maker `speaks`, and `speaking.py` leaves out what came later. A hub of version 1
  refuses fields that it does not know, so a station begins plainly.
- **An order** whose kind a station does not know is reported as not set up, and passed over.
- **Bodies of facts**: a field that is not known is passed over, and stays in the bytes that are
  kept. What changes a meaning gets another `tv`, and an unknown `tv` is parked until an upgrade.
- **What is signed** (fact, lease, certificates, the head of a bundle) is read whole or not at all:
  a word that is passed over there could be a limit. A new field there is a new version of it.

Golden files of every version stand in `tests/protocol/golden`: facts, calls, and the shapes that
each version took, so that this one is held to what the one before understood.
"""

WIRE_VERSION = 1
VERSIONS_UNDERSTOOD = frozenset({1})
CALLS_VERSION = 18
"""Of calls and answers. 1: beats of a fixed shape. 2: `speaks`, `waiting_since`, `set_aside`.
3: a record's `answering`; the fact `exam_answer`. 4: a beat's `filled_percent`.
5: the task that was begun, in a hand and at a session's end. 6: a newcomer's `before`.
7: the fact `card_opened`; a window's `offline_ok_s`.
8: a beat's `boot_ms`. 9: an edition's `minor_of`. 10: a beat's `learner`; orders of the room.
11: a visitor joins a class.
12: a record's `awards` and `learned`; the facts `award_revoked` and `award_news`, between hubs and
their exchange.
13: the fact `exam_begun`; in a record an exam's time, what a mentor set, `lapsing_skills`.
14: in a record the goals of a practice, checks of work, and what to practise again; the fact
`practice` of version 2.
15: the facts `interests` and `career_said`; a record's `career`.
16: the fact `recall`; a record's `recall`, the questions of earlier days.
17: the fact `reflection`; a record's `from_mentor`.
18: somebody learns beside a visitor: the call, `beside` in a beat's answer, the fact
`learner_left`; a record's `shares_seats`."""
CALLS_FIRST = 1
PROGRAM_VERSION = "0.1.0"
"""As setup.cfg has it; a station says it in each beat."""
