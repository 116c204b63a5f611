#include "publish/detail/site.h"

#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/catalogue/publish.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"

#include <algorithm>
#include <charconv>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::int64_t kPatience = 10'000;  // milliseconds
constexpr std::string_view kReleases = "releases/";
constexpr std::string_view kTopLinks = ".gongwen/current/";
constexpr std::string_view kTopFiles[] = {"index.html", "index.json", "feed.xml", kStyleName, kScriptName, kSumsName};

/// The way from a folder within a release to the folder of the editions.
std::string way_to_editions(const std::string& path) {
  std::string way = "../../editions/";
  for (const char c : path) {
    if (c == '/') way = "../" + way;
  }
  return way;
}

std::string release_name(int number) { return fmt::format("{:06}", number); }

int number_of(std::string_view name) {
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

std::error_code write_file_below(const std::string& folder, const SiteFile& file) {
  const std::string path = base::join_path(folder, file.path);
  if (const std::error_code error = resources::make_folders(std::string(base::folder_part(path)))) return error;
  return resources::write_new_file(path, file.bytes);
}

}  // namespace

bool Site::fail(const std::string& path, std::error_code error, DiagnosticSink& sink) const {
  sink.report(messages::PublishUnwritable, Origin{}, path, error.message());
  return false;
}

/// Nothing that a person or another program put there is replaced.
bool Site::is_ours(DiagnosticSink& sink) const {
  for (const std::string& name : resources::names_in(path_)) {
    const bool year = name.size() == 4 && name.find_first_not_of("0123456789") == std::string::npos;
    const bool known = std::find(std::begin(kTopFiles), std::end(kTopFiles), name) != std::end(kTopFiles);
    if (!year && !known) continue;
    const std::string path = base::join_path(path_, name);
    if (resources::link_target(path).starts_with(kTopLinks)) continue;
    if (!resources::is_folder(inner_ + "/current")) {
      sink.report(messages::PublishNotASite, Origin{}, path);
      return false;
    }
    // A link that became a file with the same bytes is made a link again.
    DiagnosticSink unheard;
    const auto own = resources::read_bytes(path, {}, unheard);
    const auto published = resources::read_bytes(base::join_path(inner_ + "/current", name), {}, unheard);
    if (own && published && *own == *published) continue;
    sink.report(messages::PublishLinkReplaced, Origin{}, path);
    return false;
  }
  return true;
}

/// A first run that was killed leaves no more than one edition and one release. If there are more, the link to the
/// current release has been lost, and with it the memory of the site: then nothing may be removed.
bool Site::is_whole(DiagnosticSink& sink) const {
  const std::string current = inner_ + "/current";
  if (resources::is_folder(current)) return true;
  const bool first = !resources::path_exists(current) && resources::names_in(inner_ + "/editions").size() <= 1 &&
                     resources::names_in(inner_ + "/releases").size() <= 1;
  if (!first) sink.report(messages::PublishDamagedSite, Origin{}, current);
  return first;
}

bool Site::open(DiagnosticSink& sink) {
  if (!is_ours(sink)) return false;
  for (const char* const folder : {"/releases", "/editions"}) {
    if (const std::error_code error = resources::make_folders(inner_ + folder)) {
      return fail(path_, error, sink);
    }
  }
  auto lock = resources::FileLock::take(inner_ + "/lock", resources::LockKind::Exclusive, kPatience);
  if (!lock && lock.error().cause) return fail(path_, lock.error().cause, sink);
  if (!lock) {
    sink.report(messages::PublishLocked, Origin{}, path_, lock.error().holder);
    return false;
  }
  lock_.emplace(*std::move(lock));
  return is_whole(sink);
}

int Site::present_release() const {
  const std::string target = resources::link_target(inner_ + "/current");
  return target.starts_with(kReleases) ? number_of(std::string_view(target).substr(kReleases.size())) : 0;
}

bool Site::clear(const std::set<std::string>& editions, DiagnosticSink& sink) {
  const int present = present_release();
  for (const std::string& name : resources::names_in(inner_ + "/releases")) {
    if (name == release_name(present) || (present > 1 && name == release_name(present - 1))) continue;
    const std::string path = inner_ + "/releases/" + name;
    if (const std::error_code error = resources::remove_tree(path)) return fail(path, error, sink);
  }
  for (const std::string& name : resources::names_in(inner_ + "/editions")) {
    if (editions.contains(name)) continue;
    const std::string path = inner_ + "/editions/" + name;
    if (const std::error_code error = resources::remove_tree(path)) return fail(path, error, sink);
  }
  for (const std::string& folder : {path_, inner_}) {
    for (const std::string& name : resources::names_in(folder)) {
      if (name.ends_with(".new")) resources::remove_tree(base::join_path(folder, name));
    }
  }
  return true;
}

std::optional<std::string> Site::read_edition(const std::string& edition, const std::string& file,
                                              DiagnosticSink& sink) const {
  const std::string path = base::join_path(inner_ + "/editions/" + edition, file);
  DiagnosticSink errors;
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, errors);
  if (bytes) return *std::move(bytes);
  sink.report(messages::PublishDamagedSite, Origin{}, path);
  return std::nullopt;
}

bool Site::add_edition(const std::string& edition, const std::vector<SiteFile>& files, DiagnosticSink& sink) {
  const std::string path = inner_ + "/editions/" + edition;
  const std::string temporary = path + ".new";
  std::error_code error = resources::remove_tree(temporary);
  for (const SiteFile& file : files) {
    if (!error) error = write_file_below(temporary, file);
  }
  if (!error) error = resources::remove_tree(path);
  if (!error) error = resources::rename_path(temporary, path);
  if (!error) return true;
  resources::remove_tree(temporary);
  return fail(path, error, sink);
}

std::error_code Site::lay_ready(const std::string& folder, const Release& release) const {
  if (const std::error_code error = resources::remove_tree(folder)) return error;
  for (const SiteFile& file : release.files) {
    if (const std::error_code error = write_file_below(folder, file)) return error;
  }
  for (const SiteLink& link : release.links) {
    const std::string path = base::join_path(folder, link.path);
    if (const std::error_code error = resources::make_folders(std::string(base::folder_part(path)))) return error;
    const std::string target = way_to_editions(link.path) + link.target;
    if (const std::error_code error = resources::replace_link(path, target)) return error;
  }
  // The links of the site itself lead through the present release, so that they can be made beforehand.
  std::set<std::string> tops;
  for (const SiteFile& file : release.files) tops.insert(file.path.substr(0, file.path.find('/')));
  for (const std::string& top : tops) {
    const std::string target = std::string(kTopLinks) + top;
    if (resources::link_target(base::join_path(path_, top)) == target) continue;
    if (const std::error_code error = resources::replace_link(base::join_path(path_, top), target)) return error;
  }
  return resources::sync_file_system(inner_);
}

bool Site::publish(const Release& release, DiagnosticSink& sink) {
  const int present = present_release();
  const std::string name = release_name(present + 1);
  const std::string folder = inner_ + "/releases/" + name;
  std::error_code error = lay_ready(folder, release);
  if (!error) error = resources::replace_link(inner_ + "/current", std::string(kReleases) + name);
  if (error) {
    resources::remove_tree(folder);
    return fail(path_, error, sink);
  }
  // From here on the new state is published; what follows may fail without harm.
  if (present > 1) resources::remove_tree(inner_ + "/releases/" + release_name(present - 1));
  resources::sync_file_system(inner_);
  return true;
}

}  // namespace gongwen::publish
