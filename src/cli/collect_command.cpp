#include "base/format.h"
#include "base/json.h"
#include "cli/batch_command.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/inbox_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/api/result_json.h"
#include "resources/byte_stream.h"

// The commands about several documents: bind joins documents into one PDF, extract reads returned forms back into data,
// collect gathers returned forms in rosters or a register.

namespace gongwen::cli {
namespace {

class BindCommand final : public Command {
 public:
  std::string_view name() const override { return "bind"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliBindSummary); }
  void declare(OptionList& list) override {
    list.add("PLAN", &plan_, texts::CliBindPlan);
    list.add("-o,--output", &output_, texts::CliBindOutput).value = "FILE";
    list.add("--check", &check_, texts::CliBindCheck);
    draft_.declare(list);
    declare_profile(list, profile_);
    ofd_profile_.declare(list);
    confirm_.declare_use(list);
    list.add("--json", &json_, texts::CliResultAsJson);
    list.add("--new", &new_, texts::CliBindNew);
    list.add("--force", &force_, texts::CliBindForce);
  }

  int run(Session& session) override {
    if (new_) return write_plan(session);
    if (plan_.empty()) return missing(session, "PLAN");
    if (force_ && check_) return refuse_useless(session, "--force", "--check");
    if (output_.empty() != check_) return check_ ? refuse_useless(session, "-o", "--check") : missing(session, "-o");
    const StopOnSignal signals;
    RenderOptions options = session.render_options();
    options.stop = signals.token();
    options.profile = profile_;
    options.hashes = json_;
    options.force = force_;
    const bool makes_ofd = may_have_format(Output{output_}, Format::Ofd);
    if (const int status = ofd_profile_.read(session, makes_ofd ? "" : "-o FILE.ofd", options)) return status;
    if (const int status = draft_.read(session, options)) return status;
    if (const int status = give_output_to(session, output_, json_)) return status;
    return StopOnSignal::status(bind(session, options));
  }

 private:
  static int missing(Session& session, std::string word) {
    return print_usage_error(session, diagnostics::messages::CliMissing, {std::move(word)});
  }

  int bind(Session& session, RenderOptions options) {
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    Rendering rendering;
    if (check_) {
      rendering.report = session.engine().check_plan({plan_}, options);
    } else {
      rendering = session.engine().bind({plan_}, Output{output_}, options);
    }
    rendering.report = confirm_.finish(rendering.report, false);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", engine::files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording())));
  }

  int write_plan(Session& session) {
    if (!plan_.empty()) return refuse_useless(session, "PLAN", "--new");
    if (check_) return refuse_useless(session, "--check", "--new");
    if (json_) return refuse_useless(session, "--json", "--new");
    const Language language = session.wording().language;
    if (!output_.empty() && !resources::is_standard_output(output_)) {
      return session.print_report(session.engine().new_plan_file(output_, force_, language));
    }
    if (force_) return refuse_useless(session, "--force", "bind --new");
    return session.print(session.engine().new_plan(DataForm::Json, language));
  }

  std::string plan_;
  std::string output_;
  DraftOption draft_;
  std::string profile_;
  OfdProfileOption ofd_profile_;
  ConfirmOption confirm_;
  bool check_ = false;
  bool json_ = false;
  bool new_ = false;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bind_command() { return std::make_unique<BindCommand>(); }

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
  /// The data of one form as it is; of several forms as a list.
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

  /// Returns 0, or the exit status of a refusal.
  int read_outputs(Session& session, CollectOptions& options) const {
    if (format_ == "json" && register_.empty()) {
      return print_usage_error(session, diagnostics::messages::CliBadChoice, {format_, "--format", "pdf, xlsx"});
    }
    options.stream_is_data = format_ == "json";
    std::string on_stream = json_ ? "--json" : "";
    for (const auto& [option, paths, outputs] :
         {std::tuple{"-o ", &outputs_, &options.outputs}, std::tuple{"--roster ", &rosters_, &options.rosters}}) {
      // A roster cannot be written as data.
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

  /// Returns the argument that is not a value; empty if all are.
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
