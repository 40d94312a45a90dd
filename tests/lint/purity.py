"""The core has no clock, chance, file, socket, thread or locale: judged by its symbols and by its words."""
import pathlib
import re
import subprocess

import source
from source import Finding

# Of undefined symbols, demangled. Whole C names are matched, C++ names by their beginning.
FORBIDDEN = {
    "a clock; pass `now` as an argument":
        r"(clock_gettime|gettimeofday|time|clock|localtime(_r)?|gmtime(_r)?|mktime|strftime|nanosleep|usleep|sleep)\Z"
        r"|std::chrono::.*clock::now",
    "chance; pass the draw as an argument":
        r"(rand|srand|random|drand48|getrandom|getentropy|arc4random\w*|randombytes\w*|RAND_\w+)\Z|std::random_device",
    "a file; the store reads and writes":
        r"(f?open(64|at)?|fread|fwrite|fputs|puts|putchar|p?read(64)?|p?write(64)?|close|unlink|rename|l?stat(64)?|mmap)\Z"
        r"|std::(__cxx11::)?(basic_)?[io]?f(ile)?stream|std::filesystem|std::(__cxx11::)?basic_filebuf",
    "a socket; the server speaks to the outside":
        r"(socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|e?poll\w*|select)\Z",
    "a thread or a lock; the core is called by one thread at a time":
        r"pthread_(?!once\b|key)\w+\Z|std::thread|std::condition_variable|std::mutex|std::this_thread|__cxa_thread_atexit",
    "a stream or a locale; results must not depend on the machine's language":
        r"std::locale|std::ios_base|std::(__cxx11::)?basic_(i|o|io)?stream|std::(__cxx11::)?basic_[io]?stringstream"
        r"|std::c(out|err|in|log)\b|std::ctype|std::use_facet"
        r"|(setlocale|localeconv|newlocale|uselocale|strto(d|f|ld)|ato[fil]+|v?(sn|s|f)?printf|is(alpha|alnum|digit|space|upper|lower|punct)|to(upper|lower))\Z",
    "the environment or the process; nothing outside the arguments may count":
        r"(getenv|secure_getenv|system|fork|exec\w+|exit|getpid|signal|sigaction|kill)\Z",
}
PATTERNS = {reason: re.compile(pattern) for reason, pattern in FORBIDDEN.items()}
FLOATING = re.compile(r"\b(float|double|std::stod|std::stof)\b|(?<![\w.])\d+\.\d+(?![\w.])|(?<![\w.])\d+e-?\d+\b")
REVEAL = re.compile(r"(?:\.|->)\s*reveal\s*\(")


def judge_symbols(listing):
    """listing: `nm -C` of an archive; what the archive defines itself is not the outside."""
    wanted, own, member = {}, set(), "?"
    for line in listing.splitlines():
        if line.endswith(":") and " " not in line:
            member = line[:-1]
        undefined = re.match(r"\s+[Uw] (.+)", line)
        defined = re.match(r"[0-9a-f]+ [A-TV-Za-vx-z] (.+)", line)
        if undefined:
            wanted.setdefault(undefined.group(1), member)
        elif defined:
            own.add(defined.group(1))
    found = []
    for symbol, place in sorted(wanted.items()):
        name = re.sub(r"@.*", "", symbol)
        if name in own or name.startswith(("__asan", "__ubsan", "__sanitizer")):
            continue
        for reason, pattern in PATTERNS.items():
            if pattern.match(name):
                found.append((place, name, reason))
    return found


def judge_words(path, text):
    plain = source.bare(text)
    found = [Finding(path, source.line_of(plain, m.start()), f"floating point in the core: '{m.group(0)}'")
             for m in FLOATING.finditer(plain)]
    found += [Finding(path, source.line_of(plain, m.start()),
                      "the core reveals a guarded field; a replica without it would come to another state")
              for m in REVEAL.finditer(plain)]
    return found


def check(build):
    found = []
    for path in source.code("src/core/"):
        found += judge_words(path, source.text(path))
    if not build:
        return found
    archive = pathlib.Path(build) / "libonestop_core.a"
    if not archive.exists():
        if any(p.endswith(".cpp") for p in source.code("src/core/")):
            found.append(Finding(str(archive), 0, "the core was not built, its symbols could not be read"))
        return found
    listing = subprocess.run(["nm", "-C", archive], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found += [Finding(f"{archive.name}({place})", 0, f"uses '{name}': {reason}")
              for place, name, reason in judge_symbols(listing.stdout.decode())]
    return found


def samples():
    def symbol(name):
        return bool(judge_symbols(f"a.o:\n                 U {name}\n"))
    for name in ("std::chrono::_V2::system_clock::now()", "clock_gettime", "rand", "getrandom", "fopen", "socket",
                 "pthread_create", "std::locale::locale()", "std::ios_base::Init::Init()", "getenv", "snprintf",
                 "std::random_device::_M_getval()", "std::cout", "tolower", "strtod"):
        yield f"symbol {name}", symbol(name)
    for name in ("malloc", "memcpy", "operator new(unsigned long)", "std::__throw_length_error(char const*)",
                 "onestop::crossing::time_of(int)", "timeless", "__cxa_guard_acquire"):
        yield f"symbol {name} is fine", not symbol(name)
    yield "a symbol of its own is fine", not judge_symbols("a.o:\n                 U rand\nb.o:\n0000000000000000 T rand\n")
    for text in ("double x;", "auto x = 0.5;", "field.reveal()", "field->reveal ()"):
        yield f"words {text}", bool(judge_words("a.cpp", text))
    for text in ("// a double entry", 'auto s = "0.5";', "int x = 1'000;", "f(a.b, 12)"):
        yield f"words {text} are fine", not judge_words("a.cpp", text)
