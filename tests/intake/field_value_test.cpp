// What is filled into a field as a value of its type.
#include "intake/given_values.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;
using gongwen::schema::Format;
using gongwen::schema::SchemaField;
using gongwen::schema::SchemaType;

namespace {

SchemaField field_of(SchemaType type, bool required = false, std::optional<Format> format = {}) {
  SchemaField field;
  field.types = {};
  field.types.add(type);
  field.required = required;
  field.limits.format = format;
  return field;
}

/// The JSON, with `?` where it does not fit; empty for a blank.
std::string converted(std::string text, const SchemaField& field, RawType type = RawType::Text) {
  const FieldValue value = convert_field({"/a", type, std::move(text)}, field);
  return value.json + (value.unfit ? "?" : "");
}

}  // namespace

TEST(FieldValue, WhatHasNotEndedIsABlankOnlyWhereABlankIsAllowed) {
  for (const Format format : {Format::Date, Format::Month}) {
    std::size_t words = 0;
    for (const std::string word : {"至今", "今", "现在", "目前", "迄今", "present", "now", "to date", "Present"}) {
      SCOPED_TRACE(word);
      EXPECT_EQ(converted(word, field_of(SchemaType::String, false, format)), "");
      EXPECT_EQ(converted(word, field_of(SchemaType::String, true, format)), "\"" + word + "\"?");
      ++words;
    }
    EXPECT_EQ(words, 9U);
  }
  // It is a word of dates only.
  for (const bool required : {false, true}) {
    EXPECT_EQ(converted("至今", field_of(SchemaType::String, required, Format::PhoneCn)), "\"至今\"");
    EXPECT_EQ(converted("至今", field_of(SchemaType::String, required)), "\"至今\"");
  }
}

TEST(FieldValue, DatesAreReadAsFarAsTheFieldWantsThem) {
  const SchemaField date = field_of(SchemaType::String, true, Format::Date);
  const SchemaField month = field_of(SchemaType::String, true, Format::Month);
  EXPECT_EQ(converted("2024年2月4日", date), "\"2024-02-04\"");
  EXPECT_EQ(converted("2024年2月4日", month), "\"2024-02\"");
  EXPECT_EQ(converted("2024-02-04T00:00:00", date, RawType::Date), "\"2024-02-04\"");
  EXPECT_EQ(converted("2024-02-04T00:00:00", month, RawType::Date), "\"2024-02\"");
  EXPECT_EQ(converted("2024年2月", date), "\"2024年2月\"?");
  EXPECT_EQ(converted("2024年2月0日", date), "\"2024年2月0日\"?");
  EXPECT_EQ(converted("2024年2月0日", month), "\"2024年2月0日\"?");
  EXPECT_EQ(converted("  ", date), "");
}

TEST(FieldValue, NumbersAndTicksAreThoseOfTheirType) {
  const SchemaField number = field_of(SchemaType::Number, true);
  EXPECT_EQ(converted("1,234", number), "1234");
  EXPECT_EQ(converted("１２", number), "12");
  EXPECT_EQ(converted("-0.5", number), "-0.5");
  EXPECT_EQ(converted("12", number, RawType::Number), "12");
  EXPECT_EQ(converted("约12", number), "\"约12\"?");
  const SchemaField truth = field_of(SchemaType::Boolean, true);
  EXPECT_EQ(converted("true", truth, RawType::Boolean), "true");
  EXPECT_EQ(converted("false", truth, RawType::Boolean), "false");
  EXPECT_EQ(converted("是", truth), "true");
  EXPECT_EQ(converted("否", truth), "false");
  EXPECT_EQ(converted("也许", truth), "\"也许\"?");
}
