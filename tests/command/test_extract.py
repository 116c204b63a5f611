"""Returned forms, filled in as PDF or workbook by all kinds of programs, come back as the data that a person meant."""
import json
import unittest

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen, sample, without_blanks
from returned_forms import PdfForm, pdf_of_data, xlsx_of_data

KIND = 'expert-application'
SAMPLES = sorted((ROOT / 'samples' / KIND).glob('*.json'))


class ExtractTest(CommandTest):
    def extract(self, content, *options, name='form', status=DONE, ids=()):
        """Extracts one form; answers its data, after looking that exactly these messages were given."""
        path = self.write(name, content)
        result = gongwen('--error-format', 'json', 'extract', path, *options)
        self.assertEqual(result.status, status, result.err)
        told = {d['id'] for d in result.diagnostics()}
        # Forms of tests have few fields, and often nothing in them: see test_extract_tampered.
        told -= {'intake/blank-form'} - set(ids)
        self.assertEqual(sorted(told), sorted(ids), result.err)
        return json.loads(result.out) if result.out else None

    def message(self, content, id, language='zh'):
        path = self.write('message', content)
        result = gongwen('--lang', language, '--error-format', 'json', 'extract', path)
        return next(d['message'] for d in result.diagnostics() if d['id'] == id)


class RoundTrip(ExtractTest):
    def test_samples_by_pdf_and_by_workbook(self):
        for kind in ('expert-application', 'iso-form-4', 'proposal-review', 'proposal-information', 'commitment-letter',
                     'justification-report'):
            for path in sorted((ROOT / 'samples' / kind).glob('*.json')):
                data = without_blanks(sample(path))
                for content in (pdf_of_data(data, kind), xlsx_of_data(data, kind)):
                    with self.subTest(path=path.name, kind=kind, form=content[:4]):
                        self.assertEqual(without_blanks(self.extract(content)), data)

    def test_check_tells_title_and_place(self):
        data = sample(SAMPLES[0])
        data['email'] = 'nobody'
        for content, place in ((pdf_of_data(data, KIND), '“电子邮箱”（第1页）'), (xlsx_of_data(data, KIND), '“电子邮箱”（“表”B')):
            path = self.write('form', content)
            result = gongwen('--lang', 'zh', 'extract', '--check', path)
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn('data/format-mismatch', result.err)
            self.assertIn(place, result.err)

    def test_several_files_one_bad(self):
        for name in ('a.pdf', 'b.pdf'):
            self.write(name, pdf_of_data(sample(SAMPLES[0]), KIND))
        self.write('b.xlsx', xlsx_of_data(sample(SAMPLES[0]), KIND))
        self.write('c.pdf', b'nothing')
        (self.folder / 'out').mkdir()
        result = gongwen('--error-format', 'json', 'extract', 'a.pdf', 'c.pdf', 'b.pdf', 'b.xlsx', 'missing.pdf', '-o', 'out',
                         cwd=self.folder)
        self.assertEqual(result.status, 3)
        self.assertEqual({d['id'] for d in result.errors()}, {'intake/unknown-file', 'resources/not-found'})
        self.assertEqual([f for f in self.files() if f.startswith('out')],
                         ['out/a.json', 'out/b.pdf.json', 'out/b.xlsx.json'])

    def test_several_files_need_a_folder(self):
        self.assertEqual(gongwen('extract', 'a.pdf', 'b.pdf').status, BAD_USAGE)

    def test_json_and_attached_json(self):
        data = sample(SAMPLES[0])
        self.assertEqual(self.extract(json.dumps(data), '--kind', KIND), data)
        self.extract(json.dumps(data), status=BAD_INPUT, ids=['intake/kind-unknown'])
        pdf = pikepdf.new()
        pdf.add_blank_page()
        attached = pikepdf.AttachedFileSpec(pdf, json.dumps(data).encode(), filename='data.json')
        attached.obj.AFRelationship = Name.Source
        pdf.attachments['data.json'] = attached
        path = self.folder / 'attached.pdf'
        pdf.save(path)
        self.assertEqual(self.extract(path.read_bytes(), '--kind', KIND, ids=['intake/attached-data']), data)
        # Any other JSON is not the data of the document.
        del pdf.attachments['data.json']
        pdf.attachments['notes.json'] = pikepdf.AttachedFileSpec(pdf, b'{"name_zh": "x"}', filename='notes.json')
        pdf.save(path)
        self.extract(path.read_bytes(), '--kind', KIND, status=BAD_INPUT, ids=['intake/no-fields'])


class PdfFields(ExtractTest):
    def test_choices_in_every_spelling(self):
        def value(build):
            form = PdfForm(KIND)
            build(form)
            return self.extract(form.bytes())
        self.assertEqual(value(lambda f: f.radio('/gender', ['男', '女'], 1)), {'gender': '女'})
        self.assertEqual(value(lambda f: f.radio('/gender', ['男', '女'], None)), {})
        self.assertEqual(value(lambda f: f.radio('/apply_kind', ['first', 'adjustment'], 1)), {'apply_kind': 'adjustment'})
        self.assertEqual(value(lambda f: f.combo('/apply_kind', [('first', '首次'), ('adjustment', '调整')], '调整')),
                         {'apply_kind': 'adjustment'})
        self.assertEqual(value(lambda f: f.combo('/apply_kind', [('first', '首次'), ('adjustment', '调整')], 'first')),
                         {'apply_kind': 'first'})
        self.assertEqual(value(lambda f: f.text('/groups/0/wg', '３')), {'groups': [{'wg': 3}]})

    def test_boxes_of_a_list(self):
        form = PdfForm('proposal-review')
        for index in range(10):
            form.check(f'/left_out/{index}', index in (1, 8))
        self.assertEqual(self.extract(form.bytes()), {'left_out': ['kind', 'patents']})

    def test_values_of_widgets(self):
        """poppler writes into the widget, and the parent keeps the old value."""
        form = PdfForm(KIND)
        parent = form.text('/name_zh', '旧')
        del parent.Subtype, parent.Rect
        form.page.obj.Annots = Array()
        parent.Kids = Array([form.add(Dictionary(Parent=parent, V=String(b'\xfe\xff\x65\xb0')), listed=False)])
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '新'})
        parent.Kids.append(form.add(Dictionary(Parent=parent, V=String('other')), listed=False))
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/conflict'])

    def test_same_name_twice(self):
        form = PdfForm(KIND)
        form.text('/name_zh', '甲')
        form.text('/name_zh', '甲')
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})
        form.text('/name_zh', '乙')
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/conflict'])

    def test_orphans_trees_and_strangers(self):
        form = PdfForm(KIND)
        form.add(Dictionary(FT=Name.Tx, T=String('/name_zh'), V=String('A')), listed=False)
        parent = form.add(Dictionary(T=String('form1'), FT=Name.Tx, Kids=Array()), widget=False)
        parent.Kids.append(form.add(Dictionary(T=String('/org_en'), V=String('B'), Parent=parent), listed=False))
        form.add(Dictionary(FT=Name.Tx, T=String('Text1'), V=String('C')))
        form.add(Dictionary(FT=Name.Sig, T=String('/sign')))
        self.assertEqual(self.extract(form.bytes(), ids=['intake/orphan-field', 'intake/foreign-fields']),
                         {'name_zh': 'A', 'org_en': 'B'})

    def test_loops_end(self):
        form = PdfForm(KIND)
        field = form.text('/name_zh', '甲')
        field.Kids = Array([field])
        field.Parent = field
        other = form.add(Dictionary(T=String('x'), FT=Name.Tx, Kids=Array()), widget=False)
        other.Kids.append(other)
        form.pdf.Root.Pages.Kids.append(form.pdf.Root.Pages)
        form.form.Fields.append(form.form.Fields[0])
        self.extract_any(form.bytes())

    def extract_any(self, content):
        result = gongwen('extract', self.write('any', content))
        self.assertIn(result.status, (DONE, BAD_INPUT), result.err)

    def test_values_of_other_types(self):
        for value in (Array([1]), 5, True, Dictionary()):
            form = PdfForm(KIND)
            form.text('/name_zh', value)
            self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/bad-field-value'])
        form = PdfForm(KIND)
        form.text('/name_zh', Name('/Zhang'))
        form.text('/org_zh', form.pdf.make_stream('单位'.encode('utf-16')))
        form.text('/org_en', None)
        self.assertEqual(self.extract(form.bytes()), {'name_zh': 'Zhang', 'org_zh': '单位'})

    def test_lost_characters_are_errors_with_title_and_page(self):
        form = PdfForm(KIND)
        form.text('/name_zh', b'\xfe\xff\x5f\x20\xd8\x42')
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/lost-character'])
        self.assertIn('“姓名”（第1页）', self.message(form.bytes(), 'intake/lost-character'))
        self.assertIn('`name` (page 1)', self.message(form.bytes(), 'intake/lost-character', 'en'))

    def test_encodings_that_are_guessed(self):
        form = PdfForm(KIND)
        form.text('/name_zh', '张三'.encode('gb18030'))
        self.assertEqual(self.extract(form.bytes(), ids=['intake/guessed-encoding']), {'name_zh': '张三'})

    def test_dates_numbers_and_blanks_as_people_write_them(self):
        form = PdfForm(KIND)
        for pointer, text in {'/birth': '１９８０年５月', '/mobile': ' １３８００００００００ ', '/name_zh': '甲 　\r\n',
                              '/groups/0/reason': '一\r二\r\n三\n', '/work_history/0/from': '2012.7',
                              '/work_history/2/from': '201801', '/education/0/from': '  '}.items():
            form.text(pointer, text)
        self.assertEqual(self.extract(form.bytes()), {
            'name_zh': '甲', 'birth': '1980-05', 'mobile': '13800000000', 'groups': [{'reason': '一\n二\n三'}],
            'work_history': [{'from': '2012-07'}, {'from': '2018-01'}]})

    def test_what_is_no_value_is_kept_and_told(self):
        form = PdfForm(KIND)
        form.text('/birth', '不详')
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/not-a-value']), {'birth': '不详'})

    def test_required_boxes(self):
        form = PdfForm(KIND)
        form.check('/already_registered', False)
        form.check('/photo_box', False)
        self.assertEqual(self.extract(form.bytes()), {'already_registered': False})

    def test_buttons_at_odds(self):
        form = PdfForm(KIND)
        form.check('/photo_box', True).AS = Name.Off
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/button-conflict']), {'photo_box': True})

    def test_state_in_another_encoding(self):
        """The message says the state as text, not as the bytes of its name."""
        form = PdfForm(KIND)
        form.check('/photo_box', True).AS = Name.Off
        content = form.bytes()
        self.assertIn(b'/Yes', content)
        told = self.message(content.replace(b'/Yes', b'/\xb6\xd4s'), 'intake/button-conflict')  # GB 18030
        self.assertIn('对s', told)

    def test_stamps(self):
        def form_with(**stamp):
            form = PdfForm(**stamp)
            form.text('/name_zh', '甲')
            return form
        self.extract(form_with().bytes(), status=BAD_INPUT, ids=['intake/kind-unknown'])
        self.extract(form_with(kind='nothing').bytes(), status=BAD_INPUT, ids=['intake/strange-kind'])
        self.extract(form_with(kind=KIND, edition='0.9').bytes(), ids=['intake/old-edition'])
        self.extract(form_with(kind='iso-form-4').bytes(), '--kind', KIND, ids=['intake/other-kind'])
        by_info = form_with()
        by_info.pdf.docinfo['/GwForm'] = json.dumps({'kind': KIND, 'edition': '1.0'})
        self.assertEqual(self.extract(by_info.bytes()), {'name_zh': '甲'})
        by_xmp = form_with()
        xmp = (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
               f'<rdf:Description xmlns:gw="urn:gw" gw:edition="1.0"><gw:kind>{KIND}</gw:kind></rdf:Description>'
               f'</rdf:RDF></x:xmpmeta>')
        by_xmp.pdf.Root.Metadata = by_xmp.pdf.make_stream(xmp.encode())
        self.assertEqual(self.extract(by_xmp.bytes()), {'name_zh': '甲'})
        by_xmp.pdf.docinfo['/GwForm'] = json.dumps({'kind': 'iso-form-4', 'edition': '1.0'})
        self.extract(by_xmp.bytes(), ids=['intake/stamp-conflict'])

    def test_other_definition_of_the_same_edition(self):
        """Forms that we made ourselves say the hash of what they were made of; a different one is reported, and
        read."""
        for name in ('form.pdf', 'form.xlsx'):
            path = self.folder / name
            made = gongwen('render', '--fillable', KIND, SAMPLES[0], '-o', path)
            self.assertEqual(made.status, DONE, made.err)
            self.assertEqual(self.extract(path.read_bytes()), sample(SAMPLES[0]))
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/_gw/stamp')
            stamp = json.loads(str(field.V))
        self.assertEqual(len(stamp['hash']), 32)
        for hash, edition, ids in ((stamp['hash'], stamp['edition'], ['intake/fields-missing']), ('', stamp['edition'], []),
                                   ('0' * 32, stamp['edition'], ['intake/other-definition']),
                                   ('0' * 32, '0.9', ['intake/old-edition'])):
            with self.subTest(hash=hash, edition=edition):
                form = PdfForm(KIND, edition, hash)
                form.text('/name_zh', '甲')
                self.assertEqual(self.extract(form.bytes(), ids=ids), {'name_zh': '甲'})
        message = self.message(form_bytes := self.other_form(stamp['edition']), 'intake/other-definition')
        self.assertIn('定义不同', message)
        # A note: it stops nothing, not even with --strict.
        self.extract(form_bytes, '--strict', ids=['intake/other-definition'])

    @staticmethod
    def other_form(edition):
        form = PdfForm(KIND, edition, '0' * 32)
        form.text('/name_zh', '甲')
        return form.bytes()

    def test_forms_of_files(self):
        """Object streams, linearised, encrypted without a password for opening, junk before and after."""
        form = PdfForm(KIND)
        form.text('/name_zh', '甲')
        plain = form.bytes()
        for content in (form.bytes(object_stream_mode=pikepdf.ObjectStreamMode.generate), form.bytes(linearize=True),
                        form.bytes(encryption=pikepdf.Encryption(owner='x', user='', R=6)),
                        form.bytes(encryption=pikepdf.Encryption(owner='x', user='', R=3, aes=False, metadata=False)),
                        b'junk\n' * 50 + plain, plain + b'\njunk' * 50,
                        plain.replace(b'startxref\n', b'startxref\n9')):
            self.assertEqual(self.extract(content), {'name_zh': '甲'})
        self.extract(form.bytes(encryption=pikepdf.Encryption(owner='x', user='y', R=6)), status=BAD_INPUT,
                     ids=['intake/encrypted'])

    def test_printed_and_xfa(self):
        pdf = pikepdf.new()
        pdf.add_blank_page()
        path = self.folder / 'printed.pdf'
        pdf.save(path)
        self.extract(path.read_bytes(), status=BAD_INPUT, ids=['intake/no-fields'])
        form = PdfForm()
        form.form.XFA = String('x')
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/xfa-only'])
        form = PdfForm(KIND)
        form.form.XFA = String('x')
        form.text('/name_zh', '甲')
        self.assertEqual(self.extract(form.bytes(), ids=['intake/xfa-beside']), {'name_zh': '甲'})


if __name__ == '__main__':
    unittest.main()
