"""The service of packaging/systemd: publishing works under exactly the restrictions of the unit, and they do restrict."""
import json
import os
import pathlib
import re
import subprocess
import unittest

import needs
import service_sandbox
from facts import NOW, two_years
from harness import DONE, PROGRAM, ROOT, CommandTest
from sandboxed import PROBES, SandboxTest

UNITS = ROOT / 'packaging/systemd'
UNIT = UNITS / 'gongwen-publish.service.in'
CLOSED = {('PrivateNetwork', 'yes'), ('RestrictAddressFamilies', 'none'), ('IPAddressDeny', 'any')}


class UnitTest(CommandTest):
    def install(self, *variables):
        made = self.folder / 'made'
        made.mkdir(exist_ok=True)
        script = self.write('install.cmake', f'set(GONGWEN_UNITS "{UNITS}")\nset(GONGWEN_UNITS_MADE "{made}")\n'
                                             f'include("{UNITS}/install_units.cmake")\n')
        subprocess.run(['cmake', *(f'-D{v}' for v in variables), '-P', str(script)], check=True, capture_output=True,
                       cwd=self.folder, env={**os.environ, 'DESTDIR': str(self.folder / 'root')})

    def test_the_installed_unit_starts_the_installed_program(self):
        needs.check('cmake')
        for prefix in ('/usr/local', '/usr', '/opt/gongwen'):
            self.install(f'CMAKE_INSTALL_PREFIX={prefix}')
            folder = self.folder / 'root' / prefix[1:] / 'lib/systemd/system'
            unit = service_sandbox.read_unit(folder / 'gongwen-publish.service')
            self.assertEqual(service_sandbox.command_of(unit)[0], f'{prefix}/bin/gongwen')
            self.assertNotIn('@GONGWEN', (folder / 'gongwen-publish.service').read_text(encoding='utf-8'))
            self.assertTrue((folder / 'gongwen-publish.timer').is_file())


class NetworkTest(unittest.TestCase):
    def test_the_documentation_lifts_every_entry_that_keeps_the_network_away(self):
        """Any one that stays makes a server elsewhere unreachable."""
        unit = service_sandbox.read_unit(UNIT)
        closed = {name for name, value in unit.items() if (name, value) in CLOSED}
        self.assertEqual(len(closed), len(CLOSED))
        for name in ('PUBLISHING.md', 'PUBLISHING.zh.md'):
            page = (ROOT / 'docs' / name).read_text(encoding='utf-8')
            blocks = re.findall(r'```ini\n\[Service\]\n(.*?)```', page, re.S)
            [entries] = [block.strip().splitlines() for block in blocks if 'PrivateNetwork' in block]
            lifted = dict(entry.split('=', 1) for entry in entries)
            self.assertEqual(set(lifted) - {'ExecStart'}, closed)
            self.assertEqual({(name, lifted[name]) for name in closed} & CLOSED, set())
            self.assertEqual([entry for entry in entries if entry.startswith('ExecStart')][0], 'ExecStart=')
        remark = UNIT.read_text(encoding='utf-8').partition('# Network:')[2]
        for name in closed:
            self.assertIn(f'{name}=', remark.partition('\nPrivateNetwork')[0])


class ServiceTest(SandboxTest):
    unit = UNIT

    def command(self):
        """What the unit starts, with the program that is tested; the months that are due are always the same."""
        words = service_sandbox.command_of(service_sandbox.read_unit(UNIT))
        self.assertEqual(words[0], '@GONGWEN_PROGRAM@')
        return [PROGRAM, *words[1:], '--now', NOW]

    def test_the_service_publishes_under_its_restrictions(self):
        words = self.command()
        store, site = words[words.index('--store') + 1], words[words.index('-o') + 1]
        facts = json.dumps(two_years(3), ensure_ascii=False)
        metrics = pathlib.Path(words[words.index('--metrics') + 1])
        write = f'import os; open("/tmp/facts.json", "w").write({facts!r}); os.makedirs({str(metrics.parent)!r}, exist_ok=True)'
        look = (f'import hashlib, json, os, pathlib; site = pathlib.Path({site!r}); '
                'print(json.dumps({str(p.relative_to(site)): hashlib.sha256(p.read_bytes()).hexdigest() '
                'for p in sorted(site.rglob("*")) if p.is_file()}))')
        run, seen = self.step(*words, confined=True), self.step('/usr/bin/python3', '-c', look)
        run['environment']['SOURCE_DATE_EPOCH'] = os.environ['SOURCE_DATE_EPOCH']  # later than the time of the months
        results = self.run_steps([
            self.step('/usr/bin/python3', '-c', write), self.step(PROGRAM, 'store', 'init', store),
            self.step(PROGRAM, 'store', 'import', store, '/tmp/facts.json'), run, seen, run, seen,
            self.step('/bin/cat', metrics), self.step('/bin/ls', '-A', '/tmp')])
        for result in results:
            self.assertEqual(result['status'], DONE, result)
        first, again = json.loads(results[4]['out']), json.loads(results[6]['out'])
        issues = [name for name in first if name.startswith('.gongwen/editions/') and name.endswith('bulletin.pdf')]
        self.assertEqual(len(issues), 3, sorted(first))
        self.assertEqual(first, again)
        self.assertIn('gongwen_publish_last_run_success 1', results[7]['out'])
        self.assertEqual(results[8]['out'], 'facts.json\n', 'nothing is left in the private /tmp')

    def test_the_restrictions_restrict(self):
        self.assert_restricts([name for name in PROBES if name != 'the network, new'])
        allowed = 'open("/tmp/x", "w"); open("/var/lib/gongwen/x", "w"); open("/srv/bulletin/x", "w"); print("written")'
        result, = self.run_steps([self.step('/usr/bin/python3', '-c', allowed, confined=True)])
        self.assertEqual(result['out'], 'written\n', result)


if __name__ == '__main__':
    unittest.main()
