#!/bin/bash
# Fills the portal with what the cluster's own page says: events, projects, claims with their contradictions, news.
# Kinds of membership come without amounts: those are the team's to set.
# Running it again changes nothing; what people changed or deleted stays as they left it.
set -euo pipefail
export DJANGO_SETTINGS_MODULE=karta.portal.config.settings
python -m django migrate --verbosity 0 --no-input
python -m django karta_demo_facts
python -m django karta_demo_news
python -m django karta_membership_kinds
