#include "package/media_type.h"

#include "package/zip_writer.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::package;

namespace {

using namespace std::string_view_literals;

TEST(MediaType, FollowsTheContentAndNotTheName) {
  struct Case {
    std::string_view bytes;
    std::string_view name;
    std::string_view type;
  };
  const Case cases[] = {
      {"%PDF-1.7\n", "a.xml", "application/pdf"},
      {"\x89PNG\r\n\x1A\n", "a.jpg", "image/png"},
      {"\xFF\xD8\xFF\xE0", "a", "image/jpeg"},
      {"II*\0"sv, "a", "image/tiff"},
      {"\0\0\0\x0CjP  \r\n"sv, "a.jpg", "image/jp2"},
      {"<?xml version=\"1.0\"?><Invoice/>", "a.txt", "text/xml"},
      {"\xEF\xBB\xBF<Invoice></Invoice>\n", "a", "text/xml"},
      {"<!DOCTYPE html><html></html>", "a.xml", "text/html"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "a.svg", "image/svg+xml"},
      {" {\"a\": 1}\n", "a.dat", "application/json"},
      {"[draft] notes", "a.txt", "text/plain"},
      {"a,b\n1,2\n", "a.CSV", "text/csv"},
      {"a: 1\n", "a.yaml", "application/yaml"},
      {"说明", "说明", "text/plain"},
      {"", "a.txt", "application/octet-stream"},
      {"a\0b"sv, "a.txt", "application/octet-stream"},
      {"\xC0\xFF", "a.txt", "application/octet-stream"},
      {"PK\x03\x04 cut", "a.docx", "application/zip"},
  };
  for (const Case& one : cases) EXPECT_EQ(media_type_of(one.bytes, one.name), one.type) << one.name;
}

}  // namespace
