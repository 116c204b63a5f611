#include "base/format.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/secret_option.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"

namespace gongwen::cli {
namespace {

class ExtractCommand final : public Command {
 public:
  std::string_view name() const override { return "extract"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliExtractSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &files_, texts::CliExtractFile).required = true;
    list.add("-o,--output", &folder_, texts::CliExtractOutput).value = "DIR";
    list.add("--kind", &kind_, texts::CliExtractKind).value = "KIND";
    list.add("--check", &check_, texts::CliExtractCheck);
    list.add("--by-label", &by_label_, texts::CliByLabel);
    list.add("--base", &base_, texts::CliExtractBase).value = "DATA";
    trust_.declare(list);
    confirm_.declare_add(list);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    if ((folder_.empty() || folder_ == "-") && files_.size() > 1 && !json_) {
      return print_usage_error(session, diagnostics::messages::CliMissing, {"--output"});
    }
    if (const int status = trust_.give(session)) return status;
    const StopOnSignal signals;
    ExtractOptions options;
    options.kind = kind_;
    options.check = check_;
    options.by_label = by_label_;
    options.base.path = base_;
    options.folder = folder_;
    options.render = session.render_options();
    options.render.stop = signals.token();
    options.render.hashes = json_;
    const bool prints = folder_.empty() || folder_ == "-";
    if (prints) options.folder.clear();
    if (!check_ && !confirm_.file().empty()) {
      return refuse_useless(session, confirm_.adds() ? "--confirm" : "--confirmed", "extract");
    }
    if (const auto status = confirm_.open(session, options.render, json_)) return *status;
    Extraction extraction = session.engine().extract(files_, options);
    extraction.report = confirm_.finish(extraction.report, false);
    if (json_) return StopOnSignal::status(print_result(session, engine::result_json(extraction), extraction.report));
    const int status = StopOnSignal::status(session.print_report(extraction.report));
    if (prints) {
      const std::string json = printed(extraction.files);
      return json.empty() ? status : worse(status, session.print(json));
    }
    return worse(status, session.tell(describe(extraction, session.wording())));
  }

 private:
  /// The data of one form as they are, those of several as a list.
  static std::string printed(const std::vector<ExtractedFile>& files) {
    const auto trimmed = [](const std::string& json) {
      return json.substr(0, json.find_last_not_of('\n') + 1);
    };
    if (files.size() == 1) return files.front().json.empty() ? "" : trimmed(files.front().json) + "\n";
    std::string list;
    for (const ExtractedFile& file : files) {
      if (!file.json.empty()) list += (list.empty() ? "[\n" : ",\n") + trimmed(file.json);
    }
    return list.empty() ? list : list + "\n]\n";
  }

  /// A line for each file: `张某.pdf  out/张某.json  expert-application`.
  static std::string describe(const Extraction& extraction, const Wording& wording) {
    std::string out;
    std::size_t faulty = 0;
    for (const ExtractedFile& file : extraction.files) {
      const std::string_view output = file.output.empty() ? wording(texts::CliExtractNotRead) : file.output;
      out += fmt::format("{}  {}  {}\n", file.part.empty() ? file.path : file.path + "#" + file.part, output,
                         file.kind.empty() ? "?" : file.kind);
      faulty += file.ok ? 0 : 1;
    }
    if (extraction.files.size() > 1) {
      out += wording(texts::CliExtractCounts, extraction.files.size(), faulty);
    }
    return out;
  }

  std::vector<std::string> files_;
  std::string folder_;
  std::string kind_;
  bool check_ = false;
  bool by_label_ = false;
  std::string base_;
  bool json_ = false;
  ConfirmOption confirm_;
  TrustOption trust_;
};

}  // namespace

std::unique_ptr<Command> make_extract_command() { return std::make_unique<ExtractCommand>(); }

}  // namespace gongwen::cli
