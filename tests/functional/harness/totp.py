"""Codes of an authenticator app, by another implementation than the server's."""
import time

from pyotp import TOTP


def totp(key: str, steps: int = 0) -> str:
    """What an app with that base32 key shows now, or `steps` times 30 seconds later."""
    return TOTP(key).at(int(time.time()), steps)


def begin_of_step():
    """Waits when the running step is about to end: a code made now is still of this step when it is typed."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left + 0.1)
