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
    "directory.AliasMerge": PUBLIC,  # joinings stand with their reason and what took them back
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
    # A closed round, so that what is shown by then is crawled too.
    "review.Round": Decision(
        codes={"app": "none", "tie_rules": ["criteria"], "sent_key": "k", "state": "closed"}, seen_by=STEWARDS,
        owner=True,
    ),
    "review.Category": Decision(codes={"code": "one"}, seen_by=STEWARDS, owner=True),
    "review.Criterion": Decision(codes={"code": "one", "anchors": []}, seen_by=STEWARDS, owner=True),
    "review.Entry": Decision(
        codes={"app": "none", "object_id": "1", "documents": [], "terms": [], "sha256": "0" * 64}, seen_by=STEWARDS,
        owner=True,
    ),
    # Who stands behind an entry: the owner is a juror here, and must not come across it.
    "review.Identity": Decision(seen_by=STEWARDS),
    "review.Party": Decision(codes={"org_id": ORG}, seen_by=STEWARDS),
    "review.Juror": Decision(codes={"terms": [], "org_ids": [], "state": "accepted"}, seen_by=STEWARDS, owner=True),
    "review.Conflict": Decision(codes={"juror_org_id": ORG, "entry_org_id": ORG, "proof": {}}, seen_by=STEWARDS,
                                owner=True),
    "review.Plan": Decision(codes={"lacking": []}),
    "review.Assignment": Decision(codes={"removed_for": "", "state": "released"}),
    "review.Review": Decision(codes={"points": {"one": 1}, "sha256": "", "state": "submitted"}, seen_by=STEWARDS,
                              owner=True),
    "review.Minute": Decision(codes={"sent_key": "k"}, seen_by=STEWARDS, owner=True),
    "review.Vote": Decision(),
    "review.Decision": Decision(codes={"outcome": [], "record": {}, "sha256": "0" * 64}, seen_by=STEWARDS, owner=True),
    "review.Signature": Decision(codes={"sha256": "0" * 64}),
    "imports.Import": Decision(
        codes={"folder": "", "state": "discarded", "form": {}, "columns": [], "mapping": {}, "earlier": {}, "notes": [],
               "preview": {}, "error": {}, "snapshot": "", "version": ""}, seen_by=STEWARDS,
    ),
    # rooms
    "afterwards.Picture": Decision(
        public=("alt_bg", "alt_en", "caption_bg", "caption_en", "credit"),
        codes={"widths": [[480, 320]], "sha256": "0" * 64, "people": "agreed", "licence": "cc-by-4.0"}, seen_by=EDITORS,
    ),
    # Public while every author agrees (test_spn_19_…), as the planted ones do.
    "afterwards.Deck": Decision(public=("title_bg", "title_en", "name"), codes={"language": "bg", "sha256": "0" * 64}),
    "afterwards.Author": Decision(),
    "afterwards.Consent": Decision(),
    "afterwards.Round": Decision(),
    "afterwards.Certificate": Decision(codes={"number": "0000-0000-0000", "marks": [], "kind": "speaking"}),
    "afterwards.Report": Decision(
        codes={"figures": {"registered": None, "came": None, "countries": [], "others": None}}, seen_by=STEWARDS
    ),
    "afterwards.Ballot": Decision(codes={"token_hash": "0" * 64}),
    "afterwards.Answer": Decision(
        public=("public_words",), codes={"stars": 3, "language": "bg", "words_state": "waiting"}, seen_by=EDITORS
    ),
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
    "events.Hall": PUBLIC,
    "events.Track": PUBLIC,
    # Public once published; the planted one is planned.
    "events.Session": Decision(codes={"kind": "talk", "state": "planned"}, seen_by=EDITORS),
    # Public once the person agreed; the planted one was not asked.
    "events.Speaker": Decision(codes={"language": "bg"}, seen_by=EDITORS),
    "events.SessionSpeaker": PUBLIC,
    "events.SessionPartner": PUBLIC,
    "awards.Award": PUBLIC,
    "awards.Question": PUBLIC,
    "awards.Entry": Decision(
        codes={"category": "best_bulgarian", "org_id": "", "language": "bg", "state": "draft"}, owner=True
    ),
    "awards.File": Decision(codes={"kind": "deck", "media_type": "application/pdf", "sha256": "0" * 64}, owner=True),
    "awards.Submission": Decision(
        codes={"category": "best_bulgarian", "org_id": "", "sha256": "0" * 64}, seen_by=STEWARDS, owner=True
    ),
    "awards.Mentor": PUBLIC,  # while its role is shown
    "awards.Slot": Decision(owner=True),
    "awards.Booking": Decision(codes={"language": "bg"}, owner=True),
    # events: registration
    "events.Admission": PUBLIC,
    "events.AskedField": PUBLIC,
    "events.Registration": Decision(
        codes={"language": "bg", "origin": "http://testserver", "answers": {}, "code": "0" * 16, "ticket": "0" * 32},
        seen_by=STEWARDS, owner=True,
    ),
    "events.Place": Decision(codes={"state": "held"}),
    "events.Door": Decision(seen_by=STEWARDS),
    "events.Scan": Decision(codes={"ticket": "0" * 32}, seen_by=STEWARDS, owner=True),
    "spinoffs.SpinOff": PUBLIC,
    "spinoffs.Decision": PUBLIC,  # the evidence stands beside the company
    "spinoffs.Proposal": Decision(
        codes={"origin_kind": "university", "language": "bg", "state": "open", "founded": "2020"}, seen_by=CURATORS,
    ),
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
