"""A requester's secret key: how one is made, and whether what came back from a page is one."""

import re
import secrets

SECRET_KEY_BYTES = 30
SYMBOLS = 40
"""Thirty bytes in base64 of addresses."""


def new_secret_key() -> str:
    """A key that nobody guesses."""
    return secrets.token_urlsafe(SECRET_KEY_BYTES)


def is_secret_key(text: str) -> bool:
    """Whether it looks like one of ours."""
    return re.fullmatch(rf"[A-Za-z0-9_-]{{{SYMBOLS}}}", text, re.ASCII) is not None
