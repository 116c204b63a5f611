#include "intake/detail/pdf_form_pages.h"

#include "intake/detail/annotation_look.h"
#include "intake/detail/pdf_library.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

// Describes the pages of a form for engine/returned, which compares them with those of the blank form: places, types
// and appearances of the widgets, printed texts and drawings, in thousandths of a point. Also marks fields as hidden
// that other annotations cover.
namespace gongwen::intake {
namespace {

constexpr std::int64_t kRadioButton = 1 << 15;  // ISO 32000-2, table 229
constexpr std::int64_t kPush = 1 << 16;
constexpr std::size_t kMaxBoxStates = 64;

std::int64_t thousandths(double points) {
  constexpr double kMost = 1e9;
  return std::llround(std::clamp(points, -kMost, kMost) * 1000);
}

/// The type of a widget. If its field is lost, the appearances tell: one stream for a text, several states for a box.
WidgetType type_of(const PdfField& field, const PdfObject& pictures) {
  if (field.type.empty() && pictures.is_stream()) return WidgetType::Text;
  if (field.type.empty() && pictures.is_dictionary()) return WidgetType::Box;
  if (field.type == "Tx") return WidgetType::Text;
  if (field.type == "Ch") return WidgetType::Choice;
  if (field.type == "Sig") return WidgetType::Signature;
  return field.type == "Btn" && (field.flags & kPush) == 0 ? WidgetType::Box : WidgetType::Other;
}

bool has_no_value(const PdfObject& value) { return value.is_null() || (value.is_string() && value.bytes().empty()); }

/// The visible text of an appearance, with `□` for uncertain parts; empty if nothing is visible.
std::string text_in(const ShownContent& content) {
  std::string text;
  double line = 0;
  for (const ShownText& run : content.texts) {
    if (!text.empty() && std::abs(run.y - line) > run.size / 2) text += '\n';
    line = run.y;
    text += run.certain ? run.text : run.text + "□";
  }
  return text;
}

}  // namespace

PageArea area_of(const PdfRectangle& rect) {
  return {thousandths(rect.left), thousandths(rect.bottom), thousandths(rect.right), thousandths(rect.top)};
}

double drawn_border(const PdfObject& annotation) {
  if (annotation.get("/Subtype").name() != "Link" || annotation.get("/AP").get("/N").is_stream()) return 0;
  // Viewers differ in which of both they prefer. Without either the border is one point wide (ISO 32000-2, 12.5.4).
  const std::string style = annotation.get("/BS").get("/W").number();
  const std::string border = annotation.get("/Border").at(2).number();
  if (style.empty() && border.empty()) return 1;
  return std::max(std::strtod(style.c_str(), nullptr), std::strtod(border.c_str(), nullptr));
}

void add_widgets(const std::vector<PointedField>& fields, PdfShownReader& reader, const IntakeLimits& limits,
                 std::vector<FormPage>& pages) {
  std::vector<std::vector<std::pair<std::size_t, FormWidget>>> ordered(pages.size());
  for (const auto& [field, pointer] : fields) {
    for (const PdfWidget& place : field->places) {
      const auto rect = read_rectangle(place.object.get("/Rect"));
      if (!rect || place.page == 0 || place.page > pages.size()) continue;
      const PdfObject pictures = place.object.get("/AP").get("/N");
      FormWidget widget{pointer, field->name, type_of(*field, pictures), false, place.is_visible, area_of(*rect)};
      if (widget.type == WidgetType::Box) {
        widget.is_radio = (field->flags & kRadioButton) != 0;
        widget.state = decode_pdf_string(place.object.get("/AS").name()).text;
        for (const std::string& key : pictures.keys()) {
          if (widget.looks.size() >= kMaxBoxStates) break;
          const PdfShownReader::Look look = reader.look_of(pictures.get(PdfKey(key)));
          widget.looks.push_back({decode_pdf_string(key.substr(1)).text, look.picture, look.marks});
          if (widget.is_radio && key != "/Off") widget.meaning = meaning_of_state(*field, key.substr(1), limits);
        }
      } else if (pointer.empty() && pictures.is_stream()) {
        widget.shown = text_in(reader.read_appearance(pictures, rect));
      } else if (widget.type == WidgetType::Text && pictures.is_stream() && has_no_value(field->value)) {
        widget.drawings = count_drawings(reader.read_appearance(pictures, rect), *rect);
      }
      ordered[place.page - 1].emplace_back(place.order, std::move(widget));
    }
  }
  for (std::size_t i = 0; i < pages.size(); ++i) {
    std::stable_sort(ordered[i].begin(), ordered[i].end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [order, widget] : ordered[i]) pages[i].widgets.push_back(std::move(widget));
  }
}

void add_printed(const ShownContent& content, bool with_texts, FormPage& page) {
  const auto printed_as = [](const auto& shown) {
    if (shown.is_artifact) return PrintedAs::Artifact;
    return shown.is_marked ? PrintedAs::Content : PrintedAs::Loose;
  };
  for (const ShownText& run : content.texts) {
    page.texts.push_back({thousandths(run.x), thousandths(run.y), thousandths(run.size), thousandths(run.width),
                          printed_as(run), run.certain ? run.text : run.text + "□"});
  }
  for (const ShownMark& mark : content.marks) {
    if (with_texts || !mark.is_text) page.marks.push_back({area_of(mark.rect), printed_as(mark)});
  }
}

namespace {

/// Whether the widget or its field is named like ours: by a pointer.
bool is_own_field(const PdfObject& widget) {
  const PdfObject name = widget.get("/T").is_string() ? widget.get("/T") : widget.get("/Parent").get("/T");
  return name.is_string() && decode_pdf_string(name.bytes()).text.starts_with('/');
}

/// The areas that an annotation hides: those its appearance paints, or its rectangle if viewers fill it with a colour
/// (ISO 32000-2, 12.5.6).
std::vector<PdfRectangle> covers_of(const PdfObject& annotation, PdfShownReader& reader) {
  const std::string subtype = annotation.get("/Subtype").name();
  const auto rect = read_rectangle(annotation.get("/Rect"));
  if ((subtype == "Widget" && is_own_field(annotation)) || !rect || has_hiding_flags(annotation)) return {};
  if (reader.layers().is_off(annotation.get("/OC"))) return {};
  const PdfObject picture = annotation.get("/AP").get("/N");
  if (picture.is_stream()) return reader.read_appearance(picture, rect).covers;
  constexpr double kWideBorder = 5;  // such a one can hide a line of text
  if (const double border = drawn_border(annotation); border >= kWideBorder) return {rect->grown(border / 2)};
  const bool is_filled = (subtype == "Square" && annotation.get("/IC").size() > 0) ||
                         (subtype == "FreeText" && annotation.get("/C").size() > 0);
  return is_filled ? std::vector<PdfRectangle>{*rect} : std::vector<PdfRectangle>();
}

bool hides(const PdfRectangle& cover, const PdfRectangle& field) {
  constexpr double kMost = 0.7;  // of the field, after which nothing of it can be read
  const double across = std::min(cover.right, field.right) - std::max(cover.left, field.left);
  const double up = std::min(cover.top, field.top) - std::max(cover.bottom, field.bottom);
  const double all = (field.right - field.left) * (field.top - field.bottom);
  return across > 0 && up > 0 && all > 0 && across * up >= kMost * all;
}

struct AnnotationCover {
  PdfRectangle rect;
  std::size_t order = 0;
};

bool is_hidden(const PdfWidget& place, const std::vector<std::vector<AnnotationCover>>& covers) {
  const auto rect = read_rectangle(place.object.get("/Rect"));
  if (!rect || place.page == 0 || place.page > covers.size()) return false;
  const std::vector<AnnotationCover>& own = covers[place.page - 1];
  return std::any_of(own.begin(), own.end(), [&](const AnnotationCover& cover) {
    return cover.order > place.order && hides(cover.rect, *rect);
  });
}

}  // namespace

void hide_covered_fields(const PdfFile& pdf, PdfShownReader& reader, PdfFieldList& list) {
  constexpr std::size_t kMost = 5'000;
  std::vector<std::vector<AnnotationCover>> covers;  // by page
  for (const PdfObject& page : pdf.pages()) {
    std::vector<AnnotationCover>& own = covers.emplace_back();
    const PdfObject annotations = page.get("/Annots");
    for (std::size_t i = 0; i < std::min(annotations.size(), kMost) && own.size() < kMost; ++i) {
      for (const PdfRectangle& rect : covers_of(annotations.at(i), reader)) own.push_back({rect, i});
    }
  }
  for (auto* const fields : {&list.fields, &list.nameless}) {
    for (PdfField& field : *fields) {
      bool is_seen = field.places.empty();
      for (PdfWidget& place : field.places) {
        const bool is_covered = is_hidden(place, covers);
        place.is_visible = place.is_visible && !is_covered;
        is_seen = is_seen || !is_covered;
      }
      if (!is_seen) field.hidden = true;
    }
  }
}

}  // namespace gongwen::intake
