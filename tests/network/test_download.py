"""A file by HTTP, from a server that does what servers do."""

import pytest

from allocator.market.sources.download import Downloader
from allocator.market.sources.retry import Timeouts, persistently
from allocator.market.sources.source import Cause, SourceError
from tests.network.internet import Reply
from tests.network.limits import QUICK

HOST = "fred.stlouisfed.org"
ADDRESS = f"https://{HOST}/graph/fredgraph.csv"
CONTENT = b"observation_date,DFF\n1954-07-01,1.13\n"
WHOLE = Reply(CONTENT, kind="application/csv")


@pytest.fixture
def host(internet):
    """A host that gives the file, once its script is over."""
    internet.serve(HOST, lambda _: WHOLE)
    return lambda *replies: internet.script(HOST, "/", *replies)


@pytest.fixture
def downloader():
    return Downloader("fred", Timeouts(connect=1.0, read=0.3, whole=0.6), most_bytes=10_000)


def failure(downloader, **options):
    """What goes wrong with one try."""
    with pytest.raises(SourceError) as caught:
        downloader.get(ADDRESS, **options)
    (problem,) = caught.value.problems
    return caught.value.cause, f"{problem.place} {problem.message}"


def test_a_file_comes_as_it_is(host, downloader, internet):
    assert downloader.get(ADDRESS, {"id": "DFF"}) == CONTENT
    (asked,) = internet.asked
    assert asked.query == {"id": "DFF"}
    assert asked.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("reply", "cause", "message"),
    [
        (Reply(status=429), Cause.LIMITED, "fred asks to be asked less often (status 429)"),
        (Reply(status=503), Cause.UNAVAILABLE, "fred is in trouble (status 503)"),
        (Reply(status=404), Cause.MISSING, "fred does not have it (status 404)"),
        (Reply(status=410), Cause.MISSING, "fred does not have it (status 410)"),
        (Reply(status=403), Cause.UNUSABLE, "fred refused to answer (status 403)"),
        (Reply(status=204), Cause.UNUSABLE, "fred refused to answer (status 204)"),
        (Reply(hang=True), Cause.UNAVAILABLE, "fred gave nothing for 0.3 seconds"),
        (
            Reply(b"1,2\n" * 999, drip=0.05),
            Cause.UNAVAILABLE,
            "fred did not finish its answer in 0.6 seconds",
        ),
        (
            Reply(CONTENT * 9, cut=20),
            Cause.UNAVAILABLE,
            "fred broke off in the middle of its answer",
        ),
        (
            Reply(b"x" * 10_001, kind="text/csv"),
            Cause.UNUSABLE,
            "fred gave more than 0 MB, which is refused",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, Cause) else "",
)
def test_whatever_is_not_the_file_is_told_apart(host, downloader, reply, cause, message):
    host(reply)
    assert failure(downloader) == (cause, message)


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "text/csv", "application/octet-stream"]
)
@pytest.mark.parametrize("body", [b"\n <!DOCTYPE HTML><p>Sign in", b"<HTML lang=en>"])
def test_a_web_page_is_no_data_whatever_it_is_called(host, downloader, kind, body):
    host(Reply(body, kind=kind))
    assert failure(downloader)[1] == "fred answered with a web page instead of data"


def test_data_that_is_called_a_web_page_is_not_believed(host, downloader):
    host(Reply(CONTENT, kind="text/html"))
    assert failure(downloader)[1] == "fred answered with a web page instead of data"


def test_an_answer_of_unknown_length_must_end_as_a_file_does(host, downloader):
    """Cut in the middle of a number, 1.13 would be 1.1."""
    unsaid = Reply(CONTENT[:-2], kind="text/csv", closes=True)
    host(unsaid)
    assert failure(downloader, ending=b"\n")[1] == "fred broke off in the middle of its answer"
    host(Reply(CONTENT, kind="text/csv", closes=True))
    assert downloader.get(ADDRESS, ending=b"\n") == CONTENT


def test_a_certificate_that_nobody_vouches_for_is_refused(internet, host, downloader, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name)
    cause, message = failure(downloader)
    assert cause is Cause.UNUSABLE
    assert message == "fred could not prove who it is: its certificate is not trusted here"


def test_certificates_that_are_not_there_are_told(host, downloader, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file")
    assert failure(downloader) == (Cause.UNUSABLE, "fred could not be asked (OSError)")


def test_without_a_way_out_nobody_can_be_reached(internet, downloader, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert failure(downloader) == (Cause.UNREACHABLE, "fred cannot be reached")


def test_a_host_that_hangs_up_at_once_broke_off(host, downloader):
    host(Reply(vanish=True))
    assert failure(downloader) == (
        Cause.UNAVAILABLE,
        "fred broke off in the middle of its answer",
    )


@pytest.mark.parametrize("reply", [Reply(status=429), Reply(status=500), Reply(CONTENT, cut=3)])
def test_what_passes_is_asked_for_again(host, downloader, internet, reply):
    host(reply, reply)
    assert persistently(QUICK, lambda: downloader.get(ADDRESS)) == CONTENT
    assert internet.count(HOST) == 3


def test_tries_have_an_end(host, downloader, internet):
    host(*[Reply(status=500)] * 9)
    with pytest.raises(SourceError, match="status 500"):
        persistently(QUICK, lambda: downloader.get(ADDRESS))
    assert internet.count(HOST) == QUICK.tries


@pytest.mark.parametrize("status", [403, 404])
def test_what_does_not_pass_is_asked_for_once(host, downloader, internet, status):
    host(Reply(status=status))
    with pytest.raises(SourceError):
        persistently(QUICK, lambda: downloader.get(ADDRESS))
    assert internet.count(HOST) == 1


def test_a_host_that_asks_for_too_long_a_wait_is_left_alone(host, downloader, internet):
    host(Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(SourceError) as caught:
        persistently(QUICK, lambda: downloader.get(ADDRESS))
    assert internet.count(HOST) == 1
    assert caught.value.wait == 3600
