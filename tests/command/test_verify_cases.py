"""The verdict of `verify` on files of ours, one by one, as tests/command/verify_cases.json has them, beside those of pdfsig and
pyHanko. `--write FOLDER` makes the files, for bench/signatures to judge; pyHanko is not installed with the tests, so that
its verdicts are those of August 2026."""
import json
import subprocess
import sys
import unittest
import zlib
from pathlib import Path

import needs
from harness import gongwen
from signed_files import CATALOG, FORM, PAGE, PAGE_TEXT, RECTS, SIGNATURE_FIELD, TEXT_FIELD, XMP, Authority, SignedFile, stream
from verify_case import Attack

CASES = Path(__file__).with_name('verify_cases.json')
BARE_FORM = b'<</Fields[10 0 R 11 0 R 12 0 R]/SigFlags 3%s>>'
LINK = b'<</Type/Annot/Subtype/Link/F 4/Rect[50 300 450 720]%s>>'


class Files:
    """A method for each file, named as in the list."""

    def __init__(self, authority):
        self.authority = authority

    def signed(self, **options):
        return SignedFile().sign(self.authority, 'Ren Yi', **options)

    def annotated(self, body):
        file = self.signed()
        number = file.new()
        return file.update({number: body, 4: PAGE % (b'5 0 R', b' %d 0 R' % number)})

    def one_signature(self):
        return self.signed()

    def two_signatures(self):
        return self.signed().sign(self.authority, 'Ren Er', field=12)

    def certified_and_signed(self):
        return self.signed(certify=2).sign(self.authority, 'Ren Er', field=12)

    def second_signature_in_a_new_field(self):
        return self.signed().sign(self.authority, 'Ren Er', new_field=b'sig-3')

    def value_changed(self):
        return self.signed().update({10: TEXT_FIELD % (b'Ren Er', 7)})

    def metadata_changed(self):
        return self.signed().update({15: stream(b'/Type/Metadata/Subtype/XML', XMP % b'Two')})

    def page_contents_changed(self):
        return self.signed().update({5: stream(b'', PAGE_TEXT.replace(b'100', b'900'))})

    def defaults_added_to_the_form(self):
        file = SignedFile().update({3: BARE_FORM % b''}).sign(self.authority, 'Ren Yi')
        return file.update({3: BARE_FORM % b'/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 6 0 R>>>>'})

    def validation_data_written_anew(self):
        file = self.signed()
        first, again, more = file.new(), file.new(), file.new()
        store = CATALOG % b'/DSS<</Type/DSS/Certs[%s]>>'
        file.update({first: stream(b'', b'a certificate'), 1: store % (b'%d 0 R' % first)})
        return file.update({again: stream(b'/Filter/FlateDecode', zlib.compress(b'a certificate')), more: stream(b'', b'another'),
                            1: store % (b'%d 0 R %d 0 R' % (again, more))})

    def numbers_written_otherwise(self):
        return self.signed().update({4: (PAGE % (b'5 0 R', b'')).replace(b'[0 0 595 842]', b'[0 0.0 595.00 842]')})

    def size_larger_than_it_need_be(self):
        file = self.signed()
        file.size += 2
        return file.update({15: file.objects[15]})

    def link_without_a_border(self):
        return self.annotated(LINK % b'/Border[0 0 0]')

    def link_with_a_white_border(self):
        return self.annotated(LINK % b'/Border[0 0 300]/C[1 1 1]')

    def link_that_runs_javascript(self):
        return self.annotated(LINK % b'/Border[0 0 0]/A<</S/JavaScript/JS(1)>>')

    def link_to_an_address(self):
        return self.annotated(LINK % b'/Border[0 0 0]/A<</S/URI/URI(http://a.invalid)>>')

    def note_beside_the_text(self):
        return self.annotated(b'<</Type/Annot/Subtype/Text/F 4/Rect[20 20 40 40]/Contents(x)>>')

    def note_over_the_text(self):
        return self.annotated(b'<</Type/Annot/Subtype/Text/F 4/Rect[80 690 100 710]/C[1 1 1]/Contents(x)>>')

    def white_line_below_the_text(self):
        return self.annotated(b'<</Type/Annot/Subtype/Underline/F 4/C[1 1 1]/Rect[72 690 272 720]'
                              b'/QuadPoints[72 720 272 720 72 690 272 690]>>')

    def fields_emptied(self):
        return self.signed().update({3: b'<</Fields[]/SigFlags 3>>'})

    def signature_that_nothing_leads_to(self):
        file = self.signed()
        file.update({1: b'<</Type/Catalog/Pages 2 0 R>>', 5: file.objects[5], 2: file.objects[2],
                     4: b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>'}, prev=False)
        file.data = file.data.replace(b'startxref', b'starthref', 2)
        return file

    def fields_with_one_name(self):
        return self.signed().sign(self.authority, 'Ren Er', field=12, body=SIGNATURE_FIELD.replace(b'/T(%s)', b'/T(sig-1)')
                                  % (RECTS[12], b'%s'))

    def field_that_acts(self):
        file = self.signed()
        number = file.new()
        field = b'<</Type/Annot/Subtype/Widget/FT/Sig/T(new)/F 132/P 4 0 R/Rect[0 0 0 0]/AA<</C<</S/JavaScript/JS(1)>>>>>>'
        return file.update({number: field, 3: FORM % (b' %d 0 R' % number, b''), 4: PAGE % (b'5 0 R', b' %d 0 R' % number)})


def listed():
    return json.loads(CASES.read_text('utf-8'))


class Cases(Attack):
    @needs.time
    def test_each(self):
        files = Files(self.authority)
        names = [name for name in vars(Files) if not name.startswith('_') and name not in ('signed', 'annotated')]
        self.assertEqual(names, [case['file'] for case in listed()])
        for case in listed():
            with self.subTest(case['file']):
                data = getattr(files, case['file'])().data
                status, answer = self.verify(data)
                self.assertEqual((answer['files'][0]['verdict'], status), (case['gongwen'], case['status']), answer)
                first = (gongwen('verify', self.write('a.pdf', data), '--lang', 'en', '--trust', self.authority.path('root.pem'), '--crl',
                                 self.authority.path('root.crl')).out.splitlines() or [''])[0]
                self.assertIn({'valid': 'all signatures are valid', 'invalid': 'not all', 'unknown': 'unknown'}[case['gongwen']], first)

    @needs.only_with('pdfsig')
    def test_each_by_pdfsig(self):
        """Of the digest and the signature, which it computes of whatever it finds; changes it does not judge."""
        files = Files(self.authority)
        for case in listed():
            with self.subTest(case['file']):
                path = self.write('a.pdf', getattr(files, case['file'])().data)
                out = subprocess.run(['pdfsig', '-nocert', path], capture_output=True, check=False).stdout.decode('utf-8', 'replace')
                self.assertEqual(out.count('Signature Validation: Signature is Valid.'), case['pdfsig'], out)


def write(folder):
    authority = Authority()
    for case in listed():
        (Path(folder) / f"{case['file']}.pdf").write_bytes(getattr(Files(authority), case['file'])().data)


if __name__ == '__main__':
    if sys.argv[1:2] == ['--write']:
        write(sys.argv[2])
    else:
        unittest.main()
