#include "sheet/xlsx/detail/sheet_rows.h"

#include "base/format.h"
#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"
#include "resources/deflate.h"
#include "resources/read_file.h"
#include "sheet/xlsx/detail/row_heights.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>
#include <utility>

namespace gongwen::xlsx {
namespace {

/// The number of cells in a part: some megabytes of XML, compared to which the rest of its workbook is small.
constexpr std::size_t kPartCells = 60'000;
constexpr const char* kNotRead = "the rows cannot be read";
/// The library has made the part just now, so limits are not needed.
constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();

std::string text_of(lxw_error error) { return error == LXW_NO_ERROR ? std::string() : lxw_strerror(error); }

}  // namespace

lxw_error number_formats(lxw_worksheet* worksheet, const FormatWriter& formats, std::uint32_t row, std::size_t first,
                         std::size_t end) {
  Outcome outcome;
  for (std::size_t i = first; i < end; ++i) {
    lxw_format* const format = formats.format(sheet::FormatId(static_cast<std::uint32_t>(i)));
    outcome.check(worksheet_write_blank(worksheet, row_number(row), static_cast<lxw_col_t>(i), format));
  }
  return outcome.error();
}

std::vector<int> format_numbers(std::string_view sheet_xml, std::uint32_t first_row) {
  constexpr std::string_view kCell = "<c ";
  constexpr std::string_view kStyle = " s=\"";
  std::vector<int> numbers;
  const std::string tag = fmt::format("<row r=\"{}\"", first_row + 1);
  const std::size_t start = std::min(sheet_xml.find(tag), sheet_xml.size());
  std::string_view rows = sheet_xml.substr(start, sheet_xml.find("</sheetData>", start) - start);
  for (std::size_t at = rows.find(kCell); at != std::string_view::npos; at = rows.find(kCell)) {
    rows.remove_prefix(at + 1);
    const std::string_view cell = rows.substr(0, rows.find('>'));
    const std::size_t style = cell.find(kStyle);
    int number = 0;  // not written for the standard style
    if (style != std::string_view::npos) {
      const char* const digits = cell.data() + style + kStyle.size();
      std::from_chars(digits, cell.data() + cell.size(), number);
    }
    numbers.push_back(number);
  }
  return numbers;
}

struct SheetRows::Part {
  resources::MemoryFile file{"rows"};
  LibraryWorkbook workbook;
  std::optional<FormatWriter> formats;
  lxw_worksheet* worksheet = nullptr;
  lxw_worksheet* numbered = nullptr;  // its cells number the formats
  std::uint32_t numbered_rows = 0;
  std::size_t format_count = 0;
  std::size_t cells = 0;
  std::vector<std::uint32_t> fitting;  // rows whose heights are released

  /// Numbers the formats that have been added since the last call.
  lxw_error extend(const sheet::Workbook& model);
};

lxw_error SheetRows::Part::extend(const sheet::Workbook& model) {
  if (format_count == model.formats.size()) return LXW_NO_ERROR;
  Outcome outcome;
  formats->extend(model);
  outcome.check(number_formats(numbered, *formats, numbered_rows++, format_count, model.formats.size()));
  format_count = model.formats.size();
  // The library writes a row when the next one starts.
  outcome.check(worksheet_set_row(numbered, row_number(numbered_rows), LXW_DEF_ROW_HEIGHT, nullptr));
  return outcome.error();
}

SheetRows::SheetRows(std::size_t number, std::int64_t date, std::string folder, const sheet::Sheet& first_sheet)
    : number_(number), date_(date), folder_(std::move(folder)) {
  for (const sheet::Column& column : first_sheet.columns) {
    if (column.format) column_formats_.push_back(*column.format);
  }
}

std::error_code SheetRows::open() {
  file_ = resources::open_unnamed_file(folder_);
  return file_ ? std::error_code() : resources::last_error();
}

std::string SheetRows::add(const sheet::Workbook& model, const sheet::Sheet& sheet, std::uint32_t first_row,
                           const base::StopCheck* stop_check) {
  if (part_) {
    if (const lxw_error error = part_->extend(model); error != LXW_NO_ERROR) return text_of(error);
  }
  std::size_t next_merge = 0;
  std::uint32_t number = first_row;
  for (const sheet::Row& row : sheet.rows) {
    base::tick(stop_check);
    if (part_ && part_->cells >= kPartCells) close_part();
    if (!part_) {
      if (std::string error = open_part(model); !error.empty()) return error;
    }
    for (; next_merge < sheet.merges.size() && sheet.merges[next_merge].range.first.row == number; ++next_merge) {
      merges_.push_back(sheet.merges[next_merge]);
    }
    Outcome outcome;
    write_merged(number, outcome);
    CellWriter(sheet, part_->worksheet, *part_->formats, outcome, Keeping::Rows).write_row(number, row);
    if (outcome.failed()) return text_of(outcome.error());
    part_->cells += std::size_t{row.cell_count} + 1;
    if (is_fitting_row(row)) part_->fitting.push_back(number);
    used_.last.row = number++;
    if (row.cell_count > 0) used_.last.column = std::max(used_.last.column, sheet.cells_of(row).back().column);
  }
  return {};
}

/// Fills what merged cells cover in a row; their first cell is written over.
void SheetRows::write_merged(std::uint32_t row, Outcome& outcome) {
  for (const sheet::Merge& merge : merges_) {
    for (std::uint32_t column = merge.range.first.column; column <= merge.range.last.column; ++column) {
      outcome.check(worksheet_write_blank(part_->worksheet, row_number(row), column_number(column),
                                          part_->formats->format(merge.format)));
    }
    used_.last.column = std::max(used_.last.column, merge.range.last.column);
  }
  std::erase_if(merges_, [row](const sheet::Merge& merge) { return merge.range.last.row <= row; });
}

std::string SheetRows::open_part(const sheet::Workbook& model) {
  auto part = std::make_shared<Part>();
  diagnostics::DiagnosticSink sink;
  if (!part->file.open(sink)) return kNotRead;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = mutable_text(folder_);
  const std::string path = part->file.path();
  part->workbook = LibraryWorkbook(workbook_new_opt(path.c_str(), &options));
  if (part->workbook == nullptr) return text_of(LXW_ERROR_MEMORY_MALLOC_FAILED);
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(date_);
  Outcome outcome;
  outcome.check(workbook_set_properties(part->workbook.get(), &properties));
  part->formats.emplace(part->workbook.get());
  part->formats->extend(model);
  part->numbered = workbook_add_worksheet(part->workbook.get(), "formats");
  part->worksheet = workbook_add_worksheet(part->workbook.get(), "rows");
  if (part->numbered == nullptr || part->worksheet == nullptr) return text_of(LXW_ERROR_MEMORY_MALLOC_FAILED);
  // In the sheet, the formats of its columns come before the rows.
  lxw_col_t column = 0;
  for (const sheet::FormatId format : column_formats_) {
    outcome.check(worksheet_write_blank(part->numbered, 0, column++, part->formats->format(format)));
  }
  part->numbered_rows = 1;
  outcome.check(part->extend(model));
  part_ = std::move(part);
  return text_of(outcome.error());
}

/// Another thread packs the part while the next one is written.
void SheetRows::close_part() {
  packing_.finish();
  packing_ = base::SideTask(packer_, [this, part = std::exchange(part_, nullptr)] {
    if (error_.empty()) error_ = pack(*part);
  });
}

std::string SheetRows::pack(Part& part) {
  const lxw_error error = close_workbook(std::move(part.workbook), date_);
  if (error != LXW_NO_ERROR) return text_of(error);
  const auto file = resources::MappedFile::open(part.file.path());
  if (!file) return kNotRead;
  auto archive = package::ZipArchive::open({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()},
                                           {kAnyLength, kAnyLength, kAnyLength});
  if (!archive) return kNotRead;
  const auto numbered = archive->read("xl/worksheets/sheet1.xml");
  auto sheet = archive->read("xl/worksheets/sheet2.xml");
  if (!numbered || !sheet) return kNotRead;
  release_heights(*sheet, part.fitting);
  numbers_ = format_numbers(*numbered, 1);
  constexpr std::string_view kStart = "<sheetData>";
  const std::size_t start = sheet->find(kStart);
  const std::size_t end = sheet->rfind("</sheetData>");
  if (start == std::string::npos || end == std::string::npos) return kNotRead;
  const std::string_view rows = std::string_view(*sheet).substr(start + kStart.size(), end - start - kStart.size());
  const std::string packed = resources::deflate_part(rows, resources::Effort::Usual);
  check_sum_ = resources::crc32(rows, check_sum_);
  if (const std::error_code failed = resources::write_at(file_.number(), packed_, std::as_bytes(std::span(packed)))) {
    return failed.message();
  }
  length_ += rows.size();
  packed_ += packed.size();
  return {};
}

std::string SheetRows::finish() {
  if (part_) close_part();
  packing_.finish();
  return error_;
}

PackedRows SheetRows::rows() const { return {number_, file_.number(), packed_, length_, check_sum_, used_, numbers_}; }

}  // namespace gongwen::xlsx
