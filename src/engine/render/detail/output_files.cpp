#include "engine/render/detail/output_files.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/render/kept_forms.h"
#include "resources/atomic_file.h"
#include "resources/byte_stream.h"
#include "resources/file_descriptor.h"
#include "resources/folder.h"

#include <algorithm>
#include <optional>
#include <set>

// Formats and paths of outputs: the format that a path implies, names in folders and of pages, and writing all files or
// none.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

/// A slash at the end marks a folder, which need not exist yet.
bool is_folder(std::string_view path) { return path.ends_with('/'); }

std::optional<Format> format_of_path(std::string_view path) {
  const FormatInfo* const info = find_format_of_path(path);
  return info == nullptr ? std::nullopt : std::optional(info->format);
}

/// `out-{page}.png` for `out.png`: the path that a message suggests for several pages.
std::string suggested_path(const std::string& path, Format format) {
  if (resources::is_stream(path)) return name_in_folder("page", format);
  const std::size_t dot = path.size() - std::min(path.size(), format_info(format).ending.size());
  const bool has_ending = find_format_of_path(path) != nullptr;
  return has_ending ? path.substr(0, dot) + "-" + std::string(kPagePlaceholder) + path.substr(dot)
                    : path + "-" + std::string(kPagePlaceholder);
}

/// A folder without a format gets all documents that the kind has.
bool add_output(const Output& output, const Manifest& manifest, std::vector<OutputFile>& planned,
                DiagnosticSink& sink) {
  // A folder without a format gets every format of the kind, each named by the template of file names.
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
    std::vector<std::string_view> endings;
    for (const FormatInfo& info : known_formats()) endings.push_back(info.ending);
    sink.report(messages::EngineUnknownFormat, diagnostics::Origin{}, output.path,
                fmt::format("{}", fmt::join(endings, " ")));
    return false;
  }
  if (manifest.find_output(*format) == nullptr) {
    sink.report(messages::EngineNoSuchOutput, diagnostics::Origin{}, manifest.info.name, format_info(*format).name);
    return false;
  }
  planned.push_back({*format, output.path, is_folder(output.path)});
  return true;
}

}  // namespace

/// Other parts of the kind can be left out only if all outputs are of one medium.
KindParts parts_for(std::span<const Output> outputs) {
  std::optional<KindParts> parts;
  for (const Output& output : outputs) {
    const std::optional<Format> format = output.format ? output.format : format_of_path(output.path);
    // The error is reported when the output is planned.
    if (!format) return KindParts::All;
    const KindParts needed = parts_of(format_info(*format).medium);
    if (parts.value_or(needed) != needed) return KindParts::All;
    parts = needed;
  }
  return parts.value_or(KindParts::All);
}

base::Expected<OutputFile> plan_page_output(const Output& output, DiagnosticSink& sink) {
  std::optional<Format> format = output.format ? output.format : format_of_path(output.path);
  // The standard output has no ending that tells the format.
  if (!format && resources::is_stream(output.path)) format = Format::Pdf;
  if (!format || format_info(*format).medium != Medium::Page) {
    sink.report(messages::EngineNotPages, diagnostics::Origin{}, output.path);
    return base::kReported;
  }
  return OutputFile{*format, output.path, false};
}

/// A name for a file in a folder: `name.pdf`, `name-{page}.png`.
std::string name_in_folder(std::string_view name, Format format) {
  std::string out(name);
  const FormatInfo& info = format_info(format);
  if (info.is_file_per_page) out.append("-").append(kPagePlaceholder);
  return out.append(info.ending);
}

/// The name by which the pages link to each other: that of all outputs, with the place of the number. Empty if they
/// have no such name, so that pages have no links to each other.
std::string svg_name(std::span<const OutputFile> outputs) {
  std::string name;
  for (const OutputFile& output : outputs) {
    if (output.format != Format::Svg) continue;
    const std::string_view own = base::file_name(output.path);
    const bool is_numbered = own.find(kPagePlaceholder) != std::string_view::npos &&
                             base::folder_part(output.path).find(kPagePlaceholder) == std::string_view::npos;
    if (!is_numbered || (!name.empty() && name != own)) return {};
    name = own;
  }
  return name;
}

/// Files and outputs are in the same order.
base::Expected<std::vector<OutputFile>> outputs_of_files(const std::vector<OutputFile>& outputs,
                                                         std::span<const FinishedFile> files, DiagnosticSink& sink) {
  std::vector<OutputFile> each;
  std::size_t at = 0;
  for (const OutputFile& output : outputs) {
    const bool is_per_page = format_info(output.format).is_file_per_page;
    // Every output has at least one file; further pages follow with their numbers.
    const std::size_t first = at++;
    while (is_per_page && at < files.size() && files[at].page > 1) ++at;
    const std::size_t count = at - first;
    // Several pages for one path: the second would replace the first.
    if (count > 1 && !output.path.empty() && output.path.find(kPagePlaceholder) == std::string::npos) {
      sink.report(messages::EnginePagePlaceholder, diagnostics::Origin{}, output.path, count,
                  suggested_path(output.path, output.format));
      return base::kReported;
    }
    for (std::size_t page = 1; page <= count; ++page) {
      each.push_back(
          {output.format, is_per_page ? page_path(output.path, page, count) : output.path, output.in_folder});
    }
  }
  return each;
}

/// Errors of all outputs are reported.
base::Expected<std::vector<OutputFile>> plan_outputs(const std::vector<Output>& outputs, const Manifest& manifest,
                                                     const DataSource& data, DiagnosticSink& sink) {
  std::vector<OutputFile> planned;
  bool sound = true;
  for (const Output& output : outputs) {
    sound = add_output(output, manifest, planned, sink) && sound;
  }
  if (!are_separate_files(planned, input_file(data), sink) || !sound) return base::kReported;
  return planned;
}

/// Texts and the standard input cannot be overwritten.
std::string input_file(const DataSource& data) {
  return data.text || data.path == resources::kStandardOutput ? std::string() : data.path;
}

/// Compared by real paths, so that links are recognised.
bool are_separate_files(std::span<const OutputFile> outputs, const std::string& input, DiagnosticSink& sink) {
  const std::string plain_input = input.empty() ? std::string() : resources::plain_path(input);
  std::set<std::string> known;
  bool separate = true;
  for (const OutputFile& output : outputs) {
    if (output.path.empty() || is_folder(output.path)) continue;  // in memory, or not named yet
    // Compared as plain paths: `a.pdf` and `./a.pdf` are one file.
    const std::string path = resources::plain_path(output.path);
    if (path == plain_input) sink.report(messages::EngineOutputIsInput, diagnostics::Origin{}, output.path);
    const bool is_new = known.insert(path).second;
    if (!is_new) sink.report(messages::EngineSameOutput, diagnostics::Origin{}, output.path);
    separate = separate && is_new && path != plain_input;
  }
  return separate;
}

/// All files are checked, so that all are reported.
bool keeps_forms(std::span<const OutputFile> outputs, std::span<const FinishedFile> files, intake::FileReader& reader,
                 DiagnosticSink& sink) {
  bool all = true;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    all = may_take_place(outputs[i].path, files[i].bytes, reader, sink) && all;
  }
  return all;
}

/// Files on the disk are mapped instead of read.
void hash_files(std::span<FinishedFile> files) {
  for (FinishedFile& file : files) {
    std::string_view bytes = file.bytes;
    // A staged file was written under its temporary name already, to save memory.
    std::optional<resources::MappedFile> staged;
    if (file.staged && (staged = resources::MappedFile::open(file.staged->temporary_path()))) {
      const std::span<const std::byte> mapped = staged->bytes();
      bytes = {reinterpret_cast<const char*>(mapped.data()), mapped.size()};
    }
    file.sha256 = base::sha256(bytes);
  }
}

/// First all are written under temporary names, then all are renamed; so an error leaves the former files in place.
bool write_outputs(std::span<const OutputFile> outputs, std::span<FinishedFile> files,
                   const std::string& temporary_folder, DiagnosticSink& sink) {
  std::vector<resources::AtomicFile> written;
  written.reserve(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (files[i].staged) {
      written.push_back(std::move(*files[i].staged));
      files[i].staged.reset();
      continue;
    }
    resources::AtomicFile& file = written.emplace_back(outputs[i].path, resources::Existing::Replace, temporary_folder);
    // Temporary files of the others are removed by their destructors.
    if (!file.open(sink) || !file.write(files[i].bytes, sink)) return false;
  }
  // Streams come first, as they cannot be undone: if a pipe breaks, files are still unchanged.
  bool all = true;
  for (const bool streams : {true, false}) {
    for (resources::AtomicFile& file : written) {
      if (file.is_stream() == streams) all = all && file.commit(sink);
    }
  }
  return all;
}

}  // namespace gongwen::engine
