"""The order of the manual: its parts, and the documents in each, for the site and the book.

A document is named as in docs/, without its ending: `CLI` is docs/CLI.md and docs/CLI.zh.md. Paths of other documents
are relative to the project's folder.
"""
import collections
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = ('zh', 'en')

# One part: its name, its titles by language, and its documents.
Part = collections.namedtuple('Part', 'name titles documents')
PARTS = [
    Part('start', {'en': 'Getting started', 'zh': '入门'}, ['README', 'INSTALL', 'FIRST-DOCUMENT', 'TUTORIAL']),
    Part('guides', {'en': 'Guides', 'zh': '指南'}, ['OFFICE', 'AUTHORS', 'OPERATING', 'LIBRARY']),
    Part('command', {'en': 'The command', 'zh': '命令'}, ['CLI', 'BATCH', 'BINDING']),
    Part('templates', {'en': 'Templates', 'zh': '模板'},
         ['KINDS', 'TEMPLATES', 'CSS', 'CSS-TABLES', 'TYPOGRAPHY', 'RULES']),
    Part('forms', {'en': 'Forms and data', 'zh': '表单与数据'}, ['FORMS', 'VALUES', 'DATA-WORKBOOKS']),
    Part('service', {'en': 'Service and publishing', 'zh': '服务与发布'}, ['SERVICE', 'API', 'PUBLISHING']),
    Part('signatures', {'en': 'Signatures and archives', 'zh': '签章与归档'}, ['SIGNING', 'VERIFYING', 'OFD']),
    Part('project', {'en': 'The project', 'zh': '项目'},
         ['GLOSSARY', 'COMPATIBILITY', 'THIRD_PARTY', 'ARCHITECTURE', 'STYLE']),
]
# Of interest to people who change gongwen itself, in English only: they are on the site, not in the book.
ONLY_ON_SITE = {'ARCHITECTURE', 'STYLE', 'THIRD_PARTY', 'COMPATIBILITY', 'API'}
# Each section is a page of its own, so that `gongwen help --open render` opens that of the command.
SPLIT = {'CLI'}
# Shorter names in lists of pages than the titles of the documents.
SHORT = {
    'README': {'en': 'About gongwen', 'zh': '关于 gongwen'},
    'TUTORIAL': {'en': 'Tutorial in four steps', 'zh': '四步教程'},
    'LIBRARY': {'en': 'Guide for developers', 'zh': '开发者指南'},
    'CLI': {'en': 'Commands', 'zh': '命令一览'},
    'BATCH': {'en': 'Many documents at once', 'zh': '批量生成'},
    'BINDING': {'en': 'Several in one PDF', 'zh': '合为一册'},
    'KINDS': {'en': 'Gallery of all kinds', 'zh': '文种一览'},
    'DATA-WORKBOOKS': {'en': 'Data workbooks', 'zh': '数据工作簿'},
    'FORMS': {'en': 'Forms', 'zh': '表单'},
    'VALUES': {'en': 'Values', 'zh': '值的写法'},
    'TYPOGRAPHY': {'en': 'Typography', 'zh': '中文排版'},
    'STYLE': {'en': 'Style', 'zh': '文风'},
}


def path_of(name, language):
    """The file of a document in a language; documents that exist in English only are their own Chinese."""
    folder = ROOT if name == 'README' else ROOT / 'docs'
    chinese = folder / f'{name}.zh.md'
    return chinese if language == 'zh' and chinese.exists() else folder / f'{name}.md'


def names():
    """All documents of the manual, in their order."""
    return [name for part in PARTS for name in part.documents]
