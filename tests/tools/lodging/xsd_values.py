"""Texts that a simple type allows, and texts that it does not."""
import random
import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sre_constants
    import sre_parse

LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"


def python_pattern(pattern):
    return (pattern.replace(r"\P{Z}", "[A-Za-z0-9]").replace(r"\p{IsBasicLatin}", "[!-~]").replace(r"\p{L}", "[A-Za-z]").replace(r"\p{Lu}", "[A-Z]")
            .replace(r"\p{Nd}", "[0-9]").replace(r"\d", "[0-9]").replace(r"\i", "[A-Za-z]").replace(r"\c", "[A-Za-z0-9]"))


def from_pattern(parsed, rng, reach):
    out = []
    for op, arg in parsed:
        if op is sre_constants.LITERAL:
            out.append(chr(arg))
        elif op is sre_constants.NOT_LITERAL:
            out.append("a" if chr(arg) != "a" else "b")
        elif op is sre_constants.ANY:
            out.append(rng.choice("abcdefgh123"))
        elif op is sre_constants.IN:
            out.append(one_of(arg, rng))
        elif op is sre_constants.BRANCH:
            out.append(from_pattern(rng.choice(arg[1]), rng, reach))
        elif op is sre_constants.SUBPATTERN:
            out.append(from_pattern(arg[-1], rng, reach))
        elif op in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            low, high, inner = arg
            high = min(int(high), max(int(low), reach))
            for _ in range(rng.choice([int(low), high, rng.randint(int(low), high)])):
                out.append(from_pattern(inner, rng, reach))
    return "".join(out)


def one_of(items, rng):
    if items[0][0] is sre_constants.NEGATE:
        banned = {chr(arg) for op, arg in items[1:] if op is sre_constants.LITERAL}
        return rng.choice([c for c in "abcxyz" if c not in banned])
    op, arg = rng.choice(items)
    if op is sre_constants.RANGE:
        return chr(rng.randint(arg[0], arg[1]))
    return chr(arg) if op is sre_constants.LITERAL else "a"


def lengths(simple):
    facets = simple.facets
    low = int(facets.get("length", facets.get("minLength", 0)))
    high = int(facets.get("length", facets.get("maxLength", max(low, 12))))
    return low, high


def number(simple, rng):
    facets, integer = simple.facets, simple.base not in ("decimal", "double", "float")
    low = float(facets.get("minInclusive", 1 if simple.base == "positiveInteger" else 0))
    digits, fraction = int(facets.get("totalDigits", 6)), 0 if integer else int(facets.get("fractionDigits", 2))
    high = min(float(facets.get("maxInclusive", 10 ** 12)), 10 ** (digits - fraction) - 1)
    if low != int(low):
        return facets["minInclusive"]
    value = rng.choice([low, high, low + 1]) if high >= low + 1 else low
    text = str(int(value))
    if fraction and rng.random() < 0.5 and digits > fraction and value < high:
        text += "." + str(rng.randint(1, 10 ** fraction - 1)).zfill(fraction).rstrip("0")
    return text.rstrip(".")


FIXED = {"date": ["2026-07-01", "2024-02-29", "2026-12-31"], "time": ["08:30:00", "23:59:59", "00:00:00"], "dateTime": ["2026-07-01T08:30:00", "2026-12-31T23:59:59"],
         "boolean": ["true", "false", "1", "0"], "gYear": ["2026"], "base64Binary": ["AAAA", "QUJD RA==", "QQ=="], "anyType": ["x"], "anySimpleType": ["x"]}


def good(simple, rng):
    if simple.enum:
        return rng.choice(simple.enum).strip()
    if simple.patterns:
        return patterned(simple, rng)
    if simple.base in FIXED:
        return rng.choice(FIXED[simple.base])
    if simple.base in ("string", "normalizedString", "token", "anyURI", "NMTOKEN", "language", "ID", "NCName"):
        low, high = lengths(simple)
        if simple.base == "language":
            return "en"
        return "".join(rng.choice(LETTERS) for _ in range(rng.choice([max(low, 1), high])))
    return number(simple, rng)


def patterned(simple, rng):
    low, high = lengths(simple)
    if not any(name in simple.facets for name in ("length", "minLength", "maxLength")):
        high = 10 ** 6
    compiled = [python_pattern(one) for one in simple.patterns]
    parsed = sre_parse.parse(compiled[-1])
    for attempt in range(400):
        text = from_pattern(parsed, rng, rng.choice([0, 1, 3, 7, max(low - 2, 0), max(min(high, 600) - 2, 0)])) if simple.base not in FIXED else rng.choice(FIXED[simple.base])
        if simple.base in ("decimal", "integer") and not numeric_fits(simple, text):
            continue
        if low <= len(text) <= high and text == text.strip() and "  " not in text and all(re.fullmatch(one, text) for one in compiled):
            return text
    raise ValueError(f"no text for {simple.patterns} {simple.facets}")


def numeric_fits(simple, text):
    whole, _, fraction = text.lstrip("+-").partition(".")
    facets = simple.facets
    if len(whole.lstrip("0")) + len(fraction.rstrip("0")) > int(facets.get("totalDigits", 99)) or len(fraction) > int(facets.get("fractionDigits", 99)):
        return False
    return float(facets.get("minInclusive", -1e30)) <= float(text) <= float(facets.get("maxInclusive", 1e30))


def bad(simple, rng):
    """A text with one fault and its name; None where the type allows everything."""
    out = []
    numeric = simple.base in ("decimal", "integer", "int", "long", "nonNegativeInteger", "positiveInteger", "double")
    if simple.enum:
        out.append(("not listed", "Q" * 7))
    if simple.patterns:
        out += [("pattern", "\u00a7 \u00a7"), ("pattern", "??" + "!" * 40)]
    if "length" in simple.facets or "maxLength" in simple.facets:
        out.append(("too long", "X" * (lengths(simple)[1] + 1)))
    if int(simple.facets.get("length", simple.facets.get("minLength", 0))) > 0:
        out.append(("empty", ""))
    if numeric or simple.base in ("date", "time", "dateTime", "boolean"):
        out += [("no such value", "abc"), ("empty", "")]
    if simple.base == "base64Binary":
        out += [("no such value", "A-_~"), ("cut short", "AAAAA")]
    if simple.base == "date":
        out.append(("no such day", "2026-02-30"))
    if "fractionDigits" in simple.facets and numeric:
        out.append(("too many decimals", "1." + "1" * (int(simple.facets["fractionDigits"]) + 1)))
    if "totalDigits" in simple.facets and numeric:
        out.append(("too many digits", "1" * (int(simple.facets["totalDigits"]) + 1)))
    if "minInclusive" in simple.facets and numeric:
        out.append(("too small", str(int(float(simple.facets["minInclusive"])) - 1)))
    return rng.choice(out) if out else None
