import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.sources import retry
from allocator.market.sources.retry import Patience, persistently
from allocator.market.sources.source import Cause, SourceError

CALM = Patience(tries=5, first=1.0, most=6.0, jitter=0.0, longest=60.0, pause=0.5)
PASSING = (Cause.LIMITED, Cause.UNAVAILABLE, Cause.UNREACHABLE)


@pytest.fixture
def waits(monkeypatch):
    """Seconds that were slept, without the sleep."""
    found = []
    monkeypatch.setattr(retry.time, "sleep", found.append)
    return found


def asking(*answers):
    """Something to ask that gives, or raises, one answer after the other."""
    left = list(answers)

    def ask():
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    ask.left = left
    return ask


def error(cause=Cause.UNAVAILABLE, wait=0.0):
    return SourceError("somebody", "does not answer", cause, wait=wait)


def test_waits_double_up_to_a_limit(waits):
    assert persistently(CALM, asking(*[error()] * 4, "data")) == "data"
    assert waits == [0.5, 1.0, 2.0, 4.0, 6.0]


def test_what_a_provider_asks_for_is_waited(waits):
    persistently(CALM, asking(error(Cause.LIMITED, 7.5), error(wait=60.0), "data"))
    assert waits == [0.5, 7.5, 60.0]


def test_a_provider_that_asks_for_more_than_is_bearable_is_left_alone(waits):
    ask = asking(error(Cause.LIMITED, 60.1), "data")
    with pytest.raises(SourceError):
        persistently(CALM, ask)
    assert waits == [0.5]
    assert ask.left == ["data"]


@given(st.floats(0.0, 5.0))
def test_jitter_only_adds(jitter):
    waits = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retry.time, "sleep", waits.append)
        patience = Patience(first=1.0, most=2.0, jitter=jitter, pause=0.0)
        persistently(patience, asking(error(), error(), error(wait=3.0), "data"))
    for wait, due in zip(waits[1:], [1.0, 2.0, 3.0], strict=True):
        assert due <= wait <= due + jitter


@pytest.mark.parametrize("cause", [Cause.LIMITED, Cause.UNAVAILABLE])
def test_tries_have_an_end_and_the_last_error_is_told(waits, cause):
    ask = asking(*[error()] * 4, error(cause), "data")
    with pytest.raises(SourceError) as caught:
        persistently(CALM, ask)
    assert caught.value.cause is cause
    assert ask.left == ["data"]


def test_a_machine_that_is_offline_hears_it_soon(waits):
    ask = asking(*[error(Cause.UNREACHABLE)] * 2, "data")
    with pytest.raises(SourceError):
        persistently(CALM, ask)
    assert waits == [0.5, 0.0]
    assert ask.left == ["data"]


@pytest.mark.parametrize("cause", list(Cause))
def test_only_what_may_pass_is_asked_for_again(waits, cause):
    ask = asking(error(cause), "data")
    if cause in PASSING:
        assert persistently(CALM, ask) == "data"
    else:
        with pytest.raises(SourceError):
            persistently(CALM, ask)
    assert cause.passes == (cause in PASSING)


def test_errors_of_ours_are_not_asked_away(waits):
    with pytest.raises(ZeroDivisionError):
        persistently(CALM, asking(ZeroDivisionError(), "data"))
