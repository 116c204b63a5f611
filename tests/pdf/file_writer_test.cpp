#include "pdf/syntax/file_writer.h"

#include "pdf/file_reader.h"

using namespace gongwen::pdf;
using gongwen::tests::FileReader;
using gongwen::tests::integer_entry;

TEST_CASE("each object stands where the cross-references say") {
  FileWriter file;
  const ObjectNumber forward = file.allocate();
  const ObjectNumber info = file.add("<</Title(x)>>");
  const ObjectNumber stream = file.add_stream("/Type/X", "plain data", Compress::No);
  const ObjectNumber packed = file.add_stream({}, std::string(5000, 'a'), Compress::Yes);
  file.add(forward, "<</Type/Catalog>>");
  const std::string bytes = std::move(file).finish(forward, info);

  const FileReader read(bytes);
  REQUIRE(read.error == "");
  CHECK(read.objects.at(forward.value) == "<</Type/Catalog>>");
  CHECK(read.objects.at(info.value) == "<</Title(x)>>");
  CHECK(read.streams.at(stream.value) == "plain data");
  CHECK(read.streams.at(packed.value) == std::string(5000, 'a'));
  CHECK(read.trailer.find("/Root 1 0 R/Info 2 0 R") != std::string::npos);
  CHECK(read.entries.at(0).kind == 0);
  CHECK(read.entries.at(0).index == 0xFFFF);
  CHECK(read.entries.at(stream.value).kind == 1);
  CHECK(read.entries.at(info.value).kind == 2);
}

TEST_CASE("objects are packed by the thousand, in their order") {
  FileWriter file;
  std::vector<ObjectNumber> numbers;
  for (int i = 0; i < 2500; ++i) numbers.push_back(file.add(std::to_string(i)));
  const std::string bytes = std::move(file).finish(numbers[0], numbers[1]);
  const FileReader read(bytes);
  REQUIRE(read.error == "");
  std::map<std::uint64_t, std::int64_t> holders;
  for (int i = 0; i < 2500; ++i) {
    const std::uint32_t number = numbers[static_cast<std::size_t>(i)].value;
    // Numbers need a blank between them.
    CHECK(read.objects.at(number) == std::to_string(i) + " ");
    ++holders[read.entries.at(number).where];
  }
  REQUIRE(holders.size() == 3);
  for (const auto& [holder, count] : holders) {
    CHECK(integer_entry(read.objects.at(static_cast<std::uint32_t>(holder)), "/N") == count);
    CHECK(count <= 1000);
  }
}

TEST_CASE("the identifier follows the content and nothing else") {
  const auto identifier = [](std::string_view content) {
    FileWriter file;
    const ObjectNumber root = file.add("<</Type/Catalog>>");
    const ObjectNumber info = file.add(content);
    const FileReader read(std::move(file).finish(root, info));
    REQUIRE(read.error == "");
    const std::size_t at = read.trailer.find("/ID[<") + 5;
    const std::string first = read.trailer.substr(at, 32);
    CHECK(read.trailer.substr(at + 32, 34) == "><" + first);
    return first;
  };
  CHECK(identifier("(a)") == identifier("(a)"));
  CHECK(identifier("(a)") != identifier("(b)"));
}
