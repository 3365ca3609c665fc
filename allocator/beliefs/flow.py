"""
The flow driver: dollars that are expected to leave mega caps and to reach small caps.

Every rotation has a seller. The dollars leave each sector's mega caps in proportion to what they
are worth, whoever holds them, so they press hardest on the fund that holds most of the sellers;
they reach small caps in proportion to market value, so that all small caps rise alike.
"""

from __future__ import annotations

from math import hypot, log, sqrt
from typing import TYPE_CHECKING

from allocator.model.views import Component, Silence, Spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.scenario import FlowInput
    from allocator.model.snapshot import IndexSize, Snapshot

DRIVER = "flow"
OTHER_REASONS = 0.05
"""
What else may move the mean of a spread of which no other driver speaks, as a part of its variance.

As much as the prior doubts its own mean: He and Litterman (1999) set Omega so, with tau 0.05.
"""


def flow(
    snapshot: Snapshot, given: FlowInput, held: tuple[str, ...] = ()
) -> tuple[Component, ...] | Silence:
    """
    Turn expected future flows into returns of the buyers' index over the sellers'.

    Price impact is multiplier * dollars / market value (Gabaix and Koijen 2021), of which
    `impact_left` is left after twelve months. The standard deviation carries the uncertainty of the
    multiplier.

    Args:
        snapshot: The sizes of the indexes, and what mega caps are of them.
        given: Dollars, the part that reaches small caps, the multiplier, decay and sectors.
        held: The indexes in question.

    Returns:
        A component on buyer minus seller, and one on every other index in question whose make-up
        is known minus seller; or why there is none.
    """
    if given.usd_bn == 0:
        return Silence(DRIVER, "no dollars are expected to move")
    if unknown := _without_mega_caps(snapshot, given):
        return Silence(DRIVER, f"no mega caps of {unknown} are known on {snapshot.as_of}")
    buyer, pressed = snapshot.index_sizes.get(given.buyer), pressures(snapshot, given)
    if buyer is None or given.seller not in pressed:
        missing = given.buyer if buyer is None else given.seller
        return Silence(DRIVER, f"the size of {missing} is not known on {snapshot.as_of}")
    others = [name for name in sorted(pressed) if name in held]
    return (
        _against_seller(given, buyer, pressed[given.seller]),
        *(
            _beside_seller(snapshot, given, name, pressed)
            for name in others
            if name not in {given.buyer, given.seller} and pressed[name] != pressed[given.seller]
        ),
    )


def _against_seller(given: FlowInput, buyer: IndexSize, pressed: float) -> Component:
    """Give the buyer's rise over the seller's fall, of which each billion takes `pressed`."""
    is_out = given.usd_bn > 0
    total = _lasting(given) * (given.small_share / buyer.usd_bn + pressed)
    return Component(
        driver=DRIVER,
        spread=Spread(((given.buyer, 1.0), (given.seller, -1.0))),
        mean=given.multiplier * total,
        standard_deviation=given.multiplier_sd * abs(total),
        summary=(
            f"${abs(given.usd_bn):,.0f}bn {'out of' if is_out else 'back into'} the mega caps of "
            f"{given.seller}, {given.small_share:.0%} of it {'into' if is_out else 'out of'} "
            f"{given.buyer} (${buyer.usd_bn:,.0f}bn), {_assumed(given)}"
        ),
    )


def _beside_seller(
    snapshot: Snapshot, given: FlowInput, name: str, pressed: Mapping[str, float]
) -> Component:
    """Give another index over the seller's: the same dollars press on both, not alike."""
    apart = _lasting(given) * (pressed[given.seller] - pressed[name])
    doubt = sqrt(OTHER_REASONS * _variance(snapshot, name, given.seller))
    return Component(
        driver=DRIVER,
        spread=Spread(((name, 1.0), (given.seller, -1.0))),
        mean=given.multiplier * apart,
        standard_deviation=hypot(given.multiplier_sd * apart, doubt),
        summary=(
            f"the same dollars are {_part(given, pressed[name])} of {name} and "
            f"{_part(given, pressed[given.seller])} of {given.seller}, by look-through"
        ),
    )


def _lasting(given: FlowInput) -> float:
    """Count the billions whose impact is left after twelve months."""
    return given.usd_bn * impact_left(given.half_life_years)


def impact_left(half_life_years: float | None) -> float:
    """
    Tell what is left after twelve months of impact that halves in so many years.

    The dollars arrive evenly over the twelve months, so the average one has had half of them to
    fade: (h / ln 2) (1 - 2^(-1/h)). Without a half-life all of it stays.

    Example:
        >>> round(impact_left(1), 4), round(impact_left(2), 4), impact_left(None)
        (0.7213, 0.8451, 1.0)
    """
    if half_life_years is None:
        return 1.0
    return half_life_years / log(2) * (1 - 2 ** (-1 / half_life_years))


def pressures(snapshot: Snapshot, given: FlowInput) -> Mapping[str, float]:
    """
    Tell what part of each index leaves with a billion dollars, for all indexes that can be told.

    By look-through where mega caps are known. Else, or where the seller's make-up is not known,
    the seller's index is taken to hold all the sellers, and nothing is known of the others.
    """
    mega = snapshot.mega_caps
    division = mega.divide(given.sectors) if mega else ()
    if mega and division and given.seller in mega.weights:
        return {name: mega.pressure(name, division) for name in mega.weights}
    size = snapshot.index_sizes.get(given.seller)
    return {given.seller: 1 / size.usd_bn} if size else {}


def _without_mega_caps(snapshot: Snapshot, given: FlowInput) -> str:
    """Name the first sector that is to sell and has no mega caps, where mega caps are known."""
    known = snapshot.mega_caps.sectors if snapshot.mega_caps else dict(given.sectors)
    return next((name for name, _ in given.sectors if name not in known), "")


def _variance(snapshot: Snapshot, long: str, short: str) -> float:
    """Measure the variance of a spread, per year."""
    risk = snapshot.risk.among((long, short))
    return float(risk[0, 0] + risk[1, 1] - 2 * risk[0, 1])


def _assumed(given: FlowInput) -> str:
    """Say what is taken of the multiplier."""
    life = given.half_life_years
    fading = "" if life is None else f", half gone in {life:g} year{'' if life == 1 else 's'}"
    size = f"{given.multiplier:g} +/- {given.multiplier_sd:g}"
    return f"multiplier {size}{fading} (assumed: no sample)"


def _part(given: FlowInput, pressure: float) -> str:
    """Write what leaves an index as a part of it."""
    return f"{abs(given.usd_bn) * pressure:.2%}"
