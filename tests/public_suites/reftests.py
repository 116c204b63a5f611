"""Reftests of a checkout of web-platform-tests: which there are, and each as a page that prints.

A reftest is a page with `<link rel="match">` or `<link rel="mismatch">`; it passes when it looks as the page that it names,
or does not look as that one. Tests that need a script or somebody who clicks are left out.
"""
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

import lxml.etree
import lxml.html

# Those whose tests are static and concern what is printed.
FOLDERS = ['css/CSS2', 'css/css-break', 'css/css-tables', 'css/css-text', 'css/css-flexbox', 'css/css-lists',
           'css/css-counter-styles', 'css/css-backgrounds', 'css/css-ruby', 'css/css-multicol', 'css/css-content',
           'css/css-values', 'css/css-sizing', 'css/css-position', 'css/css-text-decor', 'css/css-writing-modes',
           'css/css-grid', 'css/css-transforms']
ENDINGS = ('.html', '.htm', '.xht', '.xhtml')
NOT_TESTS = {'reference', 'references', 'support', 'resources', 'tools', 'ref'}
NEEDS_SCRIPT = re.compile(rb'<(?:\w+:)?script\b|\bon(?:load|click)\s*=|reftest-wait|class="test-wait')
LINK = re.compile(rb'<link\b[^>]*\brel\s*=\s*["\']?(?:mis)?match\b', re.IGNORECASE)
FLAGS = {'interact', 'animated', 'http', 'speech', 'userstyle', 'dom', 'scroll'}
# What a page of the suites expects of its environment: a window, or the paper of the suites' print tests.
WINDOW = '<style>@page{size:900px 1200px;margin:8px}</style>'
PAPER = '<style>@page{size:5in 3in;margin:.5in}</style>'
UNPREFIXED = ('{http://www.w3.org/1999/xhtml}', '{http://www.w3.org/2000/svg}')
ADDRESS = re.compile(r'''(\b(?:href|src|data|poster|background)\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)''', re.IGNORECASE)
IN_STYLE = re.compile(r'''(url\(\s*|@import\s+(?!url\())("[^"]*"|'[^']*'|[^\s)"';]+)''', re.IGNORECASE)


@dataclass(frozen=True)
class Reftest:
    path: str         # from the root of the checkout
    equal: tuple      # pages, of which one must look the same
    different: tuple  # pages, of which none may
    pixels: int       # that may differ


def address(path, target):
    """A target in a page as a path from the root of the checkout."""
    target = target.split('#')[0].split('?')[0]
    return posixpath.normpath(target.lstrip('/') if target.startswith('/')
                              else posixpath.join(posixpath.dirname(path), target))


def parse(text, is_xml):
    if is_xml:
        return lxml.etree.fromstring(text, lxml.etree.XMLParser(recover=True, load_dtd=False, resolve_entities=True))
    return lxml.html.document_fromstring(text)


def elements(tree, name):
    return [e for e in tree.iter() if isinstance(e.tag, str) and e.tag.rpartition('}')[2] == name]


def read_reftest(root, path):
    """The reftest of a page; None when it is none, or one that is left out."""
    source = (root / path).read_bytes()
    if not LINK.search(source) or NEEDS_SCRIPT.search(source):
        return None
    try:
        tree = parse(source, path.endswith(('.xht', '.xhtml')))
    except (lxml.etree.LxmlError, ValueError):
        return None
    if tree is None:
        return None
    metas = {(e.get('name') or '').lower(): e.get('content') or '' for e in elements(tree, 'meta')}
    if FLAGS & set(metas.get('flags', '').split()):
        return None
    found = {'match': [], 'mismatch': []}
    for link in elements(tree, 'link'):
        kind = (link.get('rel') or '').strip().lower()
        target = link.get('href') or ''
        if kind in found and target and ':' not in target:
            found[kind].append(address(path, target))
    pages = found['match'] + found['mismatch']
    if not pages or any(not (root / page).is_file() or NEEDS_SCRIPT.search((root / page).read_bytes()) for page in pages):
        return None
    fuzzy = re.search(r'(?:totalPixels=)?(?:\d+-)?(\d+)\s*$', metas.get('fuzzy', ''))
    return Reftest(path, tuple(found['match']), tuple(found['mismatch']), int(fuzzy.group(1)) if fuzzy else 0)


def find_reftests(root, folders):
    """All reftests below folders of the checkout, in the order of their paths."""
    root = Path(root)
    for folder in folders:
        for file in sorted((root / folder).rglob('*')):
            path = file.relative_to(root).as_posix()
            if not path.endswith(ENDINGS) or not file.is_file() or NOT_TESTS & set(path.split('/')[:-1]):
                continue
            reftest = read_reftest(root, path)
            if reftest is not None:
                yield reftest


def rewritten(match, path):
    head, value = match.groups()
    quote = value[0] if value[0] in '"\'' else ''
    target = value.strip('"\'')
    if not target or target.startswith('#') or re.match(r'[a-z][a-z0-9+.-]*:|//', target, re.IGNORECASE):
        return match.group(0)
    end = target[len(target.split('#')[0].split('?')[0]):]
    return f'{head}{quote}{address(path, target)}{end}{quote}'


def printable(root, path):
    """The page as HTML whose addresses start from the root of the checkout, with paper of a window's size."""
    source = (Path(root) / path).read_bytes()
    if path.endswith(('.xht', '.xhtml')):
        tree = parse(source, True)
        for element in tree.iter():
            # Drawings, too, have no prefixes in HTML.
            if isinstance(element.tag, str) and element.tag.startswith(UNPREFIXED):
                element.tag = element.tag.rpartition('}')[2]
        # In XML a comment in a style sheet is none of its text.
        lxml.etree.strip_tags(tree, lxml.etree.Comment)
        lxml.etree.cleanup_namespaces(tree)
        text = '<!DOCTYPE html>\n' + lxml.etree.tostring(tree, method='html', encoding='unicode')
    else:
        text = source.decode('utf-8', 'surrogateescape')
    text = IN_STYLE.sub(lambda m: rewritten(m, path), ADDRESS.sub(lambda m: rewritten(m, path), text))
    if '@page' not in text:
        page = PAPER if '-print' in posixpath.basename(path) else WINDOW
        # In front of the other styles; a page without a head gets one by the rules of HTML.
        places = (re.search(tag, text, re.IGNORECASE) for tag in (r'<head\b[^>]*>', r'<html\b[^>]*>', r'<!doctype[^>]*>'))
        place = next(filter(None, places), None)
        end = place.end() if place else 0
        text = text[:end] + page + text[end:]
    return text.encode('utf-8', 'surrogateescape')
