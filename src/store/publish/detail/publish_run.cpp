#include "store/publish/detail/publish_run.h"

#include "base/date.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/text.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/english_edition.h"
#include "store/publish/detail/restore_site.h"
#include "store/publish/detail/run_note.h"
#include "store/publish/detail/site_release.h"
#include "store/publish/detail/site_words.h"
#include "store/publish/detail/withdraw.h"
#include "store/publish/published_records.h"
#include "store/record_text.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// The texts of a kind with those that the bundle has in this language; null if it has none.
std::shared_ptr<const templating::Wordings> translated_wordings(const engine::KindTexts& texts,
                                                                std::string_view language) {
  for (const auto& [other, translations] : texts.translations) {
    if (other != language || !texts.wordings) continue;
    auto wordings = std::make_shared<templating::Wordings>(*texts.wordings);
    for (const engine::KindText& text : translations) {
      if (auto wording = templating::Wording::parse(text.text)) wordings->set(text.id, *std::move(wording));
    }
    return wordings;
  }
  return nullptr;
}

std::string hash_of_texts(const engine::KindTexts& texts) {
  std::string all;
  for (const engine::KindText& text : texts.defaults) all.append(text.id).append("=").append(text.text).append("\n");
  for (const auto& [language, translations] : texts.translations) {
    for (const engine::KindText& text : translations) all.append(text.id).append("=").append(text.text).append("\n");
  }
  return base::sha256(all);
}

}  // namespace

PublishedIssue outcome_of(const std::string& period, const IssueNumbers& numbers) {
  PublishedIssue outcome;
  outcome.period = period;
  outcome.path = path_of_period(period);
  outcome.year = numbers.year;
  outcome.issue = numbers.issue;
  outcome.total = numbers.total;
  outcome.date = numbers.date;
  return outcome;
}

PublishRun::PublishRun(const EngineOptions& engine, const PublishOptions& options)
    : options_(options),
      engine_(engine::complete_options(engine)),
      fonts_(engine_->share_folder + "/fonts", engine_->font_folders, text::FileCheck::Bytes),
      kinds_(engine_, {}, engine::read_own_texts(options.render, run_.sink())),
      site_(options.site) {
  if (options.rebuild) site_.accept_damage();
}

Publication PublishRun::perform(bool (*work)(PublishRun&)) {
  run_.obey(options_.render);
  run_.attempt([&] {
    if (!open()) return false;
    const bool done = work(*this);
    if (!options_.preview || is_decision()) remember();
    return done;
  });
  reports_.insert(reports_.begin(), std::move(run_).report());
  result_.report = engine::merge_reports(std::move(reports_));
  if (signer_) result_.certificate_expires = signer_->expires();
  if (options_.catch_up && !options_.preview) remember_run();
  return std::move(result_);
}

// Opening.

/// Reads the records, the ledger and the archive, and takes the lock. A preview needs no lock, because a site changes
/// in one step.
bool PublishRun::open() {
  if (run_.sink().has_errors()) return false;  // unreadable texts of the options
  types_ = record_types_of(kinds_, run_);
  if (!open_signer()) return false;
  if (!is_known_kind() || !types_ || !read_store() || !choose_periodical() || !check_period()) return false;
  result_.kind = periodical_->kind;
  if (!offers_english(options_, *periodical_, sink())) return false;
  engine::report_texts_of_other_kinds(kinds_.texts(), periodical_->kind, sink());
  if (sink().has_errors()) return false;
  // Before anything is created: if the share of a site is not mounted, its folder is empty.
  if (!options_.preview && !site_.examine(sink())) return false;
  if (!read_ledger() || !read_archive() || !is_known_site()) return false;
  // The archive is read again under the lock: another run may have published in between.
  if (!options_.preview && (!site_.open(sink()) || !read_archive() || !clear_site(true))) return false;
  return options_.take_back || (is_good_time() && (options_.withdraw || has_records()));
}

/// Errors in the settings are reported first, even by a preview.
bool PublishRun::open_signer() {
  if (options_.signing.empty()) return true;
  std::optional<SignSettings> settings = read_sign_settings(options_.signing, run_);
  if (!settings) return false;
  signer_.emplace(*std::move(settings),
                  SignerOptions{engine_->libexec_folder, options_.secret, site_.refusal_file(), options_.try_pin});
  return signer_->prepare(options_.now, sink());
}

bool PublishRun::is_known_kind() {
  if (options_.kind.empty() || (types_ && types_->find_periodical(options_.kind) != nullptr)) return true;
  // If the kind cannot be read, no periodical was found in it; then its own errors are reported.
  engine::KindRun steps(kinds_, fonts_, options_.kind);
  const auto& told = steps.run().sink().diagnostics();
  const bool exists =
      std::none_of(told.begin(), told.end(), [](const auto& one) { return one.id == messages::EngineUnknownKind; });
  if (exists && !steps.usable()) {
    keep_report(steps);
    return false;
  }
  if (types_) sink().report(messages::PublishUnknownKind, Origin{}, options_.kind, names_of_periodicals());
  return false;
}

bool PublishRun::read_store() {
  store_ = store::open_store(options_.store, store::Access::Read, types_, sink());
  if (!store_) return false;
  auto contents = store::read_contents(*store_, workspace());
  auto schemas = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), sink());
  if (!contents || !schemas) return false;
  contents_ = *std::move(contents);
  store_name_ = store_->name();
  // The data is JSON even if the store's folder is named like a file of another format.
  if (engine::is_workbook(store_name_) || engine::is_yaml(store_name_)) store_name_ += "/";
  schemas_.emplace(*std::move(schemas));
  return true;
}

bool PublishRun::choose_periodical() {
  periodical_ = find_periodical(*types_, options_.kind, contents_);
  if (periodical_ == nullptr) sink().report(messages::PublishKindNeeded, Origin{}, names_of_periodicals());
  if (periodical_ != nullptr) index_.emplace(Collection{contents_, *periodical_, *types_});
  return periodical_ != nullptr;
}

bool PublishRun::check_period() {
  if (options_.catch_up || options_.rebuild || options_.take_back) return true;
  if (base::Period::parse(periodical_->unit, options_.period)) return true;
  sink().report(messages::PublishBadPeriod, Origin{}, options_.period, periodical_->kind,
                base::Period::of_date(periodical_->unit, base::date_in_china(options_.now))->text());
  return false;
}

bool PublishRun::read_ledger() {
  base::Expected<Ledger> ledger = Ledger::read(*store_, periodical_->kind, sink());
  if (ledger) ledger_ = *std::move(ledger);
  if (ledger) desk_.emplace(options_, *store_, ledger_);
  return ledger.has_value();
}

bool PublishRun::read_archive() {
  base::Expected<Archive> archive = options_.rebuild
                                        ? read_or_restore_archive(site_, ledger_, *periodical_, workspace())
                                        : Archive::read(options_.site, *periodical_, workspace());
  if (archive) archive_ = *std::move(archive);
  return archive.has_value();
}

bool PublishRun::is_known_site() {
  if (options_.rebuild || options_.new_site) return true;
  return agrees_with(ledger_, archive_, resources::plain_path(options_.site), sink()) &&
         hides_withdrawn(ledger_site(), archive_, *periodical_, sink());
}

bool PublishRun::is_good_time() {
  const std::string now = base::format_moment(options_.now);
  if (const std::string last = archive_.last_published(); now < last) {
    sink().report(messages::PublishClockBehind, Origin{}, now, last);
    return false;
  }
  if (options_.preview || options_.time_is_sure) return true;
  return is_near_last_change(*store_, ledger_, archive_, {options_.now, periodical_->unit}, sink());
}

/// A store that was emptied or restored from an older copy has no due issues.
bool PublishRun::has_records() {
  std::vector<std::string> gone;
  const StoreAndSite names{store_name_, options_.site, ledger_site(), &gone};
  if (!has_published_records(collection(), *store_, archive_, names, sink())) return false;
  if (options_.catch_up) add_gone(archive_, gone, ledger_site(), options_.now, result_.changed, notes_);
  return true;
}

std::string PublishRun::names_of_periodicals() const {
  std::string names;
  for (const store::Periodical& one : types_->periodicals()) names += (names.empty() ? "" : ", ") + one.kind;
  return names;
}

// The common parts of all kinds of runs.

const LedgerSite* PublishRun::lost_site() const {
  return ledger_.site_of(archive_, resources::plain_path(options_.site));
}

Collection PublishRun::collection() const {
  return {contents_, *periodical_, *types_, issues_in(store_), index_ ? &*index_ : nullptr};
}

const RecordOrigins& PublishRun::origins() {
  if (!origins_) origins_.emplace(*store_, sink());
  return *origins_;
}

EditionPlan PublishRun::plan(const PublishOptions& options) {
  return {options, *engine_, *periodical_, store_name_, signer_ ? &*signer_ : nullptr, kinds_, fonts_, reports_};
}

std::vector<store::FieldChange> PublishRun::changes_of(const std::string& before, const std::string& after,
                                                       engine::Run& run) const {
  if (before == after) return {};
  const store::Workspace here{run.sources(), run.documents(), run.sink()};
  const auto old_data = store::read_record_text("former data.json", without_mark(before, *periodical_), here);
  const auto new_data = store::read_record_text("data.json", without_mark(after, *periodical_), here);
  if (!old_data || !new_data) return {};
  return store::find_changes(*old_data, *new_data, *schemas_, periodical_);
}

std::vector<store::FieldChange> PublishRun::changes_since(const ArchivedIssue& issue, engine::KindRun& steps,
                                                          std::string* hash) {
  const auto before = site_.read_edition(edition_name(issue.period, issue.edition), kDataName, sink());
  if (!before) return {};
  const std::optional<KeptValues> kept = kept_values(issue, *before);
  const CollectedIssue now = collect_issue(collection(), issue.period, numbering().of(issue.period),
                                           expand_in(steps, options_.render.limits), kept ? &*kept : nullptr);
  if (hash != nullptr) *hash = facts_of(collection(), issue.period, now.json);
  return changes_of(*before, now.json, run_);
}

std::optional<KeptValues> PublishRun::kept_values(const ArchivedIssue& issue, const std::string& before) {
  if (options_.current_records) return std::nullopt;
  const auto data = store::read_record_text("former data.json", before, workspace());
  if (!data) return std::nullopt;
  return KeptValues(*data, entries_of(ledger_site(), issue.period, issue.edition));
}

std::optional<Archive> PublishRun::add_edition(engine::KindRun& steps, const IssuePlace& place,
                                               const NewEdition& edition) {
  ArchivedIssue issue =
      make_issue(steps.data().root(), place.period, place.numbers, edition, place.former, *periodical_);
  if (!site_.add_edition(edition_name(issue.period, issue.edition), edition.files, steps.run().sink())) {
    return std::nullopt;
  }
  Archive archive = archive_;
  archive.put(std::move(issue));
  archive.choose_addresses(options_.base_url);
  return archive;
}

bool PublishRun::release(engine::KindRun& steps, Archive archive) {
  engine::Run& run = steps.run();
  const auto words = steps.kind().files.read_text(periodical_->words, {}, run.sources(), run.sink());
  if (!words) return false;
  const KindInfo& info = steps.kind().manifest->info;
  const Language other = other_language(language_of_tag(periodical_->language));
  const SiteWords site_words{std::string(run.sources().source_text(*words)),
                             std::string(diagnostics::BilingualText{info.title_en, info.title_zh}.in(other)),
                             periodical_->files,
                             steps.kind().find_output(Format::Xlsx) != nullptr,
                             periodical_->language,
                             steps.kind().texts.wordings,
                             translated_wordings(steps.kind().texts, diagnostics::language_tag(other)),
                             hash_of_texts(steps.kind().texts)};
  const base::Expected<Release> pages =
      make_release(archive, site_, site_words, {run.sources(), run.documents(), run.sink()});
  if (!pages || !site_.publish(*pages, run.sink())) return false;
  archive_ = std::move(archive);
  return true;
}

bool PublishRun::clear_site(bool keeps_previous) {
  std::set<std::string> editions;
  for (const auto& [period, issue] : archive_.issues()) {
    const std::set<int> gone = withdrawn_editions(issue);
    for (int edition = 1; edition <= issue.edition; ++edition) {
      if (!gone.contains(edition)) editions.insert(edition_name(period, edition));
    }
  }
  if (options_.rebuild) {
    const LedgerSite* const known = lost_site();
    const auto latest = known == nullptr ? find_latest_edition(site_, archive_, *periodical_) : std::nullopt;
    if (!keeps_remembered_editions(site_, known, latest, editions, sink())) return false;
  }
  return site_.clear(editions, keeps_previous && !ends_with_withdrawal(archive_), sink());
}

void PublishRun::tell(const PublishedIssue& outcome) {
  if (options_.tell) options_.tell(outcome);
  result_.issues.push_back(outcome);
}

void PublishRun::finish(const PublishedIssue& outcome, engine::KindRun& steps) {
  keep_report(steps);
  if (!options_.preview) add_open_points(outcome.open, result_.open);
  tell(outcome);
}

// Remembering.

/// Records in the store what was published, so that a lost site is noticed. Issues are published even if the store
/// cannot be written.
void PublishRun::remember() {
  diagnostics::DiagnosticSink unheard;
  std::vector<store::PublicationEntry> entries;
  const bool has_changed = !taken_back_ && !is_decision() && !archive_.feed_id().empty();
  if (has_changed) entries = new_entries(ledger_, archive_, site_, unheard);
  if (taken_back_) entries.push_back(*taken_back_);
  entries.insert(entries.end(), notes_.begin(), notes_.end());
  for (store::PublicationEntry& missing : missing_notes(ledger_, archive_, notes_))
    entries.push_back(std::move(missing));
  if (desk_) {
    const std::vector<store::PublicationEntry> decided = desk_->entries(archive_.kind());
    entries.insert(entries.end(), decided.begin(), decided.end());
  }
  // Close the store: opened for reading, it would lock out the writer below.
  origins_.reset();
  store_.reset();
  if (entries.empty() || unheard.has_errors()) return;
  const std::optional<std::string> why = add_to_store(options_.store, types_, entries);
  if (why && is_decision()) {
    sink().report(messages::PublishNotNoted, Origin{}, store_name_, *why);
  } else if (why) {
    sink().report(messages::PublishNotRemembered, Origin{}, store_name_, *why);
  }
}

/// Notes how an unattended run ended. If the store cannot be written, the report says how it ended.
void PublishRun::remember_run() {
  if (periodical_ == nullptr) return;
  result_.kind = periodical_->kind;
  store_.reset();
  if (const auto entry = run_entry(ledger_, result_, options_)) add_to_store(options_.store, types_, {*entry});
}

}  // namespace gongwen::publish
