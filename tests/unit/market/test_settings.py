import os

import pytest

from allocator.errors import InputError
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.settings import MOST_BYTES, Settings, read_settings
from allocator.model.snapshot import Measure


@pytest.fixture
def written(tmp_path):
    """Write data.toml into a home and read it from there."""

    def read(text):
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / "data.toml").write_bytes(content)
        return read_settings(None, tmp_path)

    return read


@pytest.fixture
def problem(tmp_path):
    """Read the settings of a home that are refused; give the one problem."""

    def refused(named=None):
        with pytest.raises(InputError) as caught:
            read_settings(named, tmp_path)
        (found,) = caught.value.problems
        assert found.place.startswith(named or str(tmp_path / "data.toml"))
        assert found.remedy
        return found

    return refused


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read_settings(None, tmp_path) == Settings(RiskSettings(Estimator.SAMPLE, 10, 52), ())
    assert read_settings(None, tmp_path / "nowhere") == Settings()


@pytest.mark.parametrize("text", ["", "# nothing\n", "[risk]\n"])
def test_what_is_left_out_keeps_its_default(written, text):
    assert written(text).risk == RiskSettings()


def test_everything_that_is_written_is_taken(written):
    text = '[risk]\nestimator = "ewma"\nyears = 5\nhalf_life_weeks = 26\n'
    assert written(text).risk == RiskSettings(Estimator.EWMA, 5, 26)


def test_a_file_as_windows_saves_it_is_read(written):
    """With a byte order mark and CRLF."""
    assert written("\ufeff[risk]\r\nyears = 5\r\n").risk == RiskSettings(years=5)


def test_a_named_file_comes_before_that_of_the_home(written, tmp_path):
    written("[risk]\nyears = 5\n")
    other = tmp_path / "other.toml"
    other.write_text("[risk]\nyears = 7\n")
    assert read_settings(str(other), tmp_path).risk.years == 7


@pytest.mark.parametrize("years", [3, 40])
def test_the_ends_of_a_range_are_in_it(written, years):
    text = f'[risk]\nestimator = "ewma"\nyears = {years}\nhalf_life_weeks = 4\n'
    assert written(text).risk == RiskSettings(Estimator.EWMA, years, 4)


@pytest.mark.parametrize("estimator", ["", 'estimator = "sample"\n', 'estimator = "gerber"\n'])
def test_a_half_life_that_would_change_nothing_is_refused(written, estimator):
    with pytest.raises(InputError, match="half_life_weeks changes nothing") as caught:
        written(f"[risk]\n{estimator}half_life_weeks = 26\n")
    assert 'write estimator = "ewma", or leave' in caught.value.problems[0].remedy


def test_a_half_life_out_of_range_is_refused_whatever_the_estimator(written):
    with pytest.raises(InputError, match="expected a finite number from 4 to 1000"):
        written("[risk]\nhalf_life_weeks = 3\n")


def test_a_pipe_is_not_waited_for(tmp_path, problem):
    os.mkfifo(tmp_path / "data.toml")
    assert problem().message == "is not an ordinary file"
    assert problem(str(tmp_path / "data.toml")).message == "is not an ordinary file"


def test_a_folder_is_no_file(tmp_path, problem):
    (tmp_path / "data.toml").mkdir()
    assert problem().message == "is not an ordinary file"


def test_a_link_that_leads_nowhere_is_not_a_file_that_was_left_out(tmp_path, problem):
    (tmp_path / "data.toml").symlink_to("moved.toml")
    assert problem().message == "is a link to moved.toml, which is not there"


def test_a_link_to_a_file_is_followed(tmp_path):
    (tmp_path / "mine.toml").write_text("[risk]\nyears = 7\n")
    (tmp_path / "data.toml").symlink_to("mine.toml")
    assert read_settings(None, tmp_path).risk.years == 7


def test_a_named_file_must_be_there(tmp_path, problem):
    assert problem(str(tmp_path / "absent.toml")).message == "no such file"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[risk]\nestimator = "\xff"\n', "byte 0xFF is not UTF-8 text"),
        (b"[risk\n", "is not TOML: Expected ']'"),
        (b"x = " + b"[" * 20_000, "is nested too deeply"),
        (b"x = " + b"1" * 20_000, "is not TOML: Exceeds the limit"),
        (b"#" * (MOST_BYTES + 1), "is larger than 100 kB"),
    ],
)
def test_what_is_no_toml_is_one_problem(tmp_path, problem, content, said):
    (tmp_path / "data.toml").write_bytes(content)
    assert problem().message.startswith(said)


def test_the_largest_file_is_read(written):
    assert written(b"#" * MOST_BYTES) == Settings()


MINE = """[[valuation]]
index = "Russell 2000"
price_earnings = 19.5
on = 2026-01-05
definition = "mine, trailing, losses included"
mean_5y = 16.0
sd_5y = 2.0
reference_date = 2026-01-05
note = "from their monthly sheet"
source = "somebody"
"""


def test_valuations_of_the_users_own_are_read_in_order_of_the_file(written):
    second = MINE.replace("Russell 2000", "S&P 500")
    found = written(MINE + second).valuations
    assert [each.index for each in found] == ["Russell 2000", "S&P 500"]
    assert (found[0].value, found[0].measure) == (19.5, Measure.PRICE_EARNINGS)
    assert (found[0].mean_5y, found[0].sd_5y) == (16.0, 2.0)


def test_a_yield_and_a_relative_ratio_are_read(written):
    text = MINE.replace("price_earnings = 19.5", "earnings_yield = -0.02")
    (found,) = written(text.replace("mean_5y = 16.0", "mean_5y = 0.03")).valuations
    assert (found.value, found.measure, found.of) == (-0.02, Measure.EARNINGS_YIELD, "Russell 2000")
    (found,) = written(MINE + 'relative_to = "S&P 500"\n').valuations
    assert found.of == "Russell 2000 relative to S&P 500"


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "remedy"),
    [
        ("Russell 2000", "Russell 200", "valuation[0]: index", "not an index that", "Russell 2000"),
        ("sd_5y = 2.0\n", "", "valuation[0]: sd_5y", "is missing", "docs/files.md"),
        ("sd_5y = 2.0", "sd_5y = 0", "valuation[0]: sd_5y", "a positive number", "docs/files.md"),
        ("note", "notes", "valuation[0]: note", "is missing", "docs/files.md"),
        ("= 19.5", "= -19.5", "valuation[0]: price_earnings", "not positive", "earnings_yield"),
        ("price_earnings = 19.5\n", "", "valuation[0]", "either price_earnings or", "docs"),
        ("price_earnings = 19", "earnings_yield = 5", ": earnings_yield", "0.055 means", "docs"),
        ("2026-01-05\ndef", "2026-13-05\ndef", "data.toml", "is not TOML", "docs/files.md"),
    ],
)
def test_a_valuation_that_is_malformed_is_refused_with_place_and_remedy(
    written, old, new, place, said, remedy
):
    assert old in MINE
    with pytest.raises(InputError) as caught:
        written(MINE.replace(old, new, 1))
    (found,) = caught.value.problems
    assert place in found.place
    assert said in found.message
    assert remedy in found.remedy


def test_a_yield_in_percent_is_told_from_a_fraction_by_its_mean_too(written):
    text = MINE.replace("price_earnings = 19.5", "earnings_yield = 0.05")
    with pytest.raises(InputError, match=r"mean_5y: expected a fraction: 0\.055 means 5\.5 %"):
        written(text)


def test_the_other_index_of_a_relative_ratio_must_be_known_too(written):
    with pytest.raises(InputError, match="relative_to: 'Moon' is not an index"):
        written(MINE + 'relative_to = "Moon"\n')


def test_every_problem_of_the_valuations_is_told_in_one_run(written):
    with pytest.raises(InputError) as caught:
        written(MINE.replace("Russell 2000", "Moon") + MINE + MINE)
    first, second = caught.value.problems
    assert "valuation[0]: index" in first.place
    assert "valuation[2]" in second.place
    assert "is a second one of Russell 2000 of 2026-01-05" in second.message


def test_one_index_may_have_a_history_of_valuations(written):
    assert len(written(MINE + MINE.replace("2026-01-05", "2026-02-05")).valuations) == 2
