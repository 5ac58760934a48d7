from fakes.clock import FakeClock


def test_a_site_makes_its_certificates_once(site):
    assert "kiosk ca make" in site.refuses("ca", "show")
    made = site.tells("ca", "make", "hub.lan", "10.0.0.2")
    assert {"hub.lan", "10.0.0.2", "localhost"} <= set(made["names"])
    assert len(made["fingerprint"].split(":")) == 32
    assert site.tells("ca", "make", "hub.lan", "10.0.0.2")["fingerprint"] == made["fingerprint"]
    assert site.tells("ca", "show")["fingerprint"] == made["fingerprint"]
    assert made["fingerprint"] in site.says("ca", "show")
    assert 7299 <= made["root_days_left"] + 1 <= 7300
    assert 395 <= made["leaf_days_left"] <= 396


def test_a_new_root_is_another_one(site):
    assert "kiosk ca make" in site.refuses("ca", "new-root")
    made = site.tells("ca", "make", "hub.lan")
    assert site.tells("ca", "new-root")["fingerprint"] != made["fingerprint"]


def test_no_site_speaks_for_somebody_else(site):
    assert "8.8.8.8" in site.refuses("ca", "make", "8.8.8.8")


def test_a_clock_that_is_wrong_makes_no_certificates(site, monkeypatch):
    monkeypatch.setattr("kiosk.commands.SystemClock", lambda: FakeClock(now=0))
    assert "clock" in site.refuses("ca", "make", "hub.lan").lower()
