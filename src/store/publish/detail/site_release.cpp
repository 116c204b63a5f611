#include "store/publish/detail/site_release.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/text.h"
#include "resources/file_tree.h"
#include "store/publish/detail/search_index.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/site_words.h"
#include "store/publish/detail/withdraw.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace gongwen::publish {
namespace {

constexpr std::string_view kParts =
#include "parts_page.inc"
    ;
constexpr std::string_view kArchivePage =
#include "archive_page.inc"
    ;
constexpr std::string_view kYearPage =
#include "year_page.inc"
    ;
constexpr std::string_view kIssuePage =
#include "issue_page.inc"
    ;
constexpr std::string_view kWithdrawnPage =
#include "withdrawn_page.inc"
    ;
constexpr std::string_view kFeedPage =
#include "feed_page.inc"
    ;
constexpr std::string_view kSiteMap =
#include "sitemap_page.inc"
    ;
constexpr std::string_view kStyle =
#include "style_page.inc"
    ;
constexpr std::string_view kSearch =
#include "search_page.inc"
    ;
constexpr std::string_view kIcon =
#include "icon_page.inc"
    ;

/// Number of issues in the feed; subscribers have read the others.
constexpr std::size_t kFeedEntries = 60;

/// A language in which the site has pages.
struct SiteLanguage {
  std::string tag;        // of its pages: zh-CN
  std::string prefix;     // of the paths of its pages: empty for the language of the documents, or `en/`
  std::string words_tag;  // hash of the bundle's words
  std::shared_ptr<const templating::Wordings> wordings;
  base::Json own_words;
  std::string title;
};

/// An issue with its parsed entry.
struct ReleasedIssue {
  const ArchivedIssue* issue = nullptr;
  base::Json entry;
  std::string path;
  std::set<int> withdrawn;  // editions

  bool is_gone() const { return withdrawn.contains(issue->edition); }
  std::string year() const { return issue->period.substr(0, issue->period.find('-')); }
};

std::string way_up(std::string_view path) {
  std::string way;
  for (const char c : path) way += c == '/' ? "../" : "";
  return way;
}

std::string lang_attribute(const std::string& tag, const std::string& page_tag) {
  return tag == page_tag ? std::string() : " lang=\"" + tag + "\"";
}

/// Titles of kinds in English are parts of sentences.
std::string as_heading(std::string title) {
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::vector<std::string> file_names(const base::JsonView& edition) {
  std::vector<std::string> names;
  const auto files = edition.find("files");
  for (std::size_t i = 0; files && i < files->size(); ++i) names.push_back(files->at(i).text_of("name"));
  return names;
}

class ReleaseMaker {
 public:
  ReleaseMaker(const Archive& archive, const Site& site, const SiteWords& words, const store::Workspace& workspace)
      : archive_(archive), site_(site), words_(words), workspace_(workspace) {}

  base::Expected<Release> make() {
    read_former();
    if (!read_issues()) return base::kReported;
    choose_languages();
    add_file("index.json", archive_.json());
    // Separate files, because servers may forbid inline styles and scripts.
    add_file(kStyleName, std::string(kStyle));
    add_file(kScriptName, std::string(kSearch));
    if (site_.is_free(kIconName)) add_file(kIconName, std::string(kIcon));
    if (!add_lists() || !add_issues() || !add_search() || !add_map()) return base::kReported;
    add_sums();
    return std::move(release_);
  }

 private:
  struct FormerPage {
    std::size_t size = 0;
    std::string sha256;
    std::string made_from;
  };

  /// Sites made by older programs do not say what their pages were made from.
  void read_former() {
    const std::optional<std::string> text = site_.read_current(kSumsName);
    const auto read = text ? base::parse_json(*text) : std::nullopt;
    const auto files = read ? read->view().find("files") : std::nullopt;
    for (std::size_t i = 0; files && i < files->size(); ++i) {
      const base::JsonView one = files->at(i);
      former_[one.text_of("path")] = {static_cast<std::size_t>(one.number_of("size").value_or(0)),
                                      one.text_of("sha256"), one.text_of("from")};
    }
  }

  bool read_issues() {
    for (const auto& [period, issue] : archive_.issues()) {
      std::optional<base::Json> entry = base::parse_json(issue.json);
      if (!entry) {
        workspace_.sink.report(diagnostics::messages::PublishDamagedSite, diagnostics::Origin{}, "index.json");
        return false;
      }
      issues_.push_back({&issue, *std::move(entry), path_of_period(period), withdrawn_editions(issue)});
    }
    for (std::size_t i = 0; i < issues_.size(); ++i) {
      years_[issues_[i].year()].push_back(i);
      // The address of the only issue of a year is that of its list.
      if (issues_[i].path == issues_[i].year() + "/") has_years_ = false;
    }
    return true;
  }

  void choose_languages() {
    const Language own = language_of_tag(words_.language);
    languages_.push_back({words_.language, "", words_.language, words_.wordings, site_words(own), archive_.title()});
    const Language other = other_language(own);
    const std::string tag(diagnostics::language_tag(other));
    if (!site_.is_free(tag)) return;
    const bool translated = words_.translated != nullptr;
    languages_.push_back({tag, tag + "/", translated ? tag : words_.language,
                          translated ? words_.translated : words_.wordings, site_words(other),
                          as_heading(words_.title)});
  }

  void add_file(const std::string& path, std::string bytes) {
    sums_[path] = {bytes.size(), base::sha256(bytes), {}};
    release_.files.push_back({path, std::move(bytes)});
  }

  void add_sums() {
    base::Json files = base::Json::list();
    for (const auto& [path, sum] : sums_) {
      base::Json one = base::Json::object();
      one.set("path", path).set("size", sum.size).set("sha256", sum.sha256);
      if (!sum.made_from.empty()) one.set("from", sum.made_from);
      files.add(std::move(one));
    }
    base::Json sums = base::Json::object();
    sums.set("format", "gongwen-checksums").set("version", 1).set("files", std::move(files));
    release_.files.push_back({kSumsName, sums.indented() + "\n"});
  }

  /// Takes a file from the former release if it was made from the same inputs and has not changed; `make` returns its
  /// bytes, or nullopt after a report.
  bool add_made(const std::string& path, const std::string& made_from,
                const std::function<std::optional<std::string>()>& make) {
    const auto former = former_.find(path);
    if (former != former_.end() && former->second.made_from == made_from) {
      const std::optional<std::string> bytes = site_.read_current(path);
      if (bytes && base::sha256(*bytes) == former->second.sha256) {
        sums_[path] = former->second;
        release_.kept.push_back(path);
        return true;
      }
    }
    std::optional<std::string> bytes = make();
    if (!bytes) return false;
    add_file(path, *std::move(bytes));
    sums_[path].made_from = made_from;
    return true;
  }

  /// Returns the context that every page has about itself: see pages/parts.html. `path` is that within the pages of its
  /// language.
  base::Json own_context(const SiteLanguage& language, const std::string& path) const {
    base::Json own = base::Json::object();
    const std::string up = way_up(path);
    const std::string top = up + way_up(language.prefix);
    own.set("words", base::Json::written(language.own_words.text())).set("lang", language.tag);
    own.set("root", up).set("top", top).set("prefix", language.prefix);
    own.set("path", language.prefix + path).set("name", path.substr(path.rfind('/') + 1));
    own.set("words_lang", lang_attribute(language.words_tag, language.tag));
    own.set("document_lang", lang_attribute(words_.language, language.tag)).set("document_tag", words_.language);
    own.set("feed_lang", language.words_tag).set("list_path", language.prefix + "index.html");
    own.set("title", language.title).set("base_url", archive_.base_url());
    own.set("style_name", kStyleName).set("script_name", kScriptName).set("icon_name", kIconName);
    own.set("stem", words_.files);
    // An edition in the other language is a further file of the documents.
    own.set("other_document", fmt::format("{}.{}.pdf", words_.files,
                                          diagnostics::language_tag(other_language(language_of_tag(words_.language)))));
    own.set("other", "");  // without pages in the other language
    for (const SiteLanguage& other : languages_) {
      if (&other == &language) continue;
      own.set("other", top + other.prefix + path).set("other_path", other.prefix + path);
      own.set("other_lang", other.tag).set("other_words", base::Json::written(other.own_words.text()));
    }
    return own;
  }

  /// `context` is complete but for `text`, which `read_text` returns.
  bool add_page(const SiteLanguage& language, const std::string& path, std::string_view page, base::Json context,
                const std::function<std::optional<std::string>()>& read_text = {}) {
    context.set("own", own_context(language, path));
    const std::string made_from = base::sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", GONGWEN_VERSION, page, kParts,
                                                           words_.words, words_.texts, context.text()));
    const std::string whole = language.prefix + path;
    return add_made(whole, made_from, [&]() -> std::optional<std::string> {
      if (read_text) {
        std::optional<std::string> text = read_text();
        if (!text) return std::nullopt;
        context.set("text", *text);
      }
      return expand(whole, page, language.wordings, context);
    });
  }

  std::optional<std::string> expand(const std::string& path, std::string_view page,
                                    const std::shared_ptr<const templating::Wordings>& wordings,
                                    const base::Json& context) {
    base::Json files = base::Json::object();
    files.set("site.html", words_.words).set("parts.html", kParts);
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
        templating::evaluate_json_request(source, workspace_.sources, {}, workspace_.sink, wordings);
    if (!text) return std::nullopt;
    return *std::move(text);
  }

  base::Json entries_of(const std::vector<std::size_t>& indexes) const {
    base::Json list = base::Json::list();
    for (const std::size_t index : indexes) list.add(base::Json::written(issues_[index].issue->json));
    return list;
  }

  /// Returns the picture for links to a page in other programs: that of an issue's latest edition; empty if it has
  /// none.
  static std::string picture_of(const ReleasedIssue& issue) {
    const auto editions = issue.entry.view().find("editions");
    if (!editions || editions->size() == 0 || issue.is_gone()) return {};
    const std::vector<std::string> names = file_names(editions->at(editions->size() - 1));
    for (const char* const name : {kCoverName, kPictureName}) {
      if (std::find(names.begin(), names.end(), name) != names.end()) return issue.path + name;
    }
    return {};
  }

  std::string last_picture() const { return issues_.empty() ? std::string() : picture_of(issues_.back()); }

  bool add_lists() {
    for (const SiteLanguage& language : languages_) {
      base::Json years = base::Json::list();
      for (const auto& [year, indexes] : years_) {
        base::Json one = base::Json::object();
        years.add(std::move(one.set("year", year).set("issues", entries_of(indexes))));
        if (!has_years_) continue;
        base::Json context = base::Json::object();
        context.set("year", year)
            .set("issues", entries_of(indexes))
            .set("picture", picture_of(issues_[indexes.back()]));
        if (!add_page(language, year + "/index.html", kYearPage, std::move(context))) return false;
      }
      base::Json context = base::Json::object();
      context.set("years", std::move(years)).set("has_years", has_years_).set("count", issues_.size());
      context.set("picture", last_picture());
      if (!add_page(language, "index.html", kArchivePage, std::move(context)) || !add_feed(language)) return false;
    }
    return true;
  }

  bool add_feed(const SiteLanguage& language) {
    std::vector<std::size_t> latest(issues_.size());
    for (std::size_t i = 0; i < latest.size(); ++i) latest[i] = latest.size() - 1 - i;
    std::stable_sort(latest.begin(), latest.end(), [&](std::size_t one, std::size_t other) {
      return issues_[one].issue->published > issues_[other].issue->published;
    });
    latest.resize(std::min(latest.size(), kFeedEntries));
    // Entries in another language are other entries.
    const std::string series = language.prefix.substr(0, language.prefix.find('/'));
    base::Json ids = base::Json::object();
    for (const std::size_t index : latest) {
      const std::string& period = issues_[index].issue->period;
      ids.set(period, archive_.entry_id(series.empty() ? period : series + "-" + period));
    }
    base::Json context = base::Json::object();
    context.set("issues", entries_of(latest)).set("entry_ids", std::move(ids));
    context.set("feed_id", series.empty() ? archive_.feed_id() : archive_.entry_id(series));
    context.set("updated", archive_.last_published());
    return add_page(language, "feed.xml", kFeedPage, std::move(context));
  }

  bool add_issues() {
    for (std::size_t i = 0; i < issues_.size(); ++i) {
      const ReleasedIssue& issue = issues_[i];
      add_links(issue.path, i, issue.issue->edition);
      for (int edition = 1; edition <= issue.issue->edition; ++edition) {
        add_links(issue.path + std::to_string(edition) + "/", i, edition);
      }
      for (const SiteLanguage& language : languages_) {
        bool all = add_issue_page(language, i, issue.issue->edition, true);
        for (int edition = 1; edition <= issue.issue->edition; ++edition) {
          all = all && add_issue_page(language, i, edition, false);
        }
        if (!all) return false;
      }
    }
    return true;
  }

  /// Returns the names of an edition's files; empty for a withdrawn one, whose files are gone.
  std::vector<std::string> names_of(std::size_t index, int edition) const {
    if (issues_[index].withdrawn.contains(edition)) return {};
    const auto editions = issues_[index].entry.view().find("editions");
    const auto at = static_cast<std::size_t>(edition) - 1;
    return editions && at < editions->size() ? file_names(editions->at(at)) : std::vector<std::string>();
  }

  bool add_issue_page(const SiteLanguage& language, std::size_t index, int edition, bool of_period) {
    const ReleasedIssue& issue = issues_[index];
    const std::string folder = of_period ? issue.path : issue.path + std::to_string(edition) + "/";
    base::Json context = base::Json::object();
    context.set("issue", base::Json::written(issue.issue->json));
    context.set("edition", edition).set("of_period", of_period).set("month", of_period ? "" : "../");
    context.set("files", language.prefix.empty() ? "" : way_up(language.prefix + folder) + folder);
    context.set("latest", language.prefix + issue.path + "index.html").set("picture", picture_of(issue));
    const auto neighbour = [&](bool exists, std::size_t at) {
      return exists ? base::Json::written(issues_[at].issue->json) : base::Json(false);
    };
    context.set("previous", neighbour(of_period && index > 0, index - 1));
    context.set("next", neighbour(of_period && index + 1 < issues_.size(), index + 1));
    const bool is_gone = issue.withdrawn.contains(edition);
    return add_page(language, folder + "index.html", is_gone ? kWithdrawnPage : kIssuePage, std::move(context),
                    [&] { return text_of(index, edition); });
  }

  /// Returns the text of an edition; empty if its program stored none or it is withdrawn, nullopt after a report.
  std::optional<std::string> text_of(std::size_t index, int edition) const {
    const std::vector<std::string> names = names_of(index, edition);
    if (std::find(names.begin(), names.end(), kTextName) == names.end()) return std::string();
    return site_.read_edition(edition_name(issues_[index].issue->period, edition), kTextName, workspace_.sink);
  }

  void add_links(const std::string& folder, std::size_t index, int edition) {
    for (const std::string& name : names_of(index, edition)) {
      if (name == kTextName) continue;
      release_.links.push_back({folder + name, edition_name(issues_[index].issue->period, edition) + "/" + name});
    }
  }

  bool add_search() {
    for (const auto& years_issues : years_) {
      const std::string& year = years_issues.first;
      const auto& indexes = years_issues.second;
      const std::string made_from =
          base::sha256(fmt::format("{}\nsearch\n{}", GONGWEN_VERSION, entries_of(indexes).text()));
      const bool made = add_made(year + "/" + kSearchName, made_from, [&]() -> std::optional<std::string> {
        base::Json entries = base::Json::list();
        for (const std::size_t index : indexes) {
          if (issues_[index].is_gone()) continue;
          const std::optional<std::string> text = text_of(index, issues_[index].issue->edition);
          if (!text) return std::nullopt;
          entries.add(search_entry(issues_[index].entry.view(), *text));
        }
        return search_script(year, entries);
      });
      if (!made) return false;
    }
    return true;
  }

  /// A site map needs addresses; files of the operator under its name or that of robots.txt stay.
  bool add_map() {
    if (archive_.base_url().empty()) return true;
    base::Json pages = base::Json::list();
    const auto add = [&](const std::string& path, const std::string& changed) {
      base::Json addresses = base::Json::list();
      for (const SiteLanguage& language : languages_) {
        base::Json one = base::Json::object();
        one.set("href", archive_.base_url() + language.prefix + path).set("lang", language.tag);
        addresses.add(std::move(one));
      }
      base::Json page = base::Json::object();
      pages.add(std::move(page.set("addresses", std::move(addresses)).set("changed", changed)));
    };
    add("index.html", archive_.last_published());
    for (const ReleasedIssue& issue : issues_) add(issue.path + "index.html", issue.issue->published);
    base::Json context = base::Json::object();
    context.set("pages", std::move(pages));
    if (site_.is_free(kRobotsName)) {
      add_file(kRobotsName, "User-agent: *\nDisallow: /.gongwen/\nSitemap: " + archive_.base_url() + kMapName + "\n");
    }
    if (!site_.is_free(kMapName)) return true;
    std::optional<std::string> map = expand(kMapName, kSiteMap, words_.wordings, context);
    if (map) add_file(kMapName, *std::move(map));
    return map.has_value();
  }

  const Archive& archive_;
  const Site& site_;
  const SiteWords& words_;
  const store::Workspace& workspace_;
  std::vector<SiteLanguage> languages_;
  std::vector<ReleasedIssue> issues_;                      // by period
  std::map<std::string, std::vector<std::size_t>> years_;  // indexes of issues
  bool has_years_ = true;                                  // lists of years of their own
  std::map<std::string, FormerPage> former_;               // by path
  std::map<std::string, FormerPage> sums_;
  Release release_;
};

}  // namespace

base::Expected<Release> make_release(const Archive& archive, const Site& site, const SiteWords& words,
                                     const store::Workspace& workspace) {
  return ReleaseMaker(archive, site, words, workspace).make();
}

}  // namespace gongwen::publish
