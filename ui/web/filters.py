"""The filters of the box, as events tell them."""

from __future__ import annotations

from index.engine import Filters
from ui.days import FilterError, first_day, last_day
from ui.web.told import Told


def chosen_filters(told: Told) -> Filters:
    """Raises FilterError."""
    first, last = first_day(told.words("since")), last_day(told.words("until"))
    if first and last and first > last:
        raise FilterError(f"“Since” ({first}) lies after “until” ({last})")
    return Filters(
        since=first, until=last, sources=told.lines("outlets") or None, authors=told.lines("authors") or None
    )
