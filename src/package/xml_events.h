// XML as events: well-formed or refused, and not deeper than a limit. Document types, and with them a file's own
// entities, are refused, or taken within limits; nothing outside of the file is ever read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::package {

enum class XmlError : std::uint8_t { Malformed, DocumentType, TooDeep, EntitiesTooLarge, ExternalEntity };

struct XmlFault {
  XmlError error;
  std::uint32_t offset = 0;  // in bytes
  std::uint32_t line = 0;    // from 1
  std::string entity = {};   // the external one
};

/// Names as they are written, `x:row`, or `namespace\nrow`; in the latter form, names without a namespace are alone.
enum class XmlNames : std::uint8_t { AsWritten, WithNamespaces };
/// Bounded: entities may make the text up to twenty times as long; external ones are an error.
enum class XmlDocumentTypes : std::uint8_t { Refused, Bounded };

struct XmlOptions {
  std::size_t max_depth = 64;
  XmlNames names = XmlNames::AsWritten;
  XmlDocumentTypes document_types = XmlDocumentTypes::Refused;
};

inline constexpr char kXmlNamespaceEnd = '\n';  // no URI has one

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

 protected:
  // Where the event is; in `start`, `end` and `text` only.
  std::uint32_t offset() const;  // in bytes
  std::uint32_t line() const;    // from 1

 private:
  friend struct XmlReading;
  void* parser_ = nullptr;
};

/// Reads in UTF-8 or UTF-16, as XML says. What was read before an error has been given to the handler. Returns: nothing
/// when there was no error, or when the handler wanted no more.
std::optional<XmlFault> read_xml(std::string_view bytes, const XmlOptions& options, XmlHandler& handler);

}  // namespace gongwen::package
