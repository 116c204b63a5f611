// The rules of texts, compared with data: what is reported, and where; and what must be left alone.
#include "base/utf8.h"
#include "data/readers.h"
#include "layout/proofing/detail/text_rules.h"
#include "layout/proofing/proofread.h"
#include "resources/read_file.h"
#include "support/require.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// What is reported of one text: `name first-argument`, one a line.
std::string told(const std::string& text) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source = store.add("data.json", "{\"list\": [{\"text\": \"" + text + "\"}]}");
  const auto document = data::read_json(source, store.source_text(source), {}, sink);
  tests::require(document);
  proofing::proofread_data(document->root(), sink);
  std::string out;
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    EXPECT_EQ(diagnostic.origin.data_place, document->resolve("/list/0/text")->place());
    out += (out.empty() ? "" : "\n") + std::string(diagnostics::catalogue_entry(diagnostic.id).id).substr(9);
    if (!diagnostic.arguments.empty()) out += " " + diagnostic.arguments.front();
  }
  return out;
}

}  // namespace

TEST(ProofreadData, TextsOfTheDataAreProofread) {
  EXPECT_EQ(told("加强研究,推动应用。"), "half-width-mark ,");
  EXPECT_EQ(told("流程见图![审查流程](flow.png)，共三步。"), "");
  EXPECT_EQ(told("请注意![2]按期报送。"), "half-width-mark !");
  EXPECT_EQ(told("国际标准化组织(ISO)发布"), "half-width-mark (\nhalf-width-mark )");
  EXPECT_EQ(told("共１８项"), "full-width １８");
  EXPECT_EQ(told("《关于《示例》的通知》"), "title-in-title 《");
  EXPECT_EQ(told("《《示例》》"), "title-in-title 《");
  EXPECT_EQ(told("（示例"), "bracket-pair （");
  EXPECT_EQ(told("示例）和"), "bracket-pair ）");
  EXPECT_EQ(told("加强研究，，推动应用。。"), "doubled-mark ，，\ndoubled-mark 。。");
  EXPECT_EQ(told("自2024年02月04日起"), "date-form 2024年02月04日");
  EXPECT_EQ(told("示网安[2024]2号"), "document-number [2024]2号");
  EXPECT_EQ(told("第一行写得很长，不是名称一类的短文字。\\n第二行,示例"), "half-width-mark ,");
  EXPECT_EQ(told("张示例\\n李样本"), "line-feed 张示例 李样本");
  EXPECT_EQ(told("Example\\nUniversity"), "line-feed Example University");
}

TEST(ProofreadData, WhatIsRightInOtherTextsIsLeftAlone) {
  for (const std::string text : {
           "Lin Ruoxi (林若溪), Beijing, China",
           "Information security, cybersecurity (网络安全) and privacy protection: a framework.",
           "见https://www.example.cn/index.html?id=1,2;3#中，和www.example.cn/?q=1。",
           "论证报告.docx、专利清单.pdf",
           "采用ISO/IEC 27001:2022、GB/T 22239—2019，比例为1:2，时间9:30，共1,234.5万元。",
           "a) 示例；",
           "1）示例；",
           "一）示例；",
           "他说“it’s right”。",
           "for (i = 0; i < n; ++i) { 打印(i); }",
           "“第一段。",
           "见……附录——示例！？",
           "中文里不用“,”和“(”。",
           "beside/photo.png",
           "name@example.cn",
       }) {
    EXPECT_TRUE(told(text).empty()) << text << ": " << told(text);
  }
}

TEST(ProofreadData, TheRulesFindNothingInTextsWithoutTheirSigns) {
  const std::u32string signs =
      U"甲乙月年零〇一二十号第日2019aA,;:?!.()[]，。、；：“”‘’（）〔〕《》〈〉「」【】［］﹝﹞｛｝１Ａｚ　 —…·/-";
  std::mt19937 random(20'260'101);
  int found = 0;
  for (int turn = 0; turn < 200'000; ++turn) {
    std::u32string text;
    for (std::size_t length = random() % 7 + 1; length > 0; --length) text += signs[random() % signs.size()];
    bool faulty = false;
    proofing::check_text({text, [&](auto...) {
                            faulty = true;
                          }});
    const std::string bytes = base::to_utf8(text);
    const bool ascii = bytes.size() == text.size();
    if (!faulty || ascii) continue;
    ++found;
    if (!proofing::may_break_rules(bytes)) {
      ADD_FAILURE() << bytes;
    }
  }
  EXPECT_GT(found, 1000);
  EXPECT_FALSE(proofing::may_break_rules("网络安全技术　示例要求 7"));
  EXPECT_FALSE(proofing::may_break_rules("GB/T 1234.5—2025"));
  EXPECT_FALSE(proofing::may_break_rules("a.b (c), 2: [d]"));
}

TEST(ProofreadData, AHabitIsToldFiftyTimes) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  std::string json = "[";
  for (int i = 0; i < 80; ++i) json += std::string(i == 0 ? "" : ",") + "\"加强研究,推动应用\"";
  const auto source = store.add("data.json", json + "]");
  const auto document = data::read_json(source, store.source_text(source), {}, sink);
  ASSERT_TRUE(document);
  proofing::proofread_data(document->root(), sink);
  EXPECT_EQ(sink.diagnostics().size(), 50);
}
