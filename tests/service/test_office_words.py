"""What the office reads is in its own words: fields by their titles, workbooks by their cells, files by the names that
people gave them, times of Beijing; no pointers, no names of members, no folders of the server."""
import json
import re
import unittest


from harness import ROOT, sample
from returned_forms import xlsx_of_data
from serving import multipart
from test_office import SAMPLE
from test_office_facts import FactsTest

STRANGE = ('/events', '/tmp', 'gongwen-', 'record.csv', '`', 'participants', 'dates')


def arguments_of(text, at):
    """The arguments of a call whose bracket is open at `at`, as they are written."""
    pieces, depth, start = [], 0, at
    for match in re.compile(r'"(?:[^"\\\n]|\\.)*"|[(){},]').finditer(text, at):
        if match[0] in '({':
            depth += 1
        elif match[0] in ')}' and depth:
            depth -= 1
        elif match[0] == ',' and not depth:
            pieces.append(text[start:match.start()])
            start = match.end()
        elif match[0] in ')}':
            return pieces + [text[start:match.start()]]
    return []


# Where the functions that write lines of the audit have its action and its result.
AUDIT_CALLS = {'note': (1, 3), 'note_call': (2, 4), 'note_change': (1, 9), 'note_in_audit': (2, 9), 'finish_change': (1, 3),
               r'Audit\(\w+\)\.add': (-3, -1)}


class Actions(unittest.TestCase):
    def test_each_line_of_the_audit_has_words(self):
        """Otherwise add words to kActionWords or kResultWords in src/service/office/audit.cpp."""
        audit = (ROOT / 'src/service/office/audit.cpp').read_text('utf-8')
        sources = [path.read_text('utf-8') for folder in ('service', 'cli') for path in (ROOT / 'src' / folder).rglob('*.cpp')]
        found = {'kActionWords': set(), 'kResultWords': set()}
        for text in sources:
            for name, places in AUDIT_CALLS.items():
                for call in re.finditer(rf'\b{name}\(\s*{{?', text):
                    arguments = arguments_of(text, call.end())
                    for names, place in zip(found.values(), places):
                        if -len(arguments) <= place < len(arguments):
                            names.update(re.findall(r'"([a-z][a-z.-]*[a-z])"', arguments[place]))
        # Names that a variable brings, by the families of the others.
        families = '|'.join(sorted({action.split('.')[0] for action in found['kActionWords'] if '.' in action}))
        endings = {'csv', 'docx', 'html', 'jpg', 'json', 'jsonl', 'ofd', 'pdf', 'png', 'xlsx', 'yaml', 'zip', 'read', 'write', 'css', 'yml'}
        for text in sources:
            named = re.findall(rf'"((?:{families})\.[a-z-]+)"', text)
            found['kActionWords'].update(name for name in named if name.split('.')[1] not in endings)
        for table, names in found.items():
            [known] = re.findall(rf'{table}\{{(.*?)\n\}};', audit, re.DOTALL)
            self.assertEqual(sorted(names - set(re.findall(r'NamedWords\{"([a-z.-]+)"', known))), [], f'no words in {table}')
        self.assertGreater(len(found['kActionWords']), 70)
        self.assertGreater(len(found['kResultWords']), 8)


class Words(FactsTest):
    def setUp(self):
        super().setUp()
        self.wang = self.office(language='zh')

    def said(self):
        return ' '.join(' '.join(item.itertext()) for item in self.wang.page.xpath('//ul[@class="messages"]/li | //*[@id="summary"]//li'))

    def check_words(self, text):
        for strange in STRANGE:
            self.assertNotIn(strange, text)

    def meeting(self, **values):
        return self.enter(self.wang, 'event', type='mt_meeting', **{'dates': ['2026-07-10'], 'name': '示例工作组会议', 'place': '示例市', **values})

    def upload(self, name, content):
        self.wang.ask('GET', '/office/facts')
        return OfficeUpload.send(self.wang, '/office/facts', name, content, [('type', ''), ('_upload', '1')])

    def test_the_history_of_a_record(self):
        self.meeting()
        self.assertIn('key=', self.wang.query, self.wang.text()[:600])
        history = self.wang.page.xpath('//a[contains(@href, "/history")]/@href')[0]
        self.wang.ask('GET', history)
        [row] = [[cell.text_content() for cell in row.xpath('td')] for row in self.wang.page.xpath('//tbody/tr')]
        self.assertRegex(row[0], r'^\d{4}-\d\d-\d\d \d\d:\d\d$')
        self.assertEqual(row[1:3], ['新增', 'wang某'])
        self.assertEqual(row[3], '例会纪要（网页录入）')
        content = self.changed_book(self.wang, lambda book: setattr(self.cell_with(book, '示例工作组会议'), 'value', '虚构工作组会议'))
        self.upload('七月 事实.xlsx', content)
        self.assertIn('“示例工作组会议”改为“虚构工作组会议”', self.wang.text())
        self.wang.post('/office/facts', self.wang.hidden() + self.wang.ticked() + [('_reason', '更名'), ('_commit', '1')])
        self.assertEqual(self.wang.answer.status, 200, self.wang.text()[:500])
        self.wang.ask('GET', history)
        rows = [[cell.text_content() for cell in row.xpath('td')] for row in self.wang.page.xpath('//tbody/tr')]
        self.assertIn('修改', [row[1] for row in rows])
        reasons = ' '.join(row[3] for row in rows)
        self.assertIn('七月 事实.xlsx', reasons)
        self.check_words(reasons)

    def test_a_record_that_is_wrong(self):
        answer = self.meeting(participants='三十')
        self.assertEqual(answer.status, 422)
        self.assertIn('参会人数', self.said())
        self.check_words(self.said())
        self.assertEqual(self.meeting(dates=[]).status, 422)
        self.assertRegex(self.said(), '日期')
        self.check_words(self.said())

    def test_a_workbook_that_is_wrong(self):
        self.meeting(participants='42')
        self.upload('七月 事实.xlsx', self.changed_book(self.wang, lambda book: setattr(self.cell_with(book, 42), 'value', '三十')))
        self.assertEqual(self.wang.answer.status, 422)
        self.assertRegex(self.said(), '“事项”[A-Z]+[0-9]+')
        self.assertIn('参会人数', self.said())
        self.check_words(self.said())
        self.upload('不是表格.xlsx', b'nothing of the sort')
        self.check_words(self.wang.text())
        self.assertIn('不是表格.xlsx', self.wang.text())

    def test_documents_of_workbooks(self):
        data = {**sample(SAMPLE), 'org_zh': '某' * 61}
        for name, content in (('表.xlsx', xlsx_of_data(data, 'expert-application')), ('表.json', json.dumps(data).encode())):
            self.wang.ask('GET', '/office/make')
            OfficeUpload.send(self.wang, '/office/make', name, content, [('kind', 'expert-application'), ('format', 'pdf')], 'data')
            self.assertEqual(self.wang.answer.status, 422)
            self.assertIn('工作单位', self.said())
            self.assertNotIn('/org_zh', self.said())
            self.assertNotIn('`', self.said())
            if name.endswith('.xlsx'):
                self.assertTrue(re.search('[A-Z][0-9]+', self.said()), self.said())


class OfficeUpload:
    """A file and what is chosen beside it."""

    @staticmethod
    def send(browser, path, name, content, fields, field='file'):
        parts = [('_token', None, None, browser.token().encode()), *[(n, None, None, v.encode()) for n, v in fields],
                 (field, name, 'application/octet-stream', content)]
        body, media_type = multipart(parts)
        return browser.ask('POST', path, body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})


if __name__ == '__main__':
    unittest.main()
