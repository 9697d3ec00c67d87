"""How sure it is that something is more frequent here than there: the log-likelihood ratio of two counts.

Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19 (1993).
"""

from __future__ import annotations

import math

SIGNIFICANT = 10.83
"""A value that chance exceeds once in a thousand times (chi-square with one degree of freedom)."""


def surprise(here: int, size_here: int, there: int, size_there: int) -> float:
    """Return the ratio for a value that ``here`` of ``size_here`` articles have, and ``there`` of ``size_there``.

    Positive if it is more frequent here, negative if it is rarer; 0 where nothing can be said.
    """
    whole = size_here + size_there
    if not size_here or not size_there or not here + there:
        return 0.0
    share = (here + there) / whole
    found = 0.0
    for count, size in ((here, size_here), (there, size_there)):
        for seen, expected in ((count, size * share), (size - count, size * (1 - share))):
            if seen > 0 and expected > 0:
                found += 2 * seen * math.log(seen / expected)
    return math.copysign(max(found, 0.0), here / size_here - there / size_there)
