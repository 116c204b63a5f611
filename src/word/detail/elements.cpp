#include "word/detail/elements.h"

#include <array>
#include <functional>
#include <string>
#include <unordered_map>

namespace gongwen::word {
namespace {

struct SpaceName {
  Space space;
  std::string_view uri;
};

constexpr auto kSpaces = std::to_array<SpaceName>({
    {Space::Word, "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {Space::Word, "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    {Space::Word14, "http://schemas.microsoft.com/office/word/2010/wordml"},
    {Space::Word15, "http://schemas.microsoft.com/office/word/2012/wordml"},
    {Space::WordSymbols, "http://schemas.microsoft.com/office/word/2015/wordml/symex"},
    {Space::Compatibility, "http://schemas.openxmlformats.org/markup-compatibility/2006"},
    {Space::Drawing, "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
    {Space::Drawing, "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
    {Space::Art, "http://schemas.openxmlformats.org/drawingml/2006/main"},
    {Space::Art, "http://purl.oclc.org/ooxml/drawingml/main"},
    {Space::Svg, "http://schemas.microsoft.com/office/drawing/2016/SVG/main"},
    {Space::Picture, "http://schemas.openxmlformats.org/drawingml/2006/picture"},
    {Space::Picture, "http://purl.oclc.org/ooxml/drawingml/picture"},
    {Space::Shape, "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"},
    {Space::ShapeGroup, "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"},
    {Space::WordVml, "urn:schemas-microsoft-com:office:word"},
    {Space::Vml, "urn:schemas-microsoft-com:vml"},
    {Space::Office, "urn:schemas-microsoft-com:office:office"},
    {Space::Math, "http://schemas.openxmlformats.org/officeDocument/2006/math"},
    {Space::Math, "http://purl.oclc.org/ooxml/officeDocument/math"},
});

struct ListedElement {
  Space space;
  std::string_view local;
  Element element;
};

constexpr auto kElements = std::to_array<ListedElement>({
#define WORD_READ(name, local) {Space::Word, local, {Name::name, Treatment::Read, true}},
#define WORD_OTHER(treatment, local) {Space::Word, local, {Name::None, Treatment::treatment, true}},
#define FOREIGN_READ(space, name, local) {Space::space, local, {Name::name, Treatment::Read, true}},
#include "word/detail/elements.def"
#undef WORD_READ
#undef WORD_OTHER
#undef FOREIGN_READ
});

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

using ElementTable = std::unordered_map<std::string, Element, NameHash, std::equal_to<>>;

ElementTable make_element_table() {
  ElementTable table;
  for (const ListedElement& listed : kElements) {
    for (const SpaceName& space : kSpaces) {
      if (space.space != listed.space) continue;
      table.emplace(std::string(space.uri).append(1, package::kXmlNamespaceEnd).append(listed.local), listed.element);
    }
  }
  return table;
}

bool is_word_space(std::string_view name) {
  const std::string_view uri = name.substr(0, name.find(package::kXmlNamespaceEnd));
  return uri == kSpaces[0].uri || uri == kSpaces[1].uri;
}

}  // namespace

Element find_element(std::string_view name) {
  static const ElementTable table = make_element_table();
  if (const auto found = table.find(name); found != table.end()) return found->second;
  return {Name::None, is_word_space(name) ? Treatment::Reported : Treatment::Transparent, false};
}

std::string_view local_part(std::string_view name) {
  const std::size_t end = name.rfind(package::kXmlNamespaceEnd);
  return end == std::string_view::npos ? name : name.substr(end + 1);
}

namespace {

const char* find_attribute(const package::XmlAttributes& attributes, std::string_view local) {
  for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
    if (local_part(*pair) == local) return pair[1];
  }
  return nullptr;
}

}  // namespace

std::string_view attribute(const package::XmlAttributes& attributes, std::string_view local) {
  const char* const value = find_attribute(attributes, local);
  return value == nullptr ? std::string_view() : value;
}

std::string_view relationship_of(const package::XmlAttributes& attributes, std::string_view local) {
  for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
    const std::string_view name = *pair;
    const std::size_t end = name.rfind(package::kXmlNamespaceEnd);
    if (end != std::string_view::npos && name.substr(end + 1) == local &&
        name.substr(0, end).ends_with("/relationships"))
      return pair[1];
  }
  return {};
}

bool has_attribute(const package::XmlAttributes& attributes, std::string_view local) {
  return find_attribute(attributes, local) != nullptr;
}

}  // namespace gongwen::word
