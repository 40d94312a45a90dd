#!/usr/bin/env python3
"""Two processes of a post behind haproxy, over a primary and a synchronous standby of PostgreSQL. Clients register arrivals
through the proxy while first a process and then the primary is killed. Every acknowledged arrival must be there once, a
command whose answer was lost must be carried out once when it is repeated, and the log must verify.
Usage: proxied.py ONESTOP [ROUNDS] [SEED]. Prints the seed and a last line "N passed, N failed"."""
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from servers import Place, Server, free_port, stand_by, wait_for  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else int(os.environ.get("ONESTOP_RUNS", "1"))
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else int(os.environ.get("ONESTOP_SEED", str(random.randrange(2**32))))
PROXY = shutil.which("haproxy") or "/usr/sbin/haproxy"
CLIENTS = 3
chance = random.Random(SEED)


def minted():
    x = (int(time.time() * 1000) << 80) | (7 << 76) | (random.getrandbits(12) << 64) | (2 << 62) | random.getrandbits(62)
    return str(uuid.UUID(int=x))


class Post:
    """A process of the post."""

    def __init__(self, data, keys, files, port):
        self.words = [PROGRAM, "serve", "--demo", "--start", "2010-03-01T04:00:00Z", "--layout", "combined", "--data", data, "--keys", keys, "--files", files,
                      "--port", str(port), "--log", ""]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        line = self.process.stdout.readline()
        if "listens on" not in line:
            raise RuntimeError(f"the post does not start: {line}")

    def kill(self):
        self.process.kill()
        self.process.wait()


def call(port, method, path, body=None, token=None, headers=()):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        heads = {"Content-Type": "application/json", **dict(headers)}
        if token:
            heads["Authorization"] = "Bearer " + token
        connection.request(method, path, json.dumps(body) if body is not None else None, heads)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text and answer.getheader("Content-Type", "").startswith("application/") else None
    finally:
        connection.close()


def arrival():
    return {"command": {"type": "RegisterArrival", "vehicle": minted(), "plate": "K 1", "traffic_class": "car", "exit_state": "KZ", "lane": "car_1", "claims": [], "seals": [],
                        "consignments": [], "persons": [{"id": minted(), "part": "driver", "nationality": "KZ", "name": "N", "document": "D", "group": "", "claims": []}]}}


class Client(threading.Thread):
    """Repeats each arrival under its key until it is acknowledged."""

    def __init__(self, port, token):
        super().__init__(daemon=True)
        self.port, self.token = port, token
        self.acknowledged, self.refused, self.troubles, self.over = [], [], 0, False
        self.last = ""

    def run(self):
        while not self.over:
            crossing, key, body = minted(), minted(), arrival()
            while not self.over:
                try:
                    status, answer = call(self.port, "POST", "/api/v1/crossings", body, self.token, {"Crossing-Id": crossing, "Idempotency-Key": key})
                except (OSError, http.client.HTTPException, ValueError) as wrong:
                    status, answer = 0, str(wrong)
                if status == 200:
                    self.acknowledged.append(crossing)
                    break
                self.last = f"{status} {answer}"
                self.troubles += 1
                if status in (401, 403, 409, 422):
                    self.refused.append(self.last)
                time.sleep(0.1)


def configuration(place, port, servers):
    """The packaged one with other ports."""
    text = (ROOT / "packaging/haproxy/haproxy.cfg").read_text()
    for was, now in ((8080, port), (8081, servers[0]), (8082, servers[1])):
        text, changed = re.subn(rf"127\.0\.0\.1:{was}\b", f"127.0.0.1:{now}", text)
        assert changed == 1, was
    path = place.path / "haproxy.cfg"
    path.write_text(text)
    return path


def main():
    if not os.path.exists(PROXY):
        print("haproxy is not installed: apt-get install haproxy")
        return 77
    print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
    place = Place()
    settings = ["cluster_name=standby", "wal_keep_size=64MB"]
    primary, standby = Server(place, "a", settings).make().start(), Server(place, "b", settings)
    posts, clients, proxy = [], [], None
    passed = failed = 0

    def ask(question, good, said=""):
        nonlocal passed, failed
        passed, failed = passed + bool(good), failed + (not good)
        print(("ok    " if good else "WRONG ") + question + ("" if good else f"\n{said}"), flush=True)

    def go_on(what, killed):
        before = [len(one.acknowledged) for one in clients]
        wait_for(f"{what}: everybody goes on", lambda: all(len(one.acknowledged) > was + 1 for one, was in zip(clients, before)))
        ask(f"{what}: do all clients go on ({time.monotonic() - killed:.1f} s)", True)

    try:
        for name in ("post", "keys"):
            primary.sql(f"CREATE DATABASE {name} TEMPLATE template0")
        stand_by(primary, standby)
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        data, keys = (f"postgresql://onestop@{hosts}/{name}?target_session_attrs=read-write&connect_timeout=3" for name in ("post", "keys"))
        ports = [free_port(), free_port()]
        posts = [Post(data, keys, place.path / "files", port) for port in ports]
        entry = free_port()
        proxy = subprocess.Popen([PROXY, "-f", configuration(place, entry, ports), "-db"], stdout=subprocess.DEVNULL, stderr=open(place.path / "haproxy.log", "w"))

        def ready():
            try:
                return call(entry, "GET", "/readyz")[0] == 200
            except OSError:
                return False

        wait_for("haproxy sends to a process", ready)
        status, session = call(entry, "POST", "/api/v1/sessions", {"name": "kz_gate_in_1", "password": "demo", "desk": "kz_gate_in_1"})
        ask("does an officer sign in through the proxy", status == 201, session)
        good = [call(port, "GET", "/api/v1/post", token=session["token"])[0] for port in ports]
        ask("is one who signed in at one process known to the other", good == [200, 200], good)
        clients = [Client(entry, session["token"]) for _ in range(CLIENTS)]
        for one in clients:
            one.start()
        wait_for("arrivals", lambda: all(one.acknowledged for one in clients))
        for _ in range(ROUNDS):
            victim = chance.choice(posts)
            killed = time.monotonic()
            victim.kill()
            go_on("a process is killed", killed)
            victim.start()
            time.sleep(chance.uniform(0.1, 1))
            killed = time.monotonic()
            primary.kill()
            standby.sql("SELECT pg_promote()")
            standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
            standby.sql("SELECT pg_reload_conf()")
            go_on("the primary is killed", killed)
            primary, standby = standby, primary
            stand_by(primary, standby)
        for one in clients:
            one.over = True
        for one in clients:
            one.join()
        told = [crossing for one in clients for crossing in one.acknowledged]
        there = primary.sql("SELECT encode(stream, 'hex') || ' ' || count(*) FROM event WHERE type = 'VehicleArrived' GROUP BY stream", "post").splitlines()
        counts = {line.split()[0]: int(line.split()[1]) for line in there}
        wrong = [one for one in told if counts.get(one.replace("-", "")) != 1]
        ask(f"is each of {len(told)} acknowledged arrivals there once", told and not wrong, f"{wrong[:5]} of {list(counts.items())[:3]}")
        ask("was nobody refused what he may", not any(one.refused for one in clients), [one.refused[:2] for one in clients])
        verified = subprocess.run([PROGRAM, "log", "verify", data], stdout=subprocess.PIPE, text=True)
        ask("does the log verify", verified.returncode == 0, verified.stdout[-1000:])
    except RuntimeError as trouble:
        ask(str(trouble), False, [one.last for one in clients])
    finally:
        for one in clients:
            one.over = True
        for one in [p.process for p in posts] + ([proxy] if proxy else []):
            one.kill()
        for server in (primary, standby):
            server.stop(signal.SIGQUIT)
        place.remove()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
