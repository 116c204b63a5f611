// The compressor for markup: what it packs is what another's unpacker gets, whatever it is given, and elements that are
// alike become hardly larger than with a thorough search.
#include "resources/deflate.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen::resources;

namespace {

void expect_same(const std::string& bytes, const std::string& what) {
  std::string unpacked(bytes.size(), '\0');
  ASSERT_TRUE(inflate(deflate_markup(bytes), unpacked)) << what;
  EXPECT_TRUE(unpacked == bytes) << what;
}

std::string random_bytes(std::mt19937& source, std::size_t count, unsigned different) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(source() % different));
  return bytes;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// Elements as a page has them.
std::string elements(std::mt19937& source, int count) {
  std::string out = "<page>";
  for (int i = 0; i < count; ++i) {
    const std::string x = std::to_string(source() % 200) + "." + std::to_string(source() % 1000);
    out += "<text ID=\"" + std::to_string(1000 + i) + "\" Box=\"" + x + " " + std::to_string(i / 4 * 6) +
           " 155.8 6.084\" Font=\"60\" Size=\"4.2333\"><code X=\"0\" Y=\"4.873\" Steps=\"g 27 4.2725\">" +
           (source() % 2 == 0 ? "各单位应当结合实际，组织有关专家" : "推动重点领域标准研制，现将") + "</code></text>";
  }
  return out + "</page>";
}

}  // namespace

TEST(DeflateMarkup, ShortTexts) {
  for (std::size_t size = 0; size < 20; ++size) {
    expect_same(std::string("<a><a><a><a><a><a><a>").substr(0, size), std::to_string(size));
    expect_same(std::string(size, 'a'), std::to_string(size));
  }
}

TEST(DeflateMarkup, AnyBytes) {
  std::mt19937 source(7);
  for (const unsigned different : {1U, 2U, 5U, 200U, 256U}) {
    for (const std::size_t size : {3U, 258U, 259U, 1000U, 32768U, 32769U, 100'000U}) {
      expect_same(random_bytes(source, size, different), std::to_string(different) + " " + std::to_string(size));
    }
  }
}

TEST(DeflateMarkup, MatchesOfAllLengthsAndDistances) {
  std::mt19937 source(8);
  const std::string noise = random_bytes(source, 40'000, 256);
  for (const std::size_t distance : {1U, 2U, 3U, 4U, 5U, 100U, 4097U, 32767U, 32768U, 32769U}) {
    for (const std::size_t length : {3U, 4U, 10U, 257U, 258U, 259U, 600U}) {
      std::string bytes = noise.substr(0, distance);
      while (bytes.size() < distance + length) bytes.push_back(bytes[bytes.size() - distance]);
      expect_same(bytes + "<end>", std::to_string(distance) + " " + std::to_string(length));
    }
  }
}

/// The codes of one kind of text are followed by those of another one, and some counts are so uneven that codes reach
/// the most bits that there may be.
TEST(DeflateMarkup, SeveralBlocks) {
  std::mt19937 source(9);
  expect_same(elements(source, 4000) + random_bytes(source, 50'000, 256) + repeated("ab", 50'000), "one after another");
  std::string uneven;
  std::size_t count = 1;
  for (int symbol = 0; symbol < 22; ++symbol, count = count * 8 / 5 + 1)
    uneven += repeated(std::string(1, static_cast<char>(200 + symbol)), count);
  std::shuffle(uneven.begin(), uneven.end(), source);
  expect_same(uneven, "uneven");
}

TEST(DeflateMarkup, ElementsThatAreAlikePackWell) {
  std::mt19937 source(10);
  for (const int count : {20, 150, 5000}) {
    const std::string bytes = elements(source, count);
    expect_same(bytes, std::to_string(count));
    EXPECT_LE(deflate_markup(bytes).size(), deflate(bytes).size() * 110 / 100) << count;
  }
}
