"""Pages of the messages: one for each module with all its messages, and one for each message by its identifier."""
import collections
import html
import json
import subprocess
import sys

from outline import ROOT

sys.path.insert(0, str(ROOT / 'scripts'))

from diagnostics_catalogue import read_catalogue  # noqa: E402

WORDS = {
    'en': {'title': 'Messages', 'error': 'error', 'warning': 'warning', 'note': 'note', 'hint': 'Hint', 'cause': 'Cause',
           'remedy': 'What to do', 'all': 'all messages',
           'start': 'Each message has an identifier in brackets: <code>error[data/wrong-type]</code>. Its page says what it means and '
                    'what to do; so does <code>gongwen explain data/wrong-type</code>.',
           'Input': 'error in the input; exit status 1', 'Usage': 'error in the call; exit status 2',
           'Environment': 'error of a file, a folder or the system; exit status 3',
           'Warning': 'warning; an error with --strict', 'Note': 'note: belongs to another message', 'count': '{} messages'},
    'zh': {'title': '提示信息', 'error': '错误', 'warning': '警告', 'note': '附注', 'hint': '提示', 'cause': '原因', 'remedy': '处理',
           'all': '全部提示',
           'start': '每条提示都有编号，写在方括号内，如 <code>错误[data/wrong-type]</code>。各条的页面说明它的意思和处理办法；'
                    '命令 <code>gongwen explain data/wrong-type</code> 显示同样的内容。',
           'Input': '错误（输入有误），退出状态 1', 'Usage': '错误（命令写法有误），退出状态 2',
           'Environment': '错误（文件、文件夹或系统），退出状态 3', 'Warning': '警告；用 --strict 时为错误',
           'Note': '附注：附在另一条提示之后', 'count': '{} 条'},
}
# The subjects of the messages of each module.
MODULES = {
    'applicant': ('words for applicants', '对申请人说的话'), 'boxes': ('boxes of pages', '页面的框'),
    'capi': ('calls of the library from C and Python', '从 C、Python 调用库'), 'cli': ('the command line', '命令行'),
    'css': ('style sheets', '样式表'), 'data': ('data', '数据'), 'databook': ('data workbooks', '数据工作簿'),
    'dom': ('HTML', 'HTML'), 'engine': ('kinds and documents', '文种与文档'), 'forms': ('forms', '表单'),
    'images': ('images', '图像'), 'intake': ('returned forms', '交回的表单'), 'layout': ('layout', '排版'),
    'ofd': ('OFD files', 'OFD 文件'), 'ofd-check': ('checks of OFD files', 'OFD 文件的检查'),
    'ofd-sign': ('seals in OFD files', 'OFD 文件的签章'), 'paint': ('drawing', '绘制'), 'pdf': ('PDF files', 'PDF 文件'),
    'pdf-sign': ('signatures in PDF files', 'PDF 文件的签名'), 'proofing': ('proofreading', '校对'),
    'publish': ('publishing', '发布'), 'raster': ('pictures of pages', '页面的图片'), 'resources': ('files and limits', '文件与限额'),
    'rules': ('rules', '规则'), 'sheet': ('sheets of workbooks', '工作表'), 'sign': ('signing', '签名'),
    'signatures': ('verifying', '验签'), 'store': ('stores', '资料库'), 'style': ('styles', '样式'),
    'templating': ('templates', '模板'), 'text': ('fonts and texts', '字体与文字'), 'xlsx': ('workbooks', '工作簿'),
}

Message = collections.namedtuple('Message', 'id fault texts')


def read_messages(program):
    """All messages with their texts by language, as `gongwen explain` words them."""
    process = subprocess.run([program, 'explain', '--json'], capture_output=True, check=True)
    kinds = {entry.id: entry.severity if entry.severity != 'Error' else entry.fault for entry in read_catalogue()}
    messages = []
    for one in json.loads(process.stdout):
        texts = {language: {part: one[part][language] for part in ('message', 'hint', 'cause', 'remedy')} for language in ('en', 'zh')}
        messages.append(Message(one['id'], kinds[one['id']], texts))
    return messages


def modules_of(messages):
    """Messages by module, in the order of their names."""
    modules = collections.defaultdict(list)
    for message in messages:
        modules[message.id.split('/')[0]].append(message)
    return dict(sorted(modules.items()))


def title_of(module, language):
    return MODULES[module][language == 'zh'] if module in MODULES else module


def marked(text):
    """Escaped, with what stands in backquotes as code."""
    parts = html.escape(text, quote=False).split('`')
    if len(parts) % 2 == 0:
        return '`'.join(parts)
    return ''.join(f'<code>{part}</code>' if number % 2 else part for number, part in enumerate(parts))


def explained(message, language):
    """The text of the message, its cause and its remedy, as a list of definitions."""
    words, texts = WORDS[language], message.texts[language]
    out = [f'<p class="fault">{words[message.fault]}</p>', f'<p class="message">{marked(texts["message"])}</p>', '<dl class="explained">']
    for part in ('hint', 'cause', 'remedy'):
        if texts[part] and texts[part] != '…':
            out.append(f'<dt>{words[part]}</dt><dd>{marked(texts[part])}</dd>')
    return '\n'.join([*out, '</dl>'])


def start(modules, language):
    """The page of all modules."""
    words = WORDS[language]
    rows = [f'<li><a href="messages/{module}.html"><code>{module}/</code> {title_of(module, language)}</a> '
            f'<small>{words["count"].format(len(messages))}</small></li>' for module, messages in modules.items()]
    return f'<h1>{words["title"]}</h1>\n<p>{words["start"]}</p>\n<ul class="modules">\n' + '\n'.join(rows) + '\n</ul>\n'


def module_page(module, messages, language):
    """All messages of a module."""
    words = WORDS[language]
    rows = [f'<dt id="{message.id.split("/")[1]}"><a href="{message.id}.html"><code>{message.id}</code></a></dt>'
            f'<dd>{marked(message.texts[language]["message"])}</dd>' for message in messages]
    return f'<h1>{words["title"]}: {title_of(module, language)}</h1>\n<dl class="messages">\n'.replace(
        ': ', '：' if language == 'zh' else ': ') + '\n'.join(rows) + '\n</dl>\n'
