#include "paint/display_list.h"

#include <limits>

namespace gongwen::paint {
namespace {

/// Moves one document's numbers of pages, elements and origins to those of the document that it goes into.
class PartMover {
 public:
  PartMover(const PaintedDocument& document, std::size_t elements, const std::function<OriginId(OriginId)>& move_origin)
      : pages_(document.pages.size()),
        elements_(elements),
        official_(document.official.size()),
        move_origin_(move_origin) {}

  void move(PageDisplay& page) const {
    std::vector<DisplayItem> items = std::move(page.items).unpack();
    for (DisplayItem& item : items) {
      std::visit([this](auto& command) { move_command(command); }, item);
    }
    page.items = DisplayItems(std::move(items));
    for (LinkArea& link : page.links) {
      move_element(link.element);
      link.origin = move_origin_(link.origin);
      if (const auto other = names_.find(link.target); other != names_.end()) link.target = other->second;
    }
    for (FieldArea& field : page.fields) {
      move_element(field.element);
      field.origin = move_origin_(field.origin);
    }
  }

  void move(OutlineItem& item) const {
    move_element(item.element);
    move(item.destination);
  }

  void move(Destination& destination) const { destination.page += pages_; }

  /// A name that the document does not have yet.
  std::string rename(const std::string& id, const PaintedDocument& document) {
    std::string name = id;
    for (int i = 2; document.destinations.contains(name); ++i) name = id + "-" + std::to_string(i);
    if (name != id) names_["#" + id] = "#" + name;
    return name;
  }

 private:
  template <typename Command>
  void move_command(Command& command) const {
    if constexpr (requires { command.origin = OriginId(); }) command.origin = move_origin_(command.origin);
    if constexpr (requires { command.element = ElementId(); }) move_element(command.element);
    if constexpr (requires { command.official = std::uint16_t(); }) {
      if (command.official != 0) command.official = moved_official(command.official);
    }
  }

  template <typename Command>
  void move_command(Apart<Command>& command) const {
    move_command(command.edit());
  }

  void move_element(ElementId& element) const {
    if (element) element = ElementId(element.index() + elements_);
  }

  /// None where there are too many to be counted.
  std::uint16_t moved_official(std::size_t number) const {
    const std::size_t moved = number + official_;
    return moved > std::numeric_limits<std::uint16_t>::max() ? std::uint16_t{0} : static_cast<std::uint16_t>(moved);
  }

  std::size_t pages_;
  std::size_t elements_;
  std::size_t official_;
  const std::function<OriginId(OriginId)>& move_origin_;
  std::map<std::string, std::string, std::less<>> names_;  // of links that lead to what was renamed
};

}  // namespace

void append_pages(PaintedDocument& document, PaintedDocument further,
                  const std::function<OriginId(OriginId)>& move_origin) {
  const bool same_language = further.information.language == document.information.language;
  const std::size_t shift =
      document.structure.add_part(further.structure, static_cast<std::uint32_t>(document.pages.size()),
                                  same_language ? std::string_view() : further.information.language);
  for (std::size_t i = shift; i < document.structure.size(); ++i) {
    OriginId& origin = document.structure.element(ElementId(i)).origin;
    origin = move_origin(origin);
  }
  PartMover mover(document, shift, move_origin);
  for (auto& [id, destination] : further.destinations) {
    mover.move(destination);
    document.destinations.emplace(mover.rename(id, document), destination);
  }
  for (PageDisplay& page : further.pages) mover.move(page);
  for (OutlineItem& item : further.outline) mover.move(item);
  std::move(further.official.begin(), further.official.end(), std::back_inserter(document.official));
  std::move(further.texts.begin(), further.texts.end(), std::back_inserter(document.texts));
  std::move(further.pages.begin(), further.pages.end(), std::back_inserter(document.pages));
  std::move(further.outline.begin(), further.outline.end(), std::back_inserter(document.outline));
}

}  // namespace gongwen::paint
