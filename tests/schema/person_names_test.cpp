#include "checking.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "resources/source_store.h"
#include "schema/normal_values.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::schema;

TEST(PersonNames, TwoPersonsAndRemarksAreTold) {
  for (const std::string_view name : {"张示例", "张　三", "欧阳 示例", "阿卜杜·示例", "Zhang Shili", "Zhang, Shili",
                                      "Anna-Maria Muster", "张师", "李教授", "𬱖示例", "示例老师"}) {
    EXPECT_EQ(what_is_beside_name(name), name == "示例老师" ? NameDoubt::Remark : NameDoubt::None) << name;
  }
  for (const std::string_view name : {"张示例、李样本", "张示例，李样本", "张示例,李样本", "张示例/李样本",
                                      "张示例；李样本", "张示例 李样本", "张示例\n李样本", "A. Muster; B. Muster"}) {
    EXPECT_EQ(what_is_beside_name(name), NameDoubt::Several) << name;
  }
  for (const std::string_view name :
       {"张示例（组长）", "张示例(代)", "张示例【已退休】", "张示例教授", "张示例 女士", "Zhang Shili (chair)"}) {
    EXPECT_EQ(what_is_beside_name(name), NameDoubt::Remark) << name;
  }
}

TEST(PersonNames, OnlyFieldsForOnePersonAreLookedAt) {
  SchemaCheck check(R"({"properties":{
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
  report_doubtful_names(check.schema(), read->root(), sink);
  ASSERT_EQ(sink.diagnostics().size(), 2);
  EXPECT_EQ(sink.diagnostics()[0].id, diagnostics::messages::DataNameRemark);
  EXPECT_EQ(sink.diagnostics()[1].id, diagnostics::messages::DataSeveralNames);
}
