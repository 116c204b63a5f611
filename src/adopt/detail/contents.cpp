#include "adopt/detail/contents.h"

#include "adopt/detail/merge_field.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

std::int32_t level_number(std::string_view text) {
  std::int32_t level = 0;
  std::from_chars(text.data(), text.data() + text.size(), level);
  return std::clamp(level, 0, 9);
}

/// `附件,1,小标题,2`: styles with their levels.
void read_styles(std::string_view text, ContentsField& contents) {
  const char between = text.find(';') == std::string_view::npos ? ',' : ';';
  std::string name;
  bool is_name = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    const std::string part(base::trim_ascii_space(text.substr(0, end)));
    if (is_name) {
      name = base::ascii_lowercase(part);
    } else if (level_number(part) > 0) {
      contents.styles.emplace_back(name, level_number(part));
    }
    is_name = !is_name;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

ContentsField read_field(const word::Field& field, std::uint32_t index) {
  ContentsField contents;
  contents.field = index;
  const std::vector<std::string> words = words_of_code(field.code);
  bool has_choice = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].starts_with('\\') || words[i].size() < 2) continue;
    const char option = base::ascii_lowercase(words[i].substr(1, 1))[0];
    const bool is_joined = words[i].size() > 2;
    const bool has_next = i + 1 < words.size() && !words[i + 1].starts_with('\\');
    const std::string argument = is_joined ? words[i].substr(2) : has_next ? words[i + 1] : std::string();
    switch (option) {
      case 'o': {
        contents.has_headings = has_choice = true;
        const std::size_t dash = argument.find('-');
        if (dash == std::string::npos) break;
        contents.first_level = std::max(1, level_number(argument));
        contents.last_level = std::max(contents.first_level, level_number(std::string_view(argument).substr(dash + 1)));
        break;
      }
      case 'u': contents.has_outline = has_choice = true; break;
      case 't':
        read_styles(argument, contents);
        has_choice = true;
        break;
      case 'a':
      case 'c':
        contents.caption = argument;
        has_choice = true;
        break;
      case 'n': contents.has_pages = false; break;
      case 'b':
      case 'f':
      case 'l':
      case 's': contents.unread = words[i]; break;
      default: break;  // \h, \w, \x, \z, \p: looks of Word's own
    }
  }
  if (!has_choice) contents.has_headings = true;
  return contents;
}

bool is_contents_field(const word::Document& document, const word::Inline& item) {
  return item.index < document.fields.size() && document.fields[item.index].name() == "TOC";
}

void walk(const word::Document& document, const ContentsField& contents, const std::vector<word::Block>& blocks,
          std::vector<ContentsStep>& steps);

void add_tags(const std::vector<PlacedTag>& tags, bool is_end, bool takes_all, std::vector<ContentsStep>& steps) {
  for (const PlacedTag& tag : tags) {
    if (takes_all || tag.tag.is_end() == is_end) steps.push_back({tag});
  }
}

void walk(const word::Document& document, const ContentsField& contents, const word::Paragraph& paragraph,
          std::vector<ContentsStep>& steps) {
  const ParagraphText text = text_of(document, paragraph);
  const auto placed = [&](const Tag& tag) {
    return PlacedTag{tag, &paragraph, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1};
  };
  if (text.has_only_tags(TagScope::Paragraph)) {
    for (const Tag& tag : text.tags) steps.push_back({placed(tag)});
    return;
  }
  const std::int32_t level = contents_level(document, contents, paragraph);
  if (level > 0 && text.text.find_first_not_of(" \t\n") != std::string::npos)
    steps.push_back({{}, &paragraph, level});
  else {
    // Names that the headings behind may use.
    const bool has_set = std::any_of(text.tags.begin(), text.tags.end(), [](const Tag& tag) {
      return tag.keyword() == "set" && tag.text.find('=') != std::string::npos;
    });
    // With the conditions around them.
    for (const Tag& tag : text.tags) {
      if (has_set && tag.scope == TagScope::Inline && tag.type == TagType::Statement) steps.push_back({placed(tag)});
    }
  }
}

void walk(const word::Document& document, const ContentsField& contents, const word::Table& table,
          std::vector<ContentsStep>& steps) {
  for (const word::Row& row : table.rows) {
    const ScopedTags rows = tags_of_row(document, row);
    add_tags(rows.tags, false, rows.replaces, steps);
    if (rows.replaces) continue;
    for (const word::Cell& cell : row.cells) {
      const ScopedTags cells = tags_of_cell(document, cell);
      add_tags(cells.tags, false, cells.replaces, steps);
      if (cells.replaces) continue;
      walk(document, contents, cell.blocks, steps);
      add_tags(cells.tags, true, false, steps);
    }
    add_tags(rows.tags, true, false, steps);
  }
}

void walk(const word::Document& document, const ContentsField& contents, const std::vector<word::Block>& blocks,
          std::vector<ContentsStep>& steps) {
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      walk(document, contents, *paragraph, steps);
    else
      walk(document, contents, std::get<word::Table>(block.content), steps);
  }
}

}  // namespace

std::vector<ContentsField> contents_of(const word::Document& document) {
  std::vector<ContentsField> found;
  // Each costs a walk through all paragraphs.
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < document.fields.size() && found.size() < kMost; ++i) {
    if (document.fields[i].name() == "TOC")
      found.push_back(read_field(document.fields[i], static_cast<std::uint32_t>(i)));
  }
  return found;
}

std::int32_t contents_level(const word::Document& document, const ContentsField& contents,
                            const word::Paragraph& paragraph) {
  if (paragraph.is_in_contents) return 0;
  if (!contents.caption.empty()) {
    const bool is_numbered =
        std::any_of(paragraph.inlines.begin(), paragraph.inlines.end(), [&](const word::Inline& item) {
          if (item.type != InlineType::FieldStart || item.index >= document.fields.size()) return false;
          const word::Field& field = document.fields[item.index];
          return field.name() == "SEQ" && operand_of(field) == contents.caption;
        });
    return is_numbered ? 1 : 0;
  }
  if (paragraph.format >= document.paragraph_formats.size()) return 0;
  const word::ParagraphFormat& format = document.paragraph_formats[paragraph.format];
  const word::Style* const style = format.style ? document.find_style(*format.style) : nullptr;
  const std::string name = style == nullptr ? std::string() : base::ascii_lowercase(style->name);
  for (const auto& [other, level] : contents.styles) {
    if (other == name) return level;
  }
  const auto in_range = [&](std::int32_t level) {
    return level >= contents.first_level && level <= contents.last_level ? level : 0;
  };
  if (contents.has_headings && name.starts_with("heading ")) {
    if (const std::int32_t level = in_range(level_number(std::string_view(name).substr(8))); level > 0) return level;
  }
  const std::int32_t outline = format.outline_level.value_or(9);
  return contents.has_outline && outline >= 0 && outline < 9 ? in_range(outline + 1) : 0;
}

ContentsRole contents_role(const word::Document& document, const word::Paragraph& paragraph) {
  bool has_end = false;
  bool has_entry = false;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.is_code) continue;
    if (item.type == InlineType::FieldStart && !item.is_contents && is_contents_field(document, item))
      return ContentsRole::Start;
    if (item.type == InlineType::FieldEnd && !item.is_contents && is_contents_field(document, item)) has_end = true;
    has_entry = has_entry || (item.is_contents && item.type == InlineType::Text);
  }
  if (!paragraph.is_in_contents) return ContentsRole::None;
  if (has_end && !has_entry) return ContentsRole::End;
  // What stands behind the end of the field is text of the document.
  const ParagraphText text = text_of(document, paragraph);
  return has_end && !text.is_blank_but_tags() ? ContentsRole::End : ContentsRole::Entry;
}

std::vector<ContentsStep> contents_steps(const word::Document& document, const ContentsField& contents) {
  std::vector<ContentsStep> steps;
  if (!document.stories.empty()) walk(document, contents, document.stories.front().blocks, steps);
  return steps;
}

const word::Paragraph* look_of_entry(const word::Document& document, std::int32_t level) {
  // A level that the file has no style for looks as the one above it.
  const auto& looks = document.contents_looks;
  auto look = looks.upper_bound(level);
  if (look != looks.begin()) --look;
  return look == looks.end() ? nullptr : &look->second;
}

}  // namespace gongwen::adopt
