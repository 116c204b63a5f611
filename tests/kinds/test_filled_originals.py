"""Word forms that offices print and people fill in: imported, filled in well and badly, and read by their labels. A value is what
the place shows; every other word is in a message."""
import json
import unittest

from harness import DONE, CommandTest, gongwen
from office_forms import cell, grid, line, on, row, start, title, word_file


class FilledOriginals(CommandTest):
    def imported(self, name, blank):
        self.write(f'{name}.docx', word_file(*blank))
        result = gongwen('import', self.folder / f'{name}.docx', f'{name}-form', '-o', self.folder / 'made', '--json')
        self.assertEqual(result.status, DONE, result.err)
        form = json.loads((self.folder / f'made/{name}-form/form.json').read_text(encoding='utf-8'))
        return {pointer: field['title']['zh'] for pointer, field in form['fields'].items()}, json.loads(result.out)['guesses']

    def read(self, name, titles, filled):
        """Values by title, and the words that messages name as beside the places."""
        result = gongwen('--lang', 'zh', '--error-format', 'json', '--all-messages', '--templates', self.folder / 'made', 'extract',
                         self.write(f'{name}-filled.docx', word_file(*filled)), '--kind', f'{name}-form', '--by-label')
        values = {}
        for pointer, value in json.loads(result.out).items():
            if isinstance(value, dict):
                values.update({f'{titles["/" + pointer]}·{part}': text for part, text in value.items() if text})
            elif value not in ('', [], None):
                values[titles['/' + pointer]] = value
        told = [one['message'] for one in result.diagnostics()]
        beside = [one.rpartition('“')[2].rstrip('”') for one in told if '填写处以外的文字' in one]
        return values, beside, '\n'.join(told)

    def test_rows_with_names_in_groups_and_rows_with_words(self):
        def budget(*given):
            given = iter(given) if given else iter([''] * 20)
            return [title('培训经费预算表'), line('金额单位：元'),
                    grid(5, row('类别', '项目', '标准', '金额', '备注'),
                         row(start('师资费'), '讲课费', next(given), next(given), next(given)), row(on(), '交通费', next(given), next(given), next(given)),
                         row(on(), '小计', next(given), next(given), next(given)), row(start('场地费'), '会议室', next(given), next(given), next(given)),
                         row(on(), '小计', next(given), next(given), next(given)))]
        titles, _ = self.imported('budget', budget())
        self.assertEqual(len(titles), 15)
        values, beside, _ = self.read('budget', titles, budget('1000', '4,000', '', '500', '1000元', '高铁', '', '5000', '', '2000', '6000', '', '', '6000', ''))
        self.assertEqual(values, {'师资费讲课费（标准）': '1000', '师资费讲课费（金额）': '4,000', '师资费交通费（标准）': '500', '师资费交通费（金额）': '1000',
                                  '师资费交通费（备注）': '高铁', '师资费小计（金额）': '5000', '场地费会议室（标准）': '2000', '场地费会议室（金额）': '6000',
                                  '场地费小计（金额）': '6000'})
        self.assertEqual(beside, [])

        def review(*given):
            given = iter(given) if given else iter([''] * 3)
            return [title('评审表'), grid(5, row('序号', '评审指标', '分值', '评审要点', '得分'), row('1', '必要性', '30分', '是否符合需求', next(given)),
                                       row('2', '可行性', '40分', '路线是否可行', next(given)), row(cell('总　分', 4), next(given)))]
        titles, guesses = self.imported('review', review())
        self.assertIn('是否符合需求', [one['title'] for one in guesses if 'type' not in one])
        values, beside, _ = self.read('review', titles, review('28', '３５', '63'))
        self.assertEqual((values, beside), ({'必要性（得分）': '28', '可行性（得分）': '３５', '总分': '63'}, []))

    def test_blanks_in_sentences(self):
        """Several in one sentence, with print behind them; periods; brackets; units; a cell beside its label; two cells alike."""
        def promise(name='______', number='________', begin='    年  月  日', end='    年  月  日', project='________', sum='______', words='________', day='____',
                    first='__', second='__', there='__月__日', train='______', back='__月__日', home='______', extra=''):
            return [title('评审承诺书'),
                    line(f'本人（姓名：{name}，身份证号：{number}）于{begin}至{end}参与{project}项目评审工作，现郑重承诺如下：'), line('一、严格遵守规定；'),
                    line(f'二、收取评审费人民币{sum}元（大写：{words}元整）；'), line(f'联系方式：（手机）{day}（邮箱）____'),
                    grid(4, row('报告份数', f'正本{first}份 副本{second}份', '到货期限', '合同签订后____日内'),
                         row('抵达', f'日期：{there}\n车次：{train}', '返程', f'日期：{back}\n车次：{home}')), line('以上属实。' + extra)]
        titles, _ = self.imported('promise', promise())
        values, beside, _ = self.read('promise', titles, promise())
        self.assertEqual((values, beside), ({}, []))
        given = {'name': ' 王示例 ', 'number': '__110101199003070011__', 'begin': '2026年3月1日', 'end': '2026年12月31日', 'project': '某某', 'sum': '３,０００', 'words': '叁仟',
                 'day': '13900000000', 'first': '1', 'second': '_2_', 'there': '6月1日', 'train': 'G101', 'back': '6月3日', 'home': 'G102'}
        values, beside, told = self.read('promise', titles, promise(**given))
        self.assertEqual(beside, [])
        self.assertEqual(values, {'姓名': '王示例', '身份证号': '110101199003070011', '于（起）': '2026-03-01', '于（止）': '2026-12-31', '参与': '某某',
                                  '收取评审费人民币（元）': '3,000', '大写': '叁仟', '手机': '13900000000', '报告份数正本（份）': 1, '报告份数副本（份）': 2,
                                  '抵达日期': '6月1日', '抵达车次': 'G101', '返程日期': '6月3日', '返程车次': 'G102'}, told)
        # A sentence that somebody changed has no end for its values: it is reported, and nothing is taken for a value.
        changed = [*promise(**given)]
        changed[1] = line('本人（姓名：王示例，身份证号：110101199003070011）于2026年3月1日起参与某某项目评审工作，现郑重承诺如下：')
        values, beside, _ = self.read('promise', titles, changed)
        self.assertNotIn('身份证号', values)
        self.assertTrue(any('110101199003070011' in one for one in beside), beside)
        # Words that are typed around the places are reported.
        values, beside, _ = self.read('promise', titles, promise(**given, extra='另附一份说明'))
        self.assertEqual((values['身份证号'], beside), ('110101199003070011', ['以上属实。另附一份说明']))

    def test_what_the_form_prints_in_a_place_is_no_value(self):
        """A blank form has no values: centuries, hours, currencies, 至, and a photograph's cell beside a label."""
        def blank(*given):
            given = iter(given) if given else iter(['    年   月   日    时', '￥        元', '', ''])
            return [title('审批表'), line('申请日期：20    年    月    日'), grid(5, row('姓名', '', '性别', '出生年月', start('照片')), row('民族', '', '籍贯', '', on())),
                    grid(4, row('到达时间', next(given), '预算金额', next(given))), grid(3, row('单位', '时间', '人数'), *(row(next(given), '至', '') for _ in range(2)))]
        titles, _ = self.imported('blank', blank())
        values, beside, told = self.read('blank', titles, blank())
        self.assertEqual((values, beside), ({}, []), told)
        values, beside, _ = self.read('blank', titles, blank('2030年1月2日9时', '￥12,000.00元', '某院', ''))
        self.assertEqual((values['到达时间'], values['预算金额（元）'], beside), ('2030年1月2日9时', '12,000.00', []))

    def test_questions(self):
        """Letters in brackets, boxes before and behind words, ranks, scales, two blanks in a sentence, options with blanks of their own."""
        def survey(letters='　　', several='　　', other='______', box='□很大　□较大　□一般', pair='有（ ）无（ ）', ranks='　　　', first='____', second='____', marks=('', '', '', ''),
                   rooms='□需要（单间___间，标间___间）　□不需要', why='______', behind='甲类□　乙类□'):
            return [title('调查问卷'), line(f'1. 您所在单位的性质是（{letters}）'), line('A. 机关　　B. 企业'), line(f'C. 其他：{other}'),
                    line(f'2. 了解标准的渠道有（可多选）（{several}）'), line('A. 网站'), line('B. 培训'), line('C. 公众号'),
                    line(f'3. 标准对工作的帮助程度：{box}'), line(f'4. 贵单位近三年参与研制国家标准{first}项，行业标准{second}项。'),
                    line('5. 请按重要程度排序（填1—3）：'), line(f'（{ranks[0]}　）先进性　（{ranks[1]}　）实用性　（{ranks[2]}　）国际化'),
                    grid(3, row('评价内容', '满意', '不满意'), row('内容质量', *marks[:2]), row('培训效果', *marks[2:])),
                    grid(2, row('技术附件', pair), row('住宿安排', rooms), row('采购方式', f'□招标 □询价 □其他（理由：{why}）'), row('类别', behind)), line('谢谢！')]
        titles, guesses = self.imported('survey', survey())
        self.assertEqual({one['title']: one['type'] for one in guesses if 'type' in one and '排序' in one['title']},
                         {'请按重要程度排序（先进性）': 'number', '请按重要程度排序（实用性）': 'number', '请按重要程度排序（国际化）': 'number'})
        values, beside, _ = self.read('survey', titles, survey())
        self.assertEqual((values, beside), ({}, []))
        values, beside, told = self.read('survey', titles, survey(
            'Ｃ', 'ＡＢ', '行业协会', '□很大　□较大√　□一般', '有（√）无（ ）', '213', '3', '_5_', ('√', '', '', '☑'), '☑需要（单间1间，标间_2_间）　□不需要', '单一来源', '甲类☑　乙类□'))
        self.assertEqual(values, {'您所在单位的性质是': '其他', '您所在单位的性质是（其他）': '行业协会', '了解标准的渠道有': ['网站', '培训'], '标准对工作的帮助程度': '较大',
                                  '贵单位近三年参与研制国家标准（项）': 3, '行业标准（项）': 5, '请按重要程度排序（先进性）': 2, '请按重要程度排序（实用性）': 1,
                                  '请按重要程度排序（国际化）': 3, '内容质量': '满意', '培训效果': '不满意', '技术附件': '有', '住宿安排': '需要', '住宿安排单间': '1',
                                  '住宿安排标间': '2', '理由': '单一来源', '类别': '甲类'}, told)
        # Two ticks, words for ticks, and a letter of no option.
        values, beside, told = self.read('survey', titles, survey('Ｆ', box='☑很大　☑较大　□一般', marks=('√', '√', '好', ''), first='三'))
        self.assertNotIn(values.get('标准对工作的帮助程度'), ('很大', '较大'))
        self.assertEqual((values['内容质量'], values['培训效果'], told.count('不是“满意”或“不满意”')), ('☑满意\n☑不满意', '好', 2), told)
        for words in ('Ｆ', '好', '☑较大', '三'):
            self.assertIn(words, told)

    def test_boxes_of_one_cell_opinions_and_periods(self):
        def project(reason='', period='    年  月 —     年  月', staff='      人（其中研发    人）', money='        万元', opinion='', sign='　　　', day='年　　月　　日', own='', years='',
                    remark=''):
            return [title('项目申报书'),
                    grid(4, row('起止年月', cell(period, 3)), row('职工总数', staff, '营业收入', money)),
                    line('一、项目必要性（不超过800字）'), grid(1, row(cell(reason, lines=4))),
                    line('二、推荐单位意见'), grid(1, row(cell(f'{opinion}\n\n　　　负责人（签字）：{sign}　　（盖章）\n　　　　{day}'))),
                    grid(2, row('主管部门意见', f'{own}\n（盖章）\n{day}'), row('修改意见', cell(remark, lines=4))),
                    grid(3, row('姓名', '起止年月', '单位'), row('', years, ''), row('', '', '')), line('人事处意见：'), *[line('')] * 3, line('　　　（盖章）'), line('　　年　月　日'), line('附件'),
                    line('另见附件。')]
        titles, guesses = self.imported('project', project())
        types = {one['title']: one['type'] for one in guesses if 'type' in one}
        self.assertEqual([types[one] for one in ('项目必要性', '推荐单位意见', '主管部门意见', '修改意见', '起止年月（起）')], ['long', 'opinion', 'opinion', 'long', 'month'])
        values, beside, _ = self.read('project', titles, project())
        self.assertEqual((values, beside), ({}, []))
        values, beside, told = self.read('project', titles, project(
            '本项目面向某某场景。\n第二段。', '2026年3月 — 2027年12月', '300人（其中研发120人）', '1,200万', '同意推荐。', '王某', '2026年1月22日', '同意申报', '2001.9—2005.7', '补充术语。'))
        rows = values.pop('名单明细', None) or values.pop('项目申报书明细')
        self.assertEqual(values, {'起止年月（起）': '2026-03', '起止年月（止）': '2027-12', '职工总数（人）': 300, '职工总数其中研发（人）': 120, '营业收入（万元）': '1,200',
                                  '项目必要性': '本项目面向某某场景。\n第二段。', '推荐单位意见·text': '同意推荐。', '推荐单位意见·date': '2026-01-22',
                                  '主管部门意见·text': '同意申报', '主管部门意见·date': '2026-01-22', '修改意见': '补充术语。'}, told)
        self.assertEqual(list(rows[0].values()), ['2001.9—2005.7'])
        # The name of the signer is in no field.
        self.assertEqual(beside, ['王某'])
        self.assertIn('“1,200万”', told)


if __name__ == '__main__':
    unittest.main()
