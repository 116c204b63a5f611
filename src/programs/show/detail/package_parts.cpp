#include "programs/show/detail/package_parts.h"

#include "base/utf8.h"

#include <utility>

namespace gongwen::show {
namespace {

constexpr std::string_view kRootOfPackage = "OFD.xml";
constexpr std::string_view kEncryption = "Encryptions.xml";

/// The file that a list of resources means. Some programs count locations from the list in place of its folder, or
/// from the root of the package.
class FileFinder {
 public:
  FileFinder(const PackageParts& parts, const std::string& list, std::string_view base_location)
      : parts_(parts), list_(list), base_(base_location) {}

  std::string find(const Element* location) const {
    if (location == nullptr) return {};
    const std::string name(base::trim_ascii_space(location->text));
    const std::string below = base_.empty() ? name : base_ + "/" + name;
    const std::optional<std::string> meant = ofd_check::resolve_location(list_, name.starts_with('/') ? name : below);
    if (meant && parts_.has(*meant)) return *meant;
    for (const std::string& other : {"/" + below, name, "/" + name}) {
      if (auto found = ofd_check::resolve_location(list_, other); found && parts_.has(*found)) return *found;
    }
    return meant.value_or(name);
  }

 private:
  const PackageParts& parts_;
  const std::string& list_;
  std::string base_;
};

FontResource font_of(const Element& element, const FileFinder& files) {
  FontResource font;
  font.name = value_of(element, "FontName");
  font.family = value_of(element, "FamilyName");
  font.is_bold = read_flag(value_of(element, "Bold"), false);
  font.is_italic = read_flag(value_of(element, "Italic"), false);
  font.file = files.find(element.child("FontFile"));
  return font;
}

ColorSpace color_space_of(const Element& element) {
  ColorSpace space;
  if (const auto bits = read_whole(value_of(element, "BitsPerComponent")); bits && *bits >= 1 && *bits <= 16) {
    space.bits = static_cast<int>(*bits);
  }
  if (const Element* const palette = element.child("Palette")) {
    for (const Element& color : palette->children) {
      if (color.name == "CV") space.palette.push_back(color.text);
    }
  }
  return space;
}

}  // namespace

base::Expected<PackageParts, PackageFault> PackageParts::open(std::string_view bytes) {
  auto zip = package::ZipArchive::open(bytes, {});
  if (!zip) {
    switch (zip.error()) {
      case package::ZipError::Encrypted: return base::Failure{PackageFault::Encrypted};
      case package::ZipError::TooLarge:
      case package::ZipError::TooManyEntries:
      case package::ZipError::TooDense: return base::Failure{PackageFault::TooLarge};
      case package::ZipError::Damaged:
      case package::ZipError::NoSuchEntry: break;
    }
    return base::Failure{PackageFault::NotOfd};
  }
  if (zip->has(kEncryption)) return base::Failure{PackageFault::Encrypted};
  if (!zip->has(kRootOfPackage)) return base::Failure{PackageFault::NotOfd};
  return PackageParts(*std::move(zip));
}

const Element* PackageParts::tree(const std::string& path) {
  if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
  const Element*& tree = by_path_[path];
  tree = nullptr;
  const auto xml = zip_.read(path);
  if (!xml) return nullptr;
  auto read = ofd_check::read_tree(*xml, room_);
  if (!read) return nullptr;
  trees_.push_back(*std::move(read));
  return tree = &trees_.back();
}

std::optional<std::string> PackageParts::bytes(const std::string& path) {
  auto read = zip_.read(path);
  return read ? std::optional(*std::move(read)) : std::nullopt;
}

bool Resources::add(PackageParts& parts, const std::string& path) {
  const Element* const tree = parts.tree(path);
  if (tree == nullptr) return false;
  const FileFinder files(parts, path, value_of(*tree, "BaseLoc"));
  for (const Element& list : tree->children) {
    for (const Element& one : list.children) {
      const std::string id(value_of(one, "ID"));
      if (id.empty()) continue;
      if (one.name == "Font") fonts[id] = font_of(one, files);
      if (one.name == "ColorSpace") color_spaces[id] = color_space_of(one);
      if (one.name == "DrawParam") draw_params[id] = &one;
      if (one.name == "CompositeGraphicUnit" || one.name == "VectorG") composites[id] = &one;
      if (one.name != "MultiMedia") continue;
      MediaResource& added = media[id];
      added.format = value_of(one, "Format");
      added.file = files.find(one.child("MediaFile"));
    }
  }
  return true;
}

}  // namespace gongwen::show
