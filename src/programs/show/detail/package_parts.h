// PackageParts: the files of an OFD package as trees, each read once; Resources: the objects to which those of a
// document refer by number.
#pragma once

#include "base/expected.h"
#include "package/zip_archive.h"
#include "programs/show/detail/values.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::show {

enum class PackageFault : std::uint8_t { NotOfd, Encrypted, TooLarge };

class PackageParts {
 public:
  /// `bytes` must outlive the package.
  static base::Expected<PackageParts, PackageFault> open(std::string_view bytes);

  /// Returns null if the part is missing or damaged. Trees are never moved.
  const Element* tree(const std::string& path);
  std::optional<std::string> bytes(const std::string& path);
  bool has(std::string_view path) const { return zip_.has(path); }

 private:
  explicit PackageParts(package::ZipArchive zip) : zip_(std::move(zip)) {}

  package::ZipArchive zip_;
  std::size_t room_ = 2'000'000;  // elements that may still be read
  std::deque<Element> trees_;
  std::map<std::string, const Element*, std::less<>> by_path_;
};

struct FontResource {
  std::string name;
  std::string family;
  bool is_bold = false;
  bool is_italic = false;
  std::string file;  // empty: not embedded
};

struct ColorSpace {
  int bits = 8;
  std::vector<std::string> palette;
};

struct MediaResource {
  std::string format;  // as stated: `PNG`
  std::string file;
};

using ResourceId = std::string;

/// Later lists take precedence over earlier ones, those of a page over those of the document.
struct Resources {
  std::map<ResourceId, FontResource, std::less<>> fonts;
  std::map<ResourceId, ColorSpace, std::less<>> color_spaces;
  std::map<ResourceId, MediaResource, std::less<>> media;
  std::map<ResourceId, const Element*, std::less<>> draw_params;
  std::map<ResourceId, const Element*, std::less<>> composites;

  /// Adds those of a part (`PublicRes.xml`, `DocumentRes.xml`, `PageRes.xml`). Returns false if it cannot be read.
  bool add(PackageParts& parts, const std::string& path);
};

}  // namespace gongwen::show
