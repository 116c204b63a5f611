#include "adopt/detail/kept_package.h"

#include "base/utf8.h"
#include "package/relationships.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"
#include "word/part_elements.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::adopt {
namespace {

/// The last steps of the types of relationships whose parts are programs, embedded files, signatures of the file, or
/// comments on the template.
constexpr auto kDropped = std::to_array<std::string_view>(
    {"vbaProject", "wordVbaData", "oleObject", "package", "control", "activeXControlBinary", "attachedToolbars",
     "origin", "signature", "certificate", "comments", "commentsExtended", "commentsIds", "commentsExtensible"});
constexpr std::string_view kContentTypes = "[Content_Types].xml";
constexpr std::string_view kMainType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

bool is_dropped(const package::Relationship& one) {
  return std::find(kDropped.begin(), kDropped.end(), one.type) != kDropped.end();
}

package::RelationshipReader relationships_of(package::ZipArchive& zip, std::string_view part) {
  package::RelationshipReader reader(part);
  if (const auto xml = zip.read(package::relationship_part(part))) {
    package::read_xml(*xml, {}, reader);
  }
  return reader;
}

/// The part whose relationships an entry has: `word/document.xml` of `word/_rels/document.xml.rels`.
std::string part_of(std::string_view entry) {
  const std::size_t folder = entry.rfind("_rels/");
  std::string part(entry.substr(0, folder));
  part += entry.substr(folder + 6);
  return part.substr(0, part.size() - 5);
}

bool has_relationships(std::string_view entry) {
  const bool in_folder = entry.starts_with("_rels/") || entry.find("/_rels/") != std::string_view::npos;
  return in_folder && entry.ends_with(".rels");
}

struct Place {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

std::string replaced(std::string_view xml, std::vector<Place> places) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.begin < b.begin; });
  std::string text;
  std::size_t at = 0;
  for (const Place& place : places) {
    if (place.begin < at) continue;
    text += xml.substr(at, place.begin - at);
    text += place.text;
    at = place.end;
  }
  return text + std::string(xml.substr(at));
}

/// Removes the elements of an XML for which `is_wanted` is false.
template <typename Wanted>
std::string without(std::string_view xml, Wanted&& is_wanted) {
  const auto elements = word::read_elements(xml, {});
  std::vector<Place> places;
  for (std::size_t i = 0; elements && i < elements->all.size(); ++i) {
    const word::PartElement& element = elements->all[i];
    if (!is_wanted(element)) places.push_back({element.begin, element.end, {}});
  }
  return replaced(xml, std::move(places));
}

std::string_view value(std::string_view xml, const word::PartElement& element, std::string_view name) {
  const auto place = word::find_attribute(xml, element, name);
  return place ? xml.substr(place->begin, place->end - place->begin) : std::string_view{};
}

class PackageKeeper {
 public:
  explicit PackageKeeper(package::ZipArchive& zip) : zip_(zip) {}

  KeptPackage run() {
    for (const std::string& entry : zip_.names()) {
      if (has_relationships(entry)) drop_from(part_of(entry));
    }
    for (const std::string& entry : zip_.names()) {
      if (has_relationships(entry)) keep_relationships(entry);
    }
    keep_types();
    for (const std::string& entry : zip_.names()) {
      if (is_gone(entry)) kept_.dropped.push_back(entry);
    }
    return std::move(kept_);
  }

 private:
  bool is_gone(std::string_view entry) const { return gone_.contains(base::ascii_lowercase(std::string(entry))); }

  void drop_from(const std::string& part) {
    const package::RelationshipReader all = relationships_of(zip_, part);
    for (const package::Relationship& one : all.found) {
      if (!is_dropped(one)) continue;
      kept_.lost[part].insert(one.id);
      drop(one.target);
    }
    // Objects in other files, which Word would fetch.
    for (const package::Relationship& one : all.external) {
      if (is_dropped(one)) kept_.lost[part].insert(one.id);
    }
  }

  /// Drops a part with all parts to which only it refers.
  void drop(const std::string& part) {
    if (!gone_.insert(base::ascii_lowercase(part)).second) return;
    gone_.insert(base::ascii_lowercase(package::relationship_part(part)));
    for (const package::Relationship& one : relationships_of(zip_, part).found) drop(one.target);
  }

  void keep_relationships(const std::string& entry) {
    const auto lost = kept_.lost.find(part_of(entry));
    if (lost == kept_.lost.end() || is_gone(entry)) return;
    const auto xml = zip_.read(entry);
    if (!xml) return;
    kept_.replaced.emplace_back(entry, without(*xml, [&](const word::PartElement& element) {
                                  return element.name != "Relationship" ||
                                         !lost->second.contains(value(*xml, element, "Id"));
                                }));
  }

  /// Files with macros and templates have other types.
  void keep_types() {
    const auto xml = zip_.read(kContentTypes);
    if (!xml) return;
    const auto elements = word::read_elements(*xml, {});
    std::vector<Place> places;
    for (std::size_t i = 0; elements && i < elements->all.size(); ++i) {
      const word::PartElement& element = elements->all[i];
      if (element.name != "Override") continue;
      std::string_view part = value(*xml, element, "PartName");
      if (part.starts_with('/')) part.remove_prefix(1);
      if (is_gone(part)) places.push_back({element.begin, element.end, {}});
      const auto type = word::find_attribute(*xml, element, "ContentType");
      if (!type) continue;
      const std::string_view name = std::string_view(*xml).substr(type->begin, type->end - type->begin);
      const bool is_main = name.ends_with(".main+xml") && name != kMainType &&
                           (name.starts_with("application/vnd.ms-word.") ||
                            name.find("wordprocessingml.template") != std::string_view::npos);
      if (is_main) places.push_back({type->begin, type->end, std::string(kMainType)});
    }
    if (!places.empty()) kept_.replaced.emplace_back(kContentTypes, replaced(*xml, std::move(places)));
  }

  package::ZipArchive& zip_;
  KeptPackage kept_;
  std::set<std::string, std::less<>> gone_;  // entries, in lower case
};

}  // namespace

KeptPackage kept_package(package::ZipArchive& zip) { return PackageKeeper(zip).run(); }

std::string written_package(package::ZipArchive& zip, const std::vector<std::string>& dropped,
                            const std::map<std::string, std::string, std::less<>>& changed) {
  package::ZipWriter writer;
  std::string bytes;
  for (const std::string& name : zip.names()) {
    if (std::find(dropped.begin(), dropped.end(), name) != dropped.end()) continue;
    const auto made = std::find_if(changed.begin(), changed.end(), [&](const auto& one) {
      return base::ascii_lowercase(one.first) == base::ascii_lowercase(name);
    });
    if (made != changed.end()) {
      const std::string zlib = resources::deflate(made->second);
      bytes += writer.entry(package::deflated_entry(name, zlib, made->second.size(), resources::crc32(made->second)));
    } else if (const auto packed = zip.packed(name)) {
      bytes += writer.entry(*packed);
    }
  }
  return bytes + writer.end();
}

}  // namespace gongwen::adopt
