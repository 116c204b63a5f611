"""Whether the lines and pages of two PDFs of one document end at the same characters."""
import dataclasses
import difflib
import html
import re
import subprocess
import unicodedata

import surroundings  # noqa: F401

WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL)


@dataclasses.dataclass
class Ends:
    text: str
    lines: set  # indexes of the last characters of lines
    pages: list


def ends_of(path):
    """In the order of the file; a line starts where a word leaves the height of the one before, or goes back."""
    shown = subprocess.run(['pdftotext', '-bbox', '-enc', 'UTF-8', path, '-'], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8', 'replace')
    text, lines, pages = [], set(), []
    for page in shown.split('<page ')[1:]:
        before = None
        for match in WORD.finditer(page):
            left, top, right, bottom = map(float, match.groups()[:4])
            seen = [c for c in unicodedata.normalize('NFKC', html.unescape(match.group(5))) if not c.isspace()]
            if not seen:
                continue
            middle = (top + bottom) / 2
            if before and not (before[1] - 1 <= middle <= before[2] + 1 and left >= before[0] - (bottom - top)):
                lines.add(len(text) - 1)
            text += seen
            before = (left, top, bottom)
        if text:
            lines.add(len(text) - 1)
            pages.append(len(text) - 1)
    return Ends(''.join(text), lines, pages)


@dataclasses.dataclass
class Agreement:
    """Ends that both have, and all that either has, of characters that both have."""
    lines: int = 0
    all_lines: int = 0
    page_ends: int = 0
    all_pages: int = 0
    files: int = 0
    files_with_same_pages: int = 0

    def add(self, ours, theirs):
        first, second = ends_of(ours), ends_of(theirs)
        place = {}
        for block in difflib.SequenceMatcher(None, first.text, second.text, autojunk=False).get_matching_blocks():
            place.update((block.a + i, block.b + i) for i in range(block.size))
        here = {place[i] for i in first.lines if i in place}
        there = second.lines & set(place.values())
        self.lines += len(here & there)
        self.all_lines += len(here | there)
        self.page_ends += len({place.get(i) for i in first.pages} & set(second.pages))
        self.all_pages += max(len(first.pages), len(second.pages))
        self.files += 1
        self.files_with_same_pages += len(first.pages) == len(second.pages)
        return len(first.pages), len(second.pages)

    def shares(self):
        """Of line ends, ends of pages, and files with as many pages: from 0 to 1."""
        return self.lines / self.all_lines, self.page_ends / self.all_pages, self.files_with_same_pages / self.files
