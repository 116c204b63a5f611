"""Checklist 1 to 4: the file as bytes and numbers."""
import os
import pathlib
import re
import subprocess
import tempfile

import pikepdf

import needs
from documents import ChecklistTest, samples
from judging import assert_judged

STREAM = re.compile(rb'/Length (\d+)>>\nstream\n')


def numbers_in(operands):
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from numbers_in(operand)
        elif not isinstance(operand, (pikepdf.String, pikepdf.Name, pikepdf.Dictionary)):
            yield operand


def objects_below(obj):
    """The values of one object, without following references."""
    yield obj
    if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in obj.items():
            yield pikepdf.Name(key)
            if not getattr(value, 'is_indirect', False):
                yield from objects_below(value)
    elif isinstance(obj, pikepdf.Array):
        for value in obj:
            if not getattr(value, 'is_indirect', False):
                yield from objects_below(value)


class FileTest(ChecklistTest):
    def test_01_qpdf_finds_nothing_to_blame(self):
        for document in self.each_document():
            run = subprocess.run(['qpdf', '--check', document.path], capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    @needs.time
    def test_01_judge_of_archives_finds_no_fault_in_samples(self):
        for chinese in ('yes', 'no'):
            names = {document.path: document.name for document in samples()
                     if str(document.pdf.Root.Lang).startswith('zh') == (chinese == 'yes')}
            self.assertTrue(names)
            assert_judged(self, 'pdf', names, '--profile', 'archive', '--chinese', chinese)

    def test_02_two_runs_give_the_same_bytes_whatever_the_surroundings(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, 'TZ': 'Pacific/Auckland', 'LC_ALL': 'tr_TR.UTF-8', 'LANG': 'tr_TR.UTF-8'}
            subprocess.run([os.environ['GONGWEN_MAKE_DOCUMENTS'], folder], check=True, env=environment, cwd='/')
            for document in self.each_document():
                self.assertEqual((pathlib.Path(folder) / document.path.name).read_bytes(), document.bytes)

    def test_02_identifiers_are_alike_within_a_file_and_different_between_files(self):
        seen = {}
        for document in self.each_document():
            first, second = (bytes(part) for part in document.pdf.trailer.ID)
            self.assertEqual(first, second)
            self.assertNotIn(first, seen)
            seen[first] = document.name

    def test_03_header_and_end_are_as_pdfa_wants_them(self):
        for document in self.each_document():
            self.assertRegex(document.bytes, rb'\A%PDF-1\.7\n%[\x80-\xff]{4}')
            self.assertTrue(document.bytes.endswith(b'\n%%EOF\n'))
            self.assertEqual(document.bytes.count(b'%%EOF'), 1)

    def test_03_each_length_is_exact_and_a_line_ends_before_endstream(self):
        for document in self.each_document():
            found = list(STREAM.finditer(document.bytes))
            self.assertGreater(len(found), 5)
            for match in found:
                end = match.end() + int(match.group(1))
                self.assertTrue(document.bytes[end:].startswith(b'\nendstream\nendobj\n'), match.group())

    def test_04_values_stay_within_the_limits(self):
        for document in self.each_document():
            for obj in document.pdf.objects:
                for value in objects_below(obj):
                    if isinstance(value, pikepdf.String):
                        self.assertLessEqual(len(bytes(value)), 32767)
                    elif isinstance(value, pikepdf.Name):
                        self.assertLessEqual(len(str(value).encode()) - 1, 127)
                    elif isinstance(value, int):
                        self.assertLess(abs(value), 2**31)

    def test_04_page_sides_are_3_to_14400_units(self):
        for document in self.each_document():
            for page in document.pages:
                left, bottom, right, top = (float(value) for value in page.MediaBox)
                self.assertEqual((left, bottom), (0, 0))
                self.assertTrue(3 <= right <= 14400 and 3 <= top <= 14400)

    @needs.time
    def test_04_numbers_in_contents_are_plain_and_states_are_not_deep(self):
        for document in self.each_document():
            for page, content in zip(document.pages, document.marks):
                self.assertLessEqual(content.deepest_state, 28)
                text = re.sub(rb'\((?:\\.|[^\\()])*\)', b'()', page.Contents.read_bytes(), flags=re.S)
                self.assertNotRegex(text, rb'\d[eE][-+]?\d')
                for operands, _ in content.operators:
                    for number in numbers_in(operands):
                        self.assertTrue(number == 0 or abs(number) >= 0.00005, number)
                        self.assertLess(abs(number), 2**31)

    def test_pages_are_as_large_as_meant(self):
        for document in self.each_document():
            meant = [page['size'] for page in document.meaning['pages']]
            found = [[float(value) for value in page.MediaBox][2:] for page in document.pages]
            self.assertEqual(len(found), len(meant))
            for one, other in zip(found, meant):
                self.assertAlmostEqual(one[0], other[0], delta=0.01)
                self.assertAlmostEqual(one[1], other[1], delta=0.01)
