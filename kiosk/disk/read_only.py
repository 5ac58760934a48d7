"""A disk that takes no writing, as the system sets one after a fault, is no matter of rights."""

import errno
import os
from pathlib import Path

from kiosk.rules.refusals import Refusal


def is_read_only(folder: Path) -> bool:
    """Whether the disk of a folder takes no writing; False where nobody can say."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def unusable(folder: Path, error: OSError) -> Refusal:
    """Why a folder cannot be used, as a refusal: `disk_read_only` or `data_folder_wrong`."""
    if error.errno == errno.EROFS:
        return Refusal("disk_read_only", path=str(folder))
    return Refusal("data_folder_wrong", path=str(folder), reason=error.strerror or "")
