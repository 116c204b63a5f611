"""How ragged pages are, measured on what `gongwen dump --stage fragments` says of them."""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import tempfile

import bundles
from harness import ROOT, gongwen
from made_data import make_valid
from samples import language_of

# What says that text or a picture is not where a reader sees it.
OUTSIDE = ('layout/off-sheet', 'layout/too-wide', 'layout/overflow', 'layout/beyond-left', 'layout/beyond-cell',
           'layout/text-clipped', 'layout/margin-overflow')
NUMBER = r'(-?[\d.]+)'
ENTRY = re.compile(rf'^( *)(\S+)(?: (\S+))? {NUMBER},{NUMBER} {NUMBER}x{NUMBER}(.*)$')
# Of a page: how far a seal of 42 mm reaches below the date that it presses, on which nothing else is.
SEAL_BELOW = .1
PX_PER_MM = 96 / 25.4
# Of a page: white from which a reader takes it for the end of the document.
WHITE = 1 / 4


class Entry:
    """One line of the dump."""

    def __init__(self, match):
        self.depth = len(match[1])
        self.kind, self.element = match[2], match[3] or ''
        self.name = re.split('[.#]', self.element)[0]  # without id and classes
        self.x, self.y, self.width, self.height = (float(match[i]) for i in range(4, 8))
        self.rest = match[8]
        self.children = []

    def text(self):
        own = re.search(r'"(.*)"$', self.rest)
        return (own[1] if own else '') + ''.join(child.text() for child in self.children)

    def lines(self):
        found = [self] if self.kind == 'line' else []
        for child in self.children:
            found += child.lines()
        return found

    def right(self):
        own = self.x + self.width if self.kind in ('text', 'leader', 'block', 'image') else self.x
        return max([own] + [child.right() for child in self.children])

    def em(self):
        """About: Han faces of ours are 1.1 em high."""
        heights = [child.em() * 1.107 for child in self.children] + ([self.height] if self.kind == 'text' else [])
        return max(heights, default=0) / 1.107

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


class Page(list):
    """The entries in a page's area."""

    def __init__(self, head):
        super().__init__()
        words = head.split()
        self.is_blank, self.ends_part = 'blank' in words, 'ends-part' in words


def read_dump(dump):
    """The pages, each with its entries."""
    pages = []
    stack = []
    for line in dump.split('\n'):
        if re.match(r'page \d', line):
            pages.append(Page(line))
            stack = []
            continue
        if line.startswith('  @'):
            stack = None  # margins of the page
            continue
        match = ENTRY.match(line)
        if match is None or stack is None or not pages:
            continue
        entry = Entry(match)
        while stack and stack[-1].depth >= entry.depth:
            stack.pop()
        (stack[-1].children if stack else pages[-1]).append(entry)
        stack.append(entry)
    return pages


# What an office would send back, measured on one document.

TOLERANCE = 2  # px: half a millimetre
LOOSE = 1 / 8  # em between two Han characters
HEADINGS = ('h1', 'h2', 'h3', 'h4', 'h5', 'h6')


def is_han(character):
    return '\u3400' <= character <= '\u9fff' or '\U00020000' <= character <= '\U0003ffff'


def seen_right(text):
    """Where a text ends that is seen: a blank at its end is none."""
    own = text.text()
    return text.x + text.width * len(own.rstrip()) / max(len(own), 1)


def beyond_area(page, is_first):
    """The texts of a page that are not within its type area. A letter has the name of its issuer above it, between rules of
    170 mm (GB/T 9704, 10.1)."""
    root = page[0]
    bottom = max(root.y + root.height, *(entry.y + entry.height for entry in page if entry.kind != 'line'))
    lines = [line for entry in page for line in entry.lines() if line.text().strip()]
    mark = min(lines, key=lambda line: line.y, default=None) if is_first else None
    for line in lines:
        if line is mark and line.y < root.y - TOLERANCE:
            continue
        texts = [entry for entry in line.walk() if entry.kind == 'text' and entry.text().strip()]
        high = line.y < root.y - TOLERANCE
        low = line.y + line.height > bottom + TOLERANCE
        if high or low or any(text.x < root.x - TOLERANCE or seen_right(text) > root.x + root.width + TOLERANCE for text in texts):
            yield line.text()


class Pitches:
    """How wide a Han character is in each face and size, by the height of its texts: most lines are not stretched."""

    def __init__(self, pages):
        found = collections.defaultdict(list)
        for text in (entry for page in pages for root in page for entry in root.walk() if entry.kind == 'text'):
            if is_run(text):
                found[text.height].append(text.width / len(text.text()))
        self.natural = {height: sorted(widths)[len(widths) // 4] for height, widths in found.items()}

    def gap(self, text):
        """Between two characters, in em."""
        return text.width / len(text.text()) / self.natural[text.height] - 1


def is_run(text):
    """A text of Han characters alone, long enough to be measured."""
    own = text.text()
    return len(own) >= 8 and all(map(is_han, own))


def loose_lines(page, pitches):
    """Lines that are drawn apart though the next one starts with a word that could have been parted: two Han characters
    of running text, of which the first had room."""
    for block in (entry for root in page for entry in root.walk() if entry.kind == 'block'):
        lines = [child for child in block.children if child.kind == 'line']
        for line, following in zip(lines, lines[1:]):
            runs = [entry for entry in line.walk() if entry.kind == 'text' and is_run(entry)]
            if not runs or block.name in HEADINGS or not all(map(is_han, following.text()[:3])) or len(following.text()) < 3:
                continue
            gap = max(map(pitches.gap, runs))
            if gap > LOOSE and gap * len(line.text()) > 1.5:
                yield f'+{gap:.2f} em: {line.text()}'


def lines_with_blocks(page):
    """Each line with the block that it is in, by its lower edge."""
    found = []

    def walk(entry, block):
        if entry.kind == 'line':
            if entry.text().strip():
                found.append((entry, block))
            return
        for child in entry.children:
            walk(child, entry if entry.element else block)

    for root in page:
        walk(root, root)
    return sorted(found, key=lambda pair: pair[0].y + pair[0].height)


def parted(pages):
    """Headings that end a page, hints at the start of one, and lists of attachments whose names are on two pages."""
    for number, (page, following) in enumerate(zip(pages, pages[1:]), 1):
        lines = lines_with_blocks(page)
        if not lines or page.ends_part:
            continue
        last, block = lines[-1]
        if block.name in HEADINGS:
            what = 'parts' if 'goes-on' in block.rest.split() else 'ends with'
            yield f'page {number} {what} the heading {block.text()}'
        first = next((line.text() for root in following for line in root.lines() if line.text().strip()), '')
        top = min(lines_with_blocks(following), key=lambda pair: pair[0].y, default=None)
        if top and re.match(r'p(\.[\w-]+)*\.hint\b', top[1].element):
            yield f'page {number + 1} begins with the hint {top[1].text()}'
        if re.match(r'附件：?1[.．]', last.text()) and re.match(r'\d{1,2}[.．]', first):
            yield f'page {number} ends with the first attachment, {last.text()}'


def torn_cells(page):
    """Cells of up to four characters in several lines, and heads of tables with a line of one character."""
    for entry in (entry for root in page for entry in root.walk()):
        if is_split_label(entry):
            yield entry.text()
        elif entry.name == 'td' and not any(child.name in ('td', 'th') for child in entry.walk() if child is not entry):
            lines = [line.text().strip() for line in entry.lines() if line.text().strip()]
            text = ''.join(lines)
            if len(lines) > 1 and len(text) <= 4 and all(map(is_han, text)):
                yield text


LINE = 10.2279 * PX_PER_MM  # of GB/T 9704, 22 on a page


def first_page_faults(page, goes_on):
    """A red head against GB/T 9704-2012: type area, mark, number, red rule and title where the standard has them (5.2.1, 7.2.4
    to 7.2.7, 7.3.1). Yields nothing for pages without a red rule."""
    root = page[0]
    mm = lambda length: length / PX_PER_MM
    rules = [entry for entry in root.walk() if entry.kind == 'block' and not entry.children and abs(mm(entry.height) - .5) < .05]
    titles = [entry for entry in root.walk() if entry.name == 'h1']
    if not rules or len(rules) > 1:
        return
    rule = rules[0]
    area = (mm(root.x), mm(root.y), mm(root.width), mm(root.height))
    if any(abs(is_ - should) > .5 for is_, should in zip(area, (28, 37, 156, 225 if goes_on else area[3]))):
        yield f'type area {area}'
    above = [line for line in root.lines() if line.y + line.height / 2 < rule.y and line.text().strip()]
    number = max(above, key=lambda line: line.y)
    characters = number.y + number.height / 2 + .46 * 15.79 * 96 / 72
    if abs(mm(rule.y - characters) - 4) > .3:
        yield f'the red rule is {mm(rule.y - characters):.1f} mm below the number'
    for line in [number, *[title.lines()[0] for title in titles if title.lines()]]:
        off = (line.y - root.y) / LINE
        if abs(off - round(off)) > .03:
            yield f'{line.text()} is off the grid of lines by {off - round(off):.2f}'
    for title in titles:
        lines = title.lines()
        if lines and round((lines[0].y - number.y) / LINE) != 3:
            yield f'the title stands {round((lines[0].y - number.y) / LINE) - 1} lines under the red rule'


def white_share(page):
    """How much of a page's area is white below all lines, cells, pictures and boxes that end on it: a box of a form fills the
    page with its blank room, too. Boxes that continue on the next page are as high as this one lets them be, which says
    nothing."""
    if not page or not page[0].height:
        return 1
    root = page[0]
    ends = [entry.y + entry.height for top in page for entry in top.walk()
            if entry.name in ('td', 'th', 'img', 'svg') or (entry.kind == 'line' and entry.text().strip())
            or (entry.kind == 'block' and entry.name not in ('html', 'body') and 'goes-on' not in entry.rest.split())]
    return max(0, 1 - (max(ends, default=root.y) - root.y) / root.height)


class Measures:
    """Of one document."""

    def __init__(self, dump, diagnostics=()):
        pages = read_dump(dump)
        self.pages = len(pages)
        self.all_fills = {}  # by page number
        self.fills = {}  # of all pages but the last of each part, which ends where a break is forced
        self.white = {}  # of these pages, those more than a quarter white, with the share
        self.largest_blank = 0  # mm
        self.lines = self.short = self.stretched = self.split_labels = self.lone_headings = 0
        self.short_lines = []
        self.outside = [d for d in diagnostics if d['id'] in OUTSIDE]
        pitches = Pitches(pages)
        # What an office would send back: by what is wrong, each with its words.
        self.returned = {
            'beyond': [text for number, page in enumerate(pages) if page for text in beyond_area(page, number == 0)],
            'loose': [text for page in pages for text in loose_lines(page, pitches)],
            'parted': list(parted(pages)),
            'torn': [text for page in pages for text in torn_cells(page)],
            'head': list(first_page_faults(pages[0], len(pages) > 1)) if pages and pages[0] else [],
        }
        for number, page in enumerate(pages):
            is_last = number + 1 == len(pages) or page.ends_part or page.is_blank
            self.all_fills[number + 1] = self.measure_page(page)
            if not is_last:
                self.fills[number + 1] = self.all_fills[number + 1]
                white = white_share(page)
                if white > WHITE:
                    self.white[number + 1] = round(white, 2)
                self.lone_headings += ends_with_heading(page)

    def nearly_empty(self):
        """The pages less than a third full that need not be so. Where a signature with its seals takes all of the last page
        but two lines, the page before has what is left of the text, and no room for it beside the seals."""
        def needs_two_pages(page):
            return page + 1 not in self.fills and self.all_fills[page] + self.all_fills[page + 1] >= 1 - SEAL_BELOW

        return {page: fill for page, fill in self.fills.items() if fill < 1 / 3 and not needs_two_pages(page)}

    def measure_page(self, page):
        """Measures what is on a page; returns how full it is."""
        if not page or not page[0].height:
            return 0
        entries = [entry for root in page for entry in root.walk()]
        lines = [entry for entry in entries if entry.kind == 'line' and entry.text().strip()]
        for entry in lines:
            self.measure_line(entry)
        for entry in entries:
            self.split_labels += is_split_label(entry)
        root = page[0]
        filled = sorted((entry.y, entry.y + entry.height) for entry in entries
                        if entry in lines or entry.name in ('td', 'th', 'img', 'svg'))
        if not filled:
            return 0
        bottom = filled[0][1]
        for top, end in filled[1:]:
            self.largest_blank = max(self.largest_blank, (top - bottom) / PX_PER_MM)
            bottom = max(bottom, end)
        return min(1, (bottom - root.y) / root.height)

    def measure_line(self, line):
        self.lines += 1
        self.stretched += line.rest.startswith(' stretched')
        if not line.rest.startswith(' short'):
            return
        lack = (line.x + line.width - line.right()) / max(line.em(), 1)
        if lack > 2:
            self.short += 1
            self.short_lines.append((round(lack, 1), line.text()))


def is_split_label(entry):
    """A head of a table, or a short word in a cell, with a line of one character. A head that is vertical on purpose says
    so by its class."""
    element, *classes = entry.element.split('.')
    longest = {'th': 12, 'td': 4}.get(element, 0)
    if 'vertical' in classes or any(child.name in ('th', 'td') for child in entry.walk() if child is not entry):
        return False
    lines = [text for text in (line.text().strip() for line in entry.lines()) if text]
    return len(lines) > 1 and len(''.join(lines)) <= longest and any(len(text) == 1 for text in lines)


def ends_with_heading(page):
    """Whether a page ends with a heading whose text is on the next one."""
    content = list(page[0].walk()) if page else []
    last = max((entry for entry in content if entry.kind == 'line' and entry.text().strip()), key=lambda line: line.y, default=None)
    return any(entry.name in HEADINGS and last in entry.lines() for entry in content)


class Checker:
    """Data of one kind against the program."""

    def __init__(self, kind, folder):
        self.kind, self.folder = kind, folder
        self.result = None

    def run(self, data):
        path = self.folder / f'{self.kind}-{id(data)}.json'
        path.write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        try:
            return gongwen('dump', self.kind, path, '--stage', 'fragments', '--error-format', 'json', '--all-messages')
        finally:
            path.unlink()

    def errors(self, data):
        self.result = self.run(data)
        if self.result.status == 0:
            return []
        return [d.get('data', {}).get('pointer', '') for d in self.result.diagnostics() if d['severity'] == 'error']


def measured(kind, data, folder):
    """The measures of a document, or what kept it from being rendered."""
    result = Checker(kind, folder).run(data)
    if result.status != 0:
        return result.err
    return Measures(result.out, result.diagnostics() if result.err.strip() else ())


def schema_of(kind):
    return bundles.schema(kind)


def measured_set(kind, seed, folder):
    """Data made by a seed, and their measures; (None, reason) where no valid data came about."""
    checker = Checker(kind, folder)
    data = make_valid(schema_of(kind), seed, checker.errors, language=language_of(kind))
    if data is None:
        return None, '; '.join(f'{d.get("data", {}).get("pointer", "")}: {d["message"]}' for d in checker.result.errors())
    return data, Measures(checker.result.out, checker.result.diagnostics() if checker.result.err.strip() else ())


def measured_sets(kind, count, seed=1):
    """The measures of made data, with their seeds, as (seed, data, measures)."""
    with tempfile.TemporaryDirectory(prefix='gongwen-made-') as name:
        folder = pathlib.Path(name)
        seeds = [f'{kind} {seed} {number}' for number in range(count)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda one: measured_set(kind, one, folder), seeds)
            return [(one, *pair) for one, pair in zip(seeds, found)]


class Summary:
    """The measures of many documents of a kind."""

    def __init__(self, kind):
        self.kind = kind
        self.documents = self.pages = self.lines = self.short = self.stretched = self.split_labels = self.outside = 0
        self.lone_headings = 0
        self.least_fill, self.nearly_empty, self.largest_blank = 1, 0, 0
        self.worst = collections.Counter()
        self.low = {}  # the pages less than a third full, by document
        self.white = {}  # those more than a quarter white, with the share, by document
        self.refused = []
        self.returned = {key: [] for key in ('beyond', 'loose', 'parted', 'torn', 'head')}  # each with its document

    def add(self, name, measures):
        if isinstance(measures, str):
            self.refused.append((name, measures))
            return
        self.documents += 1
        for key in ('pages', 'lines', 'short', 'stretched', 'split_labels', 'lone_headings'):
            setattr(self, key, getattr(self, key) + getattr(measures, key))
        self.outside += len(measures.outside)
        for key, found in measures.returned.items():
            self.returned[key] += [(name, text) for text in found]
        if measures.white:
            self.white[name] = measures.white
        low = list(measures.nearly_empty())
        self.nearly_empty += len(low)
        if low:
            self.low[name] = low
        self.least_fill = min([self.least_fill, *measures.fills.values()])
        self.largest_blank = max(self.largest_blank, measures.largest_blank)
        faults = len(low) + measures.short + measures.stretched + measures.split_labels + len(measures.outside) + \
            measures.lone_headings
        if faults:
            self.worst[name] = faults

    HEADS = ('kind', 'docs', 'refused', 'pages', 'least fill', '< 1/3', 'blank mm', 'lines', 'short', 'stretched', 'labels',
             'headings', 'outside', 'beyond', 'loose', 'parted', 'torn', 'head')

    def row(self):
        return (self.kind, self.documents, len(self.refused), self.pages, f'{self.least_fill:.2f}', self.nearly_empty,
                f'{self.largest_blank:.0f}', self.lines, self.short, self.stretched, self.split_labels,
                self.lone_headings, self.outside, *map(len, self.returned.values()))
