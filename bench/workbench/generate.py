"""Makes the inputs of the workloads from fixed seeds: the same bytes on every machine."""

from datetime import date, timedelta
from random import Random

OBJECTS = (
    "数据安全标准体系建设|关键信息基础设施保护要求|个人信息保护合规审计|人工智能服务安全规范|密码应用安全性评估|"
    "供应链安全风险管理|云计算服务能力评价|工业互联网分类分级|移动应用程序检测方法|网络产品漏洞管理流程|车联网通信安全测试|"
    "量子通信技术术语|智能终端安全基线|电子政务外网接入要求|医疗健康数据共享规则|跨境数据流动评估指南|区块链系统技术框架|"
    "物联网感知层接入规范|生物特征识别信息保护|网络安全人才能力评价"
).split("|")
PARTS = ("", "第1部分：总则", "第2部分：要求", "实施指南", "测试方法")
STAGES = "立项|起草|征求意见|送审|报批|发布|复审".split("|")
CITIES = (
    "北京|上海|广州|深圳|杭州|南京|成都|武汉|西安|天津|重庆|苏州|长沙|合肥|济南|郑州|福州|厦门|大连|青岛|沈阳|哈尔滨|"
    "昆明|贵阳|兰州"
).split("|")
PROVINCES = (
    "北京市|天津市|河北省|山西省|内蒙古自治区|辽宁省|吉林省|黑龙江省|上海市|江苏省|浙江省|安徽省|福建省|江西省|山东省|"
    "河南省|湖北省|湖南省|广东省|广西壮族自治区|海南省|重庆市|四川省|贵州省|云南省|西藏自治区|陕西省|甘肃省|青海省"
).split("|")
ORGANISATIONS = (
    "信息技术研究院|网络安全科技有限公司|标准化研究所|数据服务股份有限公司|大学计算机学院|软件测评中心|通信工程设计院|"
    "电子产品检验所"
).split("|")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_NAMES = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉建国志晓东海峰宁思远雨晨梓涵子轩浩然欣怡佳琪博"
SUBJECTS = "秘书处|各工作组|有关单位|标准起草组|地方主管部门|检测认证机构|重点企业|科研院所|技术支撑机构|评审委员会".split("|")
VERBS = "组织开展|持续推进|加快完善|认真落实|系统梳理|统筹协调|研究制定|全面总结|深入实施|切实加强|牵头编制".split("|")
RESULTS = (
    "取得了阶段性成果|形成了较为完整的工作闭环|为下一步工作奠定了坚实基础|有效提升了标准的适用性和可操作性|"
    "进一步明确了责任分工和时间节点|显著缩短了标准研制周期|面向社会公开征求意见"
).split("|")


class Source:
    """Random words and sentences. Built on Random.random alone, which is the same in every version of Python."""

    def __init__(self, seed):
        self._random = Random(seed).random

    def pick(self, choices):
        return choices[int(self._random() * len(choices))]

    def number(self, low, high):
        return low + int(self._random() * (high - low + 1))

    def day(self, first_year=2018):
        return date(first_year, 1, 1) + timedelta(days=self.number(0, 2600))

    def organisation(self):
        return self.pick(CITIES) + self.pick(ORGANISATIONS)

    def person(self):
        return self.pick(SURNAMES) + "".join(self.pick(GIVEN_NAMES) for _ in range(self.number(1, 2)))

    def choices(self, texts):
        chosen = self.number(0, len(texts) - 1)
        return [{"text": text, "chosen": place == chosen} for place, text in enumerate(texts)]

    def sentences(self, length):
        text = ""
        while len(text) < length:
            text += f"{self.pick(SUBJECTS)}{self.pick(VERBS)}{self.pick(OBJECTS)}，{self.pick(RESULTS)}。"
        return text


def chinese_date(day):
    return f"{day.year}年{day.month}月{day.day}日"


def table(rows):
    """A table of national standards: five fields a row."""
    source = Source(3)
    return {
        "title": "国家标准项目明细表",
        "date": "2025-06-30",
        "projects": [_project(source) for _ in range(rows)],
    }


def priced_table(rows):
    """The same with an amount in each row, and signs that HTML needs to have escaped in some."""
    source = Source(7)
    data = table(0)
    for place in range(rows):
        project = _project(source)
        project["number"] = project["number"].lower()
        project["amount"] = source.number(10_000, 1_000_000)
        if place % 4 == 0:
            project["title"] += " <R&D>"
        data["projects"].append(project)
    return data


def wide_table(rows):
    """The same with four fields more, for a workbook of ten columns."""
    source = Source(5)
    data = table(0)
    for _ in range(rows):
        project = _project(source)
        project["contact"] = source.person()
        project["province"] = source.pick(PROVINCES)
        project["count"] = source.number(1, 5000)
        project["amount"] = source.number(100, 9999999) / 100
        data["projects"].append(project)
    return data


def _project(source):
    return {
        "number": f"GB/T {source.number(30000, 45999)}—{source.number(2018, 2025)}",
        "title": "信息安全技术　" + source.pick(OBJECTS) + source.pick(PARTS),
        "leader": source.organisation(),
        "stage": source.pick(STAGES),
        "date": source.day().isoformat(),
    }


def form(seed=2):
    """One filled application form."""
    source = Source(seed)
    year = source.number(1965, 1998)
    return {
        "number": "SQ-2025-0001",
        "date": "2025-06-30",
        "name": source.person(),
        "sex": source.pick("男女"),
        "birth": f"{year}年{source.number(1, 12)}月{source.number(1, 28)}日",
        "nation": "汉族",
        "country": "中国",
        "party": "群众",
        "id_types": source.choices(["居民身份证", "护照", "港澳居民来往内地通行证", "其他"]),
        "id_number": f"{source.number(110000, 659000)}{year}{source.number(1000, 1231)}{source.number(1000, 9999)}",
        "rank": source.pick(["高级工程师", "研究员", "副研究员", "教授"]),
        "employer": source.organisation(),
        "employer_types": source.choices(["党政机关", "事业单位", "国有企业", "民营企业", "外资企业", "社会组织"]),
        "department": "标准与合规部",
        "post": "主任",
        "address": f"{source.pick(PROVINCES)}{source.pick(CITIES)}高新区科技路{source.number(1, 299)}号",
        "zip": str(source.number(100000, 859999)),
        "mobile": f"1{source.number(30, 99)}{source.number(10000000, 99999999)}",
        "email": "user0001@example.org.cn",
        "fax": f"010-{source.number(60000000, 89999999)}",
        "education": [
            [f"{year + 18}.09—{year + 22}.07", source.pick(CITIES) + "大学", "信息安全", "学士"],
            [f"{year + 22}.09—{year + 25}.07", source.pick(CITIES) + "理工大学", "网络空间安全", "硕士"],
        ],
        "languages": source.choices(["英语（熟练）", "英语（一般）", "法语", "俄语", "日语", "其他"]),
        "jobs": [
            [f"{year + 25}.08—{year + 30}.06", source.organisation(), "工程师"],
            [f"{year + 30}.07—至今", source.organisation(), "高级工程师"],
        ],
        "reason": source.sentences(150),
        "groups": source.choices(["WG1 管理体系", "WG2 密码与机制", "WG3 评估与测试", "WG4 安全控制与服务"]),
        "opinion": source.sentences(60),
        "opinion_date": chinese_date(source.day(2024)),
        "remark": "无",
    }


CHARACTERS_OF_A_CHAPTER = 13_000  # twenty pages of A5


def book(pages):
    """Running text in chapters and sections: a footnote in every fifth paragraph, a cross-reference in every fourth."""
    source = Source(9)
    chapters = max(1, pages // 20)
    sections = 8
    paragraphs = 11
    length = CHARACTERS_OF_A_CHAPTER // sections // paragraphs

    def paragraph(place):
        made = {"text": source.sentences(length)}
        if place % 5 == 1:
            made["note"] = source.sentences(20)
        if place % 4 == 2:
            made["see"] = [source.number(1, chapters), source.number(1, sections)]
        return made

    def section():
        return {"title": source.pick(OBJECTS), "paragraphs": [paragraph(place) for place in range(paragraphs)]}

    return {
        "title": "标准化工作文集",
        "date": "2025-06-30",
        "chapters": [
            {"title": source.pick(OBJECTS), "sections": [section() for _ in range(sections)]} for _ in range(chapters)
        ],
    }
