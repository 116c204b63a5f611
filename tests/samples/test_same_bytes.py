"""The same input gives the same bytes: again, elsewhere, in another time zone, language and month."""
import hashlib
import shutil
import unittest

from harness import CommandTest, gongwen
from samples import SAMPLES, name_of, rendered


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class SameBytes(CommandTest):
    def compare(self, **surroundings):
        for sample in SAMPLES:
            for ending in ('pdf', 'xlsx'):
                with self.subTest(name_of(sample), ending=ending):
                    again = self.folder / f'again.{ending}'
                    result = gongwen('render', sample.parent.name, sample, '-o', again, **surroundings)
                    self.assertEqual(result.status, 0, result.err)
                    self.assertEqual(digest(again), digest(rendered(sample, ending)))

    def test_again(self):
        self.compare()

    def test_elsewhere(self):
        self.compare(cwd=self.folder, environment={'HOME': str(self.folder), 'TMPDIR': str(self.folder)})

    def test_other_zone_and_language(self):
        self.compare(environment={'TZ': 'Pacific/Kiritimati', 'LC_ALL': 'C', 'LANG': 'tr_TR.UTF-8'})

    def test_data_of_another_name(self):
        """Neither the name of the data's file nor that of the output gets into the output."""
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                copy = shutil.copy(sample, self.folder / 'data.json')
                gongwen('render', sample.parent.name, copy, '-o', self.folder / 'x.pdf', '-o', self.folder / 'x.xlsx')
                self.assertEqual(digest(self.folder / 'x.pdf'), digest(rendered(sample, 'pdf')))
                self.assertEqual(digest(self.folder / 'x.xlsx'), digest(rendered(sample, 'xlsx')))


if __name__ == '__main__':
    unittest.main()
