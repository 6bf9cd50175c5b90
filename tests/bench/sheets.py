#!/usr/bin/env python3
"""A made-up sheet of any number of rows, the same bytes each time.

    sheets.py N FILE        FILE ends in .csv or .xlsx
"""
import csv
import pathlib
import sys
import zipfile
from xml.sax.saxutils import escape

HEAD = ["Date", "Activity", "Hours", "Type", "Provider", "Notes"]
NAMES = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="CPD" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def row(i):
    return [f"{2000 + i % 26}-{i % 12 + 1:02}-{i % 28 + 1:02}", f"Talk number {i} on power", f"{i % 5 + 1}.5", "Course",
            f"Body {i % 50}", f"What was said at {i}"]


def xlsx(n, path):
    def cell(column, line, text):
        at = f'{"ABCDEF"[column]}{line}'
        if column == 2 and line > 1:
            return f'<c r="{at}"><v>{text}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'

    rows = [HEAD, *(row(i) for i in range(n))]
    lines = (f'<row r="{k}">{"".join(cell(c, k, t) for c, t in enumerate(r))}</row>' for k, r in enumerate(rows, 1))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in {**NAMES, "xl/worksheets/sheet1.xml": sheet}.items():
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def write(n, path):
    if path.suffix == ".xlsx":
        return xlsx(n, path)
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEAD, *(row(i) for i in range(n))])


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    write(int(sys.argv[1]), pathlib.Path(sys.argv[2]))
