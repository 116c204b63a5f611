#!/usr/bin/env python3
"""examples/cpp: a bulletin from a database, built with the CMake package of the installed tree."""
import shutil
import sqlite3
import unittest

from installed import PREFIX, InstalledTest, run

EXAMPLE = PREFIX / 'share/doc/gongwen' / 'examples/cpp'


class BulletinFromDatabase(InstalledTest):
    @classmethod
    def setUpClass(cls):
        cls.build = PREFIX.parent / 'example_cpp'
        shutil.rmtree(cls.build, ignore_errors=True)
        run('cmake', '-G', 'Ninja', '-S', EXAMPLE, '-B', cls.build, f'-DCMAKE_PREFIX_PATH={PREFIX}',
            '-DCMAKE_COMPILE_WARNING_AS_ERROR=ON')
        run('cmake', '--build', cls.build)

    def setUp(self):
        super().setUp()
        self.database = self.folder / 'facts.db'
        with sqlite3.connect(self.database) as connection:
            connection.executescript((EXAMPLE / 'facts.sql').read_text(encoding='utf-8'))

    def bulletin(self):
        return run(self.build / 'bulletin', self.database, '2026-11', '11', '2026-12-15', self.folder, check=False)

    def change(self, statement):
        with sqlite3.connect(self.database) as connection:
            connection.execute(statement)

    def test_pages_and_workbook_have_the_facts(self):
        result = self.bulletin()
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        text = run('pdftotext', '-layout', self.folder / '2026-11.pdf', '-').stdout
        for words in ('2026 年第 11 期', '20260102-T-469', 'ISO/IEC DIS 99901'):
            self.assertIn(words.replace(' ', ''), text.replace(' ', ''))
        self.assertTrue((self.folder / '2026-11.xlsx').stat().st_size > 5000)

    def test_messages_name_the_row(self):
        self.change("update ballot set stage = 'XYZ'")
        result = self.bulletin()
        self.assertEqual(result.returncode, 1)
        self.assertIn('ballot ISO/IEC DIS 99901: ', result.stderr)
        self.assertIn('[data/not-in-list]', result.stderr)
        self.assertFalse((self.folder / '2026-11.pdf').exists())

    def test_a_month_without_facts_is_refused(self):
        self.change('delete from ballot')
        self.change('delete from comment_period')
        result = self.bulletin()
        self.assertEqual(result.returncode, 1)
        self.assertIn('[data/', result.stderr)


if __name__ == '__main__':
    unittest.main()
