#include "base/format.h"
#include "cli/batch_progress.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/secret_option.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/api/result_json.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

class CollectCommand final : public Command {
 public:
  std::string_view name() const override { return "collect"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliCollectSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliCollectKind);
    list.add("DIR", &folder_, texts::CliCollectDir);
    OptionSpec& output = list.add("-o,--output", &outputs_, texts::CliCollectOutput);
    output.value = "FILE";
    output.required = true;
    list.add("--format", &format_, texts::CliCollectFormat).choices = {"pdf", "xlsx", "json"};
    list.add("--all-kinds", &all_kinds_, texts::CliCollectAllKinds);
    list.add("--register", &register_, texts::CliCollectRegister).value = "KIND";
    list.add("--from", &from_, texts::CliCollectFrom).value = "FILE";
    list.add("--set", &values_, texts::CliCollectSet).value = "POINTER=VALUE";
    list.add("--roster", &rosters_, texts::CliCollectRoster).value = "FILE";
    list.add("--data", &data_folder_, texts::CliCollectData).value = "DIR";
    list.add("--prune", &prune_, texts::CliCollectPrune);
    list.add("--corrections", &corrections_, texts::CliCollectCorrections).value = "FILE";
    list.add("--expected", &expected_, texts::CliCollectExpected).value = "FILE";
    list.add("--by-label", &by_label_, texts::CliByLabel);
    list.add("--no-links", &no_links_, texts::CliCollectNoLinks);
    trust_.declare(list);
    list.add("--titles", &titles_, texts::CliCollectTitles).choices = {"zh", "en"};
    confirm_.declare_add(list);
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    // Without a kind, the first argument is the folder.
    if (folder_.empty() && (all_kinds_ || !register_.empty())) folder_.swap(kind_);
    if (folder_.empty()) {
      const bool has_kind = kind_.empty() && !all_kinds_ && register_.empty();
      return print_usage_error(session, diagnostics::messages::CliMissing, {has_kind ? "KIND" : "DIR"});
    }
    if (all_kinds_ && !kind_.empty()) return print_usage_error(session, diagnostics::messages::CliTooMany, {folder_});
    CollectOptions options;
    if (const std::string bad = read_values(options); !bad.empty()) {
      return print_usage_error(session, diagnostics::messages::CliBadValue, {bad});
    }
    if (const int status = read_outputs(session, options)) return status;
    if (!titles_.empty() && !register_.empty() && rosters_.empty()) {
      return refuse_useless(session, "--titles", "--register");
    }
    if (const int status = trust_.give(session)) return status;
    set_options(options);
    options.render = session.render_options();
    const StopOnSignal signals;
    options.render.stop = signals.token();
    options.render.hashes = json_;
    options.render.force = force_;
    confirm_.prune(prune_);
    if (const auto status = confirm_.open(session, options.render, json_)) return *status;
    Collection collection;
    {
      ProgressBar bar(session.wording(), !session.options().quiet && !json_);
      options.progress = [&bar](std::size_t done, std::size_t total) {
        bar.show(done, total);
      };
      collection = session.engine().collect(kinds(), folder_, options);
    }
    collection.report = confirm_.finish(collection.report, false);
    if (json_) return StopOnSignal::status(print_result(session, engine::result_json(collection), collection.report));
    const int status = StopOnSignal::status(session.print_report(collection.report));
    return worse(status, session.tell(told(collection, session.wording()) + confirm_.change_text(session.wording())));
  }

 private:
  std::vector<std::string> kinds() const {
    std::vector<std::string> names;
    for (std::string_view rest = kind_; !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      if (!name.empty()) names.emplace_back(name);
    }
    return names;
  }

  /// Returns: 0, or the exit status of a refusal.
  int read_outputs(Session& session, CollectOptions& options) const {
    if (format_ == "json" && register_.empty()) {
      return print_usage_error(session, diagnostics::messages::CliBadChoice, {format_, "--format", "pdf, xlsx"});
    }
    options.stream_is_data = format_ == "json";
    std::string on_stream = json_ ? "--json" : "";
    for (const auto& [option, paths, outputs] :
         {std::tuple{"-o ", &outputs_, &options.outputs}, std::tuple{"--roster ", &rosters_, &options.rosters}}) {
      // A roster is not data.
      const bool is_roster = paths == &rosters_;
      const std::string format = is_roster && options.stream_is_data ? std::string() : format_;
      for (const std::string& path : *paths) {
        const std::optional<Output> output = named_output(path, format);
        if (!output) return print_usage_error(session, diagnostics::messages::CliOtherFormat, {path, format});
        outputs->push_back(*output);
        if (!resources::is_standard_output(path)) continue;
        if (!on_stream.empty()) {
          return print_usage_error(session, diagnostics::messages::CliTwoResults, {on_stream, option + path});
        }
        on_stream = option + path;
        session.give_output_away();
      }
    }
    return 0;
  }

  void set_options(CollectOptions& options) const {
    options.data_folder = data_folder_;
    options.prune = prune_;
    options.corrections = corrections_;
    options.expected = expected_;
    options.by_label = by_label_;
    options.has_links = !no_links_;
    if (titles_ == "en") options.titles = Language::English;
    options.register_kind = register_;
    options.register_from = from_;
  }

  /// Returns: the one that is not a value; empty if all are.
  std::string read_values(CollectOptions& options) const {
    for (const std::string& text : values_) {
      const std::size_t sign = text.find('=');
      if (sign == std::string::npos || !text.starts_with('/')) return text;
      options.register_values.push_back({text.substr(0, sign), text.substr(sign + 1)});
    }
    return {};
  }

  std::string told(const Collection& collection, const Wording& wording) const {
    std::string text = describe_files(collection.files, wording);
    for (const std::string& path : collection.data_files) text += path + "\n";
    if (collection.forms + collection.others == 0) return text;
    for (const CollectedKind& kind : collection.kinds) {
      const bool alone = collection.kinds.size() == 1;
      if (!alone) text.append(wording({kind.kind.title_en, kind.kind.title_zh})).append(wording(texts::Colon));
      text +=
          wording(texts::CliCollectForms, kind.forms, counted_units(kind.units, wording({kind.unit_en, kind.unit_zh})));
      if (!alone) text += "\n";
    }
    if (collection.kinds.size() == 1) text += wording(texts::CliCollectNext);
    text += wording(texts::CliCollectFaulty, collection.faulty, collection.unreadable);
    if (collection.blank > 0) text += wording(texts::CliCollectBlank, collection.blank);
    if (collection.others > 0) text += wording(texts::CliCollectOtherKinds, collection.others);
    text += "\n";
    if (register_.empty()) return text;
    text += wording(texts::CliCollectRegistered, collection.registered);
    if (collection.not_registered > 0) text += wording(texts::CliCollectLeftOut, collection.not_registered);
    return text + "\n";
  }

  std::string kind_;
  std::string format_;
  std::string folder_;
  std::vector<std::string> outputs_;
  std::vector<std::string> rosters_;
  std::vector<std::string> values_;
  std::string data_folder_;
  std::string corrections_;
  std::string expected_;
  std::string register_;
  std::string from_;
  bool all_kinds_ = false;
  bool prune_ = false;
  bool by_label_ = false;
  bool no_links_ = false;
  std::string titles_;
  bool json_ = false;
  bool force_ = false;
  ConfirmOption confirm_;
  TrustOption trust_;
};

}  // namespace

std::unique_ptr<Command> make_collect_command() { return std::make_unique<CollectCommand>(); }

}  // namespace gongwen::cli
