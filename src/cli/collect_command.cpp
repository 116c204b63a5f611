#include "base/format.h"
#include "cli/command.h"
#include "cli/progress_bar.h"
#include "cli/rendered_files.h"

namespace gongwen::cli {
namespace {

class CollectCommand final : public Command {
 public:
  std::string_view name() const override { return "collect"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("put a folder of returned forms together as one checked table",
                   "把一个文件夹中交回的表格汇总成一张核对过的表");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("DIR", &folder_, "folder with the returned forms, also in folders below",
             "存放交回表格的文件夹，含下级文件夹")
        .required = true;
    OptionSpec& output = list.add("-o,--output", &outputs_, "roster, ending in .xlsx or .pdf; may be repeated",
                                  "汇总表，以 .xlsx 或 .pdf 结尾；可重复");
    output.value = "FILE";
    output.required = true;
    list.add("--json", &json_folder_, "folder for the data of each form", "存放各表数据的文件夹").value = "DIR";
  }

  int run(Session& session) override {
    CollectOptions options;
    for (const std::string& path : outputs_) options.outputs.push_back({path});
    options.json_folder = json_folder_;
    options.render = session.render_options();
    Collection collection;
    {
      ProgressBar bar(session.wording(), !session.options().quiet);
      options.progress = [&bar](std::size_t done, std::size_t total) {
        bar.show(done, total);
      };
      collection = session.engine().collect(kind_, folder_, options);
    }
    const int status = session.print_report(collection.report);
    std::string told = describe_files(collection.files, session.wording());
    if (collection.forms > 0) {
      told += fmt::format(fmt::runtime(session.wording()("{} forms of {} applicants, {} with errors, {} not readable\n",
                                                         "共 {} 份，{} 人；{} 份有错误，其中 {} 份未能读取\n")),
                          collection.forms, collection.applicants, collection.faulty, collection.unreadable);
    }
    return worse(status, session.tell(told));
  }

 private:
  std::string kind_;
  std::string folder_;
  std::vector<std::string> outputs_;
  std::string json_folder_;
};

}  // namespace

std::unique_ptr<Command> make_collect_command() { return std::make_unique<CollectCommand>(); }

}  // namespace gongwen::cli
