#include "base/format.h"
#include "base/utf8.h"
#include "gongwen/format.h"

#include <array>

// One table has all facts about formats: names, endings, media types, and whether a file shows one page.
namespace gongwen {
namespace {

/// Without `default`, so that the compiler warns about a format without a row.
constexpr FormatInfo row_of(Format format) {
  switch (format) {
    case Format::Pdf: return {format, Medium::Page, "pdf", ".pdf", "application/pdf", true, false, true};
    case Format::Xlsx:
      return {
          format, Medium::Sheet, "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          true,   false,         true};
    case Format::Svg: return {format, Medium::Page, "svg", ".svg", "image/svg+xml", false, true, false};
    case Format::Ofd: return {format, Medium::Page, "ofd", ".ofd", "application/ofd", false, false, false};
    case Format::Ods:
      return {format, Medium::Sheet, "ods", ".ods", "application/vnd.oasis.opendocument.spreadsheet",
              false,  false,         false};
    case Format::Csv: return {format, Medium::Sheet, "csv", ".csv", "text/csv", false, false, false};
    case Format::Docx:
      return {format,
              Medium::Page,
              "docx",
              ".docx",
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
              false,
              false,
              true};
    case Format::Png: return {format, Medium::Page, "png", ".png", "image/png", false, true, false};
  }
  return {};
}

/// The table has a row for each value, so counting rows counts the enumeration.
constexpr std::size_t count_formats() {
  std::size_t count = 0;
  while (!row_of(static_cast<Format>(count)).name.empty()) ++count;
  return count;
}

/// In the order of the enumeration, so that a format is its own index.
constexpr auto kFormats = [] {
  std::array<FormatInfo, count_formats()> formats{};
  for (std::size_t i = 0; i < formats.size(); ++i) formats[i] = row_of(static_cast<Format>(i));
  return formats;
}();

}  // namespace

std::span<const FormatInfo> known_formats() { return kFormats; }

const FormatInfo& format_info(Format format) { return kFormats.at(static_cast<std::size_t>(format)); }

/// Finds a format by its name on the command line and in JSON; null if none has it.
const FormatInfo* find_format(std::string_view name) {
  for (const FormatInfo& info : kFormats) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

/// Finds a format by the ending, ignoring case.
const FormatInfo* find_format_of_path(std::string_view path) {
  for (const FormatInfo& info : kFormats) {
    const bool fits = path.size() >= info.ending.size() &&
                      base::equals_ignoring_ascii_case(path.substr(path.size() - info.ending.size()), info.ending);
    if (fits) return &info;
  }
  return nullptr;
}

/// `page-{page}.svg`, 3 of 12 → `page-03.svg`: numbers are padded so that files sort by page.
std::string page_path(std::string_view path, std::size_t page, std::size_t page_count) {
  const std::string number = fmt::format("{:0{}}", page, std::to_string(page_count).size());
  std::string out;
  std::size_t at = 0;
  while (true) {
    // A placeholder may be in the folder and in the name.
    const std::size_t found = path.find(kPagePlaceholder, at);
    out += path.substr(at, found - at);
    if (found == std::string_view::npos) return out;
    out += number;
    at = found + kPagePlaceholder.size();
  }
}

}  // namespace gongwen
