"""The flow driver: dollars that are expected to leave mega-cap technology and reach small caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.views import Component, Silence, Spread

if TYPE_CHECKING:
    from allocator.model.scenario import FlowInput
    from allocator.model.snapshot import Snapshot

DRIVER = "flow"


def flow(snapshot: Snapshot, given: FlowInput) -> Component | Silence:
    """
    Turn expected future flows into a return of the buyers' index over the sellers'.

    Price impact is multiplier * dollars / index size (Gabaix and Koijen 2021). Every rotation has
    a seller: the dollars press on the index that they leave as they lift the one they reach.
    The standard deviation carries the uncertainty of the multiplier.

    Args:
        snapshot: The sizes of the indexes.
        given: Dollars, the part that reaches small caps, and the multiplier.

    Returns:
        A component on buyer minus seller, or why there is none.
    """
    if given.usd_bn == 0:
        return Silence(DRIVER, "no dollars are expected to move")
    sizes = [snapshot.index_sizes.get(name) for name in (given.buyer, given.seller)]
    buyer, seller = sizes
    if buyer is None or seller is None:
        missing = given.buyer if buyer is None else given.seller
        return Silence(DRIVER, f"the size of {missing} is not known on {snapshot.as_of}")
    pressure = given.usd_bn * given.small_share / buyer.usd_bn + given.usd_bn / seller.usd_bn
    return Component(
        driver=DRIVER,
        spread=Spread(((given.buyer, 1.0), (given.seller, -1.0))),
        mean=given.multiplier * pressure,
        standard_deviation=given.multiplier_sd * abs(pressure),
        summary=(
            f"${abs(given.usd_bn):,.0f}bn {'out of' if given.usd_bn > 0 else 'back into'} "
            f"the mega caps of {given.seller}, {given.small_share:.0%} of it "
            f"{'into' if given.usd_bn > 0 else 'out of'} {given.buyer} (${buyer.usd_bn:,.0f}bn), "
            f"multiplier {given.multiplier:g} +/- {given.multiplier_sd:g} (assumed: no sample)"
        ),
    )
