#include "base/mask_passwords.h"

#include <gtest/gtest.h>

using gongwen::base::mask_passwords;
using gongwen::base::mask_secrets_of;

TEST(MaskPasswords, ThePasswordOfAnAddressIsMaskedAndNothingElseOfIt) {
  EXPECT_EQ(mask_passwords("postgresql://sec:geheim@127.0.0.1/f2"), "postgresql://sec:***@127.0.0.1/f2");
  EXPECT_EQ(mask_passwords("postgres://sec:geheim@a:1,b:2/f2?sslmode=require"),
            "postgres://sec:***@a:1,b:2/f2?sslmode=require");
  EXPECT_EQ(mask_passwords("PostgreSQL://sec:geheim@/f2?host=/run"), "PostgreSQL://sec:***@/f2?host=/run");
  EXPECT_EQ(mask_passwords("postgresql://sec:ge%40heim%2F@h/f2"), "postgresql://sec:***@h/f2");
  EXPECT_EQ(mask_passwords("postgresql://sec@h:5432/f2"), "postgresql://sec@h:5432/f2");
  EXPECT_EQ(mask_passwords("postgresql:///f2"), "postgresql:///f2");
  EXPECT_EQ(mask_passwords("facts.db"), "facts.db");
}

TEST(MaskPasswords, APasswordThatShouldHaveBeenEncodedDoesNotShowItsEnd) {
  EXPECT_EQ(mask_passwords("postgresql://sec:ge@he/im@h/f2"), "postgresql://sec:***@h/f2");
  EXPECT_EQ(mask_passwords("postgresql://sec:ge?he im@h/f2"), "postgresql://sec:***@h/f2");
}

TEST(MaskPasswords, PasswordsOfParametersAreMaskedHoweverTheirNamesAreWritten) {
  EXPECT_EQ(mask_passwords("postgresql://h/f2?user=sec&password=geheim&sslmode=require"),
            "postgresql://h/f2?user=sec&password=***&sslmode=require");
  EXPECT_EQ(mask_passwords("postgresql://h/f2?%70assword=geheim"), "postgresql://h/f2?%70assword=***");
  EXPECT_EQ(mask_passwords("postgresql://h/f2?sslpassword=geheim&PASSWORD=x"),
            "postgresql://h/f2?sslpassword=***&PASSWORD=***");
  EXPECT_EQ(mask_passwords("postgresql://h/f2?passfile=/etc/pgpass"), "postgresql://h/f2?passfile=/etc/pgpass");
}

TEST(MaskPasswords, PasswordsOfSettingsAreMaskedWithAndWithoutQuotes) {
  EXPECT_EQ(mask_passwords("host=h password=geheim dbname=f2"), "host=h password=*** dbname=f2");
  EXPECT_EQ(mask_passwords("host=h password = 'ge \\' heim' dbname=f2"), "host=h password = *** dbname=f2");
  EXPECT_EQ(mask_passwords("password=ge\\ heim user=sec"), "password=*** user=sec");
  EXPECT_EQ(mask_passwords("password='geheim"), "password=***");
  EXPECT_EQ(mask_passwords("user=sec password="), "user=sec password=");
  EXPECT_EQ(mask_passwords("my_password_hint=blue"), "my_password_hint=blue");
}

TEST(MaskPasswords, AddressesWithinATextAreFound) {
  EXPECT_EQ(mask_passwords("pg_dump 'postgresql://sec:geheim@h/f2' | mail a@b"),
            "pg_dump 'postgresql://sec:***@h/f2' | mail a@b");
  EXPECT_EQ(mask_passwords("import postgres://a:b@c and postgres://d:e@f"),
            "import postgres://a:***@c and postgres://d:***@f");
}

TEST(MaskPasswords, WhatOthersSayOfAnAddressHasNoPasswordOfIt) {
  EXPECT_EQ(mask_secrets_of("postgresql://sec:ge%zz@h/f2", "invalid percent-encoded token: \"ge%zz\""),
            "invalid percent-encoded token: \"***\"");
  EXPECT_EQ(mask_secrets_of("postgresql://sec:ge%20heim@h/f2", "unknown: ge heim, ge%20heim"), "unknown: ***, ***");
}
