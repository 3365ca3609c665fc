"""Interactive Brokers' Flex report in XML: open positions at both levels, and the cash report."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.holding_row import is_nothing, optional_amount
from allocator.portfolio.brokers.ibkr_lots import (
    DOLLARS,
    Line,
    add_cash,
    add_positions,
    refuse_other_base,
)
from allocator.portfolio.brokers.ibkr_value import TOTAL, check_net_value
from allocator.portfolio.brokers.statement import Statement
from allocator.portfolio.cells import Record
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from allocator.model.portfolio import Portfolio

NAME = "Interactive Brokers Flex report"

_OUTERMOST = "<FlexQueryResponse"
_NEAR_THE_TOP = 4000
_ALL_CURRENCIES = "BASE_SUMMARY"


def recognises(text: str) -> bool:
    """Tell the report by its outermost element."""
    return first_line(text).startswith("<") and _OUTERMOST in text[:_NEAR_THE_TOP]


def read(text: str, source: str) -> Portfolio:
    """
    Read a Flex report with open positions and the cash report, of one account or several.

    Args:
        text: The file's text.
        source: The path as typed.

    Returns:
        Each account with its cash, its holdings and their lots at the prices of the file, as of
        the last day that the report has of it, with every problem.

    Raises:
        InputError: If it is not well-formed XML, or defines entities, which no report does.
    """
    statement = Statement(source, NAME)
    newest: dict[str, Element] = {}
    for part in _parsed(text, source).iter("FlexStatement"):
        account = part.get("accountId", "")
        if account not in newest or part.get("toDate", "") >= newest[account].get("toDate", ""):
            newest[account] = part
    for account, part in newest.items():
        _read_account(account, part, statement)
    if not newest:
        statement.findings.error(0, "has no statement in it", "run the query, and save its answer")
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _parsed(text: str, source: str) -> Element:
    """Parse somebody else's XML: without entities, which can be made to grow for ever."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - only for a file in XML
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415 - as above

    try:
        root: Element = fromstring(text)
    except ParseError as error:
        place = f"{source}:{error.position[0]}"
        raise InputError(
            Problem(place, f"is not well-formed XML: {error.msg}", "export it again")
        ) from None
    except DefusedXmlException:
        message = "defines entities, which no report does"
        raise InputError(Problem(source, message, "export it again")) from None
    return root


def _read_account(account: str, part: Element, statement: Statement) -> None:
    """Read one statement: positions, cash, and the net asset value where it is given."""
    information = part.find("AccountInformation")
    said = {} if information is None else dict(information.attrib)
    told_by = " ".join(said.get(name, "") for name in ("accountType", "customerType", "acctAlias"))
    statement.open_account(account, 0, told_by, account or None)
    refuse_other_base(said.get("currency", DOLLARS), 0, account, statement)
    _read_day(part, statement)
    positions = list(part.iter("OpenPosition"))
    last = max((each.get("reportDate", "") for each in positions), default="")
    lines = [
        _line(_record(each, statement)) for each in positions if each.get("reportDate", "") == last
    ]
    add_positions(lines, account, statement)
    _add_cash(part, account, statement)
    _check_value(part, account, statement)


def _read_day(part: Element, statement: Statement) -> None:
    """Take the last day of the statement; of several accounts the earliest of these."""
    try:
        day = any_day(part.get("toDate", ""))
    except NotUnderstoodError as failure:
        statement.findings.warn(0, f"toDate {failure.why}", "export it again")
        return
    statement.as_of = min(day, statement.as_of or day)


def _record(element: Element, statement: Statement) -> Record:
    """Take the attributes of an element for cells."""
    cells = dict(element.attrib)
    return Record(0, cells, {name: name for name in cells}, statement.findings)


def _line(record: Record) -> Line:
    """Read a position or a lot."""
    opened = record.text("openDateTime")
    return Line(
        line=0,
        is_lot=record.text("levelOfDetail").upper() == "LOT",
        symbol=record.text("symbol"),
        description=record.text("description"),
        category=record.text("assetCategory"),
        currency=record.text("currency") or DOLLARS,
        shares=optional_amount(record, "position"),
        price=optional_amount(record, "markPrice"),
        value=optional_amount(record, "positionValue"),
        cost=optional_amount(record, "costBasisMoney"),
        multiplier=optional_amount(record, "multiplier") or Decimal(1),
        acquired=None if is_nothing(opened) else record.read("openDateTime", any_day),
        rate=optional_amount(record, "fxRateToBase"),
    )


def _add_cash(part: Element, account: str, statement: Statement) -> None:
    """Read the cash of each currency."""
    balances: dict[str, tuple[int, Decimal]] = {}
    base = None
    for element in part.iter("CashReportCurrency"):
        cash = optional_amount(_record(element, statement), "endingCash")
        if element.get("currency") == _ALL_CURRENCIES:
            base = cash
        elif cash is not None:
            balances[element.get("currency", "")] = (0, cash)
    add_cash(balances, base, account, statement)


def _check_value(part: Element, account: str, statement: Statement) -> None:
    """Hold everything against the net asset value of the last day, if the report has it."""
    days = list(part.iter("EquitySummaryByReportDateInBase"))
    if not days:
        return
    record = _record(max(days, key=lambda each: each.get("reportDate", "")), statement)
    names = [name for name in record.cells if name.endswith("Accruals") or name == TOTAL]
    check_net_value({name: optional_amount(record, name) for name in names}, account, statement)
