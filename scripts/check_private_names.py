#!/usr/bin/env python3
"""Checks that private names of sources differ: within a module, what unnamed namespaces declare is unique.

Usage: scripts/check_private_names.py

Several sources of a module are compiled as one (GONGWEN_UNITY), so a private type, constant or function must not have
the name of another source's, or of a type of the module's headers. Functions may share a name if their parameters
differ in more than how a text or a number is passed: a call with `std::string` would silently choose that of another
source, compiled with it, over its own for `std::string_view`. A source that should keep such a name is compiled by itself: list it below ALONE in the module's CMakeLists.txt.
Exit status: 0 no errors, 1 errors.
"""
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNNAMED = re.compile(r'^namespace \{\n(.*?)^\}  // namespace\n', re.DOTALL | re.MULTILINE)
TYPE = re.compile(r'^(?:template <.*>\n)?(?:struct|class|enum class|enum) (\w+)(?: final)?(?= [:{]|$)', re.MULTILINE)
ALIAS = re.compile(r'^using (\w+ = .*;)$', re.MULTILINE)
CONSTANT = re.compile(r'^(?:inline )?(?:constexpr|const) [\w:<>,*& ]+? (\w+)(?:\[|\{| =)', re.MULTILINE)
TEXT = re.compile(r'^(?:const )?(?:std::string_view|std::string ?&?|char ?\*)$')
NUMBER = re.compile(r'^(?:const )?(?:(?:std::)?u?int\d+_t|std::size_t|int|unsigned|long|double|float|char|char32_t|bool|[\w:]*Seconds)$')
FUNCTION = re.compile(r'^(?!\s|return|using|else|namespace)(?:[\w:<>,*&\[\]. ]+?[ *&])(\w+)\(([^{};]*)\)(?: const)? \{', re.MULTILINE)


def private_names(text):
    """The names that a source declares in unnamed namespaces: (name, signature that distinguishes overloads)."""
    for block in UNNAMED.findall(text):
        for pattern in (TYPE, CONSTANT):
            for name in pattern.findall(block):
                yield name, ''
        # Declaring the same alias twice is not an error for the compiler.
        for alias in ALIAS.findall(block):
            yield alias.split()[0], alias
        for name, parameters in FUNCTION.findall(block):
            types = (re.sub(r'\s*=.*$|\s+\w+$', '', part.strip()) for part in parameters.split(','))
            yield name, ','.join('text' if TEXT.match(one) else 'number' if NUMBER.match(one) else one for one in types)


ALONE = re.compile(r'\bALONE\s+((?:[\w/]+\.cpp\s*)+)')


def compiled_alone(module):
    """The sources of a module that its CMakeLists.txt lists below ALONE."""
    text = (module / 'CMakeLists.txt').read_text(encoding='utf-8')
    return {module / name for names in ALONE.findall(text) for name in names.split()}


NAMESPACE = re.compile(r'^namespace (gongwen::\w+)', re.MULTILINE)


def namespace_of(path):
    found = NAMESPACE.search(path.read_text(encoding='utf-8'))
    return found[1] if found else ''


def find_errors(module, namespace):
    """The declarations of the sources and headers in one namespace; each room of a module may have its own."""
    owners = defaultdict(set)

    alone = compiled_alone(module)

    def files_of(pattern):
        return [path for path in sorted(module.rglob(pattern)) if path not in alone and namespace_of(path) == namespace]

    for path in files_of('*.cpp'):
        for name, parameters in private_names(path.read_text(encoding='utf-8')):
            owners[name, parameters].add(path.relative_to(ROOT).as_posix())
    shared = {name for path in files_of('*.h') for name in TYPE.findall(path.read_text(encoding='utf-8'))}
    for (name, parameters), files in sorted(owners.items()):
        aliases = {other for other, also in owners if other == name and '=' in also and also != parameters}
        if (len(files) > 1 and '=' not in parameters) or aliases:
            yield f'{", ".join(sorted(files))}: private `{name}` is declared in several sources of a module; rename one or list it below ALONE'
        if not parameters and name in shared:
            yield f'{", ".join(sorted(files))}: private `{name}` has the name of a type in the headers of the module'


def main():
    if len(sys.argv) > 1:
        print(__doc__.strip())
        return 0 if sys.argv[1:] == ['--help'] else 2
    errors = [error for module in sorted((ROOT / 'src').iterdir()) if module.is_dir()
              for namespace in sorted({namespace_of(path) for path in module.rglob('*.cpp')}) for error in find_errors(module, namespace)]
    print('\n'.join(errors))
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main())
