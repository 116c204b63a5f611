// The database has each definition as one text, since it is in backups and on all hosts; workers have no database, so
// they read a folder with the same contents. The hash is that of the content and is checked when an edition is read, so
// neither a compromised worker nor a changed file can pass as an edition.
#include "service/detail/kept_editions.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/output_folder.h"
#include "service/inbox/editions.h"

#include <algorithm>
#include <optional>

namespace gongwen::service {
namespace {

// 32 hexadecimal digits (Engine::definition_hash).
constexpr std::size_t kEditionHash = 32;

bool is_edition_hash(std::string_view text) {
  return text.size() == kEditionHash && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Kinds and hashes become names of folders; a compromised worker must not choose others.
bool is_one_name(std::string_view name) {
  return resources::is_inner_name(name) && name.find('/') == std::string_view::npos;
}

}  // namespace

void KeptEditions::start() {
  fill_folder();
  Task task;
  task.operation = Operation::Kinds;
  // Bulk, so that people who wait come first.
  pool_.submit(std::move(task), Lane::Bulk, [this](const PoolAnswer& answer) {
    const auto body = base::parse_json(answer.answer.body);
    const auto kinds = body ? body->view().find("kinds") : std::nullopt;
    for (std::size_t i = 0; kinds && i < kinds->size(); ++i) {
      if (kinds->at(i).flag_of("web")) ask(kinds->at(i).text_of("kind"));
    }
  });
}

void KeptEditions::need(const std::string& kind, const std::string& hash) {
  // The worker is asked by kind and answers with the present edition, which may be newer than `hash`.
  if (!hash.empty() && !known_.contains({kind, hash})) ask(kind);
}

void KeptEditions::ask(const std::string& kind) {
  // One question for each kind at a time, regardless of how many drafts begin.
  if (!asked_.insert(kind).second) return;
  Task task;
  task.operation = Operation::Edition;
  task.kind = kind;
  pool_.submit(std::move(task), Lane::Bulk, [this, kind](const PoolAnswer& answer) {
    asked_.erase(kind);
    if (answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done) take(answer);
  });
}

/// An edition that cannot be stored now is requested again when it is needed, or the next time that all are.
void KeptEditions::take(const PoolAnswer& answer) {
  const std::string& form = answer.answer.body;
  const auto json = base::parse_json(form);
  if (!json || !json->view().is_object()) return;
  inbox::KindEdition edition;
  edition.kind = json->view().text_of("kind");
  edition.hash = json->view().text_of("hash");
  edition.version = json->view().text_of("version");
  edition.since = clock_();
  if (!is_one_name(edition.kind) || !is_edition_hash(edition.hash)) return;
  // Editions that former versions of the program have stored get their source.
  const std::string& source = answer.answer.reading;
  const bool is_known = known_.contains({edition.kind, edition.hash});
  if (is_known && (source.empty() || sourced_.contains({edition.kind, edition.hash}))) return;
  if (inbox::Editions(inbox_).add(edition, form, source)) return;
  // Entered only if the folder has it, too: otherwise it is written the next time.
  sourced_.emplace(edition.kind, edition.hash);
  if (write(edition.kind, edition.hash, form)) known_.emplace(edition.kind, edition.hash);
}

void KeptEditions::fill_folder() {
  inbox::Editions editions(inbox_);
  const auto all = editions.list();
  for (std::size_t i = 0; all && i < all->size(); ++i) {
    const inbox::KindEdition& one = (*all)[i];
    // One edition that cannot be read does not affect the others.
    if (known_.contains({one.kind, one.hash}) || !is_one_name(one.kind) || !is_edition_hash(one.hash)) continue;
    const auto form = editions.form(one.kind, one.hash);
    if (form && write(one.kind, one.hash, *form)) known_.emplace(one.kind, one.hash);
  }
}

/// The folder of an edition appears only when it is complete.
bool KeptEditions::write(const std::string& kind, const std::string& hash, const std::string& form) const {
  const std::string place = base::join_path(folder_, kind);
  // Without a folder, the database is sufficient.
  if (folder_.empty() || resources::is_folder(base::join_path(place, hash))) return true;
  const auto json = base::parse_json(form);
  const auto files = json ? json->view().find("files") : std::nullopt;
  if (!files || files->size() == 0) return false;
  diagnostics::DiagnosticSink unheard;
  resources::NewFolder target(place, hash);
  if (!target.open(unheard)) return false;
  // `files` is a list of pairs: the name, and the text or `{"base64": …}`.
  for (std::size_t i = 0; i < files->size(); ++i) {
    const base::JsonView file = files->at(i);
    if (file.size() != 2) return false;
    const std::string name(file.at(0).text());
    const auto bytes = file.at(1).is_text() ? std::optional(std::string(file.at(1).text()))
                                            : base::parse_base64(file.at(1).text_of("base64"));
    if (!bytes || !resources::is_inner_name(name) || !target.add(name, *bytes, unheard)) return false;
  }
  // Renamed into place when it is complete (NewFolder).
  return target.commit(unheard);
}

}  // namespace gongwen::service
