// Documents: checking, rendering, typesetting, binding.
#include "base/file_path.h"
#include "capi/detail/call_options.h"
#include "engine/api/result_json.h"

namespace gongwen::capi {
namespace {

/// The kind may be left to data on disk, which may be stamped with it.
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
    const std::string name = text_or_empty(kind);
    const bool in_memory = outputs.empty();
    // Who has the bytes can work out their hash.
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
