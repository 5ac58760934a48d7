"""Panel, phone and station against a hub as it is installed: TLS by Caddy, the site's own roots."""

import re
import subprocess
import sys

import pytest
import requests
from fakes.hub_world import PASSWORD, World, make_hub
from faults.deployed import LIMIT_S, BehindCaddy

from kiosk import site_ca
from kiosk.clock import SystemClock
from kiosk.link.client import SignedClient, UntrustedError
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.station_calls import BEAT_PATH, Beat, BeatAnswer
from station_agent.folder import load_machine
from station_agent.line import line_to


@pytest.fixture
def site(tmp_path):
    hub = make_hub(tmp_path / "hub", SystemClock())
    World(hub, hub.clock).staff("naomi", role="owner", name="Naomi")
    hub.close()
    site = BehindCaddy(tmp_path / "hub")
    yield site
    site.stop()


def kiosk(site, *words):
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", *words, "--data", str(site.hub.folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def enrol(site, seat):
    code = re.search(r"([0-9A-Z]{5}-){3}[0-9A-Z]{5}", kiosk(site, "station", "add"))[0]
    command = [sys.executable, "-m", "station_agent.cli", "enrol", site.url, code]
    subprocess.run([*command, "--data", str(seat)], check=True, capture_output=True)
    return load_machine(seat)


def beats(machine, line):
    client = SignedClient(line, machine.keys, machine.hub.public_signing)
    said = client.call("POST", BEAT_PATH, encode(Beat(state="locked", boot_id="boot")))
    return decode(said, BeatAnswer).seat


@pytest.mark.faults
def test_a_station_is_enrolled_by_tls_and_takes_new_roots_by_itself(site, tmp_path):
    machine = enrol(site, tmp_path / "seat")
    assert machine.hub.trust == site_ca.trust(site.hub.folder)
    assert beats(machine, line_to(machine, site.url)) == "1"
    kiosk(site, "ca", "new-root")
    site.restart_caddy()
    assert beats(machine, line_to(machine, site.url)) == "1"
    newer = load_machine(machine.folder)
    assert newer.hub.trust == site_ca.trust(site.hub.folder)
    assert newer.hub.trust.n > machine.hub.trust.n


@pytest.mark.faults
def test_another_hub_at_the_same_address_hears_nothing(site, tmp_path):
    machine = enrol(site, tmp_path / "seat")
    other = tmp_path / "other"
    make_hub(other, SystemClock()).close()
    impostor = BehindCaddy(other)
    try:
        with pytest.raises(UntrustedError):
            beats(machine, line_to(machine, impostor.url))
    finally:
        impostor.stop()


@pytest.mark.faults
def test_the_desk_signs_in_by_tls_with_a_cookie_that_stays_there(site):
    with requests.Session() as web:
        web.trust_env, web.verify = False, site.verify
        page = web.get(f"{site.url}/sign-in", timeout=LIMIT_S)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        fields = {"name": "naomi", "password": PASSWORD, "csrf_token": token}
        came = web.post(
            f"{site.url}/sign-in",
            data=fields,
            headers={"Origin": site.url},
            allow_redirects=False,
            timeout=LIMIT_S,
        )
        assert came.status_code == 303, came.text
        assert "; Secure" in came.headers["Set-Cookie"]
        assert web.get(f"{site.url}/floor", timeout=LIMIT_S).status_code == 200


@pytest.mark.faults
def test_without_tls_there_is_only_what_a_phone_reads_before_it_trusts(site):
    def plain(path):
        return requests.get(site.plain_url + path, timeout=LIMIT_S, allow_redirects=False)

    page = plain("/trust/")
    assert page.status_code == 200
    assert site_ca.root(site.hub.folder).fingerprint.split(":")[0] in page.text
    assert plain("/trust/root.crt").text == site_ca.root(site.hub.folder).pem
    for path in ("/", "/sign-in", "/floor", "/trust/v1"):
        answer = plain(path)
        assert (answer.status_code, answer.headers["Location"]) == (308, site.url + path)
    assert (
        requests.post(
            site.plain_url + "/trust/", timeout=LIMIT_S, allow_redirects=False
        ).status_code
        == 308
    )


@pytest.mark.faults
def test_figures_stay_inside_and_nobody_says_who_they_are(site):
    assert site.get("/metrics").status_code == 404
    assert site.get("/health").status_code == 200
    spoofed = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "http"}
    for _ in range(30):  # counted as this machine, whatever they say
        assert site.post("/sign-in", headers=spoofed).status_code != 429
