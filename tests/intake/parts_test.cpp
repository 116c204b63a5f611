// Several forms in one file: pages that belong together, and what goes with which of them.
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_parts.h"
#include "intake/returned_file.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

using Pages = std::vector<std::pair<std::size_t, std::size_t>>;

/// The page ranges of `count` forms; nothing when it is not certain.
Pages parts_of(const std::vector<PlacedField>& fields) {
  const PdfParts found = find_pdf_parts(fields);
  Pages pages;
  for (const FormPart& part : found.parts) pages.emplace_back(part.first_page, part.last_page);
  return found.certain ? pages : Pages{{0, 0}};
}

constexpr std::pair<std::size_t, std::size_t> kUncertain{0, 0};

}  // namespace

TEST(Parts, OneFormIsOneHoweverManyPagesItHas) {
  EXPECT_TRUE(parts_of({}).empty());
  EXPECT_TRUE(parts_of({{"/a", 1}, {"/b", 2}, {"/c", 5}}).empty());
  EXPECT_TRUE(parts_of({{"/a", 1}, {"/a", 1}}).empty());
  EXPECT_TRUE(parts_of({{"/a", 0}, {"/a", 1}, {"/b", 0}}).empty());
}

TEST(Parts, AFormBeginsAnewWhereAFieldComesAgain) {
  EXPECT_EQ(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 3}, {"/b", 4}}), (Pages{{1, 2}, {3, 4}}));
  EXPECT_EQ(parts_of({{"/a", 1}, {"/a", 2}, {"/a", 3}}), (Pages{{1, 1}, {2, 2}, {3, 3}}));
  // A page without fields is of the form before it.
  EXPECT_EQ(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 4}, {"/b", 5}}), (Pages{{1, 3}, {4, 5}}));
  // Forms may have lists of different lengths.
  EXPECT_EQ(parts_of({{"/a", 1}, {"/l/0/x", 1}, {"/a", 2}, {"/l/0/x", 2}, {"/l/1/x", 3}}), (Pages{{1, 1}, {2, 3}}));
}

TEST(Parts, WhatCannotBeToldApartIsNotRead) {
  EXPECT_EQ(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 3}}), Pages{kUncertain});             // a page is missing
  EXPECT_EQ(parts_of({{"/a", 1}, {"/b", 2}, {"/b", 3}, {"/a", 4}}), Pages{kUncertain});  // another order
  EXPECT_EQ(parts_of({{"/a", 1}, {"/a", 2}, {"/b", 3}, {"/b", 4}}), Pages{kUncertain});  // page by page
  EXPECT_EQ(parts_of({{"/a", 1}, {"/b", 1}, {"/a", 2}, {"/c", 2}}), Pages{kUncertain});  // two kinds
  EXPECT_EQ(parts_of({{"/a", 1, 7}, {"/b", 2, 8}, {"/a", 3, 8}, {"/b", 4, 7}}), Pages{kUncertain});  // exchanged pages
  EXPECT_EQ(parts_of({{"/a", 1, 7}, {"/b", 2, 7}, {"/a", 3, 8}, {"/b", 4, 8}}), (Pages{{1, 2}, {3, 4}}));
}

TEST(Parts, EachFormGetsWhatIsItsOwn) {
  ReturnedFile file;
  file.type = FileType::Pdf;
  file.given = "[]";
  file.parts = {{1, 2, {}, true}, {3, 4, {}, false}};
  file.fields = {{"/a", RawType::Text, "1", {}, {1, {}, {}}}, {"/a", RawType::Text, "2", {}, {3, {}, {}}}};
  file.blanks = {{"/b", RawType::Text, {}, {}, {4, {}, {}}}};
  file.report(gongwen::diagnostics::messages::IntakeSigned, {"1"});
  file.report_field("/a", {3, {}, {}}, gongwen::diagnostics::messages::IntakeConflict, {"x", "y"});
  const std::vector<ReturnedFile> forms = separate_forms(file);
  ASSERT_EQ(forms.size(), 2);
  EXPECT_EQ(forms[0].fields, std::vector<RawField>{file.fields[0]});
  EXPECT_EQ(forms[1].fields, std::vector<RawField>{file.fields[1]});
  EXPECT_TRUE(forms[0].blanks.empty());
  EXPECT_EQ(forms[1].blanks, file.blanks);
  EXPECT_EQ(forms[0].given, "[]");
  EXPECT_TRUE(forms[1].given.empty());
  EXPECT_EQ(forms[0].notices.size(), 1);
  EXPECT_EQ(forms[1].notices.size(), 1);
  file.parts.clear();
  EXPECT_EQ(separate_forms(file).size(), 1);
}
