#include "base/format.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/api/result_json.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

/// A file that is named twice is checked once; the standard input can be read only once anyway.
void drop_repeated(std::vector<std::string>& paths) {
  std::vector<std::string> once;
  for (std::string& path : paths) {
    if (std::find(once.begin(), once.end(), path) == once.end()) once.push_back(std::move(path));
  }
  paths = std::move(once);
}

class CheckCommand final : public Command {
 public:
  std::string_view name() const override { return "check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliCheckSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKindOrWorkbook);
    list.add("DATA", &data_, texts::CliCheckData);
    list.add("--document-set", &set_, texts::CliCheckDocumentSet).value = "DIR";
    declare_profile(list, profile_);
    list.add("--values-only", &values_, texts::CliCheckValuesOnly);
    list.add("--for", &audience_, texts::CliCheckFor).choices = {"author", "applicant"};
    tables_.declare(list);
    confirm_.declare_all(list);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    const StopOnSignal signals;
    stop_ = signals.token();
    if (audience_ == "applicant") session.set_audience(Audience::Applicant);
    return StopOnSignal::status(check(session));
  }

 private:
  int check(Session& session) {
    if (values_ && !profile_.empty()) {
      return print_usage_error(session, diagnostics::messages::CliValuesWithProfile, {});
    }
    if (!set_.empty()) return check_set(session);
    take_data_for_kind(session, kind_, data_);
    if (kind_.empty() && data_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"KIND"});
    if (data_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"DATA"});
    const base::Expected<std::vector<TableFile>> tables = tables_.files(session);
    if (!tables) return static_cast<int>(Status::BadUsage);
    std::vector<DataSource> sources;
    drop_repeated(data_);
    for (const std::string& path : data_) sources.push_back({path, std::nullopt, *tables});
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.stop = stop_;
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    const Report report = finish(values_ ? session.engine().check_values(kind_, sources, options)
                                         : session.engine().check(kind_, sources, options));
    if (json_) return print_result(session, engine::checked_json(data_), report);
    const int status = session.print_report(report);
    const int told = session.tell(confirm_.change_text(session.wording()));
    if (status != 0) return status;
    return worse(told, session.tell(describe(session.wording())));
  }

  /// A set names its kinds itself; tables belong to one document.
  int check_set(Session& session) {
    if (!kind_.empty()) return print_usage_error(session, diagnostics::messages::CliTooMany, {kind_});
    if (tables_.is_given()) return print_usage_error(session, diagnostics::messages::CliTooMany, {"--table"});
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.stop = stop_;
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    const CheckScope scope = values_ ? CheckScope::Values : CheckScope::Pages;
    SetCheck check = session.engine().check_set(set_, options, scope);
    check.report = finish(check.report);
    if (json_) return print_result(session, engine::result_json(check), check.report);
    const int status = worse(session.print_report(check.report), session.tell(confirm_.change_text(session.wording())));
    return worse(status, session.tell(describe(check, session.wording())));
  }

  /// If the data has errors, no pages are made, so that not all warnings are reported.
  Report finish(const Report& report) const { return confirm_.finish(report, !values_ && report.error_count() == 0); }

  /// Which file was taken for what, and what a set lacks.
  static std::string describe(const SetCheck& check, const Wording& wording) {
    std::string out;
    for (const SetMember& member : check.members) {
      out += fmt::format("{}  {}\n", member.path, member.kind.empty() ? "?" : member.kind);
    }
    if (!check.missing.empty()) {
      out += wording(texts::CliCheckMissing, fmt::format("{}", fmt::join(check.missing, wording(texts::ListComma))));
    }
    if (check.report.ok() && check.report.warning_count() == 0) {
      out += wording(texts::CliCheckSetNoErrors, check.members.size());
    }
    return out;
  }

  std::string describe(const Wording& wording) const {
    if (data_.size() == 1) {
      return wording(texts::CliCheckNoErrors, data_.front());
    }
    return wording(texts::CliCheckNoErrorsInFiles, data_.size());
  }

  std::stop_token stop_;
  std::string kind_;
  std::string profile_;
  std::string set_;
  std::string audience_ = "author";
  bool values_ = false;
  std::vector<std::string> data_;
  TableOption tables_;
  ConfirmOption confirm_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace gongwen::cli
