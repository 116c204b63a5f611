#include "publish/detail/site_pages.h"

#include "base/json.h"
#include "base/sha256.h"
#include "store/record_text.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

constexpr std::string_view kArchivePage =
#include "archive_page.inc"
    ;
constexpr std::string_view kIssuePage =
#include "issue_page.inc"
    ;
constexpr std::string_view kFeedPage =
#include "feed_page.inc"
    ;
constexpr std::string_view kStyle =
#include "style_page.inc"
    ;
constexpr std::string_view kSearch =
#include "search_page.inc"
    ;

class ReleaseMaker {
 public:
  ReleaseMaker(const Archive& archive, const Site& site, const SiteWords& words, const store::Workspace& workspace)
      : archive_(archive), site_(site), words_(words), workspace_(workspace) {}

  base::Expected<Release> make() {
    const std::string index = archive_.json();
    release_.files.push_back({"index.json", index});
    // Separate files: a server may refuse styles and scripts that are parts of a page.
    release_.files.push_back({kStyleName, std::string(kStyle)});
    release_.files.push_back({kScriptName, std::string(kSearch)});
    base::Json context = base::Json::object();
    context.set("archive", base::Json::written(index));
    context.set("base_url", archive_.base_url());
    context.set("feed_id", archive_.feed_id());
    base::Json entry_ids = base::Json::object();
    for (const auto& [period, issue] : archive_.issues()) entry_ids.set(period, archive_.entry_id(period));
    context.set("entry_ids", std::move(entry_ids));
    bool all = add_page("index.html", kArchivePage, context) && add_page("feed.xml", kFeedPage, context);
    for (const auto& [period, issue] : archive_.issues()) all = all && add_issue(issue);
    if (!all) return base::kReported;
    add_sums();
    return std::move(release_);
  }

 private:
  void add_sums() {
    base::Json files = base::Json::list();
    for (const SiteFile& file : release_.files) {
      base::Json one = base::Json::object();
      one.set("path", file.path).set("size", file.bytes.size()).set("sha256", base::sha256(file.bytes));
      files.add(std::move(one));
    }
    base::Json sums = base::Json::object();
    sums.set("format", "gongwen-checksums").set("version", 1).set("files", std::move(files));
    release_.files.push_back({kSumsName, sums.indented() + "\n"});
  }

  bool add_page(const std::string& path, std::string_view page, base::Json& context) {
    context.set("stem", words_.files);
    context.set("has_sheet", words_.has_workbook);
    context.set("language", words_.language);
    context.set("style_name", kStyleName).set("script_name", kScriptName);
    base::Json files = base::Json::object();
    files.set("site.html", words_.words);
    base::Json options = base::Json::object();
    options.set("trim_blocks", true);
    options.set("lstrip_blocks", true);
    base::Json request = base::Json::object();
    request.set("template", page);
    request.set("files", std::move(files));
    request.set("context", base::Json::written(context.text()));
    request.set("options", std::move(options));
    const diagnostics::SourceId source = workspace_.sources.add("<" + path + ">", request.text());
    base::Expected<std::string> text =
        templating::evaluate_json_request(source, workspace_.sources, {}, workspace_.sink, words_.wordings);
    if (!text) return false;
    release_.files.push_back({path, *std::move(text)});
    return true;
  }

  bool add_issue(const ArchivedIssue& issue) {
    const std::string month = path_of_period(issue.period);
    const auto entry = store::read_record_text("index.json", issue.json, workspace_);
    if (!entry) return false;
    texts_.clear();
    with_picture_.clear();
    with_ofd_.clear();
    for (const data::Value& edition : store::list_member(*entry, "editions")) {
      const std::string name = edition_name(issue.period, static_cast<int>(texts_.size()) + 1);
      const std::optional<std::string> text = has_file(edition, kTextName)
                                                  ? site_.read_edition(name, kTextName, workspace_.sink)
                                                  : std::optional<std::string>("");
      if (!text) return false;
      texts_.push_back(*text);
      if (has_file(edition, kPictureName)) with_picture_.insert(static_cast<int>(texts_.size()));
      if (has_file(edition, words_.files + ".ofd")) with_ofd_.insert(static_cast<int>(texts_.size()));
    }
    add_links(month, issue.period, issue.edition);
    if (!add_issue_page(month, issue, issue.edition, true)) return false;
    for (int edition = 1; edition <= issue.edition; ++edition) {
      const std::string folder = month + std::to_string(edition) + "/";
      add_links(folder, issue.period, edition);
      if (!add_issue_page(folder, issue, edition, false)) return false;
    }
    return true;
  }

  static bool has_file(const data::Value& edition, std::string_view name) {
    const std::vector<data::Value> files = store::list_member(edition, "files");
    return std::any_of(files.begin(), files.end(),
                       [name](const data::Value& file) { return store::text_member(file, "name") == name; });
  }

  bool add_issue_page(const std::string& folder, const ArchivedIssue& issue, int edition, bool of_period) {
    base::Json context = base::Json::object();
    context.set("issue", base::Json::written(issue.json));
    context.set("edition", edition);
    const auto index = static_cast<std::size_t>(edition) - 1;
    context.set("text", index < texts_.size() ? texts_[index] : std::string());
    std::string root;
    for (const char c : folder) root += c == '/' ? "../" : "";
    context.set("root", root);
    context.set("month", of_period ? "" : "../");
    return add_page(folder + "index.html", kIssuePage, context);
  }

  void add_links(const std::string& folder, const std::string& period, int edition) {
    std::vector<std::string> names{words_.files + ".pdf", kDataName};
    if (words_.has_workbook) names.insert(names.begin() + 1, words_.files + ".xlsx");
    if (with_ofd_.contains(edition)) names.push_back(words_.files + ".ofd");
    for (const std::string& name : names) {
      release_.links.push_back({folder + name, edition_name(period, edition) + "/" + name});
    }
    if (with_picture_.contains(edition)) {
      release_.links.push_back({folder + kPictureName, edition_name(period, edition) + "/" + kPictureName});
    }
  }

  const Archive& archive_;
  const Site& site_;
  const SiteWords& words_;
  const store::Workspace& workspace_;
  std::vector<std::string> texts_;  // of the editions of an issue
  std::set<int> with_picture_;      // numbers of these editions
  std::set<int> with_ofd_;
  Release release_;
};

}  // namespace

base::Expected<Release> make_release(const Archive& archive, const Site& site, const SiteWords& words,
                                     const store::Workspace& workspace) {
  return ReleaseMaker(archive, site, words, workspace).make();
}

std::string path_of_period(const std::string& period) {
  std::string path = period + "/";
  std::replace(path.begin(), path.end(), '-', '/');
  return path;
}

}  // namespace gongwen::publish
