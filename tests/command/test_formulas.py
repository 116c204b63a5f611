"""Formulas (MathML and LaTeX) in the files that the command writes: pages, Word files and workbooks."""
import json
import re
import subprocess
import unittest
import zipfile

import openpyxl

from harness import BAD_INPUT, DONE, CommandTest, gongwen

STYLE = ':root{counter-reset:n}.equation{display:flex;align-items:center;counter-increment:n;text-indent:0}.equation::before{content:"";flex:1}' \
        '.equation::after{content:leader("…") "（" counter(n) "）";flex:1;text-align:right;padding-left:.5em}'
FRACTIONS = '<mfrac><mi>a</mi><mi>b</mi></mfrac>'


def page(body):
    return f'<!DOCTYPE html><html lang="zh"><title>公式</title><style>@page{{size:A4}}{STYLE}</style>{body}</html>'


def math(content, attributes=' display="block"'):
    return f'<math{attributes}>{content}</math>'


class Formulas(CommandTest):
    def word(self, body):
        self.write('a.html', page(body))
        result = gongwen('typeset', 'a.html', '-o', 'a.docx', '--force', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        with zipfile.ZipFile(self.folder / 'a.docx') as package:
            self.styles = package.read('word/styles.xml').decode()
            return package.read('word/document.xml').decode()

    def kind(self, **pages):
        """Renders the kind with these pages; `sheet` or `document`."""
        outputs = {{'document': 'page'}.get(name, name): {'template': f'{name}.html'} for name in pages}
        (self.folder / 'kind').mkdir(exist_ok=True)
        manifest = {'kind': 'kind', 'title': {'zh': '公式', 'en': 'formula'}, 'version': '1.0', 'source': {'zh': '某某研究院', 'en': 'an institute'},
                    'language': 'zh-CN', 'file_name': '公式', 'outputs': outputs}
        self.write('kind/template.json', json.dumps(manifest, ensure_ascii=False))
        self.write('kind/schema.json', '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}')
        for name, text in pages.items():
            self.write(f'kind/{name}.html', text)
        self.write('data.json', '{}')
        target = 'a.xlsx' if 'sheet' in pages else 'a.docx'
        return gongwen('--templates', '.', 'render', 'kind', 'data.json', '-o', target, '--force', cwd=self.folder)

    def test_a_numbered_equation_is_a_line_with_tabs(self):
        xml = self.word(f'<div class="equation">{math("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>")}</div><p>后</p>')
        self.assertNotIn('<w:tbl>', xml)
        self.assertNotIn('oMathPara', xml)
        paragraph = next(p for p in re.findall(r'<w:p[ >].*?</w:p>', xml, re.S) if 'm:oMath' in p)
        stops = re.findall(r'<w:tab [^>]*w:val="(center|right)"[^>]*>', paragraph + self.styles)
        self.assertEqual(sorted(stops), ['center', 'right'])
        self.assertEqual(paragraph.count('<w:tab/>'), 2)
        self.assertLess(paragraph.index('m:oMath'), paragraph.index('（'))

    def test_a_long_equation_keeps_all_its_lines(self):
        long = '<mi>y</mi>' + ''.join(f'<mo>=</mo><mi>风险值{n}</mi><mo>×</mo><mi>权重{n}</mi>' for n in range(12))
        xml = self.word(f'<div class="equation">{math(long)}</div>')
        self.assertEqual(xml.count('权重'), 12)
        for left, width in re.findall(r'w:left="(\d+)".*?<w:tcW w:w="(\d+)"', xml):
            self.assertLess(int(left), int(width))

    def test_empty_parts_are_not_shown_as_missing(self):
        """LibreOffice shows a mark for an empty element."""
        aligned = '<mtable columnalign="right left"><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>d</mi></mtd></mtr><mtr><mtd><mi>x</mi></mtd></mtr></mtable>'
        before = '<mmultiscripts><mi>C</mi><mprescripts/><none/><mn>14</mn></mmultiscripts><msub><mrow></mrow><mn>6</mn></msub>'
        xml = self.word(f'<p>{math(aligned, "")}{math(before, "")}</p>')
        self.assertEqual(re.findall(r'<m:(?:e|sub|sup|num|den|lim)/>', xml), [])
        self.assertEqual(re.findall(r'<m:(e|sub|sup)></m:', xml), [])
        self.assertEqual(re.findall(r'<m:mcJc m:val="(\w+)"', xml), ['right', 'left'])

    def test_phantoms_take_their_place_unseen(self):
        for content, inner in (('<mi>x</mi><mo>+</mo>', 'x'), ('<mrow></mrow>', '\u200b'), ('', '\u200b'),
                               ('<mphantom><mn>1</mn></mphantom>', '1')):
            xml = self.word(f'<p>{math("<mphantom>" + content + "</mphantom><mi>y</mi>", "")}</p>')
            phantoms = re.findall(r'<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e>', xml)
            self.assertEqual(len(phantoms), 2 if 'mphantom' in content else 1)
            self.assertIn(f'>{inner}</m:t>', xml[xml.index('<m:phant>'):xml.index('</m:phant>')])

    def test_limits_stand_as_on_the_page(self):
        total = '<munderover><mo movablelimits="{}">∑</mo><mn>0</mn><mi>n</mi></munderover><mi>x</mi>'
        for attributes, movable, place in (('', 'true', 'subSup'), ('', 'false', 'undOvr'), (' display="block"', 'true', 'undOvr')):
            xml = self.word(math(total.format(movable), attributes) if attributes else f'<p>{math(total.format(movable), "")}</p>')
            self.assertEqual(re.findall(r'<m:limLoc m:val="(\w+)"', xml), [place], (attributes, movable))

    def test_rows_and_cells_that_the_style_hides_are_not_set(self):
        none = ' style="display:none"'
        cases = {f'<mtable><mtr{none}><mtd><mn>1</mn></mtd></mtr><mtr><mtd{none}><mn>2</mn></mtd><mtd><mn>3</mn></mtd></mtr></mtable>': '3',
                 f'<mrow{none}><mn>1</mn><mo>+</mo><mn>2</mn></mrow>': '', '<mrow><mn>1</mn></mrow>': '1'}
        for content, text in cases.items():
            self.write('a.html', page(f'<p>{math(content, "")}</p>'))
            result = gongwen('typeset', 'a.html', '-o', 'a.pdf', '--force', cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            done = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, check=True)
            self.assertEqual(done.stdout.decode().strip(), text, content)

    def boxes(self, content, style=''):
        """Left and right of each run of a formula in a line, by its text."""
        self.write('a.html', page(f'<style>{style}</style><p>甲{math(content, "")}乙</p>'))
        result = gongwen('typeset', 'a.html', '-o', 'a.pdf', '--force', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        shown = subprocess.run(['pdftotext', '-bbox', self.folder / 'a.pdf', '-'], capture_output=True, text=True, check=True).stdout
        return {text.strip('\u200b'): (float(left), float(right)) for left, right, text in re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)', shown)}

    def test_arrows_over_several_letters_are_as_wide_as_they_are(self):
        def over(base):
            found = self.boxes(f'<mover accent="true"><mrow>{base}</mrow><mo>→</mo></mover>')
            return found['→'][1] - found['→'][0]
        letters = '<mi>A</mi><mi>B</mi><mi>C</mi>'
        self.assertGreater(over(letters), 2 * over('<mi>v</mi>'))
        # Where everything stretches, the widest sign says how far.
        found = self.boxes('<munder><mo>⟶</mo><mo>⏟</mo></munder>')
        self.assertGreaterEqual(found['⏟'][1] - found['⏟'][0], found['⟶'][1] - found['⟶'][0] - 1)

    def test_rows_around_an_operator_keep_its_spaces(self):
        self.assertEqual(self.boxes('<mrow><mo>=</mo></mrow>')['乙'], self.boxes('<mo>=</mo>')['乙'])

    def test_scripts_of_large_signs_stand_alike_in_both_elements(self):
        one = self.boxes('<mstyle displaystyle="true"><msubsup><mo>∫</mo><mi>a</mi><mi>b</mi></msubsup></mstyle>')
        other = self.boxes('<mstyle displaystyle="true"><mmultiscripts><mo>∫</mo><mi>a</mi><mi>b</mi></mmultiscripts></mstyle>')
        self.assertEqual(one, other)

    def test_cells_that_span_others(self):
        found = self.boxes('<mtable><mtr><mtd columnspan="2"><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>'
                           '<mtr><mtd rowspan="2"><mn>3</mn></mtd><mtd><mn>4</mn></mtd><mtd><mn>5</mn></mtd></mtr><mtr><mtd><mn>6</mn></mtd><mtd><mn>7</mn></mtd></mtr></mtable>')
        self.assertEqual((found['2'], found['4']), (found['5'], found['6']))
        self.assertEqual(found['5'], found['7'])
        self.assertTrue(found['3'][0] < found['1'][0] < found['4'][0])

    def test_chinese_words_have_the_face_of_their_style(self):
        def faces(style):
            self.boxes('<mtext>黑体</mtext>', style)
            return subprocess.run(['pdffonts', self.folder / 'a.pdf'], capture_output=True, text=True, check=True).stdout
        self.assertIn('Hei', faces('mtext { font-family: SimHei }'))
        self.assertNotIn('Hei', faces(''))

    def test_styles_that_formulas_do_not_have_are_named_at_each_element(self):
        self.write('a.html', page('<style>mi { opacity: .5; transform: rotate(9deg); padding: 2px }'
                                  'math { border: 1px dashed; opacity: .9 }</style>'
                                  f'<p>{math("<mi>a</mi><mi>b</mi>", "")}</p><p>{math("<menclose notation=circle><mi>a</mi></menclose>", "")}</p>'))
        found = gongwen('typeset', 'a.html', '-o', 'a.pdf', '--error-format', 'json', cwd=self.folder).diagnostics()
        self.assertEqual(sorted(each['message'].split('`')[1] for each in found if each['id'] == 'layout/formula-style'),
                         ['notation="circle"', *['opacity'] * 3, *['transform'] * 3])
        self.write('a.html', page('<style>mi { padding: 10%; border: 1px dashed; width: 3em; text-decoration: underline; float: left; translate: 3px }</style>'
                                  f'<p>{math("<mi>a</mi>", "")}</p>'))
        found = gongwen('typeset', 'a.html', '-o', 'a.pdf', '--error-format', 'json', cwd=self.folder).diagnostics()
        self.assertEqual(sorted(each['message'].split('`')[1] for each in found if each['id'] == 'layout/formula-style'),
                         ['border-style', 'float', 'padding: %', 'text-decoration', 'translate', 'width'])

    def drawn(self, content):
        """The lines of a formula in a drawing, without its letters."""
        self.write('a.html', page(f'<p>{math(content, "")}</p>'))
        result = gongwen('typeset', 'a.html', '-o', 'a.svg', '--force', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn('formula-style', result.err)
        return re.findall(r'<path [^>]*stroke-width[^>]*>|<rect [^>]*>', (self.folder / 'a.svg').read_text(encoding='utf-8'))

    def test_diagonal_strokes_and_lines_of_tables_are_drawn(self):
        def more_than_plain(content, plain):
            return len(self.drawn(content)) - len(self.drawn(plain))
        self.assertEqual(more_than_plain('<menclose notation="updiagonalstrike downdiagonalstrike"><mi>x</mi></menclose>', '<mi>x</mi>'), 2)
        row = '<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd><mtd><mn>3</mn></mtd></mtr>'
        self.assertEqual(more_than_plain(f'<mtable columnlines="none solid" rowlines="solid">{row}{row}</mtable>', f'<mtable>{row}{row}</mtable>'), 2)

    def test_word_files_keep_colours_and_lines_of_formulas(self):
        xml = self.word(f'<p style="color: #0000ff">甲{math("<mi>a</mi><mi mathcolor=red>b</mi>", "")}</p>')
        runs = re.findall(r'<m:r>.*?</m:r>', xml)
        self.assertEqual([re.findall(r'w:color w:val="(\w+)"', run) for run in runs], [['0000FF'], ['FF0000']])
        row = '<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>'
        xml = self.word(f'<p>{math(f"<mtable columnalign=left columnlines=solid>{row}{row}</mtable>", "")}</p>')
        self.assertEqual(re.findall(r'<m:t [^>]*>([^<]*)', xml), ['1', '|', '2'] * 2)
        self.assertEqual(re.findall(r'<m:mcJc m:val="(\w+)"', xml), ['left', 'center', 'left'])

    def test_brackets_with_scripts_are_pairs_in_word_files(self):
        """LibreOffice shows a mark for a closing bracket without its opening one."""
        row = '<mo>(</mo><mi>x</mi><mo>−</mo><mi>m</mi><msup><mo>)</mo><mn>2</mn></msup>'
        xml = self.word(f'<p>{math(row, "")}</p>')
        self.assertRegex(xml, r'<m:sSup><m:e><m:d><m:dPr><m:begChr m:val="\("/><m:endChr m:val="\)"/></m:dPr>.*</m:d></m:e><m:sup>')
        total = self.word(f'<p>{math("<mo>∑</mo>" + row + "<mo>=</mo><mn>5</mn>", "")}</p>')
        self.assertNotIn('>5<', total[:total.index('</m:nary>')])

    def test_combining_accents_of_other_programs_stand_over_their_letter(self):
        plain, combining = (self.boxes(f'<mover accent="true"><mi>x</mi><mo>{sign}</mo></mover>') for sign in ('^', '\u0302'))
        self.assertEqual([place for text, place in plain.items() if 'x' in text], [place for text, place in combining.items() if 'x' in text])
        self.assertIn('m:chr m:val="\u0302"', self.word(f'<p>{math("<mover accent=true><mi>x</mi><mo>" + chr(0x302) + "</mo></mover>", "")}</p>'))

    def test_tildes_are_relations_between_terms(self):
        def width(sign):
            return max(right for _, right in self.boxes(f'<mn>1</mn><mo>{sign}</mo><mn>2</mn>').values())
        self.assertAlmostEqual(width('∼'), width('≃'), delta=1)

    def test_what_styles_hide_is_in_no_output(self):
        formula = '<mi>a</mi><mo>+</mo><mn class="none">8</mn><mn class="unseen">9</mn><mrow hidden><mn>7</mn></mrow>'
        self.write('a.html', page(f'<style>.none {{ display: none }} .unseen {{ visibility: hidden }}</style><h1>{math(formula, "")}</h1>'))
        for name in ('a.pdf', 'a.docx'):
            self.assertEqual(gongwen('typeset', 'a.html', '-o', name, '--force', cwd=self.folder).status, DONE)
        shown = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, text=True, check=True).stdout
        spoken = subprocess.run(['pdfinfo', '-struct-text', self.folder / 'a.pdf'], capture_output=True, text=True, check=True).stdout
        for text in (shown, spoken):
            self.assertNotRegex(text, '[789]')
        xml = self.word(f'<style>.none {{ display: none }} .unseen {{ visibility: hidden }}</style><p>{math(formula, "")}</p>')
        self.assertEqual(re.findall(r'<m:t [^>]*>([^<]*)', xml), ['a', '+', '9'])
        self.assertIn('9', re.search(r'<m:phant>.*?</m:phant>', xml)[0])
        sheet = f'<!DOCTYPE html><html lang="zh"><title>公式</title><style>.none {{ display: none }} .unseen {{ visibility: hidden }}</style><table data-sheet="表"><tr><td><math>{formula}</math></td></tr></table></html>'
        result = self.kind(sheet=sheet)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(openpyxl.load_workbook(self.folder / 'a.xlsx').active['A1'].value, 'a+')

    def test_parts_have_edges_and_backgrounds(self):
        plain, wide = (self.boxes('<mn>1</mn><mo>=</mo><mn>2</mn><mo>+</mo><mn>3</mn>', style)
                       for style in ('', 'mn { padding: 0 3px; margin-left: 2px; border-right: 1px solid }'))
        self.assertEqual([round((wide[sign][0] - plain[sign][0]) / 0.75) for sign in '=2+'], [9, 14, 18])
        self.boxes('<mrow mathbackground="#ff0000"><mi>a</mi></mrow>')
        gongwen('typeset', 'a.html', '-o', 'a.svg', '--force', cwd=self.folder)
        self.assertIn('#ff0000', (self.folder / 'a.svg').read_text(encoding='utf-8'))

    def test_formulas_from_right_to_left(self):
        found = self.boxes('<mrow dir="rtl"><mn>1</mn><mo>+</mo><mfrac><mn>2</mn><mn>3</mn></mfrac><msup><mn>4</mn><mn>5</mn></msup></mrow>')
        self.assertTrue(found['1'][0] > found['+'][0] > found['23'][0] > found['4'][0] > found['5'][0], found)
        whole = self.boxes('<mrow dir="rtl"><mn>7</mn><mo>+</mo><mo>(</mo><mn>8</mn><mo>)</mo></mrow>')
        self.assertEqual(''.join(sorted(whole, key=lambda text: whole[text][0])), '甲(8)+7乙')

    def test_declared_sizes_of_scripts_are_kept(self):
        def height(script):
            self.boxes(f'<msup><mi>x</mi>{script}</msup>', 'math { font-size: 20px }')
            shown = subprocess.run(['pdftotext', '-bbox', self.folder / 'a.pdf', '-'], capture_output=True, text=True, check=True).stdout
            top, bottom = re.search(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">2<', shown).groups()
            return float(bottom) - float(top)
        whole = height('<mn mathsize="20.02px">2</mn>')
        self.assertLess(height('<mn>2</mn>'), 0.8 * whole)
        self.assertAlmostEqual(height('<mn style="font-size: 10px">2</mn>') / whole, 0.5, delta=0.02)
        self.assertAlmostEqual(height('<mstyle scriptlevel="+1" mathsize="10px"><mn>2</mn></mstyle>') / whole, 0.5, delta=0.02)

    def test_hidden_parts_and_wrong_numbers_of_parts(self):
        self.write('a.html', page('<p>' + math('<mfrac><mn>1</mn><mn style="display: none">9</mn><mn>2</mn></mfrac><mfrac><mn>3</mn></mfrac>', '') + '</p>'))
        for name in ('a.pdf', 'a.docx'):
            result = gongwen('typeset', 'a.html', '-o', name, '--error-format', 'json', cwd=self.folder)
            self.assertEqual(result.status, DONE)
            self.assertEqual([(each['id'], each['severity']) for each in result.diagnostics() if 'formula' in each['id']], [('boxes/formula-parts', 'warning')])
        shown = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, text=True, check=True).stdout
        self.assertNotIn('9', shown)
        self.assertIn('3', shown)

    def test_hidden_fractions_have_no_bar(self):
        def marks(style):
            self.boxes(f'<mstyle><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>', style)
            gongwen('typeset', 'a.html', '-o', 'a.svg', '--force', cwd=self.folder)
            return re.findall(r'<(?:rect|path)[^>]*>', (self.folder / 'a.svg').read_text(encoding='utf-8'))
        self.assertLess(len(marks('mfrac { visibility: hidden }')), len(marks('')))

    def test_the_deepest_formula_that_a_filter_takes_is_set(self):
        deep = '{{ "' + r'\\frac{1}{' * 38 + 'x' + '}' * 38 + '"|latex_math }}'
        result = self.kind(document=page(f'<p>{deep}</p>'))
        self.assertEqual(result.status, DONE, result.err)

    def test_workbooks_say_formulas_in_a_line_and_report_faults(self):
        for content, text in ((f'<mn>2</mn>{FRACTIONS}<mi>x</mi>', '2 (a/b)x'), ('<mfrac><mn>1</mn></mfrac>', None)):
            result = self.kind(sheet=f'<!DOCTYPE html><html lang="zh"><title>公式</title><table data-sheet="表"><tr><td><math>{content}</math></td></tr></table></html>')
            self.assertEqual(result.status, BAD_INPUT if text is None else DONE, result.err)
            if text is None:
                self.assertIn('boxes/formula-parts', result.err)
            else:
                self.assertEqual(openpyxl.load_workbook(self.folder / 'a.xlsx').active['A1'].value, text)


if __name__ == '__main__':
    unittest.main()
