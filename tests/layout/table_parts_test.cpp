// What each part of a table has on its page: captions, headings and labels again, rows of some pages only, and sums
// (`-gw-table-parts`, `-gw-continued()`, `-gw-sum()`). At the end random tables, of which every row and sum is
// accounted for.
#include "layout/pages_of.h"

#include <map>
#include <random>
#include <set>

using namespace gongwen::tests;
namespace layout = gongwen::layout;
using Pages = std::vector<std::string>;

namespace {

std::string rows(int count, int from = 1) {
  std::string out;
  for (int i = from; i < from + count; ++i) out += "<tr><td>" + std::to_string(i) + "</td></tr>";
  return out;
}

/// Rows with one number each.
std::string numbers(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += "<tr><td>" + value + "</td></tr>";
  return out;
}

const std::string kSums =
    "@page{size:200px 180px}.b{-gw-table-parts:later}.c{-gw-table-parts:but-last}.t{-gw-table-parts:last}"
    ".b td::after{content:'承' -gw-sum(1,brought)}.c td::after{content:'过' -gw-sum(1,carried)}"
    ".p td::after{content:'页' -gw-sum(1,page)}.t td::after{content:'计' -gw-sum(1)}";

std::string with_sums(const std::string& body) {
  return "<table><thead><tr class='b'><td></td></tr></thead><tfoot><tr class='p'><td></td></tr>"
         "<tr class='c'><td></td></tr><tr class='t'><td></td></tr></tfoot><tbody>" +
         body + "</tbody></table>";
}

}  // namespace

TEST(TableParts, ACaptionIsRepeatedWithItsAddition) {
  const std::string table = "<table><caption>表1</caption><thead><tr><th>头</th></tr></thead>" + rows(7) + "</table>";
  EXPECT_EQ(pages("caption{-gw-table-parts:all}caption::after{content:-gw-continued('（续）')}", table),
            (Pages{"表1/头/1/2/3", "表1（续）/头/4/5/6", "表1（续）/头/7"}));
  EXPECT_EQ(pages("caption{-gw-table-parts:all}", "<table><caption>题</caption>" + rows(5) + "</table>"),
            (Pages{"题/1/2/3/4", "题/5"}));
}

TEST(TableParts, ATableOnOnePageIsAsWithoutParts) {
  const std::string style = "caption,thead tr{-gw-table-parts:all}caption::after{content:-gw-continued('（续）')}";
  EXPECT_EQ(pages(style, "<table><caption>题</caption><thead><tr><th>头</th></tr></thead>" + rows(2) + "</table>"),
            (Pages{"题/头/1/2"}));
  EXPECT_EQ(pages(kSums, with_sums(numbers({"1.5", "2"}))), (Pages{"1.5/2/页3.5/计3.5"}));
}

TEST(TableParts, SumsAreThoseOfThePageAndOfThePagesBefore) {
  EXPECT_EQ(pages(kSums, with_sums(numbers({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}))),
            (Pages{"1/2/3/4/5/页15/过15", "承15/6/7/8/9/页30/过45", "承45/10/11/12/页33/计78"}));
}

TEST(TableParts, SumsAreExactAndPrintedAsTheColumnIs) {
  const auto total = [](const std::vector<std::string>& values) {
    const LaidOut laid_out = lay_out("tfoot td::after{content:-gw-sum(1)}",
                                     "<table><tfoot><tr><td></td></tr></tfoot>" + numbers(values) + "</table>");
    const std::string page = pages_of(laid_out).front();
    return page.substr(page.rfind('/') + 1) + laid_out.messages();
  };
  EXPECT_EQ(total({"0.1", "0.2"}), "0.3");
  EXPECT_EQ(total({"1,234.50", "-0.05"}), "1,234.45");
  EXPECT_EQ(total({"600.00", "1,000.1"}), "1,600.10");
  EXPECT_EQ(total({"12 000", "1"}), "12 001");
  EXPECT_EQ(total({"−5", "2.5"}), "−2.5");
  EXPECT_EQ(total({"¥1.10", "-¥2"}), "-¥0.90");
  EXPECT_EQ(total({"60%", "30 %", "10.5%"}), "100.5%");
  EXPECT_EQ(total({"100.00", "（20.00）", "（5.00）"}), "75.00");
  EXPECT_EQ(total({"(20.00)", "5"}), "(15.00)");
  EXPECT_EQ(total({"", "—"}), "0");
  // Calls of notes and what is struck out are no digits of the number.
  EXPECT_EQ(total({"120<span style='float:footnote'>含税</span>", "30"}).substr(0, 3), "150");
  EXPECT_EQ(total({"<del>100</del><ins>200</ins>", "<s>7</s>8"}), "208");
  EXPECT_EQ(total({"999999999999999999", "1"}), "1000000000000000000");
}

TEST(TableParts, ATextInASummedColumnIsReported) {
  const LaidOut laid_out = lay_out("tfoot td::after{content:-gw-sum(1)}.s{-gw-in-sum:none}",
                                   "<table><tfoot><tr><td></td></tr></tfoot><tr><td>3</td></tr><tr><td>约2</td></tr>"
                                   "<tr><td>1,5</td></tr><tr class='s'><td>小计3</td></tr></table>");
  EXPECT_EQ(pages_of(laid_out), (Pages{"3/约2/1,5/小计3/3"}));
  EXPECT_NE(laid_out.messages().find("`约2` in column 1 is not a number"), std::string::npos);
  EXPECT_NE(laid_out.messages().find("`1,5` in column 1 is not a number"), std::string::npos);
  // Two amounts are not one number, and neither is a power.
  for (const char* cell : {"12<br>345", "<p>12</p><p>345</p>", "10<sup>3</sup>", "60%", "(-5)"}) {
    const LaidOut other = lay_out("tfoot td::after{content:-gw-sum(1)}",
                                  "<table><tfoot><tr><td></td></tr></tfoot><tr><td>1</td></tr><tr><td>" +
                                      std::string(cell) + "</td></tr></table>");
    EXPECT_NE(other.messages().find("in column 1 is not a number"), std::string::npos) << cell;
  }
  EXPECT_EQ(laid_out.messages().find("`小计3` in column"), std::string::npos);
}

TEST(TableParts, ASumWithoutAValueIsAnError) {
  for (const char* body : {"<p>外</p>", "<table><tr><td class='x'>1</td></tr></table>",
                           "<table><tfoot><tr><td class='y'></td></tr></tfoot><tr><td>1</td></tr></table>"}) {
    const LaidOut laid_out = lay_out("p::after,.x::after{content:-gw-sum(1,page)}.y::after{content:-gw-sum(7)}", body);
    EXPECT_NE(laid_out.messages().find("has no value here"), std::string::npos) << body;
  }
}

TEST(TableParts, AHeadingOfAGroupIsRepeatedWhereItsRowsGoOn) {
  const std::string group = "<tbody><tr class='g'><td>甲</td></tr>" + rows(4) + "<tr class='g'><td>乙</td></tr>" +
                            rows(2, 5) + "</tbody><tbody>" + rows(1, 7) + "</tbody>";
  const std::string style = ".g{-gw-table-parts:all}.g td::after{content:-gw-continued('续')}";
  EXPECT_EQ(pages(style, "<table>" + group + "</table>"), (Pages{"甲/1/2/3/4", "乙/5/6/7"}));
  EXPECT_EQ(pages(style, "<p>上</p><table>" + group + "</table>"), (Pages{"上/甲/1/2/3", "甲续/4/乙/5/6", "7"}));
}

TEST(TableParts, ALabelBesideSeveralRowsIsRepeated) {
  std::string table = "<table><tr><td class='l' rowspan='7'>跨</td><td>1</td></tr>" + rows(6, 2) + "</table>";
  const std::string style = "td{vertical-align:top}.l{-gw-table-parts:all}.l::after{content:-gw-continued('续')}";
  EXPECT_EQ(pages(style, table), (Pages{"跨/1/2/3/4/5", "跨续/6/7"}));
  EXPECT_EQ(pages(style, "<table><tr><td class='l'>题</td><td>一<br>二<br>三<br>四<br>五<br>六</td></tr></table>"),
            (Pages{"题/一|二|三|四|五", "题续/六"}));
}

TEST(TableParts, ALabelHigherThanAQuarterOfThePageIsNotRepeated) {
  const std::string style = "td{vertical-align:bottom}.l{-gw-table-parts:all}";
  const std::string label = "跨<br>跨<br>跨<br>跨<br>跨<br>跨<br>跨<br>跨<br>跨";
  const LaidOut laid_out =
      lay_out(style, "<table><tr><td class='l' rowspan='3'>" + label + "</td><td>1<br>1<br>1<br>1<br>1<br>1</td></tr>" +
                         rows(2, 2) + "</table>");
  EXPECT_EQ(laid_out.document.stalls, 0);
  EXPECT_EQ(laid_out.messages(), "");
}

TEST(TableParts, AFootOfTheLastPageThatIsHigherTakesRowsAlong) {
  const std::string style = "@page{size:200px 180px}.c{-gw-table-parts:but-last}.t{-gw-table-parts:last}";
  const auto table = [](int count) {
    return "<table><tfoot><tr class='c'><td>续</td></tr><tr class='t'><td>末<br>末<br>末</td></tr></tfoot>" +
           rows(count) + "</table>";
  };
  EXPECT_EQ(pages(style, table(4)), (Pages{"1/2/3/4/末|末|末"}));
  EXPECT_EQ(pages(style, table(5)), (Pages{"1/2/3/4/续", "5/末|末|末"}));
  EXPECT_EQ(pages(style, table(6)), (Pages{"1/2/3/4/续", "5/6/末|末|末"}));
  EXPECT_EQ(pages(style, table(7)), (Pages{"1/2/3/4/5/6/续", "7/末|末|末"}));
}

TEST(TableParts, RepeatsThatTakeHalfOfThePageAreGivenUpWithAMessage) {
  const LaidOut caption =
      lay_out("caption{-gw-table-parts:all}", "<table><caption>一<br>二<br>三</caption>" + rows(9) + "</table>");
  EXPECT_EQ(pages_of(caption), (Pages{"一|二|三/1/2", "3/4/5/6/7", "8/9"}));
  EXPECT_NE(caption.messages().find("takes more than half of it"), std::string::npos);
  const LaidOut head =
      lay_out(".b{-gw-table-parts:later}.b td::after{content:'承' -gw-sum(1,brought)}",
              "<table><thead><tr><th>头<br>头</th></tr><tr class='b'><td></td></tr></thead>" + rows(9) + "</table>");
  EXPECT_EQ(pages_of(head), (Pages{"头|头/1/2/3", "4/5/6/7/8", "9"}));
  EXPECT_NE(head.messages().find("takes more than half of it"), std::string::npos);
}

TEST(TableParts, WhatPagesRepeatIsReadOutOnce) {
  const LaidOut laid_out =
      lay_out(kSums + "caption{-gw-table-parts:all}",
              "<table><caption>题</caption>" + with_sums(numbers({"1", "2", "3", "4", "5", "6"})).substr(7));
  ASSERT_EQ(laid_out.document.pages.size(), 2U);
  std::map<std::string, int> real;
  const auto walk = [&](const auto& self, const layout::Fragment& fragment) -> void {
    if (fragment.is_repeated) return;
    if (fragment.kind == layout::FragmentKind::Text) ++real[gongwen::base::to_utf8(fragment.run->text)];
    for (const layout::ChildFragment& child : fragment.children) self(self, *child.fragment);
  };
  for (const layout::PageLayout& page : laid_out.document.pages) walk(walk, *page.content);
  EXPECT_EQ(real["题"], 1);
  EXPECT_EQ(real["计21"] + real["计"], 1);
  EXPECT_EQ(real["承10"] + real["过10"] + real["页10"], 0);
}

namespace {

/// A table by chance, and the value of each of its rows by name.
struct RandomTable {
  std::string html;
  std::map<std::string, int> values;  // in hundredths
  std::map<std::string, std::string> groups;
};

std::string amount(int hundredths) {
  const int whole = std::abs(hundredths);
  std::string digits = std::to_string(whole / 100);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  const std::string cents = std::to_string(whole % 100 + 100).substr(1);
  return (hundredths < 0 ? "-" : "") + digits + "." + cents;
}

RandomTable random_table(unsigned seed) {
  std::mt19937 random(seed);
  const auto up_to = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most + 1));
  };
  RandomTable table;
  int number = 0;
  std::string body;
  const int groups = 1 + up_to(4);
  for (int g = 0; g < groups; ++g) {
    const std::string heading = "G" + std::to_string(g);
    body += "<tbody><tr class='g'><td>" + heading + "</td><td></td><td></td></tr>";
    for (int left = 1 + up_to(14); left > 0;) {
      const int span = std::min(left, up_to(3) == 0 ? 2 + up_to(4) : 1);
      for (int r = 0; r < span; ++r, --left) {
        const std::string name = "r" + std::to_string(number++);
        const int value = up_to(6) == 0 ? -up_to(99'999) : up_to(999'999);
        table.values[name] = value;
        table.groups[name] = heading;
        body += "<tr>";
        if (r == 0) body += "<td class='l' rowspan='" + std::to_string(span) + "'>L</td>";
        std::string text = name;
        for (int line = up_to(2) == 0 ? up_to(16) : 0; line > 0; --line) text += "<br>x";
        body += "<td>" + text + "</td><td>" + amount(value) + "</td></tr>";
      }
    }
    body += "</tbody>";
  }
  table.html =
      "<p>上</p><table><caption>题</caption><thead><tr><th>头</th><th></th><th></th></tr>"
      "<tr class='b'><td></td><td></td><td></td></tr></thead><tfoot><tr class='p'><td></td><td></td><td></td></tr>"
      "<tr class='c'><td></td><td></td><td></td></tr><tr class='t'><td></td><td></td><td></td></tr></tfoot>" +
      body + "</table>";
  return table;
}

std::vector<std::string> words_of(const std::string& page) {
  std::vector<std::string> words(1);
  for (const char c : page) {
    if (c == '/' || c == '|') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

}  // namespace

TEST(TableParts, EveryRowAndSumOfRandomTablesIsAccountedFor) {
  const std::string style =
      "@page{size:300px 320px;margin:20px}td{vertical-align:top}.g,.l,caption{-gw-table-parts:all}"
      ".g{break-after:avoid}.g td:first-child::after{content:-gw-continued('续')}.l::after{content:-gw-continued('续')}"
      "caption::after{content:-gw-continued('续')}"
      ".b{-gw-table-parts:later}.c{-gw-table-parts:but-last}.t{-gw-table-parts:last}"
      ".b td:last-child::after{content:'承' -gw-sum(3,brought)}.c td:last-child::after{content:'过' -gw-sum(3,carried)}"
      ".p td:last-child::after{content:'页' -gw-sum(3,page)}.t td:last-child::after{content:'计' -gw-sum(3)}";
  int parts = 0;
  int headings_again = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    const RandomTable table = random_table(seed);
    const LaidOut laid_out = lay_out(style, table.html);
    ASSERT_EQ(laid_out.messages(), "") << seed;
    const std::vector<std::string> shown = pages_of(laid_out);
    std::set<std::string> seen;
    int sum = 0;
    int begun_parts = 0;
    for (std::size_t p = 0; p < shown.size(); ++p) {
      const std::vector<std::string> words = words_of(shown[p]);
      const auto count = [&](const std::string& word) {
        return std::count(words.begin(), words.end(), word);
      };
      if (count("头") == 0) continue;  // the page before the table
      const int before = sum;
      const bool is_first = begun_parts++ == 0;
      const bool is_last = p + 1 == shown.size();
      std::string first_row;
      for (const std::string& word : words) {
        if (!table.values.contains(word)) continue;
        EXPECT_TRUE(seen.insert(word).second) << seed << ' ' << word;
        if (first_row.empty()) first_row = word;
        sum += table.values.at(word);
      }
      ASSERT_EQ(count("题"), is_first ? 1 : 0) << seed;
      ASSERT_EQ(count("题续"), is_first ? 0 : 1) << seed;
      ASSERT_EQ(count("承" + amount(before)), is_first ? 0 : 1) << seed << shown[p];
      ASSERT_EQ(count("页" + amount(sum - before)), 1) << seed << shown[p];
      ASSERT_EQ(count("过" + amount(sum)), is_last ? 0 : 1) << seed << shown[p];
      ASSERT_EQ(count("计" + amount(sum)), is_last ? 1 : 0) << seed << shown[p];
      // A page that does not start with a heading has that of its first row.
      if (!is_first && !first_row.empty()) {
        const std::string& heading = table.groups.at(first_row);
        EXPECT_GE(count(heading) + count(heading + "续"), 1) << seed << shown[p];
        headings_again += static_cast<int>(count(heading + "续"));
      }
      const layout::PageLayout& page = laid_out.document.pages[p];
      EXPECT_LE(page.content->size.height, page.area.size.height) << seed;
    }
    EXPECT_EQ(seen.size(), table.values.size()) << seed;
    parts += begun_parts;
  }
  EXPECT_GT(parts, 400);
  EXPECT_GT(headings_again, 100);
}
