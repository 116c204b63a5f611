// What a worker does with scans: it runs `gongwen-scans`, which reads codes and splits stacks.
//   Operation::Codes   one file; the body is the answer of the program: see parse_reading
//   Operation::Stack   a file, or an archive of several; the parts of each, by the submissions that their codes name
// A part is a file of its own: the pages of one submission, or adjacent pages without a code. The worker knows no
// submissions: the front looks them up.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/scan_marks.h"
#include "service/detail/task.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The program that draws scanned pages as pictures for `gongwen-scans`.
inline constexpr const char* kPagePictures = "/usr/bin/pdftoppm";

/// Time for drawing one page. A scanned page takes about a second; one that takes longer than this must not delay the
/// scans of others.
inline constexpr std::chrono::seconds kScanPageTime{8};

/// What is wrong with a part; its words travel between worker and front.
enum class ScanTrouble : std::uint8_t {
  None,
  Unreadable,   // nobody could look at the file, or not at all of it: the part is the whole file
  UnknownType,  // it is not a scan: the part has no bytes
  Mixed         // not all pages are of one submission, and it could not be taken apart: the part is the whole file
};

std::span<const std::string_view> json_names(ScanTrouble trouble);

/// `bytes` is the part as a file of its own; for Unreadable and Mixed the whole file as it came.
struct ScanPart {
  std::string file;                // that it is a part of, as its owner calls it
  std::vector<std::size_t> pages;  // of the file, from 1; none: the whole file
  ScanTrouble trouble = ScanTrouble::None;
  std::string type;  // see stack_type
  std::string bytes;
  ScanReading reading;  // of the part
};

/// The type by the first bytes: pdf, jpeg, png, or zip, which may be an archive of these; empty for all others.
std::string_view stack_type(std::string_view bytes);

/// Writes the answer of Operation::Stack: the parts as JSON in `reading`, their bytes one after the other in the body.
/// The bytes follow each other in the body, in the order of the parts, each with its length in JSON.
void write_parts(const std::vector<ScanPart>& parts, TaskAnswer& answer);
/// Returns nullopt if the answer is malformed.
std::optional<std::vector<ScanPart>> read_parts(const TaskAnswer& answer);

/// Does a task of either operation within its time.
TaskAnswer answer_scans(const Task& task, const EngineOptions& engine);

}  // namespace gongwen::service
