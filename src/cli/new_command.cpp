#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/byte_stream.h"

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

namespace {

class NewCommand final : public Command {
 public:
  std::string_view name() const override { return "new"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliNewSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("-o,--output", &output_, texts::CliNewOutput).value = "FILE";
    OptionSpec& form = list.add("--format", &format_, texts::CliNewFormat);
    form.choices = {"json", "yaml", "xlsx"};
    list.add("--all", &all_, texts::CliNewAll);
    list.add("--set", &values_, texts::CliNewSet).value = "POINTER=VALUE";
    list.add("--from", &from_, texts::CliNewFrom).value = "DATA";
    OptionSpec& titles = list.add("--titles", &titles_, texts::CliNewTitles);
    titles.choices = {"zh", "en"};
    list.add("--force", &force_, texts::CliNewForce);
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
    if (!values_.empty() && !from_.empty() && is_book) return refuse_useless(session, "--set", "--from");
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
    if (status != 0 || (!from_.empty() && options.form == DataForm::Workbook)) return status;
    const Wording& wording = session.wording();
    return session.tell(wording(texts::CliNewWritten, output_, kind_));
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
