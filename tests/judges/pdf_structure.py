#!/usr/bin/env python3
"""pdf_structure.py FILE.pdf…  Whether the tagged structure of PDF files keeps the rules of PDF/UA-1 (ISO 14289-1 section 7,
ISO 32000-1 section 14.8.4) that can be read off the tree, and the limits of PDF/A-2 (ISO 19005-2 section 6.1.13).

Prints a line for each file; status 1 if one does not keep them, 2 if one cannot be read. Needs pikepdf alone."""
import collections
import re
import sys

import pikepdf

LANGUAGE = re.compile(r'[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\Z')
GROUPS = ('THead', 'TBody', 'TFoot')
# What elements of a type may hold; others may hold anything.
MAY_HOLD = {
    'Table': {'TR', 'THead', 'TBody', 'TFoot', 'Caption'}, 'THead': {'TR'}, 'TBody': {'TR'}, 'TFoot': {'TR'},
    'TR': {'TH', 'TD'}, 'L': {'L', 'LI', 'Caption'}, 'LI': {'Lbl', 'LBody'}, 'TOC': {'TOC', 'TOCI', 'Caption'},
    'Ruby': {'RB', 'RT', 'RP'},
}
# What elements of a type may be in; others may be anywhere.
MAY_LIE_IN = {
    'TR': {'Table', *GROUPS}, 'THead': {'Table'}, 'TBody': {'Table'}, 'TFoot': {'Table'}, 'TH': {'TR'}, 'TD': {'TR'},
    'LI': {'L'}, 'LBody': {'LI'}, 'TOCI': {'TOC'}, 'RB': {'Ruby'}, 'RT': {'Ruby'},
}
TEXT = {'P', 'H', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6'}
GROUPING = {'Document', 'Part', 'Art', 'Sect', 'Div', 'BlockQuote'}
MOST_LEVELS = 28
MOST_BYTES = 32767


class Element:
    def __init__(self, obj, parent, roles=None):
        self.obj, self.parent = obj, parent
        self.type = str(obj.S)[1:]
        for _ in range(9):  # types of a file's own, by way of others
            self.type = str((roles or {}).get('/' + self.type, '/' + self.type))[1:]
        kids = obj.get('/K', pikepdf.Array())
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        self.kids, self.content, self.objects = [], 0, []
        for kid in kids:
            if not isinstance(kid, pikepdf.Dictionary):
                self.content += 1
            elif '/S' in kid:
                self.kids.append(Element(kid, self, roles))
            elif kid.get('/Type') == '/OBJR':
                self.objects.append(kid.Obj)
            else:
                self.content += 1
        self.types = [kid.type for kid in self.kids]

    def walk(self):
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def attribute(self, name):
        attributes = self.obj.get('/A', [])
        for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
            if name in one:
                return one[name]
        return None


def table_problems(table):
    types = table.types
    for part in ('THead', 'TFoot'):
        if types.count(part) > 1:
            yield f'two {part}'
        if part in types and 'TBody' not in types:
            yield f'{part} without TBody'
    if types.count('Caption') > 1 or 'Caption' in types[1:-1]:
        yield 'Caption in the middle of a table'
    rows = [row for kid in table.kids for row in (kid.kids if kid.type in GROUPS else [kid]) if row.type == 'TR']
    taken = collections.defaultdict(set)  # by row: columns
    for index, row in enumerate(rows):
        column = 0
        for cell in row.kids:
            while column in taken[index]:
                column += 1
            for down in range(int(cell.attribute('/RowSpan') or 1)):
                covered = set(range(column, column + int(cell.attribute('/ColSpan') or 1)))
                if covered & taken[index + down]:
                    yield 'cells that overlap'
                taken[index + down] |= covered
            column += int(cell.attribute('/ColSpan') or 1)
    if len(taken) > len(rows):
        yield 'a span beyond the last row'
    if len({len(columns) for columns in taken.values()}) > 1:
        yield 'rows of different lengths'


def element_problems(element):
    allowed = MAY_HOLD.get(element.type)
    if allowed is not None:
        yield from (f'{kid} in {element.type}' for kid in element.types if kid not in allowed)
        if (element.content or element.objects) and element.type not in ('Ruby',):
            yield f'content in {element.type}'
    around = element.parent.type if element.parent else 'StructTreeRoot'
    if element.type in MAY_LIE_IN and around not in MAY_LIE_IN[element.type]:
        yield f'{element.type} in {around}'
    if element.type in TEXT:
        yield from (f'{kid} in {element.type}' for kid in element.types if kid in TEXT)
    if element.type in GROUPING and element.content:
        yield f'content in {element.type}'
    if element.type in ('L', 'TOC') and 'Caption' in element.types[1:]:
        yield f'Caption in the middle of {element.type}'
    if element.type in ('Figure', 'Formula') and not (str(element.obj.get('/Alt', '')) or str(element.obj.get('/ActualText', ''))):
        yield f'{element.type} without a text'
    if element.type == 'TH' and element.attribute('/Scope') is None:
        yield 'TH without Scope'
    if element.type == 'Form' and (len(element.objects) != 1 or element.kids or element.content):
        yield 'Form with other than one field'
    if element.type == 'Link' and not element.objects:
        yield 'Link without an annotation'
    if element.objects and element.type not in ('Link', 'Form', 'Annot'):
        yield f'an annotation in {element.type}'
    if element.type == 'Note' and '/ID' not in element.obj:
        yield 'Note without ID'
    if '/Lang' in element.obj and not LANGUAGE.match(str(element.obj.Lang)):
        yield f'language {str(element.obj.Lang)!r}'
    if element.type == 'Table':
        yield from table_problems(element)
    if not (element.kids or element.content or element.objects) and element.type not in ('TD', 'TH', 'Document'):
        yield f'{element.type} with nothing in it'


def tree_problems(pdf):
    root = pdf.Root.get('/StructTreeRoot')
    if root is None:
        yield 'no structure'
        return
    if not LANGUAGE.match(str(pdf.Root.get('/Lang', ''))):
        yield f'language {str(pdf.Root.get("/Lang", ""))!r} of the document'
    level, notes, names, wanted = 0, collections.Counter(), set(), []
    for element in Element(root.K, None, root.get('/RoleMap')).walk():
        yield from element_problems(element)
        if re.fullmatch('H[1-6]', element.type):
            if int(element.type[1]) > level + 1:
                yield f'{element.type} after level {level}'
            level = int(element.type[1])
        if '/ID' in element.obj:
            names.add(bytes(element.obj.ID))
            notes[bytes(element.obj.ID)] += 1
        wanted += [bytes(name) for name in element.attribute('/Headers') or []]
    yield from (f'the ID {name!r} twice' for name, count in notes.items() if count > 1)
    yield from (f'no header {name!r}' for name in wanted if name not in names)


def strings(obj):
    if isinstance(obj, pikepdf.String):
        yield bytes(obj)
    elif isinstance(obj, pikepdf.Array):
        for one in obj:
            if not getattr(one, 'is_indirect', False):
                yield from strings(one)
    elif isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
        for _, one in obj.items():
            if not getattr(one, 'is_indirect', False):
                yield from strings(one)


def deepest_level(stream):
    level = deepest = 0
    for _, operator in pikepdf.parse_content_stream(stream, 'q Q'):
        level += {'q': 1, 'Q': -1}[str(operator)]
        deepest = max(deepest, level)
    return deepest


def limit_problems(pdf):
    for obj in pdf.objects:
        if any(len(text) > MOST_BYTES for text in strings(obj)):
            yield 'a string that is too long'
        is_form = isinstance(obj, pikepdf.Stream) and obj.get('/Subtype') == '/Form'
        if is_form and deepest_level(obj) > MOST_LEVELS:
            yield 'q too deep in a form'
    for page in pdf.pages:
        if deepest_level(page) > MOST_LEVELS:
            yield 'q too deep'


def problems(path):
    """What a file does not keep; each type of error once."""
    with pikepdf.open(path) as pdf:
        return list(dict.fromkeys([*tree_problems(pdf), *limit_problems(pdf)]))


def main(paths):
    if not paths or paths[0].startswith('-'):
        print(__doc__)
        return 2
    status = 0
    for path in paths:
        try:
            found = problems(path)
        except (OSError, pikepdf.PdfError) as error:
            print(f'{path}: cannot be read: {error}')
            status = 2
            continue
        print(f'{path}: {"; ".join(found) or "ok"}')
        status = max(status, 1 if found else 0)
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
