// Reading any returned file: what it is by its bytes, then its values, in a process of its own.
#pragma once

#include "intake/detail/child_process.h"
#include "intake/detail/limits.h"
#include "intake/read_xlsx.h"
#include "intake/returned_file.h"

#include <optional>
#include <string_view>

namespace gongwen::intake {

/// What the bytes are, whatever the name of the file says; nothing for what is none of these.
std::optional<FileType> sniff(std::string_view bytes);

struct IntakeOptions {
  UnnamedCells unnamed = UnnamedCells::Refuse;
  IntakeLimits limits = {};
  ProcessLimits process = {};
};

/// PDF and workbooks are read within limits on time and memory; JSON becomes the attached data. Never fails: what is
/// wrong is told in the notices.
ReturnedFile read_returned(std::string_view bytes, const IntakeOptions& options);

}  // namespace gongwen::intake
