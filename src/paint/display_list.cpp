#include "paint/display_list.h"

#include "base/format.h"
#include "base/utf8.h"
#include "paint/detail/page_painter.h"
#include "paint/detail/spoken_text.h"

#include <limits>
#include <utility>

namespace gongwen::paint {
namespace {

/// Renumbers the pages, elements and origins of a document for the document that it is appended to.
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

  /// Returns a name that the document does not have yet.
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

  /// Returns 0 (none) if the number does not fit into 16 bits.
  std::uint16_t moved_official(std::size_t number) const {
    const std::size_t moved = number + official_;
    return moved > std::numeric_limits<std::uint16_t>::max() ? std::uint16_t{0} : static_cast<std::uint16_t>(moved);
  }

  std::size_t pages_;
  std::size_t elements_;
  std::size_t official_;
  const std::function<OriginId(OriginId)>& move_origin_;
  std::map<std::string, std::string, std::less<>> names_;  // new names of renamed destinations, for the links to them
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

// The packed format: a byte for the kind of command, then numbers, each as its difference from the preceding command,
// in seven bits per byte, lowest first.

namespace {

/// The lower four bits of the first byte.
enum class Packed : std::uint8_t { Other, EndTag, BeginTag, Glyphs, Rect, Artifact, OfficialGlyphs };

/// The upper four bits.
constexpr unsigned kSameColor = 1;  // of glyphs and rectangles
constexpr unsigned kTimesTurn = 2;  // of glyphs
constexpr unsigned kEndsWord = 8;   // of glyphs

constexpr unsigned first_byte(Packed command, unsigned flags) { return static_cast<unsigned>(command) | flags << 4; }

/// Runs are stored by address, so a packed list is valid only while the document owns them. Addresses are multiples of
/// 8: their differences leave out these bits.
constexpr unsigned kRunShift = 3;
static_assert(alignof(layout::TextRun) % (1U << kRunShift) == 0);

std::uint64_t place_of(const layout::TextRun* run) { return reinterpret_cast<std::uintptr_t>(run) >> kRunShift; }

class Packer {
 public:
  explicit Packer(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}

  void first(Packed command, unsigned flags = 0) {
    bytes_.push_back(static_cast<std::uint8_t>(first_byte(command, flags)));
  }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }
  /// Zigzag encoding: small differences of either sign become small numbers.
  void difference(std::uint64_t value) { number(value << 1 ^ (value >> 63 != 0 ? ~std::uint64_t{0} : 0)); }
  void step(std::uint32_t value, std::uint32_t& last) {
    difference(static_cast<std::uint64_t>(std::int64_t{value} - std::int64_t{last}));
    last = value;
  }
  void step(LayoutUnit value, LayoutUnit& last) {
    difference(static_cast<std::uint64_t>(std::int64_t{value.raw()} - std::int64_t{last.raw()}));
    last = value;
  }
  void step(Point value, Point& last) {
    step(value.x, last.x);
    step(value.y, last.y);
  }
  void color(Color value, Color& last) {
    if (value == last) return;
    for (const std::uint8_t part : {value.red, value.green, value.blue, value.alpha}) bytes_.push_back(part);
    last = value;
  }

 private:
  std::vector<std::uint8_t>& bytes_;
};

class Unpacker {
 public:
  Unpacker(const std::vector<std::uint8_t>& bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::size_t at() const { return at_; }
  std::uint8_t byte() { return bytes_[at_++]; }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint64_t part = byte();
      value |= (part & 0x7F) << shift;
      if (part < 0x80) return value;
    }
  }
  std::uint64_t difference() {
    const std::uint64_t value = number();
    return value >> 1 ^ ((value & 1) != 0 ? ~std::uint64_t{0} : 0);
  }
  void step(std::uint32_t& last) { last += static_cast<std::uint32_t>(difference()); }
  void step(LayoutUnit& last) {
    last = LayoutUnit::from_raw(std::int64_t{last.raw()} + static_cast<std::int64_t>(difference()));
  }
  void step(Point& last) {
    step(last.x);
    step(last.y);
  }
  void color(unsigned flags, Color& last) {
    if ((flags & kSameColor) != 0) return;
    last.red = byte();
    last.green = byte();
    last.blue = byte();
    last.alpha = byte();
  }

 private:
  const std::vector<std::uint8_t>& bytes_;
  std::size_t at_;
};

}  // namespace

DisplayItems::DisplayItems(std::vector<DisplayItem> items, Kept kept) : is_loose_(kept == Kept::Loose) {
  if (is_loose_) {
    others_ = std::move(items);
    return;
  }
  std::vector<std::uint8_t> bytes;
  Packer packer(bytes);
  Iterator::Last last;
  for (DisplayItem& item : items) {
    if (const auto* const tag = std::get_if<BeginTag>(&item)) {
      packer.first(Packed::BeginTag);
      packer.step(tag->element.value, last.element);
      packer.step(tag->content, last.content);
    } else if (const auto* const glyphs = std::get_if<DrawGlyphs>(&item)) {
      const unsigned turn = static_cast<unsigned>(glyphs->turn) * kTimesTurn;
      packer.first(glyphs->official == 0 ? Packed::Glyphs : Packed::OfficialGlyphs,
                   (glyphs->color == last.color ? kSameColor : 0) | turn | (glyphs->ends_word ? kEndsWord : 0));
      packer.step(glyphs->position, last.position);
      packer.difference(place_of(glyphs->run) - last.run);
      last.run = place_of(glyphs->run);
      packer.color(glyphs->color, last.color);
      packer.step(glyphs->origin.value, last.origin);
      if (glyphs->official != 0) packer.number(glyphs->official);
    } else if (const auto* const fill = std::get_if<FillRect>(&item)) {
      packer.first(Packed::Rect, fill->color == last.color ? kSameColor : 0);
      packer.step(fill->rect.origin, last.position);
      for (const LayoutUnit length : {fill->rect.size.width, fill->rect.size.height}) {
        LayoutUnit none;
        packer.step(length, none);
      }
      packer.color(fill->color, last.color);
      packer.step(fill->origin.value, last.origin);
    } else if (std::holds_alternative<EndTag>(item)) {
      packer.first(Packed::EndTag);
    } else if (const auto* const artifact = std::get_if<BeginArtifact>(&item)) {
      packer.first(Packed::Artifact, static_cast<unsigned>(artifact->kind));
    } else {
      packer.first(Packed::Other);
      others_.push_back(std::move(item));
    }
  }
  // A copy has no spare capacity: the list lives until the whole document is written.
  bytes_.assign(bytes.begin(), bytes.end());
  others_.shrink_to_fit();
}

DisplayItems::Iterator DisplayItems::begin() const { return {*this, 0}; }
DisplayItems::Iterator DisplayItems::end() const { return {*this, is_loose_ ? others_.size() : bytes_.size()}; }

std::vector<DisplayItem> DisplayItems::unpack() && {
  std::vector<DisplayItem> items;
  if (is_loose_) {
    items = std::move(others_);
  } else {
    for (Iterator item = begin(); item != end(); ++item) {
      items.push_back(item.is_other_ ? std::move(others_[item.other_]) : *item);
    }
  }
  *this = {};
  return items;
}

DisplayItems::Iterator::Iterator(const DisplayItems& items, std::size_t at)
    : items_(&items), at_(at), next_(at), is_other_(items.is_loose_) {
  if (at_ < items_->bytes_.size()) read();
}

DisplayItems::Iterator& DisplayItems::Iterator::operator++() {
  if (is_other_) ++other_;
  at_ = items_->is_loose_ ? other_ : next_;
  if (at_ < items_->bytes_.size()) read();
  return *this;
}

void DisplayItems::Iterator::read() {
  Unpacker unpacker(items_->bytes_, at_);
  const unsigned first = unpacker.byte();
  const unsigned flags = first >> 4;
  const auto command = static_cast<Packed>(first & 0xF);
  is_other_ = command == Packed::Other;
  switch (command) {
    case Packed::Other: break;
    case Packed::EndTag: item_ = EndTag{}; break;
    case Packed::BeginTag:
      unpacker.step(last_.element);
      unpacker.step(last_.content);
      item_ = BeginTag{ElementId(last_.element), last_.content};
      break;
    case Packed::Glyphs:
    case Packed::OfficialGlyphs: {
      unpacker.step(last_.position);
      last_.run += unpacker.difference();
      unpacker.color(flags, last_.color);
      unpacker.step(last_.origin);
      const auto* const run = reinterpret_cast<const layout::TextRun*>(std::uintptr_t{last_.run << kRunShift});
      const auto turn = static_cast<layout::QuarterTurn>((flags & ~kEndsWord) / kTimesTurn);
      item_ = DrawGlyphs{
          last_.position,
          run,
          last_.color,
          OriginId(last_.origin),
          turn,
          (flags & kEndsWord) != 0,
          command == Packed::OfficialGlyphs ? static_cast<std::uint16_t>(unpacker.number()) : std::uint16_t{0}};
      break;
    }
    case Packed::Rect: {
      unpacker.step(last_.position);
      base::Size size;
      unpacker.step(size.width);
      unpacker.step(size.height);
      unpacker.color(flags, last_.color);
      unpacker.step(last_.origin);
      item_ = FillRect{{last_.position, size}, last_.color, OriginId(last_.origin)};
      break;
    }
    case Packed::Artifact: item_ = BeginArtifact{static_cast<ArtifactKind>(flags)}; break;
  }
  next_ = unpacker.at();
}

namespace {

std::string number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string rect_text(const Rect& rect) {
  return to_text(rect.left()) + "," + to_text(rect.top()) + " " + to_text(rect.size.width) + "x" +
         to_text(rect.size.height);
}

std::string path_text(const base::Path& path) {
  std::string out;
  std::size_t next = 0;
  const auto point = [&] {
    const base::PathPoint& at = path.points[next++];
    return number(at.x) + "," + number(at.y);
  };
  for (const base::Path::Verb verb : path.verbs) {
    if (!out.empty()) out += " ";
    switch (verb) {
      case base::Path::Verb::Move: out += "M" + point(); break;
      case base::Path::Verb::Line: out += "L" + point(); break;
      case base::Path::Verb::Cubic: {
        out += "C" + point();
        out += " " + point();
        out += " " + point();
        break;
      }
      case base::Path::Verb::Close: out += "Z"; break;
    }
  }
  return out;
}

std::string stroke_text(const base::StrokeStyle& style) {
  std::string out = "width " + number(style.width);
  if (style.cap == base::LineCap::Round) out += " round";
  for (const double dash : style.dashes) out += " dash " + number(dash);
  return out;
}

struct Dump {
  std::string operator()(const FillRect& item) const {
    return "fill " + rect_text(item.rect) + " " + css::to_text(item.color);
  }
  std::string operator()(const FillPath& item) const {
    return "fill " + path_text(item.path) + (item.rule == base::FillRule::EvenOdd ? " even-odd " : " ") +
           css::to_text(item.color);
  }
  std::string operator()(const StrokePath& item) const {
    return "stroke " + path_text(item.path) + " " + stroke_text(item.style) + " " + css::to_text(item.color);
  }
  std::string operator()(const DrawImage& item) const { return "image " + rect_text(item.rect); }
  std::string operator()(const TileImage& item) const {
    return "tile " + rect_text(item.first) + " step " + to_text(item.step.width) + "x" + to_text(item.step.height) +
           " over " + rect_text(item.area);
  }
  std::string operator()(const DrawGlyphs& item) const {
    const std::string_view turn = item.run->is_upright                                 ? " upright"
                                  : item.turn == layout::QuarterTurn::Clockwise        ? " clockwise"
                                  : item.turn == layout::QuarterTurn::Counterclockwise ? " counterclockwise"
                                                                                       : "";
    return fmt::format("text {},{} {:.2f}pt{} \"{}\"", to_text(item.position.x), to_text(item.position.y),
                       item.run->size.to_pt(), turn, base::to_utf8(item.run->text));
  }
  std::string operator()(const PushClip& item) const { return "clip " + path_text(item.path); }
  std::string operator()(const PopClip&) const { return "unclip"; }
  std::string operator()(const PushTransform& item) const {
    const base::Transform& t = item.transform;
    std::string out = "transform";
    for (const double part : {t.a, t.b, t.c, t.d, t.e, t.f}) out += " " + fmt::format("{:.4g}", part == 0 ? 0.0 : part);
    return out;
  }
  std::string operator()(const PopTransform&) const { return "untransform"; }
  std::string operator()(const PushGroup& item) const { return "group " + number(item.opacity); }
  std::string operator()(const PopGroup&) const { return "ungroup"; }
  std::string operator()(const BeginTag& item) const {
    return fmt::format("begin {} {}", item.element.value, item.content);
  }
  std::string operator()(const BeginArtifact&) const { return "artifact"; }
  std::string operator()(const EndTag&) const { return "end"; }
};

std::string field_text(const FieldArea& area) {
  std::string out = fmt::format("field {}", area.field);
  if (area.choice != forms::FieldControl::kWhole) out += fmt::format(" choice {}", area.choice);
  out += fmt::format(" {} {:.2f}pt", rect_text(area.rect), area.font_size.to_pt());
  if (area.alignment == FieldAlignment::Center) out += " center";
  if (area.alignment == FieldAlignment::Right) out += " right";
  if (area.has_lines) out += " lines";
  if (area.comb > 0) out += fmt::format(" comb {}", area.comb);
  if (area.is_cut) out += " cut";
  return out + "\n";
}

}  // namespace

std::string dump_display_list(const PageDisplay& page) {
  std::string out;
  for (const DisplayItem& item : page.items) out += std::visit(Dump{}, item) + "\n";
  for (const FieldArea& area : page.fields) out += field_text(area);
  return out;
}

namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

/// Reads title, language and the other metadata from the head of the document.
DocumentInformation read_information(const dom::Tree& tree) {
  DocumentInformation information;
  const NodeId root = tree.root_element();
  if (!root) return information;
  std::string language = language_tag(tree.attribute_value(root, AttributeName::Lang));
  if (!language.empty()) information.language = std::move(language);
  information.origin = tree.node(root).origin;
  const NodeId head = tree.find_child(root, ElementName::Head);
  for (NodeId id = head ? tree.node(head).first_child : NodeId(); id; id = tree.node(id).next_sibling) {
    if (tree.is_element(id, ElementName::Title)) {
      information.title = base::collapse_ascii_space(tree.text_content(id));
      information.origin = tree.node(id).origin;
    }
    if (!tree.is_element(id, ElementName::Meta)) continue;
    const std::string_view name = tree.attribute_value(id, AttributeName::Name);
    const dom::Attribute* const attribute = tree.find_attribute(id, AttributeName::Content);
    if (attribute == nullptr) continue;
    const std::string content(attribute->value);
    if (name == "author") information.author = content;
    if (name == "description") information.subject = content;
    if (name == "keywords") information.keywords = content;
    if (name == "date") {
      information.date = content;
      information.date_origin = attribute->origin;
    }
  }
  return information;
}

/// The place of an anchor on the painted page.
Destination destination(const layout::DocumentLayout& document, const layout::Anchor& anchor) {
  const double enlargement = anchor.page < document.pages.size() ? document.pages[anchor.page].enlargement : 1;
  if (enlargement == 1) return {anchor.page, anchor.position};
  return {anchor.page,
          {LayoutUnit::multiplied(anchor.position.x, 1 / enlargement),
           LayoutUnit::multiplied(anchor.position.y, 1 / enlargement)}};
}

}  // namespace

struct DocumentPainter::Implementation {
  Implementation(const layout::LayoutContext& layout_context, const forms::FieldModel* fields)
      : context(layout_context), controls(fields), information(read_information(context.dom)), attributes(context.dom) {
    structure.emplace(layout_context, painted.structure, controls.any());
  }

  PagePainter page_painter(std::size_t page) {
    return {context, painted.structure, *structure, texts, controls, static_cast<std::uint32_t>(page)};
  }

  const layout::LayoutContext& context;
  FieldControls controls;
  DocumentInformation information;
  SpokenAttributes attributes;
  PaintedDocument painted;                    // its pages are final, so they take no more room than they need
  std::optional<StructureBuilder> structure;  // while pages are being painted
  TextPool texts;
};

DocumentPainter::DocumentPainter(const layout::LayoutContext& context, const forms::FieldModel* fields)
    : implementation_(std::make_unique<Implementation>(context, fields)) {}
DocumentPainter::~DocumentPainter() = default;

void DocumentPainter::paint_content(const layout::PageLayout& page) {
  Implementation& own = *implementation_;
  own.context.sink.go_on_now();
  PagePainter painter = own.page_painter(own.painted.pages.size());
  painter.paint_area(page);
  own.painted.pages.push_back(painter.take());
}

PaintedDocument DocumentPainter::finish(const layout::DocumentLayout& document) {
  Implementation& own = *implementation_;
  const layout::LayoutContext& context = own.context;
  PaintedDocument& painted = own.painted;
  painted.information = std::move(own.information);
  own.attributes.report(context.sink);
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    PagePainter painter = own.page_painter(i);
    // Pages that were given away one by one had no margins yet.
    painter.resume(std::move(painted.pages[i]), document.pages[i], !document.is_taken);
    painted.pages[i] = painter.finish(document.pages[i]);
  }
  own.structure->finish();
  own.structure->official().report(context.sink);
  painted.information.official = own.structure->official().facts();
  painted.official = own.structure->official().texts();
  own.structure.reset();
  painted.texts = own.texts.take();
  repair_structure(painted, context.sink);
  for (const auto& [id, anchor] : document.anchors) painted.destinations[id] = destination(document, anchor);
  for (const layout::Bookmark& bookmark : document.bookmarks) {
    OutlineItem item;
    item.level = bookmark.level;
    item.title = base::collapse_ascii_space(bookmark.label);
    item.is_open = bookmark.is_open;
    item.destination = destination(document, bookmark.anchor);
    painted.outline.push_back(std::move(item));
  }
  if (painted.information.title.empty() && !painted.outline.empty()) {
    painted.information.title = painted.outline.front().title;
  }
  return std::move(painted);
}

PaintedDocument paint_document(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                               const forms::FieldModel* fields) {
  DocumentPainter painter(context, fields);
  for (const layout::PageLayout& page : document.pages) painter.paint_content(page);
  return painter.finish(document);
}

}  // namespace gongwen::paint
