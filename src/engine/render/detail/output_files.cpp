#include "engine/render/detail/output_files.h"

#include "base/ascii.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/engine.h"
#include "resources/atomic_file.h"
#include "resources/byte_stream.h"
#include "resources/mapped_file.h"

#include <optional>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

bool is_folder(std::string_view path) { return path.ends_with('/'); }

bool add_output(const Output& output, const Manifest& manifest, std::vector<OutputFile>& planned,
                DiagnosticSink& sink) {
  if (is_folder(output.path) && !output.format) {
    for (const Format format : manifest.info.formats) planned.push_back({format, output.path, true});
    return true;
  }
  const std::optional<Format> format = output.format ? output.format : format_of_path(output.path);
  if (!format && resources::is_stream(output.path)) {
    sink.report(messages::EngineFormatNeeded, diagnostics::Origin{}, output.path);
    return false;
  }
  if (!format) {
    sink.report(messages::EngineUnknownFormat, diagnostics::Origin{}, output.path);
    return false;
  }
  if (manifest.find_output(*format) == nullptr) {
    sink.report(messages::EngineNoSuchOutput, diagnostics::Origin{}, manifest.info.name,
                format_ending(*format).substr(1));
    return false;
  }
  planned.push_back({*format, output.path, is_folder(output.path)});
  return true;
}

}  // namespace

std::string_view format_ending(Format format) { return format == Format::Pdf ? ".pdf" : ".xlsx"; }

std::optional<Format> format_of_path(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  for (const Format format : {Format::Pdf, Format::Xlsx}) {
    if (lower.ends_with(format_ending(format))) return format;
  }
  return std::nullopt;
}

base::Expected<std::vector<OutputFile>> plan_outputs(const std::vector<Output>& outputs, const Manifest& manifest,
                                                     const DataSource& data, DiagnosticSink& sink) {
  std::vector<OutputFile> planned;
  bool sound = true;
  for (const Output& output : outputs) {
    for (const OutputFile& earlier : planned) {
      if (earlier.in_folder || earlier.path.empty() || earlier.path != output.path) continue;
      sink.report(messages::EngineSameOutput, diagnostics::Origin{}, output.path);
      sound = false;
    }
    if (!data.text && !output.path.empty() && output.path == data.path && data.path != "-") {
      sink.report(messages::EngineOutputIsInput, diagnostics::Origin{}, output.path);
      sound = false;
    }
    sound = add_output(output, manifest, planned, sink) && sound;
  }
  if (!sound) return base::kReported;
  return planned;
}

void hash_files(std::span<FinishedFile> files) {
  for (FinishedFile& file : files) {
    std::string_view bytes = file.bytes;
    std::optional<resources::MappedFile> staged;
    if (file.staged && (staged = resources::MappedFile::open(file.staged->temporary_path()))) {
      const std::span<const std::byte> mapped = staged->bytes();
      bytes = {reinterpret_cast<const char*>(mapped.data()), mapped.size()};
    }
    file.sha256 = base::sha256(bytes);
  }
}

bool write_outputs(std::span<const OutputFile> outputs, std::span<FinishedFile> files, DiagnosticSink& sink) {
  std::vector<resources::AtomicFile> written;
  written.reserve(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (files[i].staged) {
      written.push_back(std::move(*files[i].staged));
      files[i].staged.reset();
      continue;
    }
    resources::AtomicFile& file = written.emplace_back(outputs[i].path);
    if (!file.open(sink) || !file.write(files[i].bytes, sink)) return false;
  }
  // What cannot be taken back comes first: when a pipe breaks, the files are still as they were.
  bool all = true;
  for (const bool streams : {true, false}) {
    for (resources::AtomicFile& file : written) {
      if (file.is_stream() == streams) all = all && file.commit(sink);
    }
  }
  return all;
}

}  // namespace gongwen::engine
