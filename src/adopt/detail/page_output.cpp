#include "adopt/detail/page_output.h"

#include "adopt/detail/paragraph_text.h"

#include <utility>

namespace gongwen::adopt {

void PageOutput::write_words(std::string_view words) {
  std::size_t done = 0;
  for (const Tag& tag : find_tags(words)) {
    write_escaped(words.substr(done, tag.begin - done));
    if (tag.type != TagType::Comment) write(tag.text);
    done = tag.end;
  }
  write_escaped(words.substr(done));
}

void PageOutput::write_with_tags(std::string_view text, const FilePlace& place) {
  std::size_t done = 0;
  for (const Tag& tag : find_tags(text)) {
    write_escaped(text.substr(done, tag.begin - done));
    write_tag(tag, place);
    done = tag.end;
  }
  write_escaped(text.substr(done));
}

void PageOutput::write_tag(const Tag& tag, const FilePlace& place) {
  if (tag.type == TagType::Comment) return;
  if (tag.keyword() == "for") ++loops;
  if (tag.keyword() == "endfor" && loops > 0) --loops;
  note_place(place);
  write(tag.text);
}

void PageOutput::write_tag(const PlacedTag& placed, std::string_view story) {
  write_tag(placed.tag, {*placed.paragraph, placed.character, story});
}

void PageOutput::note_place(const FilePlace& place) {
  std::string text = place_text(place.paragraph, place.character, place.story);
  const auto begin = static_cast<std::uint32_t>(html_.size());
  if (!places_.empty() && places_.back().begin == begin)
    places_.back().cell = std::move(text);
  else
    places_.push_back({begin, std::move(text)});
}

void PageOutput::note_title() {
  if (places_.empty()) places_.push_back({0, "title"});
}

std::string PageOutput::take_back(std::size_t from) {
  std::string taken = html_.substr(from);
  html_.resize(from);
  while (!places_.empty() && places_.back().begin > from) places_.pop_back();
  return taken;
}

void PageOutput::move_into(AdoptedPage& page) {
  page.html = std::move(html_);
  page.places = std::move(places_);
}

void PageOutput::write_escaped(std::string_view text) {
  for (const char sign : text) {
    switch (sign) {
      case '&': html_ += "&amp;"; break;
      case '<': html_ += "&lt;"; break;
      case '>': html_ += "&gt;"; break;
      case '"': html_ += "&quot;"; break;
      default: html_ += sign;
    }
  }
}

}  // namespace gongwen::adopt
