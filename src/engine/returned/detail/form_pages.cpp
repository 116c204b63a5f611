#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/make_files.h"
#include "engine/returned/detail/compare_pages.h"
#include "intake/file_reader.h"
#include "schema/apply_defaults.h"

namespace gongwen::engine {

std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts) {
  if (!kind || !kind->usable || !kind->schema || kind->find_output(Format::Pdf) == nullptr) return std::nullopt;
  Run run(kind);
  const text::FontLibrary* const library = fonts.get(run);
  if (library == nullptr) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  options.pdf.field_font = "none";  // people who fill in have fonts; the places are the same
  run.make_blank_form(json == "{}");
  const auto source = read_source({"form", json}, run);
  if (!source) return std::nullopt;
  auto read = data::read_json(*source, run.sources().source_text(*source), json_limits(options.limits), run.sink());
  if (!read) return std::nullopt;
  const schema::WithDefaults filled = schema::apply_defaults(*kind->schema, *std::move(read), {});
  constexpr Format kFormats[] = {Format::Pdf};
  const std::vector<FinishedFile> files =
      make_files(*kind, filled.document, kFormats, {*library, options, pdf::SpareCore::No, &kinds}, run);
  if (files.size() != 1) return std::nullopt;
  intake::IntakeOptions reading;
  reading.characters = true;
  intake::ReturnedFile form = kinds.file_reader().read(files.front().bytes, reading);
  if (form.pages.empty()) return std::nullopt;
  return std::move(form.pages);
}

std::shared_ptr<const FormPages> blank_pages(const std::shared_ptr<const CompiledKind>& kind, KindLibrary& kinds,
                                             FontSource& fonts) {
  if (!kind) return nullptr;
  CompiledKind::BlankPages& blank = kind->derived->blank_pages;
  std::call_once(blank.once, [&] {
    const auto shown = blank_form(kind, intake::FileType::Pdf);
    if (!shown || shown->names.empty()) return;
    if (auto made = pages_of_data(kind, "{}", kinds, fonts)) {
      blank.pages = std::make_shared<const FormPages>(*std::move(made));
    }
  });
  return blank.pages;
}

}  // namespace gongwen::engine
