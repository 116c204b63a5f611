#include "data/decode_text.h"
#include "data/reading.h"
#include "data/table_frame.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/checking.h"
#include "schema/table_cells.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;
using namespace std::string_literals;

namespace {

const char* const kSchema =
    R"({"properties":{"annex":{"properties":{"projects":{"type":"array","items":{
    "type":"object","required":["number","title"],"properties":{
      "number":{"type":"string","x-title":{"zh":"计划号","en":"Plan number"}},
      "title":{"type":"string","title":"名称"},
      "count":{"type":"integer","title":"项数"},
      "cost":{"type":"number","title":"经费"},
      "date":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}],"title":"日期"},
      "month":{"type":"string","format":"month","title":"月份"},
      "public":{"type":"boolean","title":"公开"},
      "drafters":{"type":"array","items":{"type":"string"},"title":"起草单位"},
      "nature":{"oneOf":[{"const":"T","title":"推荐性"},{"const":"Q","title":"强制性"}],"title":"性质"},
      "leader":{"type":"object","title":"负责人"}}}}}},
    "word":{"type":"string"}}})";

/// A CSV text read by the schema above.
class TableReading {
 public:
  explicit TableReading(std::string text, std::string_view pointer = "/annex/projects")
      : schema_(kSchema), source_(store_.add("t.csv", std::move(text))) {
    tests::require(schema_.compiled());
    CsvTable table(source_, store_.source_text(source_));
    document_.emplace(read_table(table, schema_.schema(), pointer, {}, sink_));
  }

  bool ok() const { return document_->has_value(); }
  const Document& document() const { return **document_; }
  std::string places() const { return short_forms(sink_); }
  std::string messages(diagnostics::Language language = diagnostics::Language::English) const {
    std::string lines;
    for (const diagnostics::Diagnostic& diagnostic : sink_.diagnostics()) {
      lines.append(diagnostics::message_text(diagnostic, language));
      const std::string hint = diagnostics::hint_text(diagnostic, language);
      if (!hint.empty()) lines.append(" (").append(hint).append(")");
      lines += "\n";
    }
    return lines;
  }
  std::string shown(std::string_view pointer) const {
    const auto value = document().resolve(pointer);
    return value ? shown_value(*value).english : "absent";
  }

 private:
  CheckedValue schema_;
  resources::SourceStore store_;
  diagnostics::SourceId source_;
  diagnostics::DiagnosticSink sink_;
  std::optional<base::Expected<Document>> document_;
};

/// Cells joined by `|`, rows by `/`.
std::string rows_of(std::string text, const CsvLimits& limits = {}) {
  diagnostics::DiagnosticSink sink;
  CsvTable table(diagnostics::SourceId(0), text, limits);
  std::string joined;
  while (const auto row = table.next_row(sink)) {
    if (row->number > 1) joined += "/";
    for (std::size_t i = 0; i < row->cells.size(); ++i) {
      joined.append(i > 0 ? "|" : "").append(row->cells[i].text);
    }
  }
  if (sink.has_errors()) joined.append(" ").append(short_forms(sink));
  return joined;
}

}  // namespace

TEST(ReadTable, CSVFilesAreTakenApartAsRFC4180Says) {
  EXPECT_EQ(rows_of("a,b\n1,2\n"), "a|b/1|2");
  EXPECT_EQ(rows_of("a,b\r\n1,2"), "a|b/1|2");
  EXPECT_EQ(rows_of("a,b\r1,2\r"), "a|b/1|2");
  EXPECT_EQ(rows_of("a;b,c;d\n"), "a|b,c|d");
  EXPECT_EQ(rows_of("a\tb\n"), "a|b");
  EXPECT_EQ(rows_of("a\n"), "a");
  EXPECT_EQ(rows_of("\"a,\"\"x\"\"\",\"b\nc\",\"\"\n"), "a,\"x\"|b\nc|");
  EXPECT_EQ(rows_of("a,,\n,,b\n"), "a||/||b");
  EXPECT_EQ(rows_of("\n\na,b\n"), "//a|b");
  EXPECT_EQ(rows_of("\"\"\"\""), "\"");
  EXPECT_EQ(rows_of(""), "");
  EXPECT_EQ(rows_of("a b\"c,d\n"), "a b\"c|d");
  EXPECT_EQ(rows_of("a,\"b\n"), " data/table-quote@2-3");
  EXPECT_EQ(rows_of("a,\"b\"c\n"), " data/table-after-quote@5-6");
  EXPECT_EQ(rows_of("a\nb\nc\n", {2, 9}), "a/b data/table-too-large@4-4");
  EXPECT_EQ(rows_of("a,b,c\n", {9, 2}), " data/table-too-large@4-4");
}

TEST(ReadTable, TablesAreDecodedFromWhatSpreadsheetsWrite) {
  diagnostics::DiagnosticSink sink;
  EXPECT_EQ(*decode_text("名称", "t", sink), "名称");
  EXPECT_EQ(*decode_text("\xEF\xBB\xBF名称", "t", sink), "名称");
  EXPECT_EQ(*decode_text("\xC3\xFB\xB3\xC6", "t", sink), "名称");          // GB 18030
  EXPECT_EQ(*decode_text("\x95\x32\x82\x36", "t", sink), "𠀀");            // its four bytes
  EXPECT_EQ(*decode_text("\xFF\xFE\x0D\x54\xF0\x79", "t", sink), "名称");  // UTF-16, little end first
  EXPECT_EQ(*decode_text("\xFE\xFF\x54\x0D\x79\xF0", "t", sink), "名称");  // and big end first
  EXPECT_EQ(*decode_text("", "t", sink), "");
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += "\xC3\xFB";
  EXPECT_EQ(decode_text(large, "t", sink)->size(), 300'000);
  EXPECT_FALSE(sink.has_errors());
  EXPECT_FALSE(decode_text("a\xFF\xFF", "t.csv", sink));
  EXPECT_EQ(sink.diagnostics().front().id, diagnostics::messages::DataTableEncoding);
  EXPECT_FALSE(decode_text("\xC3", "t.csv", sink));
}

TEST(ReadTable, CellsGetTheTypesOfTheSchema) {
  const TableReading reading(
      "序号,计划号,名称,项数,经费,日期,月份,公开,起草单位,性质\n"
      "1,20240001-T-469, 甲 ,\"1,234\",-12.50,2024/2/4,2024年2月,是,甲院、乙所；丙,推荐性\n"
      ",,,,,,,,,\n"
      "2,010010,乙,3.0,\"1,234,567.5\",2024年12月31日,2024-12,×,丁,Q\n");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.document().root().size(), 2);
  EXPECT_EQ(reading.shown("/0/number"), "\"20240001-T-469\"");
  EXPECT_EQ(reading.shown("/0/title"), "\"甲\"");
  EXPECT_EQ(reading.shown("/0/count"), "1234");
  EXPECT_EQ(reading.shown("/0/cost"), "-12.50");
  EXPECT_EQ(reading.shown("/0/date"), "\"2024-02-04\"");
  EXPECT_EQ(reading.shown("/0/month"), "\"2024-02\"");
  EXPECT_EQ(reading.shown("/0/public"), "true");
  EXPECT_EQ(reading.shown("/0/drafters"), "a list of 3 items");
  EXPECT_EQ(reading.shown("/0/drafters/2"), "\"丙\"");
  EXPECT_EQ(reading.shown("/0/nature"), "\"T\"");
  EXPECT_EQ(reading.shown("/1/number"), "\"010010\"");
  EXPECT_EQ(reading.shown("/1/count"), "3");
  EXPECT_EQ(reading.shown("/1/cost"), "1234567.5");
  EXPECT_EQ(reading.shown("/1/date"), "\"2024-12-31\"");
  EXPECT_EQ(reading.shown("/1/public"), "false");
  EXPECT_EQ(reading.shown("/1/nature"), "\"Q\"");
}

TEST(ReadTable, HeadersAreNamesOrTitlesInAnyOrderEmptyCellsLeaveMembersOut) {
  const TableReading good("名称;plan number;COUNT\n甲;1;\n");
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good.document().root().at(0).size(), 2);
  EXPECT_EQ(good.shown("/0/number"), "\"1\"");
  EXPECT_EQ(good.shown("/0/count"), "absent");
}

TEST(ReadTable, EveryCellThatDoesNotFitIsReportedWithRowAndColumn) {
  const TableReading reading(
      "计划号,名称,项数,经费,日期,月份,公开,性质\n"
      "1,a,1.5,\"12,34\",2024-02-30,2024-13,maybe,自愿\n"
      "2,b,x,1e999999,昨天,2024,是,推荐性\n"
      "3,c,\"1234,567\",,,,,\n");
  EXPECT_FALSE(reading.ok());
  EXPECT_EQ(reading.messages(),
            "row 2, column `项数` must be a whole number, but is \"1.5\"\n"
            "row 2, column `经费` must be a number, but is \"12,34\"\n"
            "row 2, column `日期` must be a date, but is \"2024-02-30\" (2024-02 has no day 30; its last one is "
            "`2024-02-29`)\n"
            "row 2, column `月份` must be a month, but is \"2024-13\" (month 13 does not exist)\n"
            "row 2, column `公开` must be true or false, but is \"maybe\"\n"
            "row 2, column `性质` must be \"T\" (推荐性) or \"Q\" (强制性), but is \"自愿\"\n"
            "row 3, column `项数` must be a whole number, but is \"x\"\n"
            "row 3, column `经费` must be a number, but is \"1e999999\"\n"
            "row 3, column `日期` must be a date, but is \"昨天\" (for example `2024-02-04`)\n"
            "row 3, column `月份` must be a month, but is \"2024\" (for example `2024-02`)\n"
            "row 4, column `项数` must be a whole number, but is \"1234,567\"\n");
  EXPECT_TRUE(reading.messages(diagnostics::Language::Chinese).starts_with("第 2 行“项数”列应为整数，现为：“1.5”\n"));
}

TEST(ReadTable, FaultsOfTheHeaderAreReportedAtTheirCell) {
  struct Case {
    const char* text;
    const char* place;
    const char* message;
  };
  const Case cases[] = {
      {"计划号,名称,nmae\n", "data/table-unknown-column@17-21", "the column `nmae` does not match any field"},
      {"计划号,名称,项目\n", "data/table-unknown-column@17-23",
       "the column `项目` does not match any field (did you mean `项数`?)"},
      {"计划号,名称,title\n", "data/table-repeated-column@17-22",
       "the columns `名称` and `title` match the same field"},
      {"名称\n", "data/table-missing-column@0-6", "missing column for `number` (Plan number)"},
      {"计划号,名称,负责人\n", "data/table-column-type@17-26",
       "the column `负责人` matches a field whose value does not fit into a cell"},
      {"计划号,名称\n1,a,x\n", "data/table-no-header@21-22", "row 2 has a cell in column 3, which has no header"},
      {"", "data/table-empty@0-0", "the table has no header row"},
      {"\n,,\n", "data/table-empty@0-0", "the table has no header row"},
      {"计划号,名称\n1,\"a\n", "data/table-quote@19-20", "the quotation mark in row 2 is not closed"},
      {"计划号,名称,项数\n1,a,x\n", "data/table-cell@28-29",
       "row 2, column `项数` must be a whole number, but is \"x\""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const TableReading reading(c.text);
    EXPECT_FALSE(reading.ok());
    EXPECT_EQ(reading.places(), c.place);
    EXPECT_EQ(reading.messages(), c.message + "\n"s);
  }
  EXPECT_TRUE(TableReading("计划号,名称,\n1,a,\n").ok());
}

TEST(ReadTable, ATableNeedsAListOfObjectsInTheSchema) {
  for (const char* const pointer : {"/word", "/nowhere", "", "annex"}) {
    const TableReading reading("a\n", pointer);
    EXPECT_EQ(reading.places(), "data/table-not-a-list@0-0");
  }
}

TEST(ReadTable, ATableIsPutIntoADocumentAndItsValuesKnowTheirCells) {
  const TableReading table("计划号,名称\n1,甲\n2,乙\n");
  ASSERT_TRUE(table.ok());
  const auto insert = [&](const char* data, std::string_view pointer) {
    resources::SourceStore store;
    diagnostics::DiagnosticSink sink;
    // The sources of both have different numbers: the data is the second text of its store.
    store.add("other", "");
    const auto source = store.add("data.json", data);
    auto document = read_json(source, store.source_text(source), {}, sink);
    const auto whole = insert_table(*std::move(document), pointer, table.document(), sink);
    if (!whole) return short_forms(sink);
    const auto title = whole->resolve(std::string(pointer) + "/1/title");
    const auto span = title->span();
    return title->pointer() + "=" + std::string(title->string()) + "@" + std::to_string(span.source.value) + ":" +
           std::to_string(span.begin) + "-" + std::to_string(span.end);
  };
  EXPECT_EQ(insert("{}", "/annex/projects"), "/annex/projects/1/title=乙@0:25-28");
  EXPECT_EQ(insert(R"({"annex":{"x":1}})", "/annex/projects"), "/annex/projects/1/title=乙@0:25-28");
  EXPECT_EQ(insert(R"({"annex":{"projects":[]}})", "/annex/projects"), "/annex/projects/1/title=乙@0:25-28");
  EXPECT_EQ(insert(R"({"annex":{"projects":null,"x":1}})", "/annex/projects"), "/annex/projects/1/title=乙@0:25-28");
  EXPECT_EQ(insert(R"({"a":[{},{}]})", "/a/1/list"), "/a/1/list/1/title=乙@0:25-28");
  EXPECT_EQ(insert(R"({"annex":{"projects":[1]}})", "/annex/projects"), "data/table-place-taken@0-28");
  EXPECT_EQ(insert(R"({"annex":5})", "/annex/projects"), "data/table-no-place@0-28");
  EXPECT_EQ(insert(R"({"annex":[]})", "/annex/9/x"), "data/table-no-place@0-28");
  EXPECT_EQ(insert(R"([])", "/0"), "data/table-no-place@0-28");
  EXPECT_EQ(insert("{}", ""), "data/table-no-place@0-28");
}

TEST(ReadTable, ALargeTableIsReadInOneGo) {
  std::string text = "计划号,名称,项数\n";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ",\"名 \"\"称\"\"\"," + std::to_string(i) + "\n";
  const TableReading reading(text);
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.document().root().size(), 20'000);
  EXPECT_EQ(reading.shown("/19999/count"), "19999");
  EXPECT_EQ(reading.shown("/7/title"), "\"名 \"称\"\"");
}
