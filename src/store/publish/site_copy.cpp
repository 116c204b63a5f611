#include "store/publish/site_copy.h"

#include "base/file_path.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace gongwen::publish {
namespace {

struct WebType {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array kWebTypes{
    WebType{".html", "text/html; charset=utf-8"},
    WebType{".css", "text/css; charset=utf-8"},
    WebType{".js", "text/javascript; charset=utf-8"},
    WebType{".json", "application/json"},
    WebType{"feed.xml", "application/atom+xml"},
    WebType{".xml", "application/xml"},
    WebType{".svg", "image/svg+xml"},
    WebType{".txt", "text/plain; charset=utf-8"},
    WebType{".png", "image/png"},
    WebType{".pdf", "application/pdf"},
    WebType{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    WebType{".ofd", "application/ofd"},
};

bool add_files(const std::string& folder, const std::string& path, std::vector<CopiedFile>& files,
               diagnostics::DiagnosticSink& sink) {
  const auto names = resources::list_folder(folder);
  if (!names) {
    sink.report(diagnostics::messages::ResourcesUnreadable, diagnostics::Origin{}, folder, names.error().message());
    return false;
  }
  for (const std::string& name : *names) {
    if (name.starts_with('.')) continue;
    const std::string source = base::join_path(folder, name);
    const std::string inner = base::join_path(path, name);
    if (resources::is_folder(source)) {
      if (!add_files(source, inner, files, sink)) return false;
    } else {
      files.push_back({inner, source});
    }
  }
  return true;
}

/// Pages link downwards, and to files beside them.
auto copy_order(const CopiedFile& file) {
  const auto depth = std::count(file.path.begin(), file.path.end(), '/');
  return std::tuple(-depth, file.path.ends_with(".html"), std::string_view(file.path));
}

using Sums = std::map<std::string, std::string, std::less<>>;

std::string manifest_text(const Sums& sums) {
  base::Json files = base::Json::list();
  for (const auto& [path, sum] : sums) {
    base::Json file = base::Json::object();
    files.add(std::move(file.set("path", path).set("sha256", sum)));
  }
  base::Json manifest = base::Json::object();
  manifest.set("format", "gongwen-copy").set("files", std::move(files));
  return manifest.indented() + "\n";
}

Sums sums_in(std::string_view manifest) {
  Sums sums;
  const auto read = base::parse_json(manifest);
  const auto files =
      read && read->view().text_of("format") == "gongwen-copy" ? read->view().find("files") : std::nullopt;
  for (std::size_t i = 0; files && files->is_list() && i < files->size(); ++i) {
    // Files that a manifest names are removed, so it must not lead out of the copy.
    const std::string path = files->at(i).text_of("path");
    if (resources::is_inner_name(path)) sums.emplace(path, files->at(i).text_of("sha256"));
  }
  return sums;
}

}  // namespace

std::string_view web_type_of(std::string_view path) {
  for (const WebType& known : kWebTypes) {
    if (path.ends_with(known.ending)) return known.type;
  }
  return "application/octet-stream";
}

std::optional<SiteCopy> current_copy(const std::string& site, diagnostics::DiagnosticSink& sink) {
  const std::string inner = base::join_path(site, ".gongwen");
  // Resolved once: the link may lead to another release in the next moment. A copy of a site has a folder here.
  const std::string release = resources::link_target(base::join_path(inner, "current"));
  SiteCopy copy;
  copy.root = base::join_path(inner, release.empty() ? "current" : release);
  if (!resources::path_exists(copy.root)) return std::nullopt;
  if (!add_files(copy.root, {}, copy.files, sink) || copy.files.empty()) return std::nullopt;
  std::sort(copy.files.begin(), copy.files.end(),
            [](const CopiedFile& a, const CopiedFile& b) { return copy_order(a) < copy_order(b); });
  // index.json has checksums of all files of editions, checksums.json of all pages.
  std::string state;
  for (const char* const name : {"index.json", "checksums.json"}) {
    diagnostics::DiagnosticSink unheard;
    const auto bytes = resources::read_bytes(base::join_path(copy.root, name), {}, unheard);
    state += bytes ? base::sha256(*bytes) : std::string();
  }
  copy.state = base::sha256(state).substr(0, 16);
  return copy;
}

std::optional<CopyPlan> plan_copy(const SiteCopy& copy, std::string_view former, diagnostics::DiagnosticSink& sink) {
  CopyPlan plan;
  const Sums there = sums_in(former);
  Sums after;
  for (const CopiedFile& file : copy.files) {
    const auto bytes = resources::read_bytes(file.source, {}, sink);
    if (!bytes) return std::nullopt;
    const std::string sum = base::sha256(*bytes);
    const auto known = there.find(file.path);
    if (known == there.end() || known->second != sum) plan.put.push_back(&file);
    after.emplace(file.path, sum);
  }
  // A file that is being changed has no checksum: if the copy is interrupted, it is put again.
  Sums before = after;
  for (const CopiedFile* const file : plan.put) before[file->path].clear();
  for (const auto& [path, sum] : there) {
    if (before.emplace(path, sum).second) plan.remove.push_back(path);
  }
  plan.before = manifest_text(before);
  plan.after = manifest_text(after);
  return plan;
}

}  // namespace gongwen::publish
