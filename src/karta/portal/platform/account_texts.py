"""What accounts say: letters and messages by allauth's names for them, and its forms' words that we translate anew."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy, pgettext_lazy


@dataclass(frozen=True, slots=True)
class Words:
    """A letter before it is translated. `link`: its words and the name of the page that it leads to."""

    subject: str
    paragraphs: tuple[str, ...]
    link: tuple[str, str] | None = None
    small: str = ""


_CODE_SMALL = _("The code works for fifteen minutes, in the browser that asked for it. Tell it to nobody.")
_NOT_YOU = _("If it was not you, set a new password at once and look through the ways to sign in.")
_SECURITY = (_("Look at your account"), "account-home")

LETTERS = {
    "account/email/email_confirmation_signup": Words(
        _("Your code for Karta"),
        (_("Somebody wants to make an account with this address. If it was you, type this code:"),),
        small=_CODE_SMALL,
    ),
    "account/email/email_confirmation": Words(
        _("Your code for Karta"),
        (_("Type this code to show that the address is yours:"),),
        small=_CODE_SMALL,
    ),
    "account/email/password_reset_code": Words(
        _("Your code for a new password"),
        (_("Somebody asked for a new password for this account. If it was you, type this code:"),),
        small=_CODE_SMALL,
    ),
    "account/email/account_already_exists": Words(
        _("You have an account already"),
        (_("Somebody wanted to make an account with this address; it has one. Sign in, or ask for a new password."),),
        (_("Sign in"), "account_login"),
        _("If it was not you, do nothing."),
    ),
    "account/email/password_changed": Words(
        _("Your password was changed"), (_("The password of your account was changed."),), _SECURITY, _NOT_YOU
    ),
    "account/email/password_set": Words(
        _("Your password was set"), (_("Your account has a password now."),), _SECURITY, _NOT_YOU
    ),
    "account/email/password_reset": Words(
        _("Your password was changed"), (_("A new password was set with a code from your mail."),), _SECURITY, _NOT_YOU
    ),
    "account/email/email_changed": Words(
        _("Your address was changed"), (_("Your account has another e-mail address now."),), _SECURITY, _NOT_YOU
    ),
    "account/email/email_deleted": Words(
        _("An address was removed"), (_("An e-mail address was removed from your account."),), _SECURITY, _NOT_YOU
    ),
    "mfa/email/totp_activated": Words(
        _("A way to sign in was added"), (_("An authenticator app now guards your account."),), _SECURITY, _NOT_YOU
    ),
    "mfa/email/totp_deactivated": Words(
        _("A way to sign in was removed"), (_("The authenticator app of your account was removed."),), _SECURITY,
        _NOT_YOU,
    ),
    "mfa/email/webauthn_added": Words(
        _("A way to sign in was added"), (_("A passkey was added to your account."),), _SECURITY, _NOT_YOU
    ),
    "mfa/email/webauthn_removed": Words(
        _("A way to sign in was removed"), (_("A passkey was removed from your account."),), _SECURITY, _NOT_YOU
    ),
    "mfa/email/recovery_codes_generated": Words(
        _("New recovery codes"), (_("New recovery codes were made for your account; the old ones are void."),),
        _SECURITY, _NOT_YOU,
    ),
    "socialaccount/email/account_connected": Words(
        _("A way to sign in was added"), (_("Your organisation's sign-in was connected to your account."),), _SECURITY,
        _NOT_YOU,
    ),
    "socialaccount/email/account_disconnected": Words(
        _("A way to sign in was removed"), (_("Your organisation's sign-in was taken off your account."),), _SECURITY,
        _NOT_YOU,
    ),
}  # fmt: skip

# What is not here is not said: that one is signed in, the page shows.
MESSAGES = {
    "account/messages/cannot_delete_primary_email.txt": _("This is the account's address; give another one first."),
    "account/messages/email_confirmation_sent.txt": _("We sent a code to the address."),
    "account/messages/email_confirmation_failed.txt": _("The address belongs to another account."),
    "account/messages/email_confirmed.txt": _("The address is verified."),
    "account/messages/email_deleted.txt": _("The address was removed."),
    "account/messages/password_changed.txt": _("The password was changed."),
    "account/messages/password_set.txt": _("The password was set."),
    "account/messages/unverified_primary_email.txt": _("Verify the address first."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made."),
    "mfa/messages/totp_activated.txt": _("The authenticator app was added."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "socialaccount/messages/account_connected.txt": _("Your organisation's sign-in was connected."),
    "socialaccount/messages/account_connected_other.txt": _("It is connected to another account."),
    "socialaccount/messages/account_disconnected.txt": _("Your organisation's sign-in was taken off."),
}

# Words of allauth's forms and errors whose Bulgarian is to be in our voice.
ALLAUTH = (
    _("Email"),
    _("Email address"),
    _("Code"),
    _("Authenticator code"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Password (again)"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes additional "
        "requirements such as biometrics or PIN protection."
    ),
    _("Forgot your password?"),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Master key"),
    _("Backup key"),
    _("Incorrect code."),
    _("Incorrect password."),
    _("The email address and/or password you specified are not correct."),
    _("The username and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("You cannot add an email address to an account protected by two-factor authentication."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    pgettext_lazy("field label", "Login"),
    ngettext_lazy(
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
