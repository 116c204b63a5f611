"""`gongwen verify` for OFD: what was changed, added or removed; the seal; the certificates; hostile packages. The names of
the tests have the numbers of the checklist of signatures."""
import base64
import io
import random
import struct
import time
import warnings
import zipfile
import zlib

from lxml import etree

import harness
from seal_files import (CLOCK, DAY, SealAuthority, SealTest, Sealed, bits, integer, moment, octets, oid, repacked,
                        sequence, sm3, tlv, unittest, values)

UNKNOWN = 4
SIGN = 'Doc_0/Signs/Sign_0/'


def meaning(data):
    """What another program reads: names and contents, XML in its canonical form. None when it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception as error:  # whatever zipfile and zlib say of it
        return f'{type(error)}'
    out = {}
    for name, content in files.items():
        if name.endswith('Signatures.xml'):
            try:
                content = etree.tostring(etree.fromstring(content), method='c14n')
            except etree.XMLSyntaxError:
                pass
        out[name] = content
    return out


class OfdVerify(SealTest):
    def changed(self, data, change):
        """Status and messages after a change to the files of a package."""
        status, answer = self.verify(repacked(data, change))
        return status, self.ids(answer), answer

    def test_23_each_file_changed_is_found(self):
        data = self.sealed().read_bytes()
        for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
            with self.subTest(name):
                def change(files):
                    content = bytearray(files[name])
                    content[len(content) // 2] ^= 1
                    files[name] = bytes(content)
                status, ids, answer = self.changed(data, change)
                self.assertEqual(status, harness.BAD_INPUT, answer)
                if 'Signs/' not in name and name != 'OFD.xml':
                    self.assertEqual(ids, {'ofd-sign/found-changed'})
                    changes = answer['files'][0]['signatures'][0]['changes']
                    self.assertEqual([one['file'] for one in changes], [name])

    def test_23_each_file_removed_is_found(self):
        data = self.sealed().read_bytes()
        for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
            with self.subTest(name):
                status, ids, answer = self.changed(data, lambda files: files.pop(name))
                self.assertEqual(status, harness.BAD_INPUT, answer)
                if 'Signs/' not in name and name != 'OFD.xml':
                    self.assertEqual(ids, {'ofd-sign/found-removed'})

    def test_23_each_file_added_is_found(self):
        data = self.sealed().read_bytes()
        cases = {'Doc_0/Res/new.png': 'ofd-sign/found-added', 'new.txt': 'ofd-sign/found-added',
                 'Doc_0/Pages/Page_9/Content.xml': 'ofd-sign/found-added',
                 SIGN + 'more.xml': 'ofd-sign/found-unlisted', 'Doc_0/Signs/Sign_1/Signature.xml': 'ofd-sign/found-unlisted'}
        for name, wanted in cases.items():
            with self.subTest(name):
                status, ids, answer = self.changed(data, lambda files: files.update({name: b'<x/>'}))
                self.assertEqual((status, ids), (harness.BAD_INPUT, {wanted}), answer)

    def test_45_each_single_byte_change_is_found_or_changes_nothing(self):
        """Where the whole list is signed, and where another seal may follow: then the list's own XML may be written
        otherwise, as long as it says the same."""
        random.seed(45)
        for options in ((), ('--certify', 'no-changes')):
            data = self.sealed(*options, out=self.folder / 'one.ofd').read_bytes()
            original = meaning(data)
            places = random.sample(range(len(data)), 120)
            # The directory and the last entries, which are the signature's.
            places += random.sample(range(len(data) - 1500, len(data)), 80)
            found = 0
            for place in places:
                flipped = bytearray(data)
                flipped[place] ^= 1 << random.randrange(8)
                status, answer = self.verify(bytes(flipped))
                found += status != harness.DONE
                if status == harness.DONE:
                    self.assertEqual(meaning(bytes(flipped)), original, f'byte {place}')
            self.assertGreater(found, len(places) * 3 // 4)

    def test_45_each_byte_of_the_list_is_found_when_it_is_signed(self):
        name = 'Doc_0/Signs/Signatures.xml'
        data = self.sealed('--certify', 'no-changes').read_bytes()
        content = zipfile.ZipFile(io.BytesIO(data)).read(name)
        found = []
        for place in range(0, len(content), 7):
            flipped = bytearray(content)
            flipped[place] ^= 1
            status, _, answer = self.changed(data, lambda files: files.update({name: bytes(flipped)}))
            # Of what is no longer XML or names no seal, nothing can be said; the rest is not valid.
            self.assertIn(status, (harness.BAD_INPUT, UNKNOWN), answer)
            found.append(status)
        self.assertGreater(found.count(harness.BAD_INPUT), 0)

    def test_45_each_byte_of_the_value_is_found(self):
        data = self.sealed().read_bytes()
        value = zipfile.ZipFile(io.BytesIO(data)).read(SIGN + 'SignedValue.dat')
        # All of the frame and the last bytes, some of the picture.
        for place in [*range(0, 60), *range(60, len(value) - 400, 997), *range(len(value) - 400, len(value), 9)]:
            flipped = bytearray(value)
            flipped[place] ^= 1
            status, _, answer = self.changed(data, lambda files: files.update({SIGN + 'SignedValue.dat': bytes(flipped)}))
            self.assertNotEqual(status, harness.DONE, f'byte {place}: {answer}')

    def test_24_a_seal_that_had_expired_is_not_valid(self):
        now = int(CLOCK)
        data = self.with_seal(self.authority.seal(start=now - 9 * DAY, end=now - DAY))
        self.assertEqual(self.verify_ids(data), (harness.BAD_INPUT, {'sign/found-seal-expired'}))
        data = self.with_seal(self.authority.seal(start=now + DAY, end=now + 9 * DAY))
        self.assertEqual(self.verify_ids(data), (harness.BAD_INPUT, {'sign/found-seal-not-yet-valid'}))

    def test_24_a_seal_of_another_certificate_is_not_valid(self):
        data = self.with_seal(self.authority.seal(signers=('other',)))
        self.assertEqual(self.verify_ids(data), (harness.BAD_INPUT, {'sign/found-seal-other-signer'}))

    def test_a_forged_seal_is_not_valid(self):
        forged = self.authority.seal().replace('示例单位公章'.encode(), '示例单位假章'.encode())
        self.assertEqual(self.verify_ids(self.with_seal(forged)), (harness.BAD_INPUT, {'sign/found-seal-signature-wrong'}))

    def verify_ids(self, data, *options, **more):
        status, answer = self.verify(data, *options, **more)
        return status, self.ids(answer)

    def with_seal(self, seal, by='signer', **parts):
        """A package sealed by openssl and the DER of the tests, as another program does."""
        data = self.sealed(out=self.folder / 'base.ofd').read_bytes()
        signature = Sealed(data).signature()

        def change(files):
            xml = parts.get('xml', signature.xml)
            to_sign = parts.get('to_sign') or sequence(
                integer(parts.get('version', 4)), seal, moment(int(CLOCK)), bits(sm3(xml)),
                tlv(0x16, parts.get('property', '/' + signature.path).encode()))
            value = sequence(to_sign, octets(self.authority.der(by)), oid(parts.get('method', '1.2.156.10197.1.501')),
                             bits(self.authority.sm2(by, to_sign)))
            files[signature.path] = xml
            files[SIGN + 'Seal.esl'] = seal
            files[SIGN + 'SignedValue.dat'] = value
        return repacked(data, change)

    def test_a_signature_by_openssl_is_valid(self):
        for where in (f'/{SIGN}Signature.xml', f'{SIGN}Signature.xml'):
            self.assert_valid(self.with_seal(self.authority.seal(), property=where))

    def test_wrong_methods_and_versions(self):
        seal = self.authority.seal()
        cases = (({'method': '1.2.840.113549.1.1.11'}, harness.BAD_INPUT, 'sign/found-signature-wrong'),
                 ({'version': 1}, UNKNOWN, 'sign/found-seal-version'),
                 ({'property': '/Doc_0/Signs/Sign_7/Signature.xml'}, harness.BAD_INPUT, 'sign/found-seal-other-document'),
                 ({'property': '/../Signature.xml'}, harness.BAD_INPUT, 'sign/found-seal-other-document'))
        for parts, status, wanted in cases:
            with self.subTest(parts):
                found = self.verify_ids(self.with_seal(seal, **parts))
                self.assertEqual((found[0], wanted in found[1]), (status, True), found)
        found = self.verify_ids(self.with_seal(self.authority.seal(version=3)))
        self.assertEqual(found, (UNKNOWN, {'sign/found-seal-version'}))

    def described(self, change):
        """A package whose description of the signature was changed before it was signed."""
        xml = Sealed(self.sealed(out=self.folder / 'base.ofd')).signature().xml
        return self.with_seal(self.authority.seal(), xml=change(xml.decode()).encode())

    def test_other_methods_of_digests(self):
        sm3_oid = 'CheckMethod="1.2.156.10197.1.401"'
        self.assert_valid(self.described(lambda xml: xml.replace(sm3_oid, 'CheckMethod="SM3"')))
        for method in ('MD5', 'SHA1', ''):
            data = self.described(lambda xml: xml.replace(sm3_oid, f'CheckMethod="{method}"'))
            self.assertEqual(self.verify_ids(data), (harness.BAD_INPUT, {'ofd-sign/found-weak'}))
        data = self.described(lambda xml: xml.replace(sm3_oid, 'CheckMethod="whirlpool"'))
        self.assertEqual(self.verify_ids(data), (UNKNOWN, {'ofd-sign/found-method'}))

    def test_references_that_lead_out_or_are_doubled_or_missing(self):
        first = '<ofd:Reference FileRef="/OFD.xml">'
        outside = self.described(lambda xml: xml.replace(
            first, '<ofd:Reference FileRef="/../../etc/passwd"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>' + first))
        self.assertEqual(self.verify_ids(outside), (harness.BAD_INPUT, {'ofd-sign/found-outside'}))

        def double(xml):
            start = xml.index(first)
            end = xml.index('</ofd:Reference>', start) + len('</ofd:Reference>')
            return xml[:end] + xml[start:end] + xml[end:]
        self.assertEqual(self.verify_ids(self.described(double)), (harness.BAD_INPUT, {'ofd-sign/found-outside'}))

        def drop(xml):
            start = xml.index(first)
            return xml[:start] + xml[xml.index('</ofd:Reference>', start) + len('</ofd:Reference>'):]
        self.assertEqual(self.verify_ids(self.described(drop)), (harness.BAD_INPUT, {'ofd-sign/found-added'}))

        def drop_all(xml):
            return xml[:xml.index('<ofd:Reference ')] + xml[xml.index('</ofd:References>'):]
        self.assertEqual(self.verify_ids(self.described(drop_all)), (harness.BAD_INPUT, {'ofd-sign/found-added'}))

    def test_another_seal_beside_the_value_is_found(self):
        data = self.sealed().read_bytes()
        other = self.authority.seal(name='另一印章')
        found = self.changed(data, lambda files: files.update({SIGN + 'Seal.esl': other}))
        self.assertEqual(found[:2], (harness.BAD_INPUT, {'ofd-sign/found-other-seal'}))

    def test_a_signature_without_a_seal_is_unknown(self):
        data = self.sealed().read_bytes()
        found = self.changed(data, lambda files: files.update({'Doc_0/Signs/Signatures.xml': files[
            'Doc_0/Signs/Signatures.xml'].replace(b'"Seal"', b'"Sign"')}))
        self.assertEqual(found[:2], (UNKNOWN, {'ofd-sign/found-type'}))

    def test_10_a_seal_that_was_taken_away_is_found(self):
        first = self.sealed()
        data = self.sign(first, '--page', 1, '--at', '60,200', out=self.folder / '2.ofd').read_bytes()
        name = 'Doc_0/Signs/Signatures.xml'

        def unlist(files):
            xml = files[name].decode()
            start = xml.index('<ofd:Signature ')
            files[name] = (xml[:start] + xml[xml.index('/>', start) + 2:]).encode()

        def remove(files):
            unlist(files)
            for path in [path for path in files if path.startswith(SIGN)]:
                files.pop(path)
        self.assertEqual(self.changed(data, unlist)[:2], (harness.BAD_INPUT, {'ofd-sign/found-unlisted'}))
        self.assertEqual(self.changed(data, remove)[:2], (harness.BAD_INPUT, {'ofd-sign/found-removed'}))

    def test_the_only_seal_that_was_taken_off_the_list_is_found(self):
        """Its files are still there, so that the file is not one without seals."""
        data = self.sealed().read_bytes()
        name = 'Doc_0/Signs/Signatures.xml'

        def unlist(files):
            xml = files[name].decode()
            start = xml.index('<ofd:Signature ')
            files[name] = (xml[:start] + xml[xml.index('/>', start) + 2:]).encode()

        def no_list(files):
            unlist(files)
            files['OFD.xml'] = files['OFD.xml'].replace(f'<ofd:Signatures>{name}</ofd:Signatures>'.encode(), b'')

        def only_the_value(files):
            unlist(files)
            files['Doc_0/Res/picture.dat'] = files.pop(SIGN + 'SignedValue.dat')
            for left in [path for path in files if path.startswith(SIGN)]:
                files.pop(left)
        for change in (unlist, no_list, only_the_value):
            with self.subTest(change.__name__):
                status, ids, answer = self.changed(data, change)
                self.assertEqual((status, ids), (harness.BAD_INPUT, {'ofd-sign/found-unlisted'}), answer)
                self.assertEqual(answer['files'][0]['verdict'], 'invalid')
        status, _, answer = self.changed(self.document().read_bytes(), lambda files: None)
        self.assertEqual((status, answer['files'][0]['verdict']), (harness.BAD_INPUT, 'none'))

    def test_a_list_among_the_files_of_the_document(self):
        """Another producer's place for it: what is signed there belongs to no removed signature."""
        empty = '<?xml version="1.0" encoding="UTF-8"?><ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"></ofd:Signatures>'

        def with_list(files):
            files['OFD.xml'] = files['OFD.xml'].replace(
                b'</ofd:DocBody>', b'<ofd:Signatures>Doc_0/Signatures.xml</ofd:Signatures></ofd:DocBody>')
            files['Doc_0/Signatures.xml'] = empty.encode()
        path = self.write('list.ofd', repacked(self.document().read_bytes(), with_list))
        sealed = self.sign(path, *self.AT, out=self.folder / 'in-document.ofd').read_bytes()
        self.assertEqual(Sealed(sealed).list_path, 'Doc_0/Signatures.xml')
        self.assert_valid(sealed)
        found = self.changed(sealed, lambda files: files.update({'Doc_0/Res/new.png': b'x'}))
        self.assertEqual(found[:2], (harness.BAD_INPUT, {'ofd-sign/found-added'}))

    def test_data_of_vendors_in_a_seal(self):
        """As a separate list, or within `[0]`: the maker signed it in either form."""
        data = sequence(sequence(oid('1.2.3'), tlv(0x01, b'\0'), octets(b'x')))
        for extra in (data, tlv(0xa0, data[2:]), tlv(0xa0, data)):
            with self.subTest(extra):
                self.assert_valid(self.with_seal(self.authority.seal(extra=extra)))
        self.assertEqual(self.verify_ids(self.with_seal(self.authority.seal(extra=octets(b'x')))),
                         (UNKNOWN, {'sign/found-seal-malformed'}))

    def test_the_namespace_of_drafts(self):
        def rewritten(files, to):
            for name, content in files.items():
                files[name] = content.replace(b'http://www.ofdspec.org/2016', to)
        data = self.document('result-notice', 'typical').read_bytes()
        draft = self.write('draft.ofd', repacked(data, lambda files: rewritten(files, b'http://www.ofdspec.org')))
        self.assertEqual(self.refused(draft, *self.AT), {'ofd-sign/draft'})
        status, ids, _ = self.changed(draft.read_bytes(), lambda files: None)
        self.assertEqual((status, ids), (harness.BAD_INPUT, {'ofd-sign/found-draft', 'ofd-sign/none'}))
        status, answer = self.verify(self.drafted(b'http://www.ofdspec.org'))
        self.assertEqual((status, self.ids(answer)), (harness.DONE, {'ofd-sign/found-draft'}), answer)
        self.assertEqual(answer['files'][0]['verdict'], 'valid')
        status, answer = self.verify(self.drafted(b'http://example.invalid/ofd'))
        self.assertEqual((status, self.ids(answer)), (UNKNOWN, {'ofd-sign/found-namespace'}), answer)

    def drafted(self, space):
        """A sealed file in another namespace, signed as it is."""
        def rewrite(files):
            for name, content in files.items():
                if name.endswith('.xml'):
                    files[name] = content.replace(b'http://www.ofdspec.org/2016', space)
        data = repacked(self.sealed(out=self.folder / 'base.ofd').read_bytes(), rewrite)
        seal = self.authority.seal()

        def sign(files):
            xml = files[SIGN + 'Signature.xml'].decode()
            for name, content in files.items():
                head = f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>'
                if head in xml:
                    start = xml.index(head) + len(head)
                    xml = xml[:start] + base64.b64encode(sm3(content)).decode() + xml[xml.index('<', start):]
            to_sign = sequence(integer(4), seal, moment(int(CLOCK)), bits(sm3(xml.encode())),
                               tlv(0x16, f'/{SIGN}Signature.xml'.encode()))
            files[SIGN + 'Signature.xml'] = xml.encode()
            files[SIGN + 'Seal.esl'] = seal
            files[SIGN + 'SignedValue.dat'] = sequence(to_sign, octets(self.authority.der('signer')),
                                                       oid('1.2.156.10197.1.501'), bits(self.authority.sm2('signer', to_sign)))
        return repacked(data, sign)

    def test_two_seals_are_judged_each(self):
        first = self.sealed()
        second = self.sign(first, '--page', 1, '--at', '60,200', out=self.folder / '2.ofd')
        status, _, answer = self.changed(second.read_bytes(), lambda files: files.update(
            {'Doc_0/Signs/Sign_1/SignedValue.dat': b'\x30\x00'}))
        self.assertEqual(status, harness.BAD_INPUT)
        self.assertEqual([one['verdict'] for one in answer['files'][0]['signatures']], ['valid', 'invalid'])

    def test_14_trust_and_revocation(self):
        data = self.sealed().read_bytes()
        self.assertEqual(self.verify_ids(data, trusted=False), (UNKNOWN, {'sign/found-no-trust'}))
        other = SealAuthority()
        self.assertEqual(self.verify_ids(data, '--trust', other.root, trusted=False), (UNKNOWN, {'sign/found-chain-unknown'}))
        self.assertEqual(self.verify_ids(data, '--trust', self.authority.root, trusted=False),
                         (UNKNOWN, {'sign/found-revocation-unknown'}))
        status, answer = self.verify(data, '--at', '2046-01-01')
        self.assertEqual(status, harness.BAD_INPUT)
        self.assertIn('sign/found-expired', self.ids(answer))

    def test_14_a_certificate_that_was_revoked(self):
        authority = SealAuthority()
        data = self.sealed().read_bytes()
        seal = authority.seal()
        to_sign = sequence(integer(4), seal, moment(int(CLOCK)), bits(sm3(Sealed(data).signature().xml)),
                           tlv(0x16, f'/{SIGN}Signature.xml'.encode()))
        value = sequence(to_sign, octets(authority.der('signer')), oid('1.2.156.10197.1.501'),
                         bits(authority.sm2('signer', to_sign)))
        data = repacked(data, lambda files: files.update({SIGN + 'Seal.esl': seal, SIGN + 'SignedValue.dat': value}))
        options = ('--trust', authority.root, '--crl', authority.revocations())
        self.assertEqual(self.verify_ids(data, *options, trusted=False), (harness.DONE, set()))
        authority.revoke('signer')
        options = ('--trust', authority.root, '--crl', authority.revocations())
        # It was valid when it was used, as far as anybody knows, but nobody vouches for the time.
        self.assertEqual(self.verify_ids(data, *options, trusted=False), (harness.DONE, set()))
        self.assertEqual(self.verify_ids(data, *options, trusted=False, clock=str(int(time.time()) + 60)),
                         (harness.BAD_INPUT, {'sign/found-revoked'}))

    def test_14_a_certificate_that_is_not_for_signing(self):
        self.authority.certificate('usage', '/CN=usage', extensions='keyUsage=critical,keyEncipherment\n')
        data = self.with_seal(self.authority.seal(signers=('usage',)), by='usage')
        self.assertEqual(self.verify_ids(data), (harness.BAD_INPUT, {'sign/found-wrong-usage'}))

    def test_files_without_seals(self):
        data = self.document().read_bytes()
        status, answer = self.verify(data)
        self.assertEqual((status, self.ids(answer), answer['files'][0]['verdict']),
                         (harness.BAD_INPUT, {'ofd-sign/none'}, 'none'))
        stripped = repacked(self.sealed().read_bytes(), lambda files: files.update({'OFD.xml': files['OFD.xml'].replace(
            b'<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>', b'')}))
        self.assertEqual(self.verify_ids(stripped), (harness.BAD_INPUT, {'ofd-sign/found-unlisted'}))

    def test_the_report_in_both_languages(self):
        data = self.sealed().read_bytes()
        changed = self.write('changed.ofd', repacked(data, lambda files: files.update({'Doc_0/PublicRes.xml': b'<x/>'})))
        for path, language, words in (
                (self.write('a.ofd', data), 'en', ('all signatures are valid', 'seal “示例单位公章” (`s001`): valid',
                                                   'signed by: 示例单位', 'made by 示例制章机构', 'pages: 1')),
                (self.folder / 'a.ofd', 'zh', ('全部签名有效', '印章“示例单位公章”（`s001`）：有效', '签署人：示例单位',
                                                   '制章人：示例制章机构')),
                (changed, 'en', ('not valid', '`Doc_0/PublicRes.xml` was changed after signing')),
                (changed, 'zh', ('存在无效的签名', '`Doc_0/PublicRes.xml` 在签章后被修改'))):
            result = harness.gongwen('verify', path, '--trust', self.authority.root, '--crl', self.crl, '--lang', language,
                                     environment={'SOURCE_DATE_EPOCH': CLOCK})
            for word in words:
                self.assertIn(word, result.out)

    def test_pdfs_and_packages_in_one_call(self):
        sealed = self.sealed()
        result = harness.gongwen('verify', sealed, self.write('x.txt', b'hello'), '--trust', self.authority.root, '--crl',
                                 self.crl, '--error-format', 'json', environment={'SOURCE_DATE_EPOCH': CLOCK})
        self.assertEqual(result.status, harness.BAD_INPUT)
        self.assertIn('all signatures are valid', result.out)
        self.assertIn('signatures/not-pdf', result.err)

    # Hostile packages: never valid, never a crash.

    def assert_not_valid(self, data, name=''):
        status, answer = self.verify(data)
        self.assertIn(status, (harness.BAD_INPUT, UNKNOWN), (name, answer))

    def test_hostile_archives(self):
        data = self.sealed().read_bytes()
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('OFD.xml', b' ' * (100 << 20))
        doubled = io.BytesIO(data)
        with zipfile.ZipFile(doubled, 'a') as archive, warnings.catch_warnings():
            warnings.simplefilter('ignore')
            archive.writestr('Doc_0/PublicRes.xml', b'<evil/>')
        hidden = io.BytesIO(data)
        with zipfile.ZipFile(hidden, 'a') as archive:
            del archive.NameToInfo['Doc_0/PublicRes.xml']
            archive.filelist[:] = [one for one in archive.filelist if one.filename != 'Doc_0/PublicRes.xml']
            archive.writestr('Doc_0/PublicRes.xml', zipfile.ZipFile(io.BytesIO(data)).read('Doc_0/PublicRes.xml'))
        many = repacked(data, lambda files: files.update({f'f/{n}': b'' for n in range(5000)}))

        def with_entry(**changes):
            """One file with an entry that says something more."""
            out = io.BytesIO()
            with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, 'w') as made:
                for name in archive.namelist():
                    info = zipfile.ZipInfo(name)
                    if name == 'Doc_0/PublicRes.xml':
                        for key, value in changes.items():
                            setattr(info, key, value)
                    made.writestr(info, archive.read(name))
            return out.getvalue()

        def path(name):
            return struct.pack('<HHBI', 0x7075, 5 + len(name), 1, zlib.crc32(b'Doc_0/PublicRes.xml')) + name
        self.assert_valid(with_entry(extra=path(b'Doc_0/PublicRes.xml')))
        for name, content in (('bomb', bomb.getvalue()), ('many', many)):
            self.assertEqual(self.verify_ids(content), (harness.BAD_INPUT, {'ofd-sign/too-large'}), name)
        cases = {
            'doubled': doubled.getvalue(), 'hidden': hidden.getvalue(), 'prefix': data[:30] + data, 'junk after': data + b'junk', 'comment': data[:-2] + b'\x04\x00junk',
            'two cases of letters': repacked(data, lambda files: files.update({'ofd.XML': b'<x/>'})),
            'leads out': repacked(data, lambda files: files.update({'../evil.xml': b'<x/>'})),
            'absolute': repacked(data, lambda files: files.update({'/evil.xml': b'<x/>'})),
            'backslash': repacked(data, lambda files: files.update({'Doc_0\\evil.xml': b'<x/>'})),
            'another name': with_entry(extra=path(b'Doc_0/Evil.xml')),
            'a link': with_entry(create_system=3, external_attr=0o120777 << 16),
            'name in the header': data.replace(b'Doc_0/PublicRes.xml', b'Doc_0/PublicRex.xml', 1),
        }
        for name, content in cases.items():
            with self.subTest(name):
                self.assertEqual(self.verify_ids(content), (UNKNOWN, {'ofd-sign/found-ambiguous'}))
        for end in range(0, len(data), max(1, len(data) // 40)):
            self.assert_not_valid(data[:end], f'cut at {end}')

    def test_hostile_parts(self):
        data = self.sealed().read_bytes()
        list_path = 'Doc_0/Signs/Signatures.xml'
        head = '<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016">'
        entry = '<ofd:Signature ID="s001" Type="Seal" BaseLoc="%s"/>'

        def listing(*paths):
            return lambda files: files.update({list_path: (head + ''.join(entry % path for path in paths)
                                                           + '</ofd:Signatures>').encode()})
        deep = b'<a>' * 500 + b'</a>' * 500
        own = f'/{SIGN}Signature.xml'

        def replacing(path, content):
            return lambda files: files.update({path: content})
        cases = {
            'itself': (listing('/' + list_path), 'ofd-sign/found-unreadable'), 'nothing': (listing('/Doc_0/none.xml'), 'ofd-sign/found-unreadable'),
            'page': (listing('/Doc_0/Pages/Page_0/Content.xml'), 'ofd-sign/found-unreadable'),
            'outside': (listing('/../../x.xml'), 'ofd-sign/found-outside'), 'twice': (listing(own, own), 'ofd-sign/found-outside'),
            'many': (listing(*[own] * 5000), 'ofd-sign/found-list'), 'empty list': (listing(), 'ofd-sign/found-unlisted'),
            'no list': (lambda files: files.pop(list_path), 'ofd-sign/found-list'),
            'other elements': (lambda files: files.update({list_path: files[list_path].replace(
                b'</ofd:Sign', b'<x/></ofd:Sign')}), 'ofd-sign/found-list'),
            'entities': (lambda files: files.update({list_path: b'<!DOCTYPE a [<!ENTITY b "c">]>' + files[list_path]}),
                         'ofd-sign/found-list'),
            'deep': (replacing(SIGN + 'Signature.xml', deep), 'ofd-sign/found-unreadable'),
            'UTF-16': (replacing(SIGN + 'Signature.xml', '<a/>'.encode('utf-16')), 'ofd-sign/found-unreadable'),
            'no value': (lambda files: files.pop(SIGN + 'SignedValue.dat'), 'ofd-sign/found-unreadable'),
            'no seal': (lambda files: files.pop(SIGN + 'Seal.esl'), 'ofd-sign/found-unreadable'),
        }
        for name, (change, wanted) in cases.items():
            with self.subTest(name):
                status, ids, answer = self.changed(data, change)
                self.assertEqual(status, harness.BAD_INPUT, answer)
                self.assertIn(wanted, ids)

    def test_hostile_der(self):
        data = self.sealed().read_bytes()
        value = zipfile.ZipFile(io.BytesIO(data)).read(SIGN + 'SignedValue.dat')
        parts = [whole for _, _, whole in values(values(value)[0][1])]
        for content, wanted in ((b'', 'sign/found-malformed'), (sequence(sequence(
                parts[0], sequence(b''), *parts[2:]), *[whole for _, _, whole in values(values(value)[0][1])[1:]]),
                'sign/found-malformed')):
            found = self.changed(data, lambda files: files.update({SIGN + 'SignedValue.dat': content}))
            self.assertIn(wanted, found[1])
        cases = [b'', b'\x30', b'\x30\x80\x00\x00', b'\x30\x84\xff\xff\xff\xff', b'\x30\x89' + b'\xff' * 9, b'\x1f' * 9,
                 b'\x30\x82\x27\x10' * 5000, value + b'\0', value * 2, sequence(*parts[:3]), sequence(*parts, parts[-1]),
                 sequence(parts[0], tlv(0x04, b'x' * 9), *parts[2:]), sequence(parts[0], tlv(0x04, b''), *parts[2:])]
        random.seed(3)
        for _ in range(60):
            broken = bytearray(value)
            for _ in range(random.randrange(1, 9)):
                broken[random.choice((random.randrange(len(value)), random.randrange(300), -random.randrange(1, 900)))] = \
                    random.randrange(256)
            if bytes(broken) != value:
                cases.append(bytes(broken))
        for number, case in enumerate(cases):
            with self.subTest(number):
                self.assert_not_valid(repacked(data, lambda files: files.update({SIGN + 'SignedValue.dat': case})), number)


if __name__ == '__main__':
    unittest.main()
