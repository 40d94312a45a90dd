#!/usr/bin/env python3
"""Checks of the repository itself. Each says what is wrong and where, and proves on samples that it would see it."""
import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import evidence  # noqa: E402
import purity  # noqa: E402
import shape  # noqa: E402
import traps  # noqa: E402
import uses  # noqa: E402
import words  # noqa: E402

CHECKS = {"uses": uses, "purity": purity, "traps": traps, "words": words, "shape": shape, "evidence": evidence}


def newest_build():
    """The build whose core is newest: its symbols are read when no build is named."""
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    archives = sorted((root / "build").glob("*/libonestop_core.a"), key=lambda p: p.stat().st_mtime)
    return archives[-1].parent if archives else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, help="a build folder whose libonestop_core.a is read")
    parser.add_argument("--count", action="store_true", help="end with a JSON line of counts and print no warnings")
    args = parser.parse_args()
    build = args.build or newest_build()
    passed = failed = 0
    for name, module in CHECKS.items():
        blind = [sample for sample, seen in module.samples() if not seen]
        findings = module.check(build)
        for sample in blind:
            print(f"{name}: the check is wrong about: {sample}")
        for finding in findings:
            print(f"{name}: {finding}")
        print(f"{'FAILED' if blind or findings else 'ok':7}lint/{name}")
        passed, failed = passed + (not blind and not findings), failed + bool(blind or findings)
    if args.count:
        print(json.dumps({"passed": passed, "failed": failed}))
    else:
        for warning in shape.warnings():
            print(f"warning: {warning}")
        print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
