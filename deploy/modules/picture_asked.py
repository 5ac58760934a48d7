"""What an item of the module `pictures` is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from picture_scenes import Put


@dataclass(frozen=True)
class Scene:
    """A drawn picture."""

    ground: str
    things: tuple[Put, ...]
    blur: int = 0


@dataclass(frozen=True)
class Photo:
    """A photograph, or a part of one in its own pixels, drawn so many times larger."""

    name: str
    crop: tuple[int, int, int, int] | None = None
    larger: int = 1
    blur: int = 0


@dataclass(frozen=True)
class Asked:
    """One item. `of` names the options, or the things to box or point at."""

    id: str
    form: str
    ask: str
    picture: Scene | Photo
    of: tuple[str, ...] = ()
    gold: str = ""
    tolerance: str = ""
    hints: tuple[str, str, str] | None = None
    why: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
