"""Forms to fill in as people meet them: every rule can be met on them, every choice has its box, answers fit, dates have
their blanks on paper, what must be filled in is marked, what was chosen can be taken back."""
import collections
import functools
import html
import json
import re
import subprocess
import unittest
import zipfile

import openpyxl
import pikepdf

import bundles
import needs
from forms import BLANK, FOLDER, ROOT, made, sample_path
from harness import gongwen, sample
from test_fields import FILLED, leaves, pdf_values, rendered, workbook_names

MULTILINE, REQUIRED, NO_OFF, RADIO, COMBO = 1 << 12, 1 << 1, 1 << 14, 1 << 15, 1 << 17
INSET = 2  # pt, between a field's edge and its text
LINE_STEP = 1.38
FIRST_DAY, LAST_DAY = 10959, 73050  # 1930-01-01, 2099-12-31
# A text of so many characters is a name, which has one line.
MOST_IN_NAME = 60
STATEMENT = re.compile(r'\b(item|data)((?:\.\w+|\["\w+"\])+)')


def bundle_file(kind, name):
    return bundles.read(kind, name)


@functools.cache
def schema_pointers(kind):
    schema = bundle_file(kind, 'schema.json')
    return set(leaves(schema, schema.get('$defs', {})))


def places(expression, base, known):
    """Pointers of the values that an expression reads, as far as the schema knows them."""
    for root, path in STATEMENT.findall(expression or ''):
        steps = re.findall(r'\w+', path)
        pointer = base if root == 'item' else ''
        for step in steps:
            longer = f'{pointer}/{step}'
            if not any(one == longer or one.startswith(longer + '/') for one in known):
                break
            pointer = longer
        yield pointer


def has_place(pointer, names):
    """Whether a value, a part of it or what it is a part of is a field."""
    return any(name == pointer or name.startswith(pointer + '/') or pointer.startswith(name + '/') for name in names)


def unmet_places(rule, known, names):
    """What a rule asks for that nobody can give who fills in the form."""
    lists = rule.get('each', '')
    bases = [one.replace('/*', '/0') for one in ([lists] if isinstance(lists, str) else lists)]
    return sorted({pointer for base in bases for pointer in unmet_at(rule, base, known, names)})


def unmet_at(rule, base, known, names):
    """The same of one of the places that the rule is held at."""
    told = set(places(rule.get('when'), base, known)) | ({base} if base else set())
    asked = set(places(rule['assert'], base, known)) - {''}
    if not all(has_place(pointer, names) for pointer in told):
        return []  # nothing on the form calls for the rule
    if not told and not any(has_place(pointer, names) for pointer in asked):
        return []
    return [pointer for pointer in asked if not has_place(pointer, names)]


@functools.cache
def widgets(kind, name=BLANK):
    """Page, field, entries and rectangle of each widget."""
    out = []
    with pikepdf.open(rendered(kind, name)[0]) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for widget in page.get('/Annots', []):
                if widget.Subtype != '/Widget':
                    continue
                field = widget if '/T' in widget else widget.Parent
                out.append({
                    'page': number, 'name': str(field.T).replace('~2', '.'), 'type': str(field.FT),
                    'flags': int(field.get('/Ff', 0)), 'most': int(field.get('/MaxLen', 0)), 'said': str(field.TU),
                    'size': float(re.search(r'([\d.]+) Tf', str(widget.get('/DA', '/F 1 Tf')))[1]),
                    'options': [str(option) for option in field.get('/Opt', [])],
                    'states': [s[1:] for s in widget.AP.N.keys() if s != '/Off'] if str(field.FT) == '/Btn' else [],
                    'drawn': drawing_of(widget), 'rect': [float(side) for side in widget.Rect],
                    'height': float(page.MediaBox[3])})
    return out


def drawing_of(widget):
    """What a blank field shows; nothing, as a rule."""
    picture = widget.AP.N
    content = picture.read_bytes() if isinstance(picture, pikepdf.Stream) else b''
    return b'' if content == b'/Tx BMC EMC' else content


def ink_in(path, widget):
    """Dark pixels of a field on the printed page."""
    left, bottom, right, top = (round(side) for side in widget['rect'])
    place = {'-x': left, '-y': round(widget['height']) - top, '-W': right - left, '-H': top - bottom}
    picture = subprocess.run(['pdftoppm', '-gray', '-r', '72', '-f', str(widget['page']), '-l', str(widget['page']),
                              *(str(word) for pair in place.items() for word in pair), str(path)],
                             capture_output=True, check=True).stdout
    pixels = picture.split(b'\n', 3)[3]
    return sum(pixel < 128 for pixel in pixels)


@functools.cache
def page_pixels(path, page, scale):
    """Width and gray pixels of a page, `scale` of them a point."""
    picture = subprocess.run(['pdftoppm', '-gray', '-r', str(72 * scale), '-f', str(page), '-l', str(page), str(path)],
                             capture_output=True, check=True).stdout
    _, size, _, pixels = picture.split(b'\n', 3)
    return int(size.split()[0]), pixels


def is_clean(path, page, left, top, right, bottom, scale=4):
    """Whether nothing is printed in a part of a page; lengths in points from its upper left corner."""
    width, pixels = page_pixels(path, page, scale)
    begin, end = round(left * scale), round(right * scale)
    return all(pixel > 200 for row in range(round(top * scale), round(bottom * scale))
               for pixel in pixels[row * width + begin:row * width + end])


def by_field(kind):
    """The first widget of each field, with the states of all."""
    fields = {}
    for widget in widgets(kind):
        field = fields.setdefault(widget['name'], {**widget, 'states': []})
        field['states'] = field['states'] + widget['states']
    return fields


def text_of(path, *words):
    return subprocess.run(['pdftotext', *words, str(path), '-'], capture_output=True, check=True).stdout.decode('utf-8')


def words_of(path):
    """Page, box from the top of the page, and text of each word."""
    page = 0
    for line in text_of(path, '-bbox').splitlines():
        page += '<page ' in line
        word = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line)
        if word:
            yield page, *(float(side) for side in word.groups()[:4]), html.unescape(word[5])


def stars(path):
    """Page and box of each mark."""
    return [word[:5] for word in words_of(path) if word[5].startswith('*')]


def dates_on(path):
    return [len(re.findall(r'年\s*月\s*日', page)) for page in text_of(path, '-layout').split('\f')]


def validations(path):
    for sheet in openpyxl.load_workbook(path):
        for rule in sheet.data_validations.dataValidation:
            for cells in rule.sqref.ranges:
                yield sheet[cells.coord.split(':')[0]], rule
# Fields without a limit of the schema have that of PDF strings.
NO_LIMIT = 16382


class Blanks(unittest.TestCase):
    def test_every_rule_can_be_met_on_the_form(self):
        for kind in FILLED:
            rules, known = bundle_file(kind, 'template.json')['rules'], schema_pointers(kind)
            for names in (set(pdf_values(rendered(kind, BLANK)[0])), workbook_names(rendered(kind, BLANK)[1])):
                for rule in rules:
                    with self.subTest(f'{kind}: {rule["id"]}'):
                        self.assertEqual(unmet_places(rule, known, names), [])

    def test_a_rule_that_asks_for_too_much_is_found(self):
        rules = {rule['id']: rule for rule in bundle_file('proposal-review', 'template.json')['rules']}
        names = set(pdf_values(rendered('proposal-review', BLANK)[0])) - {'/patent_annex'}
        known = schema_pointers('proposal-review')
        self.assertEqual(unmet_places(rules['patent-annex'], known, names), ['/patent_annex'])
        self.assertEqual(unmet_places(rules['patent-annex'], known, names - {'/patents'}), [])

    def test_a_proposal_with_patents_passes_its_own_check(self):
        data = {**sample(sample_path('proposal-review', 'typical')), 'patents': True, 'patent_annex': '专利说明.pdf'}
        source = FOLDER / 'patents.json'
        source.write_text(json.dumps(data), encoding='utf-8')
        paths = [FOLDER / f'patents.{ending}' for ending in ('pdf', 'xlsx')]
        self.assertEqual(gongwen('render', 'proposal-review', source, '--fillable', '-o', paths[0], '-o', paths[1]).status, 0)
        for path in paths:
            result = gongwen('extract', path, '--check')
            self.assertEqual(result.status, 0, result.err)
            self.assertEqual(json.loads(result.out)['patent_annex'], '专利说明.pdf')

    def test_the_state_of_a_button_names_its_own_option(self):
        """Programs choose a button by its state or by its option: neither may mean another button."""
        seen = 0
        for kind in FILLED:
            for field in by_field(kind).values():
                if field['flags'] & RADIO:
                    with self.subTest(f'{kind}{field["name"]}'):
                        states, options = list(dict.fromkeys(field['states'])), field['options']
                        if options:
                            self.assertEqual(sorted(states), sorted(str(i) for i in range(len(options))))
                            self.assertEqual(set(states) & set(options), set())
                        else:
                            self.assertRegex(' '.join(states), r'^[!-~ ]+$')
                            self.assertGreater(len(states), 1)
                        seen += 1
        self.assertGreater(seen, 15)

    def test_every_choice_of_the_schema_has_a_box(self):
        seen = 0
        for kind in FILLED:
            schema = bundle_file(kind, 'schema.json')
            fields = by_field(kind)
            for pointer in schema_pointers(kind):
                many, count = choices_at(schema, pointer)
                if count == 0 or not has_place(pointer, set(fields)):
                    continue
                with self.subTest(f'{kind}{pointer}'):
                    if many:
                        self.assertEqual([n for n in range(count) if f'{pointer}/{n}' not in fields], [])
                    else:
                        field = fields[pointer]
                        shown = [option for option in field['options'] or dict.fromkeys(field['states']) if option]
                        self.assertEqual(len(shown), count)
                seen += 1
        self.assertGreater(seen, 15)

    def test_what_was_chosen_can_be_taken_back(self):
        seen = collections.Counter()
        for kind in FILLED:
            for field in by_field(kind).values():
                with self.subTest(f'{kind}{field["name"]}'):
                    if field['flags'] & RADIO:
                        self.assertEqual(bool(field['flags'] & NO_OFF), bool(field['flags'] & REQUIRED))
                        seen['radio buttons'] += 1
                    if field['flags'] & COMBO:
                        self.assertEqual(field['options'][0], '')
                        seen['lists'] += 1
            for cell, rule in validations(rendered(kind, BLANK)[1]):
                if rule.type == 'list':
                    self.assertTrue(rule.allow_blank or '☐' in str(cell.value), (kind, cell))
                    seen['lists of cells'] += 1
        for what in ('radio buttons', 'lists', 'lists of cells'):
            self.assertGreater(seen[what], 0, what)

    def test_dates_have_their_blanks_on_paper(self):
        """年 月 日 are in the fields that are to be filled in by hand, at the same places as in the form that is only
        printed."""
        found = 0
        for kind in FILLED:
            with self.subTest(kind):
                flat, path = made(kind, BLANK)[0], rendered(kind, BLANK)[0]
                dates = [w for w in widgets(kind) if '日期' in w['said'] or w['name'].endswith('/date')]
                drawn = [w for w in dates if w['drawn']]
                self.assertEqual(len(drawn), sum(dates_on(flat)))
                for widget in drawn:
                    self.assertNotIn(b'Tj', widget['drawn'], 'no text that could be taken for a value')
                    self.assertGreater(ink_in(path, widget), 40)
                    found += 1
        self.assertGreaterEqual(found, 19)

    def test_blanks_are_no_values(self):
        for kind in FILLED:
            for path in rendered(kind, BLANK):
                result = gongwen('extract', path)
                self.assertEqual(result.status, 0, result.err)
                self.assertNotRegex(result.out, r'年\s*月\s*日')
                self.assertNotIn('"date"', result.out)

    def test_answers_fit(self):
        """A line takes 40 % of what the schema allows, or is one of several, or has a size that viewers choose."""
        for kind in FILLED:
            for widget in widgets(kind):
                if widget['type'] != '/Tx':
                    continue
                left, bottom, right, top = widget['rect']
                em = (right - left - 2 * INSET) / widget['size'] if widget['size'] else 0
                with self.subTest(f'{kind}{widget["name"]}', page=widget['page']):
                    if widget['flags'] & MULTILINE:
                        self.assertGreaterEqual(top - bottom, ((LINE_STEP + 1) * widget['size'] + INSET) * 0.98)
                    elif widget['size'] and widget['most'] and widget['most'] < NO_LIMIT:
                        self.assertGreaterEqual(em, 0.4 * widget['most'])
                    if widget['size'] and re.search('电话|手机|传真', widget['said'].split('（')[0]):
                        self.assertGreaterEqual(em, 10, 'a number with country and extension')

    def test_names_of_organisations_fit_what_is_sealed(self):
        seen = 0
        for widget in widgets('commitment-letter'):
            if widget['name'] != '/org':
                continue
            left, bottom, right, top = widget['rect']
            lines = int((top - bottom - INSET - widget['size']) / (LINE_STEP * widget['size'])) + 1
            self.assertGreaterEqual(lines * int((right - left - 2 * INSET) / widget['size']), 28)
            seen += 1
        self.assertGreater(seen, 0)

    def test_names_have_one_line(self):
        seen = 0
        for kind in FILLED:
            for field in by_field(kind).values():
                if field['type'] == '/Tx' and 0 < field['most'] <= MOST_IN_NAME:
                    self.assertFalse(field['flags'] & MULTILINE, f'{kind}{field["name"]}')
                    seen += 1
        self.assertGreater(seen, 0)

    def test_no_field_covers_another(self):
        for kind in FILLED:
            page = widgets(kind)
            for i, one in enumerate(page):
                for other in page[i + 1:]:
                    if one['page'] != other['page']:
                        continue
                    a, b = one['rect'], other['rect']
                    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                    self.assertFalse(wide > 0.5 and high > 0.5, f'{kind}: {one["name"]} {other["name"]}')

    def test_places_to_sign_keep_away_from_words(self):
        found = 0
        for kind in FILLED:
            words = list(words_of(rendered(kind, BLANK)[0]))
            for widget in widgets(kind):
                if widget['type'] != '/Sig':
                    continue
                found += 1
                left, bottom, right, top = widget['rect']
                above, below = widget['height'] - top, widget['height'] - bottom
                # The box of a word is higher than its ink by a tenth of the type size or more.
                covered = [word for page, x, y, end, foot, word in words if page == widget['page']
                           and min(right, end) - max(left, x) > 1 and min(below, foot) - max(above, y) > 3]
                self.assertEqual(covered, [], f'{kind} {widget["name"]}')
        self.assertGreater(found, 8)

    @needs.time
    def test_what_must_be_filled_in_is_marked(self):
        for kind in FILLED:
            path = rendered(kind, BLANK)[0]
            marks = list(stars(path))
            required = [field for field in by_field(kind).values() if field['flags'] & REQUIRED]
            self.assertGreaterEqual(len(required), 4)
            for field in required:
                with self.subTest(f'{kind}{field["name"]}'):
                    left, bottom, right, top = field['rect']
                    above, below = field['height'] - top, field['height'] - bottom
                    near = [mark for mark in marks if mark[0] == field['page'] and mark[1] < right
                            and above - 100 < (mark[2] + mark[4]) / 2 < below + 16]
                    self.assertTrue(near)
            self.assertRegex(text_of(path), r'带\*的为必填项|marked with \* must be filled in')
            flat = text_of(made(kind, 'typical')[0])
            self.assertNotRegex(flat, r'必填|\*(?!\s*No formal|\s*Choose)(?=[\u4e00-\u9fff])')
            book = openpyxl.load_workbook(rendered(kind, BLANK)[1])
            texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
            self.assertTrue(any(re.search(r'带\*的为必填项|marked with \*', text) for text in texts), kind)
            self.assertGreater(sum(text.startswith('*') for text in texts), 3, kind)

    def test_typed_months_become_no_other_century(self):
        cells = 0
        for kind in FILLED:
            for cell, rule in validations(rendered(kind, BLANK)[1]):
                if rule.type != 'date':
                    self.assertNotIn('年', cell.number_format, (kind, cell.coordinate))
                    continue
                cells += 1
                self.assertEqual((rule.operator or 'between', float(rule.formula1), float(rule.formula2)),
                                 ('between', FIRST_DAY, LAST_DAY), (kind, cell.coordinate))
                self.assertTrue(rule.showErrorMessage)
                self.assertIn(rule.errorStyle or 'stop', ('stop',))
                for typed in (1980.5, 198005, 2010.6, 201006, 19800501):
                    self.assertFalse(FIRST_DAY <= typed <= LAST_DAY)
        self.assertGreater(cells, 60)

    def test_typed_dates_of_data_workbooks(self):
        cells = 0
        for kind in ('monthly-bulletin', 'expert-roster', 'iso-form-4', 'needs-notice'):
            path = FOLDER / f'book-{kind}.xlsx'
            self.assertEqual(gongwen('new', kind, '-o', path).status, 0)
            with zipfile.ZipFile(path) as parts:
                sheets = ''.join(parts.read(name).decode() for name in parts.namelist() if '/worksheets/' in name)
            for rule in re.findall(r'<dataValidation\b[^>]*type="date".*?</dataValidation>', sheets, re.DOTALL):
                cells += 1
                self.assertEqual(re.findall(r'<formula\d>(\d+)</formula\d>', rule), [str(FIRST_DAY), str(LAST_DAY)])
        self.assertGreater(cells, 4)

    def test_fields_say_how_values_are_written(self):
        examples = {'/mobile': '13800000000', '/phone': '010-64102222', '/birth': '2024-02', '/postcode': '100007',
                    '/email': 'name@example.cn', '/commitment/date': '2024-02-04'}
        said = {field['name']: field['said'] for field in by_field('expert-application').values()}
        prompts = {rule.promptTitle: rule.prompt for _, rule in validations(rendered('expert-application', BLANK)[1])}
        for pointer, example in examples.items():
            with self.subTest(pointer):
                self.assertIn(example, said[pointer])
        for title, example in (('手机', '13800000000'), ('电话', '010-64102222'), ('邮政编码', '100007'),
                               ('电子邮箱', 'name@example.cn'), ('出生年月', '2024年2月')):
            with self.subTest(title):
                self.assertIn(example, prompts[title])

    @needs.time
    def test_nothing_is_printed_that_waits_for_a_text(self):
        for kind in FILLED:
            for path in (made(kind, BLANK)[0], made(kind, 'typical')[0], rendered(kind, BLANK)[0]):
                self.assertNotIn('待正式表样', text_of(path))
            book = openpyxl.load_workbook(made(kind, BLANK)[1])
            self.assertNotIn('待正式表样', ''.join(str(c.value) for s in book for r in s.iter_rows() for c in r))

    @needs.time
    def test_the_mark_keeps_away_from_the_rules(self):
        seen = 0
        for kind in FILLED:
            path = rendered(kind, BLANK)[0]
            for page, left, top, right, bottom in stars(path):
                with self.subTest(f'{kind}, page {page}, {left:.0f} {top:.0f}'):
                    self.assertTrue(is_clean(path, page, left - 1.2, top + 2, left - 0.3, bottom - 2))
                seen += 1
        self.assertGreater(seen, 0)

    def test_dates_at_the_foot_keep_away_from_the_frame(self):
        frame = 595.28 - 25 / 25.4 * 72
        seen = 0
        for name, field in by_field('justification-report').items():
            if name.endswith('/date'):
                with self.subTest(name):
                    self.assertLess(field['rect'][2], frame - 6)
                seen += 1
        self.assertGreater(seen, 0)

    def test_what_is_written_on_a_line_is_not_longer_than_the_line(self):
        files = by_field('proposal-information')
        first, second = files['/attachments/0']['rect'], files['/attachments/1']['rect']
        self.assertAlmostEqual(first[0], second[0], delta=2)
        self.assertAlmostEqual(first[2], second[2], delta=2)

    def test_the_parts_of_a_name_are_labelled_and_follow_each_other(self):
        fields = by_field('expert-application')
        self.assertRegex(text_of(rendered('expert-application', BLANK)[0], '-raw', '-l', '1'), r'（拼音）\s+姓\s+名')
        surname, given, gender = (fields[name]['rect'] for name in ('/name_en/surname', '/name_en/given', '/gender'))
        for one, other in ((surname, given), (given, gender), (surname, gender)):
            self.assertTrue(comes_before(one, other), (one, other))

    def test_a_page_of_what_had_no_room_says_when_it_was_printed(self):
        text = text_of(rendered('expert-application', 'stress')[0])
        self.assertIn('续页（表中写不下的内容）', text)
        self.assertRegex(re.sub(r'\s', '', text), '本页在生成本表时印出，不随填写更改')


def choices_at(schema, pointer):
    """Whether many may be chosen of a value, and of how many; 0 if it is not a choice."""
    definitions = schema.get('$defs', {})
    for step in pointer.split('/')[1:]:
        schema = definitions[schema['$ref'].split('/')[-1]] if '$ref' in schema else schema
        schema = schema['items'] if step == '0' else schema['properties'][step]
    many = schema.get('type') == 'array'
    one = schema['items'] if many else schema
    if one.get('type') == 'integer' and many:
        return many, one['maximum'] - one['minimum'] + 1
    return many, len(one.get('enum', one.get('oneOf', [])))


def comes_before(one, other):
    """How pdf.js orders fields for the tab key: by place, from the middle of their heights (y grows upwards here)."""
    middle = lambda rect: (rect[1] + rect[3]) / 2
    if middle(one) >= other[3] and middle(other) <= one[1]:
        return True
    if middle(other) >= one[3] and middle(one) <= other[1]:
        return False
    return one[0] + one[2] < other[0] + other[2]


if __name__ == '__main__':
    unittest.main()
