// No text is lost, none is drawn twice: from the document tree over boxes and fragments to what is drawn.
#include "base/utf8.h"
#include "layout/table/table_model.h"
#include "support/awkward_pages.h"
#include "support/flex_pages.h"
#include "support/golden.h"
#include "support/mixed_pages.h"
#include "support/require.h"
#include "support/sample.h"
#include "support/text_census.h"

#include <algorithm>
#include <map>
#include <set>

using namespace gongwen::tests;
using gongwen::base::to_utf8;
namespace boxes = gongwen::boxes;
using gongwen::style::ContentItem;

namespace {

std::u32string sorted(std::u32string text) {
  std::sort(text.begin(), text.end());
  return text;
}

/// Two texts, cut down to where they start to differ.
std::string difference(const std::u32string& meant, const std::u32string& found) {
  const auto [a, b] = std::mismatch(meant.begin(), meant.end(), found.begin(), found.end());
  const auto part = [](const std::u32string& text, auto at) {
    const auto begin = at - text.begin() > 10 ? at - 10 : text.begin();
    return to_utf8(std::u32string(begin, text.end() - at > 20 ? at + 20 : text.end()));
  };
  return "meant «" + part(meant, a) + "», found «" + part(found, b) + "»";
}

void check_same(const std::u32string& meant, const std::u32string& found, std::string_view stage) {
  EXPECT_TRUE(meant == found) << stage << ": " << difference(meant, found);
}

void check_boxes_hold_the_document(const LaidOut& laid_out, const std::vector<BoxCensus>& census) {
  std::u32string in_boxes;
  for (const BoxCensus& box : census) {
    if (!box.generated && !box.running) in_boxes += box.meant;
  }
  check_same(displayed_text(laid_out), in_boxes, "boxes");
}

/// `text-transform` changes the case of letters between boxes and fragments, and nothing else.
std::u32string without_case(std::u32string text) {
  for (char32_t& c : text) {
    const bool is_capital = (c >= U'A' && c <= U'Z') || (c >= U'À' && c <= U'Þ' && c != U'×');
    if (is_capital) c += U'a' - U'A';
  }
  return text;
}

void check_same_letters(const std::u32string& meant, const std::u32string& found, std::string_view stage) {
  check_same(without_case(meant), without_case(found), stage);
}

/// Rows that say something of one page are repeated content wherever they are.
bool is_of_page(const LaidOut& laid_out, boxes::BoxId box) {
  for (; box; box = laid_out.boxes.box(box).parent) {
    const bool is_row = laid_out.boxes.box(box).kind == boxes::BoxKind::Row;
    if (is_row && gongwen::layout::is_row_of_page(box, *laid_out.context)) return true;
  }
  return false;
}

void check_fragments_hold_the_boxes(const LaidOut& laid_out, const std::vector<BoxCensus>& census) {
  for (const BoxCensus& box : census) {
    const bool is_extra = box.running || is_of_page(laid_out, box.box);
    check_same_letters(is_extra ? std::u32string() : box.meant, box.placed, "fragments");
    for (const std::u32string& repetition : box.repetitions) {
      check_same_letters(box.meant, repetition, "repeated head or foot");
    }
  }
}

bool is_running(const LaidOut& laid_out, boxes::BoxId box) {
  for (; box; box = laid_out.boxes.box(box).parent) {
    if (laid_out.boxes.box(box).flow == boxes::BoxFlow::Running) return true;
  }
  return false;
}

/// Painting goes page by page and cell by cell, so only what is there is compared, not its order.
void check_pages_hold_the_fragments(const LaidOut& laid_out, const std::vector<BoxCensus>& census) {
  std::u32string placed;
  for (const BoxCensus& box : census) placed += box.placed;
  std::u32string drawn;
  for (const auto& page : laid_out.painted.pages) drawn += drawn_text(page).content;
  // Page numbers of cross-references have no text box.
  std::u32string without_boxes;
  bool has_formulas = false;
  for (std::size_t i = 0; i < laid_out.boxes.size(); ++i) {
    const boxes::BoxId box(i);
    has_formulas = has_formulas || laid_out.boxes.box(box).kind == boxes::BoxKind::Formula;
    if (laid_out.boxes.box(box).kind != boxes::BoxKind::Reference) continue;
    // The addition to a repeated caption has no text on the first page.
    const bool shows = laid_out.boxes.content_item(laid_out.boxes.box(box)).kind != ContentItem::Kind::ContinuedText;
    if (shows && !is_running(laid_out, box) && !is_of_page(laid_out, box)) without_boxes += U'?';
  }
  if (has_formulas) {
    const std::u32string all = sorted(drawn);
    const std::u32string texts = sorted(placed);
    EXPECT_TRUE(std::includes(all.begin(), all.end(), texts.begin(), texts.end()));
  } else if (without_boxes.empty()) {
    check_same(sorted(placed), sorted(drawn), "drawn");
  } else {
    EXPECT_GE(drawn.size(), placed.size() + without_boxes.size());
  }
}

void check_text_once(const LaidOut& laid_out) {
  EXPECT_EQ(laid_out.document.stalls, 0);
  const std::vector<BoxCensus> census = text_boxes(laid_out);
  check_boxes_hold_the_document(laid_out, census);
  check_fragments_hold_the_boxes(laid_out, census);
  check_pages_hold_the_fragments(laid_out, census);
}

/// The pages of a generator, from 1 to `last`. GONGWEN_FIRST_PAGE and GONGWEN_LAST_PAGE choose others.
void check_generated(AwkwardPage (*generate)(std::uint32_t), std::uint32_t last) {
  const std::uint32_t most = last_page(last);
  for (std::uint32_t number = 1; number <= most; ++number) {
    const AwkwardPage page = generate(number);
    SCOPED_TRACE(page.name);
    const LaidOut laid_out(page.html);
    EXPECT_EQ(laid_out.sink.error_count(), 0) << laid_out.messages();
    check_text_once(laid_out);
  }
}

}  // namespace

TEST(TextOnce, SamplesKeepEachCharacterOnce) {
  for (const auto& file : sample_files()) {
    SCOPED_TRACE(file.filename().string());
    const Sample sample(file);
    EXPECT_EQ(sample.laid_out->messages(), "");
    check_text_once(*sample.laid_out);
  }
}

const std::set<std::string> kCasesThatChangeText = {"first_lines", "flex_collapsed_beside_notes", "text_transform"};

TEST(TextOnce, GoldenCasesKeepEachCharacterOnce) {
  for (const auto& file : case_files(GONGWEN_SOURCE_DIR "/tests/documents/cases", ".html")) {
    SCOPED_TRACE(file.filename().string());
    const std::string html = read_file(file);
    const LaidOut laid_out(html);
    // Text that the style sheet cuts off, hides or changes is not shown as it is; texts of drawings are not boxes.
    const bool changes_text = kCasesThatChangeText.contains(file.stem().string());
    const bool says_so =
        html.find("text-transform:") != std::string::npos || html.find("visibility:collapse") != std::string::npos;
    EXPECT_EQ(changes_text, says_so) << "name the cases that change text";
    const auto& pages = laid_out.painted.pages;
    const bool draws_texts =
        std::any_of(pages.begin(), pages.end(), [](const auto& page) { return !page.drawn_texts.empty(); });
    if (!changes_text && !draws_texts && laid_out.messages().find("layout/text-cut") == std::string::npos)
      check_text_once(laid_out);
  }
}

TEST(TextOnce, AwkwardPagesKeepEachCharacterOnce) {
  for (const AwkwardPage& page : awkward_pages()) {
    SCOPED_TRACE(page.name);
    const LaidOut laid_out(page.html);
    EXPECT_EQ(laid_out.sink.error_count(), 0);
    check_text_once(laid_out);
  }
}

TEST(TextOnce, RandomPagesKeepEachCharacterOnce) { check_generated(random_page, 120); }

TEST(TextOnce, RandomFlexContainersKeepEachCharacterOnce) { check_generated(random_flex_page, 120); }

TEST(TextOnce, RandomGridContainersKeepEachCharacterOnce) { check_generated(random_grid_page, 120); }

TEST(TextOnce, RandomPagesWithNotesAndPageFloatsKeepEachCharacterOnce) { check_generated(random_page_with_areas, 48); }

TEST(TextOnce, MixedPagesKeepEachCharacterOnce) { check_generated(mixed_page, 200); }

TEST(TextOnce, PagesThatEndByForceInCellsFloatsAndItemsKeepEachCharacterOnce) {
  check_generated(page_of_forced_breaks, 80);
}

TEST(TextOnce, ColumnsKeepEachCharacterOnce) { check_generated(page_of_columns, 80); }

TEST(TextOnce, FlowsOfAllWritingModesKeepEachCharacterOnce) { check_generated(page_of_writing_modes, 80); }

TEST(TextOnce, EverythingOnPagesThatChangeKeepsEachCharacterOnce) { check_generated(page_of_everything, 60); }

TEST(TextOnce, ColumnsInColumnsFortyDeepKeepEachCharacterOnce) {
  std::string body;
  for (int i = 0; i < 40; ++i) body += "<div style=\"columns:2\">" + std::to_string(i) + " word";
  for (int i = 0; i < 40; ++i) body += "</div>";
  check_text_once(
      LaidOut("<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body>" + body + "</body></html>"));
}

// What is measured is remembered: without that the time would double with each level.
TEST(TextOnce, FlexContainersAHundredDeepKeepEachCharacterOnce) {
  check_text_once(LaidOut(nested_flex_page(100).html));
}

TEST(TextOnce, AHeadThatIsRepeatedIsCountedApart) {
  const LaidOut laid_out(awkward_pages().front().html);  // long_table
  const std::vector<BoxCensus> census = text_boxes(laid_out);
  const auto repetitions = [&](const std::u32string& text) {
    const auto found =
        std::find_if(census.begin(), census.end(), [&](const BoxCensus& box) { return box.meant == text; });
    require(found != census.end());
    return found->repetitions.size();
  };
  const std::size_t pages = laid_out.document.pages.size();
  ASSERT_GT(pages, 10);
  EXPECT_EQ(repetitions(U"序号"), pages - 1);
  EXPECT_EQ(repetitions(U"注：见附录。"), pages - 1);
  EXPECT_EQ(repetitions(U"末1"), 0);
}
