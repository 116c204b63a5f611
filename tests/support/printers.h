// How failed tests show values: texts as the characters that they consist of instead of bytes, enumerators as numbers,
// literals beside views as texts instead of addresses. GoogleTest must not have used its own form of a text before, so
// this comes in through the precompiled header of all tests, ahead of <gtest/gtest.h>.
#pragma once

#include <concepts>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include <gtest/gtest-printers.h>

namespace gongwen::tests {

/// The text in quotation marks; control characters and bytes that are not UTF-8 escaped.
void print_text(std::string_view text, std::ostream& stream);
void print_text(std::u32string_view text, std::ostream& stream);

template <typename Value>
concept OpaqueEnum =
    std::is_enum_v<Value> && !std::convertible_to<Value, long long> && !requires(std::ostream & stream, Value value) {
  stream << value;
};

}  // namespace gongwen::tests

namespace testing::internal {

template <>
class UniversalPrinter<std::string_view> {
 public:
  static void Print(std::string_view text, std::ostream* stream) { gongwen::tests::print_text(text, *stream); }
};

template <>
class UniversalPrinter<std::string> : public UniversalPrinter<std::string_view> {};

template <>
class UniversalPrinter<const char*> {
 public:
  static void Print(const char* text, std::ostream* stream) {
    if (text == nullptr) {
      *stream << "nullptr";
    } else {
      gongwen::tests::print_text(std::string_view(text), *stream);
    }
  }
};

template <>
class UniversalPrinter<std::u32string_view> {
 public:
  static void Print(std::u32string_view text, std::ostream* stream) { gongwen::tests::print_text(text, *stream); }
};

template <>
class UniversalPrinter<std::u32string> : public UniversalPrinter<std::u32string_view> {};

template <gongwen::tests::OpaqueEnum Value>
class UniversalPrinter<Value> {
 public:
  static void Print(Value value, std::ostream* stream) { *stream << static_cast<long long>(value); }
};

template <>
class FormatForComparison<const char*, std::string_view> {
 public:
  static std::string Format(const char* text) { return PrintToString(text); }
};

template <>
class FormatForComparison<const char32_t*, std::u32string_view> {
 public:
  static std::string Format(const char32_t* text) { return PrintToString(std::u32string_view(text)); }
};

}  // namespace testing::internal
