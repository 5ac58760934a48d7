"""Drafts of modules: kept whole, told to a second mentor, deleted and taken back."""

import pytest
from fakes.machines import look
from rules.module_samples import sample_files

from kiosk.acts import module_drafts as acts
from kiosk.acts.importing import keep_module
from kiosk.rules.draft_files import new_files
from kiosk.rules.draft_parts import HEAD, Change
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, module_drafts


@pytest.fixture
def draft(site):
    return make(site, new_files(title="Know pets", lang="en", slug="know-pets"))


def make(site, files, **told):
    return site.hub.write(acts.make_draft, files=files, by=site.operator, **told)


def keep(site, draft, files, *, revision=None, by="asha"):
    return site.hub.write(acts.keep_files, draft=draft, revision=revision, files=files, by=by)


def lines(site, draft):
    with site.hub.read() as db:
        return [
            (one.act, one.by)
            for one in audit.latest(db, before=None, limit=50)
            if one.about == f"draft:{draft}"
        ]


def test_a_draft_holds_its_files_and_is_listed(site, draft):
    assert look(site, module_drafts.files, draft).keys() == {"module.json"}
    row = look(site, module_drafts.one, draft)
    assert (row.title, row.slug, row.number, row.revision) == ("Know pets", "know-pets", 1, 1)
    with site.hub.read() as db:
        assert module_drafts.being_written(db) == (row,)


def test_a_change_is_kept_and_names_who_made_it(site, draft):
    revision = keep(site, draft, {"media/cat.png": b"cat", "items.csv": b"id,pool\na,practice\n"})
    row = look(site, module_drafts.one, draft)
    assert (revision, row.revision, row.changed_by) == (2, 2, "asha")
    assert look(site, module_drafts.texts, draft).keys() == {"module.json", "items.csv"}
    assert look(site, module_drafts.sizes, draft)["media/cat.png"] == 3
    with site.hub.read() as db:
        assert module_drafts.file(db, draft, "media/cat.png") == b"cat"
        assert module_drafts.file(db, draft, "media/dog.png") is None
    keep(site, draft, {"media/cat.png": None})
    assert "media/cat.png" not in look(site, module_drafts.files, draft)


def test_nobody_writes_over_what_they_did_not_see(site, draft):
    keep(site, draft, {"media/a.png": b"a"}, revision=1, by="asha")
    with pytest.raises(Refusal, match="draft_changed") as refused:
        keep(site, draft, {"media/a.png": b"b"}, revision=1, by="otieno")
    assert refused.value.details["by"] == "asha"
    with site.hub.read() as db:
        assert module_drafts.file(db, draft, "media/a.png") == b"a"


def test_the_audit_log_says_once_an_hour_who_writes(site, draft, clock):
    for _ in range(3):
        keep(site, draft, {"media/a.png": b"a"}, by="asha")
    keep(site, draft, {"media/a.png": b"b"}, by="otieno")
    clock.forward(seconds=3600)
    keep(site, draft, {"media/a.png": b"c"}, by="otieno")
    wrote = ("change_module_draft", "asha"), ("change_module_draft", "otieno")
    assert lines(site, draft)[::-1] == [
        ("make_module_draft", site.operator),
        wrote[0],
        wrote[1],
        wrote[1],
    ]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../hub.db": b""}, "module_wrong"),
        ({"items.csv": b"id,id\n1,2\n"}, "csv_wrong"),
        ({f"media/{n}.png": b"" for n in range(501)}, "too_many"),
        ({"media/a.png": bytes(20 * 1024 * 1024)}, "too_large"),
    ],
)
def test_what_a_draft_does_not_take(site, draft, files, code):
    with pytest.raises(Refusal, match=code):
        keep(site, draft, files)
    assert look(site, module_drafts.files, draft).keys() == {"module.json"}


def test_a_deleted_draft_is_taken_back_within_a_day(site, draft, clock):
    site.hub.write(acts.delete_draft, draft=draft, by=site.operator)
    with pytest.raises(Refusal, match="draft_deleted"):
        keep(site, draft, {})
    with site.hub.read() as db:
        assert module_drafts.being_written(db) == ()
    site.hub.write(acts.restore_draft, draft=draft, by=site.operator)
    assert keep(site, draft, {"media/a.png": b"a"}) == 2
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(acts.restore_draft, draft=draft, by=site.operator)
    site.hub.write(acts.delete_draft, draft=draft, by=site.operator)
    clock.forward(days=2)
    make(site, sample_files())
    assert look(site, module_drafts.one, draft) is None
    assert look(site, module_drafts.files, draft) == {}


def test_there_are_no_more_drafts_than_a_page_shows(site, draft, monkeypatch):
    monkeypatch.setattr(acts, "DRAFTS_LIMIT", 1)
    with pytest.raises(Refusal, match="too_many"):
        make(site, sample_files())
    site.hub.write(acts.delete_draft, draft=draft, by=site.operator)
    make(site, sample_files(), based_on="pets-e1")
    with pytest.raises(Refusal, match="too_many"):
        site.hub.write(acts.restore_draft, draft=draft, by=site.operator)


def test_a_head_that_cannot_be_read_is_kept_and_called_by_nothing(site, draft):
    keep(site, draft, {"module.json": b"{"})
    row = look(site, module_drafts.one, draft)
    assert (row.title, row.slug, row.number) == ("", "", 1)


def change(site, draft, part, *, do="set", seen="", by="asha", **typed):
    told = {name: (value,) for name, value in typed.items()}
    made = Change(do, part, told, seen)
    return site.hub.write(acts.change_part, draft=draft, change=made, by=by)


def test_one_part_is_changed_and_the_same_again_writes_nothing(site, draft):
    first = change(site, draft, HEAD, title="Cats", lang="en")
    again = change(site, draft, HEAD, title="Cats", lang="en", seen=first.seen)
    assert (first.revision, again) == (2, first)
    assert look(site, module_drafts.one, draft).title == "Cats"


def test_the_second_at_one_part_hears_who_was_first(site, draft):
    seen = change(site, draft, HEAD, title="Cats").seen
    change(site, draft, HEAD, title="Dogs", seen=seen, by="otieno")
    with pytest.raises(Refusal, match="draft_changed") as refused:
        change(site, draft, HEAD, title="Cows", seen=seen)
    assert refused.value.details["by"] == "otieno"
    with pytest.raises(Refusal, match="malformed"):
        change(site, draft, HEAD, do="dance")


def picture(site, draft, part, name, content=b""):
    made = Change("picture", part, {"name": (name,), "what": ("picture",)})
    media = {name: content} if content else {}
    return site.hub.write(acts.change_media, draft=draft, change=made, media=media, by="asha")


def test_a_picture_that_no_part_shows_any_more_is_dropped(site, draft):
    one, other = f"media/{'a' * 16}.png", f"media/{'b' * 16}.png"
    for kind in ("read", "watch"):
        change(site, draft, "", do="add_step", kind=kind)
    picture(site, draft, "step:read1", one, b"one")
    picture(site, draft, "step:watch1", one, b"one")
    picture(site, draft, "step:read1", other, b"other")
    assert {one, other} <= look(site, module_drafts.sizes, draft).keys()
    picture(site, draft, "step:watch1", "")
    assert one not in look(site, module_drafts.sizes, draft)
    assert other in look(site, module_drafts.sizes, draft)


@pytest.fixture
def whole_draft(site):
    draft = make(site, sample_files())
    row = keep_module(sample_files(), modules=site.hub.modules, blobs=site.hub.blobs)
    return draft, row


def publish(site, draft, row, revision=1):
    told = {"draft": draft, "revision": revision, "row": row, "by": site.operator}
    return site.hub.write(acts.publish_draft, **told)


def test_a_published_draft_is_an_edition_and_is_written_on_no_more(site, whole_draft):
    draft, row = whole_draft
    assert publish(site, draft, row) == "pets-e2"
    assert site.hub.module_of("pets-e2").title == "Know pets"
    with pytest.raises(Refusal, match="draft_published"):
        keep(site, draft, {})
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(acts.restore_draft, draft=draft, by=site.operator)
    assert lines(site, draft)[0][0] == "publish_module_draft"


def test_what_changed_after_it_was_checked_is_not_published(site, whole_draft):
    draft, row = whole_draft
    keep(site, draft, {"media/c.png": b"c"})
    with pytest.raises(Refusal, match="draft_changed"):
        publish(site, draft, row)


def test_an_edition_that_is_here_is_never_written_over(site, whole_draft):
    draft, row = whole_draft
    publish(site, draft, row)
    other = make(site, sample_files())
    with pytest.raises(Refusal, match="edition_exists"):
        publish(site, other, row)
