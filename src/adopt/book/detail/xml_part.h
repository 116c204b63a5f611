// XmlPart: the XML of a part of a workbook, and XmlChanges: changes at single places of it; all other bytes stay.
#pragma once

#include "word/part_elements.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

using word::PartElement;

/// The text between tags, or the value of an attribute, with its references replaced: `a&amp;b` is a&b.
std::string unescaped(std::string_view xml);

class XmlPart {
 public:
  /// Returns nullopt if the bytes are not well-formed XML in UTF-8.
  static std::optional<XmlPart> open(std::string bytes);

  const std::string& xml() const { return xml_; }
  const std::vector<PartElement>& elements() const { return elements_.all; }
  std::string_view source(std::size_t begin, std::size_t end) const {
    return std::string_view(xml_).substr(begin, end - begin);
  }
  std::string_view inner(const PartElement& element) const { return source(element.inner_begin, element.inner_end); }
  /// The value of an attribute by its local name; empty if the element does not have it.
  std::string attribute(const PartElement& element, std::string_view local) const;
  /// All text in the element.
  std::string text_of(const PartElement& element) const;
  /// The first child with this local name; null if no child has it.
  const PartElement* child(const PartElement& element, std::string_view local) const;
  std::uint32_t index_of(const PartElement& element) const {
    return static_cast<std::uint32_t>(&element - elements_.all.data());
  }

 private:
  std::string xml_;
  word::PartElements elements_;
};

/// Replacements for single stretches of a part.
class XmlChanges {
 public:
  /// `part` must outlive it.
  explicit XmlChanges(const XmlPart& part) : part_(&part) {}

  const XmlPart& part() const { return *part_; }
  /// Replaces a range by a text. If two changes overlap, the one that begins first counts.
  void replace(std::size_t begin, std::size_t end, std::string text);
  void remove(const PartElement& element) { replace(element.begin, element.end, {}); }
  /// Replaces the content of the element by a text, which is escaped here.
  void set_text(const PartElement& element, std::string_view text);
  /// Sets an attribute, whose value is escaped here; adds it if the element has none.
  void set_attribute(const PartElement& element, std::string_view local, std::string_view value);
  bool is_empty() const { return changes_.empty(); }
  /// The range with its changes.
  std::string written(std::size_t begin, std::size_t end) const;
  std::string written() const { return written(0, part_->xml().size()); }

 private:
  struct Change {
    std::size_t end;
    std::string text;
  };

  const XmlPart* part_;
  std::multimap<std::size_t, Change> changes_;  // by their start
};

}  // namespace gongwen::book
