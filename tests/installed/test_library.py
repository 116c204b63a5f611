#!/usr/bin/env python3
"""The installed library: what it exports, and programs built with nothing but its headers."""
import json
import os
import pathlib
import re
import unittest

import needs
from installed import LIBRARY, PREFIX, ROOT, InstalledTest, pkg_config, run

HEADERS = PREFIX / 'include/gongwen'
STRICT = ['-std=c++20', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Werror']
PROGRAM = r'''
#include <gongwen/engine.h>
#include <iostream>
int main() {
  const gongwen::Engine engine;
  const auto list = engine.list();
  for (const auto& kind : list.kinds) std::cout << kind.name << '\n';
  const auto missing = engine.render("commitment-letter", {"letter.json", "{}"}, {gongwen::Format::Pdf});
  for (const auto& message : missing.report.messages()) {
    std::cout << message.id << ' ' << message.data->pointer.value_or("?") << '\n';
  }
  const auto blank = engine.render("commitment-letter", {}, {gongwen::Format::Pdf});
  std::cout << blank.files.at(0).bytes.substr(0, 5) << '\n';
  return static_cast<int>(list.report.status());
}
'''

READING = r'''
#include <gongwen/engine.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>
#include <vector>
int main(int, char** arguments) {
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const gongwen::Engine engine;
  std::vector<std::string> read(3);
  {
    std::vector<std::jthread> threads;
    for (std::string& json : read) {
      threads.emplace_back([&] { json = engine.extract({gongwen::FormSource{"form.pdf", bytes}}).files.at(0).json; });
    }
  }
  std::cout << read[0];
  return read[0] == read[1] && read[1] == read[2] ? 0 : 1;
}
'''


def demangled_exports():
    lines = run('nm', '-DC', '--defined-only', LIBRARY).stdout.splitlines()
    return [line.split(' ', 2)[2] for line in lines]


class Library(InstalledTest):
    def test_only_what_the_headers_declare_is_exported(self):
        text = '\n'.join(path.read_text(encoding='utf-8') for path in HEADERS.iterdir())
        classes = set(re.findall(r'\bclass GONGWEN_API (\w+)', text))
        functions = set(re.findall(r'^(?:GONGWEN_API|GW_API) [^;{]*?\b(\w+)\(', text, re.MULTILINE))
        self.assertIn('Engine', classes)
        for name in demangled_exports():
            if name.startswith('gw_'):
                self.assertIn(name, text)
                continue
            match = re.match(r'(?:(?:typeinfo|vtable)(?: name)? for )?gongwen::(\w+)(?:::|\(|\[|$)', name)
            self.assertTrue(match and match[1] in classes | functions, name)

    @needs.time
    def test_each_header_compiles_alone_and_strictly(self):
        for header in sorted(HEADERS.glob('*.h')):
            with self.subTest(header.name):
                source = self.folder / 'alone.cpp'
                source.write_text(f'#include <gongwen/{header.name}>\nint main() {{}}\n')
                run('g++', *STRICT, *pkg_config('--cflags'), '-fsyntax-only', source)

    def test_a_program_needs_nothing_but_pkg_config(self):
        source = self.folder / 'program.cpp'
        source.write_text(PROGRAM)
        program = self.folder / 'program'
        run('g++', *STRICT, source, '-o', program, *pkg_config('--cflags', '--libs'), f'-Wl,-rpath,{PREFIX}/lib')
        lines = run(program, cwd=self.folder).stdout.splitlines()
        self.assertIn('monthly-bulletin', lines)
        self.assertIn('data/missing-name /org', lines)
        self.assertEqual(lines[-1], '%PDF-')

    def test_threads_read_a_form_that_came_back(self):
        form = self.folder / 'form.pdf'
        run(PREFIX / 'bin/gongwen', 'render', 'commitment-letter', ROOT / 'samples/commitment-letter/minimal.json', '--fillable',
            '-o', form, cwd=self.folder)
        source = self.folder / 'reading.cpp'
        source.write_text(READING)
        program = self.folder / 'reading'
        run('g++', *STRICT, source, '-o', program, *pkg_config('--cflags', '--libs'), '-pthread', f'-Wl,-rpath,{PREFIX}/lib')
        by_command = run(PREFIX / 'bin/gongwen', 'extract', form, cwd=self.folder).stdout
        self.assertEqual(json.loads(run(program, form, cwd=self.folder).stdout), json.loads(by_command))

    def test_no_option_of_ours_reaches_the_consumer(self):
        targets = '\n'.join(path.read_text() for path in (PREFIX / 'lib/cmake/gongwen').glob('gongwenTargets*.cmake'))
        self.assertNotIn('INTERFACE_COMPILE_OPTIONS', targets)
        self.assertNotIn('INTERFACE_COMPILE_DEFINITIONS', targets)
        self.assertNotIn('INTERFACE_LINK_LIBRARIES', targets)

    def test_names_of_the_versions(self):
        soname = re.search(r'SONAME\).*\[(.+)\]', run('readelf', '-d', LIBRARY).stdout)[1]
        self.assertEqual(soname, 'libgongwen.so.0')
        self.assertEqual(os.readlink(PREFIX / 'lib/libgongwen.so'), soname)
        version = run('pkg-config', '--modversion', 'gongwen').stdout.strip()
        self.assertEqual(pathlib.Path(os.readlink(LIBRARY)).name, f'libgongwen.so.{version}')


if __name__ == '__main__':
    unittest.main()
