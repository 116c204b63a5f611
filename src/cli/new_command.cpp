#include "base/format.h"
#include "cli/command.h"
#include "cli/usage.h"
#include "diagnostics/catalogue/cli.h"

namespace gongwen::cli {
namespace {

class NewCommand final : public Command {
 public:
  std::string_view name() const override { return "new"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("begin data of a kind, with blanks to fill in", "新建文种的数据，留出空白待填");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("-o,--output", &output_, "new file ending in .json, .yaml or .yml; otherwise the standard output",
             "以 .json、.yaml 或 .yml 结尾的新文件；默认为标准输出")
        .value = "FILE";
    OptionSpec& form = list.add("--format", &format_, "form of the data; otherwise by the ending of FILE",
                                "数据格式，默认按文件名结尾");
    form.choices = {"json", "yaml"};
    list.add("--all", &all_, "with all optional fields", "列入全部可选字段");
    list.add("--with", &values_, "a value that is known, such as /year=2026; may be repeated",
             "已知的值，如 /year=2026；可重复")
        .value = "POINTER=VALUE";
    list.add("--force", &force_, "replace FILE if it exists", "文件已存在时覆盖");
  }

  int run(Session& session) override {
    NewData options;
    options.language = session.wording().language;
    options.all_fields = all_;
    const std::optional<DataForm> form = chosen_form();
    if (!form) return print_usage_error(session, diagnostics::messages::CliBadDataFile, {output_});
    options.form = *form;
    for (const std::string& word : values_) {
      const std::size_t equals = word.find('=');
      if (!word.starts_with('/') || equals == std::string::npos) {
        return print_usage_error(session, diagnostics::messages::CliBadValue, {word});
      }
      options.values.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
    return output_.empty() || output_ == "-" ? print_data(session, options) : write_data(session, options);
  }

 private:
  /// Nothing for a file whose name does not tell what it is.
  std::optional<DataForm> chosen_form() const {
    if (format_ == "yaml") return DataForm::Yaml;
    if (format_ == "json" || output_.empty() || output_ == "-" || output_.ends_with(".json")) return DataForm::Json;
    if (output_.ends_with(".yaml") || output_.ends_with(".yml")) return DataForm::Yaml;
    return std::nullopt;
  }

  int print_data(Session& session, const NewData& options) const {
    const TextResult data = session.engine().begin_data(kind_, options);
    const int status = session.print_report(data.report);
    return worse(status, session.print(data.text));
  }

  int write_data(Session& session, const NewData& options) const {
    const int status = session.print_report(session.engine().begin_file(kind_, output_, force_, options));
    if (status != 0) return status;
    const Wording& wording = session.wording();
    return session.tell(fmt::format(
        fmt::runtime(wording("{0}: fill in the blanks, then `gongwen check {1} {0}` tells what is missing\n",
                             "{0}：填好空白后，用 `gongwen check {1} {0}` 检查\n")),
        output_, kind_));
  }

  std::string kind_;
  std::string output_;
  std::string format_;
  std::vector<std::string> values_;
  bool all_ = false;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_new_command() { return std::make_unique<NewCommand>(); }

}  // namespace gongwen::cli
