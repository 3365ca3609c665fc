import hashlib
import subprocess
from datetime import date

import pytest

from allocator.errors import MarketDataError
from allocator.market.source_file import read_dated, read_newest

NAME = "series.csv"
DAY = date(2025, 1, 3)


def write(folder, text):
    (folder / NAME).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def refusal(folder, as_of=DAY):
    with pytest.raises(MarketDataError) as caught:
        read_dated(folder, NAME, as_of)
    return str(caught.value)


def test_later_rows_do_not_exist(tmp_path):
    rows = "Date,A\n2025-01-02,1\n2025-01-03,2\n"
    before = read_dated(write(tmp_path, rows), NAME, DAY)
    after = read_dated(write(tmp_path, rows + "2025-01-06,3\n"), NAME, DAY)

    assert after == before
    assert (after.first, after.last, after.rows) == (date(2025, 1, 2), DAY, 2)


def test_the_digest_is_that_of_the_command_in_the_docs(tmp_path):
    write(tmp_path, "Date,A\n2025-01-02,1\n2025-01-06,3\n")
    command = f"""awk -F, 'NR == 1 || $1 <= "{DAY}"' {tmp_path / NAME}"""
    kept = subprocess.run(command, shell=True, check=True, capture_output=True).stdout  # noqa: S602

    assert read_dated(tmp_path, NAME, DAY).digest == hashlib.sha256(kept).hexdigest()


def test_a_byte_order_mark_blank_lines_and_carriage_returns_mean_nothing(tmp_path):
    plain = read_dated(write(tmp_path, "Date,A\n2025-01-02,1\n"), NAME, DAY)
    odd = b"\xef\xbb\xbfDate,A\r\n\r\n2025-01-02,1\r\n"

    assert read_dated(write(tmp_path, odd), NAME, DAY) == plain


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("Date,A\n", "holds nothing on or before 2025-01-03"),
        ("Date,A\n2025-01-06,1\n", "choose a date from 2025-01-06 on"),
        ("Date,A\n2025-01-02,1\nhello,2\n", "series.csv:3: expected a row that begins with a date"),
        ("Date,A\n2025-02-30,1\n", "choose a date from 2025-02-30 on"),
        ("Date,A\n2024-02-30,1\n", "'2024-02-30' is not a date"),
        (b"Date,A\n2025-01-02,\xff\xfe\n", "is not text in UTF-8"),
    ],
)
def test_a_file_that_is_not_a_series_is_refused(tmp_path, content, said):
    assert said in refusal(write(tmp_path, content))


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path):
    assert "series.csv: cannot be read: No such file" in refusal(tmp_path)
    assert "nowhere: is not a folder" in refusal(tmp_path / "nowhere")


def test_a_directory_in_place_of_a_file_is_refused(tmp_path):
    (tmp_path / NAME).mkdir()
    assert "cannot be read" in refusal(tmp_path)


def test_the_newest_file_that_was_known_is_taken(tmp_path):
    for day in ("2024-01-01", "2025-01-01", "2025-06-01", "latest"):
        (tmp_path / f"held_{day}.csv").write_text(f"Ticker\n{day}\n")

    assert read_newest(tmp_path, "held", DAY).name == "held_2025-01-01.csv"
    assert read_newest(tmp_path, "held", date(2023, 1, 1)) is None
