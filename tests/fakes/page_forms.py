"""Forms as they stand on a page, and what a browser would send of them."""

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

TYPED = {
    "text": "abc",
    "search": "abc",
    "password": "4711",
    "number": "1",
    "tel": "1",
    "date": "2026-11-25",
    "time": "08:00",
    "datetime-local": "2026-12-25T08:00",
}


@dataclass(frozen=True)
class FormSeen:
    """One form of a page: where it goes and what a browser would send."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shape(self):
        """Forms of one shape stand in every row of a list; one of them is enough."""
        action = re.sub(r"[0-9a-f]{8,}|\d+", "*", urlsplit(self.action).path)
        return self.method, action, tuple(name for name, _ in self.fields)


class PageReader(HTMLParser):
    """The links and forms of one page; `typed`: what is typed into an empty field of a kind."""

    def __init__(self, page, typed=TYPED) -> None:
        super().__init__()
        self.page, self.links, self.forms, self.typed = page, [], [], typed
        self._open, self._select = None, None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.append(has["href"].partition("#")[0])
        elif tag == "form":
            action = has.get("action") or self.page
            self._open = FormSeen(self.page, action, has.get("method", "get").lower(), ())
        elif self._open is not None:
            self._field(tag, has)

    def handle_endtag(self, tag):
        if tag == "form" and self._open is not None:
            self.forms.append(self._open)
            self._open = None
        if tag == "select":
            self._select = None

    def _field(self, tag, has):
        if tag == "select":
            self._select = has.get("name")
        elif tag == "option" and self._select:
            chosen = dict(self._open.fields)
            if self._select not in chosen or "selected" in has:
                self._add(self._select, has.get("value", ""))
        elif tag == "textarea" and has.get("name"):
            self._add(has["name"], self.typed.get("text", ""))
        elif tag in ("input", "button") and has.get("name"):
            self._input(has)

    def _input(self, has):
        kind = has.get("type", "text")
        if kind in ("radio", "checkbox") and "checked" not in has:
            return
        self._add(has["name"], has.get("value") or self.typed.get(kind, ""))

    def _add(self, name, value):
        others = tuple(pair for pair in self._open.fields if pair[0] != name)
        self._open = replace(self._open, fields=(*others, (name, value)))
