#include "store/publish/detail/site.h"

#include "base/date.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/publish.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "gongwen/publish.h"
#include "intake/file_reader.h"
#include "resources/deflate.h"
#include "resources/file_links.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "sign/digest.h"
#include "sign/signatures/report.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/withdraw.h"
#include "store/publish/edition_signer.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace gongwen::publish {

// Checks whether a site is still as published: the bytes of all files and the signatures of all editions.

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

class SiteChecker {
 public:
  SiteChecker(const EngineOptions& engine, const SiteCheckOptions& options)
      : options_(options), reader_(engine.libexec_folder) {}

  SiteCheck run() {
    run_.attempt([&] {
      if (!read_settings()) return false;
      check_all();
      return true;
    });
    result_.report = std::move(run_).report();
    return std::move(result_);
  }

 private:
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }

  bool read_settings() {
    if (options_.signing.empty()) return true;
    const std::optional<SignSettings> settings = read_sign_settings(options_.signing, run_);
    return settings && sign::has_cryptography(sink()) && sign::read_trust_files(settings->trust, trust_, sink());
  }

  void check_all() {
    const std::string path = base::join_path(options_.site, "index.json");
    const auto text = resources::read_bytes(path, {}, sink());
    if (!text) return;
    const auto index = base::parse_json(*text);
    const bool is_ours = index && index->view().text_of("format") == "gongwen-archive";
    const auto issues = is_ours ? index->view().find("issues") : std::nullopt;
    if (!issues || !issues->is_list()) {
      sink().report(messages::PublishDamagedSite, Origin{}, path);
      return;
    }
    read_sums(index->view().text_of("checksums"));
    for (const char* const page : {"index.html", "feed.xml", "index.json"}) check_page(page);
    for (std::size_t i = 0; i < issues->size(); ++i) {
      const base::JsonView issue = issues->at(i);
      const auto editions = issue.find("editions");
      for (std::size_t k = 0; editions && k < editions->size(); ++k) {
        check_edition(issue, editions->at(k), k + 1 == editions->size());
      }
    }
    if (!sums_) return;
    for (const auto& [path, sum] : *sums_) {
      if (!checked_.contains(path)) check_page(path);
    }
  }

  /// Reads the checksums of pages; sites made by older programs have none.
  void read_sums(const std::string& name) {
    if (name.empty()) {
      sink().report(messages::PublishPagesUnknown, Origin{}, options_.site);
      return;
    }
    diagnostics::DiagnosticSink unheard;
    const std::string path = base::join_path(options_.site, name);
    const auto text = resources::read_bytes(path, {}, unheard);
    const auto read = text ? base::parse_json(*text) : std::nullopt;
    const auto files =
        read && read->view().text_of("format") == "gongwen-checksums" ? read->view().find("files") : std::nullopt;
    if (!files || !files->is_list()) {
      sink().report(text ? messages::PublishFileChanged : messages::PublishFileMissing, Origin{}, path);
      return;
    }
    sums_.emplace();
    for (std::size_t i = 0; i < files->size(); ++i) {
      (*sums_)[files->at(i).text_of("path")] = files->at(i).text_of("sha256");
    }
  }

  void check_page(const std::string& name) {
    if (!sums_) return;
    checked_.insert(name);
    const std::string path = base::join_path(options_.site, name);
    diagnostics::DiagnosticSink unheard;
    const auto bytes = resources::read_bytes(path, {}, unheard);
    const auto sum = sums_->find(name);
    if (!bytes) {
      sink().report(messages::PublishFileMissing, Origin{}, path);
    } else if (sum == sums_->end() || sum->second != base::sha256(*bytes)) {
      sink().report(messages::PublishFileChanged, Origin{}, path);
    }
  }

  /// The files of the last edition are also found at the address of the issue.
  void check_edition(const base::JsonView& issue, const base::JsonView& edition, bool is_last) {
    CheckedEdition checked;
    checked.period = issue.text_of("period");
    checked.edition = static_cast<int>(edition.number_of("number").value_or(0));
    const diagnostics::ErrorWatch watch(sink());
    check_page(base::join_path(edition.text_of("path"), "index.html"));
    if (is_last) check_page(base::join_path(issue.text_of("path"), "index.html"));
    if (edition.find(kWithdrawn)) {
      checked.verdict = "withdrawn";
      check_absent(edition, edition_name(checked.period, checked.edition), is_last ? issue.text_of("path") : "");
      checked.ok = !watch.saw_errors();
      result_.editions.push_back(std::move(checked));
      return;
    }
    const auto files = edition.find("files");
    for (std::size_t i = 0; files && i < files->size(); ++i) {
      const base::JsonView file = files->at(i);
      const std::string name = file.text_of("name");
      const std::string inner = ".gongwen/editions/" + edition_name(checked.period, checked.edition);
      if (name == kTextName) {
        // Part of a page; a copy of the site does not have it as a separate file.
        if (resources::is_folder(base::join_path(options_.site, inner))) read_same(inner, file);
        continue;
      }
      if (is_last) read_same(issue.text_of("path"), file);
      const auto bytes = read_same(edition.text_of("path"), file);
      // The English PDF is not signed.
      if (bytes && name.ends_with(".pdf") && !name.ends_with(kEnglishEnding))
        check_signatures(base::join_path(edition.text_of("path"), name), *bytes, edition, checked);
    }
    checked.ok = !watch.saw_errors();
    result_.editions.push_back(std::move(checked));
  }

  /// Checks that no file of a withdrawn edition is there, neither at its address nor at that of the issue.
  void check_absent(const base::JsonView& edition, const std::string& name, const std::string& issue_path) {
    const auto files = edition.find("files");
    for (std::size_t i = 0; files && i < files->size(); ++i) {
      for (const std::string& folder : {edition.text_of("path"), ".gongwen/editions/" + name, issue_path}) {
        if (folder.empty()) continue;
        const std::string path = base::join_path(options_.site, base::join_path(folder, files->at(i).text_of("name")));
        if (resources::path_exists(path)) sink().report(messages::PublishWithdrawnPublic, Origin{}, path);
      }
    }
  }

  /// Reads a file and compares it with its checksum; nullopt after a report if it differs.
  std::optional<std::string> read_same(const std::string& folder, const base::JsonView& file) {
    const std::string path = base::join_path(options_.site, base::join_path(folder, file.text_of("name")));
    diagnostics::DiagnosticSink unheard;
    auto bytes = resources::read_bytes(path, {}, unheard);
    if (!bytes) {
      sink().report(messages::PublishFileMissing, Origin{}, path);
      return std::nullopt;
    }
    const bool is_same = file.number_of("size") == bytes->size() &&
                         file.text_of("crc32") == fmt::format("{:08x}", resources::crc32(*bytes));
    if (is_same) return *std::move(bytes);
    sink().report(messages::PublishFileChanged, Origin{}, path);
    return std::nullopt;
  }

  /// Checks the signatures for the time at which the edition was published, unless a time stamp states another one.
  void check_signatures(const std::string& name, const std::string& bytes, const base::JsonView& edition,
                        CheckedEdition& checked) {
    const auto stated = edition.find("signature");
    const intake::SignedPdf facts = reader_.read_signatures(bytes);
    sign::TrustOptions trust = trust_;
    trust.at = base::parse_moment(edition.text_of("published")).value_or(options_.now);
    const signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
    for (const signatures::JudgedSignature& one : judged.signatures) {
      if (one.facts.is_timestamp) continue;
      checked.signer = one.cms.signer.common_name;
      checked.verdict = signatures::verdict_name(one.verdict);
      const EditionSignature found = facts_of(one);
      checked.time = found.time;
      checked.time_from = found.time_from;
      const bool is_good = is_sound(one, trust);
      if (!is_good) signatures::report_signature(name, one, sink());
      if (stated && stated->text_of("signer") != checked.signer) {
        sink().report(messages::PublishOtherSigner, Origin{}, name, checked.signer, stated->text_of("signer"));
      }
      // Sound, but not fully judged: trust in the signer or revocation could not be checked.
      if (is_good && one.verdict != sign::Verdict::Valid) checked.verdict = one.cms.is_trusted ? "trusted" : "intact";
      if (!is_good) sink().report(messages::PublishSignatureInvalid, Origin{}, name);
    }
    if (stated && checked.signer.empty()) sink().report(messages::PublishSignatureInvalid, Origin{}, name);
  }

  const SiteCheckOptions& options_;
  engine::Run run_;
  intake::FileReader reader_;
  sign::TrustOptions trust_;
  std::optional<std::map<std::string, std::string, std::less<>>> sums_;  // by path
  std::set<std::string> checked_;                                        // paths of pages
  SiteCheck result_;
};

base::Json checked_edition_json(const CheckedEdition& edition) {
  base::Json json = base::Json::object();
  json.set("period", edition.period).set("edition", edition.edition).set("ok", edition.ok);
  json.set("verdict", edition.verdict);
  if (edition.signer.empty()) return json;
  return std::move(json.set("signer", edition.signer).set("time", edition.time).set("time_from", edition.time_from));
}

}  // namespace
}  // namespace gongwen::publish

namespace gongwen {

SiteCheck check_site(const EngineOptions& engine, const SiteCheckOptions& options) {
  return publish::SiteChecker(engine, options).run();
}

std::string site_check_json(const SiteCheck& check, Language language) {
  base::Json editions = base::Json::list();
  for (const CheckedEdition& edition : check.editions) editions.add(publish::checked_edition_json(edition));
  base::Json json = base::Json::object();
  json.set("status", check.report.ok() ? "ok" : "failed").set("editions", std::move(editions));
  return json.set("report", report_json(check.report, language)).text() + "\n";
}

namespace {

constexpr std::string_view kForbidden = "<>\"{}|\\^`?#";

bool is_allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && kForbidden.find(c) == std::string_view::npos;
}

}  // namespace

bool is_site_address(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    const std::string_view begin = text.substr(0, scheme.size());
    const bool is_it = std::equal(begin.begin(), begin.end(), scheme.begin(), scheme.end(),
                                  [](char one, char other) { return base::to_ascii_lower(one) == other; });
    if (!is_it) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find('/'));
    return !host.empty() && host.front() != ':' && std::all_of(rest.begin(), rest.end(), is_allowed);
  }
  return false;
}

}  // namespace gongwen

namespace gongwen::publish {
namespace {

using diagnostics::DiagnosticSink;

constexpr std::int64_t kPatience = 10'000;  // milliseconds
constexpr std::string_view kReleases = "releases/";
constexpr std::string_view kTopLinks = ".gongwen/current/";
constexpr std::string_view kTopFiles[] = {"index.html", "index.json", "feed.xml", kStyleName, kScriptName, kSumsName};
/// Folders of the pages in the language that is not that of the documents. Older programs did not use these names, nor
/// those of icon, site map and robots.txt: files of people under them stay, and the site does without.
constexpr std::string_view kLanguages[] = {"en", "zh"};

/// The relative path from a folder within a release to the folder of editions.
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

/// The first file at `path`, a file or a folder, whose bytes are not those at `published`; empty if absent.
std::string first_difference(const std::string& path, const std::string& published) {
  if (resources::is_folder(path)) {
    const auto names = resources::list_folder(path);
    if (!names) return path;
    for (const std::string& name : *names) {
      std::string found = first_difference(base::join_path(path, name), base::join_path(published, name));
      if (!found.empty()) return found;
    }
    return {};
  }
  DiagnosticSink unheard;
  const auto own = resources::read_bytes(path, {}, unheard);
  const auto other = resources::read_bytes(published, {}, unheard);
  return own && other && *own == *other ? std::string() : path;
}

}  // namespace

bool Site::fail(const std::string& path, std::error_code error, DiagnosticSink& sink) const {
  sink.report(messages::PublishUnwritable, Origin{}, path, error.message());
  return false;
}

namespace {

bool is_year(std::string_view name) {
  return name.size() == 4 && name.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether the folder has the list of issues of a site.
bool has_archive(const std::string& folder) {
  DiagnosticSink unheard;
  const auto text = resources::read_bytes(base::join_path(folder, "index.json"), {}, unheard);
  const auto index = text ? base::parse_json(*text) : std::nullopt;
  return index && index->view().text_of("format") == "gongwen-archive";
}

}  // namespace

/// The names at the top that are or were links into the current release; none in a folder that does not exist yet.
base::Expected<std::vector<std::string>, std::error_code> Site::own_names() const {
  std::vector<std::string> own;
  if (!resources::path_exists(path_)) return own;
  const auto names = resources::list_folder(path_);
  if (!names) return base::Failure{names.error()};
  for (const std::string& name : *names) {
    const bool known = std::find(std::begin(kTopFiles), std::end(kTopFiles), name) != std::end(kTopFiles);
    // Pages in the other language are ours if the current release has them.
    const bool translated = std::find(std::begin(kLanguages), std::end(kLanguages), name) != std::end(kLanguages) &&
                            resources::is_folder(base::join_path(inner_ + "/current", name));
    if (is_year(name) || known || translated) own.push_back(name);
  }
  return own;
}

/// Whether everything in the folder is ours: files of people or other programs must not be replaced.
bool Site::is_ours(DiagnosticSink& sink) const {
  const auto own = own_names();
  if (!own) return fail(path_, own.error(), sink);
  for (const std::string& name : *own) {
    const std::string path = base::join_path(path_, name);
    if (resources::link_target(path).starts_with(kTopLinks)) continue;
    const std::string current = inner_ + "/current";
    if (!resources::is_folder(current)) {
      if (!editions().empty()) {
        sink.report(messages::PublishLinkReplaced, Origin{}, path);
      } else if (has_archive(path_)) {
        sink.report(messages::PublishIncompleteCopy, Origin{}, path_);
      } else {
        sink.report(messages::PublishNotASite, Origin{}, path);
      }
      return false;
    }
    // Copying may have replaced links by files and folders with the same bytes; those become links again.
    const std::string other = first_difference(path, base::join_path(current, name));
    if (other.empty()) continue;
    sink.report(messages::PublishLinkReplaced, Origin{}, other);
    return false;
  }
  return true;
}

/// Returns whether the site still has its current release. A killed first run leaves up to one edition and one release.
/// If there are more, the link to the current release has been lost, and with it the site's memory: nothing may be
/// removed then.
bool Site::is_whole(DiagnosticSink& sink) const {
  const std::string current = inner_ + "/current";
  if (is_rebuilt_ || resources::is_folder(current)) return true;
  const auto has_one_at_most = [this](const char* folder) {
    if (!resources::path_exists(inner_ + folder)) return true;
    const auto names = resources::list_folder(inner_ + folder);
    return names && names->size() <= 1;
  };
  const bool first = !resources::path_exists(current) && has_one_at_most("/editions") && has_one_at_most("/releases");
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
  if (const std::error_code error = link_copied_release()) return fail(path_, error, sink);
  // For the process that hands on, which may change only this file and create none.
  resources::make_private_file(inner_ + kHandOnLock);
  return is_whole(sink);
}

std::vector<std::string> Site::editions() const { return resources::names_in(inner_ + "/editions"); }

std::vector<std::string> Site::releases() const {
  std::vector<std::string> folders;
  for (const std::string& name : resources::names_in(inner_ + "/releases")) {
    folders.push_back(inner_ + "/releases/" + name);
  }
  std::reverse(folders.begin(), folders.end());
  return folders;
}

/// A copy in which links became folders has its current release as a folder; it becomes a release that is linked.
std::error_code Site::link_copied_release() const {
  const std::string current = inner_ + "/current";
  if (!resources::is_folder(current) || !resources::link_target(current).empty()) return {};
  const std::vector<std::string> names = resources::names_in(inner_ + "/releases");
  const std::string name = release_name(names.empty() ? 1 : number_of(names.back()) + 1);
  const std::error_code error = resources::rename_path(current, inner_ + "/releases/" + name);
  return error ? error : resources::replace_link(current, std::string(kReleases) + name);
}

/// Links a page or a year at the top of the site to the current release. A folder in its place, of which `is_ours` has
/// found that it is a copy, is moved aside.
std::error_code Site::link_top(const std::string& name) const {
  const std::string path = base::join_path(path_, name);
  const std::string target = std::string(kTopLinks) + name;
  const std::string present = resources::link_target(path);
  if (present == target) return {};
  if (!present.empty() || !resources::is_folder(path)) return resources::replace_link(path, target);
  const std::string aside = inner_ + "/" + name + ".new";
  std::error_code error = resources::remove_tree(aside);
  if (!error) error = resources::rename_path(path, aside);
  if (!error) error = resources::replace_link(path, target);
  return error ? error : resources::remove_tree(aside);
}

int Site::present_release() const {
  const std::string target = resources::link_target(inner_ + "/current");
  return target.starts_with(kReleases) ? number_of(std::string_view(target).substr(kReleases.size())) : 0;
}

bool Site::clear(const std::set<std::string>& editions, bool keeps_previous, DiagnosticSink& sink) {
  const int present = present_release();
  for (const std::string& name : resources::names_in(inner_ + "/releases")) {
    // The index of a former release may be all that is left of a site's memory.
    if (is_rebuilt_) break;
    const bool is_previous = present > 1 && name == release_name(present - 1);
    if (name == release_name(present) || (is_previous && keeps_previous)) continue;
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

bool Site::is_free(const std::string& top) const {
  const std::string path = base::join_path(path_, top);
  if (!resources::path_exists(path) || resources::link_target(path).starts_with(kTopLinks)) return true;
  // A copy of a site may have its own files in the place of links.
  return first_difference(path, base::join_path(inner_ + "/current", top)).empty();
}

std::optional<std::string> Site::read_current(const std::string& path) const {
  DiagnosticSink unheard;
  auto bytes = resources::read_bytes(base::join_path(inner_ + "/current", path), {}, unheard);
  if (!bytes) return std::nullopt;
  return *std::move(bytes);
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
  for (const std::string& kept : release.kept) {
    const std::string path = base::join_path(folder, kept);
    if (const std::error_code error = resources::make_folders(std::string(base::folder_part(path)))) return error;
    const std::string former = base::join_path(inner_ + "/current", kept);
    if (const std::error_code error = resources::share_file(former, path)) return error;
  }
  for (const SiteLink& link : release.links) {
    const std::string path = base::join_path(folder, link.path);
    if (const std::error_code error = resources::make_folders(std::string(base::folder_part(path)))) return error;
    const std::string target = way_to_editions(link.path) + link.target;
    if (const std::error_code error = resources::make_link(path, target)) return error;
  }
  // The top-level links lead through `current`, so they can be created in advance.
  std::set<std::string> tops;
  for (const SiteFile& file : release.files) tops.insert(file.path.substr(0, file.path.find('/')));
  for (const std::string& kept : release.kept) tops.insert(kept.substr(0, kept.find('/')));
  for (const std::string& top : tops) {
    if (const std::error_code error = link_top(top)) return error;
  }
  return resources::sync_file_system(inner_);
}

/// Removes links at the top whose target the current release no longer has, such as the year of an issue that was taken
/// back.
void Site::remove_dangling_links() const {
  for (const std::string& name : resources::names_in(path_)) {
    const std::string path = base::join_path(path_, name);
    const bool is_ours = resources::link_target(path).starts_with(kTopLinks);
    if (is_ours && !resources::path_exists(base::join_path(inner_ + "/current", name))) resources::remove_tree(path);
  }
}

bool Site::publish(const Release& release, DiagnosticSink& sink) {
  const int present = present_release();
  const std::vector<std::string> names = resources::names_in(inner_ + "/releases");
  const std::string name = release_name(std::max(present, names.empty() ? 0 : number_of(names.back())) + 1);
  const std::string folder = inner_ + "/releases/" + name;
  std::error_code error = lay_ready(folder, release);
  if (!error) error = resources::replace_link(inner_ + "/current", std::string(kReleases) + name);
  if (error) {
    resources::remove_tree(folder);
    return fail(path_, error, sink);
  }
  // The new state is now published; failures below do no harm. Former releases are no longer needed as a memory.
  is_rebuilt_ = false;
  remove_dangling_links();
  if (present > 1) resources::remove_tree(inner_ + "/releases/" + release_name(present - 1));
  resources::sync_file_system(inner_);
  return true;
}

}  // namespace gongwen::publish
