#include "cli/command.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"

#include <string>
#include <utility>

// fill handles forms from elsewhere: it fills in their fields by name, lists them, and reads them back.

namespace gongwen::cli {
namespace {

class FillCommand final : public Command {
 public:
  std::string_view name() const override { return "fill"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliFillSummary); }
  void declare(OptionList& list) override {
    list.add("FORM", &form_, texts::CliFillForm).required = true;
    list.add("DATA", &data_, texts::CliFillData);
    list.add("-o,--output", &output_, texts::CliFillOutput).value = "FILE";
    list.add("--map", &map_, texts::CliFillMap).value = "FILE";
    list.add("--flatten", &flatten_, texts::CliFillFlatten);
    list.add("--list", &list_, texts::CliFillList);
    list.add("--values", &values_, texts::CliFillValues);
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  std::string_view word_name(const OptionSpec& spec, std::size_t) const override {
    return spec.names == "FORM" || spec.names == "DATA" ? std::string_view("FILE") : std::string_view(spec.names);
  }

  int run(Session& session) override {
    if (list_ || values_) return show(session);
    if (data_.empty()) return missing(session, "DATA");
    if (output_.empty()) return missing(session, "-o");
    if (const int status = give_output_to(session, output_, json_)) return status;
    FormFilling filling{{form_}, {data_}};
    if (!map_.empty()) filling.map = DataSource{map_};
    filling.flatten = flatten_;
    filling.force = force_;
    filling.strict = session.options().strict;
    const Rendering rendering = session.engine().fill_form(filling, Output{output_});
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", engine::files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

 private:
  static int missing(Session& session, std::string word) {
    return print_usage_error(session, diagnostics::messages::CliMissing, {std::move(word)});
  }

  /// The fields, or only their values, which are data for another form with the same fields.
  int show(Session& session) {
    const std::string own = list_ ? "--list" : "--values";
    if (list_ && values_) return refuse_useless(session, "--values", own);
    if (!data_.empty()) return refuse_useless(session, "DATA", own);
    for (const auto& [option, is_given] :
         {std::pair{"-o", !output_.empty()}, std::pair{"--map", !map_.empty()}, std::pair{"--flatten", flatten_},
          std::pair{"--force", force_}, std::pair{"--json", json_}}) {
      if (is_given) return refuse_useless(session, option, own);
    }
    const FormFields fields = session.engine().list_form_fields({form_});
    const int status = session.print_report(fields.report);
    const std::string& text = list_ ? fields.fields : fields.values;
    return text.empty() ? status : worse(status, session.print(text + "\n"));
  }

  std::string form_;
  std::string data_;
  std::string output_;
  std::string map_;
  bool flatten_ = false;
  bool list_ = false;
  bool values_ = false;
  bool force_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fill_command() { return std::make_unique<FillCommand>(); }

}  // namespace gongwen::cli
