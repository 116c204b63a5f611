#include "engine/returned/detail/form_pages.h"

#include "engine/render/detail/make_files.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/file_reader.h"

namespace gongwen::engine {
namespace {

std::optional<FormPages> make_pages(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                    bool is_blank, KindLibrary& kinds, FontSource& fonts) {
  Run run(kind);
  run.make_blank_form(is_blank);
  const text::FontLibrary* const library = fonts.get(run);
  const auto data = library == nullptr ? std::nullopt : data_of_form(*kind, json, run);
  if (!data) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  options.pdf.field_font = "none";  // people who fill in have fonts; the places are the same
  constexpr Format kFormats[] = {Format::Pdf};
  const std::vector<FinishedFile> files =
      make_files(*kind, data->document, kFormats, {*library, options, pdf::SpareCore::No, &kinds}, run);
  if (files.size() != 1) return std::nullopt;
  intake::ReturnedFile form = kinds.file_reader().read(files.front().bytes, {});
  if (form.pages.empty()) return std::nullopt;
  return std::move(form.pages);
}

}  // namespace

std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts) {
  if (!kind || !kind->usable || !kind->schema || kind->find_output(Format::Pdf) == nullptr) return std::nullopt;
  const bool is_blank = json == "{}";
  auto pages = make_pages(kind, json, is_blank, kinds, fonts);
  // Data that lack what templates need are those of a form that is not yet filled in.
  return pages || is_blank ? std::move(pages) : make_pages(kind, json, true, kinds, fonts);
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
