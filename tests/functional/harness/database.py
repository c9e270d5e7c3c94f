"""The store as SQL, in either dialect: statements have `?` for values. Ids and MACs are bytes, instants milliseconds."""
import sqlite3
import threading
from pathlib import Path

from psycopg2.errors import DeadlockDetected


class Database:
    """One connection a thread. Every call is its own transaction."""

    def __init__(self, connect, mark: str):
        self._connect, self._mark, self._local = connect, mark, threading.local()

    @classmethod
    def sqlite(cls, file: Path) -> "Database":
        return cls(lambda: sqlite3.connect(file, timeout=20, isolation_level=None), "?")

    @classmethod
    def postgres(cls, server) -> "Database":
        return cls(server.connect, "%s")

    def _run(self, sql: str, values):
        if not hasattr(self._local, "connection"):
            self._local.connection = self._connect()
        cursor = self._local.connection.cursor()
        if self._mark != "?":
            sql = sql.replace("%", "%%").replace("?", self._mark)
        cursor.execute(sql, values)
        return cursor

    def forget(self):
        """After the server went away: connect anew."""
        self._local = threading.local()

    def rows(self, sql: str, *values) -> list[dict]:
        cursor = self._run(sql, values)
        names = [column[0] for column in cursor.description]
        return [{name: bytes(cell) if isinstance(cell, memoryview) else cell for name, cell in zip(names, row)} for row in cursor.fetchall()]

    def one(self, sql: str, *values):
        """The only value of the only row."""
        (row,) = self.rows(sql, *values)
        (value,) = row.values()
        return value

    def change(self, sql: str, *values) -> int:
        """How many rows changed. A deadlock with the server's own transactions is tried again, as the server does."""
        while True:
            try:
                return self._run(sql, values).rowcount
            except DeadlockDetected:
                continue
