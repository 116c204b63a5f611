"""Seals: where they are, what they look like, riding seals; by the pixels of the pages."""
import pikepdf

import harness
from signing_files import SigningTest, draw_seal, run, unittest

MM = 72 / 25.4
DPI = 100


class Seals(SigningTest):
    def pixels(self, path, page=1):
        from PIL import Image
        stem = self.folder / f'page-{path.stem}-{page}'
        run('pdftoppm', '-r', DPI, '-png', '-f', page, '-l', page, '-singlefile', path, stem)
        return Image.open(f'{stem}.png').convert('RGB')

    def red_box(self, picture):
        """Of the pixels that are red: left, top, right, bottom in millimetres."""
        from PIL import Image
        red, green, blue = picture.split()
        mask = Image.eval(red, lambda v: 255 if v > 120 else 0)
        for other in (green, blue):
            mask = Image.composite(mask, Image.new('L', mask.size, 0), Image.eval(other, lambda v: 255 if v < 90 else 0))
        box = mask.getbbox()
        self.assertIsNotNone(box, 'nothing is red')
        return [side / DPI * 25.4 for side in box]

    def test_07_the_seal_is_where_it_was_asked_for(self):
        path = self.document()
        signed = self.sign(path, '--page', 1, '--at', '120,200', '--diameter', 42, '--seal', self.seal())
        with pikepdf.open(signed) as pdf:
            height = float(pdf.pages[0].MediaBox[3])
            rect = [float(side) / MM for side in pdf.Root.AcroForm.Fields[-1].Rect]
        for side, wanted in zip(rect, [99, height / MM - 221, 141, height / MM - 179]):
            self.assertAlmostEqual(side, wanted, delta=0.1)
        left, top, right, bottom = self.red_box(self.pixels(signed))
        self.assertAlmostEqual((left + right) / 2, 120, delta=0.4)
        self.assertAlmostEqual((top + bottom) / 2, 200, delta=0.4)
        self.assert_pdfsig_valid(signed)
        self.assert_archive(signed)

    def test_07_the_seal_in_a_template_is_where_the_placeholder_was(self):
        placeholder = self.red_box(self.pixels(self.document(seal='placeholder')))
        path = self.document('result-notice', 'typical', '--signable', seal='space')
        signed = self.sign(path, '--seal', self.seal(), '--field', 'seal')
        with pikepdf.open(signed) as pdf:
            field = pdf.Root.AcroForm.Fields[0]
            height = float(field.P.MediaBox[3])
            rect = [float(side) / MM for side in field.Rect]
        box = [rect[0], height / MM - rect[3], rect[2], height / MM - rect[1]]
        self.assertAlmostEqual(box[2] - box[0], 42, delta=0.1)
        for side, wanted in zip(box, placeholder):
            self.assertAlmostEqual(side, wanted, delta=0.5)
        self.assert_archive(signed)

    def test_07_text_is_visible_through_the_seal(self):
        path = self.document('result-notice', 'typical', '--signable', seal='space')
        before = self.pixels(path)
        full = draw_seal(self.folder / 'full.png', second=None)
        signed = self.sign(path, '--seal', full)
        after = self.pixels(signed)
        dark = [(x, y) for x in range(before.width) for y in range(before.height) if max(before.getpixel((x, y))) < 40]
        self.assertTrue(dark)
        self.assertTrue(all(max(after.getpixel(place)) < 60 for place in dark))

    def test_05_a_seal_of_one_colour_is_small(self):
        path = self.document()
        size = lambda *options: self.sign(path, '--page', 1, '--at', '120,200', *options).stat().st_size
        one = size('--seal', self.seal())
        two = size('--seal', draw_seal(self.folder / 'two.png', second=(0, 0, 0.8)))
        self.assertLess(one - path.stat().st_size, 2 * 16384 + 4096 + 20480)
        self.assertLess(one, two)

    def test_08_riding_seals(self):
        for kind, name in (('work-points', 'typical'), ('monthly-bulletin', '2024-02'), ('regulations', 'stress')):
            with self.subTest(kind):
                path = self.document(kind, name)
                signed = self.sign(path, '--riding', '--seal', self.seal())
                self.check_slices(signed)
                self.assert_archive(signed)
                self.assert_pdfsig_valid(signed)

    def test_08_riding_seals_on_2_4_and_30_pages_with_a_landscape_page(self):
        for count in (2, 4, 30):
            with self.subTest(count):
                pages = ''.join(f'<section{" class=wide" if number == 1 else ""}><h1>第{number + 1}页</h1></section>' for number in range(count))
                source = self.write('pages.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>骑缝</title><style>@page { size: A4 } '
                                    '@page wide { size: A4 landscape } section { break-after: page } section:last-child { break-after: auto } '
                                    f'.wide {{ page: wide }}</style></head><body>{pages}</body></html>')
                path = self.folder / f'{count}.pdf'
                result = harness.gongwen('typeset', source, '-o', path)
                self.assertEqual(result.status, harness.DONE, result.err)
                signed = self.sign(path, '--riding', '--seal', self.seal())
                with pikepdf.open(signed) as pdf:
                    self.assertEqual(len(pdf.pages), count)
                    self.assertGreater(pdf.pages[1].MediaBox[2], pdf.pages[1].MediaBox[3])
                self.check_slices(signed)
                self.check_whole_seal(signed)
                self.assert_pdfsig_valid(signed)
                self.assert_archive(signed)

    def check_whole_seal(self, path):
        """The slices of a group of pages, put side by side as they are on the pages, are the picture of the seal."""
        from PIL import Image, ImageChops, ImageStat
        side = round(42 / 25.4 * DPI)
        wanted = Image.new('RGB', (side, side), 'white')
        seal = Image.open(self.seal()).convert('RGBA').resize((side, side))
        wanted.paste(seal, mask=seal.getchannel('A'))
        shown, at = Image.new('RGB', (side, side), 'white'), 0
        with pikepdf.open(path) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                stamp = next(note for note in page.Annots if note.Subtype == '/Stamp')
                left, bottom, right, top = (float(side) / 72 * DPI for side in stamp.Rect)
                height = float(page.MediaBox[3]) / 72 * DPI
                piece = self.pixels(path, number).crop([round(left), round(height - top), round(right), round(height - bottom)])
                if piece.width > piece.height:
                    # On a landscape page, which is turned when it is bound.
                    piece = piece.rotate(90 if bottom < 1 else -90, expand=True)
                shown.paste(piece, (round(at), 0))
                at += min(right - left, top - bottom)
                if at > side - 2:
                    different = ImageStat.Stat(ImageChops.difference(shown, wanted)).mean
                    self.assertLess(max(different), 12, f'up to page {number}')
                    shown, at = Image.new('RGB', (side, side), 'white'), 0
        self.assertEqual(at, 0)

    def check_slices(self, path):
        with pikepdf.open(path) as pdf:
            widths = []
            for number, page in enumerate(pdf.pages, 1):
                stamps = [note for note in page.Annots if note.Subtype == '/Stamp']
                self.assertEqual(len(stamps), 1, f'page {number}')
                self.assertEqual((stamps[0].F, str(stamps[0].Contents)), (196, '骑缝章'))
                left, bottom, right, top = (float(side) for side in stamps[0].Rect)
                width, height = float(page.MediaBox[2]), float(page.MediaBox[3])
                edges = {'right': right == round(width, 3), 'bottom': bottom == 0, 'top': abs(top - height) < 0.01}
                self.assertTrue(abs(right - width) < 0.01 or width > height and (edges['bottom'] or edges['top']))
                widths.append(min(right - left, top - bottom) / MM)
            self.assertGreaterEqual(min(widths) + 0.01, 5)
            self.assertAlmostEqual(sum(widths) / 42, round(sum(widths) / 42), delta=0.01)

    def test_08_one_page_has_no_edge_for_a_riding_seal(self):
        path = self.document('result-notice', 'rejected')
        out = self.folder / 'out.pdf'
        self.sign(path, '--riding', '--seal', self.seal(), out=out, status=harness.BAD_INPUT)
        self.assertIn('sign/one-page', self.result.err)
        self.assertFalse(out.exists())

    def test_a_turned_page_gets_its_seal_upright(self):
        path = self.document()
        turned = self.folder / 'turned.pdf'
        with pikepdf.open(path) as pdf:
            pdf.pages[0].Rotate = 90
            pdf.save(turned)
        signed = self.sign(turned, '--page', 1, '--at', '200,50', '--seal', self.seal())
        left, top, right, bottom = self.red_box(self.pixels(signed))
        self.assertAlmostEqual((left + right) / 2, 200, delta=0.5)
        self.assertAlmostEqual((top + bottom) / 2, 50, delta=0.5)

    def test_joint_seals_have_a_field_each(self):
        names = ['示例市甲局', '示例市乙局', '示例市丙局']
        path = self.document('opinions', 'typical', '--signable', seal='space', issuers=names, signed_as=names)
        with pikepdf.open(path) as pdf:
            self.assertEqual([str(field.T) for field in pdf.Root.AcroForm.Fields], ['seal-1', 'seal-2', 'seal-3'])
        first = self.sign(path, '--field', 'seal-2', '--seal', self.seal())
        second = self.sign(first, '--field', 'seal-1', '--seal', self.seal(), kind='rsa', out=self.folder / '2.pdf')
        self.assert_pdfsig_valid(second, 2)
        self.assert_archive(second)

    def test_stamps_of_signers_have_a_field_each_and_documents_without_seal_have_none(self):
        names = ['示例市甲局', '示例市乙局']
        for count, fields in ((1, ['stamp']), (2, ['stamp-1', 'stamp-2'])):
            with self.subTest(count):
                stamps = [{'position': '局长'}, {'position': '主任'}][:count]
                values = {'seal': 'space', 'issuers': names[:count], 'signed_as': names[:count], 'stamps': stamps}
                plain = self.document('opinions', 'typical', **values).read_bytes()
                path = self.document('opinions', 'typical', '--signable', **values)
                with pikepdf.open(path) as pdf:
                    found = list(pdf.Root.AcroForm.Fields)
                    self.assertEqual([str(field.T) for field in found], fields)
                    left, bottom, right, top = (float(side) / MM for side in found[0].Rect)
                    self.assertAlmostEqual(right - left, 32, delta=0.1)
                    self.assertAlmostEqual(top - bottom, 16, delta=0.1)
                    count_of_pages = len(pdf.pages)
                with pikepdf.open(self.write('plain.pdf', plain)) as pdf:
                    self.assertEqual(len(pdf.pages), count_of_pages)
                signed = path
                for number, name in enumerate(fields):
                    signed = self.sign(signed, '--field', name, '--seal', self.seal(), kind=('p256', 'rsa')[number],
                                       out=self.folder / f'{number}.pdf')
                self.assert_pdfsig_valid(signed, count)
                self.assert_archive(signed)
        path = self.document('opinions', 'typical', '--signable', seal='none')
        with pikepdf.open(path) as pdf:
            self.assertNotIn('/AcroForm', pdf.Root)

    def test_without_signable_nothing_changes(self):
        path = self.document()
        before = path.read_bytes()
        with pikepdf.open(path) as pdf:
            self.assertNotIn('/AcroForm', pdf.Root)
        self.assertEqual(self.document().read_bytes(), before)


if __name__ == '__main__':
    unittest.main()
