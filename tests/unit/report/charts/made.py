"""Charts, and what is charted, made by hand."""

from datetime import date, timedelta
from types import SimpleNamespace

from allocator.beliefs.valuation_study import study_valuation
from allocator.model.price_history import PhaseSpan, PriceHistory
from allocator.model.rate_cycle import Phase
from allocator.model.snapshot import ValuationHistory
from allocator.pipeline.what_if_sweep import Point, Sweep, Target
from allocator.report.charts.chart import Chart
from tests.situations import market

FIRST = date(2019, 1, 1)


def a_chart(**words):
    """A chart of one line."""

    def draw(sheet):
        (axes,) = sheet.panels((1,))
        axes.plot([1, 2], [3, 4])

    told = {
        "title": "What was found",
        "subtitle": "Of what",
        "sight": "It rises",
        "source": "Source: made up",
        "rows": (("name", "value"), ("one", "3"), ("two", "4")),
        "align": "lr",
    }
    return Chart(**{**told, **words}, draw=draw)


def a_history(spans=None):
    """Small caps double over 1,000 days and large caps gain half of that, whatever the phase."""
    days = tuple(FIRST + timedelta(days=n) for n in range(1001))
    spans = spans or (
        span(Phase.FIRST_HALF, 0, 200, 0.1, 0.2),
        span(Phase.PAUSE, 200, 400, 0.0, 0.0),
        span(Phase.SECOND_HALF, 400, 900, 0.21, 0.1),
        span(Phase.HOLD_LOW, 900, 1000, 0.05, 0.0, is_over=False),
    )
    small = [100 * (1 + n / 1000) for n in range(1001)]
    large = [100 * (1 + n / 2000) for n in range(1001)]
    return PriceHistory(days, small, large, spans, 120, "price returns", "made up")


def span(phase, start, end, small, large, *, is_over=True):
    ends = FIRST + timedelta(days=start), FIRST + timedelta(days=end)
    return PhaseSpan(phase, *ends, small, large, is_over)


def a_valuation_history(count=72):
    """Ratios that rise by one a month."""
    months = tuple(date(2015 + n // 12, n % 12 + 1, 28) for n in range(count))
    values = tuple(float(10 + n) for n in range(count))
    return ValuationHistory("S&P 500", "made up", months, values, months[0], 20.0, "made up")


def a_valuation_study(*histories, **changes):
    return study_valuation(market(valuation_history=histories, **changes), ())


def a_sweep(grid, shares, present, altered=()):
    """A sweep over one or two keys whose targets have these small-cap shares, or none."""
    keys = ("limits.small_cap.upper", "limits.turnover")[: len(grid)]
    values = (
        [(each,) for each in grid[0]]
        if len(grid) == 1
        else [(down, across) for down in grid[0] for across in grid[1]]
    )
    points = tuple(
        Point(at, None, "limits cannot be met")
        if share is None
        else Point(at, Target(share, 3, 1234.56, 0.00123, ("small_cap",)), "")
        for at, share in zip(values, shares, strict=True)
    )
    return Sweep(
        snapshot=SimpleNamespace(as_of=FIRST),
        value=100_000,
        alterations=altered,
        keys=keys,
        present=present,
        grid=grid,
        base=points[0],
        points=points,
        outlook=SimpleNamespace(worlds=()),
        warnings=(),
    )
