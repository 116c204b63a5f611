#include "intake/copied_pages.h"

#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::intake;

namespace {

CopiedPages sound_pages() {
  CopiedPages pages;
  pages.state = CopyState::Ready;
  pages.facts.title = "附件";
  pages.facts.missing_fonts = {"Helvetica"};
  pages.objects.push_back(
      {"/Type/XObject/BBox[0 0 1 1]/Resources \x01"
       "1\x02",
       true, true, "q Q"});
  pages.objects.push_back(
      {"<</Font<</F \x01"
       "0\x02>>/A[1 -2.5 true null/Name <4142>]>>",
       false, false, ""});
  CopiedPage& page = pages.pages.emplace_back();
  page.width = 595;
  page.height = 842;
  page.streams.push_back({0, 2});
  page.links.push_back({{1, 2, 3, 4}, "", 0, 10, 1, "text"});
  pages.elements.resize(2);
  pages.elements[0].role = "Sect";
  pages.elements[0].kids.push_back({CopiedKid::Kind::Element, 0, 0, 1});
  pages.elements[1].role = "Link";
  pages.elements[1].kids = {{CopiedKid::Kind::Content, 0, 0, 1}, {CopiedKid::Kind::Link, 0, 0, 0}};
  pages.bookmarks.push_back({1, "一", 0, 5});
  return pages;
}

TEST(CopiedPages, ArriveAsTheyWereSent) {
  const std::string text = write_copied_pages(sound_pages());
  const auto read = parse_copied_pages(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(write_copied_pages(*read), text);
  for (std::size_t end = 0; end < text.size(); ++end) EXPECT_FALSE(parse_copied_pages(text.substr(0, end))) << end;
  EXPECT_FALSE(parse_copied_pages(text + "x"));
}

TEST(CopiedPages, ObjectsThatWouldBreakTheFileAreRefused) {
  for (const std::string body : {"<<", "<</A>>", ">>", "[1", "1 2", "<4G>", "(text)",
                                 "\x01"
                                 "2\x02",
                                 "\x01"
                                 "0",
                                 "1 0 obj", "endobj", "/A", "<</A 1>>\nendobj", "stream", "é"}) {
    CopiedPages pages = sound_pages();
    pages.objects[1].body = "<</X " + body + ">>";
    const bool is_sound = body == "/A";
    EXPECT_EQ(parse_copied_pages(write_copied_pages(pages)).has_value(), is_sound) << body;
  }
}

TEST(CopiedPages, NumbersLeadToSomething) {
  const auto is_refused = [](const auto& change) {
    CopiedPages pages = sound_pages();
    change(pages);
    return !parse_copied_pages(write_copied_pages(pages));
  };
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.pages[0].form = 1; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.pages[0].streams[0].object = 7; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.pages[0].links[0].page = 1; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.pages[0].links[0].tag = 2; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.elements[0].kids[0].number = 0; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.elements[1].kids[0].number = 2; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.elements[1].kids[1].number = 1; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.bookmarks[0].page = 1; }));
  EXPECT_TRUE(is_refused([](CopiedPages& pages) { pages.facts.title = "\xFF"; }));
  EXPECT_FALSE(is_refused([](CopiedPages&) {}));
}

TEST(CopiedPages, RangesOfPages) {
  const auto ranges = parse_page_ranges("1-3, 7 ,5");
  ASSERT_TRUE(ranges);
  ASSERT_EQ(ranges->size(), 3);
  EXPECT_EQ((*ranges)[0].last, 3);
  EXPECT_EQ((*ranges)[1].first, 7);
  ASSERT_TRUE(parse_page_ranges(""));
  EXPECT_TRUE(parse_page_ranges("")->empty());
  for (const std::string_view wrong : {"0", "3-1", "1,1", "1-3,2", "x", "1-", "-1", ",", "1,,2", "1234567", "1.5"}) {
    EXPECT_FALSE(parse_page_ranges(wrong)) << wrong;
  }
}

}  // namespace
