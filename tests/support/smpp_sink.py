#!/usr/bin/python3
"""An operator's SMS centre for the tests, on loopback: SMPP 3.4 as a gateway binds to it (sections 4.1, 4.2, 4.4, 4.11).

    smpp_sink.py FOLDER

Prints one JSON line when it listens: {"port", "system_id", "password"}. Ends when standard input is closed, so it never outlives its test.
FOLDER/messages.jsonl is one line a message: {"from", "to", "coding", "text"}; its parts are joined by nobody. A number that ends in 99 is
refused (ESME_RINVDSTADR).
"""
import asyncio
import json
import struct
import sys
from pathlib import Path

SYSTEM_ID, PASSWORD = "kannel", "sinkpass"  # eight octets at most (section 5.2.2)
BINDS, SUBMIT, ENQUIRE, UNBIND, RESPONSE = (1, 2, 9), 4, 0x15, 6, 0x80000000
OK, INVALID_DESTINATION, BIND_FAILED, INVALID_COMMAND = 0, 0x0B, 0x0D, 3
UCS2, HAS_HEADER = 8, 0x40

# 3GPP TS 23.038 section 6.2.1 and its extension table, as the centre gets them: one character an octet.
GSM = ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
       "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENSION = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€"}


def from_gsm(octets: bytes) -> str:
    text, escaped = "", False
    for octet in octets:
        if octet == 0x1B:
            escaped = True
            continue
        text += EXTENSION.get(octet, "?") if escaped else GSM[octet & 0x7F]
        escaped = False
    return text


class Reader:
    """The body of one unit, field after field."""

    def __init__(self, body: bytes):
        self.body, self.at = body, 0

    def octet(self) -> int:
        self.at += 1
        return self.body[self.at - 1]

    def text(self) -> str:
        end = self.body.index(0, self.at)
        value = self.body[self.at:end].decode("latin-1")
        self.at = end + 1
        return value

    def octets(self, count: int) -> bytes:
        self.at += count
        return self.body[self.at - count:self.at]


def submitted(body: bytes) -> dict:
    unit = Reader(body)
    unit.text()  # service_type
    unit.octets(2)
    sender = unit.text()
    unit.octets(2)
    to = unit.text()
    esm_class = unit.octet()
    unit.octets(2)  # protocol_id, priority_flag
    unit.text(), unit.text()  # schedule_delivery_time, validity_period
    unit.octets(2)  # registered_delivery, replace_if_present_flag
    coding = unit.octet()
    unit.octet()  # sm_default_msg_id
    octets = unit.octets(unit.octet())
    if esm_class & HAS_HEADER:
        octets = octets[1 + octets[0]:]
    return {"from": sender, "to": to, "coding": coding, "text": octets.decode("utf-16-be") if coding == UCS2 else from_gsm(octets)}


class Centre:
    def __init__(self, folder: Path):
        self.file, self.taken = folder / "messages.jsonl", 0

    def answer(self, command: int, body: bytes) -> tuple[int, bytes]:
        if command in BINDS:
            unit = Reader(body)
            good = (unit.text(), unit.text()) == (SYSTEM_ID, PASSWORD)
            return (OK, b"sink\0") if good else (BIND_FAILED, b"\0")
        if command == SUBMIT:
            message = submitted(body)
            if message["to"].endswith("99"):
                return INVALID_DESTINATION, b""
            with self.file.open("a") as out:
                out.write(json.dumps(message) + "\n")
            self.taken += 1
            return OK, b"%d\0" % self.taken
        return (OK, b"") if command in (ENQUIRE, UNBIND) else (INVALID_COMMAND, b"")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        try:
            while True:
                length, command, _, number = struct.unpack(">IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                if command & RESPONSE:
                    continue
                status, content = self.answer(command, body)
                writer.write(struct.pack(">IIII", 16 + len(content), command | RESPONSE, status, number) + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(folder: Path):
    server = await asyncio.start_server(Centre(folder).serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port, "system_id": SYSTEM_ID, "password": PASSWORD}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
