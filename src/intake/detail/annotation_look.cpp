#include "intake/detail/annotation_look.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace gongwen::intake {

double number_of(const PdfObject& object, double otherwise) {
  const std::string text = object.number();
  double value = 0;
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return text.empty() || error != std::errc() || !std::isfinite(value) ? otherwise : value;
}

bool has_hiding_flags(const PdfObject& annotation) {
  constexpr std::int64_t kHidden = 2;
  constexpr std::int64_t kNoView = 32;
  return (annotation.get("/F").integer().value_or(0) & (kHidden | kNoView)) != 0;
}

std::optional<AnnotationLook> look_of(const PdfObject& annotation) {
  PdfObject look = annotation.get("/AP").get("/N");
  if (look.is_dictionary()) {
    const PdfObject state = annotation.get("/AS").is_name() ? annotation.get("/AS") : inherited_entry(annotation, "/V");
    PdfObject shown = look.get("/" + state.name());
    look = shown.is_null() && !annotation.get("/AS").is_name() ? look.get("/Off") : shown;
  }
  const std::optional<PdfRectangle> place = read_rectangle(annotation.get("/Rect"));
  const std::optional<PdfRectangle> box = read_rectangle(look.get("/BBox"));
  if (!look.is_stream() || !place || !box) return std::nullopt;
  std::array<double, 6> own{1, 0, 0, 1, 0, 0};
  const PdfObject matrix = look.get("/Matrix");
  for (std::size_t i = 0; i < own.size() && matrix.size() == own.size(); ++i) own[i] = number_of(matrix.at(i), own[i]);
  PdfRectangle around{1e9, 1e9, -1e9, -1e9};
  for (const auto& [x, y] : {std::pair{box->left, box->bottom}, std::pair{box->left, box->top},
                             std::pair{box->right, box->bottom}, std::pair{box->right, box->top}}) {
    const double shown_x = own[0] * x + own[2] * y + own[4];
    const double shown_y = own[1] * x + own[3] * y + own[5];
    around = {std::min(around.left, shown_x), std::min(around.bottom, shown_y), std::max(around.right, shown_x),
              std::max(around.top, shown_y)};
  }
  constexpr double kThinnest = 1e-3;
  if (around.right - around.left < kThinnest || around.top - around.bottom < kThinnest) return std::nullopt;
  const double across = (place->right - place->left) / (around.right - around.left);
  const double up = (place->top - place->bottom) / (around.top - around.bottom);
  return AnnotationLook{look,
                        {across, 0, 0, up, place->left - across * around.left, place->bottom - up * around.bottom}};
}

}  // namespace gongwen::intake
