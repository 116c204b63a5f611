"""The manual as a folder of static pages: HTML in both languages, pictures, a search that works without a server."""
import collections
import html
import json
import pathlib
import re
import shutil
import urllib.parse

import message_pages
from markdown_text import Writer, sections_of, text_of
from outline import LANGUAGES, PARTS, ROOT, SHORT, SPLIT, names, path_of

HERE = pathlib.Path(__file__).resolve().parent
OTHER = {'zh': 'en', 'en': 'zh'}
WORDS = {
    'en': {'lang': 'en', 'manual': 'gongwen manual', 'other': '中文', 'search': 'Search', 'pages': 'Pages', 'contents': 'On this page',
           'book': 'The manual as a PDF', 'messages': 'Messages', 'home': 'Home', 'example': 'first page of the result',
           'english': '', 'none': 'Nothing found', 'skip': 'To the text', 'next': 'Next', 'previous': 'Previous', 'join': ': '},
    'zh': {'lang': 'zh-CN', 'manual': 'gongwen 手册', 'other': 'English', 'search': '搜索', 'pages': '目录', 'contents': '本页内容',
           'book': '手册（PDF）', 'messages': '提示信息', 'home': '首页', 'example': '结果的第一页',
           'english': '<p class="aside">本页只有英文。</p>\n', 'none': '没有找到', 'skip': '转到正文', 'next': '下一页', 'previous': '上一页',
           'join': '：'},
}
HOME = {
    'en': ('Official Chinese documents from data: PDF for archives, workbooks, forms to fill in, and back.', [
        ('New here', [('INSTALL', 'Install it', ''), ('FIRST-DOCUMENT', 'Your first document', 'from the installed program to a finished letter, in ten minutes'), ('TUTORIAL', 'Tutorial', 'a form of your own in four steps, with the picture of each result'),
                      ('KINDS', 'Gallery', 'all kinds of documents that come with it')]),
        ('For your work', [('OFFICE', 'Office', 'submissions, review, rosters and the bulletin in the browser'),
                           ('AUTHORS', 'Authors', 'write or change kinds of documents'),
                           ('OPERATING', 'Operators', 'run the service'),
                           ('LIBRARY', 'Developers', 'C++, C, Python, HTTP')]),
        ('To look up', [('CLI', 'Commands', 'each with its options and examples'), ('TEMPLATES', 'Templates', 'what a bundle can have'),
                        ('CSS', 'CSS', 'what is supported'), ('VALUES', 'Values', 'dates, numbers and choices as people write them'),
                        ('messages', 'Messages', 'all of them, by identifier'), ('GLOSSARY', 'Glossary', 'English and Chinese terms')]),
    ]),
    'zh': ('由数据生成公文：可归档的 PDF、工作簿、可填写的表单；交回的表单再读成数据。', [
        ('初次使用', [('INSTALL', '安装', ''), ('FIRST-DOCUMENT', '第一份文件', '装好之后，十分钟做出一份文件'), ('TUTORIAL', '教程', '四步做出自己的表单，每一步都有结果的图'), ('KINDS', '文种一览', '随附的各个文种')]),
        ('按工作查看', [('OFFICE', '秘书处', '在浏览器中收件、审查、汇总、编月报'), ('AUTHORS', '作者', '编写、修改文种'),
                        ('OPERATING', '运维', '运行服务'), ('LIBRARY', '开发者', 'C++、C、Python、HTTP')]),
        ('查阅', [('CLI', '命令', '各命令的选项和例子'), ('TEMPLATES', '模板', '模板包可以有的内容'), ('CSS', 'CSS', '支持的范围'),
                  ('VALUES', '值的写法', '日期、数字、选项怎样写都能读'), ('messages', '提示信息', '按编号排列，全部列出'),
                  ('GLOSSARY', '术语', '中英文对照')]),
    ]),
}

# Place of a page in its language, its title, its body; `parts` are (level, anchor, title, text) for contents and search.
Page = collections.namedtuple('Page', 'file title body parts document')


def page_name(document):
    return 'about.html' if document == 'README' else document.lower().replace('/', '-').removesuffix('.md') + '.html'


class Document:
    """A document of the manual in one language, and the pages that its anchors are on."""

    def __init__(self, name, language):
        self.name, self.language = name, language
        self.path = path_of(name, language) if name in names() else ROOT / name
        self.is_foreign = language == 'zh' and not self.path.name.endswith('.zh.md')
        self.text = self.path.read_text(encoding='utf-8')
        self.sections = sections_of(self.text)
        self.title = self.sections[0].title
        self.pages = {}
        self.groups = [[page_name(name), []]]
        # Pages have the same names in both languages: that of the English section at the same place.
        english = iter(self.english_anchors() if name in SPLIT else ())
        for section in self.sections:
            if name in SPLIT and section.level == 2:
                self.groups.append([f'{name.lower()}-{next(english)}.html', []])
            self.groups[-1][1].append(section)
            self.pages[section.anchor] = self.groups[-1][0]

    def english_anchors(self):
        sections = self.sections if self.language == 'en' else sections_of(path_of(self.name, 'en').read_text(encoding='utf-8'))
        return [section.anchor for section in sections if section.level == 2]

    def short_title(self):
        return SHORT.get(self.name, {}).get(self.language, self.title.replace('`', ''))


class Site:
    """Collects the pages of both languages and writes them."""

    def __init__(self, folder, version, pictures, messages, books):
        self.folder, self.version, self.pictures, self.messages, self.books = folder, version, pictures, messages, books
        self.ids = {message.id for message in messages}
        self.modules = message_pages.modules_of(messages)
        self.documents = {language: {name: Document(name, language) for name in names()} for language in LANGUAGES}
        self.further = self.linked_documents()
        for language in LANGUAGES:
            self.documents[language].update({name: Document(name, language) for name in self.further})
        self.used_pictures = set()
        self.topics = {}

    def linked_documents(self):
        """Documents elsewhere in the project that the manual links to, by their paths."""
        found = []
        for document in [*self.documents['en'].values(), *self.documents['zh'].values()]:
            for target in re.findall(r'\]\(([^)#\s]+\.md)(?:#[^)\s]*)?\)', document.text):
                path = (document.path.parent / target).resolve()
                if '://' in target or not path.exists() or self.name_of(path) is not None:
                    continue
                relative = path.relative_to(ROOT).as_posix()
                if relative not in found:
                    found.append(relative)
        return found

    def name_of(self, path):
        """The name of the document with this file, or None."""
        relative = path.relative_to(ROOT).as_posix()
        if relative in getattr(self, 'further', []):
            return relative
        name = path.name.removesuffix('.md').removesuffix('.zh')
        return name if name in names() and path in (path_of(name, 'en'), path_of(name, 'zh')) else None

    def same_section(self, found, anchor):
        """The anchor in Chinese of a section that a document in English links to by its English one."""
        english = [section.anchor for section in self.documents['en'][found.name].sections]
        if anchor in found.pages or anchor not in english or len(english) != len(found.sections):
            return anchor
        return found.sections[english.index(anchor)].anchor

    # Links, as markdown_text.Writer asks for them.

    class Links:
        def __init__(self, site, document, file):
            self.site, self.document, self.file = site, document, file
            self.up = '../' * file.count('/')

        def link(self, target):
            if '://' in target or target.startswith('mailto:'):
                return target
            target, _, anchor = urllib.parse.unquote(target).partition('#')
            found = self.document
            if target:
                path = (self.document.path.parent / target).resolve()
                name = self.site.name_of(path)
                if name is None:
                    return None
                found = self.site.documents[self.document.language][name]
            if self.document.is_foreign and anchor:
                anchor = self.site.same_section(found, anchor)
            file = found.pages.get(anchor) if anchor else page_name(found.name)
            if file is None:
                raise LookupError(f'{self.document.path.name}: no heading #{anchor} in {found.path.name}')
            return self.up + file + (f'#{anchor}' if anchor else '')

        def title(self, target):
            """The title of the document that a link leads to."""
            path = (self.document.path.parent / urllib.parse.unquote(target).partition('#')[0]).resolve()
            name = self.site.name_of(path)
            return self.site.documents[self.document.language][name].short_title() if name else None

        def picture(self, source):
            path = (self.document.path.parent / source).resolve()
            name = path.relative_to(ROOT / 'docs/pictures').as_posix()
            self.site.used_pictures.add(name)
            return f'{self.up}../pictures/{name}'

    def codes(self, up):
        return lambda text: f'{up}messages/{text}.html' if text in self.ids else None

    # Pages

    def document_pages(self, document):
        language, number = document.language, -1

        def picture_of(_token):
            nonlocal number
            number += 1
            picture = self.pictures.of(document.name, number)
            if picture is None:
                return ''
            return (f'<p class="result"><img src="../examples/{picture.file}" width="{picture.width}" height="{picture.height}" '
                    f'loading="lazy" alt="{WORDS[language]["example"]}"></p>\n')

        for file, sections in document.groups:
            writer = Writer(self.Links(self, document, file), self.codes(''), picture_of)
            first = sections[0]
            shift = 1 - first.level
            body = (WORDS[language]['english'] if document.is_foreign else '') + \
                ''.join(writer.section(section, shift) for section in sections)
            if document.is_foreign:
                body = f'<div lang="en">{body}</div>'
            if document.name in SPLIT and file == page_name(document.name):
                body += self.list_of_pages(document)
            yield Page(file, first.title, body, [(one.level + shift, one.anchor, one.title, text_of(one)) for one in sections], document)

    @staticmethod
    def list_of_pages(document):
        rows = [f'<li><a href="{file}">{html.escape(sections[0].title)}</a></li>' for file, sections in document.groups[1:]]
        return '<ul class="columns">\n' + '\n'.join(rows) + '\n</ul>\n'

    def home(self, language):
        about, groups = HOME[language]
        body = f'<h1>{WORDS[language]["manual"]}</h1>\n<p class="lead">{about}</p>\n<div class="home">\n'
        for title, entries in groups:
            body += f'<section><h2>{title}</h2>\n<ul>\n'
            for name, words, remark in entries:
                file = 'messages.html' if name == 'messages' else page_name(name)
                body += f'<li><a href="{file}">{words}</a>{f"<br><small>{remark}</small>" if remark else ""}</li>\n'
            body += '</ul></section>\n'
        body += '</div>\n'
        if self.books:
            body += f'<p><a href="../{self.books[language]}">{WORDS[language]["book"]}</a></p>\n'
        return Page('index.html', WORDS[language]['manual'], body, [], None)

    def message_pages(self, language):
        title = WORDS[language]['messages']
        yield Page('messages.html', title, message_pages.start(self.modules, language), [], None)
        for module, messages in self.modules.items():
            name = f'{title}{WORDS[language]["join"]}{message_pages.title_of(module, language)}'
            yield Page(f'messages/{module}.html', name, message_pages.module_page(module, messages, language), [], None)
            for message in messages:
                texts = message.texts[language]
                body = f'<p class="crumbs"><a href="../{module}.html">{name}</a></p>\n<h1><code>{message.id}</code></h1>\n' + \
                    message_pages.explained(message, language)
                text = ' '.join(texts[part] for part in ('message', 'cause', 'remedy'))
                yield Page(f'messages/{message.id}.html', message.id, body, [(1, '', message.id, text)], None)

    def pages(self, language):
        yield self.home(language)
        for document in self.documents[language].values():
            yield from self.document_pages(document)
        yield from self.message_pages(language)

    # Frame

    def navigation(self, page, language):
        up = '../' * page.file.count('/')
        out = []
        for part in PARTS:
            out.append(f'<li><span>{part.titles[language]}</span><ul>')
            for name in part.documents:
                document = self.documents[language][name]
                is_here = page.document is document
                current = ' aria-current="page"' if is_here else ''
                out.append(f'<li><a href="{up}{page_name(name)}"{current}>{html.escape(document.short_title())}</a>')
                if is_here and name in SPLIT:
                    rows = [f'<li><a href="{up}{file}"{" class=here" if file == page.file else ""}>{html.escape(sections[0].title)}</a></li>'
                            for file, sections in document.groups[1:]]
                    out.append('<ul>' + ''.join(rows) + '</ul>')
                out.append('</li>')
            if part.name == 'command':
                current = ' aria-current="page"' if page.file.startswith('messages') else ''
                out.append(f'<li><a href="{up}messages.html"{current}>{WORDS[language]["messages"]}</a></li>')
            out.append('</ul></li>')
        return '<ul>' + '\n'.join(out) + '</ul>'

    @staticmethod
    def contents(page, language):
        """Links to the headings of a long page."""
        found = [(level, anchor, title) for level, anchor, title, _ in page.parts if level in (2, 3)]
        if len([one for one in found if one[0] == 2]) < 3:
            return ''
        if len(found) > 40:
            found = [one for one in found if one[0] == 2]
        rows = ''.join(f'<li class="level{level}"><a href="#{html.escape(anchor)}">{html.escape(title)}</a></li>' for level, anchor, title in found)
        return f'<details class="contents"><summary>{WORDS[language]["contents"]}</summary><ul>{rows}</ul></details>\n'

    def frame(self, page, language, neighbours):
        words = WORDS[language]
        up = '../' * page.file.count('/')
        is_message = page.file.count('/') == 2
        body = page.body
        contents = self.contents(page, language)
        if contents:
            body = body.replace('</h1>\n', '</h1>\n' + contents, 1)
        title = page.title if page.title == words['manual'] else f'{page.title} – {words["manual"]}'
        navigation = '' if is_message else f'''<nav><details id="menu" open><summary>{words['pages']}</summary>
{self.navigation(page, language)}
</details></nav>
'''
        around = ''.join(f'<a class="{way}" href="{up}{file}"><small>{words[way]}</small> {html.escape(name)}</a>'
                         for way, (file, name) in neighbours.items())
        return f'''<!DOCTYPE html>
<html lang="{words['lang']}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{html.escape(title)}</title>
<link rel="stylesheet" href="{up}../site.css">
<script src="{up}../site.js" defer></script>
</head>
<body{' class="message"' if is_message else ''} data-up="{up}" data-none="{words['none']}">
<a class="skip" href="#text">{words['skip']}</a>
<header><a class="name" href="{up}index.html">{words['manual']}</a>
<div role="search" hidden><input type="search" id="search" placeholder="{words['search']}" aria-label="{words['search']}" autocomplete="off"><ol id="found" hidden></ol></div>
<a class="other" hreflang="{WORDS[OTHER[language]]['lang']}" lang="{WORDS[OTHER[language]]['lang']}" href="{up}../{OTHER[language]}/{page.file}">{words['other']}</a></header>
<div class="columns-of-page">
{navigation}<main id="text">
{body}{f'<p class="around">{around}</p>' if around else ''}
</main>
</div>
<footer>gongwen {html.escape(self.version)}</footer>
</body>
</html>
'''

    # Writing

    def write(self):
        shutil.rmtree(self.folder / 'zh', ignore_errors=True)
        shutil.rmtree(self.folder / 'en', ignore_errors=True)
        for language in LANGUAGES:
            pages = list(self.pages(language))
            read = [page for page in pages if page.document and page.document.name not in self.further]
            places = {page.file: at for at, page in enumerate(read)}
            for page in pages:
                path = self.folder / language / page.file
                path.parent.mkdir(parents=True, exist_ok=True)
                at = places.get(page.file)
                neighbours = {}
                if at is not None and at > 0:
                    neighbours['previous'] = read[at - 1].file, read[at - 1].title
                if at is not None and at + 1 < len(read):
                    neighbours['next'] = read[at + 1].file, read[at + 1].title
                path.write_text(self.frame(page, language, neighbours), encoding='utf-8')
            self.write_search(pages, language)
            self.note_topics(pages, language)
        self.write_topics()
        self.write_start()
        for name in sorted(self.used_pictures):
            target = self.folder / 'pictures' / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / 'docs/pictures' / name, target)
        for name in ('site.css', 'site.js'):
            shutil.copyfile(HERE / name, self.folder / name)

    def write_search(self, pages, language):
        """All sections with their words, as a script: pages that are opened as files may not read other files."""
        entries = []
        for page in pages:
            for _, anchor, title, text in page.parts:
                place = page.file + (f'#{anchor}' if anchor and anchor != page.parts[0][1] else '')
                entries.append([place, title if title == page.title else f'{page.title} › {title}', text])
        data = json.dumps(entries, ensure_ascii=False, separators=(',', ':')).replace('</', '<\\/')
        (self.folder / language / 'search.js').write_text(f'window.manualSections={data};\n', encoding='utf-8')

    def note_topics(self, pages, language):
        """The topics of `gongwen help --open`: documents, commands and other sections with a page, messages, and
        modules of messages with a stroke at their end."""
        for page in pages:
            name = page.file.removesuffix('.html')
            if page.document and page.document.name in SPLIT:
                topic = name.removeprefix(page.document.name.lower() + '-')
            elif page.file.count('/') == 1:
                topic = name.removeprefix('messages/') + '/'
            else:
                topic = name.removeprefix('messages/')
            if topic != 'index':
                self.topics.setdefault(topic, {'file': page.file})[language] = page.title.replace('`', '')

    def write_topics(self):
        """One topic a line: its name, its page in the folder of each language, its titles in English and Chinese."""
        lines = [f'{topic}\t{one["file"]}\t{one["en"]}\t{one["zh"]}' for topic, one in sorted(self.topics.items())]
        (self.folder / 'topics.tsv').write_text('\n'.join(lines) + '\n', encoding='utf-8')

    def write_start(self):
        """The page that leads to both languages; where programs may run, it opens the one that the browser prefers."""
        (self.folder / 'index.html').write_text('''<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>gongwen 手册 · gongwen manual</title>
<link rel="stylesheet" href="site.css">
<script>
// Not after a step back, so that the other language can be chosen here.
if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward" && !location.hash) {
  const first = navigator.languages.find((name) => /^(zh|en)\\b/.test(name));
  if (first) location.replace(first.slice(0, 2) + "/index.html");
}
</script>
</head>
<body class="message">
<main>
<h1>gongwen</h1>
<ul class="languages">
<li><a href="zh/index.html">中文手册</a></li>
<li><a href="en/index.html" lang="en">Manual in English</a></li>
</ul>
</main>
</body>
</html>
''', encoding='utf-8')
