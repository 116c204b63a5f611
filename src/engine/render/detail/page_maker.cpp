#include "engine/render/detail/page_maker.h"

#include "base/assert.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/render/detail/laid_out_fields.h"
#include "forms/field_names.h"
#include "forms/fill_fields.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {
namespace {

/// The fields that are to be filled in. Places to sign may stay what they are in print.
forms::FieldModel fillable_fields(const forms::FieldModel& fields, const RenderOptions& options) {
  forms::FieldModel fillable = fields;
  for (forms::Field& field : fillable.fields) {
    if (!options.pdf.signature_fields && std::holds_alternative<forms::SignatureField>(field.type))
      field.controls.clear();
  }
  return fillable;
}

/// Those to be signed, of a document with nothing to fill in.
forms::FieldModel signable_fields(const forms::FieldModel& fields) {
  forms::FieldModel signable = fields;
  for (forms::Field& field : signable.fields) {
    if (!std::holds_alternative<forms::SignatureField>(field.type)) field.controls.clear();
  }
  return signable;
}

/// Those that lack a value, for a person who looks for what is missing.
forms::FieldModel blank_fields(const forms::FieldModel& fields) {
  forms::FieldModel blank = fields;
  blank.is_printed = true;
  for (forms::Field& field : blank.fields) {
    if (!field.value.empty()) field.controls.clear();
  }
  return blank;
}

bool has_signature_field(const forms::FieldModel& fields) {
  return std::any_of(fields.fields.begin(), fields.fields.end(), [](const forms::Field& field) {
    return std::holds_alternative<forms::SignatureField>(field.type);
  });
}

pdf::Attachment attached_data(const data::Document& data) {
  std::string json;
  data::append_value_json(json, data.root());
  return {"data.json", "application/json", std::string(texts::EngineAttachedData.chinese), json + "\n"};
}

ofd::OfdAttachment attached_data_in_xml(const data::Document& data) {
  return {"data.xml", std::string(texts::EngineAttachedData.chinese), data::value_xml(data.root())};
}

/// Where an OFD file, which has no fields, is to be sealed.
std::vector<ofd::OfdSealPlace> seal_places(const paint::PaintedDocument& painted, const forms::FieldModel& fields) {
  std::vector<ofd::OfdSealPlace> places;
  for (std::size_t page = 0; page < painted.pages.size(); ++page) {
    for (const paint::FieldArea& area : painted.pages[page].fields) {
      const forms::Field& field = fields.fields[area.field];
      if (!std::holds_alternative<forms::SignatureField>(field.type)) continue;
      places.push_back({forms::pdf_field_name(field.pointer), page, area.rect});
    }
  }
  return places;
}

}  // namespace

bool has_fields_to_fill_in(const CompiledKind& kind, const PreparedDocument& document, const RenderOptions& options,
                           Run& run) {
  if (!options.fillable || !document.fields.fields.empty()) return true;
  run.sink().report(diagnostics::messages::EngineNothingToFillIn, diagnostics::Origin{}, kind.manifest->info.name);
  return false;
}

PageWriting PageMaker::writing(Format format) const {
  PageWriting made{options_.fonts,
                   {kind_.engine_options->date},
                   {options_.render.png.dpi},
                   {ofd_profile(options_.render.ofd.profile)},
                   options_.svg_name};
  made.pdf.origins = &run_.origins();
  made.pdf.spare_core = options_.spare_core;
  if (options_.render.pdf.attach_data && !run_.makes_blank_form()) {
    if (format == Format::Pdf || is_pair(format)) made.pdf.attachments = {attached_data(data_)};
    if (format == Format::Ofd || is_pair(format)) made.ofd.attachments = {attached_data_in_xml(data_)};
  }
  // OFD has no fields; those for signatures become places for seals.
  if (form_ && (format == Format::Ofd || is_pair(format))) {
    made.ofd.seal_places = seal_places(pages_->painted(), fields_);
  }
  return made;
}

std::vector<FinishedFile> PageMaker::make(Format format) {
  if (pages() == nullptr) return {};
  if (!is_pair(format)) return write_pages(*pages_, format, writing(format), run_.sink());
  if (!pair_) pair_ = write_pdf_and_ofd(*pages_, writing(format), run_.sink());
  FinishedFile& file = format == Format::Pdf ? pair_->pdf : pair_->ofd;
  std::vector<FinishedFile> files;
  if (!file.bytes.empty()) files.push_back(std::move(file));
  return files;
}

const LaidOutPages* PageMaker::pages() {
  if (!is_laid_out_) lay_out();
  return pages_.get();
}

void PageMaker::lay_out() {
  is_laid_out_ = true;
  document_ = prepare_document(kind_, output_, data_, options_.render, run_);
  if (!document_ || !has_fields_to_fill_in(kind_, *document_, options_.render, run_)) return;
  PageSurroundings surroundings = printed_surroundings(kind_, document_->fields, options_.fonts, options_.render, run_);
  surroundings.line_numbers = options_.render.draft.line_numbers;
  surroundings.page_code = options_.render.page_code;
  surroundings.tree = tree_;
  const bool is_signable =
      options_.render.pdf.signable && !options_.render.fillable && has_signature_field(document_->fields);
  if (is_signable) {
    fields_ = signable_fields(document_->fields);
    form_.emplace(pdf::FormSource{fields_, font_, {}});
    surroundings.form = &*form_;
  }
  // Who keeps the tree looks places up in it (Preview::find); files are written without the places.
  const bool is_reviewed = run_.leaves_blanks() && !run_.makes_blank_form();
  if (is_reviewed && tree_ == TreeUse::Keep && !options_.render.fillable && !is_signable) {
    fields_ = blank_fields(document_->fields);
    surroundings.blanks = &fields_;
  }
  if (!options_.render.fillable || prepare_form(surroundings)) {
    surroundings_.emplace(std::move(surroundings));
    pages_ = lay_out_pages(document_->tree, document_->styles(output_), kind_.files, *surroundings_, run_.sink());
    // Long documents have room for something else.
    if (tree_ == TreeUse::Spend) document_->tree = dom::Tree();
  }
}

/// Returns: false when an error was reported.
bool PageMaker::prepare_form(PageSurroundings& surroundings) {
  // Workbooks say themselves what their labels stand for.
  forms::check_fillable(document_->fields, run_.sink());
  const base::Expected<pdf::FieldFontFile> font =
      open_field_font(options_.render.pdf.field_font, options_.fonts, run_.sink());
  if (!font) return false;
  GONGWEN_ASSERT(options_.kinds != nullptr);
  font_ = *font;
  fields_ = fillable_fields(document_->fields, options_.render);
  form_.emplace(pdf::FormSource{fields_, font_, stamp_of(kind_), given_data(fields_, kind_, data_)});
  laid_out_fields_ = laid_out_fields(document_->fields);
  continuation_.emplace(ContinuationSource{*options_.kinds, options_.render.limits, run_});
  surroundings.fields = &laid_out_fields_;
  surroundings.form = &*form_;
  surroundings.continuation = &*continuation_;
  return true;
}

}  // namespace gongwen::engine
