"""gongwen fill: any PDF form is filled in by the names of its fields, listed, read back, flattened."""
import json
import random
import re
import subprocess
import unittest

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import foreign_pdfs
from harness import BAD_INPUT, BAD_USAGE, DONE, PROGRAM, CommandTest, Result

VALUES = {'name': '张示例𠮷', '理由': '第一行，较长的说明文字，用来看看会不会换行。\n第二行', 'code': 'AB12', 'person': {'given': '示例', 'family': '张'},
          'agree': True, 'sex': '女', 'city': '上海', 'other': '自填', 'topics': ['安全', '密码']}
READ_BACK = {'name': '张示例𠮷', '理由': VALUES['理由'], 'code': 'AB12', 'secret': '', 'person.given': '示例', 'person.family': '张', 'agree': True,
             'sex': '女', 'city': 'sh', 'other': '自填', 'topics': ['安全', '密码']}


def run(*words):
    """Without the checks of harness.gongwen: the forms are those of others."""
    return Result(subprocess.run([PROGRAM, '--error-format', 'json', *map(str, words)], capture_output=True, check=False, timeout=120))


def text_of(pdf, *options):
    return subprocess.run(['pdftotext', *options, pdf, '-'], check=True, capture_output=True).stdout.decode('utf-8')


class Fill(CommandTest):
    def setUp(self):
        super().setUp()
        self.form = foreign_pdfs.usual_form(self.folder / 'form.pdf')

    def fill(self, values, *words, status=DONE, form=None, out='filled.pdf'):
        data = self.write('data.json', values)
        result = run('fill', form or self.form, data, '-o', self.folder / out, *words)
        self.assertEqual(result.status, status, result.err)
        if status == DONE:
            subprocess.run(['qpdf', '--check', self.folder / out], check=True, capture_output=True)
        self.ids = [d['id'] for d in result.diagnostics()] if result.err else []
        return result

    def values(self, pdf):
        result = run('fill', pdf, '--values')
        self.assertEqual(result.status, DONE, result.err)
        return json.loads(result.out)

    def refuse(self, values, *ids, words=(), form=None):
        self.fill(values, *words, status=BAD_INPUT, form=form)
        self.assertEqual(self.ids, list(ids))
        self.assertNotIn('filled.pdf', self.files())

    def test_fields_are_listed(self):
        result = run('fill', self.form, '--list')
        self.assertEqual((result.status, result.diagnostics()), (DONE, []))
        fields = {field['name']: field for field in json.loads(result.out)}
        self.assertEqual({name: field['type'] for name, field in fields.items()},
                         {'name': 'text', '理由': 'text', 'code': 'text', 'secret': 'text', 'person.given': 'text', 'person.family': 'text',
                          'agree': 'check', 'sex': 'radio', 'city': 'choice', 'other': 'choice', 'topics': 'list', 'seal': 'signature',
                          'send': 'button'})
        self.assertEqual(fields['name']['maxLength'], 10)
        self.assertTrue(fields['code']['comb'] and fields['理由']['multiline'] and fields['other']['editable'] and fields['topics']['several'])
        self.assertEqual(fields['sex']['options'], [{'value': 'm', 'shown': '男'}, {'value': 'f', 'shown': '女'}])
        self.assertEqual(fields['city']['options'][1], {'value': 'sh', 'shown': '上海'})
        self.assertEqual([name for name, field in fields.items() if field.get('fillable') is False], ['secret', 'seal', 'send'])
        self.assertEqual(fields['sex']['pages'], [1, 1])

    def test_values_are_written_read_back_and_seen(self):
        before = self.form.read_bytes()
        self.fill(VALUES)
        filled = self.folder / 'filled.pdf'
        # Everything that was there stays, byte for byte.
        self.assertTrue(filled.read_bytes().startswith(before))
        self.assertEqual(self.values(filled), READ_BACK)
        with pikepdf.open(filled) as pdf:
            form = pdf.Root.AcroForm
            self.assertNotIn('/NeedAppearances', form)
            fields = {str(field.T): field for field in form.Fields}
            self.assertEqual(str(fields['name'].V), '张示例𠮷')
            self.assertEqual(str(fields['person'].Kids[0].V), '示例')
            self.assertEqual((fields['agree'].V, fields['agree'].AS), (Name.Yes, Name.Yes))
            self.assertEqual((fields['sex'].V, [kid.AS for kid in fields['sex'].Kids]), (Name.f, [Name.Off, Name.f]))
            self.assertEqual((str(fields['city'].V), str(fields['other'].V)), ('sh', '自填'))
            self.assertEqual([str(v) for v in fields['topics'].V], ['安全', '密码'])
            self.assertEqual([int(i) for i in fields['topics'].I], [0, 2])
            # The characters are embedded in the appearance itself.
            font = fields['name'].AP.N.Resources.Font.GwF
            self.assertIn('/FontFile2', font.DescendantFonts[0].FontDescriptor)
        text = re.sub(r'\s', '', text_of(filled))
        for words in ('张示例𠮷', '第一行', '第二行', '上海', '自填', '安全', '密码'):
            self.assertIn(words, text)

    def test_values_go_round(self):
        self.fill(VALUES)
        again = self.values(self.folder / 'filled.pdf')
        del again['secret']
        self.fill(again, out='again.pdf')
        self.assertEqual(self.values(self.folder / 'again.pdf'), READ_BACK)
        self.fill({**dict.fromkeys(('name', '理由', 'other', 'city', 'sex'), ''), 'agree': False, 'topics': []}, '--force',
                  form=self.folder / 'again.pdf', out='blank.pdf')
        blank = self.values(self.folder / 'blank.pdf')
        self.assertEqual((blank['name'], blank['agree'], blank['sex'], blank['topics'], blank['code']), ('', False, '', [], 'AB12'))

    def test_flattened_fields_look_the_same_and_are_gone(self):
        self.fill(VALUES)
        self.fill(VALUES, '--flatten', out='flat.pdf')
        with pikepdf.open(self.folder / 'flat.pdf') as pdf:
            self.assertNotIn('/AcroForm', pdf.Root)
            self.assertNotIn('/Annots', pdf.pages[0].obj)
        pictures = []
        for name in ('filled', 'flat'):
            subprocess.run(['pdftoppm', '-r', '60', '-singlefile', self.folder / f'{name}.pdf', self.folder / name], check=True)
            pictures.append((self.folder / f'{name}.ppm').read_bytes())
        different = sum(a != b for a, b in zip(*pictures, strict=True))
        self.assertLess(different / len(pictures[0]), 0.002)
        self.assertGreater(sum(byte < 128 for byte in pictures[1]), 500)

    def test_a_map_takes_values_from_data_of_another_form(self):
        data = {'applicant': {'name': '李示例', 'agrees': '是'}, 'unused': [1]}
        map = self.write('map.yaml', 'name: /applicant/name\nagree: /applicant/agrees\ncode: /none\n')
        self.fill(data, '--map', map)
        self.assertEqual(self.ids, ['engine/fill-no-such-value'])
        found = self.values(self.folder / 'filled.pdf')
        self.assertEqual((found['name'], found['agree'], found['code']), ('李示例', True, ''))
        (self.folder / 'filled.pdf').unlink()
        self.refuse(data, 'engine/fill-unknown-field', words=('--map', self.write('m.json', {'nome': '/a'})))
        self.refuse(data, 'engine/fill-map', words=('--map', self.write('m.json', {'name': 'applicant'})))

    def test_what_fields_do_not_take(self):
        for values, id in (({'name': '一二三四五六七八九十一'}, 'engine/fill-too-long'), ({'name': '一二三四五六七八九𠮷'}, 'engine/fill-too-long'),
                           ({'name': 'a\nb'}, 'engine/fill-lines'), ({'name': ['a']}, 'engine/fill-type'), ({'agree': 'maybe'}, 'engine/fill-choice'),
                           ({'agree': 3.5}, 'engine/fill-type'), ({'sex': '其他'}, 'engine/fill-choice'), ({'city': '广州'}, 'engine/fill-choice'),
                           ({'secret': 'x'}, 'engine/fill-not-fillable'), ({'seal': 'x'}, 'engine/fill-not-fillable'),
                           ({'send': 'x'}, 'engine/fill-not-fillable'), ({'nome': 'x'}, 'engine/fill-unknown-field'),
                           ({'person': {'x': 'y'}}, 'engine/fill-unknown-field'), ([1], 'engine/fill-not-an-object')):
            with self.subTest(values):
                self.refuse(values, id)
        self.fill({'name': '长' * 10, 'code': 123456, '理由': '很长的说明。' * 300})
        self.assertEqual(self.ids, ['engine/fill-no-room'])
        self.assertEqual(self.values(self.folder / 'filled.pdf')['code'], '123456')

    def test_files_that_are_no_forms(self):
        with pikepdf.open(self.form) as pdf:
            pdf.save(self.folder / 'locked.pdf', encryption=pikepdf.Encryption(owner='o', user=''))
            pdf.Root.AcroForm.XFA = pikepdf.Stream(pdf, b'<xdp/>')
            pdf.save(self.folder / 'both.pdf')
            pdf.Root.AcroForm.Fields = Array()
            pdf.pages[0].obj.Annots = Array()
            pdf.save(self.folder / 'xfa.pdf')
            del pdf.Root.AcroForm
            pdf.save(self.folder / 'none.pdf')
        for name, id in (('locked.pdf', 'engine/fill-encrypted'), ('xfa.pdf', 'engine/fill-xfa-only'), ('none.pdf', 'engine/fill-no-fields')):
            with self.subTest(name):
                self.refuse({'name': 'x'}, id, form=self.folder / name)
        self.refuse({'name': 'x'}, 'engine/fill-not-pdf', form=self.write('a.txt', 'text'))
        self.refuse({'name': 'x'}, 'engine/fill-damaged', form=self.write('cut.pdf', self.form.read_bytes()[:-300]))
        self.fill({'name': 'x'}, form=self.folder / 'both.pdf')
        self.assertEqual(self.ids, ['engine/fill-xfa-dropped'])
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            self.assertNotIn('/XFA', pdf.Root.AcroForm)

    def signed(self, permitted=None, locks=None):
        """The form with a signature whose bytes nobody checks."""
        path = self.folder / 'signed.pdf'
        with pikepdf.open(self.form) as pdf:
            references = []
            if permitted:
                references.append(Dictionary(Type=Name.SigRef, TransformMethod=Name.DocMDP,
                                             TransformParams=Dictionary(Type=Name.TransformParams, P=permitted, V=Name('/1.2'))))
            if locks:
                references.append(Dictionary(Type=Name.SigRef, TransformMethod=Name.FieldMDP,
                                             TransformParams=Dictionary(Type=Name.TransformParams, Action=Name.Include, V=Name('/1.2'),
                                                                        Fields=Array([String(name) for name in locks]))))
            foreign_pdfs.sign(pdf, **({'Reference': Array(references)} if references else {}))
            del pdf.Root.AcroForm.NeedAppearances
            pdf.save(path)
        return path

    def test_signed_forms(self):
        for permitted in (None, 2, 3):
            signed = self.signed(permitted)
            self.fill({'name': 'x'}, form=signed)
            self.assertEqual(self.ids, ['engine/fill-still-signed'])
            self.assertTrue((self.folder / 'filled.pdf').read_bytes().startswith(signed.read_bytes()))
            (self.folder / 'filled.pdf').unlink()
        self.refuse({'name': 'x'}, 'engine/fill-signed', form=self.signed(1))
        self.refuse({'name': 'x'}, 'engine/fill-signed', form=self.signed(), words=['--flatten'])
        locked = self.signed(locks=['name', 'person'])
        self.refuse({'name': 'x'}, 'engine/fill-still-signed', 'engine/fill-locked', form=locked)
        self.refuse({'person': {'given': 'x'}}, 'engine/fill-still-signed', 'engine/fill-locked', form=locked)
        self.fill({'code': 'x'}, form=locked)

    def test_a_signed_form_changes_where_it_is_filled_in_alone(self):
        """Values without an appearance stay as they are: drawing them would change what somebody has signed."""
        form = foreign_pdfs.FormMaker()
        form.text('free')
        form.text('given', V=String('原值'), flags=1)
        foreign_pdfs.sign(form.pdf)
        path = form.save(self.folder / 'signed.pdf')
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.Root.AcroForm.NeedAppearances
            pdf.save(path)
        self.fill({'free': 'a'}, form=path)
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields if '/T' in field}
            self.assertIn('/AP', fields['free'])
            self.assertNotIn('/AP', fields['given'])

    def test_fields_that_scripts_calculate_are_named(self):
        form = foreign_pdfs.FormMaker()
        for name in ('a', 'b'):
            form.text(name)
        form.text('sum', V=String('3'))
        path = form.save(self.folder / 'sum.pdf')
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.Root.AcroForm.CO = pdf.make_indirect(Array([pdf.Root.AcroForm.Fields[2]]))
            pdf.save(path)
        for values, told in (({'a': '1000', 'b': '2000'}, ['engine/fill-calculated']), ({'a': '1', 'sum': '1'}, []), ({}, [])):
            self.fill(values, '--force', form=path)
            self.assertEqual(self.ids, told, values)

    def test_chosen_options_that_a_list_does_not_show_are_told(self):
        form = foreign_pdfs.FormMaker()
        form.choice('few', ['一', '二', '三'], flags=1 << 21, height=60)
        form.choice('many', [f'选项{i}' for i in range(1, 9)], flags=1 << 21, height=40)
        path = form.save(self.folder / 'list.pdf')
        self.fill({'few': ['一', '三'], 'many': ['选项1', '选项7']}, form=path)
        self.assertEqual(self.ids, ['engine/fill-no-room'])
        self.fill({'many': ['选项7']}, '--force', form=path)
        self.assertEqual(self.ids, [])

    def test_required_fields_that_stay_blank(self):
        form = foreign_pdfs.FormMaker()
        form.text('a', flags=2)
        form.text('b', flags=2, V=String('x'))
        path = form.save(self.folder / 'required.pdf')
        self.fill({'b': 'y'}, form=path)
        self.assertEqual(self.ids, ['engine/fill-required'])
        self.fill({'b': 'y'}, '--strict', form=path, status=BAD_INPUT)
        self.fill({'a': 'y'}, '--strict', form=path)

    def test_own_forms(self):
        """Names of gongwen's own fields are pointers; what was filled in by name is read by `extract` as well."""
        made = run('render', 'proposal-review', '--fillable', '-o', self.folder / 'own.pdf')
        self.assertEqual(made.status, DONE, made.err)
        self.fill({'/title/zh': '示例标准'}, form=self.folder / 'own.pdf')
        self.assertEqual(self.values(self.folder / 'filled.pdf')['/title/zh'], '示例标准')
        read = run('extract', self.folder / 'filled.pdf')
        self.assertEqual(json.loads(read.out)['title']['zh'], '示例标准')
        self.fill({'/title/zh': '示例标准'}, '--flatten', form=self.folder / 'own.pdf', out='flat.pdf')
        self.assertEqual(set(self.ids), {'engine/fill-required'})
        self.check_flat_tags(self.folder / 'flat.pdf', '示例标准')

    def check_flat_tags(self, path, value):
        """What was a field is text of the element of the field, in a file with one state that still keeps what it claims."""
        self.assertEqual(path.read_bytes().count(b'startxref'), 1)
        with pikepdf.open(path) as pdf:
            self.assertFalse([one for one in pdf.objects if isinstance(one, Dictionary) and one.get('/Subtype') == Name.Widget])
            xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
            self.assertRegex(xmp, r'pdfuaid:part>1<')
            forms = [one for one in pdf.objects if isinstance(one, Dictionary) and one.get('/S') == Name.Form]
            parents = {int(key): parent for key, parent in self.parents_of(pdf.Root.StructTreeRoot.ParentTree)}
            drawn = 0
            for form in forms:
                for kid in form.K:
                    self.assertEqual(kid.Type, Name.MCR)
                    self.assertEqual(parents[int(kid.Stm.StructParents)][0].objgen, form.objgen)
                    self.assertIn(b'/MCID 0', kid.Stm.read_bytes())
                    self.assertNotIn(b'/Artifact', kid.Stm.Resources.XObject.L.read_bytes())
                    drawn += 1
                self.assertIn(form.A.Role, (Name.tv, Name.cb, Name.rb))
            self.assertGreater(drawn, 5)
        shown = subprocess.run(['pdfinfo', '-struct-text', path], check=True, capture_output=True).stdout.decode()
        self.assertRegex(shown, rf'Form[^\n]*\n\s*"{value}"')

    def parents_of(self, node):
        numbers = list(node.get('/Nums', []))
        yield from zip(numbers[::2], numbers[1::2], strict=True)
        for kid in node.get('/Kids', []):
            yield from self.parents_of(kid)

    def test_flattened_files_claim_only_what_they_keep(self):
        """A field without a tag in a file that claims PDF/UA-1 and PDF/A-2a; nothing of the blank form is left."""
        run('render', 'proposal-review', '--fillable', '-o', self.folder / 'own.pdf')
        with pikepdf.open(self.folder / 'own.pdf') as pdf:
            form = next(one for one in pdf.objects if isinstance(one, Dictionary) and one.get('/S') == Name.Form)
            form.K = Array([])
            pdf.save(self.folder / 'less.pdf')
        self.fill({'/title/zh': '示例标准'}, '--flatten', form=self.folder / 'less.pdf', out='flat.pdf')
        self.assertEqual(set(self.ids), {'engine/fill-required', 'engine/fill-flat-tags', 'engine/fill-claim-dropped'})
        with pikepdf.open(self.folder / 'flat.pdf') as pdf:
            xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
        self.assertNotRegex(xmp, r'<pdfuaid:part>|<pdfaid:(part|conformance)>')
        self.assertIn('pdfaid', xmp)

    def test_claims_of_the_first_version_of_pdf_a(self):
        """Our fonts have no lists of characters, so a text ends the claim, with and without fields; a tick does not."""
        xmp = (b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
               b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
               b'pdfaid:part="1" pdfaid:conformance="B"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>')
        form = foreign_pdfs.FormMaker()
        del form.pdf.Root.AcroForm.NeedAppearances
        form.text('name')
        form.check('agree')
        form.pdf.Root.Metadata = form.pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)
        path = form.save(self.folder / 'a1.pdf')
        for values, words, is_kept in (({'name': '张示例'}, (), False), ({'name': '张示例'}, ('--flatten',), False),
                                       ({'agree': True}, (), True), ({'agree': True}, ('--flatten',), True)):
            with self.subTest(values=values, words=words):
                self.fill(values, *words, form=path)
                self.assertEqual('engine/fill-claim-dropped' not in self.ids, is_kept)
                with pikepdf.open(self.folder / 'filled.pdf') as pdf:
                    self.assertEqual(b'pdfaid:part="1"' in pdf.Root.Metadata.read_bytes(), is_kept)
                (self.folder / 'filled.pdf').unlink()

    def test_values_that_no_page_shows_are_told_when_flattened(self):
        form = foreign_pdfs.FormMaker()
        form.text('seen')
        form.text('unseen', F=2)
        path = form.save(self.folder / 'hidden.pdf')
        self.fill({'seen': 'a', 'unseen': 'b'}, '--flatten', form=path)
        self.assertEqual(self.ids, ['engine/fill-not-drawn'])

    def test_a_present_value_without_room_is_told_as_such(self):
        """The form asks viewers to draw its fields, and nobody fills in the long one."""
        form = foreign_pdfs.FormMaker()
        form.text('free')
        form.text('long', V=String('很长的内容' * 40))
        path = form.save(self.folder / 'room.pdf')
        self.fill({'free': 'a'}, form=path)
        self.assertEqual(self.ids, ['engine/fill-no-room-before'])

    def test_one_of_several_chosen_options_is_a_change(self):
        self.fill({'topics': ['安全', '密码']}, out='two.pdf')
        self.fill({'topics': '安全'}, form=self.folder / 'two.pdf')
        self.assertEqual(self.values(self.folder / 'filled.pdf')['topics'], ['安全'])

    def test_characters_without_a_glyph(self):
        self.fill({'name': '\ue123'})
        self.assertEqual(self.ids, ['engine/fill-no-glyph'])
        self.assertEqual(self.values(self.folder / 'filled.pdf')['name'], '\ue123')

    def test_too_large_a_file(self):
        self.refuse({'name': 'x'}, 'engine/fill-too-large', form=self.write('large.pdf', b'%PDF-1.4\n' + b' ' * (64 << 20)))

    def test_names_of_boxes_and_their_texts(self):
        """Values that are read are data for the same field again: states whose texts are other states, boxes 是 and 否."""
        form = foreign_pdfs.FormMaker()
        form.radio('shifted', ['0', '1', '2'], ['1', '2', '3'])
        form.radio('named', ['m', 'f'], ['男', '女'])
        form.boxes('同意', ['是', '否'])
        form.boxes('digit', ['0', '1'])
        form.boxes('mirrored', ['On', 'On'])
        form.bare('bare', Name.Yes)
        path = form.save(self.folder / 'boxes.pdf')
        count = 0
        for name, given, state, read in (
                ('shifted', '0', '0', '0'), ('shifted', '1', '1', '1'), ('shifted', '3', '2', '3'), ('shifted', '', 'Off', ''),
                ('named', 'f', 'f', '女'), ('named', '女', 'f', '女'), ('同意', '否', '否', '否'), ('同意', '是', '是', '是'),
                ('同意', False, 'Off', False), ('同意', '', 'Off', False), ('digit', '0', '0', '0'), ('digit', 1, '1', '1'),
                ('mirrored', True, 'On', True), ('mirrored', '否', 'Off', False), ('bare', False, 'Off', False)):
            with self.subTest(name=name, given=given):
                count += 1
                self.fill({name: given}, form=path, out='a.pdf')
                self.assertEqual(self.values(self.folder / 'a.pdf')[name], read)
                self.fill(self.values(self.folder / 'a.pdf'), form=self.folder / 'a.pdf', out='b.pdf')
                for out in ('a.pdf', 'b.pdf'):
                    with pikepdf.open(self.folder / out) as pdf:
                        field = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == name)
                        self.assertEqual(str(field.get('/V', Name.Off)), '/' + state)
                        shown = {str(kid.AS) for kid in field.get('/Kids', [field])} - {'/Off'}
                        self.assertEqual(shown, {'/' + state} - {'/Off'})
                    (self.folder / out).unlink()
        self.assertEqual(count, 15)
        self.refuse({'同意': True}, 'engine/fill-type', form=path)

    def test_a_text_that_several_options_show_is_ambiguous(self):
        form = foreign_pdfs.FormMaker()
        form.radio('colour', ['0', '1', '2'], ['red', 'green', 'red'])
        path = form.save(self.folder / 'red.pdf')
        self.refuse({'colour': 'red'}, 'engine/fill-ambiguous', form=path)
        for given, read in (('2', '2'), ('green', 'green')):
            self.fill({'colour': given}, form=path, out='a.pdf')
            self.assertEqual(self.values(self.folder / 'a.pdf')['colour'], read)
            self.fill(self.values(self.folder / 'a.pdf'), form=self.folder / 'a.pdf', out='b.pdf')
            (self.folder / 'a.pdf').unlink()
            (self.folder / 'b.pdf').unlink()

    def test_present_values_are_no_change(self):
        """All values of a form are data for it again, also those that nobody could fill in; others are errors there."""
        form = foreign_pdfs.FormMaker()
        del form.pdf.Root.AcroForm.NeedAppearances
        look = Dictionary(N=foreign_pdfs.form_xobject(form.pdf, b'', 220, 20))
        for name, flags, value, more in (('fixed', 1, 'a', {}), ('lines', 0, 'a\rb', {}), ('long', 0, 'abcdef', {'MaxLen': 3}),
                                         ('secret', 1 << 13, 'a', {}), ('free', 0, 'a', {})):
            form.text(name, flags=flags, V=String(value), AP=look, **more)
        form.choice('odd', ['甲', '乙']).V = String('zz')
        form.pdf.Root.AcroForm.Fields[-1].AP = look
        path = form.save(self.folder / 'present.pdf')
        values = self.values(path)
        self.assertEqual(values, {'fixed': 'a', 'lines': 'a\rb', 'long': 'abcdef', 'secret': 'a', 'free': 'a', 'odd': 'zz'})
        self.fill(values, form=path)
        self.assertEqual(self.ids, [])
        self.assertEqual(self.values(self.folder / 'filled.pdf'), values)
        # An appearance may be of a former value.
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            self.assertIn(b'Tj', next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == 'free').AP.N.read_bytes())
        (self.folder / 'filled.pdf').unlink()
        self.fill({'secret': ''}, form=path)
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            self.assertNotIn('/V', next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == 'secret'))
        (self.folder / 'filled.pdf').unlink()
        for name, id in (('fixed', 'engine/fill-not-fillable'), ('lines', 'engine/fill-lines'), ('long', 'engine/fill-too-long'),
                         ('secret', 'engine/fill-password'), ('odd', 'engine/fill-choice')):
            with self.subTest(name):
                self.refuse({**values, name: values[name] + 'x'}, id, form=path)
        self.fill({**values, 'free': 'new'}, form=path)
        self.assertEqual(self.values(self.folder / 'filled.pdf'), {**values, 'free': 'new'})

    def test_fields_of_one_name_have_one_value(self):
        form = foreign_pdfs.FormMaker()
        for value in ('one', 'other'):
            form.text('d', V=String(value))
        path = form.save(self.folder / 'double.pdf')
        self.assertEqual(self.values(path), {'d': 'one'})
        for given in ('two', 'one'):
            self.fill({'d': given}, '--force', form=path)
            with pikepdf.open(self.folder / 'filled.pdf') as pdf:
                self.assertEqual([str(field.V) for field in pdf.Root.AcroForm.Fields], [given] * 2)

    def test_items_of_lists(self):
        self.refuse({'topics': ['安全', ['x']]}, 'engine/fill-type')
        self.refuse({'topics': ['其他', ['x']]}, 'engine/fill-choice', 'engine/fill-type')
        self.fill({'topics': ['密码', '安全', '密码']})
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            field = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == 'topics')
            self.assertEqual(([str(v) for v in field.V], [int(i) for i in field.I]), (['安全', '密码'], [0, 2]))

    def seen(self, path):
        return set(text_of(path).split())

    def test_what_viewers_show_is_seen(self):
        """Without appearances, with flags, on layers, without a field: in the filled and in the flattened form is what was seen."""
        form = foreign_pdfs.FormMaker()
        pdf = form.pdf
        font = pdf.Root.AcroForm.DR.Font

        def look(words):
            drawn = foreign_pdfs.form_xobject(pdf, f'BT /Helv 12 Tf 2 5 Td ({words}) Tj ET'.encode(), 220, 20)
            drawn.Resources = Dictionary(Font=font)
            return Dictionary(N=drawn)
        groups = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ('on', 'off')]
        pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(ON=Array(groups[:1]), OFF=Array(groups[1:])))
        membership = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array(groups[:1]), P=Name.AllOff))
        form.text('empty')
        form.text('undrawn', V=String('undrawn'))
        form.text('fixed', flags=1, V=String('fixed'))
        form.text('stale', V=String('fresh'), AP=look('stale'))
        form.choice('city', ['甲', '乙']).V = String('乙')
        form.bare('ticked', Name.Ja)
        for name, more in (('invisible', {'F': 1 | 4}), ('hidden', {'F': 2}), ('noview', {'F': 32}), ('layer', {'OC': groups[0]}),
                           ('nolayer', {'OC': groups[1]}), ('nomember', {'OC': membership})):
            form.text(name, V=String(name), AP=look(name), AA=Dictionary(), **more)
        form.widget(FT=Name.Tx, V=String('nameless'), Rect=form.box(), AP=look('nameless'))
        form.widget(T=String('t'), V=String('typeless'), Rect=form.box(), AP=look('typeless'))
        form.widget(T=String('u'), FT=Name('/Tz'), V=String('unknown'), Rect=form.box(), AP=look('unknown'))
        for words in ('direct', 'second'):
            form.page.Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, FT=Name.Tx, T=String(words), V=String(words),
                                               Rect=form.box(), AP=look(words)))
        form.page.Resources.XObject = Dictionary(GwFlat1=look('inside').N)
        path = form.save(self.folder / 'seen.pdf')
        expected = {'undrawn', 'fixed', 'fresh', '乙', 'invisible', 'layer', 'nameless', 'typeless', 'unknown', 'direct', 'second', '示例'}
        page = {'Form', '1', 'of', 'others', '✓'}
        for words, out in (((), 'filled.pdf'), (('--flatten',), 'flat.pdf')):
            self.fill({'empty': '示例'}, *words, form=path, out=out)
            self.assertEqual(self.ids, [])
            self.assertEqual(self.seen(self.folder / out) - page, expected)
            with pikepdf.open(self.folder / out) as pdf:
                self.assertNotIn('/NeedAppearances', pdf.Root.get('/AcroForm', Dictionary()))
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            box = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == 'ticked')
            self.assertEqual((box.V, box.AS, set(box.AP.N.keys())), (Name.Ja, Name.Ja, {'/Ja', '/Off'}))
        with pikepdf.open(self.folder / 'flat.pdf') as pdf:
            drawings = pdf.pages[0].obj.Resources.XObject
            self.assertEqual(len(drawings), len(expected) + 2, 'the box, and what the page had')
            self.assertIn('/GwFlat1', drawings)

    def test_values_that_cannot_be_drawn(self):
        """A widget that is no object of its own cannot get an appearance; whoever can draws it on."""
        form = foreign_pdfs.FormMaker()
        form.text('a', V=String('a'))
        form.page.Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, FT=Name.Tx, T=String('direct'), V=String('x'),
                                           Rect=form.box()))
        path = form.save(self.folder / 'direct.pdf')
        self.fill({'a': 'b'}, form=path)
        with pikepdf.open(self.folder / 'filled.pdf') as pdf:
            self.assertIn('/NeedAppearances', pdf.Root.AcroForm)
        self.fill({'a': 'b'}, '--flatten', form=path, out='flat.pdf')
        self.assertEqual(self.ids, ['engine/fill-not-drawn'])

    def test_too_many_fields(self):
        form = foreign_pdfs.FormMaker()
        for number in range(20_001):
            form.pdf.Root.AcroForm.Fields.append(Dictionary(FT=Name.Tx, T=String(f'f{number}')))
        self.refuse({'f1': 'x'}, 'engine/fill-too-large', form=form.save(self.folder / 'many.pdf'))

    def test_random_forms_are_read_back_by_others(self):
        """Forms of random fields with random values: pikepdf and the program itself read what was written."""
        random.seed(5)
        letters = '张王李示例标准ABCxyz 0123，。（）“”𠮷é—'
        count = 0
        for turn in range(25):
            form = foreign_pdfs.FormMaker()
            values, chosen = {}, {}
            for number in range(random.randrange(1, 14)):
                name = random.choice(['f', '栏目', 'a b', 'x#y']) + str(number)
                kind = random.randrange(5)
                text = ''.join(random.choice(letters) for _ in range(random.randrange(12))).strip()
                if kind == 0:
                    form.text(name, DA=String(f'/Helv {random.choice([0, 8, 12])} Tf 0 g'), Q=random.randrange(3))
                    values[name] = text
                elif kind == 1:
                    form.text(name, flags=1 << 12, height=40)
                    values[name] = text + '\n' + text
                elif kind == 2:
                    form.check(name, random.choice(['Yes', 'On', '1', 'a b']))
                    values[name] = random.random() < 0.5
                elif kind == 3:
                    options = ['甲', '乙', '丙']
                    form.choice(name, options)
                    values[name] = random.choice(options)
                else:
                    form.radio(name, ['0', '1'])
                    values[name] = random.choice('01')
                if random.random() < 0.3:
                    del values[name]
            path = form.save(self.folder / 'random.pdf', object_stream_mode=random.choice(
                [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate]))
            self.fill(values, form=path, out=f'random-{turn}.pdf')
            found = self.values(self.folder / f'random-{turn}.pdf')
            with pikepdf.open(self.folder / f'random-{turn}.pdf') as pdf:
                fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
                for name, value in values.items():
                    count += 1
                    self.assertEqual(found[name], value)
                    own = fields[name].get('/V', String(''))
                    if isinstance(value, bool):
                        self.assertEqual(own != Name.Off, value)
                        self.assertEqual(fields[name].AS, own)
                    else:
                        self.assertEqual(str(own).lstrip('/') if isinstance(own, Name) else str(own), value)
        self.assertGreater(count, 60)

    def test_usage(self):
        for words, status in ((('fill', self.form), BAD_USAGE), (('fill', self.form, 'x.json'), BAD_USAGE),
                              (('fill', self.form, '--list', '--values'), BAD_USAGE), (('fill', self.form, '--list', '-o', 'x.pdf'), BAD_USAGE)):
            self.assertEqual(run(*words).status, status)
        data = self.write('data.json', {'name': 'x'})
        self.assertNotEqual(run('fill', self.form, data, '-o', self.form).status, DONE)
        other = run('fill', self.form, data, '-o', self.folder / 'x.ofd')
        self.assertEqual(([d['id'] for d in other.errors()], other.status), (['engine/fill-only-pdf'], BAD_USAGE))


if __name__ == '__main__':
    unittest.main()
