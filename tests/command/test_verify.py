"""`verify`: who signed, when, whether it is valid, in both languages and for programs; the exit status; and what other
programs say of the same files."""
import json
import os
import random
import subprocess
import unittest

import needs
from harness import BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen
from signed_files import TEXT_FIELD, Authority, SignedFile, stream

UNKNOWN = 4


class Verify(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()

    def signed(self, name='Ren Yi', **options):
        return SignedFile().sign(self.authority, name, **options)

    def run_on(self, data, *options, trusted=True):
        trust = ('--trust', self.authority.path('root.pem'), '--crl', self.authority.path('root.crl')) if trusted else ()
        return gongwen('verify', self.write('a.pdf', data), *trust, *options)

    def result(self, data, *options, **more):
        result = self.run_on(data, '--json', *options, **more)
        return result.status, json.loads(result.out)

    def ids(self, answer):
        return {message['id'] for message in answer['diagnostics']}

    def test_a_valid_signature(self):
        status, answer = self.result(self.signed().data)
        self.assertEqual((status, self.ids(answer) - {'sign/found-time-claimed'}), (DONE, set()), answer)
        one = answer['files'][0]['signatures'][0]
        self.assertEqual((one['field'], one['page'], one['verdict'], one['intact'], one['trusted'], one['coversAll']),
                         ('sig-1', 1, 'valid', True, True, True))
        self.assertEqual((one['signer']['name'], one['timeFrom'], one['time'], one['level'], one['reason']),
                         ('Ren Yi', 'computer', '2026-11-24T08:00:00+08:00', 'B-B', 'Agreed'))

    def test_the_report_in_both_languages(self):
        data = self.signed().update({10: TEXT_FIELD % (b'Ren Er', 7)}).data
        english = self.run_on(data, '--lang', 'en').out
        for words in ('all signatures are valid', 'signed by: Ren Yi', "of the signer's computer", 'reason: Agreed',
                      'level: B-B', 'permitted: page 1: value of field `name` changed from “Ren Yi” to “Ren Er”'):
            self.assertIn(words, english)
        chinese = self.run_on(data, '--lang', 'zh').out
        for words in ('全部签名有效', '签署人：Ren Yi', '签署人计算机的时间', '事由：Agreed', '级别：B-B',
                      '允许：第 1 页：域 `name` 的值由“Ren Yi”改为“Ren Er”'):
            self.assertIn(words, chinese)

    def test_two_signatures_the_first_stays_valid(self):
        data = self.signed().sign(self.authority, 'Ren Er', field=12).data
        status, answer = self.result(data)
        self.assertEqual(status, DONE, answer)
        found = [(one['field'], one['signer']['name'], one['verdict']) for one in answer['files'][0]['signatures']]
        self.assertEqual(found, [('sig-1', 'Ren Yi', 'valid'), ('sig-2', 'Ren Er', 'valid')])

    def test_second_signature_with_a_field_of_its_own(self):
        data = self.signed().sign(self.authority, 'Ren Er', new_field=b'sig-3').data
        self.assertEqual(self.result(data)[0], DONE)

    def test_visible_field_by_an_unknown_signer_is_to_be_looked_at(self):
        other = Authority()
        file = self.signed().sign(other, 'Somebody', new_field=b'sig-3')
        status, answer = self.result(file.data)
        self.assertEqual(status, UNKNOWN, answer)
        self.assertIn('signatures/doubtful', self.ids(answer))

    def test_without_trust(self):
        status, answer = self.result(self.signed().data, trusted=False)
        self.assertEqual(status, UNKNOWN, answer)
        self.assertIn('sign/found-no-trust', self.ids(answer))

    def test_another_root(self):
        other = Authority()
        status, answer = self.result(self.signed().data, '--trust', other.path('root.pem'), trusted=False)
        self.assertEqual(status, UNKNOWN, answer)

    def test_expired_revoked_and_not_yet_valid(self):
        cases = (('expired', ('-startdate', '20200101000000Z', '-enddate', '20210101000000Z'), ()),
                 ('later', ('-startdate', '20400101000000Z', '-enddate', '20410101000000Z'), ()),
                 ('revoked', (), ('revoke',)))
        for name, options, then in cases:
            with self.subTest(name):
                data = self.signed(self.authority.signer(name, *options)).data
                if then:
                    self.authority.revoke(name)
                status, answer = self.result(data)
                self.assertEqual(status, BAD_INPUT, answer)

    def test_not_yet_valid_now_but_at_a_date(self):
        name = self.authority.signer('future', '-startdate', '20400101000000Z', '-enddate', '20410101000000Z')
        data = self.signed(name).data
        self.assertIn('sign/found-not-yet-valid', self.ids(self.result(data)[1]))
        status, answer = self.result(data, '--at', '2040-06-01')
        self.assertNotIn('sign/found-not-yet-valid', self.ids(answer))
        self.assertEqual(status, UNKNOWN, answer)  # the list of revoked certificates is outdated by then

    def test_without_revocation_list(self):
        status, answer = self.result(self.signed().data, '--trust', self.authority.path('root.pem'), trusted=False)
        self.assertEqual(status, UNKNOWN, answer)
        self.assertIn('sign/found-revocation-unknown', self.ids(answer))

    def test_file_without_signatures(self):
        status, answer = self.result(SignedFile().data)
        self.assertEqual((status, answer['files'][0]['verdict'], self.ids(answer)), (BAD_INPUT, 'none', {'signatures/none'}))
        self.assertIn('没有签名', self.run_on(SignedFile().data, '--lang', 'zh').out)

    def test_files_that_are_none(self):
        for data, wanted in ((b'', 'signatures/not-pdf'), (b'hello', 'signatures/not-pdf'),
                             (b'PK\x03\x04', 'ofd-sign/not-ofd')):
            status, answer = self.result(data)
            self.assertEqual((status, self.ids(answer)), (BAD_INPUT, {wanted}))

    def test_truncated_files(self):
        data = self.signed().data
        for share in (0.1, 0.5, 0.9, 0.99):
            status, _ = self.result(data[:int(len(data) * share)])
            self.assertNotEqual(status, DONE)

    def test_usage(self):
        self.assertEqual(gongwen('verify').status, BAD_USAGE)
        self.assertEqual(self.run_on(self.signed().data, '--at', 'soon').status, BAD_USAGE)
        self.assertEqual(gongwen('verify', 'none.pdf').status, 3)
        self.assertNotEqual(self.run_on(self.signed().data, '--trust', os.devnull, trusted=False).status, DONE)

    def test_worst_of_several_files(self):
        good = self.write('good.pdf', self.signed().data)
        bad = self.write('bad.pdf', self.signed().data + b'junk')
        options = ('--trust', self.authority.path('root.pem'), '--crl', self.authority.path('root.crl'))
        self.assertEqual(gongwen('verify', good, good, *options).status, DONE)
        self.assertEqual(gongwen('verify', good, bad, *options).status, BAD_INPUT)

    def plain(self, form):
        """As programs sign that do not make PAdES: the certificate is not named."""
        return SignedFile().sign(self.authority, 'Ren Yi', form=form,
                                 make=lambda covered: self.authority.cms('Ren Yi', covered, '-noindef')).data

    def test_a_certificate_that_is_not_named(self):
        """A rule of PAdES alone."""
        status, answer = self.result(self.plain(b'adbe.pkcs7.detached'))
        self.assertEqual((status, answer['files'][0]['signatures'][0]['intact']), (DONE, True), answer)
        self.assertIn('sign/found-ess-absent', self.ids(answer))
        self.assertNotIn('level', answer['files'][0]['signatures'][0])
        status, answer = self.result(self.plain(b'ETSI.CAdES.detached'))
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('sign/found-ess-missing', self.ids(answer))

    def test_other_formats_are_unknown_whatever_is_in_them(self):
        for make in (None, lambda covered: b'\x04\x03abc', lambda covered: b'no DER'):
            data = SignedFile().sign(self.authority, 'Ren Yi', form=b'adbe.x509.rsa_sha1', make=make).data
            status, answer = self.result(data)
            self.assertEqual((status, answer['files'][0]['verdict'], self.ids(answer)), (UNKNOWN, 'unknown', {'signatures/other-format'}))

    def test_names_of_algorithms_that_were_damaged(self):
        """A signature is broken, not in an unknown algorithm, where its own parts say so."""
        file = self.signed()
        der = bytes.fromhex(file.data[file.gap + 1:file.after - 1].decode())
        for oid in (bytes.fromhex('0609608648016503040201'), bytes.fromhex('06082a8648ce3d040302')):
            place = der.rindex(oid)  # that of the signer; others are in certificates, and in the list of algorithms
            for offset in (3, 5, len(oid) - 2):
                broken = bytearray(der)
                broken[place + offset] ^= 0x15
                digits = bytes(broken).hex().encode()
                data = file.data[:file.gap + 1] + digits + file.data[file.after - 1:]
                with self.subTest(f'{oid.hex()} {offset}'):
                    status, answer = self.result(data)
                    self.assertEqual(status, BAD_INPUT, answer)

    def test_names_that_command_a_terminal(self):
        """Controls and marks that turn the direction of writing are spelled out wherever a name is printed."""
        self.authority.run('req', '-x509', '-utf8', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'odd.key',
                           '-out', 'odd.pem', '-subj', '/CN=Ren\x8d\u202eYi')
        data = SignedFile().sign(self.authority, 'Ren Yi', make=lambda covered: self.authority.cms('odd', covered)).data
        out = self.run_on(data, '--lang', 'en').out
        self.assertIn('signed by: RenU+008DU+202EYi', out)
        self.assertNotIn('\x8d', out)
        self.assertNotIn('\u202e', out)

    def test_texts_of_the_file_cannot_forge_the_report(self):
        data = self.signed().data
        data = data.replace(b'/Reason(Agreed)', b'/Reason(A\\ny: ok)')
        self.assertNotIn('\ny: ok', self.run_on(data).out)

    @needs.only_with('pdfsig')
    @needs.time
    def test_flipped_bytes_as_pdfsig_finds_them(self):
        """Every flipped byte is found; where pdfsig calls a signature invalid, so does verify."""
        file = self.signed()
        places = random.Random(1).sample([i for i in range(len(file.data)) if not file.gap < i < file.after], 200)
        for place in places:
            data = bytearray(file.data)
            data[place] ^= 0x01
            status, answer = self.result(bytes(data))
            self.assertNotEqual(status, DONE, place)
            said = subprocess.run(['pdfsig', '-nocert', self.write('a.pdf', bytes(data))], capture_output=True, check=False)
            if b'Signature is Valid' in said.stdout:
                # What pdfsig misses is named here: a range that no longer fits.
                self.assertNotEqual(self.ids(answer) - {'sign/found-time-claimed'}, set(), place)


if __name__ == '__main__':
    unittest.main()
