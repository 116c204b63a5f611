#include "base/xml_writer.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::base {

bool is_xml_character(char32_t c) {
  if (c < U' ') return c == U'\t' || c == U'\n' || c == U'\r';
  return c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
}

std::string xml_characters(std::string_view text) {
  // The others are control characters, or three bytes that start with EF BF.
  const bool is_suspect =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\xEF'; });
  if (!is_suspect) return std::string(text);
  std::string out;
  for (const auto& [code_point, length, valid] : CodePoints(text)) {
    if (valid && is_xml_character(code_point)) append_utf8(out, code_point);
  }
  return out;
}

XmlWriter& XmlWriter::open(std::string_view name) {
  end_start_tag();
  out_->append("<").append(name);
  names_.emplace_back(name);
  in_start_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  GONGWEN_ASSERT(in_start_tag_);
  out_->append(" ").append(name).append("=\"").append(escape_attribute(xml_characters(value))).append("\"");
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view text) {
  end_start_tag();
  out_->append(escape_markup(xml_characters(text)));
  return *this;
}

XmlWriter& XmlWriter::close() {
  GONGWEN_ASSERT(!names_.empty());
  if (in_start_tag_) {
    out_->append("/>");
    in_start_tag_ = false;
  } else {
    out_->append("</").append(names_.back()).append(">");
  }
  names_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::element(std::string_view name, std::string_view text) { return open(name).text(text).close(); }

void XmlWriter::end_start_tag() {
  if (in_start_tag_) out_->append(">");
  in_start_tag_ = false;
}

}  // namespace gongwen::base
