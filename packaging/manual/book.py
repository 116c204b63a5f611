"""The manual as a book: one HTML page of all documents, which gongwen typesets as a tagged PDF with bookmarks."""
import html
import pathlib
import re
import shutil
import subprocess
import urllib.parse

import message_pages
from markdown_text import Writer
from outline import ONLY_ON_SITE, PARTS, ROOT
from site_pages import Document, page_name

HERE = pathlib.Path(__file__).resolve().parent
WORDS = {
    'en': {'lang': 'en', 'title': 'gongwen manual', 'contents': 'Contents', 'about': 'Official Chinese documents from structured data',
           'version': 'Version {}', 'example': 'first page of the result', 'messages': 'Messages'},
    'zh': {'lang': 'zh-CN', 'title': 'gongwen 手册', 'contents': '目录', 'about': '由结构化数据生成公文', 'version': '版本 {}',
           'example': '结果的第一页', 'messages': '提示信息'},
}
# Files beside the folders of the languages.
NAMES = {'en': 'gongwen-manual.pdf', 'zh': 'gongwen-manual.zh.pdf'}


class Failure(Exception):
    """gongwen could not typeset the book."""


class BookLinks:
    """Links within the book; those to documents that are not in it keep their words only."""

    def __init__(self, site, document):
        self.site, self.document = site, document

    def found(self, target):
        name, _, anchor = urllib.parse.unquote(target).partition('#')
        if not name:
            return self.document, anchor
        name = self.site.name_of((self.document.path.parent / name).resolve())
        if name is None or name in ONLY_ON_SITE or name in self.site.further:
            return None, anchor
        return self.site.documents[self.document.language][name], anchor

    def link(self, target):
        if '://' in target or target.startswith('mailto:'):
            return target
        document, anchor = self.found(target)
        if document is None:
            return None
        if self.document.is_foreign and anchor:
            anchor = self.site.same_section(document, anchor)
        return '#' + identifier(document, anchor or document.sections[0].anchor)

    def title(self, target):
        document, _ = self.found(target)
        return document.short_title() if document else None

    def picture(self, source):
        return 'pictures/' + (self.document.path.parent / source).resolve().relative_to(ROOT / 'docs/pictures').as_posix()


def identifier(document, anchor):
    return f'{page_name(document.name).removesuffix(".html")}--{anchor}'


class Book:
    """The book of one language."""

    def __init__(self, site, language):
        self.site, self.language, self.words = site, language, WORDS[language]

    def chapter(self, document):
        """A document; its pictures are those of the site."""
        number = -1

        def picture_of(_token):
            nonlocal number
            number += 1
            picture = self.site.pictures.of(document.name, number)
            return '' if picture is None else \
                f'<p class="result"><img src="examples/{picture.file}" width="{picture.width}" alt="{self.words["example"]}"></p>\n'

        writer = Writer(BookLinks(self.site, document), lambda _text: None, picture_of)
        prefix = identifier(document, '')
        body = ''.join(writer.section(section, prefix=prefix) for section in document.sections)
        body = re.sub(r' tabindex="0"| loading="lazy"', '', body)
        return f'<section class="chapter"{" lang=en" if document.is_foreign else ""}>\n{body}</section>\n'

    def contents_line(self, document, section, level):
        return f'<li class="level{level}"><a href="#{html.escape(identifier(document, section.anchor))}">{html.escape(section.title)}</a></li>\n'

    def messages(self):
        """All messages, shortly: what they say and what to do."""
        body = f'<section class="chapter messages">\n<h1 id="messages">{self.words["messages"]}</h1>\n'
        for module, messages in self.site.modules.items():
            body += f'<h2 id="messages--{module}"><code>{module}/</code> {message_pages.title_of(module, self.language)}</h2>\n'
            for message in messages:
                texts = message.texts[self.language]
                body += f'<p><b>{message.id}</b> {message_pages.marked(texts["message"])}<br>{message_pages.marked(texts["remedy"])}</p>\n'
        return body + '</section>\n'

    def html(self):
        contents, body = '', ''
        for part in PARTS:
            # Read again, since writing the pages of the site has changed their links.
            documents = [Document(name, self.language) for name in part.documents if name not in ONLY_ON_SITE]
            contents += f'<li class="part">{part.titles[self.language]}</li>\n'
            for document in documents:
                contents += self.contents_line(document, document.sections[0], 1)
                contents += ''.join(self.contents_line(document, section, 2) for section in document.sections if section.level == 2)
                body += self.chapter(document)
            if part.name == 'project':
                contents += f'<li class="level1"><a href="#messages">{self.words["messages"]}</a></li>\n'
        words = self.words
        return f'''<!DOCTYPE html>
<html lang="{words['lang']}">
<head>
<meta charset="utf-8">
<title>{words['title']}</title>
<meta name="description" content="{words['about']}">
<link rel="stylesheet" href="book.css">
</head>
<body>
<div class="cover">
<p class="title">{words['title']}</p>
<p class="about">{words['about']}</p>
<p class="version">{words['version'].format(html.escape(self.site.version))}</p>
</div>
<nav class="contents">
<p class="heading">{words['contents']}</p>
<ul>
{contents}</ul>
</nav>
{body}{self.messages()}</body>
</html>
'''

    def write(self, program, folder):
        """Typesets the book in `folder`, where its pictures are; returns the warnings but those of single characters,
        which tables of counters have from scripts that no face of gongwen covers."""
        source, sheet = folder / f'book.{self.language}.html', folder / 'book.css'
        source.write_text(self.html(), encoding='utf-8')
        shutil.copyfile(HERE / 'book.css', sheet)
        words = [program, '--lang', 'en', '--all-messages', 'typeset', source, '-o', folder / NAMES[self.language]]
        process = subprocess.run(words, capture_output=True, check=False)
        source.unlink()
        sheet.unlink()
        if process.returncode != 0:
            raise Failure(process.stderr.decode())
        lines = process.stderr.decode().splitlines()
        return [line for line in lines if line.startswith('warning[') and not line.startswith('warning[text/missing-glyph]')]
