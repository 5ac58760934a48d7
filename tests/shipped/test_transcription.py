"""Each answer of "Transcription" follows from the table that its paper was drawn from; wear comes from a seed."""

import re
from pathlib import Path

import pytest
from shipped.whole import files_of

from kiosk.rules.grading import mark_answer
from kiosk.rules.module_files import read_module
from kiosk.rules.modules import mark_practice

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "kiosk" / "shipped" / "transcription"
SAID = {
    "Type the name of the shop": lambda sheet: sheet.shop,
    "Type the date as it stands": lambda sheet: sheet.date,
    "Type the number beside the date": lambda sheet: sheet.number,
    "Type the total": lambda sheet: cents(sum(price for _, price in sheet.lines)),
    "Type the change": lambda sheet: cents(sheet.paid - sum(price for _, price in sheet.lines)),
    "Type the words of the second item": lambda sheet: sheet.lines[1][0],
    "Type the words of the third item": lambda sheet: sheet.lines[2][0],
    "Type the name it goes to": lambda sheet: sheet.name,
    "Type the street with its number": lambda sheet: sheet.street,
    "Type the number under the bars": lambda sheet: sheet.parcel,
}


def cents(whole):
    return f"{whole / 100:.2f}"


@pytest.fixture(scope="module")
def module():
    return read_module(files_of(FOLDER))


@pytest.fixture
def makers(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "deploy" / "modules")


@pytest.fixture
def tables(makers):
    import transcription_tables

    return transcription_tables


def on_paper(item, tables):
    """What the table says to the question, before any blot."""
    sheet = tables.SHEETS[Path(item.form.picture).stem]
    prompt = item.form.prompt
    if prompt in SAID:
        return SAID[prompt](sheet)
    if prompt.startswith("Type the price of "):
        return cents(dict(sheet.lines)[prompt.removeprefix("Type the price of ")])
    return dict(sheet.rows)[prompt.removeprefix("Type what stands at ")]


def test_each_gold_is_what_the_paper_says(module, tables):
    assert len(module.items) == 47
    for item in module.items.values():
        text = on_paper(item, tables)
        first, *others = item.gold["it"].split("|")
        assert re.fullmatch(re.escape(first).replace(r"\?", "."), text), item.id
        assert all(re.sub("[ -]", "", first) == one for one in others), item.id


def test_a_question_mark_stands_where_the_blot_is_and_nowhere_else(module, tables):
    asks = {"number": "Type the number beside the date", "parcel": "Type the number under the bars"}
    unclear = 0
    for item in module.items.values():
        first = item.gold["it"].split("|")[0]
        blot = tables.SHEETS[Path(item.form.picture).stem].wear.blot
        covered = blot is not None and item.form.prompt == asks[blot[0]]
        unclear += covered
        assert [n for n, sign in enumerate(first) if sign == "?"] == ([blot[1]] if covered else [])
        assert not covered or on_paper(item, tables)[blot[1]].isdigit()
    assert unclear >= 4


def test_a_covered_sign_is_neither_guessed_nor_left_out(module, tables):
    for item in module.items.values():
        first = item.gold["it"].split("|")[0]
        if "?" not in first:
            continue
        for instead in ("", *"0123456789"):
            given = {"it": first.replace("?", instead)}
            mark = mark_answer(item.form, gold=item.gold, answer=given, tolerance=item.tolerance)
            assert not mark.right, (item.id, instead)


def test_the_pages_that_explain_show_no_paper_of_a_question(module, tables):
    asked = {Path(item.form.picture).stem for item in module.items.values()}
    assert tables.SHOWN in tables.SHEETS
    assert tables.SHOWN not in asked
    assert asked == set(tables.SHEETS) - {tables.SHOWN}


def test_letters_are_forgiven_a_little_and_digits_never(module):
    for item in module.items.values():
        gold = item.gold["it"].split("|")[0]
        if re.search(r"[\d?]", gold):
            assert not item.tolerance, item.id
        else:
            most = item.tolerance.get("it", 0)
            assert most == (2 if len(gold) >= 12 else 1 if len(gold) >= 6 else 0), item.id


@pytest.mark.parametrize(
    ("item", "typed", "right"),
    [
        ("c01", "3,65", True),
        ("c01", "3.66", False),
        ("c02", "bo lantern", True),
        ("c02", "Bo Lanterm", True),
        ("c02", "Bo Lamtem", False),
        ("c03", "881?53", True),
        ("c03", "881253", False),
        ("p02", "Soup", False),
        ("p04", "PA2208", True),
        ("p08", "KX93052", True),
        ("p08", "KX 93 025", False),
        ("p12", "HD572?0", True),
    ],
)
def test_what_a_hand_may_type_is_marked_fairly(module, item, typed, right):
    asked = module.item(item)
    assert mark_practice(asked, answer={"it": typed}, wrong_before=0).mark.right == right


def test_no_sum_is_below_zero_and_each_price_is_asked_by_a_name_of_its_own(tables):
    for name, receipt in tables.RECEIPTS.items():
        assert receipt.paid >= receipt.total > 0, name
        assert len({words for words, _ in receipt.lines}) == len(receipt.lines), name


def test_wear_is_the_same_each_time_and_another_for_each_seed(makers, tables):
    import transcription_wear
    from PIL import Image

    clean = Image.new("RGB", (120, 130), (245, 242, 234))
    for copied in (False, True):
        wear = tables.Wear(angle=2, fold=60, fade=0.2, copied=copied)
        first, again, other = (
            transcription_wear.png(transcription_wear.worn(clean, wear, seed=seed), colours=6)
            for seed in (7, 7, 8)
        )
        assert first == again
        assert first != other


def test_each_sheet_has_a_seed_of_its_own(tables, makers):
    import transcription_pages

    seeds = [transcription_pages.seed_of(name) for name in tables.SHEETS]
    assert len(set(seeds)) == len(seeds)
