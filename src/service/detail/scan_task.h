// What a worker does with scans: it starts `gongwen-scans`, which reads the codes, and takes stacks apart.
//   Operation::Codes   one file; the body is what the program said: see parse_reading
//   Operation::Stack   one file, or an archive of several; the parts of each, by the submissions that their codes name
// A part is a separate file: the pages of one submission, or a page on which no code was found. The worker knows no
// submissions: whose they are is for the front to look up.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/scan_marks.h"
#include "service/detail/task.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// What makes pictures of scanned pages, for `gongwen-scans`.
inline constexpr const char* kPagePictures = "/usr/bin/pdftoppm";

/// What drawing one page may take: of a scan it takes a second, and who sends a page that takes longer than this must
/// not keep those waiting who come after.
inline constexpr std::chrono::seconds kScanPageTime{8};

enum class ScanTrouble : std::uint8_t {
  None,
  Unreadable,   // nobody could look at the file, or not at all of it: the part is the whole file
  UnknownType,  // it is not a scan: the part has no bytes
  Mixed         // not all pages are of one submission, and it could not be taken apart: the part is the whole file
};

struct ScanPart {
  std::string file;                // that it is a part of, as its owner calls it
  std::vector<std::size_t> pages;  // of the file, from 1; none: the whole file
  ScanTrouble trouble = ScanTrouble::None;
  std::string type;  // see stack_type
  std::string bytes;
  ScanReading reading;  // of the part
};

/// By its first bytes: pdf, jpeg, png, or zip for what may be an archive of these; empty for all others.
std::string_view stack_type(std::string_view bytes);

/// The answer of Operation::Stack: the parts as JSON in `reading`, their bytes one after the other as the body.
void write_parts(const std::vector<ScanPart>& parts, TaskAnswer& answer);
/// Nothing for what write_parts did not write.
std::optional<std::vector<ScanPart>> read_parts(const TaskAnswer& answer);

/// Does a task of either operation, within its time.
TaskAnswer answer_scans(const Task& task, const EngineOptions& engine);

}  // namespace gongwen::service
