#include "base/ascii.h"
#include "base/json_pointer.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/collect/detail/collect.h"
#include "resources/byte_stream.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

std::string register_names(KindLibrary& kinds) {
  std::string names;
  for (const std::string& name : kinds.names()) {
    const auto kind = kinds.get(name);
    if (!kind || !kind->usable || !kind->manifest->gathers) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace

bool is_register_data(const std::string& path, const CollectOptions& options) {
  if (options.register_kind.empty()) return false;
  return base::ascii_lowercase(path).ends_with(".json") || (options.stream_is_data && resources::is_stream(path));
}

std::unique_ptr<RegisterRun> RegisterRun::open(const std::string& kind, KindLibrary& kinds, FontSource& fonts,
                                               diagnostics::DiagnosticSink& sink) {
  std::unique_ptr<RegisterRun> run(new RegisterRun(kinds, fonts, kind));
  if (!run->steps_.usable()) {
    for (const diagnostics::Diagnostic& diagnostic : run->steps_.run().sink().diagnostics()) sink.add(diagnostic);
    return nullptr;
  }
  if (run->steps_.kind().manifest->gathers) return run;
  sink.report(messages::IntakeNotARegister, Origin{}, kind, register_names(kinds));
  return nullptr;
}

std::vector<std::string> RegisterRun::kinds() const {
  std::vector<std::string> names;
  for (const ManifestGathers::Part& part : gathers().parts) names.push_back(part.kind);
  return names;
}

bool RegisterRun::takes(const std::vector<std::string>& kinds, diagnostics::DiagnosticSink& sink) const {
  const std::vector<std::string> parts = this->kinds();
  for (const std::string& kind : kinds) {
    if (std::find(parts.begin(), parts.end(), kind) != parts.end()) continue;
    sink.report(messages::IntakeNotGathered, Origin{}, steps_.kind().manifest->info.name, kind);
    return false;
  }
  return true;
}

bool RegisterRun::plan(const CollectOptions& options) {
  std::vector<Output> documents;
  for (const Output& output : options.outputs) {
    if (is_register_data(output.path, options)) {
      data_files_.push_back(output.path);
    } else {
      documents.push_back(output);
    }
  }
  return steps_.plan(documents, {});
}

RegisterData RegisterRun::make(const std::vector<KindForms>& kinds, std::vector<CollectedForm>& forms,
                               const CollectOptions& options, Run& run) {
  const RegisterRequest request{steps_.kind(), base::date_in_china(steps_.kind().engine_options->clock()),
                                options.register_from, options.register_values, options.render};
  RegisterData data = register_data(request, kinds, forms, run);
  json_ = data.json;
  if (json_.empty()) return data;
  const std::size_t first = steps_.run().sink().diagnostics().size();
  DataSource source;
  source.path = "<register>";
  source.text = json_;
  const bool fits = steps_.read(source, options.render);
  add_notes(first, data);
  steps_.settle(options.render);
  is_made_ = fits && steps_.name_outputs(options.render) && steps_.make(steps_.planned_formats(), options.render);
  return data;
}

/// Of which returned files the entry is that a message speaks of.
void RegisterRun::add_notes(std::size_t first, const RegisterData& data) {
  const data::Document& document = steps_.data();
  const std::string list = gathers().list + "/";
  steps_.run().sink().add_notes(first,
                                [&](const diagnostics::Diagnostic& diagnostic) -> std::vector<diagnostics::Note> {
                                  const diagnostics::DataPlace place = diagnostic.origin.data_place;
                                  if (place.source != document.source() || place.node >= document.node_count())
                                    return {};
                                  const std::string pointer = data::Value(document, place.node).pointer();
                                  if (!pointer.starts_with(list)) return {};
                                  const std::size_t entry = std::stoul(pointer.substr(list.size()));
                                  if (entry >= data.of_entry.size() || data.of_entry[entry].empty()) return {};
                                  return {{messages::IntakeFromForm, {}, {data.of_entry[entry]}}};
                                });
}

void RegisterRun::take_files(std::vector<OutputFile>& outputs, std::vector<FinishedFile>& files) {
  if (is_made_) {
    for (const OutputFile& output : steps_.outputs()) outputs.push_back(output);
    for (FinishedFile& file : steps_.files()) files.push_back(std::move(file));
  }
  for (const std::string& path : data_files_) {
    if (json_.empty()) continue;
    outputs.push_back({Format::Xlsx, path, false});
    files.push_back({json_});
  }
}

}  // namespace gongwen::engine
