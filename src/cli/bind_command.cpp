#include "base/json.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class BindCommand final : public Command {
 public:
  std::string_view name() const override { return "bind"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliBindSummary); }
  void declare(OptionList& list) override {
    list.add("PLAN", &plan_, texts::CliBindPlan);
    list.add("-o,--output", &output_, texts::CliBindOutput).value = "FILE";
    list.add("--check", &check_, texts::CliBindCheck);
    draft_.declare(list);
    declare_profile(list, profile_);
    ofd_profile_.declare(list);
    confirm_.declare_use(list);
    list.add("--json", &json_, texts::CliResultAsJson);
    list.add("--new", &new_, texts::CliBindNew);
    list.add("--force", &force_, texts::CliBindForce);
  }

  int run(Session& session) override {
    if (new_) return write_plan(session);
    if (plan_.empty()) return missing(session, "PLAN");
    if (force_ && check_) return refuse_useless(session, "--force", "--check");
    if (output_.empty() != check_) return check_ ? refuse_useless(session, "-o", "--check") : missing(session, "-o");
    const StopOnSignal signals;
    RenderOptions options = session.render_options();
    options.stop = signals.token();
    options.profile = profile_;
    options.hashes = json_;
    options.force = force_;
    const bool makes_ofd = may_have_format(Output{output_}, Format::Ofd);
    if (const int status = ofd_profile_.read(session, makes_ofd ? "" : "-o FILE.ofd", options)) return status;
    if (const int status = draft_.read(session, options)) return status;
    if (const int status = give_output_to(session, output_, json_)) return status;
    return StopOnSignal::status(bind(session, options));
  }

 private:
  static int missing(Session& session, std::string word) {
    return print_usage_error(session, diagnostics::messages::CliMissing, {std::move(word)});
  }

  int bind(Session& session, RenderOptions options) {
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    Rendering rendering;
    if (check_) {
      rendering.report = session.engine().check_plan({plan_}, options);
    } else {
      rendering = session.engine().bind({plan_}, Output{output_}, options);
    }
    rendering.report = confirm_.finish(rendering.report, false);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", engine::files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

  int write_plan(Session& session) {
    if (!plan_.empty()) return refuse_useless(session, "PLAN", "--new");
    if (check_) return refuse_useless(session, "--check", "--new");
    if (json_) return refuse_useless(session, "--json", "--new");
    const Language language = session.wording().language;
    if (!output_.empty() && !resources::is_standard_output(output_)) {
      return session.print_report(session.engine().new_plan_file(output_, force_, language));
    }
    if (force_) return refuse_useless(session, "--force", "bind --new");
    return session.print(session.engine().new_plan(DataForm::Json, language));
  }

  std::string plan_;
  std::string output_;
  DraftOption draft_;
  std::string profile_;
  OfdProfileOption ofd_profile_;
  ConfirmOption confirm_;
  bool check_ = false;
  bool json_ = false;
  bool new_ = false;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bind_command() { return std::make_unique<BindCommand>(); }

}  // namespace gongwen::cli
