"""bot.nlu.graph_run, in Rasa's environment, against dask."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import unittest
from unittest import mock

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from bot.nlu import graph_run

DASK = DaskGraphRunner.run


def node(*needs, target=False):
    return SchemaNode(
        needs={need: need for need in needs},
        uses=object,
        constructor_name="create",
        fn="run",
        config={},
        is_target=target,
    )


def runner(nodes):
    """A runner whose nodes tell their name and what they were given."""
    made = object.__new__(DaskGraphRunner)
    made._graph_schema = GraphSchema(nodes)
    made._execution_context = None
    made.heard = []

    def told(name):
        def call(*given):
            made.heard.append(name)
            return name, [name, *given]

        return call

    made._instantiated_nodes = {name: told(name) for name in nodes}
    return made


def diamond():
    return runner(
        {
            "last": node("left", "right", target=True),
            "left": node("first"),
            "right": node("first", "__message__"),
            "first": node("__message__"),
            "aside": node("__tracker__", target=True),
        }
    )


class GraphRunTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, DaskGraphRunner, "run", DASK)
        graph_run.run_in_order()

    def test_it_gives_what_dask_gives(self):
        inputs = {"__message__": ["问"], "__tracker__": {"slots": {}}}
        for targets in (None, [], ["last"], ["left", "aside"], ["first"], ["aside", "last", "first"]):
            with self.subTest(targets):
                by_dask, ours = diamond(), diamond()
                self.assertEqual(ours.run(inputs, targets), DASK(by_dask, inputs, targets))
                self.assertEqual(sorted(ours.heard), sorted(by_dask.heard))

    def test_an_input_may_be_a_target(self):
        inputs = {"__message__": [1]}
        self.assertEqual(diamond().run(inputs, ["__message__"]), DASK(diamond(), inputs, ["__message__"]))

    def test_a_missing_input_is_named_to_the_node_as_dask_does(self):
        self.assertEqual(diamond().run(None, ["first"]), DASK(diamond(), None, ["first"]))

    def test_each_node_runs_once_and_after_what_it_needs(self):
        graph = diamond()
        graph.run({"__message__": [], "__tracker__": []})
        self.assertEqual(graph.heard, ["first", "left", "right", "last", "aside"])

    def test_the_order_is_found_once(self):
        graph = diamond()
        graph.run({"__message__": []}, ["last"])
        with mock.patch.object(graph_run, "order") as order:
            graph.run({"__message__": []}, ["last"])
        order.assert_not_called()

    def test_an_input_that_is_named_like_a_node_is_refused(self):
        with self.assertRaises(GraphRunError):
            diamond().run({"__message__": "left"}, ["last"])

    def test_a_circle_is_refused(self):
        with self.assertRaises(GraphRunError):
            runner({"one": node("two", target=True), "two": node("one")}).run()

    def test_a_node_that_fails_is_heard(self):
        graph = diamond()
        graph._instantiated_nodes["left"] = mock.Mock(side_effect=GraphRunError("broken"))
        with self.assertRaises(GraphRunError):
            graph.run({"__message__": []}, ["last"])


if __name__ == "__main__":
    unittest.main()
