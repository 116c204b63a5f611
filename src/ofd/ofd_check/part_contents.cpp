#include "ofd/ofd_check/part_contents.h"

#include "package/xml_events.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace gongwen::ofd_check {
namespace {

constexpr std::size_t kMaxTreeDepth = 64;
constexpr std::size_t kMaxTreeBytes = std::size_t{64} << 20;
constexpr std::string_view kOfdNamespace = "http://www.ofdspec.org/2016";
/// Namespace of drafts of the standard, still used by some programs.
constexpr std::string_view kDraftNamespace = "http://www.ofdspec.org";

class TreeBuilder final : public package::XmlHandler {
 public:
  explicit TreeBuilder(std::size_t& room) : room_(room) {}

  Element take() && { return std::move(root_); }
  /// The offset at which the limit of elements was exceeded.
  std::optional<std::uint32_t> full_at() const { return full_at_; }
  bool wants_more() const override { return !full_at_; }

  void start(std::string_view whole, const package::XmlAttributes& attributes) override {
    if (room_ == 0) {
      full_at_ = offset();
      return;
    }
    --room_;
    Element element;
    const std::size_t end = whole.find(package::kXmlNamespaceEnd);
    element.name = whole.substr(end == std::string_view::npos ? 0 : end + 1);
    const std::string_view space = end == std::string_view::npos ? std::string_view() : whole.substr(0, end);
    element.is_draft = space == kDraftNamespace;
    element.in_ofd = space == kOfdNamespace || element.is_draft;
    element.offset = offset();
    for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      const std::string_view attribute = pair[0];
      const bool is_own = attribute.find(package::kXmlNamespaceEnd) == std::string_view::npos;
      if (is_own) element.attributes.emplace_back(attribute, pair[1]);
    }
    open_.push_back(std::move(element));
  }

  void end(std::string_view /*name*/) override {
    if (open_.empty()) return;
    Element done = std::move(open_.back());
    done.end = offset();
    open_.pop_back();
    (open_.empty() ? root_ : open_.back().children.emplace_back()) = std::move(done);
  }

  void text(std::string_view piece) override {
    if (!open_.empty()) open_.back().text += piece;
  }

 private:
  std::size_t& room_;
  Element root_;
  std::vector<Element> open_;  // moved into its parent when it ends
  std::optional<std::uint32_t> full_at_;
};

TreeError tree_error(package::XmlError error) {
  switch (error) {
    case package::XmlError::DocumentType: return TreeError::DocumentType;
    case package::XmlError::TooDeep: return TreeError::TooLarge;
    case package::XmlError::Malformed:
    case package::XmlError::EntitiesTooLarge:
    case package::XmlError::ExternalEntity: break;
  }
  return TreeError::Malformed;
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

base::Expected<Element, LocatedTreeError> read_tree(std::string_view xml, std::size_t& room) {
  if (xml.size() > kMaxTreeBytes) return base::Failure{LocatedTreeError{TreeError::TooLarge, 0}};
  TreeBuilder builder(room);
  const auto fault = package::read_xml(xml, {kMaxTreeDepth, package::XmlNames::WithNamespaces}, builder);
  if (const auto at = builder.full_at()) return base::Failure{LocatedTreeError{TreeError::TooLarge, *at}};
  if (fault) return base::Failure{LocatedTreeError{tree_error(fault->error), fault->offset}};
  return std::move(builder).take();
}

namespace {

using namespace std::string_view_literals;

/// Reads a big-endian number; 0 beyond the end.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t length) {
  if (at + length > bytes.size()) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

FontFacts read_sfnt(std::string_view bytes, std::size_t start) {
  FontFacts facts;
  bool glyf = false;
  bool cff = false;
  const std::uint32_t tables = number_at(bytes, start + 4, 2);
  for (std::uint32_t i = 0; i < tables; ++i) {
    const std::size_t entry = start + 12 + std::size_t{i} * 16;
    if (entry + 16 > bytes.size()) return {};
    const std::string_view tag = bytes.substr(entry, 4);
    const std::size_t offset = number_at(bytes, entry + 8, 4);
    const std::size_t length = number_at(bytes, entry + 12, 4);
    if (offset + length > bytes.size()) return {};
    glyf |= tag == "glyf";
    cff |= tag == "CFF " || tag == "CFF2";
    if (tag == "maxp" && length >= 6) facts.glyphs = number_at(bytes, offset + 4, 2);
  }
  if (facts.glyphs == 0 || (!glyf && !cff)) return {};
  facts.kind = glyf ? FontKind::Glyf : FontKind::Cff;
  return facts;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSignatures = {{
    {"\x89PNG\r\n\x1A\n"sv, "PNG"},
    {"\xFF\xD8\xFF"sv, "JPEG"},
    {"BM"sv, "BMP"},
    {"II*\0"sv, "TIFF"},
    {"MM\0*"sv, "TIFF"},
    {"\0\0\0\x0CjP  "sv, "JP2"},
    {"\xFF\x4F\xFF\x51"sv, "JP2"},
    {"\x97JB2\r\n\x1A\n"sv, "JBIG2"},
    {"GIF8"sv, "GIF"},
    {"RIFF"sv, "WEBP"},
}};

}  // namespace

FontFacts read_font_facts(std::string_view bytes) {
  const std::string_view tag = bytes.substr(0, 4);
  if (tag == "ttcf") return read_sfnt(bytes, number_at(bytes, 12, 4));
  if (tag == "\0\1\0\0"sv || tag == "true" || tag == "OTTO") return read_sfnt(bytes, 0);
  // CFF without tables: version 1.0, header size, offset size of 1 to 4.
  const std::uint32_t offset_size = number_at(bytes, 3, 1);
  if (bytes.size() > 16 && bytes.starts_with("\1\0"sv) && offset_size >= 1 && offset_size <= 4)
    return {FontKind::Cff, 0};
  return {};
}

std::string_view recognise_image(std::string_view bytes) {
  for (const auto& [signature, name] : kSignatures) {
    if (bytes.starts_with(signature)) return name;
  }
  return {};
}

}  // namespace gongwen::ofd_check
