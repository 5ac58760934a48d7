"""Pages over HTTP as a browser sees and sends them: text, links, forms with their hidden fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from kiosk.tour.waiting import TourError

ANSWER_WITHIN_S = 30
OK_BELOW = 400
SAID_LIMIT = 160
UNSEEN = frozenset({"script", "style", "noscript", "title", "template"})

NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})
Sent = tuple[str, bytes]
"""A file to upload: its name and content."""


@dataclass(slots=True)
class Form:
    """A form with what stands in its fields. `buttons` are those that send a name."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field; "" where there is no such field."""
        return next((value for each, value in self.fields if each == name), "")


@dataclass(slots=True)
class Page:
    """An answer as a person reads it."""

    url: str
    status: int
    text: str
    forms: list[Form]
    links: list[str]
    pictures: list[str]

    @property
    def path(self) -> str:
        """Where we are."""
        return urlsplit(self.url).path

    def says(self, words: str) -> bool:
        """Whether these words stand on the page."""
        return words in self.text

    def form(self, action: str, **holds: str) -> Form:
        """The form that posts to a path ending in `action`, with these values in its fields.

        Raises:
            TourError: there is none.
        """
        for one in self.forms:
            fits = all(one.value(name) == value for name, value in holds.items())
            if urlsplit(one.action).path.endswith(action) and fits:
                return one
        raise TourError(f"no form {action} {holds or ''} on {self.path}: {self.said}")

    def has_form(self, action: str) -> bool:
        """Whether there is a form that posts there."""
        return any(urlsplit(one.action).path.endswith(action) for one in self.forms)

    def link(self, part: str) -> str:
        """The first link with these words in its address.

        Raises:
            TourError: there is none.
        """
        for one in self.links:
            if part in one:
                return one
        raise TourError(f"no link {part} on {self.path}: {self.said}")

    @property
    def said(self) -> str:
        """The first words of the page, for messages."""
        return self.text[:SAID_LIMIT]


class Browser:
    """One person's browser: cookies, redirects, forms."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str) -> Page:
        """Open a page.

        Raises:
            TourError: the machine does not answer, or answers with an error.
        """
        return _whole(self._send("GET", urljoin(self._base, path)))

    def look(self, path: str) -> Page | None:
        """Open a page; None while the machine does not answer."""
        try:
            return self._send("GET", urljoin(self._base, path))
        except TourError:
            return None

    def submit(
        self,
        page: Page,
        form: Form,
        typed: Mapping[str, str] = NOTHING_TYPED,
        *,
        press: tuple[str, str] | None = None,
        files: Mapping[str, Sent] | None = None,
    ) -> Page:
        """Type into a form and send it; `press` is the button's name and value.

        Raises:
            TourError: as `get`.
        """
        sent = [(name, typed.get(name, value)) for name, value in form.fields]
        known = {name for name, _ in sent}
        sent += [(name, value) for name, value in typed.items() if name not in known]
        if press is not None:
            sent.append(press)
        return self.post(page, form.action, sent, files=files)

    def post(
        self,
        page: Page,
        action: str,
        sent: Sequence[tuple[str, str]],
        *,
        files: Mapping[str, Sent] | None = None,
    ) -> Page:
        """Send fields from a page.

        Raises:
            TourError: as `get`.
        """
        url = urljoin(page.url, action)
        parts = {name: (each[0], each[1]) for name, each in (files or {}).items()}
        return _whole(self._send("POST", url, data=list(sent), files=parts or None))

    def _send(self, method: str, url: str, **content: Any) -> Page:
        headers = {"Sec-Fetch-Site": "same-origin"}
        try:
            answer = self._session.request(
                method, url, headers=headers, timeout=ANSWER_WITHIN_S, **content
            )
        except (requests.RequestException, OSError) as error:
            raise TourError(f"{url} does not answer ({type(error).__name__})") from error
        return read_page(answer.url, answer.status_code, answer.text)


def _whole(page: Page) -> Page:
    if page.status >= OK_BELOW:
        raise TourError(f"{page.path} answered {page.status}: {page.said}")
    return page


def read_page(url: str, status: int, html: str) -> Page:
    """Read an answer."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    words = " ".join("".join(reader.words).split())
    return Page(url, status, words, reader.forms, reader.links, reader.pictures)


class _Reader(HTMLParser):
    """Collects what a browser would show and send."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self._form: Form | None = None
        self._unseen = 0
        self._select: tuple[str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """An element begins."""
        at = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "a" and at.get("href"):
            self.links.append(at["href"])
        elif tag == "img" and at.get("src"):
            self.pictures.append(at["src"])
        elif tag == "form":
            self._form = Form(at.get("action", ""), data=_data(at))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, at)
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in UNSEEN:
            self._unseen -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, values = self._select
            self._form.fields += [(name, values[0])] if values else []
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name, texts = self._area
            self._form.fields.append((name, "".join(texts).strip("\n")))
            self._area = None
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._area is not None:
            self._area[1].append(data)
        if not self._unseen:
            self.words.append(data)

    def _field(self, form: Form, tag: str, at: Mapping[str, str]) -> None:
        name = at.get("name", "")
        if tag == "input" and name:
            form.fields += _of_input(at)
        elif tag == "button" and name:
            form.buttons.append((name, at.get("value", "")))
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            values = self._select[1]
            if "selected" in at:
                values.insert(0, at.get("value", ""))
            else:
                values.append(at.get("value", ""))
        elif tag == "textarea" and name:
            self._area = (name, [])


def _of_input(at: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What an input sends when nothing is typed."""
    kind = at.get("type", "text")
    if kind in ("radio", "checkbox") and "checked" not in at:
        return
    if kind not in ("submit", "button", "file", "image", "reset") and "disabled" not in at:
        yield at["name"], at.get("value", "")


def _data(at: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix("data-"): value for name, value in at.items() if name.startswith("data-")
    }
