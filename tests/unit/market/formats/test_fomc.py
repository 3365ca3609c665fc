from datetime import date

from allocator.market.series import Frequency

TABLE = """announced,effective_fred,prev_upper,new_upper,new_lower,change_bp,source
2015-12-16,2015-12-16,0.25,0.5,0.25,25,a
2016-12-14,2016-12-15,0.5,0.75,0.5,25,b
2017-03-15,2017-03-16,0.75,1.0,0.75,25,"c, d"
"""


def test_changes_are_dated_by_their_announcement(read, numbers):
    """FRED shows them a day later from 2017 on; that column is not what counts."""
    reading = read(TABLE)
    assert numbers(reading) == {
        ("rate", "FOMC_UPPER"): {"2015-12-16": 0.5, "2016-12-14": 0.75, "2017-03-15": 1.0},
        ("rate", "FOMC_LOWER"): {"2015-12-16": 0.25, "2016-12-14": 0.5, "2017-03-15": 0.75},
    }
    assert {each.frequency for each in reading.series} == {Frequency.EVENTS}
    assert all((each.known == each.days).all() for each in reading.series)
    assert reading.problems == ()


def test_a_missing_change_is_said(read, said):
    gap = "\n".join(line for line in TABLE.split("\n") if not line.startswith("2016"))
    (line,) = said(read(gap))
    assert line.startswith("warning file.csv:3: the target changes from 0.75, but the row before")


def test_a_table_without_changes_is_told_unless_they_may_come(read, said):
    header = TABLE.split("\n", maxsplit=1)[0]
    assert said(read(header)) == ["error file.csv: has a header and no rows"]
    assert read(header, as_of=date(2017, 1, 1)).problems == ()


def test_the_level_before_need_not_be_there(read, numbers):
    text = "announced,new_upper,new_lower\n2015-12-16,0.5,0.25\n"
    assert numbers(read(text))["rate", "FOMC_LOWER"] == {"2015-12-16": 0.25}


def test_later_changes_may_not_be_seen(read, numbers):
    cut = read(TABLE + "2018-03-21,rubbish\n", as_of=date(2017, 3, 14))
    assert list(numbers(cut)["rate", "FOMC_UPPER"]) == ["2015-12-16", "2016-12-14"]
    assert cut.problems == ()


def test_a_wrong_number_or_day_refuses_the_table(read, said):
    assert said(read(TABLE.replace("0.75,0.5,25", "0.75,half,25"))) == [
        "error file.csv:3: new_lower: 'half' is not a number"
    ]
    assert read(TABLE.replace("0.75,0.5,25", "0.75,half,25")).series == ()
    assert "is no day" in said(read(TABLE.replace("2017-03-15,", "mid-March,")))[0]
