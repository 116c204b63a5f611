#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

namespace gongwen::cli {
namespace {

struct Script {
  std::string_view shell;
  std::string_view text;
};

constexpr Script kScripts[] = {
    {
        "bash",
#include "bash_script.inc"
    },
    {
        "zsh",
#include "zsh_script.inc"
    },
    {
        "fish",
#include "fish_script.inc"
    },
};

class CompletionCommand final : public Command {
 public:
  std::string_view name() const override { return "completion"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliCompletionSummary); }
  void declare(OptionList& list) override {
    OptionSpec& shell = list.add("SHELL", &shell_, texts::CliCompletionShell);
    shell.required = true;
    for (const Script& script : kScripts) shell.choices.emplace_back(script.shell);
  }

  int run(Session& session) override {
    for (const Script& script : kScripts) {
      if (script.shell == shell_) return session.print(script.text);
    }
    return 0;
  }

 private:
  std::string shell_;
};

}  // namespace

std::unique_ptr<Command> make_completion_command() { return std::make_unique<CompletionCommand>(); }

}  // namespace gongwen::cli
