"""A form that cannot be read is the sender's mistake, never a fault of ours.

A NUL is typed by nobody: SQLite counts a text up to it, PostgreSQL keeps none at all, so that what
passed a limit here would be a fault there.
"""

from collections.abc import Iterator

from flask import Request, request
from werkzeug.exceptions import BadRequest

NUL = "\x00"


class WholeForm(Request):
    """A request whose form is read whole or refused."""

    def _load_form_data(self) -> None:
        """Read the form.

        Werkzeug gives a part without a name the name None, which whoever reads the form trips over,
        and lets what it cannot decode come through as errors of its own: each would be a 500.
        """
        try:
            super()._load_form_data()
        except (LookupError, ValueError) as error:
            raise BadRequest from error
        if None in self.__dict__["form"] or None in self.__dict__["files"]:
            raise BadRequest
        if any(NUL in text for text in self._texts()):
            raise BadRequest

    def _texts(self) -> Iterator[str]:
        form, files = self.__dict__["form"], self.__dict__["files"]
        for name, value in form.items(multi=True):
            yield from (name, value)
        for name, file in files.items(multi=True):
            yield from (name, file.filename or "")


def refuse_nul() -> None:
    """Before any view: no address holds a NUL, neither its path nor what is asked.

    Raises:
        BadRequest: one does.
    """
    asked = (text for pair in request.args.items(multi=True) for text in pair)
    if NUL in request.path or any(NUL in text for text in asked):
        raise BadRequest
