#include "adopt/detail/paragraph_text.h"

#include "adopt/detail/format_css.h"
#include "adopt/detail/merge_field.h"
#include "base/utf8.h"
#include "word/symbols.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace gongwen::adopt {

namespace {

/// Words of a paragraph that messages show.
constexpr std::size_t kShownCharacters = 12;

std::string shown_text(const word::Paragraph& paragraph) {
  std::string text;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type == word::InlineType::Text && item.change != word::Change::Deleted && !item.is_code &&
        !item.is_contents)
      text += item.text;
    if (text.size() > 200) break;
  }
  return text;
}

/// Tags in the place of the results of merge fields.
void add_merge_fields(const word::Document& document, const word::Paragraph& paragraph, ParagraphText& text) {
  std::vector<Tag> tags;
  for (const FieldRange& range : fields_of(document, paragraph)) {
    const word::Field& field = document.fields[range.field];
    if (field.name() != "MERGEFIELD") continue;
    Tag tag{.begin = std::string::npos, .text = merge_tag(field).text};
    for (const TextSource& source : text.sources) {
      if (source.item <= &paragraph.inlines[range.start] || source.item > &paragraph.inlines[range.end]) continue;
      tag.begin = std::min(tag.begin, source.begin);
      tag.end = source.end;
    }
    if (tag.begin != std::string::npos) tags.push_back(std::move(tag));
  }
  for (Tag& tag : tags) {
    std::erase_if(text.tags, [&](const Tag& other) { return other.begin < tag.end && tag.begin < other.end; });
    const auto next =
        std::find_if(text.tags.begin(), text.tags.end(), [&](const Tag& other) { return other.begin > tag.begin; });
    text.tags.insert(next, std::move(tag));
  }
}

}  // namespace

std::string first_words(std::string_view text) {
  std::size_t end = 0;
  std::size_t count = 0;
  for (; end < text.size() && count < kShownCharacters && text[end] != '\n'; ++count) {
    end = base::code_point_end(text, end);
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

std::string place_text(const word::Paragraph& paragraph, std::uint32_t character, std::string_view story) {
  std::string place = story.empty() ? std::string() : std::string(story) + " ";
  return place + "¶" + std::to_string(paragraph.number) + ":" + std::to_string(character) + " “" +
         first_words(shown_text(paragraph)) + "”";
}

std::string story_name(const word::Document& document, std::size_t story) {
  using word::StoryType;
  const StoryType type = document.stories[story].type;
  const auto head_name = [&](std::string_view name, auto&& stories_of) {
    for (const word::Section& section : document.sections) {
      for (const auto& [page, index] : stories_of(section)) {
        if (index != story) continue;
        if (page == word::HeaderPage::First) return "first " + std::string(name);
        if (page == word::HeaderPage::Even) return "even " + std::string(name);
      }
    }
    return std::string(name);
  };
  // Notes are counted like those on pages.
  const auto numbered = [&](std::string_view name) {
    std::size_t number = 0;
    for (std::size_t i = 0; i <= story; ++i)
      number += document.stories[i].type == type && !document.stories[i].is_separator;
    return std::string(name) + " " + std::to_string(number);
  };
  switch (type) {
    case StoryType::Body: return {};
    case StoryType::Header:
      return head_name(
          "header", [](const word::Section& one) -> auto& { return one.headers; });
    case StoryType::Footer:
      return head_name(
          "footer", [](const word::Section& one) -> auto& { return one.footers; });
    case StoryType::Footnote: return numbered("footnote");
    case StoryType::Endnote: return numbered("endnote");
    case StoryType::Comment: return "comment";
    case StoryType::TextBox: return "textbox";
  }
  return {};
}

const word::Paragraph* first_paragraph(const word::Block& block) {
  if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) return paragraph;
  return first_paragraph(std::get<word::Table>(block.content));
}

const word::Paragraph* first_paragraph(const word::Table& table) {
  for (const word::Row& row : table.rows) {
    for (const word::Cell& cell : row.cells) {
      for (const word::Block& inner : cell.blocks) {
        if (const word::Paragraph* const found = first_paragraph(inner)) return found;
      }
    }
  }
  return nullptr;
}

void visit_paragraphs(const std::vector<word::Block>& blocks, const std::function<void(const word::Paragraph&)>& take) {
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
      take(*paragraph);
      continue;
    }
    for (const word::Row& row : std::get<word::Table>(block.content).rows) {
      for (const word::Cell& cell : row.cells) visit_paragraphs(cell.blocks, take);
    }
  }
}

std::vector<std::string> words_of_code(std::string_view code) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < code.size();) {
    if (code[at] == ' ' || code[at] == '\t') {
      ++at;
      continue;
    }
    std::string& word = words.emplace_back();
    if (code[at] != '"') {
      const std::size_t end = std::min(code.find_first_of(" \t\"", at), code.size());
      word = code.substr(at, end - at);
      at = end;
      continue;
    }
    for (++at; at < code.size() && code[at] != '"'; ++at) {
      const bool is_escape = code[at] == '\\' && at + 1 < code.size() && (code[at + 1] == '"' || code[at + 1] == '\\');
      if (is_escape) ++at;
      word += code[at];
    }
    ++at;
  }
  return words;
}

std::string operand_of(const word::Field& field) {
  const std::size_t name = field.code.find_first_of(" \t");
  const std::size_t begin = field.code.find_first_not_of(" \t", name);
  if (name == std::string::npos || begin == std::string::npos) return {};
  if (field.code[begin] == '"') return field.code.substr(begin + 1, field.code.find('"', begin + 1) - begin - 1);
  return field.code.substr(begin, field.code.find_first_of(" \t\\", begin) - begin);
}

std::string_view property_of(const word::Field& field) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({{"title", "title"},
                                                                                        {"subject", "subject"},
                                                                                        {"author", "creator"},
                                                                                        {"keywords", "keywords"},
                                                                                        {"comments", "description"}});
  std::string name = base::ascii_lowercase(field.name());
  const std::vector<std::string> words = words_of_code(field.code);
  if (name == "docproperty" || name == "info") {
    name = words.size() > 1 ? base::ascii_lowercase(words[1]) : std::string();
  } else if (words.size() > 1 && !words[1].starts_with('\\')) {
    return {};  // it sets a new value of the property
  }
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const auto& one) { return one.first == name; });
  return found == kNames.end() ? std::string_view() : found->second;
}

bool is_outdated(const word::Field& field) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"AUTHOR",   "AUTONUM",     "AUTONUMLGL",  "AUTONUMOUT",   "AUTOTEXT", "AUTOTEXTLIST", "COMMENTS",  "CREATEDATE",
       "DATE",     "DOCPROPERTY", "DOCVARIABLE", "EDITTIME",     "FILENAME", "FILESIZE",     "INDEX",     "INFO",
       "KEYWORDS", "LASTSAVEDBY", "LISTNUM",     "NOTEREF",      "NUMCHARS", "NUMWORDS",     "PRINTDATE", "REF",
       "REVNUM",   "SAVEDATE",    "SECTION",     "SEQ",          "STYLEREF", "SUBJECT",      "TEMPLATE",  "TIME",
       "TITLE",    "TOA",         "USERADDRESS", "USERINITIALS", "USERNAME"});
  return std::find(kNames.begin(), kNames.end(), field.name()) != kNames.end();
}

bool is_computed(const word::Field& field) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"IF",      "COMPARE", "NEXT",         "NEXTIF",       "SKIPIF",   "MERGEREC",    "MERGESEQ",       "ASK",
       "FILLIN",  "SET",     "ADDRESSBLOCK", "GREETINGLINE", "DATABASE", "INCLUDETEXT", "INCLUDEPICTURE", "DDE",
       "DDEAUTO", "LINK",    "IMPORT",       "QUOTE"});
  const std::string name = field.name();
  return name.starts_with('=') || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool has_tag_in_code(const word::Field& field) {
  const std::string code = field.name() == "HYPERLINK" ? address_with_tags(field.code) : field.code;
  return code.find("{{") != std::string::npos || code.find("{%") != std::string::npos;
}

std::vector<FieldRange> fields_of(const word::Document& document, const word::Paragraph& paragraph) {
  std::vector<FieldRange> found;
  std::vector<FieldRange> open;
  for (std::size_t i = 0; i < paragraph.inlines.size(); ++i) {
    const word::Inline& item = paragraph.inlines[i];
    if (item.is_code || item.index >= document.fields.size()) continue;
    if (item.type == word::InlineType::FieldStart) {
      open.push_back({item.index, i, i, i});
    } else if (item.type == word::InlineType::FieldResult && !open.empty() && open.back().field == item.index) {
      open.back().result = i;
    } else if (item.type == word::InlineType::FieldEnd && !open.empty() && open.back().field == item.index) {
      open.back().end = i;
      if (open.back().result == open.back().start) open.back().result = i;
      found.push_back(open.back());
      open.pop_back();
    }
  }
  return found;
}

std::uint32_t characters_in(std::string_view text) { return static_cast<std::uint32_t>(base::count_code_points(text)); }

std::string readable_text(const word::Document& document, const word::Inline& item) {
  if (item.type == word::InlineType::Symbol) {
    const bool has_font = item.index < document.symbol_fonts.size();
    return word::symbol_text(has_font ? std::string_view(document.symbol_fonts[item.index]) : std::string_view(),
                             item.text);
  }
  const bool has_format = item.format < document.run_formats.size();
  const std::optional<std::string> font = has_format ? document.run_formats[item.format].ascii_font : std::nullopt;
  return word::without_symbols(font.value_or(std::string()), item.text);
}

ParagraphText text_of(const word::Document& document, const word::Paragraph& paragraph) {
  ParagraphText result;
  std::uint32_t characters = 0;
  const auto is_text = [](const word::Inline& item) {
    return item.type == word::InlineType::Text || item.type == word::InlineType::Symbol ||
           item.type == word::InlineType::Tab || item.type == word::InlineType::LineBreak;
  };
  std::set<const word::Inline*> empty_merge_fields;  // their ends
  for (const FieldRange& range : fields_of(document, paragraph)) {
    const auto begin = paragraph.inlines.begin() + static_cast<std::ptrdiff_t>(range.start);
    const auto end = paragraph.inlines.begin() + static_cast<std::ptrdiff_t>(range.end);
    const bool is_empty = std::none_of(
        begin, end, [&](const word::Inline& item) { return is_text(item) && !item.is_code && !item.text.empty(); });
    if (is_empty && document.fields[range.field].name() == "MERGEFIELD" && !end->is_contents)
      empty_merge_fields.insert(&*end);
  }
  const auto add = [&](std::string_view text, const word::Inline& item) {
    if (text.empty()) return;
    const std::uint32_t format = item.format;
    result.sources.push_back({result.text.size(), result.text.size() + text.size(), &item});
    Piece* const last = result.pieces.empty() ? nullptr : &result.pieces.back();
    if (last != nullptr && last->item == nullptr && last->format == format) {
      result.text += text;
      last->end = result.text.size();
    } else {
      const std::size_t begin = result.text.size();
      result.text += text;
      result.pieces.push_back({begin, result.text.size(), format, nullptr, characters + 1});
    }
    characters += characters_in(text);
  };
  result.has_changes = paragraph.mark_change != word::Change::None;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.change != word::Change::None) result.has_changes = true;
    // Entries of contents are generated again: those that Word has stored are not text of the document.
    if (item.change == word::Change::Deleted || item.is_code || item.is_contents) continue;
    const bool hidden = item.format < document.run_formats.size() && is_hidden(document.run_formats[item.format]);
    if (hidden) continue;
    if (item.type == word::InlineType::Text || item.type == word::InlineType::Symbol)
      add(readable_text(document, item), item);
    else if (item.type == word::InlineType::Tab)
      add("\t", item);
    else if (item.type == word::InlineType::LineBreak)
      add("\n", item);
    else if (empty_merge_fields.contains(&item))
      add("«»", item);
    if (!is_text(item))
      result.pieces.push_back({result.text.size(), result.text.size(), item.format, &item, characters + 1});
  }
  result.tags = find_tags(result.text);
  add_merge_fields(document, paragraph, result);
  return result;
}

std::string ParagraphText::without_tags() const {
  std::string rest;
  std::size_t at = 0;
  for (const Tag& tag : tags) {
    rest += text.substr(at, tag.begin - at);
    at = tag.end;
  }
  return rest + text.substr(at);
}

bool ParagraphText::has_only_tags(TagScope scope) const {
  if (tags.empty() || std::any_of(tags.begin(), tags.end(), [scope](const Tag& tag) { return tag.scope != scope; }))
    return false;
  return is_blank_but_tags();
}

bool ParagraphText::is_blank_but_tags(bool without_boxes) const {
  const bool has_things = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    if (piece.item == nullptr) return false;
    const word::InlineType type = piece.item->type;
    if (without_boxes && (type == word::InlineType::Picture || type == word::InlineType::TextBox)) return false;
    return type == word::InlineType::Picture || type == word::InlineType::TextBox || type == word::InlineType::Object ||
           type == word::InlineType::FootnoteMark || type == word::InlineType::EndnoteMark;
  });
  return !has_things && without_tags().find_first_not_of(" \t\n") == std::string::npos;
}

}  // namespace gongwen::adopt
