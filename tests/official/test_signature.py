"""Signature, date and seal, notes and 版记 (GB/T 9704-2012, 7.3.5, 7.3.6, 7.4, 7.5)."""
import unittest

import needs
from positions import Box
from test_head import HAN, LINE, SENTENCE, HeadTest, document

NAMES = ['示例省互联网信息办公室', '示例省市场监督管理局', '示例省公安厅', '示例省教育厅', '示例省财政厅']
IMPRINT = {'copies': ['省人大常委会办公厅', '省政协办公厅', '省高级人民法院', '省人民检察院', '各民主党派省委'],
           'office': '示例省网络安全标准化委员会办公室', 'date': '2025-02-17'}


def seals(page):
    return sorted((b for b in page.boxes if 41 < b.width < 43 and 41 < b.height < 43), key=lambda b: (round(b.top), b.left))


def page_of(made, text):
    """The page with a text, its number and the edges of its type area."""
    number = next(i for i, page in enumerate(made.pages) if page.has(text))
    left = 26 if number % 2 else 28
    return made.pages[number], left, left + 156


def line_above(page, run):
    return max((l for l in page.lines() if l.y < run.y - 1 and abs(l.size - HAN) < .1), key=lambda l: l.y)


class Sealed(HeadTest):
    def check(self, made, name, date):
        page, _, right = page_of(made, date)
        written, day = page.last_run(name), page.run(date)
        seal, = seals(page)
        self.near(written.middle, day.middle)
        self.near(day.y - written.y, LINE)
        self.near((seal.left + seal.right) / 2, day.middle)
        # name and date lie slightly below the middle of the seal
        pair, middle = (written.top + day.bottom) / 2, (seal.top + seal.bottom) / 2
        self.assertTrue(0 < pair - middle < 4, pair - middle)
        text = line_above(page, written)
        text_end = text.y - LINE / 2 - .3375 * HAN + LINE
        self.assertTrue(0 <= seal.top - text_end < LINE, seal.top - text_end)
        return written, day, right

    def test_one_body(self):
        for date, text in (('2025-02-04', '2025年2月4日'), ('2025-12-31', '2025年12月31日')):
            with self.subTest(date):
                made = document(signature_kind='sealed', date=date)
                _, day, right = self.check(made, '示例省网络安全标准化委员会', text)
                self.near(day.end, right - 4 * HAN)

    def test_short_name(self):
        made = document(signature_kind='sealed', issuers=['示例厅'])
        _, day, right = self.check(made, '示例厅', '2025年2月14日')
        self.near(day.end, right - 4 * HAN)

    def test_long_name_stays_in_the_type_area(self):
        name = '示例省人民政府网络安全和信息化标准工作协调领导小组'
        made = document(signature_kind='sealed', issuers=[name])
        written, _, right = self.check(made, name, '2025年2月14日')
        self.assertLess(written.end, right + .1)

    def test_below_attachments(self):
        made = document(signature_kind='sealed', attachments=['工作台账', '联系方式'])
        self.check(made, '示例省网络安全标准化委员会', '2025年2月14日')

    def test_never_alone_on_a_page(self):
        for sentences in range(6, 30):
            made = document(signature_kind='sealed', text=[SENTENCE] * sentences)
            page, _, _ = page_of(made, '2025年2月14日')
            with self.subTest(sentences):
                self.assertTrue(page.has('进步的重要抓手'))


class SealedJointly(HeadTest):
    def test_each_name_has_its_seal(self):
        for count in (2, 3, 4, 5):
            names = NAMES[:count]
            made = document(signature_kind='joint', issuers=names)
            page, left, right = page_of(made, '2025年2月14日')
            found = seals(page)
            with self.subTest(count):
                self.assertEqual(len(found), count)
                for name, seal in zip(names, found):
                    run = page.last_run(name)
                    self.near(run.middle, (seal.left + seal.right) / 2)
                    self.assertTrue(seal.top < run.top and run.bottom < seal.bottom)
                day = page.run('2025年2月14日')
                self.near(day.middle, (found[-1].left + found[-1].right) / 2)
                self.assertTrue(found[-1].top < day.top and day.bottom < found[-1].bottom)

    def test_seals_do_not_touch_and_stay_in_the_type_area(self):
        made = document(signature_kind='joint', issuers=NAMES)
        page, left, right = page_of(made, '2025年2月14日')
        found = seals(page)
        for at, one in enumerate(found):
            self.assertTrue(one.left >= left and one.right <= right)
            for other in found[at + 1:]:
                apart = ((one.left - other.left) ** 2 + (one.top - other.top) ** 2) ** .5
                self.assertGreater(apart, one.width)

    def test_the_top_row_stands_within_a_line_of_the_text(self):
        made = document(signature_kind='joint', issuers=NAMES[:2])
        page, _, _ = page_of(made, '2025年2月14日')
        text = line_above(page, page.run('印章位置'))
        text_end = text.y - LINE / 2 - .3375 * HAN + LINE
        self.assertTrue(0 <= seals(page)[0].top - text_end < LINE)

    def test_three_a_row_when_names_are_short(self):
        made = document(signature_kind='joint', issuers=['示例省公安厅', '示例省教育厅', '示例省财政厅'])
        page, _, _ = page_of(made, '2025年2月14日')
        self.assertEqual(len({round(seal.top) for seal in seals(page)}), 1)


    def test_rows_are_filled_by_what_fits(self):
        # Names of very different lengths share a row when they fit it together, each below its own seal.
        names = ['示例省网络安全和信息化委员会办公室', '示例省市场监督管理局', '示例省公安厅', '示例省工业和信息化厅', '示例省密码管理局',
                 '示例省通信管理局']
        made = document(signature_kind='joint', issuers=names)
        page, left, right = page_of(made, '2025年2月14日')
        found = seals(page)
        self.assertEqual([len([s for s in found if round(s.top) == top]) for top in sorted({round(s.top) for s in found})], [2, 3, 1])
        runs = [page.last_run(name) for name in names]
        for run, seal in zip(runs, found):
            self.near(run.middle, (seal.left + seal.right) / 2)
            self.assertTrue(left - .1 <= run.x and run.end <= right + .1)
            self.assertTrue(left - .1 <= seal.left and seal.right <= right + .1)
        for one, other in zip(runs, runs[1:]):
            if round(one.y) == round(other.y):
                self.assertGreater(other.x - one.end, HAN / 3)


class SealsOfAnyText(HeadTest):
    """However long the text is, a seal lies on one page, within the type area."""

    @needs.time
    def test_seals_are_not_parted(self):
        for kind, names in (('sealed', NAMES[:1]), ('joint', NAMES[:2])):
            for sentences in range(8, 26):
                made = document(signature_kind=kind, issuers=names, text=[SENTENCE] * sentences)
                page, _, _ = page_of(made, '2025年2月14日')
                with self.subTest(kind, sentences=sentences):
                    self.assertEqual(sum(len(seals(each)) for each in made.pages), len(names))
                    for seal in seals(page):
                        self.assertLess(seal.bottom, 262.1)

    def test_the_other_profile_has_its_own_pitch(self):
        line, han = 31.2 * 25.4 / 72, 16 * 25.4 / 72
        for kind, names in (('sealed', NAMES[:1]), ('joint', NAMES[:3])):
            made = document(profile='tc260-plain', signature_kind=kind, issuers=names, text=[SENTENCE] * 9)
            page = next(p for p in made.pages if p.has('2025年2月14日'))
            day = page.run('2025年2月14日')
            written = next(l for l in reversed(page.lines()) if abs(l.y - day.y) > 1 and names[-1] in l.text).part(names[-1])
            seal = seals(page)[-1]
            with self.subTest(kind):
                self.near(day.y - written.y, line)
                place = (day.y - line / 2 - .3375 * han - 25.4) / line
                self.near(place, round(place), .02)
                pair, middle = (written.top + day.bottom) / 2, (seal.top + seal.bottom) / 2
                self.assertTrue(0 < pair - middle < 4, pair - middle)
                first = min(seals(page), key=lambda s: s.top)
                text = max((l for l in page.lines() if l.y < first.top and abs(l.size - han) < .1), key=lambda l: l.y)
                text_end = text.y - line / 2 - .3375 * han + line
                self.assertTrue(-.01 <= first.top - text_end < line, first.top - text_end)


class Unsealed(HeadTest):
    def test_date_begins_two_characters_after_the_name(self):
        for name in ('示例省网络安全标准化委员会', '示例市公安局网络安全'):
            made = document(issuers=[name])
            page, _, right = page_of(made, '2025年2月14日')
            written, day = page.last_run(name), page.run('2025年2月14日')
            page_line = [l for l in page.lines() if l.text == name][-1]
            with self.subTest(name):
                self.near(page_line.end, right - 2 * HAN)
                self.near(day.x, page_line.x + 2 * HAN)
                self.near(day.y - page_line.y, LINE)
                self.near(page_line.y - line_above(page, page_line).y, 2 * LINE)

    def test_date_longer_than_the_name(self):
        for name in ('示例厅', '示例市政府'):
            made = document(issuers=[name])
            page, _, right = page_of(made, '2025年2月14日')
            day = page.run('2025年2月14日')
            written = [l for l in page.lines() if l.text == name][-1]
            with self.subTest(name):
                self.near(day.end, right - 2 * HAN)
                self.near(day.x, written.x + 2 * HAN)

    def test_several_names_are_spread_to_one_width(self):
        made = document(issuers=NAMES[:3])
        page, _, right = page_of(made, '2025年2月14日')
        rows = [[l for l in page.lines() if l.text == name][-1] for name in NAMES[:3]]
        for row in rows:
            self.near(row.end, right - 2 * HAN)
            self.near(row.x, rows[0].x)


class Stamped(HeadTest):
    def test_places(self):
        made = document(signature_kind='stamped', position='主任')
        page, _, right = page_of(made, '2025年2月14日')
        sides = [b for b in page.boxes if 31 < b.width < 33 and b.is_red]
        stamp = Box([p for b in sides for p in ((b.left, b.top), (b.right, b.bottom))], sides[0].color)
        position, day = page.last_run('主任'), page.run('2025年2月14日')
        self.near(stamp.right, right - 4 * HAN, .3)
        self.near(position.end, stamp.left - 2 * HAN, .3)
        self.near((position.top + position.bottom) / 2, (stamp.top + stamp.bottom) / 2, .4)
        self.near(day.end, right - 4 * HAN)
        self.near(day.top - (LINE / 2 - .5425 * HAN) - stamp.bottom, LINE, .5)
        text = line_above(page, position)
        self.near(stamp.top - (text.y - LINE / 2 - .3375 * HAN + LINE), 2 * LINE, .3)


class Note(HeadTest):
    def test_on_the_line_below_the_date(self):
        for kind in ('sealed', 'unsealed'):
            made = document(signature_kind=kind, note='此件公开发布')
            page, left, _ = page_of(made, '（此件公开发布）')
            note = page.run('（此件公开发布）')
            self.near(note.x, left + 2 * HAN)
            self.near(note.y - page.run('2025年2月14日').y, LINE)


    def test_after_several_seals(self):
        """On the line below the date beside a seal that is alone in its row, else below the seals."""
        for names, lines in ((NAMES[:3], 1), (['示例省公安厅', '示例省教育厅', '示例省财政厅'], 2), (NAMES[:2], 2)):
            made = document(signature_kind='joint', issuers=names, note='此件公开发布')
            page, left, _ = page_of(made, '（此件公开发布）')
            note, last = page.run('（此件公开发布）'), seals(page)[-1]
            with self.subTest(str(names)):
                self.near(note.x, left + 2 * HAN)
                self.near(note.y - page.run('2025年2月14日').y, lines * LINE)
                self.assertTrue(note.top > last.bottom - .1 or note.end - note.size / 2 < last.left)

    def test_a_long_one_stands_below_the_seals(self):
        made = document(signature_kind='joint', issuers=NAMES[:3], note='联系人：张示例，电话：0000-87654321')
        page, _, _ = page_of(made, '联系人')
        self.assertGreater(page.run('联系人').top, max(s.bottom for s in seals(page)) - .1)


class Imprint(HeadTest):
    def test_on_the_last_even_page(self):
        seen = set()
        for sentences in range(2, 30):
            made = document(text=[SENTENCE] * sentences, imprint=IMPRINT)
            pages = len(made.pages)
            with self.subTest(sentences):
                self.assertEqual(pages % 2, 0)
                self.assertTrue(made.pages[-1].has('抄送：'))
                blank = not made.pages[-2].glyphs
                seen.add((pages, blank))
                # 7.5: neither a blank page before it nor the page itself has a number
                self.assertEqual(made.pages[-1].has(f'— {pages} —'), not blank)
        self.assertEqual(seen, {(2, False), (4, True), (4, False)})

    def test_rules(self):
        page = document(imprint=IMPRINT).pages[-1]
        rules = page.rules()
        self.assertEqual(len(rules), 3)
        for rule, height in zip(rules, (.35, .25, .35)):
            self.near(rule.height, height, .03)
            self.near(rule.left, 26)
            self.near(rule.right, 182)
        self.near(rules[-1].bottom, 262, .05)

    def test_texts(self):
        page = document(imprint=IMPRINT).pages[-1]
        size = 14 * 25.4 / 72
        copies, office, date = page.run('抄送：'), page.run(IMPRINT['office']), page.run('2025年2月17日印发')
        self.near(copies.x, 26 + size)
        self.near(copies.size, size, .01)
        lines = page.lines()
        at = next(i for i, line in enumerate(lines) if line.text.startswith('抄送：'))
        self.near(lines[at + 1].x, lines[at].part('省').x)
        self.assertLess(lines[at].end, 182 - size + .1)
        self.assertTrue(lines[at + 1].text.endswith('。'))
        self.near(office.x, 26 + size)
        self.near(date.end, 182 - size)
        self.near(date.y, office.y)

    def test_a_long_office_turns_before_the_date(self):
        office = '示例省网络安全和信息化委员会办公室综合协调与政策法规处（国际合作局）'
        page = document(imprint={**IMPRINT, 'office': office}).pages[-1]
        size, date = 14 * 25.4 / 72, page.run('2025年2月17日印发')
        self.near(date.end, 182 - size)
        self.assertLess(page.run('示例省网络安全和信息化').part('化').end, date.x - size)
        self.assertGreater(page.run('国际合作局').y, date.y)

    def test_addressees_that_moved_here_come_first(self):
        page = document(imprint={**IMPRINT, 'addressees': ['各市人民政府', '省直各部门']}).pages[-1]
        self.assertLess(page.run('主送：').y, page.run('抄送：').y)


if __name__ == '__main__':
    unittest.main()
