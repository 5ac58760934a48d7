"""Every page of station and exchange with made-up data, to be looked at and tested: `python tests/looks/gallery.py`.

`pages()` names them; each is served at `/<name>?language=ar`. Views of the real doors are not asked.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from looks import digit, player_samples, requester_samples, station_samples  # noqa: E402

from kiosk.looks.headers import secure  # noqa: E402
from kiosk.looks.jinja import dress  # noqa: E402

FOLDERS = ("station_agent/templates", "kiosk/exchange/templates")
ENDPOINTS = [
    "lock.show",
    "lock.open_code",
    "lock.language",
    "home.show",
    "home.finish",
    "rest.go_on",
    "room.answer",
    "room.hand",
    "packing.show",
    "room.held",
    "renewal.show",
    "subscription.show",
    "learn.show",
    "learn.step",
    "learn.answer",
    "languages.choose",
    "exam.show",
    "exam.answer",
    "exam.begin",
    "exam.whose",
    "exam.name",
    "beside.show",
    "beside.sit",
    "beside.leave",
    "work.show",
    "work.accept",
    "work.answer",
    "work.give_back",
    "earnings.show",
    "join_class.join",
    "join_class.show",
    "more_time.buy",
    "more_time.show",
    "my_time.show",
    "my_record.show",
    "my_record.code",
    "reflections.send",
    "reflections.from_mentor",
    "career.show",
    "career.share",
    "career.steps",
    "career.tick",
    "career.places",
    "career.place",
    "career.answer_place",
    "career.notes",
    "recall.show",
    "interests.show",
    "interests.ask",
    "interests.answer",
    "interests.result",
    "earnings.agree",
    "ending.more",
    "ending.show",
    "look.show",
    "bar.show",
    "requester.sign_in",
    "requester.leave",
    "requester.home",
    "requester.check_sign_in",
    "requester.post",
    "requester.post_batch",
    "requester.example",
    "requester.reopen",
    "requester.batch",
    "requester.review",
    "requester.decide",
    "requester.results_csv",
    "staff.check_sign_in",
    "staff.leave",
    "staff.retry",
    "staff.export",
    "staff.show",
    "staff.sticks",
    "staff.read_stick",
    "staff.take_piece",
    "staff.write_stick",
    "staff.requesters",
    "staff.key",
    "staff.give_key",
    "requester.key",
    "requester.change_key",
    "public.tasks",
    "public.task",
]


@dataclass(frozen=True)
class Shillings:
    """Kenya's money, as the cafés of the pictures write it."""

    currency_symbol: str = "KSh"
    currency_decimals: int = 0


@dataclass(frozen=True)
class Page:
    """One page of the gallery: which template, handed what."""

    name: str
    template: str
    handed: dict

    @property
    def folder(self):
        """Whose page it is."""
        return next(folder for folder in FOLDERS if (ROOT / folder / self.template).exists())


def pages():
    """Every page, in the order of a visit."""
    samples = (*station_samples.pages(), *station_samples.of_room(), *requester_samples.pages())
    return [Page(*sample) for sample in samples]


def gallery():
    """The app that serves them."""
    app = Flask("gallery", static_folder=None)
    app.config["TESTING"] = True
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / folder) for folder in FOLDERS])
    dress(
        app,
        language_of=lambda: request.args.get("language", "en"),
        currency_of=Shillings,
        zone_of=lambda: ZoneInfo("Africa/Nairobi"),
    )
    secure(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["csrf_token"] = lambda: "made-up"
    for endpoint in ENDPOINTS:
        app.add_url_rule(f"/to/{endpoint}", endpoint, _nothing, methods=["GET", "POST"])
    by_name = {page.name: page for page in pages()}

    @app.get("/<name>")
    def show(name):
        page = by_name.get(name) or abort(404)
        return render_template(page.template, **page.handed)

    @app.get("/digit/<int:value>.png")
    def picture(value):
        return Response(digit.png(value), mimetype="image/png")

    @app.get("/picture/<name>")
    def drawing(name):
        return Response(player_samples.PICTURES[name], mimetype="image/svg+xml")

    return app


def _nothing():
    return Response("", status=204)


if __name__ == "__main__":
    gallery().run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 5080, threaded=True)
