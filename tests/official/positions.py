"""Where things are in a PDF, in millimetres from the upper left corner of the sheet, as MuPDF and Poppler read them."""
import json
import math
import pathlib
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

from harness import ROOT, gongwen

BUNDLES = ROOT / 'tests/official/bundles'
MM = 25.4 / 72
# A Han character reaches from .88 em above the baseline to .12 em below.
ABOVE, BELOW = .88, .12

_folder = tempfile.TemporaryDirectory(prefix='gongwen-official-')
_made = {}


class Glyph:
    def __init__(self, text, x, y, size, advance, font):
        self.text, self.x, self.y, self.size, self.font = text, x, y, size, font
        self.end = x + advance * size

    @property
    def top(self):
        return self.y - ABOVE * self.size

    @property
    def bottom(self):
        return self.y + BELOW * self.size


class Run:
    """Glyphs beside each other on one line."""

    def __init__(self, glyphs):
        self.glyphs = glyphs
        self.text = ''.join(g.text for g in glyphs)
        self.x, self.end, self.y = glyphs[0].x, glyphs[-1].end, glyphs[0].y
        self.top = min(g.top for g in glyphs)
        self.bottom = max(g.bottom for g in glyphs)
        self.size, self.font = glyphs[0].size, glyphs[0].font
        self.middle = (self.x + self.end) / 2

    def part(self, text):
        at = self.text.index(text)
        return Run(self.glyphs[at:at + len(text)])


class Box:
    def __init__(self, points, color):
        self.left, self.right = min(p[0] for p in points), max(p[0] for p in points)
        self.top, self.bottom = min(p[1] for p in points), max(p[1] for p in points)
        self.width, self.height = self.right - self.left, self.bottom - self.top
        self.color = color

    @property
    def is_red(self):
        return self.color[0] > .6 and max(self.color[1:]) < .4


def lines_with(text, lines):
    return (line for line in lines if text in line.text)


def _numbers(text):
    return [float(n) for n in text.split()]


class Page:
    def __init__(self, element):
        left, top, right, bottom = _numbers(element.get('mediabox'))
        self.width, self.height = (right - left) * MM, (bottom - top) * MM
        self.glyphs, self.boxes = [], []
        for item in element.iter():
            if item.tag == 'fill_text':
                self._read_text(item)
            elif item.tag in ('fill_path', 'stroke_path'):
                self._read_path(item)

    @staticmethod
    def _place(matrix, x, y):
        a, b, c, d, e, f = matrix
        return (a * x + c * y + e) * MM, (b * x + d * y + f) * MM

    def _read_text(self, item):
        matrix = _numbers(item.get('transform'))
        for span in item.iter('span'):
            size = _numbers(span.get('trm'))[0] * math.hypot(*matrix[:2]) * MM
            for g in span.iter('g'):
                x, y = self._place(matrix, float(g.get('x')), float(g.get('y')))
                self.glyphs.append(Glyph(g.get('unicode'), x, y, size, float(g.get('adv')), span.get('font')))

    def _read_path(self, item):
        matrix = _numbers(item.get('transform'))
        points = []
        for part in item:
            for number in ('', '1', '2', '3'):
                if part.get('x' + number) is not None:
                    points.append(self._place(matrix, float(part.get('x' + number)), float(part.get('y' + number))))
        color = _numbers(item.get('color') or '0')
        self.boxes.append(Box(points, color if len(color) == 3 else color * 3))

    def lines(self):
        """Runs of one baseline each, from above."""
        rows = []
        for glyph in sorted(self.glyphs, key=lambda g: (g.y, g.x)):
            if rows and abs(rows[-1][0].y - glyph.y) < .2:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return [Run(sorted(row, key=lambda g: g.x)) for row in rows]

    def run(self, text):
        """Where a text on one line is."""
        for line in lines_with(text, self.lines()):
            return line.part(text)
        raise AssertionError(f'{text} is not on a line of the page: {[l.text for l in self.lines()]}')

    def last_run(self, text):
        """The lowest on the page."""
        for line in lines_with(text, reversed(self.lines())):
            return line.part(text)
        raise AssertionError(f'{text} is not on a line of the page')

    def has(self, text):
        return any(text in line.text for line in self.lines())

    def rules(self, red=False):
        """Filled lines across the page, from above."""
        flat = [b for b in self.boxes if b.height < 1.2 and b.width > 100 and b.is_red == red]
        return sorted(flat, key=lambda b: b.top)


class Document:
    def __init__(self, path):
        self.path = path
        trace = subprocess.run(['mutool', 'draw', '-q', '-F', 'trace', str(path)], capture_output=True, check=True)
        self.pages = [Page(page) for page in ElementTree.fromstring(trace.stdout.decode('utf-8')).iter('page')]

    def ink(self, number, left, top, width, height):
        """The first and last row with ink that is not white, within a part of a page: mm, exact to 0.1."""
        made = subprocess.run(['pdftoppm', '-r', '254', '-f', str(number), '-l', str(number), '-x', str(int(left * 10)),
                               '-y', str(int(top * 10)), '-W', str(int(width * 10)), '-H', str(int(height * 10)),
                               '-gray', str(self.path)], capture_output=True, check=True).stdout
        _, size, _, pixels = made.split(b'\n', 3)
        columns, rows = (int(n) for n in size.split())
        inked = [y for y in range(rows) if min(pixels[y * columns:(y + 1) * columns]) < 200]
        return top + inked[0] / 10, top + (inked[-1] + 1) / 10


def typeset(kind, data):
    """The PDF of a test bundle, made once for the same data."""
    key = (kind, json.dumps(data, ensure_ascii=False, sort_keys=True))
    if key not in _made:
        path = pathlib.Path(_folder.name) / f'{len(_made)}.pdf'
        text = json.dumps(data, ensure_ascii=False).encode('utf-8')
        result = gongwen('--strict', '--templates', BUNDLES, 'render', kind, '-', '-o', path, stdin=text)
        assert result.status == 0, result.err
        _made[key] = Document(path)
    return _made[key]
