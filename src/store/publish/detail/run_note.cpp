#include "store/publish/detail/run_note.h"

#include "base/date.h"
#include "base/json.h"

#include <algorithm>

namespace gongwen::publish {
namespace {

constexpr std::string_view kRun = "run";
/// Further errors are in the report of the run.
constexpr std::size_t kMostErrors = 5;

base::Json note_of(const Publication& done, const PublishOptions& options) {
  base::Json json = base::Json::object();
  json.set("what", kRun).set("due_day", options.due_day);
  for (const PublishedIssue& issue : done.issues) {
    if (issue.outcome == PublishOutcome::Failed) json.set("failed", issue.period);
  }
  base::Json errors = base::Json::list();
  for (const Message& message : done.report.messages()) {
    if (message.severity != Severity::Error || errors.size() == kMostErrors) continue;
    base::Json error = base::Json::object();
    errors.add(std::move(error.set("en", message.text.english).set("zh", message.text.chinese)));
  }
  if (errors.size() > 0) json.set("errors", std::move(errors));
  if (done.certificate_expires) json.set("certificate_expires", *done.certificate_expires);
  return json;
}

const LedgerNote* last_note(const Ledger& ledger) {
  const auto found = std::find_if(ledger.notes().rbegin(), ledger.notes().rend(),
                                  [](const LedgerNote& note) { return note.what == kRun; });
  return found == ledger.notes().rend() ? nullptr : &*found;
}

}  // namespace

std::optional<RunNote> last_run(const Ledger& ledger) {
  const LedgerNote* const note = last_note(ledger);
  const auto read = note == nullptr ? std::nullopt : base::parse_json(note->json);
  if (!read) return std::nullopt;
  const base::JsonView json = read->view();
  RunNote run{note->time, static_cast<int>(json.number_of("due_day").value_or(1)), json.text_of("failed")};
  const auto errors = json.find("errors");
  for (std::size_t i = 0; errors && i < errors->size(); ++i) {
    run.errors.push_back({errors->at(i).text_of("en"), errors->at(i).text_of("zh")});
  }
  if (const auto expires = json.number_of("certificate_expires")) {
    run.certificate_expires = static_cast<std::int64_t>(*expires);
  }
  return run;
}

std::optional<store::PublicationEntry> run_entry(const Ledger& ledger, const Publication& done,
                                                 const PublishOptions& options) {
  const std::string json = note_of(done, options).text();
  const LedgerNote* const last = last_note(ledger);
  if (last != nullptr && last->json == json) return std::nullopt;
  return store::PublicationEntry{0, base::format_moment(options.now), done.kind, {}, {}, json};
}

}  // namespace gongwen::publish
