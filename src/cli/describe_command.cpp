#include "cli/command.h"

namespace gongwen::cli {
namespace {

class DescribeCommand final : public Command {
 public:
  std::string_view name() const override { return "describe"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("list the data fields of a kind, with titles, types and limits",
                   "列出文种数据的各字段及其名称、类型和限制");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("--json", &json_, "as JSON, one array in one line", "以一行 JSON 数组输出");
  }

  int run(Session& session) override {
    const FieldForm form = json_ ? FieldForm::Json : FieldForm::Text;
    const TextResult fields = session.engine().describe(kind_, form, session.wording().language);
    const int status = session.print_report(fields.report);
    return worse(status, session.print(fields.text));
  }

 private:
  std::string kind_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_describe_command() { return std::make_unique<DescribeCommand>(); }

}  // namespace gongwen::cli
