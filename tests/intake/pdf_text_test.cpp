// The text of tagged PDFs, also of those that are built to keep a reader busy. The files are seeds of the fuzz program.
#include "intake/read_returned.h"
#include "support/require.h"

#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

std::string file(const std::string& name) {
  std::ifstream stream(GONGWEN_SOURCE_DIR "/tests/fuzz/corpus/pdf_text/" + name, std::ios::binary);
  gongwen::tests::require(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string page_objects(std::size_t count) {
  std::string kids;
  for (std::size_t i = 0; i < count; ++i) kids += std::to_string(3 + i) + " 0 R ";
  std::string objects =
      "1 0 obj\n<</Type/Catalog/Pages 2 0 R/StructTreeRoot<<>>>>\nendobj\n2 0 obj\n<</Type/Pages/Count " +
      std::to_string(count) + "/Kids[" + kids + "]>>\nendobj\n";
  for (std::size_t i = 0; i < count; ++i) {
    objects += std::to_string(3 + i) + " 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents " +
               std::to_string(3 + count) + " 0 R>>\nendobj\n";
  }
  return objects;
}

}  // namespace

TEST(PdfText, TheTextOfATaggedPDFIsReadInTheOrderOfItsStructure) {
  const auto read = read_pdf_text(file("tagged.pdf"), {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->pages, 1);
  EXPECT_EQ(read->text, "中国ACfi");  // the artifact is left out, the form is where the structure has it
  EXPECT_EQ(read->unmapped, 1);
  EXPECT_EQ(read->references, 4);
  EXPECT_EQ(read->missing, 0);
}

TEST(PdfText, WhatTheStructureNamesByManyWaysIsReadOnce) {
  const auto read = read_pdf_text(file("kids_of_many_parents.pdf"), {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text, "中国A");
  EXPECT_EQ(read->references, 1);
}

TEST(PdfText, AllPagesTogetherHaveALimitThoughTheyShareOneContent) {
  constexpr std::size_t kPages = 100;
  const std::string content(1'000, ' ');
  std::string pdf = "%PDF-1.7\n" + page_objects(kPages) + std::to_string(3 + kPages) +
                    " 0 obj\n<</Length 1000>>\nstream\n" + content +
                    "\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size " + std::to_string(4 + kPages) +
                    ">>\nstartxref\n0\n%%EOF\n";
  IntakeLimits limits;
  EXPECT_TRUE(read_pdf_text(pdf, limits));
  limits.max_stream_bytes = 50'000;
  EXPECT_EQ(read_pdf_text(pdf, limits).error().reason, "a page has no content that can be read");
}
