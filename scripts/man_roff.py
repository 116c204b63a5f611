"""Writes Markdown as the documents use it as a manual page (man(7)): headings, paragraphs, lists, definitions, code.

For scripts/make_man. No other program is needed, so that every installation has manual pages.
"""
import re

CODE = re.compile(r'(`+)(.+?)\1')
LINK = re.compile(r'\[([^\]]+)\]\([^)]*\)')
FENCE = re.compile(r'^```')
# Chinese lines break between any two characters, but not before a mark that ends something nor after one that starts it.
# Without these places groff takes a paragraph for one word, and with its character classes it may never end.
BREAK = re.compile(r'(?<=[\u3001-\u300b\u300d\u300f\u3011\u4e00-\u9fff\uff01-\uff5e])(?<![《（「『【“])'
                   r'(?=[《（「『【“\u4e00-\u9fff\\A-Za-z0-9])(?!\\e)')
ITEM = re.compile(r'^[-*] +(.*)$')
HEADING = re.compile(r'^(#+) (.*)$')
DEFINITION = re.compile(r'^: {3}(.*)$')


def escaped(text, is_code=False):
    """A text without meaning for roff. Hyphens in code are minus signs, so that options can be copied and searched for."""
    text = text.replace('\\', '\\e')
    return text.replace('-', '\\-') if is_code else text


def inline(text):
    """Prose, whose lines may end within what is emphasised: code and `**strong**` in bold, `*emphasis*` in italics."""
    out, at = [], 0
    for match in CODE.finditer(text):
        out.append(styled(text[at:match.start()]))
        out.append(f'\\fB{escaped(match[2].strip(), True)}\\fR')
        at = match.end()
    out.append(styled(text[at:]))
    return ''.join(out)


def styled(text):
    text = escaped(LINK.sub(r'\1', text))
    text = re.sub(r'\*\*(.+?)\*\*', lambda match: f'\\fB{match[1]}\\fR', text)
    return re.sub(r'(?<![\w*])\*(?!\s)([^*]+?)\*(?![\w*])', lambda match: f'\\fI{match[1]}\\fR', text)


def guarded(line):
    """A line that does not start with a request."""
    return '\\&' + line if line.startswith(('.', "'")) else line


def quoted(text):
    """An argument of a request."""
    return '"' + text.replace('"', '\\(dq') + '"'


class Roff:
    """Writes one page, block after block."""

    def __init__(self):
        self.out = []
        self.is_after_heading = True

    def heading(self, marks, title):
        self.out.append(f'.{"SH" if len(marks) == 1 else "SS"} {quoted(inline(title))}')
        self.is_after_heading = True

    def paragraph(self, lines):
        if not self.is_after_heading:
            self.out.append('.PP')
        # Unchanged, since man-db reads the name and the summary of the page here.
        if len(self.out) == 1:
            self.out += lines
            self.is_after_heading = False
        else:
            self.text(lines)

    def text(self, lines):
        self.out += [guarded(BREAK.sub(r'\\:', line)) for line in inline('\n'.join(lines)).split('\n')]
        self.is_after_heading = False

    def item(self, lines):
        self.out.append('.IP \\(bu 2')
        self.text(lines)

    def definition(self, term, lines):
        self.out += ['.TP', guarded(inline(term))]
        self.text(lines)

    def code(self, lines):
        self.out += ['.PP' if not self.is_after_heading else '.', '.in +4n', '.nf']
        self.out += [guarded(escaped(line, True)) for line in lines]
        self.out += ['.fi', '.in']
        self.is_after_heading = False


def roff_of(markdown):
    """The body of the page: what follows `.TH`."""
    roff = Roff()
    lines = [*markdown.split('\n'), '']
    at = 0

    def block_from(start):
        end = start
        while lines[end].strip() and not FENCE.match(lines[end]) and not HEADING.match(lines[end]) and \
                (end == start or not ITEM.match(lines[end])):
            end += 1
        return end

    while at < len(lines):
        line = lines[at]
        heading, item = HEADING.match(line), ITEM.match(line)
        if not line.strip() or line.startswith('<!--'):
            at += 1
        elif heading:
            roff.heading(heading[1], heading[2])
            at += 1
        elif FENCE.match(line):
            end = next(i for i in range(at + 1, len(lines)) if FENCE.match(lines[i]))
            roff.code(lines[at + 1:end])
            at = end + 1
        elif line.startswith('    '):
            end = next(i for i in range(at, len(lines)) if not lines[i].startswith('    '))
            roff.code([one[4:] for one in lines[at:end]])
            at = end
        elif item:
            end = block_from(at)
            roff.item([item[1], *(one.strip() for one in lines[at + 1:end])])
            at = end
        else:
            end = block_from(at)
            body = DEFINITION.match(lines[end + 1]) if end + 1 < len(lines) and not lines[end].strip() else None
            if body:
                last = block_from(end + 1)
                roff.definition(' '.join(lines[at:end]), [body[1], *(one.strip() for one in lines[end + 2:last])])
                at = last
            else:
                roff.paragraph([one.strip() for one in lines[at:end]])
                at = end
    return '\n'.join(roff.out) + '\n'
