"""A PostgreSQL server of its own in a folder of its own. As root it runs under another user, since PostgreSQL refuses to
run as root."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import time


def installed():
    """The folder of initdb and its like, or None where PostgreSQL 15 or newer is missing."""
    told = os.environ.get("ONESTOP_POSTGRES_BIN")
    if told:
        return pathlib.Path(told) if (pathlib.Path(told) / "initdb").exists() else None
    found = [p for p in pathlib.Path("/usr/lib/postgresql").glob("*") if p.name.isdigit() and int(p.name) >= 15 and (p / "bin/initdb").exists()]
    return max(found, key=lambda p: int(p.name)) / "bin" if found else None


class Database:
    def __init__(self, folder, settings=(), log_statements=False):
        self.folder = pathlib.Path(folder)
        self.programs = installed()
        self.settings = list(settings)
        if log_statements:
            self.settings += ["log_statement=all", "log_line_prefix=%p %a "]
        self.user = self._user()
        self.folder.mkdir(exist_ok=True)
        self.data = self.folder / "data"
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._run("initdb", "-D", self.data, "-U", "onestop", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        self.process = None

    @staticmethod
    def _user():
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise RuntimeError("there is neither a user postgres nor nobody to run PostgreSQL as")

    def _as_user(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def _run(self, program, *arguments):
        done = subprocess.run([self.programs / program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder, **self._as_user())
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")
        return done.stdout

    def start(self, port, environment=None):
        """Waits until it answers on the port of this machine."""
        self.port = port
        words = [self.programs / "postgres", "-D", self.data, "-k", self.folder, "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
        for one in self.settings:
            words += ["-c", one]
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(list(map(str, words)), stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, env={**os.environ, **(environment or {})}, **self._as_user())
        until = time.monotonic() + 60
        while subprocess.run([self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("PostgreSQL does not start: " + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def address(self, name, port=None):
        return f"postgresql://onestop@127.0.0.1:{port or self.port}/{name}"

    def sql(self, text, database="postgres"):
        """Rows of one column or more, as psql prints them unaligned."""
        done = subprocess.run([self.programs / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.address(database), "-c", text],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def backends(self):
        """Process ids of sessions, without our own."""
        found = self.sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
        return [int(one) for one in found.split()]

    def kill(self):
        """As when the power fails: the postmaster and all its sessions end where they stand."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        # One that lived on beside a new postmaster would ruin the data; every process of the server stands in its folder.
        while left := [p for p in pathlib.Path("/proc").glob("[0-9]*") if self._stands_in_data(p)]:
            for one in left:
                try:
                    os.kill(int(one.name), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _stands_in_data(self, process):
        try:
            return os.readlink(process / "cwd") == str(self.data)
        except OSError:
            return False

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
