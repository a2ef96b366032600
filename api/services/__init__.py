"""Verbs: each service gathers, decides and remembers; none knows a web framework."""
