#include "engine/render/detail/laid_out_fields.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// Most of a page of A4; a frame that is cut by the end of a page has a rest without anything.
constexpr std::size_t kMaxFieldCharacters = 1'000;
constexpr std::size_t kMaxLines = 30;
/// Of a field of one line, unless its limit is higher.
constexpr std::size_t kMaxInLine = 300;

std::size_t max_characters(const forms::TextField& text) {
  if (text.multiline) return kMaxFieldCharacters;
  return std::clamp(text.max_characters.value_or(0), kMaxInLine, kMaxFieldCharacters);
}

std::string_view first_lines(std::string_view text, std::size_t count) {
  std::size_t end = text.find('\n');
  for (std::size_t lines = 1; lines < count && end != std::string_view::npos; ++lines) end = text.find('\n', end + 1);
  return text.substr(0, end);
}

}  // namespace

forms::FieldModel laid_out_fields(const forms::FieldModel& fields) {
  forms::FieldModel laid_out = fields;
  for (forms::Field& field : laid_out.fields) {
    const auto* const text = std::get_if<forms::TextField>(&field.type);
    if (text == nullptr) continue;
    const std::string_view room = base::first_code_points(first_lines(field.value, kMaxLines), max_characters(*text));
    field.value.resize(room.size());
  }
  return laid_out;
}

}  // namespace gongwen::engine
