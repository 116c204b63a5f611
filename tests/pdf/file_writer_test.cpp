#include "pdf/syntax/detail/file_writer.h"

#include "support/pdf_file_reader.h"
#include "support/require.h"

using namespace gongwen::pdf;
using gongwen::tests::FileReader;
using gongwen::tests::integer_entry;

TEST(FileWriter, EachObjectStandsWhereTheCrossReferencesSay) {
  FileWriter file;
  const ObjectNumber forward = file.allocate();
  const ObjectNumber info = file.add("<</Title(x)>>");
  const ObjectNumber stream = file.add_stream("/Type/X", "plain data", Compress::No);
  const ObjectNumber packed = file.add_stream({}, std::string(5000, 'a'), Compress::Yes);
  file.add(forward, "<</Type/Catalog>>");
  const std::string bytes = std::move(file).finish(forward, info);

  const FileReader read(bytes);
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.objects.at(forward.value), "<</Type/Catalog>>");
  EXPECT_EQ(read.objects.at(info.value), "<</Title(x)>>");
  EXPECT_EQ(read.streams.at(stream.value), "plain data");
  EXPECT_EQ(read.streams.at(packed.value), std::string(5000, 'a'));
  EXPECT_NE(read.trailer.find("/Root 1 0 R/Info 2 0 R"), std::string::npos);
  EXPECT_EQ(read.entries.at(0).kind, 0);
  EXPECT_EQ(read.entries.at(0).index, 0xFFFF);
  EXPECT_EQ(read.entries.at(stream.value).kind, 1);
  EXPECT_EQ(read.entries.at(info.value).kind, 2);
}

TEST(FileWriter, ObjectsArePackedByTheThousandInTheirOrder) {
  FileWriter file;
  std::vector<ObjectNumber> numbers;
  for (int i = 0; i < 2500; ++i) numbers.push_back(file.add(std::to_string(i)));
  const std::string bytes = std::move(file).finish(numbers[0], numbers[1]);
  const FileReader read(bytes);
  ASSERT_EQ(read.error, "");
  std::map<std::uint64_t, std::int64_t> holders;
  for (int i = 0; i < 2500; ++i) {
    const std::uint32_t number = numbers[static_cast<std::size_t>(i)].value;
    // Numbers need a blank between them.
    EXPECT_EQ(read.objects.at(number), std::to_string(i) + " ");
    ++holders[read.entries.at(number).where];
  }
  ASSERT_EQ(holders.size(), 3);
  for (const auto& [holder, count] : holders) {
    EXPECT_EQ(integer_entry(read.objects.at(static_cast<std::uint32_t>(holder)), "/N"), count);
    EXPECT_LE(count, 1000);
  }
}

TEST(FileWriter, TheIdentifierFollowsTheContentAndNothingElse) {
  const auto identifier = [](std::string_view content) {
    FileWriter file;
    const ObjectNumber root = file.add("<</Type/Catalog>>");
    const ObjectNumber info = file.add(content);
    const FileReader read(std::move(file).finish(root, info));
    gongwen::tests::require(read.error == "");
    const std::size_t at = read.trailer.find("/ID[<") + 5;
    const std::string first = read.trailer.substr(at, 32);
    EXPECT_EQ(read.trailer.substr(at + 32, 34), "><" + first);
    return first;
  };
  EXPECT_EQ(identifier("(a)"), identifier("(a)"));
  EXPECT_NE(identifier("(a)"), identifier("(b)"));
}
