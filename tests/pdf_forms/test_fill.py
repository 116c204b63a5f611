"""Forms filled in by other programs: the values come back right, and the files stay what they were."""
import pathlib
import shutil
import subprocess
import unittest

import pikepdf
from form_files import HERE, FormTest, font_names, values_of
from harness import ROOT

TYPED = {'/name': '诸葛示例', '/职务': '副主任（主持工作）', '/reason': '其一，喆鑫淼。\n其二：ABC 123。', '/jobs/0/org': '某某大学'}
NODE = pathlib.Path.cwd() / 'pdf_forms_node'
# MuPDF's scripts do not see the names of widgets, only their order.
MUTOOL_SCRIPT = '''
var pdf = new PDFDocument(scriptArgs[0]);
var values = JSON.parse(read(scriptArgs[2]));
var widgets = pdf.loadPage(0).getWidgets();
for (var i = 0; i < widgets.length; ++i) {
  if (values[i] === null) continue;
  if (values[i] === true) widgets[i].toggle(); else widgets[i].setTextValue(values[i]);
  widgets[i].update();
}
pdf.save(scriptArgs[1], "compress");
'''


def fill_with_poppler(source, target, values, ticks=()):
    import gi
    gi.require_version('Poppler', '0.18')
    from gi.repository import Poppler
    document = Poppler.Document.new_from_file(source.as_uri(), None)
    for number in range(document.get_n_pages()):
        for mapping in document.get_page(number).get_form_field_mapping():
            field = mapping.field
            name = field.get_name() or ''
            if name in values and field.get_field_type() == Poppler.FormFieldType.TEXT:
                field.text_set_text(values[name])
            if name in ticks:
                field.button_set_state(True)
    document.save(target.as_uri())


class Fill(FormTest):
    def assert_values(self, path, **more):
        values = values_of(path)
        for name, value in {**TYPED, **more}.items():
            self.assertEqual((values[name] or '').replace('\r', '\n'), value, name)
        self.assertTrue(values['/_gw/stamp'].startswith('{"kind":"every-control"'))

    def test_poppler(self):
        form = self.form('--field-font', 'common')
        filled = self.folder / 'filled.pdf'
        fill_with_poppler(form, filled, TYPED, ticks=('/agree', '/fields/1'))
        self.assert_values(filled, **{'/agree': '/Yes', '/fields/1': '/Yes'})
        # A line break, or a character, that is not in the map makes poppler embed fonts of the system.
        self.assertEqual(font_names(filled), font_names(form))
        self.assertLess(filled.stat().st_size - form.stat().st_size, 20_000)
        shown = subprocess.run(['pdftotext', '-layout', str(filled), '-'], capture_output=True, text=True).stdout
        for text in ('诸葛示例', '其一，喆鑫淼。', '其二：ABC 123。'):
            self.assertIn(text, shown)

    def test_mupdf(self):
        form, filled = self.form('--field-font', 'none'), self.folder / 'filled.pdf'
        values = {**TYPED, '/agree': True}
        with pikepdf.open(form) as pdf:
            names = [str(w.T if '/T' in w else w.Parent.T) for w in pdf.pages[0].Annots]
        script = self.write('fill.js', MUTOOL_SCRIPT)
        by_order = self.write('values.json', [values.get(name) for name in names])
        made = subprocess.run(['mutool', 'run', str(script), str(form), str(filled), str(by_order)],
                              capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assert_values(filled, **{'/agree': '/Yes'})

    def test_pikepdf(self):
        """A program that sets values alone."""
        form, filled = self.form('--field-font', 'none'), self.folder / 'filled.pdf'
        with pikepdf.open(form) as pdf:
            for field in pdf.Root.AcroForm.Fields:
                if str(field.T) in TYPED:
                    field.V = pikepdf.String(TYPED[str(field.T)])
            pdf.save(filled)
        self.assert_values(filled)

    def node(self):
        """The folder with the programs of the JavaScript world; skips where they cannot be had."""
        if shutil.which('npm') is None:
            self.skipTest('npm is not installed (scripts/setup node)')
        if not (NODE / 'node_modules').is_dir():
            shutil.copytree(HERE / 'node', NODE, dirs_exist_ok=True)
            made = subprocess.run(['npm', 'ci', '--omit=optional', '--no-audit', '--no-fund'], cwd=NODE,
                                  capture_output=True, text=True)
            if made.returncode != 0:
                self.skipTest('npm cannot fetch pdf.js and pdf-lib: ' + made.stderr[-300:])
        shutil.copyfile(HERE / 'node/fill.mjs', NODE / 'fill.mjs')
        return NODE

    def fill_with_node(self, tool, form):
        values = {**TYPED, '/agree': True, '/sex': 1, '/title': '工程师'}
        filled = self.folder / f'{tool}.pdf'
        words = [tool, str(form), str(filled), str(self.write('values.json', values)),
                 str(ROOT / 'fonts/faces/field-common.ttf')]
        made = subprocess.run(['node', 'fill.mjs', *words], cwd=self.node(), capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        return filled

    def test_pdf_js(self):
        form = self.form('--field-font', 'common')
        filled = self.fill_with_node('pdfjs', form)
        self.assert_values(filled, **{'/agree': '/Yes', '/sex': '/1', '/title': '工程师'})
        self.assertLess(filled.stat().st_size - form.stat().st_size, 20_000)
        self.assert_judged(filled)
        with pikepdf.open(filled) as pdf:
            self.assertNotIn('/NeedAppearances', pdf.Root.AcroForm)

    def test_pdf_lib(self):
        filled = self.fill_with_node('pdf-lib', self.form('--field-font', 'none'))
        self.assert_values(filled, **{'/agree': '/Yes', '/sex': '/1', '/title': '工程师'})


if __name__ == '__main__':
    unittest.main()
