"""The ends of letters, with texts swept line by line over the end of a page: a signature is never on a page without
text, and no page before it is less than a third full. GONGWEN_CLOSINGS=all tries every number of seals."""
import concurrent.futures
import copy
import json
import os
import re
import unittest
from dataclasses import dataclass

import needs
from forms import FOLDER, sample_path
from harness import gongwen
from page_measures import Measures, read_dump

ALL = os.environ.get('GONGWEN_CLOSINGS') == 'all'
BODIES = [f'示例省{name}' for name in ('互联网信息办公室', '市场监督管理局', '公安厅', '密码管理局', '工业和信息化厅', '教育厅',
                                       '科学技术厅', '财政厅')]
# More than a page has lines.
OFFICES = [f'示例省{name}{part}处' for name in ('标准', '密码', '数据', '网络', '软件', '芯片') for part in ('管理', '监督', '规划', '服务')]
ANNEXES = ['重点任务分工表', '网络安全、数据安全和个人信息保护标准的研制目录以及参加单位一览表', '进展情况报送格式']
# A page has 22 lines; the text reaches from the first lines of one to those after the next page's end.
LINES = range(1, 26)


def line(number):
    return f'第{number:02}项工作由各单位按照职责分工落实，每季度末报送。'


BODY = ''.join(map(line, range(1, 27)))


def paragraphs(lines, in_one):
    """A number of lines, each a separate paragraph, or all in one; lists have max 20 paragraphs."""
    texts = [line(number) for number in range(1, lines + 1)]
    return [''.join(texts)] if in_one else texts[:19] + [''.join(texts[19:])] * (lines > 19)


def minimal(kind):
    return copy.deepcopy(json.loads(sample_path(kind, 'minimal').read_text(encoding='utf-8')))


def opinions(text, bodies=1, seal='space', annexes=0, names=BODIES):
    data = minimal('opinions')
    data.update(issuers=names[:bodies], parts=[{'heading': '明确工作要求', 'text': text}], seal=seal)
    if annexes:
        data['attachments'] = [{'title': title, 'text': ['内容从略。']} for title in ANNEXES[:annexes]]
    return data


def stamped_opinions(text, stamps):
    return {**opinions(text, stamps, names=OFFICES), 'stamps': [{'position': name} for name in OFFICES[:stamps]]}


def needs_notice(text, seal='space'):
    return {**minimal('needs-notice'), 'background': text, 'seal': seal}


def result_notice(text, seal='space'):
    return {**minimal('result-notice'), 'remarks': [{'text': paragraph} for paragraph in text], 'seal': seal}


def work_points(text, seal='space'):
    return {**minimal('work-points'), 'closing': text, 'seal': seal, 'date': '2030-01-07'}


def commitment_letter(text):
    return {**minimal('commitment-letter'), 'commitments': text}


@dataclass
class Case:
    kind: str
    name: str
    data: dict
    signers: list  # the words of the signature
    may_go_on: bool = False  # no page can hold the signature, so that it continues on separate pages


def cases():
    for lines in LINES:
        for in_one in (False, True) if ALL else (False,):
            text = paragraphs(lines, in_one)
            for bodies in range(1, 9) if ALL else (1, 3, 8):
                for seal in ('space', 'placeholder', 'none') if ALL else ('space', 'none'):
                    for annexes in range(4) if ALL else (0, 3):
                        name = f'{lines} lines, {bodies} bodies, seal {seal}, {annexes} annexes'
                        yield Case('opinions', name, opinions(text, bodies, seal, annexes), BODIES[:bodies], bodies > 6)
            for names in (16, 17, 20) if ALL or lines % 3 == 1 else ():
                data = opinions(text, names, 'none', names=OFFICES)
                yield Case('opinions', f'{lines} lines, {names} names', data, OFFICES[:names], True)
            for stamps in (6, 7, 15) if ALL or lines % 3 == 1 else ():
                data = stamped_opinions(text, stamps)
                yield Case('opinions', f'{lines} lines, {stamps} stamps', data, OFFICES[:stamps], stamps > 6)
            for seal in ('space', 'placeholder', 'none'):
                yield Case('needs-notice', f'{lines} lines, seal {seal}', needs_notice(text, seal), ['2026年9月2日'])
                yield Case('result-notice', f'{lines} lines, seal {seal}', result_notice(text, seal), ['2030年3月11日'])
                yield Case('work-points', f'{lines} lines, seal {seal}', work_points(text, seal), ['2030年1月7日'])
            yield Case('commitment-letter', f'{lines} lines', commitment_letter(text), ['年月日'])


def lay_out(number, case):
    path = FOLDER / f'closing-{number}.json'
    path.write_text(json.dumps(case.data, ensure_ascii=False), encoding='utf-8')
    result = gongwen('dump', case.kind, path, '--stage', 'fragments')
    path.unlink()
    return case, result


class Letter:
    """The pages of a letter: which have lines of its text and of its signature, and which are nearly empty."""

    def __init__(self, dump, signers):
        body = BODY + '|'.join([*ANNEXES, '国家标准需求清单'])
        self.nearly_empty = Measures(dump).nearly_empty()
        self.with_text, self.with_signature = set(), set()
        for number, page in enumerate(read_dump(dump), 1):
            for text in (line.text().replace(' ', '') for root in page for line in root.lines()):
                text = re.sub(r'^(附件：)?(\d\.)?', '', text)
                if any(text[at:at + 5] in body for at in range(len(text) - 4)):
                    self.with_text.add(number)
                # The head of the letter has names of bodies, too.
                elif text in signers and self.with_text:
                    self.with_signature.add(number)

    def faults(self, may_go_on):
        begin = min(self.with_signature)
        alone = {begin} if may_go_on else self.with_signature
        found = [f'page {page}: a signature without text' for page in alone - self.with_text]
        return found + [f'page {page}: {fill:.2f} full' for page, fill in self.nearly_empty.items()]


class Closings(unittest.TestCase):
    def test_signatures_stand_with_text_and_leave_no_page_nearly_empty(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for case, result in pool.map(lay_out, *zip(*needs.share(enumerate(cases())))):
                with self.subTest(case.kind, case=case.name):
                    self.assertEqual(result.status, 0, result.err)
                    letter = Letter(result.out, case.signers)
                    self.assertTrue(letter.with_signature)
                    self.assertEqual(letter.faults(case.may_go_on), [])


if __name__ == '__main__':
    unittest.main()
