from prometheus_client.parser import text_string_to_metric_families as read
from sqlalchemy.exc import OperationalError

from kiosk.exchange.app import create_app


def test_the_figures_of_an_exchange(exchange):
    client = create_app(exchange).test_client()
    client.get("/nowhere")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in read(client.get("/metrics").text)
        for sample in family.samples
    }
    assert found[("kiosk_up", "0.1.0")] == 1
    assert found[("kiosk_disk_free_bytes",)] > 0
    assert found[("kiosk_errors_total", "404", "none")] == 1
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404


def test_what_waits_for_each_hub_and_what_stopped_are_figures(quick_market):
    quick_market.post(rows=1)
    quick_market.hub.slots()
    quick_market.hub.react("nothing", "seen")
    client = create_app(quick_market.exchange).test_client()
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in read(client.get("/metrics").text)
        for sample in family.samples
    }
    assert found[("kiosk_outbox_waiting", quick_market.hub.origin)] == 1
    assert found[("kiosk_facts_stopped", "rejected")] == 1
    assert (
        found[("kiosk_facts_stopped", "parked")] == found[("kiosk_facts_stopped", "conflict")] == 0
    )
    assert found[("kiosk_write_seconds_count",)] >= 4
    assert found[("kiosk_writes_queued",)] == 0


def test_an_exchange_says_whether_its_database_answers(exchange, monkeypatch):
    client = create_app(exchange).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"state": "ok"})

    def broken(*_, **__):
        raise OperationalError("SELECT", {}, OSError())

    monkeypatch.setattr("kiosk.exchange.figures.people.hub_of", broken)
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"state": "down"})
    monkeypatch.setattr("kiosk.exchange.figures.outbox.lines", broken)
    assert "kiosk_disk_free_bytes" in client.get("/metrics").text
