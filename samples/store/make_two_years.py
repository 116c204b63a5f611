#!/usr/bin/env python3
"""Makes two years of facts for a store, all of them made up: projects that go through their stages, events, ballots.

Usage: samples/store/make_two_years.py [--from 2027-01] [--months 24] [--seed 1] [--events 40] > facts.json
Then:  gongwen store import facts.db facts.json

The same arguments give the same text. Numbers from 2027 on, titles with 示例 or 虚构, and organisations with 某某 keep
anybody from taking them for true.
"""
import argparse
import datetime
import json
import random

THINGS = ['雨伞锁具', '咖啡机', '路灯控制器', '快递柜', '自行车头盔', '会议投票器', '温室传感器', '图书借阅机', '停车道闸', '宠物项圈',
          '水表集中器', '电子价签', '航标终端', '音乐喷泉', '积木机器人', '邮筒', '风筝定位器', '天气瓶', '投影幕布', '讲台话筒']
ASPECTS = ['安全要求', '安全测试方法', '数据交换格式', '固件更新要求', '日志格式', '接口安全规范', '风险评估指南', '访问控制要求']
STAGES = ['started', 'working_draft', 'draft_review', 'public_comment', 'comments_handled', 'submission_review',
          'committee_vote', 'submitted', 'published']
ISO_STAGES = ['WD', 'CD', 'DIS', 'FDIS']


def day(month, number):
    return f'{month[0]:04}-{month[1]:02}-{number:02}'


def later(date, days):
    """A working day so many days after a date."""
    found = datetime.date.fromisoformat(date) + datetime.timedelta(days)
    while found.weekday() > 4:
        found += datetime.timedelta(1)
    return found.isoformat()


def months_from(first, count):
    year, month = (int(part) for part in first.split('-'))
    for _ in range(count):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class Facts:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.events, self.projects, self.ballots = [], [], []
        self.running = []
        self.documents = []
        self.used = set()

    def title(self):
        while True:
            field = self.random.choice(['网络安全技术', '数据安全技术'])
            title = f'{field}　{self.random.choice(["示例", "虚构"])}{self.random.choice(THINGS)}{self.random.choice(ASPECTS)}'
            if title not in self.used:
                self.used.add(title)
                return title

    def begin_projects(self, month, count):
        for _ in range(count):
            number = f'{month[0]}{9000 + len(self.projects):04}-T-469'
            title = self.title()
            self.projects.append({
                'plan_number': number, 'title': title,
                'scope': f'该标准规定了{title.split("　")[1]}的术语、要求和检查办法；适用于虚构场景中的设计、生产和检查。',
                'lead': self.random.choice(['example-institute', 'sample-university']), 'stages': []})
            self.running.append([self.projects[-1], 0])

    def move(self, month):
        """Some projects advance by a stage: by an event if there is one for it, otherwise by the history alone."""
        told = {}
        for entry in self.random.sample(self.running, min(len(self.running), self.random.randint(2, 5))):
            project, stage = entry
            told.setdefault(STAGES[stage], []).append(project)
            entry[1] += 1
        self.running = [entry for entry in self.running if entry[1] < len(STAGES)]
        for stage, projects in told.items():
            self.tell(month, stage, projects)

    def tell(self, month, stage, projects):
        date = later(day(month, self.random.randint(3, 20)), 0)
        name = f'{month[0]}-{month[1]:02}'
        plans = [{'plan_number': project['plan_number']} for project in projects]
        event = {'id': f'{stage.replace("_", "-")}-{name}', 'dates': [date], 'count': len(projects), 'standards': plans}
        if stage in ('draft_review', 'submission_review'):
            for plan in plans:
                plan['passed'] = self.random.random() < 0.8
            self.events.append({**event, 'type': f'ns_{stage}'})
        elif stage == 'public_comment':
            self.events.append({**event, 'type': 'ns_public_comment', 'end': later(date, 60)})
        elif stage == 'committee_vote':
            for plan in plans:
                plan['result'] = {'in_favour': 70 + self.random.randint(0, 9), 'against': 1, 'abstained': 3, 'passed': True}
            self.events.append({**event, 'type': 'ns_committee_vote', 'end': later(date, 21), 'members': 90})
        elif stage == 'submitted':
            self.events.append({**event, 'type': 'ns_submitted', 'document_number': f'网安秘字〔{month[0]}〕{100 + month[1]}号'})
        elif stage == 'published':
            first = 97000 + len(self.events)
            standards = [{'number': f'GB/T {first + i}-{month[0]}', 'title': project['title'],
                          'effective': later(date, 180)} for i, project in enumerate(projects)]
            self.events.append({'id': event['id'], 'type': 'ns_published', 'dates': [date], 'count': len(standards),
                                'announcement': {'year': month[0], 'number': month[1] * 2}, 'standards': standards})
        else:
            for project in projects:
                project['stages'].append({'date': date, 'stage': stage})

    def vote(self, month):
        name = f'{month[0]}-{month[1]:02}'
        count = self.random.randint(0, 3)
        references = []
        for i in range(count):
            stage = self.random.choice(ISO_STAGES)
            reference = f'ISO/IEC {stage} {99100 + len(self.ballots)}'
            thing, aspect = self.random.choice(THINGS), self.random.choice(ASPECTS)
            self.ballots.append({
                'period': name, 'reference': reference, 'stage': stage,
                'title_en': f'Cybersecurity—Sample requirements, part {len(self.ballots) + 1}',
                'title_zh': f'网络安全　示例{thing}{aspect}', 'content': f'该文件虚构了{thing}的{aspect}，仅用于演示。'})
            references.append(reference)
        if references:
            self.events.append({'id': f'ballots-{name}', 'type': 'is_ballot', 'period': name,
                                'date_text': f'{month[0]}年{month[1]}月', 'count': count, 'references': references})

    def meet(self, month):
        name = f'{month[0]}-{month[1]:02}'
        date = later(day(month, self.random.randint(5, 24)), 0)
        self.events.append({'id': f'meeting-{name}', 'type': 'mt_meeting', 'dates': [date],
                            'name': f'示例工作组{month[1]}月例会', 'place': self.random.choice(['北京', '示例市', '虚构城']),
                            'participants': self.random.randint(20, 90), 'agenda': ['在研项目进展', '下一步安排']})
        if month[1] % 3 == 0:
            self.events.append({'id': f'notice-{name}', 'type': 'ot_notice', 'period': name, 'date_text': '近日',
                                'title': f'关于报送{month[0]}年第{month[1] // 3}季度示例材料的通知',
                                'summary': ['材料请于下月底前报送，联系人某某。']})

    def fill(self, month, events):
        """Adds small meetings and notes until the month has so many events."""
        name = f'{month[0]}-{month[1]:02}'
        number = sum(name in event['id'] for event in self.events)
        chance = random.Random(name)
        while number < events:
            number += 1
            thing, aspect = chance.choice(THINGS), chance.choice(ASPECTS)
            date = later(day(month, chance.randint(1, 26)), 0)
            if number % 3 == 0:
                self.events.append({'id': f'note-{name}-{number}', 'type': 'free', 'dates': [date], 'section': 'other',
                                    'heading': f'示例{thing}{aspect}交流之{number}',
                                    'text': [f'{{dates}}，某某虚构研究院介绍了{thing}的{aspect}。']})
            else:
                self.events.append({'id': f'talk-{name}-{number}', 'type': 'mt_meeting', 'dates': [date],
                                    'name': f'示例{thing}{aspect}专题会之{number}', 'place': chance.choice(['示例市', '虚构城']),
                                    'participants': chance.randint(8, 40), 'agenda': [f'讨论{aspect}草案', '商定分工']})


def make(first, count, seed, events=0):
    facts = Facts(seed)
    for month in months_from(first, count):
        if month[1] % 2 == 1 or not facts.running:
            new = facts.random.randint(2, 4)
            facts.begin_projects(month, new)
            name = f'{month[0]}-{month[1]:02}'
            facts.events.append({'id': f'approved-{name}', 'type': 'ns_approved', 'dates': [later(day(month, 2), 0)],
                                 'document_number': f'网安字〔{month[0]}〕{10 + month[1]}号', 'created': new, 'revised': 0,
                                 'count': new})
        facts.move(month)
        facts.vote(month)
        facts.meet(month)
        facts.fill(month, events)
    for project in facts.projects:
        if not project['stages']:
            del project['stages']
    return {'events': facts.events, 'projects': facts.projects, 'ballots': facts.ballots,
            'organisations': [{'id': 'example-institute', 'name': '某某虚构研究院'}, {'id': 'sample-university', 'name': '某某示例大学'}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--from', dest='first', default='2027-01')
    parser.add_argument('--months', type=int, default=24)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--events', type=int, default=0, help='at least so many events in each month')
    options = parser.parse_args()
    print(json.dumps(make(options.first, options.months, options.seed, options.events), ensure_ascii=False, indent=1))


if __name__ == '__main__':
    main()
