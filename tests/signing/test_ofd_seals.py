"""`gongwen sign` for OFD: seals at a place, riding seals, several seals, and what is refused. The names of the tests have
the numbers of the checklist of signatures."""
import json
import time
import zipfile

from lxml import etree
from PIL import Image, ImageChops

import harness
from ofd_reader import Document
from seal_files import CLOCK, DAY, OFD, SealTest, Sealed, repacked, run, unittest
from time_authority import TimestampServer

DPI = 100

def box(text):
    return [float(word) for word in text.split()]

class OfdSeals(SealTest):
    def test_23_a_sealed_file_is_valid(self):
        path = self.document()
        original = path.read_bytes()
        out = self.sign(path, *self.AT)
        self.assertEqual(path.read_bytes(), original)
        file = self.assert_valid(out)
        one = file['signatures'][0]
        self.assertEqual((one['type'], one['field'], one['pages'], one['visible'], one['intact'], one['trusted']),
                         ('seal', 's001', [1], True, True, True))
        self.assertEqual((one['seal']['name'], one['seal']['maker'], one['signer']['name'], one['signer']['key']),
                         ('示例单位公章', '示例制章机构', '示例单位', 'SM2'))
        self.assertEqual((one['time'], one['timeFrom']), ('2026-11-18T11:06:40Z', 'computer'))
        self.assert_judge_valid(out)

    def test_23_all_files_are_signed_and_stay_as_they_were(self):
        path = self.document()
        out = self.sign(path, *self.AT)
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(out) as after:
            own = {f'Doc_0/Signs/Sign_0/{name}' for name in ('Signature.xml', 'Seal.esl', 'SignedValue.dat')}
            self.assertEqual(after.namelist()[0], 'OFD.xml')
            self.assertEqual(set(after.namelist()) - set(before.namelist()), own | {'Doc_0/Signs/Signatures.xml'})
            for name in before.namelist():
                if name != 'OFD.xml':
                    self.assertEqual(before.read(name), after.read(name), name)
            head, tail = before.read('OFD.xml').split(b'</ofd:DocBody>')
            self.assertEqual(after.read('OFD.xml'), head + b'<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>'
                             b'</ofd:DocBody>' + tail)
            signature = Sealed(out).signature()
            self.assertEqual(set(signature.references), set(before.namelist()))

    def test_20_the_same_input_gives_the_same_bytes_but_for_the_signature(self):
        path = self.document()
        esl = self.esl()
        first, second = (self.sign(path, *self.AT, esl=esl, out=self.folder / f'{n}.ofd') for n in (1, 2))
        with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
            self.assertEqual(one.namelist(), other.namelist())
            for name in one.namelist():
                if not name.endswith('SignedValue.dat'):
                    self.assertEqual(one.read(name), other.read(name), name)
        self.assertEqual(Sealed(first).signature().to_sign, Sealed(second).signature().to_sign)

    def test_the_seal_is_at_the_place_that_was_given(self):
        stamp = Sealed(self.sealed(esl=self.esl(size=(42, 30)))).signature().stamps[0]
        self.assertEqual(box(stamp.get('Boundary')), [99, 185, 42, 30])
        self.assertIsNone(stamp.get('Clip'))
        stamp = Sealed(self.sealed('--diameter', 40.5)).signature().stamps[0]
        self.assertEqual(box(stamp.get('Boundary')), [99.75, 179.75, 40.5, 40.5])

    def test_07_the_seal_is_where_the_placeholder_was(self):
        plain = self.document(seal='placeholder')
        placeholder = self.red_box(plain, 0)
        out = self.sign(self.document('result-notice', 'typical', '--signable', seal='space'))
        stamp = box(Sealed(out).signature().stamps[0].get('Boundary'))
        self.assertEqual(stamp[2:], [42, 42])
        self.assertAlmostEqual(stamp[0] + 21, (placeholder[0] + placeholder[2]) / 2, delta=0.3)
        self.assertAlmostEqual(stamp[1] + 21, (placeholder[1] + placeholder[3]) / 2, delta=0.3)
        self.assert_valid(out)

    def test_joint_seals_have_a_place_each(self):
        names = ['示例市甲局', '示例市乙局', '示例市丙局']
        path = self.document('opinions', 'typical', '--signable', seal='space', issuers=names, signed_as=names)
        self.assertEqual(self.refused(path), {'ofd-sign/several-places'})
        self.assertEqual(self.refused(path, '--field', 'seal-9'), {'ofd-sign/no-such-place'})
        first = self.sign(path, '--field', 'seal-2')
        self.assertEqual(self.refused(first, '--field', 'seal-2'), {'ofd-sign/no-such-place'})
        second = self.sign(first, '--field', 'seal-1', out=self.folder / '2.ofd')
        third = self.sign(second, out=self.folder / '3.ofd')
        lefts = [box(Sealed(third).signature(index).stamps[0].get('Boundary'))[0] for index in range(3)]
        self.assertEqual(sorted(lefts), [lefts[1], lefts[0], lefts[2]])
        self.assert_valid(third, count=3)
        self.assertEqual(self.refused(third), {'ofd-sign/no-place'})

    def test_07_places_for_seals_are_in_files_that_are_to_be_sealed_alone(self):
        for options, wanted in ((('--signable',), True), ((), False)):
            document = Document(self.document('result-notice', 'typical', *options, seal='space'))
            self.assertEqual(document.errors(), [])
            self.assertEqual('Doc_0/Tags/Tag_SealPlaces.xml' in document.names, wanted)

    def test_batches_make_files_to_be_sealed(self):
        lines = self.write('all.jsonl', json.dumps(harness.sample(harness.ROOT / 'samples/result-notice/typical.json') |
                                                   {'seal': 'space'}, ensure_ascii=False))
        result = harness.gongwen('batch', 'result-notice', lines, '-o', self.folder / 'out', '--format', 'ofd',
                                 '--ofd-profile', 'plain', '--signable')
        self.assertEqual(result.status, harness.DONE, result.err)
        made = next((self.folder / 'out').rglob('*.ofd'))
        self.assert_valid(self.sign(made, out=self.folder / 'sealed.ofd'))

    def test_a_riding_seal_has_a_slice_on_each_page(self):
        out = self.sign(self.document('monthly-bulletin', '2024-02'), '--riding')
        self.assert_valid(out)
        sealed = self.assert_judge_valid(out)
        document = etree.fromstring(sealed.archive.read('Doc_0/Document.xml'))
        pages = document.findall(f'.//{OFD}Page')
        stamps = sealed.signature().stamps
        self.assertEqual([stamp.get('PageRef') for stamp in stamps], [page.get('ID') for page in pages])
        shown = []
        for page, stamp in zip(pages, stamps):
            xml = etree.fromstring(sealed.archive.read('Doc_0/' + page.get('BaseLoc')))
            width = box(xml.findtext(f'.//{OFD}PhysicalBox'))[2]
            left, _, seal_width, seal_height = box(stamp.get('Boundary'))
            clip = box(stamp.get('Clip'))
            self.assertEqual((seal_width, seal_height, clip[1], clip[3]), (42, 42, 0, 42))
            # The slice ends at the edge of the page.
            self.assertAlmostEqual(left + clip[0] + clip[2], width, delta=0.002)
            self.assertGreaterEqual(clip[2], 4.999)
            shown.append((clip[0], clip[2]))
        starts = [start for start, _ in shown if start == 0]
        self.assertAlmostEqual(sum(width for _, width in shown), 42 * len(starts), delta=0.03)
        for (start, width), (following, _) in zip(shown, shown[1:]):
            self.assertTrue(following == 0 or abs(start + width - following) < 0.002)

    def test_a_place_and_a_riding_seal_in_one_signature(self):
        out = self.sign(self.document('monthly-bulletin', '2024-02'), *self.AT, '--riding')
        stamps = Sealed(out).signature().stamps
        self.assertEqual([stamp.get('Clip') is None for stamp in stamps[:2]], [True, False])
        self.assert_valid(out)

    def test_10_two_seals_the_first_stays_valid(self):
        first = self.sealed()
        second = self.sign(first, '--page', 1, '--at', '60,200', by='other', out=self.folder / 'second.ofd',
                           esl=self.write('other.esl', self.authority.seal('另一单位公章', signers=('other',))))
        file = self.assert_valid(second, count=2)
        self.assertEqual([one['seal']['name'] for one in file['signatures']], ['示例单位公章', '另一单位公章'])
        sealed = self.assert_judge_valid(second, 2)
        # The second is over the first.
        covered = set(sealed.signature().references)
        self.assertLessEqual({f'Doc_0/Signs/Sign_0/{name}' for name in ('Signature.xml', 'Seal.esl', 'SignedValue.dat')},
                             covered)
        self.assertNotIn('Doc_0/Signs/Signatures.xml', covered)

    def test_09_after_a_last_seal_none_can_follow(self):
        last = self.sealed('--certify', 'no-changes')
        self.assertFalse(self.assert_valid(last)['signatures'][0]['permitsMore'])
        self.assertIn('Doc_0/Signs/Signatures.xml', self.assert_judge_valid(last).signature().references)
        self.assertEqual(self.refused(last, *self.AT), {'ofd-sign/no-more'})

    def test_a_package_of_another_program_is_sealed(self):
        def rewrite(files):
            # The default namespace, absolute paths, other names.
            root = files.pop('OFD.xml').decode().replace('ofd:', '').replace('xmlns:ofd', 'xmlns').replace(
                'xmlns="', 'xmlns="').replace(':ofd=', '=')
            files['OFD.xml'] = root.replace('>Doc_0/Document.xml', '>/Doc_0/Document.xml').encode()
        path = self.write('foreign.ofd', repacked(self.document().read_bytes(), rewrite))
        out = self.sign(path, *self.AT)
        self.assertIn(b'<Signatures>Doc_0/Signs/Signatures.xml</Signatures></DocBody>', zipfile.ZipFile(out).read('OFD.xml'))
        self.assert_valid(out)
        self.assert_judge_valid(out)

    def test_a_seal_that_lists_digests_of_certificates(self):
        self.assert_valid(self.sealed(esl=self.esl(digests=True)))

    def red_box(self, path, page):
        """Of the pixels that are red: left, top, right, bottom in millimetres, drawn by the reader of the tests."""
        surface = Document(path).draw(page, DPI)
        picture = Image.frombytes('RGBA', (surface.get_width(), surface.get_height()), bytes(surface.get_data()), 'raw',
                                  'BGRA')
        red, green, blue, _ = picture.split()
        mask = ImageChops.multiply(red.point(lambda v: 255 * (v > 120)), ImageChops.multiply(
            green.point(lambda v: 255 * (v < 90)), blue.point(lambda v: 255 * (v < 90))))
        box = mask.getbbox()
        self.assertIsNotNone(box, 'nothing is red')
        return [side / DPI * 25.4 for side in box]

    def test_the_seal_is_drawn_where_it_was_put(self):
        out = self.sealed()
        self.assertEqual(Document(out).errors(), [])
        left, top, right, bottom = self.red_box(out, 0)
        self.assertAlmostEqual((left + right) / 2, 120, delta=0.4)
        self.assertAlmostEqual((top + bottom) / 2, 200, delta=0.4)
        # The ring of the picture has 94 % of its width, and its line.
        self.assertAlmostEqual(right - left, 42 * (0.94 + 1 / 24), delta=0.6)

    def test_slices_of_a_riding_seal_are_drawn_at_the_edge(self):
        out = self.sign(self.document('work-points', 'typical'), '--riding')
        pages = len(Document(out).pages)
        boxes = [self.red_box(out, page) for page in range(pages)]
        for left, top, right, bottom in boxes:
            self.assertLessEqual(right, 210.3)
            self.assertGreaterEqual(left, 210 - 42 / pages - 0.5)
        self.assertAlmostEqual(boxes[-1][2] - boxes[-1][0], 42 / pages * 0.94, delta=1.5)

    def test_all_parts_are_valid_against_the_schema_and_the_checker(self):
        schema = etree.RelaxNG(etree.parse(str(harness.ROOT / 'tests/ofd/ofd.rng')))
        first = self.sign(self.document('work-points', 'typical'), '--riding')
        second = self.sign(first, *self.AT, out=self.folder / '2.ofd')
        for path in (first, second):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith('.xml') and 'Signs/' in name or name == 'OFD.xml':
                        schema.assertValid(etree.fromstring(archive.read(name)))
            result = harness.gongwen('ofd-check', path, '--error-format', 'json')
            self.assertEqual(result.status, harness.DONE, result.err)
            self.assertEqual({message['id'] for message in result.diagnostics()}, {'ofd-check/not-verified'})

    def test_24_an_expired_seal_is_refused(self):
        now = int(CLOCK)
        for start, end in ((now - 90 * DAY, now - DAY), (now + DAY, now + 90 * DAY)):
            self.assertEqual(self.refused(self.document(), *self.AT, esl=self.esl(start=start, end=end)),
                             {'sign/seal-not-valid'})

    def test_24_a_seal_of_another_certificate_is_refused(self):
        self.assertEqual(self.refused(self.document(), *self.AT, by='other'), {'sign/seal-other-key'})
        self.assertEqual(self.refused(self.document(), *self.AT, by='other', esl=self.esl(digests=True)),
                         {'sign/seal-other-key'})

    def test_24_a_forged_seal_is_refused(self):
        forged = self.authority.seal().replace('示例单位公章'.encode(), '示例单位假章'.encode())
        self.assertEqual(self.refused(self.document(), *self.AT, esl=self.write('forged.esl', forged)),
                         {'ofd-sign/forged-seal'})

    def test_files_that_are_no_seals_are_refused(self):
        for content in (b'', b'\x30\x80', self.authority.seal()[:-1], self.authority.seal(version=1),
                        self.authority.seal(size=(0, 42)), b'\x30\x84\xff\xff\xff\xff' + b'x' * 20):
            self.assertEqual(self.refused(self.document(), *self.AT, esl=self.write('bad.esl', content)),
                             {'sign/seal-unreadable'})

    def test_an_archive_file_is_refused(self):
        self.assertEqual(self.refused(self.document(profile='archive'), *self.AT), {'ofd-sign/archive'})
        self.assertIn('--ofd-profile plain', harness.gongwen(
            'sign', self.document(profile='archive'), '-o', self.folder / 'x.ofd', '--esl', self.esl(),
            *self.authority.key(), *self.AT).err)

    def test_a_key_that_is_not_of_sm2_is_refused(self):
        self.authority.certificate('p256', '/CN=P-256', curve='P-256')
        self.assertEqual(self.refused(self.document(), *self.AT, by='p256'), {'sign/key-not-sm2'})

    def test_a_place_is_needed_and_must_be_on_a_page(self):
        path = self.document()
        self.assertEqual(self.refused(path), {'ofd-sign/no-place'})
        self.assertEqual(self.refused(path, '--page', 99, '--at', '120,200'), {'sign/no-such-page'})
        for place in ('5,200', '120,5', '205,200', '120,290'):
            self.assertEqual(self.refused(path, '--page', 1, '--at', place), {'ofd-sign/outside-page'})

    def test_one_page_has_no_edge_for_a_riding_seal(self):
        self.assertEqual(self.refused(self.document('result-notice', 'rejected'), '--riding'), {'sign/one-page'})

    def test_options_of_pdfs_are_refused(self):
        path = self.document()
        for options in (('--reason', 'x'), ('--location', 'x'), ('--certify', 'fill'),
                        ('--seal', self.authority.folder / 'seal.png')):
            self.assertEqual(self.refused(path, *self.AT, *options, status=harness.BAD_USAGE), {'ofd-sign/not-in-ofd'})
        result = harness.gongwen('sign', path, '-o', self.folder / 'x.ofd', *self.authority.key(), '--error-format', 'json')
        self.assert_fails(result, harness.BAD_USAGE, 'ofd-sign/no-seal')
        self.assertEqual(self.refused(self.write('a.pdf', b'%PDF-1.7\n'), status=harness.BAD_USAGE),
                         {'ofd-sign/esl-for-pdf'})

    def test_19_damaged_and_unusual_packages_are_refused(self):
        data = self.document().read_bytes()
        encrypted = bytearray(data)
        encrypted[6] |= 1
        cases = {
            'ofd-sign/not-ofd': (b'PK\x03\x04', repacked(data, lambda files: files.pop('OFD.xml')), data[:200]),
            'ofd-sign/unusual': (data + b'\0', data[:30] + data, data.replace(b'Res/', b'Ras/', 1)),
            'ofd-sign/encrypted': (bytes(encrypted),
                                   repacked(data, lambda files: files.update({'Encryptions.xml': b'<x/>'}))),
            'ofd-sign/damaged': (
                repacked(data, lambda files: files.update({'OFD.xml': b'<ofd'})),
                repacked(data, lambda files: files.pop('Doc_0/Document.xml')),
                repacked(data, lambda files: files.update({'Doc_0/Pages/Page_0/Content.xml': b'<x/>'})),
                repacked(data, lambda files: files.update({'OFD.xml': files['OFD.xml'].replace(
                    b'</ofd:DocBody>', b'<ofd:Signatures>Doc_0/none.xml</ofd:Signatures></ofd:DocBody>')}))),
            'ofd-sign/several-documents': (
                repacked(data, lambda files: files.update({'OFD.xml': files['OFD.xml'].replace(
                    b'<ofd:DocBody>', b'<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>'
                    b'<ofd:DocBody>')})),),
        }
        for wanted, packages in cases.items():
            for number, content in enumerate(packages):
                with self.subTest(wanted, number=number):
                    self.assertEqual(self.refused(self.write('bad.ofd', content), *self.AT), {wanted})

    def test_a_broken_seal_is_not_sealed_again(self):
        changed = repacked(self.sealed().read_bytes(), lambda files: files.update({'Doc_0/PublicRes.xml': b'<x/>'}))
        self.assertEqual(self.refused(self.write('changed.ofd', changed), *self.AT), {'ofd-sign/earlier-broken'})

    def test_several_files_go_into_a_folder_with_one_key(self):
        one, other = self.document(), self.document('opinions', 'typical')
        out = self.folder / 'out'
        out.mkdir()
        result = harness.gongwen('sign', one, other, '-o', out, '--esl', self.esl(), *self.authority.key(), *self.AT,
                                 environment={'SOURCE_DATE_EPOCH': CLOCK})
        self.assertEqual(result.status, harness.DONE, result.err)
        for path in out.iterdir():
            self.assert_valid(path)

    def test_18_no_secret_is_in_messages_or_results(self):
        key = self.folder / 'locked.key'
        run('openssl', 'pkcs8', '-topk8', '-in', self.authority.folder / 'signer.key', '-out', key, '-passout',
            'pass:sesame-77')
        path = self.document()
        out = self.folder / 'out.ofd'
        for secret, status in (('wrong-secret-88', harness.BAD_ENVIRONMENT), ('sesame-77', harness.DONE)):
            result = harness.gongwen('sign', path, '-o', out, '--json', '--esl', self.esl(), '--key', key, '--cert',
                                     self.authority.folder / 'signer.pem', *self.AT,
                                     environment={'SOURCE_DATE_EPOCH': CLOCK, 'GONGWEN_SECRET': secret})
            self.assertEqual(result.status, status, result.err)
            self.assertNotIn(secret, result.out + result.err)
        self.assert_valid(out)

    def test_13_a_time_stamp_vouches_for_the_time(self):
        self.authority.certificate('tsa', '/CN=Example time stamps', curve='P-256', extensions=(
            'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n'))
        server = TimestampServer(self.authority.folder)
        self.addCleanup(server.close)
        now = int(time.time())
        path = self.document()
        out = self.sign(path, *self.AT, '--timestamp', server.url, clock=str(now))
        one = self.assert_valid(out)['signatures'][0]
        self.assertEqual(one['timeFrom'], 'token')
        self.assert_judge_valid(out)
        # The computer's clock says that the seal is valid, the authority's knows better.
        old = self.esl(start=now - 90 * DAY, end=now - 30 * DAY)
        out = self.sign(path, *self.AT, '--timestamp', server.url, esl=old, clock=str(now - 60 * DAY))
        status, answer = self.verify(out)
        self.assertEqual((status, self.ids(answer)), (harness.BAD_INPUT, {'sign/found-seal-expired'}), answer)

    def test_a_key_in_pkcs12(self):
        p12 = self.folder / 'signer.p12'
        run('openssl', 'pkcs12', '-export', '-inkey', self.authority.folder / 'signer.key', '-in',
            self.authority.folder / 'signer.pem', '-out', p12, '-passout', 'pass:sesame')
        out = self.folder / 'out.ofd'
        result = harness.gongwen('sign', self.document(), '-o', out, '--esl', self.esl(), '--p12', p12, *self.AT,
                                 environment={'SOURCE_DATE_EPOCH': CLOCK, 'GONGWEN_SECRET': 'sesame'})
        self.assertEqual(result.status, harness.DONE, result.err)
        self.assert_valid(out)

if __name__ == '__main__':
    unittest.main()
