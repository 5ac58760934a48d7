"""Files of a folder in which somebody is at work: some are gone before one has looked at them."""

import os
from pathlib import Path


def paths_in(*folders):
    """Everything below these folders, as far as it stays."""
    for folder in folders:
        for at, inside, files in os.walk(folder):  # it passes over what is gone, `rglob` does not
            yield from (Path(at, name) for name in (*inside, *files))


def content(path):
    """The bytes of a file; nothing where it is gone, or never was one."""
    try:
        return b"" if path.is_symlink() else path.read_bytes()
    except OSError:
        return b""
