"""Facts as files that people work on: workbooks and tables that go out, are changed, and come back."""
import json
import re
import sys
import unittest

import openpyxl

from facts import EVENT, PROJECT, REVIEW, FactsTest
from harness import BAD_INPUT, BAD_USAGE, ROOT, gongwen

ALL_EVENTS = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'


class WorkbooksTest(FactsTest):
    def export(self, location, *words):
        return json.loads(self.store('export', location, *words).out)

    def all_types(self):
        location = self.folder / 'all.db'
        self.store('init', location)
        self.store('import', location, ALL_EVENTS)
        self.assertEqual(len({e['type'] for e in self.export(location)['events']}), 33)
        return location

    def fresh(self, name='fresh.db'):
        self.store('init', self.folder / name)
        return self.folder / name

    def book(self, location, name='facts.xlsx'):
        path = self.folder / name
        self.store('export', location, '-o', path)
        return path, openpyxl.load_workbook(path)

    def column(self, sheet, key):
        """The column with this key, by its heading."""
        heads = {row[3]: row[2] for row in sheet.parent['_data'].iter_rows(values_only=True)
                 if row[:2] == ('column', sheet.title)}
        return next(cell.column for cell in sheet[1] if cell.value in (heads[key], heads[key] + '*'))

    def test_each_form_of_file_is_what_its_ending_says_and_comes_back(self):
        facts = self.all_types()
        for name, words in (('f.xlsx', []), ('f.json', []), ('f.yaml', []), ('f.yml', [])):
            with self.subTest(name):
                path = self.folder / name
                self.store('export', facts, '-o', path)
                self.assertEqual(path.read_bytes()[:2] == b'PK', name.endswith('.xlsx'))
                preview = self.store('import', facts, path, '--preview').out
                self.assertIn('0 added, 0 changed, 49 unchanged, 0 without a row', preview)
                other = self.fresh(f'{name}.db')
                self.store('import', other, path)
                self.assertEqual(self.export(other), self.export(facts))

    def test_all_types_of_event_can_come_from_a_table(self):
        facts = self.all_types()
        for ending in ('csv', 'jsonl'):
            for sort in ('event', 'project', 'ballot'):
                with self.subTest(f'{sort}.{ending}'):
                    path = self.folder / f'{sort}.{ending}'
                    self.store('export', facts, sort, '-o', path)
                    self.assertIn(' 0 changed, ', self.store('import', facts, path, '--type', sort, '--preview').out)
                    other = self.fresh(f'{sort}-{ending}.db')
                    self.store('import', other, path, '--type', sort)
                    self.assertEqual(self.export(other, sort), self.export(facts, sort))

    def test_what_is_edited_is_previewed_field_by_field_and_imported(self):
        facts = self.filled({'events': [EVENT, REVIEW, {**EVENT, 'id': 'old'}], 'projects': [PROJECT]})
        path, book = self.book(facts)
        sheet = book['事项']
        participants, name = self.column(sheet, 'gw:/participants'), self.column(sheet, 'gw:/name')
        rows = {sheet.cell(row, self.column(sheet, 'gw:/id')).value: row for row in range(2, sheet.max_row + 1)}
        sheet.cell(rows['meeting-0710'], participants).value = 15
        last = sheet.max_row + 1
        for key, value in (('gw:/type', '会议'), ('gw:/dates', '2026-07-20'), ('gw:/name', '示例碰头会')):
            sheet.cell(last, self.column(sheet, key)).value = value
        sheet.delete_rows(rows['old'])
        book.save(path)
        before = self.export(facts)
        told = self.store('import', facts, path, '--preview', '--lang', 'zh').out
        self.assertEqual(told.splitlines(), [
            '~ event 2026-07/meeting-0710  mt_meeting  2026-07-10  示例工作组会议', '    事项 参会人数：12 → 15',
            '+ event 2026-07/meeting-0720  mt_meeting  2026-07-20  示例碰头会',
            '- event 2026-07/old  mt_meeting  2026-07-10  示例工作组会议　（行已删除，库中保留；加 --remove-missing 才删除）',
            f'{facts}：预览，未改动：新增 1 条，修改 1 条，不变 2 条，缺行 1 条'])
        self.assertEqual(self.export(facts), before)
        told = self.store('import', facts, path, '--reason', '核对').out
        self.assertIn('kept, unless --remove-missing', told)
        self.assertIn('2 records changed, 2 unchanged', told)
        self.assertEqual([(e['id'], e.get('participants')) for e in self.export(facts)['events']],
                         [('meeting-0710', 15), ('meeting-0720', None), ('old', 12), ('review-0712', None)])
        self.assertEqual(list(self.export(facts)['events'][0]), list(EVENT), 'a change keeps the order of the members')
        self.store('import', facts, path, '--remove-missing')
        self.assertNotIn('old', [e['id'] for e in self.export(facts)['events']])
        self.assertIn('1 record changed', self.store('edit', facts, 'event', '2026-07/meeting-0720', '--set', '/place=虚构城',
                                                     '--reason', '试').out)

    def test_what_others_changed_meanwhile_is_not_undone(self):
        facts = self.filled({'events': [EVENT]})
        path, book = self.book(facts)
        self.store('edit', facts, 'event', '2026-07/meeting-0710', '--set', '/participants=20', '--reason', '更正')
        self.assertIn('0 changed, 1 unchanged', self.store('import', facts, path, '--preview').out)
        self.store('import', facts, path)
        self.assertEqual(self.export(facts)['events'][0]['participants'], 20)
        sheet = book['事项']
        sheet.cell(2, self.column(sheet, 'gw:/place')).value = '虚构城'
        book.save(path)
        result = gongwen('store', 'import', facts, path, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'store/changed-since')
        self.assertEqual(result.errors()[0]['data']['cell'], '事项!A2')
        self.assertNotIn('place', self.export(facts)['events'][0])

    def ids_of(self, result):
        return [one['id'] for one in result.diagnostics()]

    def test_a_column_that_was_deleted_erases_nothing(self):
        facts = self.filled({'events': [EVENT, REVIEW], 'projects': [PROJECT]})
        path, book = self.book(facts)
        sheet = book['事项']
        sheet.delete_cols(self.column(sheet, 'gw:/participants'))
        sheet.cell(2, self.column(sheet, 'gw:/place')).value = '虚构城'
        for name in list(sheet.tables):
            del sheet.tables[name]
        book.save(path)
        before = self.export(facts)
        told = self.store('import', facts, path, '--error-format', 'json')
        self.assertIn('databook/column-missing', self.ids_of(told))
        first, other = self.export(facts)['events']
        self.assertEqual(first, {**before['events'][0], 'place': '虚构城'})
        self.assertEqual(other, before['events'][1])
        # An empty cell is a statement.
        path, book = self.book(facts)
        sheet = book['事项']
        sheet.cell(2, self.column(sheet, 'gw:/participants')).value = None
        book.save(path)
        self.store('import', facts, path)
        self.assertNotIn('participants', self.export(facts)['events'][0])

    def test_a_sheet_that_was_deleted_is_noticed_and_erases_nothing(self):
        facts = self.filled({'events': [EVENT, REVIEW], 'projects': [PROJECT]})
        before = self.export(facts)
        for sheet in ('事项', next(name for name in self.book(facts)[1].sheetnames if '标准' in name and name != '国家标准项目')):
            path, book = self.book(facts)
            rows = [row for row in book[sheet].iter_rows(min_row=2, values_only=True) if any(row)]
            del book[sheet]
            book.save(path)
            for words in ((), ('--remove-missing',)):
                result = gongwen('store', 'import', facts, path, *words, '--error-format', 'json')
                if rows:
                    self.assert_fails(result, BAD_INPUT, 'databook/sheet-missing')
                else:
                    self.assertIn('databook/empty-sheet-missing', result.err)
                self.assertEqual(self.export(facts), before)

    def test_a_column_of_a_list_that_was_deleted_erases_nothing(self):
        standards = [{'number': f'GB/T 9970{n}-2026', 'title': f'网络安全技术　示例邮筒{n}', 'effective': '2027-01-01',
                      **({'replaces': f'GB/T 9970{n}-2016'} if n < 3 else {})} for n in (1, 2, 3)]
        facts = self.filled({'events': [{'id': 'published-0712', 'type': 'ns_published', 'dates': ['2026-07-12'],
                                         'announcement': {'year': 2026, 'number': 7}, 'standards': standards}]})

        def book(change):
            path, book = self.book(facts)
            listed = next(sheet for sheet in book if any(str(c.value).startswith('GB/T 9970') for c in sheet[2]))
            number = self.column(listed, 'gw:/number')
            change(listed, number)
            listed.delete_cols(self.column(listed, 'gw:/replaces'))
            for name in list(listed.tables):
                del listed.tables[name]
            book.save(path)
            return path
        kept = lambda: self.export(facts)['events'][0]['standards']
        told = self.store('import', facts, book(lambda sheet, number: None), '--error-format', 'json')
        self.assertEqual(self.ids_of(told), ['databook/column-missing'])
        self.assertEqual(kept(), standards)
        # Rows are known by what they have, wherever they are.
        self.store('import', facts, book(lambda sheet, number: sheet.delete_rows(2)))
        self.assertEqual(kept(), standards[1:])

        def change_both(sheet, number):
            sheet.cell(2, number).value, sheet.cell(3, number).value = 'GB/T 99704-2026', 'GB/T 99705-2026'
            sheet.append([cell.value for cell in sheet[3]])
        refused = gongwen('store', 'import', facts, book(change_both), '--error-format', 'json')
        self.assert_fails(refused, BAD_INPUT, 'store/columns-needed')
        self.assertEqual(kept(), standards[1:])

    def book_of_standards(self, facts, without, change):
        path, book = self.book(facts)
        listed = next(sheet for sheet in book if any(str(c.value).startswith('GB/T 9970') for c in sheet[2]))
        change(listed, lambda key: self.column(listed, key))
        listed.delete_cols(self.column(listed, without))
        for name in list(listed.tables):
            del listed.tables[name]
        book.save(path)
        return path

    def published(self, standards):
        return self.filled({'events': [{'id': 'published-0712', 'type': 'ns_published', 'dates': ['2026-07-12'],
                                        'announcement': {'year': 2026, 'number': 7}, 'standards': standards}]})

    def test_a_new_row_inherits_nothing_of_the_row_that_it_replaces(self):
        standards = [{'number': f'GB/T 9970{n}-2026', 'title': f'网络安全技术　示例邮筒{n}', 'effective': f'2027-01-0{n}',
                      'replaces': f'GB/T 9970{n}-2016'} for n in (1, 2)]
        facts = self.published(standards)

        def correct(sheet, column):
            sheet.cell(3, column('gw:/title')).value = '网络安全技术　示例邮箱'

        def replace(sheet, column):
            correct(sheet, column)
            sheet.cell(3, column('gw:/number')).value = 'GB/T 99709-2026'
            sheet.cell(3, column('gw:/effective')).value = '2027-09-01'
        refused = gongwen('store', 'import', facts, self.book_of_standards(facts, 'gw:/replaces', replace), '--error-format',
                          'json')
        self.assert_fails(refused, BAD_INPUT, 'store/columns-needed')
        self.assertEqual(self.export(facts)['events'][0]['standards'], standards)
        self.store('import', facts, self.book_of_standards(facts, 'gw:/replaces', correct))
        self.assertEqual(self.export(facts)['events'][0]['standards'],
                         [standards[0], {**standards[1], 'title': '网络安全技术　示例邮箱'}])

    def test_of_rows_that_look_equal_none_is_deleted_by_guess(self):
        standards = [{'number': 'GB/T 99701-2026', 'title': '网络安全技术　示例邮筒', 'effective': '2027-01-01',
                      'replaces': f'GB/T 9970{n}-2016'} for n in (1, 2)]
        facts = self.published(standards)
        self.store('import', facts, self.book_of_standards(facts, 'gw:/replaces', lambda sheet, column: None))
        refused = gongwen('store', 'import', facts, '--error-format', 'json',
                          self.book_of_standards(facts, 'gw:/replaces', lambda sheet, column: sheet.delete_rows(2)))
        self.assert_fails(refused, BAD_INPUT, 'store/columns-needed')
        self.assertEqual(self.export(facts)['events'][0]['standards'], standards)

    def test_a_record_that_others_removed_meanwhile_does_not_come_back(self):
        facts = self.filled({'events': [EVENT, REVIEW], 'projects': [PROJECT]})
        path, book = self.book(facts)
        self.store('remove', facts, 'event', '2026-07/meeting-0710', '--reason', '取消')
        before = self.export(facts)
        for words in ((), ('--preview',), ('--last-seen', '2')):
            refused = gongwen('store', 'import', facts, path, *words, '--error-format', 'json')
            self.assert_fails(refused, BAD_INPUT, 'store/changed-meanwhile')
            self.assertEqual(self.export(facts), before)
        # Who has seen that it was removed may add it again.
        last = json.loads(self.store('export', facts, '--history').out)[-1]['number']
        self.store('import', facts, path, '--last-seen', last)
        self.assertEqual(len(self.export(facts)['events']), 2)

    def test_without_the_column_of_the_key_no_record_is_doubled(self):
        people = [{'id': f'p-{n}', 'name': f'{name}示例'} for n, name in enumerate('张李')]
        facts = self.filled({'people': people})
        path, book = self.book(facts)
        sheet = book['人员']
        sheet.delete_cols(self.column(sheet, 'gw:/id'))
        for name in list(sheet.tables):
            del sheet.tables[name]
        book.save(path)
        refused = gongwen('store', 'import', facts, path, '--error-format', 'json')
        self.assert_fails(refused, BAD_INPUT, 'store/key-column-missing')
        self.assertEqual([one['data']['cell'] for one in refused.errors()], ['人员!A2'])
        self.assertEqual(self.export(facts)['people'], people)
        # A row without a key in its column is a new record.
        path, book = self.book(facts)
        sheet = book['人员']
        sheet.cell(4, self.column(sheet, 'gw:/name')).value = '王示例'
        book.save(path)
        self.store('import', facts, path)
        self.assertEqual(len(self.export(facts)['people']), 3)

    def test_kept_values_that_do_not_fit_are_reported_at_the_row(self):
        facts = self.filled({'events': [EVENT]})
        path, book = self.book(facts)
        sheet = book['事项']
        sheet.cell(2, self.column(sheet, 'gw:/type')).value = 'ot_notice'
        sheet.cell(2, self.column(sheet, 'gw:/title')).value = '示例通知'
        sheet.cell(2, self.column(sheet, 'gw:/name')).value = None
        sheet.delete_cols(self.column(sheet, 'gw:/participants'))
        for name in list(sheet.tables):
            del sheet.tables[name]
        book.save(path)
        refused = gongwen('store', 'import', facts, path, '--lang', 'zh', '--error-format', 'json')
        self.assert_fails(refused, BAD_INPUT, 'store/kept-unfit')
        self.assertEqual([one['data']['cell'] for one in refused.errors()], ['事项!A2'])
        self.assertIn('参会人数', refused.errors()[0]['message'])

    def test_a_table_that_was_exported_erases_no_column_that_it_lacks(self):
        facts = self.filled({'events': [EVENT]})
        path = self.folder / 'events.csv'
        self.store('export', facts, 'event', '-o', path)
        self.store('edit', facts, 'event', '2026-07/meeting-0710', '--set', '/place=虚构城', '--reason', '更正')
        told = self.store('import', facts, path, '--type', 'event', '--error-format', 'json')
        self.assertEqual(self.ids_of(told), ['databook/column-missing'])
        self.assertEqual(self.export(facts)['events'], [{**EVENT, 'place': '虚构城'}])

    def test_files_without_the_state_they_were_made_from_say_so(self):
        facts = self.filled({'events': [EVENT]})
        path = self.folder / 'events.csv'
        self.store('export', facts, 'event', '-o', path)
        self.assertNotIn('store/without-base', self.store('import', facts, path, '--type', 'event', '--preview').err)
        self.store('edit', facts, 'event', '2026-07/meeting-0710', '--set', '/participants=20', '--reason', '更正')
        seen = self.store('import', facts, path, '--type', 'event', '--preview', '--error-format', 'json')
        self.assertEqual(self.ids_of(seen), ['store/without-base'])
        refused = gongwen('store', 'import', facts, path, '--type', 'event', '--last-seen', '1', '--error-format', 'json')
        self.assert_fails(refused, BAD_INPUT, 'store/changed-meanwhile')
        agreed = self.store('import', facts, path, '--type', 'event', '--last-seen', '2')
        self.assertNotIn('store/without-base', agreed.err)
        self.assertEqual(self.export(facts)['events'], [EVENT])

    def test_a_deleted_row_removes_no_record_that_others_changed_meanwhile(self):
        facts = self.filled({'events': [EVENT, {**EVENT, 'id': 'old'}]})
        path, book = self.book(facts)
        sheet = book['事项']
        rows = {sheet.cell(row, self.column(sheet, 'gw:/id')).value: row for row in range(2, sheet.max_row + 1)}
        sheet.delete_rows(rows['old'])
        book.save(path)
        self.store('edit', facts, 'event', '2026-07/old', '--set', '/participants=20', '--reason', '更正')
        for words in ((), ('--preview',)):
            result = gongwen('store', 'import', facts, path, '--remove-missing', *words, '--error-format', 'json')
            self.assert_fails(result, BAD_INPUT, 'store/changed-since')
        self.store('import', facts, path)
        self.assertEqual(sorted(e['participants'] for e in self.export(facts)['events']), [12, 20])

    def test_a_bad_cell_is_named_and_nothing_enters(self):
        facts = self.filled({'events': [EVENT]})
        path, book = self.book(facts)
        sheet = book['事项']
        sheet.cell(2, self.column(sheet, 'gw:/participants')).value = '许多'
        book.save(path)
        result = gongwen('store', 'import', facts, path, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'data/wrong-type')
        self.assertRegex(result.errors()[0]['data']['cell'], r'^事项![A-Z]+2$')

    def test_data_workbooks_of_bulletins_are_known_by_their_stamp(self):
        path = self.folder / '八月.xlsx'
        gongwen('new', 'monthly-bulletin', '--from', ALL_EVENTS, '-o', path)
        facts = self.fresh()
        self.store('import', facts, path)
        self.assertEqual(self.export(facts)['events'], self.export(self.all_types())['events'])
        book = openpyxl.load_workbook(path)
        sheet = book['事项']
        sheet.cell(2, self.column(sheet, 'gw:/id')).value = 'Not An Id'
        book.save(path)
        result = gongwen('store', 'import', facts, path, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'data/pattern-mismatch')
        self.assertRegex(result.errors()[0]['data']['cell'], r'^事项![A-Z]+2$')
        other = self.folder / 'other.xlsx'
        gongwen('new', 'expert-roster', '-o', other)
        self.assert_fails(gongwen('store', 'import', facts, other, '--error-format', 'json'), BAD_INPUT,
                          'store/other-workbook')

    def test_a_new_workbook_is_filled_in_and_imported(self):
        path = self.folder / 'new.xlsx'
        self.store('new', 'event', '-o', path)
        book = openpyxl.load_workbook(path)
        self.assertIn('事项', book.sheetnames)
        self.assertNotIn('标准项目', book.sheetnames)
        sheet = book['事项']
        for key, value in (('gw:/type', '征求意见稿专家审查'), ('gw:/dates', '2026-07-12')):
            sheet.cell(3, self.column(sheet, key)).value = value
        sheet.cell(3, 1).value = 1
        rows = book[next(row[1] for row in book['_data'].iter_rows(values_only=True) if row[2] == '/events/*/standards')]
        rows.cell(3, 2).value = 1
        for key, value in (('gw:/plan_number', '20269001-T-469'), ('gw:/passed', '是')):
            rows.cell(3, self.column(rows, key)).value = value
        book.save(path)
        facts = self.fresh()
        self.store('import', facts, path)
        event, = self.export(facts)['events']
        self.assertEqual(event, {'type': 'ns_draft_review', 'dates': ['2026-07-12'], 'id': 'draft-review-0712',
                                 'standards': [{'plan_number': '20269001-T-469', 'passed': True}]})
        self.store('new', 'event', '--set', '/type=mt_meeting', '--set', '/name=示例例会', '-o', self.folder / 'set.xlsx')
        sheet = openpyxl.load_workbook(self.folder / 'set.xlsx')['事项']
        self.assertEqual(sheet.cell(2, self.column(sheet, 'gw:/type')).value, '会议')

    def test_a_file_that_could_not_be_what_its_name_says_is_not_written(self):
        facts = self.filled({'events': [EVENT]})
        for words, identifier in ((['export', facts, '-o', 'x.csv'], 'store/one-sort'),
                                  (['export', facts, '-o', 'x.jsonl'], 'store/one-sort'),
                                  (['export', facts, '-o', 'x.txt'], 'store/file-ending'),
                                  (['export', facts, '-o', 'x'], 'store/file-ending'),
                                  (['export', facts, '--history', '-o', 'x.xlsx'], 'store/file-ending'),
                                  (['new', 'event', '-o', 'x.csv'], 'store/file-ending'),
                                  (['new', 'event', '-o', 'x.xls'], 'store/file-ending')):
            with self.subTest(words):
                words[-1] = str(self.folder / words[-1])
                self.assert_fails(gongwen('store', *words, '--error-format', 'json'), BAD_USAGE, identifier)
        self.assertEqual(self.files(), ['facts.db', 'facts.json'])


class TitlesTest(FactsTest):
    """Heads and cells as messages and forms call them."""

    def imported(self, table, sort='event', name='t.csv'):
        location = self.folder / f'{name}.db'
        if not location.exists():
            self.store('init', location)
        self.store('import', location, self.write(name, table), '--type', sort)
        return json.loads(self.store('export', location).out)[{'event': 'events', 'person': 'people'}.get(sort, sort + 's')]

    def test_columns_are_known_by_every_title(self):
        for head in ('participants', '参会人数', '参加人数', '参与单位数'):
            event, = self.imported(f'事项类型,日期,会议名称,地点,{head}\n会议,2026年8月5日,示例例会,虚构城,42\n', name=f'{head}.csv')
            self.assertEqual(event, {'type': 'mt_meeting', 'dates': ['2026-08-05'], 'name': '示例例会', 'place': '虚构城',
                                     'participants': 42, 'id': 'meeting-0805'})

    def test_where_two_fields_share_a_title_the_type_decides(self):
        table = '事项类型,日期,截止日期,标准名称,会议名称,结束日期,地点\n'
        event, = self.imported(table.replace(',截止日期,标准名称', '') + '国际会议参会、承办,2026-08-05,示例全会,2026-08-09,虚构城\n')
        self.assertEqual(event['end'], '2026-08-09')

    def test_lists_stand_in_cells(self):
        table = ('事项类型,日期,受审标准\n'
                 '征求意见稿专家审查,2026-07-12,"国标计划号=20269001-T-469，是否通过审查=是；20269002-T-469，是否通过审查=否"\n'
                 '征求意见稿专家审查,2026-07-13,"json:[{""plan_number"":""20269003-T-469"",""passed"":true}]"\n')
        first, second = self.imported(table)
        self.assertEqual(first['standards'], [{'plan_number': '20269001-T-469', 'passed': True},
                                              {'plan_number': '20269002-T-469', 'passed': False}])
        self.assertEqual(second['standards'], [{'plan_number': '20269003-T-469', 'passed': True}])
        table = '事项类型,日期,会议名称,议程\n会议,2026-07-12,示例例会,讨论甲、乙；通报丙\n'
        self.assertEqual(self.imported(table, name='agenda.csv')[0]['agenda'], ['讨论甲、乙', '通报丙'])

    def test_a_member_that_is_given_twice_or_is_no_json_is_named(self):
        location = self.folder / 'bad.db'
        self.store('init', location)
        for cell, identifier in (('国标计划号=20269001-T-469，国标计划号=20269002-T-469', 'databook/given-twice'),
                                 ('json:[{', 'databook/bad-literal')):
            path = self.write('bad.csv', f'事项类型,日期,受审标准\n征求意见稿专家审查,2026-07-12,"{cell}"\n')
            result = gongwen('store', 'import', location, path, '--type', 'event', '--error-format', 'json')
            self.assert_fails(result, BAD_INPUT, identifier)
            self.assertIn('bad.csv C2', result.errors()[0]['message'])

    def test_records_without_an_id_are_numbered_and_keep_their_numbers(self):
        table = '事项类型,日期,会议名称\n会议,2026-08-05,甲会\n会议,2026-08-05,乙会\n会议,2026-08-06,甲会\n'
        ids = [('meeting-0805', '甲会'), ('meeting-0805-2', '乙会'), ('meeting-0806', '甲会')]
        self.assertEqual([(e['id'], e['name']) for e in self.imported(table)], ids)
        self.assertEqual([(e['id'], e['name']) for e in self.imported(table)], ids, 'the same table changes nothing')
        more = table.replace('乙会', '丙会').replace('甲会\n会议,2026-08-05', '甲会\n会议,2026-08-05', 1)
        self.assertEqual([(e['id'], e['name']) for e in self.imported(more)], [*ids[:2], ('meeting-0805-3', '丙会'), ids[2]])
        people = self.imported('姓名\n张示例\n李样本\n', 'person', 'p.csv')
        self.assertEqual([p['id'] for p in people], ['person-1', 'person-2'])
        location = self.folder / 'json.db'
        self.store('init', location)
        self.store('add', location, 'event', self.write('e.json', {k: v for k, v in EVENT.items() if k != 'id'}))
        self.assertIn('event 2026-07/meeting-0710', self.store('list', location).out)

    def test_sheets_of_ones_own_are_known_by_their_names(self):
        book = openpyxl.Workbook()
        book.active.title = '事项'
        for row in (['事项类型', '日期', '会议名称'], ['会议', '2026-08-05', '示例例会']):
            book.active.append(row)
        people = book.create_sheet('人员')
        people.append(['姓名'])
        people.append(['张示例'])
        book.create_sheet('备注').append(['not read'])
        path = self.folder / 'own.xlsx'
        book.save(path)
        location = self.folder / 'own.db'
        self.store('init', location)
        self.store('import', location, path)
        found = json.loads(self.store('export', location).out)
        self.assertEqual([e['name'] for e in found['events']] + [p['name'] for p in found['people']], ['示例例会', '张示例'])

    def test_all_choices_are_listed_and_known_by_their_titles(self):
        told = self.store('describe', 'event', '--lang', 'zh').out
        types = dict(re.findall(r'^  = (\w+)（(.*)）$', told, re.M))
        for name, title in (('ns_plan_issued', '国家标准'), ('mt_meeting', '会议'), ('ot_notice', '通知')):
            self.assertIn(title, types[name])
        self.assertGreaterEqual(sum(name[:3] in ('ns_', 'td_', 'is_', 'mt_', 'ot_') for name in types), 32)
        self.assertIn('type: "mt_meeting"', self.store('new', 'event', '--set', '/type=会议').out)
        result = gongwen('store', 'new', 'event', '--set', '/type=会', '--error-format', 'json')
        self.assert_fails(result, BAD_USAGE, 'store/refused-value')
        location = self.folder / 'edit.db'
        self.store('init', location)
        self.store('add', location, 'event', self.write('e.json', EVENT))
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/type=宣贯培训', '--set',
                   '/standards=[{"number":"GB/T 98021-2023","title":"示例标准"}]', '--reason', '试')
        self.assertEqual(json.loads(self.store('export', location).out)['events'][0]['type'], 'mt_training')

    def test_the_help_has_all_actions_and_types(self):
        told = gongwen('store', '--help').out
        for word in ('init STORE', 'import STORE FILE', 'export STORE', 'new TYPE', 'event, project, ballot, issue'):
            self.assertIn(word, told)

    def test_an_unknown_head_is_named(self):
        location = self.folder / 'x.db'
        self.store('init', location)
        path = self.write('x.csv', '事项类型,日期,参会人书\n会议,2026-08-05,4\n')
        result = gongwen('store', 'import', location, path, '--type', 'event', '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'data/table-unknown-column')
        self.assertIn('参会人数', result.errors()[0]['hint'])


if __name__ == '__main__':
    sys.exit(unittest.main())
