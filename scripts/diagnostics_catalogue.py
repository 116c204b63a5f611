"""Reads the catalogue of messages, src/diagnostics/catalogue.def, for the scripts that check and document it."""
import collections
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]

FIELDS = ('name id severity fault message_en message_zh hint_en hint_zh cause_en cause_zh remedy_en remedy_zh').split()
Entry = collections.namedtuple('Entry', FIELDS)

TOKEN = re.compile(r'\s+|//[^\n]*|#include "(?P<include>[^"]+)"|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>\w+)|(?P<sign>[(),])')
ESCAPES = {'n': '\n', 't': '\t'}


def unescape(literal):
    return re.sub(r'\\(.)', lambda m: ESCAPES.get(m[1], m[1]), literal[1:-1])


def tokens_of(path):
    text = path.read_text(encoding='utf-8')
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            line = text.count('\n', 0, at) + 1
            raise SystemExit(f'{path.relative_to(ROOT)}:{line}: not understood: {text[at:at + 20]!r}')
        at = match.end()
        if match.lastgroup == 'include':
            yield from tokens_of(ROOT / 'src' / match['include'])
        elif match.lastgroup:
            yield match.lastgroup, match.group()


def read_catalogue():
    """All entries, in the order of the modules: calls of GONGWEN_DIAGNOSTIC, with adjacent strings joined as in C++."""
    entries = []
    arguments = None
    for kind, text in tokens_of(ROOT / 'src/diagnostics/catalogue.def'):
        if text == '(':
            arguments = ['']
        elif text == ')':
            if len(arguments) != len(FIELDS):
                raise SystemExit(f'{arguments[0]} has {len(arguments)} arguments, not {len(FIELDS)}')
            entries.append(Entry(*arguments))
            arguments = None
        elif text == ',':
            arguments.append('')
        elif arguments is not None:
            arguments[-1] += unescape(text) if kind == 'string' else text
    return entries
