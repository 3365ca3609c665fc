import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import allocator.portfolio
from allocator.errors import InputError
from allocator.model.portfolio import AccountType, Lot, OtherKind
from allocator.portfolio import read_portfolio

SUMMARY = (
    '<OpenPosition currency="{currency}" fxRateToBase="{rate}" assetCategory="{kind}" symbol="{symbol}"'
    ' multiplier="1" reportDate="{day}" position="{shares}" markPrice="200" positionValue="{value}"'
    ' costBasisMoney="{cost}" levelOfDetail="{level}" openDateTime="{opened}" />'
)
CASH = '<CashReportCurrency currency="{}" endingCash="{}" />'


def position(symbol="IWM", shares="10", cost="1500", level="SUMMARY", opened="", **other):
    said = {"currency": "USD", "rate": "1", "kind": "STK", "day": "2026-04-30"}
    said["value"] = str(Decimal(shares) * 200)
    return SUMMARY.format(
        symbol=symbol, shares=shares, cost=cost, level=level, opened=opened, **(said | other)
    )


def part(
    *positions,
    account="U1",
    cash=(("BASE_SUMMARY", "20.5"), ("USD", "20.5")),
    end="2026-04-30",
    more="",
):
    report = "".join(CASH.format(*pair) for pair in cash)
    return (
        f'<FlexStatement accountId="{account}" fromDate="2026-04-01" toDate="{end}">'
        f'<AccountInformation accountId="{account}" currency="USD" customerType="Individual" />{more}'
        f"<OpenPositions>{''.join(positions)}</OpenPositions><CashReport>{report}</CashReport></FlexStatement>"
    )


def report(*parts, prolog=""):
    text = f"{prolog}<FlexQueryResponse><FlexStatements>{''.join(parts)}</FlexStatements></FlexQueryResponse>"
    Path("mine.xml").write_text(text, encoding="utf-8")
    return "mine.xml"


@pytest.mark.parametrize(
    "prolog", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- mine -->\n"]
)
def test_summaries_and_lots_count_once(here, prolog):
    lots = [
        position(shares="6", cost="900", level="LOT", opened="2025-02-10;103000"),
        position(shares="4", cost="600", level="LOT", opened="20240506;120320"),
    ]
    portfolio = read_portfolio(report(part(position(), *lots), prolog=prolog))
    (account,), (holding,) = portfolio.accounts, portfolio.holdings
    assert (account.name, account.type, account.cash) == (
        "U1",
        AccountType.TAXABLE,
        Decimal("20.5"),
    )
    assert holding.lots == (
        Lot(Decimal(4), Decimal(600), date(2024, 5, 6)),
        Lot(Decimal(6), Decimal(900), date(2025, 2, 10)),
    )
    assert portfolio.as_of == date(2026, 4, 30)
    assert portfolio.problems == ()


@pytest.mark.parametrize("level", ["SUMMARY", "LOT"])
def test_either_level_alone_is_enough(here, level):
    portfolio = read_portfolio(report(part(position(level=level))))
    assert portfolio.holdings[0].shares == 10


def test_of_several_days_only_the_last_counts(here):
    early = part(position(shares="99"), end="20260428")
    late = part(position(shares="7", day="2026-04-29"), position(shares="8"), end="20260430")
    assert read_portfolio(report(late, early)).holdings[0].shares == 8


def test_accounts_are_kept_apart_and_the_earlier_day_is_the_files(here):
    portfolio = read_portfolio(
        report(part(position()), part(position(), account="U2", end="2026-04-29"))
    )
    assert [each.account for each in portfolio.holdings] == ["U1", "U2"]
    assert portfolio.as_of == date(2026, 4, 29)


def test_another_currency_is_valued_by_its_rate_and_left_alone(here):
    foreign = position("SXR8", currency="EUR", rate="1.1")
    cash = (("BASE_SUMMARY", "31"), ("USD", "20"), ("EUR", "10"))
    portfolio = read_portfolio(report(part(position(), foreign, cash=cash)))
    assert portfolio.accounts[0].cash == 20
    assert [(each.description, each.value) for each in portfolio.others] == [
        ("10 EUR of cash", 11),
        ("SXR8", Decimal("2200.0")),
    ]


def test_options_and_bonds_are_told_by_their_category(here):
    rows = [
        position("SPY   260116C00700000", kind="OPT"),
        position("T 4.5", kind="BOND"),
        position("MES", kind="FUT"),
    ]
    portfolio = read_portfolio(report(part(position(), *rows)))
    assert [each.kind for each in portfolio.others] == [
        OtherKind.UNKNOWN,
        OtherKind.OPTION,
        OtherKind.BOND,
    ]


def test_the_base_summary_alone_is_the_cash(here):
    portfolio = read_portfolio(report(part(position(), cash=(("BASE_SUMMARY", "33"),))))
    assert portfolio.accounts[0].cash == 33


def test_the_net_asset_value_of_the_last_day_is_reconciled(here, refused):
    more = "".join(
        f'<EquitySummaryByReportDateInBase reportDate="{day}" total="{total}" dividendAccruals="4.50" />'
        for day, total in (("20260429", "1"), ("20260430", "2025.00"))
    )
    portfolio = read_portfolio(report(part(position(), more=more)))
    assert [(each.description, str(each.value)) for each in portfolio.others] == [
        ("pending dividend accruals", "4.50")
    ]
    wrong = report(part(position(), more=more.replace("2025.00", "2025.01")))
    errors = [each for each in refused(read_portfolio, wrong) if each.startswith("error")]
    assert "a difference of 0.01" in errors[0]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('currency="USD" customer', 'currency="CHF" customer', "account U1 is kept in CHF"),
        ('toDate="2026-04-30"', "", "toDate has no date"),
        ('position="10"', 'position="ten"', "position 'ten' is not a number"),
        ("</FlexStatements>", "", "mine.xml:1: is not well-formed XML: mismatched tag"),
        ("<FlexStatement ", "<Other ", "is not well-formed XML"),
    ],
)
def test_what_is_wrong_is_said_in_words(here, old, new, why):
    path = Path(report(part(position())))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    try:
        problems = read_portfolio(path).problems
    except InputError as error:
        problems = error.problems
    assert why in " ".join(map(str, problems))


def test_a_report_without_statements_is_an_error(here, refused):
    assert "has no statement in it" in refused(read_portfolio, report())[0]


def test_entities_are_refused_unopened(here, refused):
    prolog = '<!DOCTYPE x [<!ENTITY a "boom">]>'
    text = Path(report(part(position()))).read_text(encoding="utf-8")
    inside = text.replace("<FlexStatements>", "<FlexStatements>&a;")
    Path("mine.xml").write_text(
        inside.replace("<FlexQuery", "<!-- x --><FlexQuery", 1), encoding="utf-8"
    )
    assert "is not well-formed XML: undefined entity" in refused(read_portfolio, "mine.xml")[0]
    Path("mine.xml").write_text(f'<?xml version="1.0"?>{prolog}{inside}', encoding="utf-8")
    assert "defines entities, which no report does" in refused(read_portfolio, "mine.xml")[0]


def test_only_a_report_in_xml_loads_what_reads_xml(here):
    Path("mine.csv").write_text("symbol,shares\nVTI,1\n", encoding="utf-8")
    code = (
        "import sys\nfrom allocator.portfolio import read_portfolio\nread_portfolio('mine.csv')\n"
        "print('defusedxml' in sys.modules)"
    )
    root = str(Path(allocator.portfolio.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "False"
