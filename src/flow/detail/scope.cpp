#include "flow/detail/scope.h"

namespace gongwen::flow {

void Scope::keep_last_with_next() const {
  if (count() == 0) return;
  if (Paragraph* const paragraph = last_paragraph()) {
    paragraph->look.keeps_next = true;
    return;
  }
  // A row stays with the next one if its paragraphs do.
  auto& table = std::get<Table>(out->back());
  if (table.rows.empty()) return;
  for (Cell& cell : table.rows.back().cells) {
    for (Block& block : cell.content) {
      if (auto* const paragraph = std::get_if<Paragraph>(&block)) paragraph->look.keeps_next = true;
    }
  }
}

void Scope::keep_together(std::size_t first) const {
  if (out == nullptr) return;
  for (std::size_t i = first; i + 1 < out->size(); ++i) {
    if (auto* const paragraph = std::get_if<Paragraph>(&(*out)[i])) paragraph->look.keeps_next = true;
  }
}

bool Scope::continues_frame(const ParagraphLook& look) const {
  const Paragraph* const last = last_paragraph();
  return last != nullptr && last->look.borders == look.borders && last->look.shading == look.shading &&
         last->look.left == look.left && last->look.right == look.right;
}

}  // namespace gongwen::flow
