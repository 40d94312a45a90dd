"""Writes the schemas that a WSDL carries inside into a folder, one file each, importing each other by file.

usage: split_wsdl.py WSDL FOLDER        the file of namespace "...:SPSCertificate:17" is SPSCertificate.xsd
"""
import pathlib
import re
import sys


def split(wsdl, folder):
    text = pathlib.Path(wsdl).read_text(encoding="utf-8")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    schemas = re.findall(r"<xs:schema\b.*?</xs:schema>", text, re.S)
    names = {}
    for number, schema in enumerate(schemas):
        space = re.search(r'targetNamespace="([^"]*)"', schema).group(1)
        words = [word for word in re.split(r"\W+", space) if word and not word.isdigit()]
        names[space] = f"{words[-1]}.xsd" if f"{words[-1]}.xsd" not in names.values() else f"{words[-1]}{number}.xsd"
    for schema in schemas:
        space = re.search(r'targetNamespace="([^"]*)"', schema).group(1)
        schema = re.sub(r'<xs:import namespace="([^"]*)"\s*/>', lambda found: f'<xs:import namespace="{found.group(1)}" schemaLocation="{names[found.group(1)]}"/>' if found.group(1) in names else found.group(0), schema)
        (folder / names[space]).write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + schema, encoding="utf-8")
    return names


if __name__ == "__main__":
    print("\n".join(split(*sys.argv[1:3]).values()))
