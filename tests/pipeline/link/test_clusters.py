"""Whatever edges come in whatever order, no group ever holds two ЕИК or two records that differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from karta.pipeline.link.clusters import NONE, Clusters, Edge

RECORDS = list(range(8))
EIKS = [831902088, 103267194, 115576405]
pairs = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] != pair[1])


@given(
    edges=st.lists(pairs, max_size=30),
    eiks=st.dictionaries(st.sampled_from(RECORDS), st.sampled_from(EIKS)),
    different=st.lists(pairs, max_size=3),
)
def test_no_group_ever_breaks_a_rule(edges, eiks, different) -> None:
    nowhere = [NONE] * len(RECORDS)
    clusters = Clusters([eiks.get(record, NONE) for record in RECORDS], nowhere, nowhere, different=different)
    for left, right in edges:
        clusters.join(Edge(left, right, "certain_rule", "", ""))
    for group in clusters.groups():
        assert len({eiks[record] for record in group if record in eiks}) <= 1
        assert not any(left in group and right in group for left, right in different)
        assert set(clusters.reasons(group[0])) == set(group[1:])
    assert sorted({record for group in clusters.groups() for record in group}) == sorted(
        record for record in RECORDS if len(clusters.members(record)) > 1
    )
