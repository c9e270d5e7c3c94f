#!/usr/bin/python3
"""Makes an Active Directory domain controller of Samba in a folder, once; samba_ad.cpp copies it for every test.

    samba_template.py FOLDER BASE PEOPLE PASSWORD SERVICE_PASSWORD

What stands there is what samba_ad.hpp says. The rights of the service account are the least that Rekey needs.
"""
import subprocess
import sys

from samba import sd_utils
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

FOLDER, BASE, PEOPLE, PASSWORD, SERVICE_PASSWORD = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
REALM = ".".join(part.split("=")[1] for part in BASE.split(","))
USERS, GROUPS = f"OU=People,{BASE}", f"OU=Groups,{BASE}"

# MS-ADTS 3.1.1.2.3.3, 5.1.3.2.1 and the schema's own GUIDs
USER_CLASS = "bf967aba-0de6-11d0-a285-00aa003049e2"
RESET_PASSWORD = "00299570-246d-11d0-a768-00aa006e0529"
GET_CHANGES = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2"
LOCKOUT_TIME = "28630ebf-41d5-11d1-a9c1-0000f80367c1"
PWD_LAST_SET = "bf967a0a-0de6-11d0-a285-00aa003049e2"
CHANGE_PASSWORD = "ab721a53-1e2f-11d0-9819-00aa0040529b"
# As Windows makes AdminSDHolder (MS-ADTS 3.1.1.6.1.2): it inherits nothing. Samba's own does, and Samba gives it to nobody.
PROTECTED = ("O:DAG:DAD:PAI(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)"
             f"(OA;;CR;{CHANGE_PASSWORD};;WD)(OA;;CR;{CHANGE_PASSWORD};;PS)")


def provision():
    head = f"[global]\n\tnetbios name = DC1\n\trealm = {REALM.upper()}\n\tworkgroup = CONTOSO\n\tserver role = active directory domain controller\n"
    with open(f"{FOLDER}/provision.conf", "w", encoding="ascii") as conf:
        conf.write(head)
    subprocess.run(
        ["samba-tool", "domain", "provision", "-s", f"{FOLDER}/provision.conf", f"--realm={REALM.upper()}", "--domain=CONTOSO",
         "--server-role=dc", "--dns-backend=NONE", f"--adminpass={PASSWORD}", "--host-name=dc1", "--host-ip=127.0.0.1", f"--targetdir={FOLDER}"],
        check=True)


def modify(sam, dn, changes):
    sam.modify_ldif(f"dn: {dn}\nchangetype: modify\n" + "".join(f"replace: {name}\n{name}: {value}\n-\n" for name, value in changes.items()))


def set_policy(sam):
    minutes = 60 * 10**7
    modify(sam, BASE, {"minPwdLength": 10, "pwdHistoryLength": 5, "minPwdAge": 0, "pwdProperties": 1, "lockoutThreshold": 3,
                       "lockOutObservationWindow": -30 * minutes, "lockoutDuration": -30 * minutes})


def add_person(sam, name, number):
    account = name.lower().replace(" ", "")
    sam.newuser(account, PASSWORD, userou="OU=People", givenname=name.split()[0], surname=f"Number {number}",
                mailaddress=f"{account}@contoso.example", telephonenumber=f"+312055500{number:02}")
    # newuser names it after given name and surname
    found = sam.search(BASE, expression=f"(sAMAccountName={account})", attrs=["displayName"])[0]
    sam.rename(str(found.dn), f"CN={name},{USERS}")
    modify(sam, f"CN={name},{USERS}", {"mobile": f"+316123456{number:02}", "displayName": name})


def add_people(sam):
    for number in range(1, PEOPLE + 1):
        add_person(sam, f"Person {number}", number)
    add_person(sam, "Disabled", 90)
    modify(sam, f"CN=Disabled,{USERS}", {"userAccountControl": 514})
    add_person(sam, "Protected", 91)


def add_groups(sam):
    sam.create_ou(GROUPS)
    for group in ("Staff", "Managers"):
        sam.newgroup(group, groupou="OU=Groups")
    sam.add_remove_group_members("Managers", ["person4"])
    sam.add_remove_group_members("Staff", ["person1", "person2", "person3", "Managers"])
    sam.add_remove_group_members("Domain Admins", ["protected"])


def delegate(sam):
    """The service account's rights, and that they do not reach CN=Protected."""
    sam.newuser("svc-rekey", SERVICE_PASSWORD)
    sid = sam.search(BASE, expression="(sAMAccountName=svc-rekey)", attrs=["objectSid"])[0]
    sid = sam.schema_format_value("objectSID", sid["objectSid"][0]).decode()
    rights = sd_utils.SDUtils(sam)
    below = f"{USER_CLASS};{sid}"
    rights.dacl_add_ace(USERS, f"(OA;CIIO;CR;{RESET_PASSWORD};{below})")
    rights.dacl_add_ace(USERS, f"(OA;CIIO;RPWP;{LOCKOUT_TIME};{below})")
    rights.dacl_add_ace(USERS, f"(OA;CIIO;RPWP;{PWD_LAST_SET};{below})")
    rights.dacl_add_ace(BASE, f"(OA;;CR;{GET_CHANGES};;{sid})")
    deleted = f"CN=Deleted Objects,{BASE}"
    shown = ["show_deleted:1"]
    who_may, audit, of_whom = rights.read_sd_on_dn(deleted, controls=shown).as_sddl(rights.domain_sid).partition("S:")
    rights.modify_sd_on_dn(deleted, f"{who_may}(A;CI;LCRPLO;;;{sid}){audit}{of_whom}", controls=shown)
    rights.modify_sd_on_dn(f"CN=Protected,{USERS}", PROTECTED)
    modify(sam, f"CN=Protected,{USERS}", {"adminCount": 1})


provision()
PARAMETERS = LoadParm()
PARAMETERS.load(f"{FOLDER}/etc/smb.conf")
SAM = SamDB(url=f"{FOLDER}/private/sam.ldb", session_info=system_session(), lp=PARAMETERS)
set_policy(SAM)
SAM.create_ou(USERS)
add_people(SAM)
add_groups(SAM)
delegate(SAM)
