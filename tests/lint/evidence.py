"""Every test that docs/security.md names beside a line is there. `file::Suite.Name` names a GoogleTest case, `file::words`
a question of a script that holds these words."""
import re

import source
from source import Finding

PAGE = "docs/security.md"
NAMED = re.compile(r"`((?:tests|web/tests)/[\w./-]+)::([^`]+)`")
LINE = re.compile(r"^\| *(\d+\.\d+\.\d+)")
ANSWERS = re.compile(r"`[\w./-]+::|not met:|does not apply:|by hand\b")


def holds(text, path, name):
    if not path.endswith(".cpp"):
        return name in text
    suite, _, case = name.partition(".")
    return re.search(rf"TEST(_F|_P)?\(\s*{re.escape(suite)}\s*,\s*{re.escape(case)}\s*\)", text) is not None


def judge(page, read):
    found = []
    for number, line in enumerate(page.splitlines(), 1):
        for path, name in NAMED.findall(line):
            text = read(path)
            if text is None:
                found.append(Finding(PAGE, number, f"there is no file {path}"))
            elif not holds(text, path, name):
                found.append(Finding(PAGE, number, f"{path} has no test {name}"))
        if LINE.match(line) and not ANSWERS.search(line):
            found.append(Finding(PAGE, number, "a requirement names neither a test nor why there is none"))
    return found


def read_file(path):
    file = source.ROOT / path
    return file.read_text(errors="replace") if file.is_file() else None


def check(_):
    page = read_file(PAGE)
    return judge(page, read_file) if page is not None else [Finding(PAGE, 1, "there is no such page")]


def samples():
    files = {"tests/a_test.cpp": "TEST_F(Suite, Case) {}\n", "tests/b.py": 'ask("does it hold")'}
    yield "a case that is there", not judge("| 1.1.1 | x | `tests/a_test.cpp::Suite.Case` |", files.get)
    yield "a case that is not there", bool(judge("| 1.1.1 | x | `tests/a_test.cpp::Suite.Other` |", files.get))
    yield "a suite that is not there", bool(judge("`tests/a_test.cpp::Other.Case`", files.get))
    yield "a file that is not there", bool(judge("`tests/none_test.cpp::Suite.Case`", files.get))
    yield "the question of a script", not judge("`tests/b.py::does it hold`", files.get)
    yield "no question of a script", bool(judge("`tests/b.py::does it float`", files.get))
    yield "a requirement without an answer", bool(judge("| 1.1.1 | x | well |", files.get))
    yield "a requirement that is not met, and why", not judge("| 1.1.1 | x | not met: it is early |", files.get)
