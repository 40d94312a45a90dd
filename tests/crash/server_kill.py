#!/usr/bin/env python3
"""Kills a serving post again and again while officers register arrivals over HTTP.

After each kill the server starts on the same file; every acknowledged arrival must be there once, with its version,
a command repeated under its Idempotency-Key must not be carried out twice, and at the end the log must verify.
Usage: server_kill.py PROGRAM [RUNS] [SEED]. Prints the seed and a last line "N passed, N failed".
"""
import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else int(os.environ.get("ONESTOP_RUNS", "5"))
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else int(os.environ.get("ONESTOP_SEED", str(random.randrange(2**32))))
CLIENTS = 4
chance = random.Random(SEED)


def minted():
    x = (int(time.time() * 1000) << 80) | (7 << 76) | (random.getrandbits(12) << 64) | (2 << 62) | random.getrandbits(62)
    return str(uuid.UUID(int=x))


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([PROGRAM, "serve", "--demo", "--start", "2010-03-01T04:00:00Z", "--data", f"{folder}/post.db", "--port", "0", "--log", "",
                                         "--layout", "combined"], stdout=subprocess.PIPE, text=True,
                                        cwd=pathlib.Path(__file__).resolve().parents[2])
        line = self.process.stdout.readline()
        if "listens on" not in line:
            raise RuntimeError(f"the server does not start: {line}")
        self.port = int(line.rsplit(":", 1)[1])

    def call(self, method, path, body=None, token=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            heads = {"Content-Type": "application/json", **dict(headers)}
            if token:
                heads["Authorization"] = "Bearer " + token
            connection.request(method, path, json.dumps(body) if body is not None else None, heads)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def sign_in(self):
        status, session = self.call("POST", "/api/v1/sessions", {"name": "kz_gate_in_1", "password": "demo", "desk": "kz_gate_in_1"})
        assert status == 201, session
        return session["token"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def arrival():
    vehicle, person = minted(), minted()
    return {"command": {"type": "RegisterArrival", "vehicle": vehicle, "plate": "K 1", "traffic_class": "car", "exit_state": "KZ",
                        "lane": "car_1", "claims": [], "seals": [], "consignments": [],
                        "persons": [{"id": person, "part": "driver", "nationality": "KZ", "name": "N", "document": "D", "group": "", "claims": []}]}}


def load(server, token, acknowledged, open_ends, stop):
    while not stop.is_set():
        crossing, key, body = minted(), minted(), arrival()
        open_ends[key] = (crossing, body)
        try:
            status, answer = server.call("POST", "/api/v1/crossings", body, token, {"Crossing-Id": crossing, "Idempotency-Key": key})
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status == 200:
            acknowledged[crossing] = (key, body, answer["version"])
            open_ends.pop(key, None)


def main():
    print(f"seed {SEED}, {RUNS} runs")
    passed = failed = 0
    acknowledged, open_ends = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        for run in range(RUNS):
            token, stop = server.sign_in(), threading.Event()
            clients = [threading.Thread(target=load, args=(server, token, acknowledged, open_ends, stop)) for _ in range(CLIENTS)]
            for one in clients:
                one.start()
            time.sleep(chance.uniform(0.05, 0.5))
            server.kill()
            stop.set()
            for one in clients:
                one.join()
            server = Server(folder)
            token = server.sign_in()
            wrong = []
            recent = list(acknowledged)[-400:]
            for crossing in recent:
                status, card = server.call("GET", f"/api/v1/crossings/{crossing}", token=token)
                if status != 200 or card["version"] != acknowledged[crossing][2]:
                    wrong.append(f"acknowledged {crossing} answers {status}")
            for crossing in recent[-5:]:  # repeated after the crash: answered as before, not carried out again
                key, body, version = acknowledged[crossing]
                status, answer = server.call("POST", "/api/v1/crossings", body, token, {"Crossing-Id": crossing, "Idempotency-Key": key})
                if status != 200 or answer["version"] != version:
                    wrong.append(f"repeated {crossing} answers {status} {answer}")
            for key, (crossing, body) in list(open_ends.items()):  # never acknowledged: the repetition settles it
                status, answer = server.call("POST", "/api/v1/crossings", body, token, {"Crossing-Id": crossing, "Idempotency-Key": key})
                if status != 200 or answer["version"] != 1:
                    wrong.append(f"unsettled {crossing} answers {status} {answer}")
                else:
                    acknowledged[crossing] = (key, body, 1)
                    open_ends.pop(key)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for one in wrong[:5]:
                print(f"run {run}: {one}")
        server.kill()
        verified = subprocess.run([PROGRAM, "log", "verify", f"{folder}/post.db"], stdout=subprocess.PIPE, text=True)
        print(verified.stdout.strip())
        good = verified.returncode == 0
        passed, failed = passed + good, failed + (not good)
    print(f"{len(acknowledged)} arrivals acknowledged over {RUNS} kills")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
