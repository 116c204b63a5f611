"""Letters, orders and minutes (GB/T 9704-2012, clause 10) and tables that lie on their side (clause 8)."""
import unittest

from test_head import HAN, LEFT, LINE, RIGHT, SENTENCE, TOP, HeadTest, document, line_top

ISSUER = '示例省网络安全标准化委员会'


def letter(**members):
    return document(**{'format': 'letter', 'signature_kind': 'sealed', **members})


def order(**members):
    data = {'format': 'order', 'number': '第3号', 'signature_kind': 'stamped', 'position': '主任', 'text': [SENTENCE]}
    made = {**data, **members}
    return document(**made)


class Letter(HeadTest):
    def test_mark_and_upper_rule(self):
        for name in (ISSUER, '示例厅'):
            made = letter(issuers=[name])
            page = made.pages[0]
            run = page.run(name)
            with self.subTest(name):
                upper, lower = made.ink(1, run.x, 20, run.end - run.x, 25)
                self.near(upper, 30, .5)
                self.near(run.middle, 105)  # of the sheet, as the rules
                thick, thin = page.rules(red=True)[:2]
                lower = max(run.bottom - .04 * run.size, 0)
                self.near(thick.top - lower, 4, .3)
                self.assertGreater(thick.height, thin.height)
                for rule in (thick, thin):
                    self.near(rule.width, 170)
                    self.near(rule.left, 20)

    def test_lower_rule(self):
        made = letter(text=[SENTENCE] * 20)
        thin, thick = made.pages[0].rules(red=True)[2:]
        self.assertGreater(thick.height, thin.height)
        self.near(thick.bottom, 297 - 20)
        for rule in (thick, thin):
            self.near(rule.width, 170)
            self.near(rule.left, 20)
        self.assertEqual([page.rules(red=True) for page in made.pages[1:]], [[]] * (len(made.pages) - 1))

    def test_lines_below_the_upper_rule(self):
        page = letter(copy_number=7, secrecy='机密★1年', urgency='特急').pages[0]
        rule, number = page.rules(red=True)[1], page.run('示网安〔2025〕8号')
        self.near(number.top - rule.bottom, .875 * HAN)
        self.near(number.end, RIGHT)
        for at, text in enumerate(['000007', '机密★1年', '特急']):
            self.near(page.run(text).x, LEFT)
            self.near(page.run(text).y, number.y + at * LINE)
        title = page.run('关于开展标准实施检查的通知')
        self.near((title.top + title.bottom) / 2 - line_top(page.run('特急')), 3.5 * LINE, .5)

    def test_text_keeps_its_distance_from_the_lower_rule(self):
        for sentences in range(8, 26, 3):
            page = letter(text=[SENTENCE] * sentences).pages[0]
            last, rule = page.lines()[-1], page.rules(red=True)[2]
            with self.subTest(sentences):
                self.assertGreater(rule.top - last.bottom, .875 * HAN - .1)

    def test_later_pages_stand_on_the_grid(self):
        made = letter(text=[SENTENCE * 3] * 25, copy_number=7, secrecy='机密★1年')
        self.assertGreater(len(made.pages), 3)
        for number, page in enumerate(made.pages[1:-2], 2):  # the signature takes lines along
            left = LEFT if number % 2 else 26
            lines = [line for line in page.lines() if abs(line.size - HAN) < .1]
            self.assertEqual(len(lines), 22)
            for at, line in enumerate(lines):
                with self.subTest(page=number, line=at + 1):
                    self.near(line_top(line), TOP + at * LINE, .1)
                    self.assertLess(line.end, left + 156 + .05)
            # at the line's end there is no more than half of a mark
            full = [line for line in lines if line.end > left + 156 - HAN]
            self.assertGreater(len(full), 15)
            for line in full:
                self.near(line.end if line.text[-1] not in '，。、' else left + 156, left + 156, .05)

    def test_lines_of_the_first_page_keep_the_pitch(self):
        page = letter(text=[SENTENCE * 3] * 25).pages[0]
        lines = [line for line in page.lines() if abs(line.size - HAN) < .1][1:]  # the number has a separate line
        for above, below in zip(lines, lines[1:]):
            self.near(below.y - above.y, LINE, .05)

    def test_numbers_from_the_second_page_on(self):
        made = letter(text=[SENTENCE] * 20)
        self.assertFalse(made.pages[0].has('—'))
        self.assertTrue(made.pages[1].has('— 2 —'))

    def test_imprint_has_no_rules_and_stands_at_the_foot(self):
        made = letter(imprint={'copies': ['省政协办公厅']})
        page = made.pages[-1]
        self.assertEqual(page.rules(), [])
        self.near(page.run('抄送：').x, (LEFT if len(made.pages) % 2 else 26) + 14 * 25.4 / 72)


class Order(HeadTest):
    def test_mark(self):
        made = order()
        run = made.pages[0].run(ISSUER + '令')
        upper, _ = made.ink(1, run.x, 45, run.end - run.x, 35)
        self.near(upper, TOP + 20, .5)
        self.near(run.middle, (LEFT + RIGHT) / 2)
        self.assertEqual(made.pages[0].rules(red=True), [])

    def test_number_between_two_blank_lines(self):
        page = document(format='order', number='第3号', signature_kind='stamped', position='主任', text=[SENTENCE]).pages[0]
        number, mark = page.run('第3号'), page.run(ISSUER + '令')
        self.near(number.middle, (LEFT + RIGHT) / 2)
        self.near(line_top(number) - mark.bottom, 2 * LINE, .3)
        following = min((l for l in page.lines() if l.y > number.y + 1 and abs(l.size - HAN) < .1), key=lambda l: l.y)
        self.assertGreater(following.y - number.y, 3 * LINE - .1)


class Minutes(HeadTest):
    PRESENT = [['出席', ['张示例', '李示', '王例', '赵示例', '钱例', '孙示例', '周示', '吴例', '郑示例']],
               ['请假', ['冯例']], ['列席', ['陈示例', '褚例']]]

    def made(self):
        return document(format='minutes', issuers=['示例省网络安全标准化工作会议'], signature_kind='none', present=self.PRESENT)

    def test_mark(self):
        made = self.made()
        run = made.pages[0].run('示例省网络安全标准化工作会议纪要')
        upper, _ = made.ink(1, run.x, 60, run.end - run.x, 35)
        self.near(upper, TOP + 35, .5)

    def test_those_present(self):
        made = self.made()
        page = next(p for p in made.pages if p.has('出席：'))
        left = LEFT if page is made.pages[0] else 26
        lines = page.lines()
        at = next(i for i, line in enumerate(lines) if line.text.startswith('出席：'))
        self.near(lines[at].x, left + 2 * HAN)
        self.near(lines[at].y - lines[at - 1].y, 2 * LINE)
        self.near(lines[at + 1].x, lines[at].part('张').x)
        self.assertIn('Hei', lines[at].font)
        self.assertIn('Fang', lines[at].part('张').font)
        for label in ('请假：', '列席：'):
            self.near(page.run(label).x, left + 2 * HAN)
            self.assertIn('Hei', page.run(label).font)


class Landscape(HeadTest):
    def test_type_area_lies_on_its_side(self):
        made = document(tables=[['标准'] * 40])
        wide = [(number, page) for number, page in enumerate(made.pages, 1) if page.width > page.height]
        self.assertGreaterEqual(len(wide), 3)
        for number, page in wide:
            self.near(page.width, 297)
            self.near(page.height, 210)
            # the head is at the left edge of the upright sheet: the binding edge of odd pages
            top = min(b.top for b in page.boxes)
            self.near(top, 28 if number % 2 else 26, .3)
            self.near(min(b.left for b in page.boxes), 35, .3)
            self.near(max(b.right for b in page.boxes), 297 - 37, .6)
            self.assertLess(max(b.bottom for b in page.boxes), 210 - (26 if number % 2 else 28) + .1)

    def test_page_numbers_stand_at_the_foot_of_the_upright_sheet(self):
        made = document(tables=[['标准'] * 40])
        for number, page in enumerate(made.pages, 1):
            if page.width < page.height:
                continue
            size = 14 * 25.4 / 72
            column = sorted((g for g in page.glyphs if g.x < 35), key=lambda g: g.y)
            self.assertEqual(''.join(g.text for g in column), f'— {number} —')
            # the sheet's foot lies at the left, its outer edge below on odd pages and above on even ones
            if number % 2:
                self.near(column[-1].y + size, 210 - 26 - size, .3)
            else:
                self.near(column[0].y, 26 + size, .3)
            self.near(column[0].x, column[-1].x, .01)
            # the dash is 7 mm from the type area; turned, its middle lies .36 em to the right of the baseline
            self.near(35 - (column[0].x + .36 * size), 7, .5)


if __name__ == '__main__':
    unittest.main()
