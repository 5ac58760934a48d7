"""How a machine comes by its settings: the file, the environment, what was saved in the panel.

A value comes from the dataclass, then the panel, a TOML file, a `KIOSK_<NAME>` variable; the later
wins. What nobody knows and what cannot be is refused by name.
"""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from kiosk.rules.refusals import Refusal
from kiosk.setting_lines import PREFIX, Value, checked, listed, parsed, read_saved
from kiosk.settings import MACHINES, HubSettings, Settings, table

FILE_LIMIT_BYTES = 64 * 1024


def read_settings(
    machine: type[Settings], toml_path: Path | None, environ: Mapping[str, str]
) -> Settings:
    """The machine's settings from its defaults, the file and `KIOSK_…` variables.

    A variable that another machine knows is left to it, for they may share an environment;
    a key of the file must be this machine's own. An empty or missing file sets nothing.

    Raises:
        Refusal: `unknown_setting` (name, where), `setting_wrong` (name, expected, where).
    """
    known = {setting.name: setting for setting in table(machine)}
    values: dict[str, Value] = {}
    given: dict[str, str] = {}
    for name, raw in _from_file(toml_path).items():
        if name not in known:
            raise Refusal("unknown_setting", name=name, where=str(toml_path))
        values[name] = checked(known[name], listed(raw), where=str(toml_path))
        given[name] = "" if toml_path is None else toml_path.name
    everyone = {setting.variable for each in MACHINES.values() for setting in table(each)}
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        if variable not in everyone:
            raise Refusal("unknown_setting", name=variable, where="environment")
        setting = known.get(variable.removeprefix(PREFIX).lower())
        if setting is not None:
            text = parsed(setting, environ[variable])
            values[setting.name] = checked(setting, text, where=variable)
            given[setting.name] = variable
    return machine(given=given, **cast("dict[str, Any]", values))


def with_saved(settings: HubSettings, saved: Mapping[str, str]) -> HubSettings:
    """The settings with what was saved in the panel, as JSON by name, where nothing outranks it.

    What the file or a variable gives stays. What this version does not know, or would refuse, is
    left out: a hub must start also after an older program is put back.
    """
    values: dict[str, Any] = {}
    for setting in table(HubSettings):
        if setting.name in saved and setting.name not in settings.given:
            with suppress(Refusal):
                values[setting.name] = read_saved(setting, saved[setting.name])
    return replace(settings, **values)


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {}
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT_BYTES + 1)
    if len(content) > FILE_LIMIT_BYTES:
        raise Refusal("setting_wrong", name=path.name, expected="a short file", where=str(path))
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOML error
        expected = f"TOML ({error})"
        raise Refusal(
            "setting_wrong", name=path.name, expected=expected, where=str(path)
        ) from error
