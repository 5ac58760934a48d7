"""The tour's own parts: a cable that can be pulled, a browser without a screen, steps as they are told."""

import http.server
import io
import json
import threading

import pytest
from rich.console import Console

from kiosk.tour import gold, run
from kiosk.tour.browser import Browser, read_page
from kiosk.tour.cafe import Cafe
from kiosk.tour.counting import Answers, Money
from kiosk.tour.desk import _minor, _pieces
from kiosk.tour.guest import Guest, Seen
from kiosk.tour.machines import Machine, free_ports, own_environment, write_settings
from kiosk.tour.proxy import Proxy
from kiosk.tour.telling import Teller
from kiosk.tour.waiting import TourError, Watch

PAGE = """
<!doctype html><title>Not shown</title><style>p {}</style>
<h1>Work</h1><p>Pay  for
one</p><script>let x = 1</script>
<a href="/work/again/a1">Again</a><img src="/pictures/ab">
<form action="/work/answer" method="post" data-draft="work:a1" data-draft-url="/draft">
  <input type="hidden" name="csrf_token" value="t"><input name="words" value="two &amp; three">
  <input type="radio" name="digit" value="4"><input type="radio" name="digit" value="7" checked>
  <input type="checkbox" name="sure"><input type="file" name="paper"><input type="submit" value="Go">
  <input name="old" value="1" disabled>
  <select name="group"><option value="a">A</option><option value="b" selected>B</option></select>
  <select name="first"><option value="x">X</option><option value="y">Y</option></select>
  <textarea name="more">
as typed</textarea>
  <button name="verdict" value="approve">Yes</button><button>Plain</button>
</form>
<form action="/work/back"><input type="hidden" name="assignment" value="a1"></form>
"""


def test_a_page_is_read_as_a_person_sees_it():
    page = read_page("http://127.0.0.1/work/task?saved=1", 200, PAGE)
    assert page.says("Pay for one")
    assert not page.says("Not shown")
    assert not page.says("let x")
    assert (page.path, page.pictures) == ("/work/task", ["/pictures/ab"])
    assert page.link("/again/") == "/work/again/a1"


def test_a_form_holds_what_a_browser_would_send():
    form = read_page("http://127.0.0.1/", 200, PAGE).form("/work/answer")
    assert form.fields == [
        ("csrf_token", "t"),
        ("words", "two & three"),
        ("digit", "7"),
        ("group", "b"),
        ("first", "x"),
        ("more", "as typed"),
    ]
    assert form.buttons == [("verdict", "approve")]
    assert form.data == {"draft": "work:a1", "draft-url": "/draft"}


def test_what_is_not_on_a_page_is_said_with_its_first_words():
    page = read_page("http://127.0.0.1/work", 200, PAGE)
    assert page.form("/work/back", assignment="a1").value("assignment") == "a1"
    assert not page.has_form("/nowhere")
    for look in (lambda: page.form("/work/back", assignment="a2"), lambda: page.link("/nowhere")):
        with pytest.raises(TourError, match="on /work: Work Pay"):
            look()


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked; says 404 for /gone."""

    protocol_version = "HTTP/1.1"

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = f"<p>{self.command} {self.path} {body.decode()}</p>".encode()
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = _answer  # noqa: N815  the server's own names

    def log_message(self, *_):
        pass


@pytest.fixture
def echo():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cable(echo):
    proxy = Proxy(port=free_ports(1)[0], target=echo)
    yield proxy
    proxy.cut()


def test_a_cut_cable_drops_who_is_connected_and_refuses_who_comes(cable):
    browser = Browser(cable.url)
    assert browser.get("/a").says("GET /a")
    cable.cut()
    cable.cut()
    assert browser.look("/b") is None
    with pytest.raises(TourError, match="does not answer"):
        Browser(cable.url).get("/c")
    cable.restore()
    cable.restore()
    assert browser.get("/d").says("GET /d")


def test_a_cable_to_nobody_answers_nothing():
    here, nowhere = free_ports(2)
    proxy = Proxy(port=here, target=nowhere)
    try:
        assert Browser(proxy.url).look("/") is None
    finally:
        proxy.cut()


def test_a_form_is_sent_with_what_was_typed_and_the_button_pressed(cable):
    browser = Browser(cable.url)
    page = read_page(f"{cable.url}/work", 200, PAGE)
    answer = browser.submit(
        page, page.form("/work/back"), {"assignment": "a2", "more": "x"}, press=("go", "1")
    )
    assert answer.says("POST /work/back assignment=a2&more=x&go=1")
    sent = browser.submit(page, page.form("/work/back"), files={"file": ("a.csv", b"1,2")})
    assert sent.says('name="file"; filename="a.csv"')


def test_an_error_page_ends_a_step(cable):
    with pytest.raises(TourError, match="/gone answered 404: GET /gone"):
        Browser(cable.url).get("/gone")


def test_waiting_ends_when_there_is_something_or_the_time_is_up():
    watch = Watch(limit_s=60)
    found = iter([None, "", "here"])
    assert watch.until("it comes", lambda: next(found)) == "here"
    with pytest.raises(TourError, match="nothing: not within 0 s"):
        watch.until("nothing", lambda: None, within_s=0)
    with pytest.raises(TourError, match="longer than 0 s"):
        Watch(limit_s=0).check()


def test_waiting_says_which_of_the_two_limits_ended_it():
    with pytest.raises(TourError, match="the tour takes longer than 0 s: this machine is slow"):
        Watch(limit_s=0).until("nothing", lambda: None, within_s=60)


def test_what_lay_between_two_looks_counts_both_ways():
    guest = Guest("http://127.0.0.1:9")
    guest.seen = [Seen("home", 0, 1), Seen("ending", 9, 10), Seen("lock", 14, 20)]
    assert guest.screens() == ["home", "ending", "lock"]
    assert guest.stayed_s("ending") == (4, 11)
    assert guest.stayed_s("lock") == (0, 0)


def broken():
    raise KeyError("slot")


def test_steps_are_told_one_a_line_and_the_first_that_fails_ends_the_tour():
    said = io.StringIO()
    teller = Teller(Watch(), Console(file=said, soft_wrap=True, highlight=False))
    teller.step("machines start", lambda: "all of them")
    with pytest.raises(TourError, match="a step: 'slot'"):
        teller.step("a step", broken)
    teller.say("--- hub")
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("✓ machines start")
    assert lines[0].endswith("s  all of them")
    assert lines[1].startswith("✗ a step")
    assert lines[2] == "--- hub"
    told = json.loads(json.dumps(teller.as_json()))
    assert [(step["name"], step["ok"], step["detail"]) for step in told] == [
        ("machines start", True, "all of them"),
        ("a step", False, "'slot'"),
    ]


def test_counts_say_what_is_wrong():
    assert Answers(0, 0, 0, 0, 0, 0).problems() == ["no answer was made"]
    assert Answers(3, 2, 1, 1, 0, 0).problems() == ["1 lost", "1 kept more than once"]
    assert Money(225, 200, 200).problems() == [
        "earned 225, the exchange paid 200",
        "earned 225, paid out 200",
    ]


@pytest.mark.parametrize(
    ("text", "minor"), [("2.00", 200), ("1,040", 104_000), ("0.5", 50), ("7", 700)]
)
def test_a_sum_on_a_page_is_read_in_minor_units(text, minor):
    assert _minor(text) == minor


def test_a_drawer_is_counted_in_the_fewest_pieces():
    assert _pieces(103_900, [100, 100_000, 20_000, 1000]) == {
        100_000: 1,
        20_000: 0,
        1000: 3,
        100: 9,
    }
    with pytest.raises(TourError, match="25 cents"):
        _pieces(125, [100])


def test_the_tour_knows_the_right_answers():
    assert len(gold.of_pictures()) == 200
    assert set(gold.of_pictures().values()) <= set("0123456789")
    assert len(gold.of_items()) >= 40
    assert gold.another("9") == "0"


def test_machines_are_told_by_their_files_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("KIOSK_PORT", "1")
    assert "KIOSK_PORT" not in own_environment()
    write_settings(
        tmp_path / "deep" / "hub.toml", {"host": "here", "port": 7, "warnings_s": (9, 1)}
    )
    written = (tmp_path / "deep" / "hub.toml").read_text("utf-8")
    assert written == 'host = "here"\nport = 7\nwarnings_s = [9, 1]\n'


def test_a_machine_that_ends_at_once_says_why(tmp_path):
    command = ("-c", "print('no such thing'); raise SystemExit(3)")
    machine = Machine("hub", command, tmp_path, free_ports(1)[0], tmp_path / "hub.log")
    assert machine.tail() == ""
    machine.kill()
    machine.stop()
    machine.start()
    with pytest.raises(TourError, match="no such thing"):
        machine.wait(Watch())
    machine.stop()


def test_a_tour_that_cannot_begin_counts_nothing_and_shows_the_logs(monkeypatch, capsys):
    def nothing_starts(cafe, _watch):
        cafe.hub.log.write_text("the hub's last words\n", "utf-8")
        raise TourError("no machine today")

    monkeypatch.setattr(Cafe, "open", nothing_starts)
    result = run.run_tour()
    assert not result["ok"]
    assert [step["detail"] for step in result["steps"]] == ["no machine today"]
    assert result["answers"] == {"made": 0, "arrived": 0, "duplicate": 0, "lost": 0}
    assert "the hub's last words" in capsys.readouterr().out
