"""Every sample's PDF, judged by programs that know nothing of this project."""
import unittest

from samples import JUDGES, PYTHON, SAMPLES, language_of, name_of, output_of, rendered


class Pdf(unittest.TestCase):
    def test_syntax(self):
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                self.assertIn('No syntax or stream encoding errors', output_of('qpdf', '--check', rendered(sample, 'pdf')))

    def test_archive_profile(self):
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                chinese = 'yes' if language_of(sample.parent.name) == 'zh-CN' else 'no'
                told = output_of(PYTHON, JUDGES / 'pdf_judge.py', '--profile', 'archive', '--chinese', chinese,
                                 rendered(sample, 'pdf'))
                self.assertIn(' 0 FAIL', told)

    def test_all_pages_can_be_drawn(self):
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                told = output_of('mutool', 'draw', '-F', 'trace', '-o', '/dev/null', rendered(sample, 'pdf'))
                told = told.replace('warning: ICC support is not available', '')
                self.assertNotRegex(told, '(?i)error|warning')


if __name__ == '__main__':
    unittest.main()
