#include "cli/command.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class TextsCommand final : public Command {
 public:
  std::string_view name() const override { return "texts"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliTextsSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("-o,--output", &output_, texts::CliTextsOutput).value = "FILE";
    list.add("--force", &may_replace_, texts::CliTextsForce);
    list.add("--language", &language_, texts::CliTextsLanguage).value = "LANGUAGE";
  }

  int run(Session& session) override {
    const bool prints = output_.empty() || resources::is_standard_output(output_);
    if (prints && may_replace_) return refuse_useless(session, "--force", "texts");
    if (!prints) return session.print_report(session.engine().texts_file(kind_, output_, may_replace_, language_));
    const TextResult texts = session.engine().texts(kind_, language_);
    return worse(session.print_report(texts.report), session.print(texts.text));
  }

 private:
  std::string kind_;
  std::string output_;
  std::string language_;
  bool may_replace_ = false;
};

}  // namespace

std::unique_ptr<Command> make_texts_command() { return std::make_unique<TextsCommand>(); }

}  // namespace gongwen::cli
