// Files that are read without the library: the same as it reads, or not at all.
#include "intake/detail/plain_pdf.h"

#include "intake/detail/pdf_fields.h"
#include "intake/hand_made.h"
#include "intake/wire.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

const std::string kRect = "/Rect[0 0 9 9]";
const std::string kField = kRect + "/FT/Tx/T(/a)/V(b)";

std::string by_library(const std::string& bytes) { return write_returned_file(read_pdf_by_library(bytes, {})); }

/// Empty when the file is refused.
std::string plainly(const std::string& bytes) {
  const auto file = read_plain_pdf(bytes, {});
  return file ? write_returned_file(*file) : std::string();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

/// A form of one page and one field; `objects` follow, from number 5.
std::vector<std::string> form_objects(const std::string& field, const std::vector<std::string>& objects = {}) {
  std::vector<std::string> all = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R]>>", "<</Type/Annot/Subtype/Widget" + field + ">>"};
  all.insert(all.end(), objects.begin(), objects.end());
  return all;
}

std::string form_with(const std::string& field, const std::vector<std::string>& objects = {}) {
  return hand_made::pdf(form_objects(field, objects));
}

/// The same with something else in one of its objects; all places in the file are right.
std::string changed(std::vector<std::string> objects, std::size_t number, std::string_view what, std::string_view by) {
  objects[number - 1] = replaced(objects[number - 1], what, by);
  return hand_made::pdf(objects);
}

std::size_t last_table(const std::string& bytes) { return std::stoul(bytes.substr(bytes.rfind("startxref") + 10)); }

/// The file, saved once more with another object of this number; without one where `object` is empty.
std::string saved_again(const std::string& before, int number, const std::string& object) {
  std::string out = before;
  const std::size_t place = out.size();
  if (!object.empty()) out += std::to_string(number) + " 0 obj\n" + object + "\nendobj\n";
  const std::size_t table = out.size();
  const std::string digits = std::to_string(object.empty() ? 0 : place);
  out += "xref\n" + std::to_string(number) + " 1\n" + std::string(10 - digits.size(), '0') + digits +
         (object.empty() ? " 00001 f \n" : " 00000 n \n");
  out += "trailer\n<</Root 1 0 R/Size 6/Prev " + std::to_string(last_table(before)) + ">>\nstartxref\n" +
         std::to_string(table) + "\n%%EOF\n";
  return out;
}

std::string corpus_file(const std::string& name) {
  std::ifstream stream(GONGWEN_SOURCE_DIR "/tests/fuzz/corpus/pdf_intake/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST(PlainPdf, ReadsValuesAsTheLibraryDoes) {
  for (const std::string& value :
       {std::string("(b)"), std::string("(\\(a\\) \\101\\12\\r(b)\r\nc)"), std::string("<FEFF 4E2D 6587>"),
        std::string("<414>"), std::string("null"), std::string("/N#61me"), std::string("[(a)(b)]"),
        std::string("5 0 R"), std::string("9 0 R")}) {
    const std::string bytes = form_with(kRect + "/FT/Tx/T(/a)/V " + value, {"(elsewhere)"});
    EXPECT_EQ(plainly(bytes), by_library(bytes)) << value;
  }
  const std::string numbers = form_with("/Rect[+1 -.5 9. 8.25]/F 4/FT/Tx/T(/a)/V(b)");
  EXPECT_EQ(plainly(numbers), by_library(numbers));
}

TEST(PlainPdf, ReadsObjectsInStreams) {
  for (const char* const name : {"object_streams.pdf", "plain.pdf"}) {
    const std::string bytes = corpus_file(name);
    EXPECT_EQ(plainly(bytes), by_library(bytes)) << name;
  }
}

TEST(PlainPdf, TakesTheLastOfSeveralSavings) {
  const std::string before = form_with(kField);
  const std::string field = "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/FT/Tx/T(/a)/V(new)>>";
  const std::string after = saved_again(saved_again(before, 4, field), 5, "(unused)");
  const auto file = read_plain_pdf(after, {});
  ASSERT_TRUE(file && file->fields.size() == 1);
  EXPECT_EQ(file->fields.front().text, "new");
  EXPECT_EQ(plainly(after), by_library(after));
  const std::string without = saved_again(before, 4, "");
  EXPECT_EQ(plainly(without), by_library(without));
  EXPECT_TRUE(read_plain_pdf(without, {})->fields.empty());
}

TEST(PlainPdf, LeavesToTheLibraryWhatIsOdd) {
  const std::string good = form_with(kField);
  ASSERT_NE(plainly(good), "");
  const std::vector<std::string> form = form_objects(kField);
  const std::vector<std::string> stream =
      form_objects(kField + "/AP<</N 5 0 R>>", {"<</Length 3>>stream\nabc\nendstream"});
  ASSERT_NE(plainly(hand_made::pdf(stream)), "");
  const auto odd = std::to_array<std::string>({
      changed(form, 4, "/T(/a)", "/T(/a)/T(/b)"),                                     // a key twice
      changed(form, 4, "/V(b)", "/V(b) % (c)\n"),                                     // a comment
      changed(form, 3, "[4 0 R]", "[4 1 R]"),                                         // a generation
      changed(form, 2, "[3 0 R]", "[3 0 R 3 0 R]"),                                   // a page twice
      changed(form, 2, "[3 0 R]", "[2 0 R]"),                                         // a loop
      changed(form, 4, "/V(b)", "/V(b\\8)"),                                          // an escape that is none
      changed(form, 4, "/V(b)", "/V" + std::string(60, '[') + std::string(60, ']')),  // depth
      changed(stream, 5, "/Length 3", "/Length 2"),
      changed(stream, 5, "/Length 3", "/Length 5 0 R"),
      changed(stream, 5, "/Length 3", "/Length 99999"),
      saved_again(good, 4, "3 0 R"),                                      // an object that is another one
      replaced(good, "trailer\n<<", "trailer\n<</Encrypt<</Filter/F>>"),  // a cipher
      replaced(good, "trailer\n<<", "trailer\n<</XRefStm 9"),             // two tables of the same time
      replaced(good, "\n0000000000 65535 f ", "\n000000000 65535 f "),    // a row of the table
      replaced(good, "startxref", "startxre"),                            // no table
      "\n" + good,
  });
  for (const std::string& bytes : odd) {
    EXPECT_EQ(plainly(bytes), "") << bytes;
    EXPECT_EQ(write_returned_file(read_pdf(bytes, {})), by_library(bytes)) << bytes;
  }
}

TEST(PlainPdf, AgreesWithTheLibraryAboutDamagedFiles) {
  constexpr std::string_view kBytes = "0123456789 <>[]()/R%\n";
  std::uint32_t state = 1;
  const auto random = [&state](std::size_t below) {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 8) % below;
  };
  std::size_t read = 0;
  for (const char* const name : {"object_streams.pdf", "plain.pdf"}) {
    const std::string good = corpus_file(name);
    for (int i = 0; i < 400; ++i) {
      std::string bytes = good;
      const std::size_t at = random(bytes.size());
      const char byte = kBytes[random(kBytes.size())];
      switch (random(3)) {
        case 0: bytes[at] = byte; break;
        case 1: bytes.insert(at, 1, byte); break;
        default: bytes.erase(at, 1 + random(3));
      }
      const std::string found = plainly(bytes);
      if (found.empty()) continue;
      ++read;
      EXPECT_EQ(found, by_library(bytes)) << name << ", change " << i;
    }
  }
  EXPECT_GT(read, 40);
}
