"""A folder of returned forms and the table that `collect` makes of it, for tests."""
import os

import openpyxl

from harness import ROOT, CommandTest, gongwen, sample

KIND = 'expert-application'
BASE = sample(ROOT / 'samples' / KIND / 'typical.json')


def person(name, **changes):
    """An applicant with individual addresses and numbers."""
    number = sum(map(ord, name)) % 10_000
    return {**BASE, 'name_zh': name, 'email': f'a{number}@example.com', 'mobile': f'1380000{number:04}', **changes}


class CollectTest(CommandTest):
    def put(self, name, content, day=None):
        """A file of the folder, last changed on a day of March 2030."""
        path = self.write('forms/' + name, content)
        if day:
            moment = 1_898_553_600 + day * 86_400
            os.utime(path, (moment, moment))
        return path

    def collect(self, *options, kind=KIND):
        return gongwen('--lang', 'zh', '--error-format', 'json', 'collect', kind, 'forms', '-o', 'roster.xlsx', *options,
                       cwd=self.folder)

    def sheet(self, name):
        """The heads of a sheet, and the rows below them, as lists of texts."""
        book = openpyxl.load_workbook(self.folder / 'roster.xlsx')
        rows = [['' if c is None else str(c) for c in row] for row in book[name].iter_rows(values_only=True)]
        head = next(i for i, row in enumerate(rows) if row[0] == '序号')
        return rows[head], rows[head + 1:]
