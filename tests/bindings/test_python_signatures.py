#!/usr/bin/env python3
"""Signing, verifying, checking of OFD files, fonts and descriptions of forms from Python: the results are those of the
command with --json."""
import json
import os
import sys
import unittest

import foreign_pdfs
import gongwen as library
from harness import ROOT, CommandTest, gongwen
from signed_files import Authority

LETTER = ROOT / 'samples/commitment-letter/typical.json'
TIME = 1_790_000_000


class Signatures(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.authority.signer('Ren Yi')
        cls.engine = library.Engine()
        cls.letter = cls.engine.render('commitment-letter', LETTER, signable=True)
        cls.keys = {'key': cls.authority.path('Ren Yi.key'), 'cert': cls.authority.path('Ren Yi.pem')}
        cls.trust = {'trust': cls.authority.path('root.pem'), 'crl': cls.authority.path('root.crl')}

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()
        cls.authority.room.cleanup()
        super().tearDownClass()

    def options_of_command(self, options):
        return [word for name, value in options.items() for word in ('--' + name, value)]

    def test_signing_is_that_of_the_command(self):
        signed = self.engine.sign(('letter.pdf', self.letter), reason='同意', time=TIME, **self.keys)
        self.assertEqual(bytes(signed[:len(self.letter)]), bytes(self.letter))
        self.assertEqual((signed.name, signed.format), ('letter.pdf', 'pdf'))
        path = self.folder / 'letter.pdf'
        path.write_bytes(self.letter)
        done = gongwen('sign', path, '-o', self.folder / 'signed.pdf', '--reason', '同意', '--json', *self.options_of_command(self.keys),
                       environment={'SOURCE_DATE_EPOCH': str(TIME)})
        by_command = json.loads(done.out)
        by_library = self.engine.sign(path, reason='同意', time=TIME, **self.keys).report.json
        for result in (by_command, by_library):
            # Signatures by ECDSA differ each time, and paths do by intent.
            for name in ('path', 'source', 'sha256'):
                result['files'][0].pop(name, None)
        self.assertEqual(by_library['files'], by_command['files'])
        self.assertEqual(by_library['files'][0]['level'], 'b')

    def test_verifying_is_that_of_the_command(self):
        signed = self.folder / 'signed.pdf'
        signed.write_bytes(self.engine.sign(('letter.pdf', self.letter), **self.keys))
        changed = self.folder / 'changed.pdf'
        changed.write_bytes(signed.read_bytes().replace(b'W5M0MpCehiHzreSzNTczkc9d', b'W5M0MpCehiHzreSzNTczkc9e', 1))
        for path, options, status, verdict in ((signed, self.trust, 0, 'valid'), (signed, {}, 4, 'unknown'), (changed, self.trust, 1, 'invalid')):
            found = self.engine.verify(path, **options)
            done = gongwen('verify', path, '--json', *self.options_of_command(options))
            self.assertEqual((found.verdict, found.report.status, done.status), (verdict, status, status))
            expected = json.loads(done.out)
            self.assertEqual(found.files, expected['files'])
            self.assertEqual(found.report.json['errors'], expected['errors'])
        in_memory = self.engine.verify(('signed.pdf', signed.read_bytes()), signed, **self.trust)
        self.assertEqual([one['verdict'] for one in in_memory], ['valid', 'valid'])
        self.assertTrue(in_memory.is_valid)
        with self.assertRaisesRegex(library.GongwenError, 'signatures/not-pdf'):
            self.engine.verify(('text.pdf', b'text'))

    def test_a_secret_in_memory_opens_the_key(self):
        encrypted = self.authority.path('encrypted.key')
        self.authority.run('pkcs8', '-topk8', '-in', self.keys['key'], '-out', encrypted, '-passout', 'pass:secret 1')
        keys = {**self.keys, 'key': encrypted}
        signed = self.engine.sign(('letter.pdf', self.letter), secret='secret 1', **keys)
        self.assertEqual(self.engine.verify(signed, **self.trust).verdict, 'valid')
        with self.assertRaises(library.GongwenError) as raised:
            self.engine.sign(('letter.pdf', self.letter), secret='wrong 2', **keys)
        self.assertNotIn('wrong 2', str(raised.exception))

    def test_what_excludes_each_other_is_refused(self):
        for options, id in (({}, 'signing/one-key'), ({**self.keys, 'p12': 'x.p12'}, 'signing/one-key'),
                            ({**self.keys, 'token': 'x'}, 'signing/needs'), ({'p12': 'x', 'cert': 'y'}, 'signing/excludes'), ({**self.keys, 'riding': True}, 'signing/needs'),
                            ({**self.keys, 'level': 't'}, 'signing/needs'), ({**self.keys, 'sael': 'x'}, 'capi/unknown-option'),
                            ({**self.keys, 'at': (1, 2, 3)}, 'capi/bad-choice'), ({**self.keys, 'certify': 'all'}, 'capi/bad-choice')):
            with self.assertRaises(library.GongwenError) as raised:
                self.engine.sign(('letter.pdf', self.letter), **options)
            self.assertEqual((raised.exception.status, raised.exception.errors[0].id), (2, id), options)

    def test_several_files_are_signed_by_one_key(self):
        signed = self.engine.sign_all([('a.pdf', self.letter), ('b.pdf', self.letter)], **self.keys)
        self.assertEqual([one.name for one in signed], ['a.pdf', 'b.pdf'])
        with self.assertRaisesRegex(library.GongwenError, 'signing/too-large'):
            self.engine.sign(('large.pdf', bytes((64 << 20) + 1)), **self.keys)
        with self.assertRaises(library.GongwenError):
            self.engine.sign_all([('a.pdf', self.letter), ('b.pdf', b'text')], **self.keys)

    def test_ofd_files_are_checked_as_by_the_command(self):
        ofd = self.engine.render('commitment-letter', LETTER, 'ofd')
        path = self.folder / 'letter.ofd'
        path.write_bytes(ofd)
        self.assertTrue(self.engine.check_ofd(('letter.ofd', ofd), path, profile='archive').ok)
        plain = self.folder / 'plain.ofd'
        plain.write_bytes(self.engine.render('commitment-letter', LETTER, 'ofd', ofd_profile='plain'))
        found = self.engine.check_ofd(plain, profile='archive')
        expected = json.loads(gongwen('ofd-check', plain, '--profile', 'archive', '--json').out)
        self.assertEqual(found.status, expected['status'])
        self.assertEqual([one.id for one in found.diagnostics], [one['id'] for one in expected['diagnostics']])
        self.assertGreater(len(found.errors), 0)
        with self.assertRaises(library.GongwenError):
            self.engine.check_ofd(self.folder / 'none.ofd')

    def test_ofd_files_are_shown(self):
        """Of any program; with what is not shown as the file has it."""
        letter = self.engine.render('commitment-letter', LETTER, 'ofd')
        pdf, = self.engine.convert(('letter.ofd', letter))
        self.assertEqual((pdf.format, pdf.name, bytes(pdf[:5])), ('pdf', 'letter.pdf', b'%PDF-'))
        pictures = self.engine.convert(letter, 'png', dpi=50)
        self.assertEqual([len(pictures), pictures[0].format, pictures[0].name], [pdf.pages, 'png', 'file-1.png'])
        text, = self.engine.convert(letter, 'txt')
        self.assertIn('承诺书', bytes(text).decode())
        with self.assertRaises(library.GongwenError) as refused:
            self.engine.convert(b'no package')
        self.assertEqual(refused.exception.diagnostics[0].id, 'show/not-ofd')

    def test_forms_of_others_are_filled_in(self):
        """By the names of their fields, with the bytes of the command."""
        form = foreign_pdfs.usual_form(self.folder / 'form.pdf')
        values = {'name': '张示例', 'agree': True, 'city': '上海'}
        fields = self.engine.form_fields(form)
        self.assertEqual([field['type'] for field in fields.fields if field['name'] == 'name'], ['text'])
        self.assertEqual(fields.values['agree'], False)
        filled = self.engine.fill(('some/form.pdf', form.read_bytes()), values)
        self.assertEqual((filled.name, filled.format, filled.pages), ('form.pdf', 'pdf', 1))
        data = self.write('values.json', values)
        done = gongwen('fill', form, data, '-o', self.folder / 'filled.pdf')
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual(bytes(filled), (self.folder / 'filled.pdf').read_bytes())
        read = self.engine.form_fields(bytes(filled)).values
        self.assertEqual({name: read[name] for name in ('name', 'agree', 'city')}, {'name': '张示例', 'agree': True, 'city': 'sh'})
        mapped = self.engine.fill(form, b'applicant: {full: x}', name='values.yaml', map={'name': '/applicant/full'})
        self.assertEqual(self.engine.form_fields(bytes(mapped)).values['name'], 'x')
        flat = self.engine.fill(form, data, flatten=True)
        for call, id in ((lambda: self.engine.form_fields(bytes(flat)), 'engine/fill-no-fields'),
                         (lambda: self.engine.fill(form, {'nmae': 'x'}), 'engine/fill-unknown-field'),
                         (lambda: self.engine.fill(b'no form', values), 'engine/fill-not-pdf'),
                         (lambda: self.engine.fill(form, values, flaten=True), 'capi/unknown-option')):
            with self.assertRaises(library.GongwenError) as refused:
                call()
            self.assertEqual(refused.exception.diagnostics[0].id, id)
        report = self.engine.fill_file(form, values, self.folder / 'made.pdf')
        self.assertEqual([file['path'] for file in report.json['files']], [str(self.folder / 'made.pdf')])
        self.assertEqual((self.folder / 'made.pdf').read_bytes(), bytes(filled))
        own = ('own.pdf', bytes(self.engine.render('commitment-letter', LETTER, fillable=True)))
        self.engine.fill_file(own, {'/org': '甲院'}, self.folder / 'own.pdf')
        with self.assertRaisesRegex(library.GongwenError, 'engine/kept-form'):
            self.engine.fill_file(own, {'/org': '乙院'}, self.folder / 'own.pdf')
        self.engine.fill_file(own, {'/org': '乙院'}, self.folder / 'own.pdf', force=True)
        self.assertEqual(self.engine.form_fields(self.folder / 'own.pdf').values['/org'], '乙院')

    def test_fonts_and_forms_are_those_of_the_command(self):
        expected = json.loads(gongwen('fonts', '--json').out)
        fonts = self.engine.fonts()
        for face in [*fonts['faces'], *expected['faces']]:
            face['file'] = os.path.realpath(face['file'])
        self.assertEqual(fonts, {name: expected[name] for name in ('families', 'faces')})
        self.assertEqual(self.engine.missing_characters('汉字\ue000'), ['\ue000'])
        self.assertEqual(self.engine.missing_characters('汉字'), [])
        for language in ('zh', 'en'):
            done = gongwen('--lang', language, 'describe', 'commitment-letter', '--form', '--json')
            self.assertEqual(self.engine.form('commitment-letter', language), json.loads(done.out))

    def test_former_data_may_be_in_memory(self):
        data = json.loads(LETTER.read_text(encoding='utf-8'))
        former = {**data, 'leader': '李旧名'}
        path = self.folder / 'former.json'
        path.write_text(json.dumps(former), encoding='utf-8')
        expected = self.engine.render('commitment-letter', data, changes_from=path)
        self.assertNotEqual(bytes(expected), bytes(self.engine.render('commitment-letter', data)))
        for given in (former, json.dumps(former).encode()):
            self.assertEqual(bytes(self.engine.render('commitment-letter', data, changes_from=given)), bytes(expected))


if __name__ == '__main__':
    sys.exit(unittest.main())
