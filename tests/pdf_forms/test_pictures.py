"""A blank form that can be filled in looks like the one that cannot, but for the fields."""
import subprocess
import unittest

import pikepdf
from fillers import draw_by_pdfium
from form_files import FILLED, FormTest

DPI = 100


class Picture:
    """A page as gray values."""

    def __init__(self, data):
        magic, size, depth, rest = data.split(b'\n', 3)
        assert magic == b'P5' and depth == b'255'
        self.width, self.height = map(int, size.split())
        self.rows = [rest[i * self.width:(i + 1) * self.width] for i in range(self.height)]


def by_poppler(path, page=1):
    return Picture(subprocess.run(['pdftoppm', '-gray', '-r', str(DPI), '-f', str(page), '-l', str(page), str(path)],
                                  capture_output=True, check=True).stdout)


def by_mupdf(path, page=1):
    out = path.with_suffix('.pgm')
    subprocess.run(['mutool', 'draw', '-q', '-c', 'gray', '-r', str(DPI), '-o', str(out), str(path), str(page)],
                   check=True, capture_output=True)
    return Picture(out.read_bytes())


def by_pdfium(path, page=1):
    return Picture(draw_by_pdfium(path, path.with_suffix('.pdfium.pgm'), DPI, page).read_bytes())


def field_areas(path):
    """Of each page, in pixels: left, top, right, bottom of its widgets."""
    scale = DPI / 72
    areas = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            height = float(page.MediaBox[3])
            rectangles = [[float(v) for v in widget.Rect] for widget in page.get('/Annots', [])]
            areas.append([(int(left * scale) - 1, int((height - top) * scale) - 1, int(right * scale) + 2,
                           int((height - bottom) * scale) + 2) for left, bottom, right, top in rectangles])
    return areas


class Pictures(FormTest):
    def assert_alike(self, flat, form, draw):
        """The pages of both look the same but for the fields."""
        areas = field_areas(form)
        with pikepdf.open(flat) as pdf:
            self.assertEqual(len(pdf.pages), len(areas))
        for number, fields in enumerate(areas, 1):
            one, other = draw(flat, number), draw(form, number)
            self.assertEqual((one.width, one.height), (other.width, other.height))
            differing = [(x, y) for y in range(one.height) if one.rows[y] != other.rows[y]
                         for x in range(one.width) if abs(one.rows[y][x] - other.rows[y][x]) > 40
                         and not any(l <= x < r and t <= y < b for l, t, r, b in fields)]
            self.assertEqual(differing, [], f'page {number}')

    def test_outside_of_fields(self):
        flat, form = self.render(name='flat.pdf'), self.form(name='form.pdf')
        for draw in (by_poppler, by_mupdf, by_pdfium):
            with self.subTest(draw.__name__):
                self.assert_alike(flat, form, draw)

    def test_boxes_look_alike(self):
        """Boxes to tick are drawn like the glyphs of the printed form, to half a pixel."""
        flat, form = self.render(name='flat.pdf'), self.form(name='form.pdf')
        one, other = by_poppler(flat), by_poppler(form)
        with pikepdf.open(form) as pdf:
            height = float(pdf.pages[0].MediaBox[3])
            boxes = [w for w in pdf.pages[0].Annots if '/MK' in w]
            for widget in boxes:
                left, bottom, right, top = (float(v) * DPI / 72 for v in widget.Rect)
                y0, y1 = int(height * DPI / 72 - top), int(height * DPI / 72 - bottom) + 1
                ink = [sum(255 - v for y in range(y0, y1) for v in p.rows[y][int(left):int(right) + 1])
                       for p in (one, other)]
                self.assertGreater(ink[0], 0)
                self.assertLess(abs(ink[0] - ink[1]) / ink[0], 0.25)

    def test_boxes_that_viewers_draw_again(self):
        """NeedAppearances, which programs may set, makes them redraw all fields: boxes and marks are still there."""
        form = self.form(data=FILLED)
        redrawn = self.folder / 'redrawn.pdf'
        with pikepdf.open(form) as pdf:
            pdf.Root.AcroForm.NeedAppearances = True
            pdf.save(redrawn)
            height = float(pdf.pages[0].MediaBox[3])
            boxes = [(str(w.AS) != '/Off', [float(v) * DPI / 72 for v in w.Rect]) for w in pdf.pages[0].Annots
                     if '/MK' in w]
        self.assertEqual([ticked for ticked, _ in boxes].count(True), 4)
        for draw in (by_poppler, by_pdfium):
            with self.subTest(draw.__name__):
                picture = draw(redrawn)
                for ticked, (left, bottom, right, top) in boxes:
                    y0, y1 = int(height * DPI / 72 - top), int(height * DPI / 72 - bottom) + 1
                    rows = [row[int(left):int(right) + 1] for row in picture.rows[y0:y1]]
                    # All four edges have a line; only a ticked box has ink at its middle.
                    for edge in (rows[:3], rows[-3:], [row[:3] for row in rows], [row[-3:] for row in rows]):
                        self.assertLess(min(min(row) for row in edge), 200)
                    middle = [row[4:-4] for row in rows[4:-4]]
                    self.assertEqual(min(min(row) for row in middle) < 128, ticked)


if __name__ == '__main__':
    unittest.main()
