#include "schema/doubtful_texts.h"

#include "checking.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "resources/read_file.h"
#include "schema/detail/text_language.h"
#include "support/require.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::schema;

TEST(PersonNames, TwoPersonsAndRemarksAreTold) {
  for (const std::string_view name : {"张示例", "张　三", "欧阳 示例", "阿卜杜·示例", "Zhang Shili", "Zhang, Shili",
                                      "Anna-Maria Muster", "张师", "李教授", "𬱖示例", "示例老师"}) {
    EXPECT_EQ(what_is_beside_name(name), name == "示例老师" ? NameDoubt::Remark : NameDoubt::None) << name;
  }
  for (const std::string_view name :
       {"张示例、李样本", "张示例，李样本", "张示例,李样本", "张示例/李样本", "张示例；李样本", "张示例 李样本",
        "张示例\n李样本", "A. Muster; B. Muster", "Anna Muster and Otto Muster"}) {
    EXPECT_EQ(what_is_beside_name(name), NameDoubt::Several) << name;
  }
  for (const std::string_view name :
       {"张示例（组长）", "张示例(代)", "张示例【已退休】", "张示例教授", "张示例 女士", "Zhang Shili (chair)"}) {
    EXPECT_EQ(what_is_beside_name(name), NameDoubt::Remark) << name;
  }
}

TEST(PersonNames, OnlyFieldsForOnePersonAreLookedAt) {
  CheckedValue check(R"({"properties":{
      "who":{"type":"string","x-naming":"person"},
      "org":{"type":"string","x-naming":true},
      "all":{"type":"array","items":{"type":"string","x-naming":"person"}}}})");
  ASSERT_TRUE(check.compiled());
  resources::SourceStore sources;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source =
      sources.add("data.json", R"({"who":"张示例（组长）","org":"甲、乙（联合）","all":["李样本","王范文、赵测试"]})");
  auto read = data::read_json(source, sources.source_text(source), {}, sink);
  tests::require(read);
  report_doubtful_texts(check.schema(), read->root(), "2026-11-27", sink);
  ASSERT_EQ(sink.diagnostics().size(), 2);
  EXPECT_EQ(sink.diagnostics()[0].id, diagnostics::messages::DataNameRemark);
  EXPECT_EQ(sink.diagnostics()[1].id, diagnostics::messages::DataSeveralNames);
}

TEST(OrganisationNames, ListsAreToldApartFromLongNames) {
  for (const std::string_view name :
       {"某某研究院、示例科技有限公司", "示例大学；样例检测认证中心", "某某研究院和示例科技有限公司",
        "示例大学与某某研究所", "国家标准化管理委员会，示例总局", "Shili Technology Co., Ltd.; Moumou Academy",
        "Shili University and Moumou Institute"}) {
    EXPECT_TRUE(names_several_organisations(name)) << name;
  }
  for (const std::string_view name :
       {"工业和信息化部", "国家发展和改革委员会", "全国网络安全标准化技术委员会", "某某研究院网络安全研究所",
        "示例大学 计算机学院", "中央网络安全和信息化领导小组办公室", "Institute of Science and Technology",
        "Institute of Cybersecurity, Moumou Research Academy", "示例、样例与范例协会",
        "样例标准化研究院与示范大学联合实验室", "各设区的市市场监督管理局、公安局", "ISO/IEC JTC 1/SC 27", ""}) {
    EXPECT_FALSE(names_several_organisations(name)) << name;
  }
}

TEST(TextLanguages, SmallWordsAndSyllablesTell) {
  const auto expect = [](TextLanguage language, std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) EXPECT_EQ(guess_language(text), language) << text;
  };
  expect(TextLanguage::Chinese, {"网络安全　匿名数字凭证", "Cybersecurity — 匿名 credentials"});
  expect(TextLanguage::English,
         {"Cybersecurity — Minimal disclosure requirements for anonymous digital credentials",
          "Information technology — Security techniques — Part 2: Mechanisms using a group public key and the like",
          "Data safety in the use of women and children"});
  expect(TextLanguage::French,
         {"Cybersécurité — Exigences de divulgation minimale pour les justificatifs numériques anonymes",
          "Techniques de sécurité", "Lignes directrices générales", "SÉCURITÉ DE L’INFORMATION"});
  expect(TextLanguage::Pinyin, {"wangluo anquan niming shuzi pingzheng", "Xinxi Anquan Jishu Yaoqiu"});
  expect(TextLanguage::Unknown, {"", "ISO/IEC 27001:2022", "Privacy framework", "Wang Anshi", "SAC"});
}

namespace {

/// The identifiers of what is said of `data` under `schema` on 2026-11-27.
std::vector<std::string> doubts(std::string_view schema, std::string_view json) {
  CheckedValue check{std::string(schema)};
  EXPECT_TRUE(check.compiled());
  resources::SourceStore sources;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = sources.add("data.json", std::string(json));
  auto read = data::read_json(source, sources.source_text(source), {}, sink);
  tests::require(read);
  report_doubtful_texts(check.schema(), read->root(), "2026-11-27", sink);
  std::vector<std::string> ids;
  for (const auto& diagnostic : sink.diagnostics()) ids.emplace_back(diagnostics::catalogue_entry(diagnostic.id).id);
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST(DoubtfulTexts, DatesMoreThanTenYearsAheadOrBefore1900) {
  constexpr std::string_view kSchema = "{}";
  EXPECT_EQ(doubts(kSchema, R"({"a":"2036-12-31","b":"2036-12","c":"1900-01-01","plan":"20360001-T-469",
      "number":"GB/T 1-2036","document":"网安字〔2036〕5号","d":"2062年","e":"from 20620001-T-469"})"),
            Ids{});
  EXPECT_EQ(doubts(kSchema, R"({"a":"2037-01-01","b":"1899-12","plan":"20620001-T-469",
      "number":"GB/T 1-2062","document":"网安字〔2062〕5号"})"),
            Ids(5, "data/distant-date"));
}

TEST(DoubtfulTexts, FieldsAreWrittenInTheirLanguage) {
  constexpr std::string_view kSchema = R"({"properties":{"zh":{"type":"string","x-language":"zh"},
      "en":{"type":"string","x-language":"en"},"fr":{"type":"string","x-language":"fr"}}})";
  EXPECT_EQ(doubts(kSchema, R"({"zh":"网络安全","en":"Requirements for security","fr":"Exigences de sécurité"})"),
            Ids{});
  EXPECT_EQ(doubts(kSchema, R"({"zh":"SAP","en":"Privacy framework","fr":"ISO"})"), Ids{});
  EXPECT_EQ(doubts(kSchema, R"({"zh":"Privacy framework","en":"隐私框架","fr":"Requirements for security"})"),
            Ids(3, "data/other-language"));
}

TEST(DoubtfulTexts, AnnexesThatTextsReferToAreThere) {
  constexpr std::string_view kListed = R"({"x-annexes":"/annexes","properties":{"text":{"type":"string"}}})";
  EXPECT_EQ(doubts(kListed, R"({"text":"见附件2、附件一","annexes":["甲","乙"]})"), Ids{});
  EXPECT_EQ(doubts(kListed, R"({"text":"见附件3","annexes":["甲","乙"]})"), Ids{"data/missing-annex"});
  EXPECT_EQ(doubts(kListed, R"({"text":"详见附件"})"), Ids{"data/missing-annex"});
  EXPECT_EQ(doubts(kListed, R"({"text":"按附件十二填写","annexes":["甲"]})"), Ids{"data/missing-annex"});
  EXPECT_EQ(doubts(kListed, R"({"text":"《示例办法》附件3、该文件的附件4，以附件形式发送，《示例法》第二条和附件9"})"),
            Ids{});
  EXPECT_EQ(doubts(R"({"x-annexes":1})", R"({"text":"附件1"})"), Ids{});
  EXPECT_EQ(doubts(R"({"x-annexes":1})", R"({"text":"附件2"})"), Ids{"data/missing-annex"});
  EXPECT_EQ(doubts(R"({})", R"({"text":"附件2"})"), Ids{});
}

TEST(DoubtfulTexts, KeywordsAreChecked) {
  for (const std::string_view good : {R"("x-annexes":0)", R"("x-annexes":"/annexes")", R"("x-language":"fr")",
                                      R"("x-naming":"organisation")", R"("x-naming":true)"}) {
    EXPECT_TRUE(CheckedValue("{" + std::string(good) + "}").compiled()) << good;
  }
  for (const std::string_view bad :
       {R"("x-annexes":"annexes")", R"("x-annexes":"")", R"("x-annexes":"/a/b")", R"("x-annexes":-1)",
        R"("x-annexes":true)", R"("x-annexes":[])", R"("x-language":"de")", R"("x-naming":"body")"}) {
    EXPECT_FALSE(CheckedValue("{" + std::string(bad) + "}").compiled()) << bad;
  }
}
