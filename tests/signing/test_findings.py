"""Signatures that are wrong in one way each: their findings, in both languages. The values are put into a file that
`gongwen sign` made: the value is the only part of it that is not signed."""
import json
import subprocess

import harness
from forged_cms import DATA, OCTETS, SEQUENCE, Forger, der, digest, oid, openssl
from signing_files import SigningTest, byte_ranges, signed_bytes, unittest

SHA1, SHA3, ED25519 = '1.3.14.3.2.26', '2.16.840.1.101.3.4.2.8', '1.3.101.112'
INVALID, UNKNOWN = 1, 4


class Findings(SigningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority.add('tsa', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n')
        cls.authority.publish()
        cls.forger = Forger(cls.authority.folder, 'p256', 'issuer')
        cls.tsa = Forger(cls.authority.folder, 'tsa', 'issuer')
        cls.issuer = openssl('x509', '-in', cls.authority.issuer, '-outform', 'DER')

    def setUp(self):
        super().setUp()
        self.data = self.sign(self.document()).read_bytes()
        self.content = signed_bytes(self.data)

    def with_value(self, value):
        _, before, after, _ = byte_ranges(self.data)[-1]
        digits = value.hex().encode().ljust(after - before - 2, b'0')
        return self.write('forged.pdf', self.data[:before + 1] + digits + self.data[after - 1:])

    def judge(self, value, *options, lists=True):
        folder = self.authority.folder
        trust = ['--trust', self.authority.root, '--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl'] if lists else []
        path = self.with_value(value)
        result = harness.gongwen('verify', path, *trust, *options, '--json')
        chinese = harness.gongwen('--lang', 'zh', 'verify', path, *trust, *options)
        found = json.loads(result.out)
        return result.status, [d['id'] for d in found['diagnostics']], chinese.out, found['files'][0]['signatures'][0]

    def expect(self, message, chinese, value, status=INVALID, **options):
        was, ids, text, signature = self.judge(value, **options)
        self.assertIn(message, ids)
        self.assertIn(chinese, text)
        self.assertEqual(was, status, ids)
        self.assertEqual(signature['verdict'], 'invalid' if status == INVALID else 'unknown')
        return ids

    def sound(self, **options):
        """The certificates of signer and issuer are in it."""
        attributes = options.pop('attributes', None) or self.forger.attributes(self.content)
        return self.forger.signed_data([self.forger.signer(attributes, **options)],
                                       certificates=[self.forger.certificate, self.issuer])

    def test_the_forger_makes_sound_signatures(self):
        status, ids, _, signature = self.judge(self.sound(token=lambda value: self.tsa.token(digest(value))))
        self.assertEqual((status, ids, signature['verdict'], signature['timeFrom']), (0, [], 'valid', 'token'))

    def test_malformed(self):
        for value in (b'\x30\x03\x02\x01\x00', der(SEQUENCE, oid(DATA)), self.sound()[:60]):
            with self.subTest(value[:8]):
                self.expect('sign/found-malformed', '无法读取签名', value)

    def test_several_signers_and_none(self):
        one = self.forger.signer(self.forger.attributes(self.content))
        self.expect('sign/found-several-signers', '2 个签名人', self.forger.signed_data([one, one]))
        self.expect('sign/found-several-signers', '0 个签名人', self.forger.signed_data([]))

    def test_content_inside(self):
        one = self.forger.signer(self.forger.attributes(self.content))
        self.expect('sign/found-content-inside', '另含内容', self.forger.signed_data([one], inside=b'something else'))

    def test_digest_differs(self):
        self.expect('sign/found-digest-differs', '签名后内容被修改', self.forger.cms(self.content + b' '))

    def test_signature_wrong(self):
        value = bytearray(self.sound())
        value[-2] ^= 1
        self.expect('sign/found-signature-wrong', '签名与证书的密钥不符', bytes(value))

    def test_no_attributes(self):
        for left in ([0, 2], [1, 2]):
            attributes = [self.forger.attributes(self.content)[number] for number in left]
            self.expect('sign/found-no-attributes', '缺少消息摘要', self.sound(attributes=attributes))
        twice = self.forger.attributes(self.content)
        twice.append(self.forger.attributes(b'other')[1])
        self.expect('sign/found-no-attributes', '缺少消息摘要', self.sound(attributes=twice))

    def test_another_content_type(self):
        self.expect('sign/found-no-attributes', '缺少消息摘要', self.sound(
            attributes=self.forger.attributes(self.content, kind='1.2.840.113549.1.9.16.1.4')))

    def test_ess_missing(self):
        self.expect('sign/found-ess-missing', '未指明所用证书', self.sound(attributes=self.forger.attributes(self.content)[:2]))

    def test_ess_differs(self):
        self.expect('sign/found-ess-differs', '指明的是另一证书', self.sound(
            attributes=self.forger.attributes(self.content, ess=self.forger.ess(self.issuer))))

    def test_signer_missing(self):
        one = self.forger.signer(self.forger.attributes(self.content))
        self.expect('sign/found-signer-missing', '缺少签名人证书', self.forger.signed_data([one], certificates=[]))
        self.expect('sign/found-signer-missing', '缺少签名人证书', self.forger.signed_data([one], certificates=[self.issuer]))

    def test_weak_digest(self):
        (self.folder / 'content').write_bytes(self.content)
        folder = self.authority.folder
        for method in ('sha1', 'md5'):
            value = openssl('cms', '-sign', '-binary', '-cades', '-md', method, '-in', self.folder / 'content', '-outform', 'DER',
                            '-signer', folder / 'rsa.pem', '-inkey', folder / 'rsa.key', '-nosmimecap')
            self.expect('sign/found-weak-digest', '已不安全', value)

    def test_weak_key(self):
        folder = self.authority.folder
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-keyout', self.folder / 'w.key', '-out',
                        self.folder / 'w.pem', '-subj', '/CN=weak'], check=True, capture_output=True)
        (self.folder / 'content').write_bytes(self.content)
        value = openssl('cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-in', self.folder / 'content', '-outform', 'DER',
                        '-signer', self.folder / 'w.pem', '-inkey', self.folder / 'w.key', '-nosmimecap')
        status, ids, _, _ = self.judge(value)
        self.assertEqual(status, INVALID)
        self.assertIn('sign/found-weak-key', ids)

    def test_algorithms_that_are_not_supported_are_unknown_not_invalid(self):
        self.expect('sign/found-unsupported', '不支持算法', self.sound(digest_oid=SHA3), UNKNOWN)
        self.expect('sign/found-unsupported', '不支持算法', self.sound(algorithm=ED25519), UNKNOWN)

    def test_a_key_of_a_kind_that_is_not_supported(self):
        """What cannot be computed is not called wrong."""
        folder = self.authority.folder
        openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', folder / 'ed.key', '-out', folder / 'ed.pem', '-subj', '/CN=ed')
        forger = Forger(folder, 'ed')

        def sign(data):
            (self.folder / 'to-sign').write_bytes(data)
            return openssl('pkeyutl', '-sign', '-rawin', '-inkey', folder / 'ed.key', '-in', self.folder / 'to-sign')
        signer = forger.signer(forger.attributes(self.content), algorithm=ED25519, sign=sign)
        ids = self.expect('sign/found-unsupported', '不支持算法 ED25519', forger.signed_data([signer]), UNKNOWN)
        self.assertNotIn('sign/found-signature-wrong', ids)

    def test_signing_time_of_the_computer(self):
        (self.folder / 'content').write_bytes(self.content)
        folder = self.authority.folder
        value = openssl('cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-in', self.folder / 'content', '-outform', 'DER',
                        '-signer', folder / 'p256.pem', '-inkey', folder / 'p256.key', '-nosmimecap', '-certfile',
                        self.authority.issuer)
        status, ids, text, _ = self.judge(value)
        self.assertEqual(status, 0, ids)
        self.assertIn('签名人时钟显示的签名时间', text)

    def test_token_malformed(self):
        for token in (der(SEQUENCE, oid(DATA)), self.forger.cms(b'no token'), der(SEQUENCE, der(OCTETS, b'x'))):
            ids = self.expect('sign/found-token-malformed', '无法读取时间戳', self.sound(token=token))
            self.assertIn('sign/found-token-ignored', ids)

    def test_token_of_other_data(self):
        self.expect('sign/found-token-other-data', '时间戳对应的是其他数据', self.sound(token=self.tsa.token(bytes(32))))

    def test_token_by_a_certificate_for_something_else(self):
        self.expect('sign/found-wrong-usage', '不能用于此用途', self.sound(token=lambda value: self.forger.token(digest(value))))

    def test_token_of_an_unknown_authority_is_ignored(self):
        folder = self.folder
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout',
                        folder / 't.key', '-out', folder / 't.pem', '-subj', '/CN=Nobody', '-addext',
                        'extendedKeyUsage=critical,timeStamping'], check=True, capture_output=True)
        foreign = Forger(folder, 't')
        status, ids, text, signature = self.judge(self.sound(token=lambda value: foreign.token(digest(value))))
        self.assertIn('sign/found-token-ignored', ids)
        self.assertIn('时间戳不可信', text)
        self.assertNotEqual(status, INVALID)

    def test_no_time_of_signing_is_taken_from_an_unknown_authority(self):
        """Its certificate is expired now; a forged token says that it was signed before."""
        import datetime
        self.authority.add_dated('past', 'keyUsage=critical,digitalSignature\n', '20200101000000Z', '20210101000000Z')
        past = Forger(self.authority.folder, 'past')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout',
                        self.folder / 't.key', '-out', self.folder / 't.pem', '-subj', '/CN=Nobody', '-addext',
                        'extendedKeyUsage=critical,timeStamping'], check=True, capture_output=True)
        foreign = Forger(self.folder, 't')
        when = datetime.datetime(2020, 6, 1, tzinfo=datetime.timezone.utc)
        value = past.signed_data([past.signer(past.attributes(self.content), token=lambda v: foreign.token(digest(v), time=when))],
                                 certificates=[past.certificate, self.issuer])
        self.expect('sign/found-expired', '过期', value)


if __name__ == '__main__':
    unittest.main()
