"""`kiosk staff`: let people who work here in. Also while the hub runs."""

from pathlib import Path
from typing import Any

import click

from kiosk import passwords
from kiosk.acts import people
from kiosk.cli.options import data_option, hub_settings, json_option, show, sign_in_words
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.making import easy_password
from kiosk.rules.roles import Role

ROLES = (Role.OPERATOR.value, Role.MENTOR.value, Role.OWNER.value)


@command
def staff_add(hub: Hub, *, sign_in: str, full_name: str, role: str) -> dict[str, Any]:
    """A person with a new password, which is kept as a hash only."""
    password = easy_password()
    hub.write(
        people.add_staff,
        sign_in=sign_in,
        name=full_name,
        role=role,
        password_hash=hub.pepper.sealed(passwords.hash_of(password)),
        by="command",
    )
    return {"role": role, "sign_in": sign_in, "secret": password}


@click.group()
def staff() -> None:
    """Let people who work here in.

    Example: kiosk staff add amina --name "Amina Wanjiru" --role operator
    """


@staff.command("add")
@click.argument("sign_in")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person may do.")
@data_option
@json_option
def add(*, sign_in: str, name: str, role: str, folder: Path, as_json: bool) -> None:
    """Add a person and print the password, this once.

    Example: kiosk staff add amina --name "Amina Wanjiru" --role operator
    """
    words = {"sign_in": sign_in, "full_name": name, "role": role}
    made = ask(folder, hub_settings(folder), "staff_add", **words)
    show(made, as_json=as_json, words=sign_in_words([made]))
