import os

import pytest

from allocator.portfolio import text_file
from allocator.portfolio.text_file import MOST_BYTES, read_text


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_utf8_and_utf16_alike(here, coding):
    (here / "mine.csv").write_bytes("symbol,shares\nÜBER,1\n".encode(coding))
    assert read_text("mine.csv") == "symbol,shares\nÜBER,1\n"


def test_big_endian_utf16_is_read_by_its_mark(here):
    (here / "mine.csv").write_bytes(b"\xfe\xff" + "a,b\n".encode("utf-16-be"))
    assert read_text("mine.csv") == "a,b\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_becomes_a_newline(here, end):
    (here / "mine.csv").write_bytes(b"a" + end + b"b" + end)
    assert read_text("mine.csv") == "a\nb\n"


def test_a_missing_file_is_said_to_be_missing(here, refused):
    assert refused(read_text, "./no.csv") == ["error: ./no.csv: no such file\n    check the path"]


def test_a_folder_is_no_file(here, refused):
    assert "is a folder" in refused(read_text, ".")[0]


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf"])
def test_a_file_without_content_is_called_empty(here, refused, content):
    (here / "mine.csv").write_bytes(content)
    assert "mine.csv: the file is empty" in refused(read_text, "mine.csv")[0]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8brest", "compressed"),
        (b"a,b\n\x00\x01", "binary"),
    ],
)
def test_what_is_not_text_is_named(here, refused, content, kind):
    (here / "mine.csv").write_bytes(content)
    (problem,) = refused(read_text, "mine.csv")
    assert kind in problem
    assert "CSV UTF-8" in problem


def test_a_wrong_encoding_names_its_first_byte_and_line(here, refused):
    (here / "mine.csv").write_bytes("symbol,shares\r\nVTI,1\r\nÉ,2\r\n".encode("latin-1"))
    assert "mine.csv:3: byte 0xC9 is not UTF-8 text" in refused(read_text, "mine.csv")[0]


def test_the_line_is_right_behind_a_byte_order_mark(here, refused):
    (here / "mine.csv").write_bytes(b"\xef\xbb\xbfa\n\xe9")
    assert "mine.csv:2: byte 0xE9" in refused(read_text, "mine.csv")[0]


def test_utf16_that_is_cut_off_is_refused(here, refused):
    (here / "mine.csv").write_bytes(b"\xff\xfea\x00\n\x00b")
    assert "mine.csv:2: byte 0x62 is not UTF-16-LE text" in refused(read_text, "mine.csv")[0]


def test_a_huge_file_is_refused_by_its_size_alone(here, refused, monkeypatch):
    with (here / "mine.csv").open("wb") as file:
        file.truncate(50_000_000)

    def no_reading(*_args):
        pytest.fail("the file was opened")

    monkeypatch.setattr("builtins.open", no_reading)
    assert "50.0 MB large; at most 4 MB" in refused(read_text, "mine.csv")[0]


def test_a_file_that_grows_while_it_is_read_is_refused_too(here, refused, monkeypatch):
    (here / "mine.csv").write_bytes(b"a" * (MOST_BYTES + 1))
    monkeypatch.setattr(text_file, "_check_kind", lambda _: None)  # it saw a smaller one
    assert "4.0 MB large" in refused(read_text, "mine.csv")[0]


def test_a_pipe_is_not_waited_for(here, refused):
    os.mkfifo("pipe")
    assert "is not an ordinary file" in refused(read_text, "pipe")[0]


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "mine.csv/inside"])
def test_an_impossible_path_is_refused_in_words(here, refused, path):
    (here / "mine.csv").write_text("a", encoding="utf-8")
    assert "cannot be read" in refused(read_text, path)[0]


def test_a_missing_permission_is_said_in_words(here, refused, monkeypatch):
    (here / "mine.csv").write_text("a", encoding="utf-8")

    def denied(*_args):
        raise PermissionError

    monkeypatch.setattr(text_file, "open", denied, raising=False)
    assert "permission" in refused(read_text, "mine.csv")[0]
