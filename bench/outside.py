#!/usr/bin/python3
"""What can be seen from outside the program, beside what the machine gives to others: nginx, a file on disk. One line each, tab-separated:
what, value, limit, target (a ratio; for a limit that is a fixed number the target is 1 and the value must not be more)."""
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/functional"))
from harness import BIN, Instance, free_port, wait_until  # noqa: E402
from harness.mail_counter import MailCounter  # noqa: E402
from harness.process import Process, accepts  # noqa: E402

SECONDS, CONNECTIONS, IDLE, CODES = 5, 64, 10_000, 100


def line(what, value, limit=0.0, target=0.0):
    print(f"{what}\t{value:.1f}\t{limit:.1f}\t{target}", flush=True)


def wrk(port: int, path: str, host: str) -> float:
    said = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Host: {host}", f"http://127.0.0.1:{port}{path}"], check=True,
                          capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def nginx(folder: Path) -> tuple[Process, int]:
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes auto; user root;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000; server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok"; }} }} }}
""")
    process = Process(["/usr/sbin/nginx", "-c", file], folder / "nginx.out")
    process.wait_for_port(port)
    return process, port


def memory_mib(pid: int) -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def start_time(rekey: Instance) -> tuple[float, Process, int, int]:
    """Milliseconds from the start of the process to its first answer."""
    port, operator = free_port(), free_port()
    config = rekey.write_config("timed.toml", port, operator)
    began = time.perf_counter()
    process = Process([BIN, "serve", "--config", config], rekey.folder / "timed.log", env=rekey.environment)
    while not accepts(port):
        time.sleep(0.0005)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /api/v1/portal HTTP/1.1\r\nHost: reset.contoso.example\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    return (time.perf_counter() - began) * 1000, process, port, operator


def idle_connections(port: int) -> list[socket.socket]:
    """Kept-alive ones: each has had an answer. From several loopback addresses, so that ports do not run out."""
    kept = []
    for number in range(IDLE):
        connection = socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.0.{number % 4 + 2}", 0))
        connection.sendall(b"GET /api/v1/portal HTTP/1.1\r\nHost: reset.contoso.example\r\n\r\n")
        kept.append(connection)
        if number % 100 == 99:
            for waiting in kept[-100:]:
                assert waiting.recv(4096).startswith(b"HTTP/1.1 200")
    return kept


def first_load(*portals: str) -> tuple[int, int]:
    """Bytes as they travel (brotli) and requests of the first look at portals, one after the other; of /reset without the picture."""
    dist = ROOT / "web/dist"
    files = set()  # the browser keeps what it has fetched
    for portal in portals:
        page = dist / f"{portal}.html"
        files |= {page, *(dist / link for link in re.findall(r'(?:src|href)="/([^"]+)"', page.read_text()))}
    sizes = [file.with_name(file.name + ".br").stat().st_size for file in files if file.exists()]  # /brand.css is made by the server
    return sum(sizes), len(files) + len(portals)  # the pages, what they link, and the portal's facts for each


def delay_of_codes(store: str) -> float:
    """Milliseconds from a person's request to the mail server that has the code: of a hundred, the slowest but one."""
    with tempfile.TemporaryDirectory() as folder:
        mails = MailCounter(Path(folder))
        try:
            with Instance.start(store=store, workers=1, mail_port=mails.port) as rekey:
                person = rekey.add_person("anna@contoso.example")
                took = []
                for number in range(CODES + 1):
                    rekey.database.change("DELETE FROM counter")
                    browser = rekey.browser()
                    assert browser.start(person.user).status == 201
                    time.sleep(0.1 + random.random() / 10)  # it has nothing to do meanwhile
                    began = time.time()
                    assert browser.choose().status == 200
                    arrived = wait_until(lambda: mails.lines()[number:], "the code arrives")[0][1]
                    took.append((float(arrived) - began) * 1000)
                return sorted(took[1:])[-2]  # not the first, which prepares statements and connects
        finally:
            mails.stop()


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Instance.start(serve=False) as rekey:
        for _ in range(2):
            start_time(rekey)[1].stop()  # the first one reads the program from disk
        took, server, port, operator = start_time(rekey)
        rival, rival_port = nginx(rekey.folder)
        try:
            line("milliseconds from start to first answer (at most)", took, 200, 1)
            line("MiB of memory, idle (at most)", memory_mib(server.pid), 40, 1)
            limit = wrk(rival_port, "/", "x")
            line("health answers a second (limit: nginx return 200)", wrk(operator, "/healthz", "127.0.0.1"), limit, 0.6)
            line("portal answers a second (they read the store)", wrk(port, "/api/v1/portal", "reset.contoso.example"))
            kept = idle_connections(port)
            line(f"MiB of memory with {IDLE} idle connections (at most)", memory_mib(server.pid), 200, 1)
            for connection in kept:
                connection.close()
        finally:
            rival.stop()
            server.stop()
    for store, name in (("sqlite", "SQLite"), ("postgres", "PostgreSQL")):
        line(f"milliseconds from the request to the mail server that has the code, idle, {name}, 99 of 100 (at most)", delay_of_codes(store), 100, 1)
    size, requests = first_load("reset")
    line("KiB of the first load of /reset, without the picture (at most)", size / 1024, 20, 1)
    line("requests of the first load of /reset, without the picture (at most)", requests, 6, 1)
    for portal in ("signin", "account"):
        line(f"KiB of the first load of /{portal} (at most)", first_load(portal)[0] / 1024, 30, 1)
    line("KB of the first loads of /signin and /account together (at most)", first_load("signin", "account")[0] / 1000, 30, 1)


if __name__ == "__main__":
    main()
