"""The Debian packages against the sources: dependencies that no tool finds, files of the installation, the container."""
import fnmatch
import pathlib
import platform
import re
import subprocess
import sys
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = ROOT / 'packaging/debian'
BUILD = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(ROOT / 'scripts'))

import library_packages  # noqa: E402

# Of lintian's data/binaries/embedded-libs, the libraries that we use or name.
EMBEDDED = re.compile(
    rb'This is a bug in bzip2|A libcurl function was given a bad argument|requested feature requires XML_DTD support in Expat|'
    rb'could not find any (?:valid )?magic files|HuaTianSongTi[?]|cmsCreateTransform: intent mismatch|'
    rb'Unsupported number of channels for VCGT|gd-(?:png|jpeg:) error:|Punycode failed|punycode conversion resulted in overflow|'
    rb'Caution: quantization tables are too coarse for baseline JPEG|Potential overflow in png_zalloc|'
    rb'gamma value does not match libpng estimate|root and DTD name do not match|did not find expected <stream-start>|'
    rb'tcd_decode: incomplete bit?stream|Cannot handle box of less than 8 bytes|You need to read the OpenSSL FAQ|'
    rb'this version of PCRE is not compiled with PCRE_UTF8 support|May not be a PDF file \(continuing anyway\)|'
    rb'PDF file is damaged - attempting to reconstruct xref table\.\.\.|CREATE TABLE sqlite_master\(|'
    rb'No space for PixarLog state block|(?<!4 )(?:in|de)flate (?:\d[ \w.\-]{1,20}[\w.\-])')
# Files that are opened when they are there, by a word of the source that opens them.
OPENED = {'GONGWEN_HYPHEN_FOLDER': ['hyphen-de', 'hyphen-en-gb', 'hyphen-en-us', 'hyphen-fr']}
# Of packages.txt, what packages build for other purposes or differently.
NOT_BUILT_WITH = {'build-essential', 'hyphen-de', 'hyphen-en-gb', 'hyphen-en-us', 'hyphen-fr'}


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
        found |= set(re.findall(r'find_interface_name\(([\w-]+) ', path.read_text(encoding='utf-8')))
    return found


def dependencies_of(package):
    return names(control()[package], 'Depends', 'Recommends')


class Packages(unittest.TestCase):
    def test_every_loaded_library_is_named_in_the_rules(self):
        rules = read('packaging/debian/rules')
        for package in ('gongwen', 'libgongwen0'):
            named = set()
            for field in ('Depends', 'Recommends'):
                words = re.search(rf'library_packages.py \S+ debian/{package}.substvars {field} (.*)', rules)[1]
                for variable in ('NEEDED', 'WANTED'):
                    words = words.replace(f'$({variable})', re.search(rf'(?m)^{variable} = (.*)$', rules)[1])
                named |= set(words.split())
                self.assertIn(f'${{loaded:{field}}}', control()[package][field])
            self.assertEqual(named, loaded_libraries(), package)
        # Nothing else is loaded: the name is always one that find_interface_name() gave.
        calls = 0
        for path in ROOT.glob('src/**/*.cpp'):
            for name in re.findall(r'dlopen\(([^,]+),', path.read_text(encoding='utf-8')):
                self.assertIn(name, ('name', 'nullptr'), path)
                calls += 1
        self.assertGreater(calls, 0)

    def test_packages_of_loaded_libraries_are_found(self):
        """On whatever release this is, and not written by hand for one."""
        for library in loaded_libraries():
            package = library_packages.packages_of(BUILD, [library])[0]
            listed = subprocess.run(['dpkg', '-L', package], stdout=subprocess.PIPE, check=True).stdout.decode()
            self.assertRegex(listed, rf'/lib{library}\.so\.\d', package)
            self.assertNotRegex(package, '-dev$')
        with self.assertRaises(library_packages.carried.CarriedError):
            library_packages.packages_of(BUILD, ['no-such-library'])

    def test_files_that_are_opened_have_packages(self):
        for word, packages in OPENED.items():
            self.assertTrue(any(word in path.read_text(encoding='utf-8') for path in ROOT.glob('src/**/*.cpp')), word)
            for package in ('gongwen', 'libgongwen0'):
                self.assertEqual(set(packages) - dependencies_of(package), set(), package)

    def test_nothing_that_is_compiled_looks_like_another_library(self):
        """What lintian takes for a library that was copied into a program; an error there ends scripts/make_deb."""
        archives = sorted(BUILD.glob('src/*/libgongwen_*.a'))
        self.assertGreater(len(archives), 20)
        for archive in archives:
            for found in EMBEDDED.finditer(archive.read_bytes()):
                self.fail(f'{archive.name}: {found[0]!r}')
        self.assertTrue(EMBEDDED.search(b'deflated part 1, libdeflate 1.14'))

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
        faces = set(re.findall(r'"file": "([\w-]+)\.[ot]tf"', read('fonts/manifest.json')))
        # Drawn in this project.
        faces.remove('symbols')
        for face in faces:
            known = [pattern for pattern in patterns if fnmatch.fnmatch(f'fonts/faces/{face}', pattern)]
            self.assertEqual(len(known), 2, f'{face}: {known}')

    def test_the_container_installs_what_is_recommended(self):
        text = read('packaging/container/Containerfile')
        # Packages of another release have other names.
        if platform.freedesktop_os_release().get('VERSION_ID') not in re.findall(r'(?m)^FROM debian:(\d+)-slim', text):
            needs.lacking('the release of the container')
        rules = read('packaging/debian/rules')
        wanted = re.search(r'(?m)^WANTED = (.*)$', rules)[1].split()
        for package in names(control()['gongwen'], 'Recommends') | set(library_packages.packages_of(BUILD, wanted)):
            self.assertIn(package, text.split())
        for package in re.findall(r'/deb/([\w-]+)_\*\.deb', text):
            self.assertIn(package, control())
        own = {'gongwen'} | {name for name in dependencies_of('gongwen') if name in control()}
        self.assertEqual(own - set(re.findall(r'/deb/([\w-]+)_\*\.deb', text)), set())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
