#include "pdf/document/detail/metadata.h"
#include "pdf/document/detail/page_writer.h"

namespace gongwen::pdf {
namespace {

using paint::OutlineItem;

/// An item with its relatives, by index; -1 for none.
struct Node {
  int parent = -1;
  int previous = -1;
  int next = -1;
  int first = -1;
  int last = -1;
  int shown = 0;  // items below it that are seen once it is open (ISO 32000-1 table 153)
};

/// Levels become nesting: an item is below the nearest item before it with a lower level.
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

}  // namespace gongwen::pdf
