"""`scripts/test --all` has every test there is: the fuzz programs, the long ranges, the benches."""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import test_all  # noqa: E402

# Variables by which tests take larger numbers than each run has time for.
LARGER = re.compile(r'(?:getenv\(|number_from\(|environ\.get\()[\'"](\w+_(?:SETS|KILLS|PAGES|SAMPLES))[\'"]')


def run(*words):
    return subprocess.run([ROOT / 'scripts/test', *words], capture_output=True, text=True, check=False)


def stopped_after(*commands):
    """Whether a part of these commands passes, and what it printed; each command is a line of Python."""
    words = [[sys.executable, '-c', command] for command in commands]
    code = f'import test_all; print(test_all.run(test_all.Part("p", "t", 1, {words!r})))'
    made = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True, cwd=ROOT / 'scripts')
    return made.stdout


class Parts(unittest.TestCase):
    def setUp(self):
        self.listed = run('--all', '--list')
        self.assertEqual(self.listed.returncode, 0, self.listed.stderr)

    def test_help_and_list_name_all_parts(self):
        self.assertEqual(run('--help').returncode, 0)
        for part in test_all.parts(1):
            with self.subTest(part.name):
                self.assertIn(part.name, run('--help').stdout)
                self.assertRegex(self.listed.stdout, rf'(?m)^{part.name} ')
        self.assertRegex(run('--all', '--list', 'fuzz').stdout, r'\Afuzz .*\n(?: +\w+_fuzz\n)+\Z')

    def test_every_fuzz_program_is_listed(self):
        programs = sorted(path.stem for path in (ROOT / 'tests/fuzz').glob('*.cpp'))
        self.assertEqual(sorted(re.findall(r'\w+_fuzz', self.listed.stdout)), programs)
        seeds = sorted(f'{path.name}_fuzz' for path in (ROOT / 'tests/fuzz/corpus').iterdir())
        self.assertEqual(seeds, programs)

    def test_every_variable_for_larger_numbers_is_used(self):
        declared = ''.join(path.read_text(encoding='utf-8') for path in ROOT.glob('tests/*/CMakeLists.txt'))
        found = set()
        for path in [*ROOT.glob('tests/*/*.cpp'), *ROOT.glob('tests/*/*.py')]:
            found |= set(LARGER.findall(path.read_text(encoding='utf-8')))
        self.assertGreater(len(found), 5)
        self.assertEqual({name for name in found if f'{name}=' not in declared}, set())
        # And none is set that no test reads.
        sources = ''.join(path.read_text(encoding='utf-8', errors='replace') for pattern in ('tests/*/*.cpp', 'tests/*/*.py') for path in ROOT.glob(pattern))
        given = {name for call in re.findall(r'long_test\([\w.${}]+\s+"([^"]*)"', declared) for name in re.findall(r'(\w+)=', call)}
        self.assertEqual({name for name in given if name not in sources and name != 'GONGWEN_SHARE'}, set())

    def test_every_bench_that_can_check_is_listed(self):
        checking = sorted(path.name for path in (ROOT / 'bench').iterdir()
                          if path.is_file() and '"--check"' in path.read_text(encoding='utf-8'))
        self.assertEqual(sorted(test_all.bench_checks()), checking)

    def test_a_failure_ends_its_part_and_counts(self):
        told = stopped_after('print(1)', 'raise SystemExit(3)', 'raise SystemExit("reached")')
        self.assertIn('FAILED with status 3', told)
        self.assertNotIn('reached', told.partition('FAILED')[2].partition('\n')[2])
        self.assertTrue(told.endswith('False\n'))
        self.assertTrue(stopped_after('pass').endswith('True\n'))

    def test_usage(self):
        self.assertEqual(run('--all', 'nonsense').returncode, 2)
        self.assertEqual(run('--all', '--fuzz-seconds', '0').returncode, 2)


if __name__ == '__main__':
    unittest.main()
