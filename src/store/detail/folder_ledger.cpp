#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/store.h"
#include "resources/deflate.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "store/detail/folder_journal.h"

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kLedgerFile = "publications.jsonl";

std::string line_sum(std::string_view line) { return fmt::format("{:08x} ", resources::crc32(line)); }

std::optional<PublicationEntry> entry_of_line(std::string_view line) {
  constexpr std::size_t kSum = 9;  // eight digits and a blank
  if (line.size() < kSum || line.substr(0, kSum) != line_sum(line.substr(kSum))) return std::nullopt;
  const auto read = base::parse_json(line.substr(kSum));
  if (!read) return std::nullopt;
  const base::JsonView view = read->view();
  const auto json = view.find("entry");
  if (!json) return std::nullopt;
  return PublicationEntry{view.number_of("number").value_or(0),
                          view.text_of("time"),
                          view.text_of("kind"),
                          view.text_of("site"),
                          view.text_of("period"),
                          json->json()};
}

}  // namespace

base::Expected<std::vector<PublicationEntry>> read_folder_ledger(const std::string& folder, DiagnosticSink& sink) {
  std::vector<PublicationEntry> entries;
  const std::string path = base::join_path(folder, kLedgerFile);
  if (!resources::path_exists(path)) return entries;
  const base::Expected<std::string> text = resources::read_bytes(path, {}, sink);
  if (!text) return base::kReported;
  for (std::size_t begin = 0; begin < text->size();) {
    const std::size_t end = text->find('\n', begin);
    if (end == std::string::npos) break;
    std::optional<PublicationEntry> entry = entry_of_line(std::string_view(*text).substr(begin, end - begin));
    if (!entry) {
      sink.report(messages::StoreDamaged, Origin{}, folder, fmt::format("{}:{}", kLedgerFile, entries.size() + 1));
      return base::kReported;
    }
    entries.push_back(*std::move(entry));
    begin = end + 1;
  }
  return entries;
}

bool append_to_folder_ledger(const std::string& folder, std::span<const PublicationEntry> entries,
                             DiagnosticSink& sink) {
  const auto known = read_folder_ledger(folder, sink);
  if (!known) return false;
  const std::string path = base::join_path(folder, kLedgerFile);
  std::string lines;
  std::uint64_t number = known->empty() ? 0 : known->back().number;
  for (const PublicationEntry& entry : entries) {
    base::Json line = base::Json::object();
    line.set("number", ++number).set("time", entry.time).set("kind", entry.kind).set("site", entry.site);
    line.set("period", entry.period).set("entry", base::Json::written(entry.json));
    const std::string text = line.text();
    lines += line_sum(text) + text + "\n";
  }
  DiagnosticSink unheard;
  const auto before = resources::read_bytes(path, {}, unheard);
  const std::size_t whole = before ? before->rfind('\n') + 1 : 0;  // 0 where there is no line
  std::error_code error;
  if (before && whole < before->size()) error = resources::truncate_file(path, whole);
  if (!error) error = resources::append_to_file(path, lines);
  if (!error) error = resources::sync_file_system(folder);
  if (!error) return true;
  sink.report(messages::StoreUnusable, Origin{}, folder, error.message());
  return false;
}

}  // namespace gongwen::store
