"""The key file and what is made with it, a second time: written from src/adapters/crypto/README.md, not from the program.

A functional test holds the throw-away instance's key file, so it can open captcha challenges, read sealed columns and judge passwords:

    keys = KeyRing.load(path)
    keys.captcha(token, tenant).answer
    keys.open(sealed, "authenticator", "address", tenant, row)
    keys.mac("code", b"...")
    keys.fits_password("Correct Horse", salt, verifier)
"""
import base64
import hashlib
import hmac
import os
import struct
import uuid
from dataclasses import dataclass
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open, crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal
from nacl.exceptions import CryptoError

FIXED_PURPOSES = {"decoy", "password_verifier"}
MAC_PURPOSES = FIXED_PURPOSES | {"attempt_handle", "code", "counter", "captcha_mark", "audit", "method_id", "address", "network", "session",
                                 "wrong_password", "receipt"}


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869, one block of output."""
    extracted = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def length_prefixed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def id_bytes(value: "bytes | str | uuid.UUID") -> bytes:
    """An id as the store holds it (16 bytes), from bytes, text or UUID."""
    if isinstance(value, uuid.UUID):
        return value.bytes
    return uuid.UUID(value).bytes if isinstance(value, str) else bytes(value)


@dataclass(frozen=True)
class CaptchaToken:
    """What is inside a captcha challenge (src/adapters/captcha/README.md)."""
    kind: str  # picture or sound
    expires_at_ms: int
    nonce: bytes
    language: str
    answer: str


@dataclass(frozen=True)
class KeyRing:
    mac_root: bytes
    fixed_root: bytes
    seals: dict[int, bytes]

    @classmethod
    def load(cls, path: "str | Path") -> "KeyRing":
        return cls.parse(Path(path).read_text())

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        header, *lines = text.splitlines()
        if header != "rekey-keys 1":
            raise ValueError("not a key file of format 1")
        keys: dict[str, dict[int, bytes]] = {"mac": {}, "fixed": {}, "seal": {}}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                kind, number, _made, key = line.split()
                keys[kind][int(number)] = bytes.fromhex(key)
        (mac_root,), (fixed_root,) = keys["mac"].values(), keys["fixed"].values()
        return cls(mac_root, fixed_root, keys["seal"])

    def mac(self, purpose: str, *parts: bytes) -> bytes:
        if purpose not in MAC_PURPOSES:
            raise ValueError(f"no such purpose: {purpose}")
        root = self.fixed_root if purpose in FIXED_PURPOSES else self.mac_root
        key = hkdf_sha256(root, b"rekey", b"mac " + purpose.encode())
        return hmac.new(key, length_prefixed(*parts), hashlib.sha256).digest()

    def open(self, sealed: bytes, table: str, column: str, tenant, row) -> bytes:
        """The clear value. ValueError when it was altered or moved, or its key is not in the file."""
        number, nonce, body = int.from_bytes(sealed[:4], "big"), sealed[4:28], sealed[28:]
        if number not in self.seals:
            raise ValueError(f"no sealing key {number}")
        bound = length_prefixed(table.encode(), column.encode(), id_bytes(tenant), id_bytes(row))
        try:
            return aead_open(body, bound, nonce, self.seals[number])
        except CryptoError as error:
            raise ValueError("altered, or of another place") from error

    def seal(self, plain: bytes, table: str, column: str, tenant, row) -> bytes:
        """The inverse, by the newest key."""
        number, nonce = max(self.seals), os.urandom(24)
        bound = length_prefixed(table.encode(), column.encode(), id_bytes(tenant), id_bytes(row))
        return number.to_bytes(4, "big") + nonce + aead_seal(plain, bound, nonce, self.seals[number])

    def captcha(self, token: str, tenant) -> CaptchaToken:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        plain = self.open(sealed, "captcha", "token", tenant, b"")
        version, kind, expires_at, nonce, language, answer = struct.unpack(">BBq16s2s6s", plain)
        if version != 1:
            raise ValueError("a token of another version")
        return CaptchaToken(("picture", "sound")[kind], expires_at, nonce, language.decode(), answer.decode())

    def verifier(self, password: str, salt: bytes, memory_kib: int = 19456, passes: int = 2) -> bytes:
        """What the store holds for a password. The caller normalizes it (NFC), as the server does."""
        hashed = hash_secret_raw(password.encode(), salt, passes, memory_kib, 1, 32, Type.ID)
        return self.mac("password_verifier", salt, hashed)

    def fits_password(self, password: str, salt: bytes, verifier: bytes, memory_kib: int = 19456, passes: int = 2) -> bool:
        return hmac.compare_digest(self.verifier(password, salt, memory_kib, passes), verifier)
