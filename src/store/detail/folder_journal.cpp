#include "store/detail/folder_journal.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/store.h"
#include "resources/deflate.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "resources/read_file.h"
#include "store/detail/folder_store.h"
#include "store/record_text.h"

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kLedgerFile = "publications.jsonl";

std::string line_sum(std::string_view line) { return fmt::format("{:08x} ", resources::crc32(line)); }

std::optional<PublicationEntry> entry_of_line(std::string_view line) {
  constexpr std::size_t kSum = 9;  // eight hexadecimal digits and a space
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
  const std::size_t whole = before ? before->rfind('\n') + 1 : 0;  // 0 if there is no complete line
  std::error_code error;
  if (before && whole < before->size()) error = resources::truncate_file(path, whole);
  if (!error) error = resources::append_to_file(path, lines);
  if (!error) error = resources::sync_file_system(folder);
  if (!error) return true;
  sink.report(messages::StoreUnusable, Origin{}, folder, error.message());
  return false;
}

namespace {

constexpr std::string_view kJournal = "/.transaction";

std::string journal_of(const std::string& folder) { return folder + std::string(kJournal); }
std::string history_of(const std::string& folder) { return base::join_path(folder, kHistoryFile); }

bool fail(const std::string& folder, std::error_code error, DiagnosticSink& sink) {
  sink.report(messages::StoreUnusable, Origin{}, folder, error.message());
  return false;
}

/// Stores the previous size of the history, so that lines already appended are not appended again.
std::string journal_text(const FolderTransaction& transaction, std::size_t history_size) {
  base::Json changes = base::Json::list();
  for (const Change& change : transaction.changes) {
    base::Json object = base::Json::object();
    object.set("sort", change.key.type.info().name).set("id", change.key.id);
    if (change.json) object.set("json", *change.json);
    changes.add(std::move(object));
  }
  base::Json journal = base::Json::object();
  journal.set("history_size", history_size).set("lines", transaction.lines).set("changes", std::move(changes));
  return journal.text() + "\n";
}

std::error_code write_record(const std::string& folder, const Change& change) {
  const std::string path = base::join_path(folder, record_file(change.key));
  if (!change.json) return resources::remove_tree(path);
  if (const std::error_code error = resources::make_folders(std::string(base::folder_part(path)))) return error;
  if (const std::error_code error = resources::write_new_file(path + ".new", pretty_record(*change.json))) {
    return error;
  }
  return resources::rename_path(path + ".new", path);
}

/// Carries out a transaction. Every step may be repeated.
std::error_code apply(const std::string& folder, const FolderTransaction& transaction, std::size_t history_size) {
  for (const Change& change : transaction.changes) {
    if (const std::error_code error = write_record(folder, change)) return error;
  }
  if (const std::error_code error = resources::truncate_file(history_of(folder), history_size)) return error;
  if (const std::error_code error = resources::append_to_file(history_of(folder), transaction.lines)) {
    return error;
  }
  if (const std::error_code error = resources::sync_file_system(folder)) return error;
  return resources::remove_tree(journal_of(folder));
}

/// Returns nullopt if the record's type is unknown here, because then its file name is unknown.
std::optional<Change> change_of(const base::JsonView& value, const RecordTypes& types) {
  const std::optional<RecordType> type = types.find(value.text_of("sort"));
  if (!type) return std::nullopt;
  Change change{{*type, value.text_of("id")}, std::nullopt};
  if (value.find("json")) change.json = value.text_of("json");
  return change;
}

}  // namespace

bool carry_out(const std::string& folder, const FolderTransaction& transaction, DiagnosticSink& sink) {
  const std::size_t history_size = resources::file_size(history_of(folder));
  const std::string journal = journal_of(folder);
  std::error_code error = resources::write_new_file(journal + ".new", journal_text(transaction, history_size));
  if (!error) error = resources::sync_file_system(folder);
  if (!error) error = resources::rename_path(journal + ".new", journal);
  if (error) {
    resources::remove_tree(journal + ".new");
    return fail(folder, error, sink);
  }
  if (error = apply(folder, transaction, history_size); !error) return true;
  return fail(folder, error, sink);
}

bool has_unfinished(const std::string& folder) { return resources::path_exists(journal_of(folder)); }

bool finish_transaction(const std::string& folder, const RecordTypes& types, DiagnosticSink& sink) {
  DiagnosticSink errors;
  const auto text = resources::read_bytes(journal_of(folder), {}, errors);
  const std::optional<base::Json> read = text ? base::parse_json(*text) : std::nullopt;
  const auto size = read ? read->view().number_of("history_size") : std::nullopt;
  if (!size) {
    sink.report(messages::StoreDamaged, Origin{}, folder, ".transaction");
    return false;
  }
  FolderTransaction transaction;
  transaction.lines = read->view().text_of("lines");
  const auto changes = read->view().find("changes");
  for (std::size_t i = 0; changes && changes->is_list() && i < changes->size(); ++i) {
    std::optional<Change> change = change_of(changes->at(i), types);
    if (!change) {
      sink.report(messages::StoreDamaged, Origin{}, folder, ".transaction: " + changes->at(i).text_of("sort"));
      return false;
    }
    transaction.changes.push_back(*std::move(change));
  }
  const std::error_code error = apply(folder, transaction, *size);
  return !error || fail(folder, error, sink);
}

std::string history_line(const HistoryEntry& entry) {
  base::Json line = base::Json::object();
  line.set("number", entry.number).set("time", entry.time).set("sort", entry.key.type.info().name);
  line.set("id", entry.key.id).set("action", entry.action).set("reason", entry.reason);
  if (!entry.by.empty()) line.set("by", entry.by);
  if (!entry.former.empty()) line.set("former", base::Json::written(entry.former));
  return line.text() + "\n";
}

std::string folder_stamp(const std::string& folder) {
  return resources::stamp_of_files(
      {folder, history_of(folder), base::join_path(folder, kLedgerFile), journal_of(folder)});
}

}  // namespace gongwen::store
