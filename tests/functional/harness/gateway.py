"""A stand-in for HTTP gateways that misbehaves as it is told; what was asked of it stands in `requests`."""
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    headers: dict
    fields: dict  # of the query and of a form
    body: bytes


class Gateway:
    """`answer` is what goes out byte for byte, or a function of the connection that does as it likes."""

    def __init__(self, answer: bytes = b"", tls: ssl.SSLContext | None = None):
        self.answer, self.tls = answer, tls
        self.requests: list[Asked] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self._ends = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self._ends.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket):
        connection.settimeout(20)
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()  # whoever did not believe the certificate
            return
        with connection:
            try:
                asked = self._read(connection)
                if asked is None:
                    return  # somebody only looked whether the port is open
                self.requests.append(asked)
                if callable(self.answer):
                    self.answer(connection)
                else:
                    connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):  # so that what was sent is not lost to a reset
                    pass
            except OSError:
                pass

    @staticmethod
    def _read(connection: socket.socket) -> Asked | None:
        content = b""
        while b"\r\n\r\n" not in content:
            if not (more := connection.recv(65536)):
                return None
            content += more
        head, body = content.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        while len(body) < int(headers.get("Content-Length", 0)):
            body += connection.recv(65536)
        method, target, _ = first.split(" ")
        url = urlsplit(target)
        fields = parse_qs(url.query, strict_parsing=bool(url.query)) | (parse_qs(body.decode()) if "form" in headers.get("Content-Type", "") else {})
        return Asked(method, url.path, headers, {name: values[0] for name, values in fields.items()}, body)

    def stop(self):
        self._ends.set()
        self.listener.close()


def http(status: str, body: bytes | str = b"", *headers: str) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
