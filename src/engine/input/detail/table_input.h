// TableInput: a table in a file, either CSV or a sheet of a workbook (.xlsx, .xlsm), row by row.
#pragma once

#include "base/expected.h"
#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "sheet/databook/book_sheets.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// Whether a file with this name is read as a table.
bool is_table(std::string_view path);

class TableInput {
 public:
  /// `knows` decides which sheet of a workbook is meant, by its headings. The run keeps the text of the table; its
  /// places are places of data.
  /// Reports: data/table-encoding, data/old-office-file, intake/*, databook/*.
  static base::Expected<std::unique_ptr<TableInput>> open(const std::string& path, std::string bytes,
                                                          const data::KnowsHeading& knows, intake::FileReader& reader,
                                                          Run& run);
  data::TableSource& rows() { return *rows_; }

 private:
  struct Book;
  TableInput();

 public:
  ~TableInput();

 private:
  std::unique_ptr<Book> book_;  // of a workbook; rows refer to it
  std::unique_ptr<data::TableSource> rows_;
};

}  // namespace gongwen::engine
