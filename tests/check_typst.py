#!/usr/bin/env python3
"""`share --typst`: the PDF that anybody's Typst makes of it is PDF/A-3a and PDF/UA-1 and carries the data.

    check_typst.py [PROGRAM]

Typst itself refuses to write these formats where something is missing that they ask for. Then the attached data are taken
out again and checked by the program.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parent.parent


def main():
    program = str(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CPDFOLIO_BIN", ROOT / "target/debug/cpdfolio"))
    with tempfile.TemporaryDirectory(prefix="cpdfolio-typst-") as temp:
        site, out = Path(temp) / "site", Path(temp) / "out"
        shutil.copytree(ROOT / "examples/portfolio", site)
        for year in ("2023", "2025"):
            subprocess.run([program, "share", year, "--yes", "--typst", out / year, "--open", "all", "--site", site, "--as-of", "2026-01-05"], check=True, capture_output=True)
            pdf = typst.compile(str(out / year / "record.typ"), pdf_standards=["a-3a", "ua-1"])
            path = out / f"{year}.pdf"
            path.write_bytes(pdf)
            subprocess.run(["pdfdetach", "-save", "1", "-o", out / "back.json", path], check=True, capture_output=True)
            if (out / "back.json").read_bytes() != (out / year / "record.json").read_bytes():
                sys.exit(f"FAIL  {year}: the attached data are not the data")
            subprocess.run([program, "verify", out / "back.json"], check=True, capture_output=True)
            again = typst.compile(str(out / year / "record.typ"), pdf_standards=["a-3a", "ua-1"])
            if again != pdf:
                sys.exit(f"FAIL  {year}: the same record gives other bytes")
            print(f"ok    {year}: PDF/A-3a and PDF/UA-1, {len(pdf)} bytes, data attached and whole")


main()
