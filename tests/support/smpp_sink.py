#!/usr/bin/python3
"""An operator's SMS centre for the tests, on loopback: SMPP 3.4 as a gateway binds to it (sections 4.1, 4.2, 4.4, 4.6, 4.11).

    smpp_sink.py FOLDER

Prints one JSON line when it listens: {"port", "system_id", "password"}. Ends when standard input is closed, so it never outlives its test.
FOLDER/messages.jsonl is one line a message: {"from", "to", "coding", "text"}; its parts are joined by nobody. A number that ends in 99 is
refused (ESME_RINVDSTADR). Who asks for a receipt (registered_delivery) gets one after a moment: delivered; for a number that ends in 98 the first
time, and in 97 each time, undeliverable; for one that ends in 96 none.
"""
import asyncio
import json
import struct
import sys
import time
from pathlib import Path

SYSTEM_ID, PASSWORD = "kannel", "sinkpass"  # eight octets at most (section 5.2.2)
BINDS, SUBMIT, DELIVER, ENQUIRE, UNBIND, RESPONSE = (1, 2, 9), 4, 5, 0x15, 6, 0x80000000
OK, INVALID_DESTINATION, BIND_FAILED, INVALID_COMMAND = 0, 0x0B, 0x0D, 3
UCS2, HAS_HEADER, IS_RECEIPT = 8, 0x40, 4

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
    receipt = unit.octet() & 3 == 1  # registered_delivery
    unit.octet()  # replace_if_present_flag
    coding = unit.octet()
    unit.octet()  # sm_default_msg_id
    octets = unit.octets(unit.octet())
    if esm_class & HAS_HEADER:
        octets = octets[1 + octets[0]:]
    text = octets.decode("utf-16-be") if coding == UCS2 else from_gsm(octets)
    return {"from": sender, "to": to, "coding": coding, "text": text, "receipt": receipt}


def receipt(number: str, message: dict, state: str) -> bytes:
    """The body of a deliver_sm: appendix B."""
    at = time.strftime("%y%m%d%H%M")
    good = state == "DELIVRD"
    text = (f"id:{number} sub:001 dlvrd:{good:03} submit date:{at} done date:{at} stat:{state} err:{'000' if good else '005'} text:").encode()
    return (b"\0" + b"\1\1" + message["to"].encode() + b"\0" + b"\5\0" + message["from"].encode() + b"\0" + bytes([IS_RECEIPT, 0, 0]) + b"\0\0"
            + bytes([0, 0, 0, 0, len(text)]) + text)


class Centre:
    def __init__(self, folder: Path):
        self.file, self.taken, self.refused = folder / "messages.jsonl", 0, set()
        self.receipts = []  # that are not sent yet

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
            if message["receipt"] and (state := self.state_of(message["to"])):
                self.receipts.append(receipt(str(self.taken), message, state))
            return OK, b"%d\0" % self.taken
        return (OK, b"") if command in (ENQUIRE, UNBIND) else (INVALID_COMMAND, b"")

    def state_of(self, to: str) -> str | None:
        if to.endswith("96"):
            return None
        first = to not in self.refused
        self.refused.add(to)
        return "UNDELIV" if to.endswith("97") or (to.endswith("98") and first) else "DELIVRD"

    async def send_receipts(self, writer: asyncio.StreamWriter):
        await asyncio.sleep(0.2)
        while self.receipts:
            body = self.receipts.pop(0)
            writer.write(struct.pack(">IIII", 16 + len(body), DELIVER, OK, 1_000_000 + self.taken) + body)
        await writer.drain()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        sending = []
        try:
            while True:
                length, command, _, number = struct.unpack(">IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                if command & RESPONSE:
                    continue
                status, content = self.answer(command, body)
                writer.write(struct.pack(">IIII", 16 + len(content), command | RESPONSE, status, number) + content)
                await writer.drain()
                if self.receipts:
                    sending.append(asyncio.ensure_future(self.send_receipts(writer)))
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
