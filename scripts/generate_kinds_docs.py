#!/usr/bin/env python3
"""Writes docs/KINDS.md and docs/KINDS.zh.md, the gallery of all kinds of document, from their bundles.

Usage: scripts/generate_kinds_docs.py [--check | --pictures PROGRAM]

The text comes from template.json (title, purpose, who fills it in, source), schema.json (fields) and samples/; of a form
that one file describes, the program in GONGWEN (default: build/release/bin/gongwen) writes these files. --check
writes nothing and reports whether the pages and pictures are up to date. --pictures draws the first page of each kind's
typical sample with PROGRAM, the gongwen command, into docs/pictures/kinds. Exit status: 0 no errors, 1 errors.
"""
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import ROOT, report
from doc_pairs import slug

sys.path.insert(0, str(ROOT / 'tests/python'))
import bundles  # noqa: E402

PAGES = {'en': ROOT / 'docs/KINDS.md', 'zh': ROOT / 'docs/KINDS.zh.md'}
PICTURES = ROOT / 'docs/pictures/kinds'
MAX_BYTES = 60_000
HEADS = {'en': '''# Kinds of document

[中文](KINDS.zh.md)

Each kind is a folder below `templates/`. `gongwen list` lists all kinds, `gongwen describe KIND` all their fields, and
`gongwen new KIND -o FILE` creates a data file. How to change a kind or write a new one: [TEMPLATES.md](TEMPLATES.md).
This page is generated from the bundles by `scripts/generate_kinds_docs.py`; each picture is the first page of a sample,
with fictional names. Which kind enforces which business rule: [RULES.md](RULES.md). How to compile returned forms into a
register: [CLI.md](CLI.md#registers-from-returned-files).
''', 'zh': '''# 文种一览

[English](KINDS.md)

每个文种对应 `templates/` 下的一个文件夹。`gongwen list` 列出全部文种，`gongwen describe 文种` 列出其全部字段，
`gongwen new 文种 -o 文件` 生成待填的数据。修改或新增文种见 [TEMPLATES.zh.md](TEMPLATES.zh.md)。本页由
`scripts/generate_kinds_docs.py` 从模板包生成，图为样例的第一页，其中的人员、单位均为虚构。业务规则由哪个文种落实，见
[RULES.zh.md](RULES.zh.md)；把交回的表格编成登记表，见 [CLI.zh.md](CLI.zh.md#用交回的表格编登记表)。
'''}
TYPES = {'string': {'en': 'text', 'zh': '文字'}, 'integer': {'en': 'whole number', 'zh': '整数'}, 'number': {'en': 'number', 'zh': '数'},
         'boolean': {'en': 'yes or no', 'zh': '是否'}, 'array': {'en': 'list', 'zh': '列表'}, 'object': {'en': 'group', 'zh': '一组'},
         'enum': {'en': 'choice', 'zh': '选项'}, 'date': {'en': 'date', 'zh': '日期'}, 'month': {'en': 'month', 'zh': '年月'}, 'issue-month': {'en': 'month', 'zh': '年月'},
         'email': {'en': 'e-mail address', 'zh': '邮箱'}, 'phone-cn': {'en': 'telephone number', 'zh': '电话'}}
LABELS = {'purpose': {'en': 'purpose', 'zh': '用途'}, 'filled_by': {'en': 'filled in by', 'zh': '填写人'},
          'source': {'en': 'based on', 'zh': '依据'}, 'outputs': {'en': 'outputs', 'zh': '输出'}, 'samples': {'en': 'samples', 'zh': '样例'},
          'labels': {'en': 'labels', 'zh': '栏目'}}
REBUILT = {'en': 'Some labels are reconstructed.', 'zh': '部分栏目为推拟。'}
CONTENTS = {'en': '| kind | title |', 'zh': '| 文种 | 名称 |'}
FIELDS = {'en': '| field | title | type | required |', 'zh': '| 字段 | 名称 | 类型 | 必填 |'}


# The document of each medium (include/gongwen/format.h).
DOCUMENTS = {'page': 'pdf', 'sheet': 'xlsx'}


def formats_of(manifest):
    return [DOCUMENTS[medium] for medium in manifest['outputs']]


def read(path):
    return json.loads(path.read_text(encoding='utf-8'))


def kinds():
    return bundles.kinds()


def data_of(kind):
    """The kind whose data a kind takes: its own, unless template.json names another one."""
    return bundles.manifest(kind).get('data_of', kind)


def samples(kind):
    return sorted((ROOT / 'samples' / data_of(kind)).glob('*.json'))


def shown_sample(kind):
    """The sample for the picture: the typical one, else the first."""
    found = samples(kind)
    return next((path for path in found if path.stem == 'typical'), found[0] if found else None)


def resolved(schema, field):
    """The field merged with the definition that it refers to; its own members take precedence."""
    target = field.get('$ref', '')
    if not target.startswith('#/'):
        return field
    found = schema
    for step in target[2:].split('/'):
        found = found[step]
    return {**resolved(schema, found), **field}


def cell(text):
    return text.replace('|', '\\|').replace('\n', ' ')


def type_of(field, language):
    branches = field.get('oneOf', [])
    if 'enum' in field or branches and all('const' in branch for branch in branches):
        return TYPES['enum'][language]
    if isinstance(field.get('const'), bool):
        return TYPES['boolean'][language]
    types = field.get('type', [])
    types = [types] if isinstance(types, str) else [name for name in types if name != 'null']
    name = field['format'] if field.get('format') in TYPES else 'string' if 'format' in field else (types or [''])[0]
    return TYPES.get(name, TYPES['string'])[language] if name else ''


def field_rows(schema, language):
    needed = schema.get('required', [])
    for name, field in schema['properties'].items():
        whole = resolved(schema, field)
        title = whole.get('x-title', {'zh': '', 'en': ''})[language]
        yield f'| `{name}` | {cell(title)} | {type_of(whole, language)} | {"✓" if name in needed else ""} |'


def choice_lines(schema, language):
    """Lists of choices, such as the columns of a table: the choices, and what they are for."""
    for name, field in schema['properties'].items():
        choices = resolved(schema, field).get('items', {})
        if 'enum' not in choices or 'x-titles' not in choices:
            continue
        titles = choices['x-titles']
        listed = ('、' if language == 'zh' else ', ').join(
            f'`{value}` {titles.get(str(value), {}).get(language, "")}'.rstrip() for value in choices['enum'])
        about = field.get('x-description', field.get('x-title', {})).get(language, '')
        yield from ('', f'`{name}`{"：" if language == "zh" else ": "}{about}{"。可选：" if language == "zh" else ". Choices: "}'
                        f'{listed}{"。" if language == "zh" else "."}')


def heading(kind, title, language):
    return f'{title["zh"]} `{kind}`' if language == 'zh' else f'`{kind}`: {title["en"]}'


def section(kind, language):
    manifest = bundles.manifest(kind)
    schema = bundles.schema(data_of(kind))
    sample = shown_sample(kind)
    title = manifest['title']
    lines = ['', f'## {heading(kind, title, language)}', '']
    if sample:
        lines += [f'<img src="pictures/kinds/{kind}.png" width="45%" alt="{title[language]}">', '']
    other = 'zh' if language == 'en' else 'en'
    lines += ['| | |', '|---|---|', f'| {"Chinese title" if language == "en" else "英文名称"} | {cell(title[other])} |']
    for member in ('purpose', 'filled_by', 'source'):
        if member in manifest:
            lines.append(f'| {LABELS[member][language]} | {cell(manifest[member][language])} |')
    lines.append(f'| {LABELS["outputs"][language]} | {", ".join(formats_of(manifest))} |')
    if manifest.get('reconstruction'):
        lines.append(f'| {LABELS["labels"][language]} | {REBUILT[language]} |')
    if samples(kind):
        found = (f'`{path.relative_to(ROOT).as_posix()}`' for path in samples(kind))
        lines.append(f'| {LABELS["samples"][language]} | {("、" if language == "zh" else ", ").join(found)} |')
    lines += ['', '```sh', f'gongwen new {kind} -o data.yaml']
    if sample:
        name = sample.relative_to(ROOT).as_posix()
        lines.append(f'gongwen render {kind} {name} ' + ' '.join(f'-o {kind}.{output}' for output in formats_of(manifest)))
    lines += ['```', '', FIELDS[language], '|---|---|---|---|', *field_rows(schema, language)]
    lines += choice_lines(schema, language)
    return lines


def contents(language):
    lines = [CONTENTS[language], '|---|---|']
    for kind in kinds():
        title = bundles.manifest(kind)['title']
        lines.append(f'| [`{kind}`](#{slug(heading(kind, title, language))}) | {cell(title[language])} |')
    return lines


def page(language):
    lines = contents(language) + [line for kind in kinds() for line in section(kind, language)]
    return HEADS[language] + '\n' + '\n'.join(lines) + '\n'


def small_png(path):
    """The bytes of a picture with six levels per channel; letters stay readable."""
    from PIL import Image  # only needed for drawing
    smaller = io.BytesIO()
    Image.open(path).convert('RGB').point(lambda level: (level * 5 + 127) // 255 * 51).quantize(256).save(smaller, 'PNG', optimize=True)
    return smaller.getvalue()


def draw(program):
    PICTURES.mkdir(parents=True, exist_ok=True)
    for kind in kinds():
        if not shown_sample(kind):
            continue
        with tempfile.TemporaryDirectory(prefix='gongwen-kinds-') as folder:
            for resolution in (108, 96, 84, 72, 60, 48):
                pages = Path(folder) / str(resolution)
                pages.mkdir()
                subprocess.run([program, '-q', 'render', kind, shown_sample(kind), '-o', pages / '{page}.png', '--dpi',
                                str(resolution)], check=True)
                picture = small_png(min(pages.iterdir()))
                if len(picture) <= MAX_BYTES:
                    break
            (PICTURES / f'{kind}.png').write_bytes(picture)


def errors():
    for language, path in PAGES.items():
        if not path.exists() or path.read_text(encoding='utf-8') != page(language):
            yield f'{path.relative_to(ROOT)} is out of date; run scripts/generate_kinds_docs.py'
    wanted = {kind for kind in kinds() if shown_sample(kind)}
    found = {path.stem for path in PICTURES.glob('*.png')}
    for kind in sorted(wanted - found):
        yield f'docs/pictures/kinds/{kind}.png is missing; run scripts/generate_kinds_docs.py --pictures PROGRAM'
    for kind in sorted(found - wanted):
        yield f'docs/pictures/kinds/{kind}.png belongs to no kind'
    for path in sorted(PICTURES.glob('*.png')):
        if path.stat().st_size > MAX_BYTES:
            yield f'docs/pictures/kinds/{path.name} is larger than {MAX_BYTES} bytes'


def main():
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == '--pictures':
        draw(arguments[1])
    elif arguments not in ([], ['--check']):
        sys.exit(__doc__)
    if arguments != ['--check']:
        for language, path in PAGES.items():
            path.write_text(page(language), encoding='utf-8')
    found = list(errors())
    return report(found, f'{len(kinds())} kinds')


if __name__ == '__main__':
    sys.exit(main())
