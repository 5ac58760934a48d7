"""Checks of work and what was paid for them, as `kiosk verify` compares them."""

import pytest
from acts.test_checking_work import (
    FORM,
    PETS,
    REAL,
    STORED,
    answer,
    gold_of,
    opened,
    qualify,
    sit,
)
from fakes import quick_disk
from fakes.machines import SeatMachine, import_pets

from kiosk.jobs.gold_items import read_gold_items
from kiosk.rules.refusals import Refusal
from kiosk.store.gold_checks import gold_problems


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = opened(folder, clock, gold_tasks=1, hand_slots=6)
        yield world
        world.hub.close()


@pytest.fixture
def grace(site, exchange):
    """She has the skill that the tasks ask for."""
    import_pets(site.hub, rows=PETS)
    read_gold_items(site.hub, site.hub.now())
    exchange.allot(*REAL, row={"image": "sha256:" + "0" * 64}, form=FORM, qualification="pets")
    visitor = site.visitor()
    qualify(site, visitor)
    return visitor


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE work SET reward_minor = reward_minor + 1", "check of work {}: answered, and not"),
        ("DELETE FROM transfer WHERE id = 'earned:{}'", "check of work {}: answered, and not"),
        ("UPDATE transfer SET debit = 'safe' WHERE id = 'earned:{}'", "check of work {}: answered"),
        (
            "UPDATE transfer SET credit = 'safe' WHERE id = 'earned:{}'",
            "check of work {}: answered",
        ),
        ("UPDATE gold_task SET answered_at = NULL", "transfer earned:{}: paid for a check"),
    ],
)
def test_a_check_and_its_pay_that_part_are_named(site, grace, damage, says):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    assert answer(SeatMachine(site, 1), session, grace, name) == STORED
    found = []

    def act(db, now):
        assert gold_problems(db) == []
        for trigger in ("transfer_is_never_changed", "transfer_is_never_deleted"):
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute(damage.format(name))
        found.extend(gold_problems(db))
        raise Refusal("conflict")  # nothing of it stays

    with pytest.raises(Refusal, match="conflict"):
        site.hub.write(act)
    assert [one for one in found if one.startswith(says.format(name))]
