// Reads a PDF that gongwen wrote into plain values with another library (PoDoFo), which only this module
// uses. Reading uses no code of gongwen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::verify {

struct ReadPage {
  double width = 0;  // points
  double height = 0;
  std::string text = {};  // of the page's marked content, in the order of the marks
};

struct ReadOutlineItem {
  int level = 1;
  std::string title;
  std::size_t page = 0;  // index
};

struct ReadLink {
  std::size_t page = 0;
  std::string address;  // of links out of the document
  std::size_t target_page = 0;
  std::string contents;
};

struct ReadFont {
  std::string name;
  std::string subtype;
  bool embedded = false;  // and its font program can be decompressed
  bool has_unicode_map = false;
};

struct ReadElement {
  std::string type;
  std::string language;
  std::string alternative;
  std::string scope;
  int row_span = 1;
  int column_span = 1;
  std::string text;  // of its direct content, without that of its children
  std::vector<ReadElement> children;
};

struct ReadSignature {
  std::string field;             // full name
  std::vector<long long> range;  // ByteRange
};

struct ReadMetadata {
  std::string title;  // of the information dictionary
  std::string author;
  std::string language;
  std::string xmp;  // the complete packet
  bool marked = false;
  bool shows_title = false;
};

struct ReadPdf {
  std::vector<ReadPage> pages;
  std::vector<ReadOutlineItem> outline;
  std::vector<ReadLink> links;
  std::vector<ReadFont> fonts;  // by name
  ReadElement structure;        // the Document element
  std::string text;             // of the structure tree, in its order
  ReadMetadata metadata;
  std::vector<std::string> attachments;
  std::vector<ReadSignature> signatures;  // of the form's fields, in their order
};

/// Throws std::runtime_error for files that the library cannot read.
ReadPdf read_pdf(std::string_view bytes);

}  // namespace gongwen::verify
