"""What claims are made of: the closed list of properties with their labels, and which of them are roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Roles: claims that mention bodies, in the order in which pages show them.
ROLES = {
    "coordinator": _("Coordinator"),
    "founder": _("Founders"),
    "organiser": _("Organisers"),
    "co_organiser": _("Co-organisers"),
    "partner": _("Partners"),
    "supporter": _("Supporters"),
    "participant": _("Participants"),
    "opened_by": _("Opened by"),
    "guest": _("Guests, by office"),
    "speaker": _("Speakers, by office"),
    "moderator": _("Moderator, by office"),
    "place": _("Venue"),
    "funder": _("Funder"),
    "owner": _("Owner and partners"),
    "member": _("Members"),
}
ROLE_OF_ONE = {"coordinator": _("coordinator"), "partner": _("partner"), "participant": _("participant")}
AWARDS = {
    "winner": _("Best Bulgarian spin-off"),
    "winner_european": _("Best European spin-off with Bulgarian participation"),
}
DATES = {
    "dates": _("Date"),
    "next_edition": _("Date of the next edition"),
    "start": _("Start"),
    "end": _("End"),
    "period": _("Period"),
    "founding": _("Foundation"),
    "closing": _("Closing"),
    "year": _("Year"),
    "order": _("Order of the news"),
}
FIGURES = {
    "partners": _("Number of partners"),
    "regions": _("Number of regions"),
    "countries": _("Number of countries"),
    "duration": _("Duration"),
    "budget": _("Budget"),
    "eu_contribution": _("Contribution of the EU"),
    "meetings": _("Meetings with opinion leaders"),
    "answers": _("Answers to the survey"),
    "participants": _("Participants in co-creation"),
    "competing_companies": _("Competing companies"),
    "target": _("Target"),
    "attracted": _("Attracted funding"),
    "funding": _("Funding"),
    "amount": _("Amount"),
    "amount_industrial_challenges": _("Amount for industrial challenges"),
    "amount_sustainable_production": _("Amount for sustainable production"),
    "sector_organisations": _("Organisations of the sector"),
    "sector_revenue": _("Revenue of the sector"),
    "sector_jobs": _("Jobs of the sector"),
    "no_break_spaces": _("Lines with no-break spaces"),
}
TEXTS = {
    "name": _("Name"),
    "full_name": _("Full name"),
    "title": _("Title"),
    "programme": _("Programme"),
    "grant": _("Number of the grant"),
    "series": _("Series"),
    "origin": _("Origin"),
    "stage": _("Stage"),
    "channel": _("Channel"),
    "topics": _("Topics"),
    "audience": _("For whom"),
    "holder_name": _("Name of the holder"),
    "mention": _("Named organisations"),
    "mixed_letters": _("Letters of two alphabets"),
    "spelling": _("Spelling"),
    "link": _("Link"),
    "placeholder": _("Editor's note"),
}
LABELS = {**ROLES, **AWARDS, **DATES, **FIGURES, **TEXTS}

UNITS = {
    "organisations": _("organisations"),
    "regions": _("regions"),
    "countries": _("countries"),
    "years": _("years"),
    "meetings": _("meetings"),
    "answers": _("answers"),
    "persons": _("persons"),
    "lines": _("lines"),
}
BASES = {
    "kick_off": _("start meeting"),
    "announced": _("announced"),
    "launched": _("launched"),
    "name": _("year in the name"),
    "deadline": _("deadline"),
    "activities": _("activities"),
    "member_states": _("Member States"),
    "member_states_and_ukraine": _("Member States and Ukraine"),
    "nuts": _("regions of NUTS"),
    "facebook": "Facebook",
    "linkedin": "LinkedIn",
    "website": _("Website"),
    "emoji": _("emoji"),
    "best_bulgarian": _("Bulgarian"),
    "best_european": _("European"),
}
