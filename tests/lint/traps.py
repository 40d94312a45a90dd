"""Traps of the compiler and the libraries that cost a day each; see docs/adr/0004."""
import re

import source
from source import Finding

# A capture list: brackets behind something that is neither a name nor a closing bracket (that would be an index).
LAMBDA = re.compile(r"(?<![\w)\]])\[[^\]\[]*\](?=\s*(\(|\{|mutable|$))")
MADE_HERE = re.compile(r"(std::(string|vector|array|to_string)|fmt::format|\b[A-Z][a-z]\w*(::[A-Z][a-z]\w*)*)\s*(<[^;]*>)?\s*\(")


def statements(plain):
    """(position, text, what ended it) of each piece between ; { and }."""
    start = 0
    for match in re.finditer(r"[;{}]", plain):
        yield start, plain[start:match.start()], match.group(0)
        start = match.end()


def judge(path, text):
    plain = source.bare(text)
    found = []
    def add(position, sentence):
        found.append(Finding(path, source.line_of(plain, position), sentence))
    for start, piece, end in statements(plain):
        at = piece.find("co_await")
        if at < 0:
            continue
        position, awaited = start + at, piece[at:]
        if "?" in piece and re.search(r"(?<!:):(?!:)", piece[piece.index("?"):]):
            add(position, "co_await inside ?: is miscompiled by g++ 12; write if and else")
        if LAMBDA.search(awaited):
            add(position, "a lambda inside a co_await expression is destroyed twice by g++ 12; name it first")
        if end == "{" and re.search(r"[(,]\s*(const\s+)?[A-Za-z_][\w:]*(<.*>)?\s*$", awaited):
            add(position, "a temporary inside a co_await expression is destroyed twice by g++ 12; name it first")
        if MADE_HERE.search(awaited[awaited.find("(") + 1:] if "(" in awaited else ""):
            add(position, "a temporary inside a co_await expression is destroyed twice by g++ 12; name it first")
    for match in re.finditer(r"\bany_completion_handler\b", plain):
        add(match.start(), "any_completion_handler of Boost 1.81 recurses for ever")
    for match in re.finditer(r"\basio::experimental\b", plain):
        add(match.start(), "the experimental parts of Asio 1.81 are off limits")
    for match in re.finditer(r"\bstd::format\b|#\s*include\s*<format>", plain):
        add(match.start(), "g++ 12 has no std::format; use fmt")
    return found


def check(_):
    found = []
    for path in source.code("src/") + source.code("tests/") + source.code("bench/"):
        found += judge(path, source.text(path))
    return found


def samples():
    for text in ("auto x = good ? co_await f() : g();", "x = c ? g() : co_await f();",
                 "co_await f([this](int n) { return n; });", "co_await f([&] { g(); });", "co_await f(Reply{1, 2});",
                 "co_await f(std::string(\"a\"));", "co_await send(Reply(x));", "asio::any_completion_handler<void()> h;",
                 "std::format(\"{}\", 1);"):
        yield text, bool(judge("a.cpp", text))
    for text in ("if (good) co_await f(); else g();", "co_await f(map[key], use_awaitable);",
                 "auto n = co_await socket.async_read_some(asio::buffer(bytes_), asio::use_awaitable);",
                 "x = a ? b : c; co_await f();", "// co_await f([] {})\n", "if (co_await f()) {", "while (co_await g(a, b)) {"):
        yield f"{text} is fine", not judge("a.cpp", text)
