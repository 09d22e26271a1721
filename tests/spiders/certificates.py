"""Certificates as newspapers have them, good and bad, and newspapers that answer with them."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.testing.newsroom import Newsroom


@dataclass(frozen=True)
class Authority:
    """One that signs certificates."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    folder: Path

    @property
    def file(self) -> Path:
        """What has to be trusted."""
        return self.folder / "authority.pem"

    def sign(self, name: str, *, host: str = "127.0.0.1", days: int = 30, self_signed: bool = False) -> Path:
        """A file with a certificate for *host* that ends in *days*, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        try:
            says: x509.GeneralName = x509.IPAddress(ip_address(host))
        except ValueError:
            says = x509.DNSName(host)
        end = datetime.now(UTC) + timedelta(days=days)
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self_signed else self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=60))
            .not_valid_after(end)
            .add_extension(x509.SubjectAlternativeName([says]), critical=False)
            .sign(key if self_signed else self.key, hashes.SHA256())
        )
        file = self.folder / f"{name}.pem"
        file.write_bytes(_pem(built) + _key_pem(key))
        return file


def make_authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = _name("Authority of the tests"), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority = Authority(certificate, key, folder)
    authority.file.write_bytes(_pem(certificate))
    return authority


@contextmanager
def secure_newsroom(certificate: Path) -> Iterator[Newsroom]:
    """A newsroom that speaks TLS with that certificate; its `url` says http all the same."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with newsroom() as room:
        server = room.server._server
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield room


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
