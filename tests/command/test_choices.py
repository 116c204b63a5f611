"""Choices and fields by their titles: what describe, new and messages say about them, and that titles are accepted."""
import json
import pathlib
import re
import unittest

import bundles
from harness import BAD_INPUT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, changed, gongwen, sample

SCHEMAS = [bundles.bundle(kind) / 'schema.json' for kind in bundles.kinds_with_data()]


def objects(value):
    """All objects of a JSON value, from the outside in."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from objects(part)


def zh(*arguments, **options):
    return gongwen('--lang', 'zh', *arguments, **options)


class Schemas(unittest.TestCase):
    """What the kinds' schemas owe to people who fill in data."""

    def test_every_pattern_has_words_and_an_example_that_matches(self):
        built_in = [ROOT / 'src/store/records.schema.json', ROOT / 'src/engine/runs/set.schema.json',
                    ROOT / 'src/engine/kinds/template.schema.json', ROOT / 'src/engine/kinds/form.schema.json',
                    ROOT / 'templates/shared/new-kind/schema.json']
        found = 0
        for path in SCHEMAS + [p for p in built_in if p.exists()]:
            for schema in objects(json.loads(path.read_text(encoding='utf-8'))):
                if not isinstance(schema.get('pattern'), str):
                    continue
                found += 1
                with self.subTest(path=path.parent.name, pattern=schema['pattern']):
                    words = schema.get('x-pattern-words', {})
                    self.assertTrue(words.get('zh') and words.get('en'))
                    self.assertNotRegex(words['zh'] + words['en'], r'\[\^|\]\+|\)\*|\\')
                    self.assertRegex(schema['examples'][0], schema['pattern'])
        self.assertGreater(found, 10)

    def test_every_coded_choice_has_a_title(self):
        """A code of lowercase letters says nothing in Chinese; capitals are stages and kinds of documents."""
        found = 0
        for path in SCHEMAS:
            root = json.loads(path.read_text(encoding='utf-8'))
            forms = {s['if']['properties'][name]['const'] for s in objects(root) if isinstance(s.get('if'), dict)
                     for name in s['if'].get('properties', {}) if 'const' in s['if']['properties'][name]
                     and '$ref' in s.get('then', {})}
            for schema in objects(root):
                codes = [c for c in schema.get('enum', []) if isinstance(c, str) and re.search('[a-z]{3}', c)]
                for code in codes:
                    found += 1
                    with self.subTest(kind=path.parent.name, code=code):
                        title = schema.get('x-titles', {}).get(code)
                        self.assertTrue(code in forms or (title and title['zh'] and title['en']))
        self.assertGreater(found, 60)


class Described(CommandTest):
    def test_all_types_of_events_with_their_titles(self):
        text = zh('describe', KIND).out
        root = json.loads((ROOT / 'templates/monthly-bulletin/schema.json').read_text(encoding='utf-8'))
        types = root['$defs']['event']['properties']['type']['enum']
        self.assertEqual(len(types), 33)
        for name in types:
            title = root['$defs'][name]['x-title']
            self.assertIn(f'= {name}（{title["zh"]}）\n', text)
            self.assertIn(f'为 {name}（{title["zh"]}）时]', text)
            self.assertIn(f'= {name} ({title["en"]})\n', gongwen('describe', KIND).out)
        self.assertNotIn('其他值', text)

    def test_fields_of_a_type_have_their_own_titles(self):
        text = zh('describe', KIND).out

        def fields(name):
            return text.split(f'为 {name}（')[1].split('\n  [事项类型')[0]
        self.assertRegex(fields('ns_draft_review'), r'standards  受审标准  .*必填')
        self.assertRegex(fields('ns_published'), r'standards  发布的标准  .*必填')
        self.assertRegex(fields('ns_approved'), r'created  制定项目数  整数，至少 0，必填')
        self.assertNotIn('created', fields('ns_published'))
        # A choice inside of one type: what an amendment needs depends on its stage.
        self.assertIn('阶段（stage）为 comment（征求意见）时]', fields('ns_amendment'))

    def test_explanations_and_patterns_in_words(self):
        text = zh('describe', 'work-points').out
        self.assertIn('# through：各部分连续编号；by-part：每部分从1起', text)
        self.assertIn('through（连续）、by-part（分部分）', text)
        self.assertIn('一段文字，不换行', text)
        self.assertNotIn('^[', text)
        self.assertIn('# 绝密、机密或秘密，有保密期限的后接★和期限，如 机密★1年', zh('describe', 'opinions').out)

    def test_json_has_titles_and_forms(self):
        fields = {f['pointer']: f for f in json.loads(gongwen('describe', KIND, '--json').out)}
        types = fields['/events/*/type']
        self.assertEqual(len(types['enum']), len(types['enumTitles']))
        self.assertEqual(types['enumTitles'][types['enum'].index('mt_meeting')]['zh'], '会议')
        forms = {f['values'][0]: f for f in fields['/events/*']['forms'] if f.get('values')}
        self.assertEqual(len(forms), 33)
        self.assertEqual([f['name'] for f in forms['ns_kickoff']['fields'] if f['required']], ['place'])
        self.assertIn('zh', fields['/events/*/heading']['description'])

    def test_new_has_titles_in_its_remarks(self):
        text = zh('new', KIND, '--format', 'yaml').out
        for word in ('mt_meeting（会议）', 'ns_kickoff（立项项目研制工作部署会）', 'standards（国家标准研制）'):
            self.assertIn(word, text)
        self.assertNotIn('^[', text)
        self.assertIn('placeholder用虚线标出位置', zh('new', 'opinions', '--format', 'yaml').out)


class Taken(CommandTest):
    """Titles are accepted as values, whatever form the data has."""

    def event(self, data, name):
        return next(e for e in data['events'] if e['type'] == name)

    def rendered(self, path, kind=KIND, *more):
        result = gongwen('render', kind, path, '-o', self.folder / 'out.pdf', *more)
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'out.pdf').read_bytes()

    def test_json(self):
        def spell(data):
            titles = json.loads((ROOT / 'templates/monthly-bulletin/schema.json').read_text(encoding='utf-8'))['$defs']
            for event in data['events']:
                event['type'] = titles[event['type']]['x-title']['zh']
        self.assertEqual(self.rendered(self.write('a.json', changed(spell))), self.rendered(SAMPLE))

    def test_yaml_and_lists_and_truth(self):
        path = ROOT / 'samples/work-points/typical.json'
        data = json.loads(path.read_text(encoding='utf-8'))
        data['numbering'] = 'by-part'
        data['contents'] = True
        plain = self.rendered(self.write('a.json', data), 'work-points')
        lines = json.dumps({**data, 'numbering': '分部分', 'contents': '是'}, ensure_ascii=False)
        self.assertEqual(self.rendered(self.write('a.yaml', lines), 'work-points'), plain)

    def test_short_titles_and_other_widths(self):
        path = ROOT / 'samples/proposal-information/typical.json'
        data = json.loads(path.read_text(encoding='utf-8'))
        plain = self.rendered(self.write('a.json', {**data, 'wg': 4}), 'proposal-information')
        for written in ('WG4', 'wg 4', 'ＷＧ４'):
            self.assertEqual(self.rendered(self.write('b.json', {**data, 'wg': written}), 'proposal-information'), plain)
        path = ROOT / 'samples/expert-application/typical.json'
        data = json.loads(path.read_text(encoding='utf-8'))
        data['groups'][0]['wg'] = 4
        plain = self.rendered(self.write('a.json', data), 'expert-application')
        data['groups'][0]['wg'] = 'WG4'
        data['apply_kind'] = {'first': '首次', 'adjustment': '调整'}[data['apply_kind']]
        self.assertEqual(self.rendered(self.write('b.json', data), 'expert-application'), plain)

    def test_csv(self):
        data = sample(ROOT / 'samples/monthly-bulletin/2026-08-all-events.json')
        ballots = data.pop('ballots')
        words = {'expert': '注册专家', 'secretariat': '秘书处', None: ''}
        rows = ['标准编号,英文名称,中文名称,阶段,意见提交者,标准内容']
        for b in ballots:
            rows.append(','.join('"' + x.replace('"', '""') + '"' for x in (
                b['reference'], b['title_en'], b['title_zh'], b['stage'], words[b.get('submitter')], b['content'])))
        table = self.write('ballots.csv', '\n'.join(rows) + '\n')
        result = gongwen('check', KIND, self.write('a.json', data), '--values-only', '--table', f'/ballots={table}')
        self.assertNotIn('not-in-list', result.err)
        self.assertEqual(result.status, DONE, result.err)

    def test_set(self):
        folder = self.folder / 'set'
        for kind in ('proposal-information', 'commitment-letter'):
            data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text(encoding='utf-8'))
            self.write(f'set/{kind}.json', {**data, 'wg': 'WG%d' % data['wg']})
        result = gongwen('--error-format', 'json', 'check', '--document-set', folder, '--values-only')
        self.assertEqual(result.errors(), [])


class Refused(CommandTest):
    def messages(self, data, kind=KIND, language='zh'):
        path = self.write('a.json', data)
        return gongwen('--lang', language, '--error-format', 'json', 'check', kind, '--values-only', path)

    def test_a_misspelt_type_brings_one_message(self):
        for written, meant in (('部署会', 'ns_kickoff'), ('ns_aproved', 'ns_approved'), ('标准项目立向', 'ns_approved')):
            result = self.messages(changed(lambda d: d['events'][0].update(type=written)))
            self.assertEqual([d['id'] for d in result.errors()], ['data/not-in-list'], result.err)
            only = result.errors()[0]
            self.assertEqual(only['data']['pointer'], '/events/0/type')
            self.assertIn(meant, only['hint'].split('可写')[0])
            for title in ('国家标准计划下达', '通知', '立项项目研制工作部署会'):
                self.assertIn(title, only['hint'])

    def test_short_lists_are_in_the_message(self):
        data = sample(ROOT / 'samples/proposal-information/typical.json')
        only = self.messages({**data, 'wg': 'WG9'}, 'proposal-information').errors()[0]
        self.assertIn('应为 1（WG1）、2（WG2）、3（WG3）、4（WG4）或 5（WG5），现为：“WG9”', only['message'])
        data = sample(ROOT / 'samples/proposal-review/typical.json')
        only = self.messages({**data, 'document': 'TX'}, 'proposal-review').errors()[0]
        self.assertIn('应为“IS”、“TS”、“TR”或“PAS”', only['message'])
        self.assertNotIn('hint', only)

    def test_truth(self):
        def spoil(data):
            data['events'] = [e for e in data['events'] if e['type'] == 'ns_draft_review'][:1]
            data['events'][0]['standards'][0]['passed'] = '大概'
        result = self.messages(changed(spoil, ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'))
        self.assertIn('`是否通过审查` 应为 true（是）或 false（否），现为：“大概”', [d['message'] for d in result.errors()])

    def test_the_likeliest_of_several_forms(self):
        data = sample(ROOT / 'samples/proposal-review/typical.json')
        only = self.messages({**data, 'national_number': 'GBT 45674-202X'}, 'proposal-review').errors()[0]
        self.assertIn('应为形如 `GB/T 9704-2012` 的国家标准编号', only['message'])
        self.assertIn('此处有 2 种写法，按最接近的国家标准编号检查', only['notes'][0]['message'])
        only = self.messages({**data, 'national_number': '2026900X-T-469'}, 'proposal-review').errors()[0]
        self.assertIn('应为形如 `20240123-T-469` 的计划号', only['message'])

    def test_patterns_are_told_in_words(self):
        data = sample(ROOT / 'samples/opinions/typical.json')
        only = self.messages({**data, 'secrecy': '机密1年'}, 'opinions').errors()[0]
        self.assertEqual(only['hint'], '绝密、机密或秘密，有保密期限的后接★和期限，例如“机密★1年”')
        self.assertNotIn('^', only['message'] + only['hint'])
        data = sample(ROOT / 'samples/regulations/typical.json')
        data['chapters'][0]['articles'][0]['paragraphs'][0]['text'] = '为了规范工作，\n制定本办法。'
        only = self.messages(data, 'regulations').errors()[0]
        self.assertTrue(only['hint'].startswith('文字中有换行，请删去；'), only)
        english = self.messages(data, 'regulations', 'en').errors()[0]
        self.assertTrue(english['hint'].startswith('the text contains a line feed: delete it; '), english)

    def test_what_is_missing_is_at_its_own_place_in_the_order_of_the_form(self):
        path = ROOT / 'samples/expert-application/typical.json'
        order = list(bundles.schema('expert-application')['properties'])
        data = sample(path)
        gone = ['mobile', 'email', 'name_zh', 'gender']
        for name in gone:
            del data[name]
        result = self.messages(data, 'expert-application')
        self.assertEqual([d['data']['pointer'] for d in result.errors()],
                         ['/' + name for name in sorted(gone, key=order.index)])
        self.assertIn('缺少手机（`mobile`）', [d['message'] for d in result.errors()])
        text = zh('check', 'expert-application', self.folder / 'a.json', '--values-only').err
        self.assertIn('，位于 /email', text)
        # What the file has is listed, not the defaults of the schema.
        self.assertNotIn('fax、', text.split('（有：')[1].split('）')[0] if 'fax' not in data else '')

    def test_a_repeated_item_names_the_first(self):
        data = sample(ROOT / 'samples/proposal-information/typical.json')
        data['source'] = ['国家标准', '行业标准', '国家标准']
        result = self.messages(data, 'proposal-information')
        self.assertEqual([d['message'] for d in result.errors()], ['`提案来源` 的第 3 项与第 1 项相同'])

    def test_a_rule_tells_a_duplicate_once_and_names_the_first(self):
        result = self.messages(changed(lambda d: d['projects'].append(d['projects'][1])))
        self.assertEqual([(d['data']['pointer'], d['message']) for d in result.errors()],
                         [('/projects/4/plan_number', '计划号20230241-T-469在“在研标准项目”中重复，与第2项相同')])

    def test_no_blank_between_han(self):
        text = zh('check', KIND, self.write('a.json', '[]'), '--values-only').err
        self.assertIn('，位于最外层', text)
        self.assertNotRegex(text, r'[\u4e00-\u9fff] [\u4e00-\u9fff]')


class Numbered(CommandTest):
    def test_events_need_no_id(self):
        def strip(data):
            for event in data['events']:
                if event['type'] != 'ns_approved':
                    event.pop('id', None)
        path = self.write('a.json', changed(strip))
        first = gongwen('-v', 'check', KIND, path)
        self.assertEqual(first.status, DONE, first.err)
        made = re.findall(r'/events/\d+/id \(id\) is not given, so it is "([^"]*)"', first.err)
        self.assertTrue(made)
        self.assertEqual(len(made), len(set(made)))
        for name in made:
            self.assertRegex(name, r'^[a-z0-9]+(-[a-z0-9]+)*$')
        self.assertEqual(made, re.findall(r'/events/\d+/id \(id\) is not given, so it is "([^"]*)"',
                                          gongwen('-v', 'check', KIND, path).err))

    def test_given_ids_are_kept_and_not_taken_again(self):
        data = sample()
        event = dict(data['events'][0])
        made = 'ns-approved-' + event['dates'][0].replace('-', '')
        data['events'] = [{k: v for k, v in event.items() if k != 'id'}, {**event, 'id': made},
                          {k: v for k, v in event.items() if k != 'id'}]
        told = gongwen('-v', 'check', KIND, '--values-only', self.write('a.json', data)).err
        self.assertIn(f'/events/0/id (id) is not given, so it is "{made}-2"', told)
        self.assertIn(f'/events/2/id (id) is not given, so it is "{made}-3"', told)


class ValuesAlone(CommandTest):
    def test_no_page_is_laid_out(self):
        def spoil(data):
            data['events'][0]['heading'] = '标题\U00013000'  # a hieroglyph, which no face has
        path = self.write('a.json', changed(spoil))
        pages = gongwen('--error-format', 'json', 'check', KIND, path)
        self.assertIn('text/missing-glyph', [d['id'] for d in pages.diagnostics()])
        result = gongwen('check', KIND, '--values-only', path)
        self.assertEqual((result.status, result.out), (DONE, f'{path}: no errors\n'))
        self.assertNotIn('missing-glyph', result.err)

    def test_schema_and_rules_are(self):
        wrong = self.write('a.json', changed(lambda d: d.update(year='x')))
        result = gongwen('--error-format', 'json', 'check', KIND, '--values-only', wrong)
        self.assert_fails(result, BAD_INPUT, 'data/wrong-type')
        broken = self.write('b.json', changed(lambda d: d['events'].append(d['events'][0])))
        result = gongwen('--error-format', 'json', 'check', KIND, '--values-only', broken)
        self.assert_fails(result, BAD_INPUT, 'rules/violated')

    def test_not_with_a_profile(self):
        result = gongwen('--error-format', 'json', 'check', KIND, SAMPLE, '--values-only', '--profile', 'gbt9704')
        self.assert_fails(result, BAD_USAGE, 'cli/values-with-profile')


if __name__ == '__main__':
    unittest.main()
