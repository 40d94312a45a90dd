"""What the checks share: the files of the repository and C++ text without its comments and strings."""
import functools
import pathlib
import re
import subprocess
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CODE = (".h", ".cpp")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.sentence}"


@functools.cache
def files():
    """Every file git tracks or would track, as a path from the root."""
    names = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
                            "--exclude-standard"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return sorted({n for n in names.decode().split("\0") if n and (ROOT / n).is_file()})


@functools.cache
def text(path):
    """The file's text, or nothing where it is not text."""
    raw = (ROOT / path).read_bytes()
    if b"\0" in raw[:4096]:
        return ""
    return raw.decode("utf-8", errors="replace")


def code(folder="src/"):
    return [p for p in files() if p.startswith(folder) and p.endswith(CODE)]


TOKEN = re.compile(r'''R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/''',
                   re.DOTALL)


def bare(source):
    """C++ with comments blanked and strings emptied; every line stays where it was."""
    def blank(match):
        token = match.group(0)
        lines = "\n" * token.count("\n")
        return lines if token.startswith("/") else '""' + lines
    return TOKEN.sub(blank, source)


def line_of(source, position):
    return source.count("\n", 0, position) + 1
