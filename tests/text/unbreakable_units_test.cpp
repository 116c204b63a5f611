// What stays together in official documents, and where it is parted when it does not fit a line.
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;

namespace {

/// The text with `|` where a line may end, `\` where it may be parted, `^` where it may be split in need, and `~` where
/// it ends rather than be left short.
std::string breaks(std::string_view utf8, bool squeezes = false) {
  Bench bench;
  bench.style.squeeze.enabled = squeezes;
  const ShapedParagraph& paragraph = bench.shape(utf8);
  std::string out;
  for (const LineUnit& unit : paragraph.units) {
    out += gongwen::base::to_utf8(std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length));
    switch (unit.break_after) {
      case BreakAfter::Allowed: out += "|"; break;
      case BreakAfter::Parting: out += "\\"; break;
      case BreakAfter::Splitting: out += "^"; break;
      case BreakAfter::Relieving: out += "~"; break;
      default: break;
    }
  }
  return out;
}

}  // namespace

TEST(UnbreakableUnits, ADocumentsNumberIsOnePiecePartedBeforeItsBracketAtMost) {
  EXPECT_EQ(breaks("据网安字〔2024〕2号文"), "据|网^安^字\\〔2024〕^2^号|文");
  EXPECT_EQ(breaks("2号至网安字〔2024〕3号"), "2^号|至^网^安^字\\〔2024〕^3^号");  // two are two pieces
  Bench bench;
  EXPECT_EQ(bench.lines("按网安字〔2024〕2号", 95), "按|网安字〔2024〕2号");
  EXPECT_EQ(bench.lines("网安字〔2024〕2号", 60), "网安字|〔2024〕2号");  // it does not fit a line
}

TEST(UnbreakableUnits, APlansNumberIsPartedBehindItsHyphensInNarrowCellsOnly) {
  EXPECT_EQ(breaks("计划20240400-T-469号"), "计|划|20240400-\\T-\\469^号");
  Bench bench;
  EXPECT_EQ(bench.lines("计划号20240400-T-469", 100), "计划号|20240400-T-469");
  EXPECT_EQ(bench.lines("20240400-T-469", 60), "20240400-T-|469");
}

TEST(UnbreakableUnits, AStandardsDesignationKeepsItsBlanksAndItsYear) {
  EXPECT_EQ(breaks("按ISO/IEC DTR 5891执行"), "按|ISO/\\IEC \\DTR \\5891|执|行");
  EXPECT_EQ(breaks("ISO/IEC JTC1/SC27的"), "ISO/\\IEC \\JTC1/\\SC27|的");
  EXPECT_EQ(breaks("ISO/IEC JTC 1/SC 27、甲"), "ISO/\\IEC \\JTC \\1/\\SC \\27、|甲");
  EXPECT_EQ(breaks("见GB/T 22239—2019。"), "见|GB/^T \\22239—^2019。");
  EXPECT_EQ(breaks("RFC 8446"), "RFC \\8446");
  EXPECT_EQ(breaks("the end"), "the |end");
}

TEST(UnbreakableUnits, ThePartsOfADateHoldTogetherAndPartBehindYearAndMonth) {
  EXPECT_EQ(breaks("于2024年2月19日起"), "于|2024^年|2^月|19^日|起");
  EXPECT_EQ(breaks("2024-02-04"), "2024-02-04");
}

TEST(UnbreakableUnits, ANumberStaysWithItsMeasureWordAndWithTheWordBeforeIt) {
  EXPECT_EQ(breaks("共60天"), "共|60^天");
  EXPECT_EQ(breaks("等17项标准"), "等|17^项|标|准");
  EXPECT_EQ(breaks("满2年"), "满|2^年");
  EXPECT_EQ(breaks("按第十九条办"), "按|第^十^九^条|办");
  EXPECT_EQ(breaks("见第3章"), "见|第^3^章");
  EXPECT_EQ(breaks("见附件1"), "见|附^件^1");
  EXPECT_EQ(breaks("达150 kg以上"), "达|150 ^kg|以|上");
  EXPECT_EQ(breaks("约100～150 kg"), "约|100～\\150 ^kg");
  EXPECT_EQ(breaks("占63%～68%的"), "占|63%～\\68%|的");
  EXPECT_EQ(breaks("1,234.5元"), "1,234.5^元");
}

TEST(UnbreakableUnits, MeasureWordsOfSeveralCharactersAndThoseBehindABlankStayWithTheirNumbers) {
  EXPECT_EQ(breaks("（第1阶段）"), "（第^1^阶^段）");
  EXPECT_EQ(breaks("（第1阶段）", true), "（第^1^阶~段）");
  EXPECT_EQ(breaks("第一部分的"), "第^一^部^分|的");
  EXPECT_EQ(breaks("前3批次"), "前|3^批^次");
  EXPECT_EQ(breaks("需5工作日内", true), "需|5^工~作~日|内");
  EXPECT_EQ(breaks("计50万元整"), "计|50^万^元|整");
  EXPECT_EQ(breaks("等 17 项标准"), "等 |17 ^项|标|准");
  EXPECT_EQ(breaks("第 1 部分"), "第 ^1 ^部^分");
  EXPECT_EQ(breaks("共3标准"), "共|3|标|准");
}

TEST(UnbreakableUnits, AShortLabelInBracketsStaysWithItsNumber) {
  EXPECT_EQ(breaks("街（邮编100007）甲"), "街|（邮^编^100007）|甲");
  EXPECT_EQ(breaks("街（邮编：100007）", true), "街|（邮^编：~100007）");
  EXPECT_EQ(breaks("（联系电话 010-55550100）"), "（联^系^电^话 ^010-55550100）");
  EXPECT_EQ(breaks("（共17项）"), "（共^17^项）");
  // What is longer is text.
  EXPECT_EQ(breaks("（不得少于3年）"), "（不|得|少|于|3^年）");
  EXPECT_EQ(breaks("（共17项标准）"), "（共|17^项|标|准）");
}

TEST(UnbreakableUnits, AReferenceToAnAnnexInBracketsKeepsItsTypedBlank) {
  EXPECT_EQ(breaks("（见附件 1）"), "（见|附^件 ^1）");
}

TEST(UnbreakableUnits, ASignThatBelongsToAWordStaysWithIt) {
  EXPECT_EQ(breaks("“互联网+”行动"), "“互|联|网^+”|行|动");
  EXPECT_EQ(breaks("互联网+医疗"), "互|联|网^+医|疗");
}

TEST(UnbreakableUnits, TheBlankInsideAStandardsTitleIsARealSeparator) {
  EXPECT_EQ(breaks("《信息安全 指南》"), "《信|息|安|全 |指|南》");
}

TEST(UnbreakableUnits, AnAddressBreaksBehindItsSolidusAndItsPoints) {
  EXPECT_EQ(breaks("见https://www.tc260.org.cn/login.html。"), "见|https://|www.|tc260.|org.|cn/|login.|html。");
  EXPECT_EQ(breaks("www.example.org/a-b"), "www.|example.|org/|a-\\b");
}

TEST(UnbreakableUnits, AnEmailAddressIsPartedBehindItsSignAndItsPoints) {
  EXPECT_EQ(breaks("邮箱lin.ruoxi@fiction.example.org。"), "邮|箱|lin.\\ruoxi@\\fiction.\\example.\\org。");
  EXPECT_EQ(breaks("甲@乙"), "甲|@|乙");
}

TEST(UnbreakableUnits, TheNumberOfAListIsNotLeftAloneAtALinesEnd) {
  EXPECT_EQ(breaks("1. 甲乙"), "1. ^甲|乙");
  EXPECT_EQ(breaks("一、甲乙"), "一、^甲|乙");
  EXPECT_EQ(breaks("第一条　甲乙"), "第^一^条　^甲|乙");
  EXPECT_EQ(breaks("（1）甲乙"), "（1）^甲|乙");
  EXPECT_EQ(breaks("甲；（2）乙丙"), "甲；|（2）^乙|丙");
  EXPECT_EQ(breaks("甲\n2．乙丙"), "甲\n2．^乙|丙");
}

TEST(UnbreakableUnits, ABoxStaysWithItsWord) { EXPECT_EQ(breaks("☐ Yes ☐ No"), "☐ ^Yes |☐ ^No"); }

TEST(UnbreakableUnits, DashesAndEllipsesAreOneSignEachRowsOfThemArePartedBetweenTheSignsWhereALineIsTooShort) {
  EXPECT_EQ(breaks("甲——乙"), "甲|——|乙");
  EXPECT_EQ(breaks("甲————乙"), "甲|——\\——|乙");
  EXPECT_EQ(breaks("甲…………乙"), "甲|……\\……|乙");
  Bench bench;
  EXPECT_EQ(bench.lines("甲乙丙丁…………乙", 65), "甲乙丙丁|…………乙");
  EXPECT_EQ(bench.lines("甲………………乙", 45), "甲……|…………|乙");
  EXPECT_EQ(breaks("甲—乙"), "甲—|乙");  // a single one connects, and starts no line
}

TEST(UnbreakableUnits, OfThreeMarksInARowTheThirdIsLetGoWhereNothingElseFits) {
  Bench bench;
  EXPECT_EQ(bench.lines("甲乙？！”）丙", 60), "甲乙？！”）|丙");
  EXPECT_EQ(bench.lines("甲乙？！”）丙", 40), "甲|乙？！”）|丙");
  EXPECT_EQ(bench.lines("乙？！”）丙", 30), "乙？！|”）丙");
  EXPECT_EQ(bench.lines("乙。”丙", 10), "乙。”|丙");  // two stay
}

TEST(UnbreakableUnits, DigitsAndLettersOfFullWidthHoldTogether) {
  EXPECT_EQ(breaks("共１２３４项"), "共|１^２^３^４^项");
  EXPECT_EQ(breaks("按ＧＢ执行"), "按|Ｇ^Ｂ|执|行");
  Bench bench;
  EXPECT_EQ(bench.lines("参加人数１２３４", 60), "参加人数|１２３４");
}

TEST(UnbreakableUnits, TextInOtherLanguagesBreaksAsUnicodeSays) {
  Bench bench;
  bench.style.rules.language = TextLanguage::Other;
  bench.shape("the 8446");
  EXPECT_EQ(bench.paragraph.units[3].break_after, BreakAfter::Allowed);
  // But a designation stays together where it can.
  bench.shape("RFC 8446");
  EXPECT_EQ(bench.paragraph.units[3].break_after, BreakAfter::Parting);
  EXPECT_TRUE(bench.lines("see the ISO/IEC 27003:2022 of it", 120).starts_with("see the|ISO/IEC 27003:2022"));
  EXPECT_EQ(bench.lines("see the ISO/IEC 27003:2022 of it", 90), "see the ISO/IEC|27003:2022 of it");
}

TEST(UnbreakableUnits, WhereLinesHaveLimitsDesignationsAndNumbersGiveWayBehindTheirSigns) {
  EXPECT_EQ(breaks("见GB/T 22239—2019。", true), "见|GB/^T \\22239—~2019。");
  EXPECT_EQ(breaks("IEC 62443-2-1:2010", true), "IEC \\62443-~2-~1:~2010");
  EXPECT_EQ(breaks("GB/T 4754.1", true), "GB/^T \\4754.1");
  EXPECT_EQ(breaks("电话010-55501234", true), "电|话|010-~55501234");
  EXPECT_EQ(breaks("见附件1", true), "见|附~件^1");
  EXPECT_EQ(breaks("见第1部分。", true), "见|第^1^部~分。");
  EXPECT_EQ(breaks("于10:30开会", true), "于|10:30|开|会");
  // What is so far before the bracket may be words of the sentence.
  EXPECT_EQ(breaks("网安字〔2024〕2号", true), "网^安~字\\〔2024〕~2^号");
  EXPECT_EQ(breaks("请按示例办发〔2024〕2号", true), "请|按|示^例~办~发\\〔2024〕~2^号");
  EXPECT_EQ(breaks("开展工作组虚标委〔2024〕2号", true), "开|展|工~作~组~虚~标~委\\〔2024〕~2^号");
}

TEST(UnbreakableUnits, ADesignationBehindTheNumberOfAListIsADesignation) {
  Bench bench;
  bench.style.squeeze.enabled = true;
  const ShapedParagraph& paragraph = bench.shape("3.ISO/IEC 27001");
  for (const LineUnit& unit : paragraph.units) {
    if (unit.kind == UnitKind::Space) {
      EXPECT_TRUE(unit.is_rigid);
      EXPECT_EQ(unit.break_after, BreakAfter::Parting);
    }
  }
  EXPECT_EQ(breaks("3.5V", true), "3.5V");
}

TEST(UnbreakableUnits, AnAddressBehindTheNumberOfAListIsAnAddress) {
  EXPECT_EQ(breaks("6.http://a.org/?b=c", true), "6.http://|a.|o~r~g/|?\\b=\\c");
}

TEST(UnbreakableUnits, ANameIsBrokenAfterItsInterpunct) {
  EXPECT_EQ(breaks("阿卜杜热西提·买买提"), "阿\\卜\\杜\\热\\西\\提·|买\\买\\提");
  // What has words before it may start anywhere in them.
  EXPECT_EQ(breaks("参加会议的主任艾力·买买提"), "参|加|会|议|的|主|任|艾|力·|买\\买\\提");
  Bench bench;
  bench.style.squeeze.enabled = true;
  EXPECT_EQ(bench.lines("阿卜杜热西提·买买提江·吐尔逊", 70), "阿卜杜热西提·|买买提江·|吐尔逊");
  EXPECT_EQ(bench.lines("阿卜杜热西提·买买提", 50), "阿卜杜热西|提·买买提");  // one that fits no line
}
