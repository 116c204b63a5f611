// The work of a job that collects returned forms.
#include "base/file_path.h"
#include "engine/api/result_json.h"
#include "engine/core/reports.h"
#include "gongwen/engine.h"
#include "resources/environment.h"
#include "resources/file_tree.h"
#include "resources/message_channel.h"
#include "resources/read_file.h"
#include "service/detail/job_message.h"

#include <algorithm>
#include <stop_token>
#include <string>
#include <vector>

namespace gongwen::service {
namespace {

constexpr std::string_view kDocumentsOfJob = "../out/files/";
/// Of several kinds.
constexpr std::string_view kRosters = "rosters/";
constexpr std::string_view kManifestOfForms = "../out/manifest.jsonl";

/// A document appears whole, under its name alone. The process may move nothing from one folder into another.
std::error_code put_document(const std::string& name, std::string_view bytes) {
  const std::string folder(kDocumentsOfJob);
  const std::error_code error = resources::write_durable_file(folder + '.' + name, bytes);
  return error ? error : resources::rename_path(folder + '.' + name, folder + name);
}

/// The rosters and the register that were made, and the result.
std::error_code put_documents(const Collection& collection, const std::string& result) {
  std::vector<std::string> paths = collection.data_files;
  for (const RenderedFile& file : collection.files) paths.push_back(file.path);
  for (const std::string& path : paths) {
    diagnostics::DiagnosticSink sink;  // it was written just now
    const auto bytes = resources::read_bytes(path, {}, sink);
    if (!bytes) return std::make_error_code(std::errc::io_error);
    // Documents of a job are in one folder; rosters of several kinds have names of their kinds.
    if (const auto error = put_document(std::string(base::file_name(path)), *bytes)) return error;
  }
  return put_document("result.json", result);
}

std::string without_line_ends(std::string json) {
  std::erase_if(json, [](char c) { return c == '\n' || c == '\r'; });
  return json;
}

/// The members that all say of a form.
base::Json collected_json(const CollectedInput& input) {
  base::Json json = base::Json::object();
  json.set("input", input.path);
  if (!input.part.empty()) json.set("part", input.part);
  return std::move(json.set("kind", input.kind).set("use", form_use_name(input.use)));
}

/// A line of the manifest.
std::string manifest_line(const CollectedInput& input, diagnostics::Language language) {
  base::Json json = collected_json(input);
  const bool has_messages = input.report.error_count() + input.report.warning_count() > 0;
  if (has_messages) json.set("report", base::Json::written(input.report.json(language)));
  return without_line_ends(json.text()) + '\n';
}

/// What `collect --json` prints, with the data of each form that is used.
std::string result_text(const Collection& collection, diagnostics::Language language) {
  base::Json result = engine::result_json(collection);
  base::Json forms = base::Json::list();
  for (const CollectedInput& input : collection.inputs) {
    base::Json json = collected_json(input);
    if (!input.json.empty()) json.set("data", base::Json::written(without_line_ends(input.json)));
    forms.add(std::move(json));
  }
  result.set("inputs", std::move(forms)).set("status", static_cast<std::uint64_t>(collection.report.status()));
  result.append(report_json(collection.report, language));
  return result.text() + '\n';
}

/// Says how far it is ten times a second, and stops when nobody wants more.
class Progress {
 public:
  explicit Progress(resources::MessageChannel& channel) : channel_(channel) {}

  void say(std::size_t done, std::size_t total) {
    constexpr std::uint64_t kThousand = 1'000;
    constexpr std::int64_t kBetween = 100;
    if (is_closed(channel_)) stop_.request_stop();
    const std::int64_t now = resources::steady_milliseconds();
    update_.counts.made = done;
    update_.counts.of = total;
    update_.counts.share = total == 0 ? 0 : done * kThousand / total;
    update_.counts.milliseconds = static_cast<std::uint64_t>(now - start_);
    if (now - said_ < kBetween) return;
    said_ = now;
    send();
  }

  /// `reason`: why there is no roster; empty: there is one.
  void end(const Collection& collection, std::string_view reason, std::string report) {
    say(collection.inputs.size(), collection.inputs.size());
    update_.ended = true;
    update_.counts.failed = collection.faulty;
    update_.counts.made -= std::min<std::uint64_t>(update_.counts.made, collection.faulty);
    update_.status = static_cast<std::uint64_t>(collection.report.status());
    update_.reason = reason;
    update_.report = std::move(report);
    send();
  }

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void send() {
    // Nobody listens any more only when the service has ended, and this process with it.
    static_cast<void>(channel_.send(write_job_update(update_), nullptr, nullptr));
  }

  resources::MessageChannel& channel_;
  std::stop_source stop_;
  JobUpdate update_;
  std::int64_t start_ = resources::steady_milliseconds();
  std::int64_t said_ = 0;
};

/// How many kinds the roster is of.
std::size_t count_kinds(const Engine& engine, const JobOrder& order) {
  if (order.register_kind != order.kind) return 1;
  for (const KindInfo& info : engine.list().kinds) {
    if (info.name == order.kind) return info.gathers.size();
  }
  return 1;
}

void set_outputs(CollectOptions& options, const JobOrder& order, std::size_t kinds) {
  const bool is_register = !order.register_kind.empty();
  std::vector<Output>& rosters = is_register ? options.rosters : options.outputs;
  for (const Format format : {Format::Pdf, Format::Xlsx}) {
    const std::string name(format_info(format).name);
    if (!order.format.empty() && order.format != name) continue;
    rosters.push_back(kinds == 1 ? Output{"roster." + name} : Output{std::string(kRosters), format});
    if (is_register) options.outputs.push_back({"register." + name});
  }
  if (is_register) options.outputs.push_back({"register.json"});
}

CollectOptions collect_options(const JobOrder& order, Progress& progress) {
  CollectOptions options;
  options.register_kind = order.register_kind;
  options.register_from = order.parts.from;
  for (const std::string& text : order.parts.values) {
    const std::size_t sign = std::min(text.find('='), text.size());
    options.register_values.push_back({text.substr(0, sign), text.substr(std::min(sign + 1, text.size()))});
  }
  options.corrections = order.parts.corrections;
  options.expected = order.parts.expected;
  options.by_label = order.by_label;
  options.has_links = false;  // whoever gets the rosters does not have this folder
  options.titles = order.titles;
  options.render.strict = order.strict;
  options.render.hashes = true;
  options.render.stop = progress.token();
  options.progress = [&progress](std::size_t done, std::size_t total) {
    progress.say(done, total);
  };
  return options;
}

}  // namespace

void collect_forms(const Engine& engine, const JobOrder& order, resources::MessageChannel& channel) {
  Progress progress(channel);
  CollectOptions options = collect_options(order, progress);
  set_outputs(options, order, count_kinds(engine, order));
  const bool is_of_all = order.register_kind == order.kind;
  const Collection collection =
      engine.collect(is_of_all ? std::vector<std::string>() : std::vector{order.kind}, order.input, options);
  std::string lines;
  for (const CollectedInput& input : collection.inputs) lines += manifest_line(input, order.language);
  std::error_code error = resources::write_durable_file(std::string(kManifestOfForms), lines);
  if (!error) error = put_documents(collection, result_text(collection, order.language));
  std::string report = collection.files.empty() ? collection.report.json(order.language) : std::string();
  // Then the manifest has what is wrong with each file.
  constexpr std::size_t kMostReported = kMaxJobMessage / 2;
  if (report.size() > kMostReported) report.clear();
  const bool is_environment = error || collection.report.status() == Status::BadEnvironment;
  const std::string_view reason = is_environment ? "environment" : "bad-input";
  progress.end(collection, error || collection.files.empty() ? reason : std::string_view(), std::move(report));
}

}  // namespace gongwen::service
