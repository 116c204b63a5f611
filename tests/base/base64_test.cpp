#include "base/escapes.h"

#include <gtest/gtest.h>

using gongwen::base::append_base64;
using gongwen::base::parse_base64;

namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

}  // namespace

// RFC 4648 section 10.
TEST(Base64, EncodesTheVectorsOfTheStandard) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("\xFB\xFF"), "+/8=");
}

TEST(Base64, ReadsWhatItWrites) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    EXPECT_EQ(parse_base64(encoded(bytes)), bytes);
  }
}

TEST(Base64, RefusesWhatIsIllFormed) {
  EXPECT_FALSE(parse_base64("Z"));
  EXPECT_FALSE(parse_base64("Zg==Zg"));
  EXPECT_FALSE(parse_base64("Z!"));
  EXPECT_EQ(parse_base64("Z m\n8"), "fo");
  EXPECT_EQ(parse_base64("-_8"), "\xFB\xFF");
}
