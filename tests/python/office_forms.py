"""Word forms as offices make them: their paragraphs, tables, blanks and text boxes, and ten whole forms."""
from word_forms import NAMES, package_of, paragraph, relationship_xml, run

UNDERLINE = '<w:u w:val="single"/>'
TITLE = '<w:b/><w:sz w:val="36"/>'
DRAWING = ('xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
           ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"')
BORDERS = ''.join(f'<w:{side} w:val="single" w:sz="4" w:space="0"/>' for side in ('top', 'left', 'bottom', 'right', 'insideH', 'insideV'))


def word_file(*blocks, landscape=False):
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if landscape else '<w:pgSz w:w="11906" w:h="16838"/>'
    return package_of({
        '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Override PartName="/word/document.xml" ContentType='
                               '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        '_rels/.rels': relationship_xml([('officeDocument', 'word/document.xml')]),
        'word/document.xml': f'<w:document {NAMES} {DRAWING}><w:body>{"".join(blocks)}<w:sectPr>{size}'
                             '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr></w:body></w:document>'})


def title(text):
    return paragraph(run(text, TITLE), properties='<w:jc w:val="center"/>')


def line(*texts):
    """Texts, and blanks to write on: numbers of underlined blanks."""
    return paragraph(*(run(' ' * text, UNDERLINE) if isinstance(text, int) else text if text.startswith('<w:r>') else run(text) for text in texts))


def cell(content='', span=1, merge='', lines=1):
    """`content` is text with line feeds between paragraphs, or the XML of a paragraph's content."""
    texts = content.split('\n') if not content.startswith('<') else [content]
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else '') + {'': '', 'start': '<w:vMerge w:val="restart"/>', 'on': '<w:vMerge/>'}[merge]
    paragraphs = [paragraph(text if text.startswith('<') else run(text) if text else '') for text in texts] + [paragraph()] * (lines - 1)
    return f'<w:tc><w:tcPr><w:tcW w:w="{1500 * span}" w:type="dxa"/>{properties}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def start(content, span=1):
    return cell(content, span, merge='start')


def on(span=1):
    return cell('', span, merge='on')


def half(content=''):
    """A cell that takes half of six columns."""
    return cell(content, 3)


def row(*cells, height=0, is_head=False):
    properties = (f'<w:trHeight w:val="{height}"/>' if height else '') + ('<w:tblHeader/>' if is_head else '')
    return ('<w:tr>' + (f'<w:trPr>{properties}</w:trPr>' if properties else '') +
            ''.join(one if one.startswith('<w:tc>') else cell(one) for one in cells) + '</w:tr>')


def table(columns, *rows, borders=''):
    grid = ''.join('<w:gridCol w:w="1500"/>' for _ in range(columns))
    look = f'<w:tblBorders>{borders}</w:tblBorders>' if borders else ''
    return f'<w:tbl><w:tblPr><w:tblW w:w="{1500 * columns}" w:type="dxa"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>{paragraph()}'


def control(alias, kind='<w:text/>', shown='点击填写'):
    return f'<w:sdt><w:sdtPr><w:alias w:val="{alias}"/>{kind}</w:sdtPr><w:sdtContent>{run(shown)}</w:sdtContent></w:sdt>'


def legacy(name, data='<w:textInput/>'):
    return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{name}"/>{data}</w:ffData></w:fldChar></w:r>'
            '<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run('     ') +
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def old_box(*paragraphs):
    """A text box at the right, as programs before Word 2010 write it."""
    return ('<w:r><w:pict><v:shape style="position:absolute;margin-left:350pt;margin-top:0;width:110pt;height:80pt"><v:textbox><w:txbxContent>' +
            ''.join(paragraphs) + '</w:txbxContent></v:textbox></v:shape></w:pict></w:r>')


def new_box(*paragraphs):
    """The same as Word writes it now, with the old one beside it for other programs."""
    content = f'<w:txbxContent>{"".join(paragraphs)}</w:txbxContent>'
    return ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor simplePos="0" relativeHeight="2" behindDoc="0" locked="0"'
            ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>4100000</wp:posOffset>'
            '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="1650000" cy="1140000"/>'
            '<wp:wrapSquare wrapText="bothSides"/><wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData uri='
            f'"http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{content}</wps:txbx>'
            '<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>'
            f'{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>')


def grid(columns, *rows):
    return table(columns, *rows, borders=BORDERS)


OPINION = '\n\n                    负责人：\n                    年   月   日'

OFFICE_FORMS = {
    'project': word_file(
        line('项目编号：', 16), title('科研项目申请书'), line('项目名称：', 36), line('申请单位（盖章）：', 30), line('项目负责人：', 14, '  联系电话：', 14),
        line('申请日期：    年    月    日'), line('一、基本信息'),
        grid(6, row('1. 项目名称（中文）', cell(span=5)), row('2. 项目名称（英文）', cell(span=5)),
             row('3. 起止年月', cell('    年   月 至     年   月', 2), '4. 申请经费', cell('          万元', 2)),
             row('5. 项目类别', cell('□基础研究  □应用研究  □标准研制  □其他______', 5)),
             row(start('6. 项目负责人'), '姓　名', '', '性　别', '□男 □女', ''), row(on(), '职　称', '', '电　话', '', ''),
             row('7. 摘要（不超过300字）', cell(span=5), height=2400)),
        line('二、项目组主要成员'),
        grid(7, row(start('序号'), start('姓名'), start('性别'), start('职称'), start('所在单位'), cell('投入时间', 2), is_head=True),
             row(on(), on(), on(), on(), on(), '起', '止'), *(row(str(i), *[''] * 6) for i in range(1, 5))),
        line('三、经费预算（单位：万元）'),
        grid(5, row('科目', '第一年', '第二年', '第三年', '合计'), *(row(one, *[''] * 4) for one in ('设备费', '差旅费', '合　计'))),
        line('四、审核意见'),
        grid(2, row('（一）所在单位意见', cell('\n\n\n负责人（签字）：            （盖章）\n年    月    日'), height=2200),
             row('（二）专家评审意见', cell('\n\n\n专家组长签字：\n年    月    日'), height=2200)),
        line('注：1. 本申请书一式三份。2. 经费预算精确到小数点后两位。')),
    'seal': word_file(
        title('用印申请单'), line('编号：________________        申请日期：20    年    月    日'),
        grid(4, row('申请部门', '', '经办人', ''), row('用印类别', cell('□公章  □合同专用章  □法人章  □其他：________', 3)),
             row('用印文件名称', cell(span=3)), row('文件份数', '        份', '用印次数', '        次'),
             row('是否外带', cell('□否   □是（外带时间：   月  日至   月  日；归还人：________）', 3)),
             row('用印事由', cell('\n\n\n', 3), height=1500),
             row('部门负责人意见', '\n\n签字：            年   月   日', '分管领导审批', '\n\n签字：            年   月   日'),
             row('办公室核准', cell('\n\n签字：            年   月   日', 3)),
             row('用印登记', cell('用印时间：    年   月   日     监印人：____________    用印人：____________', 3))),
        line('说明：1. 本单由经办人填写，用印后由印章管理员留存；')),
    'leave': word_file(
        title('职工请假申请表'),
        grid(6, row('姓　　名', '', '部　　门', '', '职　　务', ''), row('请假类别', cell('□事假  □病假  □年休假  □婚假  □产假', 5)),
             row('请假时间', cell('自      年    月    日    时起至      年    月    日    时止，共        天', 5)), row('请假事由', cell(span=5), height=1800),
             row('请假期间工作代理人', cell(span=2), '代理人签字', cell(span=2)),
             row('请假期间联系方式', cell('手机：________________   紧急联系人：____________   电话：________________', 5)),
             *(row(one, cell(OPINION, 5), height=1600) for one in ('部门意见', '单位领导意见')),
             row('销假情况', cell('实际返岗日期：    年   月   日      本人签字：              人事部门确认：', 5))),
        line('备注：请病假3天以上须附医院证明。')),
    'receipt': word_file(
        line('附件2'), title('参会回执'),
        paragraph(new_box(line('会务组联系方式'), line('联系人：李老师'), line('回执邮箱：____________'), line('报名编号：____________')),
                  run('请各参会单位于11月20日前将回执反馈至会务组。')),
        line('单位名称：', 26), line('纳税人识别号：', 20),
        grid(7, row('序号', '姓名', '性别', '职务/职称', '手机号码', '住宿要求\n（单间/合住）', '备注'), *(row(str(i), *[''] * 6) for i in range(1, 4))),
        line('是否参加技术考察：□是　□否'), line('接站要求：□高铁站　□机场　　车次/航班号：', 14, '　到达时间：', 4, '月', 4, '日', 4, '时'),
        line('参会方式（单选）：'), line('□现场参会'), line('□线上参会'), line('返程信息：________________________'), line('（此表可复印）')),
    'expense': word_file(
        title('差旅费报销单'), line('报销部门：____________      填报日期：    年   月   日      附单据____张'),
        grid(10, row('姓名', cell(span=3), '职务', cell(span=2), '出差事由', cell(span=2)),
             row(*(cell(one, 2) for one in ('出发', '到达', '交通费', '出差补贴', '其他费用'))),
             row('日期', '地点', '日期', '地点', '交通工具', '金额', '天数', '金额', '项目', '金额'), *(row(*[''] * 10) for _ in range(4)), row('合计', *[''] * 9),
             row('报销总额', cell('人民币（大写）：______________________', 5), cell('¥：____________', 2), '预借旅费', '')),
        line('主管：__________   审核：__________   出纳：__________   领款人：__________'), landscape=True),
    'expert': word_file(
        title('专家推荐表'), paragraph(old_box(line('推荐类别：'), line('□技术专家'), line('□管理专家'), line('推荐编号：________'))),
        grid(6, row('1. 姓　名（中文）', '', '2. 姓　名（英文）', '', '3. 出生年月', start('贴照片处\n（2寸免冠）')), row('4. 性　别', '□男 □女', '5. 民　族', '', '年　月', on()),
             row('6. 工作单位', cell(span=4), on()),
             row(start('7. 通讯方式'), '（1）地　址', cell(span=2), '（2）邮　编', ''), row(on(), '（3）手　机', cell(span=2), '（4）E-mail', ''),
             row('8. 专业特长（可多选）', cell('☐ 密码技术  ☐ 数据安全  ☐ 其他（请注明）________', 5)), row('9. 主要学习经历（从大学填起）', cell('', 5, lines=5)),
             row(start('10. 主要工作经历'), '起止年月', cell('单位', 2), cell('职务', 2)), *(row(on(), '', cell(span=2), cell(span=2)) for _ in range(3)),
             row('11. 推荐单位意见', cell('\n\n（盖  章）        \n年  月  日        ', 5), height=2000))),
    'vehicle': word_file(
        title('公务用车申请单'),
        grid(4, row('用车部门', '', '用车人及电话', ''), row('乘车人数', '      人', '用车时间', '   月   日   时   分'),
             row('行驶路线', cell('起点：____________  途经：____________  终点：____________', 3)), row('车辆类型', cell('○轿车  ○商务车  ○大客车', 3)),
             row('用车事由', cell(span=3), height=1200), row('派车意见', cell('□同意  □不同意，理由：________________\n              车辆管理员：          年  月  日', 3)),
             row(cell('以下由驾驶员填写', 4)), row('车　牌　号', '', '驾　驶　员', ''), row('起始里程', '       公里', '过路费（元）', ''),
             row('用车人确认', cell('服务评价：□满意 □一般 □不满意    签名：', 3)))),
    'feedback': word_file(
        title('培训效果反馈表'), line('培训名称：____________________　　培训日期：    年  月  日'), line('一、请对下列各项打分（在相应栏内打“√”）：'),
        grid(4, row('评价内容', '非常满意', '满意', '不满意'), *(row(one, '□', '□', '□') for one in ('1. 课程内容的实用性', '2. 讲师的授课水平'))),
        line('二、请填写评分（1～10分）：'), grid(4, row('', '第一天', '第二天', '第三天'), *(row(one, '', '', '') for one in ('授课内容', '课堂互动'))),
        line('三、您希望今后增加哪些方面的培训？'), line(60), line(60), line('四、您的其他意见和建议：'), line('_' * 60), line('_' * 60), line('再次感谢您的参与！')),
    'personnel': word_file(
        title('专业技术人员情况统计表'), line('填报单位（公章）：                              填报日期：      年    月    日'),
        grid(11, row(start('序号'), start('姓名'), start('性别'), start('出生年月'), cell('全日制教育', 2), cell('在职教育', 2), cell('起止时间', 2), start('备注')),
             row(on(), on(), on(), on(), '学历', '毕业院校', '学历', '毕业院校', '起', '止', on()), *(row(str(i), *[''] * 10) for i in range(1, 4))),
        grid(6, row(start('类别'), start('人数'), cell('学历结构', 2), cell('职称结构', 2)), row(on(), on(), '博士', '硕士', '正高', '副高'),
             row('管理人员', *[''] * 5), row('合计', *[''] * 5)),
        line('填表人：              审核人：              单位负责人：'), landscape=True),
    'iso': word_file(
        title('NEW WORK ITEM PROPOSAL (NP)'),
        grid(6, row(half('Date of circulation'), half('ISO/TC        /SC        N')), row(half('Secretariat'), half())),
        line('A proposal for a new work item within the scope of an existing committee shall be submitted to the secretariat.'),
        grid(6, row(cell('Title of the proposed deliverable. (in the case of an amendment, show the reference number and current title)', 6)),
             row(half('English title'), half()), row(half('French title (if available)'), half()), row(cell('Scope of the proposed deliverable.\n\n\n\n', 6)),
             row(half('Consider the following: Does the item address a safety need?'), half('☐ Yes    ☐ No')),
             row(half('Proposed document type'), half('☐ International Standard   ☐ Technical Specification\n☐ Publicly Available Specification'))),
        line('Preparatory work (at a minimum an outline should be included)'), line('☐ A draft is attached   ☐ An outline is attached'),
        grid(6, row(half('Name of the Proposer'), half()), row('E-mail', cell(span=2), cell('Proposed start date', 2), ''), row(half('Signature of the proposer'), half())),
        grid(6, row(*(cell(one, 2) for one in ('Stage', 'Target date', 'Responsible'))), *(row(cell(one, 2), cell(span=2), cell(span=2)) for one in ('WD', 'CD')))),
    'asset': word_file(
        title('固定资产调拨（报废）申请表'), line('申请单位：（盖章）                    填表日期：  年  月  日'),
        grid(8, row(start('序\n号'), start('资产编号'), start('资产名称'), start('规格型号'), cell('数量', 2), start('购置日期'), start('备注')),
             row(on(), on(), on(), on(), '单位', '数量', on(), on()), *(row(*[''] * 8) for _ in range(3)), row(cell('合　　　　计', 4), '', '', '', ''),
             row(cell('调拨（报废）原因', 2), cell('\n\n', 6)),
             row(cell('资产管理部门意见：\n\n\n          签字（盖章）：\n             年    月    日', 4), cell('主管领导意见：\n\n\n          签字：\n             年    月    日', 4))),
        landscape=True),
    'award': word_file(
        line('附件3'), title('先进个人推荐审批表'),
        grid(6, row('姓 名', '', '性 别', '', '出生年月', start('照片')), row('民 族', '', '籍 贯', '', '', on()), row('参加工作\n时间', '', '入党时间', '', '', on()),
             row('主要事迹（500字以内，可另附页）', cell('\n\n\n\n\n', 5)), row('所在单位意见', cell('\n\n　　　　　（公章）\n　　　　　年　月　日', 2),
                                                                      '市政府审批意见', cell('\n\n　　　　　（公章）\n　　　　　年　月　日', 2)))),
    'visit': word_file(title('来访人员登记表'), grid(6, row('日期', '来访人姓名', '单位', '人数', '来访事由', '时间'), *(row('月  日', '', '', '', '', '至') for _ in range(4)))),
    'repair': word_file(
        title('设备维修申请单'), line('No.____________'),
        grid(6, row(cell('申请部门：', 1), cell(span=2), '申请时间：', cell('   年  月  日  时', 2)), row('故障描述：', cell('\n\n', 5)),
             row(cell('维修类型：□日常维修　□紧急维修　　预计费用：________元', 6)),
             row(cell('部门主管意见：\n\n\n签名：　　　　　日期：', 3), cell('设备科意见：\n\n\n签名：　　　　　日期：', 3)),
             row('维修结果', cell('□已修复  □需更换配件（配件名称：__________ 数量：____）  □报废', 5)), row('验收人签名', cell(span=2), '验收日期', cell(span=2)))),
    'claim': word_file(
        title('TRAVEL EXPENSE CLAIM FORM'), line('Employee Name: ____________________    Department: ____________________'), line('Period: From ____/____/______ To ____/____/______'),
        grid(6, row('Date', 'Description', cell('Transport', 2), 'Lodging', 'Total'), row('', '', 'Air', 'Ground', '', ''), *(row(*[''] * 6) for _ in range(3)),
             row(cell('Grand Total', 5), '')),
        line('Payment method (tick one): ☐ Bank transfer  ☐ Cash  ☐ Cheque'), line('Claimant signature: ________________  Date: ____________')),
    'survey': word_file(
        title('满意度调查问卷'), line('1. 您的年龄（　　）'), line('A. 30岁以下　B. 30岁以上'), line('2. 您对本次会议的总体评价是？'), line('□非常满意　□满意　□一般'),
        line('3. 您通过何种渠道了解会议（可多选）：'), line('□官网'), line('□邮件'), line('□其他：__________'), line('4. 您的建议：'), line(''), line(''), line(''), line('谢谢！')),
}
