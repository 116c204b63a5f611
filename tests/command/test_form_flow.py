"""Parts of a form that are no tables: running text with blanks, and questions in boxes."""
import json
import unittest

from harness import BAD_INPUT, DONE, CommandTest, gongwen


def pair(text):
    return {'zh': text, 'en': text}


FIELDS = {
    '/office': {'title': pair('受理单位'), 'type': 'name', 'fixed': True, 'default': '某某办公室'},
    '/org': {'title': pair('单位'), 'must': True, 'max': 60, 'blank': 14},
    '/group': {'title': pair('组别'), 'must': True, 'before': '第', 'as': '第{value}组', 'options': [[1, '一', 'one'], [2, '二', 'two']]},
    '/points': {'title': pair('事项'), 'type': 'texts', 'rows': [1, 9], 'max': 100},
    '/signer': {'title': pair('签字人'), 'type': 'person', 'print': '负责人（签字）：'},
    '/date': {'title': pair('日期'), 'type': 'date'},
}
TEXT = [
    {'words': '{office=/office}：', 'flush': True},
    {'words': '{/org}（以下简称“本单位”）申请加入{/group}，办法见{rules}，{{照印}}。'},
    {'items': '/points'},
    {'words': '特此说明。', 'sign': ['/signer', {'name': 'hand', 'words': '经办人（签字）：'}], 'date': '/date'},
]


def letter(**changes):
    return {'form': 1, 'kind': 'letter', 'title': pair('申请函'), 'version': '1.0', 'source': pair('自拟'), 'fields': FIELDS,
            'links': {'rules': {'to': 'https://example.org/rules', 'words': '《某某办法》'}},
            'paper': [{'sheet': '申请函', 'text': TEXT}], **changes}


QUESTIONS = {
    '/place': {'title': pair('place'), 'print': 'PLACE', 'must': True, 'max': 60},
    '/aims': {'title': pair('aims'), 'type': 'paragraphs', 'given': True},
    '/contact': {'title': pair('contact'), 'given': True},
    '/contact/name': {'title': pair('name'), 'must': True},
    '/contact/code': {'title': pair('code'), 'given': True, 'pattern': {'is': '^[A-Z]{2}[0-9]+$', 'say': pair('two capitals, then digits'), 'example': 'AB12'}},
    '/deputy': {'title': pair('deputy'), 'given': True, 'like': '/contact'},
    '/agreed': {'title': pair('agreed'), 'type': 'confirmed', 'must': True, 'print': 'The rules of {rules} are kept'},
    '/how': {'title': pair('how'), 'must': True, 'options': [['train', '火车', 'train', 'By train'], ['other', '其他', 'other', 'Otherwise:']]},
    '/how_else': {'title': pair('other way'), 'given': True},
    '/towns': {'title': pair('towns'), 'type': 'texts', 'distinct': True, 'max': 30},
}
BOXES = [
    {'section': 'VISIT', 'note': '(all is asked once)'},
    {'box': [
        [{'label': '/place', 'more': '(town)', 'hint': 'as in {rules}'}, {'answer': '/place'}],
        {'cell': [{'label': '/aims'}, {'answer': '/aims'}], 'height': 60},
        [{'fill': ['/contact/name', '/contact/code'], 'printed': [['/contact/name', '/contact/code']]}],
        [{'fill': ['/deputy/name', '/deputy/code'], 'printed': ['Deputy: {name=/deputy/name}'], 'given': True}],
        [{'tick': '/agreed'}],
        [{'options': '/how', 'with': {'other': '/how_else'}, 'marked': True}],
        [{'label': '/towns'}, {'list': '/towns', 'least': 3, 'further': 2}]]},
]


def questions(**changes):
    return {'form': 1, 'kind': 'questions', 'language': 'en', 'title': pair('visit'), 'version': '1.0', 'source': pair('made up'), 'fields': QUESTIONS,
            'head': {'title': 'VISIT OF A PLANT', 'series': 'FORM 9', 'by': '/place', 'text_prompt': 'Write here.'},
            'links': {'rules': {'to': 'https://example.org/rules', 'words': 'Rules of Visits'}},
            'paper': [{'sheet': 'Visit', 'boxes': BOXES}], **changes}


LETTER_DATA = {'org': '某某示例厂', 'group': 2, 'points': ['按时到场', '服从安排'], 'signer': '张示例', 'date': '2030-05-01'}
VISIT_DATA = {'place': 'Sample Town', 'aims': ['To see:', ['the hall', 'the yard']], 'contact': {'name': 'A. Sample', 'code': 'AB12'},
              'deputy': {'name': 'B. Sample'}, 'agreed': True, 'how': 'other', 'how_else': 'on foot', 'towns': ['One', 'Two']}


class FormParts(CommandTest):
    def own(self, form, *words):
        self.write(f'own/{form["kind"]}/form.json', json.dumps(form, ensure_ascii=False, indent=1))
        return gongwen('--error-format', 'json', '--templates', self.folder / 'own', *words)

    def text(self, form, data, *options):
        """The words of a page."""
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        result = self.own(form, 'dump', form['kind'], *([path] if data else []), '--stage', 'dom', *options)
        self.assertEqual(result.status, DONE, result.err)
        return result.out

    def refuse(self, form, id, pointer):
        result = self.own(form, 'describe', form['kind'])
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertIn((id, pointer), [(d['id'], d.get('data', {}).get('pointer')) for d in result.errors()])

    def test_a_letter_comes_back(self):
        for ending in ('pdf', 'xlsx'):
            path = self.folder / f'letter.{ending}'
            data = self.write('data.json', json.dumps(LETTER_DATA, ensure_ascii=False))
            result = self.own(letter(), 'render', 'letter', data, '--fillable', '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            found = json.loads(gongwen('--templates', self.folder / 'own', 'extract', path).out)
            self.assertEqual({name: found.get(name) for name in LETTER_DATA}, LETTER_DATA)

    def test_words_of_a_letter(self):
        html = self.text(letter(), LETTER_DATA)
        for words in ('某某办公室', '（以下简称“本单位”）申请加入', '第2组', '{照印}', 'https://example.org/rules', '特此说明。', '"一"'):
            self.assertIn(words, html)
        texts = json.loads(self.own(letter(), 'texts', 'letter').out)
        self.assertEqual(texts['words.1-1'], '{office}：')
        self.assertEqual(texts['words.1-2'], '{org}（以下简称“本单位”）申请加入{group}，办法见{rules}，{{照印}}。')

    def test_questions_come_back(self):
        for ending in ('pdf', 'xlsx'):
            path = self.folder / f'visit.{ending}'
            data = self.write('data.json', json.dumps(VISIT_DATA))
            result = self.own(questions(), 'render', 'questions', data, '--fillable', '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            found = json.loads(gongwen('--templates', self.folder / 'own', 'extract', path).out)
            # A field of several lines is one text: its items have dots.
            self.assertIn('hall', str(found.pop('aims')))
            self.assertEqual({name: found.get(name) for name in found}, {name: value for name, value in VISIT_DATA.items() if name != 'aims'})

    def test_words_of_questions(self):
        html = self.text(questions(), VISIT_DATA)
        for words in ('FORM 9', 'VISIT OF A PLANT', 'PLACE', '(town)', 'Rules of Visits', 'the hall', 'A. Sample, AB12', 'Deputy: B. Sample', 'Otherwise:', 'name="/how_else"', 'One; Two'):
            self.assertIn(words, html)
        blank = self.text(questions(), None)
        self.assertIn('Write here.', blank)
        self.assertNotIn('Deputy:', blank)

    def test_what_fields_take(self):
        for changes, is_good in (({}, True), ({'agreed': False}, False), ({'contact': {'name': 'A', 'code': 'ab'}}, False), ({'deputy': {}}, False),
                                 ({'contact': {'code': 'AB1'}}, False), ({'towns': ['One', 'One']}, False), ({'aims': 'one line'}, True), ({'aims': [[[]]]}, False)):
            with self.subTest(changes):
                path = self.write('data.json', json.dumps({**VISIT_DATA, **changes}))
                self.assertEqual(self.own(questions(), 'check', 'questions', path).status, DONE if is_good else BAD_INPUT)

    def test_errors_are_told_at_their_places(self):
        def text(*blocks):
            return letter(paper=[{'sheet': '申请函', 'text': [*TEXT, *blocks]}])
        self.refuse(text({'words': '见{rule}。'}), 'engine/form-no-place', '/paper/0/text/4/words')
        self.refuse(text({'words': '见{/nam}。'}), 'engine/form-unknown-field', '/paper/0/text/4/words')
        self.refuse(text({'lines': ['/signer']}), 'engine/form-twice', '/paper/0/text/4/lines/0')
        self.refuse(text({'html': 'own', 'fields': ['/org']}), 'engine/no-template', '/paper/0/text/4/html')
        signed = {**FIELDS, '/seal': {'title': pair('盖章'), 'type': 'opinion'}}
        self.refuse({**text({'lines': ['/seal']}), 'fields': signed}, 'engine/form-not-in-text', '/paper/0/text/4/lines/0')
        self.refuse(letter(fields={**FIELDS, '/more': {'title': pair('其他')}}), 'engine/form-not-on-paper', '/fields/~1more')
        mixed = questions(paper=[{'sheet': 'Visit', 'boxes': BOXES}, {'sheet': 'more', 'text': [{'words': 'more'}]}])
        self.refuse(mixed, 'engine/form-mixed-parts', '/paper/1')
        self.refuse(questions(fields={**QUESTIONS, '/deputy': {'title': pair('deputy'), 'like': '/contac'}}), 'engine/form-unknown-field', '/fields/~1deputy/like')
        unknown = [{'box': [[{'tick': '/agree'}]]}]
        self.refuse(questions(paper=[{'sheet': 'Visit', 'boxes': [*BOXES, *unknown]}]), 'engine/form-unknown-field', '/paper/0/boxes/2/box/0/0/tick')


if __name__ == '__main__':
    unittest.main()
