// Prose: paragraphs of official Chinese in one style, for the benchmarks of shaping and breaking.
#pragma once

#include "base/geometry.h"
#include "text/font_context.h"
#include "text/paragraph.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::bench {

class Prose {
 public:
  static constexpr std::size_t kParagraphs = 400;
  static constexpr std::size_t kLength = 250;
  static constexpr std::size_t kCharacters = kParagraphs * kLength;

  explicit Prose(const text::FontLibrary& library) : fonts_(library, {}) {
    style_.fonts = fonts_.resolve({{"仿宋"}, 400, false});
    style_.size = base::FontSize::round_from_px(16 * 4.0 / 3);
    style_.language = "zh-CN";
    for (std::size_t i = 0; i < kParagraphs; ++i) {
      std::u32string text;
      while (text.size() < kLength) text += kPattern[(i * kLength * 7 + text.size()) % kPattern.size()];
      texts_.push_back(std::move(text));
    }
  }

  const std::vector<std::u32string>& texts() const { return texts_; }
  text::TextStyle& style() { return style_; }

  text::ShapedParagraph shape(const std::u32string& text) {
    text::ParagraphPiece piece;
    piece.end = static_cast<std::uint32_t>(text.size());
    return text::shape_paragraph(text, {&piece, 1}, {style_}, fonts_, [](const text::CharacterReport&) {});
  }

  /// So many characters are as wide.
  text::TextLength width_of(int characters) const {
    return text::TextLength::from(style_.size.to_length() * characters);
  }

 private:
  /// A mark at every twelfth character or so, numbers with measure words, a designation now and then.
  static constexpr std::u32string_view kPattern =
      U"各成员单位：为落实本年度工作安排，秘书处组织专家对已立项的国家标准项目进行了检查，重点检查编制进度、材料质量和"
      U"经费使用情况。现将有关事项通知如下：一是起草组应当于2024年2月19日前报送进展报告（格式见附件1），逾期未报的，"
      U"由秘书处予以提醒；二是对意见分歧较大的条款，应当召开不少于3次的讨论会，形成“逐条意见处理表”，并说明采纳与否的"
      U"理由；三是引用GB/T 22239—2019等文件时，应当核对其现行有效版本。特此通知。";

  text::FontContext fonts_;
  text::TextStyle style_;
  std::vector<std::u32string> texts_;
};

}  // namespace gongwen::bench
