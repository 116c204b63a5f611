// Each limit with a file that just keeps it and one that just does not.
#include "intake/detail/limits.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_fields.h"
#include "intake/file_reader.h"
#include "intake/hand_made.h"
#include "intake/read_returned.h"
#include "package/zip_archive.h"
#include "resources/deflate.h"

#include <algorithm>

#include <gtest/gtest.h>

using namespace gongwen::intake;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;

namespace {

bool tells(const ReturnedFile& file, DiagnosticId id) {
  return std::any_of(file.notices.begin(), file.notices.end(), [id](const Notice& notice) { return notice.id == id; });
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

ReturnedFile xlsx(const std::string& bytes, const IntakeLimits& limits) {
  return read_xlsx(bytes, UnnamedCells::Refuse, limits);
}

std::string name_of(const std::string& token) { return "<definedName name=\"gw." + token + "\">S!$A$1</definedName>"; }

const std::string kCell = "<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>";

}  // namespace

TEST(Limits, BytesOfAFile) {
  IntakeOptions options;
  const std::string bytes = hand_made::form({"/FT/Tx/T(/a)/V(b)"});
  options.limits.max_bytes = bytes.size();
  EXPECT_EQ(FileReader().read(bytes, options).fields.size(), 1);
  options.limits.max_bytes = bytes.size() - 1;
  EXPECT_TRUE(tells(FileReader().read(bytes, options), messages::IntakeLimit));
}

TEST(Limits, ObjectsOfAPDF) {
  IntakeLimits limits;
  EXPECT_EQ(read_pdf(hand_made::form({"/FT/Tx/T(/a)/V(b)"}, limits.max_objects), limits).fields.size(), 1);
  EXPECT_TRUE(
      tells(read_pdf(hand_made::form({"/FT/Tx/T(/a)/V(b)"}, limits.max_objects + 1), limits), messages::IntakeLimit));
  EXPECT_TRUE(
      tells(read_pdf(hand_made::form({"/FT/Tx/T(/a)/V(b)"}, std::size_t{1} << 31), limits), messages::IntakeLimit));
}

TEST(Limits, FieldsOfAPDF) {
  IntakeLimits limits;
  limits.max_fields = 3;
  std::vector<std::string> fields;
  for (int i = 0; i < 3; ++i) fields.push_back("/FT/Tx/V(b)/T(/a" + std::to_string(i) + ")");
  EXPECT_EQ(read_pdf(hand_made::form(fields), limits).fields.size(), 3);
  fields.push_back("/FT/Tx/V(b)/T(/b)");
  EXPECT_TRUE(tells(read_pdf(hand_made::form(fields), limits), messages::IntakeLimit));
}

TEST(Limits, FieldsInsideOneAnother) {
  const auto nested = [](std::size_t depth) {
    std::string field = "/FT/Tx/V(b)/T(/a)";
    for (std::size_t i = 0; i < depth; ++i) field = "/T(x)/Kids[<<" + field + ">>]";
    // Only as a list of fields: a widget on the page would be read from below.
    return hand_made::pdf(
        {"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<<" + field + ">>]>>>>", "<</Type/Pages/Kids[]/Count 0>>"});
  };
  IntakeLimits limits;
  EXPECT_EQ(read_pdf(nested(limits.max_field_depth), limits).fields.size(), 1);
  EXPECT_TRUE(read_pdf(nested(limits.max_field_depth + 1), limits).fields.empty());
}

TEST(Limits, BytesAndCharactersOfAValue) {
  IntakeLimits limits;
  limits.max_string_bytes = 100;
  limits.max_text = 100;
  const auto form = [](std::size_t length) {
    return hand_made::form({"/FT/Tx/T(/a)/V(" + std::string(length, 'x') + ")"});
  };
  EXPECT_EQ(read_pdf(form(100), limits).fields.size(), 1);
  EXPECT_TRUE(tells(read_pdf(form(101), limits), messages::IntakeTextTooLong));
  limits.max_string_bytes = 1'000;
  EXPECT_TRUE(tells(read_pdf(form(101), limits), messages::IntakeTextTooLong));
  const auto book = [](std::size_t length) {
    return hand_made::workbook("<row><c t=\"inlineStr\"><is><t>" + std::string(length, 'x') + "</t></is></c></row>",
                               name_of("a"));
  };
  EXPECT_EQ(xlsx(book(100), limits).fields.size(), 1);
  EXPECT_TRUE(tells(xlsx(book(101), limits), messages::IntakeTextTooLong));
}

TEST(Limits, EntriesAndBytesOfAnArchive) {
  IntakeLimits limits;
  const std::string bytes = hand_made::workbook(kCell, name_of("a"));
  limits.max_entries = 6;
  EXPECT_EQ(xlsx(bytes, limits).fields.size(), 1);
  limits.max_entries = 5;
  EXPECT_TRUE(tells(xlsx(bytes, limits), messages::IntakeLimit));
  limits = {};
  limits.max_unpacked_bytes = 900;
  EXPECT_EQ(xlsx(hand_made::workbook(kCell, name_of("a"), {{"x", std::string(200, 'x')}}), limits).fields.size(), 1);
  EXPECT_TRUE(tells(xlsx(hand_made::workbook(kCell, name_of("a"), {{"x", std::string(900, 'x')}}), limits),
                    messages::IntakeLimit));
}

TEST(Limits, HowFarStreamsOfAPDFUnpack) {
  const std::string text(1'000, 'x');
  const std::string packed = gongwen::resources::deflate(text);
  const std::string stream =
      "<</Filter/FlateDecode/Length " + std::to_string(packed.size()) + ">>stream\n" + packed + "\nendstream";
  const std::string form = hand_made::pdf({"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
                                           "<</Type/Pages/Kids[]/Count 0>>", "<</FT/Tx/T(/a)/V 4 0 R>>", stream});
  IntakeLimits limits;
  limits.max_stream_ratio = (text.size() + packed.size() - 1) / packed.size();
  ASSERT_EQ(read_pdf(form, limits).fields.size(), 1);
  EXPECT_EQ(read_pdf(form, limits).fields.front().text, text);
  --limits.max_stream_ratio;
  EXPECT_TRUE(tells(read_pdf(form, limits), messages::IntakeBadFieldValue));

  const std::string attached = hand_made::pdf(
      {"<</Type/Catalog/Pages 2 0 R/AF[3 0 R]>>", "<</Type/Pages/Kids[]/Count 0>>",
       "<</Type/Filespec/F(a.json)/AFRelationship/Source/EF<</F 4 0 R>>>>", "<</Length 2>>stream\n{}\nendstream"});
  limits = {};
  limits.max_stream_bytes = 2;
  EXPECT_EQ(read_pdf(attached, limits).attached_json, "{}");
  limits.max_stream_bytes = 1;
  EXPECT_TRUE(read_pdf(attached, limits).attached_json.empty());
}

TEST(Limits, HowFarEntriesOfAnArchiveUnpack) {
  const std::string text(200'000, 'x');
  const auto pack = [](std::string_view bytes) {
    const std::string zlib = gongwen::resources::deflate(bytes);
    return zlib.substr(2, zlib.size() - 6);  // without the frame of RFC 1950
  };
  const std::string bytes = hand_made::zip({{"[Content_Types].xml", text}, {"_rels/.rels", "<x/>"}}, 0, pack);
  IntakeLimits limits;
  limits.max_zip_ratio = text.size() / (pack(text).size() + 1) + 1;
  auto within = gongwen::package::ZipArchive::open(bytes, limits.zip());
  ASSERT_TRUE(within);
  const auto read = within->read("[content_types].XML");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, text);
  EXPECT_EQ(within->read("b").error(), gongwen::package::ZipError::NoSuchEntry);
  --limits.max_zip_ratio;
  EXPECT_EQ(gongwen::package::ZipArchive::open(bytes, limits.zip()).error(), gongwen::package::ZipError::TooDense);
}

TEST(Limits, CellsNamesSharedTextsDepth) {
  IntakeLimits limits;
  limits.max_cells = 3;
  EXPECT_EQ(xlsx(hand_made::workbook(repeated(kCell, 3), name_of("a")), limits).fields.size(), 1);
  EXPECT_TRUE(tells(xlsx(hand_made::workbook(repeated(kCell, 4), name_of("a")), limits), messages::IntakeLimit));
  limits = {};
  limits.max_names = 2;
  const ReturnedFile two = xlsx(hand_made::workbook(kCell, name_of("a") + name_of("b")), limits);
  EXPECT_FALSE(tells(two, messages::IntakeLimit));
  // Two names for one cell: nobody knows whose value it is.
  EXPECT_TRUE(two.fields.empty());
  EXPECT_TRUE(tells(two, messages::IntakeSharedCell));
  EXPECT_TRUE(tells(xlsx(hand_made::workbook(kCell, name_of("a") + name_of("b") + name_of("c")), limits),
                    messages::IntakeLimit));
  limits = {};
  limits.max_shared_bytes = 64;
  const auto shared = [](std::size_t length) {
    return hand_made::workbook("<row><c t=\"s\"><v>0</v></c></row>", name_of("a"),
                               {{"t.xml", "<sst><si><t>" + std::string(length, 'x') + "</t></si></sst>"}});
  };
  EXPECT_EQ(xlsx(shared(64), limits).fields.size(), 1);
  EXPECT_TRUE(tells(xlsx(shared(65), limits), messages::IntakeLimit));
  limits = {};
  const auto deep = [](std::size_t depth) {
    return hand_made::workbook(repeated("<x>", depth) + repeated("</x>", depth) + kCell, name_of("a"));
  };
  EXPECT_EQ(xlsx(deep(limits.max_depth - 2), limits).fields.size(), 1);
  EXPECT_TRUE(tells(xlsx(deep(limits.max_depth - 1), limits), messages::IntakeLimit));
}

TEST(Limits, EntitiesAreNotExpandedAndWhatIsEncryptedOrCutOffIsTold) {
  const std::string laughs =
      "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
  EXPECT_TRUE(
      tells(xlsx(hand_made::workbook(kCell, name_of("a"), {{"t.xml", laughs}}), {}), messages::IntakeDocumentType));
  EXPECT_TRUE(tells(xlsx(hand_made::zip({{"[Content_Types].xml", "x"}, {"_rels/.rels", "x"}}, 1), {}),
                    messages::IntakeEncrypted));
  const std::string bytes = hand_made::workbook(kCell, name_of("a"));
  for (std::size_t end = 0; end < bytes.size(); end += 37) {
    EXPECT_TRUE(xlsx(bytes.substr(0, end), {}).fields.empty());
    EXPECT_FALSE(xlsx(bytes.substr(0, end), {}).notices.empty());
  }
  std::string wrong = bytes;
  wrong[bytes.find("<t>a</t>") + 3] = 'b';  // against the check sum
  EXPECT_TRUE(tells(xlsx(wrong, {}), messages::IntakeDamaged));
}
