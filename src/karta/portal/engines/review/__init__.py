"""Reviewing entries: rounds, jurors, conflicts of interest, assignment, scores, deliberation, signed decisions.

Rooms stand on this engine; it knows none of them. An entry is named by (app, object_id): the label of the room's app
and the room's own id of it, as text.

A room supplies
- in its `ready()`: `sources.register(Source(app=…, label=…, document=…, address=…, decided=…))` (review/sources.py);
- for each entry, `services.enter(round_id, category, object_id, shown=Shown(…), identity=Identified(…), by, at)`:
  `Shown` is all that a juror of a blind round ever sees (title, parts, documents, terms): the room takes names out of
  it; `Identified` is who stands behind it (title as published, authors' accounts and names, organisations), kept in
  tables of its own. Called again before the round opens, the newer one counts; once it is open, NotNow;
- `services.withdraw(round_id, object_id, by, at)` takes an entry back, until its category is decided.

A room gets
- `queries.rounds_of(app)`, `queries.entered(app, object_id)`: the rounds and where an entry stands;
- `queries.results(round)`: `Result(category, object_id, place, verdict)` once a decision is issued, and only then;
- `queries.feedback(app, object_id)`: words of jurors for the applicant, without their names, once it is issued;
- `Source.decided(round, results)`, called within the transaction that issues the decision of a category.

Jurors' pages are at `review:…` (/review/), those of who leads a round at /team/review/.
"""
