"""Whether the pictures and sounds of a module are what their names say: slow, so no act."""

import io
import warnings
import wave
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from kiosk.rules.module_folders import is_stray
from kiosk.rules.module_items import Problem

MEDIA = "media/"
SIDE_LIMIT_PX = 4096
PIXELS_LIMIT = 8_000_000
"""A station's browser holds each pixel in four bytes: 32 MB at most."""
PICTURES: Mapping[str, str] = MappingProxyType(
    {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
)
"""The format by the end of a name, as Pillow calls it."""
SVG_STARTS = (b"<svg", b"<?xml")
OGG, EBML, ID3 = b"OggS", b"\x1a\x45\xdf\xa3", b"ID3"
FRAME_SYNC = 0xFFE0
LAYER_BITS = 0x0006


def media_problems(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Every picture that is none or too large, every sound that is none, what is of no module."""
    strays = (Problem(name, None, None, "stray_file") for name in sorted(files) if is_stray(name))
    return (*strays, *_shown_problems(files))


def _shown_problems(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    return tuple(
        Problem(name, None, None, code)
        for name in sorted(files)
        if name.startswith(MEDIA)
        for code in _problems(name.rpartition(".")[2].lower(), files[name])
    )


def _problems(ending: str, content: bytes) -> Iterator[str]:
    if ending in PICTURES:
        yield from _picture(PICTURES[ending], content)
    elif ending in SOUNDS and not SOUNDS[ending](content):
        yield "no_sound"
    elif ending == "svg" and not content.lstrip().startswith(SVG_STARTS):
        yield "no_picture"


def _picture(kind: str, content: bytes) -> Iterator[str]:
    """Its size is read from its head before a pixel is unpacked."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  heavy, and wanted only here

    broken = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its size, which is looked at here
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as shown:
                width, height = shown.size
                if max(width, height) > SIDE_LIMIT_PX or width * height > PIXELS_LIMIT:
                    yield "picture_too_large"
                    return
                shown.verify()
            with Image.open(io.BytesIO(content), formats=[kind]) as shown:
                shown.load()  # `verify` says nothing of a file that is cut off
        except (*broken, Image.DecompressionBombError):
            yield "no_picture"


def _is_wave(content: bytes) -> bool:
    try:
        with wave.open(io.BytesIO(content)) as sound:
            return bool(sound.getnframes() and sound.getframerate())
    except (wave.Error, EOFError):
        return False


def _is_mp3(content: bytes) -> bool:
    head = int.from_bytes(content[:2])
    return content.startswith(ID3) or (head & FRAME_SYNC == FRAME_SYNC and bool(head & LAYER_BITS))


SOUNDS: Mapping[str, Callable[[bytes], bool]] = MappingProxyType(
    {
        "wav": _is_wave,
        "mp3": _is_mp3,
        "ogg": lambda content: content.startswith(OGG),
        "webm": lambda content: content.startswith(EBML),
    }
)
