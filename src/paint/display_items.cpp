// Packed commands: a byte that says which one it is, then numbers, each as its difference to that of the command before
// in seven bits a byte, the lowest first.
#include "paint/display_list.h"

#include <utility>

namespace gongwen::paint {
namespace {

/// In the lower four bits of the first byte.
enum class Packed : std::uint8_t { Other, EndTag, BeginTag, Glyphs, Rect, Artifact, OfficialGlyphs };

/// In the upper four.
constexpr unsigned kSameColor = 1;  // of glyphs and rectangles
constexpr unsigned kTimesTurn = 2;  // of glyphs
constexpr unsigned kEndsWord = 8;   // of glyphs

constexpr unsigned first_byte(Packed command, unsigned flags) { return static_cast<unsigned>(command) | flags << 4; }

/// Runs lie at multiples of this, which their differences leave out.
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
  /// Small differences of either sign become small numbers.
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

}  // namespace gongwen::paint
