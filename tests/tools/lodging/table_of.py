"""The first draft of a format's table from its XSD and a list of "path > member" lines (see src/lodging/shape.h).

usage: table_of.py SCHEMA ROOT NAME < LINES
Parts with a mapped part below them are written out with all their siblings; other parts with parts of their own become "...".
A line may end in "/*name > member": it holds for every part of that name below the path.
"""
import sys

from xsd_model import Any, Complex, Element, Group, Schemas, Simple, UNBOUNDED

BASES = {"string": "string", "normalizedString": "normal", "token": "token", "NMTOKEN": "token", "language": "token", "ID": "token", "NCName": "token", "anyURI": "token", "Name": "token",
         "decimal": "decimal", "integer": "integer", "int": "integer", "long": "integer", "short": "integer", "nonNegativeInteger": "integer min=0", "positiveInteger": "integer min=1", "unsignedInt": "integer min=0",
         "boolean": "boolean", "date": "date", "time": "time", "dateTime": "datetime", "gYear": "year", "double": "number", "float": "number", "anyType": "any", "anySimpleType": "any", "base64Binary": "any"}


def type_text(simple):
    out = BASES[simple.base]
    facets = simple.facets
    whitespace = facets.get("whiteSpace")
    if whitespace == "collapse" and out == "string":
        out = "token"
    low, high = facets.get("length", facets.get("minLength")), facets.get("length", facets.get("maxLength"))
    if "length" in facets:
        out += f" len={facets['length']}"
    elif low or high:
        out += f" len={low or 0}-{high or ''}"
    for facet, name in (("totalDigits", "digits"), ("fractionDigits", "fraction"), ("minInclusive", "min"), ("maxInclusive", "max")):
        if facet in facets:
            out += f" {name}={facets[facet]}"
    if simple.enum:
        out += " is=" + "|".join(dict.fromkeys(value.strip() for value in simple.enum))
    for pattern in simple.patterns:
        assert "`" not in pattern and " > " not in pattern, pattern
        out += f" `{pattern}`"
    return out


def occurs(low, high):
    named = {(1, 1): "1", (0, 1): "?", (0, UNBOUNDED): "*", (1, UNBOUNDED): "+"}
    return named.get((low, high)) or f"{low}-{999999 if high == UNBOUNDED else high}"


class Writer:
    def __init__(self, lines):
        self.exact, self.anywhere, self.used, self.spaces, self.rows = {}, [], set(), [""], []
        for line in lines:
            line = line.strip()
            if not line or line[0] == "#":
                continue
            path, member = (part.strip() for part in line.split(" > "))
            if "/*" in path:
                start, name = path.split("/*")
                self.anywhere.append((start, name, member, line))
            else:
                self.exact[path] = member

    def member(self, path):
        if path in self.exact:
            self.used.add(path)
            return self.exact[path]
        for start, name, member, line in self.anywhere:
            if path.endswith("/" + name) and path.startswith(start + "/"):
                self.used.add(line)
                return member
        return None

    def mapped_below(self, path):
        return any(one.startswith(path + "/") for one in self.exact) or any(start == path or start.startswith(path + "/") for start, *_ in self.anywhere)

    def below_anywhere(self, element, path, depth=0):
        """Does an "anywhere" line meet a part below this element?"""
        starts = [name for start, name, *_ in self.anywhere if path.startswith(start + "/") or path == start]
        if not starts or depth > 3 or not isinstance(element.type, Complex) or not element.type.particle:
            return False
        return any(one.name in starts or self.below_anywhere(one, path + "/" + one.name, depth + 1) for one in parts(element.type.particle))

    def space(self, uri):
        if uri not in self.spaces:
            self.spaces.append(uri)
        number = self.spaces.index(uri)
        return f"{number}:" if number else ""

    def element(self, element, path, depth):
        kind, member = element.type, self.member(path)
        head = "  " * depth + f"{self.space(element.namespace)}{element.name} {occurs(element.low, element.high)}"
        tail = f" > {member}" if member else ""
        simple = kind if isinstance(kind, Simple) else kind.simple
        if simple is not None:
            fixed = element.fixed
            self.rows.append(head + (f" ={fixed}" if fixed else " " + type_text(simple)) + tail)
            if isinstance(kind, Complex):
                self.attributes(kind, path, depth + 1)
            return
        if not (member or self.mapped_below(path) or self.below_anywhere(element, path)):
            self.rows.append(head + " ...")
            return
        self.rows.append(head + tail)
        self.attributes(kind, path, depth + 1)
        if kind.particle:
            self.group(kind.particle, path, depth + 1)

    def attributes(self, kind, path, depth):
        for name, (simple, required, fixed) in kind.attributes.items():
            member = self.member(f"{path}/@{name}")
            self.rows.append("  " * depth + f"@{name} {'1' if required else '?'} " + (f"={fixed}" if fixed else type_text(simple)) + (f" > {member}" if member else ""))

    def group(self, group, path, depth):
        plain = group.kind in ("sequence", "all") and (group.low, group.high) == (1, 1)
        if not plain:
            self.rows.append("  " * depth + f"({'choice' if group.kind == 'choice' else 'sequence'} {occurs(group.low, group.high)}")
            depth += 1
        for one in group.parts:
            if isinstance(one, Group):
                self.group(one, path, depth)
            elif isinstance(one, Element):
                self.element(one, f"{path}/{one.name}", depth)


def parts(group):
    for one in group.parts:
        if isinstance(one, Group):
            yield from parts(one)
        elif isinstance(one, Element):
            yield one


def main():
    schema, root, name = sys.argv[1:4]
    writer = Writer(sys.stdin)
    top = Schemas(schema).root(root)
    writer.element(top, root, 0)
    lost = [one for one in list(writer.exact) + [line for *_, line in writer.anywhere] if one not in writer.used]
    for one in lost:
        print(f"no such part: {one}", file=sys.stderr)
    print(f"format {name} xml {root}")
    for number, uri in enumerate(writer.spaces):
        if number:
            print(f"space {number} {uri}")
    print("\n".join(writer.rows))


if __name__ == "__main__":
    main()
