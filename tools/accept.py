#!/usr/bin/env python3
"""./dev accept NAME [--full] [--only ID]: prints each bar of tests/accept/NAME.toml with its figure.

Fast bars are measured now; long ones come from docs/acceptance/NAME.json, which only --full writes. A record is old, and
counts as failed, once a file it measured or the bar itself has changed. A bar without a record counts as skipped.

A bar:
  [[bar]]
  id = "decision-time"                  # stable, unique
  promise = "p99 at 300 decisions a second is at most 20 ms"
  command = "build/release/bench/bench_http --rate 300"     # run by bash from the root; must end with status 0
  figure = 'p99 ([\\d.]+) ms'            # first group of the last match in the output; without it: the last line
  unit = "ms"
  judge = "<= 20"                       # <, <=, ==, >=, > NUMBER; or "matches REGEXP"; or "status" (status 0 is enough)
  level = "fast"                        # or "full"
  paths = ["src", "bench"]              # what the figure depends on; default: those of the file, else src
  minutes = 10                          # stopped after that, default 10
At the top of the file: paths = [...] and prepare = ["./dev build release"], run before any bar.
"""
import argparse
import datetime
import hashlib
import json
import operator
import os
import pathlib
import platform
import re
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = {"id", "promise", "command", "figure", "unit", "judge", "level", "paths", "minutes"}
COMPARE = {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt}


def git(root, *arguments):
    done = subprocess.run(["git", "-c", "safe.directory=*", *arguments], cwd=root, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return done.stdout.decode()


def commit(root):
    name = git(root, "rev-parse", "--short=12", "HEAD").strip() or "none"
    return name + ("+changes" if git(root, "status", "--porcelain").strip() else "")


def content_hash(root, path):
    """A hash of every file under path that git tracks or would track: the same before and after the commit."""
    names = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", path)
    total = hashlib.sha256()
    for name in sorted({n for n in names.split("\0") if n and (root / n).is_file()}):
        total.update(name.encode() + b"\0" + hashlib.sha256((root / name).read_bytes()).digest())
    return total.hexdigest()[:16]


def definition_hash(bar):
    return hashlib.sha256(json.dumps(bar, sort_keys=True).encode()).hexdigest()[:16]


def load(root, name):
    path = root / "tests/accept" / f"{name}.toml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in (root / "tests/accept").glob("*.toml"))) or "none yet"
        sys.exit(f"there is no {path.relative_to(root)}; there are: {known}")
    document = tomllib.loads(path.read_text())
    bars, seen = document.get("bar", []), set()
    for bar in bars:
        bar.setdefault("level", "fast")
        bar.setdefault("judge", "status")
        bar.setdefault("paths", document.get("paths", ["src"]))
        wrong = [f"unknown key '{key}'" for key in bar.keys() - KEYS]
        wrong += [f"no '{key}'" for key in ("id", "promise", "command") if not bar.get(key)]
        wrong += ["level must be fast or full"] if bar["level"] not in ("fast", "full") else []
        wrong += ["its id stands twice"] if bar.get("id") in seen else []
        if not re.match(r"(status\Z|matches .|(<=?|==|>=?) -?[\d.]+\Z)", bar["judge"]):
            wrong.append(f"cannot judge by '{bar['judge']}'")
        if wrong:
            sys.exit(f"{path.relative_to(root)}: bar '{bar.get('id', '?')}': {'; '.join(wrong)}")
        seen.add(bar["id"])
    return bars, document.get("prepare", [])


def judge(bar, code, output):
    """(figure, passed, why not)."""
    lines = [line for line in output.strip().splitlines() if line.strip()]
    if "figure" in bar:
        found = re.findall(bar["figure"], output, re.MULTILINE)
        if not found:
            return "", False, f"the output has no figure (status {code})"
        figure = found[-1] if isinstance(found[-1], str) else found[-1][0]
    else:
        figure = lines[-1].strip() if lines else ""
    if code != 0:
        return figure, False, f"ended with status {code}"
    if bar["judge"] == "status":
        return figure, True, ""
    if bar["judge"].startswith("matches "):
        good = re.search(bar["judge"].removeprefix("matches "), figure) is not None
        return figure, good, "" if good else f"does not match {bar['judge'].removeprefix('matches ')}"
    sign, limit = bar["judge"].split()
    try:
        good = COMPARE[sign](float(figure.replace(",", "").replace("'", "")), float(limit))
    except ValueError:
        return figure, False, "the figure is no number"
    return figure, good, "" if good else f"is not {bar['judge']}"


def measure(root, bar):
    start = time.monotonic()
    try:
        done = subprocess.run(["bash", "-c", bar["command"]], cwd=root, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60 * bar.get("minutes", 10))
        code, output = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        code, output = "none: stopped", (late.stdout or b"").decode(errors="replace")
    figure, passed, why = judge(bar, code, output)
    return {"bar": bar["promise"], "judge": bar["judge"], "figure": figure, "unit": bar.get("unit", ""),
            "passed": passed, "why": why, "commit": commit(root),
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "seconds": round(time.monotonic() - start, 1), "cores": os.cpu_count(), "machine": platform.machine(),
            "paths": {path: content_hash(root, path) for path in bar["paths"]}, "definition": definition_hash(bar),
            }, output


def from_record(root, bar, record):
    """The recorded result, turned into a failure where what it measured has changed since."""
    if record is None:
        return {"figure": "", "passed": None, "why": "no record; run --full", "commit": "", "date": ""}
    changed = [path for path in bar["paths"] if record["paths"].get(path) != content_hash(root, path)]
    if record.get("definition") != definition_hash(bar):
        changed.append("the bar itself")
    if changed:
        return record | {"passed": False, "why": f"the record is older than {', '.join(changed)}"}
    return record


def row(bar, result):
    state = {True: "ok", False: "FAILED", None: "SKIPPED"}[result["passed"]]
    figure = f"{result['figure']} {bar.get('unit', '')}".strip() or "-"
    figure = figure if len(figure) <= 40 else figure[:37] + "..."
    judged = "" if bar["judge"] == "status" else bar["judge"][:24]
    print(f"{state:8}{bar['id']:34}{figure:42}{judged:14}{bar['level']:6}{result['commit']:22}{result['date']}", flush=True)
    print(f"        {bar['promise']}" + (f"\n        -> {result['why']}" if result.get("why") else ""), flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev accept", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--full", action="store_true", help="measure the long bars too and record every bar")
    parser.add_argument("--only", action="append", help="with or without --full: only this bar (repeatable)")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help=argparse.SUPPRESS)
    args = parser.parse_args()
    root = args.root.resolve()
    bars, prepare = load(root, args.name)
    chosen = [bar for bar in bars if not args.only or bar["id"] in args.only]
    if not chosen:
        sys.exit(f"no bar to judge in tests/accept/{args.name}.toml")
    kept = root / "docs/acceptance" / f"{args.name}.json"
    records = json.loads(kept.read_text()) if kept.exists() else {}
    for command in prepare:
        if subprocess.run(["bash", "-c", command], cwd=root, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
            sys.exit(f"cannot prepare: {command}")
    counts = {True: 0, False: 0, None: 0}
    for bar in chosen:
        output = ""
        if args.full or bar["level"] == "fast":
            result, output = measure(root, bar)
        else:
            result = from_record(root, bar, records.get(bar["id"]))
        row(bar, result)
        counts[result["passed"]] += 1
        if output and result["passed"] is False:
            print("\n".join("        | " + line for line in output.strip().splitlines()[-15:]), flush=True)
        if args.full:
            records[bar["id"]] = result
            known = {b["id"] for b in bars}
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps({k: v for k, v in records.items() if k in known}, indent=1, ensure_ascii=False,
                                       sort_keys=True) + "\n")
    print(f"{counts[True]} passed, {counts[False]} failed" + (f", {counts[None]} skipped" if counts[None] else ""))
    return 0 if counts[True] == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
