"""Checks of work and what was paid for them, as `kiosk verify` compares them."""

import pytest
from acts.test_checking_work import STORED, answer, gold_of, qualify, sit
from acts.test_checking_work import pets as pets
from acts.test_checking_work import posted as posted
from acts.test_checking_work import site as site
from fakes.machines import SeatMachine, look

from kiosk.rules.refusals import Refusal
from kiosk.store.gold_checks import gold_problems


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE work SET reward_minor = reward_minor + 1", "check of work {}: answered, and not"),
        ("DELETE FROM transfer WHERE id = 'earned:{}'", "check of work {}: answered, and not"),
        ("UPDATE transfer SET debit = 'safe' WHERE id = 'earned:{}'", "check of work {}: answered"),
        ("UPDATE gold_task SET answered_at = NULL", "transfer earned:{}: paid for a check"),
    ],
)
@pytest.mark.usefixtures("posted")
def test_a_check_and_its_pay_that_part_are_named(site, damage, says):
    grace = site.visitor()
    qualify(site, grace)
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
