// PackageExpansion: takes the output of expanding a PackageTemplate, and makes the Word file of it.
//   adopt::PackageExpansion expansion(package);
//   … expansion.literal(text), expansion.value(text) …
//   auto bytes = expansion.file(zip, page_number);
#pragma once

#include "adopt/package_template.h"
#include "base/expected.h"
#include "package/zip_archive.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::adopt {

class PackageExpansion {
 public:
  /// `package` must outlive it.
  explicit PackageExpansion(const PackageTemplate& package);

  /// A stretch of the template: XML, and commands for the expansion.
  void literal(std::string_view text);
  /// A value, which is always written as text. Line feeds become line breaks, tabs those of Word; characters that XML
  /// cannot contain are left out.
  void value(std::string_view text);

  /// Returns the printed number of the page on which the element with this id begins; nullopt if unknown.
  using PageNumber = std::function<std::optional<std::string>(std::string_view id)>;

  /// Returns the file, whose other parts are those of `zip`; nullopt if tags have torn elements apart: then
  /// `damaged_part()` is the part.
  std::optional<std::string> file(package::ZipArchive& zip, const PageNumber& page_number);
  const std::string& damaged_part() const { return damaged_; }

 private:
  struct Output {
    std::size_t part = 0;
    std::string text;
    bool is_kept = true;
  };
  struct Copy {
    std::size_t begin = 0;
    std::string text;
  };

  void obey(std::string_view command);
  std::string& out() { return outputs_.back().text; }
  /// Fills in values that are known only after expansion and layout: page numbers, texts of bookmarks.
  std::string with_references(std::string_view text, const PageNumber& page_number) const;
  /// The texts within the XML of the open part.
  std::string texts_in(std::string_view xml) const;

  const PackageTemplate& package_;
  std::vector<Output> outputs_;           // open ones, the innermost last
  std::vector<std::string> parts_;        // finished texts
  std::vector<bool> is_written_;          // of parts
  std::vector<std::int64_t> last_notes_;  // numbers, by part
  std::vector<Copy> copies_;
  std::map<std::string, std::size_t, std::less<>> open_bookmarks_;  // by name: their starts
  std::map<std::string, std::string, std::less<>> bookmarks_;       // texts as XML; the first of a loop counts
  std::vector<std::size_t> headings_;                               // counted for each table of contents
  std::vector<std::size_t> entries_;                                // counted in the same way
  std::set<std::size_t> contents_;                                  // tables of contents whose field has begun
  bool is_plain_ = false;                                           // in an attribute or a property, which has no lines
  std::string damaged_;
};

}  // namespace gongwen::adopt
