#!/usr/bin/env python3
"""Writes docs/KINDS.md, the gallery of all kinds of document, from their bundles.

Usage: scripts/generate_kinds_docs.py [--check | --pictures PROGRAM]

The text comes from template.json (title, purpose, who fills it in, source), schema.json (fields) and samples/. --check
writes nothing and tells whether the page and its pictures are as they should be. --pictures draws the first page of each
kind's typical sample with PROGRAM, the gongwen command, into docs/pictures/kinds. Exit status: 0 all is well, 1 not.
"""
import json
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / 'docs/KINDS.md'
PICTURES = ROOT / 'docs/pictures/kinds'
MOST_BYTES = 60_000
HEAD = '''# The kinds of document 文种一览

Each kind is a folder below `templates/`; `gongwen list` shows them, `gongwen describe KIND` all their fields,
`gongwen new KIND -o FILE` begins data. How to change one or write another: [TEMPLATES.md](TEMPLATES.md). This page is
made by `scripts/generate_kinds_docs.py` from the bundles; each picture is the first page of a sample. Which rule of the
field is held where: [RULES.md](RULES.md). How to gather returned forms into a register:
[CLI.md](CLI.md#registers-from-returned-files).

每个文种对应 `templates/` 下的一个文件夹。`gongwen --lang zh list` 列出全部文种，`gongwen --lang zh describe 文种` 列出全部字段，
`gongwen --lang zh new 文种 -o 文件` 生成待填的数据。修改或新增文种见 [TEMPLATES.md](TEMPLATES.md)。本页由程序从模板包生成，
图为样例的第一页；样例中的人员、单位均为虚构。业务规则与落实之处见 [RULES.md](RULES.md)；把收回的表汇总成登记表的做法见
[CLI.md](CLI.md#registers-from-returned-files)。
'''
TYPES = {'string': 'text 文字', 'integer': 'number 整数', 'number': 'number 数', 'boolean': 'yes or no 是否', 'array': 'list 列表', 'object': 'group 一组'}


def read(path):
    return json.loads(path.read_text(encoding='utf-8'))


def kinds():
    return sorted(path.parent.name for path in (ROOT / 'templates').glob('*/template.json'))


def samples(kind):
    return sorted((ROOT / 'samples' / kind).glob('*.json'))


def shown_sample(kind):
    """The sample of the picture: the typical one, else the first."""
    found = samples(kind)
    return next((path for path in found if path.stem == 'typical'), found[0] if found else None)


def resolved(schema, field):
    """The field with what its reference says; its own members go first."""
    target = field.get('$ref', '')
    if not target.startswith('#/'):
        return field
    found = schema
    for step in target[2:].split('/'):
        found = found[step]
    return {**resolved(schema, found), **field}


def cell(text):
    return text.replace('|', '\\|').replace('\n', ' ')


def type_of(field):
    if 'enum' in field:
        return 'choice 选项'
    if 'format' in field:
        return {'date': 'date 日期', 'month': 'month 年月', 'email': 'e-mail 邮箱', 'phone-cn': 'telephone 电话'}.get(field['format'], 'text 文字')
    types = field.get('type', [])
    types = [types] if isinstance(types, str) else [name for name in types if name != 'null']
    return TYPES.get(types[0], 'text 文字') if types else ''


def field_rows(schema):
    needed = schema.get('required', [])
    for name, field in schema['properties'].items():
        whole = resolved(schema, field)
        title = whole.get('x-title', {'zh': '', 'en': ''})
        yield f'| `{name}` | {cell(title["zh"])} | {cell(title["en"])} | {type_of(whole)} | {"✓" if name in needed else ""} |'


def both(text):
    return f'{text["zh"]}。 {text["en"][0].upper()}{text["en"][1:]}.' if text else ''


def section(kind):
    manifest = read(ROOT / 'templates' / kind / 'template.json')
    schema = read(ROOT / 'templates' / kind / 'schema.json')
    sample = shown_sample(kind)
    title = manifest['title']
    lines = ['', f'## {title["zh"]} `{kind}`', '']
    if sample:
        lines += [f'<img src="pictures/kinds/{kind}.png" width="45%" alt="{title["zh"]}，{title["en"]}">', '']
    lines += ['| | |', '|---|---|', f'| title | {cell(title["en"])} |']
    for label, member in (('purpose 用途', 'purpose'), ('filled in by 填写人', 'filled_by'), ('follows 依据', 'source')):
        if member in manifest:
            lines.append(f'| {label} | {cell(both(manifest[member]))} |')
    lines.append(f'| outputs 输出 | {", ".join(manifest["outputs"])} |')
    if manifest.get('reconstruction'):
        lines.append('| labels 栏目 | 部分栏目为推拟，见上。 Some labels are rebuilt, as told above. |')
    if samples(kind):
        lines.append('| samples 样例 | ' + ', '.join(f'`{path.relative_to(ROOT).as_posix()}`' for path in samples(kind)) + ' |')
    lines += ['', '```sh', f'gongwen new {kind} -o data.yaml']
    if sample:
        name = sample.relative_to(ROOT).as_posix()
        lines.append(f'gongwen render {kind} {name} ' + ' '.join(f'-o {kind}.{output}' for output in manifest['outputs']))
    lines += ['```', '', '| field | 字段 | in English | type 类型 | needed 必填 |', '|---|---|---|---|---|', *field_rows(schema)]
    return lines


def contents():
    lines = ['| kind 文种 | | |', '|---|---|---|']
    for kind in kinds():
        title = read(ROOT / 'templates' / kind / 'template.json')['title']
        anchor = re.sub(r'[^\w\- ]', '', title['zh'].lower()).replace(' ', '-')
        lines.append(f'| [`{kind}`](#{anchor}-{kind}) | {cell(title["zh"])} | {cell(title["en"])} |')
    return lines


def page():
    return HEAD + '\n' + '\n'.join(contents() + [line for kind in kinds() for line in section(kind)]) + '\n'


def chunk(name, body):
    return struct.pack('>I', len(body)) + name + body + struct.pack('>I', zlib.crc32(name + body))


def small_png(ppm):
    """A picture of at most 216 colours, six levels a channel, from one in PPM: letters stay readable."""
    _, width, height, _ = ppm.split(maxsplit=4)[:4]
    width, height = int(width), int(height)
    pixels = ppm[-3 * width * height:].translate(bytes((level * 5 + 127) // 255 for level in range(256)))
    numbers = bytes(36 * red + 6 * green + blue for red, green, blue in zip(pixels[::3], pixels[1::3], pixels[2::3]))
    palette = bytes(51 * part for red in range(6) for green in range(6) for blue in range(6) for part in (red, green, blue))
    rows = b''.join(b'\0' + numbers[y * width:(y + 1) * width] for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 3, 0, 0, 0)) +
            chunk(b'PLTE', palette) + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


def draw(program):
    PICTURES.mkdir(parents=True, exist_ok=True)
    for kind in kinds():
        if not shown_sample(kind):
            continue
        with tempfile.TemporaryDirectory(prefix='gongwen-kinds-') as folder:
            pdf = Path(folder) / 'page.pdf'
            subprocess.run([program, '-q', 'render', kind, shown_sample(kind), '-o', pdf], check=True)
            for resolution in (108, 96, 84, 72, 60, 48):
                drawn = subprocess.run(['pdftoppm', '-r', str(resolution), '-f', '1', '-l', '1', pdf], check=True, capture_output=True)
                picture = small_png(drawn.stdout)
                if len(picture) <= MOST_BYTES:
                    break
            (PICTURES / f'{kind}.png').write_bytes(picture)


def faults():
    if not PAGE.exists() or PAGE.read_text(encoding='utf-8') != page():
        yield 'docs/KINDS.md is out of date; run scripts/generate_kinds_docs.py'
    wanted = {kind for kind in kinds() if shown_sample(kind)}
    found = {path.stem for path in PICTURES.glob('*.png')}
    for kind in sorted(wanted - found):
        yield f'docs/pictures/kinds/{kind}.png is missing; run scripts/generate_kinds_docs.py --pictures PROGRAM'
    for kind in sorted(found - wanted):
        yield f'docs/pictures/kinds/{kind}.png belongs to no kind'
    for path in sorted(PICTURES.glob('*.png')):
        if path.stat().st_size > MOST_BYTES:
            yield f'docs/pictures/kinds/{path.name} is larger than {MOST_BYTES} bytes'


def main():
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == '--pictures':
        draw(arguments[1])
    elif arguments not in ([], ['--check']):
        sys.exit(__doc__)
    if arguments != ['--check']:
        PAGE.write_text(page(), encoding='utf-8')
    told = list(faults())
    print('\n'.join(told) if told else f'{len(kinds())} kinds')
    return 1 if told else 0


if __name__ == '__main__':
    sys.exit(main())
