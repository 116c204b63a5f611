// NewFolder: a folder of files that appears whole or not at all. The files go into a hidden folder beside it, which
// gets the name when all of them are there; a folder or file that has the name already stays as it was.
//   NewFolder folder("bundles", "meeting-notice");
//   if (folder.open(sink) && folder.add("template.json", text, sink)) folder.commit(sink);
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::resources {

enum class MadeFolder : std::uint8_t { There, Made, Failed };

/// Makes a folder that a person named for output, unless it is there. The folder above it must be: a mistyped path of
/// several is not made.
MadeFolder make_folder(const std::string& path);

class NewFolder {
 public:
  NewFolder(const std::string& parent, const std::string& name);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  /// Removes what was not committed.
  ~NewFolder();

  /// All three report resources/exists, resources/no-folder or resources/unwritable, and return whether there was no
  /// error.
  bool open(diagnostics::DiagnosticSink& sink);
  bool add(const std::string& file, std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

 private:
  bool fail(std::error_code error, diagnostics::DiagnosticSink& sink) const;

  std::string parent_;
  std::string path_;
  std::string temporary_;  // empty when there is none
  std::string made_;       // the parent, when it was made for this folder
  std::vector<std::string> files_;
};

}  // namespace gongwen::resources
