#include "engine/batch/detail/record_source.h"

#include "base/utf8.h"
#include "data/table_frame.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/input/data_book.h"
#include "intake/file_reader.h"
#include "resources/read_file.h"
#include "schema/table_cells.h"
#include "sheet/databook/book_sheets.h"

#include <algorithm>
#include <deque>
#include <utility>

// Three readers: JSON from a stream, cut into values without parsing them; tables, row by
// row, after finding their headings; and whole files. Rows of a workbook are written as CSV,
// so that every row has a text with places. All three give `Record`s in the order of the
// file, each with its text, its place for messages (`list.csv:3`) and its errors. Errors of
// the input as a whole become a last record with errors, so that callers have one way to
// report.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::LineColumn;
using diagnostics::Origin;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kRecordBlank = " \t\r\n";

/// JSON's blanks, and nothing else.
bool is_blank_record(std::string_view text) { return text.find_first_not_of(kRecordBlank) == std::string_view::npos; }

/// The line and column after a text; columns count characters.
void advance(LineColumn& at, std::string_view text) {
  const std::size_t last = text.rfind('\n');
  if (last != std::string_view::npos) {
    at.line += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    at.column = 1;
    text.remove_prefix(last + 1);
  }
  // Columns count code points, not bytes, as in all messages.
  at.column += static_cast<std::uint32_t>(base::count_code_points(text));
}

/// Records of a JSON text: a list of values, one value per line, or a single value. The first bytes tell which of these
/// it is.
class JsonRecords final : public RecordSource {
 public:
  JsonRecords(resources::ByteStream stream, JsonLayout layout, const Limits& limits)
      : stream_(std::move(stream)), layout_(layout), max_(limits.data_size) {}

  double share() const override { return stream_.share(); }

  std::optional<Record> next() override {
    // The layout is recognised from the first bytes, which are read only now: a pipe may not have had any before.
    if (state_ == State::Begin) begin();
    switch (state_) {
      case State::Begin:
      case State::End: return std::nullopt;
      case State::One: return whole();
      case State::Lines: return line();
      case State::List: return element();
    }
    return std::nullopt;
  }

 private:
  /// The layout that has been recognised.
  enum class State : std::uint8_t { Begin, One, Lines, List, End };

  /// Skips a byte order mark, then decides by the first character: a list at the outermost level is a list of records.
  /// `[` alone means a list: an object begins with `{`, and JSON Lines with a value per line.
  void begin() {
    // A pipe may deliver the mark in pieces.
    while (stream_.bytes().size() < kByteOrderMark.size() && stream_.more(sink_)) {
    }
    if (stream_.bytes().starts_with(kByteOrderMark)) stream_.use(kByteOrderMark.size());
    if (first_byte() == '[') {
      stream_.use(1);
      at_.column += 1;
      state_ = State::List;
    } else {
      state_ = layout_ == JsonLayout::Lines || (layout_ == JsonLayout::Guess && first_line_is_whole()) ? State::Lines
                                                                                                       : State::One;
    }
  }

  /// The first byte after blanks, which are consumed; nullopt at the end.
  std::optional<char> first_byte() {
    while (true) {
      // Bytes that are consumed are dropped from the buffer, hence the loop.
      const std::string_view bytes = stream_.bytes();
      const std::size_t at = std::min(bytes.find_first_not_of(kRecordBlank), bytes.size());
      const bool found = at < bytes.size();
      use(at);
      if (found) return stream_.bytes().front();
      if (!stream_.more(sink_)) return std::nullopt;
    }
  }

  /// Used for pipes, which cannot be read twice.
  bool first_line_is_whole() {
    std::size_t end = std::string_view::npos;
    while ((end = stream_.bytes().find('\n')) == std::string_view::npos && stream_.more(sink_)) {
    }
    JsonScan scan;
    const std::string_view line = stream_.bytes().substr(0, end);
    // A value that ends with its line means JSON Lines; the first line of a formatted object is only `{`.
    scan.find_end(line);
    return scan.is_whole();
  }

  /// Consumes bytes, keeping line and column.
  void use(std::size_t count) {
    // Must be called for all consumed bytes, or lines would be miscounted.
    advance(at_, stream_.bytes().substr(0, count));
    stream_.use(count);
  }

  /// Makes a record of the next bytes and consumes them.
  Record take(std::size_t count) {
    Record record;
    record.source_name = stream_.name();
    record.start = at_;
    record.text = stream_.bytes().substr(0, count);
    use(count);
    return record;
  }

  Record with_place(Record record) const {
    record.place = stream_.name() + ":" + std::to_string(record.start.line);
    return record;
  }

  /// Makes the last record: the input itself has an error.
  Record error(Record record) {
    record.text.clear();
    record.errors = sink_.diagnostics();
    state_ = State::End;
    return record;
  }

  bool is_too_large() const { return stream_.bytes().size() > max_; }

  /// A value without end would otherwise fill the memory.
  Record too_large() {
    sink_.report(messages::ResourcesTooLarge, Origin{}, stream_.name(), max_ >> 20);
    Record record = take(0);
    return error(with_place(std::move(record)));
  }

  /// The whole input is one record.
  std::optional<Record> whole() {
    // Reads on until the end or the limit.
    while (!is_too_large() && stream_.more(sink_)) {
    }
    if (is_too_large()) return too_large();
    if (stream_.was_ended()) return end();
    Record record = take(stream_.bytes().size());
    record.place = stream_.name();
    state_ = State::End;
    return sink_.has_errors() ? error(std::move(record)) : record;
  }

  /// The next line that is not blank.
  std::optional<Record> line() {
    while (true) {
      std::size_t searched = 0;
      std::size_t end = std::string_view::npos;
      while ((end = stream_.bytes().find('\n', searched)) == std::string_view::npos) {
        // Bytes that were searched without result are not searched again when more arrive.
        searched = stream_.bytes().size();
        if (is_too_large()) return too_large();
        if (!stream_.more(sink_)) break;
      }
      // The last line may lack its line end.
      const bool last = end == std::string_view::npos;
      // A stopped stream ends without an error: the run reports the stop.
      if (last && stream_.was_ended()) return JsonRecords::end();
      if (last && sink_.has_errors()) return error(with_place(take(0)));
      if (last && is_blank_record(stream_.bytes())) return JsonRecords::end();
      // The line end belongs to no record.
      Record record = take(last ? stream_.bytes().size() : end);
      if (!last) use(1);
      if (!is_blank_record(record.text)) return with_place(std::move(record));
    }
  }

  /// The next value of a list. Its end is found by brackets alone; errors inside are found when it is parsed.
  std::optional<Record> element() {
    std::optional<char> first = first_byte();
    // A comma before the first value is an error, which the parser of the value reports.
    if (first == ',' && !is_first_) {
      use(1);
      first = first_byte();
    }
    is_first_ = false;
    if (first == ']') return end_of_list();
    JsonScan scan;
    // The scan remembers its position, so that a long record in many pieces is scanned only once.
    while (first) {
      const std::optional<std::size_t> end = scan.find_end(stream_.bytes());
      if (end) {
        // `[1 2]`: the missing comma is found when `1 2` is parsed.
        Record record = take(*end);
        // Blanks before the comma belong to no record: equal values have equal hashes.
        while (!record.text.empty() && kRecordBlank.find(record.text.back()) != std::string_view::npos) {
          record.text.pop_back();
        }
        return with_place(std::move(record));
      }
      if (is_too_large()) return too_large();
      if (!stream_.more(sink_)) break;
    }
    return broken_list(messages::EngineBatchListOpen);
  }

  std::optional<Record> end() {
    state_ = State::End;
    return std::nullopt;
  }

  /// Only blanks may follow the list.
  std::optional<Record> end_of_list() {
    use(1);
    if (first_byte() || sink_.has_errors()) return broken_list(messages::EngineBatchAfterList);
    return end();
  }

  /// If the run was stopped, the missing end of the list is not reported.
  template <typename Message>
  std::optional<Record> broken_list(const Message& message) {
    if (stream_.was_ended()) return end();
    Record record = take(0);
    if (!sink_.has_errors()) sink_.report(message, Origin{}, stream_.name(), at_.line);
    return error(with_place(std::move(record)));
  }

  resources::ByteStream stream_;
  JsonLayout layout_;
  std::uint64_t max_;
  State state_ = State::Begin;
  bool is_first_ = true;
  LineColumn at_;
  DiagnosticSink sink_;
};

}  // namespace

std::unique_ptr<RecordSource> make_json_source(resources::ByteStream stream, JsonLayout layout, const Limits& limits) {
  return std::make_unique<JsonRecords>(std::move(stream), layout, limits);
}

/// Continues where the last call ended, so that each byte is scanned once. `text` must begin where it began in earlier
/// calls, and may have grown since.
std::optional<std::size_t> JsonScan::find_end(std::string_view text) {
  for (; at_ < text.size(); ++at_) {
    // Brackets and commas in strings do not count.
    const char c = text[at_];
    if (in_string_) {
      // Only strings and depth matter for finding the end; whether it is valid JSON is decided when the record is read.
      if (c == '\\') {
        // The backslash itself is scanned again in the next call.
        if (at_ + 1 == text.size()) return std::nullopt;  // the escaped character has not arrived yet
        ++at_;
      } else if (c == '"') {
        in_string_ = false;
      }
      continue;
    }
    switch (c) {
      case '"': in_string_ = true; break;
      case '{':
      case '[':
        ++depth_;
        // Remembered for `is_whole`: the first line of JSON Lines is a complete object or list.
        had_container_ = true;
        break;
      case '}':
      case ']':
        // A closing bracket of the list itself ends its last value.
        if (depth_ == 0) return at_;
        --depth_;
        break;
      case ',':
        if (depth_ == 0) return at_;
        break;
      default: break;
    }
  }
  return std::nullopt;
}

namespace {

/// Reports notices about the file as a whole; false if any is an error.
bool report_notices(const intake::ReturnedFile& file, const std::string& path, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  for (const intake::Notice& notice : file.notices) {
    if (notice.of_field) continue;
    std::vector<std::string> arguments = {path};
    arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
    sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
  }
  return !watch.saw_errors();
}

/// Whether the workbook is one record: a data workbook or a filled-in form, rather than a table with one record per
/// row.
bool is_one_record(const intake::ReturnedFile& file) {
  return file.is_data_workbook || !file.fields.empty() || !file.stamp.kind.empty();
}

}  // namespace

/// A workbook is read completely, in another process, before its first row is given.
base::Expected<WorkbookContents> read_workbook(const std::string& path, const CompiledKind& kind,
                                               diagnostics::DiagnosticSink& sink) {
  const base::Expected<std::string> bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, sink);
  if (!bytes) return base::kReported;
  intake::ReturnedFile file = kind.file_reader->read(*bytes, data_book_options(), sink.stop_check());
  WorkbookContents contents;
  if (!is_one_record(file)) {
    if (!report_notices(file, path, sink)) return base::kReported;
    auto table = std::make_shared<SheetTable>();
    table->file = std::move(file);
    // The sheets refer to the file, so both are in one object that does not move.
    table->sheets.emplace(table->file);
    // Kept apart until it is known whether they are errors.
    diagnostics::DiagnosticSink own;
    const data::KnowsHeading knows = schema::TableRecords::headings_of(*kind.schema);
    // Remarks about the choice of the sheet go to the first record, errors to the run.
    table->sheet = databook::choose_sheet(*table->sheets, knows, path, own);
    table->remarks = own.diagnostics();
    if (table->sheet == nullptr || own.has_errors()) {
      for (const diagnostics::Diagnostic& diagnostic : table->remarks) sink.add(diagnostic);
      return base::kReported;
    }
    contents.table = std::move(table);
    return contents;
  }
  diagnostics::DiagnosticSink own;
  base::Expected<BookData> data = data_of_book(file, path, kind, own);
  if (!data) {
    for (const diagnostics::Diagnostic& diagnostic : own.diagnostics()) sink.add(diagnostic);
    return base::kReported;
  }
  Record& record = contents.record.emplace();
  record.place = record.source_name = path;
  record.text = std::move(data->json);
  record.cells = std::move(data->places);
  record.remarks = own.diagnostics();
  return contents;
}

namespace {

/// Whether a row has only separators and blanks.
bool is_empty_row(std::string_view row, char separator) {
  return std::all_of(row.begin(), row.end(),
                     [separator](char c) { return c == separator || c == ' ' || c == '\t' || c == '"' || c == '\r'; });
}

/// Writes a cell as in CSV: quoted, with inner quotation marks doubled.
void append_cell(std::string& row, std::string_view text) {
  row.push_back('"');
  for (const char c : text) {
    if (c == '"') row.push_back('"');
    row.push_back(c);
  }
  row.push_back('"');
}

/// Rows of a table, from CSV or a sheet.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// A row that is not blank.
  struct Row {
    std::size_t number = 0;
    std::uint32_t line = 1;                            // the line of the file in which it starts
    std::string text;                                  // as CSV; empty for a sheet
    data::TableRow cells;                              // empty after a syntax error, which is reported with the record
    std::vector<diagnostics::Diagnostic> errors = {};  // of its cells
  };
  virtual std::optional<Row> next() = 0;
  virtual char separator() const = 0;
  virtual double share() const = 0;
  /// The place of a cell for messages: `list.csv:3`, `list.xlsx 表!A3`.
  virtual std::string place(const Row& row, std::size_t cell) const = 0;
  virtual const databook::SheetCells* sheet() const { return nullptr; }
};

/// Rows of a CSV text. Each is cut out before it is parsed, since its text becomes that of a record.
class CsvRows final : public RowReader {
 public:
  CsvRows(const std::string& name, std::string text)
      // The separator is recognised from the start of the text.
      : name_(name), text_(std::move(text)), start_(data::read_csv_start(text_)), at_(start_.length) {
    // A separator line `sep=;` is the first row of the file.
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
      // A quoted cell may contain line ends.
      line_ += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
      // Blank rows are counted, so that numbers of rows are those of the file.
      if (is_empty_row(text, separator())) continue;
      Row row{number_, line, std::string(text), {}};
      DiagnosticSink ignored;
      // Rows are numbered from 1; the parser adds one.
      parsed_.push_back(std::make_unique<data::CsvTable>(diagnostics::SourceId(), text, separator(), number_ - 1));
      if (auto cells = parsed_.back()->next_row(ignored)) row.cells = *std::move(cells);
      // Headings may be searched in the first rows, so these must stay parsed for a while.
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

/// Rows of a sheet that was read.
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
    // Errors of cells are kept with their row.
    DiagnosticSink sink;
    while (auto cells = rows_.next_row(sink)) {
      if (cells->cells.empty()) continue;
      ++given_;
      // Blank rows with an error in a cell are not skipped.
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

/// Records of a table. Headings are found among the first rows; a repeated row of headings, a blank row, or a remark is
/// recognised and not taken for a record.
class TableRecordSource final : public RecordSource {
 public:
  TableRecordSource(std::string name, std::unique_ptr<RowReader> rows, const CompiledKind& kind)
      : name_(std::move(name)),
        rows_(std::move(rows)),
        kind_(kind),
        frame_(schema::TableRecords::headings_of(*kind.schema)) {}

  /// Adds remarks that are reported with the first record.
  void add_remarks(const std::vector<diagnostics::Diagnostic>& remarks) {
    for (const diagnostics::Diagnostic& remark : remarks) remarks_.add(remark);
  }

  double share() const override { return rows_->share(); }

  /// Remarks about rows below the last record go with it.
  std::optional<Record> next() override {
    if (!following_) following_ = read_next();
    std::optional<Record> record = std::exchange(following_, std::nullopt);
    if (record) following_ = read_next();
    if (record && !following_) {
      for (diagnostics::Diagnostic& remark : take_remarks()) record->remarks.push_back(std::move(remark));
    }
    return record;
  }

  std::vector<diagnostics::Diagnostic> take_remarks() override {
    return std::exchange(remarks_, DiagnosticSink()).diagnostics();
  }

 private:
  /// Gives the next row that is a record, with remarks about the rows that were skipped before it.
  std::optional<Record> read_next() {
    if (ended_) return std::nullopt;
    if (table_ == nullptr && !read_header()) return error();
    while (std::optional<RowReader::Row> row = take()) {
      // A row that cannot be parsed counts as a record, so that its error is reported.
      const data::RowSort sort = row->cells.cells.empty() ? data::RowSort::Record : frame_.sort_of(row->cells);
      if (sort == data::RowSort::Headings) {
        remarks_.report(messages::DatabookRepeatedHeads, Origin{}, rows_->place(*row, 0));
        continue;
      }
      if (sort == data::RowSort::Example) {
        remarks_.report(messages::DatabookExampleRow, Origin{}, rows_->place(*row, 0));
        continue;
      }
      if (sort == data::RowSort::Blank && row->errors.empty()) continue;
      // Rows after blank ones are suspicious: the blank rows may separate two tables.
      if (last_ > 0 && row->number > last_ + 1) {
        remarks_.report(messages::DatabookGoesOn, Origin{}, rows_->place(*row, 0), row->number - last_ - 1);
      }
      const bool is_below_headings = last_ == 0 && sort == data::RowSort::Record;
      if (const data::TableCell* const word = is_below_headings ? frame_.word_of_headings(row->cells) : nullptr) {
        remarks_.report(messages::DatabookSecondHeads, Origin{}, place_of(*row, *word), schema::trim_cell(word->text));
      }
      last_ = row->number;
      // So is a row with a single cell, which may be a remark.
      const data::TableCell* const only = sort == data::RowSort::Record ? frame_.only_cell(row->cells) : nullptr;
      if (only != nullptr) {
        remarks_.report(messages::DatabookOneCell, Origin{}, place_of(*row, *only), schema::trim_cell(only->text));
      }
      return record_of(*std::move(row), sort);
    }
    return std::nullopt;
  }

  /// `cell` is one of the row.
  std::string place_of(const RowReader::Row& row, const data::TableCell& cell) const {
    return rows_->place(row, static_cast<std::size_t>(&cell - row.cells.cells.data()));
  }

  /// Rows that were read to find the headings come first.
  std::optional<RowReader::Row> take() {
    if (ahead_.empty()) return rows_->next();
    RowReader::Row row = std::move(ahead_.front());
    ahead_.pop_front();
    return row;
  }

  /// Finds the headings, and matches them with the fields of the schema. Reports rows above them.
  bool read_header() {
    std::vector<data::TableRow> first;
    while (first.size() < data::kRowsWithHeadings) {
      auto row = rows_->next();
      if (!row) break;
      first.push_back(row->cells);
      ahead_.push_back(*std::move(row));
    }
    // Titles and remarks may be above the headings; without any known heading the first row is taken for them.
    const auto found = frame_.find_headings(first);
    if (ahead_.empty()) {
      sink_.report(messages::DataTableEmpty, Origin{});
      return false;
    }
    for (std::size_t i = 0; i < found.value_or(0); ++i) report_above(*take());
    RowReader::Row header = *take();
    // Errors in the header are reported without places: its text is not kept in a source.
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

  /// The first cell of a row above the headings is enough to identify it.
  void report_above(const RowReader::Row& row) {
    for (std::size_t i = 0; i < row.cells.cells.size(); ++i) {
      const data::TableCell& cell = row.cells.cells[i];
      if (schema::is_empty(cell)) continue;
      return remarks_.report(messages::DatabookRowsAbove, Origin{}, rows_->place(row, i), cell.text), void();
    }
  }

  /// The headings as CSV, for the hash of records.
  static std::string text_of(const data::TableRow& row) {
    std::string text;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) text.push_back(',');
      append_cell(text, row.cells[i].text);
    }
    return text;
  }

  /// A record from a row, with its errors and the remarks since the last record.
  Record record_of(RowReader::Row row, data::RowSort sort) {
    Record record;
    record.place = name_ + ":" + std::to_string(row.line);
    record.source_name = name_;
    record.start.line = row.line;
    record.form = RecordForm::TableRow;
    record.table = table_;
    record.row = row.number;
    for (diagnostics::Diagnostic& told : row.errors) {
      const bool is_error = told.severity == diagnostics::Severity::Error;
      // Warnings about cells do not prevent the document.
      (is_error ? record.errors : record.remarks).push_back(std::move(told));
    }
    // A row that is a remark becomes a record with an error, since leaving it out silently could lose a person.
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
    for (diagnostics::Diagnostic& remark : take_remarks()) record.remarks.push_back(std::move(remark));
    return record;
  }

  /// Writes a row of a sheet as CSV. Each cell gives what its field needs: its value, or its shown text.
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
      // Spreadsheet programs keep 15 digits of a number: an identity number that was typed as one is lost.
      if (seen.lost_digits) sink.report(messages::DatabookLostDigits, Origin{}, rows_->place(row, i), cell.text);
      if (!seen.differs) continue;
      remarks_.report(messages::DatabookShownOtherwise, Origin{}, rows_->place(row, i), cell.shown, cell.text);
    }
    for (const diagnostics::Diagnostic& error : sink.diagnostics()) record.errors.push_back(error);
  }

  /// The headings cannot be used: one record with the errors ends the table.
  Record error() {
    ended_ = true;
    Record record;
    record.place = name_;
    record.source_name = name_;
    record.remarks = take_remarks();
    record.errors = sink_.diagnostics();
    // Their places refer to a source that is not kept.
    for (diagnostics::Diagnostic& diagnostic : record.errors) diagnostic.origin = {};
    return record;
  }

  std::string name_;
  std::unique_ptr<RowReader> rows_;
  const CompiledKind& kind_;
  data::TableFrame frame_;
  std::deque<RowReader::Row> ahead_;
  std::optional<Record> following_;  // the record after the one returned last
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

/// Remarks about the workbook as a whole go to its first record.
std::unique_ptr<RecordSource> make_sheet_source(const std::string& name, std::shared_ptr<const SheetTable> table,
                                                const CompiledKind& kind) {
  auto source = std::make_unique<TableRecordSource>(name, std::make_unique<SheetRowReader>(name, table), kind);
  source->add_remarks(table->remarks);
  return source;
}

}  // namespace gongwen::engine
