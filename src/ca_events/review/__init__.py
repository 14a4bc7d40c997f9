"""What a careful reader would remark on in a coded study: cells that are each right and may not be right together.

Reading a file refuses what is wrong in itself: a code that is not in the codebook, a date that is none. A review asks
more. A loan cannot be repaid before it was signed, a minister cannot sign before taking office, a visit has no stage, a
firm's contract is not an act of its state. Remarks are of two kinds: a *contradiction* cannot stand, a *doubt* may be
right and deserves a second look (an event that rests on one publisher, two rows that look like one act).
"""

from ca_events.review.remarks import RULES, remarks
from ca_events.review.rows import Remark

__all__ = ["RULES", "Remark", "remarks"]


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
