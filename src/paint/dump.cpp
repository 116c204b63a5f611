#include "base/format.h"
#include "base/utf8.h"
#include "paint/display_list.h"

namespace gongwen::paint {
namespace {

std::string number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string rect_text(const Rect& rect) {
  return to_text(rect.left()) + "," + to_text(rect.top()) + " " + to_text(rect.size.width) + "x" +
         to_text(rect.size.height);
}

std::string path_text(const base::Path& path) {
  std::string out;
  std::size_t next = 0;
  const auto point = [&] {
    const base::PathPoint& at = path.points[next++];
    return number(at.x) + "," + number(at.y);
  };
  for (const base::Path::Verb verb : path.verbs) {
    if (!out.empty()) out += " ";
    switch (verb) {
      case base::Path::Verb::Move: out += "M" + point(); break;
      case base::Path::Verb::Line: out += "L" + point(); break;
      case base::Path::Verb::Cubic: {
        out += "C" + point();
        out += " " + point();
        out += " " + point();
        break;
      }
      case base::Path::Verb::Close: out += "Z"; break;
    }
  }
  return out;
}

std::string stroke_text(const base::StrokeStyle& style) {
  std::string out = "width " + number(style.width);
  if (style.cap == base::LineCap::Round) out += " round";
  for (const double dash : style.dashes) out += " dash " + number(dash);
  return out;
}

struct Dump {
  std::string operator()(const FillRect& item) const {
    return "fill " + rect_text(item.rect) + " " + css::to_text(item.color);
  }
  std::string operator()(const FillPath& item) const {
    return "fill " + path_text(item.path) + (item.rule == base::FillRule::EvenOdd ? " even-odd " : " ") +
           css::to_text(item.color);
  }
  std::string operator()(const StrokePath& item) const {
    return "stroke " + path_text(item.path) + " " + stroke_text(item.style) + " " + css::to_text(item.color);
  }
  std::string operator()(const DrawImage& item) const { return "image " + rect_text(item.rect); }
  std::string operator()(const TileImage& item) const {
    return "tile " + rect_text(item.first) + " step " + to_text(item.step.width) + "x" + to_text(item.step.height) +
           " over " + rect_text(item.area);
  }
  std::string operator()(const DrawGlyphs& item) const {
    const std::string_view turn = item.run->is_upright                                 ? " upright"
                                  : item.turn == layout::QuarterTurn::Clockwise        ? " clockwise"
                                  : item.turn == layout::QuarterTurn::Counterclockwise ? " counterclockwise"
                                                                                       : "";
    return fmt::format("text {},{} {:.2f}pt{} \"{}\"", to_text(item.position.x), to_text(item.position.y),
                       item.run->size.to_pt(), turn, base::to_utf8(item.run->text));
  }
  std::string operator()(const PushClip& item) const { return "clip " + path_text(item.path); }
  std::string operator()(const PopClip&) const { return "unclip"; }
  std::string operator()(const PushTransform& item) const {
    const base::Transform& t = item.transform;
    std::string out = "transform";
    for (const double part : {t.a, t.b, t.c, t.d, t.e, t.f}) out += " " + fmt::format("{:.4g}", part == 0 ? 0.0 : part);
    return out;
  }
  std::string operator()(const PopTransform&) const { return "untransform"; }
  std::string operator()(const PushGroup& item) const { return "group " + number(item.opacity); }
  std::string operator()(const PopGroup&) const { return "ungroup"; }
  std::string operator()(const BeginTag& item) const {
    return fmt::format("begin {} {}", item.element.value, item.content);
  }
  std::string operator()(const BeginArtifact&) const { return "artifact"; }
  std::string operator()(const EndTag&) const { return "end"; }
};

std::string field_text(const FieldArea& area) {
  std::string out = fmt::format("field {}", area.field);
  if (area.choice != forms::FieldControl::kWhole) out += fmt::format(" choice {}", area.choice);
  out += fmt::format(" {} {:.2f}pt", rect_text(area.rect), area.font_size.to_pt());
  if (area.alignment == FieldAlignment::Center) out += " center";
  if (area.alignment == FieldAlignment::Right) out += " right";
  if (area.has_lines) out += " lines";
  if (area.comb > 0) out += fmt::format(" comb {}", area.comb);
  if (area.is_cut) out += " cut";
  return out + "\n";
}

}  // namespace

std::string dump_display_list(const PageDisplay& page) {
  std::string out;
  for (const DisplayItem& item : page.items) out += std::visit(Dump{}, item) + "\n";
  for (const FieldArea& area : page.fields) out += field_text(area);
  return out;
}

}  // namespace gongwen::paint
