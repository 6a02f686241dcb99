"""Letters about dues: charged, to be paid soon, late. They belong to the membership: nobody unsubscribes from them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum import iso11649

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.members import letters, queries
from karta.portal.rooms.members.models import Charge
from karta.vocab import formats


def charged(charge: Charge, *, at: datetime) -> list[Letter]:
    """To the member: what is owed for the year, by when, how it is paid."""

    def say(language: str) -> mail.Said:
        text = _("The due of %(name)s for %(year)s is charged: %(amount)s, to be paid by %(day)s.")
        return _said(charge, language, _("Your membership due"), text, charge.amount_eur)

    return _each(charge, say, at=at)


def reminder(charge: Charge, open_eur: Decimal, today_after_due: int, *, at: datetime) -> list[Letter]:
    """To the member: what is still open. `today_after_due`: days after the due day, 0 and below before it."""

    def say(language: str) -> mail.Said:
        if today_after_due <= 0:
            subject = _("Your membership due, a reminder")
            text = _("Of the due of %(name)s for %(year)s %(amount)s are open; they are due on %(day)s.")
        else:
            subject = _("Your membership due is late")
            text = ngettext(
                "Of the due of %(name)s for %(year)s %(amount)s are open; they were due on %(day)s, %(late)s day ago.",
                "Of the due of %(name)s for %(year)s %(amount)s are open; they were due on %(day)s, %(late)s days ago.",
                today_after_due,
            ).replace("%(late)s", str(today_after_due))
        return _said(charge, language, subject, text, open_eur)

    return _each(charge, say, at=at)


def _each(charge: Charge, say: mail.Say, *, at: datetime) -> list[Letter]:
    found = charge.membership
    return letters.each(queries.addresses(found, is_about_dues=True), found.language, say, at=at)


def _said(charge: Charge, language: str, subject: str, text: str, amount: Decimal) -> mail.Said:
    """A letter with where to pay and under which reference."""
    terms = queries.terms()
    payee = terms.payee[language] or terms.payee["bg"] or terms.payee["en"]
    lines = [
        _("Payee: %(payee)s") % {"payee": payee} if payee else "",
        f"IBAN: {terms.iban}" if terms.iban else "",
        f"BIC: {terms.bic}" if terms.bic else "",
        _("Reference of the transfer: %(reference)s") % {"reference": iso11649.format(charge.reference)},
    ]
    words = {
        "name": charge.membership.name[language], "year": charge.year, "amount": formats.to_the_cent(amount, language),
        "day": formats.day(charge.due_on, language),
    }  # fmt: skip
    why = _("This letter belongs to the membership, so it cannot be unsubscribed from.")
    paid = _("If you have paid, thank you: the payment is noted when the bank tells of it.")
    return mail.Said(
        subject=subject,
        paragraphs=[text % words, _("Pay by bank transfer:")],
        lines=[line for line in lines if line],
        links=mail.link(_("Statement"), "members:statement", charge.membership_id, origin=charge.membership.origin),
        small=f"{why} {paid}",
    )
