"""Valid messages and messages with one fault, made from an XSD; xmllint is the judge of both, our reader is judged by it.

usage: xsd_instances.py JUDGE SCHEMA ROOT TABLE [--count 200] [--seed 1] [--keep FOLDER]
JUDGE is the program lodging_judge, TABLE the format's table: faults are put where it looks ("..." is not looked into).
Prints the agreement; exit code 1 where a message was judged otherwise than by xmllint.
"""
import argparse
import collections
import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import xsd_values
from xsd_model import Any, Complex, Element, Group, Schemas, Simple, UNBOUNDED


EMPTY = "value left out"  # the element stands there with nothing in it


class Made:
    """An element of a message with the declaration it was made from."""
    def __init__(self, element, node, above, path):
        self.element, self.node, self.above, self.path = element, node, above, path


class Generator:
    def __init__(self, root, rng, opaque):
        self.root, self.rng, self.opaque = root, rng, opaque
        self.on, self.off, self.chosen = collections.Counter(), collections.Counter(), collections.Counter()

    def message(self, style):
        self.style, self.made = style, []
        return self.element(self.root, None, self.root.name, 0)

    def wanted(self, key, inside_opaque):
        """Whether an optional part is put in: all, none, or what was rarer so far."""
        if self.style == "least":
            out = False
        elif self.style == "most":
            out = not inside_opaque
        elif inside_opaque:
            out = self.on[key] == 0 or self.rng.random() < 0.1
        else:
            out = self.on[key] < self.off[key] if self.rng.random() < 0.5 else self.rng.random() < 0.5
        (self.on if out else self.off)[key] += 1
        return out

    def times(self, part, key):
        inside = any(key == one or key.startswith(one + "/") for one in self.opaque)
        if part.high == 0:
            return 0
        if part.low == 0 and not self.wanted(key, inside):
            return 0
        most = min(part.high, max(part.low, 3))
        return max(part.low, 1) if self.style == "least" or inside else self.rng.choice([max(part.low, 1), most])

    def element(self, element, above, path, depth):
        node = ET.Element(f"{{{element.namespace}}}{element.name}" if element.namespace else element.name)
        self.made.append(Made(element, node, above, path))
        kind = element.type
        if isinstance(kind, Simple):
            node.text = element.fixed or xsd_values.good(kind, self.rng)
            return node
        for name, (simple, required, fixed) in kind.attributes.items():
            if required or self.wanted(f"{path}/@{name}", False):
                node.set(name, fixed or xsd_values.good(simple, self.rng))
        if kind.simple:
            node.text = xsd_values.good(kind.simple, self.rng)
        elif kind.particle:
            for _ in range(max(kind.particle.low, 1)):
                self.group(kind.particle, node, path, depth)
        return node

    def group(self, group, node, path, depth):
        parts = group.parts
        if group.kind == "choice":
            part = min(parts, key=lambda one: (self.chosen[(path, parts.index(one))], self.rng.random()))
            self.chosen[(path, parts.index(part))] += 1
            parts = [part]
        for part in parts:
            if isinstance(part, Element):
                key = f"{path}/{part.name}"
                for _ in range(self.times(part, key) if depth < 14 or part.low else 0):
                    node.append(self.element(part, node, key, depth + 1))
            elif isinstance(part, Group):
                key = f"{path}?{group.parts.index(part)}"
                for _ in range(self.times(part, key) if part.low == 0 or part.high > 1 else 1):
                    self.group(part, node, path, depth)


def fault(generator, rng):
    """One fault in the message made last: its name and the paths (without ordinals) where it may be reported."""
    seen = [one for one in generator.made if not any(one.path == skip or one.path.startswith(skip + "/") for skip in generator.opaque)]
    for _ in range(200):
        one = rng.choice(seen)
        kind, above = one.element.type, one.above
        simple = kind if isinstance(kind, Simple) else kind.simple
        parent = one.path.rpartition("/")[0]
        what = rng.choice(["value", "value", "drop", "twice", "unknown", "order", "text", "below", "space", "attribute", "empty", "empty"])
        if what == "value" and simple is not None and len(one.node) == 0:
            wrong = xsd_values.bad(simple, rng)
            if wrong and one.node.text != wrong[1]:
                one.node.text = wrong[1]
                return f"value: {wrong[0]}", [one.path]
        if what == "empty" and simple is not None and len(one.node) == 0 and one.node.text and not one.element.fixed:
            one.node.text = ""
            return EMPTY if one.element.low > 0 else EMPTY + ", optional", [one.path]
        if what == "drop" and above is not None and one.element.low > 0:
            same = [node for node in above if node.tag == one.node.tag]
            if len(same) <= one.element.low:
                above.remove(one.node)
                return "left out", [parent]
        if what == "twice" and above is not None and one.element.high < 4:
            index = list(above).index(one.node)
            for _ in range(one.element.high):
                above.insert(index, copy.deepcopy(one.node))
            return "too often", [one.path, parent]
        if what == "unknown" and above is not None:
            above.insert(rng.randint(0, len(above)), ET.Element("Nonsense"))
            return "unknown part", [parent + "/Nonsense"]
        if what == "order" and above is not None:
            index = list(above).index(one.node)
            if index + 1 < len(above) and above[index + 1].tag != one.node.tag:
                above.remove(one.node)
                above.append(one.node)
                return "out of order", [one.path, parent] + [f"{parent}/{node.tag.rpartition('}')[2]}" for node in above]
        if what == "text" and isinstance(kind, Complex) and not kind.simple and len(one.node):
            one.node.text = "stray"
            return "text between parts", [one.path]
        if what == "below" and simple is not None and simple.base != "anyType":
            ET.SubElement(one.node, "Nonsense")
            return "part in a text", [one.path, one.path + "/Nonsense"]
        if what == "space" and above is not None:
            one.node.tag = "{urn:nonsense}" + one.element.name
            return "other namespace", [one.path]
        if what == "attribute":
            one.node.set("nonsense", "1")
            return "unknown attribute", [one.path + "/@nonsense", one.path]
    raise RuntimeError("no place for a fault")


def opaque_paths(table):
    out, stack = [], []
    for line in pathlib.Path(table).read_text(encoding="utf-8").splitlines():
        body = line.strip()
        if not body or body.split()[0] in ("format", "space", "set", "lenient", "open") or body.startswith(('R"', ")")):
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        name = body.split()[0].split(":")[-1]
        stack[depth:] = [None if body.startswith("(") else name]
        if body.endswith(("...", '...)table"')):
            out.append("/".join(one for one in stack if one))
    return out


def xmllint(schema, files):
    verdict = {}
    for start in range(0, len(files), 100):
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, *files[start:start + 100]], stderr=subprocess.PIPE, text=True)
        for line in done.stderr.splitlines():
            for words, ok in ((" validates", True), (" fails to validate", False)):
                if line.endswith(words):
                    verdict[line[:-len(words)]] = ok
    return verdict


def plain(place):
    out, inside = "", False
    for letter in place:
        inside = letter == "[" or (inside and letter != "]")
        out += "" if inside or letter in "[]" else letter
    return out.lstrip("/")


def main():
    asked = argparse.ArgumentParser()
    for name in ("judge", "schema", "root", "table"):
        asked.add_argument(name)
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep")
    asked = asked.parse_args()
    rng = random.Random(asked.seed)
    root = Schemas(asked.schema).root(asked.root)
    generator = Generator(root, rng, opaque_paths(asked.table))
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(asked.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "written").mkdir(exist_ok=True)
        files, faults = [], {}
        for number in range(2 * asked.count):
            style = "least" if number % 20 == 0 else "most" if number % 50 == 1 else "mixed"
            message = generator.message(style)
            name = str(folder / f"{'good' if number < asked.count else 'bad'}_{number:03}.xml")
            if number >= asked.count:
                faults[name] = fault(generator, rng)
            ET.ElementTree(message).write(name, encoding="UTF-8", xml_declaration=True)
            files.append(name)
        judged = subprocess.run([asked.judge, str(folder / "written")], input="\n".join(files), stdout=subprocess.PIPE, text=True, check=True)
        ours = {one["file"]: one for one in map(json.loads, judged.stdout.splitlines())}
        theirs = xmllint(asked.schema, files)
        again = xmllint(asked.schema, [str(folder / "written" / pathlib.Path(one).name) for one in files[:asked.count]])
        return report(asked, generator, files, faults, ours, theirs, again)


def report(asked, generator, files, faults, ours, theirs, again):
    good, wrong = [one for one in files if one not in faults], list(faults)
    valid = [one for one in good if theirs.get(one)]
    broken = [one for one in wrong if theirs.get(one) is False]
    agreed_good = [one for one in valid if ours[one]["findings"] == 0]
    agreed_bad = [one for one in broken if ours[one]["findings"] > 0]
    placed = [one for one in agreed_bad if plain(ours[one]["place"]) in faults[one][1]]
    kept = [one for one in valid if ours[one]["kept"]]
    # A required text that its type allows to be empty: no fault to xmllint, a warning to us.
    hollow = [one for one in wrong if theirs.get(one) and faults[one][0] == EMPTY]
    warned = [one for one in hollow if ours[one]["code"] == "structure.empty" and plain(ours[one]["place"]) in faults[one][1]]
    emptied = [one for one in broken if faults[one][0].startswith(EMPTY)]
    rewritten = [one for one in again if again[one]]
    options = set(generator.on) | set(generator.off)
    both = [one for one in options if generator.on[one] and generator.off[one]]
    print(f"{asked.root}: seed {asked.seed}; {len(valid)} of {len(good)} made messages valid by xmllint, {len(broken)} of {len(wrong)} faulty ones invalid")
    print(f"  optional parts on and off: {len(both)} of {len(options)}")
    print(f"  valid: read {sum(ours[one]['read'] for one in valid)} of {len(valid)}, no error found in {len(agreed_good)}, read again the same {len(kept)}, written again valid {len(rewritten)}")
    print(f"  one fault: error found in {len(agreed_bad)} of {len(broken)}, {len(placed)} at the right place")
    print(f"  values left out: {len([one for one in emptied if one in agreed_bad])} of {len(emptied)} refused by both, {len(warned)} of {len(hollow)} that the schema lets pass warned of")
    for one in hollow:
        if one not in warned:
            print(f"  not warned of: {faults[one]} {one}")
    for one in valid:
        if one not in agreed_good or one not in kept:
            print(f"  differs: {one} {ours[one]}")
    for one in broken:
        if one not in agreed_bad:
            print(f"  missed: {faults[one]} {one}")
        elif one not in placed:
            print(f"  elsewhere: {faults[one]} found {ours[one]['code']} {ours[one]['place']}")
    lost = len(valid) - len(agreed_good) + len(broken) - len(agreed_bad) + len(valid) - len(kept) + len(agreed_bad) - len(placed) + len(hollow) - len(warned)
    return 1 if lost or len(valid) < len(good) else 0


if __name__ == "__main__":
    sys.exit(main())
