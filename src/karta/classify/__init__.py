"""The sector of an organisation from what it writes of its activity, in Bulgarian or English. Pure.

`read` takes the words out of a text, `index` says how near each class of NACE Rev. 2 is to them, `score` makes of that
a probability of each class and of "nothing can be told", `answer` gives the likeliest with their evidence.

The index is made from classes.csv and practice.csv when it is first asked for, in half a second: what is kept is text
that a person can correct, and two dozen weights, which `python -m karta.classify.fit` writes, same bytes always.
"""

from karta.classify.answer import Answer, Candidate, classify_text

__all__ = ["Answer", "Candidate", "classify_text"]
