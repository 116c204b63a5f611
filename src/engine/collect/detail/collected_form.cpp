#include "engine/collect/detail/collected_form.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/intake.h"
#include "resources/folder.h"

namespace gongwen::engine {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr base::Moment kChina = base::Moment{8} * 3'600;
constexpr std::size_t kDate = 10;    // characters
constexpr std::size_t kMinute = 16;  // 2030-03-20T09:15

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr int kMaxFolderDepth = 16;  // folders inside one another

}  // namespace

base::Moment time_of(const CollectedForm& form) {
  return form.form.saved != 0 ? form.form.saved : form.changed / kNanoseconds;
}

std::string time_words(const CollectedForm& form) {
  std::string text = base::format_moment(time_of(form) + kChina).substr(0, kMinute);
  text[kDate] = ' ';
  return text;
}

bool is_newer(const CollectedForm& one, const CollectedForm& other) {
  const base::Moment time = time_of(one);
  const base::Moment others = time_of(other);
  return time != others ? time > others : one.changed > other.changed;
}

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
  for (const auto* const skipped : {&walk.links, &walk.deep}) {
    for (const std::string& path : *skipped)
      sink.report(messages::IntakeFolderSkipped, Origin{}, path, kMaxFolderDepth);
  }
  for (const std::string& path : walk.unreadable) sink.report(messages::IntakeFolderUnreadable, Origin{}, path);
  if (files.empty()) sink.report(messages::IntakeNoFiles, Origin{}, folder);
  return files;
}

std::string path_in_folder(const std::string& path, const std::string& folder) {
  const std::string begin = base::as_folder(folder);
  return path.starts_with(begin) ? path.substr(begin.size()) : path;
}

}  // namespace gongwen::engine
