#include "cli/render_commands.h"

#include "base/json.h"
#include "base/utf8.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/api/result_json.h"
#include "engine/api/tools.h"
#include "resources/byte_stream.h"
#include "resources/folder_watch.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

// render and watch, which renders again whenever a file changes, share one class. typeset renders HTML without a
// template; dump, eval and schema-check are for authors of templates.

namespace gongwen::cli {
namespace {

struct StageName {
  std::string_view name;
  Stage stage;
  bool has_data;    // of a document; otherwise of templates
  bool has_output;  // the stage differs between outputs
};

constexpr StageName kStages[] = {
    {"tokens", Stage::Tokens, false, true},       {"ast", Stage::Ast, false, true},
    {"program", Stage::Program, false, false},    {"dom", Stage::Dom, true, true},
    {"fields", Stage::Fields, true, true},        {"boxes", Stage::Boxes, true, false},
    {"fragments", Stage::Fragments, true, false}, {"display-list", Stage::DisplayList, true, false},
    {"tags", Stage::Tags, true, false},           {"workbook", Stage::Workbook, true, false},
};

class DumpCommand final : public Command {
 public:
  std::string_view name() const override { return "dump"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliDumpSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("DATA", &data_, texts::CliDumpData);
    OptionSpec& stage = list.add("--stage", &stage_, texts::CliDumpStage);
    stage.required = true;
    for (const StageName& each : kStages) stage.choices.emplace_back(each.name);
    OptionSpec& output = list.add("--output", &output_, texts::CliDumpOutput);
    output.choices = {"pdf", "xlsx"};
  }

  int run(Session& session) override {
    const StageName& stage = chosen_stage();
    if (!stage.has_data && !data_.empty()) return refuse_useless(session, data_, "--stage=" + stage_);
    if (!stage.has_output && !output_.empty()) return refuse_useless(session, "--output", "--stage=" + stage_);
    const Format output = output_ == "xlsx" ? Format::Xlsx : Format::Pdf;
    const TextResult dump = session.engine().dump(kind_, stage.stage, output, {data_}, session.render_options());
    const int status = session.print_report(dump.report);
    return worse(status, session.print(dump.text));
  }

 private:
  /// The stage that the option selects.
  const StageName& chosen_stage() const {
    return *std::find_if(std::begin(kStages), std::end(kStages),
                         [&](const StageName& each) { return each.name == stage_; });
  }

  std::string kind_;
  std::string data_;
  std::string stage_;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> make_dump_command() { return std::make_unique<DumpCommand>(); }

namespace {

class EvalCommand final : public Command {
 public:
  std::string_view name() const override { return "eval"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliEvalSummary); }
  void declare(OptionList&) override {}

  int run(Session& session) override {
    const ToolResult result = expand_request({"-"}, session.options().limits);
    if (result.report.ok()) return session.print(result.output);
    if (!session.json()) return session.print_report(result.report);
    std::fputs((result.error_json + "\n").c_str(), stderr);
    return static_cast<int>(result.report.status());
  }
};

class SchemaCheckCommand final : public Command {
 public:
  std::string_view name() const override { return "schema-check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliSchemaCheckSummary); }
  void declare(OptionList&) override {}

  int run(Session& session) override { return session.print_report(schema_check_request({"-"}).report); }
};

}  // namespace

std::unique_ptr<Command> make_eval_command() { return std::make_unique<EvalCommand>(); }
std::unique_ptr<Command> make_schema_check_command() { return std::make_unique<SchemaCheckCommand>(); }

namespace {

std::vector<std::string> page_formats() {
  std::vector<std::string> names;
  for (const FormatInfo& info : known_formats()) {
    if (info.medium == Medium::Page) names.emplace_back(info.name);
  }
  return names;
}

class TypesetCommand final : public Command {
 public:
  std::string_view name() const override { return "typeset"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliTypesetSummary); }
  void declare(OptionList& list) override {
    list.add("HTML", &html_, texts::CliTypesetHtml).required = true;
    OptionSpec& output = list.add("-o,--output", &output_, texts::CliTypesetOutput);
    output.value = "FILE";
    output.required = true;
    list.add("--format", &format_, texts::CliRenderFormat).choices = page_formats();
    dpi_.declare(list);
    ofd_profile_.declare(list);
    declare_profile(list, profile_);
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    const StopOnSignal signals;
    RenderOptions options = session.render_options();
    options.stop = signals.token();
    options.profile = profile_;
    options.hashes = json_;
    options.force = force_;
    if (const int status = give_output_to(session, output_, json_)) return status;
    const std::optional<Output> output = named_output(output_, format_);
    if (!output) return print_usage_error(session, diagnostics::messages::CliOtherFormat, {output_, format_});
    const std::string_view missing = format_.empty() ? "-o FILE-{page}.png" : "--format png";
    const bool makes_png = may_have_format(*output, Format::Png);
    if (const int status = dpi_.read(session, makes_png ? "" : missing, options)) return status;
    const std::string_view no_ofd = may_have_format(*output, Format::Ofd) ? "" : "-o FILE.ofd";
    if (const int status = ofd_profile_.read(session, no_ofd, options)) return status;
    const Rendering rendering = session.engine().typeset({html_}, *output, options);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", engine::files_json(rendering.files));
      return StopOnSignal::status(print_result(session, std::move(result), rendering.report));
    }
    const int status = session.print_report(rendering.report);
    return StopOnSignal::status(worse(status, session.tell(describe_files(rendering.files, session.wording()))));
  }

 private:
  std::string html_;
  std::string profile_;
  std::string output_;
  std::string format_;
  DpiOption dpi_;
  OfdProfileOption ofd_profile_;
  bool json_ = false;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_typeset_command() { return std::make_unique<TypesetCommand>(); }

namespace {

/// `render` and `watch`, which renders repeatedly, have the same options.
class RenderCommand final : public Command {
 public:
  explicit RenderCommand(bool watches) : watches_(watches) {}

  std::string_view name() const override { return watches_ ? "watch" : "render"; }
  std::string_view summary(const Wording& wording) const override {
    return wording(watches_ ? texts::CliWatchSummary : texts::CliRenderSummary);
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKindOrWorkbook).required = true;
    list.add("DATA", &data_, texts::CliRenderData);
    OptionSpec& output = list.add("-o,--output", &outputs_, texts::CliRenderOutput);
    output.value = "FILE";
    OptionSpec& format = list.add("--format", &format_, texts::CliRenderFormat);
    format.choices = format_names();
    dpi_.declare(list);
    ofd_profile_.declare(list);
    csv_.declare(list);
    tables_.declare(list);
    confirm_.declare_use(list);
    list.add("--fillable", &fillable_, texts::CliRenderFillable);
    OptionSpec& field_font = list.add("--field-font", &field_font_, texts::CliRenderFieldFont);
    field_font.value = "FONT";
    field_font.suggestions = {"common", "wide", "none"};
    list.add("--no-signature-fields", &no_signature_fields_, texts::CliRenderNoSignatureFields);
    list.add("--signable", &signable_, texts::CliRenderSignable);
    list.add("--attach-data", &attach_data_, texts::CliRenderAttachData);
    list.add("--page-code", &page_code_, texts::CliRenderPageCode).value = "TEXT";
    draft_.declare(list);
    OptionSpec& changes = list.add("--changes-from", &changes_from_, texts::CliRenderChangesFrom);
    changes.value = "FILE";
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    if (watches_) session.watch_templates();
    std::vector<std::string> data;
    if (!data_.empty()) data.push_back(data_);
    take_data_for_kind(session, kind_, data);
    if (data.size() > 1) return print_usage_error(session, diagnostics::messages::EngineUnknownKind, {data[0], ""});
    const std::string path = data.empty() ? std::string() : data.front();
    base::Expected<std::vector<TableFile>> tables = tables_.files(session);
    if (!tables) return static_cast<int>(Status::BadUsage);
    if (outputs_.empty()) {
      const std::string beside = name_beside(path);
      if (beside.empty()) {
        return print_usage_error(session, diagnostics::messages::CliMissing,
                                 {"--output", "gongwen " + std::string(name()) + " monthly-bulletin -o bulletin.pdf"});
      }
      outputs_.push_back(beside);
    }
    std::vector<Output> outputs;
    if (const int status = read_outputs(session, outputs)) return status;
    if (const int status = check_useless(session, outputs, path.empty() && tables->empty())) return status;
    const bool is_blank = path.empty() && tables->empty();
    if (is_blank && resources::has_waiting_input()) {
      return print_usage_error(session, diagnostics::messages::CliUnreadInput, {});
    }
    if (watches_ && path == "-") return refuse_useless(session, "-", "watch");
    const StopOnSignal signals;
    RenderOptions options = session.render_options();
    options.stop = signals.token();
    const bool makes_png = std::any_of(outputs.begin(), outputs.end(),
                                       [](const Output& output) { return may_have_format(output, Format::Png); });
    const std::string_view missing = format_.empty() ? "-o FILE-{page}.png" : "--format png";
    if (const int status = dpi_.read(session, makes_png ? "" : missing, options)) return status;
    const bool makes_ofd = std::any_of(outputs.begin(), outputs.end(),
                                       [](const Output& output) { return may_have_format(output, Format::Ofd); });
    if (const int status = ofd_profile_.read(session, makes_ofd ? "" : "-o FILE.ofd", options)) return status;
    const bool makes_csv = std::any_of(outputs.begin(), outputs.end(),
                                       [](const Output& output) { return may_have_format(output, Format::Csv); });
    if (const int status = csv_.read(session, makes_csv, "-o FILE.xlsx", options)) return status;
    if (const int status = draft_.read(session, options)) return status;
    options.draft.changes_from.path = changes_from_;
    options.fillable = fillable_;
    if (!field_font_.empty()) options.pdf.field_font = field_font_;
    options.pdf.signature_fields = !no_signature_fields_;
    options.pdf.signable = signable_;
    options.pdf.attach_data = attach_data_;
    options.page_code.text = page_code_;
    options.hashes = json_;
    options.force = force_;
    const DataSource source{path, std::nullopt, *std::move(tables)};
    if (watches_) return watch(session, source, outputs, options);
    const int status = StopOnSignal::status(render(session, source, outputs, options));
    if (status == 0) session.leave_engine();
    return status;
  }

 private:
  /// The name of the document beside its data: `may/data.json` gives `may/data.pdf`. Empty if there is no data in a
  /// file, or the name would be that of the data.
  std::string name_beside(const std::string& path) const {
    if (path.empty() || resources::is_stream(path)) return {};
    const std::size_t name = path.rfind('/') + 1;
    const std::size_t dot = path.rfind('.');
    const std::string stem = dot == std::string::npos || dot <= name ? path : path.substr(0, dot);
    std::string beside = stem + "." + (format_.empty() ? "pdf" : format_);
    return beside == path ? std::string() : beside;
  }

  int render(Session& session, const DataSource& source, const std::vector<Output>& outputs, RenderOptions options) {
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    Rendering rendering = session.engine().render_files(kind_, source, outputs, options);
    rendering.report = confirm_.finish(rendering.report, false);
    rendered_kind_ = rendering.kind;
    if (json_) {
      base::Json result = base::Json::object();
      result.set("kind", rendering.kind);
      result.set("files", engine::files_json(rendering.files));
      return print_result(session, std::move(result), rendering.report);
    }
    const int status = session.print_report(rendering.report);
    return worse(status, session.tell(describe_files(rendering.files, session.wording(), source.is_blank())));
  }

  /// Renders again whenever a file has changed since the last rendering started, until a signal comes.
  int watch(Session& session, const DataSource& source, const std::vector<Output>& outputs,
            const RenderOptions& options) {
    // An unknown kind cannot be fixed by changing files, so report it as without watching.
    if (!kind_.empty() && session.engine().kind_name(kind_).empty()) return render(session, source, outputs, options);
    const auto files = [&] {
      std::vector<std::string> paths = session.engine().template_files(rendered_kind_.empty() ? kind_ : rendered_kind_);
      if (!source.path.empty()) paths.push_back(source.path);
      if (!changes_from_.empty()) paths.push_back(changes_from_);
      for (const TableFile& table : source.tables) paths.push_back(table.path);
      if (!confirm_.file().empty()) paths.push_back(confirm_.file());
      const std::vector<std::string>& texts = session.options().own_texts;
      paths.insert(paths.end(), texts.begin(), texts.end());
      return paths;
    };
    std::string state = resources::state_of_files(files());
    do {
      RenderOptions now = options;
      now.force = force_;
      now.deadline = session.render_options().deadline;
      const int status = render(session, source, outputs, now);
      if (status == static_cast<int>(Status::BadUsage)) return status;
      // From now on the output is our own file, which may be overwritten.
      if (status == 0) force_ = true;
      // If the data names the kind, its files are now known.
      if (source.path.empty() || !kind_.empty()) continue;
      kind_ = rendered_kind_;
      state = resources::state_of_files(files());
    } while (resources::wait_for_change(files, &Interrupt::has_come, state));
    return 0;
  }

  /// Returns 0, or the exit status of a refusal.
  int read_outputs(Session& session, std::vector<Output>& outputs) const {
    for (const std::string& path : outputs_) {
      if (watches_ && resources::is_standard_output(path)) return refuse_useless(session, "-o " + path, "watch");
      if (const int status = give_output_to(session, path, json_)) return status;
      const std::optional<Output> output = named_output(path, format_);
      if (!output) return print_usage_error(session, diagnostics::messages::CliOtherFormat, {path, format_});
      outputs.push_back(*output);
    }
    return 0;
  }

  /// Refuses options that only concern PDFs or forms to fill in.
  int check_useless(const Session& session, const std::vector<Output>& outputs, bool is_blank) const {
    const bool makes_pdf = std::any_of(outputs.begin(), outputs.end(),
                                       [](const Output& output) { return may_have_format(output, Format::Pdf); });
    const bool fills_pdf = fillable_ && makes_pdf;
    if (!field_font_.empty() && !fills_pdf) return refuse_useless(session, "--field-font", useless_beside(fillable_));
    if (no_signature_fields_ && !fills_pdf) {
      return refuse_useless(session, "--no-signature-fields", useless_beside(fillable_));
    }
    const bool makes_document = makes_pdf || std::any_of(outputs.begin(), outputs.end(), [](const Output& output) {
                                  return may_have_format(output, Format::Ofd);
                                });
    if (signable_ && !makes_document) return refuse_useless(session, "--signable", "-o FILE.xlsx");
    if (signable_ && no_signature_fields_) return refuse_useless(session, "--signable", "--no-signature-fields");
    if (is_blank && !confirm_.file().empty()) return refuse_useless(session, "--confirmed", "render KIND");
    if (attach_data_ && (!makes_document || is_blank)) {
      return refuse_useless(session, "--attach-data", is_blank ? "render KIND" : "-o FILE.xlsx");
    }
    return 0;
  }

  static std::string useless_beside(bool fillable) { return fillable ? "-o FILE.xlsx" : "render"; }

  std::string kind_;
  std::string data_;
  std::string format_;
  bool json_ = false;
  bool force_ = false;
  bool watches_;
  std::string rendered_kind_;
  std::vector<std::string> outputs_;
  std::string field_font_;
  bool fillable_ = false;
  bool no_signature_fields_ = false;
  bool signable_ = false;
  bool attach_data_ = false;
  std::string page_code_;
  std::string changes_from_;
  DpiOption dpi_;
  OfdProfileOption ofd_profile_;
  CsvOption csv_;
  DraftOption draft_;
  TableOption tables_;
  ConfirmOption confirm_;
};

}  // namespace

std::unique_ptr<Command> make_render_command() { return std::make_unique<RenderCommand>(false); }
std::unique_ptr<Command> make_watch_command() { return std::make_unique<RenderCommand>(true); }

}  // namespace gongwen::cli
