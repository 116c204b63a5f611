#!/usr/bin/python3
"""WeasyPrint's part: expands a Jinja template with the data and prints it as PDF/A.

Usage: print_weasyprint.py TEMPLATE DATA OUTPUT [STYLE…]    DATA may be `-`: the template has no holes
"""

import json
import logging
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration


def main():
    template, data, output, *styles = sys.argv[1:]
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it warns of properties that are gongwen's own
    environment = Environment(loader=FileSystemLoader(Path(template).parent), autoescape=True)
    values = {} if data == "-" else json.loads(Path(data).read_text("utf-8"))
    markup = environment.get_template(Path(template).name).render(values)
    fonts = FontConfiguration()
    counters = CounterStyle()
    sheets = [CSS(filename=style, font_config=fonts, counter_style=counters) for style in styles]
    HTML(string=markup).write_pdf(
        output, stylesheets=sheets, font_config=fonts, counter_style=counters, variant="pdf/a-2b"
    )


if __name__ == "__main__":
    main()
