#include "base/format.h"
#include "diagnostics/catalogue/store.h"
#include "store/changes.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

/// `12, li, 2024-03-01T02:00:00Z`
std::string change_words(const HistoryEntry& entry) {
  return fmt::format("{}, {}, {}", entry.number, entry.by.empty() ? "?" : entry.by, entry.time);
}

const HistoryEntry* last_change(const std::vector<HistoryEntry>& history, const RecordKey& key) {
  const auto found = std::find_if(history.rbegin(), history.rend(), [&](const auto& one) { return one.key == key; });
  return found == history.rend() ? nullptr : &*found;
}

void report_change(const RecordKey& key, const HistoryEntry* last, diagnostics::DiagnosticSink& sink) {
  sink.report(diagnostics::messages::StoreChangedMeanwhile, diagnostics::Origin{}, describe_key(key),
              last == nullptr ? std::string() : change_words(*last));
}

}  // namespace

void report_changed(Store& store, const RecordKey& key, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (history) report_change(key, last_change(*history, key), sink);
}

bool are_unchanged_since(Store& store, const StoreContents& contents, std::span<const Change> changes,
                         std::uint64_t last_seen, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (!history) return false;
  bool unchanged = true;
  for (const Change& change : changes) {
    const auto known = contents.find(change.key);
    if (known != contents.end() && change.json && *change.json == compact_json(known->second)) continue;
    const HistoryEntry* const last = last_change(*history, change.key);
    if (last == nullptr || last->number <= last_seen) continue;
    report_change(change.key, last, sink);
    unchanged = false;
  }
  return unchanged;
}

}  // namespace gongwen::store
