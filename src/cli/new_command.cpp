#include "base/ascii.h"
#include "base/format.h"
#include "cli/command.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class NewCommand final : public Command {
 public:
  std::string_view name() const override { return "new"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("create a data file of a kind, with blanks to fill in", "新建文种的数据，留出空白待填");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document", "文种").required = true;
    list.add("-o,--output", &output_, "new file ending in .json, .yaml, .yml or .xlsx (default: standard output)",
             "以 .json、.yaml、.yml 或 .xlsx 结尾的新文件；默认为标准输出")
        .value = "FILE";
    OptionSpec& form = list.add("--format", &format_, "format of the data (default: by the ending of FILE)",
                                "数据格式，默认按文件名结尾");
    form.choices = {"json", "yaml", "xlsx"};
    list.add("--all", &all_, "include all optional fields", "列入全部可选字段");
    list.add("--set", &values_, "set a field, such as /year=2026; may be repeated", "已知的值，如 /year=2026；可重复")
        .value = "POINTER=VALUE";
    list.add("--from", &from_, "existing data to fill into a workbook", "填入工作簿的已有数据").value = "DATA";
    OptionSpec& titles = list.add("--titles", &titles_, "language of the titles in a workbook (default: Chinese)",
                                  "工作簿中栏目名称的语言，默认为中文");
    titles.choices = {"zh", "en"};
    list.add("--force", &force_, "replace FILE if it exists", "文件已存在时覆盖");
  }

  int run(Session& session) override {
    prints_ = output_.empty() || resources::is_stream(output_);
    NewData options;
    options.language = session.wording().language;
    options.all_fields = all_;
    const std::optional<DataForm> form = chosen_form();
    if (!form) return print_usage_error(session, diagnostics::messages::CliBadDataFile, {output_});
    if (!format_.empty() && !prints_ && form_of_ending() != form) {
      return print_usage_error(session, diagnostics::messages::CliOtherFormat, {output_, format_});
    }
    if (const int status = check_useless(session, *form)) return status;
    options.form = *form;
    options.from.path = from_;
    if (titles_ == "en") options.titles = Language::English;
    if (!from_.empty() && *form != DataForm::Workbook) {
      return print_usage_error(session, diagnostics::messages::CliFromWithoutWorkbook, {});
    }
    for (const std::string& word : values_) {
      const std::size_t equals = word.find('=');
      if (!word.starts_with('/') || equals == std::string::npos) {
        return print_usage_error(session, diagnostics::messages::CliBadValue, {word});
      }
      options.values.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
    return prints_ ? print_data(session, options) : write_data(session, options);
  }

 private:
  /// Nothing for a file whose name does not imply a format.
  std::optional<DataForm> chosen_form() const {
    if (format_ == "yaml") return DataForm::Yaml;
    if (format_ == "xlsx") return DataForm::Workbook;
    if (format_ == "json") return DataForm::Json;
    const std::optional<DataForm> form = form_of_ending();
    return form || !prints_ ? form : DataForm::Json;
  }

  std::optional<DataForm> form_of_ending() const {
    const std::string lower = base::ascii_lowercase(output_);
    if (lower.ends_with(".xlsx")) return DataForm::Workbook;
    if (lower.ends_with(".json")) return DataForm::Json;
    if (lower.ends_with(".yaml") || lower.ends_with(".yml")) return DataForm::Yaml;
    return std::nullopt;
  }

  /// Returns: 0, or the exit status of the refusal of an option that would change nothing.
  int check_useless(const Session& session, DataForm form) const {
    const bool is_book = form == DataForm::Workbook;
    if (!titles_.empty() && !is_book) return refuse_useless(session, "--titles", "new");
    if (all_ && is_book) return refuse_useless(session, "--all", "new … .xlsx");
    if (!values_.empty() && !from_.empty()) return refuse_useless(session, "--set", "--from");
    if (force_ && prints_) return refuse_useless(session, "--force", "new");
    return 0;
  }

  int print_data(Session& session, const NewData& options) const {
    if (!output_.empty() && !resources::is_standard_output(output_)) {
      return session.print_report(session.engine().new_file(kind_, output_, true, options));
    }
    const TextResult data = session.engine().new_data(kind_, options);
    const int status = session.print_report(data.report);
    return worse(status, session.print(data.text));
  }

  int write_data(Session& session, const NewData& options) const {
    const int status = session.print_report(session.engine().new_file(kind_, output_, force_, options));
    if (status != 0 || !from_.empty()) return status;
    const Wording& wording = session.wording();
    return session.tell(fmt::format(
        fmt::runtime(wording("{0}: fill in the blanks, then `gongwen check {1} {0}` lists what is missing\n",
                             "{0}：填好空白后，用 `gongwen check {1} {0}` 检查\n")),
        output_, kind_));
  }

  std::string kind_;
  std::string output_;
  std::string format_;
  std::string from_;
  std::string titles_;
  std::vector<std::string> values_;
  bool all_ = false;
  bool force_ = false;
  bool prints_ = false;  // into no file
};

}  // namespace

std::unique_ptr<Command> make_new_command() { return std::make_unique<NewCommand>(); }

}  // namespace gongwen::cli
