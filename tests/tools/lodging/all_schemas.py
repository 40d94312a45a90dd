"""For each format with a schema: 200 messages made from it and 200 with one fault, judged by xmllint and by our reader.

usage: all_schemas.py JUDGE SOURCE_DIR      reads ONESTOP_DATA; exit code 77 where that, or xmllint, is not there
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from split_wsdl import split

ROOTS = [("eaeu/fts-album-5.23.0/PI_AutoArrive.xsd", "PI_AutoArrive", "pi_auto_arrive"), ("eaeu/fts-album-5.23.0/PI_NoCustoms.xsd", "PI_NoCustoms", "pi_no_customs"),
         ("eaeu/fts-album-5.23.0/ESADout_CU.xsd", "ESADout_CU", "esadout_cu"), ("ncts/xsd-phase5-v2_1/cc015c.xsd", "CC015C", "cc015c"),
         ("ephyto/ephyto-hub.wsdl", "SPSCertificate", "sps_certificate")]


def main():
    judge, source = sys.argv[1:3]
    data = os.environ.get("ONESTOP_DATA")
    if not data or not shutil.which("xmllint"):
        print("skipped: lodged messages are not made from their schemas;", "xmllint is not installed" if data else "ONESTOP_DATA is not set")
        return 77
    wrong = judged = 0
    for schema, root, table in ROOTS:
        path = pathlib.Path(data) / schema
        if not path.exists():
            print(f"skipped: {root}; there is no {schema}")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            if path.suffix == ".wsdl":
                split(path, scratch)
                path = pathlib.Path(scratch) / f"{root}.xsd"
            done = subprocess.run([sys.executable, str(pathlib.Path(__file__).with_name("xsd_instances.py")), judge, str(path), root, f"{source}/src/lodging/formats/{table}.inc"])
            wrong += done.returncode != 0
            judged += 1
    print(f"{wrong} of {judged} roots judged otherwise than by xmllint")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
