"""Run Rasa's graph in a plain loop. Python 3.10.

Rasa hands its graph to dask, three times a message. Dask cuts it down, orders it and keeps the books of a
scheduler each time, for nodes that run one after another in any case: a millisecond of each message.
"""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

#: Name of the attribute on a runner that keeps the order of the nodes for each tuple of targets.
_ORDERS = "orders_by_targets"


def run_in_order() -> None:
    """From now on graphs are run by :func:`run`."""
    DaskGraphRunner.run = run


def run(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """What the targets give; without targets, what all nodes give that are targets by themselves."""
    schema = runner._graph_schema
    wanted = targets if targets else schema.target_names
    results: dict[str, Any] = {}
    for name, value in (inputs or {}).items():
        if isinstance(value, str) and value in schema.nodes:
            raise GraphRunError(f"Input value '{value}' clashes with a node name.")
        results[name] = (name, value)
    for name in _order_of(runner, tuple(wanted)):
        if name not in results:
            needs = schema.nodes[name].needs.values()
            results[name] = runner._instantiated_nodes[name](*(results.get(need, need) for need in needs))
    return dict(results[name] for name in wanted)


def _order_of(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Sequence[str]:
    orders: dict[tuple[str, ...], Sequence[str]] = runner.__dict__.setdefault(_ORDERS, {})
    if targets not in orders:
        orders[targets] = order(runner._graph_schema, targets)
    return orders[targets]


def order(schema: GraphSchema, targets: Iterable[str]) -> list[str]:
    """The nodes that the targets need, each after those that it needs itself."""
    done: dict[str, None] = {}
    _add(schema, targets, done, ())
    return list(done)


def _add(schema: GraphSchema, names: Iterable[str], done: dict[str, None], above: tuple[str, ...]) -> None:
    for name in names:
        if name in above:
            raise GraphRunError(f"Node '{name}' needs itself.")
        if name in schema.nodes and name not in done:  # other names are inputs
            _add(schema, schema.nodes[name].needs.values(), done, (*above, name))
            done[name] = None
