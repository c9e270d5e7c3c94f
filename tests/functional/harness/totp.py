"""Codes of an authenticator app, by nothing but the standard library: RFC 4226 and RFC 6238."""
import base64
import hmac
import struct
import time


def totp(key: str, steps: int = 0) -> str:
    """What an app with that base32 key shows now, or `steps` times 30 seconds later."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def begin_of_step():
    """Waits when the running step is about to end: a code made now is still of this step when it is typed."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left + 0.1)
