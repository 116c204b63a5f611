// Several forms in one file: pages that belong together, and what goes with which of them.
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_parts.h"
#include "intake/separate_forms.h"

#include <doctest/doctest.h>

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

TEST_CASE("one form is one, however many pages it has") {
  CHECK(parts_of({}).empty());
  CHECK(parts_of({{"/a", 1}, {"/b", 2}, {"/c", 5}}).empty());
  CHECK(parts_of({{"/a", 1}, {"/a", 1}}).empty());
  CHECK(parts_of({{"/a", 0}, {"/a", 1}, {"/b", 0}}).empty());
}

TEST_CASE("a form begins anew where a field comes again") {
  CHECK(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 3}, {"/b", 4}}) == Pages{{1, 2}, {3, 4}});
  CHECK(parts_of({{"/a", 1}, {"/a", 2}, {"/a", 3}}) == Pages{{1, 1}, {2, 2}, {3, 3}});
  // A page without fields is of the form before it.
  CHECK(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 4}, {"/b", 5}}) == Pages{{1, 3}, {4, 5}});
  // Forms may have lists of different lengths.
  CHECK(parts_of({{"/a", 1}, {"/l/0/x", 1}, {"/a", 2}, {"/l/0/x", 2}, {"/l/1/x", 3}}) == Pages{{1, 1}, {2, 3}});
}

TEST_CASE("what cannot be told apart is not read") {
  CHECK(parts_of({{"/a", 1}, {"/b", 2}, {"/a", 3}}) == Pages{kUncertain});                          // a page is missing
  CHECK(parts_of({{"/a", 1}, {"/b", 2}, {"/b", 3}, {"/a", 4}}) == Pages{kUncertain});               // another order
  CHECK(parts_of({{"/a", 1}, {"/a", 2}, {"/b", 3}, {"/b", 4}}) == Pages{kUncertain});               // page by page
  CHECK(parts_of({{"/a", 1}, {"/b", 1}, {"/a", 2}, {"/c", 2}}) == Pages{kUncertain});               // two kinds
  CHECK(parts_of({{"/a", 1, 7}, {"/b", 2, 8}, {"/a", 3, 8}, {"/b", 4, 7}}) == Pages{kUncertain});   // exchanged pages
  CHECK(parts_of({{"/a", 1, 7}, {"/b", 2, 7}, {"/a", 3, 8}, {"/b", 4, 8}}) == Pages{{1, 2}, {3, 4}});
}

TEST_CASE("each form gets what is its own") {
  ReturnedFile file;
  file.type = FileType::Pdf;
  file.given = "[]";
  file.parts = {{1, 2, {}, true}, {3, 4, {}, false}};
  file.fields = {{"/a", RawType::Text, "1", {}, {1, {}, {}}}, {"/a", RawType::Text, "2", {}, {3, {}, {}}}};
  file.blanks = {{"/b", RawType::Text, {}, {}, {4, {}, {}}}};
  file.tell(gongwen::diagnostics::messages::IntakeSigned, {"1"});
  file.tell_of("/a", {3, {}, {}}, gongwen::diagnostics::messages::IntakeConflict, {"x", "y"});
  const std::vector<ReturnedFile> forms = separate_forms(file);
  REQUIRE(forms.size() == 2);
  CHECK(forms[0].fields == std::vector<RawField>{file.fields[0]});
  CHECK(forms[1].fields == std::vector<RawField>{file.fields[1]});
  CHECK(forms[0].blanks.empty());
  CHECK(forms[1].blanks == file.blanks);
  CHECK(forms[0].given == "[]");
  CHECK(forms[1].given.empty());
  CHECK(forms[0].notices.size() == 1);
  CHECK(forms[1].notices.size() == 1);
  file.parts.clear();
  CHECK(separate_forms(file).size() == 1);
}
