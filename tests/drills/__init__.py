"""Fault drills: what becomes of acknowledged answers when something breaks.

Each fault has a module; `faults` lists them, `drilling` runs them, `scripts/drill` is the way in.
Every drill is also run against a *mutant*, the real service with one thing broken at its start
(`mutants/`), and must notice.
"""
