"""Rasa graph components. The only package that imports Rasa; it runs on Python 3.10."""
