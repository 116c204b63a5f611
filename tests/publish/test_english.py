"""The English PDF of an edition: made of the same data, verified, listed, made again; Chinese without English is named."""
import json
import shutil
import subprocess
import unittest

import pikepdf

from facts import PROJECT, FactsTest, index_of, two_years
from harness import BAD_USAGE, ROOT, gongwen

SAMPLES = ROOT / 'samples/monthly-bulletin'
PLANS = ('--period', '2026-07', '--english')
MEETING = {'id': 'meeting-0710', 'type': 'mt_meeting', 'dates': ['2026-07-10'], 'name': '示例工作组会议', 'place': '北京', 'participants': 12,
           'agenda': ['讨论草案'], 'english': {'name': 'the example working group meeting'}}
REVIEW = {'id': 'review-0712', 'type': 'ns_draft_review', 'dates': ['2026-07-12', '2026-07-13'], 'count': 1,
          'standards': [{'plan_number': '20269001-T-469', 'passed': True}]}
NAMED = {**PROJECT, 'title_en': 'Cybersecurity technology — Requirements for example letter boxes'}


def text_of(path):
    text = subprocess.run(['pdftotext', '-raw', str(path), '-'], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
    return ' '.join(text.split())


def languages(path):
    """The languages that tags of a PDF state."""
    with pikepdf.open(path) as pdf:
        return {str(one['/Lang']) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and '/Lang' in one}


class EnglishTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        self.facts = self.filled({'events': [MEETING, REVIEW], 'projects': [NAMED]})

    def test_an_edition_has_an_english_pdf_of_the_same_facts(self):
        result = self.publish(self.facts, self.site, *PLANS)
        path = self.site / '2026/07/bulletin.en.pdf'
        text = text_of(path)
        for words in ('Bulletin on Cybersecurity Standardisation', '2026, No. 1', 'Expert review of the draft of 1 national standard', 'The example working group meeting in Beijing',
                      'On 12 and 13 July, the Secretariat held an expert review of the draft, before public comment, of 1 national '
                      'standard: Cybersecurity technology — Requirements for example letter boxes. The draft passed the review. See Annex.',
                      'On 10 July, the Secretariat held the example working group meeting in Beijing. 12 people took part.',
                      'The draft for public comment is ready and has passed the expert review.'):
            self.assertIn(words, text)
        self.assertNotIn('示例工作组会议', text)
        # What is in Chinese is printed as it is, marked, and named.
        self.assertIn('讨论草案', text)
        self.assertIn('zh-CN', languages(path))
        self.assertIn('! without English: event 2026-07/meeting-0710 /agenda/0, project 20269001-T-469 /scope\n', result.out)
        report = self.folder / 'report.json'
        self.publish(self.facts, self.site, *PLANS, '--report', report, '--metrics', self.folder / 'metrics')
        self.assertEqual(json.loads(report.read_text(encoding='utf-8')).get('open'), None)

    def test_it_is_listed_verified_and_made_again(self):
        self.publish(self.facts, self.site, *PLANS)
        files = {file['name']: file for file in index_of(self.site)['issues'][0]['editions'][0]['files']}
        path = self.site / '2026/07/bulletin.en.pdf'
        before = path.read_bytes()
        self.assertEqual(files['bulletin.en.pdf']['size'], len(before))
        shutil.rmtree(self.site)
        self.publish(self.facts, self.site, '--rebuild')
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)
        target = path.resolve()
        target.chmod(0o644)
        target.write_bytes(before.replace(b'endobj', b'endobk', 1))
        verified = gongwen('publish', '-o', self.site, '--verify', '--error-format', 'json')
        # Of the month, and of its edition.
        self.assertEqual([one['id'] for one in verified.errors()], ['publish/file-changed'] * 2)

    def test_foreword_and_further_sections(self):
        self.store('add', self.facts, 'issue', self.write('issue.json', {
            'period': '2026-07', 'foreword': ['示例卷首语一段。', {'list': ['示例甲条']}],
            'free_sections': [{'title': '示例按语', 'title_en': 'A remark', 'place': 'before', 'body': ['示例按语一段。']},
                              {'title': '示例解读', 'body': ['示例解读一段。', {'table': {'head': ['示例列'], 'rows': [['示例格']]}}]}]}))
        result = self.publish(self.facts, self.site, *PLANS)
        text = text_of(self.site / '2026/07/bulletin.en.pdf')
        parts = ('Foreword', '示例卷首语一段。', '示例甲条', 'A remark', '示例按语一段。', 'National standards', '示例解读', '示例解读一段。', '示例格')
        places = [text.rindex(words) for words in parts]
        self.assertEqual(places, sorted(places))
        # The contents, then the part itself.
        for heading in ('Foreword', 'A remark', '示例解读 '):
            self.assertGreater(text.count(heading), 1, text)
        self.assertNotIn('示例按语 ', text)
        told = next(line for line in result.out.splitlines() if line.startswith('! without English'))
        for name in ('/foreword/0', '/foreword/1/list/0', '/free_sections/0/body/0', '/free_sections/1/title', '/free_sections/1/body/0', 'rows/0/0'):
            self.assertIn(name, told)
        self.assertNotIn('/free_sections/0/title', told)

    def test_without_the_option_there_is_none(self):
        self.publish(self.facts, self.site, '--period', '2026-07')
        self.assertFalse((self.site / '2026/07/bulletin.en.pdf').exists())

    def test_a_kind_without_english_says_so(self):
        result = gongwen('publish', 'annual-review', '--store', self.facts, '-o', self.site, '--period', '2026', '--english', '--now',
                         '2030-01-15', '--error-format', 'json')
        self.assert_fails(result, BAD_USAGE, 'publish/no-english')
        self.assertFalse(self.site.exists())

    def test_two_years_are_made_without_a_message(self):
        store = self.filled(two_years(4), 'more.db')
        result = self.publish(store, self.site, '--catch-up', '--english')
        self.assertEqual(result.err, '')
        self.assertEqual(len(list(self.site.glob('2027/*/bulletin.en.pdf'))), 4)


class EnglishKindTest(FactsTest):
    def test_every_sample_of_the_bulletin_is_made_in_english(self):
        for sample in sorted(SAMPLES.glob('*.json')):
            with self.subTest(sample.stem):
                path = self.folder / f'{sample.stem}.pdf'
                result = gongwen('--strict', 'render', 'english-bulletin', sample, '-o', path)
                self.assertEqual((result.status, result.err), (0, ''))
                text = text_of(path)
                self.assertNotIn('{', text)
                self.assertNotRegex(text, r'\b1 (national standards|projects|documents|people)\b')


if __name__ == '__main__':
    unittest.main()
