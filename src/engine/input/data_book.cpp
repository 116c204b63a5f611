#include "engine/input/data_book.h"

#include "diagnostics/catalogue/intake.h"
#include "engine/core/detail/field_words.h"
#include "engine/core/detail/read_source.h"
#include "intake/field_data.h"
#include "intake/file_reader.h"
#include "intake/read_docx.h"
#include "resources/read_file.h"
#include "sheet/databook/read_book.h"

// A workbook is data in one of three ways: a filled-in form (named cells), a data workbook made by this program, or
// attached JSON. All become JSON text, and the pointers of its values are mapped to cells, so that messages name cells.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// More than a form may have; all cells are kept in memory.
constexpr std::size_t kMaxCells = 500'000;

/// Whether an error about the whole file was reported, after which nothing can be read.
bool is_unreadable(const intake::ReturnedFile& file) {
  for (const intake::Notice& notice : file.notices) {
    const auto severity = diagnostics::catalogue_entry(notice.id).severity;
    if (!notice.of_field && severity == diagnostics::Severity::Error) return true;
  }
  return false;
}

/// Data of a filled-in form: each named cell has its own pointer.
BookData data_of_fields(const intake::ReturnedFile& file, const std::string& path, const CompiledKind& kind,
                        diagnostics::DiagnosticSink& sink) {
  if (file.type == intake::FileType::Docx) {
    intake::ReturnedFile boxes;
    boxes.fields = file.fields;
    intake::check_ticks(boxes, *kind.schema);
    for (const intake::Notice& notice : boxes.notices) report_notice(notice, path, &*kind.schema, sink);
  }
  intake::FieldData fields = intake::data_from_fields(file.fields, *kind.schema, kind.manifest->info.name);
  for (const intake::Notice& notice : fields.notices) {
    // The schema reports a value of the wrong type, with more detail.
    if (notice.id != messages::IntakeNotAValue) report_notice(notice, path, &*kind.schema, sink);
  }
  BookData data{std::move(fields.json), {}};
  for (const auto& [pointer, place] : fields.places) {
    const bool is_word = place.word.part != intake::WordPart::None;
    data.places.emplace(pointer, is_word ? "¶" + std::to_string(place.word.paragraph) : place.sheet + "!" + place.cell);
  }
  return data;
}

/// Only warns: the data may fit anyway.
void check_stamp(const intake::ReturnedFile& file, const std::string& path, const CompiledKind& kind,
                 diagnostics::DiagnosticSink& sink) {
  const KindInfo& info = kind.manifest->info;
  if (!file.stamp.kind.empty() && file.stamp.kind != info.name) {
    sink.report(messages::IntakeOtherKind, diagnostics::Origin{}, path, file.stamp.kind, info.name);
  } else if (!file.stamp.edition.empty() && file.stamp.edition != info.version) {
    sink.report(messages::IntakeOldEdition, diagnostics::Origin{}, path, file.stamp.edition, info.version);
  }
}

}  // namespace

bool is_workbook(std::string_view path) { return intake::is_workbook_name(path); }

void report_notice(const intake::Notice& notice, const std::string& path, const schema::Schema* schema,
                   diagnostics::DiagnosticSink& sink) {
  // Arguments of all messages: the file, then the field in both languages if the notice is about one, then its own.
  std::vector<std::string> arguments = {path};
  if (notice.of_field) {
    BilingualWords words = field_words(schema, notice.pointer, notice.place);
    arguments.push_back(std::move(words.english));
    arguments.push_back(std::move(words.chinese));
  }
  arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
  sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
}

BookData data_of_cells(const intake::ReturnedFile& file, const std::string& path, const CompiledKind& kind,
                       diagnostics::DiagnosticSink& sink) {
  databook::BookData written = databook::read_book(file, *kind.schema, path, sink);
  return {std::move(written.json), std::move(written.places)};
}

/// Tries the three ways in the order of their reliability: attached data, named cells, headings.
base::Expected<BookData> data_of_book(const intake::ReturnedFile& file, const std::string& path,
                                      const CompiledKind& kind, diagnostics::DiagnosticSink& sink) {
  for (const intake::Notice& notice : file.notices) report_notice(notice, path, &*kind.schema, sink);
  if (is_unreadable(file)) return base::kReported;
  // Word files hold only forms. Reading that needs the form itself (names of other offices, labels) is left to
  // `extract`.
  if (file.type == intake::FileType::Docx && file.fields.empty() && file.blanks.empty()) {
    sink.report(messages::IntakeNoControls, diagnostics::Origin{}, path);
    return base::kReported;
  }
  check_stamp(file, path, kind, sink);
  // A file with several forms has to be read by `extract`; it is not one document.
  if (!file.parts.empty()) {
    sink.report(messages::IntakeOneForm, diagnostics::Origin{}, path, file.parts.size());
    return base::kReported;
  }
  // Attached data is exact; cells may have been rounded or reformatted.
  if (!file.attached_json.empty()) return BookData{file.attached_json, {}};
  const bool is_book = file.fields.empty() && file.type != intake::FileType::Docx;
  return is_book ? data_of_cells(file, path, kind, sink) : data_of_fields(file, path, kind, sink);
}

/// Cells without names are needed: data workbooks are read by their headings.
intake::IntakeOptions data_book_options() {
  intake::IntakeOptions options;
  // Data workbooks have rows of plain cells, far more than a form has fields.
  options.unnamed = intake::UnnamedCells::Collect;
  options.limits.max_cells = kMaxCells;
  return options;
}

/// Makes JSON text of a workbook.
base::Expected<diagnostics::SourceId> read_data_book(const DataSource& source, const CompiledKind& kind, Run& run) {
  intake::IntakeOptions options = data_book_options();
  options.word = intake::WordFiles::Read;
  base::Expected<std::string> bytes = source.text
                                          ? base::Expected<std::string>(*source.text)
                                          : resources::read_bytes(source.path, {options.limits.max_bytes}, run.sink());
  if (!bytes) return base::kReported;
  base::Expected<BookData> data =
      data_of_book(kind.file_reader->read(*bytes, options, run.sink().stop_check()), source.path, kind, run.sink());
  if (!data) return base::kReported;
  // From here on the data is JSON like any other; the places of cells make its messages name the sheet and the cell.
  const auto id = resources::add_text(source.path, std::move(data->json), run.sources(), run.sink());
  if (id) run.documents().add_cells(*id, std::move(data->places));
  return id;
}

}  // namespace gongwen::engine
