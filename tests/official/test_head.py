"""The head of an official document, its title and body (GB/T 9704-2012, 7.2 and 7.3.1 to 7.3.4, 7.3.7)."""
import unittest

from positions import typeset

HAN = 15.79 * 25.4 / 72
LINE = 225 / 22
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262  # of page 1
SENTENCE = '标准是网络安全保障的技术支撑，也是规范市场秩序、推动技术进步的重要抓手。'
LONG_NAME = '示例省网络安全标准体系建设指南及其实施步骤和任务分工一览表'


def document(**members):
    data = {'issuers': ['示例省网络安全标准化委员会'], 'number': '示网安〔2025〕8号', 'title': '关于开展标准实施检查的通知',
            'addressees': ['各有关单位'], 'text': [SENTENCE * 2], 'signature_kind': 'unsealed', 'date': '2025-02-14'}
    return typeset('official', {**data, **members})


def line_top(run):
    """The upper edge of the grid line with the Han characters of 三号."""
    return run.y - LINE / 2 - .3375 * HAN


class HeadTest(unittest.TestCase):
    def near(self, found, expected, delta=.15):
        self.assertAlmostEqual(found, expected, delta=delta)


class Lines(HeadTest):
    def test_copy_number_secrecy_urgency(self):
        page = document(copy_number=12, secrecy='机密★1年', urgency='特急').pages[0]
        for number, text in enumerate(['000012', '机密★1年', '特急']):
            run = page.run(text)
            self.near(run.x, LEFT)
            self.near(line_top(run), TOP + number * LINE)
            self.near(run.size, HAN, .01)
        self.assertIn('Hei', page.run('机密').font)
        self.assertIn('Hei', page.run('特急').font)

    def test_what_is_missing_leaves_no_blank(self):
        page = document(urgency='加急').pages[0]
        self.near(line_top(page.run('加急')), TOP)


class Mark(HeadTest):
    def test_place(self):
        for name in ('示例省网络安全标准化委员会', '示例市人民政府', '示例厅'):
            made = document(issuers=[name])
            run = made.pages[0].run(name + '文件')
            with self.subTest(name):
                upper, _ = made.ink(1, run.x, 60, run.end - run.x, 40)
                self.near(upper, TOP + 35, .5)
                self.near(run.middle, (LEFT + RIGHT) / 2)
                self.assertGreaterEqual(run.x, LEFT - .1)
                self.assertIn('Song-Bold', run.font)

    def test_place_does_not_depend_on_the_lines_above(self):
        alone = document().pages[0].run('文件').y
        self.near(document(copy_number=1, secrecy='秘密', urgency='特急').pages[0].run('文件').y, alone, .01)

    def test_joint(self):
        names = ['示例省互联网信息办公室', '示例省公安厅', '示例省教育厅']
        page = document(issuers=names).pages[0]
        rows = [page.run(name) for name in names]
        for row in rows[1:]:
            self.near(row.x, rows[0].x)
            self.near(row.end, rows[0].end)
        word = page.run('文件')
        self.assertGreater(word.x, rows[0].end)
        self.near(word.y, rows[1].y)  # the middle of three
        self.near((rows[0].x + word.end) / 2, (LEFT + RIGHT) / 2, .3)

    def test_joint_names_of_all_lengths_are_set_alike(self):
        # All are spread to one width; where single characters would lie too far apart, all are centred.
        for names, is_spread in ((['示例省网络安全和信息化委员会办公室', '示例省市场监督管理局', '示例省公安厅'], True),
                                 (['示例省网络安全和信息化委员会办公室', '示例省市场监督管理局', '示例厅'], False)):
            rows = [document(issuers=names).pages[0].run(name) for name in names]
            with self.subTest(names[-1]):
                for row in rows:
                    self.near(row.middle, rows[0].middle, .3)
                    self.assertLessEqual(row.end, RIGHT)
                self.assertEqual([abs(row.x - rows[0].x) < .3 for row in rows], [True, is_spread, is_spread])

    def test_joint_begins_35_mm_below(self):
        names = ['示例省互联网信息办公室', '示例省公安厅']
        made = document(issuers=names)
        row = made.pages[0].run(names[0])
        upper, _ = made.ink(1, row.x, 60, row.end - row.x, 40)
        self.near(upper, TOP + 35, .6)


class Number(HeadTest):
    def test_two_blank_lines_below_the_mark(self):
        page = document().pages[0]
        number, mark = page.run('示网安〔2025〕8号'), page.run('文件')
        # as near to two lines as the grid allows
        self.near(line_top(number) - mark.bottom, 2 * LINE, LINE / 2 + .1)
        self.near(number.middle, (LEFT + RIGHT) / 2)
        self.assertIn('Fang', number.font)

    def test_upward(self):
        page = document(signers=['张示例']).pages[0]
        number, signer = page.run('示网安〔2025〕8号'), page.run('张示例')
        self.near(number.x, LEFT + HAN)
        self.near(signer.end, RIGHT - HAN, .3)
        self.near(number.y, signer.y)
        self.assertIn('Kai', signer.font)
        self.assertIn('Fang', page.run('签发人：').font)
        self.near(signer.x - page.run('签发人：').x, 4 * HAN)

    def test_several_signers_stand_two_a_line(self):
        page = document(signers=['张示例', '李示', '王示例', '赵例', '钱示例']).pages[0]
        first, third, fifth = (page.run(name) for name in ('张示例', '王示例', '钱示例'))
        self.near(third.x, first.x)
        self.near(fifth.x, first.x)
        self.near(page.run('李').y, first.y)
        self.near(page.run('示网安').y, fifth.y)
        self.near(page.rules(red=True)[0].top - page.run('示网安').bottom, 4)

    def test_a_long_name_has_a_line_to_itself_the_others_stay_two_a_line(self):
        page = document(signers=['张示例', '李示', '买买提江·阿不都热依木', '赵例', '钱示例']).pages[0]
        first, second, long, fourth, last = (page.run(name) for name in ('张', '李', '买买提江', '赵', '钱'))
        self.near(second.y, first.y)
        self.near(last.y, fourth.y)
        self.near(long.y - first.y, fourth.y - long.y)
        self.near(long.x, first.x)
        self.near(fourth.x, first.x)
        self.near(page.run('示网安').y, last.y)

    def test_where_that_saves_a_line_a_long_name_shares_its_own(self):
        page = document(signers=['张示例', '李示', '买买提江·阿不都热依木', '赵例', '钱示例', '孙示']).pages[0]
        first, second, long, fourth, fifth, last = (page.run(name) for name in ('张', '李', '买买提江', '赵', '钱', '孙'))
        for one, other in ((first, second), (long, fourth), (fifth, last)):
            self.near(other.y, one.y)
            self.near(one.x, first.x)
            self.near(other.x, second.x)
            self.assertGreater(other.x, long.end)
        self.near(page.run('示网安').y, last.y)

    def test_long_names_of_signers_stay_beside_the_number(self):
        for number, signers in (('示网安〔2025〕8号', ['买买提江·阿不都热依木', '林若曦', '欧阳示例']),
                                ('示网标委办函〔2025〕123号', ['赵钱孙李周吴郑王冯陈褚卫', '林示']),
                                ('示网标委办函〔2025〕123号', ['伊丽莎白·冯·示例', '欧阳示例'])):
            page = document(signers=signers, number=number).pages[0]
            with self.subTest(signers):
                for line in page.lines():
                    self.assertLessEqual(line.end, RIGHT + .1)
                self.assertLess(page.run('号').end, page.run('签发人：').x)
                # a short name is not spread to the width of a long one
                short = page.run(signers[1][0])
                self.assertLess(page.run(signers[1][-1]).end - short.x, 4.3 * HAN)


class RedRule(HeadTest):
    def test_place(self):
        page = document().pages[0]
        rule, = page.rules(red=True)
        self.near(rule.top - page.run('号').bottom, 4)
        self.near(rule.left, LEFT)
        self.near(rule.right, RIGHT)
        self.assertTrue(.35 <= rule.height <= .55)


class Title(HeadTest):
    def test_two_blank_lines_below_the_rule(self):
        page = document().pages[0]
        title, rule = page.run('关于开展标准实施检查的通知'), page.rules(red=True)[0]
        self.near(title.size, 22 * 25.4 / 72, .01)
        self.near(title.middle, (LEFT + RIGHT) / 2)
        # two lines of the grid lie between number and title; the rule hangs below the former
        self.near((title.top + title.bottom) / 2, line_top(page.run('示网安')) + 3.5 * LINE, .5)
        self.near(title.top - rule.bottom, 2 * LINE, 1)

    def test_lines_are_balanced(self):
        page = document(title='关于加强全省网络安全标准化工作提高标准实施效果的若干意见').pages[0]
        lines = [line for line in page.lines() if abs(line.size - 22 * 25.4 / 72) < .01 and line.y > 120]
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.near(line.middle, (LEFT + RIGHT) / 2)
        self.assertLess(abs(len(lines[0].text) - len(lines[1].text)), 5)


class PageGrid(HeadTest):
    """3.2, 5.2.3: text on page 1 below the mark is on the lines of the other pages."""
    def on_grid(self, made, pages, pitch=LINE, top=TOP, han=HAN):
        for number in pages:
            lines = [l for l in made.pages[number].lines() if l.y < top + 22 * pitch and abs(l.size - han) < .01]
            lines = [l for l in lines if 'Bold' not in l.font]
            self.assertGreater(len(lines), 2)
            for line in lines:
                place = (line.y - pitch / 2 - .3375 * han - top) / pitch
                with self.subTest(line.text, page=number + 1):
                    self.near(place, round(place), .1 / pitch)

    def test_documents(self):
        text = [{'level': 1, 'heading': '一、总体要求'}, SENTENCE * 4, {'level': 2, 'heading': '（一）GB/T 1.1的要求'}, SENTENCE * 9] * 4
        for members in ({}, {'issuers': ['示例厅']}, {'issuers': ['示例省公安厅', '示例省教育厅', '示例省财政厅']},
                        {'signers': ['张示例', '李示', '王示例']}, {'copy_number': 1, 'secrecy': '秘密', 'urgency': '特急'},
                        {'title': '关于公布2025年网络安全国家标准优秀实践案例获奖名单的通知'},
                        {'format': 'order', 'number': '第3号', 'signature_kind': 'stamped', 'position': '主任'},
                        {'format': 'minutes'}):
            with self.subTest(str(members)):
                self.on_grid(document(text=text, **members), [0, 1])

    def test_other_profile(self):
        made = document(profile='tc260-plain', text=[SENTENCE * 4] * 9)
        self.on_grid(made, [0, 1], 31.2 * 25.4 / 72, 25.4, 16 * 25.4 / 72)

    def test_the_second_page_has_its_22_lines(self):
        made = document(text=['依据GB/T 22239—2019和ISO/IEC 27001，' + SENTENCE * 40])
        lines = [l for l in made.pages[1].lines() if abs(l.size - HAN) < .01]
        self.assertEqual(len(lines), 22)
        self.near(line_top(lines[0]), TOP)


class Body(HeadTest):
    def test_addressees_one_blank_line_below_the_title(self):
        page = document().pages[0]
        title, to = page.run('关于开展标准实施检查的通知'), page.run('各有关单位：')
        self.near(to.x, LEFT)
        self.near((to.top + to.bottom) / 2 - (title.top + title.bottom) / 2, 2 * LINE, .7)

    def test_many_addressees_turn_flush_left(self):
        page = document(addressees=['各市网络安全和信息化委员会', '市场监督管理局', '省直有关单位', '各有关企业']).pages[0]
        lines = page.lines()
        at = next(i for i, line in enumerate(lines) if line.text.startswith('各市'))
        self.near(lines[at + 1].x, LEFT)
        self.assertTrue(lines[at + 1].text.endswith('：'))

    def test_paragraphs_are_indented(self):
        page = document().pages[0]
        first = page.run(SENTENCE[:20])
        self.near(first.x, LEFT + 2 * HAN)
        lines = page.lines()
        self.near(lines[[l.y for l in lines].index(first.y) + 1].x, LEFT)

    def test_levels(self):
        headings = [(1, '一、总体要求', 'Hei'), (2, '（一）指导思想', 'Kai'), (3, '1.坚持统筹', None), (4, '（1）明确责任', None)]
        made = document(text=[{'level': level, 'heading': text} for level, text, _ in headings] + [SENTENCE])
        for _, text, face in headings:
            page = next(p for p in made.pages if p.has(text))
            run = page.run(text)
            self.near(run.x, (LEFT if page is made.pages[0] else 26) + 2 * HAN, .2)
            self.near(run.size, HAN, .01)
            self.assertIn(face or 'Fang', run.glyphs[-1].font)


class Attachments(HeadTest):
    def test_one_blank_line_below_the_body(self):
        page = document(attachments=['工作台账']).pages[0]
        run = page.run('附件：工作台账')
        self.near(run.x, LEFT + 2 * HAN)
        above = max((l for l in page.lines() if l.y < run.y - 1), key=lambda l: l.y)
        self.near(run.y - above.y, 2 * LINE)

    def test_further_lines_begin_below_the_name(self):
        made = document(attachments=[LONG_NAME])
        page = next(p for p in made.pages if p.has('附件：'))
        lines = page.lines()
        at = next(i for i, line in enumerate(lines) if line.text.startswith('附件：'))
        self.near(lines[at + 1].x, lines[at].part('示').x)

    def test_several(self):
        made = document(text=['现将有关事项通知如下。'], attachments=[LONG_NAME, '工作台账', '联系方式'])
        page = next(p for p in made.pages if p.has('附件：'))
        lines = page.lines()
        at = next(i for i, line in enumerate(lines) if line.text.startswith('附件：1.'))
        name = lines[at].part('示').x
        self.near(lines[at + 1].x, name)
        for number, text in ((2, '工作台账'), (3, '联系方式')):
            self.near(page.run(f'{number}.').x, lines[at].part('1.').x)
            self.near(page.run(text).x, name)

    def test_ten_numbers_leave_the_names_aligned(self):
        made = document(attachments=[f'工作台账{c}' for c in '甲乙丙丁戊己庚辛壬癸'])
        page = next(p for p in made.pages if p.has('工作台账癸'))
        self.near(page.run('工作台账癸').x, page.run('工作台账壬').x)

    def test_attachment_on_a_new_page(self):
        made = document(attachments=['甲', '乙'], attached_texts=[{'title': '工作台账', 'number': 1, 'text': [SENTENCE]}])
        page = made.pages[-1]
        label, title = page.run('附件1'), page.run('工作台账')
        left = 28 if len(made.pages) % 2 else 26
        self.near(label.x, left)
        self.near(line_top(label), TOP)
        self.assertIn('Hei', label.glyphs[0].font)
        self.near((title.top + title.bottom) / 2, TOP + 2.5 * LINE, .5)
        self.near(title.middle, left + 78)
        self.assertTrue(page.has(f'— {len(made.pages)} —'))

    def test_attachment_that_is_not_bound(self):
        made = document(attached_texts=[{'title': '工作台账', 'of': '示网安〔2025〕8号', 'number': 1, 'text': [SENTENCE]}])
        self.near(made.pages[-1].run('示网安〔2025〕8号附件1').x, 26)


if __name__ == '__main__':
    unittest.main()
