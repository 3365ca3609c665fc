"""
All of the internet that a test may see: a forward proxy on loopback that plays a few hosts.

Clients are pointed at it by the variables that any company's proxy needs: HTTPS_PROXY, and the
bundle with the authority that signs for its hosts. It opens their tunnels itself (TLS with
certificates of a throw-away authority) and answers from pages written in Python. Whatever it does
not know it refuses, and remembers, so that no test reaches beyond this machine unnoticed.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.client import responses
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import trustme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 20.0
"""Seconds after which a connection that hangs on purpose is given up, so that no thread stays."""


@dataclass(frozen=True)
class Request:
    """What a client asked: host, path and the values of its query, the last of each."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """
    An answer, and how it goes wrong.

    `cut` leaves off that many of the promised bytes; `drip` sends one byte every so many seconds;
    `hang` sends nothing at all, `vanish` hangs up; `closes` does not say how long the answer is,
    and ends it by hanging up; `after` waits before anything is sent.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    drip: float = 0.0
    hang: bool = False
    vanish: bool = False
    closes: bool = False
    after: float = 0.0


class Internet:
    """Hosts and their pages, what was asked of them, and what was refused."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, Callable[[Request], Reply]] = {}
        self.asked: list[Request] = []
        self.refused: list[str] = []
        self.closing = threading.Event()
        self._scripts: dict[tuple[str, str], list[Reply]] = defaultdict(list)
        self._changed = threading.Condition()
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.bundle))
        self._server = _Server(("127.0.0.1", 0), _Tunnel)
        self._server.internet = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def proxy(self) -> str:
        """The address of the proxy."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a client here."""
        return {
            "HTTPS_PROXY": self.proxy,
            "HTTP_PROXY": self.proxy,
            "https_proxy": self.proxy,
            "http_proxy": self.proxy,
            "NO_PROXY": "",
            "no_proxy": "",
            "REQUESTS_CA_BUNDLE": str(self.bundle),
            "CURL_CA_BUNDLE": str(self.bundle),
        }

    def serve(self, host: str, page: Callable[[Request], Reply]) -> None:
        """Let a host exist."""
        self.pages[host] = page

    def script(self, host: str, beginning: str, *replies: Reply) -> None:
        """Answer the next requests for paths that begin so with these, in order."""
        self._scripts[host, beginning].extend(replies)

    def start_anew(self) -> None:
        """Forget every script, and what was asked for."""
        with self._changed:
            self._scripts.clear()
            self.asked.clear()

    def count(self, host: str, beginning: str = "/") -> int:
        """Count the requests for paths of a host that begin so."""
        return len(self.requests(host, beginning))

    def requests(self, host: str, beginning: str = "/") -> list[Request]:
        """List the requests for paths of a host that begin so."""
        return [
            each for each in self.asked if each.host == host and each.path.startswith(beginning)
        ]

    def wait_for(self, count: int, seconds: float = PATIENCE) -> bool:
        """Wait until so many requests have been made in all."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.asked) >= count, seconds)

    def answer(self, request: Request) -> Reply:
        """Give the next scripted reply, else the page."""
        with self._changed:
            self.asked.append(request)
            self._changed.notify_all()
            for (host, beginning), replies in self._scripts.items():
                if host == request.host and request.path.startswith(beginning) and replies:
                    return replies.pop(0)
        return self.pages[request.host](request)

    def context(self, host: str) -> ssl.SSLContext:
        """Make what a host proves itself with."""
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]

    def close(self) -> None:
        """Stop, and hang up on everybody."""
        self.closing.set()
        self._server.shutdown()
        for connection in tuple(self._server.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingTCPServer):
    """One thread a connection; all of them are waited for in the end."""

    allow_reuse_address = True
    request_queue_size = 64
    internet: Internet

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.connections: set[socket.socket] = set()

    def handle_error(self, request, client_address):
        """Stay silent: clients are killed and time out on purpose."""


class _Tunnel(StreamRequestHandler):
    """One connection of a client: CONNECT, then TLS, then requests one after the other."""

    server: _Server

    def setup(self) -> None:
        self.request.settimeout(PATIENCE)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.connections.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.connections.discard(self.request)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        first = self.rfile.readline(65536).decode("latin-1").split()
        while self.rfile.readline(65536) not in {b"\r\n", b"\n", b""}:
            pass
        if len(first) < 2:
            return
        host = first[1].partition(":")[0]
        if first[0] != "CONNECT" or host not in self.server.internet.pages:
            self.server.internet.refused.append(" ".join(first[:2]))
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with suppress(OSError):
            secure = self.server.internet.context(host).wrap_socket(self.request, server_side=True)
            self.server.connections.add(secure)
            with secure, secure.makefile("rb") as reader:
                while self._turn(host, reader, secure):
                    pass
                self.server.connections.discard(secure)

    def _turn(self, host: str, reader, secure: ssl.SSLSocket) -> bool:
        """Take one request and answer it; tell whether the connection may go on."""
        line = reader.readline(65536).decode("latin-1").split()
        if len(line) < 2:
            return False
        headers = {}
        while (raw := reader.readline(65536)) not in {b"\r\n", b"\n", b""}:
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        reader.read(int(headers.get("content-length", "0")))
        parts = urlsplit(line[1])
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        request = Request(line[0], host, parts.path, query, headers)
        return self._send(self.server.internet.answer(request), secure)

    def _send(self, reply: Reply, secure: ssl.SSLSocket) -> bool:
        """Write an answer the way it is meant to go wrong."""
        closing = self.server.internet.closing
        closing.wait(reply.after)
        if reply.hang:
            closing.wait(PATIENCE)
            return False
        if reply.vanish:
            return False
        head = {
            "Date": formatdate(usegmt=True),
            "Content-Type": reply.kind,
            "Content-Length": str(len(reply.body)),
            **reply.headers,
        }
        if reply.closes:
            del head["Content-Length"]
        lines = [f"HTTP/1.1 {reply.status} {responses.get(reply.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        secure.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        if reply.drip:
            self._drip(reply, secure)
            return False
        secure.sendall(reply.body[: len(reply.body) - reply.cut])
        return not (reply.cut or reply.closes)

    def _drip(self, reply: Reply, secure: ssl.SSLSocket) -> None:
        """Send byte after byte, for as long as somebody listens."""
        end = time.monotonic() + PATIENCE
        for place in range(len(reply.body)):
            if self.server.internet.closing.wait(reply.drip) or time.monotonic() > end:
                return
            secure.sendall(reply.body[place : place + 1])
