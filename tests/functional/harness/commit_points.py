"""Dying at a chosen commit: see tests/support/commit_points.c."""
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "support/commit_points.c"


class CommitPoints:
    """Made in `folder`. A program with `environment()` dies at its commit number `point` after `arm`, just `before` it or just `after` it."""

    def __init__(self, folder: Path):
        self._library, self._armed = folder / "commit_points.so", folder / "armed"
        subprocess.run(["clang-19", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE, "-ldl"], check=True)

    def environment(self, point: int, moment: str) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "COMMIT_ARMED": str(self._armed), "COMMIT_POINT": str(point), "COMMIT_MOMENT": moment}

    def arm(self):
        self._armed.touch()

    def disarm(self):
        self._armed.unlink()
