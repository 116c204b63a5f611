"""The documents that the checklist is run over: every PDF of the folder GONGWEN_DOCUMENTS, beside each what was meant. Of the
samples a part, or all with GONGWEN_ALL_SAMPLES=1."""
import functools
import json
import os
import pathlib
import re
import unittest

import pikepdf

import surroundings  # noqa: F401

FOLDER = pathlib.Path(os.environ.get('GONGWEN_DOCUMENTS', '.'))
# Too large for what looks at each object; they have separate tests.
LARGE = 'large_'


def counted(text):
    """The characters that count: no blanks, nothing without a shape (as tests/support/text_census.h has it)."""
    return ''.join(c for c in text if not c.isspace() and not re.match('[\x00-\x20\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]', c))


def items(mapping):
    return mapping.items() if mapping is not None else []


class Document:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.bytes = path.read_bytes()
        self.pdf = pikepdf.open(path)
        self.meaning = json.loads(path.with_suffix('.json').read_text(encoding='utf-8'))

    @property
    def pages(self):
        return [page.obj for page in self.pdf.pages]

    @functools.cached_property
    def elements(self):
        """All structure elements in the order of the tree, without the root."""
        out = []
        stack = [(kid, None) for kid in reversed(kids(self.pdf.Root.StructTreeRoot))]
        while stack:
            obj, parent = stack.pop()
            element = Element(obj, parent)
            out.append(element)
            stack.extend((kid, element) for kid in reversed(kids(obj)) if is_element(kid))
        return out

    @functools.cached_property
    def marks(self):
        """By page: what its content is, stretch by stretch."""
        from content import read_content  # needs fonts, which need this module's helpers
        return [read_content(page) for page in self.pages]

    @functools.cached_property
    def text_of_content(self):
        """(page object number, MCID) → text"""
        return {(page.objgen, mark.mcid): mark.text for page, content in zip(self.pages, self.marks)
                for mark in content.marks if mark.mcid is not None}

    def text_below(self, element):
        return ''.join(self.text_of_content.get(key, '') for key in self.content_below(element))

    def content_below(self, element):
        """(page, MCID) of all content of an element, in the order of the tree."""
        for kid in kids(element.obj):
            if isinstance(kid, int):
                yield element.obj.Pg.objgen, kid
            elif is_element(kid):
                yield from self.content_below(Element(kid, element))
            elif kid.get('/Type') == '/MCR':
                yield kid.Pg.objgen, int(kid.MCID)

    @functools.cached_property
    def fonts(self):
        """All Type 0 fonts, by object number."""
        from fonts import Font
        found = {}
        for page in self.pages:
            for _, font in items(page.Resources.get('/Font')):
                if font.objgen not in found:
                    found[font.objgen] = Font(font)
        return list(found.values())

    def annotations(self):
        return [annotation for page in self.pages for annotation in page.get('/Annots', [])]


class Element:
    """A structure element."""

    def __init__(self, obj, parent):
        self.obj = obj
        self.parent = parent
        self.type = str(obj.S)[1:]
        self.child_objects = [kid for kid in kids(obj) if is_element(kid)]
        self.children = [str(kid.S)[1:] for kid in self.child_objects]

    def attribute(self, name, default=None):
        attributes = self.obj.get('/A')
        for one in (attributes if isinstance(attributes, pikepdf.Array) else [attributes]):
            if one is not None and name in one:
                return one[name]
        return default

    def ancestors(self):
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def is_empty(self):
        return not kids(self.obj)

    def __str__(self):
        return '/'.join([a.type for a in reversed(list(self.ancestors()))] + [self.type])


def is_element(kid):
    return not isinstance(kid, int) and '/S' in kid and kid.get('/Type') not in ('/MCR', '/OBJR')


def kids(obj):
    found = obj.get('/K')
    if found is None:
        return []
    found = list(found) if isinstance(found, pikepdf.Array) else [found]
    return [int(kid) if isinstance(kid, int) else kid for kid in found]


@functools.lru_cache(maxsize=None)
def documents():
    found = [Document(path) for path in sorted(FOLDER.glob('*.pdf')) if is_looked_at(path)]
    if not found:
        raise RuntimeError('no documents in the folder GONGWEN_DOCUMENTS')
    return found


def is_looked_at(path):
    """Of each kind one sample with much in it, and of the periodical those with most types of items."""
    known = path.stem.startswith('sample-') and os.environ.get('GONGWEN_ALL_SAMPLES') != '1'
    return not path.name.startswith(LARGE) and not (known and path.stem.endswith(('-minimal', '-typical', '-quiet', '-busy')))


def samples():
    return [document for document in documents() if document.name.startswith('sample-')]


class ChecklistTest(unittest.TestCase):
    """One test for each requirement, over all documents."""

    current = None  # the document that is looked at, for messages

    def each_document(self):
        for document in documents():
            self.current = document.name
            yield document

    def _formatMessage(self, msg, standardMsg):
        where = f'{self.current}: {msg}' if msg else self.current
        return super()._formatMessage(where, standardMsg)

    def each_element(self, *types):
        for document in self.each_document():
            for element in document.elements:
                if not types or element.type in types:
                    yield document, element
