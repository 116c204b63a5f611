#include "base/ascii.h"
#include "base/escapes.h"
#include "ofd_sign/detail/signature_parts.h"
#include "sign/seal.h"

#include <algorithm>
#include <charconv>

namespace gongwen::ofd_sign {
namespace {

using ofd_check::Element;

constexpr std::size_t kMaxElements = 500'000;  // of a part
constexpr std::size_t kMaxPages = 20'000;
constexpr double kMaxSide = 1e6;  // mm
constexpr std::string_view kSealPlaceTags = "gongwen-seal-places";

/// Of any namespace.
std::optional<Element> read_any_part(Package& package, const std::string& path) {
  const std::optional<std::string> xml = package.read(path);
  if (!xml) return std::nullopt;
  std::size_t room = kMaxElements;
  auto tree = ofd_check::read_tree(*xml, room);
  return tree ? std::optional(*std::move(tree)) : std::nullopt;
}

std::string path_from(std::string_view part, std::string_view location) {
  return ofd_check::resolve_location(part, base::trim_ascii_space(location)).value_or(std::string());
}

std::string attribute_of(const Element& element, std::string_view name) {
  const std::string* const value = element.attribute(name);
  return value == nullptr ? std::string() : *value;
}

std::string text_of(const Element& element, std::string_view child) {
  const Element* const found = element.child(child);
  return found == nullptr ? std::string() : std::string(base::trim_ascii_space(found->text));
}

std::optional<Box> read_box(std::string_view text) {
  Box box{};
  for (double& side : box) {
    text = base::trim_ascii_space(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
    if (error != std::errc() || !(side >= -kMaxSide && side <= kMaxSide)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return base::trim_ascii_space(text).empty() ? std::optional(box) : std::nullopt;
}

/// Width and height of what an area says; nothing when it says none.
std::optional<std::pair<double, double>> read_size(const Element* area) {
  if (area == nullptr) return std::nullopt;
  const std::optional<Box> box = read_box(text_of(*area, "PhysicalBox"));
  if (!box || (*box)[2] <= 0 || (*box)[3] <= 0) return std::nullopt;
  return std::pair((*box)[2], (*box)[3]);
}

bool is_blank(const Element& element) { return base::trim_ascii_space(element.text).empty(); }

bool has_only(const Element& element, std::initializer_list<std::string_view> names) {
  return std::all_of(element.attributes.begin(), element.attributes.end(), [&names](const auto& attribute) {
    return std::find(names.begin(), names.end(), attribute.first) != names.end();
  });
}

bool read_stamp(const Element& element, SignatureFile& file) {
  Stamp stamp{attribute_of(element, "PageRef"), {}, {}};
  const std::optional<Box> box = read_box(attribute_of(element, "Boundary"));
  if (!box) return false;
  stamp.box = *box;
  if (const std::string* const clip = element.attribute("Clip")) {
    stamp.clip = read_box(*clip);
    if (!stamp.clip) return false;
  }
  file.stamps.push_back(std::move(stamp));
  return true;
}

bool read_references(const Element& references, SignatureFile& file) {
  file.check_method = attribute_of(references, "CheckMethod");
  for (const Element& reference : references.children) {
    const std::string* const location = reference.attribute("FileRef");
    const std::optional<std::string> digest = base::parse_base64(text_of(reference, "CheckValue"));
    if (reference.name != "Reference" || location == nullptr || !digest) return false;
    // From the root of the package, however it is written: so all programs do.
    file.files.push_back({*location, path_from("", *location), *digest});
  }
  return true;
}

}  // namespace

std::optional<Element> read_part(Package& package, const std::string& path) {
  std::optional<Element> tree = read_any_part(package, path);
  return tree && tree->in_ofd ? std::move(tree) : std::nullopt;
}

std::optional<Root> read_root(Package& package) {
  const std::optional<Element> tree = read_part(package, std::string(kRootPart));
  if (!tree || tree->name != "OFD") return std::nullopt;
  Root root{attribute_of(*tree, "DocType"), tree->is_draft, {}};
  for (const Element& child : tree->children) {
    if (child.name != "DocBody") continue;
    Body body;
    body.start = child.offset;
    body.end = child.end;
    body.document = path_from(kRootPart, text_of(child, "DocRoot"));
    if (const Element* const list = child.child("Signatures")) {
      body.has_list = true;
      body.list = path_from(kRootPart, list->text);
    }
    root.bodies.push_back(std::move(body));
  }
  return root.bodies.empty() ? std::nullopt : std::optional(std::move(root));
}

bool is_in_other_namespace(Package& package) {
  const std::optional<Element> tree = read_any_part(package, std::string(kRootPart));
  return tree && tree->name == "OFD" && !tree->in_ofd;
}

bool is_part_of_signature(Package& package, const package::ZipEntry& file) {
  constexpr std::size_t kMost = std::size_t{4} << 20;  // a description names up to some thousand files
  if (file.length > kMost) return false;
  const std::optional<std::string> bytes = package.read(file.name);
  if (!bytes || bytes->empty()) return false;
  constexpr char kSequence = '\x30';
  if (bytes->front() == kSequence) return sign::read_seal_signature(*bytes) || sign::read_seal(*bytes);
  if (bytes->find("SignedInfo") == std::string::npos) return false;
  const std::optional<Element> tree = read_any_part(package, std::string(file.name));
  return tree && tree->name == "Signature" && tree->child("SignedInfo") != nullptr;
}

std::optional<SignatureList> read_list(Package& package, const std::string& path) {
  const std::optional<Element> tree = read_part(package, path);
  if (!tree || tree->name != "Signatures" || !tree->attributes.empty() || !is_blank(*tree)) return std::nullopt;
  SignatureList list;
  list.end = tree->end;
  for (const Element& child : tree->children) {
    if (child.name == "MaxSignId" && child.attributes.empty() && child.children.empty()) {
      list.most = std::pair(child.offset, child.end);
      continue;
    }
    const std::string* const location = child.attribute("BaseLoc");
    if (child.name != "Signature" || !child.in_ofd || location == nullptr || !child.children.empty() ||
        !is_blank(child) || !has_only(child, {"ID", "Type", "BaseLoc"})) {
      return std::nullopt;
    }
    const std::string type = attribute_of(child, "Type");
    list.signatures.push_back({attribute_of(child, "ID"), type.empty() ? "Seal" : type, path_from(path, *location)});
  }
  return list;
}

std::optional<SignatureFile> read_signature_file(Package& package, const std::string& path) {
  const std::optional<Element> tree = read_part(package, path);
  if (!tree || tree->name != "Signature") return std::nullopt;
  const Element* const info = tree->child("SignedInfo");
  const Element* const value = tree->child("SignedValue");
  if (info == nullptr || value == nullptr) return std::nullopt;
  const Element* const references = info->child("References");
  SignatureFile file;
  if (references == nullptr || !read_references(*references, file)) return std::nullopt;
  if (const Element* const provider = info->child("Provider")) file.provider = attribute_of(*provider, "ProviderName");
  file.method = text_of(*info, "SignatureMethod");
  file.time = text_of(*info, "SignatureDateTime");
  for (const Element& child : info->children) {
    if (child.name == "StampAnnot" && !read_stamp(child, file)) return std::nullopt;
  }
  if (const Element* const seal = info->child("Seal")) {
    const Element* const location = seal->child("BaseLoc");
    // Some programs write the location without an element around it.
    file.seal = path_from(path, location == nullptr ? seal->text : location->text);
    if (file.seal.empty()) return std::nullopt;
  }
  file.value = path_from(path, value->text);
  return file;
}

std::vector<std::string> page_identifiers(Package& package, const Body& body) {
  const std::optional<Element> document = read_part(package, body.document);
  const Element* const list = document ? document->child("Pages") : nullptr;
  std::vector<std::string> pages;
  for (std::size_t i = 0; list != nullptr && i < std::min(list->children.size(), kMaxPages); ++i) {
    pages.push_back(attribute_of(list->children[i], "ID"));
  }
  return pages;
}

std::optional<std::vector<PageArea>> read_pages(Package& package, const Body& body) {
  const std::optional<Element> document = read_part(package, body.document);
  const Element* const common = document ? document->child("CommonData") : nullptr;
  const Element* const list = document ? document->child("Pages") : nullptr;
  if (common == nullptr || list == nullptr || list->children.size() > kMaxPages) return std::nullopt;
  const auto usual = read_size(common->child("PageArea"));
  std::vector<PageArea> pages;
  for (const Element& entry : list->children) {
    const std::string* const location = entry.attribute("BaseLoc");
    if (entry.name != "Page" || location == nullptr) return std::nullopt;
    const std::optional<Element> page = read_part(package, path_from(body.document, *location));
    if (!page) return std::nullopt;
    const auto own = read_size(page->child("Area"));
    if (!own && !usual) return std::nullopt;
    const auto [width, height] = own ? *own : *usual;
    pages.push_back({attribute_of(entry, "ID"), width, height});
  }
  return pages;
}

std::vector<SealRoom> read_rooms(Package& package, const Body& body) {
  const std::optional<Element> document = read_part(package, body.document);
  const std::string tags = document ? path_from(body.document, text_of(*document, "CustomTags")) : std::string();
  const std::optional<Element> list = read_part(package, tags);
  std::vector<SealRoom> rooms;
  for (std::size_t i = 0; list && i < list->children.size(); ++i) {
    const Element& tag = list->children[i];
    if (attribute_of(tag, "TypeID") != kSealPlaceTags) continue;
    const std::optional<Element> places = read_any_part(package, path_from(tags, text_of(tag, "FileLoc")));
    for (std::size_t k = 0; places && k < places->children.size(); ++k) {
      const Element& place = places->children[k];
      const std::optional<Box> box = read_box(attribute_of(place, "Boundary"));
      if (box) rooms.push_back({attribute_of(place, "Name"), attribute_of(place, "PageRef"), *box});
    }
  }
  return rooms;
}

}  // namespace gongwen::ofd_sign
