#include "base/xml_writer.h"

#include "base/assert.h"
#include "base/detail/markup.h"

namespace gongwen::base {

XmlWriter& XmlWriter::open(std::string_view name) {
  end_start_tag();
  out_->append("<").append(name);
  names_.emplace_back(name);
  in_start_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  GONGWEN_ASSERT(in_start_tag_);
  out_->append(" ").append(name).append("=\"").append(escape_attribute(value)).append("\"");
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view text) {
  end_start_tag();
  out_->append(escape_markup(text));
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
