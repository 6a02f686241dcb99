"""What the organisation page and the proof show, as plain data ready for their templates.

figures (a claim as text and kind of value) · chart (figures over time as SVG) · line (claims on one axis)
"""
