#include "base/ascii.h"
#include "base/file_path.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/file_reader.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

std::string kind_in(std::string_view bytes, intake::FileReader& reader) {
  const std::optional<intake::FileType> type = intake::sniff(bytes);
  if (!type || *type == intake::FileType::Json) return {};
  intake::IntakeOptions options;
  options.unnamed = intake::UnnamedCells::Collect;
  return reader.read(bytes, options).stamp.kind;
}

}  // namespace

std::string stamped_kind(const std::string& path, intake::FileReader& reader) {
  diagnostics::DiagnosticSink unheard;
  if (path == "-") return {};
  const auto bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, unheard);
  return bytes ? kind_in(*bytes, reader) : std::string();
}

std::string recognise_kind(const std::string& path, intake::FileReader& reader, diagnostics::DiagnosticSink& sink) {
  std::string kind;
  if (path != "-") {  // which could not be read a second time
    const auto bytes = resources::read_bytes(path, {}, sink);
    if (!bytes) return {};
    kind = kind_in(*bytes, reader);
  }
  if (kind.empty()) sink.report(diagnostics::messages::EngineKindNeeded, diagnostics::Origin{}, path);
  return kind;
}

std::string recognise_kind(const std::vector<std::string>& inputs, intake::FileReader& reader,
                           diagnostics::DiagnosticSink& sink) {
  for (const std::string& input : inputs) {
    std::vector<std::string> paths = {input};
    if (resources::type_of(input) == resources::PathType::Folder) {
      paths.clear();
      for (const std::string& name : resources::Folder(input).files()) {
        if (intake::is_workbook_name(name)) paths.push_back(base::join_path(input, name));
      }
    }
    for (const std::string& path : paths) {
      if (std::string kind = stamped_kind(path, reader); !kind.empty()) return kind;
    }
  }
  sink.report(diagnostics::messages::EngineKindNeeded, diagnostics::Origin{},
              inputs.empty() ? std::string() : inputs.front());
  return {};
}

}  // namespace gongwen::engine
