"""HTTP as a browser speaks it: one kept connection, the site's own Origin, JSON. And a person who walks the reset with it."""
import http.client
import json
import socket
from dataclasses import dataclass

JSON = {"Content-Type": "application/json"}


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        """The stable code of a problem."""
        return self.json.get("code") if self.status >= 400 and self.body else None

    @property
    def step(self) -> dict:
        return self.json["step"]

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None


class Http:
    def __init__(self, port: int, origin: str, client: str | None = None):
        """`client` is the address the trusted proxy in front of the server would have seen."""
        self.port, self.origin = port, origin
        self.headers = {"Host": origin.split("//")[1], "Origin": origin, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"}
        if client:
            self.headers["X-Forwarded-For"] = client
        self._connection = None

    def request(self, method: str, path: str, body=None, headers: dict | None = None) -> Answer:
        """`body` is bytes, or something to send as JSON. A connection the server closed while it was idle is opened again."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        fields = {**self.headers, **(JSON if data is not None else {}), **(headers or {})}
        fields = {name: value for name, value in fields.items() if value is not None}
        for last in (False, True):
            fresh = self._connection is None
            if fresh:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self._connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
                for name, value in fields.items():
                    self._connection.putheader(name, value)
                if data is not None or method == "POST":
                    self._connection.putheader("Content-Length", str(len(data or b"")))
                self._connection.endheaders(data)
                got = self._connection.getresponse()
                return Answer(got.status, got.getheaders(), got.read())
            except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
                self.close()
                if last or fresh:
                    raise
            except Exception:
                self.close()
                raise

    def get(self, path: str, **headers) -> Answer:
        return self.request("GET", path, headers=headers)

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def __del__(self):
        self.close()


def raw(port: int, data: bytes, timeout: float = 10.0) -> bytes:
    """Bytes as they are; everything the server says until it closes or is silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        said = b""
        while chunk := connection.recv(65536):
            said += chunk
        return said


API = "/api/v1"
ATTEMPT = API + "/reset/attempt"


class Browser(Http):
    """Holds the handle as the portal does, and remembers the last answer and the last step."""

    def __init__(self, port: int, origin: str, solve, client: str | None = None):
        super().__init__(port, origin, client)
        self.solve = solve
        self.handle: str | None = None
        self.step: dict | None = None

    def _keep(self, answer: Answer) -> Answer:
        if answer.status in (200, 201) and answer.body:
            self.handle = answer.json.get("attempt", self.handle)
            self.step = answer.json.get("step", self.step)
        return answer

    def post(self, what: str, body=None) -> Answer:
        return self._keep(self.request("POST", f"{ATTEMPT}/{what}", body, {"Rekey-Attempt": self.handle}))

    def captcha(self, kind: str = "picture") -> dict:
        """A new challenge, solved: what /reset/attempts wants."""
        answer = self.request("POST", API + "/captchas", {"kind": kind})
        assert answer.status == 201, (answer.status, answer.body)
        challenge = answer.json["challenge"]
        return {"challenge": challenge, "answer": self.solve(challenge, self.origin)}

    def start(self, user: str, captcha: dict | None = None, **more) -> Answer:
        return self._keep(self.request("POST", API + "/reset/attempts", {"user": user, "captcha": captcha or self.captcha(), **more}))

    def view(self) -> Answer:
        return self._keep(self.request("GET", ATTEMPT, headers={"Rekey-Attempt": self.handle}))

    def choose(self, kind: str = "email", number: str | None = None, region: str | None = None) -> Answer:
        method = next(method["id"] for method in self.step["methods"] if method["kind"] == kind)
        typed = {name: value for name, value in {"number": number, "region": region}.items() if value is not None}
        return self.post("method", {"method": method, **typed})

    def resend(self) -> Answer:
        return self.post("resend")

    def another(self) -> Answer:
        return self.post("another")

    def answer(self, code: str, challenge: str | None = None) -> Answer:
        return self.post("answer", {"challenge": challenge or self.step["challenge"], "code": code})

    def answer_questions(self, answers: dict[str, str] | list[str], challenge: str | None = None) -> Answer:
        """By the question's id, or as they are."""
        typed = answers if isinstance(answers, list) else [answers.get(question["id"], "I do not know") for question in self.step["questions"]]
        return self.post("answer", {"challenge": challenge or self.step["challenge"], "answers": typed})

    def check(self, password: str) -> Answer:
        return self.post("password/check", {"password": password})

    def set_password(self, password: str) -> Answer:
        return self.post("password", {"password": password})

    def cancel(self) -> Answer:
        return self.post("cancel")
