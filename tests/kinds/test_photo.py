"""The photo of an application: beside the data or in them, whole and in its proportions; missing, it is an error at its field."""
import base64
import struct
import subprocess
import unittest
import zlib

from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen

SAMPLE = ROOT / 'samples/expert-application/typical.json'


def png(width, height):
    """A gray picture."""
    def chunk(name, body):
        return struct.pack('>I', len(body)) + name + body + struct.pack('>I', zlib.crc32(name + body))
    rows = b''.join(b'\0' + b'\x90' * width for _ in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


class Photo(CommandTest):
    def data(self, photo):
        return self.write('data.json', changed(lambda data: data.update(photo=photo), SAMPLE))

    def render(self, photo):
        return gongwen('--error-format', 'json', '--strict', 'render', 'expert-application', self.data(photo),
                       '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')

    def image(self):
        """Width and height in pixels, and in mm on the page."""
        told = subprocess.run(['pdfimages', '-list', self.folder / 'a.pdf'], capture_output=True, check=True).stdout.decode()
        [row] = [line.split() for line in told.splitlines()[2:]]
        width, height, across, down = int(row[3]), int(row[4]), int(row[12]), int(row[13])
        return width, height, width / across * 25.4, height / down * 25.4

    def test_beside_the_data(self):
        for width, height in ((250, 350), (200, 600), (600, 200)):
            with self.subTest(f'{width} x {height}'):
                (self.folder / '照片.png').write_bytes(png(width, height))
                result = self.render('照片.png')
                self.assertEqual(result.status, DONE, result.err)
                *pixels, across, down = self.image()
                self.assertEqual(pixels, [width, height])
                self.assertLessEqual(across, 27.5)
                self.assertLessEqual(down, 36.5)
                self.assertAlmostEqual(across / down, width / height, delta=0.03 * width / height)

    def test_a_full_form_below_the_photo(self):
        """With the photo's rows, both addresses and two groups the form keeps its three pages; addresses have a line each."""
        def fill(data):
            data.update(photo_box=True, address_en='No. 1 Sample Road, Example City', apply_kind='adjustment',
                        already_registered=True)
            data['groups'] = [dict(data['groups'][0], wg=number) for number in (1, 2)]
        path = self.folder / 'a.pdf'
        result = gongwen('render', 'expert-application', self.write('data.json', changed(fill, SAMPLE)), '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        told = subprocess.run(['pdfinfo', path], capture_output=True, check=True).stdout.decode()
        self.assertRegex(told, r'Pages:\s+3\n')
        text = subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, check=True).stdout.decode()
        self.assertRegex(text, r'）\s*\nNo\. 1 Sample Road, Example City')

    def test_in_the_data(self):
        result = self.render('data:image/png;base64,' + base64.b64encode(png(50, 70)).decode())
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(self.image()[:2], (50, 70))

    def test_a_file_that_is_missing(self):
        result = self.render('none.png')
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/not-found')
        self.assertEqual(result.errors()[0]['data']['pointer'], '/photo')

    def test_files_elsewhere(self):
        for name in ('../none.png', '/etc/hostname', 'a/../../b.png'):
            with self.subTest(name):
                result = self.render(name)
                self.assert_fails(result, BAD_INPUT, 'resources/outside-bundle')
                self.assertEqual(result.errors()[0]['data']['pointer'], '/photo')

    def test_what_is_no_picture(self):
        self.write('note.png', 'nothing')
        result = self.render('note.png')
        self.assert_fails(result, BAD_INPUT, 'images/unknown-format')

    def test_data_without_a_folder(self):
        (self.folder / 'a.png').write_bytes(png(5, 7))
        result = gongwen('--error-format', 'json', 'check', 'expert-application', '-', cwd=self.folder,
                         stdin=self.data('a.png').read_bytes())
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/not-found')

    def test_the_box_alone(self):
        data = self.write('data.json', changed(lambda d: d.update(photo_box=True), SAMPLE))
        result = gongwen('--strict', 'render', 'expert-application', data, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        text = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, check=True).stdout.decode()
        self.assertIn('照片', text)


if __name__ == '__main__':
    unittest.main()
