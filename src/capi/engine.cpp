// Engines, kinds and data to fill in.
#include "capi/detail/call_options.h"
#include "engine/api/result_json.h"

namespace gongwen::capi {
namespace {

EngineOptions read_engine(OptionReader& options, const gw_file* templates, std::size_t count) {
  EngineOptions engine;
  engine.share_folder = options.text("share");
  engine.template_folders = options.texts("templates");
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

/// Files of bundles are in memory.
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
    const bool as_text = reader.choice("format", kFormats) == "txt";
    const Language language = read_language(reader, "lang", Language::English);
    if (!reader.finish()) return refused(reader.report());
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
