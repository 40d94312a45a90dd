"""Servers of PostgreSQL for tests: each in a folder of its own, started and killed at will. As root they run under another
user, since PostgreSQL refuses to run as root."""
import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def programs():
    told = os.environ.get("ONESTOP_POSTGRES_BIN")
    found = [told] if told else sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[4]))
    if not found or not os.path.exists(found[-1] + "/initdb"):
        raise SystemExit("PostgreSQL 15 or newer is not installed: apt-get install postgresql-15")
    return found[-1]


def user():
    """Whom servers belong to; None where that is ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("there is neither a user postgres nor nobody to run PostgreSQL as")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PATIENCE_S = 120


def wait_for(what, true):
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {PATIENCE_S} s")
        time.sleep(0.02)


class Place:
    """A folder for everything; gone at the end."""

    def __init__(self):
        memory = os.access("/dev/shm", os.W_OK) and "TMPDIR" not in os.environ
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="onestop-pg-", dir="/dev/shm" if memory else None))
        self.owner = user()
        if self.owner:
            os.chown(self.path, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, *command, check=True, **options):
        """As the user whom servers belong to."""
        if self.owner:
            options |= {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        options.setdefault("cwd", self.path)
        done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        if check and done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}")
        return done

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Server:
    def __init__(self, place, name, settings=()):
        self.place, self.name = place, name
        self.data = place.path / name
        self.port = free_port()
        self.settings = list(settings)
        self.process = None

    def make(self):
        self.place.run(programs() + "/initdb", "-D", self.data, "-U", "onestop", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        with open(self.data / "pg_hba.conf", "a") as rules:
            rules.write("host replication all 127.0.0.1/32 trust\n")
        return self

    def start(self):
        words = [programs() + "/postgres", "-D", str(self.data), "-p", str(self.port), "-k", str(self.place.path), "-c", "listen_addresses=127.0.0.1",
                 "-c", "shared_buffers=32MB", "-c", "max_connections=60", "-c", "fsync=off", "-c", "wal_level=replica"]
        for one in self.settings:
            words += ["-c", one]
        log = open(self.place.path / f"{self.name}.log", "a")
        extra = {"user": self.place.owner.pw_uid, "group": self.place.owner.pw_gid, "extra_groups": []} if self.place.owner else {}
        self.process = subprocess.Popen(words, stdout=log, stderr=log, cwd=self.place.path, **extra)
        for _ in range(1200):
            if self.place.run(programs() + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port, check=False).returncode == 0:
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not start:\n" + (self.place.path / f"{self.name}.log").read_text()[-2000:])

    def stop(self, how=signal.SIGINT):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait()
        self.process = None

    def kill(self):
        """The whole server at once, as a power cut would: every process of it."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
        self.process.kill()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None

    def sql(self, text, database="postgres"):
        return self.place.run(programs() + "/psql", "-X", "-A", "-t", "-q", "-h", "127.0.0.1", "-p", self.port, "-U", "onestop", "-d", database,
                              "-v", "ON_ERROR_STOP=1", "-c", text).stdout.strip()

    def address(self, database):
        return f"postgresql://onestop@127.0.0.1:{self.port}/{database}"


def stand_by(primary, standby):
    """Makes the other server a copy of this one that every commit waits for."""
    shutil.rmtree(standby.data, ignore_errors=True)
    primary.place.run(programs() + "/pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "onestop", "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
    standby.start()
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    primary.sql("SELECT pg_reload_conf()")
    wait_for("the standby keeps up", lambda: primary.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'") == "1")
