#!/usr/bin/env python3
"""Plays the demonstration from its start to its end table, kills its server once in the middle, and says how long all of it
took, when the first vehicle was on record, and whether everybody who came is accounted for.
usage: demo_week.py PROGRAM [OPTION OF onestop demo]...     ends with "played in M min ...", status 0 when nothing is lost"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

PATIENCE_S = 15 * 60
KILL_AFTER_S = 200  # of some 540 for the whole week


def inside(url):
    with urllib.request.urlopen(url + "/api/v1/public/status", timeout=2) as answer:
        return sum(flow["inside"] for flow in json.load(answer)["flows"])


def first_vehicle(url, began):
    while time.monotonic() - began < 60:
        try:
            if inside(url) > 0:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.2)
    return float("inf")


def main():
    program, *options = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix="onestop-week-")
    port = 18000 + os.getpid() % 20000
    began = time.monotonic()
    demo = subprocess.Popen([program, "demo", "--end", "--data", f"{folder}/week.db", "--port", str(port), *options],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    hearing = threading.Thread(target=lambda: said.extend(iter(demo.stdout.readline, "")))
    hearing.start()
    first = first_vehicle(f"http://127.0.0.1:{port}", began)
    killed = False
    while demo.poll() is None and time.monotonic() - began < PATIENCE_S:
        if not killed and time.monotonic() - began > KILL_AFTER_S:
            pid = re.search(r"kill -9 (\d+)", "".join(said))
            if pid:
                os.kill(int(pid.group(1)), signal.SIGKILL)
                killed = True
        time.sleep(0.5)
    took = time.monotonic() - began
    if demo.poll() is None:
        demo.kill()
    hearing.join()
    text = "".join(said)
    print(text[text.find("Both halves are over"):])
    count = re.search(r"registered (\d+) = departed (\d+) \+ taken back (\d+) \+ ended otherwise (\d+) \+ inside (\d+)", text)
    whole = bool(count) and int(count[1]) == sum(int(n) for n in count.groups()[1:])
    log = subprocess.run([program, "log", "verify", f"{folder}/week.db"], capture_output=True, text=True)
    print(log.stdout.strip().splitlines()[-1] if log.stdout else log.stderr)
    print(f"first vehicle after {first:.1f} s")
    print(f"played in {took / 60:.1f} min, server killed {'once' if killed else 'never'}, {'nobody' if whole else 'somebody'} lost")
    pathlib.Path(folder).exists() and subprocess.run(["rm", "-rf", folder], check=False)
    due = killed or took < KILL_AFTER_S
    return 0 if demo.returncode == 0 and due and whole and log.returncode == 0 else 1


sys.exit(main())
