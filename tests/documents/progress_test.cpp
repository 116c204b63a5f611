// Every page brings the document further, whatever asks for the next one: notes, what should stay whole, and containers
// that hand both on.
#include "support/laid_out.h"
#include "support/text_census.h"

#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen::tests;
namespace layout = gongwen::layout;
namespace style = gongwen::style;

namespace {

constexpr std::array kContainers = {
    "<div>@</div>",
    "<div style='display:flex'>@</div>",
    "<div style='display:flex;flex-direction:column'>@</div>",
    "<div style='display:flex;flex-wrap:wrap'><div style='width:100%'>@</div></div>",
    "<div style='display:grid'>@</div>",
    "<div style='display:grid;grid-template-columns:1fr 1fr;grid-auto-rows:min-content'>@<p>b</p></div>",
    "<div style='float:left;width:100%'>@</div>",
    "<div style='columns:2'>@</div>",
    "<div style='columns:2;column-fill:auto'>@</div>",
    "<table><tr><td>@</td></tr></table>",
    "<table><tr><td rowspan='2'>@</td><td>b</td></tr><tr><td>c</td></tr></table>",
    "<ul><li>@</li></ul>",
    "<div style='position:relative;padding:2mm;border:1px solid'>@</div>",
    "<div style='break-inside:avoid'>@</div>",
    "<div style='display:grid'><div style='display:flex'>@</div></div>",
    "<div style='display:flex'><div style='display:grid'>@</div></div>",
    "<div style='display:grid'><div style='display:grid'><div>@</div></div></div>",
    "<div style='columns:2'><div style='display:grid'>@</div></div>",
    "<table><tr><td><div style='display:grid'>@</div></td></tr></table>",
    "<div style='display:grid'><div style='float:left'>@</div></div>",
    "<table><thead><tr><th>h</th></tr></thead><tr><td>a</td></tr><tr><td>@</td></tr><tfoot><tr><td>f</td></tr></tfoot>"
    "</table>",
    "<table><tr style='break-inside:avoid'><td>@</td></tr></table>",
    "<table><tbody style='break-inside:avoid'><tr><td>@</td></tr></tbody></table>",
    "<table style='break-inside:avoid'><tr><td>@</td></tr></table>"};

constexpr std::array kUnits = {
    "<p>a</p><table><tr><td>x</td></tr><tr style='break-inside:avoid'><td>#</td><td><div style='height:*mm'></div></td>"
    "</tr></table>",
    "<p>a</p><table><thead><tr><th>h</th></tr></thead><tbody style='break-inside:avoid'><tr><td>#</td><td><div "
    "style='height:30mm'></div></td></tr><tr><td>x</td><td><div style='height:*mm'></div></td></tr></tbody></table>",
    "<p>a</p><table><tr><td>k</td></tr><tr style='break-inside:avoid'><td rowspan='2'>#</td><td>x<div "
    "style='height:30mm'></div></td></tr><tr style='break-inside:avoid'><td><div style='height:*mm'></div>y</td></tr>"
    "</table>",
    "<p>a</p><table><tr style='break-after:avoid'><td>x#</td></tr><tr style='break-inside:avoid'><td><div "
    "style='height:*mm'></div></td></tr></table>",
    "<p>a</p><table><tr><td>x<div style='break-inside:avoid'>#<div style='height:*mm'></div></div></td></tr></table>",
    "<p>a</p><div style='break-inside:avoid'>#x<div style='height:*mm'></div></div>",
    "<p>a</p><div style='break-inside:avoid'><div style='height:*mm'></div>#x</div>",
    "<p>a</p><p style='break-after:avoid'>b#</p><p style='break-before:avoid;height:*mm;break-inside:avoid'>c</p>"};

std::string replaced(std::string text, char mark, const std::string& by) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size()))
    text.replace(at, 1, by);
  return text;
}

std::string page(const std::string& container, const std::string& unit, int height, const std::string& policy) {
  const std::string note = "<span style='float:footnote;footnote-policy:" + policy + "'>n<br>o<br>t<br>e</span>";
  const std::string content = replaced(replaced(unit, '#', note), '*', std::to_string(height));
  return "<!DOCTYPE html><html lang=\"en\"><head><title>t</title><style>@page{size:A6;margin:10mm}"
         "body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}</style></head><body>" +
         replaced(container, '@', content) + "<p>end</p></body></html>";
}

/// What pages show of a box that should stay whole; without repeated heads and feet.
struct Shown {
  std::set<std::size_t> pages;
  double height = 0;
};

void add_kept(const layout::Fragment& fragment, std::size_t page, const LaidOut& laid_out,
              std::map<std::uint32_t, Shown>& found) {
  if (fragment.is_repeated) return;
  const bool is_box = fragment.kind == layout::FragmentKind::Box && fragment.box;
  if (is_box && laid_out.context->style_of(fragment.box).break_inside == style::BreakInside::Avoid) {
    Shown& shown = found[fragment.box.value];
    shown.pages.insert(page);
    shown.height += fragment.size.height.to_px();
  }
  for (const layout::ChildFragment& child : fragment.children) add_kept(*child.fragment, page, laid_out, found);
}

/// A page holds `kHeld` and what the containers here put around it. What should stay whole and is within this height
/// does, even where that leaves its notes to the next page, which a message says.
constexpr double kHeld = 110 * 96 / 25.4;

void expect_whole(const LaidOut& laid_out) {
  std::map<std::uint32_t, Shown> found;
  for (std::size_t i = 0; i < laid_out.document.pages.size(); ++i) {
    const layout::Fragment* const content = laid_out.document.pages[i].content;
    if (content != nullptr) add_kept(*content, i, laid_out, found);
  }
  for (const auto& [box, shown] : found) {
    const bool is_parted = shown.pages.size() > 1;
    EXPECT_FALSE(is_parted && shown.height <= kHeld) << box << ": " << shown.height << '\n' << laid_out.fragments();
  }
}

/// More than anything here needs: each box that should stay whole at the head of a page, its notes on the next one.
constexpr std::size_t kMostPages = 6;

void expect_progress(const std::string& html) {
  const LaidOut laid_out(html);
  EXPECT_EQ(laid_out.sink.error_count(), 0) << laid_out.messages();
  EXPECT_EQ(laid_out.document.stalls, 0);
  EXPECT_LE(laid_out.document.pages.size(), kMostPages);
  for (const BoxCensus& box : text_boxes(laid_out)) EXPECT_TRUE(box.meant == box.placed);
  expect_whole(laid_out);
}

}  // namespace

TEST(Progress, NotesOfWhatShouldStayWholeInEachContainer) {
  for (const char* container : kContainers) {
    for (const char* unit : kUnits) {
      for (const int height : {60, 100, 108, 112, 116, 122, 126, 128, 140}) {
        for (const char* policy : {"auto", "line", "block"}) {
          SCOPED_TRACE(std::string(container) + " " + unit + " " + std::to_string(height) + " " + policy);
          expect_progress(page(container, unit, height, policy));
        }
      }
    }
  }
}

TEST(Progress, APageSaysThatItsNoteStartsOnTheNextOneForTheSakeOfARow) {
  for (const char* container : {"<div>@</div>", "<div style='display:grid'>@</div>", "<div style='float:left'>@</div>",
                                "<table><tr><td>@</td></tr></table>"}) {
    SCOPED_TRACE(container);
    const LaidOut laid_out(page(container, kUnits[0], 122, "auto"));
    EXPECT_NE(laid_out.messages().find("layout/footnote-apart"), std::string::npos) << laid_out.messages();
    EXPECT_EQ(laid_out.document.pages.size(), 3);
  }
}

namespace {

/// Containers in each other, with several such boxes, which also start their page.
class RandomStructure {
 public:
  explicit RandomStructure(std::uint32_t seed) : random_(seed) {}

  std::string html() {
    std::string content;
    for (std::size_t i = below(3) + 1; i > 0; --i) content += nested(below(3) + 1);
    return page("@", content, 0, pick(std::array{"auto", "line", "block"}));
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  template <typename Choices>
  std::string pick(const Choices& choices) {
    return choices[below(choices.size())];
  }

  std::string nested(std::size_t depth) {
    if (depth == 0) {
      std::string unit = replaced(pick(kUnits), '*', std::to_string(20 + below(115)));
      if (below(2) == 0) unit = unit.substr(unit.find("</p>") + 4);
      const std::string note =
          "<span style='float:footnote'>n" + std::string(below(2) == 0 ? "" : "<br>o<br>t") + "</span>";
      return replaced(unit, '#', below(3) == 0 ? "" : note);
    }
    return replaced(pick(kContainers), '@', nested(depth - 1));
  }

  std::mt19937 random_;
};

}  // namespace

TEST(Progress, NotesOfWhatShouldStayWholeInContainersInEachOther) {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    const LaidOut laid_out(RandomStructure(seed).html());
    EXPECT_EQ(laid_out.sink.error_count(), 0) << laid_out.messages();
    EXPECT_EQ(laid_out.document.stalls, 0);
    EXPECT_LE(laid_out.document.pages.size(), 24);
    for (const BoxCensus& box : text_boxes(laid_out)) EXPECT_TRUE(box.meant == box.placed);
    expect_whole(laid_out);
  }
}
