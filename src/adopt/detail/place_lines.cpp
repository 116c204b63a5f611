#include "adopt/detail/place_lines.h"

#include "adopt/detail/form_text.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostBytes = 2000;

void add_words(std::string_view words, std::string& line) {
  for (const char sign : words) {
    line += sign == '\n' ? ' ' : sign;
    if (sign == '{' || sign == '}') line += sign;
  }
}

/// Whether the line has words around its places.
bool has_words(std::string_view line) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < line.size();) {
    const bool is_place = line[at] == '{' && !line.substr(at).starts_with("{{");
    const base::DecodedCodePoint sign = base::decode_utf8(line, at);
    if (base::is_word_character(sign.code_point)) ++letters;
    at = is_place ? std::min(line.find('}', at), line.size() - 1) + 1 : at + sign.length;
  }
  return letters >= 2;
}

/// The end of an option's words after its box.
std::size_t end_of_words(std::string_view text, const LabelledPlace& option) {
  std::size_t at = option.end;
  std::string_view words = option.label;
  while (!words.empty() && at < text.size()) {
    if (const std::size_t blank = blank_at(text.substr(at)); blank > 0) {
      at += blank;
      continue;
    }
    if (const std::size_t blank = blank_at(words); blank > 0) {
      words.remove_prefix(blank);
      continue;
    }
    const std::size_t size = size_of_character(words);
    if (!text.substr(at).starts_with(words.substr(0, size))) return option.end;
    at += size;
    words.remove_prefix(size);
  }
  return at;
}

}  // namespace

void PlaceLines::add_part(std::string_view text, std::size_t begin, std::size_t end,
                          const std::vector<FieldPlaceInLine>& places, bool is_behind_box) {
  Line line;
  line.text = is_behind_box ? "□" : "";
  line.is_labelled = true;
  std::size_t at = begin;
  for (const FieldPlaceInLine& place : places) {
    if (place.begin < at || place.end > end) continue;
    add_words(text.substr(at, place.begin - at), line.text);
    line.text += "{" + (place.field ? std::to_string(*place.field) : "") + std::string(place.part) + "}";
    if (place.field) line.fields.push_back(*place.field);
    line.is_labelled = line.is_labelled && place.is_labelled;
    at = place.end;
  }
  if (line.fields.empty()) return;
  const std::string_view behind = text.substr(at, end - at);
  line.is_labelled = line.is_labelled && !is_behind_box && trimmed(behind).empty();
  add_words(behind, line.text);
  if (line.text.size() <= kMostBytes) lines_.push_back(std::move(line));
}

void PlaceLines::add(std::string_view text, std::vector<FieldPlaceInLine> places,
                     const std::vector<LabelledPlace>& boxes) {
  if (boxes.empty()) return add_part(text, 0, text.size(), places, false);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::size_t end = i + 1 < boxes.size() ? boxes[i + 1].begin : text.size();
    const std::size_t begin = end_of_words(text, boxes[i]);
    if (begin < end) add_part(text, begin, end, places, true);
  }
}

void PlaceLines::add_opinion(std::string_view text, std::size_t begin, std::size_t field) {
  constexpr std::size_t kGap = 2;  // columns
  while (const std::size_t blank = begin < text.size() ? blank_at(text.substr(begin)) : 0) begin += blank;
  std::vector<FieldPlaceInLine> places{{begin, begin, field, "/text"}};
  const std::optional<LabelledPlace> date = find_date_blank(text.substr(begin));
  const std::size_t day = date ? begin + date->begin : text.size();
  for (std::size_t at = begin; at < text.size();) {
    if (at == day) {
      places.push_back({day, begin + date->end, field, "/date"});
      at = begin + date->end;
      continue;
    }
    std::size_t end = at;
    std::size_t columns = 0;
    while (const std::size_t blank = end < day ? blank_at(text.substr(end)) : 0) {
      columns += text[end] == ' ' ? 1 : kGap;
      end += blank;
    }
    // Room for a signature. The date takes the blanks before it.
    if (columns >= kGap && end < text.size() && end != day && at > begin) places.push_back({at, end});
    at = std::max(end, at + size_of_character(text.substr(at)));
  }
  add_part(text, 0, text.size(), places, false);
}

std::vector<std::string> PlaceLines::finish(const std::vector<GuessedField>& fields) const {
  std::vector<std::string> lines;
  for (const Line& line : lines_) {
    const auto has_own_title = [&fields](std::size_t field) {
      return field < fields.size() && fields[field].title == fields[field].base;
    };
    if (line.is_labelled && std::all_of(line.fields.begin(), line.fields.end(), has_own_title)) continue;
    if (lines.size() < kMostLines && has_words(line.text)) lines.emplace_back(trimmed(line.text));
  }
  return lines;
}

}  // namespace gongwen::adopt
