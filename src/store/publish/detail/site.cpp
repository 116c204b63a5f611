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
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "sign/digest.h"
#include "sign/signatures/report.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/edition_signer.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace gongwen::publish {

// Is a site still as it was published: the bytes of all files, and the signatures of all editions?

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
  }

  /// The check sums of pages; sites of former programs have none.
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

  /// The last edition is found under the address of the issue, too.
  void check_edition(const base::JsonView& issue, const base::JsonView& edition, bool is_last) {
    CheckedEdition checked;
    checked.period = issue.text_of("period");
    checked.edition = static_cast<int>(edition.number_of("number").value_or(0));
    const diagnostics::ErrorWatch watch(sink());
    check_page(base::join_path(edition.text_of("path"), "index.html"));
    if (is_last) check_page(base::join_path(issue.text_of("path"), "index.html"));
    const auto files = edition.find("files");
    for (std::size_t i = 0; files && i < files->size(); ++i) {
      const base::JsonView file = files->at(i);
      const std::string name = file.text_of("name");
      const std::string inner = ".gongwen/editions/" + edition_name(checked.period, checked.edition);
      if (name == kTextName) {
        // Part of a page; a copy of the site does not have it as a file.
        if (resources::is_folder(base::join_path(options_.site, inner))) read_same(inner, file);
        continue;
      }
      if (is_last) read_same(issue.text_of("path"), file);
      const auto bytes = read_same(edition.text_of("path"), file);
      if (bytes && name.ends_with(".pdf"))
        check_signatures(base::join_path(edition.text_of("path"), name), *bytes, edition, checked);
    }
    checked.ok = !watch.saw_errors();
    result_.editions.push_back(std::move(checked));
  }

  /// The bytes of a file, if they are those that were published.
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

  /// For the time at which the edition was published, where no time stamp says another one.
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
      // Nobody was asked to vouch for the signer, or whether the certificate was revoked.
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
