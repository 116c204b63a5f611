"""Word files as pages of kinds, and kinds made of Word files: one expansion gives all formats, messages name paragraph and
character, nothing of a value becomes markup, what is missing is an error."""
import io
import json
import re
import shutil
import subprocess
import unittest

from PIL import Image

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from word_forms import NAMES, changed, package_of, paragraph, parts_of, relationship_xml, run, table

NOTICE = ROOT / 'docs/examples/meeting-notice.docx'
FORM = ROOT / 'docs/examples/registration.docx'
DATA = {'meeting': '示例标准讨论会', 'addressees': '各有关单位', 'date': '2026-12-08', 'issuer': '某某秘书处',
        'topics': [{'name': '讨论《示例》草案', 'speaker': '张示例'}, {'name': 'A & B <b>C</b> {{ d }}', 'speaker': '李示例'}]}


def word_file(*blocks, numbering=''):
    parts = {
        '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
        'word/document.xml': f'<w:document {NAMES}><w:body>{"".join(blocks)}<w:sectPr/></w:body></w:document>'}
    if numbering:
        parts['word/_rels/document.xml.rels'] = relationship_xml([('numbering', 'numbering.xml')])
        parts['word/numbering.xml'] = f'<w:numbering {NAMES}>{numbering}</w:numbering>'
    return package_of(parts)


def field(code, stored):
    """A field with the result that Word stored."""
    return (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(stored)}<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def item(number, content):
    """A paragraph of a list."""
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{run(content)}</w:p>'


def text_of(path):
    return subprocess.run(['pdftotext', '-layout', path, '-'], stdout=subprocess.PIPE, check=True, text=True).stdout


def package_text(path):
    return parts_of(path.read_bytes())['word/document.xml'].decode()


class WordPages(CommandTest):
    def make(self, content, name='letter', **options):
        """A kind of this Word file; answers the result of `import`."""
        (self.folder / 'page.docx').write_bytes(content)
        return gongwen('import', 'page.docx', name, '-o', '.', '--title', '通知 = notice', cwd=self.folder, **options)

    def render(self, data, *outputs, name='letter', format='text'):
        (self.folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        given = [word for output in outputs or ('out.pdf',) for word in ('-o', output)]
        return gongwen('--error-format', format, '--templates', '.', 'render', name, 'data.json', '--force', *given, cwd=self.folder)

    def test_a_letter_in_all_formats(self):
        result = self.make(NOTICE.read_bytes())
        self.assertEqual(result.status, DONE, result.err)
        # The file is the page, byte for byte.
        self.assertEqual((self.folder / 'letter/document.docx').read_bytes(), NOTICE.read_bytes())
        schema = json.loads((self.folder / 'letter/schema.json').read_text(encoding='utf-8'))
        self.assertEqual(set(schema['required']), {'meeting', 'addressees', 'date', 'topics', 'issuer'})
        self.assertEqual(schema['properties']['date']['format'], 'date')
        self.assertEqual(set(schema['properties']['topics']['items']['properties']), {'name', 'speaker'})
        sample = json.loads((self.folder / 'letter/sample.json').read_text(encoding='utf-8'))
        self.assertEqual(self.render(sample).status, DONE)

        result = self.render(DATA, 'out.pdf', 'out.ofd', 'out.png', 'out.docx')
        self.assertEqual(result.status, DONE, result.err)
        text = re.sub(r'\s', '', text_of(self.folder / 'out.pdf'))
        self.assertIn('关于召开示例标准讨论会的通知', text)
        self.assertIn('定于2026年12月8日召开', text)
        # Values are texts, whatever they contain.
        self.assertEqual(text.count('A&B<b>C</b>{{d}}'), 2)
        self.assertEqual(text.count('李示例'), 1)
        self.assertNotIn('联系人', text)
        self.assertNotIn('{%', text)
        self.assertIn('—1—', text)
        ofd = gongwen('ofd-check', 'out.ofd', cwd=self.folder)
        self.assertEqual(ofd.status, DONE, ofd.err)
        # The paper of the Word file.
        info = subprocess.run(['pdfinfo', self.folder / 'out.pdf'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertRegex(info, r'Page size: +595\.\d+ x 841\.\d+ pts \(A4\)')
        self.assertRegex(info, r'Tagged: +yes')

    def test_missing_values_name_paragraph_and_character(self):
        self.make(word_file(paragraph(run('一')), paragraph(run('致{{ na'), run('me }}：'))))
        result = self.render({}, format='json')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('data/missing-name', result.err)
        # A name that no schema asks for is missing when the page is made.
        (self.folder / 'letter/schema.json').write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}')
        result = self.render({})
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('letter/document.docx ¶2:2 “致{{ name }}：”', result.err)

    def test_names_may_be_chinese(self):
        result = self.make(word_file(paragraph(run('{{ 姓名 }}，{{ 单位name }}，{{ 联系.电话 | default("无") }}，{{ 1.5 + 甲2 }}')),
                                     paragraph(run('{%p for 行 in 名单 %}')), paragraph(run('{{ loop.index }}{{ 行.题目 }}')), paragraph(run('{%p endfor %}'))))
        self.assertEqual(result.status, DONE, result.err)
        schema = json.loads((self.folder / 'letter/schema.json').read_text(encoding='utf-8'))
        self.assertEqual(list(schema['properties']), ['姓名', '单位name', '联系', '甲2', '名单'])
        self.assertEqual(list(schema['properties']['名单']['items']['properties']), ['题目'])

    def test_a_page_with_chinese_names_is_made(self):
        self.make(word_file(paragraph(run('{{ 姓名 }}，{{ 联系.电话 }}')), paragraph(run('{%p for 行 in 名单 %}')), paragraph(run('{{ 行.题目 }}')), paragraph(run('{%p endfor %}'))))
        result = self.render({'姓名': '张示例', '联系': {'电话': '甲'}, '名单': [{'题目': '一题'}, {'题目': '二题'}]})
        self.assertEqual(result.status, DONE, result.err)
        text = text_of(self.folder / 'out.pdf')
        for word in ('张示例，甲', '一题', '二题'):
            self.assertEqual(text.count(word), 1)

    def test_mistakes_in_tags_name_their_place(self):
        cases = {
            '{% if x %}无结尾': ('templating/', '¶2:1'),
            '{{ a – b }}': ('adopt/dash', '¶2:1'),
            '前{%p if x %}': ('adopt/tag-not-alone', '¶2:2'),
            '{%tr for x in y %}': ('adopt/tag-place', '¶2:1'),
        }
        self.make(word_file(paragraph(run('{{ 1 }}'))))
        for text, (message, place) in cases.items():
            with self.subTest(text):
                content = word_file(paragraph(run('一')), paragraph(run(text)))
                (self.folder / 'letter/document.docx').write_bytes(content)
                for result in (self.make(content, 'other'), self.render({})):
                    self.assertNotEqual(result.status, DONE)
                    self.assertIn(message, result.err)
                    self.assertIn(place, result.err)
                self.assertFalse((self.folder / 'other').exists())

    def test_a_list_that_starts_again_does_so_once(self):
        """Its first paragraph may be any: loops and conditions decide. List 2 starts again at 一, list 1 does not."""
        numbering = ('<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
                     '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
                     '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
                     '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>')
        blocks = (item(1, '甲'), item(1, '乙'), paragraph(run('{%p if first %}')), item(2, '{{ first }}'), paragraph(run('{%p endif %}')),
                  paragraph(run('{%p for x in rest %}')), item(2, '{{ x }}'), paragraph(run('{%p endfor %}')), item(2, '末'))
        self.assertEqual(self.make(word_file(*blocks, numbering=numbering)).status, DONE)
        for first, rest, shown in (('头', ['丙', '丁'], '一、甲二、乙一、头二、丙三、丁四、末'), ('', ['丙', '丁'], '一、甲二、乙一、丙二、丁三、末'),
                                   ('', [], '一、甲二、乙一、末')):
            result = self.render({'first': first, 'rest': rest})
            self.assertEqual(result.status, DONE, result.err)
            self.assertEqual(re.sub(r'\s', '', text_of(self.folder / 'out.pdf')), shown)

    def test_numbers_do_not_come_again_behind_page_breaks(self):
        numbering = ('<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
                     '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
        newpage = '<w:r><w:br w:type="page"/></w:r>'
        blocks = (item(1, '甲{{ a }}').replace('</w:p>', newpage + run('乙') + newpage + run('丙') + '</w:p>'), item(1, '丁'), item(1, '戊'))
        self.assertEqual(self.make(word_file(*blocks, numbering=numbering)).status, DONE)
        result = self.render({'a': '子'})
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(re.sub(r'\s', '', text_of(self.folder / 'out.pdf')), '一、甲子乙丙二、丁三、戊')

    def test_tags_in_addresses_that_word_has_encoded(self):
        address = 'HYPERLINK "https://example.org/%7B%7B%20site%20%7D%7D/?a=%20b"'
        self.assertEqual(self.make(word_file(paragraph(run('见'), field(address, '网址')))).status, DONE)
        result = self.render({'site': 'x1'}, 'out.pdf', 'out.docx')
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('https://example.org/x1/?a=%20b', package_text(self.folder / 'out.docx'))
        links = subprocess.run(['pdfinfo', '-url', self.folder / 'out.pdf'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertIn('https://example.org/x1/?a=%20b', links)

    def test_captions_and_references_to_them_are_counted_anew(self):
        """SEQ counts in loops and begins anew at headings; REF shows what its bookmark has now, also the number of a caption."""
        marked = '<w:bookmarkStart w:id="1" w:name="_Ref1"/>' + run('图') + field('SEQ 图 \\* ARABIC', '9') + '<w:bookmarkEnd w:id="1"/>'
        heading = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
        blocks = (paragraph(run('见'), field('REF _Ref1 \\h', '旧图')), paragraph(run('{%p for x in items %}')),
                  paragraph(run('图'), field('SEQ 图 \\* ARABIC', '1'), run('{{ x }}；表'), field('SEQ 表 \\s 1', '1')), paragraph(run('{%p endfor %}')),
                  f'<w:p>{heading}{run("章")}</w:p>', paragraph(run('表'), field('SEQ 表 \\s 1', '5'), run('又'), field('SEQ 表 \\c', '5')),
                  paragraph(marked, run('末')), paragraph(field('REF _Ref1 \\p', '上方')))
        self.assertEqual(self.make(word_file(*blocks)).status, DONE)
        result = self.render({'items': ['甲', '乙']}, 'out.pdf', 'out.docx', format='json')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([one['id'] for one in json.loads(result.err)['diagnostics'] if one['id'].startswith('adopt')], ['adopt/field-kept'])
        text = re.sub(r'\s', '', text_of(self.folder / 'out.pdf'))
        self.assertEqual(text, '见图3图1甲；表1图2乙；表2章表1又1图3末上方')
        # Until Word updates them, its fields have the same texts.
        shown = ''.join(re.findall(r'<w:t[ >][^<]*', package_text(self.folder / 'out.docx')))
        self.assertEqual(re.sub(r'<w:t[^>]*>', '', shown), text)

    def test_references_to_texts_of_merge_fields_and_stored_tags(self):
        """The stored result of a reference is the tag of its bookmark, as Word has updated it; the bookmark is around a field. One that
        ends within a field is no text: what Word has stored for it stays."""
        merged = '<w:bookmarkStart w:id="0" w:name="_Ref1"/>' + field('MERGEFIELD name', '«name»') + '<w:bookmarkEnd w:id="0"/>'
        number = ('<w:bookmarkStart w:id="1" w:name="_Ref2"/>' + run('图') +
                  field('SEQ 图', '1').replace('<w:r><w:fldChar w:fldCharType="end"/>', '<w:bookmarkEnd w:id="1"/><w:r><w:fldChar w:fldCharType="end"/>'))
        blocks = (paragraph(merged, run('同志')), paragraph(number, run('示例')), paragraph(run('见'), field('REF _Ref1 \\h', '{{ name }}'), run('、'),
                  field('REF _Ref2 \\h', '图9')))
        self.assertEqual(self.make(word_file(*blocks)).status, DONE)
        result = self.render({'name': '张示例'}, 'out.pdf', 'out.docx')
        self.assertEqual(result.status, DONE, result.err)
        expected = '张示例同志图1示例见张示例、图9'
        self.assertEqual(re.sub(r'\s', '', text_of(self.folder / 'out.pdf')), expected)
        shown = ''.join(re.findall(r'<w:t[ >][^<]*', package_text(self.folder / 'out.docx')))
        self.assertEqual(re.sub(r'<w:t[^>]*>', '', shown), expected)

    def test_heads_of_pages_and_drafts_know_titles(self):
        """STYLEREF in a head shows the heading of its page; the mark of a draft stands below the title, not below a chapter."""
        chapter = '<w:pPr><w:pageBreakBefore/><w:outlineLvl w:val="0"/></w:pPr>'
        content = word_file(paragraph(run('某某通知'), properties='<w:jc w:val="center"/>'), f'<w:p>{chapter}{run("第一章")}</w:p>',
                            f'<w:p>{chapter}{run("第二章{{ x }}")}</w:p>')
        parts = parts_of(content)
        parts['word/_rels/document.xml.rels'] = relationship_xml([('header', 'header1.xml')])
        parts['word/header1.xml'] = f'<w:hdr {NAMES}>{paragraph(field("STYLEREF &quot;标题 1&quot;", "旧"), run("头"))}</w:hdr>'
        parts['word/document.xml'] = parts['word/document.xml'].decode().replace(
            '<w:sectPr/>', '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>')
        self.assertEqual(self.make(package_of({name: content if isinstance(content, str) else content.decode() for name, content in parts.items()})).status,
                         DONE)
        result = self.render({'x': '甲'})
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(re.sub(r'\s', '', text_of(self.folder / 'out.pdf')), '头某某通知第一章头第一章第二章甲头第二章甲')
        result = gongwen('--templates', '.', 'render', 'letter', 'data.json', '--force', '--draft', '征求意见稿', '-o', 'out.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('某某通知（征求意见稿）', re.sub(r'\s', '', text_of(self.folder / 'out.pdf')))

    def test_files_that_are_no_word_files(self):
        for content in (b'', b'PK', b'plain', package_of({'a.txt': 'x'}), word_file(paragraph(run('x')))[:-60]):
            result = self.make(content)
            self.assertEqual(result.status, BAD_INPUT, (content[:10], result.err))
            self.assertIn('adopt/unreadable', result.err)
            self.assertEqual([path for path in self.folder.iterdir() if path.is_dir()], [])
        result = gongwen('import', 'page.doc', 'letter', cwd=self.folder)
        self.assertIn('cli/import-no-word', result.err)
        # The same of a kind whose page was damaged afterwards.
        self.make(word_file(paragraph(run('{{ a }}'))))
        (self.folder / 'letter/document.docx').write_bytes(b'PK')
        result = self.render({'a': 'x'})
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('adopt/unreadable', result.err)

    def page_with_picture(self, name, picture):
        drawing = ('<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
                   '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x" descr="印章"/>'
                   '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x">'
                   '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rId1"/>'
                   '</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
        self.make(package_of({
            '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
            'word/_rels/document.xml.rels': relationship_xml([('image', f'media/{name}')]),
            f'word/media/{name}': picture,
            'word/document.xml': f'<w:document {NAMES}><w:body>{paragraph(run("{{ a }}"), drawing)}<w:sectPr/></w:body></w:document>'}))
        result = self.render({'a': 'x'})
        self.assertEqual(result.status, DONE, result.err)
        return result.err

    def test_pictures_in_formats_of_windows_are_told(self):
        told = self.page_with_picture('image1.emf', 'x')
        self.assertIn('adopt/picture', told)
        self.assertIn('emf', told)

    def test_pictures_in_other_formats_are_drawn(self):
        for form in ('gif', 'tiff', 'bmp', 'webp'):
            picture = io.BytesIO()
            Image.new('RGB', (30, 30), 'red').save(picture, form)
            self.assertEqual(self.page_with_picture(f'image1.{form}', picture.getvalue()), '', form)
            shutil.rmtree(self.folder / 'letter')

    def test_a_form_and_what_was_guessed(self):
        (self.folder / 'form.docx').write_bytes(FORM.read_bytes())
        result = gongwen('--lang', 'zh', 'import', 'form.docx', 'registration', '-o', '.', '--json', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        listed = json.loads(result.out)['guesses']
        self.assertLessEqual({guess.get('reason') for guess in listed if 'type' not in guess}, {'words', None})
        guesses = {guess['title']: guess for guess in listed if 'type' in guess}
        self.assertEqual({title: guess['type'] for title, guess in guesses.items()}, {
            '姓名': 'person', '性别': 'text', '工作单位': 'organisation', '手机': 'phone', '电子邮箱': 'email', '出生年月': 'month', '到达日期': 'date',
            '参加时间': 'texts', '培训经历': 'list', '希望解答的问题': 'long', '单位意见': 'opinion', '填表人': 'text', '联系电话': 'phone'})
        self.assertEqual(guesses['性别']['reason'], 'boxes')
        self.assertEqual(guesses['培训经历']['reason'], 'empty-rows')
        self.assertTrue(all(re.fullmatch(r'¶\d+', guess['place']) for guess in guesses.values()))
        form = json.loads((self.folder / 'registration/form.json').read_text(encoding='utf-8'))
        self.assertEqual(form['title']['zh'], '标准化培训报名表')
        fields = {field['title']['zh']: field for field in form['fields'].values()}
        self.assertTrue(fields['姓名']['must'])
        self.assertFalse(fields['性别'].get('must', False))
        self.assertEqual(fields['性别']['options'], ['男', '女'])
        self.assertLessEqual({'培训名称', '时间', '举办单位'}, set(fields))
        check = gongwen('--strict', '--templates', '.', 'check', 'registration', 'registration/sample.json', cwd=self.folder)
        self.assertEqual(check.status, DONE, check.err)

    def test_boxes_blanks_and_controls(self):
        control = ('<w:sdt><w:sdtPr><w:alias w:val="级别"/><w:dropDownList><w:listItem w:displayText="甲" w:value="1"/>'
                   '<w:listItem w:displayText="乙" w:value="2"/></w:dropDownList></w:sdtPr><w:sdtContent>' + run('请选择') + '</w:sdtContent></w:sdt>')
        content = word_file(paragraph(run('申请表')), table([run('申请人'), ''], [run('级别'), control], [run('备注'), '<w:p></w:p>' * 5]),
                            paragraph(run('类别（可多选）：□新建 □修订，其他：____')), paragraph(run('日期：'), run('   ', '<w:u w:val="single"/>')),
                            paragraph(run('签字：')))
        (self.folder / 'form.docx').write_bytes(content)
        result = gongwen('import', 'form.docx', 'form-a', '-o', '.', '--json', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        found = {guess['title']: (guess.get('type'), guess.get('reason')) for guess in json.loads(result.out)['guesses']}
        self.assertEqual(found['申请人'], ('person', 'cell-beside'))
        self.assertEqual(found['级别'], ('text', 'control'))
        self.assertEqual(found['备注'], ('long', 'room'))
        self.assertEqual(found['类别'], ('texts', 'boxes'))
        self.assertEqual(found['日期'], ('date', 'blank'))

    def test_a_change_of_the_word_file_is_a_change_of_the_page(self):
        self.make(word_file(paragraph(run('{{ a }}甲'))))
        self.assertEqual(self.render({'a': '一'}).status, DONE)
        self.assertIn('一甲', text_of(self.folder / 'out.pdf'))
        path = self.folder / 'letter/document.docx'
        path.write_bytes(changed(path.read_bytes(), 'word/document.xml', ('甲', '乙')))
        self.assertEqual(self.render({'a': '一'}).status, DONE)
        self.assertIn('一乙', text_of(self.folder / 'out.pdf'))


if __name__ == '__main__':
    unittest.main()
