"""Everything that talks to the outside: HTTP, the command line, the worker.

Python's collector of cycles looks less often from here on. Nearly everything that a request makes
is gone by its end without it, hundreds of requests at once keep much alive in between, and a
seventh of a start went into looking at modules that stay anyway.
"""

import gc

gc.set_threshold(20_000, 20, 20)  # New objects until it looks; rounds until at older ones.
