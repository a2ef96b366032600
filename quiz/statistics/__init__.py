"""Figures about studying, from plain counts: what is due, known, remembered, and how cards do.

docs/statistics.md gives every formula with its source, its least counts and its limits.
"""
