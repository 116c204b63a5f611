// Marks and verdicts. The hash in a mark has 48 bits, which is not a secret but cannot be guessed: a person without the
// printed document cannot make a code that matches a version.
#include "service/detail/scan_marks.h"

#include "base/format.h"
#include "base/json_members.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/http/fields.h"
#include "service/inbox/receipt.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kMarkBegin = "GW1:";
constexpr std::size_t kMarkDigits = 12;
// A hundred times as many as a form has; a mark with more was not printed here.
constexpr std::size_t kMaxDocumentPages = 2'000;
constexpr std::size_t kMaxReadPages = 2'000;

/// Takes the text up to the next `end`, and that character; the rest if there is none. `ZJ-2026-000123-7:5F2B…` gives
/// the part before `:` and leaves the rest.
std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

/// Returns a page number from 1; nullopt for other texts and for absurd numbers.
std::optional<std::size_t> page_number(std::string_view text) {
  const auto number = http::parse_whole_number(text, kMaxDocumentPages);
  return number && *number == 0 ? std::nullopt : number;
}

// Codes are printed in capitals, for which QR codes need fewer modules.
bool is_capital_hexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

std::string mark_text(const ScanMark& mark) {
  return fmt::format("{}{}:{}:{}/{}", kMarkBegin, mark.receipt, mark.hash, mark.page, mark.pages);
}

/// A reading as JSON: `cut` comes from a worker that could not read all pages, `file` and `read` are stored. A document
/// may have taken control of the worker, so an entry that is not a list of codes counts as a page without code.
struct WrittenReading {
  std::string file;
  bool is_read = false;
  bool is_cut = false;
  // `pages` as text: a page that is not a list must not make the whole reading unreadable.
  base::JsonText pages;

  friend void json_members(auto& of, base::MembersOf<WrittenReading> auto& reading) {
    of.given("file", reading.file).given("read", reading.is_read).given("cut", reading.is_cut);
    of.must("pages", reading.pages);
  }
};

/// Returns the marks of each page; codes that are not ours are left out.
std::vector<std::vector<ScanMark>> marks_of(const WrittenReading& reading) {
  std::vector<std::vector<ScanMark>> all;
  const auto pages = base::parse_json(reading.pages.text);
  // Pages beyond the limit are dropped; real documents have fewer.
  for (std::size_t i = 0; pages && i < std::min(pages->size(), kMaxReadPages); ++i) {
    const base::JsonView codes = pages->view().at(i);
    std::vector<ScanMark>& marks = all.emplace_back();
    for (std::size_t j = 0; j < codes.size(); ++j) {
      if (!codes.at(j).is_text()) continue;
      if (auto mark = parse_mark(codes.at(j).text())) marks.push_back(*std::move(mark));
    }
  }
  return all;
}

/// Adds one mark to the verdict.
void add_mark(const ScanMark& mark, std::string_view receipt, std::span<const std::string> hashes,
              ScanVerdict& verdict) {
  if (mark.receipt != receipt) {
    verdict.has_others = true;
    return;
  }
  // From the last version backwards: the present one is the most likely.
  const auto version =
      std::find_if(hashes.rbegin(), hashes.rend(), [&](const std::string& hash) { return is_of_version(mark, hash); });
  if (version == hashes.rend()) {
    verdict.has_unknown = true;
  } else if (version == hashes.rbegin()) {
    // Marks of one version should agree on the number of pages; if not, the largest is used.
    verdict.count = std::max(verdict.count, mark.pages);
    // Pages are counted once, however often they were scanned.
    verdict.found.insert(mark.page);
  } else {
    // The distance from the end of the reverse range is the number of the version, from 1.
    verdict.older = std::max<std::int64_t>(verdict.older, hashes.rend() - version);
  }
}

/// Returns the pages of the present version that no scan shows.
std::string missing_pages(const ScanVerdict& verdict, diagnostics::Language language) {
  std::set<std::size_t> missing;
  for (std::size_t page = 1; page <= verdict.count; ++page) {
    if (!verdict.found.contains(page)) missing.insert(page);
  }
  return page_list(missing, texts::ServiceScanSeparator.in(language));
}

}  // namespace

std::string mark_of_version(std::string_view receipt, std::string_view hash) {
  std::string digits(hash.substr(0, kMarkDigits));
  for (char& c : digits) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  // Twelve digits, 48 bits.
  return fmt::format("{}{}:{}", kMarkBegin, receipt, digits);
}

std::optional<ScanMark> parse_mark(std::string_view code) {
  if (!code.starts_with(kMarkBegin)) return std::nullopt;
  code.remove_prefix(kMarkBegin.size());
  ScanMark mark;
  mark.receipt = take_until(code, ':');
  mark.hash = take_until(code, ':');
  const auto page = page_number(take_until(code, '/'));
  const auto pages = page_number(code);
  // Written back and compared: a number has exactly one spelling, so a mark cannot name a receipt in another way.
  const auto receipt = inbox::parse_receipt(mark.receipt);
  if (!page || !pages || *page > *pages || !receipt || inbox::receipt_text(*receipt) != mark.receipt ||
      mark.hash.size() != kMarkDigits || !is_capital_hexadecimal(mark.hash)) {
    return std::nullopt;
  }
  mark.page = *page;
  mark.pages = *pages;
  return mark;
}

// A hash that is too short (empty: the version to come) matches no mark.
bool is_of_version(const ScanMark& mark, std::string_view hash) {
  return hash.size() >= kMarkDigits && mark_of_version(mark.receipt, hash) == mark_of_version(mark.receipt, mark.hash);
}

ScanReading parse_reading(std::string_view json) {
  const auto read = base::from_json<WrittenReading>(json);
  return read ? ScanReading{{}, !read->is_cut, marks_of(*read)} : ScanReading();
}

std::string kept_reading(const ScanReading& reading) {
  std::vector<std::vector<std::string>> pages;
  for (const std::vector<ScanMark>& marks : reading.pages) {
    std::vector<std::string>& codes = pages.emplace_back();
    for (const ScanMark& mark : marks) codes.push_back(mark_text(mark));
  }
  return base::to_json(WrittenReading{reading.file, reading.is_read, false, {base::to_json(pages).text()}}).text();
}

ScanReading parse_kept_reading(std::string_view json) {
  const auto read = base::from_json<WrittenReading>(json);
  return read ? ScanReading{read->file, read->is_read, marks_of(*read)} : ScanReading();
}

// Order of readings and pages does not matter; pages are counted once.
ScanVerdict judge_scans(std::span<const ScanReading> readings, std::string_view receipt,
                        std::span<const std::string> hashes) {
  ScanVerdict verdict;
  for (const ScanReading& reading : readings) {
    verdict.is_read = verdict.is_read || reading.is_read;
    if (!reading.is_read) ++verdict.unread;
    for (const std::vector<ScanMark>& marks : reading.pages) {
      if (marks.empty()) ++verdict.without_code;
      for (const ScanMark& mark : marks) add_mark(mark, receipt, hashes, verdict);
    }
  }
  return verdict;
}

// Returns one sentence for the applicant: what is missing, or that the document is complete.
std::string verdict_words(const ScanVerdict& verdict, diagnostics::Language language) {
  if (verdict.is_whole()) return texts::ServiceScanWhole.in(language, verdict.count);
  // The present version takes precedence over older ones: its missing pages are what the applicant can add.
  if (verdict.has_own()) return texts::ServiceScanMissing.in(language, missing_pages(verdict, language), verdict.count);
  if (verdict.older > 0 || verdict.has_unknown) return std::string(texts::ServiceScanOlder.in(language));
  // "No code" would be untrue if some file could not be read.
  const bool is_all_read = verdict.is_read && verdict.unread == 0;
  return std::string((is_all_read ? texts::ServiceScanNoCode : texts::ServiceScanUnread).in(language));
}

// The office sees all findings, joined by `;`.
std::string office_verdict(const ScanVerdict& verdict, diagnostics::Language language) {
  std::vector<std::string> parts;
  if (verdict.is_whole()) parts.push_back(texts::OfficeScanWhole.in(language, verdict.count));
  if (verdict.has_own() && !verdict.is_whole()) {
    parts.push_back(texts::OfficeScanMissing.in(language, missing_pages(verdict, language), verdict.count));
  }
  if (verdict.older > 0) parts.push_back(texts::OfficeScanOlder.in(language, verdict.older));
  if (verdict.has_unknown) parts.emplace_back(texts::OfficeScanUnknown.in(language));
  if (verdict.has_others) parts.emplace_back(texts::OfficeScanOthers.in(language));
  if (!verdict.is_read) parts.emplace_back(texts::OfficeScanUnread.in(language));
  const bool no_marks = parts.empty();
  if (no_marks) parts.emplace_back(texts::OfficeScanNoCode.in(language));
  if (!no_marks && verdict.without_code > 0) {
    parts.push_back(texts::OfficeScanWithout.in(language, verdict.without_code));
  }
  if (verdict.is_read && verdict.unread > 0) {
    parts.push_back(texts::OfficeScanUnreadFiles.in(language, verdict.unread));
  }
  std::string words;
  for (const std::string& part : parts) {
    if (!words.empty()) words += texts::OfficeScanAnd.in(language);
    words += part;
  }
  return words;
}

// Runs become `4–6`; a set is in order and has no page twice.
std::string page_list(const std::set<std::size_t>& pages, std::string_view separator) {
  std::string words;
  for (auto at = pages.begin(); at != pages.end();) {
    const std::size_t first = *at;
    std::size_t last = first;
    while (++at != pages.end() && *at == last + 1) last = *at;
    words += fmt::format("{}{}", words.empty() ? "" : separator, first);
    if (last > first) words += fmt::format("–{}", last);
  }
  return words;
}

}  // namespace gongwen::service
