"""Word files with tags, as an author without programs meets them: types that follow from tags, corrections in Word, tags typed
with a Chinese input method, names that tags cannot have, links, recorded changes and comments, messages in the author's words."""
import json
import re
import subprocess
import unittest
import zipfile
from random import Random

from harness import BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen
from word_forms import HEAD, NAMES, package_of, paragraph, relationship_xml, run

# Each filter but `attr`, which finds methods only.
FILTERS = r'''abs batch(2)|list|length capitalize center(9) choice(["甲","乙"]) choice_title circled cn_amount cn_counts("项")|list|length cn_date
cn_month cn_number cn_ordinal cn_year code128 comparable count d("x") datamatrix date_range("2026-03-01") days_between("2026-03-01") default("x")
dictsort|length e ean13 enumerate_cn escape filesizeformat first first_like("甲") float forceescape format groupby("a")|list|length indent int
iso_reference|string items|list|length join("、") last latex_math length list|length lower map("upper")|join markdown_inline marks|list|length mask mathml max
min next_working_day qr reject("equalto","a")|list|length rejectattr("a")|list|length replace("a","b") reverse|list|length round safe safe_html
select("equalto","a")|list|length selectattr("a")|list|length slice(2)|list|length sort|join std_no string striptags sum surname title tojson trim truncate(9)
unique|join unsaid("甲")|list|length upper urlencode without_blanks wordcount wordwrap(9) xmlattr'''.split()
TESTS = '''boolean chinese containing_han defined divisibleby(3) even eq("a") ge(1) gt(1) in(["a"]) integer iterable later_stage_than("WD") le(1)
lower lt(1) mapping ne("a") none number odd of_stage("WD") sameas(true) sequence string surname_of("张示例") true undefined upper working_day'''.split()
OPERATORS = ['x + 1', '1 - x', 'x * y', 'x / y', 'x // 2', 'x % 2', 'x ** 2', '-x', 'x ~ y', 'x > 3', '3 <= x < y', 'x == "甲"', 'x != 1', 'x in ["甲"]',
             '"甲" in x', 'x not in y', 'not x', 'x and y', 'x or y', 'x or "无"', '1 if x else 2', 'x[0]', 'x[1:]|join', 'x["a"]', 'x.a.b', 'x.strip()',
             '"{:.2f}".format(x)', '"%.2f" % x', '"%d项" % x', 'x + "元"', '(x + y) | cn_amount', 'x.a | cn_date', 'x + ["甲"] | join', '(x + ["甲"]) | join', 'x.get("a")', 'x.split("，")|join']
# Templates of which one draft of the data has to fit all places.
ODD = ['{% if a %}{{ b }}{% elif c > 3 %}{{ d }}{% endif %}', '{{ x or "无" }}{{ y | default(0) }}{{ z.get("a", 1) }}', '{% for l, n in rows %}{{ l }}：{{ n | cn_amount }}{% endfor %}',
       '{% if c %}{{ draw_chart(c).total }}{{ c.note }}{% endif %}', '{{ a[3] }}{{ a[-4] }}{{ titles[k] }}', '{% for n in nodes recursive %}{{ n.name }}{{ loop(n.children) }}{% endfor %}',
       '{% macro tree(n) %}{{ n.name }}{% for c in n.children %}{{ tree(c) }}{% endfor %}{% endmacro %}{{ tree(root) }}', '{% if a and a.b %}{{ a.b.c }}{% endif %}{{ (x or y) | cn_date }}',
       '{{ draw_chart({"kind": "pie", "title": t, "labels": names, "series": [{"name": n, "values": counts}]}).total }}',
       '{% set ns = namespace(t=0) %}{% for r in rows %}{% set ns.t = ns.t + r.n %}{% endfor %}{{ ns.t | cn_amount }}', '{{ x | choice(["甲", "乙"]) }}{% if x %}1{% endif %}',
       '{% for g in rows | groupby("org") %}{{ g.grouper }}{{ g.list | sum(attribute="n") }}{% endfor %}', '{{ p.name if p else "无" }}{% if not q %}无{% else %}{{ q | join }}{% endif %}']


def word_file(*blocks, parts=(), external=()):
    """`parts`: (relationship type, name, content); `external`: addresses of links, rLink0 and on."""
    links = ''.join(f'<Relationship Id="rLink{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
                    f'Target="{address}" TargetMode="External"/>' for i, address in enumerate(external))
    relationships = relationship_xml([(kind, name) for kind, name, _ in parts]).replace('</Relationships>', links + '</Relationships>')
    entries = {'[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
               '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
               'word/_rels/document.xml.rels': relationships,
               'word/document.xml': f'{HEAD}<w:document {NAMES}><w:body>{"".join(blocks)}<w:sectPr/></w:body></w:document>'}
    entries.update({f'word/{name}': content for _, name, content in parts})
    return package_of(entries)


def text_of(path):
    return subprocess.run(['pdftotext', '-layout', path, '-'], stdout=subprocess.PIPE, check=True, text=True).stdout


class WordTemplates(CommandTest):
    def make(self, content, name='letter', *options):
        (self.folder / f'{name}.docx').write_bytes(content)
        return gongwen('import', f'{name}.docx', name, '-o', 'k', '--title', '通知 = notice', *options, cwd=self.folder)

    def render(self, name='letter', data=None, outputs=('out.pdf',), options=()):
        source = f'k/{name}/sample.json'
        if data is not None:
            (self.folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
            source = 'data.json'
        return gongwen(*options, '--templates', 'k', 'render', name, source, '--force', *(word for output in outputs for word in ('-o', output)), cwd=self.folder)

    def schema(self, name='letter'):
        return json.loads((self.folder / 'k' / name / 'schema.json').read_text(encoding='utf-8'))

    def setUp(self):
        super().setUp()
        (self.folder / 'k').mkdir()

    def test_the_sample_of_every_filter_test_and_operator_renders(self):
        tags = [f'{{{{ x{i} | {one} }}}}' for i, one in enumerate(FILTERS)]
        tags += [f'{{% if t{i} is {one} %}}是{{% endif %}}' for i, one in enumerate(TESTS)]
        tags += ['{{ ' + re.sub(r'\b([xy])\b', rf'o{i}\1', one) + ' }}' for i, one in enumerate(OPERATORS)]
        result = self.make(word_file(*(paragraph(run(tag)) for tag in tags)))
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn('sample-misfit', result.err)
        result = self.render()
        self.assertEqual(result.status, DONE, result.err)

    def test_the_first_rendering_of_a_draft_lacks_nothing(self):
        for number, tags in enumerate(ODD):
            with self.subTest(tags):
                result = self.make(word_file(paragraph(run(tags))), f'odd{number}')
                self.assertEqual((result.status, result.err), (DONE, ''))
                result = self.render(f'odd{number}')
                self.assertEqual(result.status, DONE, result.err)

    def test_macros_that_call_each_other_too_often_are_told(self):
        text = '{% macro m0(a) %}{{ a }}{% endmacro %}' + ''.join(
            f'{{% macro m{i + 1}(a) %}}{{{{ m{i}([a]) }}}}{{{{ m{i}([a]) }}}}{{% endmacro %}}' for i in range(30))
        result = self.make(word_file(paragraph(run(text)), paragraph(run('{% if x is none %}{{ m30(x) }}{% endif %}'))))
        self.assertIn('adopt/unfollowed', result.err)
        self.assertEqual(result.status, DONE)

    def test_types_are_those_of_the_uses(self):
        self.make(word_file(paragraph(run('{{ fee | cn_amount }}{{ day | cn_date }}{{ names | join("、") }}{% if urgent %}急{% endif %}')),
                            paragraph(run('{% if contact %}{{ contact.name }}{% endif %}{% if end %}{{ end | cn_date }}{% endif %}'))))
        properties = self.schema()['properties']
        self.assertEqual([properties[name]['type'] for name in ('fee', 'day', 'names', 'urgent', 'contact')],
                         ['number', 'string', 'array', 'boolean', 'object'])
        self.assertEqual(properties['day']['format'], 'date')
        # What is tested may be missing.
        result = self.render(data={'fee': 3, 'day': '2026-12-08', 'names': ['张示例', '李示例']})
        self.assertEqual(result.status, DONE, result.err)
        text = re.sub(r'\s', '', text_of(self.folder / 'out.pdf'))
        self.assertEqual(text, '叁元整2026年12月8日张示例、李示例')

    def test_a_wrong_guess_is_told_with_the_type_to_write(self):
        self.make(word_file(paragraph(run('{{ count }}项'))))
        result = self.render(data={'count': ['甲']})
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('"type": "array"', result.err)
        self.assertIn('schema.json', result.err)

    # Corrections in Word.

    def test_a_name_corrected_in_word_is_taken_over(self):
        self.make(word_file(paragraph(run('{{ meeting }}{{ plase }}'))))
        schema = self.schema()
        schema['properties']['meeting']['maxLength'] = 20
        (self.folder / 'k/letter/schema.json').write_text(json.dumps(schema), encoding='utf-8')
        corrected = word_file(paragraph(run('{{ meeting }}{{ place }}{{ fee | cn_amount }}')))
        (self.folder / 'k/letter/document.docx').write_bytes(corrected)
        for data in ({'meeting': '甲', 'place': '乙', 'fee': 1}, None):
            result = self.render(data=data)
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn('engine/tag-not-in-schema', result.err)
        command = re.search(r'`gongwen (import [^`]* --force)`', result.err).group(1)
        self.assertEqual(command, 'import k/letter/document.docx letter -o k --force')
        result = gongwen(*command.split(), cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertRegex(result.out, r'place  short text  new')
        self.assertRegex(result.out, r'plase  removed')
        self.assertRegex(result.out, r'meeting  short text  kept as it was changed by hand')
        schema = self.schema()
        self.assertEqual(set(schema['properties']), {'meeting', 'place', 'fee'})
        self.assertEqual(schema['properties']['meeting']['maxLength'], 20)
        self.assertEqual(set(schema['required']), {'meeting', 'place', 'fee'})
        result = self.render()
        self.assertEqual(result.status, DONE, result.err)

    def test_names_that_others_use_or_people_changed_stay(self):
        self.make(word_file(paragraph(run('{{ a }}{{ b }}{{ c }}')), paragraph(run('{%p for p in list %}')), paragraph(run('{{ p.x }}{{ p.y }}')), paragraph(run('{%p endfor %}'))))
        manifest = json.loads((self.folder / 'k/letter/template.json').read_text(encoding='utf-8'))
        manifest['file_name'] = '通知{{ a }}'
        (self.folder / 'k/letter/template.json').write_text(json.dumps(manifest), encoding='utf-8')
        schema = self.schema()
        schema['properties']['b']['x-title'] = {'zh': '乙', 'en': 'b'}
        (self.folder / 'k/letter/schema.json').write_text(json.dumps(schema), encoding='utf-8')
        sample = json.loads((self.folder / 'k/letter/sample.json').read_text(encoding='utf-8'))
        sample['list'][0]['x'] = '自己的'
        (self.folder / 'k/letter/sample.json').write_text(json.dumps(sample), encoding='utf-8')
        result = self.make(word_file(paragraph(run('{%p for p in list %}')), paragraph(run('{{ p.x }}{{ p.z }}')), paragraph(run('{%p endfor %}'))), 'letter', '--force')
        self.assertEqual(result.status, DONE, result.err)
        schema = self.schema()
        self.assertEqual(set(schema['properties']), {'a', 'b', 'list'})
        self.assertEqual(set(schema['properties']['list']['items']['properties']), {'x', 'z'})
        sample = json.loads((self.folder / 'k/letter/sample.json').read_text(encoding='utf-8'))
        self.assertEqual(sample['list'][0], {'x': '自己的', 'z': '【z】'})
        self.assertEqual(self.render().status, DONE)

    def edit(self, file, change, name='letter'):
        path = self.folder / 'k' / name / file
        json_data = json.loads(path.read_text(encoding='utf-8'))
        change(json_data)
        path.write_text(json.dumps(json_data, ensure_ascii=False), encoding='utf-8')

    def test_each_correction_of_a_person_stays(self):
        tags = '{{ a }}{{ b }}{{ c | choice(["甲", "乙"]) }}{% for p in list %}{{ p.n }}{% endfor %}{{ person.name }}'
        self.make(word_file(paragraph(run(tags))))

        def correct(schema):
            properties = schema['properties']
            properties['a'].update({'type': 'integer', 'maximum': 9, 'x-title': {'zh': '甲项', 'en': 'a'}})
            del properties['a']['minLength']
            properties['b']['maxLength'] = 5
            properties['c']['enum'].append('丙')
            properties['list']['maxItems'] = 3
            properties['list']['items']['properties']['n']['x-title']['zh'] = '数'
            properties['person']['properties']['name']['description'] = '全名'
            properties['own'] = {'type': 'string'}
            schema['required'].remove('b')
        self.edit('schema.json', correct)
        self.edit('sample.json', lambda sample: sample.update({'a': 7, 'b': '乙', 'list': [{'n': '一'}, {'n': '二'}, {'n': '三'}]}))
        before = self.schema()
        more = tags.replace('"乙"', '"乙", "丁"').replace('{{ p.n }}', '{{ p.n }}{{ p.day | cn_date }}').replace('.name }}', '.name }}{{ person.post }}')
        for content in (tags, more):
            result = self.make(word_file(paragraph(run(content))), 'letter', '--force')
            self.assertEqual((result.status, result.err), (DONE, ''))
            written = {path.name: path.read_bytes() for path in (self.folder / 'k/letter').iterdir()}
            self.assertEqual(self.make(word_file(paragraph(run(content))), 'letter', '--force').status, DONE)
            self.assertEqual(written, {path.name: path.read_bytes() for path in (self.folder / 'k/letter').iterdir()})
            after = self.schema()['properties']
            for name in ('a', 'b', 'own'):
                self.assertEqual(after[name], before['properties'][name])
            self.assertEqual(after['c']['enum'], ['甲', '乙', '丙'] + (['丁'] if content == more else []))
            self.assertEqual(after['list']['maxItems'], 3)
            self.assertEqual(after['list']['items']['properties']['n'], before['properties']['list']['items']['properties']['n'])
            self.assertEqual(after['person']['properties']['name']['description'], '全名')
            self.assertNotIn('b', self.schema()['required'])
            sample = json.loads((self.folder / 'k/letter/sample.json').read_text(encoding='utf-8'))
            self.assertEqual((sample['a'], sample['b'], [row['n'] for row in sample['list']]), (7, '乙', ['一', '二', '三']))
            self.assertEqual(self.render().status, DONE)
        self.assertEqual(after['list']['items']['properties']['day']['format'], 'date')
        self.assertIn('day', sample['list'][2])
        # What nobody has changed follows the tags; a sample of one's own keeps a name that no tag uses.
        self.edit('sample.json', lambda sample: sample['person'].update(name='张示例'))
        result = self.make(word_file(paragraph(run('{{ a }}{{ b }}'))), 'letter', '--force')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(set(self.schema()['properties']), {'a', 'b', 'c', 'list', 'person', 'own'})
        self.assertRegex(result.out, 'person  used by no tag')

    def test_random_corrections_are_kept_or_told(self):
        tags = ['{{ a }}', '{{ a | cn_amount }}', '{% for x in a %}{{ x.n }}{% endfor %}', '{{ a | cn_date }}', '{% if a %}y{% endif %}', '{{ a.p }}{{ a.q }}', '{{ a | join }}', '{{ a or "无" }}']
        edits = [('maxLength', 7), ('minimum', 3), ('description', '说明'), ('maxItems', 4), ('x-title', {'zh': '改', 'en': 'changed'}), ('type', ['string', 'null'])]
        kept = 0
        for seed in range(12):
            random = Random(seed)
            name, before, after, own = f'r{seed}', random.choice(tags), random.choice(tags + ['']), random.random() < 0.5
            chosen = random.sample(edits, random.randint(0, 2))
            with self.subTest((seed, before, after, chosen, own)):
                self.assertEqual(self.make(word_file(paragraph(run(before + '{{ z }}'))), name).status, DONE)
                self.edit('schema.json', lambda schema: schema['properties']['a'].update(chosen), name)
                self.edit('sample.json', lambda sample: sample.update({'a': '我写的'} if own else {}), name)
                result = self.make(word_file(paragraph(run(after + '{{ z }}'))), name, '--force')
                self.assertEqual(result.status, DONE, result.err)
                now = self.schema(name)['properties'].get('a', {})
                for keyword, value in chosen:
                    kept += now.get(keyword) == value
                    self.assertTrue(now.get(keyword) == value or 'adopt/correction-replaced' in result.err)
                if own:
                    self.assertEqual(json.loads((self.folder / 'k' / name / 'sample.json').read_text(encoding='utf-8'))['a'], '我写的')
                elif not chosen:
                    self.assertEqual((result.err, self.render(name).status), ('', DONE))
        self.assertGreater(kept, 5)

    def test_a_correction_that_tags_contradict_is_told(self):
        self.make(word_file(paragraph(run('{{ names }}{{ day }}{{ fee }}'))))
        self.edit('schema.json', lambda schema: schema['properties']['names'].update({'maxLength': 20, 'x-title': {'zh': '名单', 'en': 'names'}}))
        self.edit('sample.json', lambda sample: sample.update(fee='三万元'))
        result = self.make(word_file(paragraph(run('{{ names | join("、") }}{{ day | cn_date }}{{ fee | cn_amount }}'))), 'letter', '--force')
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('adopt/correction-replaced', result.err)
        self.assertIn('"maxLength":20', result.err)
        self.assertIn('letter.docx ¶1:', result.err)
        properties = self.schema()['properties']
        self.assertEqual((properties['names']['type'], properties['names']['x-title']['zh']), ('array', '名单'))
        self.assertEqual((properties['day'].get('format'), properties['fee']['type']), ('date', 'number'))
        # Nobody loses a value of the sample; where it no longer fits is said.
        self.assertIn('adopt/sample-refused', result.err)
        sample = json.loads((self.folder / 'k/letter/sample.json').read_text(encoding='utf-8'))
        self.assertEqual((sample['fee'], sample['day']), ('三万元', '2026-01-01'))

    def test_a_kind_without_a_record_loses_nothing(self):
        self.make(word_file(paragraph(run('{{ a }}{{ b }}'))))
        self.edit('schema.json', lambda schema: schema.pop('x-drafted'))
        result = self.make(word_file(paragraph(run('{{ a }}{{ c }}'))), 'letter', '--force')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(set(self.schema()['properties']), {'a', 'b', 'c'})

    def test_what_cannot_be_renewed_says_why(self):
        content = word_file(paragraph(run('{{ a }}')))
        self.make(content)
        for file in ('schema.json', 'sample.json', 'document.docx'):
            kept = (self.folder / 'k/letter' / file).read_bytes()
            (self.folder / 'k/letter' / file).unlink()
            result = self.make(content, 'letter', '--force')
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn(f'`{file}` is missing', result.err)
            (self.folder / 'k/letter' / file).write_bytes(kept)
        result = self.make(word_file(paragraph(run('甲'))), 'letter', '--force')
        self.assertIn('has no tags', result.err)
        (self.folder / 'k/letter/schema.json').write_text('{"type": }', encoding='utf-8')
        result = self.make(content, 'letter', '--force')
        self.assertIn('schema.json:1:', result.err)
        self.make(content, 'titled')
        result = gongwen('import', 'letter.docx', 'titled', '-o', 'k', '--title', '别的题目', '--force', cwd=self.folder)
        self.assertIn('adopt/title-stays', result.err)

    def test_unknown_tags_are_looked_for_where_they_stand(self):
        self.make(word_file(paragraph(run('{{ name }}{% for p in list %}{{ p.n }}{% endfor %}'))))

        def refer(schema):
            schema['$defs'] = {'row': schema['properties']['list']['items']}
            schema['properties']['list']['items'] = {'oneOf': [{'$ref': '#/$defs/row'}]}
        self.edit('schema.json', refer)
        # `name` stands at the root of the schema, but not in rows; `n` only there.
        (self.folder / 'k/letter/document.docx').write_bytes(word_file(paragraph(run('{{ name }}{{ n }}{% for p in list %}{{ p.n }}{{ p.name }}{% endfor %}'))))
        result = self.render(data={'name': '甲', 'n': '乙', 'list': [{'n': '1', 'name': '2'}]})
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('`list.name`', result.err)
        self.assertRegex(result.err, r'tag-not-in-schema.*`n`')
        self.assertNotRegex(result.err, r'tag-not-in-schema.*`(name|list\.n)`')

    def test_nothing_is_written_if_a_tag_is_wrong(self):
        result = self.make(word_file(paragraph(run('{{ a }}{% if x %}'))))
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('letter.docx ¶1:', result.err)
        self.assertFalse((self.folder / 'k/letter').exists())
        self.make(word_file(paragraph(run('{{ a }}'))))
        before = {path.name: path.read_bytes() for path in (self.folder / 'k/letter').iterdir()}
        self.assertEqual(self.make(word_file(paragraph(run('{{ a | bad }}'))), 'letter', '--force').status, BAD_INPUT)
        self.assertEqual(before, {path.name: path.read_bytes() for path in (self.folder / 'k/letter').iterdir()})
        # A kind that was written otherwise is no such kind.
        (self.folder / 'k/letter/schema.json').unlink()
        self.assertIn('adopt/not-renewable', self.make(word_file(paragraph(run('{{ a }}'))), 'letter', '--force').err)

    # Tags as they are typed.

    def test_tags_of_a_chinese_input_method_are_tags(self):
        result = self.make(word_file(paragraph(run('会议：｛｛ meeting ｝｝，{｛ day｜cn_date（） }}')),
                                     paragraph(run('｛％p if place ％｝')), paragraph(run('在｛｛place｝｝')), paragraph(run('{%P endif %}'))))
        self.assertEqual(result.status, DONE, result.err)
        result = self.render(data={'meeting': '讨论会', 'day': '2026-12-08', 'place': '北京'}, outputs=('out.pdf', 'out.docx'))
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn('wide-tag', result.err)
        text = re.sub(r'\s', '', text_of(self.folder / 'out.pdf'))
        self.assertEqual(text, '会议：讨论会，2026年12月8日在北京')
        copy = zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode()
        self.assertNotIn('｛', copy)
        self.assertIn('讨论会', copy)
        result = self.make(word_file(paragraph(run('{{ a }}，会议：｛｛ meeting'))), 'open')
        self.assertIn('adopt/wide-tag', result.err)

    def test_groups_and_lists_are_not_printed_raw(self):
        for tag, hint in (('{{ person }}{{ person.name }}', '`person.name`'), ('{{ list }}{% for x in list %}{{ x.a }}{% endfor %}', 'join')):
            with self.subTest(tag):
                name = 'raw' + str(len(hint))
                result = self.make(word_file(paragraph(run(tag))), name)
                self.assertEqual(result.status, BAD_INPUT)
                self.assertIn('templating/prints-', result.err)
                self.assertIn(hint, result.err)
                self.assertIn('¶1:1', result.err)

    def test_null_prints_nothing(self):
        self.assertEqual(self.make(word_file(paragraph(run('第{{ n }}号，{{ "共" ~ n ~ "页" }}')))).status, DONE)
        schema = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object'}
        (self.folder / 'k/letter/schema.json').write_text(json.dumps(schema), encoding='utf-8')
        result = self.render(data={'n': None})
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(text_of(self.folder / 'out.pdf').split(), ['第号，共页'])

    def test_names_of_methods_and_words_of_the_language_are_told(self):
        for tag in ('{% for c in list %}{% for i in c.items %}{{ i.x }}{% endfor %}{% endfor %}', '{{ person.values }}', '{{ in }}', '{% if is %}x{% endif %}', '{{ loop.index }}'):
            with self.subTest(tag):
                result = self.make(word_file(paragraph(run('甲')), paragraph(run(tag))))
                self.assertEqual(result.status, BAD_INPUT)
                self.assertIn('adopt/name-taken', result.err)
                self.assertIn('letter.docx ¶2:', result.err)
        # Names that are ordinary where they stand.
        self.assertEqual(self.make(word_file(paragraph(run('{{ range }}{{ field }}')))).status, DONE)
        result = self.render(data={'range': '甲', 'field': '乙'})
        self.assertEqual(result.status, DONE, result.err)

    def test_addresses_of_links_have_tags(self):
        link = '<w:hyperlink r:id="rLink{}">{}</w:hyperlink>'
        field = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "https://c/{{ site }}" </w:instrText></w:r>'
                 '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run('丙') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        content = word_file(paragraph(link.format(0, run('甲'))), paragraph(run('{%p for x in list %}')), paragraph(link.format(1, run('{{ x.name }}'))),
                            paragraph(run('{%p endfor %}')), paragraph(field), external=('https://a/{{ site }}', 'https://b/%7B%7B%20x.id%20%7D%7D'))
        result = self.make(content)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(set(self.schema()['properties']), {'site', 'list'})
        self.assertEqual(set(self.schema()['properties']['list']['items']['properties']), {'id', 'name'})
        data = {'site': 's', 'list': [{'id': '1', 'name': '一'}, {'id': '2', 'name': '二'}]}
        result = self.render(data=data, outputs=('out.pdf', 'out.docx'))
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn('field-kept', result.err)
        pdf = subprocess.run(['qpdf', '--qdf', 'out.pdf', '-'], stdout=subprocess.PIPE, check=True, cwd=self.folder).stdout
        self.assertEqual(set(re.findall(rb'/URI \((.*?)\)', pdf)), {b'https://a/s', b'https://b/1', b'https://b/2', b'https://c/s'})
        copy = zipfile.ZipFile(self.folder / 'out.docx').read('word/document.xml').decode()
        self.assertEqual(re.findall(r'HYPERLINK (?:&quot;|")(.*?)(?:&quot;|")', copy), ['https://a/s', 'https://b/1', 'https://b/2', 'https://c/s'])

    # What Word keeps beside the text.

    def test_changes_are_accepted_and_comments_left_out(self):
        author = 'w:id="9" w:author="甲" w:date="2026-01-01T00:00:00Z"'
        deleted = f'<w:del {author}><w:r><w:delText>{{{{ old }}}}</w:delText></w:r></w:del>'
        inserted = f'<w:ins {author}>{run("{{ new }}{% if x %}有{% endif %}")}</w:ins>'
        comment = '<w:commentRangeStart w:id="0"/>' + run('讨论') + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        gone = f'<w:p><w:pPr><w:rPr><w:del {author}/></w:rPr></w:pPr><w:del {author}><w:r><w:delText>删去的整段</w:delText></w:r></w:del></w:p>'
        comments = f'{HEAD}<w:comments {NAMES}><w:comment w:id="0" w:author="甲">{paragraph(run("此处填{{ note }}"))}</w:comment></w:comments>'
        result = self.make(word_file(paragraph(deleted, inserted), gone, paragraph(comment), parts=[('comments', 'comments.xml', comments)]))
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(set(self.schema()['properties']), {'new', 'x'})
        result = self.render(data={'new': '新', 'x': True}, outputs=('out.pdf', 'out.docx'))
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(text_of(self.folder / 'out.pdf').split(), ['新有', '讨论'])
        package = zipfile.ZipFile(self.folder / 'out.docx')
        self.assertNotIn('word/comments.xml', package.namelist())
        self.assertNotIn('comments', package.read('word/_rels/document.xml.rels').decode())
        copy = package.read('word/document.xml').decode()
        for word in ('w:del', 'w:ins', 'comment', '删去'):
            self.assertNotIn(word, copy)
        self.assertEqual(''.join(re.findall(r'<w:t[ >][^<]*', copy)).count('新'), 1)
        self.assertEqual(copy.count('<w:p>'), 2)

    # Messages.

    def test_places_are_those_of_word_in_the_language_of_the_reader(self):
        notes = f'{HEAD}<w:footnotes {NAMES}>' + ''.join(f'<w:footnote w:id="{i}">{paragraph(run(t))}</w:footnote>' for i, t in ((1, '甲注'), (2, '乙注{{ n | bad }}'))) + '</w:footnotes>'
        body = paragraph(*(run('甲') + f'<w:r><w:footnoteReference w:id="{i}"/></w:r>' for i in (1, 2)))
        (self.folder / 'letter.docx').write_bytes(word_file(body, parts=[('footnotes', 'footnotes.xml', notes)]))
        for language, place in (('en', 'footnote 2 ¶'), ('zh', '脚注 2 ¶')):
            result = gongwen('--lang', language, 'import', 'letter.docx', 'letter', '-o', 'k', cwd=self.folder)
            self.assertIn(f'letter.docx {place}', result.err)

    def test_other_messages_say_what_to_do(self):
        self.make(word_file(paragraph(run('{{ x | qr }}'))))
        result = self.render(outputs=('out.docx',))
        self.assertIn('adopt/code-text', result.err)
        result = self.render(outputs=('out.xlsx',))
        self.assertIn('workbook.xlsx', result.err)
        (self.folder / 'book.xlsx').write_bytes(b'PK')
        result = gongwen('import', 'book.xlsx', 'book', cwd=self.folder)
        self.assertEqual(result.status, BAD_USAGE)
        self.assertIn('cli/import-workbook', result.err)

    def test_looks_of_characters_that_pages_do_not_have_are_told_once(self):
        narrow = '<w:w w:val="66"/>'
        self.make(word_file(paragraph(run('甲', narrow)), paragraph(run('{{ x }}') + run('乙', narrow + '<w:outline/>')), paragraph(run('丙', '<w:w w:val="100"/>'))))
        result = self.render(options=('--error-format', 'json'))
        told = [d['message'] for d in result.diagnostics() if d['id'] == 'adopt/plain-characters']
        self.assertEqual([text.rpartition(': ')[2] for text in told], ['w:w 66 %', 'w:outline'])

    def test_default_fonts_of_word_need_no_warning(self):
        fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>'
        self.make(word_file(paragraph(run('Text {{ x }}', fonts))))
        result = self.render()
        self.assertEqual(result.status, DONE)
        self.assertNotIn('unknown-first-family', result.err)


if __name__ == '__main__':
    unittest.main()
