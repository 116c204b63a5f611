#include "cli/command.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/ofd_check.h"
#include "engine/api/result_json.h"
#include "engine/core/run.h"
#include "ofd_check/check_ofd.h"
#include "resources/read_file.h"

namespace gongwen::cli {
namespace {

constexpr std::size_t kMaxOfdBytes = std::size_t{256} << 20;
/// Programs want all messages; a file that has more of a kind is not corrected by hand.
constexpr std::size_t kMaxInJson = 10'000;

class OfdCheckCommand final : public Command {
 public:
  std::string_view name() const override { return "ofd-check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::OfdCheckSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &files_, texts::OfdCheckFile).required = true;
    list.add("--profile", &profile_, texts::OfdCheckProfile).choices = {"archive", "plain"};
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    std::vector<Report> reports;
    for (const std::string& file : files_) reports.push_back(check(file, session.options().strict));
    std::string sound;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (reports[i].ok()) sound += session.wording()(texts::OfdCheckNoErrors, files_[i]);
    }
    const Report report = engine::merge_reports(std::move(reports));
    if (json_) return print_result(session, engine::checked_json(files_), report);
    const int status = session.print_report(report);
    return sound.empty() ? status : worse(status, session.tell(sound));
  }

 private:
  Report check(const std::string& file, bool strict) const {
    engine::Run run;
    if (const auto bytes = resources::read_bytes(file, {kMaxOfdBytes}, run.sink())) {
      using enum ofd_check::Profile;
      const ofd_check::Profile profile = profile_.empty() ? Declared : profile_ == "archive" ? Archive : Plain;
      ofd_check::CheckOptions options{profile};
      if (json_) options.max_of_kind = kMaxInJson;
      ofd_check::check_ofd(file == "-" ? "<stdin>" : file, *bytes, options, run.sources(), run.sink());
    }
    if (strict) run.sink().promote_warnings();
    return std::move(run).report();
  }

  std::vector<std::string> files_;
  std::string profile_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_ofd_check_command() { return std::make_unique<OfdCheckCommand>(); }

}  // namespace gongwen::cli
