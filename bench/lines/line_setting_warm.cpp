// Sets 100,000 Han characters in lines, warm, on one core: shaping, breaking, and the places of justified lines. Prints
// the median of each way in ms, and its ratio to ICU's line break iterator, which only finds the places where lines may
// end. Usage: bench_line_setting FONT_FOLDER [ROUNDS]
#include "base/format.h"
#include "prose.h"
#include "text/break_paragraph.h"
#include "text/line_breaker.h"

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

class LineBench {
 public:
  LineBench(const text::FontLibrary& library, int rounds) : prose_(library), rounds_(rounds) {}

  void run() {
    const double icu = median([&] { find_breaks_with_icu(); });
    fmt::print("ICU, places only      {:6.2f} ms\n", icu);
    tell("greedy", icu, [&] { set_all(text::WrapStyle::Greedy); });
    prose_.style().squeeze.enabled = true;
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
    const text::TextLength width = prose_.width_of(26);
    const text::BreakOptions options{wrap, prose_.width_of(2)};
    for (const std::u32string& characters : prose_.texts()) {
      const text::ShapedParagraph paragraph = prose_.shape(characters);
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
    for (const std::u32string& characters : prose_.texts()) {
      const std::u16string text(characters.begin(), characters.end());  // all of the basic plane
      UErrorCode error = U_ZERO_ERROR;
      if (breaks_ == nullptr) breaks_ = ubrk_open(UBRK_LINE, "zh", nullptr, 0, &error);
      ubrk_setText(breaks_, text.data(), static_cast<std::int32_t>(text.size()), &error);
      while (ubrk_next(breaks_) != UBRK_DONE) ++sum_;
    }
  }

  bench::Prose prose_;
  int rounds_;
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
