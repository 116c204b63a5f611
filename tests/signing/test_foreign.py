"""Files that others made: encrypted, damaged, hybrid, with XFA, signed by another program: what `sign` and `verify` say of
them, each in both languages, and never that something is valid which cannot be known."""
import json

import pikepdf

import harness
from signing_files import SigningTest, run, unittest

UNKNOWN = 4  # of `verify`: whether all signatures are valid


class Foreign(SigningTest):
    def trust(self):
        folder = self.authority.folder
        self.authority.publish()
        return ['--trust', folder / 'root.pem', '--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl']

    def says(self, words, status, message):
        """The message in both languages."""
        english = harness.gongwen('--error-format', 'json', *words)
        self.assertEqual(english.status, status, english.out + english.err)
        for language in ('en', 'zh'):
            shown = harness.gongwen('--lang', language, *words)
            self.assertEqual(shown.status, status)
            text = shown.out + shown.err
            self.assertRegex(text, '[一-鿿]' if language == 'zh' else '[a-z]{4}')
        if message:
            answer = harness.gongwen(*words, '--json')
            self.assertIn(message, [d['id'] for d in json.loads(answer.out)['diagnostics']], answer.out)

    def both(self, path, sign_message, verify_message, verify_status):
        out = self.folder / 'out.pdf'
        self.says(['sign', path, '-o', out, *self.authority.key()], harness.BAD_INPUT, sign_message)
        self.assertFalse(out.exists())
        self.says(['verify', path, *self.trust()], verify_status, verify_message)

    def test_19_encrypted(self):
        signed, locked = self.sign(self.document()), self.folder / 'locked.pdf'
        # One that everybody can open is read; encrypting it has changed what was signed.
        for user, message in (('user', 'intake/encrypted'), ('', 'signatures/range')):
            with self.subTest(user):
                run('qpdf', '--encrypt', user, 'owner', '256', '--', signed, locked)
                self.both(locked, 'pdf-sign/encrypted', message, harness.BAD_INPUT)

    def test_19_damaged(self):
        path = self.write('a.pdf', self.sign(self.document()).read_bytes()[:-40])
        # qpdf 11 cannot read it; qpdf 12 mends it, and what was mended cannot be judged.
        status = harness.gongwen('verify', path, *self.trust()).status
        self.assertIn(status, (harness.BAD_INPUT, UNKNOWN))
        self.both(path, 'pdf-sign/damaged', None, status)
        self.both(self.write('b.pdf', b'%PDF-1.7\nnothing\n%%EOF\n'), 'pdf-sign/damaged', None, harness.BAD_INPUT)

    def hybrid(self, path):
        """A table and a stream of the same objects, as programs wrote them for readers of PDF 1.4."""
        old = self.folder / 'old.pdf'
        run('qpdf', '--object-streams=disable', path, old)
        data = old.read_bytes()
        at = data.rindex(b'\nxref\n') + 1
        trailer = data.index(b'trailer <<', at)
        with pikepdf.open(old) as pdf:
            size = int(pdf.trailer.Size)
        start = len(data)
        # The stream knows one object more, a free one, so that both are true.
        stream = b'%d 0 obj\n<</Type/XRef/Size %d/W[1 4 1]/Index[%d 1]/Length 6>>stream\n' % (size, size + 1, size) + bytes(6) + b'\nendstream\nendobj\n'
        table = start + len(stream)
        text = data[trailer:data.index(b'startxref', trailer)]
        tail = b'xref\n0 0\n' + text.replace(b'trailer <<', b'trailer <</XRefStm %d /Prev %d ' % (start, at)).replace(
            b'/Size %d' % size, b'/Size %d' % (size + 1))
        return data + stream + tail + b'startxref\n%d\n%%%%EOF\n' % table

    def test_19_hybrid(self):
        path = self.write('hybrid.pdf', self.hybrid(self.document()))
        self.both(path, 'pdf-sign/hybrid', 'signatures/none', harness.BAD_INPUT)

    def test_19_hybrid_after_a_signature(self):
        old = self.folder / 'plain.pdf'
        run('qpdf', '--object-streams=disable', self.document(), old)
        data = self.sign(old).read_bytes()
        at = data.rindex(b'xref\n', 0, data.rindex(b'startxref'))
        trailer = data[data.rindex(b'trailer'):data.rindex(b'startxref')]
        added = b'xref\n0 0\n' + trailer.replace(b'<<', b'<</XRefStm 15 /Prev %d ' % at, 1)
        path = self.write('later.pdf', data + added + b'startxref\n%d\n%%%%EOF\n' % len(data))
        out = self.folder / 'out.pdf'
        self.sign(path, out=out, status=harness.BAD_INPUT)
        self.assertFalse(out.exists())
        result = harness.gongwen('verify', path, *self.trust())
        self.assertIn(result.status, (harness.BAD_INPUT, UNKNOWN), result.out)

    def test_19_xfa(self):
        form = self.folder / 'xfa.pdf'
        with pikepdf.open(self.document('expert-application', 'typical', '--fillable')) as pdf:
            pdf.Root.AcroForm.XFA = pdf.make_stream(b'<xdp/>')
            pdf.save(form)
        self.both(form, 'pdf-sign/xfa', 'signatures/none', harness.BAD_INPUT)

    def test_09_another_program_signs_what_was_certified(self):
        """Other judges call these signatures valid: nothing but the certification forbids them."""
        for certify in ('no-changes', 'fill', 'annotate'):
            with self.subTest(certify):
                first, other = self.sign(self.document(), '--certify', certify, kind='p256'), self.folder / 'other.pdf'
                trust = self.trust()
                self.assertEqual(harness.gongwen('verify', first, *trust).status, harness.DONE)
                run('podofosign', '-in', first, '-out', other, '-cert', self.authority.folder / 'rsa.pem', '-pkey',
                    self.authority.folder / 'rsa.key', '-field-name', 'podofo-1')
                found = json.loads(harness.gongwen('verify', other, *trust, '--json').out)
                self.assertEqual(found['files'][0]['signatures'][0]['verdict'], 'invalid', found)
                self.assertIn('signatures/changed', [d['id'] for d in found['diagnostics']])
                told = run('pdfsig', '-nssdir', f'sql:{self.authority.folder}', other, check=False).stdout.decode()
                self.assertEqual(told.count('Signature is Valid'), 2, told)

    def test_10_both_of_two_signatures_are_valid(self):
        first = self.sign(self.document())
        second = self.sign(first, '--page', 1, '--at', '60,60', '--seal', self.seal(), kind='rsa', out=self.folder / 'second.pdf')
        third = self.sign(second, kind='p384', out=self.folder / 'third.pdf')
        found = json.loads(harness.gongwen('verify', third, *self.trust(), '--json').out)
        self.assertEqual(found['status'], harness.DONE, found)
        signatures = found['files'][0]['signatures']
        self.assertEqual([(one['verdict'], one['revision'], one['coversAll']) for one in signatures],
                         [('valid', 2 + number, number == 2) for number in range(3)], signatures)
        self.assertTrue(all(change['permission'] == 'permitted' for one in signatures for change in one['changes']))

    def test_19_signed_by_another_program(self):
        """In the form of before PAdES, whose names of certificates are not signed: it is said, and can be signed once more."""
        other = self.folder / 'other.pdf'
        run('podofosign', '-in', self.document(), '-out', other, '-cert', self.authority.folder / 'rsa.pem', '-pkey',
            self.authority.folder / 'rsa.key', '-field-name', 'podofo-1')
        words = ['verify', other, *self.trust()]
        result = harness.gongwen(*words, '--json')
        found = json.loads(result.out)
        self.assertEqual(found['files'][0]['signatures'][0]['field'], 'podofo-1')
        self.assertTrue(found['files'][0]['signatures'][0]['signer']['name'].endswith('rsa'))
        self.assertNotEqual(result.status, harness.DONE)
        self.assertTrue({d['id'] for d in found['diagnostics']} & {'sign/found-ess-missing', 'sign/found-several-signers', 'signatures/other-format'},
                        found['diagnostics'])
        self.says(words, result.status, None)
        both = self.sign(other, out=self.folder / 'both.pdf')
        self.assertTrue(both.read_bytes().startswith(other.read_bytes()))
        told = run('pdfsig', '-nssdir', f'sql:{self.authority.folder}', both, check=False).stdout.decode()
        self.assertEqual(told.count('Signature is Valid'), 2, told)


if __name__ == '__main__':
    unittest.main()
