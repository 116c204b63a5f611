#include "engine/render/detail/page_maker.h"

#include "base/assert.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/kinds/detail/word_package.h"
#include "engine/kinds/detail/word_page.h"
#include "engine/render/detail/draft.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/word_copy.h"
#include "forms/field_names.h"
#include "forms/fill_fields.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

// PagePlaces finds the place of something on a page. One PageMaker serves all formats of one document: the data is
// expanded and laid out once, then each format is written from the same painted pages. Places are in px from the top
// left corner of a page.
namespace gongwen::engine {
namespace {

using base::PathPoint;
using base::Transform;
using diagnostics::OriginId;

/// Distance in px within which a click beside a text still means the text: the leading of a line, the rest of a cell. A
/// line of text has no area of its own between its glyphs and the next line.
constexpr double kNear = 40;
/// Ascent and descent of a line in parts of the font size. Exact metrics are not needed for clicks.
constexpr double kAscent = 0.95;
constexpr double kDescent = 0.2;

/// Executes the commands of a page, keeping the transform that applies.
class PlaceCollector {
 public:
  PlaceCollector(std::uint32_t page, const Transform& shown, std::vector<PagePlace>& places)
      : page_(page), transforms_{shown}, places_(places) {}

  void collect(const paint::PageDisplay& page) {
    for (const paint::DisplayItem& item : page.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
    // Controls of forms are not painted, but a click on a control means its field.
    for (const paint::FieldArea& field : page.fields) add(field.rect, field.origin, true);
  }

 private:
  void play(const paint::FillRect& item) { add(item.rect, item.origin, false); }
  void play(const paint::FillPath& item) { add(item.path, item.origin); }
  void play(const paint::StrokePath& item) { add(item.path, item.origin); }
  void play(const paint::DrawImage& item) { add(item.rect, item.origin, true); }
  void play(const paint::TileImage& item) { add(item.area, item.origin, false); }
  /// The box of a run, turned and placed as it is painted.
  void play(const paint::DrawGlyphs& item) {
    // Glyphs of upright text in vertical lines run down, centred on the line; all others run along the baseline.
    const double size = item.run->size.to_px();
    const double length = paint::run_length(*item.run) * item.run->x_scale;
    Transform place = paint::turn_transform(item.turn);
    place.e = item.position.x.to_px();
    place.f = item.position.y.to_px();
    const bool upright = item.run->is_upright;
    const PathPoint first = upright ? PathPoint{-size / 2, 0} : PathPoint{0, -kAscent * size};
    const PathPoint last = upright ? PathPoint{size / 2, length} : PathPoint{length, kDescent * size};
    add(first, last, place, item.origin, true);
  }
  // Transforms nest; the last one includes those around it.
  void play(const paint::PushTransform& item) { transforms_.push_back(transforms_.back().after(item.transform)); }
  void play(const paint::PopTransform&) { transforms_.pop_back(); }
  // Clipped content keeps its place, so that it can be found.
  void play(const paint::PushClip&) {}
  void play(const paint::PopClip&) {}
  void play(const paint::PushGroup&) {}
  void play(const paint::PopGroup&) {}
  void play(const paint::BeginTag&) {}
  void play(const paint::BeginArtifact&) {}
  void play(const paint::EndTag&) {}

  void add(const base::Rect& rect, OriginId origin, bool is_content) {
    const PathPoint first{rect.left().to_px(), rect.top().to_px()};
    add(first, {first.x + rect.size.width.to_px(), first.y + rect.size.height.to_px()}, {}, origin, is_content);
  }

  /// The bounding box of the points; control points make it slightly larger than the path.
  void add(const base::Path& path, OriginId origin) {
    if (path.points.empty()) return;
    PathPoint first = path.points.front();
    PathPoint last = first;
    for (const PathPoint& point : path.points) {
      first = {std::min(first.x, point.x), std::min(first.y, point.y)};
      last = {std::max(last.x, point.x), std::max(last.y, point.y)};
    }
    add(first, last, {}, origin, false);
  }

  /// A rectangle may be turned, so all four corners are used.
  void add(PathPoint first, PathPoint last, const Transform& transform, OriginId origin, bool is_content) {
    const Transform shown = transforms_.back().after(transform);
    PagePlace place{page_,
                    std::numeric_limits<float>::max(),
                    std::numeric_limits<float>::max(),
                    std::numeric_limits<float>::lowest(),
                    std::numeric_limits<float>::lowest(),
                    origin,
                    is_content};
    for (const PathPoint corner : {first, PathPoint{last.x, first.y}, last, PathPoint{first.x, last.y}}) {
      const PathPoint at = shown.apply(corner);
      place.left = std::min(place.left, static_cast<float>(at.x));
      place.top = std::min(place.top, static_cast<float>(at.y));
      place.right = std::max(place.right, static_cast<float>(at.x));
      place.bottom = std::max(place.bottom, static_cast<float>(at.y));
    }
    places_.push_back(place);
  }

  std::uint32_t page_;
  std::vector<Transform> transforms_;
  std::vector<PagePlace>& places_;
};

/// 0 inside the place.
double distance(const PagePlace& place, PathPoint point) {
  const double x = std::max({place.left - point.x, point.x - place.right, 0.0});
  const double y = std::max({place.top - point.y, point.y - place.bottom, 0.0});
  return std::hypot(x, y);
}

}  // namespace

PagePlaces::PagePlaces(const paint::PaintedDocument& document) {
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    PlaceCollector(static_cast<std::uint32_t>(i), paint::picture_of(document.pages[i]).shown, places_)
        .collect(document.pages[i]);
  }
}

/// Content and background are searched separately: the nearest content, and the uppermost background at the point.
/// Places are in the order of painting: later ones lie above.
const PagePlace* PagePlaces::at(std::size_t page, PathPoint point) const {
  const PagePlace* content = nullptr;
  const PagePlace* behind = nullptr;
  double nearest = kNear;
  for (const PagePlace& place : places_) {
    if (place.page != page) continue;
    const double away = distance(place, point);
    if (place.is_content ? away <= nearest : false) {
      nearest = away;
      content = &place;
    }
    if (!place.is_content && away == 0) behind = &place;
  }
  // A text in a tinted box is meant rather than the box, and a box rather than a text beside it.
  // The background wins only over content that the point does not touch.
  return content != nullptr && (nearest == 0 || behind == nullptr) ? content : behind;
}

/// Ranks are computed once for runs of places with the same origin.
const PagePlace* PagePlaces::best(const std::function<int(OriginId)>& rank) const {
  const PagePlace* best = nullptr;
  int best_rank = 0;
  OriginId last;
  int last_rank = 0;
  for (const PagePlace& place : places_) {
    // Ranking looks up sources, which is slow; neighbours mostly have one origin.
    if (!(place.origin == last)) last_rank = rank(last = place.origin);
    // If ranks are equal, the first place counts: it is the start of the content.
    if (last_rank <= best_rank) continue;
    best = &place;
    best_rank = last_rank;
  }
  return best;
}

/// A text has one place for each line or run.
PagePlace PagePlaces::around(const PagePlace& place) const {
  PagePlace all = place;
  for (const PagePlace& other : places_) {
    // A value may be printed on several pages; only this one is shown.
    if (other.page != place.page || !(other.origin == place.origin) || other.is_content != place.is_content) continue;
    all.left = std::min(all.left, other.left);
    all.top = std::min(all.top, other.top);
    all.right = std::max(all.right, other.right);
    all.bottom = std::max(all.bottom, other.bottom);
  }
  return all;
}

namespace {

/// The fields to be filled in. Signature fields may stay printed.
forms::FieldModel fillable_fields(const forms::FieldModel& fields, const RenderOptions& options) {
  forms::FieldModel fillable = fields;
  // The model keeps the field, since the data of the form names it.
  for (forms::Field& field : fillable.fields) {
    if (!options.pdf.signature_fields && std::holds_alternative<forms::SignatureField>(field.type))
      field.controls.clear();
  }
  return fillable;
}

/// The fields to be signed, for a document in which nothing else is filled in.
forms::FieldModel signable_fields(const forms::FieldModel& fields) {
  forms::FieldModel signable = fields;
  for (forms::Field& field : signable.fields) {
    if (!std::holds_alternative<forms::SignatureField>(field.type)) field.controls.clear();
  }
  return signable;
}

/// The fields without a value, for a person who looks for what is missing.
forms::FieldModel blank_fields(const forms::FieldModel& fields) {
  forms::FieldModel blank = fields;
  blank.is_printed = true;
  for (forms::Field& field : blank.fields) {
    // The fields stay in the model, so that their numbers do not change.
    if (!field.value.empty()) field.controls.clear();
  }
  return blank;
}

bool has_signature_field(const forms::FieldModel& fields) {
  return std::any_of(fields.fields.begin(), fields.fields.end(), [](const forms::Field& field) {
    return std::holds_alternative<forms::SignatureField>(field.type);
  });
}

/// Data of the document, with its defaults.
pdf::Attachment attached_data(const data::Document& data) {
  std::string json = data::value_json(data.root());
  return {"data.json", "application/json", std::string(texts::EngineAttachedData.chinese), json + "\n"};
}

/// OFD files carry the data as XML, PDF files as JSON.
ofd::OfdAttachment attached_data_in_xml(const data::Document& data) {
  return {"data.xml", std::string(texts::EngineAttachedData.chinese), data::value_xml(data.root())};
}

/// Places for seals: an OFD file has no fields.
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

/// A kind without fields cannot be a form.
bool has_fields_to_fill_in(const CompiledKind& kind, const PreparedDocument& document, const RenderOptions& options,
                           Run& run) {
  if (!options.fillable || !document.fields.fields.empty()) return true;
  run.sink().report(diagnostics::messages::EngineNothingToFillIn, diagnostics::Origin{}, kind.manifest->info.name);
  return false;
}

/// Options for the writers of all formats; both formats of a pair are written at once.
PageWriting PageMaker::writing(Format format) const {
  PageWriting made{options_.fonts,
                   *kind_.engine_options,
                   {kind_.engine_options->date},
                   {options_.render.png.dpi},
                   {ofd_profile(options_.render.ofd.profile)},
                   options_.svg_name};
  made.pdf.origins = &run_.origins();
  made.pdf.spare_core = options_.spare_core;
  // A blank form has no data worth attaching.
  if (options_.render.pdf.attach_data && !run_.makes_blank_form()) {
    if (format == Format::Pdf || is_pair(format)) made.pdf.attachments = {attached_data(data_)};
    if (format == Format::Ofd || is_pair(format)) made.ofd.attachments = {attached_data_in_xml(data_)};
  }
  // OFD has no fields; signature fields become places for seals.
  if (form_ && (format == Format::Ofd || is_pair(format))) {
    made.ofd.seal_places = seal_places(pages_->painted(), fields_);
  }
  return made;
}

/// A pair is written once; each request takes its file.
std::vector<FinishedFile> PageMaker::make(Format format) {
  // Fields and draft marks exist only on laid-out pages; otherwise the author's Word file is copied.
  if (format == Format::Docx && copies_word_file()) return make_word_copy();
  if (pages() == nullptr) return {};
  if (!is_pair(format)) return write_pages(*pages_, format, writing(format), run_.sink());
  if (!pair_) pair_ = write_pdf_and_ofd(*pages_, writing(format), run_.sink());
  FinishedFile& file = format == Format::Pdf ? pair_->pdf : pair_->ofd;
  std::vector<FinishedFile> files;
  // Empty after an error, or if the file was already taken.
  if (!file.bytes.empty()) files.push_back(std::move(file));
  return files;
}

/// Laid out on first use, since some callers need only the document. Returns null after an error.
const LaidOutPages* PageMaker::pages() {
  if (!is_laid_out_) lay_out();
  return pages_.get();
}

/// Expanded once for all formats, so that each message is reported once. Returns false after an error.
bool PageMaker::prepare() {
  if (!is_prepared_) document_ = prepare_document(kind_, output_, data_, options_.render, run_);
  is_prepared_ = true;
  return document_.has_value();
}

/// Whether a DOCX file is the author's own file, expanded. The marks of drafts and places to fill in are only in the
/// page.
bool PageMaker::copies_word_file() const {
  const RenderOptions& render = options_.render;
  return is_word_page(output_.template_name) && !output_.is_word_form && !render.fillable && !is_draft(render);
}

/// The page is expanded first: it has the same tags, and its messages are those of the file. It is laid out if the file
/// shows numbers of pages.
std::vector<FinishedFile> PageMaker::make_word_copy() {
  const WordPackage& package = word_package_of(kind_, output_);
  for (const diagnostics::Diagnostic& message : package.diagnostics) run_.sink().add(message);
  if (!package.usable) return {};
  const LaidOutPages* shown = nullptr;
  if (package.package.shows_pages || is_laid_out_) {
    shown = pages();
    if (shown == nullptr) return {};
  } else if (!prepare()) {
    return {};
  }
  std::optional<std::string> bytes = word_copy(package, {kind_, output_, data_, options_.render, shown}, run_);
  std::vector<FinishedFile> files;
  if (!bytes) return files;
  FinishedFile& file = files.emplace_back();
  file.bytes = *std::move(bytes);
  file.format = Format::Docx;
  if (shown != nullptr) file.pages = shown->painted().pages.size();
  return files;
}

/// Called once; after an error there are no pages.
void PageMaker::lay_out() {
  is_laid_out_ = true;
  if (!prepare() || !has_fields_to_fill_in(kind_, *document_, options_.render, run_)) return;
  PageSurroundings surroundings = printed_surroundings(kind_, document_->fields, options_.fonts, options_.render, run_);
  surroundings.line_numbers = options_.render.draft.line_numbers;
  surroundings.page_code = options_.render.page_code;
  surroundings.tree = tree_;
  surroundings.makes_flow = makes_flow_;
  // A document to be signed is finished except for its signatures: only their fields become fields of the file.
  const bool is_signable =
      options_.render.pdf.signable && !options_.render.fillable && has_signature_field(document_->fields);
  if (is_signable) {
    fields_ = signable_fields(document_->fields);
    form_.emplace(pdf::FormSource{fields_, font_, {}});
    surroundings.form = &*form_;
  }
  // Blank fields are marked only for the preview of a review; files are written without the marks. Callers that keep
  // the tree look up places in it (Preview::find).
  const bool is_reviewed = run_.leaves_blanks() && !run_.makes_blank_form();
  if (is_reviewed && tree_ == TreeUse::Keep && !options_.render.fillable && !is_signable) {
    fields_ = blank_fields(document_->fields);
    surroundings.blanks = &fields_;
  }
  if (!options_.render.fillable || prepare_form(surroundings)) {
    surroundings_.emplace(std::move(surroundings));
    pages_ = lay_out_pages(document_->tree, document_->styles(output_), kind_.files, *surroundings_, run_.sink());
    // Saves memory for long documents.
    if (tree_ == TreeUse::Spend) document_->tree = dom::Tree();
  }
}

/// Prepares fields, font and continuation pages. Returns false if an error was reported.
bool PageMaker::prepare_form(PageSurroundings& surroundings) {
  // Labels are checked only for PDF and Word: in workbooks they are cells.
  forms::check_fillable(document_->fields, run_.sink());
  fields_ = fillable_fields(document_->fields, options_.render);
  // Data that the fields cannot hold is carried by the file and returned with it; the stamp has its hash, so that a
  // change is noticed.
  std::string given = given_data(fields_, kind_, data_);
  forms::FormStamp stamp = stamp_with_given(kind_, given, data_);
  stamp.receipt = options_.render.receipt;
  laid_out_fields_ = laid_out_fields(document_->fields);
  surroundings.fields = &laid_out_fields_;
  if (makes_flow_) {
    flow_form_.emplace(flow::FormSource{fields_, stamp, given, kind_.manifest->repeats_word_rows,
                                        kind_.manifest->protects_word_forms});
    surroundings.flow_form = &*flow_form_;
  }
  // A Word form needs neither field fonts nor continuation pages.
  if (!makes_pdf_form_) return true;
  const base::Expected<pdf::FieldFontFile> font =
      open_field_font(options_.render.pdf.field_font, options_.fonts, run_.sink());
  if (!font) return false;
  GONGWEN_ASSERT(options_.kinds != nullptr);
  font_ = *font;
  form_.emplace(pdf::FormSource{fields_, font_, std::move(stamp), std::move(given)});
  continuation_.emplace(ContinuationSource{*options_.kinds, options_.render.limits, run_});
  surroundings.form = &*form_;
  surroundings.continuation = &*continuation_;
  return true;
}

}  // namespace gongwen::engine
