"""Which fields of a deed are read, by FieldIdent, and which are left by name. Meanings: the register's code list."""

from __future__ import annotations

# FieldIdent → our word for it. Second and third instance of a court count as the first.
READ = {
    "00020": "name",
    "00030": "legal_form",
    "00040": "latin",
    "00050": "seat",
    "00060": "activity",
    "00061": "nkid",
    "00270": "deletion",
    "00271": "deletion",  # its seat moved to another member state
    "00273": "deletion",  # the file was closed
    "00280": "deletion",  # the branch of a foreign trader was closed
    "00310": "capital",
    "00510": "branch_seat",
    "00511": "branch_name",
    "00512": "branch_eik",
    "00520": "branch_activity",
    "00521": "branch_nkid",
    "00550": "branch_closure",
    "05010": "liquidation",
    "05050": "liquidation_stop",
    "05060": "liquidation_again",
    "07010": "conversion",
    "07020": "predecessor",
    "07021": "predecessor",
    "07030": "successor",
    "08010": "conversion",
    "08011": "conversion",
    "08020": "predecessor",
    "08021": "predecessor",
    "08030": "successor",
    "09010": "insolvency",
    "09012": "insolvency",
    "09013": "insolvency",
    "09060": "insolvency_end",
    "09062": "insolvency_end",
    "09063": "insolvency_end",
    "09100": "insolvency",
    "09102": "insolvency",
    "09103": "insolvency",
    "09110": "insolvency_end",
    "09112": "insolvency_end",
    "09113": "insolvency_end",
}
TRADER = "00180"  # the person who is a sole trader: the deed is a person's
# Fields that hold several values, each ended by its own Erase only.
SEVERAL = ("successor", "predecessor")


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# People: who manages, represents, owns, liquidates. Never read, not even to be counted by kind.
PEOPLE = _codes(
    "00070 00071 00080 00090 00100 00101 00102 00103 00110 00120 00121 00122 00123 00130 00131 00132 00133 00134 00140 "
    "00142 00143 00150 00151 00180 00190 00200 00201 00210 00220 00221 00222 00223 00224 00225 00230 00231 00232 00240 "
    "00290 00410 00420 00430 00440 00530 00540 00541 00600 01021 01040 01090 01130 01160 05020 05030 05300 05310 05320 "
    "05330 05340 05350 05360 05370 05371 05380 05381 05400 05500 05510 06000 06010 06020 09030 09032 09033 09120 09122 "
    "09123 09150 09151 09152 09153"
)
# No fact for a map: numbers of other registers, terms, shares and deposits, licences, steps of a court case.
LEFT = _codes(
    "00010 00011 00012 00051 00160 00161 00162 00170 00241 00250 00251 00260 00272 00281 00311 00312 00320 00330 00340 "
    "00700 00701 00710 01000 01010 01020 01030 01050 01060 01070 01080 01100 01110 01120 01140 01150 01170 05040 07040 "
    "07050 07060 08040 09020 09021 09022 09023 09040 09042 09043 09050 09052 09053 09061 09064 09065 09070 09072 09073 "
    "09080 09082 09083 09090 09092 09093 09111 09114 09115"
)
IGNORED = PEOPLE | LEFT

# Sections of a deed in which nothing is read: proxies, pledges, distraints, real owners, sold shops, filed acts.
IGNORED_SECTIONS = frozenset(
    ("B1_Procura", "B3_Pledge_DD", "B4_Pledge_TP", "B5_Distraint_DD", "B7_ActualOwner", "V1_Transfer",
     "G1_ActAnnouncement", "AdditionalCircumstances", "Notes")
)  # fmt: skip
READ_SECTIONS = frozenset(
    ("MainCircumstances", "B2_Branch", "B6_Liquidation", "V2_Conversion", "V3_Reorganization_K", "Bankruptcy")
)
# Sections of which a deed may have several: their number keeps them apart.
NUMBERED_SECTIONS = frozenset(("B2_Branch", "V2_Conversion", "V3_Reorganization_K"))
