// The quick way of reading JSON and the library's give the same document, or the library's messages.
#include "data/detail/plain_json.h"

#include "data/reading.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace std::string_literals;

namespace {

/// Everything that a document says of its values, one line each.
std::string contents(const Document& document) {
  std::string lines;
  for (std::uint32_t i = 0; i < document.node_count(); ++i) {
    const Value value(document, i);
    const auto place = [](const diagnostics::Span& span) {
      return std::to_string(span.begin) + "-" + std::to_string(span.end);
    };
    lines += value.pointer() + " " + std::string(type_name(value.type())) + " " + place(value.span()) + " " +
             place(value.key_span()) + " " + std::to_string(value.size()) + " ";
    switch (value.type()) {
      case ValueType::Null:
      case ValueType::Array:
      case ValueType::Object: break;
      case ValueType::Boolean: lines += value.boolean() ? "true" : "false"; break;
      case ValueType::Integer: lines += std::to_string(value.integer()); break;
      case ValueType::Decimal: lines += value.decimal_text(); break;
      case ValueType::String: lines += value.string(); break;
    }
    lines += "\n";
  }
  return lines;
}

struct Readers {
  decltype(read_json)& usual;
  decltype(read_odd_json)& odd;
  decltype(read_plain_json)& plain;
};
constexpr Readers kDocument{read_json, read_odd_json, read_plain_json};
constexpr Readers kLines{read_json_lines, read_odd_json_lines, read_plain_json_lines};

/// Reads a text in both ways. Returns: whether the quick one did without the library.
bool compare(const std::string& text, const JsonLimits& limits = {}, const Readers& readers = kDocument) {
  diagnostics::DiagnosticSink sink;
  diagnostics::DiagnosticSink odd_sink;
  const diagnostics::SourceId source(0);
  const auto read = readers.usual(source, text, limits, sink);
  const auto odd = readers.odd(source, text, limits, odd_sink);
  EXPECT_EQ(short_forms(sink), short_forms(odd_sink)) << text;
  EXPECT_EQ(read.has_value(), odd.has_value()) << text;
  if (read && odd) {
    EXPECT_EQ(contents(*read), contents(*odd)) << text;
  }
  DocumentBuilder builder(source);
  return readers.plain(text, limits, sink, builder);
}

/// The same for JSON Lines.
bool compare_lines(const std::string& text, const JsonLimits& limits = {}) { return compare(text, limits, kLines); }

std::vector<std::string> json_files() {
  std::vector<std::string> texts;
  for (const char* folder : {"/templates", "/samples"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(GONGWEN_SOURCE_DIR + std::string(folder))) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
  }
  return texts;
}

}  // namespace

TEST(PlainJson, ReadsAllFilesOfTheProjectAsTheLibraryDoes) {
  std::size_t plain = 0;
  const std::vector<std::string> texts = json_files();
  for (const std::string& text : texts) plain += compare(text);
  EXPECT_GT(texts.size(), 60);
  EXPECT_EQ(plain, texts.size());
}

TEST(PlainJson, ReadsEveryForm) {
  for (const char* text : {"0",
                           "-0",
                           "12",
                           " \r\n\t-1.5 ",
                           "0.0",
                           "9223372036854775808",
                           "-9223372036854775808",
                           "true",
                           "false",
                           "null",
                           "\"\"",
                           "[]",
                           "{}",
                           "[[],{},[{}]]",
                           R"({"a":{"b":[1,2,{"c":null}]},"d":""})",
                           R"(["\"\\\/\b\f\n\r\t", "\u516c\u6587", "\ud842\udfb7", "\u00e9x\uD83D\uDE00y"])",
                           R"({"a\tb":1,"\u0041":2})",
                           "[1 , 2\n,3]",
                           "{ \"a\" :\t1 , \"b\": [ ] }",
                           "\"eight by\"",
                           "\"nine byte\"",
                           "\"公文公文公文\"",
                           "[\"a long text without anything to escape, and 汉字 in it\",\"and\\none with an escape "
                           "behind many bytes\"]"}) {
    EXPECT_TRUE(compare(text)) << text;
  }
}

TEST(PlainJson, LeavesWhatIsReportedToTheLibrary) {
  for (const std::string& text : {""s,
                                  " "s,
                                  "tru"s,
                                  "nulls"s,
                                  "01"s,
                                  "1."s,
                                  ".5"s,
                                  "1e"s,
                                  "+1"s,
                                  "-"s,
                                  "1 2"s,
                                  "[1,]"s,
                                  "[,1]"s,
                                  "[1 2]"s,
                                  "{\"a\"}"s,
                                  "{\"a\":}"s,
                                  "{\"a\":1,}"s,
                                  "{,}"s,
                                  "{a:1}"s,
                                  "{'a':1}"s,
                                  "[1}"s,
                                  "{\"a\":1]"s,
                                  "[1"s,
                                  "{"s,
                                  "["s,
                                  "\"a"s,
                                  "\"a\nb\""s,
                                  "\"\\x\""s,
                                  "\"\\u12\""s,
                                  "\"\\u12g4\""s,
                                  "\"\\ud800\""s,
                                  "\"\\udc00\""s,
                                  "\"\\ud800\\u0041\""s,
                                  "\"\\u0000\""s,
                                  "\"\\"s,
                                  "\"\\u"s,
                                  "// c\n1"s,
                                  "[1/* c */]"s,
                                  "1\0"s,
                                  "\"a\0b\""s,
                                  "\xEF\xBB\xBF{}"s,
                                  "1e2"s,
                                  "0e400"s,
                                  "[0e4345678901234567890,1E+2]"s,
                                  std::string(320, '1'),
                                  "0." + std::string(320, '1'),
                                  "NaN"s,
                                  "1e999"s,
                                  "[1]]"s,
                                  "\"公文\"，"s,
                                  "{\"a\"：1}"s}) {
    EXPECT_FALSE(compare(text)) << text;
  }
  // Only read_json looks at the encoding.
  for (const std::string& text : {"\"\xC0\x80\""s, "\"\xED\xA0\x80\""s, "[\"\xE5\"]"s}) compare(text);
  // Names that are twice are read, and reported.
  EXPECT_TRUE(compare(R"({"a":1,"b":{"c":1,"c":2},"a":2})"));
}

TEST(PlainJson, KeepsTheLimits) {
  JsonLimits limits;
  limits.max_depth = 3;
  EXPECT_TRUE(compare("[[[1]]]", limits));
  EXPECT_FALSE(compare("[[[[1]]]]", limits));
  limits.max_values = 4;
  EXPECT_TRUE(compare("[1,2,3]", limits));
  EXPECT_FALSE(compare("[1,2,3,4]", limits));
  limits.max_number_length = 5;
  EXPECT_TRUE(compare("12.25", limits));
  EXPECT_FALSE(compare("12.255", limits));
  limits.nul_characters = NulCharacters::Allow;
  EXPECT_FALSE(compare(R"(["\u0000"])", limits));
}

TEST(PlainJson, ReadsLinesAsTheLibraryDoes) {
  for (const char* text :
       {"", " \n\n", "1", "1\n2\n", "{\"a\":1}\n\n {\"a\":[2]} \n", "1 2\t3", "[]{}\"a\"null", "1 \n "}) {
    EXPECT_TRUE(compare_lines(text)) << text;
  }
  for (const std::string& text :
       {"1\n2,\n3"s, "{\"a\":1\n{\"a\":2}"s, "1\n// c\n2"s, "1\n]"s, "tru"s, "1\n\0"s, "{} {]"s}) {
    EXPECT_FALSE(compare_lines(text)) << text;
  }
  EXPECT_TRUE(compare_lines("{\"a\":1,\"a\":2}\n{\"b\":1}"));
  JsonLimits limits;
  limits.max_depth = 2;
  EXPECT_TRUE(compare_lines("[1]\n[2]", limits));
  EXPECT_FALSE(compare_lines("[1]\n[[2]]", limits));
  limits.max_values = 4;
  EXPECT_TRUE(compare_lines("1\n2\n3", limits));
  EXPECT_FALSE(compare_lines("1\n2\n3\n4", limits));
}

TEST(PlainJson, ReadsChangedTextsAsTheLibraryDoes) {
  const std::string pieces[] = {"{", "}", "[", "]",  ",",  ":",    "\"",  "\\",   "\\u", "0",  "-",
                                ".", "e", " ", "\n", "公", "\xE5", "\0"s, "null", "/*",  "\\n"};
  std::mt19937 random(20240229);
  const auto below = [&random](std::size_t count) {
    return random() % count;
  };
  std::size_t plain = 0;
  for (const std::string& text : json_files()) {
    if (text.size() > 6'000) continue;
    for (int run = 0; run < 60; ++run) {
      std::string changed = text;
      for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
        const std::size_t at = below(changed.size());
        const std::string& piece = pieces[below(std::size(pieces))];
        switch (below(3)) {
          case 0: changed.insert(at, piece); break;
          case 1: changed.replace(at, piece.size(), piece); break;
          default: changed.erase(at, 1 + below(4)); break;
        }
      }
      plain += compare(changed);
      compare_lines(changed);
    }
  }
  EXPECT_GT(plain, 100);
}
