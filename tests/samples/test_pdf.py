"""Every sample's PDF, judged by programs that know nothing of this project."""
import unittest

import needs
from judging import assert_judged
from samples import SAMPLES, language_of, name_of, output_of, rendered


class Pdf(unittest.TestCase):
    def test_syntax(self):
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                self.assertIn('No syntax or stream encoding errors', output_of('qpdf', '--check', rendered(sample, 'pdf')))

    def test_archive_profile(self):
        for chinese in ('yes', 'no'):
            names = {rendered(sample, 'pdf'): name_of(sample) for sample in SAMPLES
                     if (language_of(sample.parent.name) == 'zh-CN') == (chinese == 'yes')}
            self.assertTrue(names)
            assert_judged(self, 'pdf', names, '--profile', 'archive', '--chinese', chinese)

    @needs.time
    def test_all_pages_can_be_drawn(self):
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                told = output_of('mutool', 'draw', '-F', 'trace', '-o', '/dev/null', rendered(sample, 'pdf'))
                told = told.replace('warning: ICC support is not available', '')
                self.assertNotRegex(told, '(?i)error|warning')


if __name__ == '__main__':
    unittest.main()
