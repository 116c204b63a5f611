"""Data of kinds that nobody tuned: values for a schema, drawn by a seed, as long as they are in real life.

  python3 tests/python/made_data.py KIND [--sets N] [--seed N] [--schema FILE] -o FOLDER

What the schema does not say is guessed from the names of fields: people, organisations, titles, texts. All of them are
made up. `make_valid` leaves out or draws again what the rules of a kind refuse, with the help of a function that checks.
"""
import argparse
import copy
import datetime
import json
import os
import random
import re

import bundles

SURNAMES = "虚拟示例某假欧阳司徒赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "若曦明远思齐景行知言子衿清扬怀瑾佩玖望舒羲和云起"
FOREIGN_NAMES = ["阿依古丽·买买提明", "卓玛次仁", "伊丽莎白·冯·示例", "买买提江·阿不都热依木", "呼和巴特尔"]
SURNAMES_LATIN = ["Lin", "Ouyang", "Memetturdi", "Example", "von Beispielhausen", "O’Sample", "Xu", "Zhuang"]
GIVEN_LATIN = ["Ruoxi", "Mingyuan", "Abdurehim", "Li", "Anna-Maria", "Siqi", "Jean-Baptiste Honoré"]
SURNAMES_PINYIN = ["LIN", "OUYANG", "MEMETTURSUN", "XU", "ZHUANG"]
GIVEN_PINYIN = ["Ruoxi", "Mingyuan", "Abdurehim", "Li", "Siqi"]
PLACES = ["示例市", "虚构省", "某某自治区", "样本市", "假设县", "北示例市", "南虚构省西样本市"]
FIELDS = ["电子技术", "网络安全", "信息通信", "数据应用", "工业控制系统", "智能制造", "密码应用", "云计算", "人工智能"]
BODIES = ["研究院", "标准化研究院", "有限公司", "股份有限公司", "大学", "测评中心", "标准化技术委员会", "产业联盟", "科学院信息工程研究所",
          "大学网络空间安全学院", "科技（集团）有限责任公司", "认证中心有限公司"]
WORDS = ("网络 安全 数据 标准 技术 信息 系统 管理 服务 评估 要求 指南 平台 应用 保护 个人信息 关键信息基础设施 人工智能 分类分级 检测 认证 "
         "风险 能力 体系 研究 制定 修订 宣贯 实施 组织 推动 完善 加强 开展 提出 征求意见 审查 报批 试点 示例 专家 工作组 国际 会议 提案 "
         "起草 单位 行业 领域 产品 供应链 生命周期 接口 身份鉴别 访问控制 日志 应急 演练 培训 协调 跟踪 反馈 建议 报告 任务 目标 质量 "
         "效果 机制 需求 进展 成果 经验 国家 地方 企业 用户 社会 发展 创新 融合 开放 合作").split()
LINKS = ["的", "和", "以及", "并", "对", "在", "按照", "为", "与", "等", "根据", "参照", "由", "将", "进一步"]
ENGLISH = ("information security cybersecurity privacy protection techniques guidelines requirements evaluation framework "
           "management systems data artificial intelligence part code of practice controls based on for and the vocabulary "
           "assurance interoperability authentication telecommunications organizations supply chain lightweight "
           "cryptography anonymization").split()
TECHNICAL = ["TLS", "5G", "API", "IoT", "end-to-end", "Zero Trust", "OAuth 2.0", "IPv6", "SM4-GCM", "C2PA", "X.509", "AIGC", "SaaS"]
SITES = ["https://www.example.org/", "https://standards.fiction.example.com/", "http://example.net/"]


class Maker:
    """Values for one schema."""

    def __init__(self, schema, seed, language="zh-CN"):
        self.schema = schema
        self.english_only = language.startswith("en")
        self.around = []  # names of the fields around
        self.random = random.Random(seed)
        self.day = datetime.date(2024, 1, 1) + datetime.timedelta(days=self.random.randrange(900))
        # One set has few and short things, another one many and long ones.
        self.size = self.random.choice([0.3, 0.7, 1, 1, 1.6])

    def make(self):
        return self.value(self.schema, "")

    # Texts

    def pick(self, values):
        return self.random.choice(values)

    def between(self, low, high):
        return self.random.randint(low, max(low, high))

    def person(self):
        if self.english_only:
            return self.person_latin()
        if self.random.random() < .12:
            return self.pick(FOREIGN_NAMES)
        return self.pick(SURNAMES) + "".join(self.random.sample(GIVEN, self.pick([1, 2, 2, 2])))

    def person_latin(self):
        return self.pick(GIVEN_LATIN) + " " + self.pick(SURNAMES_LATIN)

    def organisation(self, longest=30):
        if self.english_only:
            return self.pick(["Example Institute", "Fictional Committee", "Sample University of Technology"])
        for _ in range(8):
            name = self.pick(["", "国家", *PLACES]) + self.pick(["", "示例", "虚构"]) + self.pick(FIELDS) + self.pick(BODIES)
            if self.random.random() < .15:
                name += self.pick(["（" + self.pick(PLACES) + "分公司）", "第" + self.pick("一二三十") + "研究所"])
            if len(name) <= longest:
                return name
        return ("示例" + self.pick(FIELDS) + "研究院")[:longest]

    def title(self, low=8, high=40):
        if self.english_only:
            return self.english(20, 120)
        length = self.between(low, high)
        text = self.pick(["网络安全技术　", "数据安全技术　", "信息技术　安全技术　", ""])
        while len(text) < length:
            text += self.pick(WORDS)
        if self.random.random() < .15:
            text += "　第" + str(self.between(1, 9)) + "部分：" + self.pick(WORDS) + self.pick(WORDS)
        return (text if len(text) <= high else text[:high]).strip("　：第")

    def english(self, low=20, high=120):
        length = self.between(low, high)
        text = self.pick(["Information security, cybersecurity and privacy protection — ", "Artificial intelligence — ", ""])
        while len(text) < length:
            text += self.pick(ENGLISH) + " "
        text = text[:high].rsplit(" ", 1)[0] if len(text) > high else text
        text = text.strip(" —,")
        return text[:1].upper() + text[1:]

    def gb_number(self):
        sign = self.pick(["GB/T ", "GB/T ", "GB ", "GB/Z "])
        return sign + str(self.between(1000, 49999)) + self.pick(["", f".{self.between(1, 12)}"]) + "—" + str(self.between(1998, 2023))

    def iso_reference(self):
        number = str(self.between(1000, 29999)) + self.pick(["", "", f"-{self.between(1, 9)}"])
        stage = self.pick(["", "", "DIS ", "CD ", "FDIS ", "WD ", "TR ", "TS "])
        year = f":{self.between(2005, 2025)}" if stage in ("", "TR ", "TS ") else ""
        return "ISO/IEC " + stage + number + year

    def plan_number(self):
        return f"{self.between(2019, 2025)}{self.between(1, 9999):04}-{self.pick(['T', 'T', 'Q', 'Z'])}-{self.between(100, 999)}"

    def document_number(self):
        return self.pick(["网安字", "示例办发", "虚标委", "样字"]) + f"〔{self.between(2015, 2025)}〕{self.between(1, 300)}号"

    def link(self):
        path = self.pick(["login.html", "a/b/c", "standards/detail?id=20240400&lang=zh", "portal/index#part-2", "submit"])
        return self.pick(SITES) + path

    def email(self):
        user = self.pick(["lin.ruoxi", "secretariat", "a", "standards-office_2024", "ouyang.mingyuan"])
        return user + "@" + self.pick(["example.org", "fiction.example.org", "mail.sample-institute.example.com"])

    def phone(self):
        return self.pick(["010-5550", "0551-6555", "1395550"]) + f"{self.between(1000, 9999)}"

    def spoken_date(self):
        return f"{self.between(2019, 2026)}年{self.between(1, 12)}月{self.between(1, 28)}日"

    def insertion(self):
        """What makes lines hard to set: designations, titles, addresses, dates, numbers, words of other languages."""
        kinds = [self.gb_number, self.gb_number, self.iso_reference, self.plan_number, self.document_number, self.spoken_date,
                 self.link, self.email, lambda: "《" + self.title(6, 24) + "》", lambda: self.gb_number() + "《" + self.title(6, 20) + "》",
                 lambda: self.pick(TECHNICAL), lambda: self.english(8, 40), self.organisation,
                 lambda: f"{self.between(1, 400)}" + self.pick(["项", "家", "份", "个", "%", " km", "人次", "万元"]),
                 lambda: "（" + self.pick(["见附件1", "以下简称“示例”", "试行", "含" + self.pick(TECHNICAL)]) + "）",
                 lambda: "“" + self.pick(WORDS) + self.pick(WORDS) + "”"]
        return self.pick(kinds)()

    def text(self, low, high):
        """Sentences; how many insertions they have differs from text to text."""
        if self.english_only:
            return self.english_text(low, high)
        length = self.between(low, high)
        density = self.pick([.02, .06, .12, .3])
        text = ""
        phrase = 0
        while len(text) < length:
            if self.random.random() < density:
                # Two designations side by side have a word or a mark between them.
                text += self.insertion() + self.pick([*LINKS, "、", "，"])
            else:
                text += self.pick(WORDS)
            phrase += 1
            if phrase > 3 and self.random.random() < .2:
                text = text.rstrip("、，") + self.pick("，，，、；。")
                phrase = 0
            elif self.random.random() < .15:
                text += self.pick(LINKS)
        text = text.rstrip("，、；。")
        if len(text) + 1 > high:
            text = re.sub(r"[（《“〔][^）》”〕]*$", "", text[:high - 1]).rstrip("，、；。")
            while len(text) < low:
                text += self.pick(WORDS)
        return text[:high - 1] + "。" if high > 12 else text[:high]

    def english_text(self, low, high):
        length = self.between(low, high)
        insertions = [self.iso_reference, self.link, self.email, lambda: self.pick(TECHNICAL), lambda: "ISO/IEC JTC 1/SC 27/WG 4"]
        text = ""
        while len(text) < length:
            words = [self.pick(ENGLISH) for _ in range(self.between(4, 14))]
            if self.random.random() < .5:
                words.insert(self.between(1, len(words)), self.pick(insertions)())
            text += " ".join(words).capitalize() + ". "
        return text[:high].strip()

    # Values

    def resolve(self, schema):
        while "$ref" in schema:
            target = self.schema
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def value(self, schema, name):
        schema = self.resolve(schema)
        for choice in ("oneOf", "anyOf"):
            branches = [self.resolve(branch) for branch in schema.get(choice, [])]
            if any("properties" in branch or "type" in branch or "const" in branch for branch in branches):
                rest = {key: value for key, value in schema.items() if key != choice}
                return self.value(merged(rest, self.pick(branches)), name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.pick(schema["enum"])
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self.pick([one for one in kind if one != "null"])
        if kind == "object" or "properties" in schema:
            return self.object(schema)
        if kind == "array":
            return self.array(schema, name)
        if kind == "boolean":
            return self.random.random() < .5
        if kind in ("integer", "number"):
            return self.number(schema, name)
        return self.string(schema, name)

    def object(self, schema):
        made = {}
        required = set(schema.get("required", []))
        for name, part in schema.get("properties", {}).items():
            if name in required or self.random.random() < .6:
                self.around.append(name)
                made[name] = self.value(part, name)
                self.around.pop()
        for condition in [schema, *schema.get("allOf", [])]:
            self.obey(self.resolve(condition), schema, made)
        branches = schema.get("anyOf", [])
        if branches and not any(set(branch.get("required", [])) <= set(made) for branch in branches):
            for name in self.pick(branches).get("required", []):
                if name in schema.get("properties", {}):
                    made[name] = self.value(schema["properties"][name], name)
        return made

    def obey(self, condition, schema, made):
        """`if … then`: of the kinds of events, the fields of the one that was drawn."""
        if "if" not in condition:
            if "then" not in condition and condition is not schema and "required" in condition:
                self.add_required(condition, schema, made)
            return
        branch = condition.get("then" if matches(condition["if"], made) else "else")
        if branch is None:
            return
        branch = self.resolve(branch)
        for name, part in branch.get("properties", {}).items():
            if part is False:
                made.pop(name, None)
            elif isinstance(part, dict) and (name in branch.get("required", []) or name in made or self.random.random() < .5):
                base = schema.get("properties", {}).get(name, {})
                made[name] = self.value(merged(self.resolve(base), self.resolve(part)), name)
        self.add_required(branch, schema, made)
        self.obey_else(branch, schema, made)

    def obey_else(self, branch, schema, made):
        if "if" in branch:
            self.obey(branch, schema, made)
        for one in branch.get("allOf", []):
            self.obey(self.resolve(one), schema, made)

    def add_required(self, branch, schema, made):
        for name in branch.get("required", []):
            part = branch.get("properties", {}).get(name) or schema.get("properties", {}).get(name)
            if name not in made and part:
                made[name] = self.value(part, name)

    def array(self, schema, name):
        low = schema.get("minItems", 0)
        high = min(schema.get("maxItems", 60), 60)
        # Most lists are short, some are long.
        wanted = int(self.pick([1, 2, 3, 4, 6, 8, 12, 25]) * self.size)
        depth = json.dumps(schema, ensure_ascii=False).count('"array"')
        if depth > 1:
            wanted = min(wanted, 5)
        count = max(low, min(high, wanted))
        items = schema.get("items", {"type": "string"})
        made = []
        for _ in range(count):
            value = self.value(items, name)
            if not schema.get("uniqueItems") or value not in made:
                made.append(value)
        while len(made) < low:
            made.append(self.value(items, name))
        is_dates = self.resolve(items).get("format") in ("date", "month")
        return sorted(made) if is_dates else made

    def number(self, schema, name):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1 if "exclusiveMinimum" in schema else 0)
        high = schema.get("maximum", low + 200)
        if "year" in name:
            return min(max(self.day.year, low), high)
        value = self.between(int(low), int(min(high, low + 400)))
        return value + .5 if schema.get("type") == "number" and value < high and self.random.random() < .3 else value

    def string(self, schema, name):
        made = self.formatted(schema, name)
        if made is not None:
            return made
        low = schema.get("minLength", 0)
        high = schema.get("maxLength", 800)
        pattern = schema.get("pattern", "")
        if pattern and not re.fullmatch(r"\^\[\^\\n\].*", pattern):
            return self.patterned(schema, name)
        made = self.guessed(schema, name, low, high)
        if len(made) < low:
            made += "示例" * low
        return made[:high].rstrip("　 ") if len(made) > high else made

    def formatted(self, schema, name):
        day = self.day + datetime.timedelta(days=self.later(name))
        return {
            "date": day.isoformat, "month": lambda: day.strftime("%Y-%m"), "issue-month": lambda: day.strftime("%Y-%m"), "email": self.email, "phone-cn": self.phone,
            "iso-reference": self.iso_reference, "gb-number": self.gb_number, "doc-number": self.document_number,
            "plan-number": self.plan_number, "postal-code": lambda: f"{self.between(100000, 859999)}", "uri": self.link,
        }.get(schema.get("format"), lambda: None)()

    def later(self, name):
        """Days after the day of the document, by what a date is the date of."""
        if "birth" in name:
            return -365 * self.between(28, 60)
        if any(word in name for word in ("deadline", "due", "until", "end", "planned", "closes")):
            return self.between(40, 300)
        if any(word in name for word in ("start", "begin", "from", "held", "received", "submitted", "reviewed", "opinion", "ballot")):
            return -self.between(10, 30)
        if any(word in name for word in ("issue", "print", "signed")):
            return self.between(32, 38)
        return self.between(0, 9)

    def patterned(self, schema, name):
        for candidate in [*schema.get("examples", []), self.link(), self.phone(), "item-" + str(self.between(1, 99)), "机密★1年"]:
            if isinstance(candidate, str) and re.search(schema["pattern"], candidate):
                return candidate
        return self.text(2, 20)

    def guessed(self, schema, name, low, high):
        title = json.dumps(schema.get("x-title", ""), ensure_ascii=False)
        about = name.lower() + " " + title.lower()
        if any(one.endswith("_en") for one in self.around) and name in ("surname", "given", "name"):
            return self.pick(SURNAMES_PINYIN if name == "surname" else GIVEN_PINYIN)
        if name.endswith("_en") or "英文" in title or "english" in about or "拼音" in title:
            return self.person_latin()[:high] if high <= 60 and ("name" in about or "姓" in title) else self.english(8, min(high, 140))
        if any(word in title for word in ("姓名", "负责人", "联系人", "签发人", "专家")) and high <= 60 or name in ("surname", "given"):
            return self.person()
        if any(word in title for word in ("单位", "机关", "委员会", "机构", "组织", "工作组", "organisation")) or "organisation" in name:
            return self.organisation(min(high, 30))
        if any(word in title for word in ("标题", "名称", "题目", "题名")) or "title" in name or "heading" in name:
            return self.title(max(low, 8 if high >= 8 else 1), min(high, 40))
        if any(word in title for word in ("地址", "地点")):
            return self.pick(PLACES) + "示例区虚构路" + str(self.between(1, 999)) + "号" + self.pick(["", "样本大厦18层1801室"])
        if any(word in title for word in ("职务", "职称", "学历", "学位", "专业", "性别", "民族")):
            return self.pick(["高级工程师", "教授", "副研究员", "博士研究生", "标准化部副主任", "网络空间安全"])[:high]
        if high <= 12:
            return "".join(self.random.sample(WORDS, 3))[:max(low, min(high, 6))]
        longest = int(min(high, self.pick([20, 60, 120, 200, 400, 800]) * (1 if high > 100 else .5)))
        return self.text(max(low, 4), max(longest, low, 12 if high >= 12 else high))


def merged(base, more):
    out = copy.copy(base)
    for key, value in more.items():
        if key == "properties":
            out[key] = {**out.get(key, {}), **{name: value[name] if not isinstance(value[name], dict) else
                                              {**(out.get(key, {}).get(name) or {}), **value[name]} for name in value}}
        elif key == "required":
            out[key] = list(dict.fromkeys([*out.get(key, []), *value]))
        else:
            out[key] = value
    return out


def matches(condition, made):
    for name in condition.get("required", []):
        if name not in made:
            return False
    for name, part in condition.get("properties", {}).items():
        if name not in made:
            continue
        if "const" in part and made[name] != part["const"]:
            return False
        if "enum" in part and made[name] not in part["enum"]:
            return False
    return True


def make_data(schema, seed):
    return Maker(schema, seed).make()


def at(data, pointer):
    """The container of what a pointer names, and its key; None if it is missing."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    holder = data
    for i, part in enumerate(parts):
        key = int(part) if isinstance(holder, list) and part.isdigit() else part
        there = isinstance(holder, list) and isinstance(key, int) and key < len(holder) or isinstance(holder, dict) and key in holder
        if not there:
            return None
        if i + 1 == len(parts):
            return holder, key
        holder = holder[key]
    return None


def part_of_schema(maker, pointer):
    schema = maker.resolve(maker.schema)
    name = ""
    for part in pointer.split("/")[1:]:
        if "properties" in schema and part in schema["properties"]:
            schema, name = maker.resolve(schema["properties"][part]), part
        elif "items" in schema and part.isdigit():
            schema = maker.resolve(schema["items"])
        else:
            return None, name
    return schema, name


def make_valid(schema, seed, find_errors, attempts=20, language="zh-CN"):
    """Data that `find_errors(data)`, which answers with pointers, has nothing against; None when that did not succeed."""
    maker = Maker(schema, seed, language)
    data = maker.make()
    for attempt in range(attempts):
        pointers = set(find_errors(data))
        if not pointers:
            return data
        if attempt % 5 == 4 and "" in pointers:
            data = maker.make()
            continue
        # From the end, so that what is removed from a list moves nothing that is still to be corrected.
        for pointer in sorted(pointers, key=lambda one: [part.zfill(6) for part in one.split("/")], reverse=True):
            mend(maker, data, pointer, attempt)
    return None


def mend(maker, data, pointer, attempt):
    """Draws a value again, or leaves it out if it may be missing."""
    found = at(data, pointer) if pointer else None
    part, name = part_of_schema(maker, pointer)
    if found is None or part is None:
        outer = pointer.rpartition("/")[0]
        if outer:
            mend(maker, data, outer, attempt)
        elif pointer or attempt > 1:
            add_missing(maker, data)
        return
    if attempt > 0 and attempt % 2 == 1 and is_optional(maker, pointer):
        del found[0][found[1]]
        return
    if attempt > 5 and any(one.isdigit() for one in pointer.split("/")):
        # Without the item that it is in.
        while not pointer.rpartition("/")[2].isdigit():
            pointer = pointer.rpartition("/")[0]
        found = at(data, pointer)
        del found[0][found[1]]
        return
    maker.around = [one for one in pointer.split("/") if one and not one.isdigit()]
    found[0][found[1]] = maker.value(part, name)


def add_missing(maker, data):
    """A rule requires something that is missing: adds one of the allowed values."""
    known = maker.resolve(maker.schema).get("properties", {})
    missing = [name for name in known if name not in data]
    if missing:
        name = maker.pick(missing)
        data[name] = maker.value(known[name], name)


def is_optional(maker, pointer):
    outer, _, name = pointer.rpartition("/")
    part, _ = part_of_schema(maker, outer)
    if part is None:
        return False
    return name.isdigit() or name not in part.get("required", [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind")
    parser.add_argument("--sets", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schema")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    if options.schema:
        with open(options.schema, encoding="utf-8") as file:
            schema = json.load(file)
    else:
        schema = bundles.schema(options.kind)
    os.makedirs(options.output, exist_ok=True)
    for number in range(options.sets):
        made = make_data(schema, f"{options.kind} {options.seed} {number}")
        with open(os.path.join(options.output, f"{options.kind}-{number + 1:03}.json"), "w", encoding="utf-8") as file:
            json.dump(made, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
