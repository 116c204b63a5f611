"""Returned forms as people's programs write them, made by hand: PDF fields with pikepdf, workbooks part by part."""
import io
import json
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def text_string(text):
    """UTF-16BE with its mark, as most programs write."""
    return String(b'\xfe\xff' + text.encode('utf-16-be')) if not text.isascii() else String(text)


def field_name(pointer):
    return pointer.replace('.', '~2')


class PdfForm:
    """A one-page form; the dictionaries can be changed before `bytes` is asked for."""

    def __init__(self, kind=None, edition='1.0', hash=''):
        self.pdf = pikepdf.new()
        self.pdf.add_blank_page(page_size=(595, 842))
        self.page = self.pdf.pages[0]
        self.page.obj.Annots = self.pdf.make_indirect(Array())
        self.form = self.pdf.make_indirect(Dictionary(Fields=Array()))
        self.pdf.Root.AcroForm = self.form
        if kind:
            self.stamp(kind, edition, hash)

    def add(self, field, widget=True, listed=True):
        field = self.pdf.make_indirect(field)
        if widget:
            field.Type, field.Subtype, field.Rect = Name.Annot, Name.Widget, Array([0, 0, 10, 10])
            self.page.obj.Annots.append(field)
        if listed:
            self.form.Fields.append(field)
        return field

    def stamp(self, kind, edition='1.0', hash=''):
        value = json.dumps({'kind': kind, 'edition': edition, 'hash': hash})
        self.add(Dictionary(FT=Name.Tx, T=String('/_gw/stamp'), V=String(value), Ff=1), widget=False)

    def text(self, pointer, value, **more):
        if isinstance(value, str):
            value = text_string(value)
        elif isinstance(value, bytes):
            value = String(value)
        return self.add(Dictionary(FT=Name.Tx, T=text_string(field_name(pointer)), V=value, **more))

    def check(self, pointer, ticked):
        state = Name.Yes if ticked else Name.Off
        states = Dictionary(N=Dictionary(Yes=Dictionary(), Off=Dictionary()))
        return self.add(Dictionary(FT=Name.Btn, T=text_string(field_name(pointer)), V=state, AS=state, AP=states))

    def radio(self, pointer, options, chosen):
        parent = self.pdf.make_indirect(Dictionary(
            FT=Name.Btn, Ff=49152, T=text_string(field_name(pointer)), Opt=Array([text_string(o) for o in options]),
            Kids=Array(), V=Name.Off if chosen is None else Name(f'/{chosen}')))
        for index in range(len(options)):
            state = Name(f'/{index}') if index == chosen else Name.Off
            states = Dictionary(N=Dictionary({f'/{index}': Dictionary(), '/Off': Dictionary()}))
            kid = self.add(Dictionary(Parent=parent, AS=state, AP=states), listed=False)
            parent.Kids.append(kid)
        self.form.Fields.append(parent)
        return parent

    def combo(self, pointer, options, value):
        return self.add(Dictionary(FT=Name.Ch, Ff=131072, T=text_string(field_name(pointer)), V=text_string(value),
                                   Opt=Array([text_string(o) if isinstance(o, str) else
                                              Array([text_string(part) for part in o]) for o in options])))

    def bytes(self, **options):
        out = io.BytesIO()
        self.pdf.save(out, **options)
        return out.getvalue()


def leaves(value, pointer=''):
    """All scalars of data with their JSON pointers."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, pointer + '/' + key.replace('~', '~0').replace('/', '~1'))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f'{pointer}/{index}')
    else:
        yield pointer, value


def pdf_of_data(data, kind, edition='1.0'):
    """A form with one field a value: texts and numbers as texts, truth values as boxes."""
    form = PdfForm(kind, edition)
    for pointer, value in leaves(data):
        if isinstance(value, bool):
            form.check(pointer, value)
        elif value is not None:
            form.text(pointer, str(value))
    return form.bytes()


def encode_name(pointer):
    """The name of a cell that holds a field: the rules of docs/FORMS.md, written down a second time."""
    name = 'gw'
    for token in pointer.split('/')[1:]:
        token = token.replace('~1', '/').replace('~0', '~')
        name += '.' + ('_e' if not token else '')
        for c in token:
            if c.isascii() and (c.islower() or c.isdigit()) or '\u3400' <= c <= '\u9fff':
                name += c
            elif c.isascii() and c.isupper():
                name += '_u' + c.lower()
            elif c == '_':
                name += '__'
            else:
                name += f'_h{ord(c):02x}' if c.isascii() else f'_x{ord(c):04x}_'
    return name


MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'


def escape(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;')


class XlsxForm:
    """A workbook of one visible sheet, `表`; each cell is given as the XML between <c …> and </c>."""

    def __init__(self, kind=None, edition='1.0'):
        self.cells = []      # (reference, attributes, inner XML)
        self.names = []      # (name, target)
        self.strings = []    # inner XML of <si>
        self.formats = [0]   # numFmtId of each cell format
        self.codes = {}      # numFmtId → code
        self.workbook_properties = ''
        self.namespace, self.prefix = MAIN, ''
        self.parts = {}      # further parts, or others instead of those made here
        self.map_rows = []
        self.custom = {'gongwen.kind': kind, 'gongwen.edition': edition, 'gongwen.hash': ''} if kind else {}
        self.sheet_part, self.strings_part = 'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'

    def cell(self, reference, attributes, inner, pointer=None):
        self.cells.append((reference, attributes, inner))
        if pointer:
            self.names.append((encode_name(pointer), f"'表'!${reference[0]}${reference[1:]}"))

    def text(self, reference, text, pointer=None):
        self.cell(reference, 't="s"', f'<v>{len(self.strings)}</v>', pointer)
        self.strings.append(f'<t xml:space="preserve">{escape(text)}</t>')

    def sheet_xml(self):
        rows = {}
        for reference, attributes, inner in self.cells:
            rows.setdefault(int(reference.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')), []).append((reference, attributes, inner))
        body = ''.join(f'<row r="{row}">' + ''.join(f'<c r="{r}" {a}>{i}</c>' for r, a, i in cells) + '</row>'
                       for row, cells in sorted(rows.items()))
        return self.wrap('worksheet', f'<sheetData>{body}</sheetData>')

    def wrap(self, root, body):
        """The part with the namespace as default, or with a prefix at each element."""
        if not self.prefix:
            return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{self.namespace}" xmlns:r="{RELATIONS}">{body}</{root}>'
        body = body.replace('</', '\0').replace('<', f'<{self.prefix}:').replace('\0', f'</{self.prefix}:')
        return (f'<?xml version="1.0" encoding="UTF-8"?><{self.prefix}:{root} xmlns:{self.prefix}="{self.namespace}" '
                f'xmlns:r="{RELATIONS}">{body}</{self.prefix}:{root}>')

    def map_xml(self):
        rows = ''
        for number, row in enumerate(self.map_rows, 1):
            cells = ''.join(f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' for value in row)
            rows += f'<row r="{number}">{cells}</row>'
        return self.wrap('worksheet', f'<sheetData>{rows}</sheetData>')

    def relations(self, entries):
        base = 'http://purl.oclc.org/ooxml/officeDocument/relationships' if self.namespace == STRICT else RELATIONS
        items = ''.join(f'<Relationship Id="{i}" Type="{base}/{t}" Target="{p}"/>' for i, t, p in entries)
        return f'<Relationships xmlns="{PACKAGE}">{items}</Relationships>'

    def bytes(self):
        names = ''.join(f'<definedName name="{escape(n)}">{escape(t)}</definedName>' for n, t in self.names)
        sheets = '<sheet name="表" sheetId="1" r:id="rId1"/>'
        workbook_relations = [('rId1', 'worksheet', '/' + self.sheet_part), ('rId2', 'styles', 'styles.xml')]
        if self.map_rows:
            sheets += '<sheet name="_gw" sheetId="2" state="hidden" r:id="rId4"/>'
            workbook_relations.append(('rId4', 'worksheet', 'worksheets/map.xml'))
        if self.strings:
            workbook_relations.append(('rId3', 'sharedStrings', '/' + self.strings_part))
        codes = ''.join(f'<numFmt numFmtId="{i}" formatCode="{escape(c)}"/>' for i, c in self.codes.items())
        formats = ''.join(f'<xf numFmtId="{i}"/>' for i in self.formats)
        package = [('rId1', 'officeDocument', 'xl/workbook.xml')]
        parts = {
            '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            'xl/workbook.xml': self.wrap('workbook', f'<workbookPr {self.workbook_properties}/><sheets>{sheets}</sheets>'
                                         f'<definedNames>{names}</definedNames>'),
            'xl/_rels/workbook.xml.rels': self.relations(workbook_relations),
            'xl/styles.xml': self.wrap('styleSheet', f'<numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
                                       f'</cellStyleXfs><cellXfs>{formats}</cellXfs>'),
            self.sheet_part: self.sheet_xml(),
        }
        if self.strings:
            parts[self.strings_part] = self.wrap('sst', ''.join(f'<si>{s}</si>' for s in self.strings))
        if self.map_rows:
            parts['xl/worksheets/map.xml'] = self.map_xml()
        if self.custom:
            package.append(('rId9', 'custom-properties', 'docProps/custom.xml'))
            parts['docProps/custom.xml'] = (
                '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="urn:vt">'
                + ''.join(f'<property name="{n}"><vt:lpwstr>{v}</vt:lpwstr></property>' for n, v in self.custom.items())
                + '</Properties>')
        parts['_rels/.rels'] = self.relations(package)
        parts.update(self.parts)
        return zip_of(parts)


def packed_pdf(inside):
    """A PDF whose objects are in one packed stream."""
    packed = zlib.compress(inside, 9)
    out = io.BytesIO()
    out.write(b'%PDF-1.7\n')
    place = out.tell()
    out.write(b'5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n' % len(packed))
    out.write(packed + b'\nendstream\nendobj\n')
    table = out.tell()
    rows = b''.join([b'\0\0\0\0\0\xff', b'\2' + (5).to_bytes(4, 'big') + b'\0'] + [b'\0' * 6] * 3
                    + [b'\1' + place.to_bytes(4, 'big') + b'\0', b'\1' + table.to_bytes(4, 'big') + b'\0'])
    out.write(b'6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 4 1]/Length %d>>stream\n' % len(rows))
    out.write(rows + b'\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n' % table)
    return out.getvalue()


def zip_of(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_of_data(data, kind, edition='1.0'):
    """A workbook with one named cell a value, in column B."""
    form = XlsxForm(kind, edition)
    for row, (pointer, value) in enumerate(leaves(data), 1):
        if isinstance(value, bool):
            form.cell(f'B{row}', 't="b"', f'<v>{int(value)}</v>', pointer)
        elif isinstance(value, (int, float)):
            form.cell(f'B{row}', '', f'<v>{value}</v>', pointer)
        elif value is not None:
            form.text(f'B{row}', value, pointer)
    return form.bytes()
