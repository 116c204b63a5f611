"""Kinds whose workbook is an office's own file, for tests: the bundle around a workbook of openpyxl, and what comes out."""
import io
import json
import re
import zipfile

import openpyxl

from filled_workbooks import converted, opened
from harness import gongwen

ANY = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object'}


def saved(book, shares=True):
    """The parts of a workbook of openpyxl; with texts shared by the cells, as Excel writes them, or in the cells."""
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    if not shares or 'xl/sharedStrings.xml' in content:
        return content
    texts = []

    def take(match):
        texts.append(match[3])
        return f'<c {match[1]} t="s"{match[2]}><v>{len(texts) - 1}</v></c>'
    for name in [name for name in content if name.startswith('xl/worksheets/sheet')]:
        content[name] = re.sub('<c ([^>]*?) t="inlineStr"([^>]*)><is>(.*?)</is></c>', take, content[name].decode(), flags=re.DOTALL).encode()
    strings = ''.join(f'<si>{text}</si>' for text in texts)
    content['xl/sharedStrings.xml'] = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'.encode()
    for name, end, more in (('[Content_Types].xml', b'</Types>', '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'),
                            ('xl/_rels/workbook.xml.rels', b'</Relationships>', '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>')):
        if b'sharedStrings' not in content[name]:
            content[name] = content[name].replace(end, more.encode() + end)
    return content


def packed(content, changes=()):
    """The bytes of a workbook, with some parts replaced; None leaves a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**content, **dict(changes)}.items():
            if part is not None:
                archive.writestr(name, part)
    return out.getvalue()


def bundle(folder, book, schema=None, name='sheet', shares=True):
    """`book` is a workbook of openpyxl, or bytes."""
    path = folder / name
    path.mkdir(exist_ok=True)
    if isinstance(book, bytes):
        (path / 'workbook.xlsx').write_bytes(book)
    else:
        (path / 'workbook.xlsx').write_bytes(packed(saved(book, shares)))
    manifest = {'kind': name, 'title': {'zh': '台账', 'en': 'ledger'}, 'version': '1.0', 'source': {'zh': '某某研究院', 'en': 'an institute'},
                'language': 'zh-CN', 'file_name': '台账', 'outputs': {'sheet': {'template': 'workbook.xlsx'}}}
    (path / 'template.json').write_text(json.dumps(manifest, ensure_ascii=False), encoding='utf-8')
    (path / 'schema.json').write_text(json.dumps(schema or ANY, ensure_ascii=False), encoding='utf-8')
    return path


def render(folder, data, target='out.xlsx', *options, name='sheet'):
    (folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
    return gongwen('--templates', '.', 'render', name, 'data.json', '-o', target, '--force', *options, cwd=folder)


def calculated(paths, folder):
    """The workbooks with the results of their formulas, by LibreOffice."""
    return [openpyxl.load_workbook(path, data_only=True) for path in converted(paths, folder / 'calculated', 'xlsx')]


def expected_style(cell):
    return (cell.font.name, cell.font.b, cell.fill.fgColor.rgb, cell.border.top.style if cell.border.top else None, cell.number_format, cell.alignment.horizontal)


__all__ = ['bundle', 'calculated', 'expected_style', 'opened', 'packed', 'render', 'saved']
