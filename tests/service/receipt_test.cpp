#include "service/inbox/receipt.h"

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

TEST(Receipt, FindsNearlyAllExchanges) {
  std::size_t exchanges = 0;
  std::size_t found = 0;
  for (std::uint64_t number = 1; number < 20'000; number += 7) {
    const std::string text = receipt_text({"ZJ", 2026, number});
    for (std::size_t i = 3; i + 1 < text.size(); ++i) {
      const std::size_t next = text[i + 1] == '-' ? i + 2 : i + 1;
      if (text[i] == '-' || text[i] == text[next]) continue;
      std::string wrong = text;
      std::swap(wrong[i], wrong[next]);
      ++exchanges;
      if (!parse_receipt(wrong)) ++found;
    }
  }
  EXPECT_GE(static_cast<double>(found), 0.99 * static_cast<double>(exchanges)) << found << " of " << exchanges;
}

TEST(Receipt, RefusesWhatIsNone) {
  for (const char* const text :
       {"", "ZJ", "ZJ-2026-000123", "ZJ-2026-000123-", "ZJ-26-000123-5", "ZJ-2026-123-9", "-2026-000123-7",
        "ABCDE-2026-000123-7", "ZJ-2026-9999999999999-1", "ZJ-2026-000123-75", "\xEF\xBC", "中-2026-000123-7"}) {
    EXPECT_FALSE(parse_receipt(text)) << text;
  }
  EXPECT_FALSE(is_receipt_prefix("zj"));
  EXPECT_TRUE(is_receipt_prefix("SCFW"));
}

}  // namespace
