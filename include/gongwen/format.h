// Formats: one table of the file types that documents are written as.
//   gongwen::find_format("png")->ending  // ".png"
#pragma once

#include "gongwen/export.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gongwen {

enum class Format : std::uint8_t { Pdf, Xlsx, Svg, Png, Ofd, Ods, Csv, Docx };

/// The medium that a document is laid out for. A kind has one template for each medium that it supports, and all
/// formats of that medium are made from it.
enum class Medium : std::uint8_t { Page, Sheet };

struct FormatInfo {
  Format format;
  Medium medium;
  std::string_view name;        // `pdf`, in options and results
  std::string_view ending;      // `.pdf`
  std::string_view media_type;  // `application/pdf`
  /// Whether the file is the document itself rather than a picture or a copy of it. These formats are made if none is
  /// requested.
  bool is_document;
  /// Whether each page is a separate file.
  bool is_file_per_page;
  /// Whether people can fill in the file, and the engine can read it back.
  bool can_be_filled_in;
};

/// All formats, in the order of Format.
GONGWEN_API std::span<const FormatInfo> known_formats();
GONGWEN_API const FormatInfo& format_info(Format format);
/// Returns null for an unknown name.
GONGWEN_API const FormatInfo* find_format(std::string_view name);
/// Finds the format by the ending of a file name, ignoring case; null if no format has it.
GONGWEN_API const FormatInfo* find_format_of_path(std::string_view path);

/// The placeholder for the number of a page in the paths of formats with a file per page: `page-{page}.png`.
inline constexpr std::string_view kPagePlaceholder = "{page}";

/// The path with each placeholder replaced by the page's number (from 1), which is padded with zeros to the width of
/// `page_count` so that names sort in page order.
GONGWEN_API std::string page_path(std::string_view path, std::size_t page, std::size_t page_count);

}  // namespace gongwen
