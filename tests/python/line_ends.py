"""Whether the lines and pages of two PDFs of one Word file end at the same characters."""
import bisect
import dataclasses
import difflib
import html
import re
import subprocess
import unicodedata

import surroundings  # noqa: F401
from word_files import W, WordFile

PAGE = re.compile(r'<page width="[\d.]+" height="([\d.]+)">')
WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL)
POINTS = 1 / 20  # a twip
STOPS = set('，。、；：？！）》」』”’〕】,.;:?!)')
ANCHOR = 10  # characters that occur once in both texts


def seen(text):
    """The characters that are seen, in one form of each."""
    return [c for c in unicodedata.normalize('NFKC', text) if not c.isspace() and c not in '\u200b\u00ad']


@dataclasses.dataclass
class Ends:
    text: str
    lines: set  # indexes of the last characters of lines
    starts: list  # indexes of the first characters of pages

    def page_ends(self):
        """The indexes of the last characters of pages."""
        return {start - 1 for start in [*self.starts[1:], len(self.text)]}

    def page_of(self, index):
        return bisect.bisect_right(self.starts, index)


def ends_of(path, top, bottom):
    """In the order in which the file draws, cell after cell; heads and feet, beyond the margins `top` and `bottom`, do not count. A line
    starts where a word leaves the height of the one before."""
    shown = subprocess.run(['pdftotext', '-raw', '-bbox', '-enc', 'UTF-8', path, '-'], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8', 'replace')
    text, lines, starts = [], set(), []
    for page in shown.split('<page ')[1:]:
        height = float(PAGE.match('<page ' + page)[1])
        starts.append(len(text))
        rows = []
        for match in WORD.finditer(page):
            left, upper, right, lower = map(float, match.groups()[:4])
            characters, middle = seen(html.unescape(match[5])), (upper + lower) / 2
            if not characters or not top <= middle <= height - bottom:
                continue
            if not rows or abs(middle - before) > 0.45 * (lower - upper):
                rows.append([])
            rows[-1].append((left, characters))
            before = middle
        for words in rows:
            lines.add(len(text) - 1)
            # Some programs draw signs after the words behind them.
            text += [c for _, characters in sorted(words, key=lambda word: word[0]) for c in characters]
        lines.add(len(text) - 1)
    return Ends(''.join(text), lines, starts)


def places(first, second):
    """Where characters of the first text are in the second: around stretches that occur once in both, then in between."""
    def stretches(text):
        found = {}
        for i in range(len(text) - ANCHOR + 1):
            found.setdefault(text[i:i + ANCHOR], []).append(i)
        return {key: at[0] for key, at in found.items() if len(at) == 1}
    here, there = stretches(first), stretches(second)
    pairs = sorted((at, there[key]) for key, at in here.items() if key in there)
    # The longest chain of pairs that are in one order in both.
    ends, last, before = [], [], []
    for i, (_, y) in enumerate(pairs):
        j = bisect.bisect_left(ends, y)
        ends[j:j + 1], last[j:j + 1] = [y], [i]
        before.append(last[j - 1] if j else None)
    found, i = {}, last[-1] if last else None
    while i is not None:
        for t in range(ANCHOR):
            found[pairs[i][0] + t] = pairs[i][1] + t
        i = before[i]
    known = [(-1, -1), *sorted(found.items()), (len(first), len(second))]
    for (x, y), (u, v) in zip(known, known[1:]):
        if u - x > 1 and v - y > 1 and (u - x) * (v - y) < 4_000_000:
            for block in difflib.SequenceMatcher(None, first[x + 1:u], second[y + 1:v], autojunk=False).get_matching_blocks():
                found.update((x + 1 + block.a + t, y + 1 + block.b + t) for t in range(block.size))
    return found


def after_stops(text, i):
    """The last character of a line that ends with one, or with stops behind it."""
    while i + 1 < len(text) and text[i + 1] in STOPS:
        i += 1
    return i


def paragraphs_of(word):
    """The text of each paragraph, without those in it, and whether it is a heading."""
    headings = {key for key, style in word.styles.items() if style.find(f'{W}pPr/{W}outlineLvl') is not None}
    for paragraph in word.document.iter(f'{W}p'):
        inner = {text for nested in paragraph.iter(f'{W}p') if nested is not paragraph for text in nested.iter(f'{W}t')}
        text = ''.join(seen(''.join(text.text or '' for text in paragraph.iter(f'{W}t') if text not in inner)))
        style = paragraph.find(f'{W}pPr/{W}pStyle')
        is_heading = paragraph.find(f'{W}pPr/{W}outlineLvl') is not None or (style is not None and style.get(f'{W}val') in headings)
        if text:
            yield text, is_heading


@dataclasses.dataclass
class Agreement:
    """What is the same in two PDFs of Word files, of all that could be: paragraphs of which text is missing in one of them do not count,
    nor do paragraphs that have one line in both, where lines are counted."""
    ends: int = 0
    all_ends: int = 0
    numbers: int = 0  # paragraphs with as many lines
    same: int = 0  # paragraphs all of whose lines end at the same characters
    paragraphs: int = 0
    headings: int = 0  # on the same page
    all_headings: int = 0
    page_ends: int = 0
    all_pages: int = 0
    files: int = 0  # with as many pages
    all_files: int = 0

    def __add__(self, other):
        return Agreement(*(a + b for a, b in zip(dataclasses.astuple(self), dataclasses.astuple(other))))

    def shares(self):
        """In percent: line ends, paragraphs with as many lines, with the same lines, headings, page ends, page counts."""
        pairs = ((self.ends, self.all_ends), (self.numbers, self.paragraphs), (self.same, self.paragraphs), (self.headings, self.all_headings),
                 (self.page_ends, self.all_pages), (self.files, self.all_files))
        return tuple(100 * part / whole if whole else 100 for part, whole in pairs)


def agreement(file, ours, theirs):
    """Of two PDFs of a Word file; and for people, how paragraphs differ."""
    word = WordFile(file)
    margins = [margin for margin in word.document.iter(f'{W}pgMar')]
    top, bottom = (min(int(margin.get(f'{W}{side}')) for margin in margins) * POINTS - 3 for side in ('top', 'bottom'))
    first, second = ends_of(ours, top, bottom), ends_of(theirs, top, bottom)
    paragraphs = list(paragraphs_of(word))
    text = ''.join(one for one, _ in paragraphs)
    here, there = places(text, first.text), places(text, second.text)
    result = Agreement(all_files=1, files=len(first.starts) == len(second.starts), all_pages=max(len(first.starts), len(second.starts)))
    differences, begin = [], 0
    for one, is_heading in paragraphs:
        span = range(begin, begin + len(one))
        begin = span.stop
        if min(sum(i in here for i in span), sum(i in there for i in span)) < 0.97 * len(one):
            continue
        # A stop that hangs beyond the line is drawn apart from it.
        mine, its = ({after_stops(text, i) for i in span if at.get(i) in ends.lines} - {*range(span[-1], len(text) + 1)}
                     for at, ends in ((here, first), (there, second)))
        result.ends += 1 + len(mine & its)
        result.all_ends += 1 + len(mine | its)
        if mine or its:
            result.paragraphs += 1
            result.numbers += len(mine) == len(its)
            result.same += mine == its
            if mine != its:
                at = min(mine ^ its)
                differences.append(f'{len(mine) + 1}/{len(its) + 1} lines: {text[max(at - 9, span.start):at + 1]}|{text[at + 1:min(at + 6, span.stop)]}'
                                   f' {"here" if at in mine else "there"}')
        if is_heading:
            result.all_headings += 1
            result.headings += first.page_of(next(here[i] for i in span if i in here)) == second.page_of(next(there[i] for i in span if i in there))
    back = {at: i for i, at in here.items()}
    result.page_ends = sum(at in back and there.get(back[at]) in second.page_ends() for at in first.page_ends())
    return result, differences
