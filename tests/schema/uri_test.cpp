#include "schema/detail/schema_registry.h"

#include <gtest/gtest.h>

using namespace gongwen::schema;

TEST(Uri, ReferencesResolveAsRFC3986Section5Point4ListsThem) {
  const std::string_view base = "http://a/b/c/d;p?q";
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"http:g", "http:g"},
  };
  for (const auto& [reference, target] : cases) {
    SCOPED_TRACE(reference);
    EXPECT_EQ(resolve_uri(base, reference), target);
  }
}

TEST(Uri, ReferencesResolveAgainstBasesOfEveryKind) {
  EXPECT_EQ(resolve_uri("http://a", "b"), "http://a/b");
  EXPECT_EQ(resolve_uri("urn:example:root", "#/$defs/x"), "urn:example:root#/$defs/x");
  EXPECT_EQ(resolve_uri("urn:example:root?=a", "#x"), "urn:example:root?=a#x");
  EXPECT_EQ(resolve_uri("file:///c:/folder/file.json", "other.json"), "file:///c:/folder/other.json");
  EXPECT_EQ(resolve_uri("", "a/b#c"), "a/b#c");
  EXPECT_EQ(resolve_uri("a/b", "../c"), "/c");
  EXPECT_EQ(resolve_uri("http://a/b", "http://c/../d"), "http://c/d");
}

TEST(Uri, FragmentsAreSplitOff) {
  EXPECT_EQ(split_fragment("a#b").uri, "a");
  EXPECT_EQ(split_fragment("a#b").fragment, "b");
  EXPECT_TRUE(split_fragment("a#").fragment.empty());
}
