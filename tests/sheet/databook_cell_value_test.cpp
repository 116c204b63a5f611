// Values as cells: what a person sees, and what comes back.
#include "data/readers.h"
#include "data/values.h"
#include "resources/read_file.h"
#include "sheet/databook/cell_value.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::databook;
using intake::RawType;
using schema::SchemaType;

namespace {

schema::SchemaField field_of(std::initializer_list<SchemaType> types) {
  schema::SchemaField field;
  for (const SchemaType type : types) field.types.add(type);
  return field;
}

schema::SchemaField list_of(const schema::SchemaField& item,
                            std::initializer_list<SchemaType> types = {SchemaType::Array}) {
  schema::SchemaField field = field_of(types);
  field.parts.push_back(item);
  return field;
}

/// The text of the cell; the value must come back from it.
std::string cell_of(std::string_view json, const schema::SchemaField& field) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = store.add("json", std::string(json));
  const auto document = data::read_json(source, store.source_text(source), {}, sink);
  tests::require(document);
  const DataCell cell = encode_cell(document->root(), field, diagnostics::Language::Chinese);
  std::string wanted;
  data::append_value_json(wanted, document->root());
  const CellJson back = decode_cell(cell, field);
  EXPECT_EQ(back.json, wanted);
  EXPECT_FALSE(back.bad_literal);
  return cell.text;
}

const schema::SchemaField kText = field_of({SchemaType::String});

}  // namespace

TEST(CellValue, TextsArePlainUnlessACellWouldChangeThem) {
  EXPECT_EQ(cell_of(R"("甲\n乙")", kText), "甲\n乙");
  EXPECT_EQ(cell_of(R"("=1+1")", kText), "=1+1");
  EXPECT_EQ(cell_of(R"("001")", kText), "001");
  EXPECT_EQ(cell_of(R"("")", kText), "json:\"\"");
  EXPECT_EQ(cell_of(R"("甲 ")", kText), "json:\"甲 \"");
  EXPECT_EQ(cell_of(R"("a\rb")", kText), "json:\"a\\rb\"");
  EXPECT_EQ(cell_of(R"("json:1")", kText), "json:\"json:1\"");
  EXPECT_EQ(cell_of(R"("#REF!")", kText), "json:\"#REF!\"");
  EXPECT_EQ(cell_of("null", kText), "json:null");
  EXPECT_EQ(cell_of("17", kText), "json:17");
}

TEST(CellValue, NumbersKeepTheWayTheyAreWritten) {
  const schema::SchemaField number = field_of({SchemaType::Number});
  EXPECT_EQ(cell_of("1.5", number), "1.5");
  EXPECT_EQ(cell_of("-3", number), "-3");
  EXPECT_EQ(cell_of("1.50", number), "json:1.50");
  EXPECT_EQ(cell_of("12345678901234567890.10", number), "json:12345678901234567890.10");
  const schema::SchemaField either = field_of({SchemaType::Number, SchemaType::String});
  EXPECT_EQ(cell_of("12", either), "12");
  EXPECT_EQ(cell_of("\"12\"", either), "12");
}

TEST(CellValue, TruthValuesDatesAndLists) {
  EXPECT_EQ(cell_of("true", field_of({SchemaType::Boolean})), "是");
  schema::SchemaField date = kText;
  date.limits.format = schema::Format::Date;
  EXPECT_EQ(cell_of("\"2024-02-29\"", date), "2024-02-29");
  EXPECT_EQ(decode_cell({RawType::Date, "2024-02-29T00:00:00"}, date).json, "\"2024-02-29\"");
  EXPECT_EQ(cell_of(R"(["甲，乙","丙"])", list_of(kText)), "甲，乙\n丙");
  EXPECT_EQ(cell_of(R"(["甲"])", list_of(kText)), "甲");
  EXPECT_EQ(cell_of(R"(["甲\n乙","丙"])", list_of(kText)), "json:\"甲\\n乙\"\n丙");
  EXPECT_EQ(cell_of("[]", list_of(kText)), "json:[]");
  EXPECT_EQ(cell_of("[1,2]", list_of(field_of({SchemaType::Integer}))), "1\n2");
  EXPECT_EQ(decode_cell({RawType::Text, "1、2"}, list_of(field_of({SchemaType::Integer}))).json, "[1,2]");
  const schema::SchemaField either = list_of(kText, {SchemaType::Array, SchemaType::String});
  EXPECT_EQ(cell_of(R"("甲\n乙")", either), "甲\n乙");
  EXPECT_EQ(cell_of(R"(["甲","乙"])", either), "- 甲\n- 乙");
  EXPECT_EQ(cell_of(R"("- 甲")", either), "json:\"- 甲\"");
}

TEST(CellValue, WhatPeopleType) {
  EXPECT_TRUE(decode_cell({RawType::Text, " 　\n"}, kText).json.empty());
  EXPECT_EQ(decode_cell({RawType::Text, "甲　"}, kText).json, "\"甲\"");
  EXPECT_EQ(decode_cell({RawType::Number, "13800000000"}, kText).json, "\"13800000000\"");
  EXPECT_EQ(decode_cell({RawType::Boolean, "true"}, field_of({SchemaType::Boolean})).json, "true");
  EXPECT_EQ(decode_cell({RawType::Text, "☑"}, field_of({SchemaType::Boolean})).json, "true");
  EXPECT_TRUE(decode_cell({RawType::Text, "json:{"}, kText).bad_literal);
  EXPECT_EQ(decode_cell({RawType::Text, "json: [1, 2]"}, kText).json, "[1, 2]");
}
