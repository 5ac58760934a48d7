"""The requester at the exchange: posts a batch, reviews answers."""

from kiosk.cli.demo import shipped
from kiosk.tour.browser import Browser, Form, Page
from kiosk.tour.gold import TASKS
from kiosk.tour.waiting import TourError

NAME = "Savanna Forms"
REASON = "Please look at the picture once more"


class Requester:
    """One employer with a browser."""

    def __init__(self, url: str) -> None:
        self.browser = Browser(url)
        self.batch = ""

    def sign_in(self, secret_key: str) -> None:
        """Sign in by name and secret key."""
        page = self.browser.get("/requester/sign-in")
        form = page.form("/requester/sign-in")
        page = self.browser.submit(page, form, {"name": NAME, "secret": secret_key})
        if page.path.endswith("/sign-in"):
            raise TourError(f"not signed in: {page.said}")

    def post(self) -> str:
        """Post the shipped digits in two steps; returns what the page said of the price."""
        files = shipped(TASKS)
        page = self.browser.get("/requester/post")
        page = self.browser.submit(
            page,
            page.form("/requester/post"),
            files={
                "template": ("template.json", files["template.json"]),
                "file": ("batch.csv", files["batch.csv"]),
                "pictures": ("pictures.zip", files["pictures.zip"]),
            },
        )
        form = page.form("/requester/post")
        if not form.value("draft"):
            raise TourError(f"the batch was not read: {page.said}")
        page = self.browser.submit(page, form, press=("confirm", "yes"))
        if "/batches/" not in page.path:
            raise TourError(f"the batch was not posted: {page.said}")
        self.batch = page.path.rpartition("/")[2]
        return page.text

    def review(self) -> Page:
        """The answers that wait."""
        return self.browser.get(f"/requester/batches/{self.batch}/review")

    def waiting(self) -> frozenset[str]:
        """The assignments whose answers wait for review; the tour makes fewer than a page shows."""
        forms = self.review().forms
        return frozenset(form.value("assignment") for form in forms if _is_of_one(form))

    def decide(self, assignment: str, verdict: str) -> None:
        """Approve, ask for a revision or reject one answer, as its buttons do."""
        page = self.review()
        is_approval = verdict == "approve"
        for form in page.forms:
            of_it = _is_of_one(form) and form.value("assignment") == assignment
            if of_it and is_approval is not bool(form.value("expectation")):
                typed = {} if is_approval else {"reason": REASON}
                self.browser.submit(page, form, typed, press=("verdict", verdict))
                return
        raise TourError(f"{assignment} does not wait for review: {page.said}")

    def results(self) -> Page:
        """The results as CSV."""
        return self.browser.get(f"/requester/batches/{self.batch}/results.csv")


def _is_of_one(form: Form) -> bool:
    """Whether a form decides one answer; "Approve all" carries its verdict itself."""
    return bool(form.value("assignment")) and not form.value("verdict")
