"""Codes in the margins of pages: `render --page-code`."""
import json
import pathlib
import re
import subprocess
import unittest

from PIL import Image

import bundles
import needs
from harness import BAD_ENVIRONMENT, BAD_USAGE, PROGRAM, ROOT, CommandTest, gongwen
from judging import assert_judged

JSON = ('--error-format', 'json')
CODE = 'GW1:ZJ-2026-000123-7:5F2B09AA71C0'
READER = pathlib.Path(PROGRAM).parent.parent / 'libexec/gongwen/gongwen-scans'
# From the upper right corner of the page: see paint/page_codes.h.
SIDE = 19.5
LETTER = ROOT / 'samples/commitment-letter/typical.json'
KINDS = bundles.kinds_with_data()


class PageCodes(CommandTest):
    def render(self, name, kind, data, *words):
        """A document of data; of none, the blank form."""
        result = gongwen('render', kind, *([data] if data else []), '-o', self.folder / name, *words)
        self.assertEqual(result.status, 0, result.err)

    def codes(self, path):
        done = subprocess.run([READER, 'codes', path, '120'], stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)['pages']

    def pictures(self, path):
        """Pages at 10 pixels a millimetre, as far as the corner goes."""
        size = f'{SIDE * 10:.0f}'
        boxes = subprocess.run(['pdfinfo', '-f', '1', '-l', '9999', path], stdout=subprocess.PIPE, check=True).stdout.decode()
        widths = [float(width) for width in re.findall(r'Page +\d+ size: +([\d.]+) x', boxes)]
        for page, width in enumerate(widths, 1):
            left = int(round(width * 254 / 72 - SIDE * 10))
            out = self.folder / 'corner'
            words = ('pdftoppm', '-r', 254, '-f', page, '-l', page, '-x', left, '-y', 0, '-W', size, '-H', size, '-gray', '-png', '-singlefile', path, out)
            subprocess.run([str(word) for word in words], check=True)
            with Image.open(str(out) + '.png') as picture:
                yield picture.convert('L')

    @needs.time
    def test_the_corner_is_free_in_all_kinds(self):
        for kind in KINDS:
            for name in ('stress.json', 'typical.json', None):
                data = ROOT / f'samples/{kind}/{name}'
                if name and not data.exists():
                    continue
                self.render('a.pdf', kind, data if name else None)
                for number, picture in enumerate(self.pictures(self.folder / 'a.pdf'), 1):
                    self.assertGreater(picture.getextrema()[0], 250, (kind, name, number))

    def test_codes_need_their_library_and_nothing_else_does(self):
        self.write('broken/libqrencode.so.4', '')
        for words, status in (((), 0), (('--page-code', CODE), BAD_ENVIRONMENT)):
            result = gongwen(*JSON, 'render', 'commitment-letter', LETTER, '-o', self.folder / f'{status}.pdf', *words,
                             environment={'LD_LIBRARY_PATH': str(self.folder / 'broken')})
            self.assertEqual(result.status, status, result.err)
            self.assertEqual('images/no-library' in result.err, status != 0)
            self.assertEqual((self.folder / f'{status}.pdf').exists(), status == 0)

    @needs.time
    def test_every_page_has_its_code(self):
        for kind in ('expert-application', 'iso-form-4', 'proposal-register'):
            data = ROOT / f'samples/{kind}/stress.json'
            self.render('a.pdf', kind, data, '--page-code', CODE)
            found = self.codes(self.folder / 'a.pdf')
            self.assertEqual(found, [[f'{CODE}:{n}/{len(found)}'] for n in range(1, len(found) + 1)], kind)
            self.assertGreater(len(found), 1)
            # Within the corner, and the rest of the page as it was.
            self.render('b.pdf', kind, data)
            for name in ('a', 'b'):
                subprocess.run(['pdftoppm', '-r', '50.8', '-gray', '-png', '-f', '1', '-l', '1', self.folder / f'{name}.pdf', self.folder / name], check=True)
            with Image.open(next(self.folder.glob('a-*.png'))) as one, Image.open(next(self.folder.glob('b-*.png'))) as other:
                width, height = one.size
                corner = (width - int(2 * SIDE) - 1, 0, width, int(2 * SIDE) + 1)
                self.assertNotEqual(one.crop(corner).tobytes(), other.crop(corner).tobytes())
                for picture in (one, other):
                    picture.paste(255, corner)
                self.assertEqual(one.tobytes(), other.tobytes())
            for path in self.folder.glob('*.png'):
                path.unlink()

    def test_it_is_an_artifact(self):
        texts = []
        for words in ([], ['--page-code', CODE]):
            self.render('a.pdf', 'commitment-letter', LETTER, *words)
            texts.append(subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], stdout=subprocess.PIPE, check=True).stdout)
            tags = subprocess.run(['pdfinfo', '-struct-text', self.folder / 'a.pdf'], stdout=subprocess.PIPE, check=True).stdout
            texts.append(tags)
        self.assertEqual(texts[:2], texts[2:])
        assert_judged(self, 'pdf', {self.folder / 'a.pdf': 'with codes'}, '--profile', 'archive')
        # Filled in by hand, with further pages for what has no room, all have it.
        self.render('f.pdf', 'expert-application', ROOT / 'samples/expert-application/stress.json', '--fillable', '--page-code', CODE)
        found = self.codes(self.folder / 'f.pdf')
        self.assertEqual(found, [[f'{CODE}:{n}/{len(found)}'] for n in range(1, len(found) + 1)])

    def test_codes_that_cannot_be_printed(self):
        for text in ('gw1:small', 'A' * 49, '中文'):
            result = gongwen('render', 'commitment-letter', LETTER, '-o', self.folder / 'a.pdf', '--page-code', text, *JSON)
            self.assert_fails(result, BAD_USAGE, 'engine/bad-page-code')
            self.assertFalse((self.folder / 'a.pdf').exists())
        self.render('a.pdf', 'commitment-letter', LETTER, '--page-code', 'A' * 48)
        self.assertEqual(len(self.codes(self.folder / 'a.pdf')[0]), 1)


if __name__ == '__main__':
    unittest.main()
