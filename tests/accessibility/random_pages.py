#!/usr/bin/env python3
"""random_pages.py FOLDER FIRST LAST writes pages of random elements and styles, one for each seed: the output must have
the text of the page, whatever the author wrote."""
import pathlib
import random
import sys

PICTURE = ('data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20width=%2230%22%20height=%2220%22%3E'
           '%3Crect%20width=%2230%22%20height=%2220%22%20fill=%22red%22/%3E%3C/svg%3E')
WORDS = '标准 信息安全 办法 《示例通知》 第3期 WG1 example text 10人次 附件 虚构单位 2026年 表 图 项目 甲 乙 丙'.split()
DISPLAYS = 'block inline inline-block flex inline-flex table table-cell table-row list-item contents flow-root none'.split()
ROLES = 'none auto title toc toc-item label note'.split()
FLOATS = 'left right top bottom footnote'.split()
BLOCKS = ('p h1 h2 h3 h4 h5 h6 div section article aside nav header blockquote figure ul ol dl table pre hr'.split())
INLINES = 'span a b em q code abbr sup img br text text text ruby label'.split()
LANGUAGES = ('en', 'zh-CN', 'fr', 'zh_TW', '中文', '')


class Page:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.left = self.random.randint(8, 60)  # elements that may still be made

    def chance(self, part):
        return self.random.random() < part

    def words(self):
        return ''.join(self.random.choice(WORDS) for _ in range(self.random.randint(1, 8)))

    def style(self):
        out = []
        if self.chance(.1):
            out.append(f'display:{self.random.choice(DISPLAYS)}')
        if self.chance(.07):
            out.append(f'float:{self.random.choice(FLOATS)}')
        if self.chance(.07):
            out.append(f'position:{self.random.choice(("relative", "absolute", "relative;top:2px"))}')
        if self.chance(.05):
            out.append(f'opacity:.{self.random.randint(1, 9)}')
        if self.chance(.06):
            out.append(f'-gw-role:{self.random.choice(ROLES)}')
        if self.chance(.03):
            out.append('visibility:hidden')
        if self.chance(.04):
            out.append('overflow:hidden')
        if self.chance(.03):
            out.append(f'list-style-position:{self.random.choice(("inside", "outside"))}')
        if self.chance(.03):
            out.append(f'white-space:{self.random.choice(("pre", "pre-line", "nowrap"))}')
        if self.chance(.03):
            out.append(f'order:{self.random.randint(-2, 2)}')
        if self.chance(.02):
            out.append(f'z-index:{self.random.randint(-1, 2)}')
        return ';'.join(out)

    def attributes(self):
        out = ''
        style = self.style()
        if style:
            out += f' style="{style}"'
        if self.chance(.06):
            out += f' lang="{self.random.choice(LANGUAGES)}"'
        if self.chance(.03):
            out += f' title="{self.words()}"'
        return out

    def inline(self, depth):
        name = self.random.choice(INLINES)
        self.left -= 1
        if name == 'text' or depth > 5 or self.left < 0:
            return self.words()
        if name == 'br':
            return '<br>'
        if name == 'img':
            return f'<img src="{PICTURE}" alt="{self.random.choice(("图", "", "  ", "一 二"))}"{self.attributes()}>'
        if name == 'ruby':
            return f'<ruby{self.attributes()}>漢<rt>hàn</rt></ruby>'
        if name == 'a':
            target = self.random.choice((' href="#x"', ' href="https://example.invalid/"', ''))
            inside = self.blocks(depth + 1, 2) if self.chance(.15) else self.inlines(depth + 1)
            return f'<a{target}{self.attributes()}>{inside}</a>'
        return f'<{name}{self.attributes()}>{self.inlines(depth + 1)}</{name}>'

    def inlines(self, depth):
        return ''.join(self.inline(depth) for _ in range(self.random.randint(1, 4)))

    def table(self, depth):
        def cell():
            name = 'th' if self.chance(.3) else 'td'
            spans = ''.join(f' {span}="{self.random.randint(0, 4)}"' for span in ('rowspan', 'colspan') if self.chance(.15))
            scope = f' scope="{self.random.choice(("row", "col", "colgroup", "none"))}"' if name == 'th' and self.chance(.2) else ''
            inside = self.blocks(depth + 1, 2) if self.chance(.3) else self.inlines(depth + 1)
            return f'<{name}{spans}{scope}{self.attributes()}>{inside}</{name}>'

        def rows(most):
            return ''.join(f'<tr{self.attributes()}>{"".join(cell() for _ in range(self.random.randint(0, 4)))}</tr>'
                           for _ in range(self.random.randint(0, most)))
        parts = [f'<caption{self.attributes()}>{self.inlines(depth + 1)}</caption>'] * self.random.choice((0, 0, 1, 2))
        for group, most in (('thead', 2), ('tbody', 4), ('tbody', 2), ('tfoot', 2)):
            if self.chance(.5):
                parts.append(f'<{group}{self.attributes()}>{rows(most)}</{group}>')
        return f'<table{self.attributes()}>{"".join(parts)}</table>'

    def items(self, names, depth):
        out = ''
        for _ in range(self.random.randint(0, 4)):
            name = self.random.choice(names)
            inside = self.blocks(depth + 1, 2) if self.chance(.3) else self.inlines(depth + 1)
            out += f'<{name}{self.attributes()}>{inside}</{name}>'
        return out

    def block(self, depth):
        name = self.random.choice(BLOCKS)
        self.left -= 1
        if depth > 6 or self.left < 0:
            return f'<p>{self.words()}</p>'
        if name == 'hr':
            return '<hr>'
        if name == 'table':
            return self.table(depth)
        if name in ('ul', 'ol'):
            return f'<{name}{self.attributes()}>{self.items(["li"], depth)}</{name}>'
        if name == 'dl':
            return f'<dl{self.attributes()}>{self.items(["dt", "dd", "dd"], depth)}</dl>'
        if name == 'pre':
            return f'<pre{self.attributes()}>{self.words()}\n{self.words()}  {self.words()}</pre>'
        if name == 'figure':
            return f'<figure{self.attributes()}><img src="{PICTURE}" alt="图">{self.inlines(depth + 1)}<figcaption>{self.words()}</figcaption></figure>'
        if name == 'p' or name[1:].isdigit():
            return f'<{name}{self.attributes()}>{self.inlines(depth + 1)}</{name}>'
        inside = self.blocks(depth + 1, 4) if self.chance(.7) else self.inlines(depth + 1)
        return f'<{name}{self.attributes()}>{inside}</{name}>'

    def blocks(self, depth, most):
        return ''.join(self.block(depth) for _ in range(self.random.randint(1, most)))

    def html(self):
        language = self.random.choice(('zh-CN', 'zh-CN', 'en', 'zh_CN'))
        body = self.blocks(0, 8)
        return (f'<!DOCTYPE html><html lang="{language}"><head><title>页</title><style>@page{{size:300px 240px;margin:16px}}'
                f'body{{font:10px/16px "Noto Serif CJK SC"}}</style></head><body><h1 id="x">题</h1>{body}</body></html>')


def page(seed):
    return Page(seed).html()


def main(folder, first, last):
    for seed in range(int(first), int(last)):
        (pathlib.Path(folder) / f'random-{seed:05}.html').write_text(page(seed), encoding='utf-8')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
