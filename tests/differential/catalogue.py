"""The pages that are compared, what Chromium made of them, and what is known of each."""
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pictures
from printed import Glyph, Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES = HERE / 'pages'


@dataclass
class Difference:
    """A difference from Chromium that is meant."""
    page: str
    clause: str
    reason: str


def page_names():
    return sorted(path.relative_to(PAGES).with_suffix('').as_posix() for path in PAGES.rglob('*.html'))


def source(name):
    return PAGES / f'{name}.html'


def rows(path):
    """Lines of a table in plain text: cells between ` | `, comments after `#`."""
    for line in path.read_text('utf-8').splitlines():
        if line.strip() and not line.startswith('#'):
            yield [cell.strip() for cell in line.split(' | ')]


def differences():
    return {row[0]: Difference(*row) for row in rows(HERE / 'differences.txt')}


def pending():
    """Pages that wait for a feature."""
    return dict(rows(HERE / 'pending.txt'))


def store(name, pages):
    """Keeps what Chromium made of a page: glyphs as JSON, one line of text a line; the rest as a picture."""
    lines = []
    for page in pages:
        runs = [json.dumps(run, ensure_ascii=False) for run in runs_of(page.glyphs)]
        lines.append(f'{{"size": [{page.width:.2f}, {page.height:.2f}], '
                     f'"picture": [{page.picture.width}, {page.picture.height}], "runs": [\n' + ',\n'.join(runs) + ']}')
    source(name).with_suffix('.json').write_text('[' + ',\n'.join(lines) + ']\n', 'utf-8')
    picture = pictures.stacked([page.picture for page in pages])
    path = source(name).with_suffix('.png')
    if any(row.strip(b'\xff') for row in picture.rows):
        pictures.write_png(picture, path)
    elif path.exists():
        path.unlink()


def runs_of(glyphs):
    """Glyphs in the order of painting, those of one line, size and colour together."""
    runs = []
    for glyph in glyphs:
        y, size = round(glyph.y, 2), round(glyph.size, 2)
        last = runs[-1] if runs else None
        if not last or (last['y'], last['size'], last.get('color', '#000000')) != (y, size, glyph.color):
            last = {'y': y, 'size': size, 'text': [], 'x': []}
            if glyph.color != '#000000':
                last['color'] = glyph.color
            runs.append(last)
        last['text'].append(glyph.text)
        last['x'].append(round(glyph.x, 2))
    for run in runs:
        if all(len(text) == 1 for text in run['text']):
            run['text'] = ''.join(run['text'])
    return runs


def plain(text):
    """𝑥 → x: gongwen's letters of formulas are copied as they are written, Chromium's as they look."""
    return unicodedata.normalize('NFKC', text) if '\U0001D400' <= text <= '\U0001D7FF' or text == 'ℎ' else text


def load(name):
    """What Chromium made of a page; None if it was never printed."""
    path = source(name).with_suffix('.json')
    if not path.exists():
        return None
    pages = []
    stored = json.loads(path.read_text('utf-8'))
    for page in stored:
        glyphs = [Glyph(plain(text), x, run['y'], run['size'], run.get('color', '#000000'))
                  for run in page['runs'] for text, x in zip(run['text'], run['x'])]
        pages.append(Page(*page['size'], glyphs))
    sizes = [tuple(page['picture']) for page in stored]
    picture = source(name).with_suffix('.png')
    if picture.exists():
        cuts = pictures.cut(pictures.read_png(picture), sizes)
    else:
        cuts = [pictures.blank(*size) for size in sizes]
    for page, cut in zip(pages, cuts):
        page.picture = cut
    return pages
