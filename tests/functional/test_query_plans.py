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
         "directory.list", "sync.due", "health.begin", "health.claim", "readiness.begin", "readiness.claim",  # a tenant has a few directories
         "identity.administrators"}  # a partial index that holds administrators only

SENT = """INSERT INTO outbox (tenant_id, id, kind, is_code, channel, state, language, deliverable, created_at, expires_at, due_at, tries, finished_at)
          SELECT %(tenant)s, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'reset_code', 1, 'email', 'sent', 'en', 1, n, n, n, 1, n
          FROM generate_series(1, 5000) AS n"""


def queries(lock=""):
    for file in sorted(STORE.rglob("*.cpp")):
        for name, pieces in QUERY.findall(file.read_text()):
            text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', pieces)).replace("{lock}", lock).replace("{bytes}", "BLOB")
            if re.match("SELECT|UPDATE|DELETE|WITH|INSERT", text):
                yield name, text


class QueryPlans(unittest.TestCase):
    def test_no_query_walks_through_a_tenant(self):
        with Instance.start(serve=False) as rekey:
            database = sqlite3.connect(rekey.folder / "rekey.db")
            names = set()
            for name, text in queries():
                names.add(name)
                text = text.replace("$", "?")
                most = max([int(number) for number in re.findall(r"\?(\d+)", text)], default=0)
                plan = [row[3] for row in database.execute("EXPLAIN QUERY PLAN " + text, [b""] * most)]
                walks = [step for step in plan if re.search(r"\(tenant_id=\?\)|BLOOM|^SCAN (?!CONSTANT|up|due|old)", step)]
                with self.subTest(name):
                    self.assertTrue(not walks or name in WHOLE, plan)
            self.assertGreater(len(names), 60)
            self.assertEqual(WHOLE - names, set())
            database.close()

    def test_a_message_is_found_by_its_id_whatever_the_statistics_say(self):
        """PostgreSQL takes the index that it thinks is shortest. One of what waits, or is kept, was empty when the table was analysed last."""
        with Instance.start(store="postgres", serve=False) as rekey, rekey.postgres.connect() as connection:
            cursor = connection.cursor()
            cursor.execute(SENT, {"tenant": rekey.tenant})
            cursor.execute("ANALYZE outbox")
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'outbox'::regclass AND indisprimary")
            (primary_key,), = cursor.fetchall()
            asked = [(name, text) for name, text in queries("FOR UPDATE SKIP LOCKED") if re.search(r"(UPDATE|FROM) outbox\b.* id (= \$|IN \(\$)", text)]
            self.assertGreater(len(asked), 9)
            for name, text in asked:
                numbers = {int(number) for number in re.findall(r"\$(\d+)", text)}
                text = text.replace("THEN NULL ELSE $5", "THEN NULL ELSE $5::bigint")  # the server names the types
                cursor.execute(f'PREPARE "{name}" AS {text}')
                cursor.execute(f'EXPLAIN EXECUTE "{name}" ({", ".join(["NULL"] * max(numbers))})')
                plan = "\n".join(row[0] for row in cursor.fetchall())
                with self.subTest(name):
                    self.assertEqual(set(re.findall(r"(?:using|Index Scan on) (\w+)", plan)), {primary_key}, plan)


if __name__ == "__main__":
    unittest.main()
