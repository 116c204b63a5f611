#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

namespace gongwen::cli {
namespace {

/// Only declares: the command line, which knows all commands, prints their help.
class HelpCommand final : public Command {
 public:
  std::string_view name() const override { return kHelpName; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliHelpSummary); }
  void declare(OptionList& list) override { list.add("COMMAND", &command_, texts::CliHelpCommand); }
  int run(Session&) override { return 0; }

 private:
  std::string command_;
};

}  // namespace

std::unique_ptr<Command> make_help_command() { return std::make_unique<HelpCommand>(); }

}  // namespace gongwen::cli
