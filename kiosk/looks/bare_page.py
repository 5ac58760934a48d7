"""The one page that is shown while there is no hub to show others: it needs no file beside it.

Its style stands in it, so the policy names that style by its sum and lets no other in.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from markupsafe import Markup

from kiosk import texts
from kiosk.looks.headers import HEADERS, content_policy

STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f6f8;"
    "color:#16202c;font:18px/1.5 'Noto Sans',system-ui,sans-serif}"
    "main{box-sizing:border-box;width:min(680px,100% - 32px);margin:16px;padding:28px 36px;"
    "background:#fff;border:1px solid #dfe4ea;border-top:6px solid #0b5d51;border-radius:14px}"
    "section+section{margin-top:24px;padding-top:20px;border-top:1px solid #dfe4ea}"
    "h1{margin:0 0 8px;font-size:26px;line-height:1.25}p{margin:8px 0}"
    "code{display:block;padding:12px 14px;border-radius:8px;background:#16202c;color:#fff;"
    "font-size:15px;overflow-wrap:anywhere}small{color:#5f6e7f}"
    "progress{display:block;width:100%;height:12px;margin:16px 0;accent-color:#0b5d51}"
)
PAGE = Markup(
    '<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
    "<title>{title}</title><style>{style}</style></head><body><main>{parts}</main></body></html>"
)
AGAIN = Markup('<meta http-equiv="refresh" content="{seconds}">')


def bare_page(*, language: str, title: str, parts: Sequence[Markup], again_after_s: int = 0) -> str:
    """The page, `title` in the site's own language; 0: it does not load itself again."""
    return PAGE.format(
        language=language,
        direction=texts.direction(language),
        title=title,
        style=Markup(STYLE),  # noqa: S704  our own words, from above
        parts=Markup("").join(parts),
        again=AGAIN.format(seconds=again_after_s) if again_after_s else "",
    )


def bare_headers() -> tuple[tuple[str, str], ...]:
    """The headers of the house, which let this one style in."""
    its_sum = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = content_policy(allow_frames=False, other={"style-src": f"'sha256-{its_sum}'"})
    return (("Content-Security-Policy", policy), *HEADERS)
