"""Kenneth French's library, from a server that gives zips of all kinds."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from allocator.market.series import Frequency, Key, Kind
from allocator.market.sources import unzip
from allocator.market.sources.source import Cause, SourceError
from tests.network import french as stand_in
from tests.network.french import FACTORS, HOST, SIZES, returns, text, zipped
from tests.network.internet import Reply
from tests.network.limits import QUICK
from tests.network.yahoo import today

NOW = today("2026-05-01")
ZIP = "application/x-zip-compressed"


@pytest.fixture
def world(internet):
    return stand_in.French(internet)


@pytest.fixture
def fetch(world, french, item):
    return lambda name: french.fetch(item(french, name), NOW)


@pytest.fixture
def failure(fetch):
    """What goes wrong with the factors: the cause and the message."""

    def ask():
        with pytest.raises(SourceError) as caught:
            fetch(FACTORS)
        (problem,) = caught.value.problems
        assert problem.place == "french"
        return caught.value.cause, problem.message

    return ask


def packed(content):
    return Reply(content, kind=ZIP)


def test_factors_come_by_month(fetch, world):
    found = {each.key: each for each in fetch(FACTORS).series}
    assert set(found) == {
        Key(Kind.RETURN, name, "french") for name in ("Mkt-RF", "SMB", "HML", "RF")
    }
    market = found[Key(Kind.RETURN, "Mkt-RF", "french")]
    assert market.frequency is Frequency.MONTHLY
    assert (str(market.first), str(market.last)) == ("1926-07-31", "1929-06-30")
    assert market.values == pytest.approx(world.frames[FACTORS]["Mkt-RF"].to_numpy())
    assert "/ken.french/ftp/F-F_Research_Data_Factors_CSV.zip" in market.origin


def test_of_the_tables_of_sizes_the_value_weighted_months_count(fetch, world):
    """Six tables in one file; those of equal weights, years and counts are others."""
    found = {each.key.name: each for each in fetch(SIZES).series if each.key.source == "french"}
    for name in ("Lo 30", "Qnt 2", "Hi 20", "Dec 2", "Hi 10"):
        assert found[name].values == pytest.approx(world.frames[SIZES][name].to_numpy())
        assert len(found[name]) == 36


def test_what_is_missing_is_left_out(fetch):
    """-99.99 is no return."""
    assert min(each.values.min() for each in fetch(SIZES).series) > -99


@pytest.mark.parametrize("name", [FACTORS, SIZES])
def test_what_is_so_in_every_edition_is_not_said_each_time(fetch, name):
    """The other tables of the file, and the portfolio that has been empty since 1926."""
    answer = fetch(name)
    assert (answer.notes, answer.problems) == ((), ())


def test_what_is_odd_is_said(fetch, world):
    world.frames[FACTORS].loc["192707", "SMB"] = -99.99
    world.frames[SIZES]["Hi 10"] = -99.99
    (note,) = fetch(SIZES).notes
    assert "'Hi 10' holds no number" in note


def test_both_files_are_asked_for(french):
    assert [each.name for each in french.items()] == [FACTORS, SIZES]


def two_files():
    return zipped(**{FACTORS: "a", "other": "b"})


def flagged(content):
    """Say in both of its headers that the one file of a zip is encrypted."""
    marked = bytearray(content)
    for place, offset in ((marked.find(b"PK\x03\x04"), 6), (marked.find(b"PK\x01\x02"), 8)):
        struct.pack_into("<H", marked, place + offset, 1)
    return bytes(marked)


def good():
    return zipped(**{FACTORS: text(FACTORS, returns(FACTORS))})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (two_files, "gave a zip with 2 files instead of one"),
        (zipped, "gave a zip with 0 files instead of one"),
        (lambda: flagged(good()), "gave a zip that is locked with a password"),
        (lambda: zipped(**{FACTORS: "dear diary"}), "gave something else than"),
        (lambda: zipped(**{FACTORS: text(SIZES, returns(SIZES))}), "gave something else than"),
        (
            lambda: zipped(**{FACTORS: text(FACTORS, returns(FACTORS)[20:])}),
            "Mkt-RF begins on 1928-03-31, where it should begin on 1926-07-31",
        ),
    ],
    ids=["two", "none", "locked", "diary", "another", "short"],
)
def test_a_zip_of_something_else_is_refused(failure, internet, content, message):
    internet.script(HOST, "/", packed(content()))
    cause, said = failure()
    assert cause is Cause.UNUSABLE
    assert said.startswith(message)


@pytest.mark.parametrize("cut", [1, 30, 300])
def test_a_damaged_zip_is_asked_for_again(fetch, internet, cut):
    internet.script(HOST, "/", packed(good()[:-cut]), packed(good()[cut:]))
    assert len(fetch(FACTORS).series) == 4


def test_a_zip_whose_text_was_changed_on_the_way_is_refused(failure, internet):
    """Its check sum tells."""
    content = bytearray(good())
    content[len(content) // 2] ^= 0x10
    internet.script(HOST, "/", *[packed(bytes(content))] * QUICK.tries)
    assert failure() == (Cause.UNAVAILABLE, "gave a zip that is damaged")


def test_a_zip_that_unpacks_to_far_too_much_is_refused(failure, internet, monkeypatch):
    monkeypatch.setattr(unzip, "MOST_UNPACKED", 1_000_000)
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 5_000_000)
    assert len(bomb.getvalue()) < 10_000
    internet.script(HOST, "/", packed(bomb.getvalue()))
    assert failure() == (Cause.UNUSABLE, "gave a zip that unpacks to more than 1 MB")


def test_a_page_instead_of_a_zip_is_told(failure, internet):
    internet.script(HOST, "/", Reply(b"<html><body>Moved</body></html>", kind=ZIP))
    assert failure() == (Cause.UNUSABLE, "answered with a web page instead of data")


def test_a_file_that_is_gone_is_told(failure, internet):
    internet.script(HOST, "/", Reply(b"<html>404</html>", 404))
    assert failure() == (Cause.MISSING, "does not have it (status 404)")
