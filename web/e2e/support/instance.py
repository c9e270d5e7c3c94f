#!/usr/bin/python3
"""One throw-away Rekey for the browser tests: the shipped program (REKEY_BIN), its store, a real SMTP server. Ends with standard input.

Prints {"url"} when it answers; then takes one JSON line a question on standard input and answers with one line:
    {"ask": "captcha", "challenge"}           what a person would read in the picture or hear
    {"ask": "code", "mail", "count"}          the code in the count-th mail to that address, waiting for it
    {"ask": "mails", "mail"}                  how many mails arrived there
    {"ask": "add", "user", "more": {…}}       a new person with a mailbox (not with "mail": null), and with mobile or office; answers {"user", "mail"}
    {"ask": "link", "mail"}                   where the newest mail to that address leads to, waiting for one that leads anywhere
    {"ask": "count", "user", "kind"}          how often that stands in the audit log for that person
    {"ask": "unfreeze", "user"}               by an operator
    {"ask": "said", "to", "channel"}          the text message, or what the call says, with a code that no test was told, waiting for it
    {"ask": "app", "user"}                    the key of a new authenticator app
    {"ask": "shown", "key"}                   what the app with that key shows, early in its 30 seconds
    {"ask": "recovery_codes", "user"}         ten new ones
    {"ask": "fits", "user", "password"}       is this the password today? by another Argon2id than the server's
    {"ask": "age", "seconds"}                 as if everything had happened that much earlier
    {"ask": "later", "seconds"}               as if all sign-ins and confirmations had been that much earlier
    {"ask": "set", "settings": {…}}           the tenant's policy
    {"ask": "deliver", "user", "subject"}     a mail in that person's mailbox

`instance.py webmail` puts it behind a webmail: {"url", "port"} are then the webmail's, and where its address has to lead.

`instance.py providers` is no development server: it has two real mail servers, two real SMS gateways, and two SIP trunks with a phone each, and more
questions:
    {"ask": "arrived", "to", "channel"}       {"by", "code"}: which provider brought the code that no test was told, waiting for it; "first" or "second"
    {"ask": "called", "to"}                   which trunk brought the next call, waiting for it; the next two are about this call
    {"ask": "press", "keys", "after"}         after so many seconds were heard
    {"ask": "heard"}                          {"code", "times"}: what somebody understood who only listened, once the call is over, and how often it was said
    {"ask": "down", "channel"}                the first provider is gone

`instance.py openldap` and `instance.py samba` have a real directory, whose people are read and may reset their passwords, and more questions:
    {"ask": "known", "number"}                {"user", "mobile"} of person1 to person10
    {"ask": "moved", "number", "mobile"}      the number is another one there, and has been read
    {"ask": "lock", "number"}                 by wrong passwords
    {"ask": "binds", "number", "password"}    does the directory let them in?
"""
import contextlib
import json
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "functional"))

from harness import Http, begin_of_step, totp, wait_until  # noqa: E402
from harness import application, office, webmail  # noqa: E402
from harness import instance as harness  # noqa: E402
from harness.kannel import Kannel  # noqa: E402
from harness.hearing import spelled, times, understood  # noqa: E402
from harness.mailbox import Mailbox, provider  # noqa: E402
from harness.telephony import ELSEWHERE, Network, Phone, Voice, trunk  # noqa: E402

CODE = re.compile(r"\d(, )?(\d(, )?){4}\d|\d{4} \d{4}")
PHONES = [str(number) for number in range(31612345600, 31612345620)]  # who is reached by the trunks
BOUND = re.compile(r"#\d{6}$")  # the last line of a text message


class Portal(harness.Instance):
    """The browser comes without a proxy in between: the site's address is the one the server listens on."""

    def write_config(self, name, port, operator_port):
        file = super().write_config(name, port, operator_port)
        self.url = f"http://127.0.0.1:{port}"
        file.write_text(file.read_text().replace(harness.ORIGIN, self.url))
        return file


class Desk:
    """Answers the questions of a test."""

    def __init__(self, rekey, origin, mailboxes=None):
        self.rekey, self.origin, self.mailboxes, self.people = rekey, origin, mailboxes, {}
        self.told = set()  # tests share their phone numbers

    def captcha(self, challenge):
        return self.rekey.solve(challenge)

    def code(self, mail, count):
        return self.rekey.mailed_code(mail, count)

    def mails(self, mail):
        return len(self.rekey.mailbox.mails(mail))

    def add(self, user, more):
        self.told.update(message["text"] for message in self.said_codes())
        person = self.people[user] = self.rekey.add_person(user, **more)
        return {"user": person.user, "mail": person.mail}

    def said_codes(self):
        messages = Http(self.rekey.nodes[0].port, self.origin).get("/dev/outbox.json").json
        return [message for message in messages if CODE.search(message["text"])]

    def said(self, to, channel):
        def untold():
            texts = [message["text"] for message in self.said_codes() if (message["to"], message["channel"]) == (to, channel)]
            return [text for text in texts if text not in self.told]
        text = wait_until(untold, f"a code by {channel}")[0]
        self.told.add(text)
        return text

    def link(self, mail):
        def newest():
            links = [re.search(r"https?://\S+/not-me#[\w-]{22}", each["text"]) for each in self.rekey.mailbox.mails(mail)]
            return [found[0] for found in links if found][-1:]
        return wait_until(newest, f"a mail with a link to {mail}")[0]

    def count(self, user, kind):
        return len(self.rekey.audit(kind, self.people[user].id))

    def unfreeze(self, user):
        self.rekey.cli("user", "unfreeze", user, tenant=harness.TENANT)

    def app(self, user):
        return self.rekey.add_totp(self.people[user])

    def shown(self, key):
        begin_of_step()
        return totp(key)

    def recovery_codes(self, user):
        return self.rekey.add_recovery_codes(self.people[user])

    def fits(self, user, password):
        return self.rekey.fits(self.people[user], password)

    def age(self, seconds):
        self.rekey.age(seconds * 1000)

    def later(self, seconds):
        earlier = seconds * 1000
        self.rekey.database.change("UPDATE session SET signed_in_at = signed_in_at - ?", earlier)
        self.rekey.database.change("UPDATE registration SET confirmed_at = confirmed_at - ?", earlier)

    def set(self, settings):
        self.rekey.set(**settings)

    def deliver(self, user, subject):
        self.mailboxes.deliver(user, subject)


class ProvidersDesk(Desk):
    """Where what leaves the server arrives, by each of two providers of a channel."""

    def __init__(self, rekey, ways):
        super().__init__(rekey, rekey.url)
        self.ways = ways
        self.calls = dict.fromkeys(ways["voice"], 0)  # that tests were told of
        self.call = None

    def add(self, user, more):
        person = self.people[user] = self.rekey.add_person(user, **more)
        return {"user": person.user, "mail": person.mail}

    def arrived(self, to, channel):
        def untold():
            found = [(by, text) for by, provider in self.ways[channel].items() for text in texts(provider, to) if CODE.search(text)]
            return [each for each in found if each not in self.told]
        by, text = wait_until(untold, f"a code by {channel}", 30)[0]
        self.told.add((by, text))
        return {"by": by, "code": re.sub(r"\D", "", (BOUND.search(text) or CODE.search(text))[0])}

    def called(self, to):
        def rings():
            return [by for by, phone in self.ways["voice"].items() if phone.calls() > self.calls[by]]
        by = wait_until(rings, "a phone is called", 30)[0]
        self.call = self.ways["voice"][by], self.calls[by], to.lstrip("+")
        self.calls[by] += 1
        return by

    def press(self, keys, after):
        phone, number, user = self.call
        phone.listen(number, after)
        phone.press(keys, user)

    def heard(self):
        phone, number, _ = self.call
        sound = phone.heard(number)
        code = understood(sound, 6)
        return {"code": code, "times": times(sound, spelled(code))}

    def down(self, channel):
        first = self.ways[channel]["first"]
        {Kannel: Kannel.go_down, Mailbox: Mailbox.stop, Phone: Phone.fall_silent}[type(first)](first)


class DirectoryDesk(Desk):
    """With a real directory, whose people have registered nothing."""

    def __init__(self, rekey, place):
        super().__init__(rekey, rekey.url)
        self.place = place

    def known(self, number):
        return {"user": self.place.user(number), "mobile": self.place.number(number)}

    def moved(self, number, mobile):
        self.place.set_mobile(number, mobile)
        self.place.read()

    def lock(self, number):
        self.place.lock(number)

    def binds(self, number, password):
        return self.place.binds(number, password)


def texts(provider, to):
    return [message["text"] for message in (provider.messages(to) if isinstance(provider, Kannel) else provider.mails(to))]


def serve(desk, facts):
    # Every test is another person at the same address.
    desk.rekey.set(display_name="Contoso", trusted_networks=["127.0.0.0/8"], help_phone="020 123 45 00", user_id_example="name@contoso.example")
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = getattr(desk, question.pop("ask"))(**question)
        print(json.dumps({"answer": answer}), flush=True)


def main():
    with Portal.start(workers=1, mail=(), dev=True) as rekey:
        serve(Desk(rekey, rekey.url), {"url": rekey.url})


def main_webmail():
    with application.Hosted.start(workers=1, mail=(), dev=True) as rekey:
        rekey.set(return_links=[f"{application.NAME}|Webmail|{application.ORIGIN}/"])
        mailboxes = webmail.Webmail(rekey.folder / "webmail", rekey.nodes[0].port)
        try:
            serve(Desk(rekey, application.ORIGIN, mailboxes), {"url": application.ORIGIN, "port": mailboxes.port})
        finally:
            mailboxes.stop()


def main_providers():
    with contextlib.ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="rekey-mail-")))
        mails, gateways, network = Mailbox(folder / "sink"), {name: Kannel() for name in ("first", "second")}, Network()
        for each in (mails, *gateways.values(), network):
            ends.callback(each.stop)
        at = {"first": "127.0.0.1", "second": ELSEWHERE}
        phones = {name: Phone(network, PHONES, address) for name, address in at.items()}
        voice = Voice(network, "".join(trunk(name, host=address) for name, address in at.items()))
        config = provider("first", mails.port, tls="starttls", user=mails.user, password_env="REKEY_MAIL_PASSWORD", ca_file=mails.ca_file)
        config += "".join(gateway.provider(name) for name, gateway in gateways.items()) + voice.config
        with Portal.start(workers=1, mail=(), config=config) as rekey:
            ways = {"email": {"first": mails, "second": rekey.mailbox}, "sms": gateways, "voice": phones}
            serve(ProvidersDesk(rekey, ways), {"url": rekey.url})


def main_directory(make):
    with contextlib.ExitStack() as ends:
        rekey = ends.enter_context(Portal.start(workers=1, mail=(), dev=True))
        place = make(rekey)
        ends.callback(place.close)
        place.ask_for(characters=10)
        rekey.set(methods=["email", "sms"], scope="all", unlock_offered=True, password_min_length=8)
        serve(DirectoryDesk(rekey, place), {"url": rekey.url})


if __name__ == "__main__":
    {"webmail": main_webmail, "providers": main_providers, "openldap": lambda: main_directory(office.OpenLdapOffice),
     "samba": lambda: main_directory(office.SambaOffice)}.get((sys.argv[1:] or [""])[0], main)()
