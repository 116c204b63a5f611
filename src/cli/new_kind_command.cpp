#include "base/file_path.h"
#include "base/format.h"
#include "cli/command.h"
#include "diagnostics/catalogue/texts/cli.h"

namespace gongwen::cli {
namespace {

class NewKindCommand final : public Command {
 public:
  std::string_view name() const override { return "new-kind"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliNewKindSummary); }
  void declare(OptionList& list) override {
    list.add("NAME", &name_, texts::CliNewKindName).required = true;
    list.add("-o,--output", &folder_, texts::CliNewKindOutput).value = "DIR";
  }

  int run(Session& session) override {
    const std::string folder = folder_.empty() ? "." : folder_;
    const int status = session.print_report(session.engine().new_kind(name_, folder));
    if (status != 0) return status;
    const Wording& wording = session.wording();
    return session.tell(wording(texts::CliNewKindMade, base::without_end_slashes(folder), name_));
  }

 private:
  std::string name_;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Command> make_new_kind_command() { return std::make_unique<NewKindCommand>(); }

}  // namespace gongwen::cli
