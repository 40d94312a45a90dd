#!/usr/bin/env python3
"""Kills the server of the demonstration in the middle of a short one and asks what became of its vehicles.

Usage: demo_kill.py PROGRAM [SEED]. Ends with a JSON line of counts.
"""
import json
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import os

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SEED = sys.argv[2] if len(sys.argv) > 2 else "1"
ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST_S = 120
ACCOUNT = re.compile(r"registered (\d+) = departed (\d+) \+ taken back (\d+) \+ ended otherwise (\d+) \+ inside (\d+)")


def play(data):
    """Two halves of three hours; the server dies when the second has begun. The director's words."""
    director = subprocess.Popen([PROGRAM, "demo", "--days", "0.125", "--end", "--traffic", "2", "--port", "0", "--data", data, "--seed", SEED],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    late = threading.Timer(LONGEST_S, director.kill)
    late.start()
    process, killed, words = None, False, []
    for line in director.stdout:
        words.append(line)
        found = re.search(r"The server is process (\d+)", line)
        process = int(found.group(1)) if found else process
        if not killed and process and re.search(r"day \d+ [\d:]+, combined:", line):
            os.kill(process, signal.SIGKILL)
            killed = True
    late.cancel()
    return director.wait(), killed, "".join(words)


def questions(code, killed, words, data):
    account = ACCOUNT.search(words)
    registered, departed, taken_back, otherwise, inside = map(int, account.groups()) if account else (0, 0, 0, 0, -1)
    with sqlite3.connect(data) as log:
        on_record, on_record_inside = log.execute("SELECT count(*), sum(ended IS NULL) FROM crossing").fetchone()
        layouts = {row[0] for row in log.execute("SELECT DISTINCT layout FROM crossing")}
        last_left_inside = log.execute("SELECT count(*) FROM crossing WHERE layout = 'two_stop' AND released IS NULL AND ended IS NULL").fetchone()[0]
    verified = subprocess.run([PROGRAM, "log", "verify", data], stdout=subprocess.PIPE, text=True)
    yield "is the server killed in the middle and the demonstration ended in order", code == 0 and killed
    yield "does the director say that it is gone and that it came back", "is gone: it was ended by signal 9" in words and "was started again as process" in words
    yield "are all vehicles accounted for", account is not None and registered == departed + taken_back + otherwise + inside and registered > 20
    yield "does the record hold as many as the traffic counts", (on_record, on_record_inside) == (registered, inside)
    yield "did vehicles arrive in both layouts", layouts == {"two_stop", "combined"}
    yield "did vehicles of the first layout leave under it", last_left_inside < on_record / 4
    yield "are both layouts compared", "the same vehicles in both layouts" in words
    yield "does the log verify", verified.returncode == 0


def main():
    print(f"seed {SEED}")
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/post.db"
        code, killed, words = play(data)
        answers = list(questions(code, killed, words, data))
    failed = [question for question, good in answers if not good]
    if failed:
        print(words)
    for question in failed:
        print(f"not ok: {question}?")
    print(json.dumps({"passed": len(answers) - len(failed), "failed": len(failed)}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
