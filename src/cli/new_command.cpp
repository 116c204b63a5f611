#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/byte_stream.h"
#include "resources/environment.h"

namespace gongwen::cli {
namespace {

class NewKindCommand final : public Command {
 public:
  std::string_view name() const override { return "new-kind"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliNewKindSummary); }
  void declare(OptionList& list) override {
    list.add("NAME", &name_, texts::CliNewKindName).required = true;
    list.add("-o,--output", &folder_, texts::CliNewKindOutput).value = "DIR";
    list.add("--form", &is_form_, texts::CliNewKindForm);
    list.add("--fields", &fields_, texts::CliNewKindFields).value = "FILE";
    list.add("--title", &title_, texts::CliNewKindTitle).value = "TITLE";
  }

  int run(Session& session) override {
    const std::string folder = folder_.empty() ? "." : folder_;
    if (is_form_) return make_form(session, folder);
    if (!fields_.empty()) return refuse_useless(session, "--fields", "new-kind");
    if (!title_.empty()) return refuse_useless(session, "--title", "new-kind");
    const int status = session.print_report(session.engine().new_kind(name_, folder));
    if (status != 0) return status;
    const Wording& wording = session.wording();
    return session.tell(wording(texts::CliNewKindMade, base::without_end_slashes(folder), name_));
  }

 private:
  int make_form(Session& session, const std::string& folder) {
    NewForm form;
    form.fields.path = fields_;
    form.title = title_;
    if (fields_.empty() && !resources::is_typed_input()) form.fields.path = "-";
    if (form.fields.path.empty()) {
      // Before anything is asked: the name may be taken.
      NewForm nothing;
      nothing.fields.text = "";
      nothing.checks_lines = true;
      const int status = session.print_report(session.engine().new_form(name_, folder, nothing).report);
      if (status != 0) return status;
      form.fields.path = "fields";
      form.fields.text = ask_fields(session, form.title);
    }
    const NewFormResult made = session.engine().new_form(name_, folder, form);
    const int status = session.print_report(made.report);
    if (status != 0) return status;
    const Wording& wording = session.wording();
    const int told =
        session.tell(wording(texts::CliNewKindFormMade, base::without_end_slashes(folder), name_, made.counts.fields));
    if (told != 0 || made.counts.untranslated == 0) return told;
    return session.tell(wording(texts::CliNewKindUntranslated, made.counts.untranslated));
  }

  /// Checks each line as soon as it is entered; reports an error and asks for the line again.
  std::string ask_fields(Session& session, std::string& title) {
    const Wording& wording = session.wording();
    std::string line;
    if (title.empty()) {
      Session::ask(wording(texts::CliNewKindAskTitle));
      if (resources::read_typed_line(line)) title = line;
    }
    Session::ask(wording(texts::CliNewKindAskFields));
    NewForm form;
    form.fields.path = "fields";
    form.checks_lines = true;
    std::string text;
    for (std::size_t number = 1;;) {
      Session::ask(wording(texts::CliNewKindAskField, number));
      if (!resources::read_typed_line(line) || line.empty()) return text;
      form.fields.text = text + line + "\n";
      if (session.print_report(session.engine().new_form(name_, {}, form).report) != 0) continue;
      text = *form.fields.text;
      ++number;
    }
  }

  std::string name_;
  std::string folder_;
  std::string fields_;
  std::string title_;
  bool is_form_ = false;
};

}  // namespace

std::unique_ptr<Command> make_new_kind_command() { return std::make_unique<NewKindCommand>(); }

namespace {

class FormCommand final : public Command {
 public:
  std::string_view name() const override { return "form"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliFormSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliFormAction);
    action.required = true;
    action.choices = {"expand", "keep", "read", "check"};
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("-o,--output", &folder_, texts::CliFormOutput).value = "DIR";
    list.add("--json", &as_json_, texts::CliFormJson);
  }

  int run(Session& session) override {
    if (action_ == "check") return check(session);
    if (as_json_) return refuse_useless(session, "--json", "form " + action_);
    const bool keeps = action_ == "keep";
    const bool expands = action_ == "expand";
    const std::string folder = folder_.empty() ? keeps ? "editions" : "." : folder_;
    const Engine& engine = session.engine();
    const int status = session.print_report(keeps     ? engine.keep_edition(kind_, folder)
                                            : expands ? engine.expand_form(kind_, folder)
                                                      : engine.draft_form(kind_, folder));
    if (status != 0) return status;
    const Wording& wording = session.wording();
    const std::string shown(base::without_end_slashes(folder));
    if (keeps)
      return session.tell(wording(texts::CliFormKept, shown, engine.kind_name(kind_), engine.definition_hash(kind_)));
    return session.tell(expands ? wording(texts::CliFormExpanded, shown, kind_)
                                : wording(texts::CliFormRead, shown, kind_));
  }

 private:
  int check(Session& session) const {
    if (!folder_.empty()) return refuse_useless(session, "--output", "form check");
    const TextResult examples = session.engine().rule_examples(kind_, as_json_, session.wording().language);
    const int status = session.print_report(examples.report);
    return worse(status, session.print(examples.text));
  }

  std::string action_;
  std::string kind_;
  std::string folder_;
  bool as_json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_form_command() { return std::make_unique<FormCommand>(); }

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
  /// nullopt for a file whose name does not imply a format.
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

  /// Returns 0, or the exit status after refusing an option that would have no effect.
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
  bool prints_ = false;  // to the standard output
};

}  // namespace

std::unique_ptr<Command> make_new_command() { return std::make_unique<NewCommand>(); }

}  // namespace gongwen::cli
