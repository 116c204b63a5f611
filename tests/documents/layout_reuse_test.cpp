// What a layout remembers changes no position: in a used context everything comes out as in a fresh one.
#include "layout/pages/dump.h"
#include "support/awkward_pages.h"
#include "support/flex_pages.h"
#include "support/golden.h"
#include "support/mixed_pages.h"
#include "support/sample.h"

using namespace gongwen::tests;
namespace layout = gongwen::layout;

namespace {

std::string laid_out_again(LaidOut& laid_out, layout::LayoutContext& context) {
  const layout::DocumentLayout document = layout::layout_document(*laid_out.page_styles, context);
  return layout::dump_pages(document, context);
}

void check_reuse(LaidOut& laid_out) {
  const std::string first = laid_out.fragments();
  EXPECT_TRUE(laid_out_again(laid_out, *laid_out.context) == first) << "in the used context";
  layout::LayoutContext fresh(laid_out.boxes, laid_out.styles, laid_out.tree, *laid_out.fonts, laid_out.sink);
  EXPECT_TRUE(laid_out_again(laid_out, fresh) == first) << "in a fresh context with used fonts";
  gongwen::text::FontContext fonts(test_fonts(), {});
  layout::LayoutContext all_fresh(laid_out.boxes, laid_out.styles, laid_out.tree, fonts, laid_out.sink);
  EXPECT_TRUE(laid_out_again(laid_out, all_fresh) == first) << "in a fresh context with fresh fonts";
}

}  // namespace

TEST(LayoutReuse, GoldenCasesComeOutTheSameAgain) {
  for (const auto& file : case_files(GONGWEN_SOURCE_DIR "/tests/documents/cases", ".html")) {
    SCOPED_TRACE(file.filename().string());
    LaidOut laid_out(read_file(file));
    check_reuse(laid_out);
  }
}

TEST(LayoutReuse, AwkwardAndRandomPagesComeOutTheSameAgain) {
  std::vector<AwkwardPage> pages = awkward_pages();
  for (std::uint32_t number = 1; number <= 60; ++number) {
    pages.push_back(random_page(number));
    pages.push_back(random_flex_page(number));
    pages.push_back(random_grid_page(number));
    pages.push_back(random_page_with_areas(number));
    pages.push_back(mixed_page(number));
    pages.push_back(page_of_columns(number));
  }
  for (const AwkwardPage& page : pages) {
    SCOPED_TRACE(page.name);
    LaidOut laid_out(page.html);
    check_reuse(laid_out);
  }
}

TEST(LayoutReuse, SamplesComeOutTheSameAgain) {
  for (const auto& file : sample_files()) {
    SCOPED_TRACE(file.filename().string());
    Sample sample(file);
    const std::string first = sample.laid_out->fragments();
    EXPECT_TRUE(laid_out_again(*sample.laid_out, *sample.laid_out->context) == first) << "in the used context";
    const Sample other(file);
    EXPECT_TRUE(other.laid_out->fragments() == first) << "of the same data, made anew";
  }
}
