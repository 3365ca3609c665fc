"""Every layout of files that is known, the particular ones before the general ones."""

from __future__ import annotations

from allocator.market.formats import (
    companies,
    fomc,
    french,
    ishares,
    records,
    shiller,
    unused,
    vanguard,
    wide,
)
from allocator.market.formats.layout import Format

FORMATS = (
    Format("iShares holdings", ishares.recognises, ishares.read, ishares.lists),
    Format("Vanguard holdings", vanguard.recognises, vanguard.read),
    unused.not_used("a fund's holdings by the quarter", unused.are_quarterly_holdings),
    Format("a list of companies", companies.recognises, companies.read, companies.lists),
    Format("changes of the federal funds target", fomc.recognises, fomc.read),
    Format("Shiller's monthly data", shiller.recognises, shiller.read),
    Format("Ken French's library", french.recognises, french.read),
    unused.not_used("the weights of a fund's members by the day", unused.are_weights),
    Format("rows of funds", records.recognises, records.read),
    Format("a wide table", wide.recognises, wide.read, wide.lists),
)
"""The first that recognises a file reads it."""
