// Expected with an error that the caller reports.
#include "base/expected.h"

#include "base/loaded_library.h"

#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen::base;

namespace {

enum class NumberError : std::uint8_t { Empty, NotANumber };

Expected<int, NumberError> parse(const std::string& text) {
  if (text.empty()) return Failure{NumberError::Empty};
  if (text.find_first_not_of("0123456789") != std::string::npos) return Failure{NumberError::NotANumber};
  return std::stoi(text);
}

}  // namespace

TEST(Expected, HasAValueOrTheErrorThatTheCallerReports) {
  const auto number = parse("42");
  ASSERT_TRUE(number);
  EXPECT_EQ(*number, 42);
  EXPECT_EQ(parse("").error(), NumberError::Empty);
  EXPECT_EQ(parse("a").error(), NumberError::NotANumber);
}

TEST(Expected, TakesValuesThatCanOnlyBeMoved) {
  Expected<std::unique_ptr<int>, NumberError> owned = std::make_unique<int>(7);
  ASSERT_TRUE(owned);
  EXPECT_EQ(*(*std::move(owned)), 7);
}

TEST(LoadedLibrary, SaysInTheWordsOfTheSystemWhyALibraryCannotBeUsed) {
  LoadedLibrary missing("libgongwen-no-such-library.so.0");
  int (*function)() = nullptr;
  missing.find("anything", function);
  EXPECT_EQ(function, nullptr);
  ASSERT_TRUE(missing.error());
  EXPECT_NE(missing.error()->reason.find("libgongwen-no-such-library.so.0"), std::string::npos);
}
