#!/usr/bin/env python3
"""Plants a word of its own in every kept field of a running post and seeks it in everything that comes out.

A truck passes with persons, goods, remarks, a hold, an offence and a photograph; a firm registers and lodges. Then every role
of the post (agencies of both states, shift heads, auditors, a firm, nobody) asks every GET route of the OpenAPI document,
for every purpose, and the wrong requests too; the live stream, /metrics and the operational log are read. Whoever is shown
a word that the model protocol on data (rights/korday.yaml) does not let him see makes the run fail, and so does a word that
nobody was shown who may see it. With --prove the server runs a second time under rights that give everything to everybody:
the search must then find what it found nowhere before, or it cannot find anything.
Usage: canaries.py PROGRAM [--prove]. Prints what was asked and found.
"""
import argparse
import http.client
import io
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PURPOSES = ("", "control", "supervision", "audit", "complaint", "statistics")
# Routes with nothing of the record in them, or that cannot be asked here; a route that stands nowhere is asked.
SKIPPED = {
    "/api/v1/events": "a stream; listened to apart",
    "/api/v1/notifications/stream": "a stream of the firm's own box",
    "/api/v1/openapi.json": "the description itself",
    "/api/v1/demo/officers": "only in the demonstration, which shows its own passwords",
    "/api/v1/demo/firms": "only in the demonstration",
    "/api/v1/evidence/{id}": "a bundle for a court: handed out under its own rules",
}
DESKS = {"frontier": "passport_truck_1", "customs": "customs_truck_1", "transport": "transport_1", "sanitary": "sanitary_1", "vet_phyto": "vet_phyto_1", "shift_head": "shift_head", "auditor": "audit"}
STATES = ("KZ", "KG")
BOTH = lambda *names: {(state, name) for state in STATES for name in names}  # noqa: E731
OF = lambda state, *names: {(state, name) for name in names}  # noqa: E731
AGENCIES = ("frontier", "customs", "transport", "sanitary", "vet_phyto")
# The word, and who may see it for some purpose while the truck is on the exit side: read from the protocol, not from the rules.
WHO = {
    "CANARYNAME": BOTH("frontier", "customs", "sanitary", "shift_head", "auditor"),        # 3(1) to 3(3), 6(1), 7(1)
    "CANARYDOC77": BOTH("frontier", "shift_head", "auditor"),                                # 3(1), 3(2), 6(1), 7(1)
    "canarygroup": BOTH("frontier", "shift_head", "auditor"),                                # the same
    "CANARYREMARK": OF("KZ", *AGENCIES, "shift_head", "auditor"),                            # 4(1), 7(1)
    "CANARYHOLDNOTE": OF("KZ", *AGENCIES, "shift_head", "auditor"),                          # 4(1), 7(1)
    "CANARYACCOUNT": OF("KZ", "frontier", "customs", "shift_head", "auditor"),               # 4(2), 7(1)
    "CANARYCAPTION": OF("KZ", *AGENCIES, "shift_head"),                                      # 4(1)
    "canary-mail@": BOTH("shift_head") | {("", "firm")},                                     # 9(2), 9(3)
    "990088776655": BOTH("shift_head") | {("", "firm")},                                     # 9(2), 9(3); customs sees no list of firms
    "CANARYMESSAGE": BOTH("customs") | {("", "firm")},                                       # 9(1), 9(2)
    "CANARYREFUSAL": OF("KZ", "shift_head", "auditor"),                                      # 4(3); see told_of_refusals
}
PLAIN = {"CANARYGOODS", "CANARYPLACE"}


def minted(n):
    return f"01297f8a-0000-7000-8000-{n:012d}"


CROSSING, VEHICLE, DRIVER, GOODS, HOLD, OFFENCE, PHOTO = (minted(n) for n in range(1, 8))


class Post:
    def __init__(self, program, folder, rights=None):
        self.log = f"{folder}/operational.log"
        more = ["--rights", rights] if rights else []
        self.process = subprocess.Popen([program, "serve", "--demo", "--data", f"{folder}/post.db", "--start", "2010-07-05T08:00:00Z", "--port", "0", "--log", self.log, "--web", "",
                                         "--lodging", "posts/lodging/korday.yaml", "--channels", "posts/channels/korday.yaml", *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        line = self.process.stdout.readline()
        if "listens on" not in line:
            sys.exit(f"the server does not start: {line}{self.process.stdout.read()}")
        self.port = int(line.rsplit(":", 1)[1])

    def call(self, method, path, body=None, token="", headers=(), kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        heads = dict(headers)
        if body is not None:
            heads["Content-Type"] = kind
        if token:
            heads["Authorization"] = "Bearer " + token
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        connection.request(method, path, data, heads)
        answer = connection.getresponse()
        text = answer.read()
        head = "".join(f"{k}: {v}\n" for k, v in answer.getheaders())
        connection.close()
        return answer.status, text, head

    def must(self, wanted, method, path, body=None, token="", headers=(), kind="application/json"):
        status, text, head = self.call(method, path, body, token, headers, kind)
        if status not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            self.stop()
            sys.exit(f"{method} {path} answers {status}, wanted {wanted}: {text.decode(errors='replace')}")
        return (json.loads(text) if text[:1] in (b"{", b"[") else text), head

    def sign_in(self, desk):
        return self.must(201, "POST", "/api/v1/sessions", {"name": desk, "password": "demo", "desk": desk})[0]["token"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def plant(post, tokens):
    gate = post.sign_in("kz_gate_in_1")

    def command(token, body, wanted=200):
        return post.must(wanted, "POST", f"/api/v1/crossings/{CROSSING}/commands", {"command": body}, token)

    post.must((200, 201), "POST", "/api/v1/crossings", {"command": {
        "type": "RegisterArrival", "vehicle": VEHICLE, "plate": "777 AAA 02", "traffic_class": "truck", "exit_state": "KZ", "lane": "truck_1",
        "claims": [], "seals": ["SEAL1"],
        "persons": [{"id": DRIVER, "part": "driver", "nationality": "KZ", "name": "CANARYNAME Driver", "document": "CANARYDOC77", "group": "canarygroup", "claims": []}],
        "consignments": [{"id": GOODS, "reference": "CMR 17", "goods": "CANARYGOODS", "commodity": "020110", "items": 1, "claims": [{"fact": "food"}, {"fact": "sps_goods"}]}]}},
        gate, {"Crossing-Id": CROSSING})
    # The usual steps at the gate, the last with remarks.
    for _ in range(8):
        card, _ = post.must(200, "GET", f"/api/v1/crossings/{CROSSING}", None, gate)
        option = next((one for one in card["options"] if one["normal"] and one["allowed"]), None)
        if not option:
            break
        body = option["command"]
        if body["type"] == "CloseControl":
            body["remarks"] = "CANARYREMARK"
            body["outcome"] = "passed"
        command(gate, body)
    customs = tokens["KZ", "customs"]
    command(customs, {"type": "PlaceHold", "hold": HOLD, "covers": {"scope": "vehicle", "subject": VEHICLE, "item": 0}, "control": "", "reason": "papers", "evidence": "the original CMR",
                      "expires": "2010-07-05T09:30:00Z", "note": "CANARYHOLDNOTE"})
    command(customs, {"type": "RecordOffence", "offence": OFFENCE, "subject": VEHICLE, "kind": "false_papers", "article": "1 of a model code", "account": "CANARYACCOUNT of what was seen and heard there"})
    picture = b"\x89PNG\r\n\x1a\n" + b"CANARYPIXELS" * 20
    file, _ = post.must(201, "POST", "/api/v1/files", picture, customs, {}, "image/png")
    command(customs, {"type": "AttachPhotograph", "photograph": PHOTO, "subject": VEHICLE, "hash": file["hash"], "media_type": "image_png", "size_bytes": file["size_bytes"], "caption": "CANARYCAPTION"})
    command(tokens["KZ", "transport"], {"type": "GiveExitNotice"}, (403, 422))  # for the journal of refusals
    firm, _ = post.must(201, "POST", "/api/v1/firms", {"name": "Canary Lines", "tax_number": "990088776655", "country": "KZ", "mail": "canary-mail@firm.example", "password": "a long enough password"}, "", {"X-Onestop": "1"})
    post.must(200, "POST", f"/api/v1/firms/{firm['id']}/confirmation", {}, tokens["KZ", "shift_head"])
    _, head = post.must(201, "POST", "/api/v1/firms/sessions", {"mail": "canary-mail@firm.example", "password": "a long enough password"}, "", {"X-Onestop": "1"})
    cookie = {"Cookie": re.search(r"onestop_firm=[^;]*", head).group(0), "X-Onestop": "1"}
    key, _ = post.must(201, "POST", "/api/v1/firm/keys", {"name": "office", "environment": "live"}, "", cookie)
    message = {"reference": "LIST17", "expected_day": "2010-07-05", "expected_time": "12:00:00", "vehicles": [{"plate": "777 AAA 02", "nationality": "KZ"}], "persons": [
        {"surname": "CANARYMESSAGE", "sex": "M", "birth_date": "1980-01-01", "nationality": "KZ", "document_type": "P", "document_number": "N1234567", "document_state": "KZ",
         "document_expiry": "2020-01-01", "role": "driver"}]}
    lodged, _ = post.must(202, "POST", "/api/v1/lodgements?format=person_list_json&exit_state=KZ&expected=2010-07-05T12:00:00Z", json.dumps(message).encode(), key["secret"])
    return {"firm": key["secret"], "file": file["hash"], "lodgement": lodged["id"]}


def routes(post):
    document = json.loads(post.call("GET", "/api/v1/openapi.json")[1])
    return sorted(path for path, methods in document["paths"].items() if "get" in methods)


def table_of(name):
    """type: {member: field}, of the table beside the mask."""
    rows = {}
    for line in (ROOT / "src/server/right" / name).read_text().splitlines():
        if " | " not in line or line.startswith("//"):
            continue
        kind, *groups = line.split(" | ")
        rows[kind] = {member for group in groups for member in group.split(": ", 1)[1].split()}
    return rows


def unclassified(document):
    """Members of answers, and fields of events, of which nobody has said what they are; and what the tables say of nothing."""
    schemas, seen, wrong = document["components"]["schemas"], set(), []

    def refer(part):
        for name in re.findall(r'#/components/schemas/(\w+)', json.dumps(part)):
            if name in seen or name.endswith("_typed") or name == "Problem":
                continue
            seen.add(name)
            members = schemas[name].get("properties", {})
            refer([value for member, value in members.items() if (name, member) != ("Option", "command")])

    for methods in document["paths"].values():
        for method, route in methods.items():
            refer([answer for status, answer in route["responses"].items() if status.startswith("2")] if method in ("get", "post", "put") else [])
    rows = table_of("shown.inc")
    for name in sorted(seen):
        members = set(schemas[name].get("properties", {}))
        mine = {kind: row for kind, row in rows.items() if kind.split(":")[0] == name}
        if members and not mine:
            wrong.append(f"shown.inc does not know {name}")
        for kind, row in mine.items():
            wrong += [f"shown.inc does not say what {kind}.{one} is" for one in sorted(members - row - {"masked"})]
            wrong += [f"shown.inc speaks of {kind}.{one}, which there is not" for one in sorted(row - members)]
    recorded = table_of("recorded.inc")
    events = {line.split(" ")[0]: line for line in (ROOT / "src/wire/event_schema.txt").read_text().splitlines() if " by {officer id" in line}
    names = re.search(r"using Event = std::variant<(.*?)>", (ROOT / "src/core/crossing/events.h").read_text(), re.S).group(1)
    for name in re.findall(r"\w+", names):
        members = top_members(events[name].split(": ", 1)[1])
        wrong += [f"recorded.inc does not say what {name}.{one} is" for one in sorted(members - recorded.get(name, set()))]
    guards = dict((f"{kind}.{name}", what) for kind, name, what in re.findall(r'FieldEntry\{"(\w+)", "(\w+)", (\w+),', (ROOT / "src/core/right/fields.cpp").read_text()))
    for name in re.findall(r"\w+", names):
        line = next((one for one in (ROOT / "src/server/right/recorded.inc").read_text().splitlines() if one.startswith(name + " | ")), "")
        said = {member: group.split(": ", 1)[0] for group in line.split(" | ")[1:] for member in group.split(": ", 1)[1].split()}
        for member, guard in guarded_members(events[name].split(": ", 1)[1]):
            wanted = "own" if guard == "private" else "personal"
            if guards.get(said.get(member)) != wanted:
                wrong.append(f"recorded.inc says {name}.{member} is {said.get(member)}, which is not kept as {wanted}")
    return wrong


def guarded_members(text, before=""):
    """(path, private or personal) of every guarded field, inside of lists too."""
    found, depth, word = [], 0, ""
    for char in text + ",":
        depth += (char in "{(") - (char in "})")
        if char != "," or depth:
            word += char
            continue
        name, _, kind = word.strip().partition(" ")
        word = ""
        if kind.startswith(("private", "personal")):
            found.append((before + name, kind.split()[0]))
        elif "{" in kind:
            found += guarded_members(kind[kind.index("{") + 1:kind.rindex("}")], before + name + "/")
    return found


def top_members(text):
    depth, members, word = 0, set(), ""
    for char in text + ",":
        depth += (char in "{(") - (char in "})")
        if char == "," and depth == 0:
            members.add(word.split()[0])
            word = ""
        else:
            word += char
    return members


def questions(path, planted):
    """The route with its places filled in, once or several times."""
    by_name = {"/api/v1/crossings": CROSSING, "/api/v1/lodgements": planted["lodgement"], "/api/v1/law/provisions": "agr-powers"}
    ident = next((value for start, value in by_name.items() if path.startswith(start + "/{id}")), CROSSING)
    filled = path.replace("{id}", ident).replace("{hash}", planted["file"]).replace("{number}", "1").replace("{version}", "1").replace("{state}", "KZ").replace("{agency}", "customs")
    filled = filled.replace("{crossing}", CROSSING).replace("{list}", "countries").replace("{reference}", "x")
    filled = re.sub(r"\{\w+\}", "x", filled)
    if path == "/api/v1/search":
        return [f"{filled}?text={text}" for text in ("CANARYNAME", "CANARYDOC77", "777%20AAA%2002", "CMR%2017")]
    if path == "/api/v1/files/{hash}":
        return [f"{filled}?crossing={CROSSING}"]
    return [filled, filled + "?plate=777&text=CANARYNAME"]


def hear(post, token, seconds=1.0):
    """What the live stream says while the crossing changes."""
    link = socket.create_connection(("127.0.0.1", post.port))
    link.settimeout(seconds)
    link.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: post\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    return link


def listen(link):
    heard = b""
    try:
        while part := link.recv(65536):
            heard += part
    except TimeoutError:
        pass
    link.close()
    return heard


def wrong_requests(post, token):
    """Malformed requests that hold nothing themselves: their answers may hold nothing either."""
    for method, path, body in (("POST", f"/api/v1/crossings/{CROSSING}/commands", b"{"), ("POST", f"/api/v1/crossings/{CROSSING}/commands", b'{"command":{"type":"CloseControl"}}'),
                               ("POST", f"/api/v1/crossings/{CROSSING}/questions", b'{"command":{"type":"ReleaseSubject"}}'), ("GET", f"/api/v1/crossings/{CROSSING}x", None),
                               ("GET", "/api/v1/crossings?before=x~y", None), ("PUT", f"/api/v1/crossings/{CROSSING}", b"{}"), ("POST", f"/api/v1/crossings/{CROSSING}/signatures", b"{}")):
        yield f"{method} {path} (wrong)", post.call(method, path, body, token)


def unpacked(bytes_):
    """As text; an archive as the texts in it."""
    if bytes_[:4] != b"PK\x03\x04":
        return bytes_.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(bytes_)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def seek(program, rights=None):
    found = {}  # (word, state, role): where first
    with tempfile.TemporaryDirectory() as folder:
        post = Post(program, folder, rights)
        try:
            tokens = {(state, name): post.sign_in(f"{state.lower()}_{desk}") for state in STATES for name, desk in DESKS.items()}
            planted = plant(post, tokens)
            everybody = dict(tokens)
            everybody["", "firm"] = planted["firm"]
            everybody["", "nobody"] = ""
            words = list(WHO) + ["CANARYPIXELS"]
            asked = 0

            def look(who, where, answer):
                nonlocal asked
                asked += 1
                text = unpacked(answer[1]) + answer[2]
                if asked and answer[0] >= 500 and answer[0] != 503:
                    raise SystemExit(f"{where} answers {answer[0]} to {who}: {text}")
                for word in words:
                    if word in text:
                        found.setdefault((word, *who), where)
                if where.startswith(f"/api/v1/crossings/{CROSSING}/explanation") and answer[0] == 200 and json.loads(answer[1])["refusals"]:
                    found.setdefault(("CANARYREFUSAL", *who), where)

            missing = unclassified(json.loads(post.call("GET", "/api/v1/openapi.json")[1]))
            paths = [path for path in routes(post) if path not in SKIPPED]
            for who, token in everybody.items():
                for path in paths:
                    for question in questions(path, planted):
                        for purpose in PURPOSES if "crossing" in path or "lodge" in path or "search" in path or "firm" in path or "file" in path else PURPOSES[:1]:
                            look(who, question + (f" for {purpose}" if purpose else ""), post.call("GET", question, None, token, {"Onestop-Purpose": purpose} if purpose else {}))
                for where, answer in wrong_requests(post, token):
                    look(who, where, answer)
            links = {who: hear(post, token) for who, token in everybody.items()}
            time.sleep(0.5)
            post.call("POST", f"/api/v1/crossings/{CROSSING}/commands", {"command": {"type": "LiftHold", "hold": HOLD, "note": "CANARYHOLDNOTE"}}, tokens["KZ", "customs"])
            for who, link in links.items():
                look(who, "the live stream", (200, listen(link), ""))
            time.sleep(1.5)
        finally:
            post.stop()
        log = pathlib.Path(post.log).read_text()
        for word in words:
            if word in log:
                found["", "operational log", word] = "the operational log"
                found[(word, "", "operational log")] = "the operational log"
    return found, asked, len(paths), missing


def judge(found):
    wrong = []
    may = dict(WHO)
    may["CANARYPIXELS"] = BOTH("frontier", "customs", "sanitary", "vet_phyto", "transport", "shift_head")  # 3(5), 6(1), of agencies with a control
    for key, where in found.items():
        if key[0] in may and key[1:] not in may[key[0]]:
            wrong.append(f"{key[0]} was shown to {' '.join(key[1:]).strip()} by {where}")
    for word, who in may.items():
        if not any((word, *one) in found for one in who):
            wrong.append(f"{word} was shown to nobody who may see it: it was not planted, or is kept from everybody")
    return wrong


def open_rights():
    """The model's rights with every field given to every officer and firm."""
    lines = ["rights: open", "title: Everything to everybody", "from: 2006-01-01", "otherwise: all", "provisions:", '  - { id: all, instrument: none, article: "1", text: "All." }', "purposes:"]
    lines += [f"  - {{ code: {code}, title: {code}, roles: [officer, supervisor, auditor], at_the_desk: {str(code == 'control').lower()} }}" for code in PURPOSES if code]
    text = (ROOT / "src/core/right/fields.cpp").read_text()
    entries = re.findall(r'FieldEntry\{"(\w+)", "(\w+)", (\w+),', text)
    acts = re.findall(r'ActEntry\{"(\w+)"', text)
    lines.append("rules:")
    for guard in ("plain", "personal", "own"):
        kinds = {}
        for kind, name, what in entries:
            if what == guard:
                kinds.setdefault(kind, []).append(name)
        sees = ", ".join(f"{kind}: [{', '.join(names)}]" for kind, names in kinds.items())
        lines += [f"  - id: {guard}", f"    sees: {{ {sees} }}", "    after_days: 30", "    purposes: [control, supervision, audit, complaint, statistics]", "    provision: all"]
        if guard == "own":
            lines.append("    of: own")
    lines += ["  - id: acts", f"    may: [{', '.join(acts)}]", "    provision: all"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--prove", action="store_true")
    wishes = parser.parse_args()
    found, asked, paths, missing = seek(wishes.program)
    wrong = judge(found) + missing
    print(f"{len(WHO) + 1} words, {asked} answers of {paths} routes, {len(SKIPPED)} routes skipped by name; {len(found)} sightings")
    if wishes.prove:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(open_rights())
            file.flush()
            open_found, *_ = seek(wishes.program, file.name)
        more = [key for key in open_found if key not in found]
        print(f"without masking {len(more)} further sightings")
        if len(more) < 20 or not judge(open_found):
            wrong.append("the search does not see what is shown when masking is switched off")
    for one in sorted(wrong):
        print("WRONG:", one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
