"""Pictures of the documents that the examples of the manual make, drawn by gongwen itself.

The commands of a document are run in order, as tests/project/run_doc_examples.py does. A command that makes a PDF is run
once more for the picture of its first page, which stands below the block with the command. A block that shows a part of
a template, ```html of=…/KIND/document.html, has the picture of that kind with the data beside the bundle; a complete
page, ```html page, is typeset as it is.
"""
import collections
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from outline import ROOT

sys.path.insert(0, str(ROOT / 'tests/project'))

import run_doc_examples  # noqa: E402
from doc_pairs import FENCE, sessions  # noqa: E402

# The tutorial has pictures of its own; what the others make are many documents at once.
RUN = ('README', 'FIRST-DOCUMENT', 'AUTHORS', 'CLI', 'TEMPLATES')
# Data for templates of the tests, which have none beside them.
DATA = {'official': {
    'urgency': '特急', 'issuers': ['示例市标准化委员会'], 'number': '示标〔2026〕8号', 'title': '关于开展标准实施检查的通知',
    'addressees': ['各有关单位'], 'text': ['现就开展标准实施检查的有关事项通知如下。检查的范围和方法见附件。'],
    'attachments': ['检查的范围和方法'], 'signature_kind': 'unsealed', 'date': '2026-12-01',
    'attached_texts': [{'title': '检查的范围和方法', 'text': ['检查的范围是本年度发布的标准。']}]}}
PDF = re.compile(r'[\w./-]+\.pdf')
DPI = 80

Picture = collections.namedtuple('Picture', 'file width height')


class Failure(Exception):
    """An example that does not make its document."""


def size_of(data):
    """Width and height of a PNG file."""
    return int.from_bytes(data[16:20], 'big'), int.from_bytes(data[20:24], 'big')


def makes_page(command):
    """Whether the command makes a PDF of one document."""
    return re.search(r'\b(?:render|typeset)\b', command) is not None and PDF.search(command) is not None and \
        '--fillable' not in command


class Pictures:
    """The pictures of the examples, written to `folder`; `of(document, n)` gives that of its n-th block of code."""

    def __init__(self, program, folder):
        self.program, self.folder = pathlib.Path(program).resolve(), folder
        self.pictures = {}
        self.wanted = 0
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, document, number):
        return self.pictures.get((document, number))

    def keep(self, document, number, path):
        """Keeps the picture unless the document has shown the same one before."""
        data = path.read_bytes()
        name = f'{document.lower()}-{hashlib.sha256(data).hexdigest()[:12]}.png'
        if any(picture.file == name for picture in self.pictures.values()):
            return
        (self.folder / name).write_bytes(data)
        self.pictures[document, number] = Picture(name, *size_of(data))

    def call(self, folder, *words):
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8'}
        environment.pop('SOURCE_DATE_EPOCH', None)
        process = subprocess.run([self.program, *map(str, words)], cwd=folder, capture_output=True, env=environment, check=False)
        if process.returncode != 0:
            raise Failure(f'{shlex.join(map(str, words))}: {process.stderr.decode()}')

    def draw(self, document, text):
        """Draws the examples of a document."""
        is_run = document in RUN
        with tempfile.TemporaryDirectory(prefix='gongwen-manual-') as name:
            folder = pathlib.Path(name)
            for linked in ('samples', 'templates', 'docs'):
                os.symlink(ROOT / linked, folder / linked)
            last = self.last_page(text) if is_run else -1
            for number, match in enumerate(FENCE.finditer(text)):
                info, block = match.groups()
                named = re.search(r'\bfile=(\S+)$', info)
                shown = re.fullmatch(r'html of=(\S+)/([\w-]+)/document\.html', info)
                if named and is_run:
                    path = folder / named[1]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(block, encoding='utf-8')
                elif shown:
                    self.draw_kind(document, number, folder, *shown.groups())
                elif info == 'html page':
                    self.draw_page(document, number, folder, block)
                elif info == 'console' and is_run and number <= last:
                    self.run_session(document, number, folder, block)

    @staticmethod
    def last_page(text):
        """The last block that makes a page: what follows need not be run."""
        return max((number for number, match in enumerate(FENCE.finditer(text))
                    if match[1] == 'console' and any(makes_page(command) for command, _ in sessions(match[2]))), default=-1)

    def draw_kind(self, document, number, folder, bundles, kind):
        self.wanted += 1
        data = ROOT / bundles / 'data.json'
        if kind in DATA:
            data = folder / f'{kind}.json'
            data.write_text(json.dumps(DATA[kind], ensure_ascii=False), encoding='utf-8')
        drawn = folder / 'drawn'
        drawn.mkdir(exist_ok=True)
        self.call(folder, '--templates', ROOT / bundles, 'render', kind, data, '-o', 'drawn/{page}.png', '--dpi', DPI)
        self.keep(document, number, drawn / '1.png')
        shutil.rmtree(drawn)

    def draw_page(self, document, number, folder, block):
        self.wanted += 1
        (folder / 'page.html').write_text(block, encoding='utf-8')
        drawn = folder / 'drawn'
        drawn.mkdir(exist_ok=True)
        self.call(folder, '--strict', 'typeset', 'page.html', '-o', 'drawn/{page}.png', '--dpi', 110)
        self.keep(document, number, drawn / '1.png')
        shutil.rmtree(drawn)

    def run_session(self, document, number, folder, block):
        for command, _ in sessions(block):
            run_doc_examples.run(command, folder, self.program, False)
            if makes_page(command) and (document, number) not in self.pictures:
                drawn = folder / 'drawn'
                drawn.mkdir(exist_ok=True)
                # Other outputs of the same call would be written again, too; they do no harm.
                again = PDF.sub("'drawn/{page}.png' --dpi " + str(DPI), command, count=1)
                run_doc_examples.run(again, folder, self.program, False)
                if (drawn / '1.png').exists():
                    self.keep(document, number, drawn / '1.png')
                shutil.rmtree(drawn)
