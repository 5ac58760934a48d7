"""The pictures of a batch: a stranger's zip, opened within limits, kept as blobs."""

from kiosk.link.blobs import BlobFolder
from kiosk.protocol.facts import BlobRef
from kiosk.protocol.tmod import unpack_module
from kiosk.rules.picture_sizes import is_too_large
from kiosk.rules.refusals import Refusal

PICTURE_LIMIT_BYTES = 2 * 1024 * 1024
SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def read_pictures(zipped: bytes) -> dict[str, bytes]:
    """The pictures in a zip, by name; an empty upload has none.

    Raises:
        Refusal: `too_large`, `too_many`; `field_wrong` with `field=pictures`, the file and why.
    """
    if not zipped:
        return {}
    try:
        files = unpack_module(zipped)
    except Refusal as refusal:
        if refusal.code != "module_wrong":
            raise
        said = str(refusal.details["problem"])
        problem = "file_name_wrong" if said == "name_wrong" else said  # of a form it is another
        told = {**refusal.details, "field": "pictures", "problem": problem}
        raise Refusal("field_wrong", **told) from refusal
    for name, content in files.items():
        if len(content) > PICTURE_LIMIT_BYTES:
            raise Refusal("too_large", file=name, limit_bytes=PICTURE_LIMIT_BYTES)
        mime_of(content, name=name)
        if is_too_large(content):
            raise Refusal("field_wrong", field="pictures", file=name, problem="picture_too_large")
    return files


def keep_pictures(files: dict[str, bytes], blobs: BlobFolder) -> dict[str, BlobRef]:
    """Keep pictures durably; what they are called by, and what a fact says of them."""
    return {
        name: BlobRef(blobs.put(content), len(content), mime_of(content, name=name))
        for name, content in files.items()
    }


def mime_of(content: bytes, *, name: str) -> str:
    """What kind of picture these bytes are, by their first ones, never by the name.

    Raises:
        Refusal: `field_wrong` with `field=pictures` for what is none we show.
    """
    for sign, mime in SIGNS:
        if content.startswith(sign):
            return mime
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise Refusal("field_wrong", field="pictures", file=name, problem="not_a_picture")
