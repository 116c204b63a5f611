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


if __name__ == '__main__':
    unittest.main()
