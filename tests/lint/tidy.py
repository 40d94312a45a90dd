#!/usr/bin/env python3
"""clang-tidy over the sources that changed since a commit (default HEAD), or over those named; --all for every source."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def changed(since):
    done = subprocess.run(["git", "-c", "safe.directory=*", "diff", "--name-only", since, "--", "*.cpp"], cwd=ROOT,
                          stdout=subprocess.PIPE, check=True)
    new = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "--others", "--exclude-standard", "--", "*.cpp"],
                         cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return (done.stdout + new.stdout).decode().split()


def tidy(build, path):
    done = subprocess.run(["clang-tidy-19", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option", path],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode(errors="replace").strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--since", default="HEAD")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("paths", nargs="*")
    args = parser.parse_args()
    compiled = {str(pathlib.Path(e["file"]).resolve().relative_to(ROOT))
                for e in json.loads((args.build / "compile_commands.json").read_text())}
    wanted = [p for p in (sorted(compiled) if args.all else args.paths or changed(args.since)) if p in compiled]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for path, text in zip(wanted, pool.map(lambda p: tidy(args.build, p), wanted)):
            wrong = "warning:" in text or "error:" in text
            failed += wrong
            print(f"{'FAILED' if wrong else 'ok':7}{path}" + (f"\n{text}" if wrong else ""), flush=True)
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
