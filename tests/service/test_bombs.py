"""Small files that become large ones: workbooks, archives, PDFs, data workbooks and pictures, sent to every address that takes
files. Each gets a clear answer in time, and the service works as before. BOMBS=all for all of them."""
import json
import os
import pathlib
import struct
import time
import unittest
import zlib

from form_browser import Browser
from harness import ROOT, CommandTest
from returned_forms import XlsxForm, packed_pdf, zip_of
from serving import Service, multipart
from test_office import OfficeTest

ALL = os.environ.get('BOMBS') == 'all'
# Seconds for any of them, on a machine with other work: a file of a stack of scans may take three minutes.
PATIENCE = 170 if ALL else 60
MEGABYTE = 1 << 20
LETTER = (ROOT / 'samples/commitment-letter/typical.json').read_bytes()
# Statuses of answers that say what is wrong with a file, or that it was taken and not read.
SAID = (200, 400, 413, 415, 422)


def wide_picture(side):
    """A PNG that is what it says: `side` pixels in both directions, all white."""
    def chunk(name, content):
        return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    row = b'\0' + b'\xff' * (side // 8)
    rows = b''.join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side // 100 * 100, 1, 0, 0, 0, 0)) + chunk(b'IDAT', rows)
            + chunk(b'IEND', b''))


def book_with(part, content):
    book = XlsxForm('expert-application')
    book.parts[book.sheet_part if part == 'sheet' else part] = content
    return book.bytes()


BOMBS = {
    'styles.xlsx': lambda: book_with('xl/styles.xml', b'<a>' + b' ' * (100 * MEGABYTE) + b'</a>'),
    'rows.xlsx': lambda: book_with('sheet', b'<worksheet><sheetData>' + b'<row><c t="b"><v>1</v></c></row>' * 300_000 + b'</sheetData></worksheet>'),
    'deep.xlsx': lambda: book_with('sheet', b'<worksheet>' + b'<a>' * 500_000),
    'many.zip': lambda: zip_of({f'{i}.pdf': b'%PDF-1.7\n' for i in range(5_000)}),
    'large.zip': lambda: zip_of({'a.pdf': b'%PDF-1.7\n' + b'0' * ((300 if ALL else 100) * MEGABYTE)}),
    'nested.zip': lambda: zip_of({'b.zip': zip_of({'a.pdf': b'0' * (200 * MEGABYTE)})}),
    'objects.pdf': lambda: packed_pdf(b'1 0 <</Type/Catalog>>' + b' ' * ((400 if ALL else 60) * MEGABYTE)),
    'wide.png': lambda: wide_picture(40_000),
    'lying.png': lambda: b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR' + struct.pack('>IIBBBBB', 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0) + b'\0\0\0\0',
}
# One of each sort; the others with BOMBS=all.
EACH_RUN = ('rows.xlsx', 'large.zip', 'objects.pdf', 'wide.png')


class Bombs(OfficeTest):
    def place(self):
        return '--state', self.state, '--store', self.folder / 'facts.db'

    def add_account(self, name, role, *options, **more):
        """Accounts are in the state alone."""
        place, self.place = self.place, lambda: ('--state', self.state)
        try:
            super().add_account(name, role, *options, **more)
        finally:
            self.place = place

    def setUp(self):
        CommandTest.setUp(self)
        self.state = self.folder / 'state'
        self.run_gongwen('store', 'init', self.folder / 'facts.db')
        self.add_account('wang', 'secretary')
        self.service = Service('--forms', '--office', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)
        self.workers = len(self.service.workers())

    def endured(self, what, send):
        """Sends it, and looks at the answer and at the service afterwards."""
        begin = time.monotonic()
        answer = send()
        taken = time.monotonic() - begin
        self.assertLess(taken, PATIENCE, what)
        self.assertIn(answer.status, SAID, (what, answer.body[:500]))
        self.assertTrue(answer.body, what)
        self.assertEqual(self.service.ask('GET', '/health').status, 200, what)
        made = self.service.post_json('/api/v1/kinds/commitment-letter/render', LETTER)
        self.assertEqual((made.status, made.body[:5]), (200, b'%PDF-'), what)
        return answer

    def memory(self):
        """Of the front, in MB."""
        status = pathlib.Path(f'/proc/{self.service.process.pid}/status').read_text()
        return int(status.split('VmRSS:')[1].split()[0]) / 1024

    def test_files_that_grow(self):
        office = self.office()
        applicant = Browser(self.service)
        applicant.ask('GET', '/forms/expert-application')
        applicant.press('_start', [])
        draft = applicant.path
        before = self.memory()
        for name in BOMBS if ALL else EACH_RUN:
            content = BOMBS[name]()
            self.assertLess(len(content), 8 * MEGABYTE, name)
            media = 'application/octet-stream'
            body, parts = multipart([('form', name, media, content)])
            answer = self.endured(f'extract {name}', lambda: self.service.ask('POST', '/api/v1/extract', body, {'Content-Type': parts}))
            self.assertNotEqual(answer.status, 200, name)
            office.ask('GET', '/office/import')
            answer = self.endured(f'import {name}', lambda: office.upload('/office/import', 'file', name, content, [('kind', 'expert-application')]))
            self.assertTrue(answer.headers['content-type'].startswith('text/html'))
            self.assertFalse(office.page.xpath('//td/a'), f'{name} was entered')
            if name.endswith('.xlsx'):
                office.ask('GET', '/office/make')
                self.endured(f'make {name}', lambda: office.upload('/office/make', 'data', name, content, [('kind', 'monthly-bulletin'), ('format', 'pdf')]))
                office.ask('GET', '/office/facts')
                answer = self.endured(f'facts {name}', lambda: office.upload('/office/facts', 'file', name, content, [('type', 'project'), ('_upload', '1')]))
                self.assertEqual(answer.status, 422, name)
                continue
            office.ask('GET', '/office/scans')
            self.endured(f'scans {name}', lambda: office.upload('/office/scans', 'file', name, content))
            if name.endswith('.zip'):
                continue
            if name.endswith('.png'):
                applicant.ask('GET', draft + '?step=1')
                body, parts = multipart([*[(field, None, None, value.encode()) for field, value in [*applicant.hidden(), ('_save', '1')]],
                                         ('/photo', name, 'image/png', content)])
                answer = self.endured(f'photo {name}', lambda: applicant.ask('POST', draft, body, {'Content-Type': parts, 'Sec-Fetch-Site': 'same-origin'}))
                self.assertEqual(answer.status, 422, name)
                self.assertTrue(applicant.page.xpath('//*[@id="f.photo-fault"]'), name)
            # A scan that cannot be read is kept for the office to look at, as any file of its type.
            applicant.ask('GET', draft + '/files')
            body, parts = multipart([('_token', None, None, dict(applicant.hidden())['_token'].encode()), ('_send', None, None, b'1'), ('file', name, media, content)])
            self.endured(f'attachment {name}', lambda: applicant.ask('POST', draft + '/files/stamped', body, {'Content-Type': parts, 'Sec-Fetch-Site': 'same-origin'}))
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        body, parts = multipart([('data', None, 'application/json', json.dumps({**data, 'photo': 'a.png'}).encode()), ('a.png', 'a.png', 'image/png', BOMBS['wide.png']())])
        answer = self.endured('picture of a document', lambda: self.service.ask('POST', '/api/v1/kinds/expert-application/render', body, {'Content-Type': parts}))
        self.assertEqual(answer.problem(), 'invalid-data')
        self.assertLess(self.memory(), before + 64)
        self.service.wait_until(lambda: len(self.service.workers()) >= self.workers)


if __name__ == '__main__':
    unittest.main()
