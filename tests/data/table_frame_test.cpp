// Rows of tables that are not records, and CSV as spreadsheet programs write it.
#include "data/table_frame.h"

#include "diagnostics/catalogue/data.h"
#include "resources/read_file.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
namespace messages = diagnostics::messages;

namespace {

struct ReadTable {
  std::vector<std::vector<std::string>> rows;
  std::vector<diagnostics::DiagnosticId> told;
};

/// `名称` and `数量` are the headings that are known.
ReadTable table_of(const std::string& csv) {
  resources::SourceStore sources;
  const auto source = sources.add("t.csv", csv);
  CsvTable table(source, sources.source_text(source));
  HeadedTable headed(table, [](std::string_view text) { return text == "名称" || text == "数量"; });
  diagnostics::DiagnosticSink sink;
  ReadTable read;
  while (const auto row = headed.next_row(sink)) {
    auto& texts = read.rows.emplace_back();
    for (const TableCell& cell : row->cells) texts.emplace_back(cell.text);
  }
  for (const diagnostics::Diagnostic& one : sink.diagnostics()) read.told.push_back(one.id);
  return read;
}

using Rows = std::vector<std::vector<std::string>>;

}  // namespace

TEST(TableFrame, FindsTheHeadingsBelowATitle) {
  const ReadTable read = table_of("清单,,\n,,\n序号,名称,数量\n1,甲,2\n");
  EXPECT_EQ(read.rows, (Rows{{"序号", "名称", "数量"}, {"1", "甲", "2"}}));
  EXPECT_EQ(read.told, std::vector{messages::DataTableRowsAbove});
}

TEST(TableFrame, TakesTheFirstRowWhenNothingIsKnown) {
  EXPECT_EQ(table_of("甲,乙\n1,2\n").rows, (Rows{{"甲", "乙"}, {"1", "2"}}));
}

TEST(TableFrame, ReadsNoSumsNotesAndHeadingsAsRecords) {
  const ReadTable read = table_of("名称,数量\n甲,2\n名称,数量\n数量,名称\n合计,2\n小 计：,3\n注：无,\n合计委员会,1\n");
  EXPECT_EQ(read.rows, (Rows{{"名称", "数量"}, {"甲", "2"}, {"合计委员会", "1"}}));
  EXPECT_EQ(read.told.size(), 5u);
}

TEST(TableFrame, TellsThatATableGoesOn) {
  const ReadTable read = table_of("名称,数量\n甲,2\n\n,\n乙,3\n\n");
  EXPECT_EQ(read.rows.size(), 3u);
  EXPECT_EQ(read.told, std::vector{messages::DataTableGoesOn});
}

TEST(TableFrame, KnowsWhatSpreadsheetsLeaveOfNumbers) {
  for (const char* const text : {"1.10101E+17", "1E+15"}) EXPECT_TRUE(has_lost_digits(text)) << text;
  for (const char* const text : {"110101199001011234", "E+17", "1.E+", "1.1E+x", "AE+12"}) {
    EXPECT_FALSE(has_lost_digits(text)) << text;
  }
}

TEST(CsvTable, TakesTheSeparatorThatItsFirstLineNames) {
  EXPECT_EQ(table_of("sep=;\r\n名称;数量\r\n甲,乙;2\r\n").rows, (Rows{{"名称", "数量"}, {"甲,乙", "2"}}));
  EXPECT_EQ(table_of("sep=\t\n名称\t数量\n").rows, (Rows{{"名称", "数量"}}));
  EXPECT_EQ(read_csv_start("sep=").length, 0u);
}

TEST(CsvTable, TakesATextThatIsWrittenAsAFormula) {
  const ReadTable read = table_of("名称,数量\n=\"001\",\"=\"\"002\"\"\"\n=\"甲,乙\",=\"\n\"\n");
  EXPECT_EQ(read.rows, (Rows{{"名称", "数量"}, {"001", "002"}, {"甲,乙", "\n"}}));
  EXPECT_EQ(measure_csv_row("=\"甲\n乙\",1\n2", ',').row, std::string_view("=\"甲\n乙\",1").size());
}
