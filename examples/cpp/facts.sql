-- Fictional facts of one month: sqlite3 facts.db < facts.sql
create table project (plan_number text primary key, title text not null, scope text not null);
create table comment_period (id text primary key, first_day text not null, last_day text not null);
create table comment_standard (period text references comment_period, plan_number text references project);
create table ballot (
  reference text primary key, month text not null, title_en text not null, title_zh text not null,
  stage text not null, content text not null);

insert into project values
  ('20260101-T-469', '网络安全技术　示例设备安全要求', '该标准规定了示例设备的安全功能要求和安全保障要求；适用于示例设备的研制、测试和采购。'),
  ('20260102-T-469', '网络安全技术　示例平台数据分类方法', '该标准给出了示例平台数据分类的原则、流程和方法；适用于平台运营者开展数据分类工作。'),
  ('20260103-T-469', '数据安全技术　示例接口安全指南', '该标准给出了数据接口在设计、部署和运行阶段的安全建议；适用于接口的提供方和使用方。');
insert into comment_period values
  ('comment-1103', '2026-11-03', '2027-01-02'),
  ('comment-1117', '2026-11-17', '2027-01-16');
insert into comment_standard values
  ('comment-1103', '20260101-T-469'),
  ('comment-1103', '20260102-T-469'),
  ('comment-1117', '20260103-T-469');
insert into ballot values
  ('ISO/IEC DIS 99901', '2026-11', 'Information security — Example requirements for sample devices',
   '信息安全　样例设备示例要求', 'DIS', 'ISO/IEC 99901规定了样例设备的示例要求，供编写和阅读本示例时使用。');
