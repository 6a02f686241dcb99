"""How accounts work (django-allauth's settings), and the identity provider that an organisation may bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

QUARTER = 15 * 60
OIDC_ID = "organisation"


class WrongAccountSetting(ValueError):
    """A setting of accounts that cannot be understood; the portal does not start with it."""


def account_settings(env: Mapping[str, str], address: str) -> dict[str, Any]:
    """Settings of allauth. `address`: where readers find the portal, "" on one's own machine.

    KARTA_SIGN_UP=off: accounts are made by administrators only. KARTA_OIDC_URL, _CLIENT, _SECRET, _NAME: sign in
    through an OpenID Connect provider as well. Errors: WrongAccountSetting.
    """
    sign_up = env.get("KARTA_SIGN_UP", "on")
    if sign_up not in ("on", "off"):
        raise WrongAccountSetting(f"KARTA_SIGN_UP={sign_up}: write on or off")
    return {
        "ACCOUNT_ADAPTER": "karta.portal.platform.accounts.Accounts",
        "MFA_ADAPTER": "karta.portal.platform.accounts.SecondFactors",
        "SOCIALACCOUNT_ADAPTER": "karta.portal.platform.accounts.Providers",
        "ACCOUNT_FORMS": {"login": "karta.portal.platform.account_forms.SignInForm"},
        # By e-mail; by name too for accounts of before, which have no address until their owner adds one.
        "ACCOUNT_LOGIN_METHODS": {"email", "username"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_SIGNUP_ENABLED": sign_up == "on",
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        # A code to type binds the mail to the browser that asked; a link would be opened by mail scanners too.
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": QUARTER,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": QUARTER,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,  # nobody gets mail from us because a stranger typed their address
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        # Per address of the network and per account; counted in the database, so over all processes.
        "ACCOUNT_RATE_LIMITS": {
            "login": "30/m/ip",
            "login_failed": "20/15m/ip,5/15m/key",
            "signup": "10/15m/ip",
            "reset_password": "10/15m/ip,3/15m/key",
            "confirm_email": "3/15m/key",
            "manage_email": "10/15m/user",
            "change_password": "5/15m/user",
            "reauthenticate": "10/15m/user",
        },
        "ALLAUTH_USER_CODE_FORMAT": {"numeric": True, "length": 8},
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Karta",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not address.startswith("https://"),
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        **_provider(env),
    }


def _provider(env: Mapping[str, str]) -> dict[str, Any]:
    """OIDC_ORIGIN is where the browser is sent to; the content security policy lets forms lead there."""
    url = env.get("KARTA_OIDC_URL", "")
    if not url:
        return {"OIDC_ORIGIN": "", "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": []}}}
    parts, client = urlsplit(url), env.get("KARTA_OIDC_CLIENT", "")
    if parts.scheme not in ("https", "http") or not parts.hostname or not client:
        raise WrongAccountSetting("KARTA_OIDC_URL: write https://login.example.org/realm, with KARTA_OIDC_CLIENT")
    app = {
        "provider_id": OIDC_ID,
        "name": env.get("KARTA_OIDC_NAME", parts.hostname),
        "client_id": client,
        "secret": env.get("KARTA_OIDC_SECRET", ""),
        "settings": {"server_url": url},
    }
    return {
        "OIDC_ORIGIN": f"{parts.scheme}://{parts.netloc}",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}},
    }
