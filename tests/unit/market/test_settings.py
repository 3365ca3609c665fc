import os

import pytest

from allocator.errors import InputError
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.settings import MOST_BYTES, read_settings


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
    assert read_settings(None, tmp_path) == RiskSettings(Estimator.SAMPLE, 10, 52)
    assert read_settings(None, tmp_path / "nowhere") == RiskSettings()


@pytest.mark.parametrize("text", ["", "# nothing\n", "[risk]\n"])
def test_what_is_left_out_keeps_its_default(written, text):
    assert written(text) == RiskSettings()


def test_everything_that_is_written_is_taken(written):
    text = '[risk]\nestimator = "ewma"\nyears = 5\nhalf_life_weeks = 26\n'
    assert written(text) == RiskSettings(Estimator.EWMA, 5, 26)


def test_a_file_as_windows_saves_it_is_read(written):
    """With a byte order mark and CRLF."""
    assert written("\ufeff[risk]\r\nyears = 5\r\n") == RiskSettings(years=5)


def test_a_named_file_comes_before_that_of_the_home(written, tmp_path):
    written("[risk]\nyears = 5\n")
    other = tmp_path / "other.toml"
    other.write_text("[risk]\nyears = 7\n")
    assert read_settings(str(other), tmp_path).years == 7


@pytest.mark.parametrize("years", [3, 40])
def test_the_ends_of_a_range_are_in_it(written, years):
    text = f'[risk]\nestimator = "ewma"\nyears = {years}\nhalf_life_weeks = 4\n'
    assert written(text) == RiskSettings(Estimator.EWMA, years, 4)


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
    assert read_settings(None, tmp_path).years == 7


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
    assert written(b"#" * MOST_BYTES) == RiskSettings()
