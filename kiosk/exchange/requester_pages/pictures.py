"""Where a filled form's picture is shown from."""

from flask import url_for

from kiosk.rules.forms import Form

PREFIX = "sha256:"


def picture_url(form: Form) -> str:
    """The address of a filled form's picture; empty when it shows none."""
    if form.picture is None or not form.picture.startswith(PREFIX):
        return ""
    return url_for("public.picture", sha256=form.picture.removeprefix(PREFIX))
