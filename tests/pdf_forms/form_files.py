"""What the tests of fillable PDFs share: a bundle with every kind of control, rendered, and read with pikepdf."""
import json
import pathlib
import subprocess
import sys

import pikepdf
from harness import CommandTest, gongwen

HERE = pathlib.Path(__file__).resolve().parent
KIND = 'every-control'
JUDGE = HERE.parent / 'judges/pdf_judge.py'
FILLED = {
    'name': '欧阳示例', 'code': 'TC260-01', 'born': '1980-05-01', 'years': 12, 'sex': 'female', 'title': 'engineer',
    'unit': '丙示例院', 'fields': ['crypto', 'data'], 'agree': True, 'reason': '第一条理由。\n第二条理由，见附件。',
    'e.mail': 'someone@example.com', '职务': '主任', 'jobs': [{'org': '某某研究所（2001—2010）'}],
}


class FormTest(CommandTest):
    def render(self, *options, data=None, name='form.pdf', status=0):
        """Renders the bundle; answers the path of the PDF."""
        words = ['--templates', HERE / 'templates', '--error-format', 'json', 'render', KIND]
        if data is not None:
            words.append(self.write('data.json', data))
        result = gongwen(*words, *options, '-o', self.folder / name)
        self.assertEqual(result.status, status, result.err)
        self.messages = json.loads(result.err)['diagnostics']
        return self.folder / name

    def form(self, *options, **more):
        return self.render('--fillable', *options, **more)

    def assert_judged(self, path):
        judged = subprocess.run([sys.executable, str(JUDGE), '--profile', 'archive', '--chinese', 'yes', str(path)],
                                capture_output=True, text=True)
        self.assertIn(' 0 FAIL', judged.stdout, judged.stdout)
        checked = subprocess.run(['qpdf', '--check', str(path)], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


def fields_of(path):
    """The top fields of a file by name."""
    with pikepdf.open(path) as pdf:
        return {str(f.T): plain(f) for f in pdf.Root.AcroForm.Fields}


def plain(field):
    """A field's entries as Python values."""
    out = {}
    for key in ('/FT', '/TU', '/V', '/Ff', '/MaxLen', '/Q', '/DA', '/AS'):
        if key in field:
            value = field[key]
            out[key[1:]] = int(value) if isinstance(value, int) else str(value)
    if '/Opt' in field:
        out['Opt'] = [str(option) for option in field.Opt]
    out['Kids'] = [plain(kid) for kid in field.get('/Kids', [])]
    return out


def values_of(path):
    """V by name; of one in its widgets when the field itself has none (poppler writes it there)."""
    out = {}
    for name, field in fields_of(path).items():
        kids = [kid['V'] for kid in field['Kids'] if 'V' in kid]
        value = kids[0] if kids else field.get('V')
        out[name] = value
    return out


def font_names(path):
    with pikepdf.open(path) as pdf:
        return sorted({str(o.BaseFont) for o in pdf.objects
                       if isinstance(o, pikepdf.Dictionary) and o.get('/Type') == '/Font' and '/BaseFont' in o})
