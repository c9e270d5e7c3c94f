#!/usr/bin/python3
"""Passwords that are written back to a directory, beside what its server takes from a bare client. Lines as in outside.py.
  REKEY_BIN=build/bench/rekey bench/writebacks.py [sqlite] [postgres]"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))
from directories import BASE, SERVICE, SERVICE_PASSWORD, Office  # noqa: E402

BENCH = ROOT / "build/bench/bench/rekey_bench"
PEOPLE = 12_000


def main():
    for store in sys.argv[1:] or ("sqlite", "postgres"):
        with Office(store, PEOPLE) as office:
            postgres, folder = office.rekey.postgres, office.rekey.folder
            url = postgres.url if postgres else f"sqlite:{folder / 'bench.db'}"
            subprocess.run([BENCH, folder, url, office.slapd.url, office.slapd.ca_file, BASE, SERVICE, SERVICE_PASSWORD], check=True)


if __name__ == "__main__":
    main()
