"""The second implementation of the key format (tests/support/rekey_keys.py) agrees with the vectors the program is held to."""
import re
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))
from support.rekey_keys import MAC_PURPOSES, KeyRing, hkdf_sha256  # noqa: E402


def read_vectors() -> dict[str, str]:
    """Name → text of every constant of tests/vectors/key_vectors.hpp."""
    text = (TESTS / "vectors" / "key_vectors.hpp").read_text()
    constants = re.findall(r'string_view k(\w+) =\s*((?:"(?:[^"\\]|\\.)*"\s*)+);', text)
    return {name: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', value)).replace("\\n", "\n") for name, value in constants}


VECTORS = read_vectors()
TENANT, ROW = bytes(range(16)), bytes(range(16, 32))


class KeyFormat(unittest.TestCase):
    def setUp(self):
        self.keys = KeyRing.parse(VECTORS["KeyFile"])

    def test_hkdf_matches_rfc_5869_case_1(self):
        made = hkdf_sha256(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)))
        self.assertEqual(made.hex(), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")

    def test_every_purpose_has_a_key_of_its_own(self):
        for purpose in MAC_PURPOSES:
            self.assertEqual(self.keys.mac(purpose, b"ab", b"", b"c").hex(), VECTORS[f"Mac_{purpose}"], purpose)

    def test_sealed_values_open_with_the_key_they_name(self):
        for number in (1, 7):
            sealed = bytes.fromhex(VECTORS[f"SealedByKey{number}"])
            self.assertEqual(self.keys.open(sealed, "authenticator", "address", TENANT, ROW).decode(), VECTORS["SealedText"])

    def test_sealed_values_do_not_open_elsewhere(self):
        sealed = bytes.fromhex(VECTORS["SealedByKey7"])
        for place in (("outbox", "address", TENANT, ROW), ("authenticator", "label", TENANT, ROW),
                      ("authenticator", "address", ROW, ROW), ("authenticator", "address", TENANT, TENANT)):
            with self.assertRaises(ValueError):
                self.keys.open(sealed, *place)

    def test_a_captcha_challenge_gives_its_answer_to_its_tenant_only(self):
        token = self.keys.captcha(VECTORS["CaptchaToken"], TENANT)
        self.assertEqual((token.kind, token.language, token.answer), ("sound", "nl", "123456"))
        self.assertEqual((token.expires_at_ms, token.nonce), (0x0102030405060708, b"\xab" * 16))
        with self.assertRaises(ValueError):
            self.keys.captcha(VECTORS["CaptchaToken"], ROW)

    def test_a_password_leads_to_the_verifier_the_store_holds(self):
        verifier = bytes.fromhex(VECTORS["PasswordVerifier"])
        self.assertTrue(self.keys.fits_password(VECTORS["Password"], bytes(range(16)), verifier))
        self.assertFalse(self.keys.fits_password("another", bytes(range(16)), verifier))


if __name__ == "__main__":
    unittest.main()
