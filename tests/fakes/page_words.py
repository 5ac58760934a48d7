"""What of a page means something."""

import re

TOKENS = re.compile(r"[\w.-]{10,}")


def without_tokens(page):
    """A page without names of requests, tokens and sums of files: any three signs may stand in those."""
    return TOKENS.sub("", page)
