"""What the refusals about a machine say: its data, disk, database, backups, clock and lines.

A part of `kiosk/sentences.py`, whose rules hold here; it asks this file for it.
"""

from collections.abc import Mapping
from types import MappingProxyType


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "translate this later"
    """Mark a text that is translated where it is shown."""
    return text


MACHINE: Mapping[str, str] = MappingProxyType(
    {
        "data_folder_wrong": N_(
            "The data folder {path} cannot be used. Please check its path and rights."
        ),
        "disk_read_only": N_(
            "The disk of {path} takes no writing. Check the disk and its cable, then restart this "
            "computer."
        ),
        "already_running": N_("It is running already. Stop it first."),
        "plain_listening": N_(
            "On {host} everybody near would read along. Put TLS before the hub (deploy/hub), or "
            "set plain_http to allowed."
        ),
        "plain_http": N_(
            "Everybody near would read along at {url}. Please use the hub's https address."
        ),
        "no_certificates": N_("This site has no certificates yet. Run kiosk ca make."),
        "name_not_certified": N_(
            "{name} is no name or address in a site's own network. Please check it."
        ),
        "port_in_use": N_("Port {port} is in use. Stop the other program or choose another port."),
        "not_running": N_("It is not running. Please start it first."),
        "database_damaged": N_(
            "The database is damaged. Nothing was changed; please restore a backup."
        ),
        "database_newer": N_(
            "A newer version of the program wrote this database. Nothing was changed; please use "
            "that version."
        ),
        "database_missing": N_(
            "The database is gone, and no empty one takes its place. Bring the disk back or "
            "restore a backup."
        ),
        "database_of_another": N_(
            "The database belongs to another exchange: {path}. Put its exchange.keys into the data "
            "folder, or set our database_url."
        ),
        "database_unreachable": N_(
            "The database does not answer: {path} ({reason}). Please start it or look at "
            "database_url."
        ),
        "site_missing": N_(
            "There is no site in {path}. Mount its disk. New: kiosk init; from a backup: "
            "kiosk restore."
        ),
        "no_backup": N_("{path} is no backup. Please name a folder such as {name}."),
        "backup_place_missing": N_(
            "The second place for backups is not there: {path}. Please bring its disk back."
        ),
        "backup_key_made": N_("The owner's key was printed already. Backups are sealed to it."),
        "backup_key_wrong": N_("This is not the owner's key that this backup was sealed to."),
        "backup_key_needed": N_(
            "This machine has no keys: please give the owner's printed key with --key."
        ),
        "backup_without_keys": N_(
            "No keys are in this backup: none was printed when it was made. "
            "Bring back the file hub.keys."
        ),
        "backup_of_other_site": N_("This backup is of another site."),
        "backup_of_other_version": N_(
            "This backup was made by another version of the program. Please use that one."
        ),
        "backup_renamed": N_(
            "This backup was renamed, so it may be older than it says. Please call it {name} again."
        ),
        "backup_sealed": N_(
            "This backup is sealed: please give the owner's printed key {mark} with --key."
        ),
        "backup_unsigned": N_(
            "No hub has signed this backup, so anybody may have changed it. If you trust where it "
            "was, add --unsigned."
        ),
        "backup_not_read_back": N_(
            "The copy does not read back as written, so it does not count. Is the disk bad? {path}"
        ),
        "backup_no_room": N_("There is no room for a backup in {path}. Please make room there."),
        "backup_ended": N_("The system ended the backup halfway, mostly for want of memory."),
        "backup_hung": N_("The backup came to a halt. See whether its disk or share answers."),
        "backup_failed": N_("The backup failed. Why stands in the hub's log."),
        "exchange_copy_older": N_(
            "Hubs were told that {n} more messages are safe than this has. Take the newest copy, "
            "or add --older."
        ),
        "tool_missing": N_("{tool} is not here. Please install it, or run this where it is."),
        "disk_full": N_("The disk is full, so this was not saved. Please tell the staff."),
        "no_room_to_start": N_(
            "The disk is full, so nothing can start. Nothing is damaged. Make room: it starts by "
            "itself."
        ),
        "clock_doubted": N_("The hub's clock may be wrong. Look at it under Open the day first."),
        "clock_moved": N_("The clock shows another time by now. Please look at it again."),
        "hub_away": N_("The desk cannot be reached just now. Please try again soon."),
        "no_voice": N_("This computer cannot read this aloud."),
        "hub_is_back": N_("The desk can be reached again. Please type your PIN."),
        "card_unsigned": N_(
            "This card needs the desk, which cannot be reached just now. Please try again soon."
        ),
        "hub_away_scan_card": N_(
            "The desk cannot be reached just now. Scan your card, or try again soon."
        ),
        "exchange_away": N_("The exchange cannot be reached just now. Please try again later."),
        "failed": N_("Something went wrong here. It was written down; please try again."),
    }
)
