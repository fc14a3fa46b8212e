from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge.checks.cycles import find_cycle


def test_circles():
    assert find_cycle({}) == []
    assert find_cycle({"a": ["b"], "b": ["c"], "c": []}) == []
    assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"]}) == []
    assert find_cycle({"a": ["a"]}) == ["a", "a"]
    assert find_cycle({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]


def test_long_chains_do_not_overflow():
    chain = {str(number): [str(number + 1)] for number in range(20_000)}
    assert find_cycle(chain) == []


nodes = st.sampled_from("abcdef")


@given(st.dictionaries(nodes, st.lists(nodes, max_size=4)))
def test_a_circle_is_one_and_is_found_when_there_is_one(graph):
    found = find_cycle(graph)
    for before, after in pairwise(found):
        assert after in graph[before]
    if found:
        assert found[0] == found[-1]
    else:
        assert _sortable(graph)


def _sortable(graph):
    left = {node: set(after) for node, after in graph.items()}
    while left:
        free = [node for node, after in left.items() if not after & left.keys()]
        if not free:
            return False
        for node in free:
            del left[node]
    return True
