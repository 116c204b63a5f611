// XML as events, of parts of workbooks and of metadata: well-formed or refused, without document types and therefore
// without its own entities, and not deeper than a limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::intake {

enum class XmlError : std::uint8_t { Malformed, DocumentType, TooDeep };

/// `x:row` is `row`: programs choose prefixes as they like.
std::string_view local_name(std::string_view name);

class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
  /// The value of the attribute with this local name; empty when there is none.
  std::string_view find(std::string_view local) const;
  /// Names as written and values in turn, ending with null.
  const char* const* pairs() const { return pairs_; }

 private:
  const char* const* pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  /// `name` is as written; see local_name.
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  /// A piece of text; one text may come in several.
  virtual void text(std::string_view piece) = 0;
  /// Asked after each event: whether enough has been read.
  virtual bool wants_more() const { return true; }
};

/// Reads in UTF-8 or UTF-16, as XML says. What was read before an error has been given to the handler. Returns: nothing
/// when there was no error.
std::optional<XmlError> read_xml(std::string_view bytes, std::size_t max_depth, XmlHandler& handler);

}  // namespace gongwen::intake
