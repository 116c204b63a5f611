// Marks: the codes on the pages of printed submissions, and the verdict on a scan by its codes.
//   GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4      page 2 of 4 of the version whose hash begins like this
// A mark names a submission and proves that its sender had the document: both receipt number and hash must be right.
// Workers read the scans; their answers are checked here and not trusted otherwise.
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

/// Prefix of the slot for the reading of an attachment; the id of the attachment follows.
inline constexpr std::string_view kReadingMark = "scan:";

/// As in `GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4`.
struct ScanMark {
  std::string receipt;
  std::string hash;  // the first digits, in capitals
  std::size_t page = 0;
  std::size_t pages = 0;

  friend bool operator==(const ScanMark&, const ScanMark&) = default;
};

/// Returns the part of the code that all pages of a version have in common, before the page number. Documents of
/// submissions put it on their pages (TaskOptions::page_code); the engine adds page and number of pages.
std::string mark_of_version(std::string_view receipt, std::string_view hash);
/// Returns nullopt for codes that are not ours and for receipt numbers with a wrong check digit.
std::optional<ScanMark> parse_mark(std::string_view code);
/// Returns whether the mark belongs to the version with this hash.
bool is_of_version(const ScanMark& mark, std::string_view hash);

/// The marks that were read from one file. `pages[i]` has the marks of page i + 1; most pages have one, a page without
/// a code has none.
struct ScanReading {
  std::string file;      // hash of the file
  bool is_read = false;  // if false, the file could not be read
  std::vector<std::vector<ScanMark>>
      pages;  // pages of the file; if it could not be read completely, only those that could
};

/// Parses a worker's answer, `{"pages":[["GW1:…"],[]],"cut":false}`. A file that was read only in part counts as
/// unread.
ScanReading parse_reading(std::string_view json);
/// Returns a reading as it is stored beside its attachment.
std::string kept_reading(const ScanReading& reading);
ScanReading parse_kept_reading(std::string_view json);

/// The verdict on all scans of a submission together. Pages of all files are counted together, since people send pages
/// one by one.
struct ScanVerdict {
  bool is_read = false;      // whether at least one file was read
  std::size_t unread = 0;    // files that could not be read
  bool has_others = false;   // there are pages of another submission
  bool has_unknown = false;  // there are pages with its receipt number, but of no version of it
  std::int64_t older = 0;    // the latest earlier version with pages in the scans; 0: none
  std::size_t count = 0;  // number of the document's pages according to its codes; 0: no page of this version was found
  std::set<std::size_t> found;   // those pages of the document that were found
  std::size_t without_code = 0;  // pages of the scans

  bool has_own() const { return count > 0; }
  bool is_whole() const { return count > 0 && found.size() == count; }
};

/// Judges readings. `hashes` are those of all versions in order; the verdict is about the last one. An empty hash at
/// the end of `hashes` stands for a version that does not exist yet (see FormPages::judge).
ScanVerdict judge_scans(std::span<const ScanReading> readings, std::string_view receipt,
                        std::span<const std::string> hashes);

/// Returns the verdict in words for the applicant: `pages 2–3 of 4 are missing …`.
std::string verdict_words(const ScanVerdict& verdict, diagnostics::Language language);
/// Returns the verdict in words for the office.
std::string office_verdict(const ScanVerdict& verdict, diagnostics::Language language);

/// Returns page numbers as people write them: `2, 4–6`.
std::string page_list(const std::set<std::size_t>& pages, std::string_view separator = ", ");

}  // namespace gongwen::service
