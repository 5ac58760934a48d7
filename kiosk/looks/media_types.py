"""As what a module's picture or sound is sent, by its name: its bytes were checked before."""

from collections.abc import Mapping
from types import MappingProxyType

PICTURES: Mapping[str, str] = MappingProxyType(
    {
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "svg": "image/svg+xml",
    }
)
SOUNDS: Mapping[str, str] = MappingProxyType(
    {"mp3": "audio/mpeg", "ogg": "audio/ogg", "wav": "audio/wav", "webm": "video/webm"}
)


def picture_type(name: str) -> str | None:
    """What a picture's name says that it is; None for all else."""
    return PICTURES.get(_ending(name))


def sound_type(name: str) -> str | None:
    """The same of a sound."""
    return SOUNDS.get(_ending(name))


def media_type(name: str) -> str | None:
    """The same of pictures and sounds."""
    return picture_type(name) or sound_type(name)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
