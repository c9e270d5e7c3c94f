"""The outbox at scale: eight processes deliver, are killed at random, and nobody's message is lost (item 51)."""
import random
import signal
import sys
import tempfile
import time
import unittest
import uuid
from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "functional")]
from harness import Instance, wait_until  # noqa: E402
from harness.mail_counter import MailCounter  # noqa: E402

WORKERS, MESSAGES_EACH = 8, 10_000
COLUMNS = ("tenant_id", "id", "kind", "is_code", "channel", "state", "destination_sealed", "body_sealed", "language", "deliverable", "created_at",
           "expires_at", "due_at", "tries")


def message(rekey: Instance, number: int, now: datetime) -> list:
    """A row of the outbox, as the server makes it; every tenth is a notice."""
    row, code = uuid.uuid4(), number % 10 != 0
    at, end = now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), now + timedelta(hours=1)
    facts = {"code": f"{number:08}", "expires": end.strftime("%Y-%m-%dT%H:%M:%S.000Z")} if code else {"at": at, "how": "email"}
    body = "".join(f"{key}={value}\n" for key, value in {**facts, "user": "anna@contoso.example"}.items())
    address = f"person{number}@private.example"
    sealed = [rekey.keys.seal(plain.encode(), "outbox", column, rekey.tenant, row) for plain, column in ((address, "destination"), (body, "body"))]
    made = int(now.timestamp() * 1000) - random.randrange(1000)
    return [rekey.tenant, row.bytes, "reset_code" if code else "password_changed", int(code), "email", "queued", *sealed, "en", 1, made,
            int(end.timestamp() * 1000), made, 0]


def fill(rekey: Instance, count: int):
    now, lines = datetime.now(timezone.utc), StringIO()
    for number in range(count):
        cells = ("\\\\x" + cell.hex() if isinstance(cell, bytes) else str(cell) for cell in message(rekey, number, now))
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    connection = rekey.postgres.connect()
    connection.cursor().copy_from(lines, "outbox", columns=COLUMNS)
    connection.close()


class Outbox(unittest.TestCase):
    def test_eighty_thousand_messages_by_eight_workers_that_are_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            mails = MailCounter(Path(folder))
            self.addCleanup(mails.stop)
            with Instance.start(store="postgres", workers=1, mail_port=mails.port, serve=False) as rekey:
                self.deliver(rekey, mails, WORKERS * MESSAGES_EACH)

    def deliver(self, rekey: Instance, mails: MailCounter, count: int):
        fill(rekey, count)
        for _ in range(WORKERS):
            rekey.add_node()
        kills, began = 0, time.monotonic()
        while rekey.database.one("SELECT count(*) FROM outbox WHERE state = 'queued'") > 0:
            self.assertLess(time.monotonic() - began, 1200, "it comes to an end")
            time.sleep(random.uniform(0.1, 1.0))
            rekey.restart(random.choice(rekey.nodes), signal.SIGKILL)
            kills += 1
        # What the dead had in hand is sent when their leases end.
        wait_until(lambda: rekey.database.one("SELECT count(*) FROM outbox WHERE finished_at IS NULL") == 0, "the outbox is empty", 180, 0.5)

        arrived = mails.ids()
        wanted = {str(uuid.UUID(bytes=row["id"])) for row in rekey.database.rows("SELECT id FROM outbox")}
        self.assertEqual((len(wanted), len(wanted - arrived.keys())), (count, 0), "each at least once")
        duplicates = sum(arrived.values()) - count
        lost = rekey.database.one("SELECT sum(tries) - count(*) FROM outbox")
        print(f"{kills} kills, {lost} leases lost, {duplicates} sent twice, {time.monotonic() - began:.0f} s", flush=True)
        self.assertGreater(min(kills, lost), 10, "it was hard enough")
        self.assertLessEqual(duplicates, lost)
        self.assertEqual(rekey.database.one("SELECT count(*) FROM outbox WHERE state <> 'sent'"), 0)
        self.assertEqual(rekey.database.one("SELECT count(*) FROM outbox WHERE destination_sealed IS NOT NULL OR body_sealed IS NOT NULL"), 0)


if __name__ == "__main__":
    unittest.main()
