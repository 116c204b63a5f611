"""Word files look the same in a word processor and here, measured by where lines and pages end. Both programs use the same fonts, under
the names that Word files have."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import surroundings
from harness import ROOT, gongwen
from line_ends import Agreement
from samples import SAMPLES, name_of, rendered

FACES = ROOT / 'fonts/faces'
FONTS = {'Gw Fang': ('仿宋_GB2312', '仿宋'), 'Gw Kai': ('楷体_GB2312', '楷体'), 'Gw Hei': ('黑体',), 'Gw Song': ('宋体', '方正小标宋简体'),
         'Gw Serif': ('Times New Roman',), 'Gw Sans': ('Arial',), 'Gw Mono': ('Courier New',)}
# In tables the order of lines in the file differs, and heads repeat: kinds that are lists of rows say nothing of lines.
KINDS = ('annual-review', 'commitment-letter', 'expert-application', 'justification-report', 'monthly-bulletin', 'needs-notice', 'opinions',
         'proposal-information', 'regulations', 'result-notice', 'work-points')
TEXTS = ('commitment-letter', 'opinions', 'regulations', 'result-notice', 'work-points')
MANIFEST = {'version': '1.0', 'language': 'zh-CN', 'title': {'zh': '试', 'en': 'trial'}, 'purpose': {'zh': '试', 'en': 'trial'},
            'filled_by': {'zh': '秘书处', 'en': 'secretariat'}, 'source': {'zh': '试', 'en': 'own'}, 'file_name': 'x',
            'outputs': {'page': {'template': 'document.docx'}}}


def font_settings(folder):
    """A file for fontconfig by which our faces have the names of Word files."""
    rules = ''.join(f'<match target="pattern"><test name="family" qual="any"><string>{name}</string></test>'
                    f'<edit name="family" mode="assign" binding="same"><string>{face}</string></edit></match>'
                    for face, names in FONTS.items() for name in names)
    path = folder / 'fonts.conf'
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{FACES}</dir><cachedir>{folder}/cache</cachedir>{rules}'
                    '<match target="pattern"><edit name="family" mode="append" binding="weak"><string>Gw Song</string></edit></match></fontconfig>',
                    encoding='utf-8')
    return path


class WordFidelity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-fidelity-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.samples = [sample for sample in SAMPLES if sample.parent.name in KINDS and sample.stem != 'stress']
        files = [rendered(sample, 'docx') for sample in cls.samples]
        words = ['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', 'pdf', '--outdir', str(cls.folder)]
        subprocess.run([*words, *map(str, files)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
                       env={**os.environ, 'FONTCONFIG_FILE': str(font_settings(cls.folder))})
        cls.shown = {sample: cls.folder / (pathlib.Path(file).stem + '.pdf') for sample, file in zip(cls.samples, files)}

    def as_template(self, sample):
        """The PDF of a kind whose page is the Word file."""
        made = self.folder / f'{name_of(sample).replace("/", "-")}-copy.pdf'
        if made.exists():
            return made
        kind = self.folder / 'kinds' / f'{sample.parent.name}-copy'
        kind.mkdir(parents=True, exist_ok=True)
        shutil.copy(rendered(sample, 'docx'), kind / 'document.docx')
        (kind / 'template.json').write_text(json.dumps({'kind': kind.name, **MANIFEST}), encoding='utf-8')
        (kind / 'schema.json').write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}', encoding='utf-8')
        (self.folder / 'data.json').write_text('{}', encoding='utf-8')
        result = gongwen('-q', '--templates', kind.parent, 'render', kind.name, self.folder / 'data.json', '-o', made)
        self.assertEqual(result.status, 0, result.err)
        return made

    def check(self, made, least, least_of_text):
        """`made` answers our PDF of a sample; limits are shares of line ends, ends of pages, files with as many pages."""
        everything, texts, told = Agreement(), Agreement(), {}
        for sample in self.samples:
            told[name_of(sample)] = everything.add(made(sample), self.shown[sample])
            if sample.parent.name in TEXTS:
                texts.add(made(sample), self.shown[sample])
        for agreement, limits in ((everything, least), (texts, least_of_text)):
            for share, limit, what in zip(agreement.shares(), limits, ('line ends', 'ends of pages', 'files with as many pages')):
                self.assertGreaterEqual(share, limit, f'{what}; pages here and there: {told}')

    def test_output_has_the_pages_of_the_pdf(self):
        # Measured: 66, 75, 88 %; of texts 67, 79, 100 %. Lines end elsewhere where our setting takes a mark in, or keeps a unit together.
        self.check(lambda sample: rendered(sample, 'pdf'), (0.65, 0.7, 0.88), (0.65, 0.75, 1))

    def test_a_word_file_as_template_looks_as_in_a_word_processor(self):
        # Measured: 85, 71, 88 %; of texts 94, 97, 100 %.
        self.check(self.as_template, (0.84, 0.7, 0.88), (0.92, 0.94, 1))


if __name__ == '__main__':
    unittest.main()
