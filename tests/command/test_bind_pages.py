"""gongwen bind: pages of other people's PDFs and scanned pictures in a set."""
import io
import random
import re
import subprocess
import sys
import unittest

import pikepdf
from PIL import Image, TiffImagePlugin
from pikepdf import Array, Dictionary, Name

import foreign_pdfs
from harness import BAD_INPUT, DONE, PROGRAM, ROOT, CommandTest, Result

JUDGE = ROOT / 'tests/judges/pdf_judge.py'
LETTER = {'kind': 'commitment-letter', 'data': str(ROOT / 'samples/commitment-letter/typical.json'), 'annex': False}


def run(*words):
    """Without the checks of harness.gongwen: pages of others are as they are."""
    return Result(subprocess.run([PROGRAM, '--error-format', 'json', *map(str, words)], capture_output=True, check=False, timeout=120))


def output_of(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True).stdout.decode('utf-8')


def png(width, height):
    out = io.BytesIO()
    Image.new('L', (width, height), 128).save(out, 'PNG')
    return out.getvalue()


def pages_of(pdf):
    return [re.sub(r'\s', '', page) for page in output_of('pdftotext', '-layout', pdf, '-').split('\f')[:-1]]


class BindPages(CommandTest):
    def bind(self, *parts, status=DONE, name='set.pdf', words=(), **plan):
        path = self.write('plan.json', {'title': '成套材料', 'parts': list(parts), **plan})
        result = run('bind', path, '-o', self.folder / name, *words)
        self.assertEqual(result.status, status, result.err)
        if status == DONE and name.endswith('.pdf'):
            subprocess.run(['qpdf', '--check', self.folder / name], check=True, capture_output=True)
        self.found = {} if not result.err else {d['id']: d for d in result.diagnostics()}
        return result

    def refuse(self, part, id, **more):
        result = self.bind(part, status=BAD_INPUT, **more)
        self.assertEqual([d['id'] for d in result.errors()], [id])
        self.assertNotIn('set.pdf', self.files())
        return result.errors()[0]

    def open(self):
        return pikepdf.open(self.folder / 'set.pdf')

    def test_pages_have_numbers_labels_contents_bookmarks_and_links(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf')
        self.bind(LETTER, {'pdf': 'annex.pdf', 'pages': 'all', 'annex': 1, 'title': '合作单位的说明', 'alt': '说明'})
        pages = pages_of(self.folder / 'set.pdf')
        self.assertEqual(len(pages), 7)
        for number, page in enumerate(pages[4:], 3):
            self.assertIn(f'Page{number - 2}ofothers', page)
            self.assertIn(f'—{number}—', page)
        self.assertIn('附件1', pages[4])
        self.assertRegex(pages[1], r'附件1合作单位的说明\.+3')
        self.assertEqual(sorted(self.found), ['engine/bind-not-accessible', 'engine/bind-not-archive', 'engine/bind-pdf-drawn',
                                              'engine/bind-pdf-left-out'])
        left_out = self.found['engine/bind-pdf-left-out']['message']
        for words in ('1 comment', '1 link', '1 attached file', 'scripts and commands'):
            self.assertIn(words, left_out)
        self.assertIn('Helvetica', self.found['engine/bind-not-archive']['message'])
        with self.open() as pdf:
            titles = [(item.title, [kid.title for kid in item.children]) for item in pdf.open_outline().root]
            self.assertIn(('附件1　合作单位的说明', ['First chapter']), titles)
            links = [a for a in pdf.pages[4].Annots]
            self.assertEqual([a.Subtype for a in links], [Name.Link] * 2)
            self.assertEqual(str(links[0].A.URI), 'https://example.com/x')
            self.assertEqual(links[1].Dest[0].objgen, pdf.pages[5].objgen)
            self.assertNotIn('/AcroForm', pdf.Root)
            self.assertNotIn(b'pdfaid:part', pdf.Root.Metadata.read_bytes())
            self.assertNotIn(b'pdfuaid:part>', pdf.Root.Metadata.read_bytes())
            # Upright pages stay upright, wide ones wide; the turned one is wide as it was shown.
            sizes = [[round(float(side)) for side in page.obj.MediaBox][2:] for page in list(pdf.pages)[4:]]
            self.assertEqual(sizes, [[595, 842], [842, 595], [842, 595]])
        alt = output_of('pdfinfo', '-struct-text', self.folder / 'set.pdf')
        self.assertIn('Figure', alt)

    def test_the_drawn_field_is_where_it_was(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf')
        self.bind({'pdf': 'annex.pdf', 'pages': '1', 'title': 't', 'alt': 'a'}, cover=False, contents=False)
        subprocess.run(['pdftoppm', '-r', '72', self.folder / 'set.pdf', self.folder / 'page'], check=True)
        [picture] = self.folder.glob('page*.ppm')
        head, size, _, pixels = picture.read_bytes().split(b'\n', 3)
        width = int(size.split()[0])
        blue = [(i // 3 % width, i // 3 // width) for i in range(0, len(pixels) - 2, 3) if pixels[i:i + 3] == b'\0\0\xff']
        xs, ys = [x for x, _ in blue], [y for _, y in blue]
        for found, expected in zip((min(xs), max(xs), min(ys), max(ys)), (72, 272, 842 - 520, 842 - 500)):
            self.assertAlmostEqual(found, expected, delta=2)

    def test_a_choice_of_pages_in_their_own_size_without_numbers(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf', lambda pdf: pdf.pages[1].obj.__setitem__('/MediaBox', Array([0, 0, 1000, 600])))
        part = {'pdf': 'annex.pdf', 'pages': '2, 1', 'title': 't', 'alt': 'a', 'number_at': 'none'}
        self.bind({**part, 'size': 'keep'}, cover=False, contents=False)
        pages = pages_of(self.folder / 'set.pdf')
        self.assertEqual([re.sub(r'\D', '', page) for page in pages], ['2', '1'])
        with self.open() as pdf:
            self.assertEqual([[round(float(x)) for x in page.obj.MediaBox][2:] for page in pdf.pages], [[1000, 600], [595, 842]])
        self.bind(part, cover=False, contents=False)
        with self.open() as pdf:
            self.assertEqual([[round(float(x)) for x in page.obj.MediaBox][2:] for page in pdf.pages], [[842, 595], [595, 842]])

    def test_numbers_at_the_place_of_the_plan(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf')
        part = {'pdf': 'annex.pdf', 'pages': 'all', 'title': 't', 'alt': 'a', 'size': 'keep'}
        for place, wanted in (('bottom-center', ('middle', 'foot')), ('bottom-right', ('right', 'foot')), ('top-right', ('right', 'head')),
                              ('top-outside', ('outside', 'head')), ('bottom-outside', ('outside', 'foot'))):
            self.bind({**part, 'number_at': place}, cover=False, contents=False)
            text = output_of('pdftotext', '-bbox', self.folder / 'set.pdf', '-')
            pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.S)
            self.assertEqual(len(pages), 3)
            for number, (width, height, words) in enumerate(pages, 1):
                [(x, y)] = re.findall(rf'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>{number}</word>\s*<word[^>]*>—', words)
                across, down = float(x) / float(width), float(y) / float(height)
                side = 'left' if across < 0.2 else 'right' if across > 0.8 else 'middle'
                expected = wanted[0] if wanted[0] != 'outside' else 'right' if number % 2 else 'left'
                self.assertEqual((side, 'head' if down < 0.1 else 'foot' if down > 0.9 else 'between'), (expected, wanted[1]),
                                 (place, number, x, y))

    def test_tags_are_kept_and_an_accessible_archive_stays_one(self):
        made = run('render', 'commitment-letter', ROOT / 'samples/commitment-letter/typical.json', '-o', self.folder / 'own.pdf')
        self.assertEqual(made.status, DONE, made.err)
        result = self.bind(LETTER, {'pdf': 'own.pdf', 'pages': 'all', 'annex': True, 'title': '他人的承诺书'})
        self.assertEqual(result.diagnostics(), [])
        done = subprocess.run([sys.executable, JUDGE, self.folder / 'set.pdf', '--profile', 'archive'], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode()[-2000:])
        whole = output_of('pdfinfo', '-struct-text', self.folder / 'set.pdf')
        # Both letters are read, each with its heading and paragraphs.
        self.assertEqual(re.sub(r'\s', '', whole).count('我单位郑重承诺'), 2)
        with self.open() as pdf:
            numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
            keys = [int(key) for key in list(numbers)[::2]]
            self.assertEqual(keys, sorted(set(keys)))
            forms = [x for x in pdf.objects if isinstance(x, pikepdf.Stream) and '/StructParents' in x]
            self.assertEqual(len(forms), 2)
            for form in forms:
                owners = list(numbers)[1::2][keys.index(int(form.StructParents))]
                marks = {int(n) for n in re.findall(rb'/MCID (\d+)', form.read_bytes())}
                self.assertTrue(marks and max(marks) < len(owners))

    def test_a_lower_level_of_the_archive(self):
        run('render', 'commitment-letter', ROOT / 'samples/commitment-letter/typical.json', '-o', self.folder / 'own.pdf')
        for level, claimed in (('B', 'B'), ('U', 'U')):
            with pikepdf.open(self.folder / 'own.pdf') as pdf:
                xmp = pdf.Root.Metadata.read_bytes().replace(b'conformance>A<', b'conformance>' + level.encode() + b'<')
                pdf.Root.Metadata = pikepdf.Stream(pdf, xmp, Type=Name.Metadata, Subtype=Name.XML)
                pdf.save(self.folder / 'lower.pdf')
            self.bind({'pdf': 'lower.pdf', 'pages': '1', 'title': 't'})
            self.assertEqual(list(self.found), ['engine/bind-archive-level'])
            with self.open() as pdf:
                self.assertIn(b'conformance>' + claimed.encode() + b'<', pdf.Root.Metadata.read_bytes())

    def test_what_is_too_much(self):
        self.write('large.pdf', b'%PDF-1.4\n' + b' ' * (64 << 20))
        self.refuse({'pdf': 'large.pdf', 'pages': 'all', 'title': 't', 'alt': 'a'}, 'engine/bind-pdf-too-large')
        dot = Image.new('1', (8, 8))
        dot.save(self.folder / 'many.tif', save_all=True, append_images=[dot] * 200)
        self.refuse({'pictures': ['many.tif'], 'title': 't', 'alt': 'a'}, 'engine/bind-too-many-scans')
        self.write('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>')
        self.refuse({'pictures': ['drawing.svg'], 'title': 't', 'alt': 'a'}, 'engine/bind-no-size')

    def test_what_cannot_be_placed(self):
        annex = self.folder / 'annex.pdf'
        part = {'pdf': 'annex.pdf', 'pages': 'all', 'title': 't', 'alt': 'a'}
        foreign_pdfs.annex(annex)
        self.refuse({**part, 'pages': '2-4'}, 'engine/bind-no-such-page')
        for bad in ('0', '3-1', 'x', '1,1', '1-2,2', ',', '-', '9' * 20):
            self.refuse({**part, 'pages': bad}, 'engine/bind-page-range')
        self.refuse({**part, 'kind': 'regulations'}, 'engine/bind-not-together')
        self.refuse({'pages': '1', **LETTER}, 'engine/bind-needs-pdf')
        self.refuse({**LETTER, 'alt': 'x'}, 'engine/bind-of-placed-only')
        with pikepdf.open(annex) as pdf:
            pdf.save(self.folder / 'locked.pdf', encryption=pikepdf.Encryption(owner='o', user=''))
            pdf.save(self.folder / 'closed.pdf', encryption=pikepdf.Encryption(owner='o', user='u'))
        for name in ('locked.pdf', 'closed.pdf'):
            self.refuse({**part, 'pdf': name}, 'engine/bind-pdf-encrypted')
        bytes = annex.read_bytes()
        self.write('cut.pdf', bytes[:200])
        self.refuse({**part, 'pdf': 'cut.pdf'}, 'engine/bind-pdf-damaged')
        self.write('text.pdf', b'no pdf at all')
        self.refuse({**part, 'pdf': 'text.pdf'}, 'engine/bind-not-pdf')

        for state, rule, is_hidden in (('OFF', None, True), ('OFF', 'typeless', True), ('ON', None, False), ('ON', {'P': Name.AllOff}, True),
                                       ('ON', {'P': Name.AnyOff}, True), ('ON', {'P': Name.AnyOn}, False),
                                       ('OFF', {'P': Name.AllOff}, False), ('ON', 'not', True), ('OFF', 'not', False)):
            for place in ('content', 'picture', 'nothing'):
                def layered(pdf):
                    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name='x'))
                    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary({'/' + state: Array([group])}))
                    more = {'VE': Array([Name.Not, group])} if rule == 'not' else rule
                    if rule == 'typeless':
                        del group.Type
                    layer = group if rule in (None, 'typeless') else pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=group, **more))
                    resources = pdf.pages[0].obj.Resources
                    if place == 'content':
                        resources.Properties = Dictionary(L=layer)
                    elif place == 'picture':
                        form = foreign_pdfs.form_xobject(pdf, b'', 10, 10)
                        form.OC = layer
                        resources.XObject = Dictionary(X=form)
                foreign_pdfs.annex(annex, layered)
                with self.subTest(state=state, rule=rule, place=place):
                    if is_hidden and place != 'nothing':
                        self.refuse(part, 'engine/bind-pdf-layers')
                    else:
                        self.bind(part)
                        (self.folder / 'set.pdf').unlink()

        def dynamic(pdf):
            del pdf.pages[0].obj.Annots[3]
            pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pikepdf.Stream(pdf, b'<xdp/>'))
        foreign_pdfs.annex(annex, dynamic)
        self.refuse(part, 'engine/bind-pdf-xfa')
        foreign_pdfs.annex(annex, foreign_pdfs.sign)
        self.assertIn('its signatures (1)', self.refuse(part, 'engine/bind-pdf-signed')['message'])
        self.bind({**part, 'lose_signatures': True})
        self.assertIn('engine/bind-signature-lost', self.found)

    def test_other_formats(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf')
        self.write('scan.png', png(20, 30))
        part = {'pdf': 'annex.pdf', 'pages': 'all', 'title': 't', 'alt': 'a'}
        for name in ('set.ofd', 'set.docx'):
            result = self.bind(part, status=BAD_INPUT, name=name)
            self.assertEqual([d['id'] for d in result.errors()], ['engine/bind-placed-format'])
        picture = {'pictures': ['scan.png'], 'title': '函', 'alt': '函'}
        self.bind(picture, name='set.ofd')
        self.assertEqual([d['id'] for d in self.bind(picture, status=BAD_INPUT, name='set.docx').errors()], ['engine/bind-placed-format'])

    def test_scans_fill_their_sheets_and_stay_accessible(self):
        upright, wide = Image.new('L', (620, 877), 200), Image.new('L', (877, 620), 100)
        upright.save(self.folder / 'scan.tif', save_all=True, append_images=[wide])
        upright.convert('RGB').save(self.folder / 'photo.jpg')
        result = self.bind(LETTER, {'pictures': ['scan.tif', 'photo.jpg'], 'annex': True, 'title': '盖章的函', 'alt': '某某公司的函'})
        self.assertEqual(result.diagnostics(), [])
        done = subprocess.run([sys.executable, JUDGE, self.folder / 'set.pdf', '--profile', 'archive'], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode()[-2000:])
        with self.open() as pdf:
            sizes = [[round(float(x)) for x in page.obj.MediaBox][2:] for page in list(pdf.pages)[4:]]
            self.assertEqual(sizes, [[595, 842], [842, 595], [595, 842]])
            alts = [str(x.Alt) for x in pdf.objects if isinstance(x, Dictionary) and x.get('/S') == Name.Figure]
            self.assertEqual(alts, [f'某某公司的函，第{n}页，共3页' for n in (1, 2, 3)])
            # The JPEG is in the file as it was.
            jpegs = [x for x in pdf.objects if isinstance(x, pikepdf.Stream) and x.get('/Filter') == Name.DCTDecode]
            self.assertEqual([x.read_raw_bytes() for x in jpegs], [(self.folder / 'photo.jpg').read_bytes()])
        self.bind({'pictures': ['photo.jpg'], 'title': '函'})
        self.assertEqual(list(self.found), ['engine/bind-alt'])
        self.write('bad.png', b'\x89PNG\r\n\x1a\nxx')
        self.bind({'pictures': ['bad.png'], 'title': '函', 'alt': 'x'}, status=BAD_INPUT)
        self.assertTrue(all(id.startswith('images/') for id in self.found), self.found)

    def test_a_large_scan_with_many_pages_is_placed_whole(self):
        # 14 MB: a copy of the file for each page would take 560 MB.
        page = Image.new('L', (620, 580), 200)
        page.save(self.folder / '扫描件 100%?.tif', save_all=True, append_images=[page] * 39)
        self.assertGreater((self.folder / '扫描件 100%?.tif').stat().st_size, 14_000_000)
        self.bind({'pictures': ['扫描件 100%?.tif'], 'title': '函', 'alt': '函'})
        with self.open() as pdf:
            self.assertEqual(len(pdf.pages), 42)  # with the cover sheet and the contents

    def test_damaged_pages_of_a_scan_are_reported(self):
        pages = [Image.new('L', (60 + i, 80), 100) for i in range(3)]
        pages[0].save(self.folder / 'whole.tif', save_all=True, append_images=pages[1:])
        whole = (self.folder / 'whole.tif').read_bytes()
        places, directories = [4], []
        while (directory := int.from_bytes(whole[places[-1]:places[-1] + 4], 'little')) != 0:
            directories.append(directory)
            places.append(directory + 2 + 12 * int.from_bytes(whole[directory:directory + 2], 'little'))
        self.assertEqual(len(directories), 3)
        damages = {
            'no entries': whole[:directories[1]] + bytes(2) + whole[directories[1] + 2:],
            'behind the end': whole[:places[1]] + (len(whole) + 1000).to_bytes(4, 'little') + whole[places[1] + 4:],
            'cut off': whole[:directories[2] + 20],
        }
        for damage, scan in damages.items():
            with self.subTest(damage):
                self.write('扫描件.tif', scan)
                self.bind({'pictures': ['扫描件.tif'], 'title': '函', 'alt': '函'}, status=BAD_INPUT)
                self.assertLessEqual(self.found.keys(), {'images/truncated', 'images/broken'})
                self.assertIn('`扫描件.tif`', next(iter(self.found.values()))['message'])
                self.assertNotIn('set.pdf', self.files())

    def test_small_copies_and_masks_in_scans_are_no_pages(self):
        for first, second, third, expected in ((0, 1, 0, 2), (1, 0, 0, 2), (0, 1, 4, 1), (2, 2, 2, 3), (1, 1, 0, 1), (1, 1, 1, 3)):
            with self.subTest((first, second, third)):
                out = io.BytesIO()
                with TiffImagePlugin.AppendingTiffWriter(out, True) as writer:
                    for place, type in enumerate((first, second, third)):
                        Image.new('L', (60 + place, 80), 100).save(writer, 'TIFF', tiffinfo={254: type})
                        writer.newFrame()
                self.write('scan.tif', out.getvalue())
                self.bind({'pictures': ['scan.tif'], 'title': '函', 'alt': '函'})
                with self.open() as pdf:
                    pictures = [x for x in pdf.objects if isinstance(x, pikepdf.Stream) and x.get('/Subtype') == Name.Image]
                    widths = sorted(int(x.Width) for x in pictures)
                self.assertEqual(widths, [60 + place for place, type in enumerate((first, second, third)) if not type & 5 or first & second & third & 5][:expected])
                self.assertEqual(len(widths), expected)
                (self.folder / 'set.pdf').unlink()

    def test_pages_behind_too_many_small_copies_are_not_lost(self):
        out = io.BytesIO()
        with TiffImagePlugin.AppendingTiffWriter(out, True) as writer:
            for type in [0] + [1] * 201 + [0]:
                Image.new('L', (6, 8), 100).save(writer, 'TIFF', tiffinfo={254: type})
                writer.newFrame()
        self.write('scan.tif', out.getvalue())
        self.refuse({'pictures': ['scan.tif'], 'title': '函', 'alt': '函'}, 'engine/bind-too-many-scans')

    def test_buttons_that_are_on_without_an_appearance_are_counted(self):
        part = {'pdf': 'form.pdf', 'pages': 'all', 'title': 't', 'alt': 'a'}
        for value, state, count in ((Name.Yes, Name.Yes, 1), (Name.Yes, Name.Off, 0), (Name.Yes, None, 1), (Name.Off, Name.Off, 0)):
            form = foreign_pdfs.FormMaker()
            box = form.bare('a', value)
            if state is None:
                del box.AS
            else:
                box.AS = state
            form.save(self.folder / 'form.pdf')
            self.bind(part)
            self.assertEqual('engine/bind-pdf-left-out' in self.found, count == 1, (value, state))

    def test_trees_that_lead_back_end(self):
        """Bookmarks, destinations and attached files whose nodes contain themselves, a hundred times over."""
        def looped(pdf):
            node = pdf.make_indirect(Dictionary())
            node.Kids = Array([node] * 64)
            pdf.Root.Names = Dictionary(Dests=node, EmbeddedFiles=node)
            first = pdf.Root.Outlines.First
            first.Next = first
            pdf.pages[0].obj.Annots.append(pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=pikepdf.String('nowhere'))))
        foreign_pdfs.annex(self.folder / 'loop.pdf', looped)
        self.bind({'pdf': 'loop.pdf', 'pages': 'all', 'title': '附件', 'alt': 'a'})
        with self.open() as pdf, pdf.open_outline() as outline:
            def count(items):
                return sum(1 + count(item.children) for item in items)
            self.assertLess(count(outline.root), 6)

    def test_attachments_have_a_type_and_a_relationship(self):
        files = {'a.xml': (b'<?xml version="1.0"?><Invoice/>', 'text/xml'), 'b.json': (b'{"a": 1}', 'application/json'),
                 'c.csv': (b'a,b\n1,2\n', 'text/csv'), 'd.bin': (b'\0\1', 'application/octet-stream'), 'e.dat': (b'%PDF-1.4\n', 'application/pdf'),
                 'f.png': (png(2, 2), 'image/png'), 'g.txt': ('说明'.encode(), 'text/plain')}
        entries = []
        kinds = ['source', 'data', 'alternative', 'supplement', 'unspecified', None, None]
        for (name, (content, _)), kind in zip(files.items(), kinds):
            self.write(name, content)
            entries.append({'file': name, **({'relationship': kind} if kind else {})})
        entries[-1]['type'] = 'text/x-own'
        self.bind(LETTER, attachments=entries)
        with self.open() as pdf:
            found = {str(item.UF): (str(item.EF.F.Subtype)[1:], str(item.AFRelationship)[1:]) for item in pdf.Root.AF}
        expected = {name: (type, (kind or 'supplement').capitalize()) for (name, (_, type)), kind in zip(files.items(), kinds)}
        expected['g.txt'] = ('text/x-own', 'Supplement')
        self.assertEqual(found, expected)
        result = self.bind(LETTER, attachments=[{'file': 'a.xml', 'relationship': 'parent', 'type': 'XML'}], status=BAD_INPUT)
        self.assertEqual(len(result.errors()), 2)

    def test_hostile_files_end_in_a_message(self):
        """Cut, overwritten and looping files: never a crash, never a set that qpdf rejects."""
        random.seed(11)
        whole = foreign_pdfs.annex(self.folder / 'annex.pdf').read_bytes()
        part = {'pdf': 'bad.pdf', 'pages': 'all', 'title': 't', 'alt': 'a'}
        done = refused = 0
        for turn in range(60):
            bad = bytearray(whole)
            if turn % 3 == 0:
                del bad[random.randrange(20, len(bad)):]
            for _ in range(1 if turn % 3 == 1 else 12):
                bad[random.randrange(8, len(bad))] = random.randrange(256)
            self.write('bad.pdf', bytes(bad))
            path = self.write('plan.json', {'title': 's', 'parts': [part]})
            result = run('bind', path, '-o', self.folder / 'set.pdf')
            self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
            if result.status == BAD_INPUT:
                refused += 1
                self.assertNotIn('internal', result.err)
            else:
                done += 1
                # Status 3: what others have damaged, such as packed pictures, is as it was.
                checked = subprocess.run(['qpdf', '--check', self.folder / 'set.pdf'], capture_output=True, check=False)
                self.assertIn(checked.returncode, (0, 3), checked.stderr)
                (self.folder / 'set.pdf').unlink()
        self.assertGreater(done, 5)
        self.assertGreater(refused, 5)

        def loop(pdf):
            form = foreign_pdfs.form_xobject(pdf, b'/X Do', 10, 10)
            form.Resources = Dictionary(XObject=Dictionary(X=form))
            pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
            element = pdf.make_indirect(Dictionary(S=Name.P))
            element.K = Array([element])
            pdf.Root.StructTreeRoot = Dictionary(K=element, RoleMap=Dictionary(A=Name.B, B=Name.A))
            pdf.Root.Outlines.First.Next = pdf.Root.Outlines.First
        foreign_pdfs.annex(self.folder / 'bad.pdf', loop)
        self.bind(part)

    def test_the_same_files_give_the_same_bytes(self):
        foreign_pdfs.annex(self.folder / 'annex.pdf')
        part = {'pdf': 'annex.pdf', 'pages': '1-2', 'title': 't', 'alt': 'a'}
        self.bind(part)
        first = (self.folder / 'set.pdf').read_bytes()
        self.bind(part)
        self.assertEqual(first, (self.folder / 'set.pdf').read_bytes())


if __name__ == '__main__':
    unittest.main()
