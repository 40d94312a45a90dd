#!/usr/bin/env python3
"""Sends what no honest client sends to every route of a serving post: each answer must be a problem document with a
status below 500, and findings must point into the message.

Usage: hostile.py PROGRAM [SEED]. Prints the seed and a last line "N passed, N failed".
"""
import http.client
import json
import pathlib
import random
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
chance = random.Random(seed)
print(f"seed {seed}")

ID = "01a2056f-3b47-7a39-997c-868a3ccbb2d3"
ARRIVAL = {"type": "RegisterArrival", "vehicle": ID, "plate": "A 1", "traffic_class": "car", "exit_state": "KZ", "lane": "car_1", "claims": [],
           "seals": [], "consignments": [], "persons": [{"id": ID, "part": "driver", "nationality": "KZ", "name": "N", "document": "D", "group": "", "claims": []}]}
CLOSE = {"type": "CloseControl", "control": "gate", "subject": ID, "outcome": "passed", "establishes": [], "found": []}
JUNK = [None, True, -1, 2**70, 1.5, "", "x" * 70000, "\u0000", [], {}, [[[]]], {"a": {"b": {}}}, "NaN", "2026-13-45T99:99:99Z"]


def spoiled(command):
    """One command with one thing wrong, and whether a finding must point at it."""
    copy = json.loads(json.dumps(command))
    key = chance.choice(list(copy))
    kind = chance.randrange(4)
    if kind == 0:
        del copy[key]
    elif kind == 1:
        copy[key] = chance.choice(JUNK)
    elif kind == 2:
        copy["unknown_" + str(chance.randrange(9))] = 1
    else:
        copy["type"] = chance.choice(["", "Nothing", 5, None, "registerarrival"])
    return json.dumps({"command": copy}).encode()


def mutated(bytes_):
    data = bytearray(bytes_)
    for _ in range(chance.randrange(1, 6)):
        where = chance.randrange(len(data))
        match chance.randrange(3):
            case 0: data[where] = chance.randrange(256)
            case 1: del data[where]
            case 2: data.insert(where, chance.randrange(256))
    return bytes(data)


passed = failed = 0
with tempfile.TemporaryDirectory() as folder:
    server = subprocess.Popen([program, "serve", "--demo", "--start", "2010-03-01T04:00:00Z", "--data", f"{folder}/post.db", "--port", "0", "--log", "", "--layout", "combined"],
                              stdout=subprocess.PIPE, text=True, cwd=pathlib.Path(__file__).resolve().parents[2])
    port = int(server.stdout.readline().rsplit(":", 1)[1])

    def ask(method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.getheader("content-type") or "", answer.read()
        finally:
            connection.close()

    token = json.loads(ask("POST", "/api/v1/sessions", json.dumps({"name": "kz_gate_in_1", "password": "demo", "desk": "kz_gate_in_1"}))[2])["token"]
    signed_in = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    routes = [("POST", "/api/v1/crossings", {"Crossing-Id": ID}), ("POST", f"/api/v1/crossings/{ID}/commands", {}),
              ("POST", f"/api/v1/crossings/{ID}/questions", {}), ("POST", f"/api/v1/crossings/{ID}/signatures", {}), ("POST", "/api/v1/sessions", {}),
              ("POST", "/api/v1/mrz", {})]
    bodies = []
    for _ in range(400):
        bodies.append(spoiled(chance.choice([ARRIVAL, CLOSE])))
        bodies.append(mutated(json.dumps({"command": chance.choice([ARRIVAL, CLOSE])}).encode()))
    bodies += [b"", b"{", b"[" * 200, b"{\"command\":" * 60, b"\xff\xfe\x00", b"{\"command\":{\"type\":\"CloseControl\",\"type\":\"CloseControl\"}}",
               b"x" * 1100000, ("{\"command\":{\"type\":\"CloseControl\",\"control\":\"" + "a" * 60000 + "\"}}").encode(), "\ufeff{}".encode("utf-16")]
    for body in bodies:
        method, path, extra = chance.choice(routes)
        try:
            status, kind, text = ask(method, path, body, {**signed_in, **extra})
        except (OSError, http.client.HTTPException):
            status, kind, text = (413, "application/problem+json", b'{"status":413}') if len(body) > 1 << 20 else (0, "", b"")
        if status == 200:  # the mutation left a good command
            passed += 1
            continue
        problem = json.loads(text) if kind.startswith("application/problem+json") else None
        good = problem is not None and 400 <= status < 500 and (status != 400 or problem.get("findings") is None or
                                                                all("pointer" in f and f["detail"] for f in problem["findings"]))
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(method, path, body[:200], status, text[:300])
    for method, path in [("GET", "/api/v1/crossings/../../etc/passwd"), ("GET", "/api/v1/crossings/x"), ("GET", "/api/v1/crossings?before=x~y"), ("GET", "/%00"),
                         ("GET", f"/api/v1/crossings/{ID}"), ("GET", f"/api/v1/crossings/{ID}/timeline"), ("DELETE", "/api/v1/post"), ("PUT", "/api/v1/crossings"),
                         ("GET", "/api/v1/law/provisions/" + "a" * 500), ("GET", "/api/v1/law/provisions/%ff"), ("POST", "/api/v1/crossings/x/commands"),
                         ("GET", "/api/v1/nothing"), ("GET", "/api/v1/crossings?plate=" + "%D0%90" * 500)]:
        status, kind, text = ask(method, path, b"{}" if method == "POST" else None, signed_in)
        good = status < 500
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(method, path, status, text[:300])
    alive = ask("GET", "/readyz")[0] == 200
    passed, failed = passed + alive, failed + (not alive)
    server.terminate()
    stopped = server.wait() == 0
    passed, failed = passed + stopped, failed + (not stopped)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
