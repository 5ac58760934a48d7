"""The owner's page of house rules: lines by language, editions; a yes on the person's page."""

from kiosk.acts import house_rules as acts
from kiosk.protocol.bodies import RulesAccepted
from kiosk.store import house_rules as store
from kiosk.store import sessions

PAGE = "/settings/house-rules"


def test_the_owner_makes_editions(owner, cafe):
    assert "Nobody is asked for anything." in owner.page(PAGE)
    fields = {"text-en": "No food here.\nSpeak softly.", "text-ar": "لا طعام هنا."}
    assert owner.post(PAGE, page=PAGE, **fields).location == PAGE
    page = owner.page(PAGE)
    assert "No food here.\nSpeak softly.</textarea>" in page
    assert "Edition <bdi>1</bdi>" in page
    assert "Naomi Kariuki" in page
    with cafe.hub.read() as db:
        assert store.newest(db).texts["ar"] == ("لا طعام هنا.",)


def test_too_much_for_a_screen_is_said_and_kept_in_its_field(owner, cafe):
    answer = owner.post(PAGE, page=PAGE, **{"text-en": "x" * 101})
    assert answer.status_code == 400
    assert "at most 10 lines of 100 letters" in answer.text
    assert "x" * 101 in answer.text
    with cafe.hub.read() as db:
        assert store.newest(db) is None


def test_only_the_owner_makes_them(operator):
    assert operator.get(PAGE).status_code == 403


def test_a_yes_stands_on_the_persons_page(operator, cafe, shift):
    grace = cafe.visitor()
    session = cafe.start(1, by=cafe.amina, visitor=grace).session
    for station, seat in ((cafe.stations[1], "at seat <bdi>1</bdi>"), ("0" * 32, "")):

        def accept(db, now, *, station: str = station, edition: int = 1 + (not seat)):
            body = RulesAccepted(session, edition, "en")
            kept = sessions.by_id(db, session)
            acts.keep_accepted(db, now, station=station, session=kept, body=body)

        cafe.hub.write(accept)
        page = operator.page(f"/people/{grace}")
        assert "agreed on <bdi>22 Nov 2026</bdi>" in page
        assert seat in page
