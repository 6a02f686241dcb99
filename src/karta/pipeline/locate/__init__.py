"""Where each record stands: settlement, municipality, district, region."""
