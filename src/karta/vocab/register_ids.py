"""Register numbers by which a record is one organisation whatever else it says (ARCHITECTURE §4.1)."""

from __future__ import annotations

# The order tells which number names an organisation that has several. Scheme → prefix of the organisation's id, labels
# in English and in Bulgarian.
SCHEMES = {
    "eik": ("bg-eik-", "ЕИК", "ЕИК"),
    "lei": ("lei-", "LEI", "LEI"),
    "ror_id": ("ror-", "ROR", "ROR"),
    "ro_cif": ("ro-cif-", "CIF", "CIF"),
    "gb_crn": ("gb-crn-", "Companies House number", "номер в Companies House"),
    "vat": ("vat-", "VAT number", "номер по ДДС"),
}
