"""Inputs of `bench/word`: Word templates as a person would write them, their data, and forms that came back as Word files."""

import json
import random
import re
import zipfile
from xml.sax.saxutils import escape

from .paths import PROJECT, WORK

FIELDS = 100


def sentences(seed):
    """Sentences of the documentation, in another order: made-up phrases would repeat more often than those of any text."""
    words = "".join(path.read_text("utf-8") for path in sorted((PROJECT / "docs").glob("*.zh.md")))
    found = re.findall(r"[\u4e00-\u9fff][\u4e00-\u9fff、，]{11,}。", words)
    random.Random(seed).shuffle(found)
    return found


def notice_data(seed):
    """About seven pages: chapters of paragraphs, and a table."""
    source = iter(sentences(seed) * 3)
    chapters = [
        {"title": f"第{number}部分", "paragraphs": ["".join(next(source) for _ in range(7)) for _ in range(4)]}
        for number in range(1, 9)
    ]
    rows = [{"number": number, "name": next(source)[:12], "place": "某某研究院", "note": next(source)} for number in range(1, 31)]
    return {"title": f"关于第{seed}次示例会议的通知", "addressees": "各有关单位", "chapters": chapters, "rows": rows, "issuer": "某某秘书处"}


NOTICE_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "x-title": {"zh": "会议通知", "en": "notice"},
    "type": "object",
}


SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text, properties=""):
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text, size=24):
    return f"<w:p>{run(text, f'<w:rPr><w:sz w:val={chr(34)}{size}{chr(34)}/></w:rPr>')}</w:p>"


def cell(content, width=2200):
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def table(rows, columns):
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = '<w:gridCol w:w="2200"/>' * columns
    body = "".join("<w:tr>" + "".join(map(cell, row)) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def write_word_file(path, blocks):
    """A package with the document and its standard style alone, on A4."""
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1500" w:bottom="1440" w:left="1500"/></w:sectPr>'
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{SPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(blocks)}{page}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + content)


def write_notice_template(path):
    def row(first, *others):
        return [paragraph(first), *map(paragraph, others or ("", "", ""))]

    lists = [
        row("序号", "名称", "单位", "说明"), row("{%tr for row in rows %}"),
        row("{{ row.number }}", "{{ row.name }}", "{{ row.place }}", "{{ row.note }}"), row("{%tr endfor %}"),
    ]
    chapters = [
        "{%p for chapter in chapters %}", "{{ chapter.title }}", "{%p for text in chapter.paragraphs %}", "{{ text }}", "{%p endfor %}",
        "{%p endfor %}",
    ]
    write_word_file(path, [
        paragraph("{{ title }}", 44), paragraph("{{ addressees }}："), *map(paragraph, chapters), table(lists, 4), paragraph("{{ issuer }}"),
    ])


def write_long_template(path):
    """Twenty pages of fixed text with a tag in each third paragraph."""
    source = iter(sentences(7) * 9)
    blocks = [paragraph("{{ title }}", 44)]
    for number in range(240):
        text = "".join(next(source) for _ in range(4))
        blocks.append(paragraph(text[:40] + "{{ issuer }}" + text[40:] if number % 3 == 0 else text))
    write_word_file(path, blocks)


def write_kind(name, write_template, folder=WORK / "word-kinds"):
    """A bundle whose page is a Word file; answers its folder."""
    bundle = folder / name
    bundle.mkdir(parents=True, exist_ok=True)
    write_template(bundle / "document.docx")
    manifest = {
        "kind": name, "title": {"zh": "会议通知", "en": "notice"}, "version": "1.0", "language": "zh-CN", "file_name": "{{ title }}",
        "source": {"zh": "性能测试用，内容随机生成", "en": "made up, for timing"},
        "outputs": {"pdf": {"template": "document.docx"}},
    }
    (bundle / "template.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    (bundle / "schema.json").write_text(json.dumps(NOTICE_SCHEMA, ensure_ascii=False), "utf-8")
    return bundle


def write_form_kind(name="bench-controls", folder=WORK / "word-kinds"):
    """A form of another office: content controls with tags, to which the bundle gives pointers."""
    bundle = folder / name
    bundle.mkdir(parents=True, exist_ok=True)
    names = [f"f{number}" for number in range(1, FIELDS + 1)]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "x-title": {"zh": "登记表", "en": "form"}, "type": "object",
        "properties": {one: {"x-title": {"zh": f"项目{one[1:]}", "en": f"item {one[1:]}"}, "type": "string"} for one in names},
    }
    manifest = {
        "kind": name, "title": {"zh": "登记表", "en": "form"}, "version": "1.0", "language": "zh-CN", "file_name": "form",
        "source": {"zh": "性能测试用，内容随机生成", "en": "made up, for timing"},
        "outputs": {"pdf": {"template": "document.html"}}, "word": {"fields": {one: f"/{one}" for one in names}},
    }
    (bundle / "template.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    (bundle / "schema.json").write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    page = "".join(f"<p>{{{{ {one} }}}}</p>" for one in names)
    (bundle / "document.html").write_text(f"<html lang='zh-CN'><head><title>登记表</title></head><body>{page}</body></html>", "utf-8")
    return names


def write_returned_form(path, names, seed):
    """One hundred controls in a table; answers what was filled in."""
    source = iter(sentences(seed))
    values = {name: next(source)[:10] for name in names}
    rows = []
    for name, value in values.items():
        control = (f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:text/></w:sdtPr>'
                   f"<w:sdtContent>{run(value)}</w:sdtContent></w:sdt>")
        rows.append([paragraph(f"项目{name[1:]}"), f"<w:p>{control}</w:p>"])
    write_word_file(path, [table(rows, 2)])
    return values
