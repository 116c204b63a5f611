#include "svg/detail/tag_writer.h"

#include "base/escapes.h"
#include "base/xml_writer.h"
#include "svg/detail/svg_text.h"

namespace gongwen::svg {

TagWriter::TagWriter(const paint::PaintedDocument& document, std::size_t page, AddressOfPage address_of_page)
    : document_(document), page_(page), address_of_page_(std::move(address_of_page)) {
  for (const paint::LinkArea& link : document.pages[page].links) links_.emplace(link.element, &link);
}

const paint::LinkArea* TagWriter::link_around(paint::ElementId element) const {
  if (links_.empty()) return nullptr;
  for (; element; element = document_.structure.element(element).parent) {
    const auto found = links_.find(element);
    if (found != links_.end()) return found->second;
  }
  return nullptr;
}

/// Empty for a link that leads nowhere from this file.
std::string TagWriter::address_of(const paint::LinkArea& link) const {
  if (!link.target.starts_with('#')) return link.target;
  const auto found = document_.destinations.find(std::string_view(link.target).substr(1));
  const bool is_elsewhere = found != document_.destinations.end() && found->second.page != page_;
  return is_elsewhere && address_of_page_ ? address_of_page_(found->second.page) : std::string();
}

/// Empty where it is that of the document.
std::string_view TagWriter::language_of(paint::ElementId element) const {
  for (; element; element = document_.structure.element(element).parent) {
    const std::string& language = document_.structure.element(element).details->language;
    if (!language.empty()) return language == document_.information.language ? std::string_view() : language;
  }
  return {};
}

std::string TagWriter::attributes_of(paint::ElementId element) const {
  std::string attributes;
  if (const std::string_view language = language_of(element); !language.empty()) append_language(attributes, language);
  const paint::StructureElement& figure = document_.structure.element(element);
  if (figure.role == paint::StructureRole::Figure && !figure.details->alternative.empty()) {
    attributes += " role=\"img\" aria-label=\"" +
                  base::escape_attribute(base::xml_characters(figure.details->alternative)) + "\"";
  }
  return attributes;
}

std::string TagWriter::begin(paint::ElementId element) {
  const std::string attributes = attributes_of(element);
  const paint::LinkArea* const link = link_around(element);
  const std::string address = link == nullptr ? std::string() : address_of(*link);
  if (address.empty()) {
    ends_.emplace_back("</g>\n");
    return "<g" + attributes + ">\n";
  }
  std::string start = "<a xlink:href=\"" + base::escape_attribute(base::xml_characters(address)) + "\">";
  if (!link->description.empty())
    start += "<title>" + base::escape_markup(base::xml_characters(link->description)) + "</title>";
  ends_.emplace_back("</g></a>\n");
  return start + "<g" + attributes + ">\n";
}

std::string TagWriter::begin_hidden() {
  ends_.emplace_back("</g>\n");
  return "<g aria-hidden=\"true\">\n";
}

std::string TagWriter::end() {
  const std::string_view end = ends_.back();
  ends_.pop_back();
  return std::string(end);
}

}  // namespace gongwen::svg
