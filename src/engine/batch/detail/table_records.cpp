#include "data/csv_table.h"
#include "databook/sheet_rows.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/databook.h"
#include "engine/batch/detail/record_source.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <deque>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// Whether nothing but separators and blanks is in a row.
bool is_empty_row(std::string_view row, char separator) {
  return std::all_of(row.begin(), row.end(),
                     [separator](char c) { return c == separator || c == ' ' || c == '\t' || c == '"' || c == '\r'; });
}

/// As CSV writes a cell: in quotation marks, those inside doubled.
void append_cell(std::string& row, std::string_view text) {
  row.push_back('"');
  for (const char c : text) {
    if (c == '"') row.push_back('"');
    row.push_back(c);
  }
  row.push_back('"');
}

/// Where the rows come from.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// A row that is not blank.
  struct Row {
    std::size_t number = 0;
    std::uint32_t line = 1;  // of the file that it starts in
    std::string text;        // as CSV; of a sheet empty
    data::TableRow cells;    // none when the text cannot be read as a row, which is reported with its record
    std::vector<diagnostics::Diagnostic> errors = {};  // of its cells
  };
  virtual std::optional<Row> next() = 0;
  virtual char separator() const = 0;
  virtual double share() const = 0;
  /// For people: `list.csv:3`, `list.xlsx 表!A3`.
  virtual std::string place(const Row& row, std::size_t cell) const = 0;
  virtual const databook::SheetCells* sheet() const { return nullptr; }
};

class CsvRows final : public RowReader {
 public:
  CsvRows(const std::string& name, std::string text)
      : name_(name), text_(std::move(text)), start_(data::read_csv_start(text_)), at_(start_.length) {
    if (start_.length == 0) return;
    ++number_;
    ++line_;
  }

  char separator() const override { return start_.separator; }
  double share() const override {
    return text_.empty() ? 1 : static_cast<double>(at_) / static_cast<double>(text_.size());
  }
  std::string place(const Row& row, std::size_t) const override { return name_ + ":" + std::to_string(row.line); }
  std::optional<Row> next() override {
    while (at_ < text_.size()) {
      const data::CsvRowLength length = data::measure_csv_row(std::string_view(text_).substr(at_), separator());
      const std::string_view text = std::string_view(text_).substr(at_, length.row);
      const std::uint32_t line = line_;
      ++number_;
      at_ += length.row + length.line_end;
      line_ += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
      if (is_empty_row(text, separator())) continue;
      Row row{number_, line, std::string(text), {}};
      DiagnosticSink ignored;
      parsed_.push_back(std::make_unique<data::CsvTable>(diagnostics::SourceId(), text, separator(), number_ - 1));
      if (auto cells = parsed_.back()->next_row(ignored)) row.cells = *std::move(cells);
      // The headings may be far among the rows that are looked at.
      if (parsed_.size() > data::kRowsWithHeadings + 1) parsed_.pop_front();
      return row;
    }
    return std::nullopt;
  }

 private:
  std::string name_;
  std::string text_;
  data::CsvStart start_;
  std::deque<std::unique_ptr<data::CsvTable>> parsed_;  // the texts of the last rows
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  std::uint32_t line_ = 1;
};

class SheetRowReader final : public RowReader {
 public:
  SheetRowReader(const std::string& name, std::shared_ptr<const SheetTable> table)
      : name_(name), table_(std::move(table)), rows_(*table_->sheet, name_, places_) {}

  char separator() const override { return ','; }
  double share() const override {
    const std::size_t rows = table_->sheet->rows.size();
    return rows == 0 ? 1 : static_cast<double>(given_) / static_cast<double>(rows);
  }
  const databook::SheetCells* sheet() const override { return table_->sheet; }
  std::string place(const Row& row, std::size_t cell) const override {
    return name_ + " " +
           databook::place_text(table_->sheet->name, static_cast<std::uint32_t>(row.number - 1),
                                static_cast<std::uint32_t>(cell));
  }
  std::optional<Row> next() override {
    DiagnosticSink sink;
    while (auto cells = rows_.next_row(sink)) {
      if (cells->cells.empty()) continue;
      ++given_;
      const bool is_blank = std::all_of(cells->cells.begin(), cells->cells.end(), schema_is_empty);
      if (is_blank && !sink.has_errors()) continue;
      Row row{cells->number, static_cast<std::uint32_t>(cells->number), {}, *std::move(cells)};
      row.errors = sink.diagnostics();
      return row;
    }
    return std::nullopt;
  }

 private:
  static bool schema_is_empty(const data::TableCell& cell) { return schema::is_empty(cell); }

  std::string name_;
  std::shared_ptr<const SheetTable> table_;
  resources::SourceStore places_;
  databook::SheetRows rows_;
  std::size_t given_ = 0;
};

class TableRecordSource final : public RecordSource {
 public:
  TableRecordSource(std::string name, std::unique_ptr<RowReader> rows, const CompiledKind& kind)
      : name_(std::move(name)),
        rows_(std::move(rows)),
        kind_(kind),
        frame_(schema::TableRecords::headings_of(*kind.schema)) {}

  void add_remarks(const std::vector<diagnostics::Diagnostic>& remarks) {
    for (const diagnostics::Diagnostic& remark : remarks) remarks_.add(remark);
  }

  double share() const override { return rows_->share(); }

  std::optional<Record> next() override {
    if (ended_) return std::nullopt;
    if (table_ == nullptr && !read_header()) return error();
    while (std::optional<RowReader::Row> row = take()) {
      const data::RowSort sort = row->cells.cells.empty() ? data::RowSort::Record : frame_.sort_of(row->cells);
      if (sort == data::RowSort::Headings) {
        remarks_.report(messages::DatabookRepeatedHeads, Origin{}, rows_->place(*row, 0));
        continue;
      }
      if (sort == data::RowSort::Blank && row->errors.empty()) continue;
      if (last_ > 0 && row->number > last_ + 1) {
        remarks_.report(messages::DataTableGoesOn, Origin{}, row->number, row->number - last_ - 1);
      }
      last_ = row->number;
      return record_of(*std::move(row), sort);
    }
    return std::nullopt;
  }

 private:
  std::optional<RowReader::Row> take() {
    if (ahead_.empty()) return rows_->next();
    RowReader::Row row = std::move(ahead_.front());
    ahead_.pop_front();
    return row;
  }

  bool read_header() {
    std::vector<data::TableRow> first;
    while (first.size() < data::kRowsWithHeadings) {
      auto row = rows_->next();
      if (!row) break;
      first.push_back(row->cells);
      ahead_.push_back(*std::move(row));
    }
    const auto found = frame_.find_headings(first);
    if (ahead_.empty()) {
      sink_.report(messages::DataTableEmpty, Origin{});
      return false;
    }
    for (std::size_t i = 0; i < found.value_or(0); ++i) report_above(*take());
    RowReader::Row header = *take();
    // What is wrong with the header is reported in words; the text of a record's store would be gone by then.
    if (header.cells.cells.empty()) {
      data::CsvTable({}, header.text, rows_->separator(), header.number - 1).next_row(sink_);
      return false;
    }
    for (const diagnostics::Diagnostic& error : header.errors) sink_.add(error);
    base::Expected<schema::TableRecords> columns = schema::TableRecords::open(header.cells, *kind_.schema, sink_);
    if (!columns || sink_.has_errors()) return false;
    std::string text = rows_->sheet() == nullptr ? std::move(header.text) : text_of(header.cells);
    table_ = std::make_shared<const RecordTable>(RecordTable{rows_->separator(), std::move(text), *std::move(columns)});
    return true;
  }

  void report_above(const RowReader::Row& row) {
    for (std::size_t i = 0; i < row.cells.cells.size(); ++i) {
      const data::TableCell& cell = row.cells.cells[i];
      if (schema::is_empty(cell)) continue;
      return remarks_.report(messages::DatabookRowsAbove, Origin{}, rows_->place(row, i), cell.text), void();
    }
  }

  static std::string text_of(const data::TableRow& row) {
    std::string text;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) text.push_back(',');
      append_cell(text, row.cells[i].text);
    }
    return text;
  }

  Record record_of(RowReader::Row row, data::RowSort sort) {
    Record record;
    record.place = name_ + ":" + std::to_string(row.line);
    record.source_name = name_;
    record.start.line = row.line;
    record.form = RecordForm::TableRow;
    record.table = table_;
    record.row = row.number;
    record.errors = std::move(row.errors);
    if (sort == data::RowSort::Remark) {
      const auto cell = std::find_if_not(row.cells.cells.begin(), row.cells.cells.end(),
                                         [](const data::TableCell& one) { return schema::is_empty(one); });
      DiagnosticSink sink;
      const auto index = static_cast<std::size_t>(cell - row.cells.cells.begin());
      sink.report(messages::DatabookNotARecord, Origin{}, rows_->place(row, index), schema::trim_cell(cell->text));
      record.errors = sink.diagnostics();
    }
    if (rows_->sheet() == nullptr) {
      record.text = std::move(row.text);
    } else {
      write_row(row, record);
    }
    for (const diagnostics::Diagnostic& remark : remarks_.diagnostics()) record.remarks.push_back(remark);
    remarks_ = DiagnosticSink();
    return record;
  }

  /// A row of a sheet as CSV: of each cell what its field takes, its value or what it shows.
  void write_row(const RowReader::Row& row, Record& record) {
    DiagnosticSink sink;
    for (std::size_t i = 0; i < row.cells.cells.size(); ++i) {
      const data::TableCell& cell = row.cells.cells[i];
      if (i > 0) record.text.push_back(',');
      record.row_cells.push_back({static_cast<std::uint32_t>(record.text.size()),
                                  databook::place_text(rows_->sheet()->name, static_cast<std::uint32_t>(row.number - 1),
                                                       static_cast<std::uint32_t>(i))});
      if (schema::is_empty(cell)) continue;
      const schema::SchemaField* const field = table_->columns.field_of(i);
      const schema::SeenCell seen = field == nullptr ? schema::SeenCell{cell.text} : schema::seen_cell(cell, *field);
      append_cell(record.text, seen.text);
      if (seen.lost_digits) sink.report(messages::DatabookLostDigits, Origin{}, rows_->place(row, i), cell.text);
      if (!seen.differs) continue;
      remarks_.report(messages::DatabookShownOtherwise, Origin{}, rows_->place(row, i), cell.shown, cell.text);
    }
    for (const diagnostics::Diagnostic& error : sink.diagnostics()) record.errors.push_back(error);
  }

  Record error() {
    ended_ = true;
    Record record;
    record.place = name_;
    record.source_name = name_;
    record.remarks = remarks_.diagnostics();
    record.errors = sink_.diagnostics();
    for (diagnostics::Diagnostic& diagnostic : record.errors) diagnostic.origin = {};
    return record;
  }

  std::string name_;
  std::unique_ptr<RowReader> rows_;
  const CompiledKind& kind_;
  data::TableFrame frame_;
  std::deque<RowReader::Row> ahead_;
  std::shared_ptr<const RecordTable> table_;
  DiagnosticSink sink_;
  DiagnosticSink remarks_;  // for the next record
  std::size_t last_ = 0;    // the row of the last record
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<RecordSource> make_csv_source(const std::string& name, std::string text, const CompiledKind& kind) {
  return std::make_unique<TableRecordSource>(name, std::make_unique<CsvRows>(name, std::move(text)), kind);
}

std::unique_ptr<RecordSource> make_sheet_source(const std::string& name, std::shared_ptr<const SheetTable> table,
                                                const CompiledKind& kind) {
  auto source = std::make_unique<TableRecordSource>(name, std::make_unique<SheetRowReader>(name, table), kind);
  source->add_remarks(table->remarks);
  return source;
}

}  // namespace gongwen::engine
