"""The numbers behind the charts of a filter: figures by year, sectors, two measures, relations.

Each question stands on the same `match()` as counter, map and list, and says what it leaves out. What is drawn, and
where on the page, is the portal's matter.
"""
