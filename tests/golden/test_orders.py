"""What `allocator trades` says on an 80-column terminal, as a user reads it."""

from decimal import Decimal

import pytest

from allocator.model.orders import OrderType
from allocator.report.orders import orders_text
from allocator.trades.orders import order_format
from tests.trade_records import basket, record

NUMBERS = {"Brokerage": "U1234567", "Roth IRA": "U7654321"}


@pytest.mark.parametrize(
    ("key", "order_type"), [("ibkr", OrderType.LIMIT), ("fidelity", OrderType.MARKET)]
)
def test_the_text_reads_as_it_did(golden, key, order_type):
    made = basket(record(), order_type, Decimal(10), NUMBERS)
    golden(f"orders-{key}-80.txt", orders_text(made, order_format(key), f"orders-{key}.csv", 80))


def test_the_basket_file_reads_as_it_did(golden):
    made = basket(record(), OrderType.LIMIT, Decimal(10), NUMBERS)
    golden("orders-ibkr.csv", order_format("ibkr").content(made).decode())
