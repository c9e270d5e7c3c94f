#!/usr/bin/env python3
"""Holds the one-way doors of src/ROOMS: every #include, and what a room's code must not touch.

    tools/check_rooms.py [--root DIR]      prints one line a finding; exit code 1 when there is any

The portals have rooms too: web/src/{reset,account,admin} import web/src/shared, never each other.
"""
import argparse
import re
import sys
from pathlib import Path

SOURCES = {".hpp", ".cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)

# The core decides: no I/O, no threads, no locks.
CORE = ("domain", "ports", "flows")
NOT_IN_CORE = re.compile(
    r"^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|iostream|fstream|cstdio|filesystem|syncstream"
    r"|unistd\.h|fcntl\.h|poll\.h|pthread\.h|stdio\.h|netdb\.h|sys/.*)$")

# A library is used in the room of its adapter only, so that it can be replaced there.
LIBRARIES = {
    r"boost/(asio|beast)": ("http",),
    r"openssl/": ("adapters/crypto", "adapters/delivery", "adapters/system", "adapters/voice", "http"),
    r"sodium": ("adapters/crypto",),
    r"sqlite3|libpq|postgres": ("adapters/store",),
    r"curl/": ("adapters/delivery",),
    r"cairo|png\.h": ("adapters/captcha",),
    r"espeak": ("adapters/speech",),
    r"re/|re\.h": ("adapters/voice",),
    r"ldap|lber": ("adapters/directory",),
    r"prometheus/|zxcvbn": ("adapters/system",),
    r"liboath/": ("adapters/otp",),
    r"phonenumbers/": ("adapters/phone",),
    r"toml": ("config", "cli"),
    r"CLI/": ("cli",),
}

# What may ask the machine. A deadline needs a steady clock; a decision about time or chance needs a port.
CALLS = {
    r"\b(system_clock|utc_clock|file_clock|high_resolution_clock)\s*::\s*now\b|\b(gettimeofday|clock_gettime)\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\)":
        ("the wall clock", ("adapters/system", "adapters/crypto")),
    r"\brandom_device\b|\bs?rand\s*\(|\bmt19937": ("chance", ("adapters/system", "adapters/crypto")),
    r"\b(secure_)?getenv\s*\(": ("the environment", ("adapters/system", "adapters/crypto")),
    r"\bsteady_clock\s*::\s*now\b": ("the steady clock", ("adapters", "http", "worker", "cli", "app")),
    r"\bco_(await|return|yield)\b": ("a coroutine", ("http",)),
}


def read_rooms(file: Path) -> tuple[dict[str, list[str]], list[str]]:
    """The rooms with the rooms each may include, and what is wrong with the list itself."""
    rooms: dict[str, list[str]] = {}
    findings = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        room, _, doors = (part.strip() for part in line.partition(":"))
        for door in doors.split():
            # A door leads to a room listed earlier: that makes circles impossible.
            if door != "*" and door not in rooms:
                findings.append(f"src/ROOMS:{number}: {room} opens a door to {door}, which is not listed above it")
        rooms[room] = doors.split()
    return rooms, findings


def room_of(path: str, rooms) -> str | None:
    fitting = [room for room in rooms if path.startswith(room + "/")]
    return max(fitting, key=len, default=None)


def inside(room: str, places) -> bool:
    return any(room == place or room.startswith(place + "/") for place in places)


def check_include(room: str, kind: str, header: str, rooms) -> str | None:
    if kind == '"':
        if header.startswith("embedded/"):
            return None
        target = room_of(header, rooms)
        if target is None:
            return f'"{header}" is in no room: includes are written from src/'
        if target != room and target not in rooms[room] and rooms[room] != ["*"]:
            return f"{room} may not include {target}"
        return None
    if inside(room, CORE) and NOT_IN_CORE.match(header):
        return f"<{header}> does I/O, threads or locks, which {room} must not"
    for pattern, places in LIBRARIES.items():
        if re.match(pattern, header) and room != "app" and not inside(room, places):
            return f"<{header}> belongs to {' and '.join(places)} only"
    return None


def check_source(path: Path, name: str, rooms) -> list[str]:
    room = room_of(name, rooms)
    if room is None:
        return [f"src/{name}: in no room of src/ROOMS"]
    text = path.read_text()
    findings = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := INCLUDE.match(line):
            if problem := check_include(room, match[1], match[2], rooms):
                findings.append(f"src/{name}:{number}: {problem}")
    code = COMMENT_OR_STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for pattern, (what, places) in CALLS.items():
        for match in re.finditer(pattern, code):
            if not inside(room, places):
                number = code.count("\n", 0, match.start()) + 1
                findings.append(f"src/{name}:{number}: {match[0].strip()}: only {', '.join(places)} may use {what}")
    return findings


def check_portals(web: Path) -> list[str]:
    portals = ("reset", "account", "admin")
    findings = []
    for portal in portals:
        for path in sorted((web / portal).rglob("*.ts*")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = re.search(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""", line)
                for other in portals:
                    if match and other != portal and re.search(rf"(^|/)\.\./{other}(/|$)|^[@~]/{other}(/|$)", match[1]):
                        findings.append(f"web/src/{path.relative_to(web)}:{number}: {portal} imports {other}; what both need goes to shared")
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    src = root / "src"
    rooms, findings = read_rooms(src / "ROOMS")
    for path in sorted(src.rglob("*")):
        if path.suffix in SOURCES:
            findings += check_source(path, path.relative_to(src).as_posix(), rooms)
    findings += check_portals(root / "web" / "src")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
