"""The pages of places, sectors and segments, as plain data ready for their templates.

page (the profile) · tree (the lists of all places and sectors, with counts) · json_ld (the same for machines)
"""
