"""The headers that every page of the house carries. Source: DESIGN.md §11."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Request, Response, request

from kiosk.looks.whole_forms import WholeForm, refuse_nul

STATIC_ENDPOINT = "looks.static"
YEAR = "public, max-age=31536000, immutable"
"""A static file's address holds its version, so it never changes under a browser."""

POLICY = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("media-src", "'self'"),
    ("connect-src", "'self'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'none'"),
    ("base-uri", "'none'"),
)
NOTHING_OTHER: Mapping[str, str] = MappingProxyType({})
SANDBOX = "sandbox; default-src 'none'"
"""For what a stranger made, such as a picture: opened by itself it is no page of ours."""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
RECORDING = PERMISSIONS.replace("microphone=()", "microphone=(self)")
"""For the pages on which a mentor records what learners hear."""
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def content_policy(*, allow_frames: bool, other: Mapping[str, str] = NOTHING_OTHER) -> str:
    """The Content-Security-Policy; `allow_frames` lets a page frame others of its own origin.

    `other` holds the sources of a page that needs others than all pages have.
    """
    frames = (("frame-src", "'self'"),) if allow_frames else ()
    policy = {**dict(POLICY), **dict(frames), **other}
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


def headers_of_the_house(*, allow_frames: bool = False) -> tuple[tuple[str, str], ...]:
    """What every answer carries, whoever makes it."""
    return (("Content-Security-Policy", content_policy(allow_frames=allow_frames)), *HEADERS)


def secure(app: Flask, *, allow_frames: bool = False) -> None:
    """Put the house's headers on every answer of `app`, and let no broken form be a fault of ours.

    A header that a view has set stays.
    """
    carried = headers_of_the_house(allow_frames=allow_frames)
    if app.request_class is Request:
        app.request_class = WholeForm
    app.before_request(refuse_nul)

    @app.after_request
    def put_headers(response: Response) -> Response:
        for name, value in carried:
            response.headers.setdefault(name, value)
        _keep_for(response)
        return response


def _keep_for(response: Response) -> None:
    """Say how long a browser may keep an answer: static files a year, pages not at all.

    A page with an ETag may be kept and asked about again (the polls live by it).
    """
    if request.endpoint == STATIC_ENDPOINT and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = YEAR
        return
    fresh = "no-cache" if response.headers.get("ETag") else "no-store"
    response.headers.setdefault("Cache-Control", fresh)
