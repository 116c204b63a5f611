// PublishRun: one run over a store and a site. It opens both, and does what all kinds of runs have in common: it adds
// editions, releases pages, reports outcomes, and finally records in the store what was done. The kinds of runs are
// functions that use it: publish.cpp, rebuild_run.h, withdraw_run.h.
//   PublishRun run(engine, options);
//   const Publication done = run.perform(rebuild_site);
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "engine/runs/kind_run.h"
#include "gongwen/publish.h"
#include "store/changes.h"
#include "store/publish/detail/approval.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/kept_values.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/make_edition.h"
#include "store/publish/detail/records_check.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/edition_signer.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

/// Identifies an issue.
struct IssuePlace {
  const std::string& period;
  const IssueNumbers& numbers;
  const ArchivedIssue* former;  // null: it is not published yet
};

/// Returns the outcome of an issue of which only the numbers are known: `failed`.
PublishedIssue outcome_of(const std::string& period, const IssueNumbers& numbers);

class PublishRun {
 public:
  /// The options must outlive it.
  PublishRun(const EngineOptions& engine, const PublishOptions& options);

  /// Opens the store and the site, does the work, and records in the store what was done, even if it failed half-way.
  /// Call it once. `work` returns whether it succeeded; it is not called if the store or the site cannot be opened.
  /// Reports: store/*, all messages of `work`, and those publish/* that say why a store, a site or a time is refused.
  Publication perform(bool (*work)(PublishRun&));

  // For use by `work`.

  const PublishOptions& options() const { return options_; }
  /// Returns whether the run only records the decision of a person about an issue.
  bool is_decision() const { return options_.decision != IssueDecision::None; }
  /// For messages on the run as a whole; those on an issue belong to its own steps.
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }
  const store::Periodical& periodical() const { return *periodical_; }
  const Site& site() const { return site_; }
  /// The issues of the site, as of the last release or of `go_on_from`.
  const Archive& archive() const { return archive_; }
  const Ledger& ledger() const { return ledger_; }
  /// Returns what the store remembers of the site; null if it does not know the site.
  const LedgerSite* ledger_site() const { return ledger_.find(archive_.feed_id()); }
  /// The same for a site that may have lost its index.json: Ledger::site_of.
  const LedgerSite* lost_site() const;
  ApprovalDesk& desk() { return *desk_; }
  /// The sources of issues. It refers to the run.
  Collection collection() const;
  IssueNumbering numbering() const { return {collection(), archive_, options_}; }
  /// The histories of records; read when first called. Reports: those of RecordOrigins.
  const RecordOrigins& origins();

  /// Begins the rendering of an issue, or of pages. It must be ended by `finish` or `keep_report`.
  engine::KindRun steps() { return engine::KindRun(kinds_, fonts_, periodical_->kind); }
  /// Returns the plan for make_edition. `options` must outlive it.
  EditionPlan plan(const PublishOptions& options);

  // What has changed in an issue.

  /// Compares facts, not texts: their spelling may change between versions of the program.
  std::vector<store::FieldChange> changes_of(const std::string& before, const std::string& after,
                                             engine::Run& run) const;
  /// Returns the changes in the facts of an issue since its latest edition; `hash`, if it is not null, becomes that of
  /// the present facts (facts_of). Reports: publish/damaged-site, and messages of collecting into `steps`.
  std::vector<store::FieldChange> changes_since(const ArchivedIssue& issue, engine::KindRun& steps,
                                                std::string* hash = nullptr);
  /// Returns the values that an issue keeps of its published edition, whose data is `before`; nullopt if it takes its
  /// records in their present state.
  std::optional<KeptValues> kept_values(const ArchivedIssue& issue, const std::string& before);

  // Changes of the site.

  /// Writes the edition, to which no page links yet. Returns the archive with it; nullopt after an error. Reports:
  /// publish/unwritable.
  std::optional<Archive> add_edition(engine::KindRun& steps, const IssuePlace& place, const NewEdition& edition);
  /// Makes the pages of an archive and publishes them as a release; the archive then becomes that of the run. Returns
  /// false after an error. Reports: those of make_release and Site::publish.
  bool release(engine::KindRun& steps, Archive archive);
  /// Continues from a state of the site that no release shows yet or, in a preview, ever will.
  void go_on_from(Archive archive) { archive_ = std::move(archive); }
  /// Removes all files that no issue needs. The release before a withdrawal is never kept. Reports: publish/unwritable,
  /// and in a rebuilding publish/unknown-edition.
  bool clear_site(bool keeps_previous);

  // Results of the run.

  /// A note for the ledger, written when the run ends.
  void note(store::PublicationEntry entry) { notes_.push_back(std::move(entry)); }
  /// Adds the entry of an edition that was taken back; the ledger then gets no entries of editions.
  void note_taken_back(store::PublicationEntry entry) { taken_back_ = std::move(entry); }
  void set_open(std::vector<OpenPoint> points) { result_.open = std::move(points); }
  void add_changed(ChangedIssue issue) { result_.changed.push_back(std::move(issue)); }
  /// Tells the caller of the outcome, which becomes part of the result.
  void tell(const PublishedIssue& outcome);
  /// Reports the outcome of an issue whose steps end here; its open points are reported with the run.
  void finish(const PublishedIssue& outcome, engine::KindRun& steps);
  /// Ends steps without an outcome.
  void keep_report(engine::KindRun& steps) { reports_.push_back(std::move(steps.run()).report()); }

 private:
  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }
  bool open();
  bool open_signer();
  bool is_known_kind();
  bool read_store();
  bool choose_periodical();
  bool check_period();
  bool read_ledger();
  bool read_archive();
  bool is_known_site();
  bool is_good_time();
  bool has_records();
  std::string names_of_periodicals() const;
  void remember();
  void remember_run();

  const PublishOptions& options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::FontSource fonts_;
  engine::Run run_;
  engine::KindLibrary kinds_;  // with the texts of the options
  Site site_;
  std::optional<EditionSigner> signer_;  // set if editions are signed
  Archive archive_;
  Ledger ledger_;
  std::optional<ApprovalDesk> desk_;  // set once the ledger is read
  std::optional<store::PublicationEntry> taken_back_;
  std::vector<store::PublicationEntry> notes_;
  std::unique_ptr<store::Store> store_;
  std::optional<RecordOrigins> origins_;  // set once needed
  store::StoreContents contents_;
  std::optional<PeriodIndex> index_;
  std::string store_name_;
  store::SharedRecordTypes types_;
  const store::Periodical* periodical_ = nullptr;
  std::optional<store::RecordSchemas> schemas_;
  std::vector<Report> reports_;
  Publication result_;
};

}  // namespace gongwen::publish
