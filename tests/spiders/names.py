"""A name server on loopback whose answers change from question to question, as an attacker's do (RFC 1035)."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct
import threading
from collections import Counter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_A, _IN, _NO_SUCH_NAME = 1, 1, 3


class NameServer:
    """Gives name → the addresses of its first, second, … answer; the last is given from then on. No answer is kept."""

    def __init__(self, zone: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._zone = zone
        self.asked: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                question, client = self._socket.recvfrom(4096)
                if not question:
                    return
                self._socket.sendto(self._answer(question), client)

    def _answer(self, message: bytes) -> bytes:
        name, end = _read_name(message)
        kind = struct.unpack_from(">H", message, end)[0]
        question = message[12 : end + 4]
        turns = self._zone.get(name)
        if turns is None:
            return message[:2] + struct.pack(">HHHHH", 0x8180 | _NO_SUCH_NAME, 1, 0, 0, 0) + question
        addresses: Sequence[str] = ()
        if kind == _A:
            addresses = turns[min(self.asked[name], len(turns) - 1)]
            self.asked[name] += 1
        head = message[:2] + struct.pack(">HHHHH", 0x8180, 1, len(addresses), 0, 0)
        # each answer points to the name in the question and may be kept for no second at all
        answers = (
            struct.pack(">HHHIH", 0xC00C, _A, _IN, 0, 4) + ipaddress.IPv4Address(address).packed
            for address in addresses
        )
        return head + question + b"".join(answers)


def _read_name(message: bytes) -> tuple[str, int]:
    """The name asked for, in lower case, and where it ends."""
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1 : at + 1 + message[at]].decode("ascii", "replace").lower())
        at += 1 + message[at]
    return ".".join(labels), at + 1
