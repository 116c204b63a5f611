// Sets 100,000 Han characters in lines, warm, on one core: shaping, breaking, and the places of justified lines. Tells
// the median of each way in ms, and its ratio to ICU's line break iterator, which only finds the places where lines may
// end. Usage: bench_line_setting FONT_FOLDER [ROUNDS]
#include "base/format.h"
#include "base/utf8.h"
#include "text/break_paragraph.h"
#include "text/justification.h"
#include "text/paragraph.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <unicode/ubrk.h>

using namespace gongwen;

namespace {

constexpr std::size_t kCharacters = 100'000;
constexpr std::size_t kParagraph = 250;

/// Official prose: a mark at every twelfth character or so, numbers with measure words, a designation now and then.
std::vector<std::u32string> make_paragraphs() {
  const std::u32string pattern =
      U"各成员单位：为落实本年度工作安排，秘书处组织专家对已立项的国家标准项目进行了检查，重点检查编制进度、材料质量和"
      U"经费使用情况。现将有关事项通知如下：一是起草组应当于2024年2月19日前报送进展报告（格式见附件1），逾期未报的，"
      U"由秘书处予以提醒；二是对意见分歧较大的条款，应当召开不少于3次的讨论会，形成“逐条意见处理表”，并说明采纳与否的"
      U"理由；三是引用GB/T 22239—2019等文件时，应当核对其现行有效版本。特此通知。";
  std::vector<std::u32string> paragraphs;
  for (std::size_t made = 0; made < kCharacters; made += kParagraph) {
    std::u32string text;
    while (text.size() < kParagraph) text += pattern[(made * 7 + text.size()) % pattern.size()];
    paragraphs.push_back(std::move(text));
  }
  return paragraphs;
}

class LineBench {
 public:
  LineBench(const text::FontLibrary& library, int rounds) : fonts_(library, {}), rounds_(rounds) {
    style_.fonts = fonts_.resolve({{"仿宋"}, 400, false});
    style_.size = base::FontSize::round_from_px(16 * 4.0 / 3);
    style_.language = "zh-CN";
  }

  void run() {
    const double icu = median([&] { find_breaks_with_icu(); });
    fmt::print("ICU, places only      {:6.2f} ms\n", icu);
    tell("greedy", icu, [&] { set_all(text::WrapStyle::Greedy); });
    style_.squeeze.enabled = true;
    tell("greedy, squeezed", icu, [&] { set_all(text::WrapStyle::Greedy); });
    tell("pretty, squeezed", icu, [&] { set_all(text::WrapStyle::Pretty); });
  }

 private:
  void tell(const char* name, double icu, const std::function<void()>& work) {
    const double time = median(work);
    fmt::print("{:<21} {:6.2f} ms, {:.2f} times ICU\n", name, time, time / icu);
  }

  double median(const std::function<void()>& work) const {
    std::vector<double> times;
    for (int i = 0; i < rounds_; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      work();
      times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }

  void set_all(text::WrapStyle wrap) {
    const text::TextLength width = text::TextLength::from(style_.size.to_length() * 26);
    const text::BreakOptions options{wrap, text::TextLength::from(style_.size.to_length() * 2)};
    for (const std::u32string& characters : paragraphs_) {
      text::ParagraphPiece piece;
      piece.end = static_cast<std::uint32_t>(characters.size());
      const text::ShapedParagraph paragraph =
          text::shape_paragraph(characters, {&piece, 1}, {style_}, fonts_, [](const text::CharacterReport&) {});
      for (const text::LineRange& line : text::break_paragraph(paragraph, {width, width, width}, options)) {
        justify(paragraph, line, width - line.width);
      }
    }
  }

  void justify(const text::ShapedParagraph& paragraph, const text::LineRange& line, text::TextLength room) {
    const auto squeezed = text::squeeze_line(paragraph, line);
    const auto stretched = text::stretch_line(paragraph, line, room);
    std::int64_t gaps = 0;
    for (std::uint32_t i = line.begin; i < line.content_end; ++i) {
      gaps += text::may_stretch_after(paragraph.units[i], text::JustifyGaps::Auto);
    }
    sum_ += (room / std::max<std::int64_t>(gaps, 1)).raw() + static_cast<std::int64_t>(squeezed.size());
    sum_ += static_cast<std::int64_t>(stretched.size());
  }

  void find_breaks_with_icu() {
    for (const std::u32string& characters : paragraphs_) {
      const std::u16string text(characters.begin(), characters.end());  // all of the basic plane
      UErrorCode error = U_ZERO_ERROR;
      if (breaks_ == nullptr) breaks_ = ubrk_open(UBRK_LINE, "zh", nullptr, 0, &error);
      ubrk_setText(breaks_, text.data(), static_cast<std::int32_t>(text.size()), &error);
      while (ubrk_next(breaks_) != UBRK_DONE) ++sum_;
    }
  }

  text::FontContext fonts_;
  int rounds_;
  text::TextStyle style_;
  std::vector<std::u32string> paragraphs_ = make_paragraphs();
  UBreakIterator* breaks_ = nullptr;
  std::int64_t sum_ = 0;  // so that no work is left out
};

}  // namespace

int main(int argc, char** argv) {
  resources::SourceStore sources;
  diagnostics::DiagnosticSink sink;
  const auto library = text::FontLibrary::open(argc > 1 ? argv[1] : GONGWEN_FONTS_DIR, sources, sink);
  if (library == nullptr) return EXIT_FAILURE;
  LineBench(*library, argc > 2 ? std::max(std::atoi(argv[2]), 1) : 21).run();
  return EXIT_SUCCESS;
}
