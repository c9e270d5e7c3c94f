#!/usr/bin/env python3
"""Every test that docs/security/measures.md names must exist in the file it names.

    tools/check_measures.py      prints one line a finding; exit code 1 when there is any

A row is `| item | measure | test | file |`. Several tests in one row are separated by `<br>`, and so are their files;
one file stands for all of them. A C++ test is written Suite.Name, a Python test test_name, a portal's test by its title.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs/security/measures.md"


def exists(test: str, file: Path) -> bool:
    text = file.read_text()
    if file.suffix == ".cpp":
        suite, _, name = test.rpartition(".")
        return bool(re.search(rf"\bTEST\w*\(\s*{re.escape(suite)}\s*,\s*{re.escape(name)}\s*[,)]|\bTYPED_TEST\w*\(\s*{re.escape(suite)}\s*,\s*{re.escape(name)}\s*\)", text))
    if file.suffix == ".py":
        return bool(re.search(rf"\bdef {re.escape(test.rpartition('.')[2])}\s*\(", text))
    return test in text


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def parts(cell: str) -> list[str]:
    return [part.strip().strip("`").strip() for part in re.split(r"<br\s*/?>", cell) if part.strip().strip("`")]


def check_row(number: int, row: list[str]) -> list[str]:
    where = f"docs/security/measures.md:{number}: item {row[0]}"
    if len(row) != 4:
        return [f"{where}: {len(row)} columns instead of 4"]
    tests, files = parts(row[2]), parts(row[3])
    if not tests or len(files) not in (1, len(tests)):
        return [f"{where}: {len(tests)} tests and {len(files)} files do not pair up"]
    findings = []
    for test, name in zip(tests, files * len(tests) if len(files) == 1 else files):
        file = ROOT / name
        if not file.is_file():
            findings.append(f"{where}: there is no file {name}")
        elif not exists(test, file):
            findings.append(f"{where}: {name} has no test {test}")
    return findings


def main() -> int:
    if not TABLE.exists():
        return 0
    findings = []
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if re.match(r"^\|\s*\**\d", line):
            findings += check_row(number, cells(line))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
