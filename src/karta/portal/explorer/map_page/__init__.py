"""What the map page shows, as plain data ready for its templates: one module a part of the page.

state (what was asked and the addresses of other states) · chips · choices · histograms · scale (classes and legend) ·
areas (values of the map) · drawing (the map as SVG) · listing · table · words
"""
