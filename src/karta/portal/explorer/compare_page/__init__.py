"""What the comparison and the profiles of places, sectors and segments show, as plain data ready for their templates.

state (what was asked, and the addresses one step away) · picker (what may be added) · cells (a group's numbers as
cells with their proofs) · lines (growth as SVG, on one scale) · organisations (figures of organisations as cells)
"""
