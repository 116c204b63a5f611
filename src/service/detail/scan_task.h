// How a worker reads scans: it runs `gongwen-scans`, which reads codes and splits stacks.
//   Operation::Codes   one file; the body is the answer of the program: see parse_reading
//   Operation::Stack   a file, or an archive of several; the parts of each, by the submissions that their codes name
// Each part becomes a file: the pages of one submission, or adjacent pages without a code. The worker does not know
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

/// The program that renders scanned pages as pictures for `gongwen-scans`.
inline constexpr const char* kPagePictures = "/usr/bin/pdftoppm";

/// Time limit for rendering one page. A scanned page takes about a second; a page that takes longer than this must not
/// delay the scans of others.
inline constexpr std::chrono::seconds kScanPageTime{8};

/// The problem with a part; its words travel between worker and front.
enum class ScanTrouble : std::uint8_t {
  None,
  Unreadable,   // the file could not be read completely: the part is the whole file
  UnknownType,  // it is not a scan: the part has no bytes
  Mixed         // it has pages of several submissions and could not be split: the part is the whole file
};

std::span<const std::string_view> json_names(ScanTrouble trouble);

/// `bytes` is the part as a file; for Unreadable and Mixed the whole file as it was sent.
struct ScanPart {
  std::string file;                // name of the file that contains it, as sent
  std::vector<std::size_t> pages;  // pages of the file, from 1; empty: the whole file
  ScanTrouble trouble = ScanTrouble::None;
  std::string type;  // see stack_type
  std::string bytes;
  ScanReading reading;  // reading of the part
};

/// Returns the type by the first bytes: pdf, jpeg, png, or zip, which may be an archive of these; empty for all others.
std::string_view stack_type(std::string_view bytes);

/// Writes the answer of Operation::Stack: the parts as JSON in `reading`, each with its length, and their bytes in the
/// body, in the same order and without gaps.
void write_parts(const std::vector<ScanPart>& parts, TaskAnswer& answer);
/// Returns nullopt if the answer is malformed.
std::optional<std::vector<ScanPart>> read_parts(const TaskAnswer& answer);

/// Carries out a task of either operation within its time.
TaskAnswer answer_scans(const Task& task, const EngineOptions& engine);

}  // namespace gongwen::service
