from fakes.hub_world import make_hub
from fakes.machines import look

from kiosk import passwords
from kiosk.making import LETTERS, OFFERS, SEATS, easy_password, make_site
from kiosk.rules.roles import Role
from kiosk.store import offers, staff, stations


class Site:
    def __init__(self, hub) -> None:
        self.hub = hub


def test_a_new_site_has_its_owner_offers_and_seats(tmp_path, clock):
    site = Site(make_hub(tmp_path, clock))
    assert make_site(site.hub, password="secret words") == [
        {"role": "owner", "sign_in": "owner", "secret": "secret words"}
    ]
    owner = look(site, staff.by_sign_in, "owner")
    assert owner.role is Role.OWNER
    assert passwords.matches(site.hub.pepper.opened(owner.password_hash), "secret words")
    assert [one.id for one in look(site, offers.active)] == [one.id for one in OFFERS]
    rows = [row.row_name for row in look(site, stations.seats)]
    assert rows == ["Window"] * (SEATS // 2) + ["Door"] * (SEATS // 2)
    site.hub.close()


def test_a_site_that_is_there_is_left_alone(tmp_path, clock):
    site = Site(make_hub(tmp_path, clock))
    make_site(site.hub, password="secret words")
    before = look(site, staff.by_sign_in, "owner")
    assert make_site(site.hub, password="others") == []
    assert look(site, staff.by_sign_in, "owner") == before
    site.hub.close()


def test_a_site_whose_making_was_cut_off_is_made_to_its_end(tmp_path, clock, monkeypatch):
    import pytest

    site = Site(make_hub(tmp_path, clock))

    def cut(secret):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "hash_of", cut)
        with pytest.raises(KeyboardInterrupt):
            make_site(site.hub, password="secret words")
    assert make_site(site.hub, password="secret words")
    assert len(look(site, offers.active)) == len(OFFERS)
    assert len(look(site, stations.seats)) == SEATS
    site.hub.close()


def test_passwords_are_easy_to_read_aloud():
    made = {easy_password() for _ in range(20)}
    assert len(made) == 20
    assert all(len(one) == 10 and set(one) <= set(LETTERS) for one in made)
