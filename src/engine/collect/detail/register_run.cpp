#include "engine/collect/detail/register_run.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "resources/byte_stream.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// For the message: names of all kinds that are registers.
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

/// True for JSON files and, if requested, the standard output.
bool is_register_data(const std::string& path, const CollectOptions& options) {
  if (options.register_kind.empty()) return false;
  return base::ascii_lowercase(path).ends_with(".json") || (options.stream_is_data && resources::is_stream(path));
}

/// Returns null, after a report, if the kind cannot be used or is not a register.
std::unique_ptr<RegisterRun> RegisterRun::open(const std::string& kind, KindLibrary& kinds, FontSource& fonts,
                                               diagnostics::DiagnosticSink& sink) {
  // Messages about the kind are passed on: the run that has them is dropped.
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

/// Reading forms of a kind that the register does not gather would be useless.
bool RegisterRun::takes(const std::vector<std::string>& kinds, diagnostics::DiagnosticSink& sink) const {
  const std::vector<std::string> parts = this->kinds();
  for (const std::string& kind : kinds) {
    if (std::find(parts.begin(), parts.end(), kind) != parts.end()) continue;
    sink.report(messages::IntakeNotGathered, Origin{}, steps_.kind().manifest->info.name, kind);
    return false;
  }
  return true;
}

/// Data files are not documents, so the steps do not plan them.
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

/// From here on the register is made like any document: its data is read and checked as if it came from a file.
RegisterData RegisterRun::make(const std::vector<KindForms>& kinds, std::vector<CollectedForm>& forms,
                               const CollectOptions& options, Run& run) {
  const RegisterRequest request{steps_.kind(), base::date_in_china(steps_.kind().engine_options->clock()),
                                options.register_from, options.register_values, options.render};
  RegisterData data = register_data(request, kinds, forms, run);
  json_ = data.json;
  if (json_.empty()) return data;
  // Notes are added only to messages about the register's data, which come after these.
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

/// Adds notes to messages about entries: from which returned files the entry was made.
void RegisterRun::add_notes(std::size_t first, const RegisterData& data) {
  const data::Document& document = steps_.data();
  const std::string list = gathers().list + "/";
  steps_.run().sink().add_notes(first,
                                // Messages before `first` belong to the kind.
                                [&](const diagnostics::Diagnostic& diagnostic) -> std::vector<diagnostics::Note> {
                                  const diagnostics::DataPlace place = diagnostic.origin.data_place;
                                  if (place.source != document.source() || place.node >= document.node_count())
                                    return {};
                                  const std::string pointer = data::Value(document, place.node).pointer();
                                  // Only entries come from forms; other members come from the caller.
                                  if (!pointer.starts_with(list)) return {};
                                  // The pointer is `/list/7/…`, so the number ends at a slash or at the end.
                                  const std::size_t entry = std::stoul(pointer.substr(list.size()));
                                  if (entry >= data.of_entry.size() || data.of_entry[entry].empty()) return {};
                                  return {{messages::IntakeFromForm, {}, {data.of_entry[entry]}}};
                                });
}

/// Adds no files for a register that could not be made: a register with errors leaves the files of earlier runs
/// unchanged.
void RegisterRun::take_files(std::vector<OutputFile>& outputs, std::vector<FinishedFile>& files) {
  if (is_made_) {
    for (const OutputFile& output : steps_.outputs()) outputs.push_back(output);
    for (FinishedFile& file : steps_.files()) files.push_back(std::move(file));
  }
  for (const std::string& path : data_files_) {
    // A register without data must not replace the file of an earlier run.
    if (json_.empty()) continue;
    outputs.push_back({Format::Xlsx, path, false});
    files.push_back({json_});
  }
}

}  // namespace gongwen::engine
