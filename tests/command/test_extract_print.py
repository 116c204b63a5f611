"""What the pages of a returned PDF have beside what its form prints: texts, ticks and drawings that were put among
the form's own content, and printed texts that were changed or taken away. Each is reported; what nobody
can see is not read."""
import json
import re
import unittest

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import needs
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KIND = 'expert-application'
KINDS = ['commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information',
         'proposal-review']
TEXT = 'ZQ 13800001111'  # letters that no form prints


class PrintTest(CommandTest):
    made = {}

    def form(self, kind=KIND, data='typical'):
        if (kind, data) not in self.made:
            path = self.folder / 'made.pdf'
            source = [ROOT / 'samples' / kind / f'{data}.json'] if data else []
            result = gongwen('render', '--force', '--fillable', '--field-font', 'none', kind, *source, '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            PrintTest.made[kind, data] = path.read_bytes()
        path = self.folder / f'{kind}-{data}.pdf'
        path.write_bytes(self.made[kind, data])
        return path

    def extract(self, *words):
        result = gongwen('--error-format', 'json', 'extract', *words)
        told = [(d['id'], d['message']) for d in result.diagnostics()]
        return result.status, json.loads(result.out) if result.out else None, told

    def read(self, change, kind=KIND, data='typical', *words):
        """Of a form that was changed by a function of its file."""
        out = self.folder / 'out.pdf'
        with pikepdf.open(self.form(kind, data)) as pdf:
            change(pdf)
            pdf.save(out)
        return self.extract(out, *words)


def content_of(page):
    return page.Contents.read_bytes()


def font(pdf, page):
    page.Resources.Font.ZQ = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def in_points(drawn):
    """Pages of forms are drawn in units of 3/256 point."""
    return b'\nq 85.333333 0 0 85.333333 0 0 cm\n' + drawn + b'Q\n'


def shown(x, y, text=TEXT, before=b'0 g'):
    return b'q %s BT /ZQ 9 Tf %d %d Td (%s) Tj ET Q\n' % (before, x, y, text.encode())


def sequences(content):
    """The starts of marked sequences, after the operator, and their ends, before it."""
    return ([match.end() for match in re.finditer(rb'\bBDC\b', content)],
            [match.start() for match in re.finditer(rb'\bEMC\b', content)])


class Added(PrintTest):
    def add(self, where, drawn, page=0):
        """Into a marked sequence: the first, the last, one in the middle; at its start or at its end."""
        def change(pdf):
            target = pdf.pages[page]
            font(pdf, target)
            content = content_of(target)
            starts, ends = sequences(content)
            place, index = where
            at = (starts if place == 'start' else ends)
            at = at[{'first': 0, 'middle': len(at) // 2, 'last': -1}[index]]
            target.Contents.write(content[:at] + in_points(drawn) + content[at:])
        return change

    def test_text_in_sequences_of_the_form(self):
        _, wanted, told = self.extract(self.form())
        self.assertEqual([id for id, _ in told if id in ('intake/text-beside', 'intake/print-missing')], [])
        for place in ('start', 'end'):
            for index in ('first', 'middle', 'last'):
                with self.subTest(place=place, index=index):
                    status, data, told = self.read(self.add((place, index), shown(60, 30)))
                    self.assertEqual(status, BAD_INPUT, told)
                    texts = [message for id, message in told if id == 'intake/text-beside']
                    self.assertEqual(len(texts), 1, told)
                    self.assertIn(TEXT, texts[0])
                    self.assertEqual(data, wanted)

    def test_text_in_a_sequence_of_its_own(self):
        for opening in (b'/P <</MCID 0>> BDC ', b'/Span BMC ', b'/Artifact BMC '):
            with self.subTest(opening):
                def change(pdf, opening=opening):
                    font(pdf, pdf.pages[0])
                    pdf.pages[0].Contents.write(content_of(pdf.pages[0]) + b'\n' + opening + in_points(shown(60, 30)) + b'EMC\n')
                status, _, told = self.read(change)
                self.assertEqual(status, BAD_INPUT, told)
                self.assertEqual([id for id, _ in told if id == 'intake/text-beside'], ['intake/text-beside'], told)

    def test_text_over_a_field(self):
        def change(pdf):
            field = next(f for f in pdf.Root.AcroForm.Fields if str(f.get('/T', '')) == '/phone')
            left, bottom = (int(float(value)) for value in list(field.Rect)[:2])
            self.add(('end', 'middle'), shown(left + 2, bottom + 3))(pdf)
        status, _, told = self.read(change)
        self.assertEqual(status, BAD_INPUT, told)
        self.assertIn('intake/text-beside', {id for id, _ in told})

    @needs.time
    def test_every_kind_and_page(self):
        for kind in KINDS:
            with pikepdf.open(self.form(kind, None)) as pdf:
                count = len(pdf.pages)
            for page in range(count):
                with self.subTest(kind=kind, page=page):
                    status, _, told = self.read(self.add(('end', 'middle'), shown(60, 30), page), kind, None)
                    self.assertEqual(status, BAD_INPUT, told)
                    self.assertEqual([id for id, _ in told if id == 'intake/text-beside'], ['intake/text-beside'], told)

    def test_what_cannot_be_seen(self):
        """Is not on the page, and so neither read nor missed."""
        hidden = {'white': shown(60, 30, before=b'1 g'), 'mode 3': shown(60, 30, before=b'3 Tr'),
                  'clipped': b'q 0 0 1 1 re W n ' + shown(60, 30) + b'Q\n', 'beside the page': shown(-900, 30),
                  'tiny': b'q 0.01 0 0 0.01 0 0 cm ' + shown(60, 30) + b'Q\n',
                  'covered': shown(60, 30) + b'q 1 g 50 20 200 30 re f Q\n'}
        _, wanted, _ = self.extract(self.form())
        for name, drawn in hidden.items():
            with self.subTest(name):
                _, data, _ = self.read(self.add(('end', 'last'), drawn))
                self.assertEqual(data, wanted)

    def test_drawn_ticks(self):
        tick = b'q 1 w 0 G 300 300 m 305 295 l 312 310 l S Q\n'
        for name, drawn in {'tick': tick, 'area': b'q 0 g 300 300 9 9 re f Q\n'}.items():
            with self.subTest(name):
                status, data, told = self.read(self.add(('end', 'middle'), drawn))
                self.assertIn('intake/mark-beside', {id for id, _ in told}, told)

    def test_pictures_of_other_annotations(self):
        for subtype in (Name.Link, Name.Watermark, Name.Screen, Name.Projection):
            with self.subTest(subtype):
                def change(pdf, subtype=subtype):
                    look = pdf.make_stream(b'BT /ZQ 9 Tf 2 2 Td (%s) Tj ET' % TEXT.encode())
                    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
                    look.Resources = Dictionary(Font=Dictionary(ZQ=Dictionary(
                        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
                    pdf.pages[0].Annots.append(pdf.make_indirect(Dictionary(
                        Type=Name.Annot, Subtype=subtype, F=4, Rect=Array([60, 20, 260, 40]), AP=Dictionary(N=look))))
                status, _, told = self.read(change)
                self.assertEqual(status, BAD_INPUT, told)
                self.assertIn('intake/text-beside', {id for id, _ in told})


class Missing(PrintTest):
    def cut(self, count=1, skip=10):
        """Takes texts of the form away."""
        def change(pdf):
            content = content_of(pdf.pages[0])
            shows = list(re.finditer(rb'\((?:\\.|[^\\)])*\)\s*Tj', content, re.DOTALL))[skip:skip + count]
            self.assertEqual(len(shows), count)
            for show in reversed(shows):
                content = content[:show.start()] + content[show.end():]
            pdf.pages[0].Contents.write(content)
        return change

    def test_text_taken_away(self):
        for skip in (3, 10, 20):
            with self.subTest(skip=skip):
                status, _, told = self.read(self.cut(skip=skip))
                self.assertEqual(status, BAD_INPUT, told)
                self.assertEqual([id for id, _ in told if id == 'intake/print-missing'], ['intake/print-missing'], told)

    def test_text_covered(self):
        def change(pdf):
            content = content_of(pdf.pages[0])
            _, ends = sequences(content)
            cover = in_points(b'1 g 0 700 300 60 re f\n')
            pdf.pages[0].Contents.write(content[:ends[-1]] + cover + content[ends[-1]:])
        status, _, told = self.read(change)
        self.assertEqual(status, BAD_INPUT, told)
        self.assertIn('intake/print-missing', {id for id, _ in told}, told)


class Prefilled(PrintTest):
    """The data that a form is sent out with is part of its printed sentences, and moves what is below them."""

    @needs.time
    def test_samples_come_back_without_a_word(self):
        for kind in KINDS:
            for sample in sorted((ROOT / 'samples' / kind).glob('*.json')):
                with self.subTest(kind=kind, sample=sample.stem):
                    _, _, told = self.extract(self.form(kind, sample.stem))
                    self.assertEqual([pair for pair in told if pair[0] in
                                      ('intake/text-beside', 'intake/mark-beside', 'intake/print-missing')], [])

    def test_edited(self):
        """Compared with the form of the data that it was sent out with; without that data, what the form prints of it would be reported."""
        base = ROOT / 'samples' / 'commitment-letter' / 'typical.json'

        def change(pdf):
            for field in pdf.Root.AcroForm.Fields:
                if str(field.get('/T', '')) == '/org':
                    field.V = String('示例检测中心')
                    for widget in field.get('/Kids', [field]):
                        if '/AP' in widget:
                            del widget.AP
        status, data, told = self.read(change, 'commitment-letter', 'typical', '--base', base)
        self.assertEqual(data['org'], '示例检测中心')
        self.assertEqual([pair for pair in told if pair[0] in ('intake/text-beside', 'intake/print-missing')], [])

    def test_added_to_one(self):
        def change(pdf):
            font(pdf, pdf.pages[0])
            content = content_of(pdf.pages[0])
            _, ends = sequences(content)
            pdf.pages[0].Contents.write(content[:ends[5]] + in_points(shown(60, 30)) + content[ends[5]:])
        for kind in ('commitment-letter', 'justification-report'):
            with self.subTest(kind):
                status, _, told = self.read(change, kind)
                self.assertEqual(status, BAD_INPUT, told)
                self.assertEqual([id for id, _ in told if id == 'intake/text-beside'], ['intake/text-beside'], told)


class Flattened(PrintTest):
    """Forms that were sent out with data, and came back without fields: read by the places of the form of these data."""

    def texts(self, value):
        """The texts in a value: pages show neither where paragraphs end nor what is a list."""
        if isinstance(value, (dict, list)):
            for item in value.values() if isinstance(value, dict) else value:
                yield from self.texts(item)
        else:
            yield re.sub(r'[\s•]', '', str(value))

    @needs.time
    def test_with_the_data_of_the_office(self):
        for kind in KINDS:
            with self.subTest(kind):
                sample = ROOT / 'samples' / kind / 'typical.json'
                _, wanted, _ = self.extract(self.form(kind), '--base', sample)
                out = self.folder / 'flat.pdf'
                with pikepdf.open(self.form(kind)) as pdf:
                    pdf.flatten_annotations('all')
                    pdf.save(out)
                _, found, told = self.extract(out, '--kind', kind, '--base', sample)
                self.assertIn('intake/printed-form', {id for id, _ in told}, told)
                self.assertEqual([pair for pair in told if pair[0] in ('intake/text-beside', 'intake/print-missing')], [])
                for key, value in wanted.items():
                    there = ''.join(self.texts(found.get(key, '')))
                    self.assertEqual([text for text in self.texts(value) if text not in there], [], key)


if __name__ == '__main__':
    unittest.main()
