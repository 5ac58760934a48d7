"""A form that a script sends, so that a large file shows how far it is (`sending.js`).

The script is told where to go on instead of being sent there: the page is then asked for once, by
the browser, and says what was done.
"""

from http import HTTPStatus

from flask import Flask, Response, request

BY_SCRIPT = "X-Sent-By-Script"
GO_ON = "X-Location"


def tell_scripts(app: Flask) -> None:
    """Answer a script's form with where to go on, in a header."""

    @app.after_request
    def tell(answer: Response) -> Response:
        if request.headers.get(BY_SCRIPT) and answer.status_code == HTTPStatus.SEE_OTHER:
            answer.status_code = HTTPStatus.NO_CONTENT
            answer.headers[GO_ON] = answer.headers.pop("Location")
            answer.set_data(b"")
        return answer
