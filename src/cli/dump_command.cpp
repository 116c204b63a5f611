#include "cli/command.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"

#include <array>
#include <utility>

namespace gongwen::cli {
namespace {

constexpr std::array<std::pair<std::string_view, Stage>, 4> kStages{
    {{"tokens", Stage::Tokens}, {"ast", Stage::Ast}, {"program", Stage::Program}, {"dom", Stage::Dom}}};

class DumpCommand final : public Command {
 public:
  std::string_view name() const override { return "dump"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("show an intermediate stage between template and document", "显示模板到文档之间某一阶段的内容");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("DATA", &data_, "data file, for the stage dom; `-` is the standard input",
             "数据文件，dom 阶段使用；`-` 表示标准输入");
    OptionSpec& stage = list.add("--stage", &stage_, "stage to show", "哪一阶段");
    stage.required = true;
    for (const auto& [name, value] : kStages) stage.choices.emplace_back(name);
    OptionSpec& output = list.add("--output", &output_, "output to show it for", "哪一种输出");
    output.choices = {"pdf", "xlsx"};
  }

  int run(Session& session) override {
    const Stage stage = chosen_stage();
    if (stage == Stage::Dom && data_.empty()) {
      return print_usage_error(session, diagnostics::messages::CliMissing, {"DATA"});
    }
    if (stage != Stage::Dom && !data_.empty()) return refuse_useless(session, data_, "--stage=" + stage_);
    if (stage == Stage::Program && !output_.empty()) return refuse_useless(session, "--output", "--stage=program");
    const Format output = output_ == "xlsx" ? Format::Xlsx : Format::Pdf;
    const TextResult dump = session.engine().dump(kind_, stage, output, {data_}, session.render_options());
    const int status = session.print_report(dump.report);
    return worse(status, session.print(dump.text));
  }

 private:
  Stage chosen_stage() const {
    for (const auto& [name, value] : kStages) {
      if (name == stage_) return value;
    }
    return Stage::Dom;
  }

  std::string kind_;
  std::string data_;
  std::string stage_;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> make_dump_command() { return std::make_unique<DumpCommand>(); }

}  // namespace gongwen::cli
