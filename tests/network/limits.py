"""How long and how often tests ask: as the product does, but in hundredths of a second."""

from allocator.market.sources.retry import Patience, Timeouts

QUICK = Patience(tries=3, first=0.01, most=0.02, jitter=0.0, longest=2.0, pause=0.0)
ENOUGH = Timeouts(connect=5.0, read=5.0, whole=10.0)
"""Long enough for a busy machine."""
HASTY = Timeouts(connect=0.3, read=0.3, whole=0.5)
"""For hosts that hang on purpose."""
