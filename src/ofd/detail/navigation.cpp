#include "ofd/detail/navigation.h"

#include "paint/glyph_placement.h"

#include <array>

namespace gongwen::ofd {
namespace {

std::string destination_element(const paint::Destination& destination, const NavigationContext& context) {
  const paint::PagePicture picture = paint::picture_of(context.document.pages[destination.page]);
  const base::PathPoint at = picture.shown.apply({destination.position.x.to_px(), destination.position.y.to_px()});
  std::string out = "<ofd:Dest Type=\"XYZ\"";
  append_number_attribute(out, "PageID", context.pages[destination.page]);
  out += " Left=\"";
  append_mm(out, at.x);
  out += "\" Top=\"";
  append_mm(out, at.y);
  return out + "\" Zoom=\"0\"/>";
}

std::string goto_actions(const paint::Destination& destination, const NavigationContext& context) {
  return "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto>" + destination_element(destination, context) +
         "</ofd:Goto></ofd:Action></ofd:Actions>";
}

/// What a click on a link does; empty where the file cannot say it.
std::string link_actions(const paint::LinkArea& link, const NavigationContext& context, LeftOuts& left_out) {
  if (link.target.starts_with('#')) {
    const auto found = context.document.destinations.find(std::string_view(link.target).substr(1));
    if (found == context.document.destinations.end() || found->second.page >= context.pages.size()) return {};
    return goto_actions(found->second, context);
  }
  if (context.profile == OfdProfile::Archive) {
    left_out.try_emplace(LeftOut::OuterLink, link.origin);
    return {};
  }
  return "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:URI URI=\"" + xml_attribute(link.target) +
         "\"/></ofd:Action></ofd:Actions>";
}

/// An area that is not seen; a path carries the action, as readers expect it.
std::string link_annotation(const Box& box, const std::string& actions, const paint::LinkArea& link,
                            const NavigationContext& context, Identifiers& identifiers) {
  const Boundary boundary = boundary_of(box);
  const Boundary within{0, 0, boundary.width, boundary.height};
  std::string out = "<ofd:Annot";
  append_number_attribute(out, "ID", identifiers.next());
  out += " Type=\"Link\" Creator=\"gongwen\" LastModDate=\"" + std::string(context.date) +
         "\" ReadOnly=\"true\" NoZoom=\"true\" NoRotate=\"true\">";
  if (!link.description.empty()) out += "<ofd:Remark>" + xml_text(link.description) + "</ofd:Remark>";
  out += "<ofd:Appearance";
  append_boundary(out, boundary);
  out += "><ofd:PathObject";
  append_number_attribute(out, "ID", identifiers.next());
  append_boundary(out, within);
  out += " Visible=\"false\" Stroke=\"false\">" + actions + "<ofd:AbbreviatedData>M 0 0 L ";
  append_micrometres(out, within.width);
  out += " 0 L ";
  append_micrometres(out, within.width);
  out.push_back(' ');
  append_micrometres(out, within.height);
  out += " L 0 ";
  append_micrometres(out, within.height);
  return out + " C</ofd:AbbreviatedData></ofd:PathObject></ofd:Appearance></ofd:Annot>";
}

class OutlineWriter {
 public:
  explicit OutlineWriter(const NavigationContext& context) : context_(context), items_(context.document.outline) {}

  std::string write() {
    std::string out;
    while (next_ < items_.size()) out += element();
    return out;
  }

 private:
  /// An item with those below it.
  std::string element() {
    const paint::OutlineItem& item = items_[next_++];
    std::string out = "<ofd:OutlineElem Title=\"" + xml_attribute(item.title) + "\"";
    std::string below;
    while (next_ < items_.size() && items_[next_].level > item.level) below += element();
    if (!below.empty() && !item.is_open) out += " Expanded=\"false\"";
    out += ">";
    if (item.destination.page < context_.pages.size()) out += goto_actions(item.destination, context_);
    return out + below + "</ofd:OutlineElem>";
  }

  const NavigationContext& context_;
  const std::vector<paint::OutlineItem>& items_;
  std::size_t next_ = 0;
};

std::string lower_roman(std::int32_t number) {
  static constexpr std::array<std::pair<int, std::string_view>, 13> kDigits = {{{1000, "m"},
                                                                                {900, "cm"},
                                                                                {500, "d"},
                                                                                {400, "cd"},
                                                                                {100, "c"},
                                                                                {90, "xc"},
                                                                                {50, "l"},
                                                                                {40, "xl"},
                                                                                {10, "x"},
                                                                                {9, "ix"},
                                                                                {5, "v"},
                                                                                {4, "iv"},
                                                                                {1, "i"}}};
  std::string out;
  for (const auto& [value, digits] : kDigits) {
    for (; number >= value; number -= value) out += digits;
  }
  return out;
}

}  // namespace

std::string page_annotations(std::size_t page, const NavigationContext& context, Identifiers& identifiers,
                             LeftOuts& left_out) {
  const paint::PageDisplay& display = context.document.pages[page];
  const base::Transform shown = paint::picture_of(display).shown;
  std::string annotations;
  for (const paint::LinkArea& link : display.links) {
    const std::string actions = link_actions(link, context, left_out);
    if (actions.empty()) continue;
    for (const base::Rect& rect : link.rects) {
      const Box box = moved(box_of(rect), shown);
      if (!box.empty()) annotations += link_annotation(box, actions, link, context, identifiers);
    }
  }
  if (annotations.empty()) return {};
  return std::string(kXmlHead) + "<ofd:PageAnnot" + std::string(kNamespace) + ">" + annotations + "</ofd:PageAnnot>";
}

std::string outlines(const NavigationContext& context) {
  if (context.document.outline.empty()) return {};
  return "<ofd:Outlines>" + OutlineWriter(context).write() + "</ofd:Outlines>";
}

std::string page_label(const std::vector<paint::PageLabels>& labels, std::size_t page) {
  const paint::PageLabels* range = nullptr;
  for (const paint::PageLabels& one : labels) {
    if (one.first_page <= page) range = &one;
  }
  if (range == nullptr) return std::to_string(page + 1);
  const auto number = range->start + static_cast<std::int32_t>(page - range->first_page);
  switch (range->style) {
    case paint::PageLabels::Style::None: break;
    case paint::PageLabels::Style::Decimal: return range->prefix + std::to_string(number);
    case paint::PageLabels::Style::LowerRoman: return range->prefix + lower_roman(number);
  }
  return range->prefix;
}

std::string bookmarks(const NavigationContext& context) {
  if (context.document.page_labels.empty()) return {};
  std::string out = "<ofd:Bookmarks>";
  for (std::size_t i = 0; i < context.pages.size(); ++i) {
    out += "<ofd:Bookmark Name=\"" + xml_attribute(page_label(context.document.page_labels, i)) + "\">" +
           destination_element({i, {}}, context) + "</ofd:Bookmark>";
  }
  return out + "</ofd:Bookmarks>";
}

}  // namespace gongwen::ofd
