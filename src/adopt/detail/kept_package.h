// What of a Word file's package is not taken over into files that are made of it, and what its other parts say instead.
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
  std::vector<std::pair<std::string, std::string>> replaced;  // relationships and content types without them
  /// Of parts that have lost relationships: their ids, to which elements may refer.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> lost;
};

KeptPackage kept_package(package::ZipArchive& zip);

}  // namespace gongwen::adopt
