// Marks: the codes on the pages of printed submissions, and what they tell about a scan.
//   GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4      page 2 of 4 of the version whose hash begins like this
// A mark names a submission and shows that its sender had the document: both receipt number and hash must be right.
// Scans are read by workers, whose answers are checked here and trusted no further.
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

/// Begins the slot of what was read from an attachment; the id of the attachment follows.
inline constexpr std::string_view kReadingMark = "scan:";

/// As in `GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4`.
struct ScanMark {
  std::string receipt;
  std::string hash;  // the first digits, in capitals
  std::size_t page = 0;
  std::size_t pages = 0;

  friend bool operator==(const ScanMark&, const ScanMark&) = default;
};

/// The part of the code that all pages of a version have in common, before the page number.
/// Put on the pages by documents of submissions (TaskOptions::page_code); the engine adds page and pages.
std::string mark_of_version(std::string_view receipt, std::string_view hash);
/// Returns nullopt for codes that are not ours and for receipt numbers with a wrong check digit.
std::optional<ScanMark> parse_mark(std::string_view code);
/// Whether the mark belongs to the version with this hash.
bool is_of_version(const ScanMark& mark, std::string_view hash);

/// What was read from one file.
/// `pages[i]` has the marks of page i + 1; most have one, a page without a code none.
struct ScanReading {
  std::string file;                          // the hash of the file
  bool is_read = false;                      // otherwise nobody could look at it
  std::vector<std::vector<ScanMark>> pages;  // of the file; of one that could not be read whole, those that could
};

/// Parses a worker's answer, `{"pages":[["GW1:…"],[]],"cut":false}`. A file that was read only in part counts as not
/// read.
ScanReading parse_reading(std::string_view json);
/// The form in which a reading is stored beside its attachment.
std::string kept_reading(const ScanReading& reading);
ScanReading parse_kept_reading(std::string_view json);

/// What all scans of a submission together amount to.
/// Counts pages of all files together: people send pages one by one.
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

/// Judges readings. `hashes` are those of all versions in their order; the question is about the last one.
/// An empty hash at the end of `hashes` stands for a version that does not exist yet (see FormPages::judge).
ScanVerdict judge_scans(std::span<const ScanReading> readings, std::string_view receipt,
                        std::span<const std::string> hashes);

/// The verdict for the applicant: `pages 2–3 of 4 are missing …`.
std::string verdict_words(const ScanVerdict& verdict, diagnostics::Language language);
/// The verdict for the office.
std::string office_verdict(const ScanVerdict& verdict, diagnostics::Language language);

/// Page numbers as people write them: `2, 4–6`.
std::string page_list(const std::set<std::size_t>& pages, std::string_view separator = ", ");

}  // namespace gongwen::service
