"""Each answer of "Accurate data entry" follows from the airports' list, or from what was changed in a copy."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from shipped.whole import files_of

from kiosk.rules.form_answers import check_answer
from kiosk.rules.module_files import read_module
from kiosk.rules.refusals import Refusal

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "kiosk" / "shipped" / "data-entry"
MAKERS = ROOT / "deploy" / "modules"
ORDER_OF_RULE = {
    "City, comma, state.": "{city}, {state}",
    "State, dash, code.": "{state}-{iata}",
    "Code, dash, city.": "{iata}-{city}",
}


@pytest.fixture(scope="module")
def module():
    return read_module(files_of(FOLDER))


@pytest.fixture(scope="module")
def airports():
    with (MAKERS / "data" / "airports.csv").open(encoding="utf-8", newline="") as file:
        return {row["iata"]: row for row in csv.DictReader(file)}


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(MAKERS)
    import data_entry_tables

    return data_entry_tables


def shown(item):
    return Path(item.form.picture).stem


def labels(item):
    return [option.label for option in item.form.fields[0].options]


def asked(module, *names):
    wanted = set(names)
    found = [one for one in module.items.values() if {f.name for f in one.form.fields} == wanted]
    assert found
    return found


def picked(module, kind, prompt):
    found = [
        item
        for item in module.items.values()
        if item.form.fields[0].kind == kind and re.search(prompt, item.form.prompt)
    ]
    assert found
    return found


def test_what_is_typed_from_a_card_is_the_lists_own(module, airports):
    found = [*asked(module, "code", "airport", "city"), *asked(module, "code", "city", "state")]
    assert len(found) >= 12
    for item in found:
        row = airports[shown(item).removeprefix("r-")]
        true = {
            "code": row["iata"],
            "airport": row["name"],
            "city": row["city"],
            "state": row["state"],
        }
        true = {name: "" if value == "NA" else value for name, value in true.items()}
        assert item.gold == {name: true[name] for name in item.gold}, item.id
        assert len(item.gold) == 3


def test_an_empty_line_comes_up_in_practice_and_exam(module):
    empty = [item for item in asked(module, "code", "airport", "city") if not item.gold["city"]]
    assert {item.pool.value for item in empty} == {"practice", "exam"}


def test_places_have_four_digits_of_the_list(module, airports):
    for item in asked(module, "code", "latitude", "longitude"):
        row = airports[shown(item).removeprefix("l-")]
        assert item.gold["code"] == row["iata"]
        for name in ("latitude", "longitude"):
            assert re.fullmatch(r"-?\d+\.\d{4}", item.gold[name]), item.id
            assert abs(Decimal(item.gold[name]) - Decimal(row[name])) <= Decimal("0.00005"), item.id


def test_a_line_of_a_list_is_found_by_its_code_or_city(module, tables, airports):
    for item in picked(module, "text", "^Type the (code|city) of"):
        codes = tables.TABLES[shown(item)]
        what, of = re.fullmatch(r"Type the (code|city) of (.+)", item.form.prompt).groups()
        by_code = {code: airports[code]["city"] for code in codes}
        by_city = {city: code for code, city in by_code.items()}
        assert len(by_city) == len(codes)
        assert item.gold["it"] == (by_city if what == "code" else by_code)[of], item.id


def test_the_mistake_of_a_copy_is_where_it_differs(module, tables, airports):
    found = picked(module, "choice", "mistake")
    assert {shown(item) for item in found} == set(tables.COPIES)
    for item in found:
        copy = tables.COPIES[shown(item)]
        row = airports[copy.code]
        true = {"Code": row["iata"], "Airport": row["name"], "City": row["city"]}
        where = copy.field if copy.field and copy.typed != true[copy.field] else "No mistake"
        assert labels(item)["abcd".index(item.gold["it"])] == where, item.id
        assert tables.copied(copy) == {**true, **({copy.field: copy.typed} if copy.field else {})}


def test_twins_share_a_code_and_nobody_else_does(module, airports):
    for item in picked(module, "spot", "same airport"):
        codes = [label.split(", ")[0] for label in labels(item)]
        assert set(codes) <= set(airports)
        twins = [one for one in "abcde" if codes.count(codes["abcde".index(one)]) == 2]
        assert item.gold["it"].split("|") == twins, item.id
        assert len(set(codes)) == 4


def test_a_right_shape_follows_its_rule(module, airports):
    found = picked(module, "choice", "^The rule")
    assert len({item.gold["it"] for item in found}) == 3
    for item in found:
        rule = next(one for one in ORDER_OF_RULE if one in item.form.prompt)
        true = ORDER_OF_RULE[rule].format(**airports[shown(item).removeprefix("r-")])
        assert labels(item)["abc".index(item.gold["it"])] == true, item.id
        assert labels(item).count(true) == 1


def test_cities_are_sorted_by_the_alphabet(module, airports):
    cities = {row["city"] for row in airports.values()}
    for item in picked(module, "order", "in order"):
        told = {option.value: option.label for option in item.form.fields[0].options}
        ordered = [told[one] for one in item.gold["it"].split("|")]
        assert set(ordered) <= cities
        assert ordered == sorted(ordered), item.id


@pytest.mark.parametrize("code", ["0D", "0D8X", "0-8"])
def test_a_code_of_another_shape_is_asked_for_again(module, code):
    item = asked(module, "code", "airport", "city")[0]
    with pytest.raises(Refusal) as refused:
        check_answer(item.form, {"code": code, "airport": "A", "city": "B"})
    assert refused.value.details["problem"] in ("wrong_format", "too_long")


def test_letters_that_look_alike_are_no_right_answer(module):
    by_code = {item.gold["code"]: item for item in asked(module, "code", "airport", "city")}
    told = by_code["0D8"].feedback_for
    assert told["OD8"] == "That is the letter O. A zero has a dot."
    assert "0DB" in told
