"""A bare Flask route under waitress, with the hub's own server settings: what a beat is held to."""

import sys

from flask import Flask
from waitress import serve

THREADS = 16


def create_app() -> Flask:
    """One route that says ok."""
    app = Flask(__name__, static_folder=None)

    @app.post("/bare")
    @app.get("/bare")
    def bare() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    serve(
        create_app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=THREADS,
        asyncore_use_poll=True,
    )
