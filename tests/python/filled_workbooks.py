"""Workbooks to fill in, as other programs see and save them."""
import functools
import pathlib
import re
import subprocess
import warnings
import zipfile

import openpyxl
from lxml import etree

from book_names import names_of
import surroundings

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
FORMS = ('expert-application', 'iso-form-4', 'proposal-review', 'proposal-information', 'commitment-letter',
         'justification-report')


def opened(path):
    """The workbook by openpyxl, which warns of parts that it leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return openpyxl.load_workbook(path)


def looked_at(path):
    """The same for those who change nothing in it: a file is read once."""
    state = pathlib.Path(path).stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@functools.cache
def _read(path, _time, _size):
    return opened(path)


def map_rows(path):
    """The map of the fields: name, pointer, type, sheet, cell, and the choices by label."""
    rows = []
    for cells in looked_at(path)['_gw'].iter_rows(values_only=True):
        if not cells[0] or not cells[0].startswith('gw.'):
            continue
        choices = [text or '' for text in cells[5:]]
        rows.append({'name': cells[0], 'pointer': cells[1], 'type': cells[2], 'sheet': cells[3], 'cell': cells[4],
                     'choices': dict(zip(choices[::2], choices[1::2]))})
    return rows


def defined_names(path):
    """Names of ours and where they lead, without the dollars and quotes that programs write as they like."""
    book = looked_at(path)
    return {name.name: name.attr_text.replace('$', '').replace("'", '') for name in names_of(book)
            if name.name.startswith('gw')}


def facts(path):
    """What other programs must keep: validations, locks, hidden sheets, stamp."""
    book = looked_at(path)
    validations, unlocked = {}, set()
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                first = str(area).split(':')[0]
                texts = tuple(re.sub(r'\s+', ' ', text or '') for text in
                              (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error))
                validations[sheet.title, first] = (rule.type or 'none', texts)
        for row in sheet.iter_rows():
            unlocked |= {(sheet.title, cell.coordinate) for cell in row if not cell.protection.locked and
                         not isinstance(cell, openpyxl.cell.cell.MergedCell)}
    return {'validations': validations, 'unlocked': unlocked,
            'protected': {sheet.title: sheet.protection.sheet for sheet in book},
            'hidden': {sheet.title for sheet in book if sheet.sheet_state != 'visible'}}


def stamps(path):
    """The three places of the stamp: custom properties (the hash of the data apart), core properties, the hidden sheet."""
    with zipfile.ZipFile(path) as parts:
        custom = parts.read('docProps/custom.xml').decode() if 'docProps/custom.xml' in parts.namelist() else ''
        core = parts.read('docProps/core.xml').decode()
    sheet = looked_at(path)['_gw']
    return [re.findall(r'>([^<>]+)</(?:\w+:)?lpwstr>', custom)[:3],
            re.findall(r'(?:kind|edition|hash)=([^ <]+)', core),
            [sheet.cell(row, 2).value for row in (1, 2, 3)]]


@functools.cache
def office_version():
    """Of LibreOffice, the first number: 7, 25."""
    told = subprocess.run(['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--version'], capture_output=True, text=True, check=True)
    return int(re.search(r'LibreOffice (\d+)', told.stdout)[1])


def converted(paths, folder, target):
    """The files as LibreOffice saves them: `target` is xlsx, ods or pdf."""
    folder.mkdir(exist_ok=True)
    for begin in range(0, len(paths), 100):
        words = ['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', target, '--outdir',
                 folder, *paths[begin:begin + 100]]
        subprocess.run([str(word) for word in words], capture_output=True, check=True, timeout=300)
    return [folder / pathlib.Path(path).with_suffix('.' + target).name for path in paths]


def resaved(path, folder):
    """The file as openpyxl saves it."""
    folder.mkdir(exist_ok=True)
    opened(path).save(folder / path.name)
    return folder / path.name
