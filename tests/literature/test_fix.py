"""
FIX 4.4 messages to the byte.

The two messages were derived from the specification, apart from any code: required fields, length
and checksum as in FIX 4.4 volume 2 and QuickFIX's FIX44.xml.
"""

from datetime import UTC, datetime
from decimal import Decimal

from allocator.model.orders import Order, OrderType, Session
from allocator.model.trades import Side, Trade
from allocator.trades.orders.fix_list import new_order_list
from allocator.trades.orders.fix_single import new_order_single

SINGLE = (
    "8=FIX.4.4|9=155|35=D|49=ALLOC|56=BROKER|34=1|52=20261120-15:00:00.000|11=A-20261120-0001|"
    "1=ACC1|55=IWM|54=1|38=25|40=2|44=241.50|59=0|60=20261120-15:00:00.000|15=USD|21=1|10=054|"
)
LIST = (
    "8=FIX.4.4|9=154|35=E|49=ALLOC|56=BROKER|34=2|52=20261120-15:00:00.000|66=L-20261120|394=3|"
    "68=2|73=2|11=A-1|67=1|55=IWM|54=1|38=25|40=1|11=A-2|67=2|55=VOO|54=2|38=10|40=1|10=132|"
)
SESSION = Session("ALLOC", "BROKER", datetime(2026, 11, 20, 15, tzinfo=UTC))


def order(name, account, symbol, side, shares, limit=None):
    price = Decimal("241.50")
    trade = Trade(account, symbol, side, Decimal(shares), price, shares * price, Decimal(0))
    return Order(name, trade, OrderType.LIMIT if limit else OrderType.MARKET, limit)


def wire(text):
    return text.replace("|", "\x01").encode()


def test_a_new_order_single_is_as_the_specification_has_it():
    made = order("A-20261120-0001", "ACC1", "IWM", Side.BUY, 25, Decimal("241.50"))
    assert new_order_single(made, SESSION, number=1) == wire(SINGLE)


def test_a_new_order_list_is_as_the_specification_has_it():
    made = (order("A-1", "", "IWM", Side.BUY, 25), order("A-2", "", "VOO", Side.SELL, 10))
    assert new_order_list(made, SESSION, "L-20261120", number=2) == wire(LIST)
