#include "publish/detail/publish.h"

#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/rules.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/kinds/kind_watch.h"
#include "engine/render/expand_document.h"
#include "engine/runs/kind_run.h"
#include "publish/detail/collect_month.h"
#include "publish/detail/site_pages.h"
#include "publish/detail/verify.h"
#include "raster/rasterize.h"
#include "resources/file_tree.h"
#include "store/record_text.h"
#include "store/store.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kKind = "monthly-bulletin";

std::size_t count_of(const data::Value& bulletin, std::string_view list) {
  return store::list_member(bulletin, list).size();
}

class Publisher {
 public:
  explicit Publisher(const PublishOptions& options)
      : options_(options),
        engine_(engine::complete_options(options.engine)),
        fonts_(engine_->share_folder + "/fonts", engine_->font_folders),
        kinds_(engine_),
        site_(options.site) {}

  Publishing run() {
    run_.obey(options_.render);
    run_.attempt([&] {
      if (!prepare()) return false;
      for (const std::string& period : due_months()) {
        if (!publish_month(period)) return false;
      }
      return true;
    });
    reports_.insert(reports_.begin(), std::move(run_).report());
    result_.report = engine::merge_reports(std::move(reports_));
    return std::move(result_);
  }

 private:
  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }

  /// The lock, the archive, the facts. A preview needs no lock: a site changes in one step.
  bool prepare() {
    if (!options_.preview && !site_.open(sink())) return false;
    base::Expected<Archive> archive = Archive::read(options_.site, workspace());
    if (!archive) return false;
    archive_ = *std::move(archive);
    if (!options_.preview && !clear_site()) return false;
    if (const std::string last = archive_.last_published(); base::format_moment(options_.now) < last) {
      sink().report(messages::PublishClockBehind, Origin{}, base::format_moment(options_.now), last);
      return false;
    }
    store_ = store::open_store(options_.store, store::Access::Read, sink());
    if (!store_) return false;
    auto contents = store::read_contents(*store_, workspace());
    auto schemas = store::RecordSchemas::compile(run_.sources(), run_.documents(), sink());
    if (!contents || !schemas) return false;
    contents_ = *std::move(contents);
    store_name_ = store_->name();
    // The data are JSON, even if the folder of the store is called like a file of another format.
    if (engine::is_workbook(store_name_) || engine::is_yaml(store_name_)) store_name_ += "/";
    schemas_.emplace(*std::move(schemas));
    return true;
  }

  bool clear_site() {
    std::set<std::string> editions;
    for (const auto& [period, issue] : archive_.issues()) {
      for (int edition = 1; edition <= issue.edition; ++edition) editions.insert(edition_name(period, edition));
    }
    return site_.clear(editions, sink());
  }

  /// A month is due from a day of the next one on, so that there is time to put the facts together.
  bool is_due(const std::string& period) const {
    const std::string day = (options_.due_day < 10 ? "-0" : "-") + std::to_string(options_.due_day);
    return base::Month::parse(period)->next().text() + day <= base::date_in_china(options_.now);
  }

  std::vector<std::string> due_months() {
    if (!options_.catch_up) return {options_.period};
    std::vector<std::string> due;
    for (const std::string& period : months_with_events(contents_)) {
      if (!is_due(period)) continue;
      if (archive_.find(period) == nullptr) {
        due.push_back(period);
      } else {
        tell_changed_facts(period);
      }
    }
    return due;
  }

  /// Corrections are made when they are asked for; here they are only pointed at.
  void tell_changed_facts(const std::string& period) {
    const ArchivedIssue& former = *archive_.find(period);
    const auto before = site_.read_edition(edition_name(period, former.edition), kDataName, sink());
    if (before && !changes_of(*before, collect_month(contents_, period, numbers_of(period)).json, run_).empty()) {
      sink().report(messages::PublishChangedFacts, Origin{}, period);
    }
  }

  /// What the record of the issue says counts more than what is archived, and that more than what comes next.
  IssueNumbers numbers_of(const std::string& period) const {
    const auto record = store::find_record(contents_, store::RecordType::Issue, period);
    const ArchivedIssue* const former = archive_.find(period);
    const auto stated = [&record](std::string_view name) -> std::optional<int> {
      const auto member = record ? record->find(name) : std::nullopt;
      if (!member || member->type() != data::ValueType::Integer) return std::nullopt;
      return static_cast<int>(member->integer());
    };
    IssueNumbers numbers;
    numbers.year = stated("year").value_or(former ? former->numbers.year : base::Month::parse(period)->year);
    numbers.issue = stated("issue").value_or(former ? former->numbers.issue : archive_.next_issue(numbers.year));
    numbers.total = former ? former->numbers.total : archive_.next_total();
    if (const auto total = stated("total_issue")) numbers.total = total;
    numbers.date = former ? former->numbers.date : base::date_in_china(options_.now);
    const std::string_view date = record ? store::text_member(*record, "issue_date") : std::string_view();
    if (!date.empty()) numbers.date = date;
    if (options_.issue && period == options_.period) numbers.issue = *options_.issue;
    return numbers;
  }

  /// Returns: whether the next month may follow.
  bool publish_month(const std::string& period) {
    MonthOutcome outcome;
    outcome.period = period;
    outcome.numbers = numbers_of(period);
    outcome.of_preview = options_.preview;
    if (options_.preview) outcome.open = find_open_points(contents_, period);
    engine::KindRun steps(kinds_, fonts_, kKind);
    const diagnostics::ErrorWatch watch(steps.run().sink());
    make_month(outcome, steps);
    tell_origins(steps.run());
    steps.settle(options_.render);
    if (watch.saw_errors() || !steps.usable()) outcome.outcome = Outcome::Failed;
    reports_.push_back(std::move(steps.run()).report());
    if (options_.tell) options_.tell(outcome);
    result_.months.push_back(outcome);
    return outcome.outcome != Outcome::Failed;
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

  void make_month(MonthOutcome& outcome, engine::KindRun& steps) {
    if (!steps.usable()) return;
    const bool allowed = may_publish(outcome, steps.run().sink());
    // A preview shows what there is, whatever is in the way.
    if (!allowed && !options_.preview) return;
    const CollectedMonth month = collect_month(contents_, outcome.period, outcome.numbers);
    const ArchivedIssue* const former = archive_.find(outcome.period);
    std::optional<std::string> before;
    if (former != nullptr) {
      before = site_.read_edition(edition_name(outcome.period, former->edition), kDataName, steps.run().sink());
      if (!before) return;
      outcome.edition = former->edition;
      outcome.outcome = Outcome::Unchanged;
    }
    NewEdition edition;
    edition.published = base::format_moment(options_.now);
    if (before) edition.changes = changes_of(*before, month.json, steps.run());
    if (before && edition.changes.empty() && !options_.preview) return;
    outcome.changes = edition.changes.size();
    const bool made = render(month, outcome, steps, edition);
    if (options_.preview && !made && outcome.contents.empty()) outcome.contents = list_events(outcome.period);
    if (!made || !allowed) return;
    if (options_.preview) return preview(outcome);
    outcome.edition += 1;
    outcome.outcome = put_out(steps.data().root(), edition, former, steps.run());
  }

  /// What stands for the contents where they cannot be made: the events as the store lists them.
  std::vector<std::string> list_events(const std::string& period) const {
    std::vector<std::string> lines;
    for (const data::Value& event : store::records_of(contents_, store::RecordType::Event)) {
      if (store::event_period(event) != period) continue;
      const std::string key = store::record_id(store::RecordType::Event, event);
      lines.push_back(key + "  " + store::describe_record(store::RecordType::Event, event));
    }
    return lines;
  }

  /// The next month of a preview is numbered as if this one were published.
  void preview(MonthOutcome& outcome) {
    outcome.outcome = Outcome::Previewed;
    if (archive_.find(outcome.period) == nullptr) archive_.put({outcome.period, outcome.numbers, 0, {}, {}});
  }

  bool may_publish(const MonthOutcome& outcome, diagnostics::DiagnosticSink& sink) const {
    const diagnostics::ErrorWatch watch(sink);
    if (base::date_in_china(options_.now).substr(0, 7) <= outcome.period) {
      sink.report(messages::PublishNotOver, Origin{}, outcome.period, base::date_in_china(options_.now));
    }
    const ArchivedIssue* const other =
        archive_.find_number(outcome.numbers.year, outcome.numbers.issue, outcome.period);
    if (other != nullptr) {
      sink.report(messages::PublishNumberTaken, Origin{}, outcome.numbers.issue, outcome.numbers.year, other->period);
    }
    const int next = archive_.next_issue(outcome.numbers.year);
    if (archive_.find(outcome.period) == nullptr && next > 1 && outcome.numbers.issue > next) {
      sink.report(messages::PublishNumberJump, Origin{}, outcome.numbers.year, next - 1, outcome.numbers.issue);
    }
    bool any = false;
    for (const std::string& period : months_with_events(contents_)) any = any || period == outcome.period;
    if (!any) sink.report(messages::PublishNoEvents, Origin{}, outcome.period);
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

  bool render(const CollectedMonth& month, MonthOutcome& outcome, engine::KindRun& steps, NewEdition& edition) {
    // What is wrong is placed at the records: the text in between is known to nobody.
    const DataSource data{store_name_, month.json};
    std::vector<Format> formats{Format::Pdf, Format::Xlsx};
    const bool has_picture = can_draw_picture(steps.run().sink());
    if (has_picture) formats.push_back(Format::Png);
    RenderOptions making = options_.render;
    making.png.dpi = kPictureDpi;
    const std::size_t told = steps.run().sink().diagnostics().size();
    const bool read = steps.read(data, options_.render);
    steps.run().documents().add_records(steps.data().source(), month.records);
    const data::Value bulletin = steps.data().root();
    outcome.events = count_of(bulletin, "events");
    outcome.projects = count_of(bulletin, "projects");
    outcome.ballots = count_of(bulletin, "ballots");
    if (!read && !(options_.preview && fits_schema(steps.run().sink(), told))) return false;
    if (!steps.make(formats, making)) return false;
    outcome.pages = edition.pages = steps.files()[0].pages;
    const auto expand = [&](Format format) {
      return engine::expand_document(steps.kind(), *steps.kind().find_output(format), steps.data(), options_.render,
                                     steps.run());
    };
    const auto page_tree = expand(Format::Pdf);
    const auto sheet_tree = expand(Format::Xlsx);
    const auto name = engine::make_file_name(steps.kind(), steps.data(), options_.render, steps.run());
    if (!page_tree || !sheet_tree || !name) return false;
    edition.file_name = *name;
    const diagnostics::ErrorWatch watch(steps.run().sink());
    edition.sections = verify_issue(
        {steps.files()[0].bytes, steps.files()[1].bytes, *page_tree, *sheet_tree, steps.files()[0].page_sizes,
         options_.render.pdf.attach_data, second_reader_path(engine_->libexec_folder)},
        {outcome.events, outcome.projects, outcome.ballots}, steps.run().sink());
    for (const SectionHeadings& section : edition.sections) {
      outcome.contents.push_back(section.title);
      for (std::size_t i = 0; i < section.items.size(); ++i) {
        outcome.contents.push_back("  " + std::to_string(i + 1) + ". " + section.items[i]);
      }
    }
    edition.files = {{kPdfName, std::move(steps.files()[0].bytes)},
                     {kWorkbookName, std::move(steps.files()[1].bytes)},
                     {kDataName, month.json},
                     {kTextName, issue_text(*page_tree)}};
    if (has_picture) edition.files.push_back({kPictureName, std::move(steps.files()[2].bytes)});
    return read && !watch.saw_errors();
  }

  /// A preview needs none.
  bool can_draw_picture(diagnostics::DiagnosticSink& sink) const {
    if (options_.preview) return false;
    const std::optional<base::LibraryError>& error = raster::find_rasterizer();
    if (error) sink.report(messages::PublishNoPicture, Origin{}, error->reason);
    return !error;
  }

  /// Facts are compared, not texts: how data are written may change with the program.
  std::vector<store::FieldChange> changes_of(const std::string& before, const std::string& after,
                                             engine::Run& run) const {
    if (before == after) return {};
    const store::Workspace here{run.sources(), run.documents(), run.sink()};
    const auto old_data = store::read_record_text("former data.json", before, here);
    const auto new_data = store::read_record_text("data.json", after, here);
    if (!old_data || !new_data) return {};
    return store::find_changes(*old_data, *new_data, *schemas_);
  }

  Outcome put_out(const data::Value& bulletin, const NewEdition& edition, const ArchivedIssue* former,
                  engine::Run& run) {
    const store::Workspace here{run.sources(), run.documents(), run.sink()};
    const bool correction = former != nullptr;
    ArchivedIssue issue = make_issue(bulletin, edition, former);
    if (!site_.add_edition(edition_name(issue.period, issue.edition), edition.files, run.sink())) {
      return Outcome::Failed;
    }
    Archive archive = archive_;
    archive.put(std::move(issue));
    archive.choose_addresses(options_.base_url);
    const base::Expected<Release> release = make_release(archive, site_, here);
    if (!release || !site_.publish(*release, run.sink())) return Outcome::Failed;
    archive_ = std::move(archive);
    return correction ? Outcome::Corrected : Outcome::Published;
  }

  const PublishOptions& options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::FontSource fonts_;
  engine::KindLibrary kinds_;
  engine::Run run_;
  Site site_;
  Archive archive_;
  std::unique_ptr<store::Store> store_;
  std::optional<RecordOrigins> origins_;  // once they are asked for
  store::StoreContents contents_;
  std::string store_name_;
  std::optional<store::RecordSchemas> schemas_;
  std::vector<Report> reports_;
  Publishing result_;
};

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::Published: return "published";
    case Outcome::Corrected: return "corrected";
    case Outcome::Unchanged: return "unchanged";
    case Outcome::Failed: return "failed";
    case Outcome::Previewed: return "previewed";
  }
  return "";
}

Publishing publish_bulletins(const PublishOptions& options) { return Publisher(options).run(); }

}  // namespace gongwen::publish
