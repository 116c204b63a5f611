"""Every kind of workbook follows the rules of Excel for its files."""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import zipfile

from harness import ROOT, gongwen
from office_rules import violations
from samples import ALL, rendered, some_samples

sys.path.insert(0, str(ROOT / 'tests/command'))
from test_workbook_language import write_kind  # noqa: E402

# Kinds whose data workbooks differ most: lists of many types with tables in them, one list, nested objects.
DATA_WORKBOOKS = ('monthly-bulletin', 'needs-notice', 'proposal-register')
FORMS = ('expert-application', 'iso-form-4')


class OfficeRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-office-rules-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    def made(self, *words, name='made.xlsx'):
        path = self.folder / name
        result = gongwen(*words, '-o', path, '--force')
        self.assertEqual(result.status, 0, result.err)
        return path

    def test_documents(self):
        for sample in some_samples():
            if sample.parent.name == 'english-bulletin':  # has no workbook
                continue
            with self.subTest(sample=sample.stem, kind=sample.parent.name):
                self.assertEqual(violations(rendered(sample, 'xlsx')), [])

    def test_workbooks_to_fill_in(self):
        kinds = [entry['kind'] for entry in json.loads(gongwen('list', '--json').out)] if ALL else DATA_WORKBOOKS
        for kind in kinds:
            with self.subTest(kind=kind):
                self.assertEqual(violations(self.made('new', kind)), [])
        for kind in FORMS:
            with self.subTest(form=kind):
                self.assertEqual(violations(self.made('render', kind, '--fillable')), [])

    def test_everything_that_templates_can_say(self):
        write_kind(self.folder)
        path = self.made('--templates', self.folder / 'kinds', 'render', 'counts', self.folder / 'data.json')
        self.assertEqual(violations(path), [])
        # The program does find errors.
        with zipfile.ZipFile(path) as good, zipfile.ZipFile(self.folder / 'bad.xlsx', 'w') as bad:
            for name in good.namelist():
                bad.writestr(name, good.read(name).replace(b'oddHeader>', b'evenHead>'))
        self.assertRegex(violations(self.folder / 'bad.xlsx')[0], '/xl/worksheets/sheet1.xml .*oddHeader')

    def test_a_word_file_with_its_tags_expanded(self):
        made = gongwen('import', ROOT / 'docs/examples/meeting-notice.docx', 'notice', '-o', self.folder / 'word')
        self.assertEqual(made.status, 0, made.err)
        path = self.made('--templates', self.folder / 'word', 'render', 'notice', self.folder / 'word/notice/sample.json', name='made.docx')
        self.assertEqual(violations(path), [])

    def test_a_list_written_while_it_is_read(self):
        item = {'number': 'GB/T 1—2025', 'title': '示例', 'leader': '某某', 'contact': '', 'province': '某省', 'count': 17,
                'amount': .5, 'date': '2025-02-03', 'stage': '起草'}
        data = {'title': '明细', 'date': '2025-01-10', 'projects': [item] * 30_000}
        (self.folder / 'list.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        self.assertEqual(violations(self.made('--templates', ROOT / 'bench/bundles', 'render', 'bench-table', self.folder / 'list.json')), [])


if __name__ == '__main__':
    unittest.main()
