"""The Debian packages against the sources: dependencies that no tool finds, files of the installation, the container."""
import fnmatch
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = ROOT / 'packaging/debian'

# The package of each library that is loaded at need, by its name for the linker, and why there is one.
LOADED = {
    'cairo': 'libcairo2',
    'crypto': 'libssl3',
    'curl': 'libcurl4',
    'freetype': 'libfreetype6',
    'harfbuzz': 'libharfbuzz0b',
    'hyphen': 'libhyphen0',
    'icuuc': 'libicu72',
    'pq': 'libpq5',
    'rabbitmq': 'librabbitmq4',
    'qpdf': 'libqpdf29',
    'qrencode': 'libqrencode4',
    'sodium': 'libsodium23',
    'xlsxwriter': 'libxlsxwriter4',
}
# Files that are opened when they are there, by a word of the source that opens them.
OPENED = {'GONGWEN_HYPHEN_FOLDER': ['hyphen-en-gb', 'hyphen-en-us']}
# Of packages.txt, what packages build for other purposes or differently.
NOT_BUILT_WITH = {'build-essential', 'hyphen-en-gb', 'hyphen-en-us'}


def read(path):
    return (ROOT / path).read_text(encoding='utf-8')


def control():
    """The fields of each package, and of the source under `source`."""
    stanzas = {}
    text = '\n'.join(line for line in read('packaging/debian/control').splitlines() if not line.startswith('#'))
    for stanza in text.strip().split('\n\n'):
        fields = dict(re.findall(r'^([\w-]+):((?:.|\n(?=[ \t]))*)', stanza, re.MULTILINE))
        stanzas[fields['Package'].strip() if 'Package' in fields else 'source'] = fields
    return stanzas


def names(fields, *which):
    """Names of packages in these fields, without versions and variables."""
    text = ','.join(fields.get(field, '') for field in which)
    return {re.split(r'[ (:]', part.strip())[0] for part in text.split(',') if part.strip() and '$' not in part.split('(')[0]}


def loaded_libraries():
    """What the CMake files of the modules ask find_interface_name() for."""
    found = set()
    for path in ROOT.glob('src/**/CMakeLists.txt'):
        found |= set(re.findall(r'find_interface_name\((\w+) ', path.read_text(encoding='utf-8')))
    return found


def dependencies_of(package):
    return names(control()[package], 'Depends', 'Recommends')


class Packages(unittest.TestCase):
    def test_every_loaded_library_has_a_package(self):
        self.assertEqual(loaded_libraries(), set(LOADED))
        # Nothing else is loaded: the name is always one that find_interface_name() gave.
        for path in ROOT.glob('src/**/*.cpp'):
            for name in re.findall(r'dlopen\(([^,]+),', path.read_text(encoding='utf-8')):
                self.assertIn(name, ('name', 'nullptr'), path)

    def test_loaded_libraries_are_dependencies(self):
        wanted = set(LOADED.values())
        for word, packages in OPENED.items():
            self.assertTrue(any(word in path.read_text(encoding='utf-8') for path in ROOT.glob('src/**/*.cpp')), word)
            wanted |= set(packages)
        for package in ('gongwen', 'libgongwen0'):
            self.assertEqual(wanted - dependencies_of(package), set(), package)

    def test_packages_have_the_libraries(self):
        """The package that the linker's name belongs to on this machine has the name that the program asks for."""
        for name, package in LOADED.items():
            process = subprocess.run(['dpkg', '-L', package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            if process.returncode == 0:
                self.assertRegex(process.stdout.decode(), rf'/lib{name}\.so\.\d', package)

    def test_build_dependencies_are_those_of_setup(self):
        lines = [line.split() for line in read('scripts/packages.txt').splitlines() if line]
        setup = {package for purpose, *packages in lines if purpose == 'build' for package in packages}
        built = names(control()['source'], 'Build-Depends')
        self.assertEqual(setup - NOT_BUILT_WITH - built, set())
        tools = {package for purpose, *packages in lines if purpose in ('deb', 'fonts') for package in packages}
        self.assertEqual(built - setup - tools - {'debhelper-compat'}, set())

    def test_versions_are_one(self):
        version = re.search(r'project\(gongwen VERSION ([\d.]+)', read('CMakeLists.txt'))[1]
        self.assertEqual(re.match(r'gongwen \(([^)]*)\)', read('packaging/debian/changelog'))[1], version)
        self.assertIn(f'\n## {version}', read('CHANGELOG.md'))

    def test_the_manual_lists_all_packages(self):
        for manual in ('docs/INSTALL.md', 'docs/INSTALL.zh.md'):
            listed = re.findall(r'^\| `([\w-]+)` \|', read(manual), re.MULTILINE)
            self.assertEqual(sorted(listed), sorted(set(control()) - {'source'}), manual)

    def test_the_library_package_is_named_after_its_interface(self):
        interface = re.search(r'GONGWEN_ABI_VERSION (\d+)', read('cmake/library.cmake'))[1]
        self.assertIn(f'libgongwen{interface}', control())

    def test_licences_are_named(self):
        """The folders of debian/copyright are there; each licence that it names is explained; ours is not granted."""
        text = read('packaging/debian/copyright')
        for patterns in re.findall(r'^Files: (.*)$', text, re.MULTILINE):
            for pattern in patterns.split():
                if not pattern.startswith('fonts/faces/'):
                    self.assertTrue(any(ROOT.glob(pattern)), pattern)
        used = re.findall(r'^Files:.*\n(?:.+\n)*?License: (.*)$', text, re.MULTILINE)
        for licence in used:
            self.assertRegex(text, rf'(?m)^License: {re.escape(licence)}\n \S')
        self.assertIn('License: none-granted', text)
        patterns = [pattern for line in re.findall(r'^Files: (.*)$', text, re.MULTILINE) for pattern in line.split()]
        faces = set(re.findall(r'"file": "([\w-]+)\.ttf"', read('fonts/manifest.json')))
        # Drawn in this project.
        faces.remove('symbols')
        for face in faces:
            known = [pattern for pattern in patterns if fnmatch.fnmatch(f'fonts/faces/{face}', pattern)]
            self.assertEqual(len(known), 2, f'{face}: {known}')

    def test_the_container_installs_what_is_recommended(self):
        text = read('packaging/container/Containerfile')
        for package in names(control()['gongwen'], 'Recommends'):
            self.assertIn(package, text.split())
        for package in re.findall(r'/deb/([\w-]+)_\*\.deb', text):
            self.assertIn(package, control())
        own = {'gongwen'} | {name for name in dependencies_of('gongwen') if name in control()}
        self.assertEqual(own - set(re.findall(r'/deb/([\w-]+)_\*\.deb', text)), set())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
