#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/tools.h"

#include <cstdio>

namespace gongwen::cli {
namespace {

class EvalCommand final : public Command {
 public:
  std::string_view name() const override { return "eval"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliEvalSummary); }
  void declare(OptionList&) override {}

  int run(Session& session) override {
    const ToolResult result = expand_request({"-"}, session.options().limits);
    if (result.report.ok()) return session.print(result.output);
    if (!session.json()) return session.print_report(result.report);
    std::fputs((result.error_json + "\n").c_str(), stderr);
    return static_cast<int>(result.report.status());
  }
};

class SchemaCheckCommand final : public Command {
 public:
  std::string_view name() const override { return "schema-check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliSchemaCheckSummary); }
  void declare(OptionList&) override {}

  int run(Session& session) override { return session.print_report(schema_check_request({"-"}).report); }
};

}  // namespace

std::unique_ptr<Command> make_eval_command() { return std::make_unique<EvalCommand>(); }
std::unique_ptr<Command> make_schema_check_command() { return std::make_unique<SchemaCheckCommand>(); }

}  // namespace gongwen::cli
