// TagWriter: what the content of a page means, as far as SVG can say it: links, figures, languages, furniture.
#pragma once

#include "paint/display_list.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::svg {

class TagWriter {
 public:
  using AddressOfPage = std::function<std::string(std::size_t page)>;

  TagWriter(const paint::PaintedDocument& document, std::size_t page, AddressOfPage address_of_page);

  /// The start of an element with content of `element`, and the end of what was started last. What belongs to a link
  /// lies in it, so that text can be selected and followed alike.
  std::string begin(paint::ElementId element);
  std::string begin_hidden();
  std::string end();

 private:
  const paint::LinkArea* link_around(paint::ElementId element) const;
  std::string address_of(const paint::LinkArea& link) const;
  std::string_view language_of(paint::ElementId element) const;
  std::string attributes_of(paint::ElementId element) const;

  const paint::PaintedDocument& document_;
  std::size_t page_;
  AddressOfPage address_of_page_;
  std::map<paint::ElementId, const paint::LinkArea*> links_;
  std::vector<std::string_view> ends_;
};

}  // namespace gongwen::svg
