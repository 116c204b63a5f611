"""Programs of the Java world that fill in forms: Apache PDFBox and iText 5 as libraries, pdftk as a command."""
import atexit
import pathlib
import shutil
import subprocess
import tempfile
from xml.sax.saxutils import escape, quoteattr

import needs
import surroundings
from line_server import LineServer

SOURCES = pathlib.Path(__file__).resolve().parent / 'java'
JARS = [pathlib.Path('/usr/share/java') / f'{name}.jar'
        for name in ('pdfbox2', 'fontbox2', 'commons-logging', 'itext5', 'bcprov')]


def names_of_choices(values, buttons):
    """The values with what programs offer for a box instead of its place."""
    return {name: 'Yes' if value is True else buttons[name][1][value] if isinstance(value, int) else value
            for name, value in values.items()}


def properties(values):
    """A file of Java's properties, of UTF-16 units only."""
    def escaped(text):
        units = text.encode('utf-16-be')
        return ''.join(f'\\u{units[i]:02x}{units[i + 1]:02x}' for i in range(0, len(units), 2))
    return ''.join(f'{escaped(name)}={escaped(value)}\n' for name, value in values.items())


def start_java():
    needs.check('javac', 'libitext5-java', 'libpdfbox2-java')
    classes = tempfile.mkdtemp(prefix='gongwen-java-')
    atexit.register(shutil.rmtree, classes, ignore_errors=True)
    path = ':'.join(map(str, JARS))
    made = subprocess.run(['javac', '-Xlint:all,-path', '-Werror', '-encoding', 'UTF-8', '-cp', path, '-d', classes,
                           *map(str, SOURCES.glob('*.java'))], capture_output=True, text=True)
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    return ['java', '-Djava.awt.headless=true', f'-Duser.home={surroundings.HOME}', '-cp', f'{classes}:{path}', 'Fill'], None


JAVA = LineServer(start_java)


def by_library(library, how, buttons_of):
    def fill(source, target, values):
        given = target.with_suffix('.properties')
        given.write_text(properties(names_of_choices(values, buttons_of(source))), encoding='ascii')
        JAVA.ask(library, how, source, target, given)
    return fill


def hexadecimal(text):
    return f'<{(b"%c%c" % (0xFE, 0xFF) + text.encode("utf-16-be")).hex()}>'


def fdf(values):
    fields = '\n'.join(f'<</T{hexadecimal(name)}/V{hexadecimal(value)}>>' for name, value in values.items())
    return f'%FDF-1.2\n1 0 obj<</FDF<</Fields[{fields}]>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'


def xfdf(values):
    fields = ''.join(f'<field name={quoteattr(name)}><value>{escape(value)}</value></field>\n' for name, value in values.items())
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve"><fields>\n'
            f'{fields}</fields></xfdf>\n')


def pdftk(*words):
    needs.check('pdftk')
    made = subprocess.run(['pdftk', *map(str, words)], capture_output=True)
    if made.returncode != 0 or made.stderr:
        raise AssertionError(made.stderr.decode('utf-8', 'replace'))
    return made.stdout.decode('utf-8')


def fields_offered(path):
    """What pdftk says of the buttons: by name of the field, the names of its states."""
    fields = {}
    for block in pdftk(path, 'dump_data_fields_utf8').split('---\n'):
        entries = [line.partition(': ')[::2] for line in block.splitlines()]
        kinds = [value for key, value in entries if key == 'FieldType']
        for name in (value for key, value in entries if key == 'FieldName' and kinds == ['Button']):
            fields[name] = [value for key, value in entries if key == 'FieldStateOption']
    return fields


def by_pdftk(write, buttons_of, *options):
    """With FDF or XFDF, by the names that dump_data_fields offers."""
    def fill(source, target, values):
        offered = fields_offered(source)
        named = names_of_choices(values, buttons_of(source))
        for name, value in named.items():
            if name in offered and value not in offered[name]:
                raise AssertionError(f'{name}: {value} is not offered: {offered[name]}')
        given = target.with_suffix(f'.{write.__name__}')
        given.write_text(write(named), encoding='utf-8')
        pdftk(source, 'fill_form', given, 'output', target, *options)
    return fill
