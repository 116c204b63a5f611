"""What goes along with the pages of an OFD file: the data as XML, the parts of an official document, the hash of the PDF."""
import hashlib
import json
import re
import unittest

from lxml import etree

from harness import BAD_INPUT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen
from ofd_reader import Document, N

X = '{http://www.w3.org/2005/xpath-functions}'
PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>甲</title>{}</head><body>{}</body></html>'


def unescaped(text, escaped):
    return json.loads('"' + re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', text).replace('\n', '\\n').replace('\t', '\\t').replace('\r', '\\r') + '"') \
        if escaped == 'true' else text


def json_of(element):
    """The inverse of the mapping (XPath and XQuery Functions 3.1, section 22.1), numbers as they are written."""
    name = etree.QName(element).localname
    if name == 'map':
        return {unescaped(one.get('key'), one.get('escaped-key')): json_of(one) for one in element}
    if name == 'array':
        return [json_of(one) for one in element]
    if name == 'string':
        return unescaped(element.text or '', element.get('escaped'))
    return {'null': None, 'boolean': element.text == 'true'}[name] if name != 'number' else ('number', element.text)


def plain_json(text):
    as_written = lambda digits: ('number', digits)
    return json.loads(text, parse_int=as_written, parse_float=as_written)


class Data(CommandTest):
    def attached(self, *words):
        result = gongwen('render', *words, '-o', 'a.ofd', '--attach-data', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        document = Document(self.folder / 'a.ofd')
        self.assertEqual(document.errors(), [])
        return document

    def test_38_the_data_go_along_as_xml_in_both_profiles(self):
        for profile in ('archive', 'plain'):
            document = self.attached(KIND, SAMPLE, '--ofd-profile', profile)
            self.assertEqual(document.document.findtext(f'{N}Attachments'), 'Attachs/Attachments.xml')
            one = document.xml['Doc_0/Attachs/Attachments.xml'].find(f'{N}Attachment')
            self.assertEqual((one.get('ID'), one.get('Name'), one.get('Format')), ('att1', 'data.xml', 'xml'))
            self.assertEqual(one.findtext(f'{N}FileLoc'), 'data.xml')
            self.assertEqual(gongwen('ofd-check', 'a.ofd', '--profile', profile, '--strict', cwd=self.folder).status, DONE)

    def test_38_xml_gives_the_json_back(self):
        for path in sorted(ROOT.glob('samples/*/*.json'))[::7]:
            kind = path.parent.name
            if not (ROOT / 'templates' / kind).is_dir():
                continue
            with self.subTest(path=path.name):
                made = gongwen('render', kind, path, '-o', 'a.ofd', '-o', 'a.pdf', '--attach-data', cwd=self.folder)
                if made.status != DONE:
                    continue
                own = json_of(Document(self.folder / 'a.ofd').xml['Doc_0/Attachs/data.xml'])
                stored = plain_json(self.attached_to_pdf())
                self.assertEqual(own, stored)

    def attached_to_pdf(self):
        import pikepdf
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            return pdf.attachments['data.json'].get_file().read_bytes()

    def test_without_the_option_nothing_is_attached(self):
        gongwen('render', KIND, SAMPLE, '-o', 'a.ofd', cwd=self.folder)
        self.assertFalse([name for name in Document(self.folder / 'a.ofd').names if 'Attachs' in name])

    def test_38_what_an_archive_does_not_take_is_refused(self):
        self.write('note.json', '{}')
        self.write('note.txt', '附注')
        plan = {'title': '成套材料', 'parts': [{'kind': KIND, 'data': str(SAMPLE)}], 'attachments': [{'file': 'note.json', 'title': '数据'}]}
        self.write('plan.json', plan)
        result = gongwen('bind', 'plan.json', '-o', 'set.ofd', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_INPUT, 'ofd/attachment-type')
        self.assertNotIn('set.ofd', self.files())
        result = gongwen('bind', 'plan.json', '-o', 'set.ofd', '--ofd-profile', 'plain', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        document = Document(self.folder / 'set.ofd')
        self.assertEqual(document.archive.read('Doc_0/Attachs/note.json'), b'{}')
        plan['attachments'][0]['file'] = 'note.txt'
        self.write('plan.json', plan)
        self.assertEqual(gongwen('bind', 'plan.json', '-o', 'set.ofd', cwd=self.folder).status, DONE)


class Official(CommandTest):
    def made(self, head, body):
        self.write('a.html', PAGE.format(head, body))
        result = gongwen('typeset', 'a.html', '-o', 'a.ofd', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.err = result.err
        return Document(self.folder / 'a.ofd')

    def parts(self, document):
        """Names with the texts of the objects that they refer to."""
        pages = {one.get('ID'): document.xml['Doc_0/' + one.get('BaseLoc')] for one in document.document.iter(f'{N}Page')}
        found = []
        for part in document.xml['Doc_0/Tags/Tag_Official.xml']:
            text = ''
            for reference in part.iter(f'{N}ObjectRef'):
                one = pages[reference.get('PageRef')].xpath(f'//*[@ID="{reference.text}"]')
                self.assertEqual(len(one), 1)
                text += one[0].findtext(f'{N}TextCode') or ''
            found.append((etree.QName(part).localname, text))
        return found

    def facts(self, document):
        return {one.get('Name'): one.text for one in document.root.iter(f'{N}CustomData')}

    def test_40_parts_are_tagged_with_the_objects_that_show_them(self):
        document = self.made('', '<h1 data-tag="title">关于<br>示例的通知</h1><p>正文<b data-tag="document-number">示〔2026〕1号</b>号</p>'
                                 '<p data-tag="copy-to"><span data-tag="">抄送：</span>甲局，乙局。</p>')
        self.assertEqual(document.errors(), [])
        self.assertEqual(self.parts(document), [('标题', '关于示例的通知'), ('发文字号', '示〔2026〕1号'), ('抄送机关', '甲局，乙局。')])
        self.assertEqual(self.facts(document), {'发文字号': '示〔2026〕1号', '抄送机关': '甲局，乙局'})

    def test_37_facts_are_joined_and_those_of_meta_come_first(self):
        document = self.made('<meta name="document-number" content="示〔2026〕2号">',
                             '<p data-tag="document-number">示〔2026〕1号</p><p data-tag="signer">张某</p><p data-tag="signer">李某</p>')
        self.assertEqual(self.facts(document), {'发文字号': '示〔2026〕2号', '签发人': '张某、李某'})

    def test_pages_without_parts_have_no_tags_of_them(self):
        document = self.made('', '<p>甲</p>')
        self.assertNotIn('Doc_0/Tags/Tag_Official.xml', document.names)
        self.assertEqual(self.facts(document), {})

    def test_repeated_heads_count_once(self):
        rows = '<tr><td>行</td></tr>' * 120
        document = self.made('', f'<table><thead><tr><th data-tag="title">表头</th></tr></thead><tbody>{rows}</tbody></table>')
        self.assertGreater(len(document.pages), 1)
        self.assertEqual(self.parts(document), [('标题', '表头')])

    def test_an_unknown_part_is_reported_at_its_place(self):
        self.made('', '<p data-tag="numero">甲</p>')
        self.assertRegex(self.err, r'paint/unknown-tag.*numero(.|\n)*--> a\.html:1:')

    def test_a_notice_has_its_parts(self):
        path = sorted((ROOT / 'samples/needs-notice').glob('*.json'))[0]
        gongwen('render', 'needs-notice', path, '-o', 'a.ofd', cwd=self.folder)
        names = [name for name, _ in self.parts(Document(self.folder / 'a.ofd'))]
        for name in ('标题', '主送机关', '附件说明', '发文机关', '成文日期'):
            self.assertIn(name, names)


class Together(CommandTest):
    def test_pdf_and_ofd_that_are_made_together_name_each_other(self):
        for order in (('a.ofd', 'a.pdf'), ('a.pdf', 'a.ofd')):
            result = gongwen('render', KIND, SAMPLE, '-o', order[0], '-o', order[1], cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            facts = {one.get('Name'): one.text for one in Document(self.folder / 'a.ofd').root.iter(f'{N}CustomData')}
            self.assertEqual(facts['PDF-SHA-256'], hashlib.sha256((self.folder / 'a.pdf').read_bytes()).hexdigest())
            document = Document(self.folder / 'a.ofd')
            identifier = document.root.findtext(f'.//{N}DocID')
            self.assertEqual(document.hash_of_parts()[:32], identifier)
            self.assertEqual(self.named_in_pdf('a.pdf'), [identifier])
        gongwen('render', KIND, SAMPLE, '-o', 'alone.pdf', cwd=self.folder)
        self.assertEqual(self.named_in_pdf('alone.pdf'), [])
        gongwen('render', KIND, SAMPLE, '-o', 'alone.ofd', cwd=self.folder)
        self.assertFalse([one for one in Document(self.folder / 'alone.ofd').root.iter(f'{N}CustomData') if one.get('Name').startswith('PDF')])

    def named_in_pdf(self, name):
        import pikepdf
        with pikepdf.open(self.folder / name) as pdf:
            packet = etree.fromstring(pdf.Root.Metadata.read_bytes())
        return [one.text for one in packet.iter('{urn:gongwen:formats:}ofd')]

    def test_43_a_batch_makes_the_same_bytes_of_both(self):
        gongwen('render', KIND, SAMPLE, '-o', 'a.ofd', '-o', 'a.pdf', cwd=self.folder)
        result = gongwen('batch', KIND, SAMPLE, '-o', 'out', '--format', 'ofd,pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        for ending in ('.ofd', '.pdf'):
            made = [path for path in (self.folder / 'out').iterdir() if path.suffix == ending]
            self.assertEqual([path.read_bytes() for path in made], [(self.folder / ('a' + ending)).read_bytes()])

    def test_a_set_is_bound_into_the_pages_of_its_pdf(self):
        self.write('plan.json', {'title': '成套材料', 'cover': True, 'contents': True,
                                 'parts': [{'kind': KIND, 'data': str(SAMPLE)}, {'kind': KIND, 'data': str(SAMPLE), 'annex': True}]})
        for name in ('set.pdf', 'set.ofd'):
            result = gongwen('bind', 'plan.json', '-o', name, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
        document = Document(self.folder / 'set.ofd')
        self.assertEqual(document.errors(), [])
        import pikepdf
        with pikepdf.open(self.folder / 'set.pdf') as pdf:
            self.assertEqual(len(pdf.pages), len(document.pages))
            labels = [page.label for page in pdf.pages]
        # Names of pages are bookmarks, one for each, in their order.
        marks = [(one.get('Name'), one.find(f'{N}Dest').get('PageID')) for one in document.document.iter(f'{N}Bookmark')]
        self.assertEqual(marks, list(zip(labels, [one.get('ID') for one in document.document.find(f'{N}Pages')])))
        self.assertNotEqual(labels, [str(i + 1) for i in range(len(labels))])
        self.assertTrue(list(document.document.iter(f'{N}OutlineElem')))
        result = gongwen('bind', 'plan.json', '-o', 'set.svg', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'engine/bind-only-pdf')


if __name__ == '__main__':
    unittest.main()
