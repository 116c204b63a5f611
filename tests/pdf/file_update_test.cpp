#include "pdf/update/file_update.h"

#include <gtest/gtest.h>

using namespace gongwen::pdf;

namespace {

constexpr std::string_view kOriginal = "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\nstartxref\n9\n%%EOF\n";

FinishedPdf finished() {
  FinishedPdf file;
  file.object_count = 5;
  file.last_table = 9;
  file.root = ObjectNumber(1);
  file.info = ObjectNumber(2);
  file.first_identifier = "first identifier";
  return file;
}

std::string appended_part(const std::string& file) { return file.substr(kOriginal.size()); }

}  // namespace

TEST(FileUpdate, OriginalIsAPrefixAndObjectsAreAppended) {
  FileUpdate update(kOriginal, finished());
  update.replace(ObjectNumber(3), "<</Changed true>>");
  const ObjectNumber added = update.add("<</New true>>");
  EXPECT_EQ(added, ObjectNumber(5));
  const std::string file = std::move(update).finish();
  ASSERT_TRUE(file.starts_with(kOriginal));
  EXPECT_TRUE(
      appended_part(file).starts_with("3 0 obj\n<</Changed true>>\nendobj\n5 0 obj\n<</New true>>\nendobj\n6 0 "
                                      "obj\n<</Type/XRef/Size 7/Root 1 0 R/Info "
                                      "2 0 R/ID[<66697273742069"));
  EXPECT_NE(file.find("/Prev 9/W[1 1 1]/Index[3 1 5 2]/Length 9>>"), std::string::npos) << appended_part(file);
  EXPECT_TRUE(file.ends_with("\n%%EOF\n"));
}

TEST(FileUpdate, WithoutChangesTheFileIsTheOriginal) {
  const std::string_view original = kOriginal.substr(0, kOriginal.size() - 1);
  EXPECT_EQ(FileUpdate(original, finished()).finish(), original);
}

TEST(FileUpdate, CrossReferencesLeadToTheObjects) {
  FileUpdate update(kOriginal, finished());
  update.replace(ObjectNumber(3), "<<>>");
  const std::string file = std::move(update).finish();
  const std::size_t rows = file.find("stream\n", file.find("/XRef")) + 7;
  EXPECT_EQ(file[rows], 1);
  const auto offset = static_cast<unsigned char>(file[rows + 1]);
  EXPECT_TRUE(std::string_view(file).substr(offset).starts_with("3 0 obj\n"));
  const auto own = static_cast<unsigned char>(file[rows + 4]);
  EXPECT_TRUE(std::string_view(file).substr(own).starts_with("5 0 obj\n<</Type/XRef"));
  EXPECT_NE(file.find("startxref\n" + std::to_string(own) + "\n"), std::string::npos);
}

TEST(FileUpdate, AFileWithTablesGetsATable) {
  FinishedPdf file = finished();
  file.has_table_stream = false;
  FileUpdate update(kOriginal, file);
  update.add("<<>>");
  const std::string text = std::move(update).finish();
  const std::string at = std::to_string(kOriginal.size());
  EXPECT_NE(
      text.find("xref\n5 1\n" + std::string(10 - at.size(), '0') + at + " 00000 n \ntrailer\n<</Size 6/Root 1 0 R"),
      std::string::npos)
      << text;
}

TEST(FileUpdate, StreamsSayTheirLength) {
  FileUpdate update(kOriginal, finished());
  update.add_plain_stream("/Type/XObject", "abc");
  const std::string file = std::move(update).finish();
  EXPECT_NE(file.find("5 0 obj\n<</Type/XObject/Length 3>>\nstream\nabc\nendstream\nendobj\n"), std::string::npos);
}

TEST(FileUpdate, AFileWithoutLineEndGetsOneAndTheSameInputGivesTheSameBytes) {
  const auto make = [] {
    FileUpdate update("%PDF-1.7\n%%EOF", finished());
    update.add("<<>>");
    return std::move(update).finish();
  };
  EXPECT_TRUE(make().starts_with("%PDF-1.7\n%%EOF\n5 0 obj\n"));
  EXPECT_EQ(make(), make());
}

TEST(FileUpdate, KnowsWhereBodiesAre) {
  FileUpdate update(kOriginal, finished());
  const ObjectNumber number = update.add("<</Here 1>>");
  const std::uint64_t offset = update.body_offset(number);
  EXPECT_EQ(std::move(update).finish().substr(offset, 7), "<</Here");
}

TEST(FileUpdate, PacksObjectsWhereTheFileHasStreamsOfObjects) {
  const std::string long_list = "<</K[" + std::string(600, '1') + "]>>";
  FinishedPdf file = finished();
  file.has_table_stream = true;
  FileUpdate update(kOriginal, file);
  update.pack(ObjectNumber(3), long_list);
  const std::string packed = std::move(update).finish();
  EXPECT_EQ(packed.find(long_list), std::string::npos);
  EXPECT_NE(packed.find("5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode"), std::string::npos) << packed;
  // 3 is the first object in stream 5.
  EXPECT_NE(packed.find("/Index[3 1 5 2]"), std::string::npos) << packed;
  EXPECT_NE(packed.find(std::string("stream\n\x02\x05\x00\x01", 11)), std::string::npos) << packed;
}

TEST(FileUpdate, PacksNothingElse) {
  const std::string long_list = "<</K[" + std::string(600, '1') + "]>>";
  FinishedPdf file = finished();
  file.has_table_stream = false;
  FileUpdate with_table(kOriginal, file);
  with_table.pack(ObjectNumber(3), long_list);
  EXPECT_NE(std::move(with_table).finish().find("3 0 obj\n" + long_list), std::string::npos);
  file.has_table_stream = true;
  FileUpdate little(kOriginal, file);
  little.pack(ObjectNumber(3), "<</K 1>>");
  EXPECT_NE(std::move(little).finish().find("3 0 obj\n<</K 1>>"), std::string::npos);
}
