"""Forms filled in by other programs: the values come back right, and the files stay what they were."""
import json
import re
import subprocess
import unittest

import pikepdf
import needs
from fillers import FILLERS, FLATTENERS, buttons_of, plainly_by_pdf_lib
from form_files import FILLED, HERE, FormTest, font_names, values_of
from harness import gongwen
from java_fillers import by_pdftk, fdf

TYPED = {'/name': '诸葛示例', '/职务': '副主任（主持工作）', '/reason': '其一，喆鑫淼。\n其二：ABC 123。', '/jobs/0/org': '某某大学',
         '/code': 'TC260-01', '/agree': True, '/fields/1': True, '/sex': 1, '/title': '工程师', '/unit': '丙示例院',
         '/e~2mail': 'someone@example.com'}
DATA = {'name': '诸葛示例', '职务': '副主任（主持工作）', 'reason': '其一，喆鑫淼。\n其二：ABC 123。', 'jobs': [{'org': '某某大学'}],
        'code': 'TC260-01', 'agree': True, 'fields': ['cloud'], 'sex': 'female', 'title': 'engineer', 'unit': '丙示例院',
        'e.mail': 'someone@example.com'}
# They set texts in the font of the form and write nothing but what has changed.
TRUE_TO_THE_FORM = ('poppler', 'pdfjs')
# They fail on a character that is not in the font: pdf-lib brings that itself.
NEED_EVERY_CHARACTER = ('pdf-lib', 'pdfbox', 'pdfbox-update')
# They draw such a text without the character, which changes a name.
LEAVE_OUT = ('itext', 'itext-update')
# Rare characters: one that `common` lacks, and one beyond U+FFFF.
RARE, FAR = '龘', '𬱖'


def fonts_of_appearances(path):
    """Names of the fonts that texts of fields are set in."""
    with pikepdf.open(path) as pdf:
        drawn = [w.AP.N.read_bytes() for w in pdf.pages[0].Annots if isinstance(w.AP.N, pikepdf.Stream)]
    return {name.decode() for content in drawn for name in re.findall(rb'(/\w+) [\d.]+ Tf', content)}


class FillTest(FormTest):
    def fill(self, program, values, *options, font='common'):
        """Fills in a form; returns the form and the result."""
        form, filled = self.form('--field-font', font, *options), self.folder / f'{program}.pdf'
        FILLERS[program](form, filled, values)
        return form, filled

    def extract(self, path):
        """The data of a form, and what was reported about it except notes: it is known that the program draws
        nothing."""
        result = gongwen('--templates', HERE / 'templates', '--error-format', 'json', '--lang', 'zh', 'extract', path)
        return (json.loads(result.out) if result.out else None), [d for d in result.diagnostics() if d['severity'] != 'note']


class Fill(FillTest):
    def test_every_kind_of_field_comes_back(self):
        for program in FILLERS:
            with self.subTest(program):
                filled = self.fill(program, TYPED)[1]
                self.assertEqual(self.extract(filled), (DATA, []))
                self.assertTrue(values_of(filled)['/_gw/stamp'].startswith('{"kind":"every-control"'))

    def test_the_ordinary_call_of_pdf_lib(self):
        """It asks every field for a widget, also the stamp and what was filled in before, which have none."""
        form, filled = self.form('--field-font', 'common', data=FILLED), self.folder / 'plain.pdf'
        plainly_by_pdf_lib(form, filled, {'/code': 'TC260-02'})
        data, told = self.extract(filled)
        self.assertEqual((data, told), ({**FILLED, 'code': 'TC260-02'}, []))
        self.assertTrue(values_of(filled)['/_gw/stamp'].startswith('{"kind":"every-control"'))
        self.assert_judged(form)

    def test_files_stay_what_they_were(self):
        """A line break, or a character, that is not in the map of the font makes poppler embed fonts of the system."""
        for program in TRUE_TO_THE_FORM:
            with self.subTest(program):
                # poppler writes the value of a field that is shown twice into its widgets: another reader may miss it.
                values = {name: value for name, value in TYPED.items() if name != '/name'}
                form, filled = self.fill(program, values)
                self.assertEqual(font_names(filled), font_names(form))
                self.assertLess(filled.stat().st_size - form.stat().st_size, 20_000)
                # It also lists all fonts of the form for each field. What no text is set in, need not be embedded.
                self.assert_judged(filled, options=['--allow-base14'] if program == 'poppler' else [])
                self.assertEqual(fonts_of_appearances(filled), {'/GwF'})
                with pikepdf.open(filled) as pdf:
                    self.assertNotIn('/NeedAppearances', pdf.Root.AcroForm)
                shown = subprocess.run(['pdftotext', '-layout', str(filled), '-'], capture_output=True, text=True).stdout
                for text in ('副主任（主持工作）', '其一，喆鑫淼。', '其二：ABC 123。'):
                    self.assertIn(text, shown)

    @needs.time
    def test_characters_outside_of_the_font(self):
        """The value is right whatever becomes of the picture; one that shows another text is an error."""
        values = {'/name': f'甲{RARE}', '/职务': RARE, '/sex': 0}
        for program in FILLERS:
            if program in NEED_EVERY_CHARACTER:
                continue
            with self.subTest(program):
                filled = self.fill(program, values)[1]
                data, told = self.extract(filled)
                self.assertEqual(data, {'name': f'甲{RARE}', '职务': RARE, 'sex': 'male'})
                self.assertEqual([d['id'] for d in told], ['intake/shown-differs'] if program in LEAVE_OUT else [])

    def test_pdftk_draws_frames(self):
        """Without `need_appearances` it writes codes that the form's font has no glyphs for."""
        form, filled = self.form('--field-font', 'common'), self.folder / 'frames.pdf'
        by_pdftk(fdf, buttons_of)(form, filled, {'/name': '张三', '/sex': 0})
        data, told = self.extract(filled)
        self.assertEqual(data, {'name': '张三', 'sex': 'male'})
        self.assertEqual([(d['id'], d['severity']) for d in told], [('intake/shown-differs', 'error')])
        self.assertIn('□', told[0]['message'])

    def test_characters_beyond_the_basic_plane(self):
        values = {'/name': f'甲{FAR}', '/sex': 0}
        for program in ('pikepdf', 'poppler', 'mupdf', 'pdfjs'):
            with self.subTest(program):
                self.assertEqual(self.extract(self.fill(program, values)[1]), ({'name': f'甲{FAR}', 'sex': 'male'}, []))

    def test_what_pdfium_loses(self):
        """Typed, such a character leaves half of itself; pasted, the letter that the rest of its bits stand for."""
        for program, left in (('pdfium', '甲'), ('pdfium-paste', '甲' + chr(ord(FAR) & 0xFFFF))):
            with self.subTest(program):
                data, told = self.extract(self.fill(program, {'/name': f'甲{FAR}', '/sex': 0})[1])
                self.assertEqual(data, {'name': left, 'sex': 'male'})
                self.assertEqual([(d['id'], d['severity']) for d in told], [('intake/lost-character', 'error')])
                self.assertIn('“姓名”（第1页）', told[0]['message'])

    def test_states_of_older_forms(self):
        """They were the places of the options, also after letters."""
        form, older = self.form(data=FILLED), self.folder / 'older.pdf'
        for letters in ('', 'a', 'aa'):
            with self.subTest(letters), pikepdf.open(form) as pdf:
                field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/sex')
                field.Opt = pikepdf.Array([pikepdf.String('male'), pikepdf.String('female')])
                for place, kid in enumerate(field.Kids):
                    state = next(s for s in kid.AP.N.keys() if s != '/Off')
                    kid.AP.N[f'/{letters}{place}'] = kid.AP.N[state]
                    del kid.AP.N[state]
                    kid.AS = pikepdf.Name(f'/{letters}1' if place == 1 else '/Off')
                field.V = pikepdf.Name(f'/{letters}1')
                pdf.save(older)
                data, told = self.extract(older)
                self.assertEqual((data['sex'], told), ('female', []))

    def test_an_option_as_the_value_of_a_button(self):
        """Some programs write the option and leave the boxes as they were, or write a number that is not a state."""
        for written, read in (('female', 'female'), ('male', 'male')):
            form, filled = self.form(), self.folder / 'option.pdf'
            with pikepdf.open(form) as pdf:
                field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/sex')
                field.V = pikepdf.String(written)
                pdf.save(filled)
            self.assertEqual(self.extract(filled)[0], {'sex': read})

    def states_kind(self, choices):
        """A bundle with a radio button for each of the choices; the words that name it."""
        bundle = self.folder / 'own' / 'states'
        bundle.mkdir(parents=True, exist_ok=True)
        self.write('own/states/schema.json', {
            'type': 'object', 'additionalProperties': False,
            'properties': {'pick': {'x-title': {'zh': '选', 'en': 'pick'}, 'enum': choices}}})
        manifest = json.loads((HERE / 'templates/every-control/template.json').read_text('utf-8'))
        self.write('own/states/template.json', {**manifest, 'kind': 'states', 'rules': []})
        (bundle / 'style.css').write_bytes((HERE / 'templates/every-control/style.css').read_bytes())
        boxes = ''.join(f'<input type="radio" name="/pick" value="{v}" title="{v}"/>{v} ' for v in choices)
        (bundle / 'document.html').write_text(
            f'<!DOCTYPE html><html lang="zh-CN"><head><title>题</title></head><body><p>{boxes}</p></body></html>', 'utf-8')
        return '--templates', self.folder / 'own'

    def states_of(self, form):
        with pikepdf.open(form) as pdf:
            field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/pick')
            return ([next(s[1:] for s in kid.AP.N.keys() if s != '/Off') for kid in field.Kids],
                    [str(option) for option in field.get('/Opt', [])])

    @needs.time
    def test_options_are_states_or_no_states(self):
        """Of radio buttons: what is chosen in the data, and what a program writes as an option, is what comes back."""
        form, written = self.folder / 'states.pdf', self.folder / 'written.pdf'
        for choices, states in ((['a1', 'a0', 'aa2', 'b'], ['a1', 'a0', 'aa2', 'b']), ([1, 2, 3, 4, 5], list('12345')),
                                (['甲', '乙'], ['0', '1']), (['Off.', 'On'], ['Off.', 'On']), (['a b', 'c'], ['0', '1']),
                                (['0', '甲'], ['0', '1']), (['1', '甲', '2'], ['a0', 'a1', 'a2'])):
            words = self.states_kind(choices)
            for value in choices:
                with self.subTest(choices=choices, value=value):
                    data = self.write('pick.json', {'pick': value})
                    made = gongwen(*words, 'render', '--force', 'states', data, '--fillable', '-o', form)
                    self.assertEqual(made.status, 0, made.err)
                    self.assertEqual(json.loads(gongwen(*words, 'extract', form).out), {'pick': value})
                    self.assertEqual(gongwen(*words, 'render', '--force', 'states', '--fillable', '-o', form).status, 0)
                    options = [] if states == [str(choice) for choice in choices] else [str(choice) for choice in choices]
                    self.assertEqual(self.states_of(form), (states, options))
                    with pikepdf.open(form) as pdf:
                        field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/pick')
                        field.V = pikepdf.String(str(value))
                        pdf.save(written)
                    self.assertEqual(json.loads(gongwen(*words, 'extract', written).out), {'pick': value})

    def test_every_option_by_every_program(self):
        """By the name that the program offers; the box that is ticked is the one of the option."""
        for choices in ([1, 2, 3], ['新工作项目', '修订', '其他 (other)']):
            words = self.states_kind(choices)
            form = self.folder / 'states.pdf'
            self.assertEqual(gongwen(*words, 'render', '--force', 'states', '--fillable', '-o', form).status, 0)
            for program in ('pdfbox', 'itext', 'pdftk-fdf', 'pdfjs', 'pdfium'):
                with self.subTest(choices=choices, program=program):
                    for place, choice in enumerate(choices):
                        filled = self.folder / f'{program}.{place}.pdf'
                        FILLERS[program](form, filled, {'/pick': place})
                        back = gongwen(*words, '--error-format', 'json', 'extract', filled)
                        self.assertEqual((json.loads(back.out), back.errors()), ({'pick': choice}, []))
                        with pikepdf.open(filled) as pdf:
                            ticked = [w.AS != '/Off' for w in pdf.pages[0].Annots if w.Parent.T == '/pick']
                        self.assertEqual(ticked, [i == place for i in range(len(choices))])

    def test_flattened_forms_are_refused(self):
        for program in FLATTENERS:
            with self.subTest(program):
                form, flat = self.form('--field-font', 'common'), self.folder / 'flat.pdf'
                FLATTENERS[program](form, flat, TYPED)
                result = gongwen('--templates', HERE / 'templates', '--error-format', 'json', 'extract', flat)
                self.assert_fails(result, 1, 'intake/no-fields')
                self.assertNotIn('{', result.out)

    def test_text_for_an_editable_list_and_of_its_choices(self):
        for program in FILLERS:
            with self.subTest(program):
                for text in ('乙示例大学', '自拟单位'):
                    self.assertEqual(self.extract(self.fill(program, {'/unit': text})[1])[0], {'unit': text})


if __name__ == '__main__':
    unittest.main()
