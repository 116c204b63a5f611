"""Returned forms with signatures: by whom, and which values were changed after signing."""
import io
import json
import unittest

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode, String

from harness import gongwen
from returned_forms import PdfForm
from signed_files import Authority, SignedFile
from test_extract import KIND, ExtractTest


class Signed(ExtractTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()

    def setUp(self):
        super().setUp()
        form = PdfForm(KIND)
        form.text('/name_zh', '甲')
        self.name = form.text('/name_en', 'Ren Yi')
        self.field = form.add(Dictionary(FT=Name.Sig, T=String('signature-1'), F=132))
        data = form.bytes(object_stream_mode=ObjectStreamMode.disable)
        self.unsigned = data
        self.file = SignedFile.of(data)
        body = self.unparsed(data, '/signature-1', 'signature-1')
        self.number = body[0]
        self.name_object = self.unparsed(data, '/name_en', '/name_en')
        self.file.sign(self.authority, 'Ren Yi', field=self.number, body=body[1][:-2] + b' %s >>')

    @staticmethod
    def unparsed(data, *names):
        """The number of a field of one of these names, and its dictionary as it is written."""
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for field in pdf.Root.AcroForm.Fields:
                if str(field.T) in names:
                    return field.objgen[0], field.unparse(resolved=True)
        raise KeyError(names)

    def messages(self, data, language='en'):
        result = gongwen('--lang', language, '--error-format', 'json', 'extract', self.write('form', data))
        return {d['id']: d['message'] for d in result.diagnostics()}

    def test_signed_form(self):
        messages = self.messages(self.file.data)
        self.assertIn('signature `signature-1` by Ren Yi: not changed since', messages['intake/signature'])
        self.assertNotIn('intake/signature-broken', messages)
        self.assertNotIn('intake/changed-after-signing', messages)

    def test_programs_get_the_signatures_and_the_same_data(self):
        plain = json.loads(gongwen('extract', self.write('plain.pdf', self.unsigned), '--json').out)['files'][0]
        found = json.loads(gongwen('extract', self.write('form.pdf', self.file.data), '--json').out)['files'][0]
        self.assertNotIn('signatures', plain)
        self.assertEqual(found['data'], plain['data'])
        self.assertEqual(found['signatures'], [
            {'field': 'signature-1', 'signer': 'Ren Yi', 'time': '2026-11-24T08:00:00+08:00', 'timeFrom': 'computer',
             'verdict': 'unknown', 'changed': []}])
        number, body = self.name_object
        self.file.update({number: body.replace(b'Ren Yi', b'Ren Er')})
        changed = json.loads(gongwen('extract', self.write('form.pdf', self.file.data), '--json').out)['files'][0]
        self.assertEqual(changed['signatures'][0]['changed'], ['/name_en'])
        broken = self.file.data.replace(b'(Ren Yi)', b'(Ren Er)', 1)
        found = json.loads(gongwen('extract', self.write('form.pdf', broken), '--json').out)['files'][0]
        self.assertEqual(found['signatures'][0]['verdict'], 'invalid')
        self.assertEqual(set(found['signatures'][0]['reason']), {'zh', 'en'})

    def test_trusted_certificates_say_who_is_known(self):
        trust = ['--trust', self.authority.path('root.pem'), '--crl', self.authority.path('root.crl')]

        def found(*options):
            result = gongwen('extract', self.write('form.pdf', self.file.data), '--json', *options)
            return json.loads(result.out)['files'][0]['signatures'][0]
        self.assertEqual(found(*trust)['verdict'], 'valid')
        self.assertEqual(found(*trust[:2])['verdict'], 'unknown')  # it may have been revoked
        other = Authority()
        self.assertEqual(found('--trust', other.path('root.pem'), *trust[2:])['verdict'], 'unknown')
        self.authority.signer('Ren San')
        data = self.unsigned
        file = SignedFile.of(data)
        number, body = self.unparsed(data, '/signature-1', 'signature-1')
        self.file = file.sign(self.authority, 'Ren San', field=number, body=body[:-2] + b' %s >>')
        self.assertEqual(found(*trust)['verdict'], 'valid')
        self.authority.revoke('Ren San')
        revoked = found(*trust)
        self.assertEqual(revoked['verdict'], 'invalid')
        self.assertIn('revoked', revoked['reason']['en'])
        self.assertIn('吊销', revoked['reason']['zh'])
        for options in (['--crl', trust[3]], ):
            self.assertEqual(gongwen('extract', self.folder / 'form.pdf', *options).status, 2)
        bad = gongwen('collect', KIND, self.folder, '-o', self.folder / 'x.xlsx', '--trust', self.write('bad.pem', 'x'))
        self.assertIn('sign/not-certificates', bad.err)

    def test_collect_lists_signed_forms(self):
        self.write('in/a.pdf', self.unsigned)
        self.write('in/b.pdf', self.file.data)
        result = gongwen('collect', KIND, self.folder / 'in', '-o', self.folder / 'out.xlsx', '--json')
        [form] = json.loads(result.out)['signed']
        self.assertTrue(form['input'].endswith('b.pdf'), form)
        self.assertEqual([one['signer'] for one in form['signatures']], ['Ren Yi'])

    def test_value_changed_after_signing(self):
        number, body = self.name_object
        self.file.update({number: body.replace(b'Ren Yi', b'Ren Er')})
        messages = self.messages(self.file.data)
        self.assertIn('from “Ren Yi” to “Ren Er”', messages['intake/changed-after-signing'])
        self.assertIn('values were changed since', messages['intake/signature'])
        self.assertIn('由“Ren Yi”改为“Ren Er”', self.messages(self.file.data, 'zh')['intake/changed-after-signing'])

    def test_signed_bytes_changed(self):
        data = self.file.data.replace(b'(Ren Yi)', b'(Ren Er)', 1)
        self.assertNotEqual(data, self.file.data)
        self.assertIn('is not valid', self.messages(data)['intake/signature-broken'])

    def test_page_changed_after_signing(self):
        number = self.file.new()
        page = self.unparsed_page()
        self.file.update({number: b'<</Length 12>>stream\n0 0 9 9 re f\nendstream',
                          page[0]: page[1][:-2] + b' /Contents %d 0 R >>' % number})
        self.assertIn('page contents changed', self.messages(self.file.data)['intake/signature-broken'])

    def unparsed_page(self):
        with pikepdf.open(io.BytesIO(self.file.data)) as pdf:
            page = pdf.pages[0].obj
            if Name.Contents in page:
                del page[Name.Contents]
            return page.objgen[0], page.unparse(resolved=True)


del ExtractTest

if __name__ == '__main__':
    unittest.main()
