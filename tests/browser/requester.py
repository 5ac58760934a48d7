"""What a requester does at the exchange."""

import io
import zipfile
from importlib import resources

from playwright.sync_api import expect

SHIPPED = resources.files("kiosk") / "shipped" / "digits_tasks"
COMES_WITHIN_S = 60


def sign_in(tab, site):
    """By keys: name, secret key, Enter."""
    name, secret = site.sign_in("requester")
    tab.go(f"{site.exchange}/requester/sign-in")
    tab.page.keyboard.insert_text(name)
    tab.press("Tab").page.keyboard.insert_text(secret)
    tab.press_and_go("Enter")
    tab.page.wait_for_url(f"{site.exchange}/requester/")
    return tab


def wait_for(tab, words):
    """Load the page again until it says this: facts come by themselves, in seconds."""
    for _ in range(COMES_WITHIN_S):
        if words in tab.page.inner_text("body"):
            return tab
        tab.page.wait_for_timeout(1000)
        tab.page.reload()
    raise AssertionError(f"“{words}” did not come to {tab.page.url}: {tab.page.inner_text('body')}")


def wait_for_one(tab, selector):
    """Load the page again until such a thing stands there: its words may stand elsewhere too."""
    for _ in range(COMES_WITHIN_S):
        if tab.page.locator(selector).count():
            return tab
        tab.page.wait_for_timeout(1000)
        tab.page.reload()
    raise AssertionError(f"{selector} did not come to {tab.page.url}")


def to_review(tab, site, answers):
    """The review page with this many answers or more."""
    tab.go(f"{site.exchange}/requester/")
    wait_for(tab, f"Review {answers}")
    tab.page.click(f"a:has-text('Review {answers}')")
    return tab


def approves_all(tab, site):
    """Whatever others answered before is approved, so that what comes now stands first."""
    tab.go(f"{site.exchange}/requester/")
    while tab.page.locator("a:has-text('Review')").count():
        tab.page.click("a:has-text('Review') >> nth=0")
        tab.press_and_go("l")
        tab.go(f"{site.exchange}/requester/")


def batch_files(rows):
    """Template, table and pictures of a batch as a requester sends them, with the first rows only."""
    table = (SHIPPED / "batch.csv").read_text("utf-8").splitlines()[: rows + 1]
    names = [line.split(",")[0] for line in table[1:]]
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO((SHIPPED / "pictures.zip").read_bytes())) as all_pictures,
        zipfile.ZipFile(packed, "w") as some,
    ):
        for name in names:
            some.writestr(name, all_pictures.read(name))
    return (SHIPPED / "template.json").read_bytes(), "\n".join(table), packed.getvalue()


def choose_files(tab, template, table, pictures):
    for field, name, mime, content in (
        ("template", "template.json", "application/json", template),
        ("file", "batch.csv", "text/csv", table.encode()),
        ("pictures", "pictures.zip", "application/zip", pictures),
    ):
        file = {"name": name, "mimeType": mime, "buffer": content}
        tab.page.set_input_files(f"#{field}", [file])


def says_toast(tab, words):
    expect(tab.page.locator("[data-toast]")).to_contain_text(words)
