// Many documents, and returned forms.
#include "base/format.h"
#include "capi/detail/call_options.h"
#include "engine/api/result_json.h"
#include "gongwen/batch.h"
#include "gongwen/json.h"

#include <algorithm>

namespace gongwen::capi {
namespace {

/// Calls back, one event at a time.
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
    outcome.status = std::max(result.status, outcome.report.status());
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
