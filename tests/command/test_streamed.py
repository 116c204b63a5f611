"""Long lists that go into a workbook while they are read: flat memory, and nothing half-written on any disk."""
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest
import zipfile

import needs
from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, PROGRAM, ROOT, CommandTest, gongwen

# Lists of so many bytes are streamed.
STREAMED_FROM = 4 << 20


def item(number, text='示例'):
    return {'number': f'GB/T {number}—2025', 'title': f'网络安全技术　示例要求 {number}', 'leader': '某某', 'contact': text,
            'province': '某省', 'count': 17, 'amount': number + .5, 'date': f'2025-0{number % 9 + 1}-03',
            'stage': f'阶段{number % 7}'}


def random_text(chance, length):
    return ''.join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(length))


class Streamed(CommandTest):
    def setUp(self):
        super().setUp()
        self.write('base.json', {'title': '明细', 'date': '2025-01-10', 'projects': []})
        self.parts = self.folder / 'parts'
        self.parts.mkdir()

    def write_list(self, name, items):
        with open(self.folder / name, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(one, ensure_ascii=False, separators=(',', ':')) + '\n' for one in items)
        return name

    bundles = ROOT / 'bench/bundles'

    def words(self, name, output):
        return ['--templates', str(self.bundles), 'render', 'bench-table', 'base.json', '--table', f'/projects={name}',
                '-o', str(output)]

    def render(self, name, output):
        return gongwen(*self.words(name, output), cwd=self.folder, environment={'TMPDIR': str(self.parts)})

    def start(self, name, output, **options):
        return subprocess.Popen([PROGRAM, *self.words(name, output)], cwd=self.folder, stderr=subprocess.DEVNULL,
                                env={**os.environ, 'TMPDIR': str(self.parts)}, **options)

    def names(self, folder=None):
        return sorted(path.name for path in (folder or self.folder).iterdir())

    def test_memory_does_not_grow_with_the_list(self):
        # How far the threads are apart makes some difference, and some 40 MB are reached by lists of any length.
        self.write_list('list.jsonl', map(item, range(50_000)))
        short = min(self.memory_of('list.jsonl') for _ in range(2))
        self.write_list('list.jsonl', map(item, range(150_000)))
        for _ in range(3):
            growth = self.memory_of('list.jsonl') - short
            file_size = (self.folder / 'list.xlsx').stat().st_size / (1 << 20)
            # Two thirds of the file are additional; kept in memory they took nearly twice their size.
            if growth < file_size * 2 / 3:
                return
        self.assertLess(growth, file_size * 2 / 3, 'MB')

    def memory_of(self, name):
        process = self.start(name, 'list.xlsx', stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, DONE)
        return used.ru_maxrss / 1024

    def use_template(self, *changes):
        self.bundles = self.folder / 'bundles'
        shutil.copytree(ROOT / 'bench/bundles/bench-table', self.bundles / 'bench-table', dirs_exist_ok=True)
        file = self.bundles / 'bench-table/workbook.html'
        text = file.read_text(encoding='utf-8')
        for piece, other in changes:
            self.assertIn(piece, text)
            text = text.replace(piece, other)
        file.write_text(text, encoding='utf-8')

    def test_a_list_is_a_table_with_totals_marks_and_choices(self):
        foot = ('<tfoot><tr><td>合计</td><td>{}</td><td></td><td></td><td></td><td></td><td>{}</td><td>{}</td><td>{}</td>'
                '<td></td></tr></tfoot>').format(*(f'={formula}' for formula in (
                    'SUBTOTAL(103,[标准编号])', 'SUBTOTAL(109,[数量])', 'SUBTOTAL(101,[金额])', 'SUBTOTAL(104,[日期])')))
        foot = foot.replace('<td>=', '<td data-type="formula">=')
        self.use_template(
            ('data-freeze="head"', 'data-freeze="head" data-table="明细表"'),
            ('<col class="wide"/><col/>', '<col class="wide"/><col data-list="示例,其他" data-prompt="填写姓名"/>'),
            ('<tbody>', '<tbody data-mark="if [@数量]&gt;16 { font-weight: bold }">'),
            ('</tbody>', '</tbody>' + foot))
        count = 22_000
        self.write_list('list.jsonl', map(item, range(count)))
        self.assertGreater((self.folder / 'list.jsonl').stat().st_size, STREAMED_FROM)
        result = gongwen(*self.words('list.jsonl', 'list.xlsx'), '-v', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn("not-streamed", result.err)
        with zipfile.ZipFile(self.folder / 'list.xlsx') as package:
            table = package.read('xl/tables/table1.xml').decode()
            sheet = package.read('xl/worksheets/sheet1.xml').decode()
        self.assertIn(f'ref="A1:J{count + 2}"', table)
        self.assertIn(f'<autoFilter ref="A1:J{count + 1}"/>', table)
        self.assertIn('totalsRowLabel="合计"', table)
        self.assertIn('totalsRowFunction="sum"', table)
        row = sheet[sheet.index(f'<row r="{count + 2}"'):]
        for formula, value in (('103,明细表[标准编号]', count), ('109,明细表[数量]', 17 * count),
                               ('101,明细表[金额]', count / 2), ('104,明细表[日期]', 45903)):
            self.assertRegex(row, rf'<f>SUBTOTAL\({formula.replace("[", chr(92) + "[")}\)</f><v>{value:.15g}</v>')
        self.assertIn(f'<conditionalFormatting sqref="A2:J{count + 1}"', sheet)
        self.assertIn('$G2&gt;16', sheet)
        self.assertIn(f'sqref="E2:E{count + 1}"', sheet)

    def use_rules(self, *rules):
        self.bundles = self.folder / 'bundles'
        shutil.copytree(ROOT / 'bench/bundles/bench-table', self.bundles / 'bench-table', dirs_exist_ok=True)
        manifest = json.loads((ROOT / 'bench/bundles/bench-table/template.json').read_text(encoding='utf-8'))
        manifest['rules'] = [{'id': f'rule-{place}', 'message': {'zh': '第{{ index }}项有误', 'en': 'item {{ index }} is wrong'}, **rule}
                             for place, rule in enumerate(rules)]
        self.write('bundles/bench-table/template.json', manifest)

    def test_rules_that_look_at_one_row_at_a_time(self):
        items = [item(n) for n in range(40_000)]
        self.write_list('list.jsonl', items)
        self.assertEqual(self.render('list.jsonl', 'plain.xlsx').status, DONE)
        streamed = self.memory_of('list.jsonl')
        self.use_rules({'each': '/projects/*', 'when': 'index > 3', 'assert': 'item.count > 0 and item.title', 'at': 'count'},
                       {'each': '/title', 'assert': 'item | length > 1'})
        self.assertLess(self.memory_of('list.jsonl'), streamed * 1.5)
        self.assertEqual((self.folder / 'list.xlsx').read_bytes(), (self.folder / 'plain.xlsx').read_bytes())
        # A violation is reported as in any list.
        items[-1]['count'] = 0
        self.write_list('list.jsonl', items)
        result = self.render('list.jsonl', 'list.xlsx')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('40000', result.err)
        self.assertIn('list.jsonl:40000:', result.err)
        self.write('base.json', {'title': '明', 'date': '2025-01-10', 'projects': []})
        self.write_list('list.jsonl', items[:-1])
        self.assertIn('rule-1', self.render('list.jsonl', 'list.xlsx').err)

    def test_values_without_a_text_are_printed_as_in_short_lists(self):
        for cell, status in (('{{ none }}', DONE), ('{{ project }}', BAD_INPUT)):
            for count in (2, 15_000):
                with self.subTest(cell, count=count):
                    self.use_template(('<td>{{ project.leader }}</td>', f'<td>{cell}</td>'))
                    self.write_list('list.jsonl', [item(n, '示例' * 40) for n in range(count)])
                    result = self.render('list.jsonl', 'list.xlsx')
                    self.assertEqual(result.status, status, result.err)
                    if status == DONE:
                        with zipfile.ZipFile(self.folder / 'list.xlsx') as parts:
                            self.assertNotIn('None', ''.join(parts.read(name).decode() for name in parts.namelist()))
                    else:
                        self.assertIn('templating/prints-object', result.err)

    def use_choices(self, cell):
        """The stage has titles, and the column shows it by this expression."""
        self.bundles = self.folder / 'bundles'
        bundle = self.bundles / 'bench-table'
        shutil.copytree(ROOT / 'bench/bundles/bench-table', bundle, dirs_exist_ok=True)
        schema = (bundle / 'schema.json').read_text(encoding='utf-8')
        stage = '"stage": {"x-title": {"zh": "阶段", "en": "stage"}, "type": "string"'
        self.assertIn(stage, schema)
        titles = {'draft': {'zh': '起草', 'en': 'draft'}, 'review': {'zh': '审查', 'en': 'review'}}
        self.write('bundles/bench-table/schema.json', schema.replace(
            stage, f'{stage}, "enum": ["draft", "review"], "x-titles": {json.dumps(titles, ensure_ascii=False)}'))
        book = (bundle / 'workbook.html').read_text(encoding='utf-8')
        self.write('bundles/bench-table/workbook.html', book.replace('{{ project.stage }}', cell))

    def test_choices_have_their_titles(self):
        self.use_choices('{{ project.stage | choice_title }}')
        # So few cells have their texts in the sheet only where the list is streamed.
        items = [{**item(n, '示例' * 40), 'stage': ('draft', 'review')[n % 2]} for n in range(15_000)]
        self.write_list('list.jsonl', items)
        self.assertGreater((self.folder / 'list.jsonl').stat().st_size, STREAMED_FROM)
        self.assertEqual(self.render('list.jsonl', 'streamed.xlsx').status, DONE)
        with zipfile.ZipFile(self.folder / 'streamed.xlsx') as parts:
            sheet = parts.read('xl/worksheets/sheet1.xml').decode()
        self.assertEqual((sheet.count('起草'), sheet.count('审查'), sheet.count('draft')), (7_500, 7_500, 0))
        # A printed code is reported, as in a short list.
        self.use_choices('{{ project.stage }}')
        result = self.render('list.jsonl', 'codes.xlsx')
        self.assertEqual(result.status, DONE)
        self.assertIn('engine/choice-code', result.err)

    def test_rules_that_look_at_all_rows_have_all_rows(self):
        self.write_list('list.jsonl', map(item, range(30_000)))
        self.use_rules({'each': '/title', 'assert': 'data.projects | length == 30000'},
                       {'each': '/projects/*', 'assert': 'item.number == parents[0].projects[index0].number'})
        self.assertEqual(self.render('list.jsonl', 'list.xlsx').status, DONE)
        self.use_rules({'assert': 'item.projects | length == 0'})
        self.assertIn('rule-0', self.render('list.jsonl', 'list.xlsx').err)

    def test_a_killed_run_leaves_the_old_file_and_nothing_else(self):
        self.write_list('list.jsonl', map(item, range(40_000)))
        self.write('old.xlsx', b'old')
        begin = time.monotonic()
        self.assertEqual(self.render('list.jsonl', 'whole.xlsx').status, DONE)
        length = time.monotonic() - begin
        before = self.names()
        whole = (self.folder / 'whole.xlsx').read_bytes()
        killed = 0
        for turn in range(6):
            self.write('old.xlsx', b'old')
            process = self.start('list.jsonl', 'old.xlsx')
            time.sleep(length * (turn + .5) / 7)
            process.send_signal(signal.SIGKILL)
            if process.wait() != -signal.SIGKILL:
                continue
            killed += 1
            # The last thing that a run does is to put the whole file there.
            self.assertIn((self.folder / 'old.xlsx').read_bytes(), (b'old', whole))
            self.assertEqual(self.names(), before)
            # libxlsxwriter removes the name of a temporary file at once; a signal in between leaves an empty file.
            self.assertEqual([path.name for path in self.parts.iterdir() if path.stat().st_size > 0], [])
        self.assertGreater(killed, 0, f'all runs ended within {length:.2f} s')
        self.assertEqual(self.render('list.jsonl', 'old.xlsx').status, DONE)
        self.assertEqual((self.folder / 'old.xlsx').read_bytes(), whole)

    def told(self, name, *options):
        """What is reported about the texts: id, severity, message and place."""
        result = gongwen('--error-format', 'json', *options, *self.words(name, 'list.xlsx'), cwd=self.folder,
                         environment={'TMPDIR': str(self.parts)})
        return result.status, [
            (d['id'], d['severity'], d['message'], *(d['data'].get(k) for k in ('pointer', 'file', 'line', 'column')))
            for d in result.diagnostics() if d['id'].startswith('proofing/')]

    def test_texts_are_proofread(self):
        """As those of a short list are, which is in memory as a whole."""
        self.write('base.json', {'title': '明细,《《示例》》', 'date': '2025-01-10', 'projects': []})
        few = [item(n) for n in range(60)]
        few[3]['title'] = '加强研究,推动应用。。'
        few[7].update(leader='张示\n例', contact='共１８项')
        self.write_list('short.jsonl', few)
        status, expected = self.told('short.jsonl')
        self.assertEqual((status, len(expected)), (DONE, 6))
        self.write_list('list.jsonl', few + [item(n) for n in range(60, 30_000)])
        self.assertGreater((self.folder / 'list.jsonl').stat().st_size, STREAMED_FROM)
        status, told = self.told('list.jsonl')
        self.assertEqual((status, [(*row[:4], *row[5:]) for row in told]), (DONE, [(*row[:4], *row[5:]) for row in expected]))
        self.assertIn('/projects/3/title', [row[3] for row in told])

    def test_a_habit_is_told_fifty_times(self):
        rows = [item(n) for n in range(29_999)] + [item(0, '甲,,乙')]
        for row in rows[20_000:]:
            row['title'] = '加强研究,推动应用。。'
        self.write_list('list.jsonl', rows)
        status, told = self.told('list.jsonl')
        self.assertEqual(status, DONE)
        self.assertEqual([row[0] for row in told].count('proofing/half-width-mark'), 50)
        self.assertEqual([row[0] for row in told].count('proofing/doubled-mark'), 50)
        self.assertEqual(told[0][3:6:2], ('/projects/20000/title', 20001))
        self.assertEqual(self.told('list.jsonl', '--strict')[0], BAD_INPUT)

    def test_a_fault_at_the_end_leaves_the_old_file(self):
        items = [item(n) for n in range(30_000)]
        items[-1]['count'] = 'many'
        self.write_list('list.jsonl', items)
        self.assertGreater((self.folder / 'list.jsonl').stat().st_size, STREAMED_FROM)
        self.write('old.xlsx', b'old')
        before = self.names()
        result = self.render('list.jsonl', 'old.xlsx')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('list.jsonl:30000:', result.err)
        self.assertEqual((self.folder / 'old.xlsx').read_bytes(), b'old')
        self.assertEqual((self.names(), self.names(self.parts)), (before, []))

    def test_a_place_where_no_file_can_be(self):
        self.write_list('list.jsonl', map(item, range(30_000)))
        (self.folder / 'taken.xlsx').mkdir()
        before = self.names()
        for output, told in (('no/where/list.xlsx', 'resources/no-folder'), ('taken.xlsx', 'resources/is-folder')):
            result = self.render('list.jsonl', output)
            self.assertEqual(result.status, BAD_ENVIRONMENT)
            self.assertIn(told, result.err)
            self.assertEqual(result.err.count('error['), 1, 'it is told once')
        self.assertEqual((self.names(), self.names(self.parts)), (before, []))

    def test_links_and_permissions_stay(self):
        self.write_list('list.jsonl', map(item, range(30_000)))
        (self.folder / 'real.xlsx').write_bytes(b'old')
        (self.folder / 'real.xlsx').chmod(0o640)
        (self.folder / 'link.xlsx').symlink_to('real.xlsx')
        self.assertEqual(self.render('list.jsonl', 'link.xlsx').status, DONE)
        self.assertTrue((self.folder / 'link.xlsx').is_symlink())
        self.assertEqual((self.folder / 'real.xlsx').stat().st_mode & 0o777, 0o640)
        with zipfile.ZipFile(self.folder / 'real.xlsx') as book:
            self.assertIsNone(book.testzip())

    def mount_small_disk(self, size):
        disk = self.folder / 'disk'
        disk.mkdir()
        command = ['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', disk]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            needs.lacking('mounts')
        self.addCleanup(subprocess.run, ['umount', disk], check=True)
        return disk

    def test_a_disk_that_is_full_before_the_end(self):
        # Texts that can hardly be packed, so that the file is much larger than it usually is.
        chance = random.Random(1)
        self.write_list('list.jsonl', (item(n, random_text(chance, 60)) for n in range(30_000)))
        self.assertEqual(self.render('list.jsonl', 'whole.xlsx').status, DONE)
        size = (self.folder / 'whole.xlsx').stat().st_size
        disk = self.mount_small_disk(f'{size // 1024 + 64}k')
        (disk / 'list.xlsx').write_bytes(b'old')
        for filled in (68, 400, size // 2048):
            with open(disk / 'filler', 'wb') as filler:
                filler.write(bytes(filled * 1024))
            result = self.render('list.jsonl', disk / 'list.xlsx')
            self.assertEqual(result.status, BAD_ENVIRONMENT, f'{filled} kB filled: {result.err}')
            self.assertTrue(result.err.startswith('error[resources/unwritable]'), result.err)
            self.assertEqual((disk / 'list.xlsx').read_bytes(), b'old')
            self.assertEqual((self.names(disk), self.names(self.parts)), (['filler', 'list.xlsx'], []))
        (disk / 'filler').unlink()
        self.assertEqual(self.render('list.jsonl', disk / 'list.xlsx').status, DONE)


if __name__ == '__main__':
    unittest.main()
