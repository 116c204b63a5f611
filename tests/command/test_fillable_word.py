"""Word files to fill in: every field is a control with three names, and comes back with its value, whichever program has saved the
file. The numbers are those of the requirements of the Word door."""
import base64
import io
import json
import re
import shutil
import subprocess
import unittest
import zipfile
from xml.etree import ElementTree

import made_pictures
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen, sample, without_blanks
from office_rules import violations
from samples import ALL
from word_forms import W, bookmark_name, changed, replaced, saved_by_office

KINDS = ('expert-application', 'iso-form-4', 'proposal-information', 'proposal-review', 'justification-report', 'commitment-letter')
JPEG = (ROOT / 'tests/images/files/rgb.jpg').read_bytes()
PNG = (ROOT / 'tests/images/files/gray1.png').read_bytes()
W14 = 'http://schemas.microsoft.com/office/word/2010/wordml'
W15 = 'http://schemas.microsoft.com/office/word/2012/wordml'
DOCUMENT = 'word/document.xml'


def w(name):
    return f'{{{W}}}{name}'


def samples_of(kind):
    paths = sorted((ROOT / 'samples' / kind).glob('*.json'))
    return paths if ALL or kind == KINDS[0] else paths[KINDS.index(kind) % 3:][:1]


def part(path, name=DOCUMENT):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def control_with_tag(path, tag):
    """The XML of a control, as it stands in the document."""
    return next(one for one in re.findall('<w:sdt>.*?</w:sdt>', part(path)) if f'w:val="{tag}"' in one)


def with_bookmark(path, control):
    """The control with the bookmark around it."""
    return re.search(r'<w:bookmarkStart[^>]*/>' + re.escape(control) + '<w:bookmarkEnd[^>]*/>', part(path)).group(0)


def shown_data(kind, path):
    """The data of a sample, without what the form of its kind does not show: that is not taken from a file."""
    data = without_blanks(sample(path))
    for name in {'expert-application': ('status',), 'justification-report': ('numbering',)}.get(kind, ()):
        data.pop(name, None)
    return data


class FillableWord(CommandTest):
    def made(self, kind, *words, name='form.docx'):
        path = self.folder / name
        path.unlink(missing_ok=True)
        result = gongwen('-q', 'render', kind, *words, '--fillable', '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        return path

    def extract(self, path, ids=(), status=DONE, words=()):
        """The data of a form, after looking that exactly these messages were given."""
        result = gongwen('--lang', 'zh', '--error-format', 'json', 'extract', path, *words)
        self.messages = [d['message'] for d in result.diagnostics()]
        told = {d['id'] for d in result.diagnostics()} - {'intake/blank-form', 'intake/given-hidden'}
        self.assertEqual(sorted(told), sorted(ids), result.err)
        self.assertEqual(result.status, status, result.err)
        return json.loads(result.out) if result.out else None

    def with_changes(self, path, *changes, of=DOCUMENT):
        other = self.folder / f'changed-{path.name}'
        other.write_bytes(changed(path.read_bytes(), of, *changes))
        return other

    def test_28_every_field_is_a_control_with_three_names(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                path = self.made(kind)
                root = ElementTree.fromstring(part(path))
                described = ElementTree.fromstring(part(path, 'customXml/item1.xml'))
                fields = [one for one in described if one.tag.endswith('}field')]
                controls = list(root.iter(w('sdt')))
                self.assertEqual(len(controls), len(fields))
                ids, tags = set(), set()
                for control, field in zip(controls, fields):
                    properties = control.find(w('sdtPr'))
                    self.assertTrue(properties.find(w('alias')).get(w('val')))
                    ids.add(properties.find(w('id')).get(w('val')))
                    tags.add(properties.find(w('tag')).get(w('val')))
                # A field that is shown twice has its tag twice.
                shown = {(field.get('pointer'), field.get('choice')) for field in fields}
                self.assertEqual((len(ids), len(tags)), (len(controls), len(shown)))
                names = [mark.get(w('name')) for mark in root.iter(w('bookmarkStart')) if mark.get(w('name')).startswith('gw_')]
                self.assertEqual(len(set(names)), len(controls))
                seen = set()
                for number, field in enumerate(fields, 1):
                    own = (field.get('pointer'), field.get('choice'))
                    name = f'gw__n{number}' if own in seen else bookmark_name(*own, number)
                    seen.add(own)
                    self.assertIn(name, names)
                # The same fields as in the PDF, of which a field of several boxes has a name for each.
                pdf = self.folder / 'form.pdf'
                gongwen('-q', 'render', kind, '--fillable', '-o', pdf, '--force')
                told = gongwen('--lang', 'en', 'extract', pdf, path)
                self.assertNotIn('fields-missing', told.err)

    def test_29_no_binding_and_controls_in_lines_only(self):
        for kind in KINDS:
            text = part(self.made(kind))
            self.assertNotIn('dataBinding', text)
            self.assertNotIn('repeatingSection', text)
            for around in re.findall('<w:sdtContent>(<w:[a-z]+)', text, re.IGNORECASE):
                self.assertIn(around, ('<w:r', '<w:t'), kind)

    def test_31_all_samples_come_back(self):
        for kind in KINDS:
            for path in samples_of(kind):
                with self.subTest(sample=f'{kind}/{path.stem}'):
                    got = self.extract(self.made(kind, path))
                    self.assertEqual(without_blanks(got), shown_data(kind, path))

    def test_31_other_programs_keep_the_values(self):
        folder = self.folder / 'saved'
        folder.mkdir()
        for kind, name in (('expert-application', 'stress'), ('proposal-information', 'typical'), ('iso-form-4', 'minimal')):
            with self.subTest(kind=kind):
                data = ROOT / 'samples' / kind / f'{name}.json'
                path = self.made(kind, data, name=f'{kind}.docx')
                saved = saved_by_office(path, 'docx', folder)
                self.assertEqual(without_blanks(self.extract(saved)), shown_data(kind, data))
        # An OpenDocument text in between loses what the fields cannot show, and says so.
        data = ROOT / 'samples/expert-application/typical.json'
        path = self.made('expert-application', data, name='through.docx')
        saved = saved_by_office(saved_by_office(path, 'odt', folder), 'docx', folder)
        got = self.extract(saved, ids=['intake/given-lost'])
        # Defaults that people could change are values of the form then.
        got.pop('commitment')
        self.assertEqual({group.pop('tc') for group in got['groups']}, {'ISO/IEC JTC1/SC27'})
        self.assertEqual(without_blanks(got), without_blanks(sample(data)))

    def test_38_what_was_added_is_seen_without_the_list_of_texts(self):
        folder = self.folder / 'saved'
        for kind in ('expert-application', 'commitment-letter'):
            with self.subTest(kind=kind):
                path = self.made(kind, ROOT / 'samples' / kind / 'typical.json', name=f'{kind}.docx')
                saved = saved_by_office(saved_by_office(path, 'odt', folder), 'docx', folder)
                lost = ['intake/given-lost'] if kind == 'expert-application' else []
                self.extract(saved, ids=lost)
                text = re.findall('<w:t>([^<]*[一-龥]{4}[^<]*)</w:t>', part(saved))[0]
                self.extract(self.with_changes(saved, (text, text + '另见附页')), ids=[*lost, 'intake/print-missing', 'intake/text-beside'],
                             status=BAD_INPUT)
                self.assertIn('另见附页', ''.join(self.messages))

    def test_32_a_blank_form_is_blank_in_other_programs_too(self):
        for kind in ('expert-application', 'iso-form-4'):
            with self.subTest(kind=kind):
                path = self.made(kind, name=f'{kind}.docx')
                self.assertEqual(self.extract(path), {})
                self.assertEqual(self.extract(saved_by_office(path, 'docx', self.folder / 'saved')), {})

    def test_34_rows_that_a_word_processor_adds_and_deletes(self):
        kind = 'expert-application'
        form = json.loads((ROOT / 'templates' / kind / 'form.json').read_text())
        form['word'] = {'rows': 'repeat', 'protect': True}
        shutil.copytree(ROOT / 'templates' / kind, self.folder / 'own' / kind)
        (self.folder / 'own' / kind / 'form.json').write_text(json.dumps(form, ensure_ascii=False), encoding='utf-8')
        words = ('--templates', self.folder / 'own')
        path = self.made(kind, ROOT / 'samples' / kind / 'typical.json', *words)
        self.assertEqual(violations(path), [])
        self.assertIn('<w:documentProtection w:edit="forms" w:enforcement="1"/>', part(path, 'word/settings.xml'))
        want = self.extract(path, words=words)
        document = part(path)
        lists = {}  # of items, by the list that their first control names
        for section in ElementTree.fromstring(document).iter(w('sdt')):
            if section.find(f'{w("sdtPr")}/{{{W15}}}repeatingSection') is None:
                continue
            items = section.find(w('sdtContent')).findall(w('sdt'))
            self.assertTrue(all(item.find(f'{w("sdtPr")}/{{{W15}}}repeatingSectionItem') is not None for item in items))
            tags = [tag.get(w('val')) for tag in items[0].iter(w('tag'))]
            lists[re.match('gw:/([a-z_]+)/', tags[0]).group(1)] = len(items)
        self.assertTrue({'education', 'work_history'} <= lists.keys(), lists)
        item = re.compile(r'<w:sdt><w:sdtPr><w:id [^>]*/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>'
                          r'<w:tr>(?:(?!</w:tr>).)*gw:/work_history/0/.*?</w:tr></w:sdtContent></w:sdt>', re.S)
        first = item.search(document).group(0)
        self.assertNotIn('w:lock', first)
        # Word copies the tags of the row beside a new one, and leaves the bookmarks out.
        added = re.sub('<w:bookmark(Start|End)[^>]*/>', '', first).replace(want['work_history'][0]['org'], '新增的示例单位')
        got = self.extract(self.with_changes(path, (first, first + added)), words=words)
        self.assertEqual([row['org'] for row in got['work_history']],
                         [want['work_history'][0]['org'], '新增的示例单位'] + [row['org'] for row in want['work_history'][1:]])
        # One that was deleted is missed by nobody.
        got = self.extract(self.with_changes(path, (first, '')), words=words)
        self.assertEqual(got, {**want, 'work_history': want['work_history'][1:]})

    def test_35_two_ticks_where_one_is_meant(self):
        path = self.made('expert-application')
        control = control_with_tag(path, 'gw:/gender#女')
        other = control_with_tag(path, 'gw:/gender#男')

        def tick(xml):
            return re.sub('<w:t>.</w:t>', '<w:t>☑</w:t>', xml.replace('w14:checked w14:val="0"', 'w14:checked w14:val="1"'))
        self.assertEqual(self.extract(self.with_changes(path, (control, tick(control)))), {'gender': '女'})
        self.extract(self.with_changes(path, (control, tick(control)), (other, tick(other))), ids=['intake/two-ticks'], status=BAD_INPUT)
        self.assertIn('男', self.messages[0])

    def test_36_what_is_stored_must_agree_with_what_is_shown(self):
        path = self.made('expert-application', ROOT / 'samples/expert-application/typical.json')
        control = control_with_tag(path, 'gw:/birth')
        day = re.search('w:fullDate="([^"]*)"', control).group(1)
        self.extract(self.with_changes(path, (control, control.replace(day, '1901-02-03T00:00:00Z'))), ids=['intake/shown-differs'],
                     status=BAD_INPUT)

    def test_38_what_stands_beside_the_fields_is_reported(self):
        path = self.made('expert-application')
        text = '<w:t>工作经历：</w:t>'
        self.extract(self.with_changes(path, (text, '<w:t>工作经历：另附</w:t>')), ids=['intake/text-beside', 'intake/print-missing'],
                     status=BAD_INPUT)
        self.assertIn('工作经历：另附', ''.join(self.messages))

    def test_38_a_picture_that_was_pasted_is_reported(self):
        picture = ('<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><wp:docPr id="901" name="Picture 901" descr="{}"/><a:graphic>'
                   '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId999"/>'
                   '</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
        path = self.made('expert-application')
        text = '<w:r><w:t>工作经历：</w:t></w:r>'
        self.assertIn(text, part(path))
        for description in ('', '扫描的签名'):
            self.extract(self.with_changes(path, (text, text + picture.format(description))), ids=['intake/mark-beside'])
            self.assertIn('图片', self.messages[0])
        # Pictures that the form prints are known by their descriptions.
        told = self.with_changes(path, ('</form>', '<picture>徽标</picture></form>'), of='customXml/item1.xml')
        self.extract(self.with_changes(told, (text, text + picture.format('徽标'))))

    def test_39_a_deleted_control_is_told_by_its_title(self):
        path = self.made('expert-application', ROOT / 'samples/expert-application/typical.json')
        control = control_with_tag(path, 'gw:/post_title')
        self.extract(self.with_changes(path, (with_bookmark(path, control), '')), ids=['intake/fields-missing'])
        self.assertIn('职务', self.messages[0])

    def test_40_the_description_of_the_form_has_no_answers(self):
        path = self.made('expert-application', ROOT / 'samples/expert-application/typical.json')
        want = self.extract(path)
        name = want['name_zh']
        item = part(path, 'customXml/item1.xml')
        self.assertNotIn(f'>{name}<', re.sub('<given>.*</given>', '', item))
        other = self.with_changes(path, ('label="', 'label="别的'), of='customXml/item1.xml')
        self.assertEqual(self.extract(other), want)
        self.extract(self.with_changes(path, (' edition="', ' edition="9'), of='customXml/item1.xml'), ids=['intake/stamp-conflict'])

    def test_44_a_photo_is_put_in_its_place(self):
        data = sample(ROOT / 'samples/expert-application/typical.json')
        (self.folder / 'given.jpg').write_bytes(JPEG)
        for photo in (None, 'given.jpg'):
            file = self.folder / 'data.json'
            file.write_text(json.dumps({**data, **({'photo': photo} if photo else {'photo_box': True})}), encoding='utf-8')
            path = self.made('expert-application', file)
            with zipfile.ZipFile(path) as archive:
                picture = next(name for name in archive.namelist() if 'media/' in name)
            control = control_with_tag(path, 'gw:/photo')
            self.assertIn('<w:picture/>', control)
            self.assertEqual(violations(path), [])
            for saved in (path, saved_by_office(path, 'docx', self.folder / 'saved')):
                self.assertEqual(self.extract(saved).get('photo'), photo)
            put = self.folder / 'put.docx'
            for content, kind in ((JPEG, 'jpeg'), (PNG, 'png')):
                put.write_bytes(replaced(path.read_bytes(), picture, content))
                want = f'data:image/{kind};base64,{base64.b64encode(content).decode()}'
                self.assertEqual(self.extract(put).get('photo'), want)
                self.assertEqual(self.extract(saved_by_office(put, 'docx', self.folder / 'saved')).get('photo'), want)
            put.write_bytes(replaced(path.read_bytes(), picture, b'GIF89a'))
            self.extract(put, ids=['intake/picture-field'])
            emptied = self.with_changes(path, (re.search('<w:drawing>.*?</w:drawing>', control).group(0), ''))
            self.assertNotIn('photo', self.extract(emptied, ids=['intake/struck-out'] if photo else []))
            self.extract(self.with_changes(path, (with_bookmark(path, control), '')), ids=['intake/fields-missing'])
            self.assertIn('照片', self.messages[0])
        # A large one is not among the data that the form carries: it is taken from its place.
        photo = 'data:image/png;base64,' + base64.b64encode(made_pictures.noise(220, 300)).decode()
        file.write_text(json.dumps({**data, 'photo': photo}), encoding='utf-8')
        got = self.extract(self.made('expert-application', file)).get('photo', '')
        self.assertEqual(base64.b64decode(got.removeprefix('data:image/png;base64,'))[:8], PNG[:8])

    def test_45_no_character_is_changed(self):
        data = without_blanks(sample(ROOT / 'samples/expert-application/minimal.json'))
        data['name_zh'] = '𬱖 & <欧阳>  “甲”'
        data['groups'][0]['reason'] = '一\n二\t三\n\n四  五 六' + '长' * 1900
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        got = self.extract(self.made('expert-application', path))
        self.assertEqual(without_blanks(got), data)

    def test_2_same_bytes_in_any_order(self):
        data = ROOT / 'samples/expert-application/stress.json'
        alone = self.made('expert-application', data).read_bytes()
        for first, second in (('pdf', 'docx'), ('docx', 'pdf'), ('xlsx', 'docx')):
            folder = self.folder / f'{first}-{second}'
            folder.mkdir()
            result = gongwen('-q', 'render', 'expert-application', data, '--fillable', '-o', folder / f'a.{first}', '-o', folder / f'a.{second}')
            self.assertEqual(result.status, DONE, result.err)
            self.assertEqual((folder / 'a.docx').read_bytes(), alone, (first, second))

    def test_no_page_has_an_empty_paragraph_alone(self):
        # A table that starts a page does so by its first paragraph: an empty one on the new page may be left there alone.
        for kind in KINDS:
            with self.subTest(kind=kind):
                text = part(self.made(kind, ROOT / 'samples' / kind / 'typical.json'))
                if kind == 'expert-application':
                    self.assertIn('<w:pageBreakBefore/>', text)
                for empty in re.findall('<w:p><w:pPr>(?:(?!</w:pPr>).)*</w:pPr></w:p><w:tbl>', text):
                    self.assertNotIn('pageBreakBefore', empty)

    def test_the_rules_of_office(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                self.assertEqual(violations(self.made(kind, ROOT / 'samples' / kind / 'typical.json')), [])

    def test_a_filled_form_is_not_replaced(self):
        path = self.made('expert-application')
        self.assertEqual(gongwen('-q', 'render', 'expert-application', '--fillable', '-o', path).status, DONE)
        control = control_with_tag(path, 'gw:/name_zh')
        filled = re.sub('<w:sdtContent>.*</w:sdtContent>', '<w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent>',
                        control.replace('<w:showingPlcHdr/>', ''))
        shutil.copy(self.with_changes(path, (control, filled)), path)
        result = gongwen('--error-format', 'json', 'render', 'expert-application', '--fillable', '-o', path)
        self.assertEqual([d['id'] for d in result.diagnostics()], ['engine/kept-form'])

    def test_a_kind_without_fields(self):
        result = gongwen('--error-format', 'json', 'render', 'regulations', '--fillable', '-o', self.folder / 'a.docx')
        self.assertEqual([d['id'] for d in result.diagnostics()], ['engine/nothing-to-fill-in'])


if __name__ == '__main__':
    unittest.main()
