"""Find a circle in a graph of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def find_cycle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that lead back to the first of them, which is repeated at the end; empty without a circle."""
    done: set[str] = set()
    for start in graph:
        path: dict[str, None] = {}  # in order, and quick to look up
        pending: list[Iterator[str]] = [iter((start,))]
        while pending:
            name = next(pending[-1], None)
            if name is None:
                pending.pop()
                if path:
                    done.add(path.popitem()[0])
            elif name in path:
                names = list(path)
                return [*names[names.index(name) :], name]
            elif name not in done:
                path[name] = None
                pending.append(iter(graph.get(name, ())))
    return []
