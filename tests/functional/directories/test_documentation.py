"""The scripts in docs/operate are those that the program prints, which test_openldap.py and test_samba.py run."""
import unittest
from pathlib import Path

from harness.directory import DirectoryCase

PAGES = Path(__file__).resolve().parents[3] / "docs/operate"
DOMAIN = "dc=contoso,dc=example"


class Documentation(DirectoryCase):
    def printed(self, kind: str, base: str, account: str) -> str:
        self.add(kind=kind, servers="ldaps://dc1.contoso.example", base=base, account=account)
        script = self.rights().rstrip("\n")
        self.run_cli("directory", "remove", "office")
        return script

    def shows(self, page: str, script: str):
        block = "\n".join(f"    {line}" if line else "" for line in script.splitlines())
        self.assertIn(f"\n\n{block}\n\n", (PAGES / page).read_text(), f"docs/operate/{page}")

    def test_of_active_directory(self):
        windows, head, samba = self.printed("active_directory", "OU=People,DC=contoso,DC=example",
                                            "svc-rekey@contoso.example").partition("# Samba: ")
        self.shows("active-directory.md", windows.rstrip("\n"))
        self.shows("samba.md", head + samba)

    def test_of_ldap(self):
        for page, kind, base, account in (("openldap.md", "openldap", f"ou=people,{DOMAIN}", f"cn=rekey,ou=services,{DOMAIN}"),
                                          ("389ds.md", "389ds", f"ou=people,{DOMAIN}", f"uid=rekey,ou=services,{DOMAIN}"),
                                          ("389ds.md", "freeipa", f"cn=accounts,{DOMAIN}", f"uid=rekey,cn=users,cn=accounts,{DOMAIN}")):
            with self.subTest(kind=kind):
                self.shows(page, self.printed(kind, base, account))

    def test_names_are_read_however_they_are_written(self):
        script = self.printed("active_directory", "OU=People , dc = contoso, DC=example", r"CN=Rekey\, Reset\20it,OU=Services,DC=contoso,DC=example")
        self.assertIn("/G 'Rekey, Reset it@contoso.example:CA;Reset Password;user'", script)
        self.assertIn("\naccount='Rekey, Reset it'\n", script)
        self.assertIn("dsacls 'CN=Deleted Objects,dc = contoso, DC=example' ", script)


if __name__ == "__main__":
    unittest.main()
