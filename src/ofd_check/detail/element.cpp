#include "ofd_check/part_contents.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <expat.h>

namespace gongwen::ofd_check {
namespace {

constexpr std::size_t kMaxTreeDepth = 64;
constexpr std::size_t kMaxTreeBytes = std::size_t{64} << 20;
constexpr char kSeparator = '\n';  // between namespace and name; no URI has one
constexpr std::string_view kOfdNamespace = "http://www.ofdspec.org/2016";
/// Of drafts of the standard; some programs have kept it.
constexpr std::string_view kDraftNamespace = "http://www.ofdspec.org";

struct TreeReading {
  XML_Parser parser;
  std::size_t& room;
  Element root = {};
  std::vector<Element> open = {};  // moved into its parent when it ends
  std::optional<TreeError> error = {};

  void stop(TreeError why) {
    if (!error) error = why;
    XML_StopParser(parser, XML_FALSE);
  }
};

/// Where the parser is, in bytes from the start. Expat 2.8 has another function for it.
std::uint32_t byte_index(XML_Parser parser) {
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  const std::int64_t at = XML_GetCurrentByteIndex64(parser);
#else
  const std::int64_t at = XML_GetCurrentByteIndex(parser);
#endif
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, at));
}

TreeReading& tree_of(void* data) { return *static_cast<TreeReading*>(data); }

void tree_start(void* data, const char* name, const char** attributes) {
  TreeReading& reading = tree_of(data);
  if (reading.open.size() >= kMaxTreeDepth || reading.room == 0) return reading.stop(TreeError::TooLarge);
  --reading.room;
  Element element;
  const std::string_view whole = name;
  const std::size_t end = whole.find(kSeparator);
  element.name = whole.substr(end == std::string_view::npos ? 0 : end + 1);
  const std::string_view space = end == std::string_view::npos ? std::string_view() : whole.substr(0, end);
  element.is_draft = space == kDraftNamespace;
  element.in_ofd = space == kOfdNamespace || element.is_draft;
  element.offset = byte_index(reading.parser);
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view attribute = attributes[0];
    if (attribute.find(kSeparator) == std::string_view::npos) element.attributes.emplace_back(attribute, attributes[1]);
  }
  reading.open.push_back(std::move(element));
}

void tree_end(void* data, const char* /*name*/) {
  TreeReading& reading = tree_of(data);
  if (reading.open.empty()) return;
  Element done = std::move(reading.open.back());
  done.end = byte_index(reading.parser);
  reading.open.pop_back();
  (reading.open.empty() ? reading.root : reading.open.back().children.emplace_back()) = std::move(done);
}

void tree_text(void* data, const char* text, int length) {
  TreeReading& reading = tree_of(data);
  if (!reading.open.empty()) reading.open.back().text.append(text, static_cast<std::size_t>(length));
}

/// Entities can only be declared in a document type, so none are ever expanded.
void tree_document_type(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
                        int /*internal*/) {
  tree_of(data).stop(TreeError::DocumentType);
}

}  // namespace

const std::string* Element::attribute(std::string_view wanted) const {
  for (const auto& [name_of, value] : attributes) {
    if (name_of == wanted) return &value;
  }
  return nullptr;
}

const Element* Element::child(std::string_view wanted) const {
  const auto found = std::ranges::find(children, wanted, &Element::name);
  return found == children.end() ? nullptr : &*found;
}

std::optional<std::string> resolve_location(std::string_view from, std::string_view location) {
  std::vector<std::string_view> steps;
  const auto add = [&steps](std::string_view path) {
    for (;;) {
      const std::size_t end = path.find('/');
      const std::string_view step = path.substr(0, end);
      if (step == "..") {
        if (steps.empty()) return false;
        steps.pop_back();
      } else if (!step.empty() && step != ".") {
        steps.push_back(step);
      }
      if (end == std::string_view::npos) return true;
      path.remove_prefix(end + 1);
    }
  };
  const std::size_t folder = from.rfind('/');
  if (!location.starts_with('/') && folder != std::string_view::npos && !add(from.substr(0, folder))) return {};
  if (!add(location)) return {};
  std::string path;
  for (const std::string_view step : steps) path += (path.empty() ? "" : "/") + std::string(step);
  return path;
}

base::Expected<Element, TreeFault> read_tree(std::string_view xml, std::size_t& room) {
  if (xml.size() > kMaxTreeBytes) return base::Failure{TreeFault{TreeError::TooLarge, 0}};
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreateNS(nullptr, kSeparator),
                                                                            &XML_ParserFree);
  TreeReading reading{parser.get(), room};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), tree_start, tree_end);
  XML_SetCharacterDataHandler(parser.get(), tree_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), tree_document_type);
  const XML_Status status = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), 1);
  if (status == XML_STATUS_OK && !reading.error) return std::move(reading.root);
  return base::Failure{TreeFault{reading.error.value_or(TreeError::Malformed), byte_index(parser.get())}};
}

}  // namespace gongwen::ofd_check
