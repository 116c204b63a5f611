"""The six forms, blank: filled in by every program with what a sample says, they come back as that. Each program fills in two
of them, or with GONGWEN_ALL_FILLERS=1 all of them."""
import json
import os
import unittest

import pikepdf
from fillers import FILLERS, buttons_of, widgets_of
from form_files import KINDS, FormTest, font_names, values_of
from harness import ROOT, gongwen, sample
from returned_forms import leaves

EVERY = 1 if os.environ.get('GONGWEN_ALL_FILLERS') == '1' else 3

# What a form of several pages may grow by when all its texts are typed. One font of the system is 7 MB.
MOST_GROWTH = 100_000
BYTES_OF_A_PAGE = 20_000


def resolve(data, pointer):
    for token in pointer.split('/')[1:]:
        token = token.replace('~1', '/').replace('~0', '~')
        try:
            data = data[int(token)] if isinstance(data, list) else data[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return data


def values_to_type(filled, blank):
    """What a person would enter into the blank form to make it say what the filled one says."""
    shown, buttons = values_of(filled), buttons_of(filled)
    values = {}
    for name, kind, state in (widget for page in widgets_of(blank) for widget in page):
        value = shown.get(name)
        if name.startswith('/_gw/') or value in (None, '', '/Off'):
            continue
        if kind == '/Btn':
            values[name] = buttons[name][0].index(value) if name in buttons else True
        elif kind in ('/Tx', '/Ch'):
            values[name] = value.replace('\r', '\n')
    return values


class Kinds(FormTest):
    def render_kind(self, name, kind, *data):
        path = self.folder / name
        result = gongwen('render', '--force', '--fillable', kind, *data, '-o', path)
        self.assertEqual(result.status, 0, result.err)
        return path

    def extract(self, *paths):
        out = self.folder / 'out'
        out.mkdir(exist_ok=True)
        result = gongwen('--error-format', 'json', 'extract', *paths, '-o', out)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual([d['message'] for d in result.diagnostics() if d['severity'] != 'note'], [])
        return [json.loads((out / f'{path.stem}.json').read_text('utf-8')) for path in paths]

    def form_of(self, kind):
        """The blank form, the values of the typical sample for it, and the sample."""
        source = ROOT / 'samples' / kind / 'typical.json'
        blank = self.render_kind(f'{kind}.pdf', kind)
        filled = self.render_kind(f'{kind}.filled.pdf', kind, source)
        return blank, values_to_type(filled, blank), sample(source)

    def judge(self, forms, *options):
        """`forms` by kind."""
        english = {'iso-form-4'}
        for chinese, kinds in (('yes', forms.keys() - english), ('no', forms.keys() & english)):
            if kinds:
                self.assert_judged(*(forms[kind] for kind in sorted(kinds)), options=options, chinese=chinese)

    def assert_says(self, found, data, values):
        """What came back is what the sample says, and nothing that was typed is missing."""
        for pointer, value in leaves(found):
            wanted = resolve(data, pointer)
            if wanted is not None and not isinstance(wanted, (list, dict)):
                self.assertEqual(value, wanted, pointer)
        texts = ''.join(str(value) for _, value in leaves(found))
        for name, value in values.items():
            if isinstance(value, str) and isinstance(resolve(data, name.replace('~2', '.')), str):
                self.assertIsNotNone(resolve(found, name.replace('~2', '.')), name)
        self.assertGreater(len(texts), 50)

    def test_blank_forms_are_sound_and_small(self):
        for font, most in (('common', 455_000), ('wide', 850_000)):
            forms = {kind: self.render_kind(f'{kind}.{font}.pdf', kind, '--field-font', font) for kind in KINDS}
            if font == 'wide':
                self.judge(forms)
            for kind, form in forms.items():
                with self.subTest(f'{kind} {font}'):
                    with pikepdf.open(form) as pdf:
                        # Limits for one page; the text faces of a form of several are larger.
                        self.assertLess(form.stat().st_size, most + (len(pdf.pages) - 1) * BYTES_OF_A_PAGE)

    def test_every_form_by_every_program(self):
        for turn, kind in enumerate(KINDS):
            blank, values, data = self.form_of(kind)
            self.assertGreaterEqual(len(values), 5)
            paths = []
            for program, fill in list(FILLERS.items())[turn % EVERY::EVERY]:
                with self.subTest(f'{kind} {program}'):
                    fill(blank, self.folder / f'{kind}-{program}.pdf', values)
                    paths.append(self.folder / f'{kind}-{program}.pdf')
            first, *others = self.extract(*paths)
            self.assert_says(first, data, values)
            for path, found in zip(paths[1:], others):
                with self.subTest(path.name):
                    self.assertEqual(found, first)

    def test_programs_that_keep_the_archive_profile(self):
        filled = {'poppler': {}, 'pdfjs': {}}
        for kind in KINDS[::EVERY]:
            blank, values, _ = self.form_of(kind)
            with pikepdf.open(blank) as pdf:
                once = {str(f.T) for f in pdf.Root.AcroForm.Fields if len(f.get('/Kids', [])) < 2 or f.FT == '/Btn'}
            values = {name: value for name, value in values.items() if name in once}
            for program, forms in filled.items():
                with self.subTest(f'{kind} {program}'):
                    form = self.folder / f'{kind}-{program}.pdf'
                    FILLERS[program](blank, form, values)
                    forms[kind] = form
                    self.assertLess(form.stat().st_size - blank.stat().st_size, MOST_GROWTH)
                    self.assertEqual(font_names(form), font_names(blank))
        self.judge(filled['poppler'], '--allow-base14')
        self.judge(filled['pdfjs'])


if __name__ == '__main__':
    unittest.main()
