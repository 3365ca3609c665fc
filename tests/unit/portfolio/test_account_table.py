"""The tables [[account]], [funds] and [tags] of a policy."""

from pathlib import Path

import pytest

from allocator.model.policy import AccountRule, FundRules
from allocator.model.portfolio import AccountType
from allocator.portfolio import read_policy


def test_accounts_funds_and_tags_reach_the_policy(policy):
    """
    [funds]
    prefer = { "Russell 2000" = ["vtwo", "IWM"] }
    substitutes = { iwm = ["IJR", "VB"] }

    [tags]
    "low cost" = ["VTWO"]

    [[account]]
    name = "Ann's IRA"
    type = "Rollover IRA"
    funds = ["VTWO"]
    fractional = true

    [[account]]
    name = "Joint"
    """
    assert policy.accounts == (
        AccountRule("Ann's IRA", AccountType.TRADITIONAL, ("VTWO",), fractional=True),
        AccountRule("Joint"),
    )
    assert policy.funds == FundRules(
        prefer=(("Russell 2000", ("VTWO", "IWM")),), substitutes=(("IWM", ("IJR", "VB")),)
    )
    assert policy.tags == (("low cost", ("VTWO",)),)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[account]]\ntype = "roth"', 1, "account.1.name is missing"),
        ('[[account]]\nname = "A"\ntype = "unknown"', 3, "account.1.type 'unknown' says nothing"),
        ('[[account]]\nname = "A"\ntype = "rot"', 3, "account.1.type 'rot' is not a known kind"),
        ('[[account]]\nname = "A"\ntype = 3', 3, "account.1.type is 3"),
        ('[[account]]\nname = "A"\nfunds = ["X", "x"]', 3, "account.1.funds names X twice"),
        ('[[account]]\nname = "A"\nfund = ["X"]', 3, "unknown key 'fund' in account.1"),
        ('[account]\nname = "A"', 1, "account is a table, not a list"),
        ('[[account]]\nname = "A"\n[[account]]\nname = "A"', 1, "account 'A' stands there twice"),
        ("[funds]\nprefer = { Gold = [] }", 2, "funds.prefer.Gold has no entry"),
        ('[funds]\nprefer = { Gold = "GLD" }', 2, "funds.prefer.Gold is 'GLD', not a list"),
        ('[funds]\nsubstitutes = { A = ["B", "A"] }', 2, "funds.substitutes has A in place of"),
        ('[funds]\nsubstitutes = { A = ["B"], a = ["C"] }', 2, "funds.substitutes names A twice"),
        ("[tags]\ncheap = [3]", 2, "tags.cheap.1 is 3, not text"),
        ('[tags]\n"" = ["A"]', 2, "tags: the name is empty"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(here, refused, text, line, said):
    Path("mine.toml").write_text(f"{text}\n", encoding="utf-8")
    (found,) = refused(read_policy, "mine.toml")
    assert found.startswith(f"error: mine.toml:{line}: {said}")
