"""Runs the measurements one after the other and makes the table of them."""
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["REKEY_BIN"] = str(ROOT / "build/bench/rekey")
sys.path.insert(0, str(ROOT / "tests/functional"))
from harness.mail_counter import MailCounter  # noqa: E402
from harness.postgres import Postgres  # noqa: E402

PAGE = ROOT / "docs/develop/performance.md"
BENCH = ROOT / "build/bench/bench/rekey_bench"


def measure(*command) -> list[list[str]]:
    """Prints each line as it comes."""
    lines = []
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True) as running:
        for said in running.stdout:
            lines.append(said.rstrip("\n").split("\t"))
            print("  ".join(row(lines[-1])), flush=True)
    if running.returncode:
        sys.exit(f"{command[0]} failed")
    return lines


def row(cells: list[str]) -> list[str]:
    what, value, limit, target = cells[0], *map(float, cells[1:])
    if not limit:
        return [what, f"{value:,.1f}", "–", "–", "–", ""]
    ratio = value / limit
    good = ratio <= 1 if target == 1 else ratio >= target
    return [what, f"{value:,.1f}", f"{limit:,.1f}", f"{ratio:.2f}", ("≤ " if target == 1 else "≥ ") + str(target), "yes" if good else "**no**"]


def machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "unknown")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return f"{os.cpu_count()} × {cpu}, {memory} GiB, Linux {platform.release().split('-')[0]}, Debian 12"


def main():
    folder = Path(tempfile.mkdtemp(prefix="rekey-bench-", dir=ROOT / "build"))
    folder.chmod(0o711)
    lines = []
    try:
        lines += measure(BENCH, folder)
        server = Postgres(folder / "postgres", durable=True)
        try:
            lines += measure(BENCH, folder, server.url)
            mails = MailCounter(folder / "mails")
            try:
                lines += measure(BENCH, folder, server.url, mails.port)
            finally:
                mails.stop()
        finally:
            server.stop()
        lines += measure("/usr/bin/python3", ROOT / "bench/outside.py")
        lines += measure("/usr/bin/python3", ROOT / "bench/writebacks.py")
        lines += measure("/usr/bin/python3", ROOT / "bench/directories.py", *(["--long"] if "--long" in sys.argv else []))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if "--no-write" not in sys.argv:
        table = "\n".join("| " + " | ".join(row(line)) + " |" for line in lines)
        PAGE.write_text(f"""# Performance
Made by `bench/run.sh`, which measures the limits in the same run; the ratio is what counts, the figures are this machine's.

{machine()}; {date.today()}.

| what | value | limit | ratio | wanted | holds |
|---|---|---|---|---|---|
{table}

Sign-ins, resets, starts and code checks are measured at the product's services over real stores, without the HTTP server: 64 people at once on SQLite, 8 connections on
PostgreSQL. A start redeems a captcha; its picture is a line of its own. "Bare commits" are one-row transactions, one by one, with `synchronous=FULL`. "The
statements by libpq" are the recorded statements of the same work, sent again by a program that does nothing else.

Writebacks are the step that sets the password of somebody of an OpenLDAP directory, sixteen people at once (as many as a server takes, `server.directory_threads`) over
eight connections; every proof is passed before. Their limit is the same operation (RFC 3062 under the password policy, by the same account over TLS), sent to the same
server by eight clients that do nothing else.

Writebacks do not reach 0.8, and why is known. The bare client sends one request and leaves half of the machine idle: slapd has one writer, which waits for the disk. A writeback
is a search and that request between two commits, one that counts the candidate and says that a write begins, one that puts down what it came to (ADR 0027: never in doubt
after a crash). No Argon2id is in it. On two cores and one disk, which slapd, the store and the program share, nothing is idle. On the day it was taken apart a writeback
took with SQLite some 2.4 milliseconds of processor where 0.8 would have allowed 2.0, one of them slapd's. Of the program's own part the two commits and the wait for the one writer are a third, the statements that
end a reset a fifth, the two conversations with the directory a fifth, what is read before an eighth. With PostgreSQL it is sixteen round trips and
some forty statements, whose work takes more of the processor than all the rest; they were twenty-nine round trips (203 writebacks a second beside 254 on one day) before an
answer could be looked at later (ADR 0016).
Not to spin for the writer changed nothing that stands out of the noise. Three commits, two searches and eight people at once had 0.45 and 0.2 on another day; of what has changed
since (two commits, one search, counters cleared together, nothing read twice, more people than connections) only the last was measured apart, with SQLite from 0.45 to
0.55. The slower the disk, the nearer they come.

Messages are codes by e-mail that eight workers of one node take from the outbox, write and hand to a mail server on loopback that only counts (`tests/support/smtp_counter.py`);
its limit is what it takes from a client that sends one mail again and again over as many connections. The delay of a code is from the person's request to the moment the mail
server has the mail, one at a time on a server that does nothing else.

Deliveries do not reach 0.6 of the mail server, and why is known. Two cores carry everything, so the rate is the sum of what a message costs: 175 microseconds of
processor for the mail server with the bare client (103 are the mail server's own), so 0.6 allows 292 in all. The mail server takes its 103, PostgreSQL 98 (a claim and an ending
in batches, and the commit), which leaves 91 to the program; it takes 212. Half of that is the kernel: a conversation by libcurl waits and looks in twelve `poll` calls a
message, where the bare client has none, and asks for four answers one after the other (libcurl does not pipeline SMTP). Libcurl's own work and its memory are 75; reading,
opening, writing and counting the message 25. What is left to gain without another SMTP client is small: the statements, the text and the HTML are made once or in batches. Where the mail
server and the database have cores of their own, two cores of the program alone would make some 9,000 messages a second.

Directories are an OpenLDAP on this machine; its `ldapsearch` asks for the same attributes by the same operation (RFC 4533) and throws the entries away. That is twice as
fast as a search by pages, which was the limit before (0.07 and 0.59 for the two lines of SQLite). A first reading does not reach 0.4 of it: what a person costs here, and what
was tried, is in ADR 0025. Nor does a whole reading without a change: `ldapsearch` and slapd, side by side on two cores, take some seven microseconds an entry, and here each is read, made
text of one form, put under a MAC and looked up, which takes fifteen more. Readings of changes are measured by the run's own clock and include the directory's answers; the
whole command, which starts a program and connects, is a line of its own.

Where a sync to disk costs next to nothing (a bare commit takes a tenth of a millisecond), the limits of starts and code checks are limits of the processor. What made
them hold is in ADR 0016. Between runs on shared machines a ratio moves by a tenth.
""")


if __name__ == "__main__":
    main()
