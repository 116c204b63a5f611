#include "base/json.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class TypesetCommand final : public Command {
 public:
  std::string_view name() const override { return "typeset"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliTypesetSummary); }
  void declare(OptionList& list) override {
    list.add("HTML", &html_, texts::CliTypesetHtml).required = true;
    OptionSpec& output = list.add("-o,--output", &output_, texts::CliTypesetOutput);
    output.value = "FILE";
    output.required = true;
    list.add("--profile", &profile_, texts::CliProfile).value = "NAME";
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.hashes = json_;
    if (resources::is_standard_output(output_)) {
      if (json_) return print_usage_error(session, diagnostics::messages::CliTwoResults, {"--json", "-o " + output_});
      session.give_output_away();
    }
    const Rendering rendering = session.engine().typeset({html_}, {output_}, options);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

 private:
  std::string html_;
  std::string profile_;
  std::string output_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_typeset_command() { return std::make_unique<TypesetCommand>(); }

}  // namespace gongwen::cli
