#include "engine/render/detail/continuation.h"

#include "data/document_builder.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/render/detail/output_files.h"
#include "forms/shown_fields.h"
#include "schema/validate.h"

#include <algorithm>
#include <charconv>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DataPlace;
using diagnostics::Origin;

/// `/fields/2/value`: 2.
std::optional<std::size_t> field_at(std::string_view pointer) {
  constexpr std::string_view kFields = "/fields/";
  if (!pointer.starts_with(kFields)) return std::nullopt;
  pointer.remove_prefix(kFields.size());
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), index);
  return error == std::errc() ? std::optional(index) : std::nullopt;
}

/// Whether a remark on a value was made of it before: what the form says of a value holds for the page as well.
bool is_known(const diagnostics::Diagnostic& remark, const diagnostics::DiagnosticSink& sink) {
  if (remark.severity == diagnostics::Severity::Error || !remark.origin.data_place) return false;
  const std::vector<diagnostics::Diagnostic>& all = sink.diagnostics();
  return std::any_of(all.begin(), all.end(), [&remark](const diagnostics::Diagnostic& known) {
    return known.id == remark.id && known.origin.data_place == remark.origin.data_place &&
           known.arguments == remark.arguments;
  });
}

}  // namespace

Continuation::Continuation(const ContinuationSource& source, const std::vector<pdf::FieldWithoutRoom>& fields,
                           const paint::DocumentInformation& form, const PageSurroundings& around)
    : source_(source), fields_(fields), form_(form), around_(around) {}

bool Continuation::expand(const DocumentStyles& form_styles, const BundleFiles& form_files) {
  page_ = source_.kinds.get_page(kContinuationPage);
  if (!page_) {
    source_.run.sink().report(messages::EngineNoPage, Origin{}, kContinuationPage);
    return false;
  }
  run_.emplace(page_);
  run_->obey(source_.run);
  surroundings_.emplace(PageSurroundings{around_.fonts, run_->origins()});
  surroundings_->data_files = around_.data_files;
  surroundings_->files_beside = around_.files_beside;
  const bool expanded = page_->usable && expand_page(form_styles, form_files);
  return report_messages() && expanded;
}

/// The places of the values lead to the fields: see `field_at`.
data::Document Continuation::make_data(diagnostics::SourceId source) const {
  data::DocumentBuilder builder(source);
  const auto put = [&builder](std::string_view name, std::string_view text) {
    builder.key(name, 0, 0);
    builder.string(text, 0, 0);
  };
  builder.begin_object(0);
  put("language", diagnostics::language_tag(forms::language_of_tag(form_.language)));
  put("title", form_.title);
  builder.key("fields", 0, 0);
  builder.begin_array(0);
  for (const pdf::FieldWithoutRoom& entry : fields_) {
    builder.begin_object(0);
    put("pointer", entry.field->pointer);
    put("label", entry.field->label);
    put("value", entry.text);
    builder.end_object(0);
  }
  builder.end_array(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

bool Continuation::expand_page(const DocumentStyles& form_styles, const BundleFiles& form_files) {
  const KindOutput* const output = page_->find_output(Format::Pdf);
  if (output == nullptr) {
    run_->sink().report(messages::EngineNoSuchOutput, Origin{}, kContinuationPage, format_info(Format::Pdf).name);
    return false;
  }
  const diagnostics::SourceId source = run_->sources().add_name(std::string(kContinuationPage));
  data_ = std::make_shared<const data::Document>(make_data(source));
  run_->documents().add(data_);
  // A custom page may ask for data that a form does not have.
  if (!schema::validate(*page_->schema, data_->root(), {}, run_->sink())) return false;
  RenderOptions options;
  options.limits = source_.limits;
  document_ = prepare_document(*page_, *output, *data_, options, *run_);
  if (!document_) return false;
  styles_ = document_->styles(*output);
  styles_.add_sheets_of(form_styles);
  surroundings_->further_files = &form_files;
  stages_.emplace(document_->tree, styles_, page_->files, *surroundings_, run_->sink());
  return stages_->build_boxes();
}

bool Continuation::lay_out(const layout::DocumentLayout& form) {
  const bool done = stages_->lay_out(layout::pages_before_next(form));
  return report_messages() && done;
}

void Continuation::append_to(paint::PaintedDocument& form) {
  diagnostics::OriginTable& origins = source_.run.origins();
  const diagnostics::OriginTable& own = run_->origins();
  paint::append_pages(form, stages_->paint(nullptr), [&](diagnostics::OriginId id) {
    // The writer of the file asks what comes from the data; everything else is already reported.
    const DataPlace place = place_in_form(own.at(id).data_place);
    return place ? origins.add({{}, place}) : diagnostics::OriginId();
  });
}

/// Hands new messages on to the form's run. Returns: false when there are errors among them.
bool Continuation::report_messages() {
  const std::vector<diagnostics::Diagnostic>& all = run_->sink().diagnostics();
  for (; reported_ < all.size(); ++reported_) {
    diagnostics::Diagnostic diagnostic = all[reported_];
    diagnostic.origin = origin_in_form(diagnostic.origin);
    for (diagnostics::Note& note : diagnostic.notes) note.origin = origin_in_form(note.origin);
    if (!is_known(diagnostic, source_.run.sink())) source_.run.sink().add(std::move(diagnostic));
  }
  return !run_->sink().has_errors();
}

/// The same place as the form's run knows it: the text of a template becomes one of its sources.
Origin Continuation::origin_in_form(const Origin& origin) {
  Origin moved{origin.template_place, place_in_form(origin.data_place)};
  if (!origin.template_place) return moved;
  const diagnostics::SourceId source = origin.template_place.source;
  const auto [known, is_new] = sources_.try_emplace(source);
  if (is_new) {
    const resources::SourceStore& own = run_->sources();
    known->second = source_.run.sources().add(std::string(own.source_name(source)),
                                              std::string(own.source_text(source)), own.source_start(source));
  }
  moved.template_place.source = known->second;
  return moved;
}

/// The value that a field shows, for any part of what the page says of the field.
DataPlace Continuation::place_in_form(const DataPlace& place) {
  const std::optional<diagnostics::DataDescription> description = run_->documents().describe(place);
  const std::optional<std::size_t> index = description ? field_at(description->pointer) : std::nullopt;
  return index && *index < fields_.size() ? fields_[*index].field->data_place : DataPlace();
}

}  // namespace gongwen::engine
