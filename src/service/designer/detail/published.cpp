// Each edition has a folder of its own, which is never changed, and a link leads to the one in use: a worker that reads
// the link gets either the old or the new edition, never a mixture.
#include "service/designer/detail/published.h"

#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/output_folder.h"
#include "service/designer/detail/design_task.h"
#include "service/inbox/editions.h"

namespace gongwen::service {
namespace {

constexpr std::string_view kKeptForms = ".kept";

}  // namespace

bool PublishedForms::use(const std::string& kind, std::int64_t number, const std::string& source) {
  const auto files = parse_bundle(source);
  // The kind becomes the name of a link: paths and hidden names are refused.
  const bool is_name = resources::is_inner_name(kind) && kind.find('/') == std::string::npos && !kind.starts_with('.');
  if (!files || files->empty() || !is_name) return false;
  const std::string kept = base::join_path(folder_, kKeptForms);
  const std::string name = fmt::format("{}.{}", kind, number);
  // Old folders are never removed, since a worker may still read one.
  if (!resources::is_folder(base::join_path(kept, name))) {
    diagnostics::DiagnosticSink unheard;
    resources::NewFolder target(kept, name);
    if (!target.open(unheard)) return false;
    for (const auto& [file, bytes] : *files) {
      if (!target.add(file, bytes, unheard)) return false;
    }
    // The folder is written under another name and renamed when it is complete.
    if (!target.commit(unheard)) return false;
  }
  const std::string link = base::join_path(folder_, kind);
  const std::string wanted = base::join_path(kKeptForms, name);
  // Replacing a link is atomic, so there is no moment without it.
  return resources::link_target(link) == wanted || !resources::replace_link(link, wanted);
}

bool PublishedForms::refresh() {
  if (folder_.empty()) return false;
  inbox::Editions editions(inbox_);
  // Small: an entry for each edition that was ever published.
  const auto all = editions.list();
  if (!all) return false;
  std::map<std::string, std::vector<inbox::KindEdition>> by_kind;
  for (const inbox::KindEdition& one : *all) by_kind[one.kind].push_back(one);
  bool has_changed = false;
  for (const auto& [kind, of_kind] : by_kind) {
    // Several editions of a kind may have begun since the last call; only the last one counts.
    const inbox::KindEdition* const present = inbox::edition_in_use(of_kind, clock_());
    const auto known = used_.find(kind);
    if (present == nullptr || (known != used_.end() && known->second == present->number)) continue;
    const auto source = editions.source(kind, present->number);
    // The former edition stays in use until this works.
    if (!source || !use(kind, present->number, *source)) continue;
    used_[kind] = present->number;
    has_changed = true;
  }
  return has_changed;
}

}  // namespace gongwen::service
