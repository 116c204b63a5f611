// KeptPackage: lists the parts that are left out of a file made from a Word file, and rewrites the parts that name
// them.
#pragma once

#include "package/zip_archive.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::adopt {

struct KeptPackage {
  std::vector<std::string> dropped;  // entries: macros, embedded files, controls with programs, signatures
  std::vector<std::pair<std::string, std::string>> replaced;  // relationships and content types without those entries
  /// The ids of the relationships that were left out, by part. Elements of the part may still refer to them.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> lost;
};

KeptPackage kept_package(package::ZipArchive& zip);

/// The archive without the dropped entries, and with `changed` in place of entries of the same name (compared ignoring
/// case).
std::string written_package(package::ZipArchive& zip, const std::vector<std::string>& dropped,
                            const std::map<std::string, std::string, std::less<>>& changed);

}  // namespace gongwen::adopt
