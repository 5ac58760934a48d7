"""Which certificates hold no more, and whose keys sign them: bodies of facts on hop 2."""

from typing import Annotated

import msgspec

from kiosk.protocol.fields import Name
from kiosk.protocol.succession import PublicKey
from kiosk.rules.awards import NUMBER_SYMBOLS
from kiosk.rules.vouchers import ALPHABET

NEWS_LIMIT = 100
"""In one fact, whose size the longest names do not fill."""

AwardNumber = Annotated[str, msgspec.Meta(pattern=rf"^[{ALPHABET}]{{{NUMBER_SYMBOLS}}}\Z")]


class AwardRevoked(msgspec.Struct, frozen=True, tag="award_revoked"):
    """Hub to exchange: a certificate that this hub signed holds no more. Why stays in the house."""

    signing: PublicKey
    number: AwardNumber


class HubKey(msgspec.Struct, frozen=True):
    """A key with which a hub signs or signed, and what the exchange calls that hub."""

    signing: PublicKey
    name: Name


class Void(msgspec.Struct, frozen=True):
    """A certificate of whichever hub that holds no more."""

    signing: PublicKey
    number: AwardNumber


class AwardNews(msgspec.Struct, frozen=True, tag="award_news"):
    """Exchange to hubs: keys of hubs, and certificates that were taken back."""

    keys: Annotated[tuple[HubKey, ...], msgspec.Meta(max_length=NEWS_LIMIT)] = ()
    revoked: Annotated[tuple[Void, ...], msgspec.Meta(max_length=NEWS_LIMIT)] = ()
