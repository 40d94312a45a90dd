#!/usr/bin/env python3
"""Several processes serve one PostgreSQL database while everything around them breaks.

Each run has a seed and with it a mix of faults: processes of the server and of PostgreSQL killed or stopped, the network cut,
stalled, slowed or losing bytes on either side, the disk full, the clocks jumping. Clients repeat what was not answered under
its Idempotency-Key. Then everything is let go, and: every acknowledged command is on the log exactly once, nothing is there
twice, the log verifies, the read tables are those that a rebuild makes; and while a server had no database, its page said so.
Usage: run.py PROGRAM WORLD_LIBRARY [--runs N] [--seed S] [--only FAULT]. Seeds are printed; the last line is a JSON count.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from database import Database, installed
from proxy import CUT, LOSE, PASS, SLOW, STALL, Proxy

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROCESSES, CLIENTS = 2, 4
GATES = {"kz_gate_in_1": "KZ", "kg_gate_in_1": "KG"}
READ_TABLES = ("crossing", "work", "due", "stay", "stay_activity", "stay_cost", "search_token", "lodgement", "lodgement_key")


def minted(chance):
    x = (int(time.time() * 1000) << 80) | (7 << 76) | (chance.getrandbits(12) << 64) | (2 << 62) | chance.getrandbits(62)
    return str(uuid.UUID(int=x))


def free_port():
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class World:
    """What the library world.cpp reads."""

    def __init__(self, path):
        self.path = path
        self.tell()

    def tell(self, clock_ms=0, disk_full=0):
        if not self.path.exists():
            self.path.write_bytes(struct.pack("qq", clock_ms, disk_full))
            self.path.chmod(0o644)
        with open(self.path, "r+b") as file:  # in place: others have mapped it
            file.write(struct.pack("qq", clock_ms, disk_full))


def call(port, method, path, body=None, token=None, headers=(), timeout=8.0):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        heads = {"Content-Type": "application/json", **dict(headers)}
        if token:
            heads["Authorization"] = "Bearer " + token
        connection.request(method, path, json.dumps(body) if body is not None else None, heads)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith(("{", "[")) else text
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()


class Server:
    """One process, reached by clients through a proxy, and reaching its database through another."""

    def __init__(self, program, library, folder, database, name, number):
        self.words = [program, "serve", "--demo", "--layout", "combined", "--keys", f"{folder}/keys.db", "--files", f"{folder}/files", "--port", "0", "--log", f"{folder}/server{number}.log"]
        self.to_database = Proxy(database.port)
        self.data = database.address(name, self.to_database.port)
        self.to_clients = Proxy(0)
        self.world = World(pathlib.Path(folder) / f"world{number}")
        sanitized = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        self.environment = {**os.environ, "ASAN_OPTIONS": sanitized, "LD_PRELOAD": library, "ONESTOP_FAULT_WORLD": str(self.world.path)}
        self.process = None

    def start(self, patience=60):
        """It may need several tries while the database is away."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            self.process = subprocess.Popen([*self.words, "--data", self.data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=self.environment)
            line = self.process.stdout.readline()
            if "listens on" in line:
                self.own_port = int(line.rsplit(":", 1)[1])
                self.to_clients.target = self.own_port
                return True
            self.process.wait()
            time.sleep(0.3)
        return False

    def ready(self):
        return call(self.own_port, "GET", "/readyz", timeout=3)[0] == 200

    def good(self):
        status, page = call(self.own_port, "GET", "/api/v1/status", timeout=3)
        return status == 200 and page["good"]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True


class Client(threading.Thread):
    """Sends one command after the other, each until it is answered, to whichever server."""

    def __init__(self, run, seed):
        super().__init__(daemon=True)
        self.run_of, self.chance, self.tokens = run, random.Random(seed), {}
        self.own = []

    def command(self):
        """Key, path, headers, body and the id by which its event is known."""
        chance, key, mark = self.chance, minted(self.chance), minted(self.chance)
        gate = chance.choice(list(GATES))
        person = {"id": mark, "part": "driver", "nationality": "KZ", "name": "N", "document": "D", "group": "", "claims": []}
        if not self.own or chance.random() < 0.4:
            crossing = minted(chance)
            body = {"type": "RegisterArrival", "vehicle": minted(chance), "plate": f"F {chance.randrange(10**5)}", "traffic_class": "car", "exit_state": GATES[gate], "lane": "car_1", "claims": [],
                    "seals": [], "consignments": [], "persons": [person]}
            return key, mark, gate, "/api/v1/crossings", {"Crossing-Id": crossing}, body, (crossing, gate)
        crossing, gate = chance.choice(self.own + list(self.run_of.shared))
        return key, mark, gate, f"/api/v1/crossings/{crossing}/commands", {}, {"type": "RegisterFurther", "persons": [person], "consignments": [], "reason": "slept in the cabin"}, None

    def token(self, server, gate):
        known = self.tokens.get((server, server.own_port, gate))
        if known:
            return known
        status, session = call(server.to_clients.port, "POST", "/api/v1/sessions", {"name": gate, "password": "demo", "desk": gate})
        if status == 201:
            self.tokens[(server, server.own_port, gate)] = session["token"]
            return session["token"]
        return None

    def once(self, command):
        key, _, gate, path, headers, body, _ = command
        server = self.chance.choice(self.run_of.servers)
        token = self.token(server, gate)
        if not token:
            return 0, None
        status, answer = call(server.to_clients.port, "POST", path, {"command": body}, token, {**headers, "Idempotency-Key": key})
        if status == 401:
            self.tokens.pop((server, server.own_port, gate), None)
        return status, answer

    def run(self):
        while not self.run_of.over.is_set():
            command = self.command()
            self.settle(command)

    def settle(self, command):
        """Until it is answered; all clients end when the world has been well for long."""
        while True:
            status, answer = self.once(command)
            if status == 200:
                self.run_of.acknowledge(command, answer)
                if command[6]:
                    self.own.append(command[6])
                    if len(self.run_of.shared) < 3:
                        self.run_of.shared.append(command[6])
                return
            if status in (400, 404, 409, 422):
                self.run_of.wrong.append(f"command {command[0]} is answered {status} {json.dumps(answer)[:200]}")
                return
            if time.monotonic() > self.run_of.patience:
                self.run_of.wrong.append(f"command {command[0]} is still answered {status} {str(answer)[:200]} long after all was well")
                return
            time.sleep(0.05 if status else 0.2)


class Run:
    def __init__(self, seed, program, library, database, template):
        self.seed, self.chance = seed, random.Random(seed)
        self.database, self.wrong, self.shared, self.notes = database, [], [], []
        self.over, self.patience, self.guard = threading.Event(), float("inf"), threading.Lock()
        self.acknowledged = {}
        self.folder = tempfile.mkdtemp(prefix="onestop-faults-")
        self.name = f"run_{seed}"
        database.sql(f"CREATE DATABASE {self.name} TEMPLATE template STRATEGY file_copy")  # a sequence copied through the log may go back after a crash
        for file in pathlib.Path(template).glob("keys.db*"):
            shutil.copy(file, self.folder)
        self.program = program
        self.servers = [Server(program, library, self.folder, database, self.name, number) for number in range(PROCESSES)]

    def acknowledge(self, command, answer):
        with self.guard:
            self.acknowledged[command[0]] = (command[1], answer)

    # ---- faults: each breaks something for a while and lets go ----

    def hold(self, least=0.3, most=3.0):
        time.sleep(self.chance.uniform(least, most))

    def kill_server(self, server):
        server.kill()
        self.hold(0, 1)
        if not server.start():
            self.wrong.append("a server that was killed does not start again")

    def stop_server(self, server):
        server.process.send_signal(signal.SIGSTOP)
        self.hold()
        server.process.send_signal(signal.SIGCONT)

    def kill_backend(self, _):
        backends = self.database.backends()
        if backends:
            os.kill(self.chance.choice(backends), signal.SIGKILL)

    def kill_postgres(self, _):
        self.database.kill()
        self.hold(0, 2)
        self.database.start(self.database.port, self.database.environment)

    def through(self, proxy, mode):
        proxy.set(mode)
        self.hold()
        proxy.set(PASS)

    def cut_clients(self, server):
        self.through(server.to_clients, CUT)

    def stall_clients(self, server):
        self.through(server.to_clients, STALL)

    def slow_clients(self, server):
        self.through(server.to_clients, SLOW)

    def lose_clients(self, server):
        self.through(server.to_clients, LOSE)

    def slow_database(self, server):
        self.through(server.to_database, SLOW)

    def cut_database(self, server):
        self.without_database(server, CUT)

    def stall_database(self, server):
        self.without_database(server, STALL)

    def lose_database(self, server):
        self.without_database(server, LOSE)

    def without_database(self, server, mode):
        """As long as it takes until the page says so."""
        server.to_database.set(mode)
        began = time.monotonic()
        while server.ready() and time.monotonic() - began < 25:
            time.sleep(0.1)
        if server.ready() or server.good():
            self.wrong.append(f"without its database ({mode}) a server says after {time.monotonic() - began:.0f} s that it is well")
        self.notes.append(f"{mode} was said after {time.monotonic() - began:.1f} s")
        server.to_database.set(PASS)

    def disk_full(self, _):
        self.database.world.tell(disk_full=1)
        self.hold()
        self.database.world.tell()
        time.sleep(0.5)
        if self.database.process.poll() is not None:  # it could not write its log and gave up
            self.database.kill()
            self.database.start(self.database.port, self.database.environment)

    def clock_jump(self, server):
        server.world.tell(clock_ms=self.chance.choice((-3600_000, -5_000, 5_000, 3600_000, 86_400_000)))
        self.hold()
        server.world.tell()

    FAULTS = (kill_server, stop_server, kill_backend, kill_postgres, cut_clients, stall_clients, slow_clients, lose_clients, slow_database, cut_database, stall_database, lose_database, disk_full, clock_jump)

    # ---- the run ----

    def go(self, only=None):
        for server in self.servers:
            if not server.start():
                return ["a server does not start"]
        clients = [Client(self, self.chance.getrandbits(32)) for _ in range(CLIENTS)]
        for one in clients:
            one.start()
        names = []
        for _ in range(self.chance.randint(2, 4)):
            time.sleep(self.chance.uniform(0.2, 0.8))
            fault = self.chance.choice(self.FAULTS)
            if only:
                fault = next(one for one in self.FAULTS if one.__name__ == only)
            names.append(fault.__name__)
            fault(self, self.chance.choice(self.servers))
        self.notes.insert(0, ", ".join(names))
        self.let_go(clients)
        self.judge()
        return self.wrong

    def let_go(self, clients):
        until = time.monotonic() + 60
        while time.monotonic() < until and not all(one.ready() and one.good() for one in self.servers):
            time.sleep(0.2)
        for number, one in enumerate(self.servers):
            if not one.ready() or not one.good():
                self.wrong.append(f"server {number} is not well a minute after all was let go: {call(one.own_port, 'GET', '/readyz')} {call(one.own_port, 'GET', '/api/v1/status')}")
        time.sleep(0.5)
        self.patience = time.monotonic() + 30
        self.over.set()
        for one in clients:
            one.join(60)
        for one in self.servers:
            if not one.stop():
                self.wrong.append("a server does not end when it is told to")

    def judge(self):
        events = self.database.sql("SELECT encode(envelope, 'hex') || encode(body, 'hex') FROM event", self.name).split("\n")
        requests = set(self.database.sql("SELECT key FROM request", self.name).split("\n"))
        marks = {mark.replace("-", ""): key for key, (mark, _) in self.acknowledged.items()}
        found = {mark: sum(mark in event for event in events) for mark in marks}
        for mark, times in found.items():
            if times != 1:
                self.wrong.append(f"acknowledged command {marks[mark]} is on the log {times} times")
            if marks[mark] not in requests:
                self.wrong.append(f"acknowledged command {marks[mark]} has no answer on record")
        versions = int(self.database.sql("SELECT coalesce(sum(version), 0) FROM stream", self.name))
        positions = int(self.database.sql("SELECT coalesce(sum(position), 0) FROM recorder", self.name))
        if not len(events) == versions == positions:
            self.wrong.append(f"{len(events)} events, {versions} versions, {positions} positions")
        verified = self.operator("verify")
        if verified.returncode != 0:
            self.wrong.append("log verify: " + verified.stdout[-600:])
        before = self.tables()
        rebuilt = self.operator("rebuild")
        if rebuilt.returncode != 0:
            self.wrong.append("log rebuild: " + rebuilt.stdout[-600:])
        after = self.tables()
        self.wrong += [f"table {one} is another after the rebuild" for one in READ_TABLES if before[one] != after[one]]

    def operator(self, command):
        return subprocess.run([self.program, "log", command, self.database.address(self.name)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, check=False,
                              env={**os.environ, "ONESTOP_KEYS": f"{self.folder}/keys.db"})

    def tables(self):
        return {one: self.database.sql(f"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {one} t", self.name) for one in READ_TABLES}

    def remove(self, keep):
        for one in self.servers:
            if one.process and one.process.poll() is None:
                one.kill()
        if not keep:
            self.database.sql(f"DROP DATABASE {self.name} WITH (FORCE)")
            shutil.rmtree(self.folder, ignore_errors=True)


def prepare(program, library, folder):
    """A database in which the officers of the demonstration are enrolled, to copy from."""
    database = Database(folder / "postgres", ["max_connections=80", "shared_buffers=32MB", "deadlock_timeout=200ms"])
    database.world = World(folder / "world")
    database.environment = {"LD_PRELOAD": library, "ONESTOP_FAULT_WORLD": str(database.world.path)}
    database.start(free_port(), database.environment)
    database.sql("CREATE DATABASE template TEMPLATE template0")
    first = Server(program, library, str(folder), database, "template", 0)
    if not first.start() or not first.stop():
        raise RuntimeError("a server does not start")
    return database


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("ONESTOP_SEED", str(random.randrange(2**31)))))
    parser.add_argument("--only", help="one kind of fault: " + ", ".join(one.__name__ for one in Run.FAULTS))
    parser.add_argument("--keep", action="store_true", help="leave the folder and the database of a run that failed")
    wishes = parser.parse_args()
    if not installed():
        print("skipped: PostgreSQL 15 is not installed")
        print(json.dumps({"passed": 0, "failed": 0, "skipped": wishes.runs}))
        return 0
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) and "TMPDIR" not in os.environ else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="onestop-faults-", dir=base))
    folder.chmod(0o755)
    passed = failed = 0
    program, library = str(wishes.program.resolve()), str(wishes.library.resolve())
    database = prepare(program, library, folder)
    try:
        for number in range(wishes.runs):
            run = Run(wishes.seed + number, program, library, database, folder)
            began = time.monotonic()
            try:
                wrong = run.go(wishes.only)
            except Exception as error:  # pylint: disable=broad-except
                wrong = [*run.wrong, f"the run broke off: {error!r}"]
                if database.process.poll() is not None:
                    database.world.tell()
                    database.kill()
                    database.start(database.port, database.environment)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            print(f"seed {run.seed}: {'FAILED' if wrong else 'good'}, {len(run.acknowledged)} commands acknowledged, {time.monotonic() - began:.0f} s; {'; '.join(run.notes)}", flush=True)
            for one in wrong[:6]:
                print(f"  {one}", flush=True)
            run.remove(keep=wishes.keep and wrong)
    finally:
        database.remove()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} runs good, {failed} failed")
    print(json.dumps({"passed": passed, "failed": failed, "skipped": 0}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
