"""From a question to replies: a list of small steps over the published knowledge.

Nothing is imported here: the edge needs :mod:`actions.answering.emergency` alone, without the index.
"""
