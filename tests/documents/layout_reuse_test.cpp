// What a layout remembers, and what it forgets, changes no position: in a used context everything comes out as in a
// fresh one, and pages that are painted as they are laid out are the same as those that wait for the last one.
#include "layout/pages/dump.h"
#include "support/awkward_pages.h"
#include "support/flex_pages.h"
#include "support/golden.h"
#include "support/mixed_pages.h"
#include "support/require.h"
#include "support/sample.h"

using namespace gongwen::tests;
namespace diagnostics = gongwen::diagnostics;
namespace dom = gongwen::dom;
namespace layout = gongwen::layout;
namespace paint = gongwen::paint;

namespace {

std::string laid_out_again(LaidOut& laid_out, layout::LayoutContext& context) {
  const layout::DocumentLayout document = layout::layout_document(*laid_out.page_styles, context);
  return layout::dump_pages(document, context);
}

/// Makes useless what is given back, as long as the press lives: whoever asks for it all the same fails.
class Press : public layout::PageSink {
 public:
  explicit Press(layout::LayoutContext& context) : painter(context), context_(context) {}
  ~Press() override {
    for (const auto& [id, box] : given_back) edit(id) = box;
    for (const auto& [id, node] : given_back_nodes_) edit(id) = node;
  }
  void take(const layout::PageLayout& page) override { painter.paint_content(page); }
  void give_back(layout::BoxId first, layout::BoxId end) override {
    for (std::size_t i = context_.box(first).node.index(); i < context_.box(end).node.index(); ++i) {
      const dom::NodeId id(i);
      given_back_nodes_.emplace_back(id, context_.dom.node(id));
      edit(id) = {};
    }
    for (std::size_t i = first.index(); i < end.index(); ++i) {
      const layout::BoxId id(i);
      given_back.emplace_back(id, context_.box(id));
      edit(id) = {};
    }
  }

  paint::DocumentPainter painter;
  std::vector<std::pair<layout::BoxId, gongwen::boxes::Box>> given_back;

 private:
  gongwen::boxes::Box& edit(layout::BoxId id) { return const_cast<gongwen::boxes::Box&>(context_.box(id)); }

  dom::Node& edit(dom::NodeId id) { return const_cast<dom::Node&>(context_.dom.node(id)); }

  layout::LayoutContext& context_;
  std::vector<std::pair<dom::NodeId, dom::Node>> given_back_nodes_;
};

std::string shown(const paint::PaintedDocument& painted) {
  std::string out;
  for (const paint::PageDisplay& page : painted.pages) out += paint::dump_display_list(page) + "\n";
  for (const auto& [id, destination] : painted.destinations) {
    out += id + " " + std::to_string(destination.page) + " " + std::to_string(destination.position.y.raw()) + "\n";
  }
  return out + paint::dump_structure(painted.structure);
}

/// Lays out with a sink. Returns: the number of fragments that are left at the end; nothing if all pages are kept. With
/// the minimum of `max_kept` they are dropped after every page.
std::optional<std::size_t> check_early_painting(LaidOut& laid_out, std::size_t max_kept = 0,
                                                std::size_t* given_back = nullptr) {
  layout::LayoutContext context(laid_out.boxes, laid_out.styles, laid_out.tree, *laid_out.fonts, laid_out.sink);
  Press press(context);
  layout::PageLimits limits;
  limits.max_kept_fragments = max_kept;
  const layout::DocumentLayout document =
      layout::layout_document(*laid_out.page_styles, context, limits, {}, layout::PageFit::Keep, &press);
  if (!document.is_taken) return std::nullopt;
  EXPECT_TRUE(shown(press.painter.finish(document)) == shown(laid_out.painted)) << "painted page by page";
  if (given_back != nullptr) *given_back = press.given_back.size();
  return context.fragments.size();
}

void check_reuse(LaidOut& laid_out) {
  check_early_painting(laid_out);
  const std::string first = laid_out.fragments();
  EXPECT_TRUE(laid_out_again(laid_out, *laid_out.context) == first) << "in the used context";
  layout::LayoutContext fresh(laid_out.boxes, laid_out.styles, laid_out.tree, *laid_out.fonts, laid_out.sink);
  EXPECT_TRUE(laid_out_again(laid_out, fresh) == first) << "in a fresh context with used fonts";
  gongwen::text::FontContext fonts(test_fonts(), {});
  layout::LayoutContext all_fresh(laid_out.boxes, laid_out.styles, laid_out.tree, fonts, laid_out.sink);
  EXPECT_TRUE(laid_out_again(laid_out, all_fresh) == first) << "in a fresh context with fresh fonts";
}

}  // namespace

TEST(LayoutReuse, PagesThatWerePaintedAreForgotten) {
  const auto kept = [](const std::string& html) {
    LaidOut laid_out(
        "<title>t</title><style>@page { size: 100mm; @bottom-center { content: counter(page) '/' "
        "counter(pages) } }</style><body>" +
        html);
    require(laid_out.document.pages.size() > 20);
    const std::optional<std::size_t> fragments = check_early_painting(laid_out);
    const std::optional<std::size_t> of_some_pages = check_early_painting(laid_out, 500);
    EXPECT_EQ(fragments.has_value(), of_some_pages.has_value());
    EXPECT_LE(of_some_pages.value_or(0), fragments.value_or(0) + 500 + laid_out.context->fragments.size() / 10);
    return !fragments ? 1.0 : static_cast<double>(*fragments) / static_cast<double>(laid_out.context->fragments.size());
  };
  std::string rows;
  std::string paragraphs;
  for (int i = 0; i < 400; ++i) {
    rows += "<tr><td>" + std::to_string(i) + "</td><td>示例<b style='display: inline-block'>甲</b></td><td id='r" +
            std::to_string(i) + "'>文字</td></tr>";
    paragraphs += "<h2>标题</h2><p>示例文字</p><ul><li>甲</li><li>乙</li></ul>";
  }
  EXPECT_LT(
      kept("<table><thead><tr><th>序号</th><th>名称</th><th>内容</th></tr></thead><tbody>" + rows + "</tbody></table>"),
      0.2);
  EXPECT_LT(kept(paragraphs), 0.2);
  // Page numbers in the text, and boxes that are placed when all pages are there.
  EXPECT_EQ(kept(paragraphs + "<style>a::after { content: target-counter(attr(href), page) }</style><p id='e'>戊</p>"
                              "<a href='#e'>见</a>"),
            1);
  EXPECT_EQ(kept(paragraphs + "<p style='position: absolute; bottom: 0'>己</p>"), 1);
}

TEST(LayoutReuse, RowsOfLongTablesAreGivenBackWithTheirBoxes) {
  const auto share_given_back = [](const std::string& style, const std::string& body, const std::string& around = "") {
    std::string rows;
    for (int i = 0; i < 400; ++i) rows += "<tr><td>" + std::to_string(i) + "</td><td>文字</td></tr>";
    std::string html =
        "<title>t</title><style>@page { size: 100mm } @page :nth(9) { size: 150mm } "
        "table { border-collapse: collapse; table-layout: fixed; width: 100% } ";
    html += style + "</style><body>" + around + "<table><thead><tr><th>一</th><th>二</th></tr></thead>";
    html += body.empty() ? "<tbody>" + rows + "</tbody>" : body;
    LaidOut laid_out(html + "</table><p>后</p>");
    std::size_t boxes = 0;
    require(check_early_painting(laid_out, 0, &boxes).has_value());
    return static_cast<double>(boxes) / static_cast<double>(laid_out.boxes.size());
  };
  EXPECT_GT(share_given_back("td { border: 1px solid }", ""), 0.8);
  EXPECT_GT(share_given_back("", "", "<div style='border: 1px solid'><p>前</p>"), 0.8);
  // Each group keeps its first row, and the pages on which it starts and ends.
  std::string groups;
  for (int group = 0; group < 4; ++group) {
    groups += "<tbody>";
    for (int i = 0; i < 100; ++i) groups += "<tr><td rowspan='1'>" + std::to_string(i) + "</td><td>文字</td></tr>";
    groups += "</tbody>";
  }
  EXPECT_GT(share_given_back("", groups), 0.5);
  // A wider page would ask all cells again how wide they are.
  EXPECT_EQ(share_given_back("table { table-layout: auto }", ""), 0);
  // Columns are balanced by what is in them, and a flex container measures its items again.
  EXPECT_EQ(share_given_back("div { columns: 2 }", "", "<div>"), 0);
  EXPECT_EQ(share_given_back("div { display: flex }", "", "<div>"), 0);
}

TEST(LayoutReuse, GoldenCasesComeOutTheSameAgain) {
  for (const auto& file : case_files(GONGWEN_SOURCE_DIR "/tests/documents/cases", ".html")) {
    SCOPED_TRACE(file.filename().string());
    LaidOut laid_out(read_file(file));
    check_reuse(laid_out);
  }
}

TEST(LayoutReuse, AwkwardAndRandomPagesComeOutTheSameAgain) {
  std::vector<AwkwardPage> pages = awkward_pages();
  const std::uint32_t last = last_page(3);
  for (std::uint32_t number = 1; number <= last; ++number) {
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
  // Each run takes every third one; a long run all of them.
  const std::size_t step = last_page(1) == 1 ? 3 : 1;
  const auto files = sample_files();
  for (std::size_t i = 0; i < files.size(); i += step) {
    const auto& file = files[i];
    SCOPED_TRACE(file.filename().string());
    Sample sample(file);
    const std::string first = sample.laid_out->fragments();
    EXPECT_TRUE(laid_out_again(*sample.laid_out, *sample.laid_out->context) == first) << "in the used context";
    check_early_painting(*sample.laid_out);
    const Sample other(file);
    EXPECT_TRUE(other.laid_out->fragments() == first) << "of the same data, made anew";
  }
}

TEST(LayoutReuse, WhatWasPaintedNeedsNoLayout) {
  auto laid_out = std::make_unique<LaidOut>("<title>t</title><h1>标题</h1><p>示例文字，示例文字</p>");
  const paint::PaintedDocument painted = std::move(laid_out->painted);
  const std::string before = shown(painted);
  laid_out.reset();
  EXPECT_EQ(shown(painted), before);
  ASSERT_FALSE(painted.texts.empty());
  for (const auto& text : painted.texts) EXPECT_EQ(text.use_count(), 1) << "held by the pages alone";
}
