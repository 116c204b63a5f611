#!/usr/bin/env python3
"""The npm package: packed by `npm pack`, installed into an empty folder, and used with its own service and over TCP."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

import needs
import surroundings
from harness import PROGRAM, ROOT, CommandTest
from node_packages import node_packages
from serving import Service

PROGRAM_TEXT = '''
import { readFileSync } from 'node:fs';
import { Gongwen, GongwenError, startService } from 'gongwen';

const [program, letterFile, applicantFile, url] = process.argv.slice(2);
const letter = JSON.parse(readFileSync(letterFile, 'utf8'));
const applicant = JSON.parse(readFileSync(applicantFile, 'utf8'));
const start = (document) => Buffer.from(document.bytes.subarray(0, 5)).toString('latin1');
const refusal = async (promise) => {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof GongwenError)) throw error;
    return [error.status, error.id, error.detail ?? null, error.message, error.diagnostics.map((one) => one.data?.pointer ?? null)];
  }
  throw new Error('not refused');
};

const own = await startService({ program, language: 'en', options: ['--workers', '1'] });
try {
  const pdf = await own.render('commitment-letter', letter, { attachData: true });
  const yaml = await own.render('commitment-letter', readFileSync(letterFile), { name: 'letter.yaml', format: 'ofd' });
  const form = await own.blank('commitment-letter', { fillable: true });
  const read = await own.extract(pdf.bytes, { name: 'letter.pdf', kind: 'commitment-letter' });
  const filled = await own.fill(form.bytes, { '/org': '某某填报院' });
  const flat = await own.fill(form.bytes, { given: '某某填报院' }, { map: { '/org': '/given' }, flatten: true });
  const ofd = await own.render('commitment-letter', letter, { format: 'ofd' });
  const { org, ...incomplete } = letter;
  console.log(JSON.stringify({
    pdf: [start(pdf), pdf.type, pdf.name, pdf.pages, pdf.warnings],
    sha256: (await import('node:crypto')).createHash('sha256').update((await own.render('commitment-letter', letter)).bytes).digest('hex'),
    yaml: [yaml.type, yaml.name], form: start(form), read: [read.files[0].kind, read.files[0].data.org === org],
    kinds: (await own.kinds()).some((kind) => kind.kind === 'commitment-letter'), field: (await own.describe('commitment-letter'))[1].pointer,
    schema: typeof (await own.schema('commitment-letter')).properties, form2: (await own.form('commitment-letter')).steps.length > 0,
    check: (await own.check('commitment-letter', incomplete, { depth: 'values' })).diagnostics[0].data.pointer,
    invalid: await refusal(own.render('commitment-letter', incomplete)),
    unknown: await refusal(own.render('comitment-letter', letter)),
    files: await Promise.all([{}, { 'photo.jpg': Buffer.from('x') }].map(async (files) => (await own.check('expert-application',
      { ...applicant, photo: 'photo.jpg' }, { files })).diagnostics.filter((one) => one.data?.pointer === '/photo').map((one) => one.id))),
    filled: [filled.type, filled.name, (await own.formFields(filled.bytes)).values['/org'],
      (await own.formFields(form.bytes)).fields.some((field) => field.name === '/org')],
    flat: [start(flat), await refusal(own.formFields(flat.bytes))],
    wrongField: await refusal(own.fill(form.bytes, { nothing: 1 })),
    shown: [start(await own.convert(ofd.bytes)), Buffer.from((await own.convert(ofd.bytes, { format: 'txt' })).bytes).toString(),
      (await own.convert(ofd.bytes, { format: 'png', dpi: 30 })).type],
    notOfd: (await refusal(own.convert(form.bytes))).slice(0, 2),
    ready: await own.isReady(),
  }));
} finally {
  await own.close();
}
const other = new Gongwen({ url, language: 'zh' });
console.log(JSON.stringify([start(await other.render('commitment-letter', letter)), (await refusal(other.describe('x')))[3]]));
try {
  new Gongwen({});
} catch (error) {
  console.log(error.constructor.name);
}
await startService({ program: '/nonexistent/gongwen' }).catch((error) => console.log(error.code));
await startService({ program, options: ['--unknown-option'] }).catch((error) => console.log(/status 2/.test(error.message)));
'''


class Package(CommandTest):
    def npm(self, *words, folder=None):
        done = subprocess.run(['npm', *map(str, words)], cwd=folder or self.folder, capture_output=True, text=True, check=False,
                              env=surroundings.OF_THE_PERSON)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    @needs.only_with('npm')
    def test_it_is_packed_installed_and_used(self):
        packed = json.loads(self.npm('pack', ROOT / 'node', '--json', '--pack-destination', self.folder))[0]
        self.assertEqual(sorted(one['path'] for one in packed['files']), ['README.md', 'index.d.ts', 'index.js', 'package.json'])
        empty = self.folder / 'empty'
        empty.mkdir()
        (empty / 'package.json').write_text('{"private": true, "type": "module"}')
        self.npm('install', '--offline', '--no-audit', '--no-fund', self.folder / packed['filename'], folder=empty)
        (empty / 'use.js').write_text(PROGRAM_TEXT, encoding='utf-8')
        letter = ROOT / 'samples/commitment-letter/minimal.json'
        with Service() as service:
            done = subprocess.run(['node', 'use.js', PROGRAM, letter, ROOT / 'samples/expert-application/typical.json', f'http://{service.host}:{service.port}'], cwd=empty, capture_output=True,
                                  text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.run_documented_program(empty)
        first, second, *rest = done.stdout.splitlines()
        found = json.loads(first)
        self.assertEqual(found['pdf'][:3], ['%PDF-', 'application/pdf', 'letter of commitment for an international standard proposal.pdf'])
        self.assertGreater(found['pdf'][3], 0)
        self.assertEqual(found['sha256'], self.hash_by_command(letter))
        self.assertEqual(found['yaml'][0], 'application/ofd')
        self.assertEqual((found['form'], found['read'], found['kinds'], found['schema'], found['form2'], found['ready']),
                         ('%PDF-', ['commitment-letter', True], True, 'object', True, True))
        self.assertEqual(found['check'], '/org')
        self.assertEqual(found['filled'], ['application/pdf', 'form.pdf', '某某填报院', True])
        self.assertEqual((found['flat'][0], found['flat'][1][:2]), ('%PDF-', [422, 'invalid-data']))
        self.assertEqual(found['wrongField'][:2], [422, 'invalid-data'])
        self.assertIn('承诺书', found['shown'][1])
        self.assertEqual((found['shown'][0], found['shown'][2], found['notOfd']), ('%PDF-', 'image/png', [422, 'invalid-data']))
        status, id, _, message, pointers = found['invalid']
        self.assertEqual((status, id, pointers), (422, 'invalid-data', ['/org']))
        self.assertRegex(message, r'error\[data/missing-name\] at /org: ')
        self.assertEqual(found['unknown'][:3], [404, 'unknown-kind', 'did you mean `commitment-letter`? /api/v1/kinds lists all'])
        self.assertEqual(found['files'], [['resources/not-found'], ['images/unknown-format']])
        start, words = json.loads(second)
        self.assertEqual(start, '%PDF-')
        self.assertRegex(words, '[一-龥]')
        self.assertEqual(rest, ['TypeError', 'ENOENT', 'true'])

    def test_its_types_know_the_options(self):
        packages = node_packages(ROOT / 'tests/service/node', 'service_node', 20)
        place = self.folder / 'node_modules/gongwen'
        shutil.copytree(ROOT / 'node', place)
        (self.folder / 'package.json').write_text('{"type": "module"}')
        path = self.write('program.ts', '''import { Gongwen, GongwenError, startService, type Report } from 'gongwen';
const gongwen = new Gongwen({ url: 'http://localhost:8080', key: 'k' });
const pages: number = (await gongwen.render('letter', { org: 'x' }, { format: 'pdf', fillable: true })).pages;
const report: Report = await gongwen.check('letter', new Uint8Array(), { name: 'a.yaml' });
const own = await startService({ program: 'gongwen' });
await own.close();
await gongwen.render('letter', {}, { format: 'odt' });
await gongwen.render('letter', {}, { fillabel: true });
await gongwen.close();
''')
        done = subprocess.run(['node', packages / 'node_modules/typescript/bin/tsc', '--strict', '--noEmit', '--target', 'es2022', '--module',
                               'nodenext', '--lib', 'es2022,dom', path], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(re.findall(r'^program\.ts\((\d+),', done.stdout, re.MULTILINE), ['7', '8', '9'], done.stdout)

    def run_documented_program(self, folder):
        program, = re.findall(r'^```js\n(.*?)^```$', (ROOT / 'docs/LIBRARY.md').read_text(encoding='utf-8'), re.DOTALL | re.MULTILINE)
        (folder / 'documented.js').write_text(program, encoding='utf-8')
        bin_folder = os.path.dirname(os.path.abspath(PROGRAM))
        done = subprocess.run(['node', 'documented.js'], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
                              env={**os.environ, 'PATH': f'{bin_folder}:{os.environ["PATH"]}'})
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)
        self.assertEqual((folder / 'letter.pdf').read_bytes()[:5], b'%PDF-')

    def hash_by_command(self, letter):
        path = self.folder / 'letter.pdf'
        self.run_command('render', 'commitment-letter', letter, '-o', path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def run_command(self, *words):
        subprocess.run([PROGRAM, *map(str, words)], check=True, capture_output=True)

    def test_the_versions_are_the_same(self):
        package = json.loads((ROOT / 'node/package.json').read_text(encoding='utf-8'))
        project = (ROOT / 'CMakeLists.txt').read_text(encoding='utf-8')
        self.assertEqual(package['version'], re.search(r'project\(gongwen VERSION ([\d.]+)', project)[1])


if __name__ == '__main__':
    sys.exit(unittest.main())
