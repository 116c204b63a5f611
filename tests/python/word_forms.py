"""Word forms: written by the rules of forms/word_names.h, a second time, and saved by other programs."""
import io
import pathlib
import re
import subprocess
import zipfile
from xml.sax.saxutils import escape

import surroundings

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
NAMES = (f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
         ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
         ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" mc:Ignorable="w14"')
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BASE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.'
PLACEHOLDER = '点击填写'
STYLES = (f'{HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
          '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
          '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:rPr><w:color w:val="808080"/>'
          '</w:rPr></w:style></w:styles>')


def attribute(text):
    return escape(text, {'"': '&quot;'})


def run(text, properties=''):
    """A run; line feeds are line breaks, tabs are tabs."""
    pieces = []
    for piece in re.split('(\n|\t)', text):
        pieces.append('<w:br/>' if piece == '\n' else '<w:tab/>' if piece == '\t' else
                      f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else '')
    return f'<w:r>{"<w:rPr>" + properties + "</w:rPr>" if properties else ""}{"".join(pieces)}</w:r>'


def paragraph(*contents, properties=''):
    return f'<w:p>{"<w:pPr>" + properties + "</w:pPr>" if properties else ""}{"".join(contents)}</w:p>'


def table(*rows):
    """Rows of cells, each a list of paragraphs or the content of one."""
    def cell(content):
        return f'<w:tc><w:tcPr/>{content if content.startswith(("<w:p>", "<w:tbl>")) else paragraph(content)}</w:tc>'
    return ('<w:tbl><w:tblPr/><w:tblGrid/>' +
            ''.join('<w:tr>' + ''.join(cell(content) for content in row) + '</w:tr>' for row in rows) + '</w:tbl>')


def bookmark_name(pointer, choice=None, number=1):
    """The rules of forms/word_names.h."""
    def encode(token):
        name = ''
        for c in token:
            if c.isascii() and (c.islower() or c.isdigit()) or '\u3400' <= c <= '\u9fff' or c >= '\U00020000':
                name += c
            elif c.isascii() and c.isupper():
                name += '_u' + c.lower()
            elif c == '_':
                name += '__'
            else:
                name += f'_h{ord(c):02x}' if c.isascii() else f'_x{ord(c):04x}_'
        return name or '_e'
    name = 'gw_' + '_s'.join(encode(token.replace('~1', '/').replace('~0', '~')) for token in pointer.split('/')[1:])
    if choice is not None:
        name += '_v' + encode(choice)
    return name if len(name) <= 40 else f'gw__n{number}'


class WordForm:
    """A form of ours. `body` is the XML of its paragraphs, made with `control`."""

    def __init__(self, kind='', edition='1.0', hash=''):
        self.stamp = {'kind': kind, 'edition': edition, 'hash': hash}
        self.fields, self.body, self.texts = [], [], []
        self.given = ''
        self.prints_all = False  # `texts` are in the order of the form, each as often as it is printed
        self.parts = {}
        self.relationships = []
        self.numbers = 0

    def number(self):
        self.numbers += 1
        return self.numbers

    def control(self, pointer, text, kind='<w:text/>', label='', choice=None, tag=True, bookmark=True, more=''):
        """The control of a field; without text it shows its placeholder."""
        number = len(self.fields) + 1
        self.fields.append((number, pointer, choice, label))
        name = 'gw:' + pointer.replace('#', '~2') + ('' if choice is None else '#' + choice)
        name = name if len(name) <= 64 else f'gw:#{number}'
        content = run(text) if text else run(PLACEHOLDER, '<w:rStyle w:val="PlaceholderText"/>')
        properties = ((f'<w:alias w:val="{attribute(label[:64])}"/>' if label else '') +
                      (f'<w:tag w:val="{attribute(name)}"/>' if tag else '') + f'<w:id w:val="{7000 + number}"/>' + more +
                      ('' if text else '<w:placeholder><w:docPart w:val="gwPlaceholder"/></w:placeholder><w:showingPlcHdr/>') + kind)
        sdt = f'<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
        if not bookmark:
            return sdt
        mark = bookmark_name(pointer, choice, number)
        return f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{sdt}<w:bookmarkEnd w:id="{number}"/>'

    def date(self, pointer, text, day=None, **more):
        full = f' w:fullDate="{day}T00:00:00Z"' if day else ''
        kind = f'<w:date{full}><w:dateFormat w:val="yyyy年M月d日"/><w:lid w:val="zh-CN"/></w:date>'
        return self.control(pointer, text, kind, **more)

    def drop(self, pointer, options, text, last='', **more):
        items = ''.join(f'<w:listItem w:displayText="{attribute(option)}" w:value="{i}"/>' for i, option in enumerate(options))
        last = f' w:lastValue="{last}"' if last else ''
        return self.control(pointer, text, f'<w:dropDownList{last}>{items}</w:dropDownList>', **more)

    def box(self, pointer, ticked, choice=None, state=None, **more):
        state = int(ticked if state is None else state)
        kind = (f'<w14:checkbox><w14:checked w14:val="{state}"/><w14:checkedState w14:val="2611" w14:font="Segoe UI Symbol"/>'
                '<w14:uncheckedState w14:val="2610" w14:font="Segoe UI Symbol"/></w14:checkbox>')
        return self.control(pointer, '☑' if ticked else '☐', kind, choice=choice, **more)

    def add(self, *blocks):
        self.body.extend(blocks)
        return self

    def part(self, name, type, xml, content_type):
        """A part in word/ with its relationship; answers its id."""
        self.parts[f'word/{name}'] = (xml if isinstance(xml, bytes) else (HEAD + xml).encode(), content_type)
        self.relationships.append((type, name))
        return f'rId{len(self.relationships)}'

    def map_xml(self):
        fields = ''.join(f'<field n="{number}" pointer="{attribute(pointer)}"' + ('' if choice is None else f' choice="{attribute(choice)}"') +
                         f' label="{attribute(label)}"/>' for number, pointer, choice, label in self.fields)
        stamp = ''.join(f' {name}="{attribute(value)}"' for name, value in self.stamp.items() if value)
        prints = ' prints="all"' if self.prints_all else ''
        return (f'<form xmlns="urn:gongwen:form:1"{stamp}{prints}>{fields}' + (f'<given>{escape(self.given)}</given>' if self.given else '') +
                ''.join(f'<text>{escape(text)}</text>' for text in self.texts) + '</form>')

    def bytes(self, has_map=True, has_stamp=True):
        types = {'/word/document.xml': BASE + 'document.main+xml', '/word/styles.xml': BASE + 'styles+xml',
                 '/word/glossary/document.xml': BASE + 'document.glossary+xml'}
        relationships = [('styles', 'styles.xml'), ('glossaryDocument', 'glossary/document.xml')]
        glossary = (f'<w:glossaryDocument {NAMES}><w:docParts><w:docPart><w:docPartPr><w:name w:val="gwPlaceholder"/></w:docPartPr>'
                    f'<w:docPartBody>{paragraph(run(PLACEHOLDER))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>')
        files = {'word/document.xml': f'<w:document {NAMES}><w:body>{"".join(self.body)}<w:sectPr/></w:body></w:document>',
                 'word/styles.xml': STYLES, 'word/glossary/document.xml': glossary}
        roots = [('officeDocument', 'word/document.xml')]
        for name, (xml, content_type) in self.parts.items():
            files[name], types['/' + name] = xml, content_type
        if has_map:
            files['customXml/item1.xml'] = self.map_xml()
            relationships.append(('customXml', '../customXml/item1.xml'))
        if has_stamp and self.stamp['kind']:
            properties = ''.join(f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{i}" name="gongwen.{name}">'
                                 f'<vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
                                 for i, (name, value) in enumerate(self.stamp.items(), 2) if value)
            files['docProps/custom.xml'] = ('<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
                                            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
                                            f'{properties}</Properties>')
            types['/docProps/custom.xml'] = 'application/vnd.openxmlformats-officedocument.custom-properties+xml'
            roots.append(('custom-properties', 'docProps/custom.xml'))
        own = [*((type, name) for type, name in self.relationships), *relationships]
        files['word/_rels/document.xml.rels'] = relationship_xml(own)
        files['_rels/.rels'] = relationship_xml(roots)
        files['[Content_Types].xml'] = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/>' +
            ''.join(f'<Override PartName="{name}" ContentType="{type}"/>' for name, type in types.items() if type) + '</Types>')
        return package_of(files)


def relationship_xml(relationships):
    """Targets with a scheme are outside of the file."""
    return ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            ''.join(f'<Relationship Id="rId{i}" Type="' + (type if ':' in type else relationship_type(type)) + f'" Target="{attribute(target)}"' +
                    (' TargetMode="External"' if '://' in target else '') + '/>'
                    for i, (type, target) in enumerate(relationships, 1)) + '</Relationships>')


def relationship_type(type):
    return ('http://schemas.openxmlformats.org/package/2006/relationships/metadata/' if type == 'core-properties' else R + '/') + type


def package_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if isinstance(content, str):
                content = (content if content.startswith('<?xml') else HEAD + content).encode()
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replaced(content, part, by):
    """The package with other bytes in one part."""
    files = parts_of(content)
    assert part in files, part
    return package_of({**files, part: by})


def changed(content, part, *changes):
    """The package with (old, new) replaced in one part; each must be there."""
    files = parts_of(content)
    text = files[part].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    files[part] = text
    return package_of(files)


def saved_by_office(path, target, folder):
    """The file as LibreOffice saves it; `target` is docx or odt."""
    words = ['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', target, '--outdir',
             str(folder), str(path)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    return pathlib.Path(folder) / (pathlib.Path(path).stem + '.' + target)


def add_expert_fields(form, data):
    """The data as an office would lay it out: lines, boxes, and tables for lists."""
    def month(pointer, text):
        year, month = text.split('-')
        return form.date(pointer, f'{year}年{int(month)}月', f'{text}-01')
    for key, value in data.items():
        if isinstance(value, list) and isinstance(value[0], str):
            form.add(paragraph(run(f'{key}：'), form.control(f'/{key}', '\n'.join(value), '<w:text w:multiLine="1"/>')))
        elif isinstance(value, list):
            names = list(dict.fromkeys(name for item in value for name in item))
            rows = [[run(name) for name in names]]
            for i, item in enumerate(value):
                rows.append([month(f'/{key}/{i}/{name}', item[name]) if name in ('from', 'to') and name in item else
                             form.control(f'/{key}/{i}/{name}', str(item.get(name, ''))) for name in names])
            form.add(table(*rows), paragraph())
        elif isinstance(value, dict):
            form.add(paragraph(*(run(f'{name}：') + form.control(f'/{key}/{name}', text) for name, text in value.items())))
        elif key == 'gender':
            form.add(paragraph(run('性别：'), *(form.box('/gender', option == value, choice=option) + run(option) for option in ('男', '女'))))
        elif key == 'english':
            form.add(paragraph(run('英语：'), form.drop('/english', ['熟练', '良好', '一般'], value)))
        elif key == 'already_registered':
            form.add(paragraph(run('已注册：'), form.box('/already_registered', value)))
        elif key == 'birth':
            form.add(paragraph(run('出生年月：'), month('/birth', value)))
        else:
            form.add(paragraph(run(f'{key}：'), form.control(f'/{key}', str(value), label=key)))
    return form


def expert_form(data):
    """A form of the kind expert-application with these values."""
    return add_expert_fields(WordForm('expert-application'), data)
