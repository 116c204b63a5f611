#include "base/json.h"
#include "data/readers.h"
#include "databook/table_plan.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "store/detail/fact_columns.h"
#include "store/detail/fact_table.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // without it spreadsheets take another encoding

std::string in_quotes(std::string_view text) {
  if (text.find_first_of("\",;\t\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// Whether the text can be written as a value within an item, and is read back unchanged.
bool is_plain(const databook::DataCell& cell) {
  constexpr std::string_view kMarks[] = {"；", ";", "，", ",", "=", "\n", "json:"};
  return std::none_of(std::begin(kMarks), std::end(kMarks),
                      [&cell](std::string_view mark) { return cell.text.find(mark) != std::string::npos; });
}

class CsvWriter {
 public:
  CsvWriter(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
            diagnostics::Language language)
      : records_(records), columns_(schemas, type), language_(language) {
    base::Json list = base::Json::list();
    for (const data::Value& record : records) list.add(base::Json::written(compact_json(record)));
    base::Json object = base::Json::object();
    object.set(type.info().plural, std::move(list));
    const std::string json = object.text();
    diagnostics::DiagnosticSink ignored;
    const auto document = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
    tables_ = databook::rows_of(columns_.plan(), document->root(), language);
  }

  std::string write() {
    const std::vector<databook::DataRow>& rows = tables_[columns_.table()].rows;
    std::vector<std::vector<std::string>> lines(rows.size() + 1);
    const auto add = [&lines](const std::string& head, auto text_of) {
      std::vector<std::string> column{head};
      bool any = false;
      for (std::size_t i = 1; i < lines.size(); ++i) {
        column.push_back(text_of(i - 1));
        any = any || !column.back().empty();
      }
      for (std::size_t i = 0; any && i < lines.size(); ++i) lines[i].push_back(in_quotes(column[i]));
    };
    for (std::size_t i = 0; i < columns_.record().columns.size(); ++i) {
      add(columns_.record().columns[i].title.in(language_), [&](std::size_t row) { return rows[row].cells[i].text; });
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const databook::Table& list = columns_.plan().tables[i];
      if (i == columns_.table() || list.pointer.empty() || list.parent != columns_.table()) continue;
      add(list.title.in(language_), [&](std::size_t row) { return list_text(i, row); });
    }
    add(std::string(texts::DatabookRest.in(language_)), [&](std::size_t row) { return rows[row].rest.text; });
    std::string text(kByteOrderMark);
    for (const std::vector<std::string>& line : lines) {
      for (std::size_t i = 0; i < line.size(); ++i) text.append(i > 0 ? "," : "").append(line[i]);
      text += "\r\n";
    }
    return text;
  }

 private:
  std::string list_text(std::size_t index, std::size_t record) const {
    const databook::Table& list = columns_.plan().tables[index];
    std::string text;
    bool plain = true;
    for (std::size_t i = 0; i < tables_[index].rows.size(); ++i) {
      const databook::DataRow& row = tables_[index].rows[i];
      if (row.parent != record + 1) continue;
      std::string item;
      for (std::size_t j = 0; j < row.cells.size(); ++j) {
        if (row.cells[j].text.empty()) continue;
        plain = plain && is_plain(row.cells[j]);
        item.append(item.empty() ? "" : "，");
        if (!list.columns[j].path.empty()) item.append(list.columns[j].title.in(language_)).append("=");
        item.append(row.cells[j].text);
      }
      plain = plain && row.rest.text.empty() && !item.empty() && !has_rows_of_its_own(index, i + 1);
      text.append(text.empty() ? "" : "；").append(item);
    }
    if (plain) return text;
    const std::optional<data::Value> value = records_[record].find(list.path.back());
    return value ? "json:" + compact_json(*value) : std::string();
  }

  bool has_rows_of_its_own(std::size_t table, std::size_t row) const {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (columns_.plan().tables[i].pointer.empty() || columns_.plan().tables[i].parent != table) continue;
      for (const databook::DataRow& child : tables_[i].rows) {
        if (child.parent == row) return true;
      }
    }
    return false;
  }

  const std::vector<data::Value>& records_;
  FactColumns columns_;
  diagnostics::Language language_;
  std::vector<databook::DataTable> tables_;
};

}  // namespace

std::string fact_table_csv(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
                           diagnostics::Language language) {
  return CsvWriter(records, type, schemas, language).write();
}

}  // namespace gongwen::store
