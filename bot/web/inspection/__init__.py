"""Inspections over HTTP: agencies' systems by key, codes for everybody."""
