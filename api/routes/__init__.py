"""Nouns: each route parses, names its dependencies, makes one call and returns."""
