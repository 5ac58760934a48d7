"""A batch before it is paid for: what is read, what it costs, what is refused."""

import pytest
from exchange.market import FORM, PNG, template

from kiosk.exchange.pictures import keep_pictures, mime_of, read_pictures
from kiosk.exchange.planning import fee_minor, read_plan, row_of
from kiosk.link.blobs import BlobFolder
from kiosk.protocol.facts import BlobRef
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import fill, read_form
from kiosk.rules.refusals import Refusal

PICTURE = BlobRef("ab" * 32, 10, "image/png")


def plan(form, table="image\na.png\n", **other):
    return read_plan(
        template(form=form, **other),
        csv_text=table,
        pictures={"a.png": PICTURE, "x-a.png": PICTURE},
    )


def filled(made):
    hit, form = made.hits[0], read_form(made.form)
    picture = made.pictures[hit.picture] if hit.picture else None
    return fill(
        form,
        row_of(form, inputs=hit.inputs, picture_variable=made.picture_variable, picture=picture),
    )


@pytest.mark.parametrize(
    ("picture", "prompt", "variable"),
    [
        pytest.param("${image}", "Which?", "image", id="a variable of its own"),
        pytest.param(
            "${image}", "Is it ${image}?", "_picture", id="a name that is asked about too"
        ),
        pytest.param("x-${image}", "Which?", "_picture", id="a name made of parts"),
        pytest.param("a.png", "Is it ${image}?", "_picture", id="one picture for all"),
        pytest.param(None, "Is it ${image}?", "", id="no picture"),
    ],
)
def test_a_picture_travels_by_its_bytes_name_and_texts_keep_theirs(picture, prompt, variable):
    made = plan({**FORM, "picture": picture, "prompt": prompt})
    assert made.picture_variable == variable
    shown = filled(made)
    assert shown.picture == (f"sha256:{PICTURE.sha256}" if picture else None)
    assert shown.prompt == prompt.replace("${image}", "a.png")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ({"form": FORM, "title": "Vote for our song"}, "prohibited_task"),
        ({"form": {**FORM, "help": "x" * 9_000, "prompt": "y" * 9_900}, "description": "z" * 2000, "expectations": ["e" * 190 + str(n) for n in range(20)]}, "too_large"),
        ({"form": {**FORM, "fields": []}}, "form_wrong"),
        ({"form": FORM, "reward_minor": -1}, "field_wrong"),
    ],
)  # fmt: skip
def test_what_could_not_be_worked_on_is_refused(made, code):
    with pytest.raises(Refusal) as caught:
        plan(**made)
    assert caught.value.code == code


def test_a_row_may_not_ask_what_its_template_may_not():
    form = {"prompt": "${what}", "fields": FORM["fields"]}
    with pytest.raises(Refusal) as caught:
        plan(form, "what\nRead the digit\nSign up for an account and follow us\n")
    assert (caught.value.code, caught.value.details["row"]) == ("prohibited_task", 3)


def test_a_row_too_long_for_a_fact_is_named():
    form = {"prompt": "${a} ${b} ${c}", "fields": FORM["fields"]}
    long = "w" * 8000
    with pytest.raises(Refusal) as caught:
        plan(
            {
                **form,
                "prompt": "${a}",
                "help": "${b}",
                "fields": [{**FORM["fields"][0], "label": "${c}"}],
            },
            f"a,b,c\nx,y,z\n{long},{long},{long}\n",
        )
    assert caught.value.details["row"] == 3


@pytest.mark.parametrize(
    ("reward", "percent", "fee"), [(5, 0, 0), (5, 20, 1), (5, 10, 1), (4, 10, 0), (100, 7, 7)]
)
def test_the_fee_is_rounded_half_up(reward, percent, fee):
    assert fee_minor(reward, fee_percent=percent) == fee


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF0000WEBP", "image/webp"),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(content, mime):
    assert mime_of(content, name="x") == mime


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"RIFF0000WAVE", b"%PDF"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Refusal) as caught:
        mime_of(content, name="x")
    assert caught.value.code == "field_wrong"


def test_pictures_are_kept_once(tmp_path):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("a.png", PNG)
        zipped.writestr("more/b.png", PNG)
    kept = keep_pictures(read_pictures(out.getvalue()), BlobFolder(tmp_path))
    assert set(kept) == {"a.png", "more/b.png"}
    assert kept["a.png"] == kept["more/b.png"]
    assert read_pictures(b"") == {}


def test_a_picture_may_not_be_huge():
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("a.png", PNG + b"x" * 2 * 1024 * 1024)
    with pytest.raises(Refusal) as caught:
        read_pictures(out.getvalue())
    assert caught.value.code == "too_large"


def test_a_fee_is_escrowed_with_the_reward_and_paid_beside_it(tmp_path, clock):
    from exchange.market import Market

    from kiosk.exchange.exchange import open_exchange
    from kiosk.settings import ExchangeSettings

    exchange = open_exchange(tmp_path / "e", ExchangeSettings(fee_percent=20), clock)
    market = Market(exchange)
    (name,) = market.submitted()
    assert market.to_spend() == 100_000 - 6
    market.decide(name, "approve")
    assert (market.earned(), market.balance("fee")) == (5, 1)
    market.adds_up()
    exchange.close()


BOXES = {
    "name": "it",
    "kind": "box",
    "label": "Each car",
    "options": [{"value": "car", "label": "Car"}, {"value": "bus", "label": "Bus"}],
}


def test_a_task_may_ask_for_boxes_on_its_picture():
    made = plan({**FORM, "fields": [BOXES]})
    form = filled(made)
    assert form.picture == f"sha256:{PICTURE.sha256}"
    answer = {"it": ["500 0 10 10 car", "0 0 10 10 car"]}
    assert check_answer(form, answer) == {"it": ["0 0 10 10 car", "500 0 10 10 car"]}
    with pytest.raises(Refusal):
        check_answer(form, {"it": ["0 0 1001 10 car"]})


def test_boxes_without_a_picture_are_no_task():
    with pytest.raises(Refusal) as caught:
        plan({**FORM, "picture": None, "prompt": "Is it ${image}?", "fields": [BOXES]})
    assert caught.value.details == {"where": "fields[0]", "problem": "picture_missing"}
