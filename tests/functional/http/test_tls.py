"""TLS by the server itself: versions, protocols, and a new certificate while it runs."""
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest
import warnings
from pathlib import Path

from harness import ORIGIN, Instance, wait_until

HOST = ORIGIN[8:]


def make_certificate(certificate: Path, key: Path, serial: int):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key), "-out",
                    str(certificate), "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-set_serial", str(serial)],
                   check=True, capture_output=True)


class Tls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.certificate, self.key = Path(folder.name) / "tls.crt", Path(folder.name) / "tls.key"
        make_certificate(self.certificate, self.key, 1001)
        self.rekey = Instance.start(config=f'tls_certificate = "{self.certificate}"\ntls_key = "{self.key}"\nheader_seconds = 2\n')
        self.addCleanup(self.rekey.stop)
        self.node = self.rekey.nodes[0]

    def connect(self, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3, protocols=None, ciphers=None, trust=True) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = least, most
        if trust:
            context.load_verify_locations(self.certificate)
        else:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if protocols:
            context.set_alpn_protocols(protocols)
        if ciphers:
            context.set_ciphers(ciphers)
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.node.port), timeout=10), server_hostname=HOST)

    def get(self, connection: ssl.SSLSocket, path="/reset") -> bytes:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        said = b""
        while chunk := connection.recv(65536):
            said += chunk
        return said

    def serial(self) -> int:
        with self.connect(trust=False) as connection:
            der = connection.getpeercert(binary_form=True)
        pem = ssl.DER_cert_to_PEM_cert(der)
        text = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=pem, text=True, check=True, capture_output=True).stdout
        return int(text.strip().split("=")[1], 16)

    def test_versions_and_protocols(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.connect(version, version, ["h2", "http/1.1"]) as connection:
                self.assertEqual(connection.selected_alpn_protocol(), "http/1.1")
                answer = self.get(connection)
                self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK"), answer[:100])
                self.assertIn(b"Strict-Transport-Security", answer)
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                self.connect(version, version, ciphers="ALL:@SECLEVEL=0")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(protocols=["h2"])
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(most=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE+AESCBC:AES128-SHA:AES128-GCM-SHA256:@SECLEVEL=0")

    def test_large_and_many_answers(self):
        with self.connect() as connection:
            for _ in range(20):
                connection.sendall(f"GET /api/v1/portal HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
                self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 200"))

    def test_a_handshake_that_does_not_end_is_ended(self):
        with socket.create_connection(("127.0.0.1", self.node.port), timeout=10) as silent:
            self.assertEqual(silent.recv(1), b"")
        with socket.create_connection(("127.0.0.1", self.node.port), timeout=10) as clear:
            clear.sendall(b"GET /reset HTTP/1.1\r\n\r\n")
            try:
                self.assertNotIn(b"HTTP/", clear.recv(1000))
            except ConnectionResetError:
                pass

    def test_a_new_certificate_is_taken_while_it_runs(self):
        self.assertEqual(self.serial(), 1001)
        with self.connect(trust=False) as kept:
            make_certificate(self.certificate, self.key, 1002)
            wait_until(lambda: self.serial() == 1002, "the changed files are noticed")
            self.assertTrue(self.get(kept).startswith(b"HTTP/1.1 200"), "open connections go on")

        old = os.stat(self.certificate)
        make_certificate(self.certificate, self.key, 1003)
        os.utime(self.certificate, ns=(old.st_atime_ns, old.st_mtime_ns))
        self.node.child.send_signal(signal.SIGHUP)
        wait_until(lambda: self.serial() == 1003, "SIGHUP reads them again")

    def test_a_broken_certificate_changes_nothing(self):
        good = self.key.read_bytes()
        self.key.write_bytes(b"not a key")
        wait_until(lambda: "certificate_not_reloaded" in self.rekey.logs(), "it is said in the log")
        self.assertEqual(self.serial(), 1001)
        self.key.write_bytes(good)
        wait_until(lambda: "certificate_reloaded" in self.rekey.logs(), "the good one is taken again")


if __name__ == "__main__":
    unittest.main()
