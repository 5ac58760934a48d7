"""A QR code as SVG for a page, drawn from its modules: no library of pictures is needed for it."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of white around it, as the standard asks."""


def qr_svg(text: str, *, label: str) -> Markup:
    """The code with a name for those who cannot see it; a seventh of it may be spoilt."""
    import qrcode  # noqa: PLC0415  a page in a hundred shows one
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415  the same

    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    made.add_data(text)
    rows = made.get_matrix()
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path d="{path}"/></svg>'
    ).format(label=label, size=len(rows), path="".join(_runs(rows)))


def _runs(rows: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Dark modules beside each other as one stroke."""
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                yield f"M{x} {y}h{run}v1h-{run}z"
            x += run or 1
