"""Returned PDFs as other programs structure and save them: trees of fields, updates, encryption, stamps in three places."""
import io
import re
import subprocess
import unittest

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from returned_forms import PdfForm
from test_extract import KIND, ExtractTest


def form_with(name='甲'):
    form = PdfForm(KIND)
    form.text('/name_zh', name)
    return form


def plain_bytes(form):
    """With a table of places and no object streams, as old programs write."""
    return form.bytes(object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)


def updated(content, number, dictionary):
    """The file with a newer revision of one object at its end."""
    place = int(re.findall(rb'startxref\s+(\d+)', content)[-1])
    size = int(re.findall(rb'/Size (\d+)', content)[-1])
    root = re.findall(rb'/Root (\d+ \d+ R)', content)[-1]
    body = content + b'\n%d 0 obj\n%s\nendobj\n' % (number, dictionary)
    entry = b'%010d 00000 n \n' % (len(content) + 1)
    return (body + b'xref\n%d 1\n%strailer\n<</Root %s/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n'
            % (number, entry, root, size, place, len(body)))


class Trees(ExtractTest):
    def test_what_fields_inherit(self):
        """Type, flags and value of a field may be above it (ISO 32000-1, 12.7.3.1)."""
        form = PdfForm(KIND)
        parent = form.add(Dictionary(T=String('top'), FT=Name.Tx, V=String('A'), Kids=Array()), widget=False)
        middle = form.add(Dictionary(T=String('middle'), Parent=parent, Kids=Array()), widget=False, listed=False)
        parent.Kids.append(middle)
        middle.Kids.append(form.add(Dictionary(T=String('/name_zh'), Parent=middle), listed=False))
        middle.Kids.append(form.add(Dictionary(T=String('/org_zh'), V=String('B'), Parent=middle), listed=False))
        buttons = form.add(Dictionary(T=String('buttons'), FT=Name.Btn, Ff=49152, Kids=Array()), widget=False)
        group = form.radio('/gender', ['男', '女'], 1)
        del form.form.Fields[len(form.form.Fields) - 1]
        del group.FT, group.Ff
        group.Parent = buttons
        buttons.Kids.append(group)
        self.assertEqual(self.extract(form.bytes()), {'name_zh': 'A', 'org_zh': 'B', 'gender': '女'})

    def test_widgets_without_names_are_one_field(self):
        form = PdfForm(KIND)
        field = form.add(Dictionary(T=String('/name_zh'), FT=Name.Tx, V=String('A'), Kids=Array()), widget=False)
        for _ in range(3):
            field.Kids.append(form.add(Dictionary(Parent=field), listed=False))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': 'A'})

    def test_a_form_that_was_put_into_another(self):
        """Programs that join forms put a name before ours."""
        form = PdfForm(KIND)
        top = form.add(Dictionary(T=String('topmostSubform[0]'), Kids=Array()), widget=False)
        top.Kids.append(form.add(Dictionary(T=String('/name_zh'), FT=Name.Tx, V=String('A'), Parent=top), listed=False))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': 'A'})

    def test_values_at_another_place(self):
        for value in (String('A'), Name.A):
            form = PdfForm(KIND)
            form.text('/name_zh', form.pdf.make_indirect(value))
            self.assertEqual(self.extract(form.bytes()), {'name_zh': 'A'})
        form = PdfForm(KIND)
        form.text('/name_zh', form.pdf.make_indirect(5))
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/bad-field-value'])
        # A reference to a missing object is null (7.3.10).
        content = plain_bytes(form_with('WORD')).replace(b'/V (WORD)', b'/V 99 0 R')
        self.assertIn(b'/V 99 0 R', content)
        self.assertEqual(self.extract(content), {})

    def test_the_newest_revision_wins(self):
        form = form_with('OLD')
        content = plain_bytes(form)
        number, dictionary = re.search(rb'(\d+) 0 obj\s+(<<[^>]*OLD.*?>>)\s+endobj', content, re.DOTALL).groups()
        newer = updated(content, int(number), dictionary.replace(b'OLD', b'NEW'))
        self.assertEqual(newer.count(b'%%EOF'), 2)
        self.assertEqual(self.extract(newer), {'name_zh': 'NEW'})
        newest = updated(newer, int(number), dictionary.replace(b'OLD', b'THIRD'))
        self.assertEqual(self.extract(newest), {'name_zh': 'THIRD'})

    def test_each_encryption(self):
        """Without a password for opening they are read; with one they are refused, whatever the algorithm."""
        path = self.write('plain.pdf', form_with().bytes())
        ways = {'RC4 of 40 bits': ['--allow-weak-crypto', '--encrypt', '{}', 'owner', '40', '--'],
                'RC4 of 128 bits': ['--allow-weak-crypto', '--encrypt', '{}', 'owner', '128', '--use-aes=n', '--'],
                'RC4 as a crypt filter': ['--allow-weak-crypto', '--encrypt', '{}', 'owner', '128', '--force-V4', '--'],
                'AES of 128 bits': ['--allow-weak-crypto', '--encrypt', '{}', 'owner', '128', '--use-aes=y', '--'],
                'AES of 256 bits, revision 5': ['--encrypt', '{}', 'owner', '256', '--force-R5', '--'],
                'AES of 256 bits': ['--encrypt', '{}', 'owner', '256', '--'],
                'AES of 256 bits, metadata in the clear': ['--encrypt', '{}', 'owner', '256', '--cleartext-metadata', '--']}
        for way, words in ways.items():
            for password in ('', 'secret'):
                with self.subTest(way, password=password):
                    out = self.folder / 'encrypted.pdf'
                    made = subprocess.run(['qpdf', *[w.format(password) for w in words], str(path), str(out)],
                                          capture_output=True, text=True)
                    self.assertIn(made.returncode, (0, 3), made.stderr)
                    self.assertIn(b'/Encrypt', out.read_bytes())
                    if password:
                        self.extract(out.read_bytes(), status=BAD_INPUT, ids=['intake/encrypted'])
                    else:
                        self.assertEqual(self.extract(out.read_bytes()), {'name_zh': '甲'})

    def test_a_printed_copy(self):
        """What `print to PDF` makes of a form that was filled in: its page without its fields."""
        form, printed = self.folder / 'form.pdf', self.folder / 'printed.pdf'
        made = gongwen('render', '--fillable', KIND, ROOT / 'samples' / KIND / 'typical.json', '-o', form)
        self.assertEqual(made.status, DONE, made.err)
        subprocess.run(['pdftocairo', '-pdf', str(form), str(printed)], check=True, capture_output=True)
        data = self.extract(printed.read_bytes(), ids=['intake/printed-form', 'intake/by-place', 'intake/more-alike',
                                                       'intake/kind-by-fields'])
        self.assertEqual(data['name_zh'], '张示例')
        told = gongwen('--lang', 'zh', 'extract', printed).err
        self.assertIn('打印', told)


class StampsOfPdfs(ExtractTest):
    """The field, the metadata, the entry of the information dictionary: each suffices."""

    def form_without(self, *places, **changes):
        path = self.folder / 'form.pdf'
        if not path.exists():
            made = gongwen('render', '--fillable', KIND, ROOT / 'samples' / KIND / 'minimal.json', '-o', path)
            self.assertEqual(made.status, DONE, made.err)
        with pikepdf.open(path) as pdf:
            for place in places:
                {'field': self.drop_field, 'metadata': self.drop_metadata, 'information': self.drop_entry}[place](pdf)
            out = io.BytesIO()
            pdf.save(out, **changes)
        return out.getvalue()

    @staticmethod
    def drop_field(pdf):
        fields = pdf.Root.AcroForm.Fields
        pdf.Root.AcroForm.Fields = Array([f for f in fields if str(f.T) != '/_gw/stamp'])

    @staticmethod
    def drop_metadata(pdf):
        del pdf.Root.Metadata

    @staticmethod
    def drop_entry(pdf):
        del pdf.docinfo['/GwForm']

    def test_one_place_is_enough(self):
        data = sample(ROOT / 'samples' / KIND / 'minimal.json')
        places = ('field', 'metadata', 'information')
        for lost in ((), *((p,) for p in places), *(tuple(p for p in places if p != kept) for kept in places)):
            with self.subTest(lost=lost):
                self.assertEqual(self.extract(self.form_without(*lost)), data)
        alone = self.form_without(*places)
        self.assertEqual(self.extract(alone, ids=['intake/kind-by-fields']), data)
        self.assertEqual(self.extract(alone, '--kind', KIND), data)


if __name__ == '__main__':
    unittest.main()
