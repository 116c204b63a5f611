#include "cli/import_command.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/place_words.h"
#include "engine/input/form_design.h"

#include <utility>

// `gongwen import`: makes a kind of document from a Word file.
namespace gongwen::cli {
namespace {

class ImportCommand final : public Command {
 public:
  std::string_view name() const override { return "import"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliImportSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &file_, texts::CliImportFile).required = true;
    list.add("NAME", &name_, texts::CliNewKindName).required = true;
    list.add("-o,--output", &folder_, texts::CliNewKindOutput).value = "DIR";
    list.add("--title", &title_, texts::CliNewKindTitle).value = "TITLE";
    list.add("--keep-page", &keeps_page_, texts::CliImportKeepPage);
    list.add("--force", &renews_, texts::CliImportForce);
    list.add("--json", &as_json_, texts::CliImportJson);
  }

  int run(Session& session) override {
    const std::string folder = folder_.empty() ? "." : folder_;
    const std::string lower = base::ascii_lowercase(file_);
    if (lower.ends_with(".xlsx") || lower.ends_with(".xlsm"))
      return print_usage_error(session, diagnostics::messages::CliImportWorkbook, {file_});
    if (!lower.ends_with(".docx") && !lower.ends_with(".docm")) {
      return print_usage_error(session, diagnostics::messages::CliImportNoWord, {file_});
    }
    NewForm form;
    form.fields.path = file_;
    form.title = title_;
    form.keeps_page = keeps_page_;
    form.renews = renews_;
    const NewFormResult made = session.engine().new_form(name_, folder, form);
    const int status = session.print_report(made.report);
    if (status != 0) return status;
    if (as_json_) return session.print(json_of(made));
    const Wording& wording = session.wording();
    for (const FieldGuess& guess : made.guesses) {
      if (const int told = session.tell(line_of(guess, wording)); told != 0) return told;
    }
    const bool is_page = !made.guesses.empty() && made.guesses.front().reason.starts_with("tag");
    const std::string shown(base::without_end_slashes(folder));
    if (is_page || made.counts.fields == 0) return session.tell(wording(texts::CliImportPageMade, shown, name_));
    return session.tell(wording(texts::CliNewKindFormMade, shown, name_, made.counts.fields));
  }

 private:
  /// ` 第5段 性别 单选 有可勾选的方框`, with a mark if a person should check it.
  static std::string line_of(const FieldGuess& guess, const Wording& wording) {
    const std::string place = diagnostics::place_in_words(guess.place, wording.language);
    std::string line = "  " + place + (place.empty() ? "" : "  ") + guess.title;
    const auto reason = engine::words_of_guess(guess.reason);
    if (guess.type.empty()) return line + "  " + std::string(wording(reason.value_or(texts::CliImportLeftOut))) + "\n";
    line += "  " + engine::words_of_type(guess.type, guess.reason, wording.language);
    if (reason) line += "  " + std::string(wording(*reason));
    if (guess.confidence < engine::kSureGuess) line += "  " + std::string(wording(texts::CliImportUnsure));
    return line + "\n";
  }

  static std::string json_of(const NewFormResult& made) {
    base::Json list = base::Json::list();
    for (const FieldGuess& guess : made.guesses) {
      base::Json json = base::Json::object();
      json.set("title", guess.title).set("place", guess.place);
      if (!guess.type.empty()) json.set("type", guess.type);
      if (!guess.reason.empty()) json.set("reason", guess.reason);
      if (!guess.type.empty()) json.set("confidence", base::Json::written(fmt::format("{:.2f}", guess.confidence)));
      list.add(std::move(json));
    }
    base::Json json = base::Json::object();
    json.set("guesses", std::move(list));
    return json.text() + "\n";
  }

  std::string file_;
  std::string name_;
  std::string folder_;
  std::string title_;
  bool keeps_page_ = false;
  bool renews_ = false;
  bool as_json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace gongwen::cli
