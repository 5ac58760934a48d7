"""What was asked for, as a log may say it. An agent asks too, so nothing heavy is read here."""

from flask import request

PATH_LIMIT = 80


def shown_path() -> str:
    """What was asked for, without what stands in its place: codes and numbers are no news."""
    if request.url_rule is not None:
        return request.url_rule.rule
    return request.path[:PATH_LIMIT]
