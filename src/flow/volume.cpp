#include "flow/volume.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "flow/detail/assign_styles.h"
#include "flow/detail/flow_state.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gongwen::flow {

namespace {

/// Calls `use` with each paragraph of the blocks, also in tables.
template <typename Use>
void for_each_paragraph(std::vector<Block>& blocks, const Use& use) {
  for (Block& block : blocks) {
    if (auto* const paragraph = std::get_if<Paragraph>(&block)) {
      use(*paragraph);
      continue;
    }
    for (Row& row : std::get<Table>(block).rows) {
      for (Cell& cell : row.cells) for_each_paragraph(cell.content, use);
    }
  }
}

/// Calls `use` with each paragraph of the text, without heads and notes.
template <typename Use>
void for_each_text_paragraph(Document& document, const Use& use) {
  for (Section& section : document.sections) for_each_paragraph(section.content, use);
}

/// Text without white space, to be compared.
std::string compact(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : base::to_utf32(text)) {
    if (!base::is_space(c)) kept += c;
  }
  return base::to_utf8(kept);
}

std::string compact_text(const Paragraph& paragraph) {
  std::string text;
  for (const Inline& made : paragraph.content) {
    if (const auto* const part = std::get_if<Text>(&made.content)) text += part->text;
  }
  return compact(text);
}

class DocumentJoiner {
 public:
  explicit DocumentJoiner(Properties properties) { whole_.properties = std::move(properties); }

  void add(JoinedDocument part) {
    Document& document = part.document;
    if (!part.title.empty()) set_outline(document, compact(part.title));
    // The standard style of the volume is that of its first part; all others state their differences from it.
    add_looks(document);
    if (whole_.styles.empty()) {
      whole_.styles.push_back(document.styles.front());
      whole_.styles.front().run = look(whole_.styles.front().run);
    }
    add_character_styles(document);
    lists_before_ = whole_.lists.size();
    for (List& list : document.lists) {
      list.look = look(list.look);
      if (list.outer) *list.outer += lists_before_;
      whole_.lists.push_back(std::move(list));
    }
    notes_before_ = whole_.notes.size();
    pictures_before_ = whole_.pictures.size();
    whole_.pictures.insert(whole_.pictures.end(), document.pictures.begin(), document.pictures.end());
    for (Note& note : document.notes) {
      move(note.content);
      whole_.notes.push_back(std::move(note));
    }
    bool is_first = true;
    for (Section& section : document.sections) {
      move(section.content);
      for (RunningHead& head : section.heads) move(head.content);
      if (std::exchange(is_first, false)) {
        section.start = part.start;
        section.first_number = part.first_number;
      }
      whole_.sections.push_back(std::move(section));
    }
    whole_.mirrors_margins = whole_.mirrors_margins || document.mirrors_margins;
    whole_.has_even_heads = whole_.has_even_heads || document.has_even_heads;
    whole_.hyphenates = whole_.hyphenates || document.hyphenates;
    whole_.last_bookmark = std::max(whole_.last_bookmark, document.last_bookmark);
  }

  Document finish() && {
    assign_styles(whole_);
    return std::move(whole_);
  }

 private:
  /// As in the outline of a bound PDF.
  static void set_outline(Document& document, const std::string& title) {
    Paragraph* first = nullptr;  // of the first level
    Paragraph* title_paragraph = nullptr;
    int at_top = 0;
    for_each_text_paragraph(document, [&](Paragraph& paragraph) {
      if (paragraph.look.outline_level == 1 && ++at_top == 1) first = &paragraph;
      if (paragraph.role == "Title" && title_paragraph == nullptr) title_paragraph = &paragraph;
    });
    const bool has_title = at_top == 1 && compact_text(*first) == title;
    if (has_title) return;
    constexpr std::uint8_t kDeepest = 9;
    for_each_text_paragraph(document, [&](Paragraph& paragraph) {
      std::uint8_t& level = paragraph.look.outline_level;
      if (level > 0 && level < kDeepest) ++level;
    });
    if (title_paragraph != nullptr) title_paragraph->look.outline_level = 1;
  }

  void add_looks(const Document& document) {
    looks_.clear();
    for (const RunLook& added : document.run_looks) {
      const auto known = std::find(whole_.run_looks.begin(), whole_.run_looks.end(), added);
      looks_.push_back(static_cast<LookId>(known - whole_.run_looks.begin()));
      if (known == whole_.run_looks.end()) whole_.run_looks.push_back(added);
    }
  }

  void add_character_styles(const Document& document) {
    character_styles_.clear();
    for (const Style& added : document.character_styles) {
      const auto known = std::find_if(whole_.character_styles.begin(), whole_.character_styles.end(),
                                      [&](const Style& style) { return style.name == added.name; });
      character_styles_.push_back(static_cast<std::size_t>(known - whole_.character_styles.begin()));
      if (known == whole_.character_styles.end()) whole_.character_styles.push_back(added);
    }
  }

  LookId look(LookId id) const { return looks_[id]; }

  void move(std::vector<Block>& blocks) {
    for_each_paragraph(blocks, [this](Paragraph& paragraph) {
      paragraph.run = look(paragraph.run);
      if (paragraph.list) *paragraph.list += lists_before_;
      for (Inline& made : paragraph.content) {
        made.look = look(made.look);
        if (made.style) made.style = character_styles_[*made.style];
        move(made.content);
      }
    });
  }

  void move(InlineContent& content) const {
    if (auto* const call = std::get_if<NoteCall>(&content)) {
      call->note += notes_before_;
    } else if (auto* const mark = std::get_if<NoteMark>(&content)) {
      mark->note += notes_before_;
    } else if (auto* const picture = std::get_if<InlinePicture>(&content)) {
      picture->picture += pictures_before_;
    } else if (auto* const anchored = std::get_if<AnchoredPicture>(&content)) {
      anchored->picture += pictures_before_;
    } else if (auto* const ruby = std::get_if<Ruby>(&content)) {
      ruby->annotation_look = look(ruby->annotation_look);
    }
  }

  Document whole_;
  std::vector<LookId> looks_;                  // in the volume, by their numbers in the part
  std::vector<std::size_t> character_styles_;  // likewise
  std::size_t lists_before_ = 0;
  std::size_t notes_before_ = 0;
  std::size_t pictures_before_ = 0;
};

/// The text after the last tab stop is the number of a page.
void refer_to_page(Paragraph& paragraph, const std::vector<VolumeEntry>& entries) {
  const VolumeEntry* entry = nullptr;
  std::size_t after_tab = paragraph.content.size();
  for (std::size_t i = 0; i < paragraph.content.size(); ++i) {
    if (const auto* const link = std::get_if<LinkStart>(&paragraph.content[i].content)) {
      for (const VolumeEntry& one : entries) {
        if (bookmark_name(one.bookmark) == link->bookmark) entry = &one;
      }
    }
    if (std::holds_alternative<Tab>(paragraph.content[i].content)) after_tab = i + 1;
  }
  if (entry == nullptr) return;
  for (std::size_t i = after_tab; i < paragraph.content.size(); ++i) {
    Inline& made = paragraph.content[i];
    auto* const text = std::get_if<Text>(&made.content);
    if (text == nullptr || !text->text.ends_with(entry->page)) continue;
    text->text.resize(text->text.size() - entry->page.size());
    Inline field = made;
    field.content = Field{FieldKind::PageOf, bookmark_name(entry->bookmark), entry->page};
    const auto place = paragraph.content.begin() + static_cast<std::ptrdiff_t>(i);
    if (text->text.empty()) {
      *place = std::move(field);
    } else {
      paragraph.content.insert(place + 1, std::move(field));
    }
    return;
  }
}

}  // namespace

void refer_to_pages(Document& contents, const std::vector<VolumeEntry>& entries) {
  for_each_text_paragraph(contents, [&](Paragraph& paragraph) { refer_to_page(paragraph, entries); });
}

Document join_documents(std::vector<JoinedDocument> parts, Properties properties) {
  DocumentJoiner joiner(std::move(properties));
  for (JoinedDocument& part : parts) joiner.add(std::move(part));
  return std::move(joiner).finish();
}

}  // namespace gongwen::flow
