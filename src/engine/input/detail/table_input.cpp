#include "engine/input/detail/table_input.h"

#include "base/utf8.h"
#include "data/decode_text.h"
#include "data/table_frame.h"
#include "engine/input/data_book.h"

/// The members need this order: the sheets refer to the file.
namespace gongwen::engine {

struct TableInput::Book {
  explicit Book(intake::ReturnedFile read, std::string path)
      : file(std::move(read)), name(std::move(path)), sheets(file) {}
  intake::ReturnedFile file;
  std::string name;
  databook::BookSheets sheets;
};

TableInput::TableInput() = default;
TableInput::~TableInput() = default;

/// Decided only by the name: the content is checked when the table is opened.
bool is_table(std::string_view path) {
  return base::ascii_lowercase(path).ends_with(".csv") || intake::is_workbook_name(path);
}

/// Both formats end in rows with headings; from here on, nothing depends on the format of the file.
base::Expected<std::unique_ptr<TableInput>> TableInput::open(const std::string& path, std::string bytes,
                                                             const data::KnowsHeading& knows,
                                                             intake::FileReader& reader, Run& run) {
  auto table = std::unique_ptr<TableInput>(new TableInput());
  if (intake::is_workbook_name(path)) {
    const diagnostics::ErrorWatch watch(run.sink());
    table->book_ = std::make_unique<Book>(reader.read(bytes, data_book_options(), run.sink().stop_check()), path);
    // Notices of fields concern forms; a table has none.
    for (const intake::Notice& notice : table->book_->file.notices) {
      if (!notice.of_field) report_notice(notice, path, nullptr, run.sink());
    }
    if (watch.saw_errors()) return base::kReported;
    const databook::SheetCells* const sheet =
        databook::choose_sheet(table->book_->sheets, knows, table->book_->name, run.sink());
    if (sheet == nullptr) return base::kReported;
    table->rows_ = std::make_unique<databook::SheetRows>(*sheet, table->book_->name, run.sources());
  } else {
    base::Expected<std::string> text = data::decode_text(std::move(bytes), path, run.sink());
    if (!text) return base::kReported;
    const diagnostics::SourceId source = run.sources().add(path, *std::move(text));
    table->rows_ = std::make_unique<data::CsvTable>(source, run.sources().source_text(source));
  }
  // Messages about values name the place in this source.
  run.mark_data(table->rows_->source());
  return table;
}

}  // namespace gongwen::engine
