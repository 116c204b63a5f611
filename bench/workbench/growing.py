"""What grows in one direction only: pages of HTML, and data, with `count` units of something."""

import json
from dataclasses import dataclass
from typing import Callable

from .generate import Source
from .paths import BUNDLES, PROJECT, WORK

STYLE = (
    "@page { size: A4; margin: 25mm; @bottom-center { content: counter(page) } }"
    "html { font-family: 'Noto Serif CJK SC'; font-size: 12pt } p { text-indent: 2em }"
)


def page(body, style=""):
    return f'<!DOCTYPE html><html lang="zh-CN"><head><title>x</title><style>{STYLE}{style}</style></head><body>{body}</body></html>'


def rows(count):
    source = Source(11)
    cells = "".join(
        f"<tr><td>{place}</td><td>{source.pick('甲乙丙丁')}</td><td>{source.organisation()}</td></tr>" for place in range(count)
    )
    return page(f"<table><tbody>{cells}</tbody></table>", "td { border: 0.5pt solid }")


def pages(count):
    source = Source(12)
    return page("".join(f"<p>{source.sentences(700)}</p>" for _ in range(count)), "p { break-after: page }")


def depth(count):
    chains = 60  # one alone is too fast to be measured; a page has at most 400 levels
    return page(("<div>" * count + "<p>正文</p>" + "</div>" * count) * chains)


def style_rules(count):
    source = Source(13)
    rules = "".join(f".c{place} {{ color: #{place % 4096:03x} }}" for place in range(count))
    body = "".join(f'<p class="c{source.number(0, count - 1)}">正文</p>' for _ in range(400))
    return page(body, rules)


def footnotes(count):
    source = Source(14)
    body = "".join(f'<p>{source.sentences(60)}<span class="n">{source.sentences(20)}</span></p>' for _ in range(count))
    return page(body, ".n { float: footnote }")


def references(count):
    source = Source(15)
    body = "".join(
        f'<h2 id="t{place}">{source.pick("一二三四")}</h2><p>{source.sentences(60)}'
        f'见第<a href="#t{source.number(0, count - 1)}"></a>页。</p>'
        for place in range(count)
    )
    return page(body, "a::after { content: target-counter(attr(href), page) }")


def fields(count):
    return {"rows": [{"name": ""} for _ in range(count)]}


def bound_parts(count):
    """A plan of three documents, whose middle one has this many articles."""
    source = Source(16)
    articles = [{"paragraphs": [{"text": source.sentences(300)}]} for _ in range(count)]
    chapters = [{"title": f"第{at // 48 + 1}部分", "articles": articles[at : at + 48]} for at in range(0, count, 48)]
    long = {"title": "长篇规定", "issuer": "示例委员会", "date": "2026-01-01", "chapters": chapters}
    sample = PROJECT / "samples/commitment-letter/typical.json"
    path = WORK / f"growth-parts-{count}-data.json"
    path.write_text(json.dumps(long, ensure_ascii=False), "utf-8")
    letter = {"kind": "commitment-letter", "data": str(sample), "annex": True}
    return {"title": "成套材料", "parts": [letter, {"kind": "regulations", "data": str(path)}, letter]}


@dataclass
class Direction:
    name: str
    unit: int  # how many there are at 1×
    make: Callable
    kind: str = ""  # of a bundle with fields; else the page is HTML
    ending: str = "pdf"
    is_set: bool = False  # several documents in one file

    def command(self, program, times):
        """The command that makes a document with `times` as many units."""
        made = self.make(self.unit * times)
        output = WORK / f"growth-{self.name}.{self.ending}"
        if self.is_set:
            path = WORK / f"growth-{self.name}-{times}.json"
            path.write_text(json.dumps(made), "utf-8")
            return [program, "--quiet", "bind", path, "--output", output]
        if self.kind:
            path = WORK / f"growth-{self.name}-{times}.json"
            path.write_text(json.dumps(made), "utf-8")
            return [program, "--quiet", "--templates", BUNDLES, "render", self.kind, path, "--fillable", "--output", output]
        path = WORK / f"growth-{self.name}-{times}.html"
        path.write_text(made, "utf-8")
        return [program, "--quiet", "typeset", path, "--output", output]


# At 1× some tens of milliseconds beyond the start of the program, so that there is something to measure.
DIRECTIONS = (
    Direction("rows", 1000, rows),
    Direction("pages", 40, pages),
    Direction("pages-ofd", 40, pages, ending="ofd"),
    Direction("rows-ofd", 1000, rows, ending="ofd"),
    Direction("depth", 24, depth),
    Direction("style-rules", 2000, style_rules),
    Direction("fields", 150, fields, "bench-fields"),
    Direction("footnotes", 150, footnotes),
    Direction("references", 300, references),
    Direction("parts", 52, bound_parts, is_set=True),  # at 16× some 500 pages
)
