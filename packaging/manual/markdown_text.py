"""Documents in Markdown: their tokens, headings and anchors, and the HTML and plain text of a part of them."""
import html
import pathlib
import re
import sys

from markdown_it import MarkdownIt

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'scripts'))

from doc_pairs import slug  # noqa: E402

COMMENT = re.compile(r'<!--.*?-->\s*', re.DOTALL)
SOURCE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
# A link whose words are the name of the file: readers of pages want its title.
FILE = re.compile(r'(?:[\w.-]+/)*[\w.-]+\.md|README')
# Characters between which a line end of the source is no blank: Han characters and Chinese marks.
WIDE = re.compile(r'[\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uff65]')
SWITCH = re.compile(r'^\[(?:中文|English)\]\([^)]*\)\n', re.MULTILINE)


class Section:
    """A heading with its content up to the next one: level, title, anchor and tokens."""

    def __init__(self, level, title, anchor):
        self.level, self.title, self.anchor, self.tokens = level, title, anchor, []


def is_blank(children, at):
    """Whether the line end at this place is a blank between words. Chinese has none."""
    texts = ('text', 'code_inline')
    before = next((child for child in reversed(children[:at]) if child.type in texts and child.content), None)
    after = next((child for child in children[at + 1:] if child.type in texts and child.content), None)
    return before is None or after is None or not (WIDE.match(before.content[-1]) and WIDE.match(after.content[0]))


def plain(token):
    """The text of an inline token without marks."""
    children = token.children or []
    if not children:
        return token.content
    return ''.join(child.content if child.type in ('text', 'code_inline') else
                   ' ' if child.type == 'softbreak' and is_blank(children, at) else '' for at, child in enumerate(children))


def parser():
    return MarkdownIt('commonmark', {'html': True}).enable('table')


def sections_of(text):
    """The sections of a document; the first one has the title of the document."""
    tokens = parser().parse(SWITCH.sub('', COMMENT.sub('', text), count=1))
    sections, seen, at = [Section(1, '', '')], {}, 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == 'heading_open' and token.level == 0:
            title = plain(tokens[at + 1])
            name = slug(tokens[at + 1].content)
            seen[name] = seen.get(name, -1) + 1
            anchor = name + (f'-{seen[name]}' if seen[name] else '')
            section = Section(int(token.tag[1]), title, anchor)
            section.heading = tokens[at + 1]
            sections.append(section)
            at += 3
            continue
        sections[-1].tokens.append(token)
        at += 1
    return sections if sections[0].tokens else sections[1:]


def text_of(section):
    """All words of a section, for the search."""
    words = []
    for token in section.tokens:
        if token.type == 'inline':
            words.append(plain(token))
        elif token.type in ('fence', 'code_block'):
            words.append(token.content)
    return re.sub(r'\s+', ' ', ' '.join(words)).strip()


class Writer:
    """Writes sections as HTML. `links` says where a link or a picture of the document leads on the site or in the book,
    `codes` what a code such as `data/wrong-type` links to, and `pictures` which picture a block of code has."""

    def __init__(self, links, codes, pictures):
        self.links, self.codes, self.pictures = links, codes, pictures
        self.markdown = parser()
        rules = self.markdown.renderer.rules
        rules.update(fence=self.fence, code_block=self.fence, code_inline=self.code, table_open=self.open_table,
                     table_close=self.close_table, html_block=self.raw, html_inline=self.raw, th_open=self.cell_open,
                     softbreak=lambda tokens, at, _options, _env: '\n' if is_blank(tokens, at) else '')
        self.is_in_link = False
        self.render = lambda tokens: self.markdown.renderer.render(tokens, self.markdown.options, {})

    def section(self, section, shift=0, prefix=''):
        """A heading, linked to itself, and its content."""
        level = min(section.level + shift, 6)
        title = self.render(self.linked([section.heading]))
        return f'<h{level} id="{html.escape(prefix + section.anchor)}">{title}</h{level}>\n' + self.content(section)

    def content(self, section):
        return self.render(self.linked(section.tokens))

    def linked(self, tokens):
        for token in tokens:
            children = token.children or []
            for at, child in enumerate(children):
                if child.type == 'link_open':
                    text = children[at + 1]
                    if FILE.fullmatch(text.content) and children[at + 2].type == 'link_close':
                        text.content = self.links.title(child.attrs['href']) or text.content
                    target = self.links.link(child.attrs['href'])
                    if target is None:
                        child.tag = 'span'
                        child.attrs = {}
                    else:
                        child.attrs['href'] = target
                elif child.type == 'link_close':
                    child.tag = 'a'
                elif child.type == 'image':
                    child.attrs['src'] = self.links.picture(child.attrs['src'])
            self.close_spans(token.children or [])
        return tokens

    @staticmethod
    def close_spans(children):
        """A link that leads nowhere is a span: its end is one, too."""
        opened = []
        for child in children:
            if child.type == 'link_open':
                opened.append(child.tag)
            elif child.type == 'link_close':
                child.tag = opened.pop()

    def raw(self, tokens, at, _options, _env):
        return SOURCE.sub(lambda match: match[1] + self.links.picture(match[2]) + match[3], tokens[at].content)

    def code(self, tokens, at, _options, _env):
        text = tokens[at].content
        # Options such as `--templates` are not broken at their hyphens.
        short = ' class="short"' if len(text) <= 24 else ''
        shown = f'<code{short}>{html.escape(text, quote=False)}</code>'
        is_in_link = any(token.type == 'link_open' for token in tokens[:at]) and \
            sum(token.type == 'link_open' for token in tokens[:at]) > sum(token.type == 'link_close' for token in tokens[:at])
        target = None if is_in_link else self.codes(text)
        return f'<a href="{html.escape(target)}">{shown}</a>' if target else shown

    def fence(self, tokens, at, _options, _env):
        token = tokens[at]
        language = token.info.split(' ')[0]
        if language == 'console':
            lines = [f'<b>{line}</b>' if line.startswith('$ ') else line
                     for line in html.escape(token.content, quote=False).split('\n')]
            shown = '\n'.join(lines)
        else:
            shown = html.escape(token.content, quote=False)
        name = f' class="{language}"' if language else ''
        block = f'<pre{name} tabindex="0"><code>{shown}</code></pre>\n'
        return block + self.pictures(token)

    def cell_open(self, tokens, at, options, env):
        tokens[at].attrs['scope'] = 'col'
        return self.markdown.renderer.renderToken(tokens, at, options, env)

    @staticmethod
    def open_table(_tokens, _at, _options, _env):
        return '<div class="scroll" tabindex="0"><table>\n'

    @staticmethod
    def close_table(_tokens, _at, _options, _env):
        return '</table></div>\n'
