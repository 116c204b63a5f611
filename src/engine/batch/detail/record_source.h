// Sources of records: JSON, tables, workbooks, single files. Each is read piece by piece.
#pragma once

#include "engine/batch/detail/record_maker.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/limits.h"
#include "intake/returned_file.h"
#include "resources/byte_stream.h"
#include "sheet/databook/book_sheets.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// JsonScan: finds the end of a value in a list by brackets and quotation marks alone, without parsing it. The text may
// grow between calls.

class JsonScan {
 public:
  /// `text` starts with the value and includes all text of earlier calls. Returns the place of the comma or bracket
  /// after the value; nullopt if the text ends before.
  std::optional<std::size_t> find_end(std::string_view text);

  /// After `find_end`: whether a list or object was closed and none is open.
  bool is_whole() const { return depth_ == 0 && !in_string_ && had_container_; }

 private:
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool had_container_ = false;
};

// RecordSource: the records of one input, one by one, so that an input may be larger than memory. Anything unreadable
// becomes a record with errors.

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  virtual std::optional<Record> next() = 0;
  /// Remarks about a table without any record; other remarks go with records.
  virtual std::vector<diagnostics::Diagnostic> take_remarks() { return {}; }
  /// The part of the input that has been read, 0 to 1.
  virtual double share() const = 0;
};

/// The layout of a JSON text: one document, or one on each line. A list at the outermost level is always a list of
/// documents. `Guess` is for pipes: lines, if the first line is a document.
enum class JsonLayout : std::uint8_t { One, Lines, Guess };

std::unique_ptr<RecordSource> make_json_source(resources::ByteStream stream, JsonLayout layout, const Limits& limits);

/// A sheet whose rows are records, with its workbook.
struct SheetTable {
  intake::ReturnedFile file;
  std::optional<databook::BookSheets> sheets;
  const databook::SheetCells* sheet = nullptr;
  std::vector<diagnostics::Diagnostic> remarks;  // of choosing it
};

/// `text` is CSV in UTF-8.
std::unique_ptr<RecordSource> make_csv_source(const std::string& name, std::string text, const CompiledKind& kind);
std::unique_ptr<RecordSource> make_sheet_source(const std::string& name, std::shared_ptr<const SheetTable> table,
                                                const CompiledKind& kind);
/// A record that has been read already.
std::unique_ptr<RecordSource> make_record_source(Record record);
/// A file that is one record.
std::unique_ptr<RecordSource> make_file_source(const std::string& path, RecordForm form);
/// An input that cannot be read, as one record with the diagnostics of the sink.
std::unique_ptr<RecordSource> make_error_source(const std::string& place, const diagnostics::DiagnosticSink& sink);

/// The contents of a workbook: one record (a data workbook or a filled-in form), or a table.
struct WorkbookContents {
  std::optional<Record> record;
  std::shared_ptr<const SheetTable> table;
};

/// Reports: resources/*, intake/*, databook/*.
base::Expected<WorkbookContents> read_workbook(const std::string& path, const CompiledKind& kind,
                                               diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
