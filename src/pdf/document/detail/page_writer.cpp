#include "pdf/document/detail/page_writer.h"

#include "pdf/document/detail/content_stream.h"
#include "pdf/document/detail/metadata.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::pdf {
namespace {

using paint::OutlineItem;

/// An outline item with its relatives, by index; -1 for none.
struct Node {
  int parent = -1;
  int previous = -1;
  int next = -1;
  int first = -1;
  int last = -1;
  int shown = 0;  // items visible below it once it is open (ISO 32000-1 table 153)
};

/// Turns levels into nesting: the parent of an item is the nearest item before it that has a lower level.
std::vector<Node> link_items(const std::vector<OutlineItem>& items, Node& root) {
  std::vector<Node> nodes(items.size());
  std::vector<int> open;
  for (int i = 0; i < static_cast<int>(items.size()); ++i) {
    const auto index = static_cast<std::size_t>(i);
    while (!open.empty() && items[static_cast<std::size_t>(open.back())].level >= items[index].level) open.pop_back();
    nodes[index].parent = open.empty() ? -1 : open.back();
    Node& holder = open.empty() ? root : nodes[static_cast<std::size_t>(open.back())];
    nodes[index].previous = holder.last;
    if (holder.last >= 0) nodes[static_cast<std::size_t>(holder.last)].next = i;
    if (holder.first < 0) holder.first = i;
    holder.last = i;
    open.push_back(i);
  }
  for (std::size_t i = items.size(); i-- > 0;) {
    Node& holder = nodes[i].parent < 0 ? root : nodes[static_cast<std::size_t>(nodes[i].parent)];
    holder.shown += 1 + (items[i].is_open ? nodes[i].shown : 0);
  }
  return nodes;
}

}  // namespace

void add_destination(const paint::Destination& destination, const std::vector<ObjectNumber>& pages,
                     const std::vector<paint::PageDisplay>& displays, DictionaryWriter& dictionary) {
  const base::LayoutUnit from_bottom = displays[destination.page].size.height - destination.position.y;
  ArrayWriter array = dictionary.array("Dest");
  array.reference(pages[destination.page]);
  array.name("XYZ");
  array.integer(0);
  array.fixed(std::int64_t{from_bottom.raw()} * 75 / 64, 2);
  array.null();
}

ObjectNumber write_outline(const paint::PaintedDocument& document, const std::vector<ObjectNumber>& pages,
                           FileWriter& file) {
  const std::vector<OutlineItem>& items = document.outline;
  if (items.empty()) return {};
  Node root;
  const std::vector<Node> nodes = link_items(items, root);
  const ObjectNumber root_number = file.allocate();
  std::vector<ObjectNumber> numbers;
  for (std::size_t i = 0; i < items.size(); ++i) numbers.push_back(file.allocate());
  const auto number_of = [&](int index) {
    return index < 0 ? root_number : numbers[static_cast<std::size_t>(index)];
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.text("Title", clean_metadata(items[i].title));
      dictionary.reference("Parent", number_of(nodes[i].parent));
      if (nodes[i].previous >= 0) dictionary.reference("Prev", number_of(nodes[i].previous));
      if (nodes[i].next >= 0) dictionary.reference("Next", number_of(nodes[i].next));
      if (nodes[i].first >= 0) {
        dictionary.reference("First", number_of(nodes[i].first));
        dictionary.reference("Last", number_of(nodes[i].last));
        dictionary.integer("Count", items[i].is_open ? nodes[i].shown : -nodes[i].shown);
      }
      add_destination(items[i].destination, pages, document.pages, dictionary);
    }
    file.add(numbers[i], body);
  }
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Outlines");
    dictionary.reference("First", number_of(root.first));
    dictionary.reference("Last", number_of(root.last));
    dictionary.integer("Count", root.shown);
  }
  file.add(root_number, body);
  return root_number;
}

namespace {

using base::LayoutUnit;
using base::Rect;

/// 1/64 px to 1/100 pt.
std::int64_t to_centi_points(LayoutUnit length) { return (std::int64_t{length.raw()} * 75 + 32) / 64; }

/// PDF wants addresses in ASCII (section 12.6.4.7); other characters become `%E4%BE%8B` (RFC 3986 section 2.1).
std::string ascii_address(std::string_view address) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (c > ' ' && c <= '~' && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

struct PdfRect {
  std::int64_t left, bottom, right, top;  // 1/100 pt
};

PdfRect to_pdf(const Rect& rect, LayoutUnit page_height) {
  return {to_centi_points(rect.left()), to_centi_points(page_height - rect.bottom()), to_centi_points(rect.right()),
          to_centi_points(page_height - rect.top())};
}

/// Adds the area of a link: its bounding rectangle, and the quadrilateral of each line if there are several.
void add_areas(const paint::LinkArea& link, LayoutUnit page_height, DictionaryWriter& dictionary) {
  PdfRect around = to_pdf(link.rects.front(), page_height);
  std::vector<std::int64_t> quads;
  for (const Rect& rect : link.rects) {
    const PdfRect one = to_pdf(rect, page_height);
    around = {std::min(around.left, one.left), std::min(around.bottom, one.bottom), std::max(around.right, one.right),
              std::max(around.top, one.top)};
    if (link.corners.empty()) {
      quads.insert(quads.end(), {one.left, one.top, one.right, one.top, one.left, one.bottom, one.right, one.bottom});
    }
  }
  // Turned areas have their own corners. Readers expect the order upper left, upper right, lower left, lower right.
  for (const std::array<base::PathPoint, 4>& corners : link.corners) {
    for (const std::size_t i : {0U, 1U, 3U, 2U}) {
      quads.push_back(std::llround(std::clamp(corners[i].x, -1e6, 1e6) * 75));
      quads.push_back(std::llround((page_height.to_px() - std::clamp(corners[i].y, -1e6, 1e6)) * 75));
    }
  }
  dictionary.fixed_numbers("Rect", std::array{around.left, around.bottom, around.right, around.top}, 2);
  if (link.rects.size() > 1 || !link.corners.empty()) dictionary.fixed_numbers("QuadPoints", quads, 2);
}

void write_link(std::size_t page, std::size_t index, const PageWriterContext& context, FileWriter& file) {
  const paint::LinkArea& link = context.document.pages[page].links[index];
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Annot");
    dictionary.name("Subtype", "Link");
    add_areas(link, context.document.pages[page].size.height, dictionary);
    dictionary.integers("Border", {0, 0, 0});
    dictionary.integer("F", 4);  // Print flag
    dictionary.text("Contents", clean_metadata(link.description));
    dictionary.reference("P", context.pages[page]);
    dictionary.integer("StructParent", static_cast<std::int64_t>(context.structure.link_key(page, index)));
    const auto destination = link.target.starts_with('#')
                                 ? context.document.destinations.find(std::string_view(link.target).substr(1))
                                 : context.document.destinations.end();
    if (destination != context.document.destinations.end()) {
      add_destination(destination->second, context.pages, context.document.pages, dictionary);
    } else {
      DictionaryWriter action = dictionary.dictionary("A");
      action.name("S", "URI");
      append_literal(action.key("URI"), ascii_address(link.target));
    }
  }
  file.add(context.link_annotations[page][index], body);
}

/// The page boxes (section 14.11.2): the whole sheet, the bleed box for cutting, and the trim box that remains. The
/// corner of the trimmed page is at 0,0.
void add_boxes(const paint::PageDisplay& page, DictionaryWriter& dictionary) {
  const auto add = [&](std::string_view name, LayoutUnit around) {
    const std::int64_t out = to_centi_points(around);
    dictionary.fixed_numbers(
        name, std::array{-out, -out, to_centi_points(page.size.width) + out, to_centi_points(page.size.height) + out},
        2);
  };
  add("MediaBox", page.margin.width);
  if (page.margin.width.is_zero()) return;
  add("BleedBox", page.margin.bleed);
  add("TrimBox", {});
}

}  // namespace

void write_page(std::size_t index, const PageWriterContext& context, FileWriter& file) {
  const paint::PageDisplay& page = context.document.pages[index];
  ContentObjects objects{file, context.images, context.fonts, context.structure, index};
  ContentStream content(context.usage, context.document.structure, page.size, &objects, page.margin.width);
  const ObjectNumber stream = file.add_stream({}, content.write(page), Compress::Yes);
  const std::string resources = resource_dictionary(content.names(), context.fonts);
  ObjectNumber& resource_number = context.resources[resources];
  if (!resource_number) resource_number = file.add(resources);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Page");
    dictionary.reference("Parent", context.page_tree);
    add_boxes(page, dictionary);
    if (page.rotation != 0) dictionary.integer("Rotate", page.rotation);
    dictionary.reference("Resources", resource_number);
    dictionary.reference("Contents", stream);
    // If anything is translucent, the page must state the colour space in which colours are blended (ISO 19005-2
    // §6.2.10).
    if (content.names().has_transparency) {
      DictionaryWriter group = dictionary.dictionary("Group");
      group.name("S", "Transparency");
      group.name("CS", "DeviceRGB");
    }
    if (const auto key = context.structure.page_key(index)) {
      dictionary.integer("StructParents", static_cast<std::int64_t>(*key));
    }
    if (!page.links.empty() || !page.fields.empty()) {
      {
        ArrayWriter annotations = dictionary.array("Annots");
        for (const ObjectNumber link : context.link_annotations[index]) annotations.reference(link);
        for (const ObjectNumber widget : context.widgets[index]) annotations.reference(widget);
      }
      dictionary.name("Tabs", "S");
    }
  }
  file.add(context.pages[index], body);
  for (std::size_t i = 0; i < page.links.size(); ++i) write_link(index, i, context, file);
}

}  // namespace gongwen::pdf
