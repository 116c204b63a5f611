#include "flow/detail/printed_texts.h"

#include "base/utf8.h"

#include <set>
#include <utility>

namespace gongwen::flow {
namespace {

class ContentCollector {
 public:
  void add(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      if (const auto* const paragraph = std::get_if<Paragraph>(&block)) {
        add(*paragraph);
        continue;
      }
      for (const Row& row : std::get<Table>(block).rows) {
        for (const Cell& cell : row.cells) add(cell.content);
      }
    }
  }

  /// All stories of the document.
  void add(const Document& document) {
    for (const Section& section : document.sections) add(section.content);
    // Programs copy these as they like.
    is_once_ = true;
    for (const Section& section : document.sections) {
      for (const RunningHead& head : section.heads) add(head.content);
    }
    for (const Note& note : document.notes) add(note.content);
  }

  PrintedContent take() { return std::move(content_); }

 private:
  void add(const Paragraph& paragraph) {
    bool is_in_control = false;
    for (const Inline& made : paragraph.content) {
      if (std::holds_alternative<ControlStart>(made.content)) {
        cut();
        is_in_control = true;
      } else if (std::holds_alternative<ControlEnd>(made.content)) {
        is_in_control = false;
      } else if (!is_in_control) {
        add(made.content);
      }
    }
    cut();
  }

  void add(const InlineContent& content) {
    if (const auto* const text = std::get_if<Text>(&content)) {
      text_ += text->text;
    } else if (const auto* const formula = std::get_if<Formula>(&content)) {
      text_ += formula->text;
    } else if (const auto* const ruby = std::get_if<Ruby>(&content)) {
      text_ += ruby->base;
    } else if (const auto* const call = std::get_if<NoteCall>(&content); call != nullptr && call->is_custom()) {
      text_ += call->mark;
    } else if (const auto* const mark = std::get_if<NoteMark>(&content); mark != nullptr && mark->is_custom()) {
      text_ += mark->mark;
    } else if (const auto* const field = std::get_if<Field>(&content)) {
      const bool is_text = field->kind == FieldKind::TextOf || field->kind == FieldKind::StyleText;
      if (!is_text) return cut();
      text_ += field->result;
    } else if (const auto* const picture = std::get_if<InlinePicture>(&content)) {
      content_.pictures.push_back(picture->alternative);
    } else if (const auto* const anchored = std::get_if<AnchoredPicture>(&content)) {
      content_.pictures.push_back(anchored->alternative);
    } else if (std::holds_alternative<Tab>(content) || std::holds_alternative<LineBreak>(content)) {
      text_ += ' ';
    }
  }

  void cut() {
    std::string text = std::exchange(text_, {});
    if (base::trim_ascii_space(text).empty()) return;
    const bool is_new = known_.insert(text).second;
    if (is_new || !is_once_) content_.texts.push_back(std::move(text));
  }

  std::string text_;
  bool is_once_ = false;
  PrintedContent content_;
  std::set<std::string> known_;
};

}  // namespace

PrintedContent printed_content(const Document& document) {
  ContentCollector collector;
  collector.add(document);
  return collector.take();
}

}  // namespace gongwen::flow
