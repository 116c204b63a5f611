
#include "resources/deflate.h"

#include <array>
#include <random>

using namespace gongwen::resources;

namespace {

/// Bytes like those of a font, of few values, or of all.
std::string some_bytes(std::mt19937& random, std::size_t size) {
  const unsigned mask = std::array{0x03U, 0x1FU, 0xFFU}[random() % 3];
  std::string bytes;
  while (bytes.size() < size) {
    const bool again = bytes.size() > 20 && random() % 4 == 0;
    bytes.push_back(again ? bytes[bytes.size() - 1 - random() % 20] : static_cast<char>(random() & mask));
  }
  return bytes;
}

}  // namespace

TEST(DeflateBlocks, PartsThatWerePackedOnceStandInStreamsOfTheirOwn) {
  std::mt19937 random(7);
  for (int turn = 0; turn < 300; ++turn) {
    const std::string first = some_bytes(random, random() % 200);
    const std::string part = some_bytes(random, turn == 0 ? 0 : random() % (turn % 10 == 0 ? 300'000 : 4'000));
    const std::string last = some_bytes(random, random() % 3'000);
    const std::string joined = join_deflated(first, {part, deflate_part(part)}, last);
    std::string unpacked(first.size() + part.size() + last.size(), '\0');
    SCOPED_TRACE(turn);
    ASSERT_TRUE(inflate(joined, unpacked));
    EXPECT_EQ(unpacked, first + part + last);
  }
}

TEST(DeflateBlocks, APartIsHardlyLongerThanAStream) {
  std::mt19937 random(8);
  const std::string bytes = some_bytes(random, 60'000);
  EXPECT_LT(deflate_part(bytes).size(), deflate(bytes).size() + 8);
}
