"""Looks at what a tool made: nobody may win by leaving something out."""

import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import dataclass

# Peers break words with hyphens, and number pages as they like; more than this share of the text may not lack.
LEAST_SHARE = 0.995


@dataclass
class Output:
    size: int
    pages: int = 0  # or sheets' rows
    standard: str = ""
    fault: str = ""
    digest: str = ""  # where all tools must make the same bytes


def pdf_text(path):
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def characters(text):
    return Counter(character for character in text if not character.isspace())


def missing_share(wanted, got):
    """The share of the wanted characters, each as often as it is wanted, that are missing."""
    lacking = sum((wanted - got).values())
    return lacking / max(1, sum(wanted.values()))


def texts_in(value):
    """All texts and numbers of a JSON value that a document shows."""
    if isinstance(value, dict):
        for member in value.values():
            yield from texts_in(member)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def inspect_pdf(path, wanted):
    """`wanted`: the characters that must be there."""
    raw = path.read_bytes()
    facts = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    output = Output(len(raw), int(re.search(r"Pages: +(\d+)", facts).group(1)))
    part = re.search(rb"pdfaid:part(?:>|=\")(\d)", raw)
    level = re.search(rb"pdfaid:conformance(?:>|=\")(\w)", raw)
    marks = [f"A-{part.group(1).decode()}{level.group(1).decode().lower() if level else ''}"] if part else []
    if b"pdfuaid:part" in raw:
        marks.append("UA-1")
    if re.search(r"Tagged: +yes", facts):
        marks.append("tagged")
    output.standard = ", ".join(marks)
    share = missing_share(wanted, characters(pdf_text(path)))
    if share > 1 - LEAST_SHARE:
        output.fault = f"{share:.1%} of the text is missing"
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    if not fonts or any(re.search(r" no +(yes|no) +(yes|no) +\d+ +\d+$", line) for line in fonts):
        output.fault = "fonts are not embedded"
    return output


def inspect_workbook(path, rows):
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    output = Output(path.stat().st_size, len(re.findall(rb"<row ", sheet)))
    if output.pages != rows + 1:
        output.fault = f"{output.pages} rows, {rows + 1} wanted"
    cells = len(re.findall(rb"<c ", sheet))
    if cells != (rows + 1) * 10:
        output.fault = f"{cells} cells, {(rows + 1) * 10} wanted"
    return output
