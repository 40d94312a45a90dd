#!/usr/bin/env python3
"""The Debian package: installed into a root of its own, a post enrolled and started, upgraded, rolled back, removed.

Usage: upgrade.py PROGRAM. Needs root and dpkg-dev; ends with status 77 where one of them lacks. Prints what
systemd-analyze thinks of the unit and a last line with the count.
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
MOST_EXPOSED = 2.0  # systemd's figure: 0 is a service that can do nothing, 10 one that can do everything
passed = failed = 0


def ask(question, good, about=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'FAILED'}  {question}" + ("" if good else f"\n        {about}"), flush=True)


def run(*command, **more):
    return subprocess.run([str(word) for word in command], text=True, capture_output=True, **more)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


if os.geteuid() != 0:
    skip("dpkg installs into another root as root only")
for tool in ("dpkg-deb", "dpkg-shlibdeps", "dpkg", "systemd-sysusers"):
    if not shutil.which(tool):
        skip(f"there is no {tool}")


class Root:
    """A root with nothing in it but dpkg's own files: the package's scripts run outside of it, as for an image."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "etc"):
            (folder / name).mkdir(parents=True)
        (folder / "var/lib/dpkg/status").touch()

    def dpkg(self, *words):
        return run("dpkg", f"--root={self.folder}", "--force-depends", "--force-script-chrootless", "--force-confold", *words)

    def version(self):
        return run("dpkg-query", f"--admindir={self.folder}/var/lib/dpkg", "-W", "-f", "${Version} ${Status}", "onestop").stdout

    def path(self, name):
        return self.folder / name


class Post:
    """A real post: officers of both states, law in force by two signatures."""

    def __init__(self, root, data):
        self.root, self.data = root, data
        self.share = root.path("usr/share/onestop")

    def onestop(self, *words, said=""):
        return run(self.root.path("usr/bin/onestop"), *words, input=said, cwd=self.share)

    def settings(self, **more):
        """The package's own file with this root's places."""
        text = self.root.path("etc/onestop/onestop.yaml").read_text().replace("/usr/share/onestop", str(self.share)).replace("/var/lib/onestop/post.db", str(self.data / "post.db"))
        text = re.sub(r"^port: .*$", "port: 0", text, flags=re.M)
        path = self.data / "onestop.yaml"
        path.write_text(text + "".join(f"{name}: {value}\n" for name, value in more.items()))
        return path

    def enrol(self):
        for name, state in (("kz_head", "KZ"), ("kg_head", "KG")):
            done = self.onestop("officer", "add", "--data", self.data / "post.db", "--name", name, "--title", name, "--state", state, "--agency", "frontier", "--role", "shift_head", said=f"a long password\n12345678\n")
            ask(f"is {name} enrolled", done.returncode == 0, done.stderr)
        done = self.onestop("activate", "--config", self.settings(), "--by", "kz_head", "kg_head", said="12345678\n12345678\n")
        ask("do two officers bring the law into force", done.returncode == 0, done.stdout + done.stderr)

    def serve(self, *more):
        return subprocess.Popen([str(word) for word in (self.root.path("usr/bin/onestop"), "serve", "--config", self.settings(), *more)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.share)

    def runs(self, question):
        """Starts, answers, stops in order; how many events the log holds then."""
        server = self.serve("--allow-insecure", "root")
        line = server.stdout.readline()
        good = "listens on" in line
        if good:
            connection = http.client.HTTPConnection("127.0.0.1", int(line.rsplit(":", 1)[1]), timeout=20)
            connection.request("GET", "/readyz")
            good = connection.getresponse().status == 200
            server.terminate()
        else:
            time.sleep(0.5)
        said = server.communicate(timeout=60)
        ask(question, good and server.returncode == 0, line + said[1][-600:])
        verified = self.onestop("log", "verify", self.data / "post.db")
        ask(f"{question}: does the log verify", verified.returncode == 0, verified.stdout + verified.stderr)
        found = re.search(r"(\d+) events", verified.stdout)
        return int(found.group(1)) if found else -1


def package(version, into):
    done = run(SOURCE / "dev", "package", "--version", version, "--program", PROGRAM, "--into", into)
    ask(f"is the package {version} made, and has lintian no complaint", done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:])
    print("".join(line + "\n" for line in done.stdout.splitlines() if line[:2] in ("W:", "E:")), end="")
    return into / f"onestop_{version}_{run('dpkg', '--print-architecture').stdout.strip()}.deb"


def judge_unit(root, folder):
    """On a machine without systemd at work it still reads units: the program stands where this root has it."""
    if not shutil.which("systemd-analyze"):
        return print("skipped: there is no systemd-analyze")
    text = root.path("lib/systemd/system/onestop.service").read_text().replace("/usr/bin/onestop", str(root.path("usr/bin/onestop")))
    text = re.sub(r"^Documentation=.*\n", "", text, flags=re.M)
    unit = folder / "onestop.service"
    unit.write_text(text)
    verified = run("systemd-analyze", "verify", "--man=no", unit)
    ask("is the unit one that systemd reads without complaint", verified.returncode == 0 and "onestop.service" not in verified.stderr, verified.stderr)
    judged = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    found = re.search(r"Overall exposure level for onestop.service: ([\d.]+) (\S+)", judged.stdout)
    ask(f"is the service shut in well: exposure {found.group(1) if found else '?'} of 10, at most {MOST_EXPOSED}", found and float(found.group(1)) <= MOST_EXPOSED, judged.stdout[-400:] + judged.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(mode=0o700)
        first, second = package("0.1.0", folder), package("0.2.0", folder)
        root = Root(folder / "root")

        done = root.dpkg("-i", first)
        ask("is it installed", done.returncode == 0 and root.version() == "0.1.0 install ok installed", done.stdout + done.stderr)
        settings = root.path("etc/onestop/onestop.yaml")
        ask("may only root and the service read the settings", oct(settings.stat().st_mode & 0o777) == "0o640" and settings.stat().st_gid != 0, oct(settings.stat().st_mode))
        ask("has the service a user of its own", "onestop:" in root.path("etc/passwd").read_text())
        judge_unit(root, folder)

        post = Post(root, data)
        refused = post.serve()
        said = refused.communicate(timeout=60)
        ask("is a start as root refused", refused.returncode == 1 and "runs as root" in said[1], said[1])
        post.enrol()
        events = post.runs("does the first version run")

        backup = folder / "backup"
        backup.mkdir()
        taken = post.onestop("log", "backup", data / "post.db", "--into", backup / "post.db")
        shutil.copy(data / "post.keys.db", backup / "post.keys.db")
        ask("is there a backup before the upgrade", taken.returncode == 0, taken.stderr)

        settings.write_text(settings.read_text().replace("log-level: warning", "log-level: error"))
        done = root.dpkg("-i", second)
        ask("is it upgraded", done.returncode == 0 and root.version().startswith("0.2.0"), done.stdout + done.stderr)
        ask("are the operator's settings kept", "log-level: error" in settings.read_text())
        later = post.runs("does the second version run on the same data")
        ask("is nothing lost by the upgrade", later >= events > 0, f"{events} events before, {later} after")

        done = root.dpkg("-i", first)
        ask("is it rolled back", done.returncode == 0 and root.version().startswith("0.1.0"), done.stdout + done.stderr)
        again = post.runs("does the first version run on what the second wrote")
        ask("is nothing lost by the rollback", again >= later > 0, f"{later} events before, {again} after")

        with sqlite3.connect(data / "post.db") as log:
            log.execute("INSERT INTO migration (number, sha256) VALUES ((SELECT max(number) + 1 FROM migration), zeroblob(32))")
        log.close()
        refused = post.serve("--allow-insecure", "root")
        said = refused.communicate(timeout=60)
        ask("does a file of a newer schema say so instead of being used", refused.returncode == 1 and "newer onestop" in said[1], said[1])
        for old in data.glob("post.db*"):
            old.unlink()
        shutil.copy(backup / "post.db", data / "post.db")
        shutil.copy(backup / "post.keys.db", data / "post.keys.db")
        back = post.runs("does the backup run after the rollback")
        ask("holds the backup what was there before the upgrade", back >= events > 0, f"{events} events before, {back} after")

        state = root.path("var/lib/onestop")
        state.mkdir(parents=True, exist_ok=True)
        (state / "post.db").write_text("evidence")
        done = root.dpkg("--purge", "onestop")
        ask("does a purge leave the evidence", done.returncode == 0 and (state / "post.db").exists(), done.stdout + done.stderr)
    print(json.dumps({"passed": passed, "failed": failed}))
    sys.exit(1 if failed else 0)


main()
