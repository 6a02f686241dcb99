"""The report to an edition's partners: who was what, when, and how many came, from five people on."""
