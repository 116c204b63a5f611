#include "engine/collect/detail/collected_form.h"

#include "base/date.h"
#include "base/file_path.h"
#include "diagnostics/catalogue/intake.h"
#include "resources/folder.h"

// Times determine which of two forms counts, so their source matters: the time that the filling program wrote into the
// file is better than that of the file system, which copying changes.
namespace gongwen::engine {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::size_t kDate = 10;    // characters
constexpr std::size_t kMinute = 16;  // 2030-03-20T09:15

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr int kMaxFolderDepth = 16;  // folders inside one another

}  // namespace

/// Seconds since 1970.
base::Moment time_of(const CollectedForm& form) {
  return form.form.saved != 0 ? form.form.saved : form.changed / kNanoseconds;
}

/// A moment continues with `T09:15` from its 11th character on.
std::string time_words(const CollectedForm& form) {
  std::string text = base::format_moment(time_of(form) + base::kChinaTime).substr(0, kMinute);
  text[kDate] = ' ';
  return text;
}

/// Forms saved in the same second are ordered by their files.
bool is_newer(const CollectedForm& one, const CollectedForm& other) {
  const base::Moment time = time_of(one);
  const base::Moment others = time_of(other);
  return time != others ? time > others : one.changed > other.changed;
}

/// Links are not followed, so that a folder is never read twice.
std::vector<std::string> returned_files(const std::string& folder,
                                        const std::function<bool(const std::string&)>& is_own,
                                        diagnostics::DiagnosticSink& sink) {
  std::vector<std::string> files;
  resources::FolderWalk walk;
  if (resources::Folder(folder).exists())
    walk = resources::walk_folder(folder, kMaxFolderDepth, resources::is_put_there);
  for (std::string& path : walk.files) {
    if (!is_own(path)) files.push_back(std::move(path));
  }
  // A folder that is skipped silently could hide forms.
  for (const auto* const skipped : {&walk.links, &walk.deep}) {
    for (const std::string& path : *skipped)
      sink.report(messages::IntakeFolderSkipped, Origin{}, path, kMaxFolderDepth);
  }
  for (const std::string& path : walk.unreadable) sink.report(messages::IntakeFolderUnreadable, Origin{}, path);
  if (files.empty()) sink.report(messages::IntakeNoFiles, Origin{}, folder);
  return files;
}

/// `/data/forms/a/b.pdf` in `/data/forms` → `a/b.pdf`.
std::string path_in_folder(const std::string& path, const std::string& folder) {
  const std::string begin = base::as_folder(folder);
  return path.starts_with(begin) ? path.substr(begin.size()) : path;
}

}  // namespace gongwen::engine
