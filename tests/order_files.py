"""
Readers of order files, written from the specifications and not from our writers.

Each gives a list of `Read`, so that what a broker would understand can be held against the trades.
"""

import csv
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO


@dataclass(frozen=True)
class Read:
    """What a broker understands of one order."""

    id: str
    account: str
    symbol: str
    side: str
    shares: Decimal
    type: str
    limit: Decimal | None


def generic_csv(content):
    """RFC 4180: rows end with CRLF, a quote in quotes is doubled; our own column names."""
    text = content.decode()
    assert text.endswith("\r\n")
    rows = csv.DictReader(StringIO(text, newline=""), strict=True)
    return [
        Read(
            row["id"],
            row["account"],
            row["symbol"],
            row["side"],
            Decimal(row["shares"]),
            row["order"],
            Decimal(row["limit"]) if row["limit"] else None,
        )
        for row in rows
    ]


def ibkr_basket(content):
    """
    IBKR, Manually Create a Basket File: one-to-one between header and order rows; a new header
    where fields change; no space beside a comma, no comma and so no quote inside a cell.
    """
    text = content.decode("ascii")
    assert '"' not in text
    assert not re.search(r" ,|, ", text)
    orders, header = [], None
    for line in text.split("\r\n")[:-1]:
        cells = line.split(",")
        if cells[0] == "Action":
            header = cells
            continue
        assert len(cells) == len(header)
        row = dict(zip(header, cells, strict=True))
        assert row["SecType"] == "STK"
        assert row["Currency"] == "USD"
        assert row["TimeInForce"] == "DAY"
        assert re.fullmatch(r"SMART(/[A-Z]+)?", row["Exchange"])
        assert ("LmtPrice" in row) == (row["OrderType"] == "LMT")
        limit = Decimal(row["LmtPrice"]) if "LmtPrice" in row else None
        kind = {"MKT": "market", "LMT": "limit", "MOC": "close"}[row["OrderType"]]
        side = {"BUY": "buy", "SELL": "sell"}[row["Action"]]
        shares = Decimal(int(row["Quantity"]))
        orders.append(
            Read(row["OrderRef"], row["Account"], row["Symbol"], side, shares, kind, limit)
        )
    return orders


def fidelity_import(content):
    """Wealthscape, Import Orders: columns A to H by place, each at most so many characters wide."""
    header, *rows = csv.reader(StringIO(content.decode("ascii"), newline=""), strict=True)
    assert header[0] == "Account Number"
    orders = []
    for row in rows:
        number, kind, action, quantity, symbol, price, force, limit = row
        widths = (20, 1, 3, 10, 30, 2, 1, 10)
        assert all(len(cell) <= width for cell, width in zip(row, widths, strict=True))
        assert kind in {"", "0", "1", "2", "3"}
        assert force == "D"
        assert bool(limit) == (price == "L")
        assert -Decimal(quantity).as_tuple().exponent <= 3
        side, type_ = {"B": "buy", "S": "sell"}[action], {"M": "market", "L": "limit"}[price]
        worst = Decimal(limit) if limit else None
        orders.append(Read("", number, symbol, side, Decimal(quantity), type_, worst))
    return orders


def alpaca_json(content):
    """Alpaca, POST /v2/orders: numbers as text, fractions only for the day, ids to 48 letters."""
    orders = []
    for body in json.loads(content):
        assert set(body) <= {
            "symbol",
            "qty",
            "side",
            "type",
            "time_in_force",
            "limit_price",
            "client_order_id",
        }
        assert all(isinstance(value, str) for value in body.values())
        assert len(body["client_order_id"]) <= 48
        assert ("limit_price" in body) == (body["type"] == "limit")
        shares = Decimal(body["qty"])
        assert -shares.as_tuple().exponent <= 9
        at_close = body["time_in_force"] == "cls"
        assert at_close or body["time_in_force"] == "day"
        assert not (at_close and (shares % 1 or body["type"] != "market"))
        limit = Decimal(body["limit_price"]) if "limit_price" in body else None
        kind = "close" if at_close else body["type"]
        orders.append(
            Read(body["client_order_id"], "", body["symbol"], body["side"], shares, kind, limit)
        )
    return orders


def fix_messages(content):
    """FIX 4.4: split messages by BodyLength, hold CheckSum against every byte before it."""
    messages = []
    while content:
        start = re.match(rb"8=FIX\.4\.4\x019=(\d+)\x01", content)
        end = start.end() + int(start[1])
        trailer = content[end : end + 7]
        assert trailer == b"10=%03d\x01" % (sum(content[:end]) % 256)
        fields = content[start.end() : end].decode("ascii").split("\x01")
        assert fields.pop() == ""
        pairs = [field.split("=", 1) for field in fields]
        messages.append([(int(tag), value) for tag, value in pairs])
        content = content[end + 7 :]
    return messages


def fix_single(content):
    """NewOrderSingle: 11, 55, 54, 60, 38 and 40 are required, and 44 of a limit."""
    orders = []
    for number, fields in enumerate(fix_messages(content), 1):
        assert [tag for tag, _ in fields[:5]] == [35, 49, 56, 34, 52]
        found = dict(fields)
        assert len(found) == len(fields)
        assert found[35] == "D"
        assert found[34] == str(number)
        assert {11, 55, 54, 60, 38, 40} <= set(found)
        orders.append(_fix_order(found))
    return orders


def fix_list(content):
    """NewOrderList: 66, 394, 68 and 73 are required, and a group of orders that begin with 11."""
    [fields] = fix_messages(content)
    head, groups = {}, []
    for tag, value in fields:
        if tag == 11:
            groups.append({})
        place = groups[-1] if groups else head
        assert tag not in place
        place[tag] = value
    assert head[35] == "E"
    assert head[394] == "3"
    assert {66, 68, 73} <= set(head)
    assert head[68] == head[73] == str(len(groups))
    assert [group[67] for group in groups] == [str(place) for place in range(1, len(groups) + 1)]
    return [_fix_order(group) for group in groups]


def _fix_order(found):
    """Understand the fields of one order."""
    limit = Decimal(found[44]) if 44 in found else None
    assert (found[40] == "2") == (limit is not None)
    kind = "close" if found.get(59) == "7" else {"1": "market", "2": "limit"}[found[40]]
    side = {"1": "buy", "2": "sell"}[found[54]]
    return Read(found[11], found.get(1, ""), found[55], side, Decimal(found[38]), kind, limit)
