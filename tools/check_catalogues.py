#!/usr/bin/env python3
"""Every language must have every text, with the same placeholders as English.

    tools/check_catalogues.py      prints one line a finding; exit code 1 when there is any

A catalogue is a folder with one JSON file a language: en.json beside nl.json. Keys may be nested.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUOTED = re.compile(r"''|'[{}#|][^']*'")
NAME = re.compile(r"\s*(\w+)\s*")


def placeholders(text: str) -> set[str]:
    """The arguments of an ICU message, those inside the branches of a plural or select included."""
    found: set[str] = set()
    text = QUOTED.sub("", text)

    def message(at: int) -> int:
        """Reads up to the `}` that ends this message; returns where that is."""
        while at < len(text) and text[at] != "}":
            at = argument(at + 1) if text[at] == "{" else at + 1
        return at

    def argument(at: int) -> int:
        """Reads an argument after its `{`; returns what follows its `}`."""
        name = NAME.match(text, at)
        if not name:
            return at
        found.add(name[1])
        # `{name}`, `{name, number}`, or `{name, plural, one {…} other {…}}`: each brace in there begins a message.
        at = name.end()
        while at < len(text) and text[at] != "}":
            at = message(at + 1) + 1 if text[at] == "{" else at + 1
        return at + 1

    message(0)
    return found


def catalogues():
    for english in sorted(ROOT.rglob("en.json")):
        if not {"node_modules", "build", "dist", ".deps", "data"} & set(english.relative_to(ROOT).parts):
            yield english.parent


def flat(value, key="") -> dict[str, str]:
    if isinstance(value, dict):
        return {name: text for part, inner in value.items() for name, text in flat(inner, f"{key}.{part}" if key else part).items()}
    return {key: value if isinstance(value, str) else json.dumps(value)}


def compare(name: str, english: dict[str, str], other: dict[str, str]):
    for key in sorted(english.keys() - other.keys()):
        yield f"{name}: {key} is missing"
    for key in sorted(other.keys() - english.keys()):
        yield f"{name}: {key} does not exist in English"
    for key in sorted(english.keys() & other.keys()):
        wanted, found = (placeholders(texts[key]) for texts in (english, other))
        if wanted != found:
            yield f"{name}: {key} has the placeholders {sorted(found)}, English has {sorted(wanted)}"
        if not other[key].strip():
            yield f"{name}: {key} is empty"


def main() -> int:
    findings = []
    for folder in catalogues():
        english = flat(json.loads((folder / "en.json").read_text()))
        for file in sorted(folder.glob("*.json")):
            if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", file.stem):
                findings += compare(str(file.relative_to(ROOT)), english, flat(json.loads(file.read_text())))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
