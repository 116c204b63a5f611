#include "sheet/detail/cell_value.h"

#include "sheet/serial_date.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::sheet;
using data::ValueType;

namespace {

std::string reading(std::string_view text, DataType type = DataType::Automatic,
                    std::optional<ValueType> data_type = std::nullopt) {
  const CellReading result = read_cell_value(text, type, data_type);
  struct Writer {
    std::string operator()(const Empty&) const { return "empty"; }
    std::string operator()(const Text&) const { return "text"; }
    std::string operator()(const Number& number) const { return "number " + std::to_string(number.value); }
    std::string operator()(const Boolean& boolean) const { return boolean.value ? "true" : "false"; }
    std::string operator()(const Date& date) const { return "date " + std::to_string(date.serial); }
    std::string operator()(const RichText&) const { return "rich"; }
    std::string operator()(const Formula&) const { return "formula"; }
  };
  const std::string format = result.number_format.empty() ? "" : " " + std::string(result.number_format);
  return std::visit(Writer{}, result.value) + format + (result.error ? " !" : "");
}

}  // namespace

TEST(CellValue, NumbersAreThoseThatJSONWrites) {
  EXPECT_EQ(reading("0"), "number 0.000000");
  EXPECT_EQ(reading("-12.5"), "number -12.500000");
  EXPECT_EQ(reading("3.10"), "number 3.100000 0.00");
  EXPECT_EQ(reading("123456789012345"), "number 123456789012345.000000 0");
}

// The format General has eleven characters for a number, and powers of ten for small ones.
TEST(CellValue, NumbersAreShownWithAllOfTheirDigits) {
  EXPECT_EQ(reading("99999999999"), "number 99999999999.000000");
  EXPECT_EQ(reading("100000000000"), "number 100000000000.000000 0");
  EXPECT_EQ(reading("-12345678.12"), "number -12345678.120000");
  EXPECT_EQ(reading("123456789.12"), "number 123456789.120000 0.00");
  EXPECT_EQ(reading("0.0001"), "number 0.000100");
  EXPECT_EQ(reading("0.00009"), "number 0.000090 0.00000");
  EXPECT_EQ(reading("0"), "number 0.000000");
}

TEST(CellValue, WhatWouldLoseSomethingStaysAText) {
  for (const std::string_view text :
       {"007", "20240400-T-469", "1234567890123456", "0.1234567890123456", "+1", ".5", "1.", "1e5", "12,34", "１２",
        "-", "=1+1", "010-88881234", "13800001111", "2024-02", "1/2", "110101199003070010", "12项"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(reading(text), "text");
  }
}

TEST(CellValue, TheTypeOfTheJSONValueDecidesWhereItIsKnown) {
  EXPECT_EQ(reading("42", DataType::Automatic, ValueType::String), "text");
  EXPECT_EQ(reading("13800001111", DataType::Automatic, ValueType::Integer), "number 13800001111.000000");
  EXPECT_EQ(reading("2024-02-19", DataType::Automatic, ValueType::String),
            "date 45341.000000 yyyy\"年\"m\"月\"d\"日\"");
  EXPECT_EQ(reading("42", DataType::Automatic, ValueType::Integer), "number 42.000000");
}

TEST(CellValue, TheTemplatesTypeReadsMoreAndSaysWhenItCannot) {
  EXPECT_EQ(reading("1,234,567.50", DataType::Number), "number 1234567.500000 #,##0.00");
  EXPECT_EQ(reading("1,234", DataType::Number), "number 1234.000000 #,##0");
  EXPECT_EQ(reading("12,34", DataType::Number), "text !");
  EXPECT_EQ(reading("1234,567", DataType::Number), "text !");
  EXPECT_EQ(reading(",123", DataType::Number), "text !");
  EXPECT_EQ(reading("-,123", DataType::Number), "text !");
  EXPECT_EQ(reading("0.123,456", DataType::Number), "text !");
  EXPECT_EQ(reading("-12,345.6", DataType::Number), "number -12345.600000 #,##0.0");
  EXPECT_EQ(reading("12.5%", DataType::Number), "number 0.125000 0.0%");
  EXPECT_EQ(reading("many", DataType::Number), "text !");
  EXPECT_EQ(reading("2024-02", DataType::Date), "date 45323.000000 yyyy\"年\"m\"月\"");
  EXPECT_EQ(reading("2024年2月19日", DataType::Date), "date 45341.000000 yyyy\"年\"m\"月\"d\"日\"");
  EXPECT_EQ(reading("1850-01-01", DataType::Date), "text !");
  EXPECT_EQ(reading("1850-01-01"), "text");
  EXPECT_EQ(reading("soon", DataType::Date), "text !");
  EXPECT_EQ(reading("2024-02-19", DataType::Text), "text");
  EXPECT_EQ(reading("是", DataType::Boolean), "true \"是\";\"是\";\"否\"");
  EXPECT_EQ(reading("False", DataType::Boolean), "false \"是\";\"是\";\"否\"");
  EXPECT_EQ(reading("vielleicht", DataType::Boolean), "text !");
}

TEST(CellValue, MarksForNothingAreNoFaults) {
  for (const std::string_view text : {"—", "/", "无", ""}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(read_cell_value(text, DataType::Number, {}).error);
  }
}

TEST(CellValue, TextsThatProgramsWouldChangeWhenTypedAgain) {
  EXPECT_TRUE(looks_like_number("007"));
  EXPECT_TRUE(looks_like_number("1-2"));
  EXPECT_TRUE(looks_like_number("110101199003070010"));
  EXPECT_FALSE(looks_like_number("20240400-T-469"));
  EXPECT_FALSE(looks_like_number("——"));
}
