"""Modules use each other downwards only, as tests/lint/uses.txt declares."""
import re

import source
from source import Finding

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# Headers of the language: no dot, no folder. Those of C with ".h" are foreign and must be declared.
STANDARD = re.compile(r"[a-z0-9_]+\Z")


def table(text):
    modules, only, never = {}, {}, {}
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        words = line.split()
        if not words:
            continue
        if words[0] == "only":
            only[words[1]] = words[2:]
        elif words[0] == "never":
            never.setdefault(words[1], []).extend(words[2:])
        else:
            name, _, rest = line.partition(":")
            uses, _, libraries = rest.partition("|")
            modules[name.strip()] = (uses.split(), libraries.split())
    return modules, only, never


def cycles(modules):
    """The table itself must run downwards: a module may only use modules declared above it."""
    seen, wrong = set(), []
    for name, (uses, _) in modules.items():
        wrong += [f"{name} uses {other}, which is not declared above it" for other in uses if other not in seen]
        seen.add(name)
    return wrong


def judge(path, text, modules, only, never):
    module = path.split("/")[1]
    if module not in modules:
        return [Finding(path, 1, f"module '{module}' is not in tests/lint/uses.txt")]
    uses, libraries = modules[module]
    found = []
    for match in INCLUDE.finditer(text):
        header, line = match.group(2), source.line_of(text, match.start())
        first = header.split("/")[0]
        if header in never.get(module, []) or first + "/" in never.get(module, []):
            found.append(Finding(path, line, f"'{module}' may never include <{header}>"))
        for limited, folders in only.items():
            if header.startswith(limited) and not path.startswith(tuple(folders)):
                found.append(Finding(path, line, f"<{header}> may be included only under {' '.join(folders)}"))
        if match.group(1) == '"':
            target = first if "/" in header else module
            if target != module and target not in uses:
                found.append(Finding(path, line, f"'{module}' may not use '{target}' ({header})"))
            if "/" not in header:
                found.append(Finding(path, line, f'write the module too: "{module}/.../{header}"'))
        elif not STANDARD.match(header) and not header.startswith(tuple(libraries) or ("\0",)):
            found.append(Finding(path, line, f"'{module}' may not use the library of <{header}>; it is not in uses.txt"))
    return found


def check(_):
    modules, only, never = table(source.text("tests/lint/uses.txt"))
    found = [Finding("tests/lint/uses.txt", 1, sentence) for sentence in cycles(modules)]
    for path in source.code():
        found += judge(path, source.text(path), modules, only, never)
    return found


def samples():
    modules, only, never = table("base :\ncore : base\nserver : base core | boost/asio\n"
                                 "only boost/asio/ssl src/server/http/\nnever core chrono\n")
    def bad(path, text):
        return bool(judge(path, text, modules, only, never))
    yield "upward use", bad("src/base/a.h", '#include "core/x.h"')
    yield "undeclared library", bad("src/core/a.h", "#include <sqlite3.h>")
    yield "clock in the core", bad("src/core/a.h", "#include <chrono>")
    yield "header outside its folder", bad("src/server/a.h", "#include <boost/asio/ssl.hpp>")
    yield "unknown module", bad("src/other/a.h", "")
    yield "downward use is fine", not bad("src/core/a.h", '#include "base/id.h"\n#include <vector>')
    yield "an upward table", bool(cycles(table("a : b\nb :\n")[0]))
