// The parts of a workbook's package, found by their relationships (ECMA-376-2, 9.3) and never by their usual names.
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

  /// The relationships of a part; of the whole package for an empty name.
  std::vector<package::Relationship> relationships(std::string_view part);
  /// Reads a part's XML. Returns: whether it is there and well-formed; what is wrong has been reported.
  bool read(std::string_view part, package::XmlHandler& handler);
  /// A part that need not be well-formed, such as VML; empty when it cannot be read, which has been reported.
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
