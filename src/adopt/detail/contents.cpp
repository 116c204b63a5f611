#include "adopt/detail/contents.h"

#include "adopt/detail/merge_field.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
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
      case 'n':
        // With levels, it leaves out the pages of only some entries.
        if (argument.empty())
          contents.has_pages = false;
        else
          contents.unread = "\\n " + argument;
        break;
      case 'b':
      case 'f':
      case 'l':
      case 's': contents.unread = words[i]; break;
      default: break;  // \h, \w, \x, \z, \p: only affect the look in Word
    }
  }
  if (!has_choice) contents.has_headings = true;
  return contents;
}

bool is_contents_field(const word::Document& document, const word::Inline& item) {
  return item.index < document.fields.size() && document.fields[item.index].name() == "TOC";
}

/// A statement of ours at a place of the file.
PlacedTag made_tag(const word::Paragraph& paragraph, std::string text) {
  PlacedTag made;
  made.tag.text = std::move(text);
  made.tag.type = TagType::Statement;
  made.paragraph = &paragraph;
  return made;
}

/// Whether a paragraph shows the number of a sequence.
bool has_number(const word::Document& document, const word::Paragraph& paragraph, const Sequences& sequences) {
  const std::vector<FieldRange> fields = fields_of(document, paragraph);
  return std::any_of(fields.begin(), fields.end(), [&](const FieldRange& range) {
    return paragraph.inlines[range.start].change != word::Change::Deleted &&
           !sequences.tag(document.fields[range.field]).empty();
  });
}

class StepCollector {
 public:
  StepCollector(const word::Document& document, const ContentsField& contents, const Sequences& sequences)
      : document_(document), contents_(contents), sequences_(sequences) {}

  std::vector<ContentsStep> run() {
    const std::vector<word::Block>& blocks = document_.stories.front().blocks;
    visit_paragraphs(blocks, [&](const word::Paragraph& paragraph) {
      const bool is_entry = numbered_ == nullptr && contents_level(document_, contents_, paragraph) > 0;
      if (is_entry && has_number(document_, paragraph, sequences_)) numbered_ = &paragraph;
    });
    if (numbered_ != nullptr) steps_.push_back({made_tag(*numbered_, sequences_.begun_anew("gw_kept"))});
    walk(blocks);
    if (numbered_ != nullptr) steps_.push_back({made_tag(*numbered_, sequences_.taken_up("gw_kept"))});
    return std::move(steps_);
  }

 private:
  void walk(const std::vector<word::Block>& blocks) {
    for (const word::Block& block : blocks) {
      if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
        walk(*paragraph);
      else
        walk(std::get<word::Table>(block.content));
    }
  }

  void walk(const word::Paragraph& paragraph) {
    const ParagraphText text = text_of(document_, paragraph);
    if (text.has_only_tags(TagScope::Paragraph)) {
      for (const Tag& tag : text.tags) steps_.push_back({placed_tag(paragraph, text, tag)});
      return;
    }
    if (numbered_ != nullptr) begin_sequences(paragraph);
    const std::int32_t level = contents_level(document_, contents_, paragraph);
    if (level > 0 && text.text.find_first_not_of(" \t\n") != std::string::npos) {
      steps_.push_back({{}, &paragraph, level});
      return;
    }
    // Keeps assignments to names that later headings may use, with the conditions around them.
    const bool has_set = std::any_of(text.tags.begin(), text.tags.end(), [](const Tag& tag) {
      return tag.keyword() == "set" && tag.text.find('=') != std::string::npos;
    });
    for (const Tag& tag : text.tags) {
      if (has_set && tag.scope == TagScope::Inline && tag.type == TagType::Statement)
        steps_.push_back({placed_tag(paragraph, text, tag)});
    }
    if (numbered_ != nullptr) count(paragraph);
  }

  void walk(const word::Table& table) {
    for (const word::Row& row : table.rows) {
      if (row.change == word::Change::Deleted) continue;
      const ScopedTags rows = tags_of_row(document_, row);
      add_tags(rows.tags, false, rows.replaces);
      if (rows.replaces) continue;
      for (const word::Cell& cell : row.cells) {
        const ScopedTags cells = tags_of_cell(document_, cell);
        add_tags(cells.tags, false, cells.replaces);
        if (cells.replaces) continue;
        walk(cell.blocks);
        add_tags(cells.tags, true, false);
      }
      add_tags(rows.tags, true, false);
    }
  }

  void add_tags(const std::vector<PlacedTag>& tags, bool is_end, bool takes_all) {
    for (const PlacedTag& tag : tags) {
      if (takes_all || tag.tag.is_end() == is_end) steps_.push_back({tag});
    }
  }

  void begin_sequences(const word::Paragraph& paragraph) {
    if (paragraph.format >= document_.paragraph_formats.size()) return;
    const std::int32_t level = document_.paragraph_formats[paragraph.format].outline_level.value_or(9);
    if (std::string restarts = sequences_.restarts(level); !restarts.empty())
      steps_.push_back({made_tag(paragraph, std::move(restarts))});
  }

  void count(const word::Paragraph& paragraph) {
    for (const FieldRange& range : fields_of(document_, paragraph)) {
      if (paragraph.inlines[range.start].change == word::Change::Deleted) continue;
      if (std::string counting = sequences_.counting(document_.fields[range.field]); !counting.empty())
        steps_.push_back({made_tag(paragraph, std::move(counting))});
    }
  }

  const word::Document& document_;
  const ContentsField& contents_;
  const Sequences& sequences_;
  std::vector<ContentsStep> steps_;
  const word::Paragraph* numbered_ = nullptr;  // the first entry with the number of a sequence; null: no entry has one
};

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
  bool has_break = false;  // after the end
  for (const word::Inline& item : paragraph.inlines) {
    if (item.is_code) continue;
    const bool is_deleted = item.change == word::Change::Deleted;
    if (item.type == InlineType::FieldStart && !item.is_contents && !is_deleted && is_contents_field(document, item))
      return ContentsRole::Start;
    if (item.type == InlineType::FieldEnd && !item.is_contents && is_contents_field(document, item)) has_end = true;
    has_entry = has_entry || (item.is_contents && item.type == InlineType::Text);
    const bool is_break = item.type == InlineType::PageBreak || item.type == InlineType::ColumnBreak;
    has_break = has_break || (has_end && is_break && !item.is_contents && !is_deleted);
  }
  if (!paragraph.is_in_contents) return ContentsRole::None;
  if (has_end && !has_entry) return ContentsRole::End;
  // Content after the end of the field is text of the document.
  const ParagraphText text = text_of(document, paragraph);
  return has_end && (has_break || !text.is_blank_but_tags()) ? ContentsRole::End : ContentsRole::Entry;
}

std::vector<ContentsStep> contents_steps(const word::Document& document, const ContentsField& contents,
                                         const Sequences& sequences) {
  if (document.stories.empty() || document.stories.front().blocks.empty()) return {};
  return StepCollector(document, contents, sequences).run();
}

std::vector<EntryPart> entry_parts(const word::Document& document, const word::Paragraph& heading,
                                   const Sequences& sequences) {
  const ParagraphText text = text_of(document, heading);
  // Numbers, by the start of their stored texts.
  struct Number {
    std::size_t begin;
    std::size_t end;
    std::string tag;
  };
  std::vector<Number> numbers;
  std::size_t open = 0;  // fields within a number
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr || piece.item->index >= document.fields.size()) continue;
    if (piece.item->type == InlineType::FieldStart) {
      if (open > 0) {
        ++open;
      } else if (std::string tag = sequences.tag(document.fields[piece.item->index]); !tag.empty()) {
        numbers.push_back({piece.begin, text.text.size(), std::move(tag)});
        open = 1;
      }
    } else if (piece.item->type == InlineType::FieldEnd && open > 0 && --open == 0) {
      numbers.back().end = piece.begin;
    }
  }
  std::vector<EntryPart> parts;
  const auto add_words = [&](std::size_t begin, std::size_t end) {
    std::string words = text.text.substr(begin, end - begin);
    std::replace_if(
        words.begin(), words.end(), [](char sign) { return sign == '\n' || sign == '\t'; }, ' ');
    if (!words.empty()) parts.push_back({std::move(words), {}});
  };
  std::size_t at = 0;
  auto tag = text.tags.begin();
  auto number = numbers.begin();
  while (tag != text.tags.end() || number != numbers.end()) {
    const bool is_number = number != numbers.end() && (tag == text.tags.end() || number->begin <= tag->begin);
    const std::size_t begin = is_number ? number->begin : tag->begin;
    if (begin > at) add_words(at, begin);
    const bool is_covered = begin < at;  // a tag in the stored text of a number
    if (is_number && !is_covered) parts.push_back({{}, made_tag(heading, number->tag)});
    if (!is_number && !is_covered && tag->scope == TagScope::Inline)
      parts.push_back({{}, placed_tag(heading, text, *tag)});
    at = std::max(at, is_number ? number->end : tag->end);
    if (is_number)
      ++number;
    else
      ++tag;
  }
  add_words(std::min(at, text.text.size()), text.text.size());
  return parts;
}

const word::Paragraph* look_of_entry(const word::Document& document, const ContentsField& contents,
                                     std::int32_t level) {
  // Entries of a list of figures have one look: that of level 0. A level without a style in the file looks like the one
  // above it.
  const std::int32_t wanted = contents.caption.empty() ? level : 0;
  const auto& looks = document.contents_looks;
  auto look = looks.upper_bound(wanted);
  if (look != looks.begin()) --look;
  if (look == looks.end() || (wanted > 0 && look->first == 0)) return nullptr;
  return &look->second;
}

}  // namespace gongwen::adopt
