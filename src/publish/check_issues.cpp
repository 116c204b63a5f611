#include "engine/core/reports.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "publish/detail/issue_numbers.h"
#include "publish/detail/ledger.h"
#include "publish/detail/records_check.h"
#include "publish/published_records.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gongwen::publish {
namespace {

/// Of all sites: what was published once is checked again when it is corrected.
bool is_published(const Ledger& ledger, const std::string& period) {
  for (const LedgerSite& site : ledger.sites()) {
    const auto of_period = [&](const LedgerEdition& one) {
      return one.period == period;
    };
    if (std::any_of(site.editions.begin(), site.editions.end(), of_period)) return true;
  }
  return false;
}

class IssuesCheck {
 public:
  IssuesCheck(const EngineOptions& engine, const RenderOptions& render)
      : render_(render),
        engine_(engine::complete_options(engine)),
        fonts_(engine_->share_folder + "/fonts", engine_->font_folders),
        kinds_(engine_, {}, engine::read_own_texts(render, run_.sink())) {
    options_.now = engine_->clock();
  }

  std::vector<Report> run(const std::string& location) {
    run_.attempt([&] { return check(location); });
    reports_.insert(reports_.begin(), std::move(run_).report());
    return std::move(reports_);
  }

 private:
  bool check(const std::string& location) {
    // Whoever calls has read the store, and reported what is wrong with it.
    const store::SharedRecordTypes types = record_types_of(kinds_, run_);
    diagnostics::DiagnosticSink unheard;
    const auto store = types ? store::open_store(location, store::Access::Read, types, unheard) : nullptr;
    if (!store) return false;
    const auto contents = store::read_contents(*store, {run_.sources(), run_.documents(), unheard});
    if (!contents) return false;
    name_ = store->name();
    if (engine::is_workbook(name_) || engine::is_yaml(name_)) name_ += "/";
    for (const store::Periodical& periodical : types->periodicals()) {
      const auto ledger = Ledger::read(*store, periodical.kind, run_.sink());
      if (!ledger) return false;
      const Collection from{*contents, periodical, *types};
      for (const std::string& period : periods_with_records(from)) {
        if (!is_published(*ledger, period)) check(from, period);
      }
    }
    return true;
  }

  void check(const Collection& from, const std::string& period) {
    engine::KindRun steps(kinds_, fonts_, from.periodical.kind);
    if (steps.usable()) {
      report_unknown_listed(from, period, steps.run().sink());
      const Archive none;
      const IssueNumbers numbers = IssueNumbering(from, none, options_).of(period);
      const CollectedIssue issue = collect_issue(from, period, numbers, expand_in(steps, render_.limits));
      steps.read({name_, issue.json}, render_);
      steps.run().documents().add_records(steps.data().source(), issue.records);
      steps.settle(render_);
    }
    reports_.push_back(std::move(steps.run()).report());
  }

  const RenderOptions& render_;
  PublishOptions options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::FontSource fonts_;
  engine::Run run_;
  engine::KindLibrary kinds_;
  std::string name_;
  std::vector<Report> reports_;
};

}  // namespace

std::vector<Report> check_issues(const EngineOptions& engine, const std::string& location,
                                 const RenderOptions& render) {
  return IssuesCheck(engine, render).run(location);
}

}  // namespace gongwen::publish
