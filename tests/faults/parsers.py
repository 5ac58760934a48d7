"""Every place where bytes from outside are read, as a function of those bytes, and good examples.

What is signed or sealed is signed here after it was bent: else nothing but the signature were
tried. `outcome` says how a reading ended; anything but what it knows is a fault of ours.
"""

from faults.bundle_parsers import of_bundles
from faults.file_parsers import of_files
from faults.word_parsers import of_words

from kiosk.protocol.bodies import ParkedError
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import refusal_words
from kiosk.texts import sentence


def outcome(target, data):
    """`read` or a refusal's code; whatever else comes out is raised.

    A refusal has to reach its reader: as JSON of the wire, and as a sentence in both languages.
    """
    try:
        target.read(data)
    except Refusal as refusal:
        refusal_words(refusal)
        for language in ("en", "ar"):
            str(sentence(refusal, language)).encode()
        return refusal.code
    except ParkedError:
        return "parked"
    return "read"


def targets(folder):
    """All readers; those that read files do so in `folder`."""
    return {**of_words(), **of_files(folder), **of_bundles(folder)}
