// gongwen-scans codes FILE SECONDS [PAGE-SECONDS]: writes the codes on each page of a PDF, JPEG or PNG file as one line
// of JSON. It takes at the longest SECONDS in all, and PAGE-SECONDS (8) to render a page:
//   {"pages":[["GW1:ZJ-2026-000123-7:5F2B09AA71C0:1/2"],[]],"cut":false}       `cut`: there are more pages
//   {"error":"unreadable"}                                                     or `too-large`, `no-program`
// gongwen-scans pages FILE 3,4: writes a PDF of these pages to the standard output; exit status 1 if it cannot.
// The workers of the service start and confine it.
#include "base/json.h"
#include "intake/returned_file.h"
#include "programs/scans/detail/page_pictures.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace {

using gongwen::base::Json;

constexpr int kNoAnswer = 1;
constexpr int kBadUsage = 2;
/// For this program, and for each that it starts to process foreign files.
constexpr std::uint64_t kCpuSeconds = 120;
/// Extra time after the time limit, for writing the results.
constexpr std::uint64_t kBeyondTime = 2;

/// Another program renders the pages, within the same limits, even if this one is killed.
void confine(std::uint64_t seconds) {
  gongwen::resources::limit_program({.seconds = seconds, .memory = std::uint64_t{2} << 30, .starts_programs = true});
}

std::string_view error_word(gongwen::scans::ScanError fault) {
  using gongwen::scans::ScanError;
  switch (fault) {
    case ScanError::Unreadable: return "unreadable";
    case ScanError::TooLarge: return "too-large";
    case ScanError::NoProgram: return "no-program";
  }
  return {};
}

std::string codes(const std::string& path, const gongwen::scans::ScanLimits& limits) {
  const auto scan = gongwen::scans::read_scan(path, limits);
  Json answer = Json::object();
  if (!scan) return answer.set("error", error_word(scan.error())).text() + "\n";
  Json pages = Json::list();
  for (const auto& page : scan->pages) pages.add(Json::list_of(page.codes));
  return answer.set("pages", std::move(pages)).set("cut", scan->is_cut).text() + "\n";
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> pages(const std::string& path, std::string_view list) {
  std::vector<std::size_t> wanted;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const auto page = number(list.substr(0, end));
    if (!page) return std::nullopt;
    wanted.push_back(*page);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  const auto file = gongwen::resources::MappedFile::open(path);
  if (!file || wanted.empty()) return std::nullopt;
  const auto bytes = file->bytes();
  auto part = gongwen::intake::take_pages({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, wanted);
  if (!part) return std::nullopt;
  return *std::move(part);
}

std::optional<gongwen::scans::ScanLimits> limits_of(const std::vector<std::string_view>& seconds) {
  gongwen::scans::ScanLimits limits;
  const auto time = number(seconds.front());
  const auto page_time = seconds.size() > 1 ? number(seconds[1]) : limits.page_time.count();
  if (!time || !page_time) return std::nullopt;
  limits.time = std::chrono::seconds(*time);
  limits.page_time = std::chrono::seconds(*page_time);
  return limits;
}

/// `rest` has one or two texts.
int run(std::string_view verb, const std::string& path, const std::vector<std::string_view>& rest) {
  std::optional<std::string> answer;
  if (verb == "codes") {
    const auto limits = limits_of(rest);
    if (!limits) return kBadUsage;
    confine(std::min<std::uint64_t>(static_cast<std::uint64_t>(limits->time.count()) + kBeyondTime, kCpuSeconds));
    answer = codes(path, *limits);
  } else if (verb == "pages") {
    confine(kCpuSeconds);
    answer = pages(path, rest.front());
  } else {
    return kBadUsage;
  }
  if (!answer) return kNoAnswer;
  return gongwen::resources::write_all(STDOUT_FILENO, *answer) ? kNoAnswer : 0;
}

}  // namespace

int main(int count, char** arguments) {
  constexpr int kArguments = 4;
  if (count != kArguments && count != kArguments + 1) {
    std::fputs("gongwen-scans: started by gongwen, to read codes on scanned pages\n", stderr);
    return kBadUsage;
  }
  int status = kNoAnswer;
  try {
    status = run(arguments[1], arguments[2], {arguments + kArguments - 1, arguments + count});
  } catch (const std::exception&) {
    // There is no answer, so return failure.
  }
  // Skip handlers at exit: a sanitizer's leak check would trace the process, which the worker forbids.
  _exit(status);
}
