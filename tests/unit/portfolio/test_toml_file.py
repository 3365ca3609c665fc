from pathlib import Path

import pytest

from allocator.portfolio.toml_file import key_lines, read_toml

KEYS = '''\
# [not.a.table]
name = "x"

[limits]
small_cap = { lower = 0.1 }
"odd key".upper = 1
  [ neutral . weights ]
"S&P 500" = 0.6
'cash' = 0.4
text = """
[limits.fake]
fake = 1
"""
after = 2
name = "twice"
name = "thrice"
'''


def test_every_table_and_key_has_its_line():
    assert key_lines(KEYS) == {
        ("name",): 2,
        ("limits",): 4,
        ("limits", "small_cap"): 5,
        ("limits", "odd key", "upper"): 6,
        ("neutral", "weights"): 7,
        ("neutral", "weights", "S&P 500"): 8,
        ("neutral", "weights", "cash"): 9,
        ("neutral", "weights", "text"): 10,
        ("neutral", "weights", "after"): 14,
        ("neutral", "weights", "name"): 15,
    }


LISTS = """\
[[limit]]
name = "one"
[limit.of]
Gold = 1
[[ limit ]]
of.Gold = 2
[other.of]
[[limit.part]]
a = 1
[[limit]]
[[limit.part]]
a = 2
"""


def test_the_tables_of_a_list_are_told_apart():
    lines = key_lines(LISTS)
    assert lines["limit",] == lines["limit", "0"] == 1
    assert lines["limit", "0", "of", "Gold"] == 4
    assert (lines["limit", "1"], lines["limit", "1", "of", "Gold"]) == (5, 6)
    assert lines["other", "of"] == 7
    assert lines["limit", "1", "part", "0", "a"] == 9
    assert lines["limit", "2", "part", "0", "a"] == 12


def test_a_key_inside_a_value_stands_where_the_value_stands(here):
    Path("mine.toml").write_text("[limits]\nturnover = { upper = 1 }\n", encoding="utf-8")
    file = read_toml("mine.toml")
    assert file.line(("limits", "turnover", "upper")) == 2
    assert file.line(("limits", "volatility", 3)) == 1
    assert file.line(("trading",)) == 0
    assert file.line(()) == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\nb = \n", "error: mine.toml:2: is not TOML: Invalid value: b ="),
        ("a = 1\na = 2\n", "error: mine.toml:2: is not TOML: Cannot overwrite a value: a = 2"),
        ("name = Hard landing\n", "error: mine.toml:1: is not TOML: Invalid value: name = Hard"),
        ("a = [1,\n\n", "error: mine.toml:1: is not TOML: Invalid value: a = [1,"),
        (f"a = {'[' * 5000}", "error: mine.toml: is nested too deeply"),
        (f"a = {'9' * 5000}", "error: mine.toml: holds a number of thousands of digits"),
    ],
)
def test_text_that_is_not_toml_is_shown_with_its_line(here, refused, text, problem):
    Path("mine.toml").write_text(text, encoding="utf-8")
    (found,) = refused(read_toml, "mine.toml")
    assert found.startswith(problem)
    assert "\n    " in found
