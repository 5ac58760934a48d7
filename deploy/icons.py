"""Draws kiosk/looks/static/icons.svg from the Tabler outline icons named in icons.txt.

Run where the npm package is unpacked: `python deploy/icons.py …/icons/outline`.
The mark of the house and our own drawings stand in `OWN`.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent / "kiosk" / "looks"
INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
EMPTY = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
OWN = {
    "mark": (
        '<g stroke="none" fill="currentColor">'
        '<rect x="1.5" y="16" width="8" height="4.6" rx="2.3"/>'
        '<rect x="8.2" y="9.7" width="8" height="4.6" rx="2.3" opacity=".8"/>'
        '<rect x="14.5" y="3.4" width="8" height="4.6" rx="2.3" opacity=".6"/></g>'
    ),
}


def symbol(name: str, drawing: str) -> str:
    """One icon as a `<symbol>` on a 24 by 24 grid."""
    packed = re.sub(r"\s+", " ", drawing).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{packed}</symbol>'


def sprite(outlines: Path, names: list[str]) -> str:
    """The whole sprite; an icon that is not in `outlines` raises FileNotFoundError."""
    symbols = [symbol(name, drawing) for name, drawing in OWN.items()]
    for name in names:
        found = INNER.search((outlines / f"{name}.svg").read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(name)
        symbols.append(symbol(name, found[1].replace(EMPTY, "")))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    listed = (HERE / "icons.txt").read_text(encoding="ascii").split()
    drawn = sprite(Path(sys.argv[1]), listed)
    (HERE / "static" / "icons.svg").write_text(drawn, encoding="utf-8")
