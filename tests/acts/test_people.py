import pytest
from fakes.hub_world import hashed
from fakes.machines import look

from kiosk.acts import people
from kiosk.acts.people import Card
from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import Role
from kiosk.store import audit, staff, visitors


@pytest.fixture
def register(site):
    def act(**changes):
        asked = {
            "name": "Grace Muthoni",
            "language": "en",
            "group": "student",
            "pin_hash": "hash",
            "code": "471902",
            "by": site.operator,
        }
        return site.hub.write(people.register_visitor, **{**asked, **changes})

    return act


@pytest.fixture
def add_staff(site):
    def act(**changes):
        asked = {
            "sign_in": "brian",
            "name": "Brian Otieno",
            "role": "mentor",
            "password_hash": "hash",
            "by": "test",
        }
        return site.hub.write(people.add_staff, **{**asked, **changes})

    return act


def test_a_visitor_is_known_by_id_code_and_pseudonym(site, register):
    who = look(site, visitors.by_id, register(name="  Grace Muthoni "))
    assert (who.name, who.group, who.is_guest) == ("Grace Muthoni", "student", False)
    assert look(site, visitors.by_code, "471902") == who
    assert look(site, visitors.by_worker, who.worker) == who
    assert who.worker.startswith("A")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, "field_missing"),
        ({"name": "x" * 81}, "field_wrong"),
        ({"language": "xx"}, "field_wrong"),
        ({"group": "king"}, "field_wrong"),
    ],
)
def test_a_visitor_out_of_shape_is_refused(site, register, changes, refusal):
    with pytest.raises(Refusal, match=refusal):
        register(**changes)
    assert look(site, visitors.count) == 0


def test_a_code_that_is_taken_is_a_conflict(site, register):
    register()
    with pytest.raises(Refusal, match="conflict"):
        register(name="Another")
    assert look(site, visitors.count) == 1


def test_at_the_desk_the_first_free_code_is_taken(site, register):
    register(code="000001")

    def at_desk(*codes):
        return site.hub.write(
            people.register_at_desk,
            name="Hassan Ali",
            language="ar",
            group="visitor",
            card=Card(pin_hash="hash", codes=codes),
            by=site.operator,
        )

    assert look(site, visitors.by_id, at_desk("000001", "000002", "000003")).code == "000002"
    with pytest.raises(Refusal, match="busy"):
        at_desk("000001", "000002")


def test_somebody_who_works_here_signs_in_by_a_name_of_their_own(site, add_staff):
    who = look(site, staff.by_id, add_staff(sign_in=" brian ", name=" Brian Otieno "))
    assert (who.sign_in, who.name, who.role) == ("brian", "Brian Otieno", Role.MENTOR)
    assert look(site, staff.by_sign_in, "brian") == who
    assert look(site, staff.names)[who.id] == "Brian Otieno"
    assert look(site, staff.by_sign_in, "nobody") is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"sign_in": " "}, "field_missing"),
        ({"name": " "}, "field_missing"),
        ({"role": "king"}, "field_wrong"),
        ({"sign_in": "amina"}, "name_taken"),
        ({"sign_in": " amina "}, "name_taken"),
    ],
)
def test_staff_out_of_shape_are_refused(add_staff, changes, refusal):
    with pytest.raises(Refusal, match=refusal):
        add_staff(**changes)


def test_who_was_let_in_stands_in_the_audit_log_which_nobody_changes(site, register):
    import sqlite3

    register()
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert (line.by, line.act) == (site.operator, "register_visitor")
    for sql in ("UPDATE audit SET by = 'nobody'", "DELETE FROM audit"):

        def change(db, now, *, sql: str = sql) -> None:
            db.execute(sql)

        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            site.hub.write(change)
    assert look(site, audit.latest, before=line.n, limit=99)[-1].n == 1


@pytest.fixture
def found(site, register):
    """`found(words)`: the names of whom the words find among a handful of people."""
    names = ("Ann O'Dea", "ann_lee", "Ben %", "José Núñez", "أحمد عليّ", "ليلى حسن")
    for n, name in enumerate(names):
        register(name=name, code=f"80{n:02d}17")

    def names_of(words):
        return [one.name for one in look(site, visitors.page, words=words, limit=9, offset=0)]

    return names_of


@pytest.mark.parametrize(
    ("words", "names"),
    [
        pytest.param("ann", ["ann_lee", "Ann O'Dea"], id="the beginning of a name"),
        pytest.param("odea", ["Ann O'Dea"], id="without its apostrophe"),
        pytest.param("dea an", ["Ann O'Dea"], id="parts of two names in any order"),
        pytest.param("NUNE", ["José Núñez"], id="without accents"),
        pytest.param("احمد", ["أحمد عليّ"], id="another alef"),
        pytest.param("ليلي", ["ليلى حسن"], id="another yeh"),
        pytest.param("800217", ["Ben %"], id="a code"),
        pytest.param("0317", ["José Núñez"], id="part of a code"),
        pytest.param("%", [], id="a sign that no name is folded to"),
        pytest.param("_", [], id="no wildcard"),
    ],
)
def test_visitors_are_found_by_part_of_a_name_or_code_however_it_is_written(found, words, names):
    assert sorted(found(words)) == sorted(names)


def test_no_words_are_everybody(found):
    assert len(found("")) == 6


def test_names_that_came_before_they_were_folded_are_found_after_the_upgrade(site, register):
    who = register(name="Zoë Ó Briain")

    def forget(db, now):
        db.execute("UPDATE visitor SET folded = NULL")

    def fold_names(db, now):
        return visitors.fold_names(db)

    site.hub.write(forget)
    assert look(site, visitors.count_found, "zoe") == 0
    assert [site.hub.write(fold_names) for _time in range(2)] == [1, 0]
    assert [one.id for one in look(site, visitors.page, words="zoe o", limit=2, offset=0)] == [who]


def test_visitors_are_shown_page_by_page_and_counted(site, register):
    for n in range(5):
        register(name=f"Ann {n}", code=f"00000{n}")
    register(name="Mary Ann", code="000009")

    def page(words, offset=0, limit=2):
        found = look(site, visitors.page, words=words, limit=limit, offset=offset)
        return [one.name for one in found]

    assert page("ann") == ["Ann 0", "Ann 1"]
    assert page("ann", offset=4) == ["Ann 4", "Mary Ann"]
    assert look(site, visitors.count_found, "ann") == 6
    assert look(site, visitors.made_at, "nobody") is None
    assert look(site, visitors.made_at, look(site, visitors.by_code, "000009").id) == site.hub.now()


def test_hashes_are_made_outside_the_act():
    assert hashed("4711").startswith("$argon2id$")
