from prometheus_client.parser import text_string_to_metric_families as read


def figures(browser):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in read(browser.get("/metrics"))
        for sample in family.samples
    }


def test_the_figures_of_a_seat(browser, desk):
    desk.agent.tick()
    found = figures(browser)
    assert found[("kiosk_sessions_open",)] == 0
    assert found[("kiosk_outbox_waiting", "hub")] == 0
    assert found[("kiosk_outbox_oldest_seconds", "hub")] == 0
    assert found[("kiosk_hub_away_seconds",)] == 0
    assert found[("kiosk_up", "0.1.0")] == 1
    assert browser.get("/health") == '{"state":"ok"}'


def test_a_seat_whose_hub_is_away_says_for_how_long(browser, desk, clock):
    desk.agent.tick()
    desk.hub.up = False
    clock.forward(seconds=10)
    desk.agent.tick()
    clock.forward(seconds=7)
    assert figures(browser)[("kiosk_hub_away_seconds",)] == 7
    assert browser.get("/health") == '{"state":"degraded"}'
