#include "store/detail/folder_journal.h"

#include "base/file_path.h"
#include "data/read_json.h"
#include "diagnostics/catalogue/store.h"
#include "diagnostics/source_lookup.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "store/detail/sql_store.h"
#include "store/record_text.h"

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::append_json_string;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kJournal = "/.transaction";

std::string journal_of(const std::string& folder) { return folder + std::string(kJournal); }
std::string history_of(const std::string& folder) { return base::join_path(folder, kHistoryFile); }

bool fail(const std::string& folder, std::error_code error, DiagnosticSink& sink) {
  sink.report(messages::StoreUnusable, Origin{}, folder, error.message());
  return false;
}

/// The history's size before is kept, so that lines that are there already are not added twice.
std::string journal_text(const FolderTransaction& transaction, std::size_t history_size) {
  std::string text = "{\"history_size\":" + std::to_string(history_size) + ",\"lines\":";
  append_json_string(text, transaction.lines);
  text += ",\"changes\":[";
  for (const Change& change : transaction.changes) {
    if (text.back() == '}') text += ",";
    text += "{\"sort\":";
    append_json_string(text, sort_info(change.key.sort).name);
    text += ",\"id\":";
    append_json_string(text, change.key.id);
    if (change.json) {
      text += ",\"json\":";
      append_json_string(text, *change.json);
    }
    text += "}";
  }
  return text + "]}\n";
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

/// Everything here may be done twice.
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

Change change_of(const data::Value& value) {
  Change change{{find_sort(text_member(value, "sort")).value_or(Sort::Event), std::string(text_member(value, "id"))},
                std::nullopt};
  if (value.find("json")) change.json = std::string(text_member(value, "json"));
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

bool finish_transaction(const std::string& folder, DiagnosticSink& sink) {
  resources::SourceStore sources;
  DiagnosticSink faults;
  const auto source = resources::read_text(journal_of(folder), {}, sources, faults);
  const auto document = source ? data::read_json(*source, sources.source_text(*source), {}, faults)
                               : base::Expected<data::Document>(base::kReported);
  const auto size = document ? document->resolve("/history_size") : std::nullopt;
  if (!size || size->type() != data::ValueType::Integer) {
    sink.report(messages::StoreDamaged, Origin{}, folder, ".transaction");
    return false;
  }
  FolderTransaction transaction;
  transaction.lines = std::string(text_member(document->root(), "lines"));
  for (const data::Value& change : list_member(document->root(), "changes")) {
    transaction.changes.push_back(change_of(change));
  }
  const std::error_code error = apply(folder, transaction, static_cast<std::size_t>(size->integer()));
  return !error || fail(folder, error, sink);
}

std::string history_line(const HistoryEntry& entry) {
  std::string line = "{\"number\":" + std::to_string(entry.number);
  const auto add = [&line](std::string_view name, std::string_view text) {
    line.append(",\"").append(name).append("\":");
    append_json_string(line, text);
  };
  add("time", entry.time);
  add("sort", sort_info(entry.key.sort).name);
  add("id", entry.key.id);
  add("action", entry.action);
  add("reason", entry.reason);
  if (!entry.by.empty()) add("by", entry.by);
  if (!entry.former.empty()) line += ",\"former\":" + entry.former;
  return line + "}\n";
}

}  // namespace gongwen::store
