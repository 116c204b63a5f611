"""Pages as SVG and PNG: every kind, one call for all formats, batch, typeset; their text, their looks, their names."""
import json
import re
import shutil
import subprocess
import unittest
from xml.etree import ElementTree

from PIL import Image, ImageChops, ImageFilter, ImageOps

import needs
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen, sample
from samples import characters, one_of_each_kind, output_of

SVG = '{http://www.w3.org/2000/svg}'
FORM = ROOT / 'samples/expert-application/typical.json'


def text_of_svg(path):
    return ''.join(''.join(element.itertext()) for element in ElementTree.parse(path).iter(f'{SVG}text'))


def difference(one, other):
    """How far two pictures are apart: 0 for equal ones, 255 for black and white. Programs smooth edges in their own way,
    so both are blurred."""
    first, second = (picture.convert('L').filter(ImageFilter.GaussianBlur(3)) for picture in (one, other))
    histogram = ImageChops.difference(first, second.resize(first.size)).histogram()
    return sum(step * count for step, count in enumerate(histogram)) / sum(histogram)


class Kinds(CommandTest):
    """What other programs see is what they see of the PDF."""

    @needs.time
    def test_every_kind_has_pages_as_pictures(self):
        for path in one_of_each_kind():
            kind = path.parent.name
            with self.subTest(kind=kind):
                folder = self.folder / kind
                folder.mkdir()
                result = gongwen('render', kind, path, '-o', 'a.pdf', '-o', '{page}.svg', '-o', '{page}.png',
                                 '--dpi', '96', '--json', cwd=folder)
                self.assertEqual(result.status, DONE, result.err)
                self.compare(folder, json.loads(result.out)['files'])

    def compare(self, folder, files):
        pages = next(file['pages'] for file in files if file['format'] == 'pdf')
        for ending in ('svg', 'png'):
            own = [file for file in files if file['format'] == ending]
            self.assertEqual([file['page'] for file in own], list(range(1, pages + 1)))
        for number in range(1, pages + 1):
            name = str(number).zfill(len(str(pages)))
            # Without -raw a hyphen at the end of a line is taken for one that hyphenation has put there.
            of_pdf = output_of('pdftotext', '-raw', '-f', number, '-l', number, folder / 'a.pdf', '-')
            self.assertEqual(characters(text_of_svg(folder / f'{name}.svg')), characters(of_pdf))
        subprocess.run(['pdftoppm', '-r', '96', '-singlefile', '-png', 'a.pdf', 'pdf'], cwd=folder, check=True)
        subprocess.run(['rsvg-convert', f'{"1".zfill(len(str(pages)))}.svg', '-o', 'svg.png'],
                       cwd=folder, check=True)
        own = Image.open(folder / f'{"1".zfill(len(str(pages)))}.png')
        for other in ('pdf.png', 'svg.png'):
            same = difference(own, Image.open(folder / other))
            self.assertLess(same, 2)
            self.assertLess(3 * same, difference(own, ImageOps.mirror(own)))  # the measure finds differences


class Files(CommandTest):
    def render(self, *words, status=DONE):
        result = gongwen('render', KIND, SAMPLE, *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.err)
        return result

    def test_a_folder_gets_a_numbered_file_for_each_page(self):
        (self.folder / 'out').mkdir()
        self.render('-o', 'out/', '--format', 'svg')
        self.assertEqual(len(self.files()), 6)
        self.assertTrue(all(re.fullmatch(r'out/.+-[1-6]\.svg', name) for name in self.files()), self.files())

    def test_several_pages_need_a_placeholder(self):
        result = self.render('-o', 'a.png', '--error-format', 'json', status=BAD_USAGE)
        self.assert_fails(result, BAD_USAGE, 'engine/page-placeholder')
        self.assertIn('a-{page}.png', result.err)
        self.assertEqual(self.files(), [])

    def test_one_page_needs_none(self):
        self.write('a.html', '<title>t</title><p>公文</p>')
        result = gongwen('typeset', 'a.html', '-o', 'a.SVG', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(self.files(), ['a.SVG', 'a.html'])

    def test_resolution_sets_the_pixels(self):
        self.render('-o', '{page}.png', '--dpi', '50')
        with Image.open(self.folder / '1.png') as picture:
            self.assertEqual(picture.size, (413, 585))
            self.assertAlmostEqual(picture.info['dpi'][0], 50, places=1)

    def test_resolutions_that_make_no_sense_are_refused(self):
        for dpi in ('0', '-3', '9', '601', 'x', 'nan'):
            with self.subTest(dpi=dpi):
                result = self.render('-o', '{page}.png', '--dpi', dpi, '--error-format', 'json', status=BAD_USAGE)
                self.assert_fails(result, BAD_USAGE, 'cli/bad-resolution')
        self.assertEqual(self.files(), [])

    def test_a_resolution_without_png_files_is_refused(self):
        self.write('a.html', '<title>t</title><p>公文</p>')
        for needed, words in (('-o FILE-{page}.png', ('render', KIND, SAMPLE, '-o', 'a.pdf')),
                              ('--format png', ('render', KIND, SAMPLE, '-o', './', '--format', 'svg')),
                              ('-o FILE-{page}.png', ('typeset', 'a.html', '-o', 'a.svg')),
                              ('--format png', ('batch', KIND, SAMPLE, '-o', '.', '--format', 'pdf,svg')),
                              ('--format png', ('batch', KIND, SAMPLE, '-o', '.'))):
            with self.subTest(words=words):
                result = gongwen(*words, '--dpi', '50', '--error-format', 'json', cwd=self.folder)
                self.assert_fails(result, BAD_USAGE, 'cli/no-png')
                self.assertIn(f'`{needed}`', result.err)
        self.assertEqual(self.files(), ['a.html'])

    def test_the_largest_resolution_is_enough_for_a4(self):
        self.write('a.html', '<title>t</title><style>@page{size:A4}</style><p>公文</p>')
        result = gongwen('typeset', 'a.html', '-o', 'a.png', '--dpi', '600', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        with Image.open(self.folder / 'a.png') as picture:
            self.assertEqual(picture.size, (4961, 7016))

    def test_pages_that_have_too_many_pixels_are_reported(self):
        self.write('a.html', '<title>t</title><style>@page{size:5000mm}</style><p>公文</p>')
        result = gongwen('typeset', 'a.html', '-o', 'a.png', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_INPUT, 'raster/too-large')
        self.assertIn('5000 × 5000 mm', result.err)
        self.assertIn('up to 50 dpi', result.err)
        self.assertEqual(self.files(), ['a.html'])
        result = gongwen('typeset', 'a.html', '-o', 'a.svg', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)

    def test_png_needs_its_library_and_nothing_else_does(self):
        self.write('a.html', '<title>t</title><p>公文</p>')
        self.write('broken/libcairo.so.2', '')
        for output, status in (('a.png', BAD_ENVIRONMENT), ('a.svg', DONE), ('a.pdf', DONE)):
            result = gongwen('typeset', 'a.html', '-o', output, '--error-format', 'json', cwd=self.folder,
                             environment={'LD_LIBRARY_PATH': str(self.folder / 'broken')})
            self.assertEqual(result.status, status, result.err)
            self.assertEqual('raster/no-library' in result.err, status == BAD_ENVIRONMENT)
        self.assertFalse((self.folder / 'a.png').exists())

    def test_two_outputs_never_have_one_file(self):
        (self.folder / 'out').mkdir()
        self.render('-o', 'out/', '--format', 'pdf')
        name = self.files()[0]
        (self.folder / name).unlink()
        for outputs in (('{page}1.svg', '1{page}.svg'), ('a{page}.png', './out/../a{page}.png'), ('a.pdf', './a.pdf'),
                        ('out/', name), ('out/', 'out/')):
            with self.subTest(outputs=outputs):
                words = [word for output in outputs for word in ('-o', output)]
                result = self.render(*words, '--error-format', 'json', status=BAD_USAGE)
                self.assert_fails(result, BAD_USAGE, 'engine/same-output')
                self.assertEqual(self.files(), [])

    def test_an_output_in_a_folder_never_replaces_the_data(self):
        (self.folder / 'out').mkdir()
        self.render('-o', 'out/', '--format', 'pdf')
        data = self.folder / self.files()[0]
        shutil.copy(SAMPLE, data)
        result = gongwen('render', KIND, data, '-o', 'out/', '--format', 'pdf', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'engine/output-is-input')
        self.assertEqual(data.read_bytes(), SAMPLE.read_bytes())

    def test_the_same_data_give_the_same_bytes(self):
        self.render('-o', 'a{page}.svg', '-o', 'a{page}.png', '-o', 'b{page}.svg')
        self.render('-o', 'c{page}.svg', '-o', 'c{page}.png')
        self.assertEqual((self.folder / 'a3.png').read_bytes(), (self.folder / 'c3.png').read_bytes())
        self.assertEqual((self.folder / 'a3.svg').read_bytes(), (self.folder / 'b3.svg').read_bytes())
        self.render('-o', 'out/c{page}.svg')
        self.assertEqual((self.folder / 'c3.svg').read_bytes(), (self.folder / 'out/c3.svg').read_bytes())

    def test_a_form_to_fill_in_is_no_picture(self):
        result = gongwen('render', 'expert-application', '--fillable', '-o', '{page}.png', '--error-format', 'json',
                         cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'engine/not-fillable')
        result = gongwen('render', 'expert-application', '-o', '{page}.png', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)

    def test_the_standard_output_takes_one_page(self):
        page = self.write('a.html', '<title>t</title><p>公文</p>')
        result = gongwen('typeset', page, '-o', '-', '--format', 'svg')
        self.assertEqual(result.status, DONE, result.err)
        ElementTree.fromstring(result.out)
        result = gongwen('render', KIND, SAMPLE, '-o', '-', '--format', 'svg', '--error-format', 'json')
        self.assert_fails(result, BAD_USAGE, 'engine/page-placeholder')


class Typeset(CommandTest):
    def test_html_becomes_pictures(self):
        self.write('a.html', '<title>t</title><p>公文</p><p style="break-before:page">第二页</p>')
        for ending in ('svg', 'png'):
            result = gongwen('typeset', 'a.html', '-o', f'a-{{page}}.{ending}', cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(self.files(), ['a-1.png', 'a-1.svg', 'a-2.png', 'a-2.svg', 'a.html'])
        self.assertEqual(text_of_svg(self.folder / 'a-2.svg'), '第二页')

    def test_pages_lead_to_each_other_by_the_names_of_their_files(self):
        self.write('a.html', '<title>t</title><p><a href="#b">公文</a></p><p id="b" style="break-before:page">第二页</p>')
        for output, address in (('甲 #{page}.svg', '甲%20%232.svg'), ('{page}/a{page}.svg', None)):
            for number in '12':
                (self.folder / number).mkdir(exist_ok=True)
            result = gongwen('typeset', 'a.html', '-o', output, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            links = list(ElementTree.parse(self.folder / output.replace('{page}', '1')).iter(f'{SVG}a'))
            self.assertEqual([link.get('{http://www.w3.org/1999/xlink}href') for link in links],
                             [address] if address else [])

    def test_text_stays_text(self):
        """Markup in the text, characters beyond the first plane, marks above letters."""
        self.write('a.html', '<title>t</title><p>1 &lt; 2 &amp; "甲" 𠮷 e\u0301</p>')
        gongwen('typeset', 'a.html', '-o', 'a.svg', cwd=self.folder)
        self.assertEqual(text_of_svg(self.folder / 'a.svg').replace('\u00a0', ' '), '1 < 2 & "甲" 𠮷 e\u0301')


    def test_a_group_keeps_its_own_colours(self):
        # A form in a PDF starts with the colour of whatever was drawn before it.
        self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>组</title><style>'
                                '@page { size: 260px; margin: 20px } body { margin: 0; font: 40px SimHei }'
                                'div { height: 60px; background: #f8f8f8 } p { margin: 0 }'
                                '</style></head><body><div></div><p style="opacity: 0.5">黑字</p>'
                                '<p style="color: red; opacity: 0.5">红字</p></body></html>')
        for name, *options in (('page.pdf',), ('page.png', '--dpi', '96')):
            result = gongwen('typeset', 'page.html', '-o', name, *options, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
        subprocess.run(['pdftoppm', '-r', '96', '-png', '-singlefile', 'page.pdf', 'theirs'], cwd=self.folder, check=True)
        for name in ('page.png', 'theirs.png'):
            with Image.open(self.folder / name) as picture:
                red, green, blue = (channel.getextrema()[0] for channel in picture.convert('RGB').split())
                black = picture.convert('RGB').crop((20, 80, 180, 140)).getextrema()
            self.assertLess(max(low for low, high in black), 150, name)  # half black
            self.assertLess(green, 150, name)
            self.assertLess(red, 150, name)
            self.assertLess(blue, 150, name)


class Media(CommandTest):
    """A bundle names its templates by medium; names of formats, as they were once, are understood."""

    EXAMPLE = ROOT / 'docs/examples/first-bundle'

    def render(self, change, *outputs):
        shutil.rmtree(self.folder / 'own', ignore_errors=True)
        shutil.copytree(self.EXAMPLE / 'meeting-notice', self.folder / 'own/meeting-notice')
        path = self.folder / 'own/meeting-notice/template.json'
        manifest = json.loads(path.read_text(encoding='utf-8'))
        change(manifest['outputs'])
        self.write(path, manifest)
        words = [word for output in outputs for word in ('-o', output)]
        return gongwen('--templates', 'own', 'render', 'meeting-notice', self.EXAMPLE / 'data.json', *words,
                       '--error-format', 'json', cwd=self.folder)

    def test_old_names_mean_the_same(self):
        def rename(outputs):
            outputs['pdf'] = outputs.pop('page')
            outputs['xlsx'] = outputs.pop('sheet')
        self.assertEqual(self.render(lambda outputs: None, 'a.pdf', 'a.xlsx').status, DONE)
        result = self.render(rename, 'b.pdf', 'b.xlsx', 'b{page}.svg')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual((self.folder / 'a.pdf').read_bytes(), (self.folder / 'b.pdf').read_bytes())

    def test_one_medium_has_one_name(self):
        def double(outputs):
            outputs['pdf'] = outputs['page']
        result = self.render(double, 'a.pdf')
        self.assertEqual(result.status, BAD_INPUT, result.err)

    def test_formats_need_their_medium(self):
        self.assert_fails(self.render(lambda outputs: outputs.pop('page'), 'a.png'), BAD_USAGE, 'engine/no-such-output')
        self.assert_fails(self.render(lambda outputs: outputs.pop('sheet'), 'a.xlsx'), BAD_USAGE,
                          'engine/no-such-output')


class Batch(CommandTest):
    def batch(self, *words, status=DONE):
        result = gongwen('batch', KIND, 'in', '-o', 'out', *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.err)
        return result

    def names(self):
        return [name[4:] for name in self.files() if name.startswith('out/') and not name.endswith('.jsonl')]

    def setUp(self):
        super().setUp()
        (self.folder / 'out').mkdir()
        self.write('in/a.json', sample())

    def test_all_formats_at_once_and_nothing_twice(self):
        self.batch('--format', 'pdf,svg,png', '--dpi', '30')
        self.assertEqual(len(self.names()), 13)
        before = {name: (self.folder / 'out' / name).stat().st_mtime_ns for name in self.names()}
        result = self.batch('--format', 'pdf,svg,png', '--dpi', '30', '--resume')
        self.assertIn('1 skipped', result.out + result.err)
        self.assertEqual(before, {name: (self.folder / 'out' / name).stat().st_mtime_ns for name in self.names()})

    def test_a_format_that_is_listed_twice_is_made_once(self):
        self.batch('--format', 'svg,pdf,svg')
        self.assertEqual(len(self.names()), 7)
        self.assertEqual(sum(name.endswith('.svg') for name in self.names()), 6)

    def test_a_missing_page_is_made_again(self):
        self.batch('--format', 'svg')
        gone = self.folder / 'out' / self.names()[2]
        bytes_before = gone.read_bytes()
        gone.unlink()
        self.batch('--format', 'svg', '--resume')
        self.assertEqual(gone.read_bytes(), bytes_before)

    def test_pages_that_a_document_no_longer_has_are_stale(self):
        self.batch('--format', 'svg')
        self.assertEqual(len(self.names()), 6)
        data = sample()
        data['events'] = data['events'][:2]
        self.write('in/a.json', data)
        result = gongwen('batch', KIND, 'in', '-o', 'out', '--format', 'svg', '--resume', '--prune', cwd=self.folder)
        self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
        if result.status == DONE:
            self.assertLess(len(self.names()), 6)
            self.assertTrue(self.names()[0].endswith('-1.svg'))


if __name__ == '__main__':
    unittest.main()
