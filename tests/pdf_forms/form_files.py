"""What the tests of fillable PDFs share: a bundle with every kind of control, rendered, and read with pikepdf."""
import json
import pathlib

import pikepdf
from harness import CommandTest, gongwen
from judging import judged

HERE = pathlib.Path(__file__).resolve().parent
KIND = 'every-control'
KINDS = ('expert-application', 'iso-form-4', 'proposal-review', 'proposal-information', 'commitment-letter',
         'justification-report')
FILLED = {
    'name': '欧阳示例', 'code': 'TC260-01', 'born': '1980-05-01', 'years': 12, 'sex': 'female', 'title': 'engineer',
    'unit': '丙示例院', 'fields': ['crypto', 'data'], 'agree': True, 'reason': '第一条理由。\n第二条理由，见附件。',
    'e.mail': 'someone@example.com', '职务': '主任', 'jobs': [{'org': '某某研究所（2001—2010）'}],
}


class FormTest(CommandTest):
    def render(self, *options, data=None, name='form.pdf', status=0):
        """Renders the bundle; answers the path of the PDF."""
        words = ['--templates', HERE / 'templates', '--error-format', 'json', 'render', '--force', KIND]
        if data is not None:
            words.append(self.write('data.json', data))
        result = gongwen(*words, *options, '-o', self.folder / name)
        self.assertEqual(result.status, status, result.err)
        self.messages = [m for m in json.loads(result.err)['diagnostics'] if m['severity'] != 'note']
        return self.folder / name

    def form(self, *options, **more):
        return self.render('--fillable', *options, **more)

    def render_own(self, kind, body, data=None):
        """A bundle with the schema of the tests and another page."""
        bundle = self.folder / 'own' / kind
        bundle.mkdir(parents=True)
        source = HERE / 'templates' / KIND
        for name in ('schema.json', 'style.css'):
            (bundle / name).write_bytes((source / name).read_bytes())
        (bundle / 'template.json').write_text(
            (source / 'template.json').read_text('utf-8').replace(KIND, kind), encoding='utf-8')
        (bundle / 'document.html').write_text(
            f'<!DOCTYPE html><html lang="zh-CN"><head><title>题</title></head><body>{body}</body></html>',
            encoding='utf-8')
        words = [kind] if data is None else [kind, self.write('own.json', data)]
        return gongwen('--templates', self.folder / 'own', '--error-format', 'json', 'render', '--force', *words, '--fillable',
                       '-o', self.folder / 'own.pdf')

    def assert_judged(self, *paths, options=(), part=2, chinese='yes'):
        for path, report in judged('pdf', paths, '--profile', 'archive', '--chinese', chinese, *options).items():
            with self.subTest(path.name):
                self.assert_no_fault(report, part)

    def assert_no_fault(self, report, part):
        faults = [line for line in report.splitlines() if line.startswith('FAIL')]
        if part == 3:
            # The judge knows part 2 only; what differs is its number.
            self.assertEqual([fault.split('(')[0].split() for fault in faults],
                             ['FAIL  XMP PDF/A id  part 3 conformance A'.split()])
        else:
            self.assertEqual(faults, [])
            self.assertIn(' 0 FAIL', report)


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
            if isinstance(value, pikepdf.Array):
                value = value[0]  # pdftk writes what is chosen in a list so
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
