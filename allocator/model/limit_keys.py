"""The figures of a policy's limits, each by its key: read, moved, and taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allocator.model.limits import Side
from allocator.model.policy import Range
from allocator.model.toml_key import toml_key

if TYPE_CHECKING:
    from allocator.model.policy import Limits

NO_TOLERANCE = 10.0
"""As good as none: nothing that funds at three times could own is ten times the portfolio."""

INDEX, OWN = "index_weight", "limit"
"""The kinds of limits that have a name of their own behind a dot."""


@dataclass(frozen=True, slots=True)
class LimitKey:
    """
    One figure of one limit.

    `name` is the limit's, as its rows and readings have it: `small_cap`,
    `index_weight.Russell 2000`, `limit.NAME` for one of the user's own. `side` is None where the
    limit is one figure.
    """

    name: str
    side: Side | None = None

    def __str__(self) -> str:
        """
        Spell the key as the policy file has it.

        Example:
            >>> str(LimitKey("index_weight.Russell 2000", Side.UPPER))
            'limits.index_weight."Russell 2000".upper'
            >>> str(LimitKey("limit.tech", Side.LOWER)), str(LimitKey("net_gains"))
            ('limit tech: lower', 'limits.net_gains')
        """
        if self.kind == OWN:
            return f"limit {self.own}: {self.side}"
        parts = ("limits", self.kind, toml_key(self.own) if self.own else "", self.side or "")
        return ".".join(part for part in parts if part)

    @property
    def kind(self) -> str:
        """The limit, without a name of its own."""
        return self.name.partition(".")[0]

    @property
    def own(self) -> str:
        """The name of its own; empty where it has none."""
        return self.name.partition(".")[2]

    @property
    def in_dollars(self) -> bool:
        """Whether the figure is dollars, and no fraction."""
        return self.kind in {"net_gains", "min_position"}


def key_of_reading(name: str, side: Side) -> LimitKey:
    """Find the key behind one side of a reading: one tolerance serves every asset class."""
    if name.startswith("split_"):
        return LimitKey("split_tolerance")
    return LimitKey(name, None if name == "net_gains" else side)


def keys_of(limits: Limits) -> tuple[LimitKey, ...]:
    """List every figure that a portfolio must keep to, in fractions of a share; no soft limit."""
    ranges = [
        ("small_cap", limits.small_cap),
        ("volatility", limits.volatility),
        ("tracking_error", limits.tracking_error),
        ("turnover", limits.turnover),
        ("fund_weight", limits.fund_weight),
        ("cash_reserve", Range(limits.cash_reserve.lower or None)),
        *((f"{INDEX}.{name}", edges) for name, edges in limits.index_weight),
        *((f"{OWN}.{own.name}", own.range) for own in limits.linear if own.price_bps is None),
    ]
    found = [LimitKey("split_tolerance")]
    for name, edges in ranges:
        sides = ((Side.LOWER, edges.lower), (Side.UPPER, edges.upper)) if edges else ()
        found += [LimitKey(name, side) for side, edge in sides if edge is not None]
    if limits.cvar is not None:
        found.append(LimitKey("cvar", Side.UPPER))
    if limits.net_gains is not None:
        found.append(LimitKey("net_gains"))
    return tuple(found)


def figure_of(limits: Limits, key: LimitKey) -> float:
    """Read a figure that is set: a fraction, or dollars."""
    held = _held(limits, key)
    return float(held if key.side is None else getattr(held, key.side))


def moved(limits: Limits, key: LimitKey, figure: float) -> Limits:
    """Set one figure that is set already."""
    if key.side is not None:
        return _put(limits, key, replace(_held(limits, key), **{key.side: figure}))
    return _put(limits, key, Decimal(repr(figure)) if key.in_dollars else figure)


def without(limits: Limits, *keys: LimitKey) -> Limits:
    """Take figures away."""
    for key in keys:
        held = _held(limits, key)
        if isinstance(held, Range):
            limits = _put(limits, key, replace(held, **{str(key.side): None}))
        else:
            limits = _put(limits, key, _NOTHING.get(key.name))
    return limits


_NOTHING = {"split_tolerance": NO_TOLERANCE, "min_position": Decimal(0)}
"""What stands for no limit where None does not."""


def _held(limits: Limits, key: LimitKey) -> Any:  # noqa: ANN401 - a range, a tail or a number
    """Find what holds a figure."""
    if key.kind == INDEX:
        return dict(limits.index_weight)[key.own]
    if key.kind == OWN:
        return next(own.range for own in limits.linear if own.name == key.own)
    return getattr(limits, key.kind)


def _put(limits: Limits, key: LimitKey, value: Any) -> Limits:  # noqa: ANN401 - see `_held`
    """Put another value in place of what holds a figure."""
    changed = value
    if key.kind == INDEX:
        changed = tuple((n, value if n == key.own else r) for n, r in limits.index_weight)
    if key.kind == OWN:
        changed = tuple(
            replace(own, range=value) if own.name == key.own else own for own in limits.linear
        )
    field = "linear" if key.kind == OWN else key.kind
    changes = {field: changed}
    return replace(limits, **changes)
