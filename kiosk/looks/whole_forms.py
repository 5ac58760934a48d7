"""A form that cannot be read is the sender's mistake, never a fault of ours."""

from flask import Request
from werkzeug.exceptions import BadRequest


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
