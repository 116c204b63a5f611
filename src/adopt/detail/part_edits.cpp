#include "adopt/detail/part_edits.h"

#include "adopt/tags.h"
#include "base/utf8.h"

#include <algorithm>
#include <utility>

namespace gongwen::adopt {
namespace {

/// Reads UTF-16 with a byte order mark; `places` receives the start of each unit in the result.
std::string from_utf16(std::string_view bytes, std::vector<std::uint32_t>& places) {
  const bool is_big = bytes[0] == '\xFE';
  std::string text;
  char32_t high = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    places.push_back(static_cast<std::uint32_t>(text.size()));
    const auto first = static_cast<unsigned char>(bytes[at + (is_big ? 0 : 1)]);
    const auto second = static_cast<unsigned char>(bytes[at + (is_big ? 1 : 0)]);
    const auto unit = static_cast<char32_t>(first << 8 | second);
    if (at == 0) continue;  // the mark
    if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      base::append_utf8(text, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    } else {
      base::append_utf8(text, unit);
    }
  }
  return text;
}

/// The declaration of another encoding becomes blank, so that places stay.
void blank_declaration(std::string& xml) {
  if (!xml.starts_with("<?xml")) return;
  const std::size_t end = xml.find("?>");
  if (end != std::string::npos) std::fill(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(end) + 2, ' ');
}

}  // namespace

void TemplateText::add(const TemplateText& other) {
  for (const resources::CellAt& place : other.places)
    places.push_back({place.begin + static_cast<std::uint32_t>(text.size()), place.cell});
  text += other.text;
}

void TemplateText::add_tag(std::string_view tag, std::string place) {
  places.push_back({static_cast<std::uint32_t>(text.size()), std::move(place)});
  text += tag;
}

std::string in_command(std::string_view xml) {
  std::string text;
  for (const char sign : xml) {
    if (sign == '{')
      text += "&#123;";
    else if (sign == '\r')
      text += "&#13;";
    else
      text += sign;
  }
  return text;
}

TemplateText text_with_tags(std::string_view text, const std::string& place) {
  TemplateText out{command('"'), {}};
  std::size_t at = 0;
  for (const Tag& tag : find_tags(text)) {
    out.text += literal_xml(escaped_text(text.substr(at, tag.begin - at)));
    if (tag.type != TagType::Comment) out.add_tag(tag.text, place);
    at = tag.end;
  }
  out.text += literal_xml(escaped_text(text.substr(at))) + command('t');
  return out;
}

std::string literal_xml(std::string_view xml) {
  std::string text;
  text.reserve(xml.size());
  for (std::size_t i = 0; i < xml.size(); ++i) {
    // Templates have only line feeds.
    if (xml[i] == '\r') {
      text += command('r');
      continue;
    }
    const char next = i + 1 < xml.size() ? xml[i + 1] : '\0';
    if (xml[i] == '{' && (next == '{' || next == '%' || next == '#')) {
      text += "{{ '{' }}";
      continue;
    }
    text += xml[i];
  }
  // A brace at the end would form a tag with the next text.
  if (text.ends_with('{')) text.replace(text.size() - 1, 1, "{{ '{' }}");
  return text;
}

std::string escaped_text(std::string_view text) {
  std::string escaped;
  for (const char sign : text) {
    switch (sign) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      default: escaped += sign;
    }
  }
  return escaped;
}

TemplateText placed_text(const PlacedTag& tag, std::string_view story) {
  TemplateText text;
  if (tag.tag.type != TagType::Comment) text.add_tag(tag.tag.text, place_text(*tag.paragraph, tag.character, story));
  return text;
}

std::string command(char sign, std::string_view argument) {
  return std::string{kCommandStart, sign} + std::string(argument) + kCommandEnd;
}

std::optional<PartEdits> PartEdits::open(std::string bytes, const word::WordLimits& limits) {
  PartEdits part;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    part.xml_ = from_utf16(bytes, part.moved_);
    blank_declaration(part.xml_);
  } else {
    part.xml_ = std::move(bytes);
  }
  if (base::find_invalid_utf8(part.xml_)) return std::nullopt;
  auto elements = word::read_elements(part.xml_, limits);
  if (!elements) return std::nullopt;
  part.elements_ = *std::move(elements);
  return part;
}

std::uint32_t PartEdits::at(std::uint32_t offset) const {
  if (moved_.empty()) return elements_.at(offset);
  return offset / 2 < moved_.size() ? elements_.at(moved_[offset / 2]) : word::kNoIndex;
}

void PartEdits::replace(std::size_t begin, std::size_t end, TemplateText text) {
  edits_.emplace(begin, Edit{end, std::move(text)});
}

bool PartEdits::has_edit_at(std::size_t begin, std::size_t end) const {
  const auto [first, last] = edits_.equal_range(begin);
  return std::any_of(first, last, [end](const auto& edit) { return edit.second.end == end; });
}

TemplateText PartEdits::section_end(const word::Paragraph& paragraph) const {
  TemplateText end;
  const std::uint32_t index = at(paragraph.offset);
  const std::uint32_t properties = index == word::kNoIndex ? index : elements_.child(index, "pPr");
  if (!paragraph.ends_section || properties == word::kNoIndex) return end;
  const word::PartElement& whole = element(index);
  end.text += literal_xml(source(whole.begin, whole.inner_begin));
  end.text += literal_xml(source(element(properties).begin, element(properties).end));
  end.text += literal_xml(source(whole.inner_end, whole.end));
  return end;
}

TemplateText PartEdits::written(std::size_t begin, std::size_t end) const {
  TemplateText out;
  std::size_t at = begin;
  for (auto edit = edits_.lower_bound(begin); edit != edits_.end() && edit->first <= end;) {
    const std::size_t start = edit->first;
    const auto next = edits_.upper_bound(start);
    const auto apply = [&](bool is_insertion) {
      for (auto one = edit; one != next; ++one) {
        if ((one->second.end == start) != is_insertion || at > start || one->second.end > end) continue;
        out.text += literal_xml(source(at, start));
        at = start;
        out.add(one->second.text);
        at = one->second.end;
      }
    };
    apply(true);
    if (start < end) apply(false);
    edit = next;
  }
  out.text += literal_xml(source(at, std::max(at, end)));
  return out;
}

}  // namespace gongwen::adopt
