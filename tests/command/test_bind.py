"""gongwen bind: several documents in one PDF with cover sheet, contents, bookmarks, numbers that run on, tags."""
import json
import pathlib
import re
import subprocess
import sys
import unittest

import pikepdf
from pikepdf import Dictionary, Name, String

from harness import BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen
from returned_forms import PdfForm

PLANS = ROOT / 'samples/bindings'
JUDGE = ROOT / 'tests/judges/pdf_judge.py'
TITLES = ['ISO、IEC工作组专家申请表', 'ISO/IEC JTC1/SC27国际标准提案信息表', '国际标准新工作项目提案审核表', '论证报告', '新工作项目提案', '承诺书']


def sample_path(kind, name='typical'):
    return str(ROOT / 'samples' / kind / f'{name}.json')


def output_of(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True).stdout.decode('utf-8')


def pages_of(pdf):
    return [re.sub(r'\s', '', page) for page in output_of('pdftotext', '-layout', pdf, '-').split('\f')[:-1]]


def facts_of(pdf):
    return json.loads(output_of('qpdf', '--json', '--json-key=pages', '--json-key=outlines', '--json-key=attachments', pdf))


def letter(annex=None, **more):
    part = {'kind': 'commitment-letter', 'data': sample_path('commitment-letter'), **more}
    return part if annex is None else {**part, 'annex': annex}


class Bind(CommandTest):
    def bind(self, plan, *options, status=DONE):
        path = self.write('plan.json', plan)
        result = gongwen('--error-format', 'json', *options, 'bind', path, '-o', self.folder / 'set.pdf')
        self.assertEqual(result.status, status, result.err)
        return result

    def refuse(self, plan, *ids, status=BAD_INPUT):
        result = self.bind(plan, status=status)
        self.assertEqual(sorted(d['id'] for d in result.errors()), sorted(ids), result.err)
        self.assertNotIn('set.pdf', self.files())
        return result

    def judge(self, pdf, profile='archive'):
        done = subprocess.run([sys.executable, JUDGE, pdf, '--profile', profile], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode('utf-8', 'replace')[-2000:])
        subprocess.run(['qpdf', '--check', pdf], check=True, capture_output=True)

    def test_blank_forms_as_annexes(self):
        """Regulations with their forms: without data, or said so, with labels and with own texts."""
        own = self.write('own.json', {'$kind': 'proposal-information', 'label.leader': '项目负责人'})
        form = {'kind': 'proposal-information'}
        plan = {'title': '示例办法', 'cover': False, 'contents': False, 'parts': [
            {'kind': 'regulations', 'data': sample_path('regulations')}, {**form, 'annex': '附件 2：'},
            {**form, 'blank': True, 'annex': '附件 3：'}]}
        self.bind(plan, '--texts', own)
        pages = pages_of(self.folder / 'set.pdf')
        for label in ('附件2：', '附件3：'):
            [page] = [page for page in pages if label in page and '项目负责人' in page]
            self.assertNotIn('×', page)
        (self.folder / 'set.pdf').unlink()
        for bad in ({**form, 'blank': False}, {'blank': True}, {}, {**form, 'blank': True, 'data': sample_path('proposal-information')},
                    {**form, 'changes_from': sample_path('proposal-information')}):
            with self.subTest(bad):
                self.refuse({**plan, 'parts': [bad]}, 'engine/bind-source')

    def test_a_draft_has_its_mark_on_every_page_and_numbers_of_lines(self):
        path = self.write('plan.json', {'title': '成套材料', 'parts': [
            {'kind': 'regulations', 'data': sample_path('regulations')}, letter('附件1')]})
        result = gongwen('bind', path, '-o', self.folder / 'set.pdf', '--draft', '送审稿', '--line-numbers', '5')
        self.assertEqual(result.status, DONE, result.err)
        pages = pages_of(self.folder / 'set.pdf')
        plain = gongwen('bind', path, '-o', self.folder / 'plain.pdf')
        self.assertEqual(plain.status, DONE, plain.err)
        for number, (page, without) in enumerate(zip(pages, pages_of(self.folder / 'plain.pdf'), strict=True), 1):
            if without:  # a blank page may go without
                self.assertIn('送审稿', page, f'page {number}')
        self.judge(self.folder / 'set.pdf')
        # The file says so too; contents and bookmarks do not repeat it.
        facts = facts_of(self.folder / 'set.pdf')
        self.assertNotIn('送审稿', json.dumps(facts['outlines'], ensure_ascii=False))
        with pikepdf.open(self.folder / 'set.pdf') as pdf:
            self.assertEqual(str(pdf.docinfo['/Title']), '成套材料（送审稿）')
        # Each fifth line of the regulations and of the letter.
        for name, least in (('plain', 0), ('set', 4)):
            margins = output_of('pdftotext', '-bbox', self.folder / f'{name}.pdf', '-')
            numbers = re.findall(r'xMin="([\d.]+)"[^>]*>(5|10|15|20)<', margins)
            self.assertEqual(len([x for x, _ in numbers if float(x) < 85]) >= max(least, 1), least > 0, numbers)

    def test_a_part_shows_its_changes_against_former_data(self):
        data = json.loads(pathlib.Path(sample_path('regulations')).read_text(encoding='utf-8'))
        former = self.write('former.json', data)
        data['title'] += '（修订）'
        now = self.write('now.json', data)
        part = {'kind': 'regulations', 'data': str(now), 'changes_from': former.name}
        self.bind({'title': '成套材料', 'parts': [part, letter('附件1')]})
        text = ''.join(pages_of(self.folder / 'set.pdf'))
        self.assertIn('修改对照表', text)
        self.judge(self.folder / 'set.pdf')
        (self.folder / 'set.pdf').unlink()
        self.refuse({'title': '成套材料', 'parts': [{**part, 'changes_from': 'gone.json'}]}, 'resources/not-found', status=3)

    def test_marks_and_numbers_that_are_not_valid(self):
        path = self.write('plan.json', {'title': '材料', 'parts': [letter()]})
        for words, status, id in ((('--draft', '很' * 21), BAD_USAGE, 'engine/bad-draft-mark'),
                                  (('--line-numbers', '0'), BAD_USAGE, 'engine/bad-line-numbers')):
            with self.subTest(words):
                result = gongwen('--error-format', 'json', 'bind', path, '-o', self.folder / 'set.pdf', *words)
                self.assert_fails(result, status, id)
                self.assertNotIn('set.pdf', self.files())

    def bind_sample(self, name):
        pdf = self.folder / f'{name}.pdf'
        result = gongwen('bind', PLANS / f'{name}.yaml', '-o', pdf)
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.judge(pdf)
        return pdf

    def test_regulations_with_six_annexes(self):
        pdf = self.bind_sample('regulations-with-annexes')
        pages = pages_of(pdf)
        contents = next(page for page in pages if page.startswith('目录'))
        places = []
        for number, title in enumerate(TITLES, 1):
            first = next(i for i, page in enumerate(pages) if page.startswith(f'附件{number}') and '....' not in page)
            self.assertRegex(contents, rf'附件{number}.*?{re.escape(title.replace(" ", ""))}[^附]*?\.+\d+')
            places.append(first)
        self.assertEqual(places, sorted(places))
        # The numbers run on to the end, and the contents say them.
        self.assertTrue(pages[-1].endswith(str(len(pages) - places[0] + int(re.search(r'附件1\D.*?\.+(\d+?)附件2', contents)[1]) - 1)))
        for number, place in enumerate(places, 1):
            stated = int(re.search(rf'附件{number}\D.*?\.+(\d+?)(?:附件|$)', contents)[1])
            self.assertEqual(stated - places[0], place - places[0] + int(re.search(r'附件1\D.*?\.+(\d+?)附件2', contents)[1]) - places[0])
            # Page 1 is on a right-hand page.
            self.assertEqual(stated % 2, (place + 1) % 2)
        labels = [page['label'] for page in facts_of(pdf)['pages']]
        self.assertEqual(labels[0]['/P'], 'u:封面')
        self.assertEqual((labels[1]['/S'], labels[-1]['/S']), ('/r', '/D'))
        titles = [item['title'] for item in facts_of(pdf)['outlines']]
        self.assertEqual(titles[1], '网络安全国际标准化活动管理办法')
        self.assertEqual([title.split('　')[0] for title in titles[2:]], [f'附件{i}' for i in range(1, 7)])

    def test_page_totals_are_those_of_the_set(self):
        pages = pages_of(self.bind_sample('regulations-with-annexes'))
        last = int(re.search(r'(\d+)$', pages[-1])[1])
        totals = {int(total) for page in pages for total in re.findall(r'Page\d+of(\d+)', page)}
        self.assertEqual(totals, {last})

    def test_a_proposal_on_right_hand_pages(self):
        facts = facts_of(self.bind_sample('international-proposal'))
        places = [item['destpageposfrom1'] for item in facts['outlines']][1:]
        self.assertEqual(len(places), 5)
        self.assertEqual([place % 2 for place in places], [1] * 5)
        self.assertEqual([item['title'][:3] for item in facts['outlines'][1:]], [f'附件{i}' for i in range(2, 7)])

    def test_same_bytes(self):
        name = 'international-proposal'
        first = self.bind_sample(name).read_bytes()
        self.assertEqual(self.bind_sample(name).read_bytes(), first)

    def test_labels(self):
        for annexes, wanted in (([True], ['附件']), ([True, True], ['附件1', '附件2']), ([3, True], ['附件3', '附件4']), ([7], ['附件7']),
                                (['附件甲', True, True], ['附件甲', '附件1', '附件2']), ([None, False], ['附件6', '关于承担网络安全国际标准提案的承诺书'])):
            with self.subTest(annexes):
                self.bind({'title': '册', 'cover': False, 'contents': False, 'parts': [letter(annex) for annex in annexes]})
                starts = [page for page in pages_of(self.folder / 'set.pdf') if '关于承担' in page[:20]]
                self.assertEqual([page[:page.index('关于承担')] or '关于承担网络安全国际标准提案的承诺书' for page in starts], wanted)

    def test_a_set_in_english(self):
        self.bind({'title': 'Set', 'language': 'en', 'parts': [letter(True), letter(True)]})
        pages = pages_of(self.folder / 'set.pdf')
        self.assertTrue(pages[1].startswith('ContentsAnnex1'), pages[1])
        self.assertEqual([page[:6] for page in pages if page.startswith('Annex')], ['Annex1', 'Annex2'])
        self.assertEqual(facts_of(self.folder / 'set.pdf')['pages'][0]['label']['/P'], 'u:Cover')

    def test_numbers_that_start_again(self):
        plan = {'title': '册', 'cover': False, 'contents': False, 'parts': [letter(), letter(numbering='restart'), letter()]}
        self.bind(plan)
        self.assertEqual([int(re.search(r'(\d+)$', page)[1]) for page in pages_of(self.folder / 'set.pdf')], [1, 2, 1, 2, 3, 4])

    def test_blank_page_before_a_part(self):
        roster = {'kind': 'work-points', 'data': sample_path('work-points', 'minimal')}
        count = len(self.pages_of_plan([roster]))
        pages = self.pages_of_plan([roster, letter(start_right=True)])
        self.assertEqual(pages[count] == '', count % 2 == 1)
        self.assertEqual(len(pages), count + count % 2 + 2)

    def pages_of_plan(self, parts):
        self.bind({'title': '册', 'cover': False, 'contents': False, 'parts': parts})
        self.judge(self.folder / 'set.pdf')
        return pages_of(self.folder / 'set.pdf')

    def test_links_of_parts_stay_apart(self):
        part = {'kind': 'regulations', 'data': sample_path('regulations')}
        self.bind({'title': '册', 'parts': [part, part]})
        self.judge(self.folder / 'set.pdf')
        items = facts_of(self.folder / 'set.pdf')['outlines']
        self.assertLess(items[1]['destpageposfrom1'], items[2]['destpageposfrom1'])
        destinations = json.loads(output_of('qpdf', '--json', '--json-key=qpdf', self.folder / 'set.pdf'))
        self.assertIn('/StructTreeRoot', json.dumps(destinations))

    def test_a_pdf_with_data(self):
        for options in (['--fillable'], ['--attach-data']):
            with self.subTest(options):
                form = self.folder / 'form.pdf'
                made = gongwen('render', '--force', 'commitment-letter', sample_path('commitment-letter'), '-o', form, *options)
                self.assertEqual(made.status, DONE, made.err)
                self.bind({'title': '册', 'cover': False, 'contents': False,
                           'parts': [{'pdf': 'form.pdf', 'kind': 'commitment-letter', 'annex': 2}]})
                self.judge(self.folder / 'set.pdf')
                pages = pages_of(self.folder / 'set.pdf')
                self.assertTrue(pages[0].startswith('附件2关于承担'))
                self.assertIn('张示例', ''.join(pages))

    def test_a_pdf_without_data(self):
        gongwen('render', 'commitment-letter', sample_path('commitment-letter'), '-o', self.folder / 'flat.pdf')
        for part in ({'pdf': 'flat.pdf'}, {'pdf': 'flat.pdf', 'kind': 'commitment-letter'}):
            result = self.bind({'title': '册', 'parts': [part]}, status=BAD_INPUT)
            found = [d for d in result.errors() if d['id'] == 'engine/bind-no-data']
            self.assertEqual(found[0]['data']['pointer'], '/parts/0/pdf')
            self.assertNotIn('set.pdf', self.files())

    def test_a_pdf_with_signatures(self):
        form = PdfForm('expert-application')
        form.text('/name_zh', '甲')
        form.add(Dictionary(FT=Name.Sig, T=String('/sign'), V=Dictionary(Type=Name.Sig)))
        self.write('signed.pdf', form.bytes())
        self.refuse({'title': '册', 'parts': [{'pdf': 'signed.pdf'}]}, 'engine/bind-signed')

    def test_a_pdf_with_several_forms(self):
        gongwen('render', 'commitment-letter', sample_path('commitment-letter'), '--fillable', '-o', self.folder / 'one.pdf')
        with pikepdf.open(self.folder / 'one.pdf') as book, pikepdf.open(self.folder / 'one.pdf') as other:
            book.pages.extend(other.pages)
            book.save(self.folder / 'two.pdf')
        self.refuse({'title': '册', 'parts': [{'pdf': 'two.pdf'}]}, 'engine/bind-several-forms')

    def test_a_kind_without_pages(self):
        gongwen('new-kind', 'list', '-o', self.folder)
        template = self.folder / 'list/template.json'
        manifest = json.loads(template.read_text(encoding='utf-8'))
        del manifest['outputs']['page']
        self.write('list/template.json', manifest)
        data = self.folder / 'list/sample.json'
        result = self.bind({'title': '册', 'parts': [{'kind': 'list', 'data': str(data)}]}, '--templates', self.folder, status=BAD_INPUT)
        self.assertEqual([d['id'] for d in result.errors()], ['engine/bind-no-pages'])

    def test_attached_files(self):
        gongwen('render', 'commitment-letter', sample_path('commitment-letter'), '-o', self.folder / '原件.pdf')
        self.write('a.txt', '甲')
        plan = {'title': '册', 'parts': [letter()], 'attachments': [{'file': '原件.pdf', 'title': '签字原件'}, {'file': 'a.txt'}]}
        self.bind(plan)
        self.judge(self.folder / 'set.pdf', 'flat')
        attached = facts_of(self.folder / 'set.pdf')['attachments']
        self.assertEqual({entry['preferredname'] for entry in attached.values()}, {'原件.pdf', 'a.txt'})
        self.assertIn(b'<pdfaid:part>3</pdfaid:part>', (self.folder / 'set.pdf').read_bytes())
        (self.folder / 'set.pdf').unlink()
        plan['attachments'].append({'file': 'sub/a.txt'})
        self.refuse(plan, 'engine/bind-same-name')
        plan['attachments'][2] = {'file': 'none.txt'}
        self.bind(plan, status=3)

    def test_what_a_plan_must_have(self):
        self.refuse({'parts': [letter()]}, 'data/missing-name')
        self.refuse({'title': '册', 'parts': []}, 'data/too-few-items')
        self.refuse({'title': '册', 'parts': [{}]}, 'engine/bind-source')
        self.refuse({'title': '册', 'parts': [letter(pdf='a.pdf')]}, 'engine/bind-source')
        result = self.refuse({'title': '册', 'parts': [letter(), {'kind': 'opinion', 'data': 'a.json'}]}, 'engine/bind-kind')
        self.assertEqual(result.errors()[0]['data']['pointer'], '/parts/1/kind')
        self.assertIn('opinions', result.err)
        self.refuse({'title': '册', 'parts': [{'data': sample_path('commitment-letter')}]}, 'engine/bind-kind-needed')

    def test_each_part_is_checked_by_its_kind(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text(encoding='utf-8'))
        del data['org']
        self.write('letter.json', data)
        result = self.refuse({'title': '册', 'parts': [letter(), {'kind': 'commitment-letter', 'data': 'letter.json'}]},
                             'data/missing-name')
        self.assertTrue(result.errors()[0]['data']['file'].endswith('letter.json'), result.err)

    def test_parts_are_held_against_each_other(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text(encoding='utf-8'))
        data['leader'] = '李样本'
        self.write('letter.json', data)
        information = {'kind': 'proposal-information', 'data': sample_path('proposal-information')}
        plan = {'title': '册', 'parts': [information, {'kind': 'commitment-letter', 'data': 'letter.json'}]}
        found = [d for d in self.bind(plan).diagnostics() if d['id'] == 'rules/set-doubtful']
        self.assertEqual([d['data']['pointer'] for d in found], ['/leader'])
        self.assertTrue(found[0]['data']['file'].endswith('letter.json'))
        (self.folder / 'set.pdf').unlink()
        self.bind(plan, '--strict', status=BAD_INPUT)
        self.assertNotIn('set.pdf', self.files())

    def test_a_kind_without_place_for_the_label(self):
        part = {'kind': 'opinions', 'data': sample_path('opinions', 'minimal'), 'annex': True}
        found = [d['id'] for d in self.bind({'title': '册', 'parts': [part]}).diagnostics()]
        self.assertIn('engine/bind-label-not-printed', found)

    def test_inputs_are_kept(self):
        self.write('letter.json', json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text(encoding='utf-8')))
        self.write('plan.json', {'title': '册', 'parts': [letter()], 'attachments': [{'file': 'own.pdf'}]})
        self.write('own.pdf', b'%PDF-1.7 mine')
        result = gongwen('--error-format', 'json', 'bind', 'plan.json', '-o', 'own.pdf', cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'engine/output-is-input')
        self.assertEqual((self.folder / 'own.pdf').read_bytes(), b'%PDF-1.7 mine')

    def test_options(self):
        plan = self.write('plan.json', {'title': '册', 'parts': [letter()]})
        self.assertEqual(gongwen('bind', plan, '--check').status, DONE)
        self.assertEqual(self.files(), ['plan.json'])
        result = gongwen('bind', plan, '-o', self.folder / 'a.pdf', '--json')
        file = json.loads(result.out)['files'][0]
        self.assertEqual((file['format'], file['pages']), ('pdf', 4))
        for words, message in (((plan,), 'cli/missing'), (('-o', 'a.pdf'), 'cli/missing'), ((plan, '--check', '-o', 'a.pdf'), 'cli/no-effect'),
                               ((plan, '-o', 'a.xlsx'), 'engine/not-pages'), ((plan, '-o', 'a.svg'), 'engine/bind-only-pdf'),
                               ((plan, '--new'), 'cli/no-effect'), ((plan, '-o', 'a.pdf', '--profile', 'x'), 'engine/unknown-profile')):
            with self.subTest(words):
                result = gongwen('--error-format', 'json', 'bind', *words, cwd=self.folder)
                self.assert_fails(result, BAD_USAGE, message)
        piped = subprocess.run([PROGRAM, 'bind', '-', '-o', '-'], input=plan.read_bytes(), capture_output=True, check=True)
        self.assertTrue(piped.stdout.startswith(b'%PDF-'))

    def test_own_texts(self):
        texts = self.write('own.json', {'$kind': 'commitment-letter', 'title': '承担提案的保证书'})
        plan = {'title': '两份', 'parts': [letter(), {**letter(), 'title': '第二份'}]}
        self.bind(plan, '--texts', texts)
        pages = pages_of(self.folder / 'set.pdf')
        self.assertGreaterEqual(sum('承担提案的保证书' in page for page in pages), 2)
        self.assertFalse(any('提案的承诺书' in page for page in pages))
        unknown = self.write('other.json', {'$kind': 'commitment-letter', 'titel': 'x'})
        refused = self.bind(plan, '--texts', unknown, status=BAD_INPUT)
        self.assertIn('engine/texts-unknown-id', {d['id'] for d in refused.errors()})

    def test_a_deadline(self):
        plan = self.write('plan.json', {'title': '册', 'parts': [letter()] * 40})
        result = gongwen('--error-format', 'json', 'bind', plan, '-o', self.folder / 'a.pdf', '--timeout', '0.01')
        self.assertEqual([d['id'] for d in result.errors()], ['engine/deadline-passed'])
        self.assertEqual(self.files(), ['plan.json'])

    def test_a_new_plan(self):
        plan = json.loads(gongwen('bind', '--new').out)
        self.assertEqual((plan['title'], [part['kind'] for part in plan['parts']]), ('', ['regulations', 'expert-application']))
        plan['title'] = '册'
        for part in plan['parts']:
            part['data'] = sample_path(part['kind'])
        self.bind(plan)
        self.assertEqual(gongwen('bind', '--new', '-o', 'p.yaml', cwd=self.folder).status, DONE)
        self.assertIn('title', (self.folder / 'p.yaml').read_text(encoding='utf-8'))
        again = gongwen('--error-format', 'json', 'bind', '--new', '-o', 'p.yaml', cwd=self.folder)
        self.assertEqual([d['id'] for d in again.errors()], ['resources/exists'])
        self.assertEqual(gongwen('bind', '--new', '-o', 'p.yaml', '--force', cwd=self.folder).status, DONE)


class Carried(CommandTest):
    """new --from: what two kinds of a set have in common."""

    def new(self, kind, source, *options):
        result = gongwen('--error-format', 'json', 'new', kind, '--from', source, *options)
        self.assertEqual(result.status, DONE, result.err)
        return json.loads(result.out), json.loads(result.err)['diagnostics'] if result.err else []

    def test_shared_facts(self):
        source = self.write('proposal-information.json', json.loads((ROOT / 'samples/proposal-information/typical.json').read_text('utf-8')))
        given = json.loads(source.read_text(encoding='utf-8'))
        review, _ = self.new('proposal-review', source)
        self.assertEqual((review['title'], review['org']), (given['title'], given['proposer']))
        self.assertEqual({name: review['leader'][name] for name in ('name', 'phone', 'email')}, given['leader'])
        report, _ = self.new('justification-report', source)
        self.assertEqual((report['title'], report['applicant'], report['leader']['name']),
                         (given['title'], given['proposer'], given['leader']['name']))
        form, _ = self.new('iso-form-4', source)
        self.assertEqual((form['title_en'], form['project_leader']['email']), (given['title']['en'], given['leader']['email']))
        made, _ = self.new('commitment-letter', source)
        self.assertEqual(made, {'org': given['proposer'], 'title': given['title'], 'wg': given['wg'], 'leader': given['leader']['name']})

    def test_what_is_given_counts_before(self):
        made, _ = self.new('commitment-letter', sample_path('proposal-information'), '--set', '/leader=李样本')
        self.assertEqual(made['leader'], '李样本')

    def test_yaml(self):
        result = gongwen('new', 'commitment-letter', '--from', sample_path('proposal-information'), '--format', 'yaml')
        self.assertIn('某某研究院', result.out)

    def test_what_does_not_fit_is_told(self):
        data = json.loads((ROOT / 'samples/proposal-review/typical.json').read_text(encoding='utf-8'))
        data['document'] = 'TR'
        made, told = self.new('iso-form-4', self.write('proposal-review.json', data))
        self.assertEqual([(d['id'], d['severity']) for d in told], [('engine/unfit-value', 'warning')])
        self.assertEqual(made['deliverable'], '')

    def test_nothing_in_common(self):
        _, told = self.new('opinions', sample_path('proposal-information'))
        self.assertEqual([d['id'] for d in told], ['engine/nothing-shared'])

    def test_a_file_of_unknown_kind(self):
        result = gongwen('--error-format', 'json', 'new', 'opinions', '--from', self.write('a.json', {'a': 1}))
        self.assert_fails(result, BAD_INPUT, 'engine/kind-unclear')


if __name__ == '__main__':
    unittest.main()
