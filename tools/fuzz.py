#!/usr/bin/env python3
"""Runs every fuzzer for some seconds; a finding is kept in build/fuzz/findings and fails the run."""
import argparse
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMORY_MB = 2048
LONGEST_INPUT = 65536


def fuzz(program, seconds, findings):
    name = program.name.removeprefix("fuzz_")
    seeds = ROOT / "tests/fuzz/corpus" / name
    grown = ROOT / "build/fuzz/corpus" / name  # kept between runs, so that the next one starts where this one ended
    grown.mkdir(parents=True, exist_ok=True)
    (findings / name).mkdir(parents=True, exist_ok=True)
    dictionary = ROOT / "tests/fuzz/dictionary" / f"{name}.dict"
    command = [program, f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY_MB}", f"-max_len={LONGEST_INPUT}",
               "-timeout=10", "-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={findings / name}/"]
    command += [f"-dict={dictionary}"] if dictionary.exists() else []
    command += [grown] + ([seeds] if seeds.is_dir() else [])
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=seconds * 3 + 120)
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode(errors="replace")
        return 1, 0, "?", said + f"\nit had not ended {seconds * 3 + 120} s after its start"
    text = done.stdout.decode(errors="replace")
    runs = re.search(r"number_of_executed_units:\s*(\d+)", text)
    covered = re.findall(r"cov: (\d+)", text)
    return done.returncode, int(runs.group(1)) if runs else 0, covered[-1] if covered else "?", text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--name", default="")
    args = parser.parse_args()
    programs = sorted(p for p in args.build.rglob("fuzz_*") if p.is_file() and os.access(p, os.X_OK)
                      and p.name.removeprefix("fuzz_").startswith(args.name))
    if not programs:
        print(f"there is no fuzzer{' named ' + args.name if args.name else ''}; put one into tests/fuzz/NAME.cpp")
        return 1
    passed = failed = 0
    for program in programs:
        code, runs, covered, text = fuzz(program, args.seconds, args.build / "findings")
        good = code == 0 and runs > 0
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok' if good else 'FAILED':7}{program.name:32}{runs:12} runs in {args.seconds} s, coverage {covered}",
              flush=True)
        if not good:
            print("\n".join("       | " + line for line in text.splitlines()[-40:]), flush=True)
            print(f"         replay: {program} {args.build / 'findings' / program.name.removeprefix('fuzz_')}/<file>")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
