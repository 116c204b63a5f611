#include "service/detail/scan_marks.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "http/fields.h"
#include "service/inbox/receipt.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kMarkBegin = "GW1:";
constexpr std::size_t kMarkDigits = 12;
constexpr std::size_t kMaxDocumentPages = 2'000;
constexpr std::size_t kMaxReadPages = 2'000;

/// Up to the next `end`, which is taken away with it; the rest where there is none.
std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

std::optional<std::size_t> page_number(std::string_view text) {
  const auto number = http::parse_whole_number(text, kMaxDocumentPages);
  return number && *number == 0 ? std::nullopt : number;
}

bool is_capital_hexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

std::string mark_text(const ScanMark& mark) {
  return fmt::format("{}{}:{}:{}/{}", kMarkBegin, mark.receipt, mark.hash, mark.page, mark.pages);
}

std::vector<std::vector<ScanMark>> marks_of(const base::JsonView& pages) {
  std::vector<std::vector<ScanMark>> all;
  for (std::size_t i = 0; i < std::min(pages.size(), kMaxReadPages); ++i) {
    const base::JsonView codes = pages.at(i);
    std::vector<ScanMark>& marks = all.emplace_back();
    for (std::size_t j = 0; j < codes.size(); ++j) {
      if (!codes.at(j).is_text()) continue;
      if (auto mark = parse_mark(codes.at(j).text())) marks.push_back(*std::move(mark));
    }
  }
  return all;
}

/// What one mark adds to what is known.
void add_mark(const ScanMark& mark, std::string_view receipt, std::span<const std::string> hashes,
              ScanVerdict& verdict) {
  if (mark.receipt != receipt) {
    verdict.has_others = true;
    return;
  }
  const auto version =
      std::find_if(hashes.rbegin(), hashes.rend(), [&](const std::string& hash) { return is_of_version(mark, hash); });
  if (version == hashes.rend()) {
    verdict.has_unknown = true;
  } else if (version == hashes.rbegin()) {
    verdict.count = std::max(verdict.count, mark.pages);
    verdict.found.insert(mark.page);
  } else {
    verdict.older = std::max<std::int64_t>(verdict.older, hashes.rend() - version);
  }
}

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
  const auto receipt = inbox::parse_receipt(mark.receipt);
  if (!page || !pages || *page > *pages || !receipt || inbox::receipt_text(*receipt) != mark.receipt ||
      mark.hash.size() != kMarkDigits || !is_capital_hexadecimal(mark.hash)) {
    return std::nullopt;
  }
  mark.page = *page;
  mark.pages = *pages;
  return mark;
}

bool is_of_version(const ScanMark& mark, std::string_view hash) {
  return hash.size() >= kMarkDigits && mark_of_version(mark.receipt, hash) == mark_of_version(mark.receipt, mark.hash);
}

ScanReading parse_reading(std::string_view json) {
  ScanReading reading;
  const auto parsed = base::parse_json(json);
  const auto pages = parsed && parsed->view().is_object() ? parsed->view().find("pages") : std::nullopt;
  if (!pages) return reading;
  reading.is_read = !parsed->view().flag_of("cut");
  reading.pages = marks_of(*pages);
  return reading;
}

std::string kept_reading(const ScanReading& reading) {
  base::Json pages = base::Json::list();
  for (const std::vector<ScanMark>& marks : reading.pages) {
    base::Json codes = base::Json::list();
    for (const ScanMark& mark : marks) codes.add(mark_text(mark));
    pages.add(std::move(codes));
  }
  base::Json json = base::Json::object();
  json.set("file", reading.file).set("read", reading.is_read).set("pages", std::move(pages));
  return json.text();
}

ScanReading parse_kept_reading(std::string_view json) {
  ScanReading reading;
  const auto parsed = base::parse_json(json);
  const auto pages = parsed && parsed->view().is_object() ? parsed->view().find("pages") : std::nullopt;
  if (!pages) return reading;
  reading.file = parsed->view().text_of("file");
  reading.is_read = parsed->view().flag_of("read");
  reading.pages = marks_of(*pages);
  return reading;
}

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

std::string verdict_words(const ScanVerdict& verdict, diagnostics::Language language) {
  if (verdict.is_whole()) return texts::ServiceScanWhole.in(language, verdict.count);
  if (verdict.has_own()) return texts::ServiceScanMissing.in(language, missing_pages(verdict, language), verdict.count);
  if (verdict.older > 0 || verdict.has_unknown) return std::string(texts::ServiceScanOlder.in(language));
  const bool is_all_read = verdict.is_read && verdict.unread == 0;
  return std::string((is_all_read ? texts::ServiceScanNoCode : texts::ServiceScanUnread).in(language));
}

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
