// Names that pointers become as spreadsheets see them: by the grammar of names, whatever the pointer.
#include "base/json.h"
#include "base/utf8.h"
#include "forms/field_names.h"
#include "sheet/limits.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

using namespace gongwen::sheet;
namespace base = gongwen::base;
namespace forms = gongwen::forms;

TEST(FieldName, DifferentPointersHaveDifferentNamesAllValid) {
  const std::string_view tokens[] = {"a", "A",    "aA", "Aa", "_",   "__",  "_a", "ua",     "_ua", "",   "e",    "_e",
                                     "0", "R1C1", "é",  "É",  "a.b", "h2d", "-",  "x00c4_", "Ä",   "月", "TRUE", " "};
  std::map<std::string, std::string> seen;
  for (const std::string_view first : tokens) {
    for (const std::string_view second : tokens) {
      const std::string pointer = "/" + std::string(first) + "/" + std::string(second);
      const std::string name = forms::cell_name(pointer);
      SCOPED_TRACE(pointer);
      EXPECT_TRUE(is_valid_defined_name(name));
      EXPECT_TRUE(seen.emplace(name, pointer).second);
    }
  }
}

TEST(FieldName, 10000RandomPointersComeBackFromTheirNames) {
  constexpr std::string_view kPieces[] = {"a",  "b", "z",  "A",  "Z",    "_",    "__",   "0",  "9",  "名", "称",
                                          "一", "~", "/",  ".",  "-",    " ",    "é",    "É",  "ß",  "ſ",  "İ",
                                          "K",  "😀", "𠮷", "㛃", "R1C1", "TRUE", "xfd1", "_x", "_u", "_e", "h2d",
                                          "'",  "!", "\"", "\\", "か",   "각",   "Ω",    "α",  "#",  "\t", "gw"};
  std::mt19937 chance(20'261'121);
  std::map<std::string, std::string> seen;
  std::size_t tried = 0;
  while (tried < 10'000) {
    std::string pointer;
    for (std::size_t tokens = 1 + chance() % 5; tokens > 0; --tokens) {
      std::string token;
      for (std::size_t pieces = chance() % 6; pieces > 0; --pieces) token += kPieces[chance() % std::size(kPieces)];
      base::append_pointer_token(pointer, token);
    }
    const std::string name = forms::cell_name(pointer);
    ++tried;
    SCOPED_TRACE(pointer);
    ASSERT_LE(utf16_length(name), kMaxDefinedNameUnits);
    ASSERT_TRUE(is_valid_defined_name(name));
    ASSERT_EQ(forms::pointer_of_cell_name(name), pointer);
    // Programs may write names in other letters.
    std::string capitals = name;
    for (char& c : capitals) c = base::is_ascii_lower(c) ? static_cast<char>(c - 32) : c;
    ASSERT_EQ(forms::pointer_of_cell_name(capitals), pointer);
    const auto [known, added] = seen.emplace(base::ascii_lowercase(name), pointer);
    ASSERT_TRUE(added || known->second == pointer);
  }
}

TEST(FieldName, WhatSpreadsheetsTakeForAReferenceOrAWordOfTheirOwnIsNoName) {
  for (const char* name : {"A1", "XFD1048576", "gw0001", "R1C1", "C", "r", "C1_x", "R2D.a", "TRUE", "false", "a b",
                           "gw-1", "a/b", "1a", ".a", ""}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(is_valid_defined_name(name));
  }
  EXPECT_FALSE(is_valid_defined_name(std::string(256, 'x')));
  for (const char* name : {"gw.a", "_lists", "gw.id.1", "名称", "gw.r1c1", "Rate", "Cost.1", "TRUE1a"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(is_valid_defined_name(name));
  }
}
