"""Certificates for servers on loopback, of an authority that goes with the test."""
import subprocess
from pathlib import Path

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def make_certificates(folder: Path, address: str) -> None:
    """server.crt and server.key for this IP address, and ca.crt of their authority."""
    def openssl(*arguments: str):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
    openssl("req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=test authority",
            "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", *KEY, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={address}")
    (folder / "san").write_text(f"subjectAltName=IP:{address}\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.crt", "-days", "2",
            "-extfile", "san")
