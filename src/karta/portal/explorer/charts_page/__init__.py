"""What the charts page shows, as plain data ready for its templates: one module a chart.

state (what was asked and the addresses of other states) · axis (scales and units) · marks (bars, dots, lines) ·
years, years_table, sectors, scatter, network (drawings and their rows) · layout (where nodes stand) ·
tables (the same numbers on the page and as a file) · empty (why nothing is drawn, and what to do) · page
"""
