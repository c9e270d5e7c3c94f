#!/usr/bin/env python3
"""Tells which files and functions have grown long. A report to think about, not a verdict: the exit code is always 0.

    tools/check_lengths.py [--all]      files over 300 lines, functions over 30; --all prints every one of them
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_IS_LONG, FUNCTION_IS_LONG = 300, 30
FOLDERS = ("src", "tests", "bench", "web/src", "web/e2e", "tools")
SUFFIXES = {".cpp", ".hpp", ".py", ".ts", ".tsx"}
NOT_A_FUNCTION = re.compile(r"^\s*(namespace|class|struct|enum|union|extern|if|for|while|switch|else|do|try|catch)\b")


def braced_functions(lines: list[str]):
    """(first line, length) of every function in formatted C++ or TypeScript: it ends at the first `}` of its own indent."""
    start, indent = None, ""
    for number, line in enumerate(lines, 1):
        if start is None and line.rstrip().endswith("{") and "(" in line and not NOT_A_FUNCTION.match(line):
            start, indent = number, re.match(r"\s*", line)[0]
        elif start is not None and line.startswith(indent + "}"):
            yield start, number - start - 1
            start = None


def indented_functions(lines: list[str]):
    """The same for Python, where a function ends before the next line that is not deeper."""
    for number, line in enumerate(lines, 1):
        if match := re.match(r"(\s*)def ", line):
            deeper = [i for i, other in enumerate(lines[number:], number + 1) if other.strip()]
            end = next((i for i in deeper if len(lines[i - 1]) - len(lines[i - 1].lstrip()) <= len(match[1])), len(lines) + 1)
            yield number, end - number - 1


def findings():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in SUFFIXES or "node_modules" in path.parts or "generated" in path.parts:
                continue
            name, lines = path.relative_to(ROOT), path.read_text().splitlines()
            if len(lines) > FILE_IS_LONG:
                yield f"{name}: {len(lines)} lines"
            functions = indented_functions(lines) if path.suffix == ".py" else braced_functions(lines)
            for number, length in functions:
                if length > FUNCTION_IS_LONG:
                    yield f"{name}:{number}: a function of {length} lines"


def main() -> int:
    found = list(findings())
    shown = found if "--all" in sys.argv else found[:5]
    for line in shown:
        print(line)
    if len(found) > len(shown):
        print(f"… and {len(found) - len(shown)} more: tools/check_lengths.py --all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
