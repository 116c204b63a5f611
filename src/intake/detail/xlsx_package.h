// Finds the parts of a workbook's package by their relationships (ECMA-376-2, 9.3), never by their usual names.
#pragma once

#include "intake/detail/limits.h"
#include "intake/returned_file.h"
#include "package/relationships.h"
#include "package/zip_archive.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

class XlsxPackage {
 public:
  XlsxPackage(package::ZipArchive& zip, const IntakeLimits& limits, ReturnedFile& file)
      : zip_(zip), limits_(limits), file_(file) {}

  /// The relationships of a part; for an empty name, of the whole package.
  std::vector<package::Relationship> relationships(std::string_view part);
  /// Parses a part. Returns whether it exists and is well-formed; reports errors.
  bool read(std::string_view part, package::XmlHandler& handler);
  /// The text of a part that need not be well-formed, such as VML; empty after a report if it cannot be read.
  std::string text_of(std::string_view part);
  bool has(std::string_view part) const { return zip_.has(part); }

 private:
  package::ZipArchive& zip_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
};

/// Reports: intake/damaged, intake/encrypted, intake/limit.
void report_zip_error(package::ZipError error, const IntakeLimits& limits, ReturnedFile& file);

}  // namespace gongwen::intake
