#include "templating/wordings.h"

#include "base/nearest_name.h"
#include "base/utf8.h"

#include <algorithm>

// Splits a wording at its places `{name}`; a doubled brace stands for itself.
namespace gongwen::templating {
namespace {

bool is_place_name(std::string_view name) {
  if (name.empty() || base::is_ascii_digit(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '_' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

void append_text(Wording& wording, std::string_view text) {
  if (text.empty()) return;
  if (wording.pieces.empty() || wording.pieces.back().is_place) wording.pieces.emplace_back();
  wording.pieces.back().text += text;
}

}  // namespace

std::optional<Wording> Wording::parse(std::string_view text) {
  Wording wording;
  while (!text.empty()) {
    const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
    append_text(wording, text.substr(0, brace));
    text.remove_prefix(brace);
    if (text.empty()) break;
    // A doubled brace is a brace of the text.
    if (text.size() > 1 && text[1] == text[0]) {
      append_text(wording, text.substr(0, 1));
      text.remove_prefix(2);
      continue;
    }
    // A single brace without its partner makes the wording invalid, since it is most likely a mistyped place.
    const std::size_t end = text.find('}');
    if (text[0] == '}' || end == std::string_view::npos) return std::nullopt;
    const std::string_view name = text.substr(1, end - 1);
    if (!is_place_name(name)) return std::nullopt;
    wording.pieces.push_back({std::string(name), true});
    wording.places.emplace_back(name);
    text.remove_prefix(end + 1);
  }
  // Sorted names can be compared as sets: a replacement must have the same ones.
  std::sort(wording.places.begin(), wording.places.end());
  wording.places.erase(std::unique(wording.places.begin(), wording.places.end()), wording.places.end());
  return wording;
}

void Wordings::set(std::string_view id, Wording wording) { texts_[std::string(id)] = std::move(wording); }

const Wording* Wordings::find(std::string_view id) const {
  const auto found = texts_.find(id);
  return found == texts_.end() ? nullptr : &found->second;
}

std::string Wordings::nearest_id(std::string_view id) const {
  std::vector<std::string_view> known;
  known.reserve(texts_.size());
  for (const auto& [name, text] : texts_) known.push_back(name);
  return std::string(base::find_nearest_name(id, known));
}

std::string list_places(const std::vector<std::string>& names) {
  if (names.empty()) return "–";
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += "、";
    list += '{' + name + '}';
  }
  return list;
}

}  // namespace gongwen::templating
