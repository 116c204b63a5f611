#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

namespace gongwen::cli {
namespace {

class DescribeCommand final : public Command {
 public:
  std::string_view name() const override { return "describe"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliDescribeSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("--json", &json_, texts::CliDescribeJson);
    list.add("--form", &form_, texts::CliDescribeForm);
  }

  int run(Session& session) override {
    const FieldForm form = json_ ? FieldForm::Json : FieldForm::Text;
    const Language language = session.wording().language;
    const TextResult fields =
        form_ ? session.engine().form(kind_, language) : session.engine().describe(kind_, form, language);
    const int status = session.print_report(fields.report);
    return worse(status, session.print(fields.text));
  }

 private:
  std::string kind_;
  bool json_ = false;
  bool form_ = false;
};

}  // namespace

std::unique_ptr<Command> make_describe_command() { return std::make_unique<DescribeCommand>(); }

}  // namespace gongwen::cli
