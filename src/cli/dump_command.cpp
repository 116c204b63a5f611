#include "cli/command.h"
#include "cli/options.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <algorithm>
#include <iterator>

namespace gongwen::cli {
namespace {

struct StageName {
  std::string_view name;
  Stage stage;
  bool has_data;    // of a document; otherwise of templates
  bool has_output;  // whether it differs between outputs
};

constexpr StageName kStages[] = {
    {"tokens", Stage::Tokens, false, true},       {"ast", Stage::Ast, false, true},
    {"program", Stage::Program, false, false},    {"dom", Stage::Dom, true, true},
    {"fields", Stage::Fields, true, true},        {"boxes", Stage::Boxes, true, false},
    {"fragments", Stage::Fragments, true, false}, {"display-list", Stage::DisplayList, true, false},
    {"tags", Stage::Tags, true, false},           {"workbook", Stage::Workbook, true, false},
};

class DumpCommand final : public Command {
 public:
  std::string_view name() const override { return "dump"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliDumpSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("DATA", &data_, texts::CliDumpData);
    OptionSpec& stage = list.add("--stage", &stage_, texts::CliDumpStage);
    stage.required = true;
    for (const StageName& each : kStages) stage.choices.emplace_back(each.name);
    OptionSpec& output = list.add("--output", &output_, texts::CliDumpOutput);
    output.choices = {"pdf", "xlsx"};
  }

  int run(Session& session) override {
    const StageName& stage = chosen_stage();
    if (!stage.has_data && !data_.empty()) return refuse_useless(session, data_, "--stage=" + stage_);
    if (!stage.has_output && !output_.empty()) return refuse_useless(session, "--output", "--stage=" + stage_);
    const Format output = output_ == "xlsx" ? Format::Xlsx : Format::Pdf;
    const TextResult dump = session.engine().dump(kind_, stage.stage, output, {data_}, session.render_options());
    const int status = session.print_report(dump.report);
    return worse(status, session.print(dump.text));
  }

 private:
  /// One of the choices that the option has.
  const StageName& chosen_stage() const {
    return *std::find_if(std::begin(kStages), std::end(kStages),
                         [&](const StageName& each) { return each.name == stage_; });
  }

  std::string kind_;
  std::string data_;
  std::string stage_;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> make_dump_command() { return std::make_unique<DumpCommand>(); }

}  // namespace gongwen::cli
