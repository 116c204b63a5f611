#!/usr/bin/env python3
"""The Python package: documents, messages, forms and data, as a program sees them."""
import inspect
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

import gongwen
import needs
from harness import CommandTest, gongwen as command

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / 'samples'
LETTER = SAMPLES / 'commitment-letter/typical.json'
BULLETIN = SAMPLES / 'monthly-bulletin/2024-02.json'


def letter():
    return json.loads(LETTER.read_text(encoding='utf-8'))


class PythonTest(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.engine = gongwen.Engine()
        cls.addClassCleanup(cls.engine.close)

    def refused(self, *arguments, function=None, **options):
        """The error of a rendering that makes nothing."""
        with self.assertRaises(gongwen.GongwenError) as caught:
            (function or self.engine.render)(*arguments, **options)
        return caught.exception


class Documents(PythonTest):
    def test_bytes_from_a_mapping_bytes_and_a_path_are_the_same(self):
        pdf = self.engine.render('commitment-letter', LETTER)
        self.assertIsInstance(pdf, bytes)
        self.assertTrue(pdf.startswith(b'%PDF-'))
        self.assertEqual((pdf.format, pdf.name, pdf.pages), ('pdf', 'commitment-letter.pdf', 2))
        self.assertEqual(self.engine.render('commitment-letter', letter()), pdf)
        self.assertEqual(self.engine.render('commitment-letter', LETTER.read_bytes()), pdf)
        self.assertEqual(self.engine.render('commitment-letter', str(LETTER)), pdf)

    def test_the_bytes_are_those_of_the_command(self):
        output = self.folder / 'letter.pdf'
        self.assertEqual(command('render', 'commitment-letter', LETTER, '-o', output).status, 0)
        self.assertEqual(self.engine.render('commitment-letter', LETTER), output.read_bytes())

    def test_several_formats_at_once(self):
        rendering = self.engine.render_all('monthly-bulletin', BULLETIN, ['pdf', 'xlsx', 'png'], dpi=40)
        self.assertEqual([d.format for d in rendering[:2]], ['pdf', 'xlsx'])
        self.assertEqual(len(rendering.of('png')), rendering[0].pages)
        self.assertTrue(rendering.of('png')[-1].startswith(b'\x89PNG'))
        self.assertEqual(rendering[1][:2], b'PK')
        with self.assertRaisesRegex(ValueError, 'render_all'):
            self.engine.render('monthly-bulletin', BULLETIN, 'png', dpi=40)

    def test_the_blank_form(self):
        output = self.folder / 'blank.pdf'
        self.assertEqual(command('render', 'expert-application', '--fillable', '-o', output).status, 0)
        self.assertEqual(self.engine.render('expert-application', fillable=True), output.read_bytes())

    def test_files_on_disk(self):
        report = self.engine.render_files('commitment-letter', LETTER, self.folder / 'letter.pdf')
        self.assertEqual(self.files(), ['letter.pdf'])
        self.assertEqual(report.json['files'][0]['bytes'], (self.folder / 'letter.pdf').stat().st_size)
        report = self.engine.render_files('commitment-letter', LETTER, f'{self.folder}/all/', format='svg')
        self.assertEqual(pathlib.Path(report.json['files'][0]['path']).suffix, '.svg')

    def test_a_page_of_html(self):
        pages = self.engine.typeset('<p>甲乙丙</p>'.encode(), name='页.html')
        self.assertEqual((pages[0].name, pages[0][:5]), ('页.pdf', b'%PDF-'))
        path = self.write('page.html', '<p>甲</p>')
        self.assertIn(b'<svg', self.engine.typeset(path, 'svg')[0])

    def test_documents_are_bound(self):
        plan = {'title': '册', 'parts': [{'kind': 'commitment-letter', 'data': 'a.json', 'annex': True}]}
        data = {'a.json': json.dumps(letter(), ensure_ascii=False).encode()}
        document = self.engine.bind(plan, name='plan.json', files=data)
        self.assertEqual((document.name, document[:5], document.pages), ('plan.pdf', b'%PDF-', 4))

    def test_yaml_in_memory_is_read_by_its_name(self):
        yaml = json.dumps(letter(), ensure_ascii=False).encode()
        self.assertEqual(self.engine.render('commitment-letter', yaml, name='letter.yaml'),
                         self.engine.render('commitment-letter', LETTER))


class Messages(PythonTest):
    def test_no_document_is_an_error_with_its_messages(self):
        data = letter()
        del data['org']
        error = self.refused('commitment-letter', data, name='letter.json')
        self.assertEqual(error.status, 1)
        message = error.errors[0]
        self.assertEqual((message.id, message.severity), ('data/missing-name', 'error'))
        self.assertEqual((message.data.pointer, message.data.file, message.data.line), ('/org', 'letter.json', 1))
        self.assertIn('org', message.message.en)
        self.assertRegex(message.message.zh, '[一-龥]')
        self.assertTrue(message.arguments)
        self.assertIn('letter.json:1: error[data/missing-name]', str(error))
        self.assertIn('data: letter.json:1:1 at /org', error.report.en)

    def test_the_text_of_an_error_says_what_to_do(self):
        for options, pointer, hint in (({'format': 'odt'}, '/format', 'supported: pdf'), ({'fillabel': True}, '/fillabel', 'fillable')):
            text = str(self.refused('commitment-letter', LETTER, **options))
            self.assertIn(f'(at {pointer})', text)
            self.assertIn(hint, text.split('\n')[1])
            self.assertNotIn('gw_', text)
        self.assertIn('monthly-bulletin', str(self.refused('monthly-buletin', BULLETIN)))

    def test_arguments_are_spelt_out(self):
        """Every option that docs/LIBRARY.md lists for a method is one of its arguments."""
        methods = {'check': 'check', 'render': 'render', 'bind': 'bind', 'typeset': 'typeset', 'batch': 'batch', 'extract': 'extract',
                   'collect': 'collect', 'new data': 'new_file', 'sign': 'sign', 'verify': 'verify', 'ofd-check': 'check_ofd'}
        table = (ROOT / 'docs/LIBRARY.md').read_text(encoding='utf-8').split('## Options')[1]
        named = re.findall(r'^\| (`[^|]*`) \|[^|]*\| ([^|]*) \|$', table, re.MULTILINE)
        self.assertGreater(len(named), 30)
        for names, of in named:
            for name in re.findall(r'`([a-z-]+)`', names):
                for word, method in methods.items():
                    if re.search(rf'(^|, |; ){word}\b', of) and 'without' not in of and ';' not in of and name not in ('output', 'format', 'force'):
                        with self.subTest(method, option=name):
                            argument = {'from': 'from_'}.get(name, name.replace('-', '_'))
                            self.assertIn(argument, inspect.signature(getattr(self.engine, method)).parameters)
        self.assertEqual(list(inspect.signature(self.engine.sign).parameters)[1:], list(inspect.signature(self.engine.sign_all).parameters)[1:])

    @needs.only_with('mypy')
    def test_type_checkers_know_the_arguments(self):
        program = '''import gongwen
engine = gongwen.Engine()
pdf: gongwen.Document = engine.render('commitment-letter', {'org': 'x'}, 'pdf', fillable=True, dpi=300)
first: gongwen.Document = engine.render_all('commitment-letter')[0]
found: gongwen.Verification = engine.verify(pdf, trust=['root.pem'])
engine.render('commitment-letter', fillabel=True)
engine.render('commitment-letter', dpi='much')
engine.sign(pdf, kee='key.pem')
'''
        path = self.write('program.py', program)
        run = [needs.find_program('mypy'), '--strict', '--no-error-summary', '--cache-dir', self.folder / 'cache']
        done = subprocess.run([*run, path, ROOT / 'python/gongwen'], capture_output=True, text=True, cwd=self.folder, check=False,
                              env={**os.environ, 'MYPYPATH': str(ROOT / 'python')})
        self.assertEqual([line.split(':')[1] for line in done.stdout.splitlines() if ': error:' in line], ['6', '7', '8'], done.stdout)

    def test_warnings_are_on_the_result(self):
        pdf = self.engine.render('monthly-bulletin', BULLETIN)
        self.assertEqual([m.severity for m in pdf.warnings], ['warning'] * len(pdf.warnings))
        self.assertTrue(pdf.warnings)
        self.assertEqual(self.refused('monthly-bulletin', BULLETIN, strict=True).status, 1)

    def test_the_report_is_that_of_the_command(self):
        data = self.write('bad.json', dict(letter(), org=7))
        printed = json.loads(command('check', 'commitment-letter', data, '--json').out)
        report = self.engine.check('commitment-letter', data)
        self.assertEqual(report.status, 1)
        both = report.json
        for name in ('status', 'errors', 'warnings', 'data'):
            self.assertEqual(both[name], printed[name])
        self.assertEqual(len(both['diagnostics']), len(printed['diagnostics']))
        for ours, theirs in zip(both['diagnostics'], printed['diagnostics']):
            self.assertEqual(ours['message']['en'], theirs['message'])
            self.assertEqual(ours['data'], theirs['data'])

    def test_wrong_calls(self):
        self.assertEqual(self.refused('no-such-kind', LETTER).errors[0].id, 'engine/unknown-kind')
        unknown = self.refused('commitment-letter', LETTER, fromat='pdf').errors[0]
        self.assertEqual((unknown.id, unknown.data.pointer), ('capi/unknown-option', '/fromat'))
        for options, expected in (({'format': 'odt'}, 'capi/bad-choice'), ({'strict': 'yes'}, 'capi/wrong-type'),
                                  ({'dpi': 9999}, 'capi/bad-number'), ({'limit': {'steps': 0}}, 'capi/bad-number'),
                                  ({'limit': {'step': 5}}, 'capi/unknown-option')):
            with self.subTest(options):
                self.assertEqual(self.refused('commitment-letter', LETTER, **options).errors[0].id, expected)
        self.assertEqual(self.refused('commitment-letter', b'{', name='x.json').status, 1)
        self.assertEqual(self.refused('commitment-letter', b'{"org": "\0"}').status, 1)
        self.assertEqual(self.refused('commitment-letter', self.folder / 'none.json').status, 3)
        self.assertEqual(self.refused(function=lambda: self.engine.check('none', b'{}')).status, 2)
        with self.assertRaises(ValueError):
            self.engine.render('commitment\0letter', LETTER)
        with self.assertRaises(TypeError):
            self.engine.render('commitment-letter', {'org': object()})

    def test_a_check_reports_and_raises_nothing(self):
        self.assertTrue(self.engine.check('commitment-letter', letter()).ok)
        report = self.engine.check('commitment-letter', {}, values_only=True)
        self.assertFalse(report.ok)
        self.assertTrue(report.errors)


class Options(PythonTest):
    def test_confirmed_warnings(self):
        path = self.folder / 'confirmed.json'
        report = self.engine.check('monthly-bulletin', BULLETIN, confirm=path, by='张示例', time='2026-01-02 03:04')
        self.assertTrue(report.warnings)
        self.assertIn('张示例', path.read_text(encoding='utf-8'))
        pdf = self.engine.render('monthly-bulletin', BULLETIN, confirmed=path, strict=True)
        self.assertEqual((pdf.warnings, pdf.report.json['confirmed']), ([], len(report.warnings)))
        error = self.refused('monthly-bulletin', BULLETIN, confirmed=self.folder / 'none.json')
        self.assertEqual(error.status, 3)

    def test_limits_and_defaults(self):
        error = self.refused('monthly-bulletin', BULLETIN, limit={'steps': 100})
        self.assertTrue(error.errors[0].id.startswith('templating/'), error)
        self.assertIn('defaults', self.engine.render('monthly-bulletin', BULLETIN, verbose=True).report.json)

    def test_other_files_of_a_workbook(self):
        for ending, options in (('ods', {}), ('csv', {'sheet': '标准清单', 'encoding': 'gb18030'})):
            output = self.folder / f'command.{ending}'
            words = [word for name, value in options.items() for word in (f'--{name}', value)]
            command('-q', 'render', 'monthly-bulletin', BULLETIN, '-o', output, *words)
            self.assertEqual(self.engine.render('monthly-bulletin', BULLETIN, ending, **options), output.read_bytes())

    def test_drafts(self):
        former = self.folder / 'former.json'
        former.write_bytes(LETTER.read_bytes())
        options = {'draft': '送审稿', 'line_numbers': 5, 'changes_from': str(former)}
        output = self.folder / 'command.pdf'
        command('-q', 'render', 'commitment-letter', LETTER, '-o', output, '--draft', '送审稿', '--line-numbers', '5',
                '--changes-from', former)
        self.assertEqual(self.engine.render('commitment-letter', LETTER, **options), output.read_bytes())
        error = self.refused('commitment-letter', LETTER, fillable=True, changes_from=str(former))
        self.assertEqual([message.id for message in error.errors], ['engine/not-for-forms'])

    def test_lists_from_tables(self):
        data = json.loads(BULLETIN.read_text(encoding='utf-8'))
        events = data.pop('events')
        table = self.write('events.jsonl', '\n'.join(json.dumps(event, ensure_ascii=False) for event in events))
        pdf = self.engine.render('monthly-bulletin', data, table={'/events': table}, name='2024-02.json')
        self.assertEqual(pdf.pages, self.engine.render('monthly-bulletin', BULLETIN).pages)

    def test_a_set_of_documents(self):
        folder = self.folder / 'set'
        self.write('set/letter.json', letter())
        printed = json.loads(command('check', '--document-set', folder, '--json').out)
        report = self.engine.check(None, document_set=folder)
        for name in ('data', 'missing', 'status', 'errors'):
            self.assertEqual(report.json[name], printed[name])

    def test_outputs_and_formats_that_do_not_go_together(self):
        for output, options in (('a.pdf', {'format': 'svg'}), ('a.bin', {'format': ['pdf', 'svg']})):
            with self.subTest(output), self.assertRaises(gongwen.GongwenError) as caught:
                self.engine.render_files('commitment-letter', LETTER, self.folder / output, **options)
            self.assertEqual(caught.exception.errors[0].data.pointer, '/output')
        self.assertEqual(self.files(), [])


class Kinds(PythonTest):
    def test_own_texts(self):
        texts = self.engine.texts('commitment-letter')
        self.assertEqual((texts['$kind'], texts['label.leader']), ('commitment-letter', '提案负责人'))
        with self.assertRaises(gongwen.GongwenError):
            self.engine.texts('commitment-letter', 'fr')
        own = self.write('own.json', {'label.leadr': '项目负责人'})
        report = self.engine.check('commitment-letter', letter(), texts=str(own))
        self.assertIn('engine/texts-unknown-id', [message.id for message in report.diagnostics])

    def test_kinds_fields_and_new_data(self):
        kinds = {kind.name: kind for kind in self.engine.kinds()}
        self.assertEqual(kinds['monthly-bulletin'].title.zh, '网络安全标准化工作月报')
        self.assertEqual(tuple(kinds['monthly-bulletin'].formats), ('pdf', 'xlsx'))
        self.assertIn('/org', [field['pointer'] for field in self.engine.describe('commitment-letter')])
        self.assertRegex(self.engine.describe_text('commitment-letter', 'zh'), '[一-龥]')
        self.assertEqual(self.engine.new_data('commitment-letter', set={'/org': '某某大学'})['org'], '某某大学')
        self.assertIn(b'#', self.engine.new_file('commitment-letter', 'yaml'))
        with self.assertRaises(gongwen.GongwenError):
            self.engine.new_data('commitment-letter', set={'/none': 1})

    def test_a_workbook_in_memory_goes_out_and_comes_back(self):
        book = self.engine.new_file('commitment-letter', 'xlsx', data=letter())
        self.assertEqual(self.engine.render('commitment-letter', book, name='letter.xlsx'),
                         self.engine.render('commitment-letter', letter()))

    def test_a_share_folder_without_kinds(self):
        with gongwen.Engine(share=self.folder) as engine:
            self.assertEqual(self.refused(function=engine.kinds).errors[0].id, 'engine/no-kinds')

    def test_a_cache_folder_has_no_effect(self):
        plain = self.engine.render('commitment-letter', LETTER)
        cache = self.folder / 'cache'
        with gongwen.Engine(cache_folder=cache) as engine:
            self.assertEqual(engine.render('commitment-letter', LETTER), plain)
        self.assertFalse(cache.exists())


class Forms(PythonTest):
    def test_a_form_comes_back(self):
        path = self.write('form.pdf', bytes(self.engine.render('commitment-letter', LETTER, fillable=True)))
        read = self.engine.extract(path)
        self.assertEqual((len(read), read[0].kind, read[0].ok), (1, 'commitment-letter', True))
        self.assertEqual(read.data['org'], letter()['org'])
        self.assertEqual(json.loads(read[0].text), read.data)

    def test_what_is_no_form(self):
        path = self.write('form.pdf', b'%PDF-1.7 nothing')
        self.assertTrue(self.refused(path, function=self.engine.extract).errors[0].id.startswith('intake/'))

    def test_a_folder_of_forms_becomes_a_roster(self):
        form = bytes(self.engine.render('expert-application', SAMPLES / 'expert-application/typical.json', fillable=True))
        self.write('forms/a.pdf', form)
        seen = []
        report = self.engine.collect(self.folder / 'forms', self.folder / 'roster.xlsx', kind='expert-application',
                                     progress=lambda done, total: seen.append((done, total)))
        self.assertEqual((report.json['forms'], seen[-1]), (1, (1, 1)))
        self.assertIn('roster.xlsx', self.files())


class Life(PythonTest):
    def run_python(self, code):
        return subprocess.run([sys.executable, '-c', code], env=os.environ, capture_output=True, text=True, timeout=120,
                              check=False)

    def test_a_closed_engine_refuses_and_its_results_stay(self):
        with gongwen.Engine() as engine:
            pdf = engine.render('commitment-letter', LETTER)
        self.assertTrue(pdf.startswith(b'%PDF-'))
        with self.assertRaisesRegex(ValueError, 'closed'):
            engine.kinds()
        engine.close()

    def test_the_end_of_the_interpreter_is_quiet(self):
        ended = self.run_python('import gongwen; e = gongwen.Engine(); e.render("commitment-letter"); c = gongwen.Call()')
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, '', ''))

    def test_a_daemon_thread_at_the_end_of_the_interpreter(self):
        ended = self.run_python(
            'import gongwen, threading, time\n'
            'e = gongwen.Engine()\n'
            'def work():\n'
            '  while True: e.render("monthly-bulletin")\n'
            'threading.Thread(target=work, daemon=True).start()\n'
            'time.sleep(0.5)\n')
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_an_engine_is_not_used_after_a_fork(self):
        ended = self.run_python(
            'import gongwen, os\n'
            'e = gongwen.Engine()\n'
            'child = os.fork()\n'
            'if child == 0:\n'
            '  try: e.kinds()\n'
            '  except RuntimeError as error: os._exit(0 if "fork" in str(error) and gongwen.Engine().kinds() else 4)\n'
            '  os._exit(5)\n'
            'raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n')
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_a_library_that_is_not_there(self):
        ended = subprocess.run([sys.executable, '-c', 'import gongwen; gongwen.Engine()'], capture_output=True, text=True,
                               env=dict(os.environ, GONGWEN_LIBRARY='/nonexistent.so'), check=False, timeout=60)
        self.assertIn('OSError', ended.stderr)

    def test_memory_that_does_not_suffice(self):
        ended = self.run_python(
            'import gongwen, resource\n'
            'e = gongwen.Engine()\n'
            'data = b" " * (300 << 20)\n'
            'used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()\n'
            'resource.setrlimit(resource.RLIMIT_AS, (used + (350 << 20), resource.RLIM_INFINITY))\n'
            'try: e.render("commitment-letter", data)\n'
            'except gongwen.GongwenError as error: print(error.status, error.errors[0].id)\n')
        self.assertEqual((ended.stdout, ended.returncode), ('3 capi/no-memory\n', 0), ended.stderr)

    def test_the_version(self):
        self.assertEqual(gongwen.version(), command('--version').out.split()[1])


if __name__ == '__main__':
    unittest.main()
