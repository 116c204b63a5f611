#include "base/date.h"
#include "base/file_path.h"
#include "base/format.h"
#include "capi/detail/call_options.h"
#include "capi/detail/signature_options.h"
#include "engine/api/result_json.h"
#include "gongwen/batch.h"
#include "gongwen/json.h"
#include "gongwen/show.h"

#include <algorithm>
#include <array>

// The calls of gongwen.h that need an engine. Each reads its options, refuses the call if they are wrong, calls the C++
// engine, and turns what that returns into an Outcome.

namespace gongwen::capi {

namespace {

/// Passes events to the callback of the caller, one at a time; a value other than 0 ends the call.
class Events {
 public:
  Events(gw_progress progress, void* context, CallEnd& end) : progress_(progress), context_(context), end_(end) {}

  explicit operator bool() const { return progress_ != nullptr; }

  void tell(const base::Json& event) {
    const std::string text = event.text();
    const std::lock_guard lock(mutex_);
    if (end_.is_requested() || progress_ == nullptr) return;
    if (progress_(context_, text.c_str(), text.size()) != 0) end_.request();
  }

 private:
  gw_progress progress_;
  void* context_;
  CallEnd& end_;
  std::mutex mutex_;
};

base::Json decimal(double number) { return base::Json::written(fmt::format("{:.3f}", number)); }

base::Json progress_event(const BatchProgress& progress) {
  base::Json event = base::Json::object();
  event.set("event", "progress");
  event.set("made", progress.made).set("skipped", progress.skipped).set("failed", progress.failed);
  event.set("share", decimal(progress.share)).set("seconds", decimal(progress.seconds));
  return event;
}

base::Json record_event(const BatchRecord& record) {
  base::Json event = base::Json::object();
  event.set("event", "record").set("record", record.number).set("input", record.place);
  event.set("made", record.made).set("skipped", record.skipped);
  event.set("files", engine::files_json(record.files));
  event.append(base::Json(json_of(record.report)));
  return event;
}

base::Json result_of(const BatchResult& result) {
  base::Json members = base::Json::object();
  members.set("made", result.counts.made).set("skipped", result.counts.skipped).set("failed", result.counts.failed);
  members.set("seconds", decimal(result.counts.seconds));
  members.set("stopped", result.stopped).set("pruned", result.pruned);
  members.set("stale", base::Json::list_of(result.stale));
  return members;
}

BatchOptions read_batch(OptionReader& options, const CallEnd& end) {
  constexpr std::uint64_t kMaxJobs = 256;
  BatchOptions batch;
  batch.render = read_common(options, end);
  read_rendering(options, batch.render);
  read_own_texts(options, batch.render);
  batch.inputs = options.texts("data");
  batch.watch = options.text("watch");
  batch.folder = options.text("output");
  batch.formats = read_formats(options);
  batch.jobs = options.count("jobs", 0, kMaxJobs);
  batch.resume = options.flag("resume");
  batch.prune = options.flag("prune");
  batch.manifest = options.text("manifest");
  batch.language = read_language(options, "lang", Language::English);
  if (batch.folder.empty()) options.require(nullptr, "output");
  if (batch.inputs.empty() && batch.watch.empty()) options.require(nullptr, "data");
  batch.stop = [&end] {
    return end.is_requested();
  };
  return batch;
}

ExtractOptions read_extract(OptionReader& options, const CallEnd& end) {
  ExtractOptions extract;
  extract.render = read_common(options, end);
  extract.render.hashes = true;
  read_own_texts(options, extract.render);
  extract.kind = options.text("kind");
  extract.check = options.flag("check");
  extract.by_label = options.flag("by-label");
  extract.folder = options.text("output");
  return extract;
}

std::vector<FormSource> form_sources(const gw_file* forms, std::size_t count) {
  std::vector<FormSource> sources;
  for (std::size_t i = 0; i < count; ++i) {
    FormSource& source = sources.emplace_back(FormSource{forms[i].path});
    if (forms[i].bytes != nullptr) source.bytes = std::string(static_cast<const char*>(forms[i].bytes), forms[i].size);
  }
  return sources;
}

CollectOptions read_collect(OptionReader& options, const CallEnd& end) {
  CollectOptions collect;
  collect.render = read_common(options, end);
  collect.render.hashes = true;
  read_own_texts(options, collect.render);
  const std::vector<Format> formats = read_formats(options);
  collect.outputs = read_outputs(options, "output", formats);
  collect.rosters = read_outputs(options, "roster", formats);
  collect.render.force = options.flag("force");
  collect.data_folder = options.text("data");
  collect.prune = options.flag("prune");
  collect.corrections = options.text("corrections");
  collect.expected = options.text("expected");
  collect.by_label = options.flag("by-label");
  collect.has_links = !options.flag("no-links");
  collect.titles = read_language(options, "titles", Language::Chinese);
  collect.register_kind = options.text("register");
  collect.register_from = options.text("from");
  for (auto& [pointer, value] : options.values("set")) {
    collect.register_values.push_back({std::move(pointer), std::move(value)});
  }
  if (collect.outputs.empty()) options.require(nullptr, "output");
  return collect;
}

}  // namespace
}  // namespace gongwen::capi

using namespace gongwen;
using namespace gongwen::capi;

gw_result* gw_batch(const gw_engine* engine, const char* kind, const char* options, size_t options_size,
                    gw_progress progress, void* context, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_batch", options, options_size);
    CallEnd end(call);
    Events events(progress, context, end);
    reader.require(engine, "engine");
    BatchOptions batch = read_batch(reader, end);
    Confirmations confirmations(reader, Confirmations::Use::Read);
    if (!reader.finish()) return refused(reader.report());
    Outcome outcome;
    if (!confirmations.open(batch.render, outcome.report)) return outcome;
    if (events) {
      batch.finished = [&events](const BatchRecord& record) {
        events.tell(record_event(record));
      };
      batch.progress = [&events](const BatchProgress& counts) {
        events.tell(progress_event(counts));
      };
    }
    const BatchResult result = engine->engine.batch(text_or_empty(kind), batch);
    events.tell(progress_event(result.counts));
    outcome.members = result_of(result);
    outcome.report = confirmations.finish(result.report, false);
    outcome.status = static_cast<int>(std::max(result.status, outcome.report.status()));
    return outcome;
  });
}

gw_result* gw_extract(const gw_engine* engine, const gw_file* forms, size_t form_count, const char* options,
                      size_t options_size, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_extract", options, options_size);
    const CallEnd end(call);
    reader.require(engine, "engine");
    ExtractOptions wanted = read_extract(reader, end);
    Confirmations confirmations(reader, Confirmations::Use::Add);
    if (check_files(reader, forms, form_count, "forms") && form_count == 0) reader.require(nullptr, "forms");
    if (!reader.finish()) return refused(reader.report());
    Outcome outcome;
    if (!confirmations.open(wanted.render, outcome.report)) return outcome;
    Extraction extraction = engine->engine.extract(form_sources(forms, form_count), wanted);
    outcome.report = confirmations.finish(extraction.report, false);
    outcome.members = engine::result_json(extraction);
    for (ExtractedFile& file : extraction.files) {
      const bool has_data = !file.json.empty();
      outcome.files.push_back({std::move(file.path), "json", std::move(file.json), 0, has_data});
    }
    return outcome;
  });
}

gw_result* gw_collect(const gw_engine* engine, const char* folder, const char* options, size_t options_size,
                      gw_progress progress, void* context, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_collect", options, options_size);
    CallEnd end(call);
    Events events(progress, context, end);
    reader.require(engine, "engine");
    reader.require(folder, "folder");
    const std::vector<std::string> kinds = reader.texts("kind");
    CollectOptions wanted = read_collect(reader, end);
    Confirmations confirmations(reader, Confirmations::Use::Read);
    if (!reader.finish()) return refused(reader.report());
    Outcome outcome;
    if (!confirmations.open(wanted.render, outcome.report)) return outcome;
    if (events) {
      wanted.progress = [&events](std::size_t done, std::size_t total) {
        base::Json event = base::Json::object();
        event.set("event", "progress").set("done", done).set("total", total);
        events.tell(event);
      };
    }
    const Collection collection = engine->engine.collect(kinds, folder, wanted);
    outcome.report = confirmations.finish(collection.report, false);
    outcome.members = engine::result_json(collection);
    return outcome;
  });
}

namespace gongwen::capi {

namespace {

/// Reports a missing kind, unless the data is on disk, where it may be stamped with its kind.
void require_kind(OptionReader& options, const char* kind, const gw_file* data, std::size_t count) {
  const bool is_on_disk = data != nullptr && count > 0 && data[0].bytes == nullptr;
  if (!is_on_disk) options.require(kind, "kind");
}

Outcome check_folder(const gw_engine& engine, const std::string& folder, const RenderOptions& render, CheckScope scope,
                     const Confirmations& confirmations) {
  const SetCheck check = engine.engine.check_set(folder, render, scope);
  const bool found_all = scope == CheckScope::Pages && check.report.error_count() == 0;
  return {confirmations.finish(check.report, found_all), engine::result_json(check)};
}

Outcome rendered(Rendering rendering, const Confirmations& confirmations, std::string_view stem, bool in_memory) {
  Outcome outcome{confirmations.finish(rendering.report, false)};
  if (!outcome.report.ok()) rendering.files.clear();
  if (in_memory) outcome.files = result_files(rendering, stem);
  outcome.members.set("kind", rendering.kind);
  outcome.members.set("files", engine::files_json(rendering.files));
  return outcome;
}

/// `report.html` → `report`.
std::string stem_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::string(name.substr(0, name.rfind('.')));
}

}  // namespace
}  // namespace gongwen::capi

using namespace gongwen;
using namespace gongwen::capi;

gw_result* gw_check(const gw_engine* engine, const char* kind, const gw_file* data, size_t data_count,
                    const char* options, size_t options_size, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_check", options, options_size);
    const CallEnd end(call);
    reader.require(engine, "engine");
    RenderOptions render = read_common(reader, end);
    render.profile = reader.text("profile");
    read_own_texts(reader, render);
    const CheckScope scope = reader.flag("values-only") ? CheckScope::Values : CheckScope::Pages;
    const std::string folder = reader.text("document-set");
    const std::vector<TableFile> tables = read_tables(reader);
    Confirmations confirmations(reader, Confirmations::Use::Add);
    if (check_files(reader, data, data_count, "data") && folder.empty()) {
      require_kind(reader, kind, data, data_count);
      reader.require(data, "data");
    }
    if (!reader.finish()) return refused(reader.report());
    Outcome outcome;
    if (!confirmations.open(render, outcome.report)) return outcome;
    if (!folder.empty()) return check_folder(*engine, folder, render, scope, confirmations);
    std::vector<DataSource> sources = {data_source(data, data_count)};
    sources.front().tables = tables;
    const std::string name = text_or_empty(kind);
    const Report report = scope == CheckScope::Values ? engine->engine.check_values(name, sources, render)
                                                      : engine->engine.check(name, sources, render);
    const bool found_all = scope == CheckScope::Pages && report.error_count() == 0;
    return {confirmations.finish(report, found_all), engine::checked_json({sources.front().path})};
  });
}

gw_result* gw_render(const gw_engine* engine, const char* kind, const gw_file* data, size_t data_count,
                     const char* options, size_t options_size, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_render", options, options_size);
    const CallEnd end(call);
    reader.require(engine, "engine");
    RenderOptions render = read_common(reader, end);
    read_rendering(reader, render);
    read_own_texts(reader, render);
    render.draft.changes_from.path = reader.text("changes-from");
    std::vector<Format> formats = read_formats(reader);
    const std::vector<Output> outputs = read_outputs(reader, "output", formats);
    render.force = reader.flag("force");
    std::vector<TableFile> tables = read_tables(reader);
    Confirmations confirmations(reader, Confirmations::Use::Read);
    if (check_files(reader, data, data_count, "data")) require_kind(reader, kind, data, data_count);
    if (!reader.finish()) return refused(reader.report());
    Outcome outcome;
    if (!confirmations.open(render, outcome.report)) return outcome;
    DataSource source = data_source(data, data_count);
    source.tables = std::move(tables);
    // The former data may be one of the files in memory, too.
    for (const MemoryFile& file : source.files) {
      if (file.path == render.draft.changes_from.path) render.draft.changes_from.text = file.bytes;
    }
    const std::string name = text_or_empty(kind);
    const bool in_memory = outputs.empty();
    // A caller that gets the bytes can hash them itself.
    render.hashes = !in_memory;
    if (formats.empty()) formats = {Format::Pdf};
    Rendering rendering = in_memory ? engine->engine.render(name, source, formats, render)
                                    : engine->engine.render_files(name, source, outputs, render);
    const std::string stem = rendering.kind;
    return rendered(std::move(rendering), confirmations, stem, in_memory);
  });
}

gw_result* gw_typeset(const gw_engine* engine, const gw_file* html, size_t html_count, const char* options,
                      size_t options_size, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_typeset", options, options_size);
    const CallEnd end(call);
    reader.require(engine, "engine");
    RenderOptions render = read_common(reader, end);
    read_pages(reader, render);
    std::vector<Format> formats = read_formats(reader, Medium::Page);
    const std::vector<Output> outputs = read_outputs(reader, "output", formats);
    render.force = reader.flag("force");
    if (outputs.size() > 1) reader.refuse("output", outputs[1].path, outputs[0].path);
    const Confirmations confirmations(reader, Confirmations::Use::Read);
    if (check_files(reader, html, html_count, "html") && html_count == 0) reader.require(nullptr, "html");
    if (!reader.finish()) return refused(reader.report());
    const DataSource source = data_source(html, html_count);
    const bool in_memory = outputs.empty();
    render.hashes = !in_memory;
    if (formats.empty()) formats = {Format::Pdf};
    Rendering rendering = in_memory ? engine->engine.typeset(source, formats, render)
                                    : engine->engine.typeset(source, outputs.front(), render);
    Outcome outcome = rendered(std::move(rendering), confirmations, stem_of(source.path), in_memory);
    outcome.members.remove("kind");
    return outcome;
  });
}

gw_result* gw_bind(const gw_engine* engine, const gw_file* plan, size_t plan_count, const char* options,
                   size_t options_size, gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_bind", options, options_size);
    const CallEnd end(call);
    reader.require(engine, "engine");
    RenderOptions render = read_common(reader, end);
    render.profile = reader.text("profile");
    read_own_texts(reader, render);
    const bool only_check = reader.flag("check");
    const std::vector<Output> outputs = read_outputs(reader, "output", {});
    render.force = reader.flag("force");
    if (outputs.size() > 1) reader.refuse("output", outputs[1].path, outputs[0].path);
    const Confirmations confirmations(reader, Confirmations::Use::Read);
    if (check_files(reader, plan, plan_count, "plan") && plan_count == 0) reader.require(nullptr, "plan");
    if (!reader.finish()) return refused(reader.report());
    const DataSource source = data_source(plan, plan_count);
    if (only_check) return {confirmations.finish(engine->engine.check_plan(source, render), false)};
    const bool in_memory = outputs.empty();
    render.hashes = !in_memory;
    const std::optional<Output> output = in_memory ? std::nullopt : std::optional(outputs.front());
    Outcome outcome =
        rendered(engine->engine.bind(source, output, render), confirmations, stem_of(source.path), in_memory);
    outcome.members.remove("kind");
    return outcome;
  });
}

namespace gongwen::capi {
namespace {

EngineOptions read_engine(OptionReader& options, const gw_file* templates, std::size_t count) {
  EngineOptions engine;
  engine.share_folder = options.text("share");
  engine.template_folders = options.texts("templates");
  engine.editions_folder = options.text("editions");
  engine.font_folders = options.texts("fonts");
  engine.libexec_folder = options.text("libexec");
  engine.temporary_folder = options.text("temporary-folder");
  engine.cache_folder = options.text("cache-folder");
  engine.reload = options.flag("reload");
  constexpr std::uint64_t kMaxThreads = 2;
  if (options.is_given("threads-per-document"))
    engine.threads_per_document = static_cast<std::uint32_t>(options.count("threads-per-document", 1, kMaxThreads));
  constexpr std::uint64_t kLastDate = 253'402'300'799;  // the end of the year 9999
  if (options.is_given("date")) engine.date = static_cast<std::int64_t>(options.count("date", 0, kLastDate));
  for (std::size_t i = 0; i < count; ++i) {
    engine.template_files.push_back(
        {templates[i].path, std::string(static_cast<const char*>(templates[i].bytes), templates[i].size)});
  }
  return engine;
}

/// Reports files of bundles that are not in memory.
bool check_templates(OptionReader& options, const gw_file* templates, std::size_t count) {
  bool sound = check_files(options, templates, count, "templates");
  for (std::size_t i = 0; sound && i < count; ++i) sound = options.require(templates[i].bytes, "templates");
  return sound;
}

constexpr std::string_view kDataFormats[] = {"json", "yaml", "xlsx"};

NewData read_new_data(OptionReader& options, const gw_file* data) {
  NewData wanted;
  const std::string format = options.choice("format", kDataFormats);
  if (format == "yaml") wanted.form = DataForm::Yaml;
  if (format == "xlsx") wanted.form = DataForm::Workbook;
  wanted.all_fields = options.flag("all");
  wanted.language = read_language(options, "lang", Language::English);
  wanted.titles = read_language(options, "titles", Language::Chinese);
  for (auto& [pointer, value] : options.values("set")) wanted.values.push_back({std::move(pointer), std::move(value)});
  if (data != nullptr && check_files(options, data, 1, "data")) wanted.from = data_source(data, 1);
  return wanted;
}

std::string_view ending_of(DataForm form) {
  switch (form) {
    case DataForm::Json: return "json";
    case DataForm::Yaml: return "yaml";
    case DataForm::Workbook: return "xlsx";
  }
  return {};
}

}  // namespace
}  // namespace gongwen::capi

using namespace gongwen;
using namespace gongwen::capi;

const char* gw_version(void) { return GONGWEN_VERSION; }

gw_result* gw_engine_new(const char* options, size_t options_size, const gw_file* templates, size_t template_count,
                         gw_engine** engine) {
  if (engine != nullptr) *engine = nullptr;
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_engine_new", options, options_size);
    reader.require(engine, "engine");
    const bool has_templates = check_templates(reader, templates, template_count);
    const EngineOptions wanted = read_engine(reader, templates, has_templates ? template_count : 0);
    if (!reader.finish()) return refused(reader.report());
    *engine = new gw_engine(wanted);
    return {};
  });
}

void gw_engine_free(gw_engine* engine) { delete engine; }

gw_result* gw_list(const gw_engine* engine) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_list", nullptr, 0);
    if (!reader.require(engine, "engine")) return refused(reader.report());
    const KindList list = engine->engine.list();
    Outcome outcome{list.report};
    outcome.files.push_back({"kinds.json", "json", engine::kinds_json(list.kinds).text() + "\n"});
    return outcome;
  });
}

gw_result* gw_describe(const gw_engine* engine, const char* kind, const char* options, size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_describe", options, options_size);
    reader.require(engine, "engine");
    reader.require(kind, "kind");
    constexpr std::string_view kFormats[] = {"json", "txt"};
    const bool as_form = reader.flag("form");
    const bool as_text = reader.choice("format", kFormats) == "txt";
    if (as_form && as_text) reader.refuse("format", "txt", "json");
    const Language language = read_language(reader, "lang", Language::English);
    if (!reader.finish()) return refused(reader.report());
    if (as_form) {
      return one_file(engine->engine.kind_name(kind) + ".form.json", "json", engine->engine.form(kind, language));
    }
    const FieldForm form = as_text ? FieldForm::Text : FieldForm::Json;
    const std::string format(kFormats[as_text ? 1 : 0]);
    return one_file(engine->engine.kind_name(kind) + "." + format, format,
                    engine->engine.describe(kind, form, language));
  });
}

gw_result* gw_texts(const gw_engine* engine, const char* kind, const char* options, size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_texts", options, options_size);
    reader.require(engine, "engine");
    reader.require(kind, "kind");
    const std::string language = reader.text("language");
    if (!reader.finish()) return refused(reader.report());
    return one_file(engine->engine.kind_name(kind) + ".texts.json", "json", engine->engine.texts(kind, language));
  });
}

gw_result* gw_new_data(const gw_engine* engine, const char* kind, const gw_file* data, const char* options,
                       size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_new_data", options, options_size);
    reader.require(engine, "engine");
    reader.require(kind, "kind");
    const NewData wanted = read_new_data(reader, data);
    if (!reader.finish()) return refused(reader.report());
    const std::string format(ending_of(wanted.form));
    return one_file(engine->engine.kind_name(kind) + "." + format, format, engine->engine.new_data(kind, wanted));
  });
}

// Signatures, OFD files and fonts.

namespace gongwen::capi {
namespace {

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The status of `gongwen verify`: a verdict says nothing if a file could not be read.
std::optional<int> status_of(const Verification& verification) {
  if (!verification.report.ok() && verification.report.status() != Status::BadInput) return std::nullopt;
  switch (verification.verdict) {
    case SignatureVerdict::Valid: return std::nullopt;
    case SignatureVerdict::Invalid: return GW_BAD_INPUT;
    case SignatureVerdict::Unknown: break;
  }
  return verification.report.ok() ? std::optional(GW_UNKNOWN) : std::nullopt;
}

}  // namespace
}  // namespace gongwen::capi

gw_result* gw_sign(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                   size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_sign", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FileSource> sources = file_sources(reader, files, file_count);
    SignOptions wanted = read_sign(reader);
    if (!reader.finish()) return refused(reader.report());
    wanted.libexec_folder = engine->libexec_folder;
    Signing signing = sign_files(sources, wanted);
    Outcome outcome{std::move(signing.report)};
    base::Json list = base::Json::list();
    for (SignedFile& file : signing.files) {
      list.add(engine::signed_json(file, file.path, file.path));
      outcome.files.push_back({name_of(file.path), file.is_ofd ? "ofd" : "pdf", std::move(file.bytes)});
    }
    outcome.members.set("files", std::move(list));
    return outcome;
  });
}

gw_result* gw_verify(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                     size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_verify", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FileSource> sources = file_sources(reader, files, file_count);
    VerifyOptions wanted;
    wanted.trust = read_trust(reader);
    if (const std::string at = reader.text("at"); !at.empty()) {
      wanted.at = base::parse_moment(at);
      if (!wanted.at) reader.refuse("at", at, "2026-12-01, 2026-12-01T09:00:00+08:00");
    }
    if (!reader.finish()) return refused(reader.report());
    wanted.libexec_folder = engine->libexec_folder;
    Verification verification = verify_files(sources, wanted);
    base::Json list = base::Json::list();
    for (const VerifiedFile& file : verification.files) list.add(base::Json::written(file.json));
    Outcome outcome{verification.report};
    outcome.status = status_of(verification);
    outcome.members.set("files", std::move(list));
    return outcome;
  });
}

gw_result* gw_ofd_check(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                        size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_ofd_check", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FileSource> sources = file_sources(reader, files, file_count);
    constexpr std::array<std::string_view, 2> kProfiles{"archive", "plain"};
    OfdCheckOptions wanted;
    const std::string profile = reader.choice("profile", kProfiles);
    if (!profile.empty()) wanted.rules = profile == "plain" ? OfdRules::Plain : OfdRules::Archive;
    wanted.strict = reader.flag("strict");
    if (!reader.finish()) return refused(reader.report());
    std::vector<std::string> paths;
    for (const FileSource& file : sources) paths.push_back(file.path);
    return {check_ofd_files(sources, wanted), engine::checked_json(paths)};
  });
}

gw_result* gw_convert(const gw_engine* engine, const gw_file* file, const char* options, size_t options_size,
                      gw_call* call) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_convert", options, options_size);
    reader.require(engine, "engine");
    const std::vector<FileSource> sources = file_sources(reader, file, file == nullptr ? 0 : 1);
    ConvertOptions wanted;
    std::vector<std::string_view> forms;
    for (const ConvertedFormInfo& known : kConvertedForms) forms.push_back(known.ending);
    const std::string form = reader.choice("format", forms);
    wanted.form = ConvertedForm::Pdf;
    for (const ConvertedFormInfo& known : kConvertedForms) {
      if (form == known.ending) wanted.form = known.form;
    }
    wanted.png.dpi = reader.number("dpi", wanted.png.dpi, PngOptions::kMinDpi, PngOptions::kMaxDpi);
    wanted.strict = reader.flag("strict");
    if (!reader.finish()) return refused(reader.report());
    wanted.share_folder = engine->share_folder;
    wanted.libexec_folder = engine->libexec_folder;
    wanted.font_folders = engine->font_folders;
    if (call != nullptr) wanted.stop = call->source.get_token();
    Conversion conversion = convert_file(sources.front(), {}, wanted);
    Outcome outcome{std::move(conversion.report)};
    const std::string path = sources.front().path;
    const std::string stem = name_of(path).substr(0, name_of(path).rfind('.'));
    const std::string ending(kConvertedForms[static_cast<std::size_t>(conversion.form)].ending);
    for (ConvertedFile& made : conversion.files) {
      const std::string number = made.page == 0 ? std::string() : "-" + std::to_string(made.page);
      outcome.files.push_back({stem + number + "." + ending, ending, std::move(made.bytes), made.pages});
    }
    outcome.members.set("pages", conversion.pages).set("seals", conversion.seals);
    outcome.members.set("attachments", conversion.attachments);
    return outcome;
  });
}

namespace gongwen::capi {
namespace {

/// A file of a call that takes exactly one of this name.
DataSource required_file(OptionReader& options, const gw_file* file, std::string_view name) {
  if (!options.require(file, name) || !check_files(options, file, 1, name)) return {};
  return data_source(file, 1);
}

}  // namespace
}  // namespace gongwen::capi

gw_result* gw_fill(const gw_engine* engine, const gw_file* form, const gw_file* data, const gw_file* map,
                   const char* options, size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_fill", options, options_size);
    reader.require(engine, "engine");
    FormFilling filling{required_file(reader, form, "form"), required_file(reader, data, "data")};
    if (map != nullptr) filling.map = required_file(reader, map, "map");
    filling.flatten = reader.flag("flatten");
    filling.strict = reader.flag("strict");
    filling.force = reader.flag("force");
    const std::string output = reader.text("output");
    if (!reader.finish()) return refused(reader.report());
    const bool in_memory = output.empty();
    Rendering rendering = engine->engine.fill_form(filling, in_memory ? std::nullopt : std::optional(Output{output}));
    Outcome outcome{rendering.report};
    if (!outcome.report.ok()) rendering.files.clear();
    if (in_memory) outcome.files = result_files(rendering, stem_of(filling.form.path));
    outcome.members.set("files", engine::files_json(rendering.files));
    return outcome;
  });
}

gw_result* gw_form_fields(const gw_engine* engine, const gw_file* form) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_form_fields", nullptr, 0);
    reader.require(engine, "engine");
    const DataSource source = required_file(reader, form, "form");
    if (!reader.finish()) return refused(reader.report());
    FormFields fields = engine->engine.list_form_fields(source);
    Outcome outcome{fields.report};
    if (!outcome.report.ok()) return outcome;
    const std::string stem = stem_of(source.path);
    outcome.files.push_back({stem + ".fields.json", "json", fields.fields + "\n"});
    outcome.files.push_back({stem + ".values.json", "json", fields.values + "\n"});
    return outcome;
  });
}

gw_result* gw_fonts(const gw_engine* engine, const char* options, size_t options_size) {
  return guarded([&]() -> Outcome {
    OptionReader reader("gw_fonts", options, options_size);
    reader.require(engine, "engine");
    const bool is_for_text = reader.is_given("missing");
    const std::string text = reader.text("missing");
    if (!reader.finish()) return refused(reader.report());
    if (!is_for_text) {
      const FontList list = engine->engine.fonts();
      return {list.report, engine::result_json(list)};
    }
    const MissingCharacters missing = engine->engine.missing_characters({"missing", text});
    Outcome outcome{missing.report};
    if (outcome.report.ok() && !missing.characters.empty()) outcome.status = GW_BAD_INPUT;
    outcome.members.set("missing", base::Json::list_of(missing.characters));
    return outcome;
  });
}
