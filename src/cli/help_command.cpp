#include "cli/command.h"

namespace gongwen::cli {
namespace {

/// Only declares: the command line, which knows all commands, prints their help.
class HelpCommand final : public Command {
 public:
  std::string_view name() const override { return kHelpName; }
  std::string_view summary(const Wording& wording) const override {
    return wording("show the commands, or the options of one", "列出各命令，或某个命令的选项");
  }
  void declare(OptionList& list) override { list.add("COMMAND", &command_, "the command", "命令"); }
  int run(Session&) override { return 0; }

 private:
  std::string command_;
};

}  // namespace

std::unique_ptr<Command> make_help_command() { return std::make_unique<HelpCommand>(); }

}  // namespace gongwen::cli
