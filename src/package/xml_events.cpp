#include "package/xml_events.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#define XML_DTD  // expat declares the limits on entities only with this
#include <expat.h>
#undef XML_DTD
#include <sys/random.h>

namespace gongwen::package {

struct XmlReading {
  XML_Parser parser;
  XmlHandler& handler;
  const XmlOptions& options;
  std::size_t depth = 0;
  std::optional<XmlError> error = {};
  std::string entity = {};
  bool enough = false;

  void begin() { handler.parser_ = parser; }
  void stop(XmlError why) {
    if (!error) error = why;
    XML_StopParser(parser, XML_FALSE);
  }
  void ask() {
    if (enough || handler.wants_more()) return;
    enough = true;
    XML_StopParser(parser, XML_FALSE);
  }
};

namespace {

// Expat 2.8 has new functions for positions.

std::uint32_t byte_index(XML_Parser parser) {
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  const std::int64_t at = XML_GetCurrentByteIndex64(parser);
#else
  const std::int64_t at = XML_GetCurrentByteIndex(parser);
#endif
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, at));
}

std::uint32_t line_of(XML_Parser parser) {
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  return static_cast<std::uint32_t>(XML_GetCurrentLineNumber64(parser));
#else
  return static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser));
#endif
}

XmlReading& reading_of(void* data) { return *static_cast<XmlReading*>(data); }

void on_start(void* data, const char* name, const char** attributes) {
  XmlReading& reading = reading_of(data);
  if (++reading.depth > reading.options.max_depth) return reading.stop(XmlError::TooDeep);
  reading.handler.start(name, XmlAttributes(attributes));
  reading.ask();
}

void on_end(void* data, const char* name) {
  XmlReading& reading = reading_of(data);
  --reading.depth;
  reading.handler.end(name);
  reading.ask();
}

void on_text(void* data, const char* text, int length) {
  XmlReading& reading = reading_of(data);
  reading.handler.text({text, static_cast<std::size_t>(length)});
  reading.ask();
}

/// Refuses document types. Entities can only be declared there, so none is ever expanded.
void on_document_type(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
                      int /*internal*/) {
  reading_of(data).stop(XmlError::DocumentType);
}

void on_entity(void* data, const char* name, int /*is_parameter*/, const char* value, int /*length*/,
               const char* /*base*/, const char* system, const char* /*public_id*/, const char* /*notation*/) {
  XmlReading& reading = reading_of(data);
  if (value != nullptr || reading.error) return;
  reading.entity = system == nullptr ? name : system;
  reading.stop(XmlError::ExternalEntity);
}

void set_document_types(XML_Parser parser, XmlDocumentTypes types) {
  if (types == XmlDocumentTypes::Refused) {
    XML_SetStartDoctypeDeclHandler(parser, on_document_type);
    return;
  }
  constexpr float kMostGrowth = 20;  // a higher ratio is an attack
  constexpr unsigned long long kCountedFrom = 1 << 20;
  XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser, kMostGrowth);
  XML_SetBillionLaughsAttackProtectionActivationThreshold(parser, kCountedFrom);
  XML_SetEntityDeclHandler(parser, on_entity);
}

/// A random salt against names that were chosen to collide in the parser's hash tables. Without it, each parser would
/// ask the system for a separate one.
std::array<std::uint8_t, 16> process_salt() {
  static const std::array<std::uint8_t, 16> salt = [] {
    std::array<std::uint8_t, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) bytes = {};
    return bytes;
  }();
  return salt;
}

void set_salt(XML_Parser parser) {
  const std::array<std::uint8_t, 16> salt = process_salt();
  if (salt == std::array<std::uint8_t, 16>{}) return;  // the parser gets a salt from the system
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  XML_SetHashSalt16Bytes(parser, salt.data());
#else
  unsigned long number = 0;
  std::memcpy(&number, salt.data(), sizeof number);
  XML_SetHashSalt(parser, number);
#endif
}

}  // namespace

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view XmlAttributes::find(std::string_view local) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    const std::string_view name = *pair;
    if (!name.ends_with(local)) continue;
    if (name.size() == local.size() || name[name.size() - local.size() - 1] == ':') return pair[1];
  }
  return {};
}

std::uint32_t XmlHandler::offset() const { return byte_index(static_cast<XML_Parser>(parser_)); }
std::uint32_t XmlHandler::line() const { return line_of(static_cast<XML_Parser>(parser_)); }

std::optional<LocatedXmlError> read_xml(std::string_view bytes, const XmlOptions& options, XmlHandler& handler) {
  const bool has_namespaces = options.names == XmlNames::WithNamespaces;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      has_namespaces ? XML_ParserCreateNS(nullptr, kXmlNamespaceEnd) : XML_ParserCreate(nullptr), &XML_ParserFree);
  XmlReading reading{parser.get(), handler, options};
  reading.begin();
  set_salt(parser.get());
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  set_document_types(parser.get(), options.document_types);
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  for (std::size_t at = 0;; at += kPiece) {
    const std::string_view piece = bytes.substr(std::min(at, bytes.size()), kPiece);
    const bool last = at + kPiece >= bytes.size();
    const XML_Status status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last);
    if (!reading.error && reading.enough) return std::nullopt;
    if (reading.error || status != XML_STATUS_OK) {
      const bool grows = XML_GetErrorCode(parser.get()) == XML_ERROR_AMPLIFICATION_LIMIT_BREACH;
      const XmlError other = grows ? XmlError::EntitiesTooLarge : XmlError::Malformed;
      return LocatedXmlError{reading.error.value_or(other), byte_index(parser.get()), line_of(parser.get()),
                             std::move(reading.entity)};
    }
    if (last) return std::nullopt;
  }
}

}  // namespace gongwen::package
