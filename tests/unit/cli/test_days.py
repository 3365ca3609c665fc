"""Days that users type: read in one way, whatever command they are given to."""

from datetime import datetime

import pytest

from allocator.cli.days import today


@pytest.mark.parametrize("day", ["2025-02-30", "24.12.2025", "9999-12-31", "yesterday"])
@pytest.mark.parametrize(
    "words",
    [
        ("views", "rate-cycle"),
        ("views", "policy-path", "--quotes", "none.csv"),
        ("views", "history"),
        ("data", "verify"),
        ("data", "snapshot"),
    ],
    ids=lambda words: words[1],
)
def test_what_is_no_day_is_refused_everywhere_in_the_same_words(run, words, day):
    done = run(*words, "--as-of", day)
    assert done.exit_code == 2
    wanted = f"{day!r} is no day: write a day that exists, as 2025-12-24"
    assert wanted in " ".join(done.stderr.split())


def test_today_is_that_of_the_clock_of_the_place():
    before = datetime.now().astimezone().date()
    assert before <= today() <= datetime.now().astimezone().date()
