#!/usr/bin/env python3
"""Verifies a bundle of evidence. Written from docs/verify-bundle.md alone (it lies in each bundle as VERIFY.md), with Python's standard
library and nothing else. A stranger's program: it shares no line with the one that writes bundles."""
import argparse
import datetime
import hashlib
import json
import random
import struct
import sys
import zlib


class Wrong(Exception):
    pass


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# ---- Ed25519, RFC 8032 ---------------------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p = add(p, p)
        n >>= 1
    return q


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point(BASE_Y.to_bytes(32, "little"))


def signed(key, message, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- ChaCha20-Poly1305, RFC 8439 -----------------------------------------------------------------------------------

def chacha_block(key, counter, nonce):
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce))
    x = start[:]

    def quarter(a, b, c, d):
        for i, j, k, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[i] = (x[i] + x[j]) & 0xffffffff
            x[k] ^= x[i]
            x[k] = (x[k] << turn | x[k] >> (32 - turn)) & 0xffffffff

    for _ in range(10):
        for column in range(4):
            quarter(column, column + 4, column + 8, column + 12)
        quarter(0, 5, 10, 15), quarter(1, 6, 11, 12), quarter(2, 7, 8, 13), quarter(3, 4, 9, 14)
    return struct.pack("<16I", *((a + b) & 0xffffffff for a, b in zip(x, start)))


def opened(key, nonce, sealed, beside):
    text, tag = sealed[:-16], sealed[-16:]
    once = chacha_block(key, 0, nonce)
    r = int.from_bytes(once[:16], "little") & 0x0ffffffc0ffffffc0ffffffc0fffffff
    data = beside + bytes(-len(beside) % 16) + text + bytes(-len(text) % 16) + struct.pack("<QQ", len(beside), len(text))
    total = 0
    for i in range(0, len(data), 16):
        total = (total + int.from_bytes(data[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    if (total + int.from_bytes(once[16:], "little")) % 2**128 != int.from_bytes(tag, "little"):
        raise Wrong("a personal field does not open")
    stream = b"".join(chacha_block(key, 1 + i, nonce) for i in range((len(text) + 63) // 64))
    return bytes(a ^ b for a, b in zip(text, stream))


# ---- bytes ---------------------------------------------------------------------------------------------------------

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, size):
        if self.at + size > len(self.data):
            raise Wrong("bytes are missing")
        part = self.data[self.at:self.at + size]
        self.at += size
        return part

    def number(self, width):
        return int.from_bytes(self.raw(width), "big")

    def blob(self):
        return self.raw(self.number(4))

    def text(self):
        try:
            return self.blob().decode()
        except UnicodeDecodeError:
            raise Wrong("a text is not UTF-8")

    def list(self, one):
        count = self.number(4)
        if count > len(self.data):
            raise Wrong("a list is longer than its bytes")
        return [one() for _ in range(count)]

    def end(self):
        if self.at != len(self.data):
            raise Wrong("bytes are left over")


def u32(value):
    return struct.pack(">I", value)


def text(value):
    data = value.encode()
    return u32(len(data)) + data


def identity(value):
    data = bytes.fromhex(value.replace("-", ""))
    if len(data) != 16:
        raise Wrong("an identity has not 16 bytes")
    return data


def instant(value):
    at = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ" if "." in value else "%Y-%m-%dT%H:%M:%SZ")
    return struct.pack(">q", (at - datetime.datetime(1970, 1, 1)) // datetime.timedelta(milliseconds=1))


# ---- the archive ---------------------------------------------------------------------------------------------------

def zipped(files):
    out, directory = b"", b""
    for name, data in sorted(files.items()):
        common = struct.pack("<HHHHHIIIHH", 10, 0x0800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 10) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\3\4" + common + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(out), 0)
    return out + directory + b"PK\5\6" + end


def unzipped(archive):
    files, at = {}, 0
    while archive[at:at + 4] == b"PK\3\4" and at + 30 <= len(archive):
        size, name_size = struct.unpack_from("<I", archive, at + 18)[0], struct.unpack_from("<H", archive, at + 26)[0]
        begin = at + 30 + name_size
        files[archive[at + 30:begin]] = archive[begin:begin + size]
        at = begin + size
    if len(files) > 65535 or zipped(files) != archive:
        raise Wrong("the archive is not as it was written")
    return {name.decode(): data for name, data in files.items()}


# ---- events --------------------------------------------------------------------------------------------------------

class Event:
    def __init__(self, data):
        file = Reader(data)
        self.kind, self.position = file.text(), file.number(8)
        self.previous, self.hash = file.raw(32), file.raw(32)
        envelope, body = file.blob(), file.blob()
        self.proof = file.list(lambda: file.raw(32))
        openings = file.list(lambda: (file.text(), file.raw(32)))
        file.end()
        if self.kind not in ("crossing", "shift", "lodgement", "law", "account"):
            raise Wrong("an event of no known kind")
        if self.hash != sha(b"onestop event v1", self.previous, envelope):
            raise Wrong("the hash does not follow")
        self.read_envelope(Reader(envelope))
        self.read_body(Reader(body))
        self.open(openings)

    def read_envelope(self, e):
        self.type, self.type_version = e.text(), e.number(2)
        self.recorder, self.stream, self.version, self.at = e.raw(16), e.raw(16), e.number(8), e.raw(8)
        self.seen = [(e.raw(16), e.number(8)) for _ in range(e.number(2))]
        self.commitment = e.raw(32)
        e.end()

    def read_body(self, b):
        if b.number(1) != 2:
            raise Wrong("a body of another form")
        self.fields, covered = {}, b"onestop fields v1"
        for _ in range(b.number(2)):
            name, visibility, present = b.text(), b.number(1), b.number(1)
            if visibility > 2 or present > 1 or name in self.fields:
                raise Wrong("a field that cannot be")
            if present:
                salt = b.raw(16)
                person = b.raw(16) if visibility == 2 else bytes(16)
                stored = b.blob()
                one = sha(salt, text(name), bytes([visibility]), person, u32(len(stored)), stored)
            else:
                stored, one = None, b.raw(32)
            self.fields[name] = (visibility, stored)
            covered += text(name) + bytes([visibility]) + one
        b.end()
        if sha(covered) != self.commitment:
            raise Wrong("the fields are not those that were committed to")

    def open(self, openings):
        self.clear = {}
        for name, key in openings:
            visibility, stored = self.fields.get(name, (0, None))
            if visibility != 2 or stored is None or len(stored) < 40:
                raise Wrong("a field is opened that is not there")
            place = b"onestop personal v1" + self.recorder + self.stream + struct.pack(">Q", self.version) + text(name)
            self.clear[name] = opened(key, bytes(4) + stored[16:24], stored[24:], place)

    def field(self, name):
        visibility, stored = self.fields.get(name, (None, None))
        if visibility != 0 or stored is None:
            raise Wrong("the shared field %s is missing" % name)
        return Reader(stored)


def included(leaf, index, size, proof, root):
    if index >= size:
        return False
    node, last, value = index, size - 1, sha(b"\0", leaf)
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            value = sha(b"\1", sibling, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = sha(b"\1", value, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and value == root


class Signatures:
    def __init__(self):
        self.keys, self.drawn, self.held = {}, {}, 0

    def hold(self, officer, key, signature, message):
        if not signed(key, message, signature):
            raise Wrong("a signature of an officer does not hold")
        if self.keys.get(officer, key) != key:
            raise Wrong("a signature was given by another key than the officer's")
        self.held += 1

    def take(self, event):
        if event.type == "AccountChanged":
            key = event.field("key").raw(32)
            if any(key):
                self.keys[event.field("officer").raw(16)] = key
        elif event.type == "InspectionActDrawn":
            act = event.field("act")
            front = act.raw(32) + text(act.text())
            outcome = {"passed": 0, "passed_with_remarks": 1}[act.text()]
            message = text("onestop inspection act 1") + front + bytes([outcome]) + act.data[act.at:]
            self.drawn[event.stream, sha(message)] = message
        elif event.type == "InspectionActSigned":
            message = self.drawn.get((event.stream, event.field("act").raw(32)))
            if message is None:
                raise Wrong("an act was signed that was not drawn")
            self.hold(event.field("by").raw(16), event.field("key").raw(32), event.field("signature").raw(64), message)
        elif event.type == "RegimeActivated":
            message = b"".join([text("onestop regime 1"), event.field("regime").raw(32), text(event.field("post").text()),
                                text(event.field("layout").text()), event.field("from").raw(8)])
            endorsements = event.field("endorsements")
            given = endorsements.list(lambda: (endorsements.raw(16), endorsements.raw(32), endorsements.raw(64)))
            for officer, key, signature in given:
                self.hold(officer, key, signature, message)
            if len({one[0] for one in given}) < 2 or len({one[1] for one in given}) < 2:
                raise Wrong("law was brought into force by fewer than two persons")


# ---- the whole -----------------------------------------------------------------------------------------------------

def check_seal(files, index):
    manifest = b"onestop evidence manifest 1\n"
    for name in sorted(files, key=str.encode):
        if name not in ("manifest.txt", "manifest.sig"):
            manifest += hashlib.sha256(files[name]).hexdigest().encode() + b"  " + name.encode() + b"\n"
    if files.get("manifest.txt") != manifest:
        raise Wrong("the manifest does not follow from the files")
    recorder, signature = files["manifest.sig"].decode().split(" ")
    keys = {one["id"]: bytes.fromhex(one["key"]) for one in index["recorders"]}
    if len(keys) != len(index["recorders"]) or recorder not in keys or not signature.endswith("\n") or signature != signature.lower():
        raise Wrong("the seal is of no recorder of the bundle")
    if not signed(keys[recorder], b"onestop evidence v1" + sha(manifest), bytes.fromhex(signature[:-1])):
        raise Wrong("the seal does not hold")


def check_events(files, index, trees):
    signatures, heads, positions, seen = Signatures(), {}, {}, {}
    crossing, regimes, photographs = identity(index["crossing"]), set(), set()
    for number in range(1, index["events"] + 1):
        event = Event(files["events/%05d" % number])
        size, root = trees[event.recorder]
        if event.position == 0 or not included(event.hash, event.position - 1, size, event.proof, root):
            raise Wrong("event %d is not at its position under the checkpoint" % number)
        before = heads.get((event.recorder, event.stream))
        if event.version == 1 and any(event.previous):
            raise Wrong("event %d is the first and names one before it" % number)
        if before and (event.version <= before[0] or (event.version == before[0] + 1 and event.previous != before[1])):
            raise Wrong("event %d does not follow on the one before it" % number)
        if event.position <= positions.get(event.recorder, 0):
            raise Wrong("event %d stands behind a later one" % number)
        if (event.kind == "crossing") != (event.stream == crossing):
            raise Wrong("event %d is not of the kind it says" % number)
        if event.kind == "crossing":
            if event.version != (before[0] if before else 0) + 1:
                raise Wrong("the event before event %d is missing" % number)
            for recorder, version in event.seen:
                seen[recorder] = max(seen.get(recorder, 0), version)
            if event.type == "PhotographAttached":
                photographs.add(event.field("hash").raw(32))
        heads[event.recorder, event.stream] = event.version, event.hash
        positions[event.recorder] = event.position
        signatures.take(event)
        if event.type == "RegimeActivated" and event.kind == "law":
            regimes.add(event.field("regime").raw(32))
    if not any(stream == crossing for _, stream in heads):
        raise Wrong("no event tells of the crossing")
    for recorder, version in seen.items():
        if heads.get((recorder, crossing), (0,))[0] < version:
            raise Wrong("events that another state has seen are missing")
    return signatures.held, regimes, photographs


def check_law(files, index, regimes):
    for regime in index["regimes"]:
        named = lambda one: text(one["name"]) + text(files[one["file"]].decode())
        source = u32(len(regime["law"])) + b"".join(map(named, regime["law"])) + named(regime["post"])
        source += text(regime["layout"]) + instant(regime["at"])
        if sha(source).hex() != regime["hash"] or sha(source) not in regimes:
            raise Wrong("the law is not what two officers signed")
    if not index["regimes"]:
        raise Wrong("the law is not in the bundle")


def check_files(files, index):
    known = {"account.html", "VERIFY.md", "evidence.json", "manifest.txt", "manifest.sig"}
    known |= {"events/%05d" % number for number in range(1, index["events"] + 1)}
    for regime in index["regimes"]:
        known |= {one["file"] for one in regime["law"] + [regime["post"]]}
    known |= {one["file"] for one in index["photographs"] if one["file"]}
    if set(files) != known:
        raise Wrong("the files are not those that evidence.json names")


def verify(archive, keys=()):
    """What the bundle holds, or an exception that says what is wrong."""
    files = unzipped(archive)
    index = json.loads(files["evidence.json"])
    if index["format"] != "onestop evidence 1":
        raise Wrong("another form of bundle")
    check_files(files, index)
    check_seal(files, index)
    public, trees = {}, {}
    for one in index["recorders"]:
        public[identity(one["id"])] = bytes.fromhex(one["key"])
        if keys and one["key"] not in keys:
            raise Wrong("a recorder's key is none of those given")
    for one in index["checkpoints"]:
        data = bytes.fromhex(one["checkpoint"])
        recorder, size, root = data[21:37], int.from_bytes(data[37:45], "big"), data[45:77]
        if len(data) != 181 or data[:21] != b"onestop checkpoint v1" or recorder != identity(one["recorder"]) or recorder in trees:
            raise Wrong("a checkpoint cannot be read")
        if not signed(public[recorder], data[:117], data[117:]):
            raise Wrong("a checkpoint does not bear its recorder's signature")
        trees[recorder] = size, root
    held, regimes, photographs = check_events(files, index, trees)
    check_law(files, index, regimes)
    for one in index["photographs"]:
        if one["file"] and sha(files[one["file"]]).hex() != one["hash"]:
            raise Wrong("a photograph is not the one of its hash")
    if {bytes.fromhex(one["hash"]) for one in index["photographs"]} != photographs:
        raise Wrong("the photographs are not those of the events")
    return {"crossing": index["crossing"], "events": index["events"], "signatures": held}


def finding(archive, keys=()):
    """None, or what is wrong. Bytes that cannot even be read are wrong, too."""
    try:
        verify(archive, keys)
    except Wrong as wrong:
        return str(wrong)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, struct.error, RecursionError) as unread:
        return "it cannot be read: %r" % unread
    return None


def try_flips(archive, count, seed):
    print("seed", seed)
    draw = random.Random(seed)
    places = range(len(archive)) if count == 0 else [draw.randrange(len(archive)) for _ in range(count)]
    missed = 0
    for place in places:
        changed = bytearray(archive)
        changed[place] ^= 1 << draw.randrange(8)
        if finding(bytes(changed)) is None:
            missed += 1
            print("not found: byte", place)
    print(len(places), "flips,", missed, "missed")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--key", action="append", default=[], help="public key of a recorder, in hexadecimal")
    parser.add_argument("--flips", type=int, help="flip so many bits, one at a time (0: one in every byte); each must be found")
    parser.add_argument("--seed", type=int, default=20260701)
    args = parser.parse_args()
    with open(args.file, "rb") as file:
        archive = file.read()
    wrong = finding(archive, args.key)
    if wrong:
        print("NOT as it was recorded:", wrong)
        return 1
    print(json.dumps(verify(archive, args.key)))
    return 1 if args.flips is not None and try_flips(archive, args.flips, args.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
