#!/usr/bin/env python3
"""Kills the primary of PostgreSQL under load, promotes its synchronous standby, goes on, makes a new standby, kills again.
Writers name both servers in one address and find the new primary by themselves. In the end every acknowledged event must be
there exactly once and the log must verify.
Usage: failover.py LOAD [FAILOVERS] [SEED]. Prints the seed and a last line "N passed, N failed"."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from servers import Place, Server, stand_by, wait_for  # noqa: E402

LOAD = str(pathlib.Path(sys.argv[1]).resolve())
FAILOVERS = int(sys.argv[2]) if len(sys.argv) > 2 else int(os.environ.get("ONESTOP_RUNS", "3"))
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else int(os.environ.get("ONESTOP_SEED", str(random.randrange(2**32))))
WORKERS = 3
chance = random.Random(SEED)


class Worker:
    """A process that writes; what it was told is durable."""

    def __init__(self, number, address, keys):
        self.acknowledged = []
        self.process = subprocess.Popen([LOAD, "write", address, keys, str(number), "100000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said = []
        for stream, into in ((self.process.stdout, self.acknowledged), (self.process.stderr, self.said)):
            threading.Thread(target=lambda s=stream, i=into: [i.append(line.strip()) for line in s], daemon=True).start()


def main():
    print(f"seed {SEED}, {FAILOVERS} failovers, {WORKERS} writers", flush=True)
    place = Place()
    settings = ["cluster_name=standby", "wal_keep_size=64MB"]
    primary, standby = Server(place, "a", settings).make().start(), Server(place, "b", settings)
    passed = failed = 0
    workers = []
    try:
        primary.sql("CREATE DATABASE post TEMPLATE template0")
        primary.sql("CREATE DATABASE keys TEMPLATE template0")
        stand_by(primary, standby)
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        address, keys = (f"postgresql://onestop@{hosts}/{name}?target_session_attrs=read-write" for name in ("post", "keys"))
        workers = [Worker(1, address, keys)]
        wait_for("the first event", lambda: workers[0].acknowledged)
        workers += [Worker(n, address, keys) for n in range(2, WORKERS + 1)]
        for run in range(FAILOVERS):
            wait_for("events", lambda: all(one.acknowledged for one in workers))
            time.sleep(chance.uniform(0.1, 1.0))
            before = [len(one.acknowledged) for one in workers]
            killed = time.monotonic()
            primary.kill()
            standby.sql("SELECT pg_promote()")
            standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
            standby.sql("SELECT pg_reload_conf()")
            wait_for("every writer finds the new primary", lambda: all(len(one.acknowledged) > was + 1 for one, was in zip(workers, before)))
            print(f"failover {run + 1}: all writers went on after {time.monotonic() - killed:.2f} s, {sum(before)} acknowledged before", flush=True)
            passed += 1
            primary, standby = standby, primary
            stand_by(primary, standby)
        for one in workers:
            one.process.kill()
            one.process.wait()
        time.sleep(0.2)
        told = [number for one in workers for number in one.acknowledged if number.isdigit()]
        refused = [number for one in workers for number in one.acknowledged if not number.isdigit()]
        judged = subprocess.run([LOAD, "judge", address, keys], input="\n".join(told), stdout=subprocess.PIPE, text=True)
        print(judged.stdout.strip())
        good = judged.returncode == 0 and not refused
        passed, failed = passed + good, failed + (not good)
        reported = [one for one in workers if one.said]
        print(f"{len(reported)} of {WORKERS} writers reported trouble meanwhile, for example: {reported[0].said[0] if reported else 'none'}")
        passed, failed = passed + bool(reported), failed + (not reported)
    except RuntimeError as wrong:
        print(f"WRONG: {wrong}")
        for one in workers:
            print("\n".join(one.said[-3:]))
        failed += 1
    finally:
        for one in workers:
            one.process.kill()
        for server in (primary, standby):
            server.stop(signal.SIGQUIT)
        place.remove()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
