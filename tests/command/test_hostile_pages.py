"""Pages that want too much: each is set, or refused with a message, soon and within bounded memory; none crashes."""
import os
import resource
import subprocess
import unittest

from harness import BAD_INPUT, DONE, PROGRAM, CommandTest

# All of them in long runs; each run has every fifth of those that are large.
EVERY = 1 if os.environ.get('GONGWEN_HOSTILE_PAGES') == 'all' else 5
MEMORY = 3 << 30
SECONDS = 60


def page(body, style='', at_page='size:A4;margin:20mm'):
    return ('<!DOCTYPE html><html lang="zh-CN"><head><title>页</title><style>@page{' + at_page + '}'
            'body{margin:0;font:10px/15px "Noto Serif CJK SC"}' + style + '</style></head><body>' + body + '</body></html>')


def nested(start, end, depth, inner='里'):
    return start * depth + inner + end * depth


def grid(rows, columns, cell='<td>%d</td>'):
    return '<table>' + ''.join('<tr>' + ''.join(cell % (r * columns + c) if '%' in cell else cell
                                               for c in range(columns)) + '</tr>' for r in range(rows)) + '</table>'


DEPTH = {
    'blocks': page(nested('<div>', '</div>', 10_000)),
    'inline boxes': page(nested('<span>', '</span>', 10_000)),
    'flex containers': page(nested('<div style="display:flex">', '</div>', 10_000)),
    'columns of flex containers': page(nested('<div style="display:flex;flex-direction:column">', '</div>', 10_000)),
    'tables': page(nested('<table><tr><td>', '</td></tr></table>', 10_000)),
    'lists': page(nested('<ul><li>', '</li></ul>', 10_000)),
    'unclosed': page('<b>' * 100_000),
    'blocks 390': page(nested('<div>', '</div>', 390)),
    'padded blocks 390': page(nested('<div style="padding:1px;border:1px solid">', '</div>', 390)),
    'inline boxes 390': page(nested('<span style="padding:1px">', '</span>', 390)),
    'inline blocks 390': page(nested('<span style="display:inline-block">', '</span>', 390)),
    'flex containers 390': page(nested('<div style="display:flex">', '</div>', 390)),
    'columns 390': page(nested('<div style="display:flex;flex-direction:column">', '</div>', 390)),
    'wrapping flex containers 390': page(nested('<div style="display:flex;flex-wrap:wrap;height:50%">', '</div>', 390)),
    'tables 95': page(nested('<table><tr><td>', '</td></tr></table>', 95)),
    'tables 95 of a tiny page': page(nested('<table><tr><td>甲', '</td></tr></table>', 95), '', 'size:60px 40px;margin:3px'),
    'css tables 390': page(nested('<div style="display:table">', '</div>', 390)),
    'floats 390': page(nested('<div style="float:left">', '</div>', 390)),
    'floats with text 390': page(nested('甲<div style="float:left">', '</div>乙', 390)),
    'absolute boxes 390': page(nested('<div style="position:absolute">', '</div>', 390)),
    'absolute in relative 390': page(nested('<div style="position:relative;z-index:1"><p>甲</p><div style="position:absolute;right:0">', '</div></div>', 190)),
    'opacity 390': page(nested('<div style="opacity:.9">', '</div>', 390)),
    'hidden overflow 390': page(nested('<div style="overflow:hidden;border-radius:3px">', '</div>', 390)),
    'footnotes 390': page(nested('<span class="n">注', '</span>', 390), '.n{float:footnote}'),
    'page floats 390': page(nested('<div class="n">首', '</div>', 390), '.n{float:top}'),
    'running elements 390': page(nested('<div class="n">首', '</div>', 390), '.n{position:running(h)}', '@top-left{content:element(h)}'),
    'mixed 390': page(nested('<div style="display:flex"><div style="float:left"><table><tr><td><div style="display:inline-block">',
                             '</div></td></tr></table></div></div>', 50)),
    'padded floats 390': page(nested('<div style="float:left;padding:2px">甲', '</div>', 390)),
    'padded flex containers 390': page(nested('<div style="display:flex;padding:2px">', '</div>', 390)),
    'padded tables 95': page(nested('<table style="padding:9px"><tr><td style="padding:9px">甲', '</td></tr></table>', 95)),
    'breaks avoided 390': page(nested('<div style="break-inside:avoid"><p>甲</p>', '<p>乙</p></div>', 390)),
}

NUMBER = {
    'table of 1,000 columns': page(grid(20, 1_000)),
    'table of 1,000 columns, collapsed': page(grid(20, 1_000, '<td style="border:1px solid">%d</td>'), 'table{border-collapse:collapse}'),
    'one row of 50,000 cells': page(grid(1, 50_000, '<td></td>')),
    'spans of a million': page('<table><tr><td colspan="1000000" rowspan="1000000">甲</td><td>乙</td></tr><tr><td colspan="1000000">丙</td></tr></table>'),
    'many spans of a thousand': page('<table>' + '<tr>' + '<td colspan="1000" rowspan="65534">甲</td>' * 60 + '</tr>' + '</table>'),
    'row spans over everything': page('<table>' + ''.join('<tr><td rowspan="65534">%d</td><td>乙</td></tr>' % i for i in range(1_000)) + '</table>'),
    'row groups': page('<table>' + '<tbody><tr><td>甲</td></tr></tbody>' * 20_000 + '</table>'),
    'paragraph of 5 MB': page('<p>' + '网络安全标准' * 280_000 + '</p>'),
    'word of 5 MB': page('<p>' + 'a' * 5_000_000 + '</p>'),
    'word of 1 MB, anywhere': page('<p style="overflow-wrap:anywhere">' + 'a' * 1_000_000 + '</p>'),
    'preserved line of 1 MB': page('<pre>' + 'a ' * 500_000 + '</pre>'),
    'balanced paragraph': page('<p style="text-wrap:balance">' + '网络安全标准' * 50_000 + '</p>'),
    'pretty paragraph': page('<p style="text-wrap:pretty;text-align:justify">' + '网络安全标准' * 50_000 + '</p>'),
    '100,000 floats': page('<div style="float:left">甲</div>' * 100_000),
    '100,000 floats of zero size': page('<div style="float:left"></div>' * 100_000),
    '10,000 floats of many sizes': page(''.join('<div style="float:%s;width:%dpx;height:%dpx"></div>'
                                               % ('left' if i % 2 else 'right', i % 97, i % 31) for i in range(10_000))),
    '20,000 floats in a paragraph': page('<p>' + '甲<span style="float:left">乙</span>' * 20_000 + '</p>'),
    '100,000 absolute boxes': page('<div style="position:absolute;top:10px">甲</div>' * 100_000),
    '100,000 absolute boxes in a line': page('<p>' + '<span style="position:absolute">甲</span>' * 100_000 + '</p>'),
    '50,000 layers': page(''.join('<div style="position:relative;z-index:%d">甲</div>' % (i * 7919 % 50_000) for i in range(50_000))),
    '5,000 fixed boxes': page('<div style="position:fixed;top:0">甲</div>' * 5_000 + '<p style="break-after:page">乙</p>' * 5),
    '5,000 footnotes': page('<p>' + '甲<span class="n">注</span>' * 5_000 + '</p>', '.n{float:footnote}' + '</p>'),
    '20,000 page floats': page('<div class="n">首</div>' * 20_000, '.n{float:top}'),
    '20,000 page floats put off': page('<div class="n">首</div>' * 20_000, '.n{float:bottom;float-defer:last}'),
    '20,000 flex items': page('<div style="display:flex;flex-wrap:wrap">' + '<div>甲</div>' * 20_000 + '</div>'),
    '20,000 flex items of one line': page('<div style="display:flex">' + '<div style="flex:1 1 10px">甲</div>' * 20_000 + '</div>'),
    '20,000 flex items of growing limits': page('<div style="display:flex">' + ''.join(
        '<div style="flex:1 1 0;max-width:%dpx">甲</div>' % i for i in range(20_000)) + '</div>'),
    'a million empty inline elements': page('<p>' + '<b></b>' * 1_000_000 + '字' + '</p>'),
    '300,000 empty blocks': page('<div></div>' * 300_000 + '字'),
    '200,000 forced breaks in a line': page('<p>' + '<br>' * 200_000 + '</p>'),
    '10,000 running elements': page('<div class="n">首</div>' * 10_000, '.n{position:running(h)}', '@top-left{content:element(h)}'),
    '30,000 page breaks': page('<p style="break-after:page">甲</p>' * 30_000),
    '100,000 attributes': page('<p ' + ' '.join('data-a%d=1' % i for i in range(100_000)) + '>甲' + '</p>'),
    'counters': page('<p>甲</p>' * 20_000, ''.join('p:nth-child(%d){counter-reset:c%d}' % (i, i) for i in range(500)) +
                     'p::before{content:counters(c1,".")}'),
    'deep counters': page(nested('<ol><li>', '</li></ol>', 190), 'li::before{content:counters(list-item,"......")}'),
}

LARGE = '1000000000mm'
STYLES = {
    'everything of 10⁹ mm': [p + ':' + LARGE for p in (
        'width', 'height', 'min-width', 'min-height', 'margin', 'margin-left', 'margin-top', 'padding', 'border:solid', 'text-indent',
        'letter-spacing', 'word-spacing', 'font-size', 'line-height', 'outline:solid', 'border-radius', 'tab-size',
        'position:relative;top', 'position:absolute;left', 'position:absolute;inset', 'position:fixed;bottom', 'flex-basis', 'gap',
        'border-spacing', 'vertical-align', 'background-size', 'text-decoration:underline;text-underline-offset',
        'text-decoration:underline wavy red;text-decoration-thickness', 'float:left;margin-right', 'float:right;width')],
    'everything of −10⁹ mm': [p + ':-' + LARGE for p in (
        'margin', 'margin-left', 'margin-right', 'margin-top', 'margin-bottom', 'text-indent', 'letter-spacing', 'word-spacing',
        'position:relative;top', 'position:absolute;right', 'position:absolute;inset', 'vertical-align', 'float:left;margin-left',
        'float:right;margin-top', 'float:left;margin', 'display:flex;margin', 'display:inline-block;margin',
        'text-decoration:underline;text-underline-offset', 'background-position', 'width', 'height', 'padding')],
    'everything of nothing': [p + ':0' for p in (
        'font-size', 'line-height', 'width', 'height', 'max-width', 'max-height', 'flex', 'opacity', 'tab-size', 'aspect-ratio',
        'display:inline-block;width', 'float:left;width', 'display:flex;height', 'display:table;width', 'orphans', 'widows')],
    'odd values': [
        'aspect-ratio:1/1000000000', 'aspect-ratio:1000000000;height:1000mm', 'line-height:1e30', 'line-height:-1', 'font-size:1e38px',
        'width:1e308mm', 'width:calc(1e308mm * 1e308)', 'width:calc(1e308mm * 10 - 1e308mm * 10)', 'width:calc(1mm / 0)', 'width:99999999999999999999%',
        'margin:-99999999999% ', 'z-index:99999999999999;position:relative', 'z-index:-99999999999999;position:relative',
        'order:99999999999;display:flex', 'flex-grow:1e38', 'flex-shrink:1e38', 'flex:1e38 1e38 1e38px', 'orphans:999999999', 'widows:999999999;orphans:999999999',
        'tab-size:1000000000', 'columns:1000000000', 'counter-increment:a 2147483647', 'counter-reset:a 99999999999', 'opacity:1e30', 'opacity:-1',
        'transform:scale(1e30)', 'border-radius:1e30px', 'background:linear-gradient(red,blue)', 'font-weight:1e9', 'letter-spacing:-1em', 'text-indent:-1000%',
        'word-spacing:-100px', 'border:1px dotted;width:100000mm', 'border:0.0001px dashed', 'height:100000mm;border:1px dashed',
        'height:1000000mm;background:red', 'text-decoration:underline dotted;letter-spacing:100000mm',
        'width:min(' + '(' * 10_000 + '1px', 'width:' + 'calc(' * 10_000 + '1px' + ')' * 10_000, 'width:calc(1px' + ' + 1px' * 100_000 + ')',
        'font-family:' + ','.join('F%d' % i for i in range(10_000)), 'content:' + '"a"' * 10_000, '(' * 100_000, '{' * 100_000, '[' * 100_000,
        'color:' + 'rgb(' * 50_000, 'a:' * 100_000, '--a:' + '{' * 100_000, 'grid-template:' + '[a]' * 10_000],
}

SHEETS = {
    'selector of 10,000 parts': 'p' + ' p' * 10_000 + '{color:red}' + ' > '.join(['div'] * 10_000) + '{color:red}' + '.a' * 10_000 + '{color:red}',
    'siblings': ' ~ '.join(['p'] * 500) + '{color:red}' + ' + '.join(['p'] * 500) + '{color:red}' + ' '.join(['div'] * 300) + ' b{color:red}',
    'deep :not': ':not(' * 10_000 + 'p' + ')' * 10_000 + '{color:red}',
    'deep :is': ':is(p,' * 10_000 + 'p' + ')' * 10_000 + '{color:red}',
    'deep :has': ':has(' * 10_000 + 'p' + ')' * 10_000 + '{color:red}',
    'deep :is, 30': ':is(p,div,' * 30 + 'p' + ')' * 30 + '{color:red}' + ':not(:not(' * 15 + 'p' + '))' * 15 + '{color:red}',
    ':has everywhere': ':has(p){color:red}:has(~ p){color:red}body :has(+ p):has(b):not(:has(i)){color:red}',
    ':nth-child everywhere': ':nth-child(2n+1 of p){color:red}:nth-last-child(3n of :nth-child(2n)){color:red}p:nth-of-type(99999999999n+1){color:red}',
    'selector list of 100,000': ','.join('.c%d' % i for i in range(100_000)) + '{color:red}',
    '100,000 rules': ''.join('.c%d p{color:red}' % i for i in range(100_000)),
    '20,000 rules for all': '*{color:red}' * 20_000,
    'var() of itself': ':root{--a:var(--a);--b:var(--c);--c:var(--b);--d:var(--e,var(--d))}p{width:var(--a);color:var(--b,var(--d))}',
    'var() that doubles': ':root{' + ''.join('--v%d:var(--v%d) var(--v%d);' % (i + 1, i, i) for i in range(60)) + '--v0:a}p{font-family:var(--v60)}',
    'var() in a chain': ':root{' + ''.join('--v%d:var(--v%d);' % (i + 1, i) for i in range(100_000)) + '--v0:red}p{color:var(--v100000)}',
    'var() of nothing that doubles': ':root{' + ''.join('--v%d:var(--v%d)var(--v%d);' % (i + 1, i, i) for i in range(31)) + '--v0:;}p{color:var(--v31)}',
    'fallbacks in a circle': ':root{--a:var(--a,var(--a,var(--a)))}p{color:var(--a)}',
    'deep var()': ':root{--a:' + 'var(--a,' * 10_000 + 'red' + ')' * 10_000 + '}p{color:var(--x,' + 'var(--x,' * 10_000 + 'red' + ')' * 10_001 + '}',
    'many variables': ':root{' + ''.join('--v%d:%d;' % (i, i) for i in range(5_000)) + '}p{--a:1}',
    'deep rules': '@media print{' * 50_000, 'deep at-rules': '@x{' * 100_000, 'deep conditions': '@media ' + '(' * 100_000 + '{p{}}',
    'nested rules': 'p{' * 100_000, 'comment': '/*' * 2_000_000, 'string': 'p{content:"' + 'a' * 5_000_000,
    'escapes': '\\' * 1_000_000 + 'p{color:\\110000;' + '\\0 ' * 100_000 + '}', 'closing': '}' * 1_000_000 + ')' * 1_000_000,
    'faces': '@font-face{font-family:F;src:url(f)}' * 5_000,
    'counter styles': ''.join('@counter-style c%d{system:extends c%d}' % (i, i + 1) for i in range(10_000)) + '@counter-style a{system:extends b}@counter-style b{system:extends a}ol{list-style:c0}ol ol{list-style:a}',
    'counter style of much': '@counter-style c{system:additive;additive-symbols:1 "i"}@counter-style p{system:cyclic;symbols:a;pad:1000000000 "x"}ol{list-style:c;counter-reset:list-item 2000000000}p{display:list-item;list-style:p}',
    'symbolic': '@counter-style c{system:symbolic;symbols:"*"}ol{list-style:c;counter-reset:list-item 2147483646}p{display:list-item;list-style:c}',
    'page rules': ''.join('@page n%d{size:%dpx}p:nth-child(%d){page:n%d}' % (i, 100 + i, i, i) for i in range(300)),
    'margin boxes': '@page{' + ''.join('@%s{content:"%s"}' % (box, '页' * 20_000) for box in ('top-left', 'top-center', 'top-right', 'left-middle')) + '}',
    'strings': 'p{string-set:a content()}@page{@top-left{content:string(a)}}' ,
    'leaders': 'p::after{content:leader("");}b::after{content:leader(".") target-counter(attr(href),page)}p{letter-spacing:-10px}',
}

PAGES = {size: page('<h1>题</h1><p>网络安全标准</p><table><tr><td>格</td><td>格</td></tr></table><div style="float:left">浮</div><p>文<span class="n">注</span></p><div class="t">首</div><div style="display:flex"><p>甲</p><p>乙</p></div>'
                    '<div style="position:absolute;bottom:0">底</div><div style="position:fixed">定</div>',
                    '.n{float:footnote}.t{float:top}', size) for size in (
    'size:1mm 1mm', 'size:1mm 1mm;margin:1mm', 'size:0 0', 'size:0.001px 0.001px', 'size:1000000000mm 1000000000mm', 'size:-1mm', 'size:A4;margin:-1000000000mm',
    'size:A4;margin:1000000000mm', 'size:A4;margin:150mm', 'size:1000000000mm 1mm', 'size:A4;padding:1000000000mm', 'size:10mm;border:1000000000mm solid',
    'size:20mm;@footnote{max-height:0}', 'size:20mm;@footnote{margin:1000000000mm}', 'size:20mm;@footnote{padding:-1mm;height:1000mm}',
    'size:20mm;@top-left{content:"页眉";width:1000000000mm;height:1000000000mm}', 'size:20mm;@top-left{content:"页眉";margin:-1000000000mm}',
    'size:40mm 40mm;margin:3mm', 'size:1pt 1pt;margin:0')}


class HostilePages(CommandTest):
    def set_page(self, html, timeout=SECONDS):
        """Sets the page; answers (status, messages). Fails when it takes too long."""
        self.write('page.html', html)
        try:
            process = subprocess.run([PROGRAM, 'typeset', '-o', str(self.folder / 'page.pdf'), str(self.folder / 'page.html')],
                                     capture_output=True, timeout=timeout, check=False,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
        except subprocess.TimeoutExpired:
            self.fail('takes too long')
        return process.returncode, process.stderr.decode('utf-8')

    def check(self, pages):
        for name, html in pages.items():
            with self.subTest(name):
                status, told = self.set_page(html)
                self.assertIn(status, (DONE, BAD_INPUT), told[-600:])
                self.assertNotIn('internal', told)
                if status == BAD_INPUT:
                    self.assertIn('error', told)

    def test_depth(self):
        self.check(DEPTH)

    def test_number(self):
        self.check(dict(list(NUMBER.items())[::EVERY]))

    def test_styles(self):
        body = '<p class="x">文<b class="x">粗</b></p><table class="x"><tr class="x"><td class="x">格</td></tr></table><div style="display:flex" class="x"><p class="x">甲</p></div>'
        for name, styles in STYLES.items():
            self.check({name + ': ' + style[:60]: page(body, '.x{' + style + '}') for style in styles[::EVERY]})

    def test_sheets(self):
        body = '<ol><li>甲<ol><li>乙</li></ol></li></ol><div>' + '<p class="a">文<b>粗</b></p>' * 300 + '</div>' + nested('<div>', '</div>', 300, '<b>里</b>')
        self.check({name: page(body, style) for name, style in SHEETS.items()})

    def test_page_sizes(self):
        self.check(PAGES)


if __name__ == '__main__':
    unittest.main()
