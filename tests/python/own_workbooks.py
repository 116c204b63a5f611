"""Kinds whose workbook is an office's own file, for tests: the bundle around a workbook of openpyxl, and what comes out."""
import json

import openpyxl

from filled_workbooks import converted, opened
from harness import gongwen

ANY = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object'}


def bundle(folder, book, schema=None, name='sheet'):
    """`book` is a workbook of openpyxl, or bytes."""
    path = folder / name
    path.mkdir(exist_ok=True)
    if isinstance(book, bytes):
        (path / 'workbook.xlsx').write_bytes(book)
    else:
        book.save(path / 'workbook.xlsx')
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


__all__ = ['bundle', 'calculated', 'expected_style', 'opened', 'render']
