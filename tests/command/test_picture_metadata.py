"""Pictures bring nothing into a PDF but the picture: no place, name, caption or small copy; and they are upright."""
import base64
import io
import subprocess
import unittest

from PIL import Image, ImageCms, PngImagePlugin

from harness import DONE, CommandTest, gongwen

SECRET = b'Secret-Author'
CORNERS = [(255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 255, 0)]  # left upper, right upper, left lower, right lower


def picture(width=96, height=64):
    image = Image.new('RGB', (width, height))
    for i, color in enumerate(CORNERS):
        image.paste(color, (i % 2 * width // 2, i // 2 * height // 2, (i % 2 + 1) * width // 2, (i // 2 + 1) * height // 2))
    return image


# How the upright picture is stored for each value of the tag.
STORED = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
          5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
          8: Image.Transpose.ROTATE_270}


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x013B] = SECRET.decode()
    tags.get_ifd(0x8825).update({1: 'N', 2: (39.0, 54.0, 26.0), 3: 'E', 4: (116.0, 23.0, 29.0), 29: '2024:02:04'})
    return tags.tobytes()


def jpeg(orientation=1, **options):
    image = picture()
    if STORED[orientation] is not None:
        image = image.transpose(STORED[orientation])
    out = io.BytesIO()
    image.save(out, 'JPEG', quality=95, exif=exif(orientation), comment=SECRET, **options)
    bytes_ = out.getvalue()
    # XMP, IPTC and JFXX after the start, and what cameras put after the end.
    extra = b''
    for marker, data in ((0xE1, b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>' + SECRET), (0xED, b'Photoshop 3.0\x008BIM' + SECRET),
                         (0xE0, b'JFXX\0\x10' + SECRET), (0xE2, b'MPF\0' + SECRET)):
        extra += bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, 'big') + data
    end = 2 + 2 + int.from_bytes(bytes_[4:6], 'big')  # after JFIF
    return bytes_[:end] + extra + bytes_[end:] + b'behind the end: ' + SECRET


def png(orientation=1):
    info = PngImagePlugin.PngInfo()
    info.add_text('Author', SECRET.decode())
    info.add_itxt('XML:com.adobe.xmp', SECRET.decode(), zip=False)
    image = picture()
    if STORED[orientation] is not None:
        image = image.transpose(STORED[orientation])
    out = io.BytesIO()
    image.save(out, 'PNG', pnginfo=info, exif=exif(orientation))
    return out.getvalue()


class Metadata(CommandTest):
    def typeset(self, body):
        self.write('a.html', '<!DOCTYPE html><html lang="zh"><head><title>图</title><style>@page{size:96px 64px;margin:0}'
                             f'body,p,img{{margin:0;display:block}}</style></head><body>{body}</body></html>')
        result = gongwen('typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
        self.assertEqual((result.status, result.err), (DONE, ''))
        return self.folder / 'a.pdf'

    def assert_bare(self, path):
        done = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', path, '-'], capture_output=True, check=True)
        for data in (path.read_bytes(), done.stdout):
            for word in (SECRET, b'Exif', b'GPS', b'xmpmeta>' + SECRET, b'8BIM', b'JFXX', b'behind the end', b'MPF\0'):
                self.assertNotIn(word, data)

    def corners(self, path):
        subprocess.run(['pdftoppm', '-r', '96', '-png', '-singlefile', path, self.folder / 'page'], check=True)
        page = Image.open(self.folder / 'page.png').convert('RGB')
        width, height = page.size
        return [page.getpixel((width * x // 4, height * y // 4)) for y in (1, 3) for x in (1, 3)]

    def assert_upright(self, path):
        for seen, wanted in zip(self.corners(path), CORNERS):
            self.assertLess(max(abs(a - b) for a, b in zip(seen, wanted)), 40, (seen, wanted))

    def test_jpeg_in_all_orientations(self):
        for orientation in STORED:
            with self.subTest(orientation):
                self.write('p.jpg', jpeg(orientation))
                path = self.typeset('<img src="p.jpg" alt="图" width="96" height="64">')
                self.assert_bare(path)
                self.assert_upright(path)

    def test_progressive_and_png(self):
        self.write('p.jpg', jpeg(6, progressive=True))
        path = self.typeset('<img src="p.jpg" alt="图" width="96" height="64">')
        self.assert_bare(path)
        self.assert_upright(path)
        for orientation in (1, 3, 6):
            self.write('p.png', png(orientation))
            path = self.typeset('<img src="p.png" alt="图" width="96" height="64">')
            self.assert_bare(path)
            self.assert_upright(path)

    def test_in_a_drawing(self):
        data = base64.b64encode(jpeg(8)).decode()
        self.write('p.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><desc>Secret-Author</desc>'
                            f'<image width="96" height="64" href="data:image/jpeg;base64,{data}"/></svg>')
        path = self.typeset('<img src="p.svg" alt="图">')
        self.assert_bare(path)
        self.assert_upright(path)

    def test_a_colour_profile_is_kept(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
        self.write('p.jpg', jpeg(1, icc_profile=profile))
        path = self.typeset('<img src="p.jpg" alt="图" width="96" height="64">')
        self.assert_bare(path)
        done = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', path, '-'], capture_output=True, check=True)
        self.assertIn(b'/ICCBased', done.stdout)
        self.assertIn(profile[:200], done.stdout)


if __name__ == '__main__':
    unittest.main()
