"""Running heads and drawings of Word files, which have one head for all pages of a section and pictures as files."""
import re
import unittest
import zipfile

from harness import DONE, CommandTest, gongwen

PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>章</title><style>@page {{ size: A5; {rules} }} h1 {{ {style} }}</style></head><body>{body}</body></html>'


class WordHeads(CommandTest):
    def made(self, rules='', style='', body=''):
        """The parts of the Word file, and what was reported."""
        (self.folder / 'page.html').write_text(PAGE.format(rules=rules, style=style, body=body), encoding='utf-8')
        result = gongwen('--error-format', 'json', 'typeset', 'page.html', '-o', 'page.docx', '--force', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        with zipfile.ZipFile(self.folder / 'page.docx') as archive:
            return {name: archive.read(name).decode('utf-8', 'replace') for name in archive.namelist()}, [one['message'] for one in result.diagnostics()]

    def heads(self, parts):
        """The text of each section's usual head, in the order of sections."""
        names = dict(re.findall(r'<Relationship Id="([^"]+)"[^>]*Target="(header[^"]+)"', parts['word/_rels/document.xml.rels']))
        used = [re.search(r'<w:headerReference w:type="default" r:id="([^"]+)"', section) for section in re.findall(r'<w:sectPr.*?</w:sectPr>', parts['word/document.xml'], re.DOTALL)]
        return [''.join(re.findall(r'<w:t[^>]*>([^<]*)<', parts['word/' + names[one[1]]])) if one else None for one in used]

    def test_chapters_on_pages_of_their_own_have_heads_of_their_own(self):
        parts, told = self.made('@top-left { content: string(chapter) }', 'string-set: chapter content(); break-before: page',
                                '<h1>甲章</h1><p>一</p><h1>乙章</h1><p>二</p><p>三</p><h1>丙章</h1><p>四</p>')
        self.assertEqual((self.heads(parts), told), (['甲章', '乙章', '丙章'], []))

    def test_chapters_on_one_page_are_reported(self):
        body = '<h1>甲章</h1><p>一</p><h1>乙章</h1><p>二</p>'
        parts, told = self.made('@top-left { content: string(chapter) }', 'string-set: chapter content()', body)
        self.assertEqual(self.heads(parts), ['甲章'])
        self.assertEqual([re.search('`(.*)`', one)[1] for one in told], ['string-set'])
        # Strings that no head shows, and those that stay the same, change nothing.
        parts, told = self.made('@top-left { content: "头" }', 'string-set: chapter content()', body)
        self.assertEqual((self.heads(parts), told), (['头'], []))
        parts, told = self.made('@top-left { content: string(chapter) }', 'string-set: chapter "同"; break-before: page', body)
        self.assertEqual((self.heads(parts), told), (['同'], []))

    def test_chapters_in_cells_are_reported(self):
        table = '<table{}><tr><td><h1>甲章</h1>一</td><td><h1>{}</h1>二</td></tr></table>'
        cases = ((table.format('', '甲章'), '甲章', 0), (table.format('', '乙章'), '甲章', 1),
                 ('<h1>甲章</h1><p>一</p>' + table.format(' style="break-before: page"', '乙章'), '甲章', 1))
        for body, head, count in cases:
            parts, told = self.made('@top-left { content: string(chapter) }', 'string-set: chapter content()', body)
            self.assertEqual((self.heads(parts), len(told)), ([head], count), body)

    def test_numbers_of_pages_keep_their_style(self):
        for style, code in (('', ' PAGE '), (', upper-roman', r' PAGE \* ROMAN '), (', lower-alpha', r' PAGE \* alphabetic ')):
            parts, told = self.made(f'@bottom-center {{ content: counter(page{style}) }}', body='<p>甲</p>')
            codes = re.findall('<w:instrText[^>]*>([^<]*)<', ''.join(part for name, part in parts.items() if 'footer' in name))
            self.assertEqual((set(codes), told), ({code}, []))
        for content in ('counter(page, hebrew)', '"第" counter(chapter) "章"'):
            _, told = self.made(f'@top-center {{ content: {content} }}', 'counter-increment: chapter', '<h1>甲</h1>')
            self.assertEqual([one.count('counter(') for one in told], [1])

    def test_texts_of_drawings_are_drawn(self):
        text = '<svg width="90" height="30" xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/><text x="5" y="20">图中字</text></svg>'
        shapes = [self.made(body=f'<p>{svg}</p>')[0]['word/media/image1.svg'].count('<use') for svg in (text.replace('图中字', ''), text)]
        self.assertEqual(shapes[1] - shapes[0], 3)


if __name__ == '__main__':
    unittest.main()
