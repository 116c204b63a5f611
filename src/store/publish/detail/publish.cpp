#include "gongwen/publish.h"

#include "base/date.h"
#include "base/format.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/rules.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/render/expand_document.h"
#include "engine/runs/kind_run.h"
#include "raster/rasterize.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/records_check.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/verify.h"
#include "store/publish/edition_signer.h"
#include "store/publish/published_records.h"
#include "store/record_text.h"
#include "store/store.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

class Publisher {
 public:
  Publisher(const EngineOptions& engine, const PublishOptions& options)
      : options_(options),
        engine_(engine::complete_options(engine)),
        fonts_(engine_->share_folder + "/fonts", engine_->font_folders, text::FileCheck::Bytes),
        kinds_(engine_, {}, engine::read_own_texts(options.render, run_.sink())),
        site_(options.site) {}

  Publication run() {
    run_.obey(options_.render);
    run_.attempt([&] {
      if (!prepare()) return false;
      const bool done = options_.rebuild ? rebuild() : options_.take_back ? take_back() : publish_due();
      if (!options_.preview) remember();
      return done;
    });
    reports_.insert(reports_.begin(), std::move(run_).report());
    result_.report = engine::merge_reports(std::move(reports_));
    if (signer_) result_.certificate_expires = signer_->expires();
    return std::move(result_);
  }

 private:
  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }

  /// The records, what is published of them, the lock, the archive. A preview needs no lock: a site changes in one
  /// step.
  bool prepare() {
    if (run_.sink().has_errors()) return false;  // texts that cannot be read
    types_ = record_types_of(kinds_, run_);
    if (!open_signer()) return false;
    if (!types_ || !is_known_kind() || !read_store() || !choose_periodical() || !check_period()) return false;
    result_.kind = periodical_->kind;
    engine::report_texts_of_other_kinds(kinds_.texts(), periodical_->kind, sink());
    if (sink().has_errors()) return false;
    // Before anything is made: where the share of a site is not mounted, its folder is an empty one.
    if (!options_.preview && !site_.examine(sink())) return false;
    if (!read_ledger() || !read_archive() || !is_known_site()) return false;
    if (!options_.preview && (!site_.open(sink()) || !read_archive() || !clear_site())) return false;
    return options_.take_back || (is_good_time() && has_records());
  }

  bool read_archive() {
    base::Expected<Archive> archive = Archive::read(options_.site, *periodical_, workspace());
    if (archive) archive_ = *std::move(archive);
    return archive.has_value();
  }

  bool read_ledger() {
    base::Expected<Ledger> ledger = Ledger::read(*store_, periodical_->kind, sink());
    if (ledger) ledger_ = *std::move(ledger);
    return ledger.has_value();
  }

  bool is_known_site() {
    if (options_.rebuild || options_.new_site) return true;
    return agrees_with(ledger_, archive_, resources::plain_path(options_.site), sink());
  }

  bool is_good_time() {
    const std::string now = base::format_moment(options_.now);
    if (const std::string last = archive_.last_published(); now < last) {
      sink().report(messages::PublishClockBehind, Origin{}, now, last);
      return false;
    }
    if (options_.preview || options_.time_is_sure) return true;
    return is_near_last_change(*store_, ledger_, archive_, {options_.now, periodical_->unit}, sink());
  }

  /// A store that was emptied, or restored from an older copy, has nothing that is due.
  bool has_records() { return has_published_records(collection(), archive_, {store_name_, options_.site}, sink()); }

  bool publish_due() {
    result_.open = options_.preview ? std::vector<OpenPoint>() : find_never_published(collection(), archive_, today());
    for (const std::string& period : due_periods()) {
      if (!publish_period(period)) return false;
    }
    return true;
  }

  std::string today() const { return base::date_in_china(options_.now); }

  /// Publishes again what the store remembers of the site and the site does not have, with the data, the numbers, the
  /// dates and the editions that it had.
  bool rebuild() {
    const LedgerSite* const known = ledger_.site_of(archive_, resources::plain_path(options_.site));
    if (known == nullptr || known->editions.empty()) {
      sink().report(messages::PublishNothingRemembered, Origin{}, options_.site);
      return false;
    }
    if (archive_.feed_id().empty()) archive_.restore_addresses(known->id, known->base_url);
    for (const LedgerEdition* const edition : missing_editions(*known, archive_)) {
      if (!rebuild(*edition)) return false;
    }
    return true;
  }

  bool rebuild(const LedgerEdition& wanted) {
    const ArchivedIssue* const former = archive_.find(wanted.period);
    if (wanted.edition != (former == nullptr ? 1 : former->edition + 1)) {
      sink().report(messages::PublishOtherEdition, Origin{}, wanted.period, wanted.edition);
      return false;
    }
    PublishedIssue outcome = outcome_of(wanted.period, wanted.numbers);
    outcome.edition = wanted.edition;
    engine::KindRun steps(kinds_, fonts_, periodical_->kind);
    const diagnostics::ErrorWatch watch(steps.run().sink());
    if (steps.usable()) {
      NewEdition edition;
      edition.published = wanted.published;
      const auto before = former == nullptr ? std::nullopt
                                            : site_.read_edition(edition_name(wanted.period, former->edition),
                                                                 kDataName, steps.run().sink());
      if (before) edition.changes = changes_of(*before, wanted.data, steps.run());
      outcome.changes = edition.changes.size();
      const bool made = render({wanted.data, {}}, outcome, steps, edition);
      if (made && !watch.saw_errors()) {
        report_other_bytes(wanted, edition.files, steps.run().sink());
        outcome.outcome = put_out(steps, {wanted.period, wanted.numbers, former}, edition);
      }
    }
    finish(outcome, steps);
    return outcome.outcome != PublishOutcome::Failed;
  }

  /// The edition that was published last becomes one that never was. Its number is free again.
  bool take_back() {
    const LedgerSite* const known = ledger_.find(archive_.feed_id());
    const LedgerEdition* const last = known == nullptr || known->editions.empty() ? nullptr : &known->editions.back();
    std::optional<ArchivedIssue> former;
    if (last != nullptr && last->edition > 1) former = state_before(*known, *last);
    if (last == nullptr || last->published != archive_.last_published() || (last->edition > 1 && !former)) {
      sink().report(messages::PublishNoTakeBack, Origin{}, options_.site);
      return false;
    }
    PublishedIssue outcome = outcome_of(last->period, last->numbers);
    outcome.edition = last->edition;
    const store::PublicationEntry entry = take_back_entry(archive_, *last, base::format_moment(options_.now));
    engine::KindRun steps(kinds_, fonts_, periodical_->kind);
    if (steps.usable()) {
      Archive archive = archive_;
      archive.remove(last->period);
      if (former) archive.put(*std::move(former));
      if (release(steps, std::move(archive))) {
        outcome.outcome = PublishOutcome::TakenBack;
        taken_back_ = entry;
      }
    }
    finish(outcome, steps);
    return outcome.outcome == PublishOutcome::TakenBack;
  }

  /// Writes into the store what was published, so that a site that gets lost is missed. Issues are published in any
  /// case, also from a store that cannot be written.
  void remember() {
    diagnostics::DiagnosticSink unheard;
    std::vector<store::PublicationEntry> entries;
    if (taken_back_) entries.push_back(*taken_back_);
    if (!taken_back_ && !archive_.feed_id().empty()) entries = new_entries(ledger_, archive_, site_, unheard);
    // The store was open for reading, which keeps those who write away.
    origins_.reset();
    store_.reset();
    if (entries.empty() || unheard.has_errors()) return;
    const std::optional<std::string> why = add_to_store(options_.store, types_, entries);
    if (why) sink().report(messages::PublishNotRemembered, Origin{}, store_name_, *why);
  }

  /// What is wrong with the settings is reported before anything else, also by a preview.
  bool open_signer() {
    if (options_.signing.empty()) return true;
    std::optional<SignSettings> settings = read_sign_settings(options_.signing, run_);
    if (!settings) return false;
    signer_.emplace(*std::move(settings),
                    SignerOptions{engine_->libexec_folder, options_.secret, site_.refusal_file(), options_.try_pin});
    return signer_->prepare(options_.now, sink());
  }

  std::string names_of_periodicals() const {
    std::string names;
    for (const store::Periodical& one : types_->periodicals()) names += (names.empty() ? "" : ", ") + one.kind;
    return names;
  }

  bool is_known_kind() {
    if (options_.kind.empty() || types_->find_periodical(options_.kind) != nullptr) return true;
    sink().report(messages::PublishUnknownKind, Origin{}, options_.kind, names_of_periodicals());
    return false;
  }

  bool read_store() {
    store_ = store::open_store(options_.store, store::Access::Read, types_, sink());
    if (!store_) return false;
    auto contents = store::read_contents(*store_, workspace());
    auto schemas = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), sink());
    if (!contents || !schemas) return false;
    contents_ = *std::move(contents);
    store_name_ = store_->name();
    // The data is JSON, even if the folder of the store is called like a file of another format.
    if (engine::is_workbook(store_name_) || engine::is_yaml(store_name_)) store_name_ += "/";
    schemas_.emplace(*std::move(schemas));
    return true;
  }

  bool choose_periodical() {
    periodical_ = find_periodical(*types_, options_.kind, contents_);
    if (periodical_ == nullptr) sink().report(messages::PublishKindNeeded, Origin{}, names_of_periodicals());
    return periodical_ != nullptr;
  }

  bool check_period() {
    if (options_.catch_up || options_.rebuild || options_.take_back) return true;
    if (base::Period::parse(periodical_->unit, options_.period)) return true;
    sink().report(messages::PublishBadPeriod, Origin{}, options_.period, periodical_->kind,
                  base::Period::of_date(periodical_->unit, base::date_in_china(options_.now))->text());
    return false;
  }

  Collection collection() const { return {contents_, *periodical_, *types_}; }

  bool clear_site() {
    std::set<std::string> editions;
    for (const auto& [period, issue] : archive_.issues()) {
      for (int edition = 1; edition <= issue.edition; ++edition) editions.insert(edition_name(period, edition));
    }
    return site_.clear(editions, sink());
  }

  /// A period is due from a day of the next one on, so that there is time to collect the records.
  bool is_due(const std::string& period) const {
    const base::Date first = base::Period::parse(periodical_->unit, period)->next().first_day();
    const base::Date due = base::date_of_days(base::days_since_1970(first) + options_.due_day - 1);
    return base::iso_text(due) <= base::date_in_china(options_.now);
  }

  std::vector<std::string> due_periods() {
    if (!options_.catch_up) return {options_.period};
    std::vector<std::string> due;
    for (const std::string& period : periods_with_records(collection())) {
      if (!is_due(period)) continue;
      if (archive_.find(period) == nullptr) {
        due.push_back(period);
      } else {
        tell_changed_records(period);
      }
    }
    return due;
  }

  /// Corrections are made when they are asked for; here they are only pointed at.
  void tell_changed_records(const std::string& period) {
    const ArchivedIssue& former = *archive_.find(period);
    const auto before = site_.read_edition(edition_name(period, former.edition), kDataName, sink());
    if (!before) return;
    engine::KindRun steps(kinds_, fonts_, periodical_->kind);
    if (!steps.usable()) return;
    const CollectedIssue now =
        collect_issue(collection(), period, numbering().of(period), expand_in(steps, options_.render.limits));
    if (!changes_of(*before, now.json, run_).empty()) {
      sink().report(messages::PublishChangedFacts, Origin{}, period);
    }
  }

  IssueNumbering numbering() const { return {collection(), archive_, options_}; }

  static PublishedIssue outcome_of(const std::string& period, const IssueNumbers& numbers) {
    PublishedIssue outcome;
    outcome.period = period;
    outcome.path = path_of_period(period);
    outcome.year = numbers.year;
    outcome.issue = numbers.issue;
    outcome.total = numbers.total;
    outcome.date = numbers.date;
    return outcome;
  }

  void finish(const PublishedIssue& outcome, engine::KindRun& steps) {
    reports_.push_back(std::move(steps.run()).report());
    if (options_.tell) options_.tell(outcome);
    result_.issues.push_back(outcome);
  }

  /// Returns: whether the next period may follow.
  bool publish_period(const std::string& period) {
    const IssueNumbers numbers = numbering().of(period);
    PublishedIssue outcome = outcome_of(period, numbers);
    for (const store::PublishedList& list : periodical_->lists) outcome.counts.push_back(count_of(list, 0));
    outcome.of_preview = options_.preview;
    if (options_.preview) outcome.open = find_open_points(collection(), period);
    engine::KindRun steps(kinds_, fonts_, periodical_->kind);
    const diagnostics::ErrorWatch watch(steps.run().sink());
    make_issue_of(outcome, numbers, steps);
    tell_origins(steps.run());
    steps.settle(options_.render);
    if (watch.saw_errors() || !steps.usable()) outcome.outcome = PublishOutcome::Failed;
    finish(outcome, steps);
    return outcome.outcome != PublishOutcome::Failed;
  }

  /// Of which file and row the records are that messages speak of, and who changed them last.
  void tell_origins(engine::Run& run) {
    run.sink().add_notes(0, [&](const diagnostics::Diagnostic& diagnostic) -> std::vector<diagnostics::Note> {
      if (diagnostic.severity == diagnostics::Severity::Note) return {};
      const auto place = run.documents().describe(diagnostic.origin.data_place);
      if (!place || place->record.empty()) return {};
      if (!origins_) origins_.emplace(*store_, sink());
      return origins_->notes(place->record);
    });
  }

  void make_issue_of(PublishedIssue& outcome, const IssueNumbers& numbers, engine::KindRun& steps) {
    if (!steps.usable()) return;
    const bool allowed = may_publish(outcome, numbers, steps.run().sink());
    // A preview shows what there is, whatever is in the way.
    if (!allowed && !options_.preview) return;
    const diagnostics::ErrorWatch watch(steps.run().sink());
    const CollectedIssue issue =
        collect_issue(collection(), outcome.period, numbers, expand_in(steps, options_.render.limits));
    report_unknown_listed(collection(), outcome.period, steps.run().sink());
    if (watch.saw_errors() || !is_as_agreed(issue, outcome, steps.run().sink())) return;
    const ArchivedIssue* const former = archive_.find(outcome.period);
    std::optional<std::string> before;
    if (former != nullptr) {
      before = site_.read_edition(edition_name(outcome.period, former->edition), kDataName, steps.run().sink());
      if (!before) return;
      outcome.edition = former->edition;
      outcome.outcome = PublishOutcome::Unchanged;
    }
    NewEdition edition;
    edition.published = base::format_moment(options_.now);
    if (before) edition.changes = changes_of(*before, issue.json, steps.run());
    if (before && edition.changes.empty() && !options_.preview) return;
    outcome.changes = edition.changes.size();
    const bool made = render(issue, outcome, steps, edition);
    if (options_.preview && !made && outcome.contents.empty())
      outcome.contents = list_records(collection(), outcome.period);
    if (options_.preview && !edition.files.empty()) outcome.document = std::move(edition.files.front().bytes);
    if (!made || !allowed) return;
    if (options_.preview) return preview(outcome, numbers);
    // What a strict run takes for errors is one before anything is published.
    if (options_.render.strict) steps.settle(options_.render);
    if (watch.saw_errors()) return;
    outcome.edition += 1;
    outcome.outcome = put_out(steps, {outcome.period, numbers, former}, edition);
    if (edition.signature && outcome.outcome != PublishOutcome::Failed) outcome.signer = edition.signature->signer;
  }

  /// Whether the data is that of the preview that somebody has agreed to; otherwise that is reported.
  bool is_as_agreed(const CollectedIssue& issue, PublishedIssue& outcome, diagnostics::DiagnosticSink& sink) const {
    outcome.facts = base::sha256(fmt::format("{}\n{}", outcome.period, issue.json));
    outcome.is_other = options_.agreed && *options_.agreed != outcome.facts;
    if (outcome.is_other) sink.report(messages::PublishChangedSincePreview, Origin{}, outcome.period);
    return !outcome.is_other;
  }

  /// The next period of a preview is numbered as if this one were published.
  void preview(PublishedIssue& outcome, const IssueNumbers& numbers) {
    outcome.outcome = PublishOutcome::Previewed;
    if (archive_.find(outcome.period) == nullptr) archive_.put({outcome.period, numbers, 0, {}, {}});
  }

  bool may_publish(const PublishedIssue& outcome, const IssueNumbers& numbers,
                   diagnostics::DiagnosticSink& sink) const {
    const diagnostics::ErrorWatch watch(sink);
    const std::string today = base::date_in_china(options_.now);
    if (base::Period::of_date(periodical_->unit, today)->text() <= outcome.period) {
      sink.report(messages::PublishNotOver, Origin{}, outcome.period, today);
    }
    const std::vector<std::string> periods = periods_with_records(collection());
    const bool any = std::binary_search(periods.begin(), periods.end(), outcome.period);
    const store::RecordTitle& list = periodical_->main_list().type.info().list_title;
    if (any) numbering().check(outcome.period, numbers, sink);
    if (!any) sink.report(messages::PublishNoEvents, Origin{}, outcome.period, list.chinese, list.english);
    return !watch.saw_errors();
  }

  /// Whether nothing but rules is broken: then the templates can take the data.
  static bool fits_schema(const diagnostics::DiagnosticSink& sink, std::size_t from) {
    const auto& all = sink.diagnostics();
    return std::none_of(
        all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end(), [](const auto& one) {
          return one.severity == diagnostics::Severity::Error && one.id != diagnostics::messages::RulesViolated;
        });
  }

  bool render(const CollectedIssue& issue, PublishedIssue& outcome, engine::KindRun& steps, NewEdition& edition) {
    // Errors are placed at the records: users do not know the text in between.
    const DataSource data{store_name_, issue.json};
    const bool has_workbook = steps.kind().find_output(Format::Xlsx) != nullptr;
    std::vector<Format> formats{Format::Pdf};
    if (has_workbook) formats.push_back(Format::Xlsx);
    if (options_.with_ofd) formats.push_back(Format::Ofd);
    const bool has_picture = can_draw_picture(steps.run().sink());
    if (has_picture) formats.push_back(Format::Png);
    RenderOptions making = options_.render;
    making.png.dpi = kPictureDpi;
    making.pdf.signable = signer_ && signer_->needs_fields();
    const std::size_t told = steps.run().sink().diagnostics().size();
    const bool read = steps.read(data, options_.render);
    steps.run().documents().add_records(steps.data().source(), issue.records);
    const data::Value root = steps.data().root();
    outcome.counts.clear();
    for (const store::PublishedList& list : periodical_->lists) {
      outcome.counts.push_back(count_of(list, store::list_member(root, list.member).size()));
    }
    if (!read && !(options_.preview && fits_schema(steps.run().sink(), told))) return false;
    if (!steps.make(formats, making)) return false;
    outcome.pages = edition.pages = steps.files()[0].pages;
    const auto expand = [&](Format format) {
      return engine::expand_document(steps.kind(), *steps.kind().find_output(format), steps.data(), options_.render,
                                     steps.run());
    };
    const auto page_tree = expand(Format::Pdf);
    const auto sheet_tree = has_workbook ? expand(Format::Xlsx) : std::nullopt;
    const auto name = engine::make_file_name(steps.kind(), steps.data(), options_.render, steps.run());
    if (!page_tree || (has_workbook && !sheet_tree) || !name) return false;
    edition.file_name = *name;
    const diagnostics::ErrorWatch watch(steps.run().sink());
    const std::size_t ofd = has_workbook ? 2 : 1;
    std::set<std::string> signatures;
    const std::size_t unsigned_size = steps.files()[0].bytes.size();
    if (signer_ && !options_.preview && !sign_pdf(steps, edition, signatures)) return false;
    const FinishedIssue finished{steps.files()[0].bytes,
                                 has_workbook ? std::string_view(steps.files()[1].bytes) : std::string_view(),
                                 *page_tree,
                                 sheet_tree ? &*sheet_tree : nullptr,
                                 steps.files()[0].page_sizes,
                                 options_.render.pdf.attach_data,
                                 second_reader_path(engine_->libexec_folder),
                                 options_.with_ofd ? std::string_view(steps.files()[ofd].bytes) : std::string_view(),
                                 engine_->libexec_folder,
                                 std::move(signatures),
                                 unsigned_size};
    edition.sections = verify_issue(finished, sheet_checks(*periodical_, outcome.counts), steps.run().sink());
    for (const SectionHeadings& section : edition.sections) {
      outcome.contents.push_back(section.title);
      for (std::size_t i = 0; i < section.items.size(); ++i) {
        outcome.contents.push_back("  " + std::to_string(i + 1) + ". " + section.items[i]);
      }
    }
    const Language language = periodical_->language.starts_with("zh") ? Language::Chinese : Language::English;
    edition.files = {{periodical_->files + ".pdf", std::move(steps.files()[0].bytes)}};
    if (has_workbook) edition.files.push_back({periodical_->files + ".xlsx", std::move(steps.files()[1].bytes)});
    if (options_.with_ofd) edition.files.push_back({periodical_->files + ".ofd", std::move(steps.files()[ofd].bytes)});
    edition.files.push_back({kDataName, issue.json});
    edition.files.push_back({kTextName, issue_text(*page_tree, language)});
    // The first file of the last format: the first page.
    if (has_picture)
      edition.files.push_back({kPictureName, std::move(steps.files()[options_.with_ofd ? ofd + 1 : ofd].bytes)});
    return read && !watch.saw_errors();
  }

  /// Before the finished files are read back, so that what is published is what was read.
  bool sign_pdf(engine::KindRun& steps, NewEdition& edition, std::set<std::string>& found) {
    engine::FinishedFile& pdf = steps.files()[0];
    const UnsignedPdf unsigned_pdf{periodical_->files + ".pdf", pdf.bytes, pdf.pages};
    std::optional<SignedEdition> made = signer_->sign(unsigned_pdf, options_.now, steps.run().sink());
    if (!made) return false;
    pdf.bytes = std::move(made->bytes);
    edition.signature = std::move(made->signature);
    found = std::move(made->found);
    return true;
  }

  /// A preview needs none.
  bool can_draw_picture(diagnostics::DiagnosticSink& sink) const {
    if (options_.preview) return false;
    const std::optional<base::LibraryError>& error = raster::find_rasterizer();
    if (error) sink.report(messages::PublishNoPicture, Origin{}, error->reason);
    return !error;
  }

  /// Facts are compared, not texts: how data is written may change with the program.
  std::vector<store::FieldChange> changes_of(const std::string& before, const std::string& after,
                                             engine::Run& run) const {
    if (before == after) return {};
    const store::Workspace here{run.sources(), run.documents(), run.sink()};
    const auto old_data = store::read_record_text("former data.json", before, here);
    const auto new_data = store::read_record_text("data.json", after, here);
    if (!old_data || !new_data) return {};
    return store::find_changes(*old_data, *new_data, *schemas_, periodical_);
  }

  /// Which issue it is.
  struct IssuePlace {
    const std::string& period;
    const IssueNumbers& numbers;
    const ArchivedIssue* former;
  };

  PublishOutcome put_out(engine::KindRun& steps, const IssuePlace& place, const NewEdition& edition) {
    engine::Run& run = steps.run();
    ArchivedIssue issue =
        make_issue(steps.data().root(), place.period, place.numbers, edition, place.former, *periodical_);
    const bool correction = place.former != nullptr;
    if (!site_.add_edition(edition_name(issue.period, issue.edition), edition.files, run.sink())) {
      return PublishOutcome::Failed;
    }
    Archive archive = archive_;
    archive.put(std::move(issue));
    archive.choose_addresses(options_.base_url);
    if (!release(steps, std::move(archive))) return PublishOutcome::Failed;
    return correction ? PublishOutcome::Corrected : PublishOutcome::Published;
  }

  /// Makes the pages of an archive, and turns the site over to them.
  bool release(engine::KindRun& steps, Archive archive) {
    engine::Run& run = steps.run();
    const auto words = steps.kind().files.read_text(periodical_->words, {}, run.sources(), run.sink());
    if (!words) return false;
    const SiteWords site_words{std::string(run.sources().source_text(*words)), periodical_->files,
                               steps.kind().find_output(Format::Xlsx) != nullptr, periodical_->language,
                               steps.kind().texts.wordings};
    const base::Expected<Release> pages =
        make_release(archive, site_, site_words, {run.sources(), run.documents(), run.sink()});
    if (!pages || !site_.publish(*pages, run.sink())) return false;
    archive_ = std::move(archive);
    return true;
  }

  const PublishOptions& options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::FontSource fonts_;
  engine::Run run_;
  engine::KindLibrary kinds_;  // with the texts of the options
  Site site_;
  std::optional<EditionSigner> signer_;  // where editions are signed
  Archive archive_;
  Ledger ledger_;
  std::optional<store::PublicationEntry> taken_back_;
  std::unique_ptr<store::Store> store_;
  std::optional<RecordOrigins> origins_;  // once they are asked for
  store::StoreContents contents_;
  std::string store_name_;
  store::SharedRecordTypes types_;
  const store::Periodical* periodical_ = nullptr;
  std::optional<store::RecordSchemas> schemas_;
  std::vector<Report> reports_;
  Publication result_;
};

}  // namespace

}  // namespace gongwen::publish

namespace gongwen {

std::string_view outcome_name(PublishOutcome outcome) {
  switch (outcome) {
    case PublishOutcome::Published: return "published";
    case PublishOutcome::Corrected: return "corrected";
    case PublishOutcome::Unchanged: return "unchanged";
    case PublishOutcome::Failed: return "failed";
    case PublishOutcome::Previewed: return "previewed";
    case PublishOutcome::TakenBack: return "taken-back";
  }
  return "";
}

Publication publish_issues(const EngineOptions& engine, const PublishOptions& options) {
  return publish::Publisher(engine, options).run();
}

}  // namespace gongwen
