"""What the charts page shows, as plain data ready for its templates: one module a chart.

state (what was asked and the addresses of other states) · axis (scales and ticks) · years · sectors · scatter ·
network (drawings) · layout (where nodes stand) · tables (the same numbers as rows, on the page and as a file) · page
"""
