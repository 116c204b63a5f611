#include "intake/detail/pdf_rectangle.h"
#include "intake/detail/pdf_shown.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::intake {
namespace {

constexpr std::int64_t kRadioButton = 1 << 15;  // ISO 32000-1, table 226
constexpr std::int64_t kPush = 1 << 16;
constexpr std::size_t kMaxStates = 64;

std::int64_t thousandths(double points) {
  constexpr double kMost = 1e9;
  return std::llround(std::clamp(points, -kMost, kMost) * 1000);
}

PageArea area_of(const PdfRectangle& rect) {
  return {thousandths(rect.left), thousandths(rect.bottom), thousandths(rect.right), thousandths(rect.top)};
}

/// Of a widget whose field is lost its pictures say what it was.
WidgetType type_of(const PdfField& field, const PdfObject& pictures) {
  if (field.type.empty() && pictures.is_stream()) return WidgetType::Text;
  if (field.type.empty() && pictures.is_dictionary()) return WidgetType::Box;
  if (field.type == "Tx") return WidgetType::Text;
  if (field.type == "Ch") return WidgetType::Choice;
  if (field.type == "Sig") return WidgetType::Signature;
  return field.type == "Btn" && (field.flags & kPush) == 0 ? WidgetType::Box : WidgetType::Other;
}

/// What a picture of text says; `□` where that is not certain. Empty when nothing is seen.
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
          if (widget.looks.size() >= kMaxStates) break;
          const PdfShownReader::Look look = reader.look_of(pictures.get(PdfKey(key)));
          widget.looks.push_back({decode_pdf_string(key.substr(1)).text, look.picture, look.marks});
          if (widget.is_radio && key != "/Off") widget.meaning = meaning_of_state(*field, key.substr(1), limits);
        }
      } else if (pointer.empty() && pictures.is_stream()) {
        widget.shown = text_in(reader.read_appearance(pictures, rect));
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

void add_printed(const ShownContent& content, FormPage& page) {
  for (const ShownText& run : content.texts) {
    page.texts.push_back({thousandths(run.x), thousandths(run.y), thousandths(run.size), thousandths(run.width),
                          run.certain ? run.text : run.text + "□"});
  }
}

void add_all_printed(const ShownContent& content, FormPage& page) {
  add_printed(content, page);
  for (const PdfRectangle& mark : content.marks) page.marks.push_back(area_of(mark));
}

}  // namespace gongwen::intake
