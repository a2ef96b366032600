"""The pure domain: decides, and knows no web, storage, clock, randomness or I/O."""
