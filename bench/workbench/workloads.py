"""What is made: each workload names its data and what the tools make it from."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from . import inputs, outputs
from .paths import BULLETIN_SAMPLE, BUNDLES


@dataclass
class Workload:
    name: str
    title: str
    kind: str  # gongwen's
    data: Path
    ending: str = "pdf"
    rows: int = 0  # of its table
    page: Path | None = None  # the template of the peers that read HTML
    page_is_expanded: bool = False
    styles: list[Path] = field(default_factory=list)
    typst: str | None = None
    typst_data: Path | None = None  # where it differs from `data`

    def inspect(self, path):
        """What a tool made of it; `fault` says what is wrong with that."""
        if self.ending == "xlsx":
            return outputs.inspect_workbook(path, self.rows)
        return outputs.inspect_pdf(path, self._wanted_characters())

    def _wanted_characters(self):
        if self.page_is_expanded:
            body = ElementTree.fromstring(self.page.read_text("utf-8").split("\n", 1)[1]).find("body")
            return outputs.characters("".join(body.itertext()))
        data = json.loads(self.data.read_text("utf-8"))
        del data["date"]  # of the document, which no page shows
        return sum(map(outputs.characters, outputs.texts_in(data)), Counter())


def bulletin():
    return Workload(
        "bulletin", "monthly bulletin, 6 pages", "monthly-bulletin", BULLETIN_SAMPLE,
        page=inputs.bulletin_page(), page_is_expanded=True, styles=inputs.bulletin_styles(),
        typst="bulletin.typ", typst_data=inputs.bulletin_data(),
    )


def form():
    bundle = BUNDLES / "bench-form"
    return Workload(
        "form", "form of one page, 22 rows", "bench-form", inputs.form_data(),
        page=bundle / "document.html", styles=[bundle / "style.css"], typst="form.typ",
    )


def table(rows):
    bundle = BUNDLES / "bench-table"
    return Workload(
        f"table-{rows}", f"table of {rows:,} rows", "bench-table", inputs.table_data(rows), rows=rows,
        page=bundle / "document.html", styles=[bundle / "style.css"], typst="table.typ",
    )


def book(pages):
    return Workload(
        f"book-{pages}", f"book of {pages:,} pages", "bench-book", inputs.book_data(pages), typst="book.typ",
    )


def workbook(rows):
    return Workload(
        f"workbook-{rows}", f"workbook of {rows:,} rows × 10", "bench-table", inputs.workbook_data(rows),
        ending="xlsx", rows=rows,
    )
