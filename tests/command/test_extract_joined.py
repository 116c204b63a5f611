"""Forms that came back through programs which join, split, flatten and rearrange PDF files, and through mails and
archives: each value of the page is in the data, or a message says why not."""
import email.message
import email.policy
import io
import json
import re
import shutil
import subprocess
import unittest
import zipfile

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import needs
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KINDS = ['commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information',
         'proposal-review']
KIND = 'expert-application'

# What is said of nearly every form that was joined or split, and of nothing that is lost.
HARMLESS = {'intake/orphan-field', 'intake/kind-by-fields', 'intake/by-place', 'intake/more-alike', 'intake/at-field',
            'intake/given-hidden', 'intake/not-drawn', 'intake/printed-form'}


# What blank forms show, and leave out of the data as long as nobody changes it.
DEFAULTS = {'/commitment/text', '/committee', '/secretariat'}


def has(*programs):
    return all(shutil.which(program) for program in programs)


def leaves(value, pointer=''):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f'{pointer}/{key}')
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f'{pointer}/{index}')
    else:
        yield pointer, value


def plain(value):
    """A text without what a page does not say: where its lines were divided."""
    return re.sub(r'\s', '', value) if isinstance(value, str) else value


class JoinedTest(CommandTest):
    made = {}

    def form(self, kind=KIND, data='typical', *options):
        """The path of a form with a sample in it."""
        key = (kind, data, options)
        if key not in self.made:
            path = self.folder / 'made.pdf'
            source = [ROOT / 'samples' / kind / f'{data}.json'] if data else []
            result = gongwen('render', '--force', '--fillable', '--field-font', 'none', *options, kind, *source, '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            JoinedTest.made[key] = path.read_bytes()
        path = self.folder / f'{kind}-{data}.pdf'
        path.write_bytes(self.made[key])
        return path

    def filled(self, kind=KIND):
        """The blank form with what the sample says typed into it, as a program would draw it."""
        path = self.folder / f'{kind}-filled.pdf'
        with pikepdf.open(self.form(kind, None)) as blank, pikepdf.open(self.form(kind)) as full:
            typed = {str(field.T): field for field in full.Root.AcroForm.Fields}
            for field in blank.Root.AcroForm.Fields:
                source = typed.get(str(field.T))
                if source is None or str(field.T).startswith('/_gw/') or '/V' not in source:
                    continue
                pairs = list(zip(field.get('/Kids', [field]), source.get('/Kids', [source])))
                if field.FT == Name.Btn:
                    field.V = Name(str(source.V))
                    for widget, other in pairs:
                        widget.AS = Name(str(other.AS))
                else:
                    field.V = String(str(source.V))
                    for widget, other in pairs:
                        widget.AP = Dictionary(N=blank.copy_foreign(other.AP.N))
            blank.save(path)
        return path

    def run_program(self, *words, statuses=(0,)):
        process = subprocess.run([str(word) for word in words], capture_output=True, timeout=100, check=False)
        self.assertIn(process.returncode, statuses, process.stderr)

    def other_pdf(self):
        """A page that has nothing to do with the form, such as a scan of a diploma."""
        path = self.folder / 'other.pdf'
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(path)
        return path

    def extract(self, *words):
        """Status, data, and messages as pairs of identifier and text."""
        result = gongwen('--error-format', 'json', 'extract', *words)
        told = [(d['id'], d['message']) for d in result.diagnostics()]
        return result.status, json.loads(result.out) if result.out else None, told

    def ids(self, told):
        return {id for id, _ in told}

    def assert_same(self, found, wanted, told):
        one, other = ({pointer: plain(value) for pointer, value in leaves(data)} for data in (found, wanted))
        differing = {pointer: (one.get(pointer), other.get(pointer)) for pointer in sorted(one.keys() | other.keys())
                     if one.get(pointer) != other.get(pointer)}
        # Without the stamp it is not known that nobody has touched what the blank form shows.
        differing = {p: (found, wanted) for p, (found, wanted) in differing.items() if wanted or p not in DEFAULTS}
        self.assertEqual(differing, {}, told)


class Programs(JoinedTest):
    """All six forms through each program."""

    def each(self, change, statuses=(DONE,), harmless=HARMLESS):
        for kind in KINDS:
            with self.subTest(kind=kind):
                path = self.filled(kind)
                _, wanted, told = self.extract(path)
                self.assertEqual(told, [])
                out = self.folder / 'out.pdf'
                change(path, out)
                status, found, told = self.extract(out)
                self.assertIn(status, statuses, told)
                self.assertEqual(self.ids(told) - harmless, set())
                self.assert_same(found, wanted, told)

    @needs.only_with('pdfunite')
    def test_joined_by_pdfunite(self):
        other = self.other_pdf()
        self.each(lambda path, out: self.run_program('pdfunite', path, other, out))

    @needs.only_with('pdfunite')
    def test_joined_by_pdfunite_behind_another(self):
        other = self.other_pdf()
        self.each(lambda path, out: self.run_program('pdfunite', other, path, out))

    @needs.only_with('qpdf')
    def test_joined_by_qpdf(self):
        other = self.other_pdf()
        self.each(lambda path, out: self.run_program('qpdf', '--empty', '--pages', path, other, '--', out, statuses=(0, 3)))

    def test_pages_in_reverse_order(self):
        def reverse(path, out):
            with pikepdf.open(path) as pdf:
                pages = list(pdf.pages)
                for index, page in enumerate(reversed(pages)):
                    pdf.pages[index] = page
                pdf.save(out)
        self.each(reverse)

    def test_all_fields_renamed(self):
        def rename(path, out):
            with pikepdf.open(path) as pdf:
                for number, field in enumerate(pdf.Root.AcroForm.Fields):
                    if not str(field.T).startswith('/_gw/'):
                        field.T = String(f'Text{number}')
                pdf.save(out)
        self.each(rename)

    @needs.only_with('qpdf')
    def test_flattened_by_qpdf(self):
        self.each(lambda path, out: self.run_program('qpdf', '--flatten-annotations=all', path, out, statuses=(0, 3)))

    @needs.only_with('pdftocairo')
    def test_printed_by_cairo(self):
        self.each(lambda path, out: self.run_program('pdftocairo', '-pdf', path, out))


class Pages(JoinedTest):
    @needs.only_with('qpdf')
    def test_missing_page_without_stamp(self):
        out = self.folder / 'out.pdf'
        self.run_program('qpdf', '--empty', '--pages', self.form(), '1,3-4', '--', out, statuses=(0, 3))
        status, data, told = self.extract(out)
        self.assertNotIn('work_history', data)
        missing = [text for id, text in told if id == 'intake/fields-missing']
        self.assertEqual(len(missing), 1, told)
        status, _, told = self.extract('--kind', KIND, out)
        self.assertIn('intake/fields-missing', self.ids(told))

    @needs.only_with('qpdf')
    def test_first_page_alone(self):
        out = self.folder / 'out.pdf'
        self.run_program('qpdf', '--empty', '--pages', self.form(), '1', '--', out, statuses=(0, 3))
        status, data, told = self.extract(out)
        self.assertEqual(data['name_zh'], json.loads((ROOT / 'samples' / KIND / 'typical.json').read_text())['name_zh'])
        self.assertEqual(self.ids(told) & {'intake/kind-by-fields', 'intake/fields-missing'},
                         {'intake/kind-by-fields', 'intake/fields-missing'})

    @needs.only_with('pdfunite', 'qpdf')
    def test_two_kinds(self):
        one, other = self.filled(KIND), self.filled('commitment-letter')
        wanted = [self.extract(path)[1] for path in (one, other)]
        for name, words in (('pdfunite', ('pdfunite', one, other, self.folder / 'out.pdf')),
                            ('qpdf', ('qpdf', '--empty', '--pages', one, other, '--', self.folder / 'out.pdf'))):
            with self.subTest(name):
                self.run_program(*words, statuses=(0, 3))
                status, found, told = self.extract(self.folder / 'out.pdf')
                self.assertEqual(status, DONE, told)
                kinds = [text for id, text in told if id == 'intake/several-kinds']
                self.assertEqual(len(kinds), 1, told)
                self.assertIn(KIND, kinds[0])
                self.assertIn('commitment-letter', kinds[0])
                self.assertEqual(len(found), 2)
                for data, sample in zip(found, wanted):
                    self.assert_same(data, sample, told)

    def test_page_moved_and_scaled(self):
        """As programs print two pages on one, or put a page onto other paper."""
        with pikepdf.open(self.form()) as pdf:
            for page in pdf.pages:
                page.contents_add(b'q 0.8 0 0 0.8 30 30 cm', prepend=True)
                page.contents_add(b'Q')
                for annotation in page.Annots:
                    annotation.Rect = Array([float(value) * 0.8 + 30 for value in annotation.Rect])
            pdf.save(self.folder / 'out.pdf')
        _, wanted, _ = self.extract(self.form())
        status, found, told = self.extract(self.folder / 'out.pdf')
        self.assertEqual((status, self.ids(told) - HARMLESS), (DONE, set()), told)
        self.assert_same(found, wanted, told)


def named(pdf, pointer):
    return next(f for f in pdf.Root.AcroForm.Fields if str(f.get('/T', '')) == pointer)


class Places(JoinedTest):
    """What is seen on the page counts, not the name of a field."""

    def read(self, change, data='typical'):
        """Of a form that was made of data, or the blank one."""
        with pikepdf.open(self.form(KIND, data)) as pdf:
            change(pdf)
            pdf.save(self.folder / 'out.pdf')
        return self.extract(self.folder / 'out.pdf')

    def sample(self):
        return json.loads((ROOT / 'samples' / KIND / 'typical.json').read_text('utf-8'))

    def test_places_exchanged(self):
        def swap(pdf):
            one, other = named(pdf, '/name_zh'), named(pdf, '/org_zh')
            one.Rect, other.Rect = other.Rect, one.Rect
        status, data, told = self.read(swap)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/field-elsewhere', self.ids(told))
        self.assertEqual((data['name_zh'], data['org_zh']), (self.sample()['org_zh'], self.sample()['name_zh']))

    def test_names_exchanged(self):
        def swap(pdf):
            one, other = named(pdf, '/phone'), named(pdf, '/fax')
            one.T, other.T = other.T, one.T
        status, data, told = self.read(swap)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/field-elsewhere', self.ids(told))
        wanted = self.extract(self.form())[1]
        self.assertEqual((data.get('phone'), data.get('fax')), (wanted.get('phone'), wanted.get('fax')))

    def test_field_where_the_form_has_none(self):
        def move(pdf):
            named(pdf, '/name_zh').Rect = Array([40, 10, 140, 24])
        status, data, told = self.read(move)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/field-elsewhere', self.ids(told))
        self.assertNotIn('name_zh', data)

    def test_buttons_exchanged(self):
        def swap(pdf):
            one, other = named(pdf, '/gender').Kids
            one.Rect, other.Rect = other.Rect, one.Rect
        status, data, told = self.read(swap)
        self.assertEqual(status, BAD_INPUT)
        self.assertNotEqual(data['gender'], self.sample()['gender'])  # what is printed beside the tick
        self.assertIn('intake/given-differs', self.ids(told))

    def test_looks_of_buttons_exchanged(self):
        def swap(pdf):
            for kid in named(pdf, '/gender').Kids:
                looks = kid.AP.N
                on = next(key for key in looks.keys() if key != '/Off')
                looks[on], looks['/Off'] = looks['/Off'], looks[on]
        status, data, told = self.read(swap)
        self.assertEqual(status, BAD_INPUT)
        self.assertNotIn('gender', data)
        self.assertIn('intake/shown-differs', self.ids(told))

    def test_looks_drawn_anew(self):
        def draw(pdf, ticked, empty):
            for kid in named(pdf, '/gender').Kids:
                for key in list(kid.AP.N.keys()):
                    look = pdf.make_stream(empty if key == '/Off' else ticked)
                    look.BBox = Array([0, 0, 10, 10])
                    kid.AP.N[key] = look
        frame, tick = b'0 G 0 0 10 10 re S ', b'0 0 m 10 10 l S'
        status, data, _ = self.read(lambda pdf: draw(pdf, frame + tick, frame))
        self.assertEqual((status, data['gender']), (DONE, self.sample()['gender']))
        for ticked, empty in ((frame, frame + tick), (b'1 G 0 0 m 10 10 l S', b'')):
            status, data, told = self.read(lambda pdf: draw(pdf, ticked, empty))
            self.assertEqual(status, BAD_INPUT, told)
            self.assertNotIn('gender', data)

    def test_layer_switched_off(self):
        def hide(pdf):
            layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String('hidden')))
            pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
            named(pdf, '/name_zh').OC = layer
        status, data, told = self.read(hide)
        self.assertEqual((status, 'name_zh' in data), (BAD_INPUT, False))
        self.assertIn('intake/hidden-field', self.ids(told))

    def test_text_that_cannot_be_seen(self):
        def with_appearance(content):
            def change(pdf):
                field = named(pdf, '/fax')
                field.V = String('010-64100000')
                look = pdf.make_stream(content)
                look.BBox = Array([0, 0, 200, 20])
                look.Resources = Dictionary(Font=Dictionary(H=Dictionary(
                    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
                field.AP = Dictionary(N=look)
            return change
        text = b'2 6 Td (010-64100000) Tj'
        status, data, told = self.read(with_appearance(b'/Tx BMC BT /H 10 Tf 0 g ' + text + b' ET EMC'))
        self.assertEqual((status, data['fax']), (DONE, '010-64100000'), told)
        unseen = {
            'white': b'BT /H 10 Tf 1 g ' + text + b' ET',
            'white RGB': b'BT /H 10 Tf 0.98 1 1 rg ' + text + b' ET',
            'white CMYK': b'BT /H 10 Tf 0 0 0 0 k ' + text + b' ET',
            'mode 3': b'BT /H 10 Tf 3 Tr ' + text + b' ET',
            'mode 7': b'BT /H 10 Tf 7 Tr ' + text + b' ET',
            'clipped': b'q 0 0 1 1 re W n BT /H 10 Tf ' + text + b' ET Q',
            'outside of its box': b'BT /H 10 Tf 2 600 Td (010-64100000) Tj ET',
            'tiny': b'BT /H 0.01 Tf ' + text + b' ET',
            'tiny by a matrix': b'q 0.01 0 0 0.01 0 0 cm BT /H 10 Tf ' + text + b' ET Q',
            'narrow': b'BT /H 10 Tf 0.1 Tz ' + text + b' ET',
            'covered': b'BT /H 10 Tf ' + text + b' ET 1 g 0 0 200 20 re f',
            'covered by a line': b'BT /H 10 Tf ' + text + b' ET 1 G 30 w 0 10 m 200 10 l S',
            'black on black': b'0 g 0 0 200 20 re f BT /H 10 Tf ' + text + b' ET',
        }
        for name, content in unseen.items():
            with self.subTest(name):
                status, data, told = self.read(with_appearance(b'/Tx BMC ' + content + b' EMC'))
                self.assertEqual((status, 'fax' in data), (BAD_INPUT, False), told)
                self.assertIn('intake/hidden-field', self.ids(told))
        status, data, told = self.read(with_appearance(b'0 g 0 0 200 20 re f BT 1 g /H 10 Tf ' + text + b' ET'))
        self.assertEqual((status, data['fax']), (DONE, '010-64100000'), told)

    def test_covered_by_an_annotation(self):
        def cover(pdf, **more):
            rect = [float(value) for value in named(pdf, '/name_zh').Rect]
            pdf.pages[0].Annots.append(pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name.Square, F=4, Rect=Array([rect[0] - 2, rect[1] - 2, rect[2] + 2, rect[3] + 2]),
                **more)))
        status, data, told = self.read(lambda pdf: cover(pdf, IC=Array([1, 1, 1])))
        self.assertEqual((status, 'name_zh' in data), (BAD_INPUT, False), told)
        self.assertIn('intake/hidden-field', self.ids(told))
        _, data, told = self.read(cover)  # a frame around it
        self.assertEqual(data['name_zh'], self.sample()['name_zh'], told)
        self.assertIn('intake/mark-beside', self.ids(told))

    def test_ticks_without_a_field(self):
        def add(pdf):
            look = pdf.make_stream(b'0 0 m 9 9 l S')
            look.BBox = Array([0, 0, 9, 9])
            box = pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, Rect=Array([20, 20, 29, 29]), F=4, AS=Name.Yes,
                AP=Dictionary(N=Dictionary(Yes=look))))
            pdf.pages[0].Annots.append(box)
        status, _, told = self.read(add)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/nameless-field', self.ids(told))


class Containers(JoinedTest):
    def mail(self, *files):
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail['From'], mail['To'], mail['Subject'] = 'a@example.cn', 'b@example.cn', '申请表'
        mail.set_content('请查收。')
        mail.add_alternative('<p>请查收。</p>', subtype='html')
        for name, content in files:
            mail.add_attachment(content, maintype='application', subtype='octet-stream', filename=name)
        return mail.as_bytes()

    def archive(self, *files):
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as packed:
            for name, content in files:
                packed.writestr(name, content)
        return out.getvalue()

    def test_mails_and_archives(self):
        form = self.form().read_bytes()
        _, wanted, _ = self.extract(self.form())
        cases = {
            'mail.eml': (self.mail(('张某.pdf', form)), ['张某.pdf']),
            'forms.zip': (self.archive(('甲/张某.pdf', form), ('__MACOSX/x.pdf', b'x')), ['甲/张某.pdf']),
            'both.eml': (self.mail(('a.zip', self.archive(('b.pdf', form), ('c.pdf', form)))), ['a.zip/b.pdf', 'a.zip/c.pdf']),
            'nested.zip': (self.archive(('1.zip', self.archive(('2.zip', self.archive(('d.pdf', form)))))),
                           ['1.zip/2.zip/d.pdf']),
            'mails.zip': (self.archive(('m.eml', self.mail(('e.pdf', form)))), ['m.eml/e.pdf']),
        }
        for name, (content, paths) in cases.items():
            with self.subTest(name):
                path = self.write(name, content)
                out = self.folder / f'{name}.out'
                out.mkdir()
                result = gongwen('extract', '--json', path, '-o', out)
                self.assertEqual(result.status, DONE, result.err)
                files = json.loads(result.out)['files']
                self.assertEqual([file['input'] for file in files], [f'{path}/{inner}' for inner in paths])
                for file in out.iterdir():
                    self.assertEqual(json.loads(file.read_text('utf-8')), wanted)

    def test_names_in_gbk(self):
        path = self.write('gbk.zip', self.archive_gbk('张某.pdf', self.form().read_bytes()))
        result = gongwen('extract', '--json', path, '-o', self.folder)
        self.assertEqual(json.loads(result.out)['files'][0]['input'], f'{path}/张某.pdf')

    def archive_gbk(self, name, content):
        """As Windows in China writes it: names in GBK, without the mark of UTF-8."""
        ascii_name = 'x' * len(name.encode('gb18030'))
        return self.archive((ascii_name, content)).replace(ascii_name.encode(), name.encode('gb18030'))

    def test_several_at_once_and_failures(self):
        form = self.form().read_bytes()
        good = self.write('good.zip', self.archive(('a.pdf', form)))
        empty = self.write('empty.eml', self.mail())
        broken = self.write('broken.zip', self.archive(('a.pdf', form))[:-30])
        result = gongwen('--error-format', 'json', 'extract', good, empty, broken, self.form(), '-o', self.folder)
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual([d['id'] for d in result.errors()], ['intake/empty-archive', 'intake/damaged'])

    def test_archives_without_files(self):
        """Nothing but the end of the list of files, which is all there is of such an archive."""
        nested = self.archive(('a.zip', self.archive()), ('b.pdf', self.form().read_bytes()))
        for name, content, wanted in (('empty.zip', self.archive(), {'intake/empty-archive'}),
                                      ('cut.zip', self.archive()[:12], {'intake/damaged'})):
            with self.subTest(name):
                _, _, told = self.extract(self.write(name, content))
                self.assertEqual(self.ids(told), wanted)
        result = gongwen('extract', '--json', self.write('nested.zip', nested), '-o', self.folder)
        self.assertEqual(len(json.loads(result.out)['files']), 2, result.err)

    def test_bomb(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as packed:
            packed.writestr('zeros.pdf', bytes(80_000_000))
        nested = self.archive(('a.zip', out.getvalue()))
        result = gongwen('--error-format', 'json', 'extract', self.write('bomb.zip', nested))
        self.assertEqual((result.status, [d['id'] for d in result.errors()]), (BAD_INPUT, ['intake/limit']))

    def test_collect(self):
        form = self.form().read_bytes()
        self.write('in/mail.eml', self.mail(('a.zip', self.archive(('b.pdf', form)))))
        result = gongwen('collect', KIND, self.folder / 'in', '-o', self.folder / 'roster.xlsx', '--data',
                         self.folder / 'data')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([path.name for path in (self.folder / 'data').glob('*.json') if path.name[0] != '.'], ['b.json'])

    def test_what_is_not_opened_says_what_it_is(self):
        def compound(name):
            return b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(504) + name.encode('utf-16-le') + bytes(64)
        for name, content, id, words in (
                ('a.xls', compound('Workbook'), 'intake/other-format', '.xls'),
                ('a.et', compound('Workbook'), 'intake/other-format', '.et'),
                ('a.xlsx', compound('EncryptedPackage'), 'intake/encrypted', 'password'),
                ('a.wps', compound('WordDocument'), 'intake/other-format', '.wps'),
                ('a.msg', compound('__substg1.0_0037001F'), 'intake/other-format', '.msg'),
                ('a.rar', b'Rar!\x1a\x07\x01\x00' + bytes(20), 'intake/other-format', '.rar'),
                ('a.7z', b'7z\xbc\xaf\x27\x1c' + bytes(20), 'intake/other-format', '.7z'),
                ('a.png', b'\x89PNG\r\n\x1a\n' + bytes(20), 'intake/other-format', 'PNG')):
            with self.subTest(name):
                result = gongwen('--error-format', 'json', 'extract', self.write(name, content))
                self.assertEqual((result.status, [d['id'] for d in result.errors()]), (BAD_INPUT, [id]))
                self.assertIn(words, result.errors()[0]['message'])


class Base(JoinedTest):
    def test_all_samples_come_back(self):
        for kind in KINDS:
            for sample in sorted((ROOT / 'samples' / kind).glob('*.json')):
                for ending in ('pdf', 'xlsx'):
                    with self.subTest(f'{kind}/{sample.name} {ending}'):
                        path = self.folder / f'form.{ending}'
                        font = ['--field-font', 'none'] if ending == 'pdf' else []
                        result = gongwen('render', '--force', '--fillable', *font, kind, sample, '-o', path)
                        self.assertEqual(result.status, DONE, result.err)
                        _, found, told = self.extract('--base', sample, path)
                        self.assertEqual(found, json.loads(sample.read_text('utf-8')), told)
                        self.assertNotIn('intake/given-hidden', self.ids(told))

    def test_other_base(self):
        """Data that say something else do not speak for what the form hides."""
        data = json.loads((ROOT / 'samples' / KIND / 'stress.json').read_text('utf-8'))
        data['status'] = 'registered'
        base = self.write('base.json', data)
        path = self.form(KIND, 'stress')
        _, found, told = self.extract('--base', base, path)
        self.assertNotIn('status', found)
        self.assertIn('intake/given-hidden', self.ids(told))


if __name__ == '__main__':
    unittest.main()
