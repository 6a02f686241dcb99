"""Forms of accounts that allauth asks in other words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.contrib.auth.forms import SetPasswordForm
from django.forms import EmailField, EmailInput, TextInput, ValidationError
from django.utils.translation import gettext_lazy as _

from karta.portal.platform import queries


class SignInForm(LoginForm):
    """E-mail and password. The field takes the name of an account of before as well, so it is a text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget = TextInput(attrs={"autocomplete": "username", "inputmode": "email"})


class FirstPasswordForm(SetPasswordForm):
    """The address and password of the first steward, or the password of somebody who was invited."""

    email = EmailField(
        label=_("E-mail"), widget=EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it, and get the codes that reset a password."),
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        if user.email:  # an invitation: its link came to this address
            self.fields["email"].initial, self.fields["email"].disabled = user.email, True

    field_order = ("email", "new_password1", "new_password2")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if queries.is_address_of_another(email, user_id=self.user.pk):
            raise ValidationError(_("Another account has this address."))
        return email
