from datetime import date

import pytest

from allocator.model.portfolio import AccountType, Lock
from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("voo", "VOO"), (" brk/b ", "BRK.B"), ("BRK B", "BRK.B"), ("BRK-B", "BRK.B"), ("X1", "X1")],
)
def test_symbols_are_spelled_in_one_way(text, symbol):
    assert words.symbol(text) == symbol


@pytest.mark.parametrize("text", ["SPAXX**", "ABCDEFGHIJKLM", "VT II", "É", "=A1", "BRK/BB"])
def test_what_cannot_be_a_ticker_is_refused(text):
    with pytest.raises(NotUnderstoodError, match="is not a ticker symbol"):
        words.symbol(text)


@pytest.mark.parametrize("text", ["2021-03-05", "03/05/2021", "3/5/2021"])
def test_dates_are_iso_or_american(text):
    assert words.day(text) == date(2021, 3, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3/5/21", "is not a date"),
        ("5.3.2021", "is not a date"),
        ("20210305", "is not a date"),
        ("2021-02-30", "is not a day of the calendar"),
        ("13/05/2021", "is not a day of the calendar"),
        ("1899-12-31", "lies before 1900"),
    ],
)
def test_other_dates_are_refused(text, why):
    with pytest.raises(NotUnderstoodError) as refused:
        words.day(text)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("taxable", AccountType.TAXABLE),
        ("Joint", AccountType.TAXABLE),
        ("individual", AccountType.TAXABLE),
        ("brokerage", AccountType.TAXABLE),
        ("IRA", AccountType.TRADITIONAL),
        ("Rollover IRA", AccountType.TRADITIONAL),
        ("401(k)", AccountType.TRADITIONAL),
        ("403b", AccountType.TRADITIONAL),
        ("Roth IRA", AccountType.ROTH),
        ("roth", AccountType.ROTH),
        ("HSA", AccountType.HSA),
        ("unknown", AccountType.UNKNOWN),
    ],
)
def test_kinds_of_account_go_by_their_usual_names(text, kind):
    assert words.account_type(text) is kind


def test_a_misspelt_kind_of_account_is_nearly_recognised():
    with pytest.raises(NotUnderstoodError) as refused:
        words.account_type("taxble")
    assert refused.value.remedy == "did you mean 'taxable'?"


@pytest.mark.parametrize(
    ("text", "lock"),
    [
        ("none", Lock.NONE),
        ("No", Lock.NONE),
        ("hold", Lock.HOLD),
        ("TRUE", Lock.HOLD),
        ("yes", Lock.HOLD),
        ("lock", Lock.HOLD),
        ("no-buy", Lock.NO_BUY),
        ("Do not buy", Lock.NO_BUY),
        ("no_sell", Lock.NO_SELL),
        ("do not sell", Lock.NO_SELL),
    ],
)
def test_locks_go_by_several_words(text, lock):
    assert words.lock(text) is lock


def test_an_unknown_lock_is_never_taken_for_none():
    with pytest.raises(NotUnderstoodError) as refused:
        words.lock("perhaps")
    assert refused.value.remedy.startswith("known are: no, none")


@pytest.mark.parametrize("text", ["a\x1b[31m", "x" * 101])
def test_a_name_can_be_printed_on_a_line(text):
    with pytest.raises(NotUnderstoodError, match="is not a name"):
        words.name(text)
