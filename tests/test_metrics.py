import pytest
from flask import Flask, request
from prometheus_client.parser import text_string_to_metric_families as read

from kiosk import metrics
from kiosk.listening import PROXY_MARKS, before_proxies, proxy_options
from kiosk.metrics import NS_PER_MS, Sample, WriteTimes, count_errors, write
from kiosk.rules.refusals import Refusal


def by_name(text):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in read(text)
        for sample in family.samples
    }


def test_prometheus_reads_what_is_written():
    times = WriteTimes()
    for took_ms in (1, 5, 6, 4_000, 9_000):
        times.begin()
        times.end(took_ms * NS_PER_MS)
    times.begin()
    found = by_name(write([*times.samples(), Sample("kiosk_up", 1, (("version", 'a"\\\nb'),))]))
    assert found[("kiosk_up", (("version", 'a"\\\nb'),))] == 1
    assert found[("kiosk_write_seconds_bucket", (("le", "0.005"),))] == 2
    assert found[("kiosk_write_seconds_bucket", (("le", "0.01"),))] == 3
    assert found[("kiosk_write_seconds_bucket", (("le", "5"),))] == 4
    assert found[("kiosk_write_seconds_bucket", (("le", "+Inf"),))] == 5
    assert found[("kiosk_write_seconds_count", ())] == 5
    assert found[("kiosk_write_seconds_sum", ())] == pytest.approx(13.012)
    assert found[("kiosk_writes_queued", ())] == 1


def test_a_name_that_nobody_documented_is_a_fault():
    with pytest.raises(AssertionError, match="kiosk_secret"):
        write([Sample("kiosk_secret", 1)])


def test_errors_are_counted_by_route_and_never_by_address():
    app = Flask("sample")
    errors = count_errors(app, sign_ins=("enter",))
    app.get("/of/<person>", endpoint="of")(lambda **_: ("no", 404))
    app.post("/enter", endpoint="enter")(lambda: ("no", 401))
    app.get("/well", endpoint="well")(lambda: "yes")
    with app.test_client() as client:
        client.get("/of/amina")
        client.get("/of/grace")
        client.get("/nowhere/amina")
        client.post("/enter")
        client.get("/well")
    text = write(errors.samples())
    assert "amina" not in text
    found = by_name(text)
    assert found[("kiosk_errors_total", (("route", "of"), ("status", "404")))] == 2
    assert found[("kiosk_errors_total", (("route", "none"), ("status", "404")))] == 1
    assert found[("kiosk_refused_sign_ins_total", ())] == 1
    assert not any("well" in str(key) for key in found)


HERE = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("address", "given", "token", "lets_in"),
    [
        ("127.0.0.1", "", "", True),
        ("::1", "", "", True),
        ("127.0.0.1", "", "right", False),
        ("127.0.0.1", "Bearer wrong", "right", False),
        ("127.0.0.1", "Bearer right", "right", True),
        ("10.0.0.7", "", "", False),
        ("10.0.0.7", "Bearer ", "", False),
        ("10.0.0.7", "Bearer right", "right", True),
        ("10.0.0.7", "Bearer wrong", "right", False),
    ],
)
def test_figures_are_for_this_machine_or_with_the_token(address, given, token, lets_in):
    app = Flask("sample")
    headers = {"Authorization": given} if given else {}
    with app.test_request_context(
        "/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}
    ):
        if lets_in:
            metrics.refuse_strangers(token)
        else:
            with pytest.raises(Refusal, match="not_found"):
                metrics.refuse_strangers(token)


@pytest.mark.parametrize("mark", [*PROXY_MARKS, ""])
def test_a_proxy_on_this_machine_asks_for_everybody(mark):
    app = Flask("sample")
    headers = {mark: "10.0.0.7"} if mark else {"Host": "kiosk.example"}
    with (
        app.test_request_context("/metrics", headers=headers, environ_base=HERE),
        pytest.raises(Refusal, match="not_found"),
    ):
        metrics.refuse_strangers("")


@pytest.mark.parametrize("mark", PROXY_MARKS)
def test_what_an_unnamed_proxy_adds_is_dropped_and_known(mark):
    app, seen = Flask("sample"), []

    @app.get("/metrics")
    def show():
        seen.append(request.headers.get(mark))
        metrics.refuse_strangers("")
        return "figures"

    app.register_error_handler(Refusal, lambda _: ("", 404))
    app.wsgi_app = before_proxies(app.wsgi_app, "")
    client = app.test_client()
    assert client.get("/metrics", headers={mark: "10.0.0.7"}).status_code == 404
    assert client.get("/metrics").status_code == 200
    assert seen == [None, None]


def test_behind_a_named_proxy_the_server_reads_its_words():
    app = Flask("sample").wsgi_app
    assert before_proxies(app, "127.0.0.1") is app
    assert proxy_options("127.0.0.1")["clear_untrusted_proxy_headers"]


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_this_machine_asks_by_its_own_names(host):
    app = Flask("sample")
    with app.test_request_context("/metrics", headers={"Host": host}, environ_base=HERE):
        metrics.refuse_strangers("")
