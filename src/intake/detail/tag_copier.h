// TagCopier: the structure tree of a PDF (ISO 32000-2, 14.7), as far as it describes copied pages.
#pragma once

#include "intake/copied_pages.h"
#include "intake/detail/object_copier.h"

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gongwen::intake {

class TagCopier {
 public:
  /// `links`: page and index of copied links, by the numbers of their annotations. `pages`: copied pages by number.
  TagCopier(const PdfFile& pdf, ObjectCopier& copier,
            const std::map<int, std::pair<std::uint32_t, std::uint32_t>>& links,
            const std::map<int, std::uint32_t>& pages, const IntakeLimits& limits, CopiedPages& out)
      : pdf_(pdf), copier_(copier), links_(links), pages_(pages), limits_(limits), out_(out) {}

  /// Fills in the elements, the owners of links, and the number of contents in each stream.
  void run();

 private:
  struct Node {
    CopiedElement element;
    bool is_kept = false;
  };

  void visit(const PdfObject& element, std::size_t parent, const PdfObject& page_above, std::size_t depth);
  void visit_kid(const PdfObject& kid, std::size_t owner, const PdfObject& page, std::size_t depth);
  void add_content(std::size_t owner, const PdfObject& page, const PdfObject& stream, const PdfObject& number);
  std::string standard_role(std::string role) const;
  void read_attributes(const PdfObject& attributes, CopiedElement& element) const;
  void keep_what_holds_content();

  const PdfFile& pdf_;
  ObjectCopier& copier_;
  const std::map<int, std::pair<std::uint32_t, std::uint32_t>>& links_;
  const std::map<int, std::uint32_t>& pages_;
  const IntakeLimits& limits_;
  CopiedPages& out_;
  PdfObject role_map_;
  PdfObject class_map_;
  std::vector<Node> nodes_;
  std::set<int> seen_;
  std::set<std::array<std::uint32_t, 3>> owned_;  // page, stream, number: each content has one owner
};

}  // namespace gongwen::intake
