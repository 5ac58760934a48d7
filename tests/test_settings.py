import dataclasses

import pytest

from kiosk.reading_settings import FILE_LIMIT_BYTES, read_settings
from kiosk.rules.refusals import Refusal
from kiosk.setting_lines import expectation
from kiosk.settings import (
    MACHINES,
    ExchangeSettings,
    HubSettings,
    StationSettings,
    table,
)


def refusal_of(*arguments):
    with pytest.raises(Refusal) as refused:
        read_settings(*arguments)
    return refused.value


def written(folder, text):
    file = folder / "hub.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_nothing_set_is_the_defaults(tmp_path):
    assert read_settings(HubSettings, None, {}) == HubSettings()
    assert read_settings(HubSettings, tmp_path / "missing.toml", {}) == HubSettings()


def test_a_file_sets_and_a_variable_outranks_it(tmp_path):
    file = written(tmp_path, 'port = 9000\nsite_name = "Van 3"\nwarnings_s = [60, 10]\n')
    settings = read_settings(HubSettings, file, {"KIOSK_PORT": "9001", "PATH": "/bin"})
    assert (settings.port, settings.site_name, settings.warnings_s) == (9001, "Van 3", (60, 10))


def test_lists_come_from_a_variable_with_commas():
    settings = read_settings(
        HubSettings, None, {"KIOSK_LANGUAGES": "ar, en", "KIOSK_WARNINGS_S": "60,10"}
    )
    assert (settings.languages, settings.warnings_s) == (("ar", "en"), (60, 10))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("KIOSK_PORT", "0", id="no port is zero"),
        pytest.param("KIOSK_PORT", "65536", id="nor above the last"),
        pytest.param("KIOSK_PORT", "eighty", id="a word is no number"),
        pytest.param("KIOSK_PORT", "1.5", id="nor is a fraction"),
        pytest.param("KIOSK_ENDING_S", "-1", id="no time is negative"),
        pytest.param("KIOSK_CURRENCY", "ksh", id="a currency has three capital letters"),
        pytest.param("KIOSK_TIMEZONE", "Africa/Atlantis", id="a timezone exists"),
        pytest.param("KIOSK_TIMEZONE", "../../etc/passwd", id="a timezone is no path"),
        pytest.param("KIOSK_LANGUAGES", "", id="one language at least"),
        pytest.param("KIOSK_LANGUAGES", "English", id="a language is a code"),
        pytest.param("KIOSK_WARNINGS_S", "60,soon", id="each of a list is a number"),
        pytest.param("KIOSK_EXCHANGE_URL", "exchange.example", id="an address has its scheme"),
        pytest.param("KIOSK_SITE_NAME", "a\nb", id="a text is one line"),
    ],
)
def test_a_bad_variable_is_refused_by_name(variable, value):
    refusal = refusal_of(HubSettings, None, {variable: value})
    assert (refusal.code, refusal.details["where"]) == ("setting_wrong", variable)
    assert refusal.details["name"] == variable.removeprefix("KIOSK_").lower()
    assert refusal.details["expected"]


@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        pytest.param("prot = 1", "unknown_setting", "prot", id="a slip of the pen"),
        pytest.param(
            "save_interval_s = 1",
            "unknown_setting",
            "save_interval_s",
            id="a station's setting in a hub's file",
        ),
        pytest.param("port = true", "setting_wrong", "port", id="true is no number"),
        pytest.param('port = "80"', "setting_wrong", "port", id="a text is no number"),
        pytest.param("port = [80]", "setting_wrong", "port", id="a list is no number"),
        pytest.param('languages = "en"', "setting_wrong", "languages", id="a text is no list"),
        pytest.param(
            "languages = [1]", "setting_wrong", "languages", id="numbers are no languages"
        ),
        pytest.param("site_name = 7", "setting_wrong", "site_name", id="a number is no text"),
        pytest.param("port = ", "setting_wrong", "hub.toml", id="not TOML"),
        pytest.param("port = " + "9" * 5_000, "setting_wrong", "hub.toml", id="5,000 digits"),
        pytest.param("port = " + "[" * 5_000, "setting_wrong", "hub.toml", id="nested too deep"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path, line, code, name):
    refusal = refusal_of(HubSettings, written(tmp_path, line), {})
    assert (refusal.code, refusal.details["name"]) == (code, name)


def test_a_file_may_be_as_long_as_the_limit_and_no_longer(tmp_path):
    read_settings(HubSettings, written(tmp_path, "#" * FILE_LIMIT_BYTES), {})
    refusal = refusal_of(HubSettings, written(tmp_path, "#" * (FILE_LIMIT_BYTES + 1)), {})
    assert refusal.code == "setting_wrong"


def test_an_unknown_variable_is_refused_by_name():
    refusal = refusal_of(HubSettings, None, {"KIOSK_PROT": "1"})
    assert (refusal.code, refusal.details["name"]) == ("unknown_setting", "KIOSK_PROT")


def test_machines_share_an_environment():
    environ = {"KIOSK_SAVE_INTERVAL_S": "1", "KIOSK_FEE_PERCENT": "5"}
    assert read_settings(StationSettings, None, environ).save_interval_s == 1
    assert read_settings(ExchangeSettings, None, environ).fee_percent == 5
    assert read_settings(HubSettings, None, environ) == HubSettings()


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_default_is_a_value_that_could_be_set(machine, tmp_path):
    for line in table(machine):
        default = list(line.default) if isinstance(line.default, tuple) else line.default
        shown = str(default).replace("'", '"') if not isinstance(default, str) else f'"{default}"'
        read_settings(machine, written(tmp_path, f"{line.name} = {shown}"), {})
        assert line.help.endswith(".")
        assert expectation(line)


def test_settings_do_not_change_while_a_machine_runs():
    with pytest.raises(dataclasses.FrozenInstanceError):
        HubSettings().port = 1
