// What stays together in official documents, and where it is parted when it does not fit a line.
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;

namespace {

/// The text with `|` where a line may end, `/` where it may be parted and `^` where it may be split in need.
std::string breaks(std::string_view utf8) {
  Bench bench;
  const ShapedParagraph& paragraph = bench.shape(utf8);
  std::string out;
  for (const LineUnit& unit : paragraph.units) {
    out += gongwen::base::to_utf8(std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length));
    switch (unit.break_after) {
      case BreakAfter::Allowed: out += "|"; break;
      case BreakAfter::Parting: out += "\\"; break;
      case BreakAfter::Splitting: out += "^"; break;
      default: break;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a document's number is one piece, parted before its bracket at most") {
  CHECK(breaks("据网安字〔2024〕2号文") == "据|网^安^字\\〔2024〕^2^号|文");
  CHECK(breaks("2号至网安字〔2024〕3号") == "2^号|至^网^安^字\\〔2024〕^3^号");  // two are two pieces
  Bench bench;
  CHECK(bench.lines("按网安字〔2024〕2号", 95) == "按|网安字〔2024〕2号");
  CHECK(bench.lines("网安字〔2024〕2号", 60) == "网安字|〔2024〕2号");  // it does not fit a line
}

TEST_CASE("a plan's number is parted behind its hyphens in narrow cells only") {
  CHECK(breaks("计划20240400-T-469号") == "计|划|20240400-\\T-\\469^号");
  Bench bench;
  CHECK(bench.lines("计划号20240400-T-469", 100) == "计划号|20240400-T-469");
  CHECK(bench.lines("20240400-T-469", 60) == "20240400-T-|469");
}

TEST_CASE("a standard's designation keeps its blanks and its year") {
  CHECK(breaks("按ISO/IEC DTR 5891执行") == "按|ISO/\\IEC ^DTR ^5891|执|行");
  CHECK(breaks("ISO/IEC JTC1/SC27的") == "ISO/\\IEC ^JTC1/\\SC27|的");
  CHECK(breaks("ISO/IEC JTC 1/SC 27、甲") == "ISO/\\IEC ^JTC ^1/\\SC ^27、|甲");
  CHECK(breaks("见GB/T 22239—2019。") == "见|GB/\\T ^22239^—^2019。");
  CHECK(breaks("RFC 8446") == "RFC ^8446");
  CHECK(breaks("the end") == "the |end");
}

TEST_CASE("the parts of a date hold together, and part behind 年 and 月") {
  CHECK(breaks("于2024年2月19日起") == "于|2024^年|2^月|19^日|起");
  CHECK(breaks("2024-02-04") == "2024-02-04");
}

TEST_CASE("a number stays with its measure word and with the word before it") {
  CHECK(breaks("共60天") == "共|60^天");
  CHECK(breaks("等17项标准") == "等|17^项|标|准");
  CHECK(breaks("满2年") == "满|2^年");
  CHECK(breaks("按第十九条办") == "按|第^十^九^条|办");
  CHECK(breaks("见第3章") == "见|第^3^章");
  CHECK(breaks("见附件1") == "见|附^件^1");
  CHECK(breaks("达150 kg以上") == "达|150 ^kg|以|上");
  CHECK(breaks("约100～150 kg") == "约|100～\\150 ^kg");
  CHECK(breaks("占63%～68%的") == "占|63%～\\68%|的");
  CHECK(breaks("1,234.5元") == "1,234.5^元");
}

TEST_CASE("（见附件 1） keeps its typed blank") { CHECK(breaks("（见附件 1）") == "（见|附^件 ^1）"); }

TEST_CASE("a sign that belongs to a word stays with it") {
  CHECK(breaks("“互联网+”行动") == "“互|联|网^+”|行|动");
  CHECK(breaks("互联网+医疗") == "互|联|网^+医|疗");
}

TEST_CASE("the blank inside a standard's title is a real separator") {
  CHECK(breaks("《信息安全 指南》") == "《信|息|安|全 |指|南》");
}

TEST_CASE("an address breaks behind its solidus and its points") {
  CHECK(breaks("见https://www.tc260.org.cn/login.html。") == "见|https://|www.|tc260.|org.|cn/|login.|html。");
  CHECK(breaks("www.example.org/a-b") == "www.|example.|org/|a-^b");
}

TEST_CASE("the number of a list is not left alone at a line's end") {
  CHECK(breaks("1. 甲乙") == "1. ^甲|乙");
  CHECK(breaks("一、甲乙") == "一、^甲|乙");
  CHECK(breaks("第一条　甲乙") == "第^一^条　^甲|乙");
  CHECK(breaks("（1）甲乙") == "（1）^甲|乙");
  CHECK(breaks("甲；（2）乙丙") == "甲；|（2）^乙|丙");
  CHECK(breaks("甲\n2．乙丙") == "甲\n2．^乙|丙");
}

TEST_CASE("a box stays with its word") { CHECK(breaks("☐ Yes ☐ No") == "☐ ^Yes |☐ ^No"); }

TEST_CASE("—— and …… are one sign each; rows of them are parted between the signs where a line is too short") {
  CHECK(breaks("甲——乙") == "甲|——|乙");
  CHECK(breaks("甲————乙") == "甲|——\\——|乙");
  CHECK(breaks("甲…………乙") == "甲|……\\……|乙");
  Bench bench;
  CHECK(bench.lines("甲乙丙丁…………乙", 65) == "甲乙丙丁|…………乙");
  CHECK(bench.lines("甲………………乙", 45) == "甲|…………|……乙");
  CHECK(breaks("甲—乙") == "甲—|乙");  // a single one connects, and begins no line
}

TEST_CASE("of three marks in a row the third is let go where nothing else fits") {
  Bench bench;
  CHECK(bench.lines("甲乙？！”）丙", 60) == "甲乙？！”）|丙");
  CHECK(bench.lines("甲乙？！”）丙", 40) == "甲|乙？！”）|丙");
  CHECK(bench.lines("乙？！”）丙", 30) == "乙？！|”）丙");
  CHECK(bench.lines("乙。”丙", 10) == "乙。”|丙");  // two stay
}

TEST_CASE("text in other languages breaks as Unicode says") {
  Bench bench;
  bench.style.rules.language = TextLanguage::Other;
  bench.shape("RFC 8446");
  CHECK(bench.paragraph.units[3].break_after == BreakAfter::Allowed);
}
