#!/usr/bin/python3
"""An LDAP server over TLS that behaves as no other at hand does: canned answers, one behaviour a run.

    ldap_stub.py FOLDER BEHAVIOUR CERTIFICATE      takes that and server.key from there, writes its port to FOLDER/port

Its contents are four groups below ou=groups; staff has 3,500 members. Behaviours:
    limits           a page has two entries, an attribute 1,500 values, whatever was asked (MS-ADTS 3.1.1.3.4.6: MaxPageSize, MaxValRange)
    ranges_lie       a part has fewer values than its name says
    ranges_stop      the second part does not come
    no_pages         does not know RFC 2696, and says so with nobody's entries
    size_limit       sizeLimitExceeded in the first page
    same_page        comes again and again
    dies             in the middle of the second page
    busy             has no time
    directory_server content synchronisation of 389 Directory Server: nsUniqueId beside the same UUID
    domain           DirSync of Windows: no right to all, two rounds, its own error for a cookie that is none of its
    forgets          does not know its own cookie of DirSync in the next round
    counts           its changes, and does not say who it is
    refers           whoever writes or searches to the server whose port is in FOLDER/elsewhere
    strips           StartTLS: it has none, and writes what it hears after saying so to FOLDER/heard
    pretends         StartTLS, and goes on in clear
"""
import os
import socket
import ssl
import sys
import threading

FOLDER, BEHAVIOUR, CERTIFICATE = sys.argv[1:4]
BASE = "ou=groups,dc=contoso,dc=example"
PAGED, DIR_SYNC = b"1.2.840.113556.1.4.319", b"1.2.840.113556.1.4.841"
SYNC_REQUEST, SYNC_STATE, SYNC_DONE = (b"1.3.6.1.4.1.4203.1.9.1." + digit for digit in (b"1", b"2", b"3"))
NAMES = ["staff", "managers", "guests", "robots"]


def tlv(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def octets(value):
    return tlv(4, value if isinstance(value, bytes) else value.encode())


def number(value, tag=2):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return tlv(0x30, b"".join(parts))


def parse(data, at=0):
    """(tag, content, where the next begins)"""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(data[at:at + count], "big"), at + count
    return tag, data[at:at + size], at + size


def parts(data):
    at, found = 0, []
    while at < len(data):
        tag, content, at = parse(data, at)
        found.append((tag, content))
    return found


def control(oid, value):
    return sequence(octets(oid), octets(value))


def message(number_of, operation, controls=()):
    return sequence(number(number_of), operation, tlv(0xA0, b"".join(controls)) if controls else b"")


def entry(dn, attributes):
    listed = [sequence(octets(name), tlv(0x31, b"".join(map(octets, values)))) for name, values in attributes]
    return tlv(0x64, octets(dn) + sequence(*listed))


def done(code=0, text="", tag=0x65):
    return tlv(tag, number(code, 10) + octets("") + octets(text))


def guid(index):
    return bytes([index + 1]) * 16


def members(asked):
    """Of staff, from where it is asked for on; parts of 1,500."""
    first = int(asked.split("range=")[1].split("-")[0]) if "range=" in asked else 0
    if first and BEHAVIOUR == "ranges_stop":
        return []
    last = min(first + 1500, 3500)
    values = [f"cn=member{n},{BASE}" for n in range(first, last - (1 if BEHAVIOUR == "ranges_lie" else 0))]
    name = f"member;range={first}-{'*' if last == 3500 else last - 1}"
    return [("member", []), (name, values)] if first == 0 else [(name, values)]


def group(index, asked):
    attributes = [("cn", [NAMES[index]]), ("objectGUID", [guid(index)])]
    wanted = next((name for name in asked if name.startswith("member")), None)
    if wanted and index == 0:
        attributes += members(wanted)
    elif wanted:
        attributes.append(("member", [f"cn=member{index},{BASE}"]))
    return entry(f"cn={NAMES[index]},{BASE}", attributes)


def search_one(who, asked):
    if who == "":
        numbers = [("highestCommittedUSN", ["5"])] if BEHAVIOUR == "counts" else []
        return [entry("", [("namingContexts", ["dc=contoso,dc=example"]), *numbers]), done()]
    if who.lower() == BASE:
        return [entry(BASE, []), done()]
    for index, name in enumerate(NAMES):
        # <GUID=…> in the order of RFC 9562: all bytes of ours are the same
        if who in (f"cn={name},{BASE}", f"<GUID={guid(index).hex()[:8]}-{guid(index).hex()[:4]}-{guid(index).hex()[:4]}-{guid(index).hex()[:4]}-{guid(index).hex()[:12]}>"):
            return [group(index, asked), done()]
    return [done(32)]


def search_pages(asked, cookie):
    first = int(cookie or b"0")
    if BEHAVIOUR == "same_page":
        first = 0
    found = [group(index, asked) for index in range(first, first + 2)]
    following = b"2" if first == 0 else b""
    if BEHAVIOUR == "dies" and first:
        return found[:1] + [None]
    if BEHAVIOUR == "no_pages":
        return [done()]
    code = 4 if BEHAVIOUR == "size_limit" else 51 if BEHAVIOUR == "busy" else 0
    return found + [(done(code), [control(PAGED, sequence(number(0), octets(following)))])]


def synchronise(value):
    """Of 389 DS: a cookie of another server is none (RFC 4533 section 3.3.2: e-syncRefreshRequired)."""
    if len(fields := parts(parse(value)[1])) > 1 and fields[1][1] != b"cookie":
        return [done(4096, "Invalid session cookie")]
    if len(fields) > 1:  # nothing has changed since: it says neither that nor who is there
        return [(done(), [control(SYNC_DONE, sequence(octets("cookie")))])]
    first = [(entry(f"cn={name},{BASE}", [("cn", [name]), ("nsUniqueId", ["-".join([guid(i).hex()[:8]] * 4)])]),
              [control(SYNC_STATE, sequence(number(1, 10), octets(guid(i))))]) for i, name in enumerate(NAMES)]
    return first + [(done(), [control(SYNC_DONE, sequence(octets("cookie")))])]


def dir_sync(value):
    """Nobody's changes at first; then robots, and in a second round guests, who were deleted."""
    flags, _, cookie = (content for _, content in parts(parse(value)[1]))
    answer = lambda more, text: (done(), [control(DIR_SYNC, sequence(number(more), number(0), octets(text)))])
    if int.from_bytes(flags, "big") != 1:
        return [done(50, "00002105: SecErr: DSID-03150F93, problem 4003")]
    if cookie == b"":
        return [answer(1 if BEHAVIOUR == "forgets" else 0, "now")]
    if BEHAVIOUR == "forgets":
        return [done(12, "0000202C: whose is it?")]
    if cookie == b"now":
        return [entry(f"cn=robots,{BASE}", [("objectGUID", [guid(3)]), ("member", ["cn=x"])]), answer(1, "half")]
    if cookie == b"half":
        return [entry("cn=gone", [("objectGUID", [guid(2)]), ("isDeleted", ["TRUE"])]), answer(0, "end")]
    if cookie == b"end":
        return [answer(0, "end")]
    return [done(53, "00000057: LdapErr: DSID-0C090B3D, comment: Error processing control, data 0, v4563")]


def search(content, controls):
    fields = parts(content)
    base, scope = fields[0][1].decode(), fields[1][1][0]
    asked = [name.decode() for _, name in parts(fields[7][1])]
    if scope == 0:
        return search_one(base, asked)
    if DIR_SYNC in controls:
        return dir_sync(controls[DIR_SYNC])
    if PAGED in controls:
        return search_pages(asked, parts(parse(controls[PAGED])[1])[1][1])
    return synchronise(controls[SYNC_REQUEST]) if SYNC_REQUEST in controls else [done()]


def refer():
    """RFC 4511 section 4.1.10"""
    with open(f"{FOLDER}/elsewhere", encoding="ascii") as port:
        return octets(f"ldap://127.0.0.1:{port.read()}/{BASE}")


def answers_to(tag, content, controls):
    """By the tag of the request: bind, modify, extended; else it is a search."""
    if tag == 0x60:
        return [done(tag=0x61)]
    if BEHAVIOUR == "refers" and tag in (0x66, 0x77):
        return [tlv(0x67 if tag == 0x66 else 0x78, number(10, 10) + octets("") + octets("") + tlv(0xA3, refer()))]
    if BEHAVIOUR == "refers":
        return [tlv(0x73, refer()), done()]
    return search(content, controls)


def read_message(stream):
    head = stream.read(2)
    if len(head) < 2:
        return None
    size = head[1]
    if size & 0x80:
        size = int.from_bytes(stream.read(size & 0x7F), "big")
    return parts(stream.read(size))


def serve(connection):
    stream = connection.makefile("rwb")
    while (request := read_message(stream)) is not None:
        identity, (tag, content) = int.from_bytes(request[0][1], "big"), request[1]
        listed = parts(request[2][1]) if len(request) > 2 else []
        controls = {parts(one)[0][1]: parts(one)[-1][1] for _, one in listed}
        if tag == 0x42:
            return
        for answer in answers_to(tag, content, controls):
            if answer is None:
                stream.flush()
                connection.shutdown(socket.SHUT_RDWR)
                return
            stream.write(message(identity, *answer) if isinstance(answer, tuple) else message(identity, answer))
        stream.flush()


def serve_in_clear(connection):
    """Whoever asks for StartTLS."""
    stream = connection.makefile("rwb")
    request = read_message(stream)
    code = 0 if BEHAVIOUR == "pretends" else 2
    stream.write(message(int.from_bytes(request[0][1], "big"), done(code, tag=0x78)))
    stream.flush()
    heard = stream.read()
    with open(f"{FOLDER}/heard.new", "wb") as file:
        file.write(heard)
    os.rename(f"{FOLDER}/heard.new", f"{FOLDER}/heard")


def accepted(listener, context):
    while True:
        if BEHAVIOUR in ("strips", "pretends"):
            threading.Thread(target=serve_in_clear, args=(listener.accept()[0],), daemon=True).start()
            continue
        try:
            connection = context.wrap_socket(listener.accept()[0], server_side=True)
        except (OSError, ssl.SSLError):
            continue
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONTEXT.load_cert_chain(f"{FOLDER}/{CERTIFICATE}", f"{FOLDER}/server.key")
LISTENER = socket.create_server(("127.0.0.1", 0))
with open(f"{FOLDER}/port.new", "w", encoding="ascii") as port:
    port.write(str(LISTENER.getsockname()[1]))
os.rename(f"{FOLDER}/port.new", f"{FOLDER}/port")
accepted(LISTENER, CONTEXT)
