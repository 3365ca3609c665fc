"""What the options of `allocator trades` ask for, and what is wrong with them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.orders import OrderType, Session
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from allocator.model.orders import TradeRecord

MOST_BPS = Decimal(1000)
"""A limit further away than a tenth of the price is taken for a slip of the hand."""

_NUMBERED = {"ibkr", "fidelity", "fix", "fix-single"}
_TIMED = {"fix", "fix-single"}
_ENDS = ("ALLOC", "BROKER")


@dataclass(frozen=True, slots=True)
class Options:
    """The options as typed; None or empty where they were left out."""

    format: str
    order: str
    limit_offset_bps: str | None
    account: str | None
    account_number: tuple[str, ...]
    session: str | None
    time: str | None

    @property
    def type(self) -> OrderType:
        """The type of every order."""
        return OrderType(self.order)

    @property
    def offset_bps(self) -> Decimal | None:
        """How far a limit may lie from the price; None unless that is said and a number."""
        try:
            offset = Decimal(self.limit_offset_bps or "")
        except InvalidOperation:
            return None
        return offset if offset.is_finite() and 0 <= offset <= MOST_BPS else None

    @property
    def numbers(self) -> dict[str, str]:
        """Account numbers by name of account."""
        pairs = (each.rpartition("=") for each in self.account_number)
        return {name: number.strip() for name, _, number in pairs}

    def sent(self, now: datetime) -> Session | None:
        """Name both ends and the time of messages; None if either is not understood."""
        sender, mark, target = (self.session or ":".join(_ENDS)).partition(":")
        moment = self._moment(now)
        if moment is None or not (mark and sender.strip() and target.strip()):
            return None
        return Session(sender, target, moment)

    def problems(self, record: TradeRecord, now: datetime) -> list[Problem]:
        """List all that is wrong with the options for a record."""
        return [*self._of_limits(), *self._of_accounts(record), *self._of_messages(now)]

    def _moment(self, now: datetime) -> datetime | None:
        """Read the time, which must name its zone."""
        if self.time is None:
            return now
        try:
            moment = datetime.fromisoformat(self.time)
            return None if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _of_limits(self) -> list[Problem]:
        """A limit needs its offset, and nothing else has one."""
        place, given = "--limit-offset-bps", self.limit_offset_bps
        if self.type is not OrderType.LIMIT:
            if given is None:
                return []
            return [Problem(place, f"{self.order} orders have no limit", "add --order limit")]
        if given is None:
            remedy = "for example: --limit-offset-bps 10, for a tenth of a percent"
            return [Problem(place, "limit orders need their distance from the price", remedy)]
        if self.offset_bps is None:
            message = f"{given!r} is no number of basis points from 0 to {MOST_BPS}"
            return [Problem(place, message, "10 is a tenth of a percent")]
        return []

    def _of_accounts(self, record: TradeRecord) -> list[Problem]:
        """Accounts must be those of the record, and numbers be of use and given once."""
        names = [account.name for account in record.accounts]
        found = []
        if self.account is not None and self.account not in names:
            remedy = did_you_mean(self.account, names)
            found.append(Problem("--account", f"there is no account {self.account!r}", remedy))
        place = "--account-number"
        if self.account_number and self.format not in _NUMBERED:
            message = f"the format {self.format} has no account numbers"
            found.append(Problem(place, message, "leave it out"))
        if len(self.numbers) < len(self.account_number):
            found.append(Problem(place, "names one account twice", "leave one of them out"))
        for name, number in self.numbers.items():
            if not name or not number:
                example = f'--account-number "{names[0]}=12345678"'
                found.append(Problem(place, "is not NAME=NUMBER", f"write {example}"))
            elif name not in names:
                remedy = did_you_mean(name, names)
                found.append(Problem(place, f"there is no account {name!r}", remedy))
        return found

    def _of_messages(self, now: datetime) -> list[Problem]:
        """Times and ends belong to messages."""
        given = (("--session", self.session), ("--time", self.time))
        found = [
            Problem(place, f"the format {self.format} has no place for it", "leave it out")
            for place, text in given
            if text is not None and self.format not in _TIMED
        ]
        if self._moment(now) is None:
            message = f"{self.time!r} is no moment with its zone"
            found.append(Problem("--time", message, "write one such as 2026-11-20T15:00:00Z"))
        elif self.sent(now) is None:
            message = f"{self.session!r} does not name two ends"
            found.append(Problem("--session", message, "write SENDER:TARGET"))
        return found


def usual_session(now: datetime) -> Session:
    """Name the two ends as they are where nobody names them."""
    return Session(*_ENDS, now)
