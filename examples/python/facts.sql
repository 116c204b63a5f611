-- Fictional facts of one month: sqlite3 facts.db < facts.sql
create table meeting (id text primary key, day text not null, name text not null, participants integer not null);
create table agenda (meeting text references meeting, position integer not null, topic text not null);
create table notice (id text primary key, day text not null, title text not null, summary text not null);

insert into meeting values
  ('meeting-1105', '2026-11-05', '示例工作组第三次全体会议', 86),
  ('meeting-1119', '2026-11-19', '样例设备安全标准研讨会', 24);
insert into agenda values
  ('meeting-1105', 1, '听取在研项目进展汇报'),
  ('meeting-1105', 2, '讨论下一年度工作要点'),
  ('meeting-1119', 1, '讨论标准草案的结构');
insert into notice values
  ('notice-1124', '2026-11-24', '关于征集示例项目建议的通知', '建议书请于12月20日前寄送示例工作组秘书处。');
