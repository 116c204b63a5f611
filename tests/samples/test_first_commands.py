"""The commands that the READMEs start with: the demo renders all samples, and .ci/run runs what is written there."""
import json
import os
import shutil
import subprocess
import unittest

from harness import PROGRAM, ROOT, CommandTest
from samples import SAMPLES


def run(*words, **options):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=120, check=False, **options)


class Demo(CommandTest):
    def test_all_samples(self):
        done = run(ROOT / 'scripts/render_samples', PROGRAM, self.folder / 'out')
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = [f'out/{s.parent.name}-{s.stem}{ending}' for s in SAMPLES for ending in ('.pdf', '.xlsx')]
        expected += [f'out/english-bulletin-{s.stem}.pdf' for s in SAMPLES if s.parent.name == 'monthly-bulletin']
        expected += [f'out/{plan.stem}.pdf' for plan in (ROOT / 'samples/bindings').glob('*.yaml')]
        self.assertEqual(self.files(), sorted(expected))

    def test_it_is_what_the_demo_runs(self):
        lines = (ROOT / 'scripts/demo').read_text(encoding='utf-8').splitlines()
        self.assertIn('scripts/render_samples "$program" out || status=$?', lines)
        self.assertEqual(lines[-1], 'exit $status')

    def tree(self, *kinds):
        """Another tree with these kinds, and the script of this one."""
        shutil.copytree(ROOT / 'templates/shared', self.folder / 'templates/shared')
        for kind in kinds:
            shutil.copytree(ROOT / 'templates' / kind, self.folder / 'templates' / kind)
        (self.folder / 'scripts').mkdir()
        shutil.copy(ROOT / 'scripts/render_samples', self.folder / 'scripts')
        return self.folder / 'scripts/render_samples'

    def test_a_sample_that_fails(self):
        script = self.tree('opinions')
        sample = json.loads((ROOT / 'samples/opinions/minimal.json').read_text(encoding='utf-8'))
        self.write('samples/opinions/good.json', sample)
        self.write('samples/opinions/bad.json', {})
        done = run(script, PROGRAM, self.folder / 'out')
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('out/opinions-good.pdf', self.files())

    def test_a_kind_without_samples(self):
        done = run(self.tree('opinions'), PROGRAM, self.folder / 'out')
        self.assertNotEqual(done.returncode, 0)

    def test_folders_that_are_no_kinds(self):
        script = self.tree('opinions')
        self.write('samples/store/make.py', '')
        self.write('samples/opinions/a.json', (ROOT / 'samples/opinions/minimal.json').read_bytes())
        self.assertEqual(run(script, PROGRAM, self.folder / 'out').returncode, 0)


README = '# x\n\n```sh\nfalse\n```\n\n## {}\n\nOn Debian:\n\n```sh\n{}```\n\n## More\n\n```sh\nfalse\n```\n'


class ContinuousIntegration(CommandTest):
    def ci(self, commands, chinese=None):
        (self.folder / '.ci').mkdir()
        shutil.copy(ROOT / '.ci/run', self.folder / '.ci/run')
        self.write('README.md', README.format('Two commands', commands))
        self.write('README.zh.md', README.format('两条命令', chinese or commands))
        self.write('one', '#!/bin/sh\necho one >> log\n')
        self.write('two', '#!/bin/sh\necho two >> log\nexit 2\n')
        for name in ('one', 'two'):
            os.chmod(self.folder / name, 0o755)
        done = run(self.folder / '.ci/run')
        log = self.folder / 'log'
        return done.returncode, log.read_text(encoding='utf-8').split() if log.exists() else []

    def test_the_first_fails(self):
        self.assertEqual(self.ci('./two    # a remark\n./one\n'), (2, ['two']))

    def test_the_second_fails(self):
        self.assertEqual(self.ci('./one\n./two\n'), (2, ['one', 'two']))

    def test_both_are_well(self):
        self.assertEqual(self.ci('./one  # a remark\n./one\n', './one  # 说明\n./one\n'), (0, ['one', 'one']))

    def test_other_commands_in_the_other_language(self):
        self.assertEqual(self.ci('./one\n', './two\n'), (1, []))

    def test_no_commands(self):
        self.assertEqual(self.ci(''), (1, []))

    def test_the_commands_of_the_readme(self):
        text = (ROOT / 'README.md').read_text(encoding='utf-8')
        block = text.split('## Two commands', 1)[1].split('```sh\n', 1)[1].split('```', 1)[0]
        commands = [line.split('#')[0].strip() for line in block.splitlines()]
        self.assertEqual(commands, ['./scripts/demo', './scripts/test'])


if __name__ == '__main__':
    unittest.main()
