"""
Which exchange lists each fund, as IBKR spells it after `SMART/`.

General knowledge of November 2026, typed and not seen in any document: no list of an exchange was
at hand. A wrong one makes TWS refuse the order, it cannot make it another fund's. A symbol that is
not here is sent to SMART alone, which TWS may ask about.
"""

from __future__ import annotations

_LISTED = {
    "ARCA": (
        "AGG BIL GLD IJH IJR IVV IWB IWC IWD IWF IWM IWN IWO IWV LQD MDY RWM SPY TIP TNA TZA UWM "
        "VB VBK VBR VIOO VOO VTI"
    ),
    "NASDAQ": "BND IEF QQQ SHY TLT VONE VTHR VTWG VTWO VTWV",
    "NYSE": "BRK.A BRK.B",
}

PRIMARY_EXCHANGES = {
    symbol: exchange for exchange, symbols in _LISTED.items() for symbol in symbols.split()
}
"""The exchange by symbol, share classes written with a point."""
