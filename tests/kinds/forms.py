"""The forms as text: each kind's labels, and each of its documents made once as PDF and as workbook. The kinds are those
that have a file in labels/; `blank` stands for the form without data."""
import datetime
import functools
import pathlib
import re
import subprocess
import tempfile

import openpyxl
import pikepdf

from harness import ROOT, gongwen

HERE = pathlib.Path(__file__).resolve().parent
KINDS = sorted(path.stem for path in (HERE / 'labels').glob('*.txt'))
BLANK = 'blank'
# Kinds of running text. Their workbooks have the text as a list, and a sheet with what is around it.
TEXTS = ['needs-notice', 'opinions', 'regulations', 'result-notice', 'work-points']
FORMS = [kind for kind in KINDS if kind not in TEXTS]
# The type area of all forms on upright pages ends above this line; page numbers are below.
FOOT = 786
# The same on pages that lie on their side, from their foot.
LYING_FOOT = 56

_folder = tempfile.TemporaryDirectory(prefix='gongwen-kinds-')
FOLDER = pathlib.Path(_folder.name)


def documents(kind):
    """The names of a kind's documents: of its samples, and the blank form."""
    return [BLANK] + sorted(path.stem for path in (ROOT / 'samples' / kind).glob('*.json'))


ALL = [(kind, name) for kind in KINDS for name in documents(kind)]


def sample_path(kind, name):
    return ROOT / 'samples' / kind / f'{name}.json'


def labels(kind):
    """The labels, and those of them that are elsewhere in the workbook: `~` before a label of two columns of a page."""
    lines = [line for line in (HERE / 'labels' / f'{kind}.txt').read_text(encoding='utf-8').splitlines() if line]
    return [squeezed(line.removeprefix('~ ')) for line in lines], [squeezed(line[2:]) for line in lines if line.startswith('~ ')]


def unticked(text):
    return re.sub('[☑☒]', '☐', text)


@functools.cache
def made(kind, name):
    """The paths of PDF and workbook; no message of any kind is allowed."""
    pdf, xlsx = FOLDER / f'{kind}-{name}.pdf', FOLDER / f'{kind}-{name}.xlsx'
    data = [] if name == BLANK else [sample_path(kind, name)]
    result = gongwen('--strict', 'render', kind, *data, '-o', pdf, '-o', xlsx)
    assert (result.status, result.err) == (0, ''), result.err
    return pdf, xlsx


@functools.cache
def filled_in(kind, name):
    """The path of the workbook to fill in, with the values of a sample or without."""
    xlsx = FOLDER / f'{kind}-{name}-fillable.xlsx'
    data = [] if name == BLANK else [sample_path(kind, name)]
    result = gongwen('-q', 'render', kind, *data, '--fillable', '-o', xlsx)
    assert result.status == 0, result.err
    return xlsx


def squeezed(text):
    """A text without anything blank: where lines end is a matter of layout."""
    return re.sub(r'[\s\u3000]+', '', text)


def page_size(pdf):
    """Width and height of the first page, which all pages have, in pt."""
    told = subprocess.run(['pdfinfo', pdf], capture_output=True, check=True).stdout.decode('utf-8')
    return [round(float(number)) for number in re.search(r'^Page size: +([\d.]+) x ([\d.]+)', told, re.MULTILINE).groups()]


def crop_of(kind, number, width, height):
    """The part of a page, in points, that has its text but not its number: x, y, width, height."""
    if width > height:
        return 95, 0, width - 95, height
    is_official = kind in ('opinions', 'result-notice') or kind == 'needs-notice' and number > 1
    return 0, 0, width, 752 if is_official else FOOT


def page_texts(kind, path):
    """The text of each page, without its number."""
    out = []
    with pikepdf.open(path) as pdf:
        sizes = [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages]
    for number, size in enumerate(sizes, 1):
        crop = [word for pair in zip('xyWH', crop_of(kind, number, *size)) for word in (f'-{pair[0]}', str(pair[1]))]
        words = ['pdftotext', '-raw', '-r', '72', '-f', str(number), '-l', str(number), *crop, str(path), '-']
        out.append(squeezed(subprocess.run(words, capture_output=True, check=True).stdout.decode('utf-8')))
    return out


@functools.cache
def pdf_text(kind, name):
    if kind in TEXTS:
        return ''.join(page_texts(kind, made(kind, name)[0]))
    width, height = page_size(made(kind, name)[0])
    height = height - LYING_FOOT if width > height else FOOT
    words = ['pdftotext', '-raw', '-r', '72', '-x', '0', '-y', '0', '-W', str(width), '-H', str(height), made(kind, name)[0], '-']
    # A word that is torn has a soft hyphen, which only its page shows.
    return squeezed(subprocess.run(words, capture_output=True, check=True).stdout.decode('utf-8')).replace('\xad', '')


def shown(cell):
    """What a cell shows."""
    if isinstance(cell.value, (int, float)) and '"' in cell.number_format:
        return re.sub('"([^"]*)"', r'\1', cell.number_format).replace('0', str(cell.value), 1)
    if not isinstance(cell.value, datetime.datetime):
        return str(cell.value)
    if '年' not in cell.number_format:
        return cell.value.date().isoformat()
    day = f'{cell.value.year}年{cell.value.month}月'
    return day if 'd' not in cell.number_format else f'{day}{cell.value.day}日'


def title_of(chart):
    return ''.join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r)


# Sheets to sort and filter, and those that sum up a register: they show once more what the others say.
SORTED_SHEETS = {'进展日期', '待推进', '登记信息', '汇总信息'}


@functools.cache
def workbook_text(kind, name, repeated=True):
    """What the cells show; without what is `repeated`: sheets to sort, sums below lists, and stages without a proposal."""
    book = openpyxl.load_workbook(made(kind, name)[1], data_only=True)
    rows = (row for sheet in book for row in sheet.iter_rows()
            if repeated or not (sheet.title in SORTED_SHEETS or row[0].value == '合计' or (sheet.title == '统计' and row[1].value == 0)))
    cells = (cell for row in rows for cell in row if cell.value is not None)
    return squeezed(''.join(shown(cell) for cell in cells) + ''.join(title_of(chart) for sheet in book for chart in sheet._charts))
