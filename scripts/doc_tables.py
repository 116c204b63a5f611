"""Generates tables of the documentation from the sources, for scripts/check_docs.py.

Each function returns the lines of one table. If a table ends in a column of remarks, these are written by hand in the
document and kept: `remarks` has them by the first cell.
"""
import json
import re

from checks import ROOT, read
from diagnostics_catalogue import texts_of

BUILTINS = ROOT / 'src/templating/detail/builtins'


def cell(text):
    return text.replace('|', '\\|')


def code(text):
    return f'`{cell(text)}`' if text else ''


def css_properties(remarks):
    """The table of properties.def, with its headings."""
    lines = []
    entry = re.compile(r'GONGWEN_PROPERTY\(\w+, "([^"]+)", \w+, (Yes|No), "([^"]*)", "([^"]*)"\)')
    started = False
    for line in read('src/style/css/properties.def').splitlines():
        match = entry.match(line)
        if match:
            name, inherited, initial, grammar = match.groups()
            key = code(name)
            lines.append(f'| {key} | {code(grammar)} | {code(initial)} | {inherited.lower()} | {remarks.get(key, "")} |')
        elif line.startswith('//') and (started or not lines and line.startswith('// Boxes')):
            lines += ['', f'**{line[3:]}**', '', '| property | value | initial | inherited | remarks |',
                      '|---|---|---|---|---|']
        started = started or line.startswith('// Boxes')
    return lines[1:]


WHOLE = {'border': 'all `border-*-width`, `-style`, `-color`', 'all': 'all properties'}


def css_shorthands(remarks):
    names = dict(re.findall(r'GONGWEN_PROPERTY\((\w+), "([^"]+)"', read('src/style/css/properties.def')))
    lines = ['| shorthand | stands for | remarks |', '|---|---|---|']
    for name, longhands in re.findall(r'(?m)^GONGWEN_SHORTHAND\(\w+, "([^"]+)", \w+, ([^)]*)\)', read('src/style/css/shorthands.def')):
        key = code(name)
        parts = [names[part.strip()] for part in longhands.split(',')]
        shown = ', '.join(code(part) for part in parts) if name not in WHOLE else WHOLE[name]
        lines.append(f'| {key} | {shown} | {remarks.get(key, "")} |')
    return lines


def css_types(_):
    found = re.findall(r'(?m)^GONGWEN_GRAMMAR_TYPE\("([^"]+)", "([^"]*)"\)', read('src/style/css/grammar_types.def'))
    lines = ['| type | values |', '|---|---|']
    for name, grammar in found:
        lines.append(f'| {code(f"<{name}>")} | {code(grammar)} |')
    return lines


def spaced(name):
    """`TablePart` as words: `table part`."""
    return re.sub(r'(?<!^)([A-Z])', r' \1', name).lower()


def name_list(names):
    return [', '.join(code(name) for name in names) + '.']


def css_units(_):
    units = re.search(r'enum class Unit[^{]*\{([^}]*)\}', read('src/style/css/value.h'))[1]
    return name_list(unit.strip() if unit.strip() == 'Q' else unit.strip().lower() for unit in units.split(','))


def css_pseudo_classes(_):
    source = read('src/style/css/selector.cpp')
    plain = re.findall(r'\{"([a-z-]+)", Kind::(\w+)', source)
    never = [f':{name}' for name, kind in plain if kind == 'Never']
    known = [f':{name}' + ('(An+B)' if name.startswith('nth-') else '') for name, kind in plain if kind != 'Never']
    known += [':nth-child(An+B of …)', ':nth-last-child(An+B of …)']
    known += [':not(…)', ':is(…)', ':where(…)', ':has(…)', ':lang(…)']
    return name_list(known) + ['', 'Known, but never true in a printed document: '
                               + ', '.join(code(name) for name in never) + '.']


def css_margin_boxes(_):
    names = re.search(r'kMarginBoxNames\{([^}]*)\}', read('src/style/css/selector.cpp'))[1]
    return name_list('@' + name for name in re.findall(r'"([^"]+)"', names))


def css_counter_styles(_):
    found = re.findall(r'\{"([a-z-]+)",\s*System::(\w+),\s*U"([^"]*)",\s*"([^"]*)"', read('src/style/counter_style.cpp'))
    lines = ['| counter style | system | symbols | after a list marker |', '|---|---|---|---|']
    for name, system, symbols, suffix in found:
        shown = symbols if len(symbols) <= 22 else symbols[:3] + '…' + symbols[-1]
        lines.append(f'| {code(name)} | {spaced(system)} | {shown} | {code(suffix)} |')
    return lines


def signature(text):
    """`takes({"a", "b"}).needs(1)` → (a, b=)"""
    text = {'kSearch': 'takes({"sub", "start", "end"}).needs(1)', 'kJustify': 'takes({"width", "fillchar"}).needs(1)',
            'kOperand': 'takes({"other"}).needs(1)', 'kAnything': 'and_rest(Rest::Both)'}.get(text.strip(), text)
    names = re.findall(r'"(\w+)"', re.search(r'takes\(\{([^}]*)\}', text)[1]) if 'takes({' in text else []
    needed = int((re.search(r'\.needs\((\d)\)', text) or [0, 0])[1])
    parts = [name if i < needed else name + '=' for i, name in enumerate(names)]
    if 'and_rest' in text:
        parts.append('…')
    return '(' + ', '.join(parts) + ')' if parts else ''


def builtins(path, array=r'\w+'):
    """Names and parameters from one table of one file, without those that are refused."""
    text = (BUILTINS / path).read_text(encoding='utf-8')
    for block in re.findall(rf'constexpr Builtin {array}\[\] = \{{(.*?)\n\}};', text, re.DOTALL):
        for name, function, takes in re.findall(r'\{"(\w+)",\s*([\w<>:, ]+?|nullptr),\s*((?:takes|k[A-Z]|\{\}).*?)\}(?=,?\s*(?:\{"|$))',
                                                block, re.DOTALL):
            if function != 'nullptr':
                yield name, signature(takes)


def builtin_table(title, paths, remarks, array=r'\w+'):
    lines = [f'| {title} | remarks |', '|---|---|']
    for name, parameters in sorted(found for path in paths for found in builtins(path, array)):
        key = code(name + parameters)
        lines.append(f'| {key} | {remarks.get(key, "")} |')
    return lines


def template_filters(remarks):
    paths = [p.name for p in BUILTINS.glob('*_filters.cpp') if not p.name.startswith('chinese')]
    return builtin_table('filter', paths, remarks)


def template_chinese_filters(remarks):
    return builtin_table('filter', [p.name for p in BUILTINS.glob('chinese_*.cpp')], remarks, r'k\w*Filters')


def template_chinese_tests(remarks):
    return builtin_table('test', [p.name for p in BUILTINS.glob('chinese_*.cpp')], remarks, r'k\w*Tests')


def template_tests(_):
    return name_list(sorted(name + parameters for name, parameters in builtins('tests.cpp')))


def template_globals(remarks):
    return builtin_table('function', ['globals.cpp'], remarks, 'kFunctions')


def template_methods(_):
    tables = [('texts', [('text_methods.cpp', r'\w+')]),
              ('lists', [('container_methods.cpp', 'kListMethods')]), ('objects', [('container_methods.cpp', 'kDictMethods')]),
              ('tuples and ranges', [('container_methods.cpp', 'kTupleMethods')]),
              ('numbers', [('globals.cpp', 'kNumberMethods')]), ('cyclers', [('globals.cpp', 'kCyclerMethods')])]
    lines = ['| of | methods |', '|---|---|']
    for title, places in tables:
        names = sorted(name for place in places for name, _ in builtins(*place))
        lines.append(f'| {title} | {", ".join(code(name) for name in names)} |')
    return lines


def template_tags(_):
    tags = re.search(r'kTags\{(.*?)\};', read('src/templating/detail/syntax/parse_statement.cpp'), re.DOTALL)[1]
    return name_list(re.findall(r'"(\w+)"', tags))


def html_elements(_):
    groups = {}
    entry = re.compile(r'^GONGWEN_ELEMENT\(\w+, "([^" ]+)", (\w+), \w+\)', re.MULTILINE)
    for name, category in entry.findall(read('src/dom/elements.def')):
        groups.setdefault(category, []).append(name)
    lines = ['| place | elements |', '|---|---|']
    for category, names in groups.items():
        shown = spaced(category)
        lines.append(f'| {shown} | {", ".join(code(n) for n in names)} |')
    return lines


def template_macros(_):
    """From the heads of the macros and the comments before them."""
    lines = ['| file | macro | what it writes |', '|---|---|---|']
    entry = re.compile(r'(?:\{#-((?:(?!#\}).)*?)-#\}\s*)?\{%-? macro (\w+)\((.*?)\)', re.DOTALL)
    for name in ('parts', 'signature', 'formats', 'lists', 'words', 'dates', 'charts', 'sheets'):
        for remark, macro, parameters in entry.findall(read(f'templates/shared/macros/{name}.html')):
            key = code(f'{name}.html')
            text = ' '.join(remark.split())
            lines.append(f'| {key} | {code(f"{macro}({parameters})")} | {cell(text)} |')
    return lines


def schema_formats(_):
    texts = {text.name: text for text in texts_of('schema', read('src/diagnostics/catalogue/texts/schema.def'))}
    found = re.findall(r'FormatDescription\{\s*"([a-z0-9-]+)", texts::(\w+), "([^"]+)"',
                       read('src/schema/detail/formats.cpp'))
    lines = ['| format | a text is | for example |', '|---|---|---|']
    for name, text, example in found:
        english = texts[text].english
        CHINESE_CELLS.setdefault('schema-formats', {})[english] = texts[text].chinese
        lines.append(f'| {code(name)} | {english} | {code(example)} |')
    return lines


FORM_PARTS = {'': ('the file', '文件'), 'field': ('a field', '栏目'), 'table': ('a part of `paper`', '`paper` 的一部分'),
              'row': ('a row', '行'), 'block': ('a block of `text`', '`text` 的一段'), 'boxes': ('a block of `boxes`', '`boxes` 的一项'),
              'box_cell': ('a cell of a `box`', '`box` 的一格'), 'piece': ('a piece of a cell', '格中的一项'), 'report': ('a report', '报告'), 'chapter': ('a chapter', '报告的一项'),
              'entries': ('a list of a report', '报告中的列表'), 'rule': ('a rule', '规则'), 'condition': ('a condition', '条件')}
FORM_VALUES = {'string': ('text', '文字'), 'boolean': ('true or false', 'true 或 false'), 'integer': ('whole number', '整数'), 'number': ('number', '数'),
               'array': ('list', '列表'), 'object': ('object', '对象'), 'null': ('null', 'null'), 'bilingual': ('text in `zh` and `en`', '`zh`、`en` 两种文字'),
               'pointer': ('pointer', '指针'), 'pointers': ('pointers', '指针列表'), 'texts': ('text or texts', '一个或若干文字'),
               'plain': ('value or values', '一个或若干值'), 'web': ('object', '对象'), 'condition': ('condition', '条件')}


def schema_form_members(_):
    """The members of form.json, by the parts of the file, with the titles of its schema."""
    schema = json.loads(read('src/engine/kinds/form.schema.json'))
    chinese = CHINESE_CELLS.setdefault('schema-form-members', {})
    chinese.update(dict(FORM_PARTS.values()))
    lines = ['| part | member | value | meaning |', '|---|---|---|---|']
    for part, (title, _) in FORM_PARTS.items():
        for name, member in (schema['$defs'][part] if part else schema)['properties'].items():
            kinds = member.get('type', member.get('$ref', '').split('/')[-1])
            kinds = kinds if isinstance(kinds, list) else [kinds]
            # Definitions without words of their own are of a plain type.
            names = [kind if kind in FORM_VALUES else schema['$defs'][kind]['type'] for kind in kinds if kind]
            if 'enum' in member or 'const' in member:
                value = shown = ', '.join(code(str(one)) for one in member.get('enum', [member.get('const')]))
            else:
                value, shown = (', '.join(FORM_VALUES[name][at] for name in names) for at in (0, 1))
            meaning = member['x-title'] if 'x-title' in member else schema['$defs'][kinds[0]]['x-title']
            chinese.update({value: shown.replace(', ', '、'), meaning['en']: meaning['zh']})
            lines.append(f'| {title} | {code(name)} | {value} | {meaning["en"]} |')
    return lines


def chromium_differences(_):
    """From the list of pages for tests/differential/run; pages with the same reason are grouped."""
    rows = []
    for line in read('tests/differential/differences.txt').splitlines():
        if not line.strip() or line.startswith('#'):
            continue
        page, clause, reason = line.split(' | ')
        if reason.startswith('the same'):
            rows[-1][2].append(page)
        else:
            rows.append([reason[0].upper() + reason[1:], clause, [page]])
    lines = ['| what differs | clause | pages of `tests/differential/pages` |', '|---|---|---|']
    return lines + [f'| {cell(reason)} | {clause} | {", ".join(code(page) for page in pages)} |'
                    for reason, clause, pages in rows]


def template_events(_):
    """The types of events of the monthly bulletin, from its schema."""
    definitions = json.loads(read('templates/monthly-bulletin/schema.json'))['$defs']
    lines = ['| type | 事项 | event | needed besides a date |', '|---|---|---|---|']
    for name in definitions['event']['properties']['type']['enum']:
        title, needed = definitions[name]['x-title'], definitions[name].get('required', [])
        needed = [member for member in needed if member != 'dates']
        lines.append(f'| {code(name)} | {title["zh"]} | {title["en"]} | {", ".join(code(member) for member in needed)} |')
    return lines


def engine_limits(_):
    """From the struct with its comments and the table of names."""
    members = re.findall(r'/// ([^\n]*)\n  std::uint64_t (\w+) = ([^;]+);', read('include/gongwen/limits.h'))
    known = re.findall(r'\{"([a-z-]+)", LimitUnit::(\w+), &Limits::(\w+), ([^}]+)\}', read('src/engine/core/detail/read_source.cpp'))
    described = {member: (meaning, value) for meaning, member, value in members}
    if len(described) != len(known):
        raise SystemExit('include/gongwen/limits.h and src/engine/core/detail/read_source.cpp do not have the same limits')
    lines = ['| limit | what it limits | without the option |', '|---|---|---|']
    for name, unit, member, _ in known:
        meaning, value = described[member]
        lines.append(f'| {code(name)} | {meaning.rstrip(".")} | {shown_limit(value, unit)} |')
    return lines


def shown_limit(expression, unit):
    """`std::uint64_t{512} << 20` → 512M"""
    shifted = re.fullmatch(r'std::uint64_t\{(\d+)\} << (\d+)', expression)
    number = int(shifted[1]) << int(shifted[2]) if shifted else int(expression.replace("'", ''))
    step, names = (1024, ['', 'k', 'M', 'G']) if unit == 'Bytes' else (1000, ['', 'k', 'M', 'G'])
    if unit == 'Milliseconds':
        return code(f'{number // 60_000}min' if number % 60_000 == 0 else f'{number // 1000}s')
    while number % step == 0 and len(names) > 1:
        number, names = number // step, names[1:]
    return code(f'{number}{names[0]}')


TABLES = {name.replace('_', '-'): function for name, function in list(globals().items())
          if name.split('_')[0] in ('chromium', 'css', 'template', 'html', 'schema', 'engine') and callable(function)}


# Headings and cells of the tables in the Chinese documents; explanations by hand are in the documents themselves.
CHINESE_HEADS = {
    'property': '属性', 'value': '取值', 'initial': '初始值', 'inherited': '继承', 'remarks': '说明', 'shorthand': '简写',
    'stands for': '等于', 'type': '类型', 'values': '取值', 'counter style': '计数样式', 'system': '方式', 'symbols': '符号',
    'after a list marker': '列表标记后', 'filter': '过滤器', 'test': '测试', 'function': '函数', 'of': '对象', 'methods': '方法',
    'place': '位置', 'elements': '元素', 'file': '文件', 'macro': '宏', 'what it writes': '写出什么', 'format': '格式',
    'a text is': '文字是', 'for example': '例如', 'limit': '上限', 'part': '部分', 'member': '成员', 'meaning': '含义', 'what it limits': '限制什么', 'without the option': '默认值',
    '事项': '事项', 'event': '英文名称', 'needed besides a date': '除日期外必填'}
CHINESE_CELLS = {
    'css-properties': {'yes': '是', 'no': '否', '**Boxes**': '**框**', '**Transforms, outlines, shadows**': '**变形、外框、阴影**', '**Flexible boxes**': '**弹性框**', '**Tables**': '**表格**',
                       '**Fonts**': '**字体**', '**Text**': '**文字**',
                       '**Fonts: features and variants**': '**字体：特性与变体**',
                       '**Text: what does not fit, and initials**': '**文字：放不下的文字与首字**', '**The grid of lines**': '**行网格**',
                       '**Lists and generated content**': '**列表与生成内容**',
                       '**Directions of lines and blocks**': '**行与块的方向**', '**Grids**': '**网格**', '**Columns**': '**分栏**', '**Pages and breaks**': '**分页**',
                       '**Ours: what no specification has**': '**自有属性：规范中没有的**',
                       '**Workbooks: spelt as the spreadsheet programs spell them when they write HTML**':
                           '**工作簿：写法与电子表格软件输出的 HTML 相同**'},
    'css-shorthands': {'all `border-*-width`, `-style`, `-color`': '全部 `border-*-width`、`-style`、`-color`',
                       'all properties': '全部属性'},
    'css-counter-styles': {'cyclic': '循环', 'numeric': '数字', 'alphabetic': '字母', 'roman': '罗马数字', 'fixed': '固定',
                           'chinese informal': '中文小写数字', 'chinese formal': '中文大写数字', 'letters': '字母数字', 'hebrew': '希伯来数字',
                           'ethiopic': '埃塞俄比亚数字', 'longhand informal': '日文、韩文数字（非正式）',
                           'longhand formal': '日文、韩文数字（正式）'},
    'template-methods': {'texts': '文字', 'lists': '列表', 'objects': '对象', 'tuples and ranges': '元组与区间', 'numbers': '数字',
                         'cyclers': '轮换器'},
    'html-elements': {'graphic': '图形的部分', 'math': '公式的部分', 'root': '根', 'metadata': '文档信息', 'flow': '块', 'list item': '列表项', 'definition part': '定义列表的项',
                      'table part': '表格的部分', 'column': '列', 'row': '行', 'cell': '单元格', 'phrasing': '行内', 'ruby part': '注音的部分',
                      'option': '选项', 'anywhere': '任何位置'}}
NAME_LISTS = {'css-units', 'css-pseudo-classes', 'css-margin-boxes', 'template-tests', 'template-tags'}
EXPLAINED_BY_HAND = {'template-macros': 2, 'engine-limits': 1}


def in_chinese(name, lines, remarks):
    """The lines of a table in the form of the Chinese document."""
    words = CHINESE_CELLS.get(name, {})
    for number, line in enumerate(lines):
        line = line.replace('Known, but never true in a printed document: ', '能识别，但在打印的文档中从不成立：')
        if not line.startswith('|'):
            lines[number] = words.get(line, line.replace('`, `', '`、`').replace('`.', '`。') if name in NAME_LISTS else line)
            continue
        cells = [text.strip() for text in re.split(r'(?<!\\)\|', line)[1:-1]]
        head = number + 1 < len(lines) and lines[number + 1].startswith('|---')
        for text in cells:
            if text.startswith('**') and text not in words:
                raise KeyError(f'{name}: the heading {text} has no Chinese text in CHINESE_CELLS')
        cells = [(CHINESE_HEADS if head else words).get(text, text) for text in cells]
        if not head and not line.startswith('|---') and name in EXPLAINED_BY_HAND:
            column = EXPLAINED_BY_HAND[name]
            key = cells[1] if name == 'template-macros' else cells[0]
            cells[column] = kept(remarks, key)
        lines[number] = line if line.startswith('|---') else f'| {" | ".join(cells)} |'
    return lines


def kept(remarks, key):
    """The explanation in the Chinese document; if it is missing, a text that a reader notices."""
    return remarks.get(key, '（待补）')

