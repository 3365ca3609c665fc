"""The tables [[account]] of a policy, and [funds]."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from allocator.model.policy import AccountRule, FundRules
from allocator.model.portfolio import AccountType
from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.policy_values import SomeSymbols, Symbol, SymbolsOnce, by_name, by_symbol
from allocator.portfolio.schema import Flag, Name, Table


def _type(value: object) -> object:
    """Read how an account is taxed; "unknown" would say nothing."""
    if not isinstance(value, str):
        return value
    found = words.account_type(value)
    if found is AccountType.UNKNOWN:
        remedy = "write taxable, traditional, roth or hsa, or leave it out"
        raise NotUnderstoodError("says nothing", remedy)
    return found


class AccountTable(Table):
    """A table [[account]]."""

    name: Name
    type: Annotated[AccountType | None, BeforeValidator(_type)] = None
    funds: SymbolsOnce = ()
    fractional: Flag = False


def _named_once(accounts: tuple[AccountTable, ...]) -> tuple[AccountTable, ...]:
    """Refuse two tables about one account."""
    names = [account.name for account in accounts]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise NotUnderstoodError(f"{quoted(name)} stands there twice", "merge the two tables")
    return accounts


AccountTables = Annotated[tuple[AccountTable, ...], AfterValidator(_named_once)]


def account_rules(tables: tuple[AccountTable, ...]) -> tuple[AccountRule, ...]:
    """Turn the tables into the model's rules."""
    return tuple(AccountRule(**dict(table)) for table in tables)


def _of_another(substitutes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Refuse a fund that would stand in for itself."""
    for symbol, others in substitutes.items():
        if symbol in others:
            remedy = "name other funds: buying it back would be a wash sale"
            raise NotUnderstoodError(f"has {symbol} in place of itself", remedy)
    return substitutes


class FundsTable(Table):
    """The table [funds]."""

    prefer: Annotated[dict[Name, SomeSymbols], by_name] = Field(default_factory=dict)
    substitutes: Annotated[dict[Symbol, SomeSymbols], by_symbol, AfterValidator(_of_another)] = (
        Field(default_factory=dict)
    )

    def rules(self) -> FundRules:
        """Turn the table into the model's rules."""
        return FundRules(tuple(self.prefer.items()), tuple(self.substitutes.items()))


Tags = Annotated[dict[Name, SomeSymbols], by_name]
