#include "sign/ofd_sign/detail/stamps.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/sign.h"
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

/// Reads the XML of a part in any namespace.
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

/// The width and height that an area states; nullopt if it states none.
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
    // All programs take the path as relative to the root of the package, however it is written.
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
  constexpr std::size_t kMost = std::size_t{4} << 20;  // the description of a signature lists up to some thousand files
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

namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kOfdNamespaceName = "http://www.ofdspec.org/2016";

/// A length in millimetres, with up to three decimals.
std::string number_text(double number) {
  std::string text = fmt::format("{:.3f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string box_text(const Box& box) {
  std::string text;
  for (const double side : box) text += (text.empty() ? "" : " ") + number_text(side);
  return text;
}

/// The prefix `ofd:` of `<ofd:DocBody>`; other programs may use another prefix, or none.
std::optional<std::string> prefix_at(std::string_view xml, std::size_t start, std::string_view name) {
  const std::size_t at = xml.find(name, start);
  if (start >= xml.size() || xml[start] != '<' || at == std::string_view::npos) return std::nullopt;
  const std::string_view prefix = xml.substr(start + 1, at - start - 1);
  if (!prefix.empty() && (!prefix.ends_with(':') || prefix.find_first_of(" \t\r\n<>/") != std::string_view::npos)) {
    return std::nullopt;
  }
  return std::string(prefix);
}

/// Whether the text can be edited by byte offsets, which leaves everything else unchanged.
bool can_be_edited(std::string_view xml) {
  return !base::find_invalid_utf8(xml) && xml.find('\0') == std::string_view::npos;
}

void write_entry(std::string& out, const std::string& prefix, const ListedSignature& signature) {
  base::XmlWriter xml(out);
  xml.open(prefix + "Signature").attribute("ID", signature.id).attribute("Type", signature.type);
  xml.attribute("BaseLoc", "/" + signature.path).close();
}

}  // namespace

std::string write_signature_file(const SignatureFile& file) {
  std::string out(kHead);
  base::XmlWriter xml(out);
  xml.open("ofd:Signature").attribute("xmlns:ofd", kOfdNamespaceName).open("ofd:SignedInfo");
  xml.open("ofd:Provider").attribute("ProviderName", file.provider).attribute("Version", GONGWEN_VERSION).close();
  xml.element("ofd:SignatureMethod", file.method).element("ofd:SignatureDateTime", file.time);
  xml.open("ofd:References").attribute("CheckMethod", file.check_method);
  for (const SignedFile& signed_file : file.files) {
    std::string value;
    base::append_base64(value, signed_file.digest);
    xml.open("ofd:Reference").attribute("FileRef", signed_file.location).element("ofd:CheckValue", value).close();
  }
  xml.close();
  for (std::size_t i = 0; i < file.stamps.size(); ++i) {
    const Stamp& stamp = file.stamps[i];
    xml.open("ofd:StampAnnot").attribute("ID", "stamp" + std::to_string(i + 1)).attribute("PageRef", stamp.page);
    xml.attribute("Boundary", box_text(stamp.box));
    if (stamp.clip) xml.attribute("Clip", box_text(*stamp.clip));
    xml.close();
  }
  // Both are relative to the folder of the list itself.
  const auto name_of = [](const std::string& path) {
    return path.substr(path.rfind('/') + 1);
  };
  xml.open("ofd:Seal").element("ofd:BaseLoc", name_of(file.seal)).close().close();
  xml.element("ofd:SignedValue", name_of(file.value)).close();
  return out;
}

std::string write_list(const ListedSignature& first) {
  std::string out(kHead);
  out.append("<ofd:Signatures xmlns:ofd=\"").append(kOfdNamespaceName).append("\">");
  write_entry(out, "ofd:", first);
  return out + "</ofd:Signatures>";
}

std::optional<std::string> add_to_list(std::string_view xml, const SignatureList& list, const ListedSignature& added) {
  if (!can_be_edited(xml) || list.end + 2 > xml.size() || xml.substr(list.end, 2) != "</") return std::nullopt;
  constexpr std::string_view kName = "Signatures";
  const std::size_t name = xml.find(kName, list.end);
  if (name == std::string_view::npos) return std::nullopt;
  const std::string prefix(xml.substr(list.end + 2, name - list.end - 2));
  std::string out(xml.substr(0, list.end));
  if (list.most) {
    // Update the highest identifier, from which other programs count on.
    const std::size_t text = xml.find('>', list.most->first) + 1;
    if (text == 0 || text > list.most->second) return std::nullopt;
    out.replace(text, list.most->second - text, added.id);
  }
  write_entry(out, prefix, added);
  out += xml.substr(list.end);
  return out;
}

std::optional<std::string> add_list(std::string_view xml, const Body& body, std::string_view path) {
  if (!can_be_edited(xml) || body.end + 2 > xml.size() || xml.substr(body.end, 2) != "</") return std::nullopt;
  const std::optional<std::string> prefix = prefix_at(xml, body.start, "DocBody");
  if (!prefix) return std::nullopt;
  std::string out(xml.substr(0, body.end));
  base::XmlWriter(out).element(*prefix + "Signatures", path);
  out += xml.substr(body.end);
  return out;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// Half a micrometre, since lengths are written with three decimals.
constexpr double kTolerance = 0.0005;

std::optional<Stamp> stamp_at(const std::string& name, const std::vector<PageArea>& pages, const SealSize& size,
                              const OfdPlace& place, DiagnosticSink& sink) {
  if (place.page == 0 || place.page > pages.size()) {
    sink.report(messages::SignNoSuchPage, Origin{}, name, place.page, pages.size());
    return std::nullopt;
  }
  const PageArea& page = pages[place.page - 1];
  const Box box{place.x - size.width / 2, place.y - size.height / 2, size.width, size.height};
  if (box[0] < -kTolerance || box[1] < -kTolerance || box[0] + box[2] > page.width + kTolerance ||
      box[1] + box[3] > page.height + kTolerance) {
    sink.report(messages::OfdSignOutsidePage, Origin{}, name, place.page, fmt::format("{:.4g}", size.width),
                fmt::format("{:.4g}", size.height));
    return std::nullopt;
  }
  return Stamp{page.id, box, std::nullopt};
}

/// Each page shows a slice at its right edge: the whole seal, shifted over the edge and clipped to the slice.
void add_slices(const std::vector<PageArea>& pages, const SealSize& size, std::vector<Stamp>& stamps) {
  std::size_t page = 0;
  for (const std::size_t group : sign::riding_groups(pages.size(), size.width)) {
    const double slice = size.width / static_cast<double>(group);
    for (std::size_t i = 0; i < group; ++i, ++page) {
      const double before = slice * static_cast<double>(i);
      const double left = pages[page].width - before - slice;
      const double top = (pages[page].height - size.height) / 2;
      stamps.push_back({pages[page].id, {left, top, size.width, size.height}, Box{before, 0, slice, size.height}});
    }
  }
}

std::string room_names(const std::vector<SealRoom>& rooms) {
  std::string names;
  for (const SealRoom& room : rooms) names += (names.empty() ? "" : ", ") + room.name;
  return names.empty() ? "-" : names;
}

/// The centre of the named place, or of the only one. Reports an error if there are several and none is named.
std::optional<OfdPlace> choose_room(const std::string& name, const Places& places, const std::string& field,
                                    DiagnosticSink& sink) {
  const auto room = field.empty() ? places.rooms.begin() : std::ranges::find(places.rooms, field, &SealRoom::name);
  if (room == places.rooms.end()) {
    sink.report(messages::OfdSignNoSuchPlace, Origin{}, name, field, room_names(places.rooms));
    return std::nullopt;
  }
  if (field.empty() && places.rooms.size() > 1) {
    sink.report(messages::OfdSignSeveralPlaces, Origin{}, name, room_names(places.rooms));
    return std::nullopt;
  }
  const auto page = std::ranges::find(places.pages, room->page, &PageArea::id);
  const auto number = static_cast<std::uint32_t>(page - places.pages.begin()) + 1;
  return OfdPlace{number, room->box[0] + room->box[2] / 2, room->box[1] + room->box[3] / 2};
}

}  // namespace

bool is_within(const Stamp& stamp, const SealRoom& room) {
  const double x = stamp.box[0] + stamp.box[2] / 2;
  const double y = stamp.box[1] + stamp.box[3] / 2;
  return !stamp.clip && stamp.page == room.page && x >= room.box[0] && x <= room.box[0] + room.box[2] &&
         y >= room.box[1] && y <= room.box[1] + room.box[3];
}

std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const Places& places, const SealSize& size,
                                               const OfdSignOptions& options, DiagnosticSink& sink) {
  std::optional<OfdPlace> place = options.place;
  if (!place && (!options.field.empty() || !places.rooms.empty())) {
    place = choose_room(name, places, options.field, sink);
    if (!place) return std::nullopt;
  }
  std::vector<Stamp> stamps;
  if (place) {
    std::optional<Stamp> stamp = stamp_at(name, places.pages, size, *place, sink);
    if (!stamp) return std::nullopt;
    stamps.push_back(*std::move(stamp));
  } else if (!options.riding) {
    sink.report(messages::OfdSignNoPlace, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding && places.pages.size() < 2) {
    sink.report(messages::SignOnePage, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding) add_slices(places.pages, size, stamps);
  return stamps;
}

}  // namespace gongwen::ofd_sign
