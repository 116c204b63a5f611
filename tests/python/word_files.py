"""What a DOCX file says, read without any library for it: its parts, and the text of its paragraphs."""
import re
import zipfile
from xml.etree import ElementTree

W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
M = '{http://schemas.openxmlformats.org/officeDocument/2006/math}'
R = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'


NUMBERS = {  # as far as tests go
    'bullet': lambda number: '',
    'decimal': str,
    'lowerLetter': lambda number: ' abcdefghijklm'[number],
    'upperRoman': lambda number: ('', 'I', 'II', 'III', 'IV', 'V')[number],
    'chineseCountingThousand': lambda number: ' 一二三四五六七八九'[number],
    'decimalEnclosedCircle': lambda number: ' ①②③④⑤⑥⑦⑧⑨'[number],
}


class WordFile:
    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.document = self.xml('word/document.xml')
        self.styles = {style.get(f'{W}styleId'): style for style in self.xml('word/styles.xml').iter(f'{W}style')}

    def xml(self, name):
        return ElementTree.fromstring(self.parts[name])

    def notes(self):
        """The notes, without the separators."""
        if 'word/footnotes.xml' not in self.parts:
            return []
        return [note for note in self.xml('word/footnotes.xml').iter(f'{W}footnote') if note.get(f'{W}type') is None]

    def paragraphs(self):
        """Those of the document and of its notes."""
        yield from self.document.iter(f'{W}p')
        for note in self.notes():
            yield from note.iter(f'{W}p')

    def text(self):
        return ''.join(number + text_of(paragraph) for paragraph, number in self.numbered())

    def numbered(self):
        """The paragraphs with the marker that a word processor shows before each; empty if it is in no list."""
        if 'word/numbering.xml' not in self.parts:
            yield from ((paragraph, '') for paragraph in self.paragraphs())
            return
        numbering = self.xml('word/numbering.xml')
        definitions = {one.get(f'{W}abstractNumId'): one for one in numbering.iter(f'{W}abstractNum')}
        lists = {one.get(f'{W}numId'): one for one in numbering.iter(f'{W}num')}
        counts = {}
        for paragraph in self.paragraphs():
            place = paragraph.find(f'{W}pPr/{W}numPr')
            if place is None:
                yield paragraph, ''
                continue
            number, level = (place.find(f'{W}{name}').get(f'{W}val') for name in ('numId', 'ilvl'))
            one = lists[number]
            start = one.find(f'{W}lvlOverride/{W}startOverride')
            shown = definitions[one.find(f'{W}abstractNumId').get(f'{W}val')].find(f'{W}lvl[@{W}ilvl="{level}"]')
            first = int(start.get(f'{W}val')) if start is not None else 1
            counts[number] = counts.get(number, first - 1) + 1
            number = NUMBERS[shown.find(f'{W}numFmt').get(f'{W}val')](counts[number])
            yield paragraph, shown.find(f'{W}lvlText').get(f'{W}val').replace(f'%{int(level) + 1}', number)

    def levels(self, paragraph):
        """The level in the outline, by the style or by the paragraph itself."""
        style = paragraph.find(f'{W}pPr/{W}pStyle')
        own = paragraph.findall(f'{W}pPr/{W}outlineLvl')
        return own or ([] if style is None else self.styles[style.get(f'{W}val')].findall(f'{W}pPr/{W}outlineLvl'))

    def style_name(self, paragraph):
        style = paragraph.find(f'{W}pPr/{W}pStyle')
        return 'Normal' if style is None else self.styles[style.get(f'{W}val')].find(f'{W}name').get(f'{W}val')


def text_of(paragraph):
    """The text that a paragraph shows: no codes of fields, nothing that was removed."""
    return ''.join(element.text or '' for element in paragraph.iter() if element.tag in (f'{W}t', f'{M}t'))


def tagged_text(tags, display_list):
    """The text of the structure tree of pages, from `dump --stage=tags` and `--stage=display-list`."""
    contents = {}
    page, key = 0, None
    for line in display_list.splitlines():
        if match := re.match(r'page (\d+) ', line):
            page = int(match[1])
        elif match := re.match(r'begin \d+ (\d+)$', line):
            key = (page, int(match[1]))
        elif line == 'artifact':
            key = None
        elif line == 'end':
            key = None
        elif key and (match := re.match(r'text \S+ \S+ "(.*)"', line)):
            contents[key] = contents.get(key, '') + match[1]
    return ''.join(contents.get((int(page), int(number)), '') for page, number in re.findall(r'\[(\d+):(\d+)\]', tags))


def settled(path, kept, dropped):
    """The texts of the paragraphs after all changes were accepted (kept `ins`, dropped `del`) or rejected (the other way round)."""
    texts, open_text = [], ''

    def texts_in(element):
        for child in element:
            if child.tag in (f'{W}t', f'{W}delText'):
                yield child.text or ''
            elif child.tag != f'{W}{dropped}':
                yield from texts_in(child)
    for paragraph in WordFile(path).document.iter(f'{W}p'):
        open_text += ''.join(texts_in(paragraph))
        # A paragraph whose mark goes is joined with the next one.
        if paragraph.find(f'{W}pPr/{W}rPr/{W}{dropped}') is None:
            texts.append(open_text)
            open_text = ''
    assert kept in ('ins', 'del')
    return [text for text in texts if text.strip()]


def texts(path):
    return [text for text in map(text_of, WordFile(path).document.iter(f'{W}p')) if text.strip()]
