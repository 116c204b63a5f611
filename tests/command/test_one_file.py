"""Forms that one file describes: errors at their places, rules in words, expanded bundles, forms of former definitions."""
import json
import pathlib
import re
import shutil
import unittest
import zipfile

from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen, sample

HERE = pathlib.Path(__file__).resolve().parent
REVIEW = ROOT / 'templates/proposal-review/form.json'
SAMPLE = ROOT / 'samples/proposal-review/typical.json'


def pair(text):
    return {'zh': text, 'en': text}


def form(**changes):
    """A small form; `changes` replace its members."""
    return {
        'form': 1, 'kind': 'visit', 'title': pair('来访登记'), 'version': '1.0', 'source': pair('自拟'),
        'fields': {
            '/name': {'title': pair('姓名'), 'must': True, 'max': 20},
            '/from': {'title': pair('起'), 'type': 'date'},
            '/until': {'title': pair('止'), 'type': 'date'},
            '/car': {'title': pair('有车'), 'type': 'yes-no'},
            '/plate': {'title': pair('车牌'), 'max': 10},
            '/guests': {'title': pair('同行人'), 'rows': [0, 4]},
            '/guests/*/name': {'title': pair('姓名'), 'must': True, 'max': 20},
            '/guests/*/age': {'title': pair('年龄'), 'type': 'number', 'must': True},
        },
        'paper': [{'sheet': '登记', 'columns': [30, 50, 30, None], 'rows': [
            {'cells': ['/name']}, {'cells': ['/from', '/until']}, {'cells': ['/car', '/plate']},
            {'list': '/guests', 'columns': [{'of': 'name', 'span': 2}, {'of': 'age', 'span': 2}]}]}],
        **changes}


class OneFile(CommandTest):
    def check(self, written, data=None, name='form.json'):
        """What is said of data checked with this form."""
        text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False, indent=1)
        self.write(f'own/visit/{name}', text)
        path = self.write('data.json', json.dumps(data or {'name': '张示例'}, ensure_ascii=False))
        return gongwen('--error-format', 'json', '--templates', self.folder / 'own', 'check', 'visit', path)

    def refuse(self, written, id, pointer):
        """The one error of a form, at a pointer in its file."""
        result = self.check(written)
        self.assertEqual(result.status, BAD_INPUT, result.err)
        found = [(d['id'], d.get('data', {}).get('pointer')) for d in result.errors()]
        self.assertIn((id, pointer), found)
        place = next(d['data'] for d in result.errors() if d['id'] == id)
        self.assertIn('form.json', place['file'])
        self.assertGreater(place['line'], 1)

    def test_errors_of_a_form_are_told_at_their_places(self):
        self.refuse(form(paper=[{'sheet': 'a', 'columns': [30, None], 'rows': [{'cells': ['/nam']}]}]), 'engine/form-unknown-field', '/paper/0/rows/0/cells/0')
        fields = form()['fields']
        self.refuse(form(fields={**fields, '/other/name': {'title': pair('a')}}), 'engine/form-no-group', '/fields/~1other~1name')
        self.refuse(form(fields={**fields, '/loop': {'title': pair('a')}}), 'engine/form-taken-name', '/fields/~1loop')
        self.refuse(form(fields={**fields, '/more': {'title': pair('a')}}), 'engine/form-not-on-paper', '/fields/~1more')
        paper = form()['paper']
        twice = [{**paper[0], 'rows': [*paper[0]['rows'], {'cells': ['/name']}]}]
        self.refuse(form(paper=twice), 'engine/form-twice', '/paper/0/rows/4/cells/0')
        wide = [{**paper[0], 'columns': [30, None]}]
        self.refuse(form(paper=wide), 'engine/form-too-wide', '/paper/0/rows/1')
        self.refuse(form(colour='red'), 'data/unknown-name', '/colour')
        for ids, pointer in (({'label.nam': 'name'}, 'label.nam'), ({'label.name': 'label.car'}, 'label.name'),
                             ({'label.name': 'same', 'label.from': 'same'}, 'label.from')):
            self.refuse(form(text_ids=ids), 'engine/form-text-id', f'/text_ids/{pointer}')
        self.refuse(form(fields={**fields, '/name': {'title': pair('姓名'), 'most': 3}}), 'data/unknown-name', '/fields/~1name/most')

    def test_errors_of_rules_are_told_at_their_places(self):
        say = {'say': pair('不合')}
        fields = {**form()['fields'], '/dogs': {'title': pair('犬'), 'rows': [0, 2]}, '/dogs/*/name': {'title': pair('名')},
                  '/signed': {'title': pair('签署'), 'type': 'signatures', 'levels': [['chief', '主管', 'chief']]}}
        paper = [{**form()['paper'][0], 'rows': [*form()['paper'][0]['rows'], {'list': '/dogs', 'columns': [{'of': 'name', 'span': 4}]}]},
                 {'sheet': '签署', 'columns': [30, None], 'rows': [{'signatures': ['/signed']}]}]
        for rule, id, pointer in (
                ({'unique': '/name', **say}, 'engine/form-no-rows', '/rules/0/unique'),
                ({'then': {'/guests/*/name': 'given', '/dogs/*/name': 'given'}, **say}, 'engine/form-mixed-rows', '/rules/0/then/~1dogs~1*~1name'),
                ({'then': {'/nam': 'given'}, **say}, 'engine/form-unknown-field', '/rules/0/then/~1nam'),
                ({'signed_in_order': ['chief', 'head'], 'in': ['/signed']}, 'engine/form-no-level', '/rules/0/signed_in_order/1')):
            with self.subTest(id):
                self.refuse(form(fields=fields, paper=paper, rules=[rule]), id, pointer)

    def test_errors_of_what_was_made_lead_to_the_form(self):
        """A format that does not exist is found in the schema, a strange pointer in the manifest, a slip in a rule."""
        fields = form()['fields']
        for changes, pointer in ((dict(fields={**fields, '/plate': {'title': pair('车牌'), 'type': 'number-plate'}}), None),
                                 (dict(identity={'unit': pair('人'), 'by': ['/nam']}), '/identity/by/0'),
                                 (dict(web={'steps': [{'title': pair('a'), 'fields': ['/nam']}]}), '/web/steps/0/fields/0'),
                                 (dict(rules=[{'id': 'a', 'expression': 'item.name ==', 'say': pair('a')}]), None)):
            result = self.check(form(**changes))
            self.assertEqual(result.status, BAD_INPUT, result.err)
            error = result.errors()[0]
            # Of a schema and of an expression the line is told, of a value of the manifest its pointer, too.
            file = error['template'] if 'template' in error else error['data']['file']
            self.assertTrue(file.endswith('visit/form.json'), error)
            if pointer is not None:
                self.assertEqual(error['data']['pointer'], pointer)

    def test_yaml_is_the_same(self):
        self.assertEqual(self.check(form()).status, DONE)
        (self.folder / 'own/visit/form.json').unlink()
        self.assertEqual(self.check(json.dumps(form()), name='form.yaml').status, DONE)
        self.assertIn('"kind": "visit"', gongwen('--templates', self.folder / 'own', 'list', '--json').out.replace('"kind":"', '"kind": "'))

    def test_a_bundle_has_one_description(self):
        self.write('own/visit/template.json', '{}')
        self.assertEqual([d['id'] for d in self.check(form()).errors()], ['engine/form-and-manifest'])

    def test_rules_in_words(self):
        base = {'name': '张示例', 'from': '2030-05-01', 'until': '2030-05-03', 'car': True, 'plate': '示A0001',
                'guests': [{'name': '甲', 'age': 20}, {'name': '乙', 'age': 30}]}
        for rule, bad in (
                ({'if': {'/car': True}, 'then': {'/plate': 'given'}}, {'plate': ''}),
                ({'if': {'/car': False}, 'then': {'/plate': 'blank'}}, {'car': False}),
                ({'then': {'/until': {'not_before': '/from'}}}, {'until': '2030-04-30'}),
                ({'then': {'/from': {'before': '/until'}}}, {'from': '2030-05-03'}),
                ({'then': {'/name': {'not_starts': ['李', '王']}}}, {'name': '王示例'}),
                ({'then': {'/name': {'starts': '张'}}}, {'name': '李示例'}),
                ({'then': {'/name': {'contains': '示例'}}}, {'name': '张三'}),
                ({'then': {'/name': {'not_contains': ['，', ' ']}}}, {'name': '张 示例'}),
                ({'then': {'/name': {'least': 3, 'most': 4}}}, {'name': '张三'}),
                ({'then': {'/name': {'script': 'han'}}}, {'name': 'Zhang'}),
                ({'then': {'/name': {'not': ['某某', '不详']}}}, {'name': '不详'}),
                ({'then': {'/plate': {'is': ['示A0001', '示A0002']}}}, {'plate': '示A0003'}),
                ({'then': {'/guests': {'least': 1, 'most': 3}}}, {'guests': [{'name': str(i), 'age': i} for i in range(4)]}),
                ({'then': {'/guests/*/age': {'least': 18}}}, {'guests': [{'name': '甲', 'age': 17}]}),
                ({'unique': '/guests/*/name'}, {'guests': [{'name': '甲', 'age': 20}, {'name': '甲', 'age': 30}]}),
                ({'sorted': '/guests/*/age'}, {'guests': [{'name': '甲', 'age': 30}, {'name': '乙', 'age': 20}]})):
            with self.subTest(json.dumps(rule, ensure_ascii=False)):
                written = form(rules=[{'id': 'told', **rule, 'say': pair('不合')}])
                good = self.check(written, base if rule.get('if') != {'/car': False} else {**base, 'car': False, 'plate': ''})
                self.assertEqual((good.status, good.err), (DONE, good.err), good.err)
                self.assertEqual([d['id'] for d in self.check(written, {**base, **bad}).errors()], ['rules/violated'])
        # What is not given fulfils every demand.
        written = form(rules=[{'id': 'told', 'then': {'/until': {'after': '/from'}, '/plate': {'starts': '示'}}, 'say': pair('不合')}])
        self.assertEqual(self.check(written, {'name': '张示例'}).status, DONE)

    def test_an_expanded_bundle_is_the_same(self):
        self.assertEqual(gongwen('form', 'expand', 'proposal-review', '-o', self.folder / 'own').status, DONE)
        files = {path.name for path in (self.folder / 'own/proposal-review').iterdir()}
        self.assertEqual(files, {'document.html', 'paper.html', 'schema.json', 'style.css', 'template.json', 'texts.zh.json', 'workbook.css', 'workbook.html'})
        own = ['--templates', self.folder / 'own']
        for ending in ('pdf', 'xlsx'):
            paths = [self.folder / f'{name}.{ending}' for name in ('one', 'other')]
            for path, words in zip(paths, ([], own)):
                self.assertEqual(gongwen(*words, 'render', 'proposal-review', SAMPLE, '--fillable', '-o', path).status, DONE)
            self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())
        result = gongwen('--error-format', 'json', 'form', 'expand', 'monthly-bulletin', '-o', self.folder / 'own')
        self.assertEqual((result.status, [d['id'] for d in result.errors()]), (BAD_USAGE, ['engine/form-none']))
        self.assertFalse((self.folder / 'own/monthly-bulletin').exists())

    def test_forms_of_the_former_definition_are_read(self):
        """They were sent out before the form was one file."""
        former = [path for path in sorted((HERE / 'former_forms').iterdir()) if path.suffix in ('.pdf', '.xlsx')]
        self.assertGreaterEqual(len(former), 2)
        for path in former:
            with self.subTest(path.name):
                result = gongwen('--error-format', 'json', 'extract', path)
                self.assertEqual(result.status, DONE, result.err)
                self.assertNotIn('intake/other-definition', result.err)
                found = json.loads(result.out)
                for name, value in sample(ROOT / f'samples/{path.stem}/typical.json').items():
                    # Since then the summary of the content has got a formula.
                    if (path.stem, name) == ('justification-report', 'content'):
                        value = value.split('\n')[0]
                    self.assertEqual(found[name], value, name)

    def test_templates_of_some_kinds_are_no_part_of_other_forms(self):
        """The definition of a form that is out must not change with templates that it does not use."""
        def hashes(templates):
            found = {}
            for kind in ('by-hand', 'proposal-review'):
                result = gongwen('-q', '--templates', templates, 'render', kind, '--fillable', '--force', '-o', self.folder / 'blank.xlsx')
                self.assertEqual(result.status, DONE, result.err)
                with zipfile.ZipFile(self.folder / 'blank.xlsx') as book:
                    found[kind] = re.search(r'[0-9a-f]{32}', book.read('docProps/custom.xml').decode()).group()
            return found
        own = self.folder / 'own'
        shutil.copytree(ROOT / 'templates', own)
        self.write('own/by-hand/template.json', json.dumps({
            'kind': 'by-hand', 'title': pair('登记表'), 'version': '1.0', 'language': 'zh-CN', 'file_name': '登记表', 'source': pair('自拟'),
            'outputs': {'sheet': {'template': 'workbook.html', 'styles': ['shared/css/forms-sheet.css', 'shared/css/forms.css']}}}))
        self.write('own/by-hand/schema.json', json.dumps({
            'x-title': pair('登记表'), 'type': 'object', 'additionalProperties': False,
            'properties': {'name': {'x-title': pair('姓名'), 'type': 'string', 'maxLength': 20, 'default': ''}}}))
        self.write('own/by-hand/workbook.html', '<!DOCTYPE html>\n<html lang="zh-CN"><head><title>登记表</title></head><body><table data-sheet="登记"><tbody>'
                   '<tr><td>姓名</td><td><input type="text" name="/name"/></td></tr></tbody></table></body></html>\n')
        before = hashes(own)
        for name, changed in (('periodical/page.css', set()), ('form/page.css', {'proposal-review'}), ('css/forms.css', set(before))):
            with self.subTest(name):
                with open(own / 'shared' / name, 'a', encoding='utf-8') as file:
                    file.write('/* another */\n')
                now = hashes(own)
                self.assertEqual({kind for kind in now if now[kind] != before[kind]}, changed)
                before = now

    def test_texts_keep_their_former_ids(self):
        """Own texts for the form of several files count for that of one."""
        for path in sorted((HERE / 'former_forms').glob('*.texts.json')):
            with self.subTest(path.name):
                former = json.loads(path.read_text(encoding='utf-8'))
                now = json.loads(gongwen('texts', path.name.removesuffix('.texts.json')).out)
                self.assertEqual({id: now.get(id) for id in former}, former)
        own = self.write('own.json', json.dumps({'$kind': 'proposal-review', 'label.leader': '某示例', 'review.bureau': '某司'}, ensure_ascii=False))
        result = gongwen('dump', 'proposal-review', SAMPLE, '--stage', 'fragments', '--texts', own)
        self.assertEqual(result.status, DONE, result.err)
        for words in ('某示例', '某司'):
            self.assertIn(words, result.out)


if __name__ == '__main__':
    unittest.main()
