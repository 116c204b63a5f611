// Reads XML as events. The text must be well-formed and not nested deeper than a limit. Document types, and with them a
// file's own entities, are refused, or accepted within limits; nothing outside of the file is ever read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::package {

enum class XmlError : std::uint8_t { Malformed, DocumentType, TooDeep, EntitiesTooLarge, ExternalEntity };

struct LocatedXmlError {
  XmlError error;
  std::uint32_t offset = 0;  // in bytes
  std::uint32_t line = 0;    // from 1
  std::string entity = {};   // the external entity
};

/// Names as written, `x:row`, or as `namespace\nrow`; in the latter form, a name without a namespace is just `row`.
enum class XmlNames : std::uint8_t { AsWritten, WithNamespaces };
/// Bounded: entities may expand the text up to twenty times; external ones are an error.
enum class XmlDocumentTypes : std::uint8_t { Refused, Bounded };

struct XmlOptions {
  std::size_t max_depth = 64;
  XmlNames names = XmlNames::AsWritten;
  XmlDocumentTypes document_types = XmlDocumentTypes::Refused;
};

inline constexpr char kXmlNamespaceEnd = '\n';  // no URI contains it

/// The name without its prefix, which programs choose freely: `row` for `x:row`.
std::string_view local_name(std::string_view name);

class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
  /// The value of the attribute with this local name; empty if absent.
  std::string_view find(std::string_view local) const;
  /// Alternating names, as written, and values; the list ends with null.
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
  /// A piece of text; one text may arrive in several pieces.
  virtual void text(std::string_view piece) = 0;
  /// Called after each event; false ends the reading.
  virtual bool wants_more() const { return true; }

 protected:
  // The place of the current event; only valid in `start`, `end` and `text`.
  std::uint32_t offset() const;  // in bytes
  std::uint32_t line() const;    // from 1

 private:
  friend struct XmlReading;
  void* parser_ = nullptr;
};

/// Reads UTF-8 or UTF-16 as XML specifies. The handler receives everything before an error. Returns nullopt if there
/// was no error, or if the handler ended the reading.
std::optional<LocatedXmlError> read_xml(std::string_view bytes, const XmlOptions& options, XmlHandler& handler);

}  // namespace gongwen::package
