"""How hub and exchange listen: never where neighbours read along, unless somebody said so."""

from kiosk.rules.addresses import is_here
from kiosk.rules.refusals import Refusal

ALLOWED = "allowed"


def refuse_plain(host: str, plain_http: str) -> None:
    """Passwords, PINs and cookies go to this machine only, or through the TLS before it.

    Raises:
        Refusal: `plain_listening`.
    """
    if is_read_along(host) and plain_http != ALLOWED:
        raise Refusal("plain_listening", host=host)


def is_read_along(host: str) -> bool:
    """Whether what is listened to on this address passes others on its way."""
    return not is_here(host)
