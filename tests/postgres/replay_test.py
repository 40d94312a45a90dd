#!/usr/bin/env python3
"""A real post, played by the demonstration: what its log says when it is read again must be what stands in its tables, in a file
and, after a move, on a server. Usage: replay_test.py ONESTOP [SECONDS]. Prints a last line "N passed, N failed"."""
import os
import pathlib
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from servers import Place, Server  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONESTOP = str(pathlib.Path(sys.argv[1]).resolve())
SECONDS = sys.argv[2] if len(sys.argv) > 2 else "20"
passed = failed = 0


def ask(question, good, said=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(("ok    " if good else "WRONG ") + question + ("" if good else f"\n{said}"), flush=True)


def onestop(*words):
    done = subprocess.run([ONESTOP, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    return done.returncode, done.stdout


def differing(before, after):
    return "\n".join(f"{a}\n{b}" for a, b in zip(before.splitlines(), after.splitlines()) if a != b)


def main():
    place = Place()
    server = Server(place, "a").make().start()
    file = place.path / "post.db"
    try:
        for name in ("post", "keys"):
            server.sql(f"CREATE DATABASE {name} TEMPLATE template0")
        at, keys = server.address("post"), server.address("keys")
        code, said = onestop("demo", "--data", file, "--port", 0, "--log", "", "--seconds", SECONDS, "--seed", 7)
        ask("does the demonstration play", code == 0, said[-2000:])
        code, before = onestop("log", "digest", "--data", file)
        stays = next((line.split()[1] for line in before.splitlines() if line.startswith("stay ")), "0")
        ask(f"are there stays to compute again ({stays})", code == 0 and int(stays) > 0, before)
        code, said = onestop("log", "rebuild", file)
        _, after = onestop("log", "digest", "--data", file)
        ask("does reading the log again give the same tables in a file", code == 0 and after == before, said + differing(before, after))

        code, said = onestop("move", "--from", file, "--to", at, "--keys", keys)
        ask("is the post moved", code == 0, said)
        os.environ["ONESTOP_KEYS"] = keys
        _, there = onestop("log", "digest", "--data", at)
        ask("are all tables the same on the server", there == before, differing(before, there))
        code, said = onestop("log", "rebuild", at)
        _, after = onestop("log", "digest", "--data", at)
        after = "\n".join(line for line in after.splitlines() if not line.startswith(("setting ", "all ")))  # the place of the keys is on record now
        there = "\n".join(line for line in there.splitlines() if not line.startswith(("setting ", "all ")))
        ask("does reading the log again give the same tables on the server", code == 0 and after == there, said + differing(there, after))

        texts = [place.path / "from_file.log", place.path / "from_server.log"]
        codes = [onestop("log", "export", data, "--into", text)[0] for data, text in zip((file, at), texts)]
        ask("are both logs the same text", codes == [0, 0] and texts[0].read_bytes() == texts[1].read_bytes())
        code, said = onestop("log", "replay", texts[1])
        ask("does that text fold to the state it names", code == 0, said)
    finally:
        server.stop(signal.SIGQUIT)
        place.remove()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
