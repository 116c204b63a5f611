// DocumentExtension: a document to which members are added. The nodes that it has keep their
// numbers, so that places in messages that were reported before stay right.
//   DocumentExtension extension(std::move(document));
//   extension.put_member(0, "language", default_value, DocumentExtension::Places::OfParent);
//   document = std::move(extension).finish();
#pragma once

#include "data/document.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace gongwen::data {

class DocumentExtension {
 public:
  explicit DocumentExtension(Document document) : document_(std::move(document)) {}

  /// Where the places of added values point.
  enum class Places : std::uint8_t {
    OfParent,  // to the object that they are added to
    OfValue,   // to where they were read
  };

  /// Adds a copy of `value`, which may be of another document, under a name that the object does
  /// not have, or in place of the member that has it. Returns: the number of the new node.
  std::uint32_t put_member(std::uint32_t object, std::string_view name, const Value& value, Places places);
  /// The same with a text.
  std::uint32_t put_text(std::uint32_t object, std::string_view name, std::string_view text);
  /// The same with an empty object.
  std::uint32_t put_object(std::uint32_t object, std::string_view name);

  /// What was there before, unchanged until `finish`.
  const Document& document() const { return document_; }
  Document finish() &&;

 private:
  Document::Node copied_node(const Value& value, Places places, const Document::Node& parent);
  std::uint32_t append(const Value& value, Places places, std::uint32_t parent);
  void append_children(const Value& value, Places places, std::uint32_t node);
  std::uint32_t add_key(std::string_view name, const Document::Node& owner);
  std::uint16_t add_source(diagnostics::SourceId source);
  void put(std::uint32_t object, std::uint32_t member);
  std::vector<std::uint32_t> members_of(std::uint32_t object, const std::vector<std::uint32_t>& added) const;

  Document document_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> put_;  // by object, in the order of adding
};

}  // namespace gongwen::data
