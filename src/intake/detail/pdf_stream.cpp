#include "intake/detail/pdf_stream.h"

#include "resources/deflate.h"

#include <algorithm>

namespace gongwen::intake {

std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits) {
  PdfObject filter = stream.get("/Filter");
  if (filter.is_array() && filter.size() > 1) return std::nullopt;
  if (filter.is_array()) filter = filter.at(0);
  PdfObject parameters = stream.get("/DecodeParms");
  if (parameters.is_array()) parameters = parameters.at(0);
  if (parameters.get("/Predictor").integer().value_or(1) != 1) return std::nullopt;
  std::optional<std::string> packed = stream.packed_bytes(limits.most_bytes);
  if (!packed) return std::nullopt;
  if (filter.is_null()) return packed->size() <= most ? packed : std::nullopt;
  if (filter.name() != "FlateDecode" && filter.name() != "Fl") return std::nullopt;
  return resources::inflate_at_most(*packed, std::min(most, packed->size() * limits.most_stream_ratio));
}

}  // namespace gongwen::intake
