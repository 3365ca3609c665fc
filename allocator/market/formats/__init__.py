"""
Files of market data, recognised by what is in them.

One module a layout, and one `Format` each in `known.FORMATS`; whoever brings another layout adds
one of both. Names of files never decide what a file is; they only say what a file leaves out:
which fund a list of prices is of, or the day of a list of holdings.
"""

from allocator.market.formats.read import list_file, read_file, read_text
from allocator.market.formats.reading import Listing, Reading

__all__ = ["Listing", "Reading", "list_file", "read_file", "read_text"]
