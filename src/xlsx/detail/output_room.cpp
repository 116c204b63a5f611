#include "diagnostics/catalogue/xlsx.h"
#include "xlsx/detail/library_file.h"

#include <sys/statvfs.h>

namespace gongwen::xlsx {
namespace {

constexpr std::uint64_t kBytesPerWorkbook = 64 * 1024;  // styles, theme, properties
constexpr std::uint64_t kBytesPerRow = 96;
constexpr std::uint64_t kBytesPerCell = 64;
constexpr std::uint64_t kUsualPacking = 8;

/// Escapes make a character longer: `&` becomes `&amp;`.
constexpr std::uint64_t kBytesPerTextByte = 2;

std::uint64_t text_bytes(const sheet::Sheet& sheet) {
  std::uint64_t bytes = 0;
  for (const sheet::Cell& cell : sheet.cells) {
    if (const auto* text = std::get_if<sheet::Text>(&cell.value)) bytes += text->text.size();
  }
  for (const sheet::TextRuns& runs : sheet.rich_texts) {
    for (const sheet::TextRun& run : runs) bytes += run.text.size() + 256;  // with its font
  }
  for (const sheet::FormulaText& formula : sheet.formulas) bytes += formula.expression.size();
  return bytes * kBytesPerTextByte;
}

std::uint64_t whole_megabytes(std::uint64_t bytes) { return (bytes + 1'048'575) / 1'048'576; }

}  // namespace

RoomNeeded estimate_room(const sheet::Workbook& workbook) {
  std::uint64_t bytes = kBytesPerWorkbook + workbook.formats.size() * 1024 + workbook.given.size() * kBytesPerTextByte;
  for (const std::vector<std::string>& row : workbook.layout_rows) bytes += row.size() * kBytesPerCell;
  for (const sheet::DefinedName& name : workbook.names) bytes += 2048 + name.choices.size() * 1024;
  for (const sheet::Sheet& sheet : workbook.sheets) {
    std::uint64_t cells = sheet.cells.size();
    for (const sheet::Merge& merge : sheet.merges) {
      cells += std::uint64_t{merge.range.row_count()} * merge.range.column_count();
    }
    bytes += sheet.rows.size() * kBytesPerRow + cells * kBytesPerCell + text_bytes(sheet);
    bytes += (sheet.validations.size() + sheet.links.size()) * 4096;
    for (const sheet::Chart& chart : sheet.charts) bytes += 16'384 + std::uint64_t{chart.values.row_count()} * 256;
  }
  return {bytes, bytes / kUsualPacking};
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs status {};
  // Some file systems have no size at all.
  if (::statvfs(path.c_str(), &status) != 0 || status.f_blocks == 0) return std::nullopt;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

bool check_room(std::optional<std::uint64_t> free, std::uint64_t needed, const std::string& shown_path,
                diagnostics::DiagnosticSink& sink) {
  if (!free || *free >= needed) return true;
  sink.report(diagnostics::messages::XlsxNoSpace, diagnostics::Origin{}, shown_path, whole_megabytes(needed),
              *free / 1'048'576);
  return false;
}

}  // namespace gongwen::xlsx
