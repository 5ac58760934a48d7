"""No secret that was typed is shown again, whatever its field is called."""

import pytest

from admin_panel.forms import NEVER_SHOWN_AGAIN


@pytest.mark.parametrize(
    "name",
    [
        *("pin", "pin_again", "approver_pin", "account_pin", "aside_pin", "payout_pin", "off_pin"),
        *("lost_pin", "pictures", "account_pictures", "password", "new_password", "pin_password"),
        *("new_again", "csrf_token", "request_id"),
    ],
)
def test_a_secret_is_known_by_its_name(name):
    assert NEVER_SHOWN_AGAIN.fullmatch(name)


@pytest.mark.parametrize("name", ["name", "reason", "amount", "spinning", "pinned", "pin_kind"])
def test_other_fields_keep_what_was_typed(name):
    assert not NEVER_SHOWN_AGAIN.fullmatch(name)
