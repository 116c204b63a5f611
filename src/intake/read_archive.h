// Archives of returned files (ZIP), as mail programs and people pack them: unpacked in memory and in a process of its
// own, within the limits of workbooks. Archives in archives are not opened.
#pragma once

#include "intake/detail/child_process.h"
#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct ArchivedFile {
  std::string name;  // with the folders in the archive, in UTF-8
  std::string bytes;
};

struct Archive {
  std::vector<ArchivedFile> files;  // by name; nothing of what programs leave beside files
  std::vector<Notice> notices;      // what is wrong with the archive
};

/// Nothing for bytes that are not a ZIP archive, or one that is a document itself, such as a workbook. `takes` is asked
/// with each part of a name whether it counts.
std::optional<Archive> read_archive(std::string_view bytes, const std::function<bool(std::string_view)>& takes,
                                    const IntakeLimits& limits = {}, const ProcessLimits& process = {});

}  // namespace gongwen::intake
