#!/usr/bin/python3
"""Expands a Jinja template with the data into one page with its styles in it, for a browser.

Usage: expand_page.py TEMPLATE DATA OUTPUT [STYLE…]    DATA may be `-`: the template has no holes
"""

import json
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def main():
    template, data, output, *styles = sys.argv[1:]
    environment = Environment(loader=FileSystemLoader(Path(template).parent), autoescape=True)
    values = {} if data == "-" else json.loads(Path(data).read_text("utf-8"))
    markup = environment.get_template(Path(template).name).render(values)
    sheets = "".join(f"<style>{Path(style).read_text('utf-8')}</style>\n" for style in styles)
    Path(output).write_text(markup.replace("</head>", sheets + "</head>"), "utf-8")


if __name__ == "__main__":
    main()
