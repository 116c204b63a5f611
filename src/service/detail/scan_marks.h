// Marks: the codes on the pages of submissions that were printed, and what is known of a scan by them.
//   GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4      page 2 of 4 of the version whose hash starts like this
// A mark names a submission and proves that somebody has seen the document: both its receipt number and its hash must
// be right. Scans are read by workers, and what they say is not taken for granted.
#pragma once

#include "diagnostics/text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Of the slots of what was read of an attachment; what is after it is the id of the attachment.
inline constexpr std::string_view kReadingMark = "scan:";

struct ScanMark {
  std::string receipt;
  std::string hash;  // the first digits, in capitals
  std::size_t page = 0;
  std::size_t pages = 0;

  friend bool operator==(const ScanMark&, const ScanMark&) = default;
};

/// What all pages of a version have in their codes, before the number of the page.
std::string mark_of_version(std::string_view receipt, std::string_view hash);
/// Nothing for codes of others, and for receipt numbers with a wrong check digit.
std::optional<ScanMark> parse_mark(std::string_view code);
/// Whether the mark is one of the version with this hash.
bool is_of_version(const ScanMark& mark, std::string_view hash);

/// What was read of one file.
struct ScanReading {
  std::string file;                          // the hash of the file
  bool is_read = false;                      // otherwise nobody could look at it
  std::vector<std::vector<ScanMark>> pages;  // of the file; of one that could not be read whole, those that could
};

/// `{"pages":[["GW1:…"],[]],"cut":false}`, as a worker says it; a file that was read in part counts as not read.
ScanReading parse_reading(std::string_view json);
/// As it is kept beside the attachment, and back.
std::string kept_reading(const ScanReading& reading);
ScanReading parse_kept_reading(std::string_view json);

/// What the scans of a submission are, all together.
struct ScanVerdict {
  bool is_read = false;          // at least one file
  std::size_t unread = 0;        // files that nobody could look at
  bool has_others = false;       // pages of another submission
  bool has_unknown = false;      // pages with its receipt number of no version of it
  std::int64_t older = 0;        // the latest version before this one that has pages there; 0: none
  std::size_t count = 0;         // pages of the document, as its codes say; 0: none of this version is there
  std::set<std::size_t> found;   // of them
  std::size_t without_code = 0;  // pages of the scans

  bool has_own() const { return count > 0; }
  bool is_whole() const { return count > 0 && found.size() == count; }
};

/// `hashes` are those of the versions, the first one first; the last is what is asked about.
ScanVerdict judge_scans(std::span<const ScanReading> readings, std::string_view receipt,
                        std::span<const std::string> hashes);

/// `pages 2–3 of 4 are missing …`, for whoever handed it in.
std::string verdict_words(const ScanVerdict& verdict, diagnostics::Language language);
/// The same for the office.
std::string office_verdict(const ScanVerdict& verdict, diagnostics::Language language);

/// `2, 4–6`
std::string page_list(const std::set<std::size_t>& pages, std::string_view separator = ", ");

}  // namespace gongwen::service
