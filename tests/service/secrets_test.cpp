#include "service/inbox/secrets.h"

#include <set>

#include <gtest/gtest.h>

using namespace gongwen::inbox;

namespace {

TEST(Secrets, AreLongAndDifferent) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(random_text(16));
  EXPECT_EQ(seen.size(), 1'000U);
  EXPECT_EQ(seen.begin()->size(), 26U);
  EXPECT_EQ(random_text(32).find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "ab"));
}

TEST(Secrets, PasswordsFitTheirHashesAlone) {
  const auto hash = password_hash("一个 很长的 口令 2026");
  ASSERT_TRUE(hash) << hash.error().reason;
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
  EXPECT_TRUE(*password_fits("一个 很长的 口令 2026", *hash));
  EXPECT_FALSE(*password_fits("一个 很长的 口令 2027", *hash));
  EXPECT_FALSE(*password_fits("", ""));
  EXPECT_FALSE(*password_fits("anything", "no hash"));
}

TEST(Secrets, WeakPasswordsAreRefused) {
  EXPECT_EQ(judge_password("short", "li"), PasswordFault::TooShort);
  EXPECT_EQ(judge_password("十一个字的口令还是太短", "li"), PasswordFault::TooShort);
  EXPECT_EQ(judge_password(std::string(1'001, 'x'), "li"), PasswordFault::TooLong);
  EXPECT_EQ(judge_password("aaaaaaaaaaaabbbb", "li"), PasswordFault::TooSimple);
  EXPECT_EQ(judge_password("abcdefghijklmn", "li"), PasswordFault::TooSimple);
  EXPECT_EQ(judge_password("poiuytrewq", "li"), PasswordFault::TooShort);
  EXPECT_EQ(judge_password("lkjhgfdsapoiuy", "li"), PasswordFault::TooSimple);
  for (const char* const common : {"password12345", "Passw0rd!2026", "qwerty123456", "admin@123456", "Welcome20262026",
                                   "woaini1314520", "iloveyou123456"}) {
    EXPECT_EQ(judge_password(common, "li"), PasswordFault::TooSimple) << common;
  }
  EXPECT_EQ(judge_password("一二三四一二三四一二三四", "li"), PasswordFault::TooSimple);
  EXPECT_EQ(judge_password("admin likes long walks", "li"), PasswordFault::None);
  EXPECT_EQ(judge_password("the-Shili-horse-9", "shili"), PasswordFault::LikeTheName);
  EXPECT_EQ(judge_password("correct horse battery", "shili"), PasswordFault::None);
  EXPECT_EQ(judge_password("今天下午三点去看大海和山", "shili"), PasswordFault::None);
}

}  // namespace
