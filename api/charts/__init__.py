"""Figures drawn as SVG: pure functions from statistics to a document that stands alone.

A chart has no script, no event handler and nothing to load; all text in it is escaped. It is drawn
for a width, in a light or a dark theme or whichever the viewer prefers, and says in its title and
description what it shows. The same figures give the same bytes.
"""
