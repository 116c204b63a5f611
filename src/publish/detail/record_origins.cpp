#include "diagnostics/catalogue/publish.h"
#include "publish/detail/collect_issue.h"

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

/// Who and when, as far as the history has it: `2026-10-01T02:00:00Z, li`.
std::string author_text(const store::HistoryEntry& entry) {
  return entry.by.empty() ? entry.time : entry.time + ", " + entry.by;
}

diagnostics::Note note_of(diagnostics::DiagnosticId id, const store::HistoryEntry& entry) {
  return {id, {}, {entry.reason, author_text(entry)}};
}

}  // namespace

RecordOrigins::RecordOrigins(store::Store& store, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (!history) return;
  for (const store::HistoryEntry& entry : *history) {
    Changes& changes = changes_[store::describe_key(entry.key)];
    if (entry.action == "add") changes.entered = entry;
    changes.last = entry;
  }
}

std::vector<diagnostics::Note> RecordOrigins::notes(const std::string& record) const {
  const auto found = changes_.find(record);
  if (found == changes_.end()) return {};
  const Changes& changes = found->second;
  std::vector<diagnostics::Note> notes;
  if (changes.entered.number > 0) notes.push_back(note_of(messages::PublishEnteredBy, changes.entered));
  if (changes.last.number != changes.entered.number) {
    notes.push_back(note_of(messages::PublishChangedBy, changes.last));
  }
  return notes;
}

}  // namespace gongwen::publish
