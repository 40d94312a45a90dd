#!/usr/bin/env python3
"""A post on PostgreSQL is backed up while it records, and restored: to a moment in between, and to the end. What is restored
must be what stood there then, hash by hash, and replaying its log must give the same read tables.
Usage: restore_test.py ONESTOP LOAD. Prints a last line "N passed, N failed"."""
import datetime
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from servers import Place, Server  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONESTOP, LOAD = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
passed = failed = 0


def ask(question, good, said=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(("ok    " if good else "WRONG ") + question + ("" if good else f"\n{said}"), flush=True)


def digest(address):
    """Hash of every table by name, and over all."""
    done = subprocess.run([ONESTOP, "log", "digest", "--data", address], stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stdout
    return {line.split()[0]: line.split()[-1] for line in done.stdout.splitlines()}


def lines_of(text):
    return {w[0]: w[-1] for w in (line.split() for line in text.splitlines()) if len(w) == 4 and w[2] == "rows"}


def load(address, keys, worker, count):
    done = subprocess.run([LOAD, "write", address, keys, str(worker), str(count)], stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout.split()


def main():
    place = Place()
    archive = place.path / "archive"
    place.run("mkdir", archive)
    post = Server(place, "post", ["archive_mode=on", f"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f", "archive_timeout=0"]).make().start()
    bare = Server(place, "bare").make().start()
    key_server = Server(place, "keys", ["archive_mode=on", f"archive_command=test -d {archive}"]).make().start()
    try:
        post.sql("CREATE DATABASE post TEMPLATE template0")
        key_server.sql("CREATE DATABASE keys TEMPLATE template0")
        at, keys = post.address("post"), key_server.address("keys")
        os.environ["ONESTOP_KEYS"] = keys

        told = load(at, keys, 1, 300)
        backup = place.path / "backup"
        # The load goes on while the backup is taken.
        beside = subprocess.Popen([LOAD, "write", at, keys, "2", "300"], stdout=subprocess.PIPE, text=True)
        done = place.run(ONESTOP, "backup", "--data", at, "--into", backup, check=False)
        ask("is a server that records backed up", done.returncode == 0 and "verified file by file" in done.stdout, done.stdout)
        told += beside.communicate()[0].split()
        told += load(at, keys, 3, 200)

        then = digest(at)
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        time.sleep(0.2)
        later = load(at, keys, 4, 250)
        now = digest(at)
        ask("does the log go on after the moment", then["event"] != now["event"])
        post.sql("SELECT pg_switch_wal()")
        segment = post.sql("SELECT last_archived_wal FROM pg_stat_archiver")
        current = post.sql("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)")
        for _ in range(200):
            if segment >= current:
                break
            time.sleep(0.05)
            segment = post.sql("SELECT last_archived_wal FROM pg_stat_archiver")

        one = place.path / "at_the_moment"
        done = place.run(ONESTOP, "restore", "--from", backup, "--archive", archive, "--at", moment, "--into", one, check=False)
        ask("is the moment restored, and does its log verify", done.returncode == 0 and "all is as it was recorded" in done.stdout, done.stdout)
        ask("is every table what it was at the moment", lines_of(done.stdout) == then, f"{lines_of(done.stdout)}\n{then}")

        whole = place.path / "to_the_end"
        done = place.run(ONESTOP, "restore", "--from", backup, "--archive", archive, "--into", whole, check=False)
        ask("is all of it restored", done.returncode == 0 and lines_of(done.stdout) == now, done.stdout)
        ask("does it say how far it reaches", "Korday: " in done.stdout and "Ak-Jol: " in done.stdout, done.stdout)

        # The restored server takes the post over.
        post.stop()
        again = Server(place, "to_the_end").start()
        judged = subprocess.run([LOAD, "judge", again.address("post"), keys], input="\n".join(told + later), stdout=subprocess.PIPE, text=True)
        ask("is every acknowledged event in it, once", judged.returncode == 0, judged.stdout)
        load(again.address("post"), keys, 5, 50)
        verified = subprocess.run([ONESTOP, "log", "verify", again.address("post")], stdout=subprocess.PIPE, text=True)
        ask("does a post go on in it", verified.returncode == 0, verified.stdout)
        again.stop()

        # What is refused, with a sentence.
        done = place.run(ONESTOP, "restore", "--from", backup, "--archive", archive, "--at", "2099-01-01T00:00:00Z", "--into", place.path / "x", check=False)
        ask("is a moment beyond the archive refused", done.returncode == 1 and "the archive ends before" in done.stdout, done.stdout)
        done = place.run(ONESTOP, "restore", "--from", backup, "--archive", archive, "--at", "2001-01-01T00:00:00Z", "--into", place.path / "y", check=False)
        ask("is a moment before the backup refused", done.returncode == 1 and "take an older one" in done.stdout, done.stdout)
        done = place.run(ONESTOP, "restore", "--from", backup, "--into", whole, check=False)
        ask("is a folder with something in it refused", done.returncode == 1 and "is not empty" in done.stdout, done.stdout)
        bare.sql("CREATE DATABASE post TEMPLATE template0")
        done = place.run(ONESTOP, "backup", "--data", bare.address("post"), "--into", place.path / "z", check=False)
        ask("is a server without an archive refused", done.returncode == 1 and "does not archive its WAL" in done.stdout, done.stdout)
        post = Server(place, "to_the_end", ["archive_mode=on", f"archive_command=test -d {archive}"]).start()
        post.sql("CREATE DATABASE misplaced TEMPLATE template0")
        post.sql("CREATE TABLE person_key (slot bigint)", "misplaced")
        done = place.run(ONESTOP, "backup", "--data", post.address("post"), "--into", place.path / "z", check=False)
        ask("is a server refused that holds log and keys", done.returncode == 1 and "server of their own" in done.stdout, done.stdout)

        # The keys on their own, with an erasure in between.
        done = place.run(ONESTOP, "backup", "--data", keys, "--into", place.path / "keys_backup", check=False)
        ask("are the keys backed up on their own", done.returncode == 0, done.stdout)
        person = "00000000-0000-0400-0000-0000000f4241"  # of number 1000001
        erased = subprocess.run([ONESTOP, "erase", post.address("post"), person], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        ask("is a person erased", erased.returncode == 0 and "is destroyed" in erased.stdout, erased.stdout)
        slot = post.sql("SELECT slot FROM person_slot WHERE person = '\\x000000000000040000000000000f4241'", "post")
        held = f"SELECT count(*) FROM person_key WHERE slot = {slot}"
        ask("is the key gone", slot and key_server.sql(held, "keys") == "0", slot)
        key_server.stop()
        done = place.run(ONESTOP, "restore", "--from", place.path / "keys_backup", "--into", place.path / "keys_again", check=False)
        ask("are the keys restored", done.returncode == 0 and "keys of persons" in done.stdout, done.stdout)
        key_server = Server(place, "keys_again").start()
        ask("does the older copy still hold the key", key_server.sql(held, "keys") == "1")
        os.environ["ONESTOP_KEYS"] = key_server.address("keys")
        opened = subprocess.run([ONESTOP, "quarantine", "list", post.address("post")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        ask("is the erasure that it has not seen carried out when the log is opened with it", opened.returncode == 0 and key_server.sql(held, "keys") == "0", opened.stdout)
    finally:
        for one in (post, bare, key_server):
            one.stop(signal.SIGQUIT)
        place.remove()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
