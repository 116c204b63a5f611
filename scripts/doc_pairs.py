"""Documents in English (`X.md`) and Chinese (`X.zh.md`), for scripts/check_docs.py and tests/project/run_doc_examples.py.

The two documents of a pair must have the same headings by level, the same rows of tables below each, the same pictures
and the same blocks of code in the same order, so that neither is changed without the other. Within blocks, printed
output, comments and Chinese arguments may differ; commands may not, apart from `--lang`.
"""
import re

FENCE = re.compile(r'^```([^\n]*)\n(.*?)^```$', re.DOTALL | re.MULTILINE)
LINK = re.compile(r'\]\(([^)#\s]*)(#[^)\s]*)?\)')
PICTURE = re.compile(r'<img src="([^"]+)" width="([^"]+)"')
# Documents for all users, which must exist in both languages.
WANTED = ['README', *(f'docs/{name}' for name in ('BATCH', 'BINDING', 'CLI', 'CSS', 'DATA-WORKBOOKS', 'FIRST-DOCUMENT', 'FORMS', 'INSTALL', 'KINDS',
                                                   'LIBRARY', 'PUBLISHING', 'RULES', 'TEMPLATES', 'TYPOGRAPHY', 'VALUES'))]


def chinese_of(path):
    return path.with_name(path.name.removesuffix('.md') + '.zh.md')


def english_of(path):
    return path.with_name(path.name.removesuffix('.zh.md') + '.md')


def is_chinese(path):
    return path.name.endswith('.zh.md')


def sessions(block):
    """The commands of a console block, each with its expected output."""
    for part in re.split(r'^\$ ', block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        count = 1
        while lines[count - 1].endswith('\\'):
            count += 1
        yield '\n'.join(lines[:count]), '\n'.join(lines[count:])


def same_command(command):
    """A command without the option for the language, and without Chinese words."""
    return re.sub(r'\S*[^\x00-\x7f]\S*', '…', re.sub(r'--lang (?:zh|en) ', '', command))


def shape_of_block(info, block):
    """The parts of the blocks that both languages must share."""
    if info == 'console':
        return [info, *(same_command(command) for command, _ in sessions(block))]
    if ' ' in info:
        return [info, block]
    lines = [re.sub(r'\s+#\s.*', '', line).split() for line in block.splitlines()]
    # Names of files and places may be Chinese in one and English in the other; options and subcommands may not.
    return [info, *(' '.join(word for word in words if re.fullmatch(r'[-\w\[\]()=;{}:]+', word, re.ASCII)) for words in lines)]


def headings(text):
    """Level and title of each heading outside of code."""
    return [(len(marks), title) for marks, title in re.findall(r'^(#+) (.+)$', FENCE.sub('', text), re.MULTILINE)]


def sections(text):
    """For each heading, and for the text before the first: its level, and the rows of tables, pictures and blocks below."""
    found = [[0, 0, [], []]]
    blocks = []

    def keep(match):
        blocks.append(match.groups())
        return f'```{len(blocks) - 1}'

    for line in FENCE.sub(keep, text).splitlines():
        heading = re.match(r'(#+) ', line)
        if heading:
            found.append([len(heading[1]), 0, [], []])
        elif line.startswith('|'):
            found[-1][1] += 1
        elif line.startswith('```'):
            found[-1][3].append(shape_of_block(*blocks[int(line[3:])]))
        found[-1][2] += PICTURE.findall(line)
    return found


def check_pair(english, chinese, name):
    """The differences between the texts of a pair that are not allowed."""
    for path, text, other in ((f'{name}.md', english, f'{name}.zh.md'), (f'{name}.zh.md', chinese, f'{name}.md')):
        if f']({other.rpartition("/")[2]})' not in text.split('\n## ')[0]:
            yield f'{path}: no link to {other} before the first section'
    ours, theirs = sections(english), sections(chinese)
    titles = ['(start)'] + [title for _, title in headings(english)]
    if [section[0] for section in ours] != [section[0] for section in theirs]:
        yield f'{name}: the headings of the two languages differ in number or level'
        return
    for title, (_, rows, pictures, blocks), (_, rows_zh, pictures_zh, blocks_zh) in zip(titles, ours, theirs):
        if rows != rows_zh:
            yield f'{name}, "{title}": {rows} rows of tables in English, {rows_zh} in Chinese'
        if pictures != pictures_zh:
            yield f'{name}, "{title}": the pictures differ'
        if len(blocks) != len(blocks_zh):
            yield f'{name}, "{title}": {len(blocks)} blocks of code in English, {len(blocks_zh)} in Chinese'
        for one, two in zip(blocks, blocks_zh):
            for here, there in zip(one + [''], two + ['']):
                if here != there:
                    yield f'{name}, "{title}": `{here}` in English, `{there}` in Chinese'
                    break


def check_languages(path, text):
    """A link must lead to the document in the reader's own language if there is one."""
    prose = FENCE.sub('', text)
    partner = english_of(path) if is_chinese(path) else chinese_of(path)
    for target, _ in LINK.findall(prose):
        if not target.endswith('.md') or '://' in target:
            continue
        found = (path.parent / target).resolve()
        better = chinese_of(found) if is_chinese(path) and not is_chinese(found) else None
        if not is_chinese(path) and is_chinese(found):
            better = english_of(found)
        if better and better.exists() and found != partner.resolve():
            yield f'{path.name}: the link to {target} should lead to {better.name}'


def slug(title):
    """The anchor of a heading."""
    plain = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', title)
    return re.sub(r'[^\w\- ]', '', plain.lower()).replace(' ', '-')


def anchors(text):
    seen = {}
    for _, title in headings(text):
        name = slug(title)
        seen[name] = seen.get(name, -1) + 1
        yield name + (f'-{seen[name]}' if seen[name] else '')


def check_anchors(path, text):
    for target, anchor in LINK.findall(FENCE.sub('', text)):
        found = path.parent / target if target else path
        if not anchor or '://' in target or not found.exists() or found.suffix != '.md':
            continue
        if anchor[1:] not in set(anchors(found.read_text(encoding='utf-8'))):
            yield f'{path.name}: the link to {target}{anchor} leads to no heading'
