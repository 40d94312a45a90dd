#!/usr/bin/env python3
"""Runs every test suite, counts single cases, ends with one line `N passed, N failed, N skipped`.

A suite is a test program of CTest (GoogleTest programs are counted by case), the lint, the type check of the pages and
the browser tests. What cannot run is counted as skipped, with the reason; it is never left out in silence.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LONG = ("crash", "browser", "long")  # suites that `fast` leaves out
SHOWN_LINES = 60  # of a failed suite's output
TROUBLE = re.compile(r"ERROR: \w+Sanitizer|runtime error:|: Failure$|\[  FAILED  \]|^not ok|: FAILED|Error:|^dev: |defect")
# A sanitizer's picture of memory: twenty lines that nobody reads.
SANITIZER_MAP = re.compile(r"(=>|\s\s)0x[0-9a-f]{12}:|Shadow byte|  [A-Z][\w ]*( \w+)*:\s+([0-9a-f]{2}\s*)+$")
# What GoogleTest prints about a case that passed.
PASSED_CASE = re.compile(r"^\[ RUN      \] (\S+)\n\[       OK \] \1 .*\n", re.MULTILINE)


class Result:
    def __init__(self, suite, passed=0, failed=0, skipped=0, notes=(), output="", seconds=0.0):
        self.suite, self.passed, self.failed, self.skipped = suite, passed, failed, skipped
        self.notes, self.output, self.seconds = list(notes), output, seconds


class Suite:
    """A name and something to call; `alone` keeps other suites from running beside it."""

    def __init__(self, name, run, alone=False):
        self.name, self.run, self.alone = name, run, alone


def environment(extra=()):
    env = dict(os.environ)
    env.setdefault("ASAN_OPTIONS", "abort_on_error=0:detect_leaks=1:strict_string_checks=1")
    env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    for pair in extra:
        key, _, value = pair.partition("=")
        env[key] = value
    return env


def call(command, cwd, timeout, env):
    try:
        done = subprocess.run(command, cwd=cwd, env=env, timeout=timeout, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace") + f"\nstopped after {timeout:.0f} s\n"
    except OSError as error:
        return 127, str(error)


def gtest_cases(path):
    """Names of (passed, failed, skipped) cases in a GoogleTest report, or None where there is no report."""
    try:
        report = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    passed, failed, skipped = [], [], []
    for group in report.get("testsuites", []):
        for case in group.get("testsuite", []):
            name = f"{group['name']}.{case['name']}"
            if case.get("status") != "RUN":
                skipped.append(f"{name}: disabled")
            elif case.get("result") == "SKIPPED":
                reason = next((s.get("message", "") for s in case.get("skipped", [])), "no reason given")
                skipped.append(f"{name}: {reason.strip().splitlines()[-1] if reason.strip() else 'no reason given'}")
            elif case.get("failures"):
                failed.append(name)
            else:
                passed.append(name)
    return passed, failed, skipped


def died(suite, code, output):
    """A program that ended before its report: what it had printed says how far it came."""
    passed = re.findall(r"^\[       OK \] (\S+)", output, re.MULTILINE)
    failed = re.findall(r"^\[  FAILED  \] (\S+) \(", output, re.MULTILINE)
    begun = re.findall(r"^\[ RUN      \] (\S+)", output, re.MULTILINE)
    unfinished = [name for name in begun[-1:] if name not in passed + failed]
    how = "was stopped" if code is None else f"ended with status {code}"
    notes = [f"failed: {name}" for name in failed]
    notes.append(f"failed: {unfinished[0]}, in which the program {how}" if unfinished else f"the program {how}")
    return Result(suite, len(passed), len(failed) + 1, notes=notes, output=output)


def run_program(test):
    properties = {p["name"]: p["value"] for p in test.get("properties", [])}
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        env = environment(properties.get("ENVIRONMENT", []))
        env["GTEST_OUTPUT"] = f"json:{report}"
        code, output = call(test["command"], properties.get("WORKING_DIRECTORY", ROOT),
                            float(properties.get("TIMEOUT", 540)), env)
        cases = gtest_cases(report)
    if cases is None:
        if code == 0:
            return Result(test["name"], passed=1)
        return died(test["name"], code, output)
    passed, failed, skipped = cases
    result = Result(test["name"], len(passed), len(failed), len(skipped), output=output if failed or code != 0 else "")
    result.notes += [f"failed: {name}" for name in failed] + [f"skipped: {name}" for name in skipped]
    if code != 0 and not failed:
        result.failed += 1
        result.notes.append(f"every case passed, yet the program ended with status {code}")
    return result


def counted(suite, command, cwd=ROOT, timeout=540.0, extra=()):
    """A suite in another language; its last line that is a JSON object {"passed", "failed", "skipped"} is the count."""
    code, output = call(command, cwd, timeout, environment(extra))
    lines = output.strip().splitlines()
    for number in range(len(lines) - 1, -1, -1):
        try:
            count = json.loads(lines[number])
            passed, failed, skipped = (int(count.get(key, 0)) for key in ("passed", "failed", "skipped"))
        except (ValueError, AttributeError):
            continue
        if code != 0 and failed == 0:
            failed = 1
        text = "\n".join(lines[:number])
        return Result(suite, passed, failed, skipped, output=text if failed else "",
                      notes=[line for line in lines[:number] if line.startswith("skipped:")])
    return Result(suite, passed=int(code == 0), failed=int(code != 0), output="" if code == 0 else output)


def skipped(suite, reason):
    return Result(suite, skipped=1, notes=[f"skipped: {reason}"])


def run_types():
    if not (ROOT / "web/package.json").exists():
        return skipped("web/types", "there is no web/package.json yet")
    if not (ROOT / "web/node_modules/.bin/tsc").exists():
        return Result("web/types", failed=1, notes=["npm ci did not install TypeScript"])
    scripts = json.loads((ROOT / "web/package.json").read_text()).get("scripts", {})
    total = Result("web/types")
    for name in sorted(n for n in scripts if n.startswith("check:")) or ["tsc"]:  # each check is one test, however much it looks at
        command = ["node_modules/.bin/tsc", "--noEmit"] if name == "tsc" else ["npm", "run", "--silent", name]
        code, output = call(command, ROOT / "web", 540.0, environment())
        total.passed, total.failed = total.passed + (code == 0), total.failed + (code != 0)
        if code != 0:
            total.notes.append(f"failed: {name}")
            total.output += output
    return total


def run_web_units():
    if not (ROOT / "web/package.json").exists():
        return skipped("web/unit", "there is no web/package.json yet")
    scripts = json.loads((ROOT / "web/package.json").read_text()).get("scripts", {})
    if "test" not in scripts:
        return skipped("web/unit", "web/package.json has no script 'test'")
    return counted("web/unit", ["npm", "run", "--silent", "test"], cwd=ROOT / "web")


def run_browser(build):
    tests = sorted(p for p in (ROOT / "tests/browser").glob("*.mjs") if ".test." in p.name or p.name == "run.mjs")
    entry = [p for p in tests if p.name == "run.mjs"] or tests
    if not entry:
        return [skipped("browser", "there is no tests/browser/*.test.mjs yet")]
    if not (ROOT / "web/dist/index.html").exists():
        return [Result("browser", failed=1, notes=["web/dist is missing: the pages were not built"])]
    program = build / "onestop"
    if not program.exists():
        return [Result("browser", failed=1, notes=[f"{program} was not built"])]
    extra = [f"ONESTOP_PROGRAM={program.resolve()}", f"ONESTOP_WEB={ROOT / 'web/dist'}"]
    return [counted(f"browser/{p.name.removesuffix('.mjs').removesuffix('.test')}", ["node", str(p)], timeout=900.0, extra=extra)
            for p in entry]


def run_whole_post(build):
    """Two layouts, a third of the crossings: the instrumented program is slow. All of them are a bar of tests/accept."""
    program = build / "onestop"
    if not program.exists():
        return Result("http/whole_post", failed=1, notes=[f"{program} was not built"])
    return counted("http/whole_post", [sys.executable, "tests/http/whole_post.py", str(program), "--seed", "1", "--few", "--count",
                                       "--only", "korday two_stop 2010", "korday country_of_entry 2010"])


def run_demo(build):
    """The demonstration in a minute, its server killed in the middle."""
    program = build / "onestop"
    if not program.exists():
        return Result("crash/demo", failed=1, notes=[f"{program} was not built"])
    return counted("crash/demo", [sys.executable, "tests/crash/demo_kill.py", str(program)])


def run_faults(build):
    """Three runs; two hundred are a bar of tests/accept."""
    program, world = build / "onestop", build / "tests/libfaults_world.so"
    if not program.exists() or not world.exists():
        return Result("long/faults", failed=1, notes=[f"{program} or {world} was not built"])
    return counted("long/faults", [sys.executable, "tests/faults/run.py", str(program), str(world), "--runs", "3"])


def suites_of(build):
    suites = [Suite("lint", lambda: counted("lint", [sys.executable, "tests/lint/lint.py", "--build", str(build), "--count"]))]
    suites.append(Suite("tools", lambda: counted("tools", [sys.executable, "tests/tools/run.py"])))
    listing = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"], stdout=subprocess.PIPE,
                             check=True)
    for test in json.loads(listing.stdout)["tests"]:
        labels = next((p["value"] for p in test.get("properties", []) if p["name"] == "LABELS"), [])
        if not test.get("command"):
            suites.append(Suite(test["name"], lambda t=test: Result(t["name"], failed=1, notes=["was not built"])))
        else:
            suites.append(Suite(test["name"], lambda t=test: run_program(t), alone="alone" in labels))
    suites.append(Suite("http/whole_post", lambda: run_whole_post(build)))
    suites.append(Suite("crash/demo", lambda: run_demo(build), alone=True))
    suites.append(Suite("long/faults", lambda: run_faults(build), alone=True))
    suites.append(Suite("web/types", run_types))
    suites.append(Suite("web/unit", run_web_units))
    suites.append(Suite("browser", lambda: run_browser(build), alone=True))
    return suites


def chosen(suites, names):
    if not names:
        late = [s for s in suites if s.name.startswith("long/")]
        return [s for s in suites if s not in late], [s.name for s in late]
    if names == ["fast"]:
        late = [s for s in suites if s.name.startswith(LONG)]
        return [s for s in suites if s not in late], [s.name for s in late]
    picked = [s for s in suites if any(s.name.startswith(n) for n in names)]
    unknown = [n for n in names if not any(s.name.startswith(n) for s in suites)]
    if unknown:
        sys.exit(f"no suite begins with: {', '.join(unknown)}; there are: {', '.join(s.name for s in suites)}")
    return picked, []


def excerpt(output):
    """The part of a failed suite's output that says why: from the first sign of trouble on, else its end."""
    output = PASSED_CASE.sub("", output)
    lines = [line for line in output.strip().splitlines() if not SANITIZER_MAP.match(line)]
    first = next((number for number, line in enumerate(lines) if TROUBLE.search(line)), None)
    if first is None or len(lines) - first <= SHOWN_LINES:
        return lines[-SHOWN_LINES:]
    return lines[max(0, first - 5):first + SHOWN_LINES - 15] + ["..."] + lines[-8:]


def show(results):
    for result in results:
        state = "FAILED" if result.failed else "ok"
        print(f"{state:7}{result.suite:32}{result.passed:6} passed{result.failed:4} failed{result.skipped:4} skipped"
              f"{result.seconds:8.1f} s", flush=True)
        for note in result.notes:
            print(f"         {note}", flush=True)
        for line in excerpt(result.output):
            print(f"       | {line}", flush=True)


def timed(suite):
    start = time.monotonic()
    try:
        results = suite.run()
    except Exception as error:  # a broken suite must not hide the others
        results = Result(suite.name, failed=1, notes=[f"the runner failed: {error!r}"])
    results = results if isinstance(results, list) else [results]
    for result in results:
        result.seconds = time.monotonic() - start
    show(results)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--broken", action="append", default=[], help="a step before the tests that failed")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    suites = suites_of(args.build.resolve())
    if args.list:
        print("\n".join(s.name for s in suites))
        return 0
    picked, left_out = chosen(suites, args.names)
    results = [Result("build", failed=1, notes=[text]) for text in args.broken]
    show(results)
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("ONESTOP_JOBS", os.cpu_count() or 2))) as pool:
        for answer in pool.map(timed, [s for s in picked if not s.alone]):
            results += answer
    for suite in (s for s in picked if s.alone):
        results += timed(suite)
    results += [skipped(name, f"asked for by name: ./dev test {name}") for name in left_out]
    passed, failed, late = (sum(getattr(r, key) for r in results) for key in ("passed", "failed", "skipped"))
    bad = [r.suite for r in results if r.failed]
    missing = [f"{r.suite} ({note.removeprefix('skipped: ')})" for r in results for note in r.notes
               if note.startswith("skipped:")]
    if missing:
        print("skipped: " + "; ".join(missing))
    if bad:
        print("failed: " + ", ".join(bad))
    if passed + failed == 0:
        print("no test ran")
    print(f"{passed} passed, {failed} failed" + (f", {late} skipped" if late else ""), flush=True)
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
