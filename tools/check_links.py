#!/usr/bin/env python3
"""Every relative link in the documentation must lead to a file that is there.

    tools/check_links.py      prints one line a finding; exit code 1 when there is any
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def dead_links(page: Path) -> list[str]:
    """The targets of the page's links that are not there."""
    targets = LINK.findall(CODE.sub("", page.read_text()))
    return [target for target in targets if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()]


def main() -> int:
    # What git knows or would add: not what packages and builds brought.
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    pages = [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    findings = [f"{page.relative_to(ROOT)}: {target} is not there" for page in pages for target in dead_links(page)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
