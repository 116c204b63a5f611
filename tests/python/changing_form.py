"""A form that changes: two editions of one kind, the second without a field, with a moved, a reworded and a new one."""
import json


def both(zh, en):
    return {'zh': zh, 'en': en}


def paper(*rows):
    return [{'sheet': '登记', 'columns': [30, 50, 30, None], 'rows': list(rows)}]


HEAD = {'form': 1, 'kind': 'visit', 'title': both('来访登记', 'visit'), 'source': both('自拟', 'own'),
        'identity': {'unit': both('人', 'visitors'), 'by': ['/name']},
        'web': {'receipt': 'LF', 'list': {'name': '/name', 'organisation': '/unit'}}}

FIRST = {**HEAD, 'version': '1.0', 'fields': {
    '/name': {'title': both('姓名', 'name'), 'must': True, 'max': 20},
    '/unit': {'title': both('单位', 'organisation'), 'max': 40},
    '/fax': {'title': both('传真', 'fax'), 'max': 20},
    '/reason': {'title': both('事由', 'reason'), 'options': ['首次', '续办']},
    '/guests': {'title': both('同行人', 'guests'), 'rows': [0, 4]},
    '/guests/*/who': {'title': both('称呼', 'who'), 'max': 20}},
    'paper': paper({'cells': ['/name', '/unit']}, {'cells': ['/fax', '/reason']},
                   {'list': '/guests', 'columns': [{'of': 'who', 'span': 4}]})}

SECOND = {**HEAD, 'version': '2.0', 'fields': {
    '/name': {'title': both('姓名', 'name'), 'must': True, 'max': 20},
    '/org': {'title': both('所在单位', 'organisation now'), 'max': 40, 'was': '/unit'},
    '/reason': {'title': both('事由', 'reason'), 'options': ['首次申请', '续办'], 'former_options': {'首次': '首次申请'}},
    '/plate': {'title': both('车牌', 'number plate'), 'max': 10},
    '/company': {'title': both('随行人员', 'company'), 'rows': [0, 4], 'was': '/guests'},
    '/company/*/name': {'title': both('姓名', 'name of a guest'), 'max': 20, 'was': '/guests/*/who'}},
    'web': {'receipt': 'LF', 'list': {'name': '/name', 'organisation': '/org'}},
    'paper': paper({'cells': ['/name', '/org']}, {'cells': ['/reason', '/plate']},
                   {'list': '/company', 'columns': [{'of': 'name', 'span': 4}]})}

DATA = {'name': '张示例', 'unit': '示例单位', 'fax': '010-55', 'reason': '首次', 'guests': [{'who': '甲某'}, {'who': '乙某'}]}
CARRIED = {'name': '张示例', 'org': '示例单位', 'reason': '首次申请', 'company': [{'name': '甲某'}, {'name': '乙某'}]}


def written(form):
    return json.dumps(form, ensure_ascii=False, indent=1)
