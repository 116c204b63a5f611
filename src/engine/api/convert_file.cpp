#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/show.h"
#include "engine/api/result_json.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/render/detail/output_files.h"
#include "gongwen/show.h"
#include "ofd/show/file_shower.h"
#include "resources/byte_stream.h"
#include "resources/environment.h"
#include "resources/read_file.h"

#include <utility>

namespace gongwen {
namespace {

using engine::FinishedFile;
using engine::OutputFile;
using engine::Run;

// 64 MiB, for files on disk and in memory.
constexpr std::size_t kMaxConverted = std::size_t{64} << 20;

/// The output format with the same number of files; documents are never rendered to plain text.
Format format_of(ConvertedForm form) {
  switch (form) {
    case ConvertedForm::Png: return Format::Png;
    case ConvertedForm::Svg: return Format::Svg;
    case ConvertedForm::Pdf:
    case ConvertedForm::Text: break;
  }
  return Format::Pdf;
}

show::ShownAs shown_as(ConvertedForm form) {
  switch (form) {
    case ConvertedForm::Pdf: return show::ShownAs::Pdf;
    case ConvertedForm::Png: return show::ShownAs::Png;
    case ConvertedForm::Svg: return show::ShownAs::Svg;
    case ConvertedForm::Text: break;
  }
  return show::ShownAs::Text;
}

// The form by the ending of the name, ignoring case. A name that consists of an ending only has no form: `out/.pdf`.
std::optional<ConvertedForm> form_of_path(std::string_view path) {
  const std::size_t stop = path.rfind('.');
  if (stop == std::string_view::npos || stop == path.rfind('/') + 1) return std::nullopt;
  for (const ConvertedFormInfo& known : kConvertedForms) {
    if (base::equals_ignoring_ascii_case(path.substr(stop + 1), known.ending)) return known.form;
  }
  return std::nullopt;
}

std::optional<std::string> read_converted(const FileSource& file, Run& run) {
  if (file.bytes && file.bytes->size() > kMaxConverted) {
    run.sink().report(diagnostics::messages::ResourcesTooLarge, diagnostics::Origin{}, file.path, kMaxConverted >> 20);
    return std::nullopt;
  }
  if (file.bytes) return file.bytes;
  auto bytes = resources::read_bytes(file.path, {kMaxConverted}, run.sink());
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

/// Writes the files to their places, all or none.
/// With an empty `output` the bytes are returned, otherwise only sizes and paths.
bool place_files(const std::string& output, const FileSource& source, const ConvertOptions& options,
                 std::vector<FinishedFile>& files, Conversion& result, Run& run) {
  std::vector<OutputFile> outputs;
  if (!output.empty()) {
    const OutputFile planned{format_of(result.form), output, false};
    // PNG and SVG have a file for each page, with the number of the page at `{page}` in `output`.
    auto each = engine::outputs_of_files({planned}, files, run.sink());
    if (!each) return false;
    outputs = *std::move(each);
    const bool is_file = !source.bytes && !resources::is_stream(source.path);
    // The source must not be overwritten by its own conversion.
    if (!engine::are_separate_files(outputs, is_file ? source.path : std::string(), run.sink())) return false;
    // The last moment to stop: writing is not interrupted.
    run.sink().go_on_now();
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    ConvertedFile made;
    made.path = outputs.empty() ? std::string() : outputs[i].path;
    made.size = files[i].bytes.size();
    made.page = files[i].page;
    made.pages = files[i].pages;
    if (options.hashes) made.sha256 = base::sha256(files[i].bytes);
    if (outputs.empty()) made.bytes = std::move(files[i].bytes);
    result.files.push_back(std::move(made));
  }
  return outputs.empty() || engine::write_outputs(outputs, files, options.temporary_folder, run.sink());
}

}  // namespace

// The reader of foreign documents is another process (show::show_file, in `libexec_folder`); its objects
// that could not be drawn are counted and reported. Files are returned or written only if there is no
// error; with `strict` warnings are errors.
Conversion convert_file(const FileSource& file, const std::string& output, const ConvertOptions& options) {
  Run run;
  RenderOptions rules;
  rules.stop = options.stop;
  rules.deadline = options.deadline;
  run.obey(rules);
  Conversion result;
  run.attempt([&] {
    auto form = options.form ? options.form : form_of_path(output);
    // The standard output has no ending that tells the form.
    if (!form && resources::is_stream(output)) form = ConvertedForm::Pdf;
    if (!form) {
      run.sink().report(diagnostics::messages::ShowOtherFormat, diagnostics::Origin{}, output);
      return false;
    }
    result.form = *form;
    const auto bytes = read_converted(file, run);
    if (!bytes) return false;
    const std::string share =
        options.share_folder.empty() ? resources::installed_folder("share/gongwen") : options.share_folder;
    show::ShowRequest request;
    request.name = file.path == "-" ? "<stdin>" : file.path;
    request.forms = {shown_as(*form)};
    request.dpi = options.png.dpi;
    request.page = options.page;
    request.fonts_folder = share + "/fonts";
    request.font_folders = options.font_folders;
    // Pages refer to each other by the names of their files (PageWriting::svg_name).
    if (*form == ConvertedForm::Svg) {
      const OutputFile planned{Format::Svg, output, false};
      request.svg_name = engine::svg_name({&planned, 1});
    }
    auto answer = show::show_file(*bytes, request, options.libexec_folder, run.sink());
    if (!answer) return false;
    result.pages = answer->pages;
    result.seals = answer->seals;
    result.attachments = answer->attachments;
    const show::ObjectCounts& counts = answer->counts;
    result.objects = {counts.read, counts.drawn, counts.reported, counts.hidden, counts.characters};
    if (options.strict) run.sink().promote_warnings();
    if (run.sink().has_errors()) return false;
    std::vector<FinishedFile> files;
    for (show::ShownFile& shown : answer->files) {
      FinishedFile& made = files.emplace_back();
      made.bytes = std::move(shown.bytes);
      made.pages = shown.pages;
      made.format = format_of(*form);
      made.page = shown.page;
    }
    return place_files(output, file, options, files, result, run);
  });
  if (options.strict) run.sink().promote_warnings();
  result.report = std::move(run).report();
  if (!result.report.ok()) result.files.clear();
  return result;
}

}  // namespace gongwen
