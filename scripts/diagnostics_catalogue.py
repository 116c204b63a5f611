"""Reads the catalogue, src/diagnostics/catalogue.def with its messages and catalogue/texts with all other texts, for the
scripts that check and document it."""
import collections
import re

from checks import ROOT, read

TEXTS = ROOT / 'src/diagnostics/catalogue/texts'
FIELDS = ('name id severity fault message_en message_zh hint_en hint_zh cause_en cause_zh remedy_en remedy_zh').split()
Entry = collections.namedtuple('Entry', FIELDS)
Text = collections.namedtuple('Text', 'module name english chinese')

TOKEN = re.compile(r'\s+|//[^\n]*|#include "(?P<include>[^"]+)"|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>\w+)|(?P<sign>[(),])')
ESCAPES = {'n': '\n', 't': '\t'}


def unescape(literal):
    return re.sub(r'\\(.)', lambda m: ESCAPES.get(m[1], m[1]), literal[1:-1])


def tokens_of(text, name):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise SystemExit(f'{name}:{text.count(chr(10), 0, at) + 1}: not understood: {text[at:at + 20]!r}')
        at = match.end()
        if match.lastgroup == 'include':
            yield from tokens_of(read(f'src/{match["include"]}'), match['include'])
        elif match.lastgroup:
            yield match.lastgroup, match.group()


def entries_of(form, text, name):
    """The calls of macros in a text, each as a `form`; adjacent strings are joined as in C++."""
    arguments = None
    for kind, token in tokens_of(text, name):
        if token == '(':
            arguments = ['']
        elif token == ')':
            if len(arguments) != len(form._fields):
                raise SystemExit(f'{name}: {arguments[0]} has {len(arguments)} arguments, not {len(form._fields)}')
            yield form(*arguments)
            arguments = None
        elif token == ',':
            arguments.append('')
        elif arguments is not None:
            arguments[-1] += unescape(token) if kind == 'string' else token


def read_catalogue():
    """All messages, in the order of the modules."""
    return list(entries_of(Entry, read('src/diagnostics/catalogue.def'), 'catalogue.def'))


def texts_of(module, table):
    """All texts in a module's table."""
    call = collections.namedtuple('Call', Text._fields[1:])
    return (Text(module, *entry) for entry in entries_of(call, table, f'texts/{module}.def'))


def read_texts():
    return [text for path in sorted(TEXTS.glob('*.def')) for text in texts_of(path.stem, read(path))]
