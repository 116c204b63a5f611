#include "intake/detail/xml_events.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <expat.h>
#include <sys/random.h>

namespace gongwen::intake {
namespace {

struct Reading {
  XML_Parser parser;
  XmlHandler& handler;
  std::size_t max_depth;
  std::size_t depth = 0;
  std::optional<XmlError> error = {};
  bool enough = false;

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

Reading& reading_of(void* data) { return *static_cast<Reading*>(data); }

void on_start(void* data, const char* name, const char** attributes) {
  Reading& reading = reading_of(data);
  if (++reading.depth > reading.max_depth) return reading.stop(XmlError::TooDeep);
  reading.handler.start(name, XmlAttributes(attributes));
  reading.ask();
}

void on_end(void* data, const char* name) {
  Reading& reading = reading_of(data);
  --reading.depth;
  reading.handler.end(name);
  reading.ask();
}

void on_text(void* data, const char* text, int length) {
  Reading& reading = reading_of(data);
  reading.handler.text({text, static_cast<std::size_t>(length)});
  reading.ask();
}

/// Entities can only be declared in a document type, so none are ever expanded.
void on_document_type(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
                      int /*internal*/) {
  reading_of(data).stop(XmlError::DocumentType);
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

namespace {

/// Keeps names that somebody has chosen from meeting in one place of the parser's tables. Each parser would ask the
/// system for another one.
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
  if (salt == std::array<std::uint8_t, 16>{}) return;  // the parser asks for one
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  XML_SetHashSalt16Bytes(parser, salt.data());
#else
  unsigned long number = 0;
  std::memcpy(&number, salt.data(), sizeof number);
  XML_SetHashSalt(parser, number);
#endif
}

}  // namespace

std::optional<XmlError> read_xml(std::string_view bytes, std::size_t max_depth, XmlHandler& handler) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), &XML_ParserFree);
  Reading reading{parser.get(), handler, max_depth};
  set_salt(parser.get());
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  for (std::size_t at = 0;; at += kPiece) {
    const std::string_view piece = bytes.substr(std::min(at, bytes.size()), kPiece);
    const bool last = at + kPiece >= bytes.size();
    const XML_Status status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last);
    if (reading.error) return reading.error;
    if (reading.enough) return std::nullopt;
    if (status != XML_STATUS_OK) return XmlError::Malformed;
    if (last) return std::nullopt;
  }
}

}  // namespace gongwen::intake
