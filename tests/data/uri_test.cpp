#include "data/detail/uri.h"

#include <doctest/doctest.h>

using namespace gongwen::data;

TEST_CASE("references resolve as RFC 3986 section 5.4 lists them") {
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
    CAPTURE(reference);
    CHECK(resolve_uri(base, reference) == target);
  }
}

TEST_CASE("references resolve against bases of every kind") {
  CHECK(resolve_uri("http://a", "b") == "http://a/b");
  CHECK(resolve_uri("urn:example:root", "#/$defs/x") == "urn:example:root#/$defs/x");
  CHECK(resolve_uri("urn:example:root?=a", "#x") == "urn:example:root?=a#x");
  CHECK(resolve_uri("file:///c:/folder/file.json", "other.json") == "file:///c:/folder/other.json");
  CHECK(resolve_uri("", "a/b#c") == "a/b#c");
  CHECK(resolve_uri("a/b", "../c") == "/c");
  CHECK(resolve_uri("http://a/b", "http://c/../d") == "http://c/d");
}

TEST_CASE("fragments are split off and escapes undone") {
  CHECK(split_fragment("a#b").uri == "a");
  CHECK(split_fragment("a#b").fragment == "b");
  CHECK(split_fragment("a#").fragment.empty());
  CHECK(decode_percent("a%25b%7e%E5%85%ACx%2") == "a%b~公x%2");
}
