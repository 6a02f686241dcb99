"""Who may open each address. A line is a pattern of URL names and a rule; the first that fits counts.

`public`: everybody. `account`: whoever is signed in. Else a rule of platform.rules by its last word: member, edit,
curate, choose (of directory.rules), steward, administer. `outside`: allauth's steps of signing in, which send back
others.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

# Roles that each rule lets in; a visitor has none.
ROLES = ("visitor", "account", "member", "editor", "curator", "steward", "administrator")
LETS_IN = {
    "public": set(ROLES),
    "outside": set(ROLES),
    "account": set(ROLES[1:]),
    "member": set(ROLES[2:]),
    "edit": {"editor", "steward", "administrator"},
    "curate": {"curator", "steward", "administrator"},
    "choose": {"editor", "curator", "steward", "administrator"},
    "steward": {"steward", "administrator"},
    "administer": {"administrator"},
}

TABLE = (
    # accounts
    ("account-*", "account"),
    ("account_login", "outside"),
    ("account_signup", "outside"),
    ("account_logout", "outside"),
    ("account_inactive", "outside"),
    ("account_reset_password", "outside"),
    ("account_confirm_password_reset_code", "outside"),
    ("account_complete_password_reset", "outside"),
    ("account_password_reset_completed", "outside"),
    ("account_email_verification_sent", "outside"),
    ("account_confirm_login_code", "outside"),
    ("account_reauthenticate", "account"),
    ("account_*reauthentication_code", "account"),
    ("account_email", "account"),
    ("account_change_password", "account"),
    ("account_set_password", "account"),
    ("mfa_authenticate", "outside"),
    ("mfa_login_webauthn", "outside"),
    ("mfa_trust", "outside"),
    ("mfa_*", "account"),
    ("socialaccount_connections", "account"),
    ("socialaccount_*", "outside"),
    ("openid_connect_*", "outside"),
    ("first-password", "public"),
    ("api-keys", "public"),
    ("key-*", "public"),
    # administrators
    ("team-*", "administer"),
    # the team
    ("imports:*", "steward"),
    ("operations:*", "steward"),
    ("curation:*", "curate"),
    ("news:board", "edit"),
    ("news:names", "edit"),
    ("editing:*", "edit"),
    ("facts:undo", "choose"),
    ("profiles:offers*", "public"),
    ("profiles:team-*", "steward"),
    ("profiles:*", "account"),
    ("contact:form", "public"),
    ("contact:sent", "public"),
    ("contact:*", "steward"),
    ("people:list", "public"),
    ("people:*", "account"),
    ("members:list", "public"),
    ("members:csv", "public"),
    ("members:join", "account"),
    ("members:mine", "account"),
    ("members:statement", "account"),
    ("members:withdraw", "account"),
    ("members:*", "steward"),
    ("aliases:list", "public"),  # the form of joining is the curators'
    ("aliases:*", "curate"),
    ("awards:list", "public"),
    ("awards:award", "public"),
    ("awards:guide", "public"),
    ("awards:template", "public"),
    ("awards:mentors", "public"),
    ("awards:desk", "steward"),
    ("awards:run", "steward"),
    ("awards:questions", "steward"),
    ("awards:question", "steward"),
    ("awards:export", "steward"),
    ("awards:hand-over", "steward"),
    ("awards:publish", "steward"),
    ("awards:team-file", "steward"),
    ("awards:*", "account"),  # one's own entries: another's are not there
    ("investors:showcase", "public"),
    ("investors:csv", "public"),
    ("investors:queue", "steward"),
    ("investors:seat", "steward"),
    ("investors:decline", "steward"),
    ("investors:end", "steward"),
    ("investors:led", "steward"),
    ("investors:own", "steward"),
    ("investors:put", "steward"),
    ("investors:tell", "steward"),
    ("investors:*", "account"),  # a seat or acting for an organisation is asked within: another's things are not there
    ("spinoffs:desk*", "curate"),
    ("spinoffs:new", "curate"),
    ("spinoffs:decide", "curate"),
    ("spinoffs:undo", "curate"),
    ("spinoffs:proposal", "curate"),
    ("spinoffs:years", "account"),  # who acts for the organisation, or the team: asked within
    ("spinoffs:fact", "account"),
    ("spinoffs:take-back", "account"),
    ("spinoffs:*", "public"),
    # a seat in the round is asked within: another's entry or review is not there
    *(
        (f"review:{name}", "account")
        for name in (
            "mine",
            "seat",
            "round",
            "entries",
            "entry",
            "draft",
            "reopen",
            "conflict",
            "document",
            "deliberation",
            "minute",
            "vote",
            "sign",
        )
    ),
    ("review:*", "steward"),
    # pages in Wagtail: what it serves is public, all else is behind the door of its administration
    ("wagtail_serve", "public"),
    ("wagtailcore_login", "outside"),
    ("wagtaildocs_serve", "public"),
    ("wagtaildocs_authenticate_with_password", "public"),
    ("wagtailadmin_logout", "outside"),
    ("wagtail*", "edit"),
    ("nameless team/pages/*", "edit"),
    # everybody
    ("nameless ", "public"),
    ("nameless en/segments/", "public"),
    ("nameless en/account/social/*", "outside"),
    ("api:*", "public"),
    ("home:page", "public"),
    ("events:team-*", "edit"),
    ("afterwards:team-papers", "steward"),
    ("afterwards:team-badges", "steward"),
    ("afterwards:team-certificate", "steward"),
    ("afterwards:team-issue", "steward"),
    ("afterwards:team-report", "steward"),
    ("afterwards:team-*", "edit"),
    ("afterwards:*", "public"),  # what is one person's opens by a link of their own
    ("gallery-file", "public"),
    ("events:*", "public"),
    ("registration:team*", "steward"),
    # a registration's link, or a link of the day, is asked within: for others such a thing is not there
    ("registration:*", "public"),
    ("facts:*", "public"),
    ("media", "public"),
    ("news:*", "public"),
    ("projects:*", "public"),
    ("explorer:*", "public"),
    ("directory:propose", "public"),
    ("saved:*", "public"),
    ("api-*", "public"),
    ("ogc*", "public"),
    ("embed", "public"),
    ("oembed", "public"),
    ("sitemap*", "public"),
    ("healthz", "public"),
    ("readyz", "public"),
    ("metrics", "public"),
)


def rule_of(name: str) -> str | None:
    """The rule for a URL's name, or None: then the table lacks a line."""
    return next((rule for pattern, rule in TABLE if fnmatchcase(name, pattern)), None)
