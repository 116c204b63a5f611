"""Many records become many documents: from any input, with the same bytes as alone, and bad ones stop nothing."""
import json
import unittest

import openpyxl

import needs
from batches import BatchTest, KIND, batch, contents, entries, letter, lines, manifest
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen


class Batch(BatchTest):
    def test_the_bytes_are_those_of_render_for_any_number_of_threads(self):
        records = [letter(n) for n in range(12)]
        self.write('list.jsonl', lines(records))
        first = self.batch('list.jsonl', '--jobs', 1)
        self.assertEqual(first.status, DONE, first.err)
        alone = self.folder / 'alone'
        alone.mkdir()
        for number, record in enumerate(records):
            self.write(f'{number}.json', record)
            self.assertEqual(gongwen('render', KIND, f'{number}.json', '-o', 'alone/', cwd=self.folder).status, DONE)
        self.assertEqual(contents(self.out), contents(alone))
        for jobs in (2, 5):
            other = self.folder / f'out{jobs}'
            other.mkdir()
            result = batch('list.jsonl', '--jobs', jobs, '-o', other, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            self.assertEqual(contents(other), contents(alone))
            self.assertEqual(entries(other), entries(self.out))

    def test_one_bad_record_stops_nothing_and_is_reported_with_its_place(self):
        records = [letter(1), letter(2, wg=9), letter(3)]
        text = lines(records[:2]) + '{"org": broken\n\n' + lines(records[2:])
        result = self.batch('--error-format', 'json', '--format', 'pdf', '-', stdin=text.encode())
        self.assertEqual(result.status, BAD_INPUT)
        told = [json.loads(line) for line in result.err.splitlines()]
        self.assertEqual([(t['record'], t['input']) for t in told if 'record' in t], [(2, '<stdin>:2'), (3, '<stdin>:3')])
        place = told[0]['diagnostics'][0]['data']
        self.assertEqual((place['file'], place['line'], place['pointer']), ('<stdin>', 2, '/wg'))
        column = json.dumps(records[1], ensure_ascii=False).index('9,') + 1
        self.assertEqual(place['column'], column)
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done', 'failed', 'failed', 'done'])
        self.assertEqual(len(self.made()), 2)
        self.assertEqual(manifest(self.out)[1]['report']['diagnostics'][0]['id'], told[0]['diagnostics'][0]['id'])
        self.assertIn('2 made, 0 skipped, 2 failed', result.out)

    def test_a_list_is_many_records_with_their_lines(self):
        self.write('list.json', [letter(1), letter(2, wg=9), letter(3)])
        result = self.batch('--format', 'pdf', 'list.json')
        self.assertEqual(result.status, BAD_INPUT)
        line = next(n for n, text in enumerate((self.folder / 'list.json').read_text().splitlines(), 1) if '9' in text)
        self.assertIn(f'list.json:{line}:', result.err)
        self.assertEqual(len(self.made()), 2)

    def test_a_list_that_breaks_off(self):
        whole = json.dumps([letter(1), letter(2)])
        self.write('open.json', whole[:-3])
        result = self.batch('--error-format', 'json', '--format', 'pdf', 'open.json')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('engine/batch-list-open', result.err)
        self.write('behind.json', whole + ' {}')
        self.assertIn('engine/batch-after-list', self.batch('--format', 'pdf', 'behind.json').err)
        self.assertEqual(len(self.made()), 2)

    def test_files_folders_and_patterns(self):
        self.write('in/b.json', letter(2))
        self.write('in/a.yaml', 'org: 某院\ntitle: {zh: 示例一, en: One}\nwg: 1\nleader: 甲\n')
        self.write('in/c.jsonl', lines([letter(3), letter(4)]))
        self.write('in/notes.txt', 'nothing')
        self.write('in/.hidden.json', 'nothing')
        self.write('more/x1.json', letter(5))
        result = self.batch('--format', 'pdf', 'in', 'more/x*.json')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([e['input'] for e in manifest(self.out)],
                         ['in/a.yaml', 'in/b.json', 'in/c.jsonl:1', 'in/c.jsonl:2', 'more/x1.json'])
        result = self.batch('--format', 'pdf', 'nowhere/*.json', 'in/b.json')
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('engine/batch-no-data', result.err)
        self.assertEqual([e['status'] for e in manifest(self.out) if e['status'] != 'stale'], ['failed', 'done'])

    def test_encodings_are_those_of_all_data(self):
        one = json.dumps(letter(1), ensure_ascii=False)
        yaml = 'org: 某院\ntitle: {zh: 示例一, en: One}\nwg: 1\nleader: 甲\n'
        for encoding in ('gb18030', 'utf-16'):
            for ending, text in (('json', one), ('yaml', yaml), ('jsonl', lines([letter(2), letter(3)]))):
                self.write(f'in/{encoding}.{ending}', text.encode(encoding))
        result = self.batch('--format', 'pdf', 'in')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done'] * 8)
        self.write('broken.json', '{"org": "某某研究院示例单位'.encode() + b'\xe9' + '示例"}'.encode())  # damaged UTF-8
        self.assertIn('resources/not-utf8', self.batch('--format', 'pdf', 'broken.json').err)

    def test_a_damaged_line_of_a_file_of_any_size_harms_no_other(self):
        path = self.write('large.jsonl', lines([letter(1), letter(2)]).encode() + b'{"org": "\xe7\xa4"}\n')
        with open(path, 'r+b') as file:
            file.truncate((1 << 30) + (1 << 20))  # larger than what is read as a whole; without blocks on the disk
        result = self.batch('--format', 'pdf', '--limit', 'data-size=1M', 'large.jsonl')
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)  # the last line, of zeros, is too large
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done', 'done', 'failed', 'failed'])

    def test_a_table_has_a_document_a_row(self):
        head = ['承诺单位', '/title/zh', '英文名称', '所属工作组', 'leader']
        rows = [[f'示例单位{n}', f'示例提案{n}', f'Example proposal {n}', n % 5 + 1, '某某'] for n in range(4)]
        rows[2][3] = '九'
        self.write('list.csv', '\ufeff' + '\n'.join(';'.join(str(c) for c in row) for row in [head, *rows]) + '\n\n')
        result = self.batch('list.csv')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('list.csv:4', result.err)
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done', 'done', 'failed', 'done'])
        book = openpyxl.Workbook()
        for row in [head, *rows]:
            book.active.append(row)
        book.save(self.folder / 'list.xlsx')
        other = self.folder / 'other'
        other.mkdir()
        self.assertEqual(batch('list.xlsx', '-o', 'other', cwd=self.folder).status, BAD_INPUT)
        self.assertEqual(contents(other), contents(self.out))
        self.write('alone.json', letter(3, title={'zh': '示例提案3', 'en': 'Example proposal 3'}))
        self.assertEqual(gongwen('render', KIND, 'alone.json', '-o', 'alone.pdf', cwd=self.folder).status, DONE)
        name = next(n for n in self.made() if '提案3' in n and n.endswith('.pdf'))
        self.assertEqual((self.out / name).read_bytes(), (self.folder / 'alone.pdf').read_bytes())
        self.write('strange.csv', '承诺单位,没有的栏\n某院,1\n')
        self.assertIn('data/table-unknown-column', self.batch('strange.csv').err)

    def test_names_are_safe_and_told_apart_in_the_order_of_the_records(self):
        titles = ['示例/一', '同名', '同名', 'A: b?', 'a: B?', '同名', '长' * 150]
        records = [letter(n, title={'zh': title, 'en': 'Example'}) for n, title in enumerate(titles)]
        self.write('list.jsonl', lines(records))
        self.assertEqual(self.batch('--format', 'pdf', '--jobs', 4, 'list.jsonl').status, DONE)
        names = [e['outputs'][0]['file'] for e in manifest(self.out)]
        self.assertEqual(len(set(names)), len(names))
        self.assertTrue(names[2].endswith('-2.pdf') and names[5].endswith('-3.pdf'), names)
        self.assertTrue(names[4].endswith('-2.pdf'), names)  # case is ignored on some systems
        self.assertTrue(all(len(name.encode()) < 220 and not set('/\\:*?"<>|') & set(name) for name in names), names)
        before = contents(self.out)
        (self.out / names[2]).unlink()
        self.assertEqual(self.batch('--format', 'pdf', '--resume', 'list.jsonl').status, DONE)
        self.assertEqual(contents(self.out), before)

    def test_resume_does_what_is_not_there_or_not_right(self):
        records = [letter(n) for n in range(6)]
        self.write('list.jsonl', lines(records))
        self.assertEqual(self.batch('list.jsonl').status, DONE)
        right, told = contents(self.out), entries(self.out)
        result = self.batch('list.jsonl', '--resume')
        self.assertIn('0 made, 6 skipped, 0 failed', result.out)
        names = self.made()
        (self.out / names[0]).unlink()
        (self.out / names[3]).write_bytes(b'torn')
        result = self.batch('list.jsonl', '--resume')
        self.assertIn('2 made, 4 skipped, 0 failed', result.out)
        self.assertEqual(contents(self.out), right)
        self.assertEqual(entries(self.out), told)
        # Another record, another definition, a manifest that breaks off.
        self.write('list.jsonl', lines([*records[:2], letter(2, leader='乙'), *records[3:]]))
        self.assertIn('1 made, 5 skipped, 0 failed', self.batch('list.jsonl', '--resume').out)
        self.assertIn('6 made, 0 skipped', self.batch('list.jsonl', '--resume', environment={'SOURCE_DATE_EPOCH': '9'}).out)
        text = (self.out / 'manifest.jsonl').read_bytes()
        (self.out / 'manifest.jsonl').write_bytes(text[:-40])
        result = self.batch('list.jsonl', '--resume', environment={'SOURCE_DATE_EPOCH': '9'})
        self.assertIn('1 made, 5 skipped', result.out)

    def test_what_is_wrong_with_the_call(self):
        self.write('a.json', letter(1))
        for arguments, text in ((('a.json', '--format', 'odt'), 'cli/bad-choice'), (('a.json', '--jobs', 'many'), 'cli/bad-jobs'),
                                (('a.json', '--jobs', '0'), 'cli/bad-jobs'), ((), 'cli/batch-input'),
                                (('a.json', '--watch', '.'), 'cli/batch-input')):
            result = self.batch(*arguments)
            self.assertEqual(result.status, BAD_USAGE, arguments)
            self.assertIn(text, result.err)
        result = batch('a.json', '-o', 'no/where', cwd=self.folder)
        self.assertEqual((result.status, 'resources/no-folder' in result.err), (BAD_ENVIRONMENT, True))
        result = batch('a.json', '-o', 's3://documents/2026', cwd=self.folder)
        self.assertEqual((result.status, 'cli/no-storage' in result.err), (BAD_USAGE, True))
        self.assertEqual(gongwen('batch', 'no-such-kind', 'a.json', '-o', 'out', cwd=self.folder).status, BAD_USAGE)
        self.assertEqual(self.made(), [])

    def test_inputs_are_spared(self):
        head = ['org', '/title/zh', '/title/en', 'wg', 'leader']
        book = openpyxl.Workbook()
        for row in (head, ['某院', '示例一', 'One', 1, '甲']):
            book.active.append(row)
        self.write('one.json', letter(1, title={'zh': '示例一', 'en': 'One'}))
        self.assertEqual(self.batch('one.json').status, DONE)
        name = next(n for n in self.made() if n.endswith('.xlsx'))
        book.save(self.out / name)
        before = (self.out / name).read_bytes()
        self.assertEqual(self.batch('out/' + name).status, DONE)
        self.assertEqual((self.out / name).read_bytes(), before)
        self.assertIn(name.replace('.xlsx', '-2.xlsx'), self.made())
        self.write('list.jsonl', lines([letter(1)]))
        result = self.batch('list.jsonl', '--manifest', 'list.jsonl')
        self.assertEqual(result.status, BAD_USAGE, result.err)
        self.assertEqual((self.folder / 'list.jsonl').read_text(), lines([letter(1)]))
        self.assertEqual(self.batch('out', '--format', 'pdf').status, BAD_ENVIRONMENT)  # its manifest is not data

    def test_chinese_messages_and_quiet(self):
        self.write('list.jsonl', lines([letter(1), letter(2, wg=9)]))
        result = self.batch('--lang', 'zh', '--format', 'pdf', 'list.jsonl')
        self.assertIn('list.jsonl:2：未生成', result.err)
        self.assertIn('生成 1 份，跳过 0 份，失败 1 份', result.out)
        self.assertEqual(self.batch('-q', '--format', 'pdf', 'list.jsonl').out, '')

    @needs.only_with('another user than root')
    def test_a_folder_of_a_pattern_that_cannot_be_listed(self):
        self.write('in/a/1.json', letter(1))
        self.write('in/locked/2.json', letter(2))
        (self.folder / 'in/locked').chmod(0)
        self.addCleanup((self.folder / 'in/locked').chmod, 0o700)
        result = self.batch('in/*/*.json', '--format', 'pdf')
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('resources/unreadable', result.err)
        self.assertIn('in/locked', result.err)
        self.assertEqual(len(self.made()), 1)

    @needs.only_with('another user than root')
    def test_a_read_only_folder(self):
        self.write('a.json', letter(1))
        self.out.chmod(0o500)
        self.addCleanup(self.out.chmod, 0o700)
        result = self.batch('a.json')
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('resources/unwritable', result.err)


if __name__ == '__main__':
    unittest.main()
