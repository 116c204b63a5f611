// SiteCopy: the current state of a site as plain files, for places where links do not work.
#pragma once

#include "diagnostics/diagnostic.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// Returns the media type of a file of a site, by its ending.
std::string_view web_type_of(std::string_view path);

struct CopiedFile {
  std::string path;    // in the site
  std::string source;  // from which it is read
};

struct SiteCopy {
  std::string root;  // folder of the release, whose links lead to files
  /// Files of editions come first, and those that link to them later, so a copy made in this order never has a dead
  /// link.
  std::vector<CopiedFile> files;
  std::string state;  // a hash; differs whenever a file differs
};

/// Returns the state that readers see now; it stays readable while another one is published. Returns nullopt if there
/// is none, or if a part of it cannot be listed, since an incomplete copy would take pages away from readers. Reports:
/// resources/unreadable.
std::optional<SiteCopy> current_copy(const std::string& site, diagnostics::DiagnosticSink& sink);

/// A file in each copy with the checksums of its files, by which the next run knows what to change and to remove.
inline constexpr std::string_view kCopyManifest = ".gongwen-copy.json";

/// The steps for updating a copy. `former` is the manifest of the copy; empty if absent.
struct CopyPlan {
  std::vector<const CopiedFile*> put;  // in the order of SiteCopy::files
  std::vector<std::string> remove;
  std::string before;  // the manifest until all is done: names every file that may be there
  std::string after;   // the manifest after that
};
/// Returns nullopt after a report if a file of the site cannot be read.
std::optional<CopyPlan> plan_copy(const SiteCopy& copy, std::string_view former, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
