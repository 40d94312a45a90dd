"""Words that must not stand in the repository. They are put together here, or this file would find itself."""
import re

import source
from source import Finding

NEVER = {
    "a path of one workplace": r"(?<![\w.])/wor" + r"k/|\.\./sha" + r"red\b",
    "the host of a registry or mirror; take it from the machine's own configuration":
        r"registry\.(npm|yarn)" + r"\w+\.|(deb|security|snapshot|ftp)\.\w*\.?deb" + r"ian\.org|deb\.nodeso" + r"urce|pypi\.o" + r"rg",
    "work left undone; do it or delete it": r"\b(TO" + r"DO|FIX" + r"ME)\b|(//|#|\*).*\bXX" + r"X\b",
    "the number of an issue; write the reason itself": r"\bissue #?\d+\b",
}
PATTERNS = {reason: re.compile(pattern) for reason, pattern in NEVER.items()}
# ./dev derives the folder of reference data from where the checkout lies, in one line.
SHARED = re.compile(r"sha" + r"red/data")
RESOLVED = re.compile(r'"resolved"\s*:')


def judge(path, text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        found += [Finding(path, number, f"{reason}: {line.strip()[:100]}") for reason, pattern in PATTERNS.items()
                  if pattern.search(line)]
        if SHARED.search(line) and path != "dev":
            found.append(Finding(path, number, "only ./dev may know where reference data lies; use ONESTOP_DATA"))
        if path.endswith("package-lock.json") and RESOLVED.search(line):
            found.append(Finding(path, number, "a lock file names no registry (npm install --omit-lockfile-registry-resolved)"))
    if path == "dev" and len(SHARED.findall(text)) != 1:
        found.append(Finding(path, 1, "exactly one line derives the folder of reference data"))
    return found


def check(_):
    found = []
    for path in source.files():
        found += judge(path, source.text(path))
    return found


def samples():
    yield "a workplace path", bool(judge("a.md", "see /wor" + "k/main"))
    yield "a data folder", bool(judge("a.md", "cat ../sha" + "red/x"))
    yield "a mirror", bool(judge("a.sh", "http://deb.deb" + "ian.org/x"))
    yield "a registry", bool(judge("a.json", "https://registry.npm" + "js.org/x"))
    yield "work undone", bool(judge("a.cpp", "// TO" + "DO later"))
    yield "a resolved host", bool(judge("web/package-lock.json", '  "resolved": "x"'))
    yield "an issue number", bool(judge("a.md", "see issue " + "12"))
    yield "the currency code is fine", not judge("a.txt", "XX" + "X;no currency")
    yield "a word is fine", not judge("a.md", "the framework/works and homework/")
