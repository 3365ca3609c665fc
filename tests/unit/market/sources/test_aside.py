import threading

import pytest

from allocator.market.sources.aside import Aside


def test_what_a_call_gives_comes_back():
    assert Aside().run(lambda: 7) == 7


def test_what_a_call_raises_comes_back_and_the_next_one_is_made():
    aside = Aside()
    with pytest.raises(KeyError, match="why"):
        aside.run(lambda: {}["why"])
    assert aside.run(lambda: 7) == 7


def test_a_call_that_times_out_is_not_taken_for_one_that_is_not_over():
    def slow():
        raise TimeoutError("of its own")

    with pytest.raises(TimeoutError, match="of its own"):
        Aside().run(slow)


def test_all_calls_are_made_in_one_other_thread():
    aside = Aside()
    threads = {aside.run(threading.get_ident) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_nobody_waits_for_the_thread_at_the_end():
    aside = Aside()
    aside.run(lambda: None)
    assert aside._thread.daemon


def test_a_thread_is_started_for_the_first_call_only():
    before = threading.active_count()
    Aside()
    assert threading.active_count() == before


def test_a_call_longer_than_a_glance_is_waited_for():
    gate = threading.Event()
    threading.Timer(0.25, gate.set).start()
    assert Aside().run(lambda: gate.wait(5)) is True
