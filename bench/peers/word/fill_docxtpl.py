"""Fills a Word template by docxtpl: fill_docxtpl.py TEMPLATE DATA OUTPUT [DATA OUTPUT]… Data are JSON files."""

import json
import sys
from pathlib import Path

from docxtpl import DocxTemplate


def main():
    template, *pairs = sys.argv[1:]
    for data, output in zip(pairs[::2], pairs[1::2]):
        # docxtpl recommends an object for each document: filling changes it.
        document = DocxTemplate(template)
        document.render(json.loads(Path(data).read_text("utf-8")))
        document.save(output)


if __name__ == "__main__":
    main()
