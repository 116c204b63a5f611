#include "base/json.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

std::vector<std::string> page_formats() {
  std::vector<std::string> names;
  for (const FormatInfo& info : known_formats()) {
    if (info.medium == Medium::Page) names.emplace_back(info.name);
  }
  return names;
}

class TypesetCommand final : public Command {
 public:
  std::string_view name() const override { return "typeset"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliTypesetSummary); }
  void declare(OptionList& list) override {
    list.add("HTML", &html_, texts::CliTypesetHtml).required = true;
    OptionSpec& output = list.add("-o,--output", &output_, texts::CliTypesetOutput);
    output.value = "FILE";
    output.required = true;
    list.add("--format", &format_, texts::CliRenderFormat).choices = page_formats();
    dpi_.declare(list);
    ofd_profile_.declare(list);
    declare_profile(list, profile_);
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    const StopOnSignal signals;
    RenderOptions options = session.render_options();
    options.stop = signals.token();
    options.profile = profile_;
    options.hashes = json_;
    options.force = force_;
    if (const int status = give_output_to(session, output_, json_)) return status;
    const std::optional<Output> output = named_output(output_, format_);
    if (!output) return print_usage_error(session, diagnostics::messages::CliOtherFormat, {output_, format_});
    const std::string_view missing = format_.empty() ? "-o FILE-{page}.png" : "--format png";
    const bool makes_png = may_have_format(*output, Format::Png);
    if (const int status = dpi_.read(session, makes_png ? "" : missing, options)) return status;
    const std::string_view no_ofd = may_have_format(*output, Format::Ofd) ? "" : "-o FILE.ofd";
    if (const int status = ofd_profile_.read(session, no_ofd, options)) return status;
    const Rendering rendering = session.engine().typeset({html_}, *output, options);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", engine::files_json(rendering.files));
      return StopOnSignal::status(print_result(session, std::move(result), rendering.report));
    }
    const int status = session.print_report(rendering.report);
    return StopOnSignal::status(worse(status, session.tell(describe_files(rendering.files, session.wording()))));
  }

 private:
  std::string html_;
  std::string profile_;
  std::string output_;
  std::string format_;
  DpiOption dpi_;
  OfdProfileOption ofd_profile_;
  bool json_ = false;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_typeset_command() { return std::make_unique<TypesetCommand>(); }

}  // namespace gongwen::cli
