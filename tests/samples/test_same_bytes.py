"""The same input gives the same bytes: again, elsewhere, in another time zone, language and month.

All samples are rendered with everything changed at once; with one change alone, one sample of each kind, or all with
GONGWEN_ALL_SAMPLES=1."""
import hashlib
import shutil
import unittest

import needs
from harness import CommandTest, gongwen
from samples import SAMPLES, name_of, rendered, some_samples

OTHER_LANGUAGE = {'TZ': 'Pacific/Kiritimati', 'LC_ALL': 'C', 'LANG': 'tr_TR.UTF-8'}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class SameBytes(CommandTest):
    def compare(self, samples, data=lambda sample: sample, **surroundings):
        """`data` answers the file that is rendered for a sample."""
        for sample in samples:
            again = [self.folder / f'again.{ending}' for ending in ('pdf', 'xlsx')]
            result = gongwen('render', sample.parent.name, data(sample), '-o', again[0], '-o', again[1], **surroundings)
            self.assertEqual(result.status, 0, result.err)
            for path in again:
                with self.subTest(name_of(sample), ending=path.suffix):
                    self.assertEqual(digest(path), digest(rendered(sample, path.suffix[1:])))

    def renamed(self, sample):
        return shutil.copy(sample, self.folder / 'data.json')

    def elsewhere(self):
        return {'HOME': str(self.folder), 'TMPDIR': str(self.folder)}

    def test_everything_else(self):
        """All samples, with everything around them changed at once."""
        self.compare(needs.share(SAMPLES), self.renamed, cwd=self.folder, environment={**self.elsewhere(), **OTHER_LANGUAGE})

    @needs.time
    def test_again(self):
        self.compare(some_samples())

    @needs.time
    def test_elsewhere(self):
        self.compare(some_samples(), cwd=self.folder, environment=self.elsewhere())

    @needs.time
    def test_other_zone_and_language(self):
        self.compare(some_samples(), environment=OTHER_LANGUAGE)

    def test_data_of_another_name(self):
        """Neither the name of the data's file nor that of the output gets into the output."""
        self.compare(some_samples(), self.renamed)


if __name__ == '__main__':
    unittest.main()
