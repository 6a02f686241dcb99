"""Nodes stand apart, inside the picture, and always in the same places."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.portal.explorer.charts_page.layout import layout

WIDTH = 1060.0
PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=60)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_the_same_relations_give_the_same_picture_and_no_node_hides_another(pairs: list[tuple[int, int]]) -> None:
    edges = [(f"n{a:02d}", f"n{b:02d}") for a, b in pairs]
    nodes = sorted({node for edge in edges for node in edge})
    places, height = layout(nodes, edges, WIDTH)
    assert (places, height) == layout(reversed(nodes), reversed(edges), WIDTH)
    assert places.keys() == set(nodes)
    for place in places.values():
        assert 0 <= place.x <= WIDTH
        assert 0 <= place.y <= height
    for one, other in combinations(nodes, 2):
        a, b = places[one], places[other]
        assert abs(a.x - b.x) > 1 or abs(a.y - b.y) > 1, (one, other)


@pytest.mark.parametrize("count", [2, 3, 40, 119])
def test_a_star_has_its_members_in_two_columns_beside_it(count: int) -> None:
    members = [f"m{n:03d}" for n in range(count)]
    places, height = layout(["hub", *members], [(one, "hub") for one in members], WIDTH)
    for side, sign in (("left", -1), ("right", 1)):
        column = [places[one] for one in members if places[one].side == side]
        assert all((place.x - places["hub"].x) * sign > 0 for place in column)
        rows = sorted(place.y for place in column)
        assert all(below - above >= 17 for above, below in pairwise(rows))
    assert height < 1200
