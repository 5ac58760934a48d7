import msgspec
import pytest
from fakes.clock import FakeClock
from fakes.hub_world import make_hub

from kiosk.acts import exchange_link, furnishing, tariffs
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
from kiosk.app import create_app
from kiosk.making import OFFERS
from kiosk.protocol.bodies import Allotment, HitTerms, Slot, write_body
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.store import tariffs as tariffs_store
from kiosk.store.stations import SeatRow

FORM = {"prompt": "Which?", "fields": [{"name": "digit", "kind": "text", "label": "Digit"}]}


@pytest.fixture
def hub(tmp_path):
    hub = make_hub(tmp_path / "hub", FakeClock())
    hub.write(furnishing.furnish, offers=OFFERS, seats=())
    yield hub
    hub.close()


@pytest.fixture
def phone(hub):
    return create_app(hub).test_client()


def allot(hub):
    """Slots of one task come from the exchange."""
    keys = make_keys()
    terms = HitTerms("T1", "Savanna", "Read one digit", "", FORM, 25, 6, "", (), 0, 3)
    body = Allotment(hub.now() + 10**9, (terms,), (Slot("A1", "T1", {}),))
    place = Place(keys.origin, "0123456789abcdef", 1)
    fact = make_fact(
        keys.signing, place, type="allotment", body=write_body(body), at=Moment(0, "", 0)
    )
    facts = Facts({fact.fact.id: OpenedFact(fact)})
    hub.write(exchange_link.take_exchange_facts, facts=facts)


def test_the_seat_is_paid_at_the_dearest_price_that_the_owner_set(hub, phone):
    allot(hub)
    rates = [
        {"zone": "door", "group": "*", "per_hour_minor": 1_000},
        {"zone": "*", "group": "*", "per_hour_minor": 2_000},
        {"zone": "*", "group": "student", "per_hour_minor": 9_000},
    ]
    raw = msgspec.json.decode(tariffs_store.of_settings(hub.settings)) | {"rate": rates}
    seats = tuple(SeatRow(n, zone, "Door", None, "") for n, zone in enumerate(("door", "room"), 1))
    hub.write(furnishing.furnish, offers=(), seats=seats)
    hub.write(tariffs.set_tariff, body=msgspec.json.encode(raw), applies_from=hub.now(), by="o")
    assert "KSh\N{NO-BREAK SPACE}130" in phone.get("/lobby/").text  # 150, less 20 for the hour


def test_anyone_sees_prices_without_an_account(phone):
    page = phone.get("/lobby/")
    assert page.status_code == 200
    assert "30 min" in page.text
    assert "No task is open now" in page.text


def test_a_seat_in_a_zone_without_a_price_stops_no_page(hub, phone):
    rates = [{"zone": "door", "group": "*", "per_hour_minor": 1_000}]
    raw = msgspec.json.decode(tariffs_store.of_settings(hub.settings)) | {"rate": rates}
    hub.write(tariffs.set_tariff, body=msgspec.json.encode(raw), applies_from=hub.now(), by="o")
    seats = (SeatRow(1, "cellar", "Door", None, ""),)
    hub.write(furnishing.furnish, offers=(), seats=seats)
    allot(hub)
    assert "KSh\N{NO-BREAK SPACE}150" in phone.get("/lobby/").text


def test_anyone_sees_what_an_hour_of_a_task_brings_after_the_seat_is_paid(hub, phone):
    allot(hub)
    page = phone.get("/lobby/").text
    assert "Read one digit" in page
    assert "KSh\N{NO-BREAK SPACE}80" in page  # 600 tasks at 25 cents, less 70 for the hour


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        pytest.param("/lobby/?lang=ar", "en", "ar", id="the address outranks the phone"),
        pytest.param("/lobby/", "ar", "ar", id="what the phone prefers"),
        pytest.param("/lobby/?lang=xx", "fr", "en", id="neither is spoken here"),
    ],
)
def test_the_lobby_speaks_the_readers_language(phone, asked, accepted, language):
    page = phone.get(asked, headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("path", ["/lobby/", "/lobby/line", "/lobby/screen"])
def test_a_phone_is_signed_in_as_nobody(phone, path):
    """So no sign-in there can outlive a session at a seat."""
    answer = phone.get(path)
    with phone.session_transaction() as cookie:
        assert set(cookie) <= {"csrf_token"}
    assert answer.status_code == 200
