"""Inspections of enterprises: registry, checks before, codes at the door, records after (扫码入企, 综合查一次)."""
