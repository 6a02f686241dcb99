"""What the page of check-in says, handed to its script in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Key → text; {name}, {at}, {by}, {n} are filled in by the script."""
    return {
        "first": _("Welcome, {name}"),
        "double": _("Already checked in at {at} at “{by}”: {name}"),
        "other": _("{name} is registered, but not for this session"),
        "unknown": _("No such ticket: send them to the registration desk"),
        "not_a_code": _("This is no ticket’s code"),
        "online": _("Connected"),
        "offline": _("No network: scanning goes on, and what is scanned is kept on this device"),
        "waiting": _("Scans not delivered yet: {n}"),
        "delivered": _("Everything is delivered"),
        "list": _("Tickets on this device: {n}; list of {at}"),
        "no_list": _("No list on this device yet: connect once before the doors open"),
        "came": _("Checked in: {n} of {of}"),
        "ended": _("The link has ended. The list on this device was erased."),
        "ended_waiting": _(
            "The link has ended and the list was erased. Connect once more: {n} scans wait to be delivered."
        ),
        "entrance": _("Entrance"),
        "check_in": _("Check in"),
        "is_in": _("checked in at {at}"),
        "turned_double": _("After joining up: {name} was already checked in at {at} at “{by}”"),
        "camera_failed": _("The camera cannot be used here: type the code, or search for the name."),
        "camera_on": _("Camera"),
        "camera_off": _("Stop the camera"),
        "not_kept": _("This browser keeps nothing without a network: do not close the page."),
    }
