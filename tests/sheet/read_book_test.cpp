// Tables of a workbook made by hand, as data: which columns count.
#include "sheet/databook/read_book.h"

#include "support/diagnostic_lines.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::databook;

namespace {

constexpr std::string_view kSchema = R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
  "properties": {"events": {"type": "array", "title": "事项", "items": {"type": "object", "properties": {
    "title": {"type": "string", "title": "题目"}, "place": {"type": "string", "title": "地点"}}}}}})";

using Rows = std::vector<std::vector<std::string>>;

struct Read {
  std::string json;
  std::string messages;
};

/// What is read of a sheet `事项`; an empty text makes no cell.
Read read(const Rows& rows) {
  intake::ReturnedFile book;
  book.type = intake::FileType::Xlsx;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    for (std::uint32_t column = 0; column < rows[row].size(); ++column) {
      if (rows[row][column].empty()) continue;
      book.loose_cells.push_back({"事项", row, column, intake::RawType::Text, rows[row][column]});
    }
  }
  diagnostics::DiagnosticSink sink;
  const schema::Schema schema = schema::built_in_schema(kSchema);
  Read result;
  for (const char c : read_book(book, schema, "簿", sink).json) {
    if (c != ' ' && c != '\n') result.json += c;
  }
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    result.messages += std::string(diagnostics::catalogue_entry(diagnostic.id).id);
    for (const std::string& argument : diagnostic.arguments) result.messages += " " + argument;
    result.messages += ";";
  }
  return result;
}

}  // namespace

TEST(ReadBook, RowsBelowTheHeadsAreRead) {
  const Read found = read({{"题目", "地点"}, {"甲", "示例市"}, {"乙"}});
  EXPECT_EQ(found.json, R"({"events":[{"title":"甲","place":"示例市"},{"title":"乙"}]})");
  EXPECT_EQ(found.messages, "");
}

TEST(ReadBook, OfTwoColumnsWithOneHeadTheFirstCountsAndTheOtherIsTold) {
  const Read found = read({{"题目", "地点", "题目"}, {"甲", "示例市", "乙"}});
  EXPECT_EQ(found.json, R"({"events":[{"title":"甲","place":"示例市"}]})");
  EXPECT_EQ(found.messages, "databook/unknown-column 簿 事项!C1 题目;");
  // The later one does not count where the first is blank either.
  const Read blank = read({{"题目", "地点", "题目"}, {"", "示例市", "乙"}});
  EXPECT_EQ(blank.json, R"({"events":[{"place":"示例市"}]})");
  EXPECT_EQ(blank.messages, "databook/unknown-column 簿 事项!C1 题目;");
}

TEST(ReadBook, ACopiedColumnBesideThoseWithKeysIsTold) {
  const Read found = read({{"gw:table /events", "gw:/title", "gw:/place", ""},
                           {"编号", "题目", "地点", "题目"},
                           {"1", "甲", "示例市", "乙"}});
  EXPECT_EQ(found.json, R"({"events":[{"title":"甲","place":"示例市"}]})");
  EXPECT_EQ(found.messages, "databook/unknown-column 簿 事项!D2 题目;");
}

TEST(ReadBook, AColumnOfSomebodysOwnIsToldOnlyIfItHasValues) {
  EXPECT_EQ(read({{"题目", "备忘"}, {"甲", "记下"}}).messages, "databook/unknown-column 簿 事项!B1 备忘;");
  EXPECT_EQ(read({{"题目", "备忘"}, {"甲"}}).messages, "");
}
