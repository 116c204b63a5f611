#include "base/file_path.h"
#include "base/format.h"
#include "cli/command.h"

namespace gongwen::cli {
namespace {

class NewKindCommand final : public Command {
 public:
  std::string_view name() const override { return "new-kind"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("create your own kind of document", "新建自己的文种");
  }
  void declare(OptionList& list) override {
    list.add("NAME", &name_, "name of the new kind, such as `meeting-notice`", "新文种的名称，如 `meeting-notice`")
        .required = true;
    list.add("-o,--output", &folder_, "folder in which the folder of the kind is created (default: the current one)",
             "在哪个文件夹中建立文种的文件夹，默认为当前文件夹")
        .value = "DIR";
  }

  int run(Session& session) override {
    const std::string folder = folder_.empty() ? "." : folder_;
    const int status = session.print_report(session.engine().new_kind(name_, folder));
    if (status != 0) return status;
    const Wording& wording = session.wording();
    return session.tell(fmt::format(
        fmt::runtime(wording(
            "{0}/{1}: try it with `gongwen --templates {0} render {1} {0}/{1}/sample.json -o {1}.pdf -o {1}.xlsx`\n",
            "{0}/{1}：可用 `gongwen --templates {0} render {1} {0}/{1}/sample.json -o {1}.pdf -o {1}.xlsx` 试排\n")),
        base::without_end_slashes(folder), name_));
  }

 private:
  std::string name_;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Command> make_new_kind_command() { return std::make_unique<NewKindCommand>(); }

}  // namespace gongwen::cli
