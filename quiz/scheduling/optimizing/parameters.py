"""The 21 parameters of FSRS-6 as a fit sees them: distances from the defaults, in units of how much
learners differ.

A fit moves in `z`, one value per parameter: 0 is the default, 1 a standard deviation over learners.
The four first stabilities, which are positive and differ by orders of magnitude, move by their
logarithm. So the prior is a standard normal distribution in `z`.
"""

import numpy as np
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)

from quiz.scheduling.optimizing.sequences import Floats

COUNT = len(DEFAULT_PARAMETERS)
FIRST_STABILITIES = 4

DEFAULTS: Floats = np.array(DEFAULT_PARAMETERS)
"""The medians over 10,000 learners (open-spaced-repetition/srs-benchmark, README)."""

LOWER: Floats = np.array(LOWER_BOUNDS_PARAMETERS)
UPPER: Floats = np.array(UPPER_BOUNDS_PARAMETERS)
"""The bounds of py-fsrs, which refuses what lies outside."""

_OF_FIRST_STABILITIES: Floats = np.array([6.43, 9.66, 17.58, 27.85])
_OF_OTHERS: Floats = np.array(
    [
        *(0.57, 0.28, 0.6, 0.12),  # w4 to w7: difficulty
        *(0.39, 0.18, 0.33),  # w8 to w10: what a pass adds to stability
        *(0.3, 0.09, 0.16, 0.57),  # w11 to w14: what a lapse leaves of it
        *(0.25, 1.03),  # w15 and w16: Hard and Easy
        *(0.31, 0.32, 0.14),  # w17 to w19: the same day
        0.27,  # w20: the forgetting curve
    ]
)
"""Standard deviations over learners: the figures by which fsrs-rs (BSD 3-Clause) regularizes
FSRS-6, `src/training.rs`."""


def _log_deviations(medians: Floats, deviations: Floats) -> Floats:
    """Those of the logarithm, if values with this median and standard deviation are log-normal.

    With u = exp(s²) the variance is median² u (u - 1); solved for s.
    """
    u = (1 + np.sqrt(1 + 4 * (deviations / medians) ** 2)) / 2
    found: Floats = np.sqrt(np.log(u))
    return found


SCALES: Floats = np.concatenate(
    [_log_deviations(DEFAULTS[:FIRST_STABILITIES], _OF_FIRST_STABILITIES), _OF_OTHERS]
)
"""What a unit of `z` is: 1.85, 1.44, 1.45 and 1.17 of the logarithm of the first stabilities."""


def _straightened(w: Floats) -> Floats:
    return np.concatenate([np.log(w[:FIRST_STABILITIES]), w[FIRST_STABILITIES:]])


_CENTRE = _straightened(DEFAULTS)

LEAST_Z: Floats = (_straightened(LOWER) - _CENTRE) / SCALES
MOST_Z: Floats = (_straightened(UPPER) - _CENTRE) / SCALES


def from_z(z: Floats) -> Floats:
    """The parameters at `z`, within their bounds."""
    w = _CENTRE + SCALES * z
    w[:FIRST_STABILITIES] = np.exp(w[:FIRST_STABILITIES])
    found: Floats = np.clip(w, LOWER, UPPER)
    return found


def gradient_by_z(gradient: Floats, w: Floats) -> Floats:
    """A gradient by the parameters at `w`, as one by `z`."""
    found = gradient * SCALES
    found[:FIRST_STABILITIES] *= w[:FIRST_STABILITIES]
    return found
