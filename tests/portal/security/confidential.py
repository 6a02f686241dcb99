"""What each model of the portal may show, and to whom. A new model, or a new column of text, needs a decision here.

A column of text (or JSON) that is neither public nor a code is confidential: a canary is planted there, and only the
roles of `seen_by` may come across it. The owner is the account that the row is about; `owner`: whether it sees it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ORG = "bg-eik-831902088"  # an organisation of the demo map
ALL = ("*",)


@dataclass(frozen=True, slots=True)
class Decision:
    """public: columns that anybody may read (ALL: each). codes: columns that hold no words, with what to put there."""

    public: tuple[str, ...] = ()
    codes: dict[str, Any] = field(default_factory=dict)
    seen_by: frozenset[str] = frozenset()
    owner: bool = False


CURATORS = frozenset({"curator", "steward", "administrator"})
STEWARDS = frozenset({"steward", "administrator"})
EDITORS = frozenset({"editor", "steward", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})
TEAM = CURATORS | EDITORS
PUBLIC = Decision(public=ALL)

DECISIONS = {
    # platform
    "platform.AuditLine": Decision(codes={"action": "contact.terms_set", "target": "contact.terms:1"},
                                   seen_by=ADMINISTRATORS, owner=True),
    "platform.OneTimeLink": Decision(),
    "platform.Attempt": Decision(),
    "platform.Letter": Decision(),
    "platform.ApiKey": Decision(codes={"language": "bg"}),
    "platform.Consent": Decision(codes={"purpose": "public_role"}),
    "platform.PublicState": PUBLIC,
    "auth.User": Decision(codes={"password": "!"}, seen_by=TEAM, owner=True),
    "account.EmailAddress": Decision(seen_by=ADMINISTRATORS, owner=True),
    "mfa.Authenticator": Decision(codes={"type": "recovery_codes"}),
    "socialaccount.SocialAccount": Decision(codes={"provider": "organisation"}, owner=True),
    "socialaccount.SocialToken": Decision(),
    # directory
    "directory.Region": PUBLIC,
    "directory.Body": PUBLIC,
    "directory.Source": PUBLIC,
    "directory.Claim": Decision(
        codes={"subject_kind": "edition", "subject_code": "@edition", "property": "organiser", "language": "bg",
               "visibility": "team", "method": "as_published"}, seen_by=TEAM,
    ),
    "directory.Mention": PUBLIC,  # of a claim; which claims are public is theirs to say
    "directory.Contradiction": PUBLIC,
    "directory.Choice": PUBLIC,  # the reasons of curators stand beside what they chose
    "directory.Change": PUBLIC,  # corrections are public with their reason
    "directory.Series": PUBLIC,
    "directory.Edition": PUBLIC,
    "directory.SeriesEntry": PUBLIC,
    "directory.Project": PUBLIC,
    "directory.Shipped": PUBLIC,
    "directory.Noticed": PUBLIC,
    "directory.Correction": Decision(
        codes={"org_id": ORG, "property": "other", "measure": "", "claim_id": "", "unit": "", "language": "bg",
               "snapshot": "s", "source_url": ""}, seen_by=CURATORS,
    ),
    "directory.SavedView": Decision(codes={"params": []}),
    "directory.Alert": Decision(codes={"params": [], "language": "bg", "origin": "http://testserver", "told": ""}),
    "directory.Representative": Decision(codes={"org_id": ORG}, seen_by=STEWARDS, owner=True),
    # Public once confirmed (test_x_07_…); the planted one waits for that.
    "directory.PublicRole": Decision(codes={"org_id": ORG}, seen_by=STEWARDS, owner=True),
    "profiles.Version": PUBLIC,
    "profiles.Offer": PUBLIC,
    "profiles.EmailCode": Decision(),
    # engines, imports
    "builds.Run": Decision(codes={"subject": "", "message": {"bg": "x", "en": "x"}, "result": {}, "error": {}},
                           seen_by=STEWARDS),
    "imports.Import": Decision(
        codes={"folder": "", "state": "discarded", "form": {}, "columns": [], "mapping": {}, "earlier": {}, "notes": [],
               "preview": {}, "error": {}, "snapshot": "", "version": ""}, seen_by=STEWARDS,
    ),
    # rooms
    "contact.Message": Decision(codes={"language": "bg"}, seen_by=STEWARDS),
    "contact.Answer": Decision(seen_by=STEWARDS),
    "contact.Terms": PUBLIC,
    "members.Kind": PUBLIC,
    "members.Terms": Decision(public=("payee_bg", "payee_en"), codes={"stages": [7, 30]}, seen_by=STEWARDS, owner=True),
    # Of a person; the name of an organisation stands in the public list.
    "members.Membership": Decision(
        codes={"org_id": "", "language": "bg", "origin": "http://testserver", "state": "standing"}, seen_by=STEWARDS,
        owner=True,
    ),
    "members.Step": Decision(seen_by=STEWARDS, owner=True),
    "members.RoleGiven": Decision(),
    "members.Charge": Decision(seen_by=STEWARDS, owner=True),
    "members.Payment": Decision(seen_by=STEWARDS, owner=True),
    "members.Reminder": Decision(),
    "news.HomePage": PUBLIC,
    "news.NewsIndexPage": PUBLIC,
    "news.NewsItem": PUBLIC,  # once published; a draft is planted by hand (test_canary)
    "news.StandingPage": PUBLIC,
    "news.Version": PUBLIC,
    "news.Uncertain": Decision(seen_by=EDITORS),
    "news.NameDecision": Decision(codes={"org_id": ORG}, seen_by=EDITORS),
    "news.Mention": PUBLIC,
    "investors.Investor": Decision(codes={"org_id": ""}, seen_by=STEWARDS, owner=True),
    "investors.Seat": Decision(codes={"language": "bg", "state": "admitted"}, seen_by=STEWARDS, owner=True),
    "investors.Offer": PUBLIC,
    "investors.Document": Decision(codes={"org_id": ORG}, owner=True),
    "investors.Version": Decision(codes={"media_type": "application/pdf", "sha256": "0" * 64}, owner=True),
    "investors.Release": Decision(),
    "investors.Opening": Decision(),
    "investors.Interest": Decision(codes={"org_id": ORG}, owner=True),
    "investors.Introduction": Decision(codes={"org_id": ORG}, seen_by=STEWARDS, owner=True),
    "investors.Step": Decision(),
    "investors.Note": Decision(codes={"org_id": ORG}, owner=True),
}  # fmt: skip
