"""`word.fonts` of a bundle: the names of Chinese fonts in its Word files."""
import json
import shutil
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from word_files import WordFile


class WordFonts(CommandTest):
    def fonts_with(self, word, status=DONE):
        bundle = self.folder / 'result-notice'
        shutil.copytree(ROOT / 'templates/result-notice', bundle, dirs_exist_ok=True)
        manifest = json.loads((bundle / 'template.json').read_text(encoding='utf-8'))
        if word is not None:
            manifest['word'] = word
        (bundle / 'template.json').write_text(json.dumps(manifest, ensure_ascii=False), encoding='utf-8')
        result = gongwen('--templates', self.folder, 'render', 'result-notice', ROOT / 'samples/result-notice/typical.json', '--force',
                         '-o', self.folder / 'a.docx')
        self.assertEqual(result.status, status, result.err)
        return WordFile(self.folder / 'a.docx').parts['word/styles.xml'].decode() if status == DONE else result.err

    def test_official_pages_have_the_national_names(self):
        self.assertIn('w:eastAsia="仿宋_GB2312"', self.fonts_with(None))

    def test_a_bundle_chooses(self):
        styles = self.fonts_with({'fonts': 'system'})
        self.assertIn('w:eastAsia="仿宋"', styles)
        self.assertNotIn('_GB2312', styles)
        self.assertIn('w:eastAsia="仿宋_GB2312"', self.fonts_with({'fonts': 'national'}))

    def test_other_values_are_named(self):
        self.assertIn('national', self.fonts_with({'fonts': 'gb2312'}, BAD_INPUT))


if __name__ == '__main__':
    unittest.main()
