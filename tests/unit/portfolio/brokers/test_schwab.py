from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.portfolio import AccountType, Lot, OtherKind
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

EXAMPLE = Path(__file__).parents[4] / "examples" / "schwab_positions.csv"

HEADINGS = {
    "before 2024": ("Quantity", "Market Value", "Security Type"),
    "2024": ("Qty (Quantity)", "Mkt Val (Market Value)", "Security Type"),
    "2025": ("Qty (Quantity)", "Mkt Val (Market Value)", "Asset Type"),
}


def export(rows, *, title="Individual ...901", day="2026/04/30", total="$400.00", headings="2025"):
    """Write an export with a fund worth 300 dollars, 100 dollars of cash, and more rows."""
    quantity, value, kind = HEADINGS[headings]
    head = ("Symbol", "Description", quantity, "Price", value, "Cost Basis", kind, "Ratings")
    table = [
        ("IWM", "A fund", "1.5", "$200.00 ", "$300.00", "$250.50", "ETFs & Closed End Funds", "--"),
        *rows,
        ("Cash & Cash Investments", "--", "--", "--", "$100.00", "--", "Cash", "--"),
        ("Account Total", "--", "--", "--", total, "$250.50", "--", "--"),
    ]
    lines = [f'"Positions for account {title} as of 04:15 PM ET, {day}"', ""]
    lines += [",".join(f'"{cell}"' for cell in row) + "," for row in [head, *table]]
    Path("mine.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "mine.csv"


def row(symbol, quantity, price, value, kind="ETFs & Closed End Funds", cost="--"):
    return (symbol, "--", quantity, price, value, cost, kind, "--")


def first_lines(problems):
    return [problem.partition("\n")[0] for problem in problems]


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("day", ["2026/04/30", "04/30/2026"])
def test_every_generation_of_the_layout_is_read(here, headings, day):
    portfolio = read_portfolio(export([], headings=headings, day=day))
    (holding,) = portfolio.holdings
    (account,) = portfolio.accounts

    assert holding.lots == (Lot(Decimal("1.5"), Decimal("250.50"), None),)
    assert (holding.symbol, holding.price) == ("IWM", Decimal("200.00"))
    assert holding.place == "mine.csv:4"
    assert (account.name, account.cash) == ("Individual ...901", Decimal("100.00"))
    assert account.type is AccountType.TAXABLE
    assert portfolio.as_of == date(2026, 4, 30)
    assert portfolio.format == "Schwab positions (one account)"


def test_the_name_of_the_file_decides_nothing(here):
    Path("plain.txt").write_bytes(Path(export([])).read_bytes())
    assert read_portfolio("plain.txt").format == "Schwab positions (one account)"


def test_padding_and_trailing_commas_may_come_or_go(here):
    lines = Path(export([])).read_text(encoding="utf-8").replace('--",\n', '--"\n').split("\n")
    empty = ",".join(['""'] * 16)
    lines[:2] = [f"{lines[0]},{empty}", empty]
    Path("mine.csv").write_text("\r\n".join(lines), encoding="utf-8")
    assert read_portfolio("mine.csv").accounts[0].cash == 100


def test_a_title_without_quotes_is_read_too(here):
    text = Path(export([])).read_text(encoding="utf-8")
    title, rest = text.split("\n", 1)
    Path("mine.csv").write_text(title.replace('"', "") + "\n" + rest, encoding="utf-8")
    assert read_portfolio("mine.csv").as_of == date(2026, 4, 30)


def test_the_order_of_columns_is_that_of_the_users_screen(here):
    lines = Path(export([])).read_text(encoding="utf-8").split("\n")
    turned = [",".join(reversed(line.split(",")[:-1])) for line in lines[2:-1]]
    before = read_portfolio("mine.csv")
    Path("mine.csv").write_text("\n".join([*lines[:2], *turned]), encoding="utf-8")
    assert read_portfolio("mine.csv") == before


def test_a_money_fund_is_cash_and_said_to_be(here):
    fund = row("SWVXX", "1,000", "$1.00", "$1,000.00", kind="Cash and Money Market")
    portfolio = read_portfolio(export([fund], total="$1,400.00"))
    assert [holding.symbol for holding in portfolio.holdings] == ["IWM"]
    assert portfolio.accounts[0].cash == 1100
    (said,) = portfolio.problems
    assert said.message == "SWVXX: a money-market fund, counted as cash of its account: $1,000.00"


def test_a_bank_whose_ticker_is_cash_is_no_cash(here):
    portfolio = read_portfolio(export([row("CASH", "2", "80.00", "$160.00")], total="$560"))
    assert [holding.symbol for holding in portfolio.holdings] == ["CASH", "IWM"]
    assert portfolio.accounts[0].cash == 100


def test_a_file_may_have_no_cash_row(here):
    text = Path(export([], total="$300.00")).read_text(encoding="utf-8")
    kept = [line for line in text.split("\n") if "Cash &" not in line]
    Path("mine.csv").write_text("\n".join(kept), encoding="utf-8")
    assert read_portfolio("mine.csv").accounts[0].cash == 0


@pytest.mark.parametrize("cost", ["--", "N/A", "Incomplete"])
def test_an_unknown_cost_is_no_cost(here, cost):
    portfolio = read_portfolio(export([row("BRK/B", "1", "50", "$50", cost=cost)], total="$450"))
    assert portfolio.holdings[0].symbol == "BRK.B"
    assert portfolio.holdings[0].lots[0].cost_basis is None


def test_two_rows_of_one_fund_are_two_lots(here):
    portfolio = read_portfolio(export([row("IWM", "1", "200.00", "$200.00")], total="$600"))
    assert [lot.shares for lot in portfolio.holdings[0].lots] == [1, Decimal("1.5")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Joint Tenant ...1", AccountType.TAXABLE),
        ("Roth Contributory IRA ...2", AccountType.ROTH),
        ("Rollover IRA ...3", AccountType.TRADITIONAL),
        ("Individual 401(k) ...4", AccountType.TRADITIONAL),
        ("HSA ...5", AccountType.HSA),
    ],
)
def test_the_name_of_the_account_tells_how_it_is_taxed(here, title, kind):
    portfolio = read_portfolio(export([], title=title))
    assert portfolio.accounts[0].type is kind
    assert portfolio.problems == ()


def test_a_name_that_tells_nothing_is_said_to(here):
    portfolio = read_portfolio(export([], title="Holiday money ...6"))
    assert portfolio.accounts[0].type is AccountType.UNKNOWN
    assert "does not say how the account is taxed" in str(portfolio.problems[0])


@pytest.mark.parametrize(
    ("rows", "total", "gap"), [([], "$400.01", "0.01"), ([], "$399.99", "-0.01")]
)
def test_a_total_that_is_a_cent_off_is_an_error(here, refused, rows, total, gap):
    (problem,) = refused(read_portfolio, export(rows, total=total))
    assert problem.startswith(
        "error: mine.csv:6: Account Total: the rows add up to 400.00, but the file's total is "
        f"{total[1:]}: a difference of {gap}"
    )


def test_a_total_is_required_once(here, refused):
    text = Path(export([])).read_text(encoding="utf-8")
    *kept, total = text.strip().split("\n")
    Path("mine.csv").write_text("\n".join(kept), encoding="utf-8")
    assert first_lines(refused(read_portfolio, "mine.csv")) == [
        "error: mine.csv:1: account Individual ...901: the total row is missing"
    ]
    Path("mine.csv").write_text("\n".join([*kept, total, total]), encoding="utf-8")
    assert first_lines(refused(read_portfolio, "mine.csv")) == [
        "error: mine.csv:7: account Individual ...901: there are several total rows"
    ]


def test_a_value_is_shares_times_price(here, refused):
    rows = [row("VTI", "100", "2.00", "$200.51"), row("BND", "100", "2.00", "$200.50")]
    problems = refused(read_portfolio, export(rows, total="$801.01"))
    assert first_lines(problems) == [
        "error: mine.csv:5: VTI: 100 shares at 2.00 make 200.00, but the row says 200.51"
    ]


def test_what_is_no_fund_is_held_told_and_counted_in_the_total(here):
    rows = [
        row("DDD 12/18/2026 50.00 C", "-1", "2.00", "-$200.00", kind="Option"),
        row("91282CJL6", "1,000", "99.5", "$995.00", kind="Fixed Income"),
        row("Futures Positions Market Value", "--", "--", "$7.50", kind="--"),
    ]
    portfolio = read_portfolio(export(rows, total="$1,202.50"))
    found = [(each.description, each.kind, str(each.value)) for each in portfolio.others]
    assert found == [
        ("Futures Positions Market Value", OtherKind.UNKNOWN, "7.50"),
        ("DDD 12/18/2026 50.00 C", OtherKind.OPTION, "-200.00"),
        ("91282CJL6", OtherKind.BOND, "995.00"),
    ]
    assert [(problem.place, problem.severity.value) for problem in portfolio.problems] == [
        (f"mine.csv:{line}", "warning") for line in (5, 6, 7)
    ]
    assert "an option, worth -$200.00: held as it is" in portfolio.problems[0].message


def test_negative_cash_is_margin_debt_and_no_cash(here):
    text = Path(export([], total="($200.00)")).read_text(encoding="utf-8")
    Path("mine.csv").write_text(text.replace('"$100.00"', '"-$500.00"'), encoding="utf-8")
    portfolio = read_portfolio("mine.csv")
    assert portfolio.accounts[0].cash == 0
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.DEBT, -500)]
    assert "margin debt of $500.00" in portfolio.problems[0].message


def test_every_bad_row_is_reported_in_one_run(here, refused):
    rows = [
        row("VTI", "some", "2.00", "$200.00"),
        row("BND", "-1", "2.00", "$-2.00"),
        row("TIP", "1", "2", "--"),
        row("IVV", "1", "0", "$0.00"),
        row("SPY", "1", "--", "$2.00"),
        row("VOO", "1", "2", "$2.00", cost="x"),
        row("QQQ", "1", "2", "$2.00", cost="($1.00)"),
        row("GLD", "0", "2", "$0.00"),
        row("Cash & Cash Investments", "--", "--", "--"),
        ("QQQ", "1"),
    ]
    assert first_lines(refused(read_portfolio, export(rows))) == [
        "error: mine.csv:5: VTI: Qty (Quantity) 'some' is not a number",
        "warning: mine.csv:6: BND: is a short position, worth -$2.00: held as it is",
        "warning: mine.csv:7: TIP: the row states no value: shares times price are $2.00",
        "warning: mine.csv:8: IVV: the price 0 is not above zero, worth $0.00: held as it is",
        (
            "warning: mine.csv:9: SPY: the row states no price (worth $2.00 by it): it is priced "
            "as in other rows or by our data"
        ),
        "error: mine.csv:10: VOO: Cost Basis 'x' is not a number",
        (
            "warning: mine.csv:11: QQQ: the row states a cost below zero: what it cost is taken as "
            "not known"
        ),
        "warning: mine.csv:12: GLD: no shares; the row is skipped",
        (
            "warning: mine.csv:13: Cash & Cash Investments: the row states neither quantity nor "
            "value: held as it is"
        ),
        "error: mine.csv:14: 3 cells under 8 columns",
        "error: mine.csv:15: cash appears twice",
    ]


def test_a_short_position_is_held_and_counted_as_owed(here):
    portfolio = read_portfolio(export([row("BND", "-2", "50.00", "-$100.00")], total="$300.00"))
    (other,) = portfolio.others
    assert (other.description, other.kind, other.value) == ("BND", OtherKind.SHORT, -100)
    assert [holding.symbol for holding in portfolio.holdings] == ["IWM"]


@pytest.mark.parametrize("gap", ["--", "N/A"])
def test_shares_without_a_price_are_left_to_other_prices(here, gap):
    portfolio = read_portfolio(export([row("BND", "2", gap, "$100.00")], total="$500.00"))
    held = {holding.symbol: (holding.shares, holding.price) for holding in portfolio.holdings}
    assert held == {"BND": (2, None), "IWM": (Decimal("1.5"), 200)}
    assert [problem.severity.value for problem in portfolio.problems] == ["warning"]


def test_the_total_may_hold_what_shares_without_price_and_value_are_worth(here):
    portfolio = read_portfolio(export([row("BND", "2", "--", "--")], total="$500.00"))
    assert [holding.symbol for holding in portfolio.holdings] == ["BND", "IWM"]
    assert "a difference of 100.00" in portfolio.problems[1].message
    assert "taken for the worth of BND" in portfolio.problems[1].remedy


def test_shares_without_price_and_value_are_not_worth_less_than_nothing(here, refused):
    path = export([row("BND", "2", "--", "--")], total="$399.00")
    errors = [each for each in refused(read_portfolio, path) if each.startswith("error")]
    assert "a difference of -1.00" in errors[0]


@pytest.mark.parametrize(("total", "fits"), [("$537.01", True), ("$537.02", False)])
def test_a_value_worked_out_of_a_rounded_price_meets_the_total_within_rounding(
    here, refused, total, fits
):
    """11 shares at 12.45 are 136.95; at any price that is 12.45 to the cent, at most 0.06 off."""
    path = export([row("BND", "11", "12.45", "--")], total=total)
    if fits:
        assert [each.symbol for each in read_portfolio(path).holdings] == ["BND", "IWM"]
        return
    errors = [each for each in refused(read_portfolio, path) if each.startswith("error")]
    assert "the rows add up to 536.95" in errors[0]


@pytest.mark.parametrize(("price", "value"), [("0", "$0.00"), ("--", "$0.00")])
def test_what_the_broker_calls_worthless_is_priced_by_nobody_else(here, price, value):
    portfolio = read_portfolio(export([row("BND", "2", price, value)]))
    assert [holding.symbol for holding in portfolio.holdings] == ["IWM"]
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.INCOMPLETE, 0)]


def test_shares_held_and_a_value_owed_contradict_each_other(here, refused):
    (problem,) = refused(read_portfolio, export([row("BND", "2", "--", "-$1.00")]))
    assert "BND: 2 shares are said to be worth -$1.00" in problem


def test_a_cost_below_zero_is_not_known(here):
    rows = [row("BND", "2", "50.00", "$100.00", cost="-$3.00")]
    portfolio = read_portfolio(export(rows, total="$500.00"))
    assert portfolio.holdings[0].lots == (Lot(Decimal(2), None, None),)
    assert portfolio.holdings[1].lots[0].cost_basis == Decimal("250.50")


def test_a_known_ticker_without_a_quantity_says_so(here):
    portfolio = read_portfolio(export([row("BND", "--", "50.00", "$100.00")], total="$500.00"))
    assert portfolio.problems[0].message == (
        "BND: the row states no quantity, worth $100.00: held as it is"
    )
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.INCOMPLETE, 100)]


def test_cash_without_an_amount_is_held_and_the_account_has_none(here):
    text = Path(export([], total="$400.00")).read_text(encoding="utf-8")
    Path("mine.csv").write_text(text.replace('"$100.00"', '"--"'), encoding="utf-8")
    portfolio = read_portfolio("mine.csv")
    assert portfolio.accounts[0].cash == 0
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.INCOMPLETE, None)]
    assert "taken for the worth of Cash & Cash Investments" in portfolio.problems[1].remedy


def test_a_total_that_cannot_be_read_is_an_error(here, refused):
    assert first_lines(refused(read_portfolio, export([], total="--"))) == [
        "error: mine.csv:6: Account Total: Mkt Val (Market Value) '--' is not a number"
    ]


@pytest.mark.parametrize(
    ("day", "why"),
    [("yesterday", "has no date"), ("2026/13/30", "is not a day of the calendar")],
)
def test_a_title_without_its_date_is_an_error(here, refused, day, why):
    (problem,) = refused(read_portfolio, export([], day=day))
    assert problem.startswith("error: mine.csv:1: the title 'Positions for account")
    assert why in problem


def test_missing_and_doubled_headings_are_errors(here, refused):
    text = Path(export([])).read_text(encoding="utf-8")
    Path("mine.csv").write_text(
        text.replace('"Price"', '"Cost"').replace('"Description"', '"Symbol"'), encoding="utf-8"
    )
    assert first_lines(refused(read_portfolio, "mine.csv")) == [
        "error: mine.csv:3: two columns hold Symbol",
        "error: mine.csv:3: there is no column Price",
    ]


def test_a_title_alone_is_no_export(here, refused):
    title = Path(export([])).read_text(encoding="utf-8").split("\n")[0]
    Path("mine.csv").write_text(title, encoding="utf-8")
    assert first_lines(refused(read_portfolio, "mine.csv")) == [
        "error: mine.csv:1: account Individual ...901: has no row of headings with Symbol in it"
    ]


def test_a_title_that_cannot_be_split_is_an_error(here, refused):
    Path("mine.csv").write_text('"Positions for account A as of 1, 2026/04/30', encoding="utf-8")
    assert first_lines(refused(read_portfolio, "mine.csv")) == [
        "error: mine.csv:1: a quotation mark is not closed on this line",
        "warning: mine.csv:1: the name 'A' does not say how the account is taxed",
        "error: mine.csv:1: account A: has no row of headings with Symbol in it",
    ]


def test_the_example_adds_up_to_its_own_total():
    portfolio = read_portfolio(EXAMPLE)
    prices = {each.symbol: str(each.price) for each in portfolio.holdings}
    assert prices == {"AGG": "100.02", "IWM": "252.71", "QQQ": "623.93", "VOO": "634.78"}
    total = portfolio.accounts[0].cash
    for holding in portfolio.holdings:
        total += (holding.shares * holding.price).quantize(Decimal("0.01"))
    assert f"${total:,}" in EXAMPLE.read_text(encoding="utf-8").split("\n")[-2]
    assert portfolio.problems == ()


def every_account(*sections):
    """Write an export of all accounts: a line with each name, then headings, rows and total."""
    head = ("Symbol", "Description", "Quantity", "Price", "Market Value", "Cost Basis", "Type", "R")
    lines = ['"Positions for All-Accounts as of 04:15 PM ET, 02/15/2026"', ""]
    for name, rows, total in sections:
        table = [head, *rows]
        table += [("Account Total", "--", "--", "--", total, "--", "--", "--")] if total else []
        lines += [
            f'"{name}"',
            *(",".join(f'"{cell}"' for cell in each) + "," for each in table),
            "",
        ]
    Path("mine.csv").write_text("\n".join(lines), encoding="utf-8")
    return "mine.csv"


IWM = row("IWM", "1.5", "$200.00", "$300.00")
CASH = row("Cash & Cash Investments", "--", "--", "$25.50")


def test_sections_of_all_accounts_are_never_one_table(here):
    path = every_account(
        ("Individual ...111", [IWM, CASH], "$325.50"), ("Roth IRA ...222", [IWM], "$300.00")
    )
    portfolio = read_portfolio(path)
    assert [(each.name, each.type.value, str(each.cash)) for each in portfolio.accounts] == [
        ("Individual ...111", "taxable", "25.50"),
        ("Roth IRA ...222", "roth", "0"),
    ]
    assert [each.account for each in portfolio.holdings] == ["Individual ...111", "Roth IRA ...222"]
    assert portfolio.as_of == date(2026, 2, 15)
    assert portfolio.format == "Schwab positions (all accounts)"


def test_each_section_has_its_own_total(here, refused):
    path = every_account(("Individual ...111", [IWM], "$300.01"), ("Roth IRA ...222", [IWM], ""))
    assert first_lines(refused(read_portfolio, path)) == [
        (
            "error: mine.csv:6: Account Total: the rows add up to 300.00, but the file's total is "
            "300.01: a difference of 0.01"
        ),
        "error: mine.csv:8: account Roth IRA ...222: the total row is missing",
    ]


def test_an_export_of_all_accounts_names_each_once(here, refused):
    path = every_account(("Roth ...1", [IWM], "$300.00"), ("Roth ...1", [IWM], "$300.00"))
    assert "the account 'Roth ...1' appears twice" in refused(read_portfolio, path)[0]
    text = Path(path).read_text(encoding="utf-8").replace('"Roth ...1"', "")
    Path(path).write_text(text, encoding="utf-8")
    problems = first_lines(refused(read_portfolio, path))
    assert problems[0] == "error: mine.csv: has no account in it"
    assert problems[1] == "error: mine.csv:4: stands above the name of any account"


@pytest.mark.realdata("broker_samples")
def test_the_shared_sample_is_read():
    (sample,) = SAMPLES.glob("schwab_*.csv")
    portfolio = read_portfolio(sample)
    assert [(h.symbol, str(h.shares)) for h in portfolio.holdings] == [
        ("BND", "400"),
        ("IWM", "120"),
        ("VOO", "85.25"),
    ]
    assert portfolio.accounts[0].cash == Decimal("5120.33")
