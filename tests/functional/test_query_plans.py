"""Every question to the store is answered by an index: what a request costs must not grow with the number of people or attempts."""
import re
import sqlite3
import unittest
from pathlib import Path

from harness import Instance

STORE = Path(__file__).resolve().parents[2] / "src/adapters/store"
QUERY = re.compile(r'constexpr Query \w+\{\s*"([\w.]+)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}')
# What may be read whole: it is small by its nature, or a list was asked for (its LIMIT ends it).
WHOLE = {"setting.all", "tenant.all", "group.list", "audit.list", "schema.versions", "store.ping",
         "outbox.depth", "outbox.dead_letters",  # partial indexes that hold what waits, and what has failed
         "tenant.with_messages",  # tenant by tenant
         "identity.administrators"}  # a partial index that holds administrators only


def queries():
    for file in sorted(STORE.rglob("*.cpp")):
        for name, pieces in QUERY.findall(file.read_text()):
            text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', pieces)).replace("{lock}", "").replace("$", "?")
            if re.match("SELECT|UPDATE|DELETE|WITH|INSERT", text):
                yield name, text


class QueryPlans(unittest.TestCase):
    def test_no_query_walks_through_a_tenant(self):
        with Instance.start(serve=False) as rekey:
            database = sqlite3.connect(rekey.folder / "rekey.db")
            names = set()
            for name, text in queries():
                names.add(name)
                most = max([int(number) for number in re.findall(r"\?(\d+)", text)], default=0)
                plan = [row[3] for row in database.execute("EXPLAIN QUERY PLAN " + text, [b""] * most)]
                walks = [step for step in plan if re.search(r"\(tenant_id=\?\)|BLOOM|^SCAN (?!CONSTANT|up|due|old)", step)]
                with self.subTest(name):
                    self.assertTrue(not walks or name in WHOLE, plan)
            self.assertGreater(len(names), 60)
            self.assertEqual(WHOLE - names, set())
            database.close()


if __name__ == "__main__":
    unittest.main()
