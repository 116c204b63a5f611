// Whether there is room for a workbook before it is written: the library does not notice when a disk fills up while it
// writes its temporary files, and would make a broken workbook of what is left of them.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::xlsx {

struct RoomNeeded {
  std::uint64_t part_bytes = 0;  // of the workbook as XML, in the folder of temporary files
  std::uint64_t file_bytes = 0;  // of the packed file
};

/// What the parts of the workbook take as XML, at most, and as a file with usual texts.
RoomNeeded estimate_room(const sheet::Workbook& workbook);

/// Bytes free for this process where `path` lies, a file or a folder; nothing when the system does not tell.
std::optional<std::uint64_t> free_bytes(const std::string& path);

/// Reports: xlsx/no-space. `shown_path` is what the message calls the place.
bool check_room(std::optional<std::uint64_t> free, std::uint64_t needed, const std::string& shown_path,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::xlsx
