"""Starts the program as it ships, as strangers and operators meet it, and looks into its store with its own key file.

    with Instance.start() as rekey:                    # SQLite; Instance.start(store="postgres", nodes=2) for several processes
        rekey.add_person("anna@contoso.example")
        browser = rekey.browser()
        browser.start("anna@contoso.example")
        browser.choose()
        browser.answer(rekey.code_for("anna@private.example"))
        browser.set_password("a slow green bicycle")

REKEY_BIN names the program (default build/release/rekey). Everything is on loopback, on free ports, in a folder that goes with the test.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from .browser import ATTEMPT, Answer, Browser, Http, raw  # noqa: E402
from .case import GOOD, ResetCase, wrong  # noqa: E402
from .instance import BIN, ORIGIN, OTHER_ORIGIN, OTHER_TENANT, TENANT, Instance, Person  # noqa: E402
from .parallel import together  # noqa: E402
from .process import free_port, wait_until  # noqa: E402
from .totp import begin_of_step, totp  # noqa: E402

__all__ = ["ATTEMPT", "Answer", "BIN", "Browser", "GOOD", "Http", "Instance", "ORIGIN", "OTHER_ORIGIN", "OTHER_TENANT", "Person", "ResetCase",
           "TENANT", "begin_of_step", "free_port", "raw", "together", "totp", "wait_until", "wrong"]
