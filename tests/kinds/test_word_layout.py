"""What stands where on pages made of Word files: boxes with a place of their own, borders of pages, contents, sections in loops,
columns in loops, long words, empty paragraphs and high headers. Places are those that Word gives, in points."""
import json
import re
import shutil
import subprocess
import unittest
import zipfile

from PIL import Image

from harness import DONE, CommandTest, gongwen
from word_forms import HEAD, NAMES, package_of, paragraph, relationship_xml, run

DRAWINGS = ('xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml" '
            'xmlns:w10="urn:schemas-microsoft-com:office:word" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"')
STYLES = (f'{HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
          '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>' +
          ''.join(f'<w:style w:type="paragraph" w:styleId="h{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
                  f'<w:style w:type="paragraph" w:styleId="toc{n}"><w:name w:val="toc {n}"/><w:basedOn w:val="a"/><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs>'
                  f'<w:ind w:left="{(n - 1) * 600}"/></w:pPr></w:style>' for n in (1, 2, 3)) + '</w:styles>')
LEFT, TOP = 72, 72  # margins in points
SECTION = '<w:sectPr>{}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>{}</w:sectPr>'


def story(element, content):
    return f'{HEAD}<w:{element} {NAMES} {DRAWINGS}>{content}</w:{element}>'


def word_file(body, section=SECTION.format('', ''), parts=(), styles=STYLES):
    """`parts`: (relationship type, name, content); the id of the first is rId1."""
    parts = [*parts, ('styles', 'styles.xml', styles)]
    return package_of({
        '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/></Types>',
        '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
        'word/_rels/document.xml.rels': relationship_xml([(kind, name) for kind, name, _ in parts]),
        'word/document.xml': f'{HEAD}<w:document {NAMES} {DRAWINGS}><w:body>{body}{section}</w:body></w:document>',
        **{f'word/{name}': content for _, name, content in parts}})


def emu(points):
    return round(points * 12700)


def anchor(content, x, y, width, height, horizontal='page', vertical='page', wrap='<wp:wrapNone/>', behind=0):
    def place(value):
        return f'<wp:align>{value}</wp:align>' if isinstance(value, str) else f'<wp:posOffset>{emu(value)}</wp:posOffset>'
    return (f'<w:r><w:drawing><wp:anchor behindDoc="{behind}" layoutInCell="1" distL="114300" distR="114300"><wp:positionH relativeFrom="{horizontal}">{place(x)}</wp:positionH>'
            f'<wp:positionV relativeFrom="{vertical}">{place(y)}</wp:positionV><wp:extent cx="{emu(width)}" cy="{emu(height)}"/>{wrap}<wp:docPr id="1" name="n" descr="d"/>'
            f'<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>')


def shape(text, look='<a:ln w="25400"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>', form='rect', transform='', body='<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>'):
    text = f'<wps:txbx><w:txbxContent>{paragraph(run(text))}</w:txbxContent></wps:txbx>' if text else ''
    return f'<wps:wsp><wps:spPr>{transform}<a:prstGeom prst="{form}"/>{look}</wps:spPr>{text}{body}</wps:wsp>'


def frame(text, properties):
    return paragraph(run(text), properties=f'<w:framePr {properties}/>')


PICTURE = '<pic:pic><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic>'


def field(code, *result):
    return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' +
            ''.join(result) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def styled(style, *contents):
    return paragraph(*contents, properties=f'<w:pStyle w:val="{style}"/>')


class WordLayout(CommandTest):
    def made(self, content, data, *outputs):
        shutil.rmtree(self.folder / 'letter', ignore_errors=True)
        (self.folder / 'page.docx').write_bytes(content)
        result = gongwen('import', 'page.docx', 'letter', '-o', '.', '--title', '通知 = notice', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        (self.folder / 'letter/schema.json').write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}')
        (self.folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        given = [word for output in outputs or ('out.pdf',) for word in ('-o', output)]
        result = gongwen('--templates', '.', 'render', 'letter', 'data.json', '--force', *given, cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return result.err

    def words(self, page=1):
        """The words of a page with their places: (text, left, top, right, bottom)."""
        shown = subprocess.run(['pdftotext', '-bbox', '-f', str(page), '-l', str(page), self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout
        return [(word, *map(float, place)) for *place, word in re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', shown)]

    def place(self, text, page=1):
        found = [word for word in self.words(page) if text in word[0]]
        self.assertEqual(len(found), 1, (text, self.words(page)))
        return found[0][1:]

    def texts(self):
        return subprocess.run(['pdftotext', '-layout', self.folder / 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout.split('\f')[:-1]

    def picture(self, page=1):
        """The page, a pixel for a point."""
        subprocess.run(['pdftoppm', '-r', '72', '-png', '-f', str(page), '-l', str(page), '-singlefile', self.folder / 'out.pdf', self.folder / 'page'], check=True)
        return Image.open(self.folder / 'page.png').convert('RGB')

    def assertAt(self, text, left, top, page=1):
        place = self.place(text, page)
        self.assertAlmostEqual(place[0], left, delta=2.5, msg=(text, place))
        self.assertAlmostEqual(place[1], top, delta=4, msg=(text, place))

    # Boxes.

    def test_text_boxes(self):
        vml = ('<w:r><w:pict><v:rect style="position:absolute;margin-left:300pt;margin-top:400pt;width:120pt;height:40pt;mso-position-horizontal-relative:page;'
               'mso-position-vertical-relative:page" strokecolor="#0000ff" strokeweight="2pt" fillcolor="#ffff00"><v:textbox inset="0,0,0,0"><w:txbxContent>' + paragraph(run('丁{{ a }}')) +
               '</w:txbxContent></v:textbox><w10:wrap type="none"/></v:rect></w:pict></w:r>')
        group = ('<wpg:wgp><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2540000" cy="1270000"/><a:chOff x="1000" y="1000"/><a:chExt cx="2000" cy="1000"/></a:xfrm></wpg:grpSpPr>' +
                 shape('戊', look='', transform='<a:xfrm><a:off x="2000" y="1500"/><a:ext cx="1000" cy="500"/></a:xfrm>') + '</wpg:wgp>')
        boxes = [anchor(shape('甲{{ a }}'), 100, 300, 200, 50), anchor(shape('乙'), 30, 600, 100, 20, 'margin', 'margin'), anchor(shape('丙'), 50, 40, 100, 20, 'column', 'paragraph'),
                 vml, anchor(group, 300, 500, 200, 100), anchor(shape('己'), 'right', 'bottom', 100, 30, 'margin', 'page')]
        # On the second page, after text that says nothing of boxes.
        body = paragraph(run('首页')) + paragraph('<w:r><w:br w:type="page"/></w:r>') + paragraph(run('正文'), *boxes, run('{% if b %}'), anchor(shape('庚'), 50, 700, 50, 20), run('{% endif %}'))
        told = self.made(word_file(body), {'a': '值', 'b': False})
        self.assertEqual(told, '')
        text = self.place('正文', 2)
        self.assertAt('甲值', 102, 300, 2)
        self.assertAt('乙', LEFT + 32, TOP + 600, 2)
        self.assertAt('丙', LEFT + 52, text[1] + 40, 2)
        self.assertAt('丁值', 301, 400, 2)
        self.assertAt('戊', 400, 550, 2)
        self.assertAt('己', 595.3 - LEFT - 98, 842 - 30, 2)
        self.assertNotIn('庚', ''.join(self.texts()))
        page = self.picture(2)
        for point, color in [((200, 300), (255, 0, 0)), ((100, 320), (255, 0, 0)), ((360, 420), (255, 255, 0)), ((420, 420), (0, 0, 255))]:
            near = [page.getpixel((point[0] + dx, point[1] + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
            self.assertTrue(any(all(abs(a - b) < 60 for a, b in zip(pixel, color)) for pixel in near), (point, near))
        # A condition that holds, in all formats.
        self.made(word_file(body), {'a': '值', 'b': True}, 'out.pdf', 'out.ofd', 'out-{page}.png')
        self.assertGreater(len([pixel for pixel in Image.open(self.folder / 'out-2.png').convert('RGB').getdata() if pixel == (255, 0, 0)]), 1000)
        self.assertAt('庚', 52, 700, 2)

    def test_pictures_frames_and_tables_that_float(self):
        Image.new('RGB', (30, 30), 'red').save(self.folder / 'red.png')
        seal = anchor(PICTURE, 300, 250, 100, 100, behind=1)
        beside = anchor(PICTURE, 'right', 0, 80, 80, 'column', 'paragraph', '<wp:wrapSquare wrapText="bothSides"/>')
        frames = frame('编号{{ a }}号', 'w:w="4000" w:h="600" w:hRule="exact" w:hAnchor="page" w:vAnchor="page" w:x="1200" w:y="12000" w:wrap="around"') + \
            frame('首', 'w:dropCap="drop" w:lines="2" w:wrap="around" w:vAnchor="text" w:hAnchor="text"')
        floating = ('<w:tbl><w:tblPr><w:tblW w:w="2000" w:type="dxa"/><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" w:tblpX="6000" w:tblpY="10000"/></w:tblPr><w:tblGrid><w:gridCol w:w="2000"/>'
                    '</w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>' + paragraph(run('浮表')) + '</w:tc></w:tr></w:tbl>')
        body = paragraph(run('正文'), seal, anchor(PICTURE, 60, 60, 60, 60, behind=1)) + paragraph(beside, run('字' * 60)) + frames + paragraph(run('字后')) + floating + paragraph(run('末段'))
        told = self.made(word_file(body, parts=[('image', 'red.png', (self.folder / 'red.png').read_bytes())]), {'a': '第'})
        # The text of the page is not laid out around the frame and the table, which is said; places are kept.
        self.assertEqual(told.count('adopt/box-over-text'), 2, told)
        self.assertAt('编号第号', 60, 600)
        self.assertAt('浮表', 300, 500)
        self.assertAt('首字后', LEFT, 107)
        lines = [word for word in self.words() if word[0].startswith('字字')]
        self.assertLess(lines[0][3], 595.3 - LEFT - 80)
        page = self.picture()
        self.assertEqual(page.getpixel((350, 300)), (255, 0, 0))
        self.assertEqual(page.getpixel((65, 65)), (255, 0, 0))
        self.assertLess(min(page.getpixel((x, y))[0] for x in range(72, 96) for y in range(70, 85)), 128)  # the text is over it
        self.assertLess(self.place('末段')[1], 260)

    def test_boxes_in_headers(self):
        head = story('hdr', paragraph(run('页眉'), anchor(shape('信纸'), 400, 30, 100, 20), anchor(shape('', form='line', look='<a:ln w="38100"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>'),
                                                                                            72, 60, 450, 0),
                                     anchor(shape('', look='<a:solidFill><a:srgbClr val="00FF00"/></a:solidFill>'), 60, 90, 100, 60, behind=1)))
        body = ''.join(paragraph(run('{{ a }}')) for _ in range(60))
        told = self.made(word_file(body, SECTION.format('<w:headerReference w:type="default" r:id="rId1"/>', ''), [('header', 'header1.xml', head)]), {'a': '行'})
        self.assertEqual(told, '')
        for page in (1, 2):
            # What is behind the text lies under it, and is no part of the header's height.
            sheet = self.picture(page)
            self.assertEqual(sheet.getpixel((90, 140)), (0, 255, 0))
            self.assertLess(min(sum(sheet.getpixel((x, y))) for x in range(72, 84) for y in range(100, 130)), 200)
            self.assertAt('信纸', 402, 30, page)
            self.assertAt('页眉', LEFT, 36, page)
            near = [self.picture(page).getpixel((300, y)) for y in range(57, 64)]
            self.assertTrue(any(pixel[0] > 200 and pixel[1] < 60 for pixel in near), near)

    # Pages.

    def test_borders_of_pages(self):
        def borders(attributes, style='single'):
            sides = ''.join(f'<w:{side} w:val="{style}" w:sz="24" w:space="24" w:color="FF0000"/>' for side in ('top', 'left', 'bottom', 'right'))
            return SECTION.format('', f'<w:pgBorders {attributes}>{sides}</w:pgBorders>')
        body = paragraph(run('{{ a }}')) + paragraph('<w:r><w:br w:type="page"/></w:r>', run('次页'))
        for attributes, at, pages in [('w:offsetFrom="page"', 25, (1, 2)), ('', LEFT - 26, (1, 2)), ('w:offsetFrom="page" w:display="firstPage"', 25, (1,))]:
            self.assertEqual(self.made(word_file(body, borders(attributes)), {'a': '甲'}), '')
            for page in (1, 2):
                sheet = self.picture(page)
                for point in [(300, at), (at, 400), (300, 841 - at), (594 - at, 400)]:
                    near = [sheet.getpixel((point[0] + d, point[1] + d)) for d in (-2, -1, 0, 1, 2)]
                    self.assertEqual(any(pixel[0] > 200 and pixel[1] < 80 for pixel in near), page in pages, (attributes, page, point, near))
            self.assertAt('甲', LEFT, TOP)
        told = self.made(word_file(body, borders('', 'apples')), {'a': '甲'})
        self.assertIn('adopt/left-out', told)
        self.assertIn('apples', told)

    def test_sections_in_loops(self):
        landscape = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/><w:pgNumType w:start="1"/></w:sectPr>'
        foot = story('ftr', paragraph(run('第'), field('PAGE', run('9')), run('页')))
        first = SECTION.format('<w:footerReference w:type="default" r:id="rId1"/>', '')
        end = paragraph(properties=f'{first}')
        body = paragraph(run('封面')) + end + paragraph(run('{%p for x in list %}')) + paragraph(run('{{ x }}')) + paragraph(properties=f'{landscape}') + \
            paragraph(run('{%p endfor %}')) + paragraph(run('末'))
        for count in (1, 3):
            self.made(word_file(body, SECTION.format('', ''), [('footer', 'footer1.xml', foot)]), {'list': ['甲', '乙', '丙'][:count]}, 'out.pdf', 'out.docx')
            info = subprocess.run(['pdfinfo', '-l', '9', self.folder / 'out.pdf'], stdout=subprocess.PIPE, check=True, text=True).stdout
            widths = [round(float(width)) for width in re.findall(r'size: +(\S+) x', info)]
            self.assertEqual(widths, [595] + [842] * count + [595])
            texts = [re.sub(r'\s', '', text) for text in self.texts()]
            self.assertEqual(texts, ['封面第1页'] + [f'{x}第1页' for x in '甲乙丙'[:count]] + ['末第2页'])

    # Contents.

    def test_contents_are_made_of_the_headings(self):
        entry = '<w:hyperlink w:anchor="_Toc1">' + run('{{ old.title }}') + '<w:r><w:tab/></w:r>' + field('PAGEREF _Toc1 \\h', run('2')) + '</w:hyperlink>'
        several = (styled('toc1', '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>', entry) +
                   styled('toc2', run('旧目{{ older }}')) + paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
        control = f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{paragraph(run("目录"))}{several}</w:sdtContent></w:sdt>'
        never = paragraph(field('TOC \\o "1-2" \\h', run('未找到目录项。')))
        simple = paragraph('<w:fldSimple w:instr=" TOC \\t &quot;heading 1,1,heading 2,2&quot; ">' + run('请更新') + '</w:fldSimple>')
        loop = (paragraph(run('{%p for c in chapters %}')) + styled('h1', run('{{ c.title }}')) + paragraph(run('{%p for s in c.secs %}')) + styled('h2', run('{{ s }}')) + styled('h3', run('小节')) +
                paragraph(run('正文')) + paragraph(run('{%p endfor %}')) + paragraph('<w:r><w:br w:type="page"/></w:r>') + paragraph(run('{%p endfor %}')) + styled('h1', run('附录')))
        data = {'chapters': [{'title': '总则', 'secs': ['目的', 'A & B']}, {'title': '要求', 'secs': []}]}
        for contents in (several, control, never, simple):
            told = self.made(word_file(contents + paragraph('<w:r><w:br w:type="page"/></w:r>') + loop), data, 'out.pdf', 'out.docx')
            self.assertEqual(told, '')
            used = json.loads((self.folder / 'letter/sample.json').read_text(encoding='utf-8'))
            self.assertEqual(set(used), {'chapters'})  # tags in the entries are no fields
            expected = [('总则', 2), ('目的', 2), ('A & B', 2), ('要求', 3), ('附录', 4)]
            lines = [line for line in self.texts()[0].split('\n') if '..' in line]
            self.assertEqual([(re.sub(r'\s*\.\..*', '', line).strip(), int(line.split()[-1].strip('.'))) for line in lines], expected)
            self.assertGreater(self.place('目的')[0], self.place('总则')[0] + 20)
            self.assertNotIn('旧目', ''.join(self.texts()))
            xml = zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode()
            entries = [re.sub(r'<w:tab/>', '\t', re.sub(r'<w:instrText.*?</w:instrText>', '', p)) for p in re.findall(r'<w:p>(?:(?!</w:p>).)*_TocGw(?:(?!</w:p>).)*</w:p>', xml) if '<w:hyperlink' in p]
            texts = [re.sub('<.*?>', '', e).replace('&amp;', '&').split('\t') for e in entries]
            self.assertEqual(texts, [[title, str(page)] for title, page in expected])
            marks = re.findall(r'<w:bookmarkStart[^>]* w:name="(_TocGw.*?)"', xml)
            self.assertEqual(re.findall(r'w:anchor="(_TocGw.*?)"', xml), marks)
            self.assertEqual(len(set(re.findall(r'<w:bookmarkStart[^>]*w:id="(.*?)"', xml))), len(marks))
            self.assertEqual([xml.count(f'fldCharType="{kind}"') for kind in ('begin', 'end')], [6, 6])
            self.assertIn('TOC ', xml)

    def entries(self):
        """The lines of the page and the paragraphs of the Word file that have leaders or numbers of pages."""
        lines = [re.sub(r'\s*\.\..*', '', line).strip() for line in self.texts()[0].split('\n') if '..' in line]
        xml = zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode()
        xml = re.sub(r'<w:instrText.*?</w:instrText>', '', xml)
        found = [re.sub('<.*?>', '', p.split('<w:tab/>')[0]) for p in re.findall(r'<w:p[ >](?:(?!</w:p>).)*</w:p>', xml) if '<w:hyperlink' in p and '_TocGw' in p]
        return lines, [re.sub('&amp;', '&', text) for text in found]

    def paragraphs(self):
        """The texts of the Word file, by paragraph, without tables of contents."""
        xml = re.sub(r'<w:(instrText|tabs).*?</w:\1>', '', zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode())
        return [re.sub('<.*?>', '', p) for p in re.findall(r'<w:p[ >](?:(?!</w:p>).)*</w:p>', xml) if '_TocGw' not in p]

    def test_texts_beside_contents_stay(self):
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-2" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        end, newpage = '<w:r><w:fldChar w:fldCharType="end"/></w:r>', '<w:r><w:br w:type="page"/></w:r>'
        headings = styled('h1', run('{{ a }}')) + paragraph(run('正文')) + styled('h2', run('范围'))
        contents = styled('toc1', run('目录如下：'), begin, run('旧目一'), '<w:r><w:tab/></w:r>', run('7')) + styled('toc1', run('旧目二'), end, run('以上为目录。'))
        self.assertEqual(self.made(word_file(contents + headings), {'a': '总则'}, 'out.pdf', 'out.docx'), '')
        page = ''.join(self.texts())
        self.assertEqual(self.entries(), (['总则', '范围'],) * 2)
        self.assertEqual([page.count(text) for text in ('目录如下：', '以上为目录。', '旧目')], [1, 1, 0])
        self.assertEqual([text for text in self.paragraphs() if text], ['目录如下：', '以上为目录。', '正文'])
        xml = zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode()
        self.assertEqual(xml.count('fldCharType="begin"'), xml.count('fldCharType="end"'))
        # A break that stands behind the end of the contents is one of the document.
        contents = styled('toc1', begin, run('旧目一')) + styled('toc1', run('旧目二'), end, newpage)
        self.made(word_file(contents + headings), {'a': '总则'}, 'out.pdf', 'out.docx')
        self.assertEqual(self.place('正文', 2)[0], LEFT)
        self.assertIn('w:type="page"', zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode())
        # Contents without an end are text, which would be lost otherwise.
        self.made(word_file(styled('toc1', begin, run('旧目')) + headings), {'a': '总则'}, 'out.pdf', 'out.docx')
        for words in ('旧目', '总则', '正文', '范围'):
            self.assertIn(words, ''.join(self.texts()))
            self.assertIn(words, ''.join(self.paragraphs()))
        told = self.made(word_file(styled('toc1', begin.replace('1-2"', '1-3" \\n 3-3'), run('旧目'), end) + headings), {'a': '总则'}, 'out.pdf')
        self.assertIn('3-3', told)
        self.assertIn('..', self.texts()[0])
        deleted = styled('toc1', *(f'<w:del w:id="{n}">{part.replace("<w:t", "<w:delText").replace("</w:t>", "</w:delText>")}</w:del>' for n, part in enumerate((begin, run('旧目'), end))))
        self.made(word_file(deleted + headings), {'a': '总则'}, 'out.pdf', 'out.docx')
        self.assertNotIn('..', self.texts()[0])

    def test_contents_beyond_the_limit_are_told(self):
        body = ''.join(paragraph(field(f'TOC \\o "1-{n % 3 + 1}"', run('旧'))) for n in range(21)) + styled('h1', run('总则{{ a }}'))
        told = self.made(word_file(body), {'a': ''}, 'out.pdf', 'out.docx')
        self.assertEqual(told.count('adopt/left-out'), 1, told)
        self.assertEqual(''.join(self.texts()).count('总则'), 21)

    def test_lists_of_figures_count_their_captions(self):
        def caption(text):
            return paragraph(run('图 '), field('SEQ 图 \\* ARABIC', run('9')), run(text))
        looks = STYLES.replace('</w:styles>', '<w:style w:type="paragraph" w:styleId="tof"><w:name w:val="Table of Figures"/><w:basedOn w:val="a"/><w:pPr><w:ind w:left="1000"/></w:pPr></w:style></w:styles>')
        body = (paragraph(field('TOC \\h \\z \\c "图"', run('图 9 旧图'))) + paragraph('<w:r><w:br w:type="page"/></w:r>') + caption('一览') + paragraph(run('{%p for x in list %}')) +
                caption('{{ x }}') + paragraph(run('{%p endfor %}')) + caption('末'))
        self.assertEqual(self.made(word_file(body, styles=looks), {'list': ['甲', '乙']}, 'out.pdf', 'out.docx'), '')
        expected = ['图1一览', '图2甲', '图3乙', '图4末']
        for lines in self.entries():
            self.assertEqual([re.sub(' ', '', line) for line in lines], expected)
        self.assertEqual(re.findall(r'图\d\S*', re.sub('(?<=图|[0-9]) ', '', self.texts()[1])), expected)
        self.assertAlmostEqual(self.words()[0][1], LEFT + 50, delta=1)

    def test_boxes_of_headings_are_no_text_of_them(self):
        body = paragraph(field('TOC \\o "1-1"', run('旧'))) + styled('h1', run('总则{{ a }}'), anchor(shape('旁注'), 300, 0, 100, 30, 'column', 'paragraph')) + styled('h1', anchor(shape('独立'), 300, 60, 100, 30, 'page', 'page'), run('要求'))
        self.assertEqual(self.made(word_file(body), {'a': ''}, 'out.pdf', 'out.docx'), '')
        self.assertEqual(self.entries()[0], ['总则', '要求'])
        self.assertAlmostEqual(self.place('旁注')[1], max(word[2] for word in self.words() if word[0] == '总则'), delta=8)
        self.assertAt('独立', 302, 60)
        marks = subprocess.run(['pdfinfo', '-struct-text', self.folder / 'out.pdf'], stdout=subprocess.PIPE, check=True, text=True).stdout
        for heading in re.findall(r'H1.*\n(?:.*"(.*)")', marks):
            self.assertNotIn('旁注', heading)

    def test_boxes_in_tables_of_headers(self):
        table = ('<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>' +
                 paragraph(run('表眉'), anchor(shape('信纸'), 400, 30, 100, 20), anchor(shape('', look='<a:solidFill><a:srgbClr val="00FF00"/></a:solidFill>'), 60, 90, 100, 60, behind=1)) + '</w:tc></w:tr></w:tbl>')
        head = story('hdr', table + paragraph())
        told = self.made(word_file(paragraph(run('{{ a }}')), SECTION.format('<w:headerReference w:type="default" r:id="rId1"/>', ''), [('header', 'header1.xml', head)]), {'a': '行'})
        self.assertEqual(told, '')
        self.assertAt('信纸', 402, 30)
        self.assertEqual(self.picture().getpixel((90, 140)), (0, 255, 0))

    def test_colours_that_are_not_known_fill_nothing(self):
        for color in ('<a:schemeClr val="accent1"/>', '<a:srgbClr val="nonsense"/>'):
            body = paragraph(run('{{ a }}'), anchor(shape('框内', look=f'<a:solidFill>{color}</a:solidFill>'), 200, 200, 100, 60))
            self.assertEqual(self.made(word_file(body), {'a': '文'}), '')
            self.assertEqual(self.picture().getpixel((290, 250)), (255, 255, 255))
            self.assertAt('框内', 200, 200)

    # Tables and lines.

    def test_deleted_rows_and_rows_of_tags_at_the_edges(self):
        def row(text, properties=''):
            return f'<w:tr>{properties}<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{text}</w:tc></w:tr>'
        gone = paragraph(f'<w:del w:id="3">{run("删").replace("<w:t", "<w:delText").replace("</w:t>", "</w:delText>")}</w:del>')
        lines = '<w:tblBorders>' + ''.join(f'<w:{side} w:val="single" w:sz="24" w:color="FF0000"/>' for side in ('top', 'bottom')) + '</w:tblBorders>'
        table = (f'<w:tbl><w:tblPr><w:tblW w:w="3000" w:type="dxa"/>{lines}</w:tblPr><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid>' + '{}</w:tbl>' + paragraph(run('后')))
        deleted = row(gone, '<w:trPr><w:del w:id="2"/></w:trPr>')
        loop = row(paragraph(run('{%tr for x in list %}'))) + row(paragraph(run('{{ x }}'))) + row(paragraph(run('{%tr endfor %}')))
        for rows in (deleted + row(paragraph(run('{{ list[0] }}'))) + row(paragraph(run('{{ list[1] }}'))) + deleted, loop):
            self.made(word_file(table.format(rows)), {'list': ['甲行', '乙行']})
            self.assertNotIn('删', ''.join(self.texts()))
            page = self.picture()
            red = [y for y in range(60, 200) if page.getpixel((160, y))[0] > 200 and page.getpixel((160, y))[1] < 120]
            first, last = self.place('甲行'), self.place('乙行')
            edges = [y for y in red if y - 1 not in red]
            self.assertEqual(len(edges), 2, (edges, first, last))
            self.assertLess(abs(edges[0] - first[1]), 8)
            self.assertLess(abs(edges[1] - last[3]), 8)

    def test_columns_in_loops_become_narrower(self):
        def cell(text):
            return f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{paragraph(run(text))}</w:tc>'
        body = ('<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid><w:tr>' +
                cell('{%tc for x in list %}') + cell('{{ x }}') + cell('{%tc endfor %}') + '</w:tr></w:tbl>')
        for count in (2, 6, 12):
            told = self.made(word_file(body), {'list': ['甲乙丙丁戊己庚辛子丑寅卯'[n] for n in range(count)]})
            self.assertEqual(told, '')
            lefts = [self.place('甲乙丙丁戊己庚辛子丑寅卯'[n])[0] for n in range(count)]
            self.assertLess(max(word[3] for word in self.words()), LEFT + 452)
            self.assertEqual(lefts, sorted(lefts))
            steps = [b - a for a, b in zip(lefts, lefts[1:])]
            self.assertAlmostEqual(min(steps), max(steps), delta=2)

    def test_long_words_break(self):
        table = ('<w:tbl><w:tblPr><w:tblW w:w="3000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>' +
                 paragraph(run('{{ a }}')) + '</w:tc></w:tr></w:tbl>')
        told = self.made(word_file(paragraph(run('{{ a }}')) + table), {'a': 'https://example.org/' + 'abcdefgh' * 30})
        self.assertEqual(told, '')
        self.assertLess(max(word[3] for word in self.words()), 595.3 - LEFT + 1)

    def test_paragraphs_that_tags_empty_keep_their_line(self):
        body = paragraph(run('甲')) + paragraph(run('{% if a %}有{% endif %}')) + paragraph(run('{{ b }}')) + paragraph(run('乙')) + paragraph() + paragraph(run('丙')) + \
            paragraph(run('{%p if a %}')) + paragraph(run('有')) + paragraph(run('{%p endif %}')) + paragraph(run('丁'))
        self.made(word_file(body), {'a': False, 'b': ''})
        tops = [self.place(sign)[1] for sign in '甲乙丙丁']
        line = tops[3] - tops[2]  # nothing is left of a paragraph with a tag of paragraphs
        self.assertAlmostEqual(tops[1] - tops[0], 3 * line, delta=1)
        self.assertAlmostEqual(tops[2] - tops[1], 2 * line, delta=1)

    def test_headers_that_are_higher_than_their_margin(self):
        head = story('hdr', paragraph(run('头')) + paragraph(run('{%p for x in list %}')) + paragraph(run('{{ x }}')) + paragraph(run('{%p endfor %}')))
        section = SECTION.format('<w:headerReference w:type="default" r:id="rId1"/>', '')
        tops = {}
        for count in (1, 8):
            told = self.made(word_file(''.join(paragraph(run('正文')) for _ in range(1)) + '<w:p/>', section, [('header', 'header1.xml', head)]), {'list': ['眉'] * (count - 1) + ['末']})
            self.assertEqual(told, '')
            tops[count] = self.place('正文')[1]
            self.assertLess(self.place('末')[3], tops[count] + 4)
        self.assertAlmostEqual(tops[1], TOP, delta=4)
        self.assertGreater(tops[8], TOP + 40)
        fixed = section.replace('w:top="1440"', 'w:top="-1440"')
        self.made(word_file(paragraph(run('正文')), fixed, [('header', 'header1.xml', head)]), {'list': ['眉'] * 8})
        self.assertAlmostEqual(self.place('正文')[1], TOP, delta=4)


if __name__ == '__main__':
    unittest.main()
