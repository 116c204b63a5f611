#include "data/csv_table.h"
#include "diagnostics/catalogue/data.h"
#include "engine/batch/detail/record_source.h"

#include <algorithm>

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

/// Where the texts of rows come from.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// The next row that is not blank: its number, its text, and the line of the file that it starts in.
  struct Row {
    std::size_t number = 0;
    std::string_view text;
    std::uint32_t line = 1;
  };
  virtual std::optional<Row> next() = 0;
  virtual char separator() const = 0;
  virtual double share() const = 0;
};

class CsvRows final : public RowReader {
 public:
  explicit CsvRows(std::string text) : text_(std::move(text)), separator_(data::find_csv_separator(text_)) {}

  char separator() const override { return separator_; }
  double share() const override {
    return text_.empty() ? 1 : static_cast<double>(at_) / static_cast<double>(text_.size());
  }
  std::optional<Row> next() override {
    while (at_ < text_.size()) {
      const data::CsvRowLength length = data::measure_csv_row(std::string_view(text_).substr(at_), separator_);
      const Row row{++number_, std::string_view(text_).substr(at_, length.row), line_};
      at_ += length.row + length.line_end;
      line_ += static_cast<std::uint32_t>(std::count(row.text.begin(), row.text.end(), '\n')) + 1;
      if (!is_empty_row(row.text, separator_)) return row;
    }
    return std::nullopt;
  }

 private:
  std::string text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  std::uint32_t line_ = 1;
};

class SheetRows final : public RowReader {
 public:
  explicit SheetRows(std::vector<SheetRow> rows) : rows_(std::move(rows)) {}

  char separator() const override { return ','; }
  double share() const override {
    return rows_.empty() ? 1 : static_cast<double>(at_) / static_cast<double>(rows_.size());
  }
  std::optional<Row> next() override {
    if (at_ == rows_.size()) return std::nullopt;
    const SheetRow& row = rows_[at_++];
    return Row{row.number, row.text, static_cast<std::uint32_t>(row.number)};
  }

 private:
  std::vector<SheetRow> rows_;
  std::size_t at_ = 0;
};

class TableRecordSource final : public RecordSource {
 public:
  TableRecordSource(std::string name, std::unique_ptr<RowReader> rows, const CompiledKind& kind)
      : name_(std::move(name)), rows_(std::move(rows)), kind_(kind) {}

  double share() const override { return rows_->share(); }

  std::optional<Record> next() override {
    if (ended_) return std::nullopt;
    if (table_ == nullptr && !read_header()) return error();
    const std::optional<RowReader::Row> row = rows_->next();
    if (!row) return std::nullopt;
    Record record;
    record.place = name_ + ":" + std::to_string(row->line);
    record.source_name = name_;
    record.start.line = row->line;
    record.form = RecordForm::TableRow;
    record.text = row->text;
    record.table = table_;
    record.row = row->number;
    return record;
  }

 private:
  bool read_header() {
    const std::optional<RowReader::Row> row = rows_->next();
    if (!row) {
      sink_.report(messages::DataTableEmpty, Origin{});
      return false;
    }
    // What is wrong with the header is reported in words; the text of a record's store would be gone by then.
    data::CsvTable table({}, row->text, rows_->separator(), row->number - 1);
    const std::optional<data::TableRow> header = table.next_row(sink_);
    if (!header) return false;
    base::Expected<schema::TableRecords> columns = schema::TableRecords::open(*header, *kind_.schema, sink_);
    if (!columns) return false;
    table_ = std::make_shared<const RecordTable>(
        RecordTable{rows_->separator(), std::string(row->text), *std::move(columns)});
    return true;
  }

  Record error() {
    ended_ = true;
    Record record;
    record.place = name_;
    record.source_name = name_;
    record.errors = sink_.diagnostics();
    for (diagnostics::Diagnostic& diagnostic : record.errors) diagnostic.origin = {};
    return record;
  }

  std::string name_;
  std::unique_ptr<RowReader> rows_;
  const CompiledKind& kind_;
  std::shared_ptr<const RecordTable> table_;
  DiagnosticSink sink_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<RecordSource> make_csv_source(const std::string& name, std::string text, const CompiledKind& kind) {
  return std::make_unique<TableRecordSource>(name, std::make_unique<CsvRows>(std::move(text)), kind);
}

std::unique_ptr<RecordSource> make_sheet_source(const std::string& name, std::vector<SheetRow> rows,
                                                const CompiledKind& kind) {
  return std::make_unique<TableRecordSource>(name, std::make_unique<SheetRows>(std::move(rows)), kind);
}

}  // namespace gongwen::engine
