// Writes a flowing document as a DOCX file (ECMA-376, transitional) that Word, WPS and LibreOffice open without repair.
//   const std::string bytes = docx::write_docx(document, {date, png});
#pragma once

#include "flow/document.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace gongwen::docx {

struct DocxOptions {
  /// Date of documents that state none; seconds since 1970, UTC. If it is missing too, a fixed date is used.
  std::optional<std::int64_t> fallback_date;
  /// The picture as a PNG file in the size in which it is shown; empty if it cannot be made.
  std::function<std::string(const flow::Picture&)> png;
  /// The same picture as SVG, for programs that support it; empty if it is not a drawing.
  std::function<std::string(const flow::Picture&)> svg = {};
  /// The numbers of a chart as a workbook (XLSX), in which people can change them from the word processor: labels in
  /// column A of the first sheet, `Sheet1`, names in row 1. Empty if it cannot be made: then the chart cannot be
  /// changed.
  std::function<std::string(const charts::ChartDescription&)> workbook = {};
};

/// The bytes of the file; the same document gives the same bytes.
std::string write_docx(const flow::Document& document, const DocxOptions& options);

}  // namespace gongwen::docx
