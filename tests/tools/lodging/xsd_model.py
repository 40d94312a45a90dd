"""What an XSD allows, as a tree: elements, particles, attributes, simple types. As much of XSD 1.0 as customs schemas use."""
import pathlib
import re
import xml.etree.ElementTree as ET

XS = "{http://www.w3.org/2001/XMLSchema}"
UNBOUNDED = 1 << 30


class Simple:
    """A simple type with the facets of all its restrictions."""
    def __init__(self, base):
        self.base = base
        self.enum, self.patterns, self.facets = None, [], {}

    def restricted(self, restriction):
        out = Simple(self.base)
        out.enum, out.patterns, out.facets = self.enum, list(self.patterns), dict(self.facets)
        values, patterns = [], []
        for facet in restriction:
            name, value = facet.tag.replace(XS, ""), facet.get("value")
            if name == "enumeration":
                values.append(value)
            elif name == "pattern":
                patterns.append(value)
            elif value is not None:
                out.facets[name] = value
        if values:
            out.enum = values
        if patterns:
            out.patterns.append("|".join(patterns) if len(patterns) == 1 else "|".join(f"({one})" for one in patterns))
        return out


class Complex:
    def __init__(self):
        self.particle = None      # Group or None
        self.attributes = {}      # name -> (simple, required, fixed)
        self.simple = None        # simple content


class Group:
    def __init__(self, kind, low, high, parts):
        self.kind, self.low, self.high, self.parts = kind, low, high, parts


class Element:
    def __init__(self, namespace, name, low, high, resolve, fixed=None):
        self.namespace, self.name, self.low, self.high, self.fixed = namespace, name, low, high, fixed
        self._resolve, self._type = resolve, None

    @property
    def type(self):
        if self._type is None:
            self._type = self._resolve()
        return self._type


class Any:
    def __init__(self, low, high):
        self.low, self.high = low, high


BUILTIN = {"string": ("string", {}), "normalizedString": ("normalizedString", {}), "token": ("token", {})}


class Schemas:
    """The closure of one schema file over its includes and imports in the same folder."""
    def __init__(self, path):
        self.elements, self.types, self.groups, self.seen = {}, {}, {}, set()
        self.cache = {}
        self.load(pathlib.Path(path), None)

    def load(self, path, adopted):
        if (path, adopted) in self.seen or not path.exists():
            return
        self.seen.add((path, adopted))
        prefixes = {}
        for event, item in ET.iterparse(path, events=("start-ns", "end")):
            if event == "start-ns":
                prefixes[item[0]] = item[1]
            else:
                root = item
        self.load_root(root, prefixes, adopted, path.parent)

    def load_root(self, root, prefixes, adopted, folder):
        target = root.get("targetNamespace") or adopted or ""
        if adopted and not root.get("targetNamespace"):
            prefixes = {**prefixes, "": adopted}
        where = (prefixes, target, root.get("elementFormDefault") == "qualified", root.get("attributeFormDefault") == "qualified")
        for item in root:
            kind, name = item.tag.replace(XS, ""), item.get("name")
            if kind in ("include", "import") and item.get("schemaLocation") and folder:
                self.load(folder / item.get("schemaLocation"), target if kind == "include" else None)
            elif kind == "element":
                self.elements[(target, name)] = (item, where)
            elif kind in ("complexType", "simpleType"):
                self.types[(target, name)] = (item, where)
            elif kind == "group":
                self.groups[(target, name)] = (item, where)

    def name(self, text, where):
        prefix, _, local = text.rpartition(":")
        return where[0].get(prefix, ""), local

    def root(self, name):
        for (namespace, local), (item, where) in self.elements.items():
            if local == name:
                return self.element(item, where, True)
        raise KeyError(name)

    def occurs(self, item):
        high = item.get("maxOccurs", "1")
        return int(item.get("minOccurs", "1")), UNBOUNDED if high == "unbounded" else int(high)

    def element(self, item, where, top=False):
        low, high = (1, 1) if top else self.occurs(item)
        if item.get("ref"):
            namespace, local = self.name(item.get("ref"), where)
            item, where = self.elements[(namespace, local)]
            top = True
        qualified = top or item.get("form", "qualified" if where[2] else "unqualified") == "qualified"
        namespace = where[1] if qualified else ""
        return Element(namespace, item.get("name"), low, high, lambda: self.type_of(item, where), item.get("fixed"))

    def type_of(self, item, where):
        if item.get("type"):
            return self.named(self.name(item.get("type"), where))
        for child in item:
            if child.tag == XS + "complexType":
                return self.complex(child, where)
            if child.tag == XS + "simpleType":
                return self.simple(child, where)
        return Simple("anyType")

    def named(self, key):
        if key[0] == XS[1:-1]:
            return Simple(key[1])
        if key not in self.cache:
            item, where = self.types[key]
            self.cache[key] = self.complex(item, where) if item.tag == XS + "complexType" else self.simple(item, where)
        return self.cache[key]

    def simple(self, item, where):
        for child in item:
            if child.tag == XS + "restriction":
                base = self.named(self.name(child.get("base"), where)) if child.get("base") else self.simple(child.find(XS + "simpleType"), where)
                return base.restricted(child)
        return Simple("string")

    def complex(self, item, where):
        out = Complex()
        self.fill(out, item, where)
        return out

    def fill(self, out, item, where):
        for child in item:
            kind = child.tag.replace(XS, "")
            if kind in ("sequence", "choice", "all", "group"):
                particle = self.particle(child, where)
                out.particle = particle if out.particle is None else Group("sequence", 1, 1, [out.particle, particle])
            elif kind == "attribute":
                self.attribute(out, child, where)
            elif kind in ("complexContent", "simpleContent"):
                self.content(out, child, where)

    def content(self, out, item, where):
        for child in item:
            if child.tag not in (XS + "extension", XS + "restriction"):
                continue
            base = self.named(self.name(child.get("base"), where))
            if isinstance(base, Simple):
                out.simple = base
            else:
                if child.tag == XS + "extension":
                    out.particle = base.particle
                out.attributes.update(base.attributes)
                out.simple = base.simple
            if child.tag == XS + "restriction" and out.simple:
                out.simple = out.simple.restricted(child)
            self.fill(out, child, where)

    def attribute(self, out, item, where):
        use = item.get("use", "optional")
        if item.get("ref"):
            return
        if use == "prohibited":
            out.attributes.pop(item.get("name"), None)
            return
        if item.get("type"):
            simple = self.named(self.name(item.get("type"), where))
        else:
            inner = item.find(XS + "simpleType")
            simple = self.simple(inner, where) if inner is not None else Simple("string")
        out.attributes[item.get("name")] = (simple, use == "required", item.get("fixed"))

    def particle(self, item, where):
        kind = item.tag.replace(XS, "")
        low, high = self.occurs(item)
        if kind == "group":
            named, there = self.groups[self.name(item.get("ref"), where)]
            inner = next(child for child in named if child.tag in (XS + "sequence", XS + "choice", XS + "all"))
            return Group("sequence", low, high, [self.particle(inner, there)])
        parts = []
        for child in item:
            name = child.tag.replace(XS, "")
            if name == "element":
                parts.append(self.element(child, where))
            elif name in ("sequence", "choice", "group"):
                parts.append(self.particle(child, where))
            elif name == "any":
                parts.append(Any(*self.occurs(child)))
        return Group(kind, low, high, parts)


def of_wsdl(path, root_namespace_ends):
    """The schemas that a WSDL carries inside, as one closure."""
    out = Schemas.__new__(Schemas)
    out.elements, out.types, out.groups, out.seen, out.cache = {}, {}, {}, set(), {}
    prefixes = {}
    for event, item in ET.iterparse(path, events=("start-ns", "end")):
        if event == "start-ns":
            prefixes[item[0]] = item[1]
        else:
            root = item
    for schema in root.iter(XS + "schema"):
        out.load_root(schema, prefixes, None, None)
    return out
