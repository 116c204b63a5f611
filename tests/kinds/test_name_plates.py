"""Name plates and labels, as other programs see them: names twice on a plate, one of them upside down; labels at the
places of their sheet; the list as a workbook that comes back."""
import json
import re
import subprocess
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KIND = 'name-plates'
MM = 72 / 25.4
SHEET = {'columns': 3, 'rows': 8, 'width': 70, 'height': 36, 'gap_across': 0, 'gap_down': 1, 'left': 0, 'top': 0.5}


class NamePlates(CommandTest):
    def render(self, data, *words):
        path = self.folder / 'out.pdf'
        result = gongwen('--error-format', 'json', 'render', KIND, self.write('data.json', data), '-o', path, *words)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(result.diagnostics(), [])
        return path

    def words(self, path):
        """(page, text, left, top, right, bottom) in mm."""
        out = subprocess.run(['pdftotext', '-bbox', path, '-'], capture_output=True, check=True).stdout.decode('utf-8')
        found = []
        for page, body in enumerate(out.split('<page ')[1:], 1):
            for *sides, text in re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>', body):
                found.append((page, text, *(float(side) / MM for side in sides)))
        return found

    def sizes(self, path):
        out = subprocess.run(['pdfinfo', '-f', '1', '-l', '99', path], capture_output=True, check=True).stdout.decode()
        return [(round(float(w) / MM), round(float(h) / MM)) for w, h in re.findall(r'size: +([\d.]+) x ([\d.]+)', out)]

    def test_each_name_is_on_both_sides_of_the_fold(self):
        names = ['张示例', '李某', '王某某']
        for count, face, size in ((2, 74.2, (210, 297)), (1, 104.9, (297, 210))):
            path = self.render({'event': '示例会', 'per_sheet': count, 'people': [{'name': name} for name in names]})
            self.assertEqual(self.sizes(path), [size] * (-(-len(names) // count)))
            words = self.words(path)
            for index, name in enumerate(names):
                upper, lower = sorted((word for word in words if word[1] in (name, name[::-1])), key=lambda word: word[3])
                self.assertEqual(upper[0], index // count + 1)
                top = index % count * 2 * face
                # In the middle of their faces, at equal distances from the fold.
                for word, middle in ((upper, top + face / 2), (lower, top + 3 * face / 2)):
                    self.assertAlmostEqual((word[3] + word[5]) / 2, middle, delta=4)
                    self.assertAlmostEqual((word[2] + word[4]) / 2, size[0] / 2, delta=1)

    def test_long_names_are_smaller_and_stay_within_the_plate(self):
        people = [{'name': name, 'organisation': '全国某某标准化技术委员会信息安全管理体系分技术委员会秘书处'} for name in
                  ('阿依古丽·阿卜杜热合曼示例', 'Bartholomew Example-Featherstonehaugh', '示' * 30)]
        words = self.words(self.render({'event': '示例会', 'with_organisation': True, 'people': people}))
        self.assertGreaterEqual(len(words), 12)
        for page, _, left, top, right, bottom in words:
            self.assertGreaterEqual(left, 19.5)
            self.assertLessEqual(right, 190.5)
            strip = int(((top + bottom) / 2) // 74.2)
            self.assertGreater(top, strip * 74.2 - 1, page)
            self.assertLess(bottom, (strip + 1) * 74.2 + 1, page)

    def test_labels_start_where_the_used_sheet_is_free(self):
        people = [{'name': f'{a}{b}示例', 'organisation': '某某研究院'} for a in '甲乙丙丁戊己' for b in '子丑寅卯辰']
        first = 6
        words = self.words(self.render({'event': '示例会', 'product': 'label', 'sheet': SHEET, 'first': first, 'people': people}))
        for number, person in enumerate(people):
            page, _, left, top, right, bottom = next(word for word in words if word[1] == person['name'])
            place = number + first - 1
            self.assertEqual(page, place // 24 + 1)
            row, column = place % 24 // 3, place % 3
            self.assertGreater(left, column * 70)
            self.assertLess(right, (column + 1) * 70)
            self.assertGreater(top, 0.5 + row * 37)
            self.assertLess(bottom, 0.5 + row * 37 + 36)

    def test_sheets_that_are_larger_than_the_paper_are_told(self):
        people = [{'name': '张示例'}]
        for sheet, first, rule, at in (({'columns': 4, 'width': 60}, 1, 'labels-fit-across', '/sheet'), ({'rows': 9}, 1, 'labels-fit-down', '/sheet'),
                                       ({}, 15, 'first-on-sheet', '/first')):
            data = {'event': '示例会', 'product': 'label', 'sheet': sheet, 'first': first, 'people': people}
            for language in ('zh', 'en'):
                result = gongwen('--error-format', 'json', '--lang', language, 'check', KIND, self.write('data.json', data))
                self.assertEqual(result.status, BAD_INPUT)
                told, = result.diagnostics()
                self.assertEqual(told['data']['pointer'], at)
                self.assertIn(rule, json.dumps(told, ensure_ascii=False))

    def test_sheets_as_wide_as_the_paper_are_taken(self):
        # As binary fractions these sums are a little more than 210 and 297.
        for sheet in ({'left': 0.3, 'width': 69.9}, {'top': 0.3, 'rows': 3, 'height': 98.9, 'gap_down': 0}):
            data = {'event': '示例会', 'product': 'label', 'sheet': sheet, 'people': [{'name': '张示例'}]}
            self.assertEqual(gongwen('check', KIND, self.write('data.json', data)).status, DONE)

    def test_the_same_person_twice_is_doubtful(self):
        person = {'name': '张示例', 'organisation': '某某研究院'}
        result = gongwen('--error-format', 'json', 'check', KIND, self.write('data.json', {'event': '示例会', 'people': [person, person]}))
        self.assertEqual([d['data']['pointer'] for d in result.diagnostics()], ['/people/1/name'])

    def test_a_table_of_people_and_the_list_that_comes_back(self):
        self.write('people.csv', '姓名,单位,称谓或职务,邮编,地址\n张示例,某某研究院,教授,100000,某某市某某区示例路1号\n李某,某某大学,,,\n')
        book = self.folder / 'people.xlsx'
        data = json.loads((ROOT / f'samples/{KIND}/typical.json').read_text(encoding='utf-8'))
        self.render({'event': '示例会'}, '--table', f'/people={self.folder / "people.csv"}')
        self.assertEqual([word[1] for word in self.words(self.folder / 'out.pdf') if word[1] == '张示例'], ['张示例'] * 2)
        result = gongwen('new', KIND, '-o', book, '--from', ROOT / f'samples/{KIND}/typical.json')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(json.loads(gongwen('extract', book).out), data)


if __name__ == '__main__':
    unittest.main()
