"""What is on the pages of a PDF: glyphs with their origins, and a picture without text.

Positions are CSS pixels from the upper left corner of the page. Glyph origins are taken from mutool's trace, since the
boxes that readers report come from the fonts' descriptors, which differ between producers.
"""
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import pictures

PIXELS_PER_POINT = 96 / 72
# Hyphens at line ends: ours is the soft hyphen of the text, Chromium's a hyphen.
SAME = {'\u00ad': '-', '\u2010': '-'}
# A character reference to a control character, which XML has no place for.
UNREADABLE = re.compile(r'&#x0*(?:[0-8bcef]|1[0-9a-f]);')


@dataclass(frozen=True)
class Glyph:
    text: str
    x: float
    y: float  # of the baseline
    size: float
    color: str


@dataclass
class Page:
    width: float
    height: float
    glyphs: list = field(default_factory=list)
    picture: pictures.Picture | None = None


def matrix(text):
    return [float(number) for number in text.split()]


def concatenated(inner, outer):
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


def read_color(element):
    parts = [round(float(part) * 255) for part in element.get('color', '0').split()]
    if len(parts) == 1:
        parts *= 3
    return '#' + ''.join(f'{part:02x}' for part in parts)


def glyphs_of(fill, height):
    """Glyphs of one `fill_text`, blank ones left out."""
    color = read_color(fill)
    outer = matrix(fill.get('transform'))
    for span in fill.iter('span'):
        a, b, c, d = matrix(span.get('trm'))
        scale = concatenated([a, b, c, d, 0, 0], outer)
        size = abs(scale[3]) * PIXELS_PER_POINT
        for g in span.iter('g'):
            text = SAME.get(g.get('unicode', ''), g.get('unicode', ''))
            if not text.strip() or text in ('\u200b', '\ufffd'):
                continue
            x, y = float(g.get('x')), float(g.get('y'))
            px = x * outer[0] + y * outer[2] + outer[4]
            py = x * outer[1] + y * outer[3] + outer[5]
            yield Glyph(text, px * PIXELS_PER_POINT, py * PIXELS_PER_POINT, size, color)


def read_glyphs(pdf):
    trace = subprocess.run(['mutool', 'draw', '-F', 'trace', pdf], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           check=True).stdout.decode('utf-8', 'replace')
    root = ElementTree.fromstring(UNREADABLE.sub('\ufffd', trace))
    pages = []
    for page in root.iter('page'):
        left, top, right, bottom = matrix(page.get('mediabox'))
        read = Page((right - left) * PIXELS_PER_POINT, (bottom - top) * PIXELS_PER_POINT)
        for fill in page.iter('fill_text'):
            read.glyphs.extend(glyphs_of(fill, read.height))
        pages.append(read)
    return pages


def read_pdf(pdf):
    """All pages of a PDF with their pictures."""
    pages = read_glyphs(pdf)
    with tempfile.TemporaryDirectory(prefix='gongwen-picture-') as folder:
        pattern = Path(folder) / '%d.ppm'
        # -K: no text; -A 0: no grey at edges, so that colours can be compared.
        subprocess.run(['mutool', 'draw', '-q', '-K', '-A', '0', '-r', str(96 * pictures.SCALE), '-F', 'ppm', '-o', pattern,
                        pdf], stderr=subprocess.DEVNULL, check=True)
        for number, page in enumerate(pages, 1):
            page.picture = pictures.read_ppm(Path(folder) / f'{number}.ppm')
    return pages
