#include "inbox/receipt.h"

#include <gtest/gtest.h>

using namespace gongwen::inbox;

namespace {

TEST(Receipt, IsWrittenWithItsCheckDigit) {
  EXPECT_EQ(receipt_text({"ZJ", 2026, 123}), "ZJ-2026-000123-7");
  EXPECT_EQ(parse_receipt("ZJ-2026-000123-7"), (Receipt{"ZJ", 2026, 123}));
}

TEST(Receipt, IsReadAsPeopleTypeIt) {
  const std::string text = receipt_text({"ZJ", 2026, 42});
  for (const char* const typed : {" zj-2026-000042-", "ＺＪ－２０２６－００００４２－", "ZJ 2026"}) {
    const std::string whole = std::string(typed) + text.back();
    const bool known = std::string_view(typed).find("42") != std::string_view::npos ||
                       std::string_view(typed).find("４２") != std::string_view::npos;
    EXPECT_EQ(parse_receipt(whole).has_value(), known) << whole;
  }
}

TEST(Receipt, FindsWrongAndExchangedDigits) {
  for (std::uint64_t number = 1; number < 3'000; number += 7) {
    const std::string text = receipt_text({"ZJ", 2026, number});
    for (std::size_t i = 3; i < text.size(); ++i) {
      if (text[i] == '-') continue;
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string wrong = text;
        wrong[i] = digit;
        if (wrong == text) continue;
        EXPECT_FALSE(parse_receipt(wrong)) << wrong;
      }
    }
  }
}

TEST(Receipt, RefusesWhatIsNone) {
  for (const char* const text :
       {"", "ZJ", "ZJ-2026-000123", "ZJ-2026-000123-", "ZJ-26-000123-5", "ZJ-2026-123-5", "-2026-000123-5",
        "ABCDE-2026-000123-5", "ZJ-2026-9999999999999-1", "ZJ-2026-000123-75", "\xEF\xBC", "中-2026-000123-5"}) {
    EXPECT_FALSE(parse_receipt(text)) << text;
  }
  EXPECT_FALSE(is_receipt_prefix("zj"));
  EXPECT_TRUE(is_receipt_prefix("SCFW"));
}

}  // namespace
