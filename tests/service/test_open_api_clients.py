#!/usr/bin/env python3
"""Clients that generators of others make of the OpenAPI description, as it is: their code passes TypeScript's strictest
checks, and two of them are used against the running service. GONGWEN_GENERATORS=all also tries further generators."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from harness import CommandTest
from node_packages import node_packages
from serving import Service

HERE = pathlib.Path(__file__).resolve().parent
COMPILER = ['--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom,dom.iterable']
# Further generators by package: the program, its arguments, and the file that is compiled.
FURTHER = {
    'openapi-typescript-codegen': ('bin/index.js', ['--input', 'openapi.json', '--output', 'codegen'], 'codegen/index.ts'),
    'swagger-typescript-api': ('dist/cli.mjs', ['generate', '-p', 'openapi.json', '-o', 'swagger', '-n', 'api.ts'], 'swagger/api.ts'),
    'orval': ('dist/bin/orval.js', ['--input', 'openapi.json', '--output', 'orval/index.ts', '--client', 'fetch'], 'orval/index.ts'),
}


class Clients(CommandTest):
    def folder_with(self, packages):
        """A folder of this test that has the packages, and the description of a running service as openapi.json."""
        folder = self.folder / 'client'
        folder.mkdir()
        (folder / 'node_modules').symlink_to(packages / 'node_modules')
        (folder / 'package.json').write_text('{}')
        self.service = Service().__enter__()
        self.addCleanup(self.service.__exit__)
        (folder / 'openapi.json').write_bytes(self.service.ask('GET', '/api/v1/openapi.json').body)
        return folder

    def run_node(self, folder, script, *arguments):
        done = subprocess.run(['node', script, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120,
                              env={**os.environ, 'DO_NOT_TRACK': '1', 'NO_UPDATE_NOTIFIER': '1'}, check=False)
        self.assertEqual(done.returncode, 0, (script, (done.stdout + done.stderr)[-2000:]))
        return done.stdout

    def compile(self, folder, *files, options=('--noEmit',)):
        self.run_node(folder, 'node_modules/typescript/bin/tsc', *COMPILER, *options, *files)

    def test_two_generated_clients_are_used(self):
        packages = node_packages(HERE / 'node', 'service_node', 20)
        folder = self.folder_with(packages)
        self.run_node(folder, 'node_modules/openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'openapi.ts')
        self.run_node(folder, 'node_modules/@hey-api/openapi-ts/bin/run.js', '-i', 'openapi.json', '-o', 'sdk', '-c', '@hey-api/client-fetch')
        types = (folder / 'openapi.ts').read_text()
        self.assertNotIn('"application/pdf": unknown', types)
        self.assertIn('Report: {', types)
        shutil.copyfile(HERE / 'node/clients.ts', folder / 'clients.ts')
        self.compile(folder, 'clients.ts', options=('--outDir', 'made'))
        self.assertEqual(self.use(folder), [
            {'document': '%PDF-', 'pages': '2', 'id': 'data/not-in-list', 'pointer': '/wg',
             'refused': 'did you mean `commitment-letter`? /api/v1/kinds lists all'},
            {'document': '%PDF-', 'id': 'data/not-in-list', 'pointer': '/wg', 'field': '/addressee', 'type': 'string',
             'refused': 'a whole number from 10 to 600'}])

    def use(self, folder):
        return json.loads(self.run_node(folder, 'made/clients.js', f'http://{self.service.host}:{self.service.port}'))

    if os.environ.get('GONGWEN_GENERATORS') == 'all':
        def test_further_generators_read_it_too(self):
            folder = self.folder_with(node_packages(HERE / 'node_generators', 'service_generators', 20))
            for package, (program, arguments, made) in FURTHER.items():
                with self.subTest(package):
                    self.run_node(folder, f'node_modules/{package}/{program}', *arguments)
                    self.compile(folder, made)


if __name__ == '__main__':
    sys.exit(unittest.main())
