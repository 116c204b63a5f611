#include "engine/returned/detail/shown_form.h"

#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/expand_document.h"
#include "forms/fill_fields.h"
#include "forms/shown_fields.h"
#include "intake/field_data.h"
#include "schema/apply_defaults.h"

namespace gongwen::engine {

bool ShownForm::has_field(std::string_view pointer) const {
  const std::string pattern = intake::field_pattern(pointer);
  if (names.contains(pattern)) return true;
  const auto below = names.lower_bound(pattern + "/");
  if (below != names.end() && below->starts_with(pattern + "/")) return true;
  // Boxes of a list of choices: the list is the field.
  return pattern.ends_with("/*") && names.contains(pattern.substr(0, pattern.size() - 2));
}

std::optional<ShownForm> show_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                   const std::string& json) {
  if (!kind || !kind->usable || !kind->schema) return std::nullopt;
  const KindOutput* const output = kind->find_output(type == intake::FileType::Pdf ? Format::Pdf : Format::Xlsx);
  if (output == nullptr) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  Run run(kind);
  run.make_blank_form(true);
  const auto source = read_source({"form", json}, run);
  if (!source) return std::nullopt;
  auto read = data::read_json(*source, run.sources().source_text(*source), json_limits(options.limits), run.sink());
  if (!read) return std::nullopt;
  const schema::WithDefaults filled = schema::apply_defaults(*kind->schema, *std::move(read), {});
  const std::optional<dom::Tree> tree = expand_document(*kind, *output, filled.document, options, run);
  if (!tree) return std::nullopt;
  ShownForm form;
  form.fields = forms::collect_fields(*tree);
  forms::fill_fields(form.fields,
                     {*kind->schema, filled.document.root(), forms::document_language(*tree), kind->texts.replaced},
                     run.sink());
  for (const forms::Field& field : form.fields.fields) form.names.insert(intake::field_pattern(field.pointer));
  const std::vector<intake::RawField> raw = raw_fields(form.fields);
  form.json = intake::data_from_fields(raw, *kind->schema, kind->manifest->info.name).json;
  return form;
}

std::shared_ptr<const ShownForm> blank_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type) {
  if (!kind) return nullptr;
  const Medium medium = type == intake::FileType::Pdf ? Medium::Page : Medium::Sheet;
  CompiledKind::BlankForm& blank = kind->derived->blank_forms[static_cast<std::size_t>(medium)];
  std::call_once(blank.once, [&] {
    std::optional<ShownForm> made = show_form(kind, type, "{}");
    if (made) blank.shown = std::make_shared<const ShownForm>(*std::move(made));
  });
  return blank.shown;
}

}  // namespace gongwen::engine
