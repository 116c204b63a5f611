// References in the text of regulations: 第十条, 第三章, 第二款, 附件2, and {id}; and whether they are meant for the
// document that they stand in, or for another law that it cites.
//   parse_references("依照《标准化法》第四条、第五条和本办法第十条", "某管理办法")
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class ReferenceKind : std::uint8_t { None, Chapter, Article, Paragraph, Item, Annex, Id };

/// Whose parts are meant. `Unsure` where the words leave it open: a bare 第五条 behind an article of another law.
enum class ReferenceHome : std::uint8_t { Own, Other, Unsure };

/// A stretch of a text. All of them together are the text.
struct ReferencePiece {
  std::string_view text = {};
  ReferenceKind kind = ReferenceKind::None;
  ReferenceHome home = ReferenceHome::Own;
  int number = 0;  // 10 for 第十条
  // Of paragraphs and items: whose they are.
  int article = 0;                   // 0: of the article that the text belongs to
  std::string_view article_id = {};  // of `{id}第二款`
  int paragraph = 0;                 // of items; 0: none is named
};

/// `title` is that of the document: behind 本办法, or its title in 《》, stand references to itself. Behind 》, the
/// name of a law (标准化法, 该条例) or 该 they are meant for another document, and so is what is joined to them by 、
/// or 和.
std::vector<ReferencePiece> parse_references(std::string_view text, std::string_view title);

/// 二百八十五, or digits; 0 for all else and beyond 9999.
int parse_chinese_number(std::u32string_view text);

}  // namespace gongwen::templating
