"""DOCX files of kinds whose page is a Word file: the author's own file, with its tags expanded and all else kept."""
import io
import json
import re
import subprocess
import unittest
import zipfile

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from word_forms import HEAD, NAMES, package_of, paragraph, relationship_xml, run, table

NOTICE = ROOT / 'docs/examples/meeting-notice.docx'
DRAWINGS = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
         '{}</Types>')


def word_file(body, parts=(), types='', section='<w:sectPr/>'):
    """`parts`: (relationship type, name, content); the id of the first is rId1."""
    entries = {
        '[Content_Types].xml': TYPES.format(types),
        '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
        'word/_rels/document.xml.rels': relationship_xml([(kind, name) for kind, name, _ in parts]),
        'word/document.xml': f'{HEAD}<w:document {NAMES} {DRAWINGS} {VML}><w:body>{body}{section}</w:body></w:document>'}
    entries.update({f'word/{name}': content for _, name, content in parts})
    return package_of(entries)


def story(element, content):
    return f'{HEAD}<w:{element} {NAMES}>{content}</w:{element}>'


def shown_text(xml):
    """What Word shows of a part: paragraphs as lines."""
    xml = re.sub(r'<w:instrText.*?</w:instrText>', '', xml)
    lines = [re.sub(r'<w:br/>', '\n', p) for p in re.findall(r'<w:p[ >].*?</w:p>', xml, re.S)]
    texts = [''.join(t.replace('\n', '⏎') if t == '\n' else re.sub('<.*?>', '', t) for t in re.findall(r'<w:t[ >].*?</w:t>|\n', line)) for line in lines]
    return [t.replace('&lt;', '<').replace('&gt;', '>').replace('&amp;', '&') for t in texts]


class WordCopies(CommandTest):
    def make(self, content, name='letter', keeps_schema=False, **options):
        for path in (self.folder / name).glob('*'):
            path.unlink()
        if (self.folder / name).exists():
            (self.folder / name).rmdir()
        (self.folder / 'page.docx').write_bytes(content)
        result = gongwen('import', 'page.docx', name, '-o', '.', '--title', '通知 = notice', cwd=self.folder, **options)
        self.assertEqual(result.status, DONE, result.err)
        if not keeps_schema:  # any data
            (self.folder / name / 'schema.json').write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}')
        return result

    def render(self, data, *outputs):
        (self.folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        given = [word for output in outputs or ('out.docx',) for word in ('-o', output)]
        return gongwen('--templates', '.', 'render', 'letter', 'data.json', '--force', *given, cwd=self.folder)

    def made(self, content, data, *outputs, schema=False):
        """The parts of the file, and what it was made of."""
        self.make(content, keeps_schema=schema)
        result = self.render(data, *outputs)
        self.assertEqual(result.status, DONE, result.err)
        self.err = result.err
        before = zipfile.ZipFile(io.BytesIO(content))
        after = zipfile.ZipFile(self.folder / 'out.docx')
        self.assertIsNone(after.testzip())
        return {name: after.read(name).decode('utf-8', 'surrogateescape') for name in after.namelist()}, before

    def test_only_parts_with_tags_change(self):
        data = {'meeting': '示例标准讨论会', 'addressees': '各有关单位', 'date': '2026-12-08', 'issuer': '某某秘书处',
                'topics': [{'name': f'议题{i}', 'speaker': '张示例'} for i in range(3)]}
        content = NOTICE.read_bytes()
        parts, before = self.made(content, data, 'out.docx', 'out.pdf', schema=True)
        self.assertEqual(list(parts), before.namelist())
        changed = [name for name in parts if parts[name].encode('utf-8', 'surrogateescape') != before.read(name)]
        self.assertEqual(changed, ['word/document.xml'])
        # The same texts as on the page.
        page = re.sub(r'\s', '', subprocess.run(['pdftotext', '-layout', self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout)
        texts = [re.sub(r'\s', '', text) for text in shown_text(parts['word/document.xml'])]
        self.assertIn('（三）议题2；', texts)
        for text in texts:
            self.assertIn(text, page)
        self.assertNotIn('{', parts['word/document.xml'])
        # Alone it is the same file.
        first = (self.folder / 'out.docx').read_bytes()
        self.assertEqual(self.render(data).status, DONE)
        self.assertEqual((self.folder / 'out.docx').read_bytes(), first)

    def test_line_ends_and_parts_without_tags_stay(self):
        section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
        twice = '<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>' * 2
        content = word_file(paragraph(twice, run('文')), [('header', 'header1.xml', story('hdr', paragraph(run('{{ a }}'))))], section=section)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name).replace(b'?>\n', b'?>\r\n') for name in archive.namelist()}
        parts, before = self.made(package_of(files), {'a': 'x'})
        self.assertEqual(parts['word/document.xml'].encode(), before.read('word/document.xml'))
        self.assertIn('?>\r\n<w:hdr', parts['word/header1.xml'])

    def test_values_are_texts(self):
        value = '<w:p/>]]>&amp;"\'\t{{ x }}\n第二行\x01\u2028末'
        parts, _ = self.made(word_file(paragraph(run('甲{{ a }}乙'))), {'a': value})
        xml = parts['word/document.xml']
        self.assertIn('甲&lt;w:p/&gt;]]&gt;&amp;amp;"\'</w:t><w:tab/><w:t xml:space="preserve">{{ x }}</w:t><w:br/>'
                      '<w:t xml:space="preserve">第二行</w:t><w:br/><w:t xml:space="preserve">末乙</w:t>', xml)

    def test_split_tags_statements_and_formats(self):
        bold = '<w:b/>'
        body = paragraph(run('一{{ na'), '<w:proofErr w:type="spellStart"/>', run('me }}二', bold)) + \
            paragraph(run('甲{% if x %}'), run('乙', bold), run('{% endif %}丙')) + \
            paragraph(run('{% for i in l %}'), run('{{ i }}', bold), run('、{% endfor %}')) + \
            paragraph('<w:hyperlink w:anchor="m">', run('连{% if x %}是'), '</w:hyperlink>', run('{% else %}否{% endif %}')) + \
            paragraph(run('前  {%- if x %} 空 {%- endif %}'))
        parts, _ = self.made(word_file(body), {'name': '名', 'x': '', 'l': ['1', '2']})
        xml = parts['word/document.xml']
        self.assertEqual(shown_text(xml), ['一名二', '甲丙', '1、2、', '连否', '前'])
        # The tag has the format of its first character, and each turn of the loop its own runs.
        self.assertRegex(xml, r'<w:r><w:t xml:space="preserve">一名</w:t></w:r>')
        self.assertEqual(len(re.findall(r'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">[12]</w:t></w:r>', xml)), 2)
        parts, _ = self.made(word_file(body), {'name': '名', 'x': '1', 'l': []})
        self.assertEqual(shown_text(parts['word/document.xml']), ['一名二', '甲乙丙', '', '连是', '前 空'])

    def test_what_occurs_once_is_numbered_anew_in_loops(self):
        drawing = ('<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="7" name="图"/></wp:inline></w:drawing></w:r>')
        control = '<w:sdt><w:sdtPr><w:id w:val="99"/></w:sdtPr><w:sdtContent>' + run('{{ i }}') + '</w:sdtContent></w:sdt>'
        comment = '<w:commentRangeStart w:id="0"/>' + run('批') + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        one = paragraph('<w:bookmarkStart w:id="3" w:name="here"/>', run('标'), '<w:bookmarkEnd w:id="3"/>', drawing, control, comment,
                        '<w:ins w:id="3" w:author="x">', run('新'), '</w:ins>').replace('<w:p>', '<w:p w14:paraId="1A" w14:textId="1B">', 1)
        body = paragraph(run('{%p for i in l %}')) + one + paragraph(run('{%p endfor %}')) + paragraph('<w:bookmarkStart w:id="5" w:name="here_2"/>', run('尾'), '<w:bookmarkEnd w:id="5"/>')
        comments = ('comments', 'comments.xml', story('comments', '<w:comment w:id="0" w:author="x">' + paragraph(run('评{{ no }}')) + '</w:comment>'))
        content = word_file(body, [comments])
        parts, _ = self.made(content, {'l': ['一', '二', '三']})
        xml = parts['word/document.xml']
        for pattern in (r'<wp:docPr id="(.*?)"', r'<w:bookmarkStart w:id="(.*?)"', r'<w:bookmarkEnd w:id="(.*?)"', r'w:name="(here.*?)"', r'<w:id w:val="(.*?)"'):
            ids = re.findall(pattern, xml)
            self.assertGreaterEqual(len(ids), 3, pattern)
            self.assertEqual(len(set(ids)), len(ids), pattern)
        self.assertEqual(re.findall(r'bookmarkStart w:id="(.*?)"', xml), re.findall(r'bookmarkEnd w:id="(.*?)"', xml))
        self.assertEqual(xml.count('w14:paraId'), 1)
        # Comments are the template's own, and recorded changes are accepted.
        for mark in ('commentRangeStart', 'commentRangeEnd', 'commentReference', 'ins'):
            self.assertNotIn('<w:' + mark, xml)
        self.assertNotIn('word/comments.xml', parts)
        # A mark whose other half a condition leaves out goes.
        parts, _ = self.made(word_file(paragraph('<w:bookmarkStart w:id="3" w:name="here"/>', run('头')) + paragraph(run('{%p if x %}')) +
                                       paragraph(run('中'), '<w:bookmarkEnd w:id="3"/>') + paragraph(run('{%p endif %}'))), {'x': ''})
        self.assertNotIn('bookmark', parts['word/document.xml'])

    def test_emptied_cells_rows_and_tables_are_still_valid(self):
        body = table([run('{%p if x %}') and paragraph(run('{%p if x %}')) + paragraph(run('有')) + paragraph(run('{%p endif %}')), run('乙')]) + \
            paragraph(run('间')) + table([run('{%tr for i in l %}')], [run('{{ i }}')], [run('{%tr endfor %}')]) + \
            table([run('外'), table([run('{%tr if x %}')], [run('内')], [run('{%tr endif %}')]) + paragraph()]) + \
            table([run('{%tc for i in l %}'), run('{{ i }}'), run('{%tc endfor %}'), run('余')])
        parts, _ = self.made(word_file(body), {'x': '', 'l': []})
        xml = parts['word/document.xml']
        for cell in re.findall(r'<w:tc>.*?</w:tc>', xml):
            self.assertRegex(cell, r'(</w:p>|<w:p/>)</w:tc>$')
        self.assertEqual(xml.count('<w:tbl>'), 3, xml)
        self.assertEqual([text for text in shown_text(xml) if text], ['乙', '间', '外', '余'])
        parts, _ = self.made(word_file(body), {'x': '1', 'l': ['甲', '乙']})
        self.assertEqual([text for text in shown_text(parts['word/document.xml']) if text],
                         ['有', '乙', '间', '甲', '乙', '外', '内', '甲', '乙', '余'])

    def test_heads_notes_and_both_copies_of_text_boxes(self):
        box = '<w:txbxContent>' + paragraph(run('框{{ a }}')) + paragraph(run('不变')) + '</w:txbxContent>'
        alternatives = ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx>' + box + '</wps:txbx></wps:wsp></wp:anchor>'
                        '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="s1"><v:textbox>' + box + '</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
        reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        body = paragraph(run('文'), alternatives) + paragraph(run('{%p for i in l %}')) + paragraph(run('{{ i }}'), reference) + paragraph(run('{%p endfor %}'))
        notes = ('<w:footnote w:type="separator" w:id="-1">' + paragraph() + '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0">' + paragraph() +
                 '</w:footnote><w:footnote w:id="2">' + paragraph('<w:r><w:footnoteRef/></w:r>', run('注{{ i }}')) + '</w:footnote>')
        section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
        content = word_file(body, [('header', 'header1.xml', story('hdr', paragraph(run('头{{ a }}')))), ('footer', 'footer1.xml', story('ftr', paragraph(run('脚')))),
                                   ('footnotes', 'footnotes.xml', story('footnotes', notes))], section=section)
        parts, before = self.made(content, {'a': '<值>', 'l': ['一', '二']})
        self.assertEqual(shown_text(parts['word/header1.xml']), ['头<值>'])
        self.assertEqual(parts['word/footer1.xml'].encode(), before.read('word/footer1.xml'))
        xml = parts['word/document.xml']
        self.assertEqual(xml.count('框&lt;值&gt;'), 2)
        self.assertEqual(xml.count('不变'), 2)
        # Each turn of the loop has its own note, with the names of the loop.
        self.assertEqual([text for text in shown_text(parts['word/footnotes.xml']) if text], ['注一', '注二'])
        referred = re.findall(r'footnoteReference w:id="(.*?)"', xml)
        self.assertEqual(referred, re.findall(r'<w:footnote w:id="(.*?)"', parts['word/footnotes.xml']))
        self.assertEqual(len(set(referred)), 2)
        self.assertTrue(parts['word/footnotes.xml'].endswith('</w:footnotes>'))

    def test_numbers_of_pages_are_ours(self):
        field = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF _Ref1 \\h</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' +
                 run('9') + run('9') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        simple = '<w:fldSimple w:instr="PAGEREF nowhere">' + run('7') + '</w:fldSimple>'
        body = paragraph(run('见第'), field, run('页、'), simple) + ''.join(paragraph(run('行')) for _ in range(100)) + \
            paragraph('<w:bookmarkStart w:id="1" w:name="_Ref1"/>', run('此'), '<w:bookmarkEnd w:id="1"/>')
        parts, _ = self.made(word_file(body + paragraph(run('{{ a }}'))), {'a': 'x'}, 'out.docx', 'out.pdf')
        page = subprocess.run(['pdftotext', '-layout', self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout
        number = 1 + [sheet.count('此') for sheet in page.split('\f')].index(1)
        self.assertGreater(number, 1)
        self.assertEqual(shown_text(parts['word/document.xml'])[0], f'见第{number}页、7')
        self.assertIn('PAGEREF _Ref1', parts['word/document.xml'])

    def test_merge_fields_are_tags_and_computed_fields_keep_their_result(self):
        def field(code, result=''):
            return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ' + code + ' </w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + result + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        nested = field('IF </w:instrText></w:r>' + field('MERGEFIELD sex', run('«sex»')) + '<w:r><w:instrText>= "男" "先生" "女士"', run('先生'))
        body = paragraph(run('致'), field('MERGEFIELD  name \\* MERGEFORMAT', run('«na', '<w:b/>') + run('me»')), nested) + \
            paragraph(field('MERGEFIELD empty'), '<w:fldSimple w:instr=" MERGEFIELD unit "/>') + paragraph(field('IF {PAGE} = 1 "首" "次"', run('首'))) + \
            paragraph(field('QUOTE {{ name }}', run('引')))
        content = word_file(body)
        (self.folder / 'page.docx').write_bytes(content)
        parts, _ = self.made(content, {'name': '<名>', 'empty': '空', 'unit': '单位'}, 'out.docx', 'out.pdf')
        xml = parts['word/document.xml']
        self.assertEqual(shown_text(xml), ['致<名>先生', '空单位', '首', '引'])
        self.assertNotIn('MERGEFIELD', xml)
        self.assertIn('<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">&lt;名&gt;</w:t></w:r>', xml)
        # A field that needs no data stays one; values never get into its code.
        self.assertIn('IF {PAGE} = 1', xml)
        self.assertEqual(self.err.count('adopt/field-kept'), 3, self.err)
        self.assertNotRegex(self.err, r'\{\{\{|\}\}\}|%\}\}')  # the tags in the hint are those that people type
        self.assertIn('¶1:', self.err)
        page = subprocess.run(['pdftotext', '-layout', self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertEqual(page.split(), ['致<名>先生', '空单位', '首', '引'])

    def test_switches_of_merge_fields(self):
        def field(code):
            return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> MERGEFIELD ' + code + ' </w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run('«x»') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        body = ''.join(paragraph(run('值'), field(code)) for code in (
            r'"unit name" \* MERGEFORMAT', r'post \b "（" \f "）"', r'empty \b "（" \f "）"', r'post \f "，\"甲\""', r'code \* Upper', r'code \*lower \b A',
            r'day \@ "yyyy年M月d日"', r'unit_name \m \v'))
        content = word_file(body)
        (self.folder / 'page.docx').write_bytes(content)
        data = {'unit_name': '某院', 'post': '主任', 'empty': '', 'code': 'aBc', 'day': '2026-11-30'}
        parts, _ = self.made(content, data, 'out.docx', 'out.pdf')
        shown = ['值某院', '值（主任）', '值', '值主任，"甲"', '值ABC', '值Aabc', '值2026-11-30', '值某院']
        self.assertEqual(shown_text(parts['word/document.xml']), shown)
        self.assertEqual(self.err.count('adopt/merge-switch'), 1, self.err)
        self.assertIn('¶7:2', self.err)
        self.assertIn('yyyy年M月d日', self.err)
        page = subprocess.run(['pdftotext', '-layout', self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertEqual(page.replace(' ', '').split(), shown)

    def test_programs_and_embedded_files_are_left_out(self):
        thing = '<w:r><w:object><v:shape id="s"/><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="rId1"/></w:object></w:r>'
        content = word_file(paragraph(run('{{ a }}'), thing, '<w:r><w:object><w:control r:id="rId3"/></w:object></w:r>'),
                            [('oleObject', 'embeddings/oleObject1.bin', 'x'), ('http://schemas.microsoft.com/office/2006/relationships/vbaProject', 'vbaProject.bin', 'x'),
                             ('control', 'activeX/activeX1.xml', '<x/>'), ('image', 'media/a.png', 'x')],
                            '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>')
        parts, before = self.made(content, {'a': 'x'})
        self.assertEqual(set(before.namelist()) - set(parts), {'word/embeddings/oleObject1.bin', 'word/vbaProject.bin', 'word/activeX/activeX1.xml'})
        self.assertNotIn('OLEObject', parts['word/document.xml'])
        for left_out in ('vbaProject', 'Excel.Sheet.12'):
            self.assertIn(left_out, self.err)
        self.assertNotIn('w:control', parts['word/document.xml'])
        self.assertNotIn('vbaProject', parts['[Content_Types].xml'])
        self.assertEqual(re.findall('Target="(.*?)"', parts['word/_rels/document.xml.rels']), ['media/a.png'])

    def test_bound_controls_show_the_value(self):
        control = ('<w:sdt><w:sdtPr><w:id w:val="1"/><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>' + run('{{ a }}') +
                   '</w:sdtContent></w:sdt>')
        parts, _ = self.made(word_file(paragraph(control)), {'a': '值'})
        self.assertEqual(shown_text(parts['word/document.xml']), ['值'])
        self.assertNotIn('dataBinding', parts['word/document.xml'])
        self.assertNotIn('showingPlcHdr', parts['word/document.xml'])

    def test_halves_of_elements_and_markup_are_told(self):
        control = '<w:sdt><w:sdtPr/><w:sdtContent>' + paragraph(run('{%p if x %}')) + paragraph(run('甲')) + '</w:sdtContent></w:sdt>'
        self.make(word_file(control + paragraph(run('{%p endif %}')) + paragraph(run('乙'))))
        result = self.render({'x': ''})
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('adopt/torn-apart', result.err)
        self.assertIn('word/document.xml', result.err)
        parts, _ = self.made(word_file(paragraph(run('{{ a | safe }}'))), {'a': '<b>粗</b>&amp;&hellip;&#x4e09;<br/>二'})
        self.assertEqual(shown_text(parts['word/document.xml']), ['粗&…三⏎二'])
        self.assertIn('adopt/markup', self.err)

    def test_errors_are_those_of_the_page(self):
        self.make(word_file(paragraph(run('一')) + paragraph(run('致{{ na'), run('me }}：'))))
        messages = [self.render({}, *outputs).err for outputs in (('out.pdf',), ('out.docx',), ('out.pdf', 'out.docx'))]
        self.assertIn('letter/document.docx ¶2:2 “致{{ name }}：”', messages[0])
        self.assertEqual(messages[0], messages[1])
        self.assertEqual(messages[0], messages[2])

    def test_properties_and_descriptions_of_pictures(self):
        drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图" descr="{{ a }}的印章"/></wp:inline></w:drawing></w:r>'
        content = word_file(paragraph(run('文'), drawing))
        core = ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
                '<dc:title>关于{{ a }}的通知</dc:title><dc:creator>某某</dc:creator></cp:coreProperties>')
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        files['_rels/.rels'] = relationship_xml([('officeDocument', 'word/document.xml'), ('core-properties', 'docProps/core.xml')])
        files['docProps/core.xml'] = core
        parts, _ = self.made(package_of({**files, 'word/document.xml': files['word/document.xml'].decode().replace('文', '文{{ a }}')}), {'a': '"甲"\n<乙>'},
                             'out.docx', 'out.pdf')
        self.assertIn('<dc:title>关于&quot;甲&quot; &lt;乙&gt;的通知</dc:title><dc:creator>某某</dc:creator>', parts['docProps/core.xml'])
        self.assertIn('descr="&quot;甲&quot; &lt;乙&gt;的印章"', parts['word/document.xml'])
        info = subprocess.run(['pdfinfo', self.folder / 'out.pdf'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertRegex(info, r'Title: +关于"甲"\s*<乙>的通知')

    def test_encodings_prefixes_and_literal_braces(self):
        body = f'{paragraph(run("{{ a }}"))}<w:p><w:pPr/><w:r><w:instrText>{{{{ code }}}}</w:instrText></w:r>{run("开{")}</w:p>'
        for make in (lambda xml: ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode('utf-16'), lambda xml: xml.replace('w:', 'ns0:').replace('xmlns:ns0:', 'xmlns:w:').encode()):
            xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>'
            content = package_of({'[Content_Types].xml': TYPES.format(''), '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
                                  'word/document.xml': make(xml).replace(b'xmlns:w="', b'xmlns:ns0="') if b'ns0:' in make(xml) else make(xml)})
            parts, _ = self.made(content, {'a': '值\n二'})
            text = re.sub(r'<(/?)\w+:', r'<\1w:', parts['word/document.xml'])
            self.assertIn('>值</w:t><w:br/><w:t xml:space="preserve">二</w:t>', text)
            self.assertIn('{{ code }}', text)
            self.assertIn('开{', text)


if __name__ == '__main__':
    unittest.main()
