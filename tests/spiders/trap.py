"""A trap: a server at private addresses that counts who connects, whatever is said afterwards."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

#: Loopback addresses the trap listens at, all with one port.
ADDRESSES = ("127.0.0.1", "127.0.0.2", "::1")


class Trap:
    """Counts TCP connections; answers 404, so that a crawl that falls in goes on."""

    def __init__(self, *, port: int = 0, addresses: tuple[str, ...] = ADDRESSES) -> None:
        self.connections = 0
        self.lines: list[str] = []  #: first lines of what was asked
        self._sockets = [socket.create_server((addresses[0], port))]
        for address in addresses[1:]:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with contextlib.suppress(OSError):  # a machine without IPv6
                self._sockets.append(socket.create_server((address, self.port), family=family))

    @property
    def port(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    def __enter__(self) -> Self:
        for server in self._sockets:
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._sockets:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                asked = connection.recv(4096)
                self.lines.append(asked.partition(b"\r\n")[0].decode("latin-1"))
                connection.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
