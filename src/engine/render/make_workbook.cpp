#include "engine/render/make_workbook.h"

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/workbook_pictures.h"
#include "intake/field_data.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"
#include "sheet/build_workbook.h"
#include "sheet/csv/write_csv.h"
#include "sheet/ods/write_ods.h"
#include "sheet/xlsx/write_xlsx.h"
#include "style/style_tree.h"

// A workbook with fields is written twice: the first file is read like a returned form, which shows the data that the
// fields cannot express; the second file carries that data.
namespace gongwen::engine {

/// Empty if an error was reported.
std::string workbook_bytes(const sheet::Workbook& workbook, const EngineOptions& engine,
                           diagnostics::DiagnosticSink& sink) {
  // The library only writes files with a name.
  resources::MemoryFile file("workbook");
  if (!file.open(sink)) return {};
  xlsx::XlsxOptions options;
  options.path = file.path();
  options.shown_path = "workbook";
  options.temporary_folder = engine.temporary_folder;
  options.fallback_date = engine.date;
  return xlsx::write_xlsx(workbook, options, sink) ? file.read(sink) : std::string();
}

namespace {

/// The data that a reader does not find in the untouched form. Running the reader itself is the reliable way: dates,
/// ticks and choices are in cells as people see them.
std::string given_in(std::string_view form, const CompiledKind& kind, const data::Document& data) {
  const intake::ReturnedFile read = intake::read_xlsx(form, intake::UnnamedCells::Refuse, intake::IntakeLimits{});
  return given_data(read.fields, kind, data);
}

}  // namespace

/// Workbooks have styles and pages, but no layout, which spreadsheet programs do.
std::optional<sheet::Workbook> build_workbook(const dom::Tree& tree, const DocumentStyles& styles,
                                              const WorkbookSource& source, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  const style::StyleTree style_tree = style::build_style_tree(tree, styles.rules, sink);
  style::PageStyles page_styles(styles.rules, style_tree.style(style_tree.root()), sink);
  const data::Document& data = source.data;
  // Types decide which cells are numbers.
  const auto value_type = [&data](diagnostics::DataPlace place) -> std::optional<data::ValueType> {
    if (place.source != data.source() || place.node >= data.node_count()) return std::nullopt;
    return data::Value(data, place.node).type();
  };
  const auto stamp = source.form != nullptr ? std::optional(stamp_of(*source.form)) : std::nullopt;
  std::optional<WorkbookPictures> pictures;
  sheet::PictureSource picture;
  sheet::HeaderPictureSource header_picture;
  if (source.files != nullptr) {
    pictures.emplace(tree, *source.files, source.data_files, sink);
    picture = [&pictures](dom::NodeId element, base::LayoutUnit width, base::LayoutUnit height) {
      return pictures->make(element, width, height);
    };
    header_picture = [&pictures](std::string_view address, const diagnostics::Origin& origin) {
      return pictures->make(address, origin);
    };
  }
  const sheet::WorkbookInput input{tree,           style_tree,     page_styles,       source.fields,
                                   source.origins, value_type,     stamp.has_value(), stamp,
                                   picture,        header_picture, source.is_xlsx};
  sheet::Workbook workbook = sheet::build_workbook(input, sink);
  if (watch.saw_errors()) return std::nullopt;
  return workbook;
}

/// Bytes and number of sheets; empty if an error was reported.
FinishedFile make_workbook(const dom::Tree& tree, const DocumentStyles& styles, const WorkbookSource& source,
                           diagnostics::DiagnosticSink& sink) {
  std::optional<sheet::Workbook> built = build_workbook(tree, styles, source, sink);
  if (!built) return {};
  sheet::Workbook& workbook = *built;
  std::string bytes = workbook_bytes(workbook, source.engine, sink);
  if (source.form != nullptr && !bytes.empty()) {
    // The workbook is written twice. Data that its cells cannot hold is found only by reading the first one back; the
    // second has it in its stamp.
    workbook.given = given_in(bytes, *source.form, source.data);
    workbook.stamp = stamp_with_given(*source.form, workbook.given, source.data);
    workbook.stamp->receipt = source.receipt;
    workbook.layout_rows = intake::form_layout_rows(bytes);
    bytes = workbook_bytes(workbook, source.engine, sink);
  }
  return {std::move(bytes), workbook.sheets.size()};
}

FinishedFile make_other_workbook(const dom::Tree& tree, const DocumentStyles& styles, const WorkbookSource& source,
                                 Format format, const CsvOptions& csv, diagnostics::DiagnosticSink& sink) {
  const std::optional<sheet::Workbook> workbook = build_workbook(tree, styles, source, sink);
  if (!workbook) return {};
  FinishedFile file;
  file.format = format;
  file.pages = format == Format::Csv ? 1 : workbook->sheets.size();
  if (format == Format::Ods) {
    file.bytes = ods::write_ods(*workbook, {source.engine.date}, sink);
  } else if (const sheet::Sheet* const sheet = csv::find_csv_sheet(*workbook, csv.sheet, sink)) {
    const bool is_utf8 = csv.encoding == CsvOptions::Encoding::Utf8;
    file.bytes = csv::write_csv(*workbook, *sheet, is_utf8 ? csv::CsvEncoding::Utf8 : csv::CsvEncoding::Gb18030, sink)
                     .value_or("");
  }
  return file;
}

}  // namespace gongwen::engine
