// StructureTree: the meaning of the pages' content in reading order: headings, paragraphs, lists, tables (ISO 32000-1
// section 14.8). The roles are those of PDF, but their spelling in files is left to the writers.
#pragma once

#include "base/geometry.h"
#include "base/strong_id.h"
#include "diagnostics/origin.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::paint {

// The parts of an official document (GB/T 9704-2012, clause 7), marked by an attribute in templates, and their texts.
//   <p data-tag="document-number">…</p>

enum class OfficialPart : std::uint8_t {
  CopyNumber,
  Secrecy,
  Urgency,
  IssuerMark,
  DocumentNumber,
  Signer,
  Title,
  Addressees,
  AttachmentNote,
  Issuer,
  IssueDate,
  Note,
  CopyTo,
  PrintedBy,
  PrintDate,
};

struct OfficialPartInfo {
  OfficialPart part;
  std::string_view name;     // `document-number`, in templates
  std::string_view chinese;  // `发文字号`, in files
  bool is_fact;              // metadata that document registers ask for, not only a place on the page
};

const OfficialPartInfo& official_part_info(OfficialPart part);
std::optional<OfficialPart> find_official_part(std::string_view name);
/// The names, separated by commas.
std::string official_part_names();

/// The text of an element with the attribute.
struct OfficialText {
  OfficialPart part;
  std::string text;
};

/// Number of an element; 0 is the root.
using ElementId = base::StrongId<struct StructureElementTag>;

enum class StructureRole : std::uint8_t {
  Document,
  Part,
  Sect,
  Art,
  Div,
  BlockQuote,
  Caption,
  Toc,
  TocItem,
  P,
  H1,
  H2,
  H3,
  H4,
  H5,
  H6,
  L,
  LI,
  Lbl,
  LBody,
  Table,
  THead,
  TBody,
  TFoot,
  TR,
  TH,
  TD,
  Span,
  Quote,
  Note,
  Reference,
  Code,
  Link,
  Ruby,
  RB,
  RT,
  Figure,
  Formula,
  Form,
};
std::string_view role_name(StructureRole role);

enum class HeaderScope : std::uint8_t { None, Column, Row, Both };
enum class ListNumbering : std::uint8_t {
  None,
  Disc,
  Circle,
  Square,
  Decimal,
  UpperRoman,
  LowerRoman,
  UpperAlpha,
  LowerAlpha
};

/// Sorts after everything that has a place in the source.
inline constexpr std::uint32_t kLastPlace = 0xFFFF'FFFF;

/// A stretch of a page's content, by its number there.
struct ContentReference {
  std::uint32_t page = 0;
  std::uint32_t content = 0;
  std::uint32_t place = kLastPlace;  // of the box that it shows; used while the tree is built
};

/// A link area, by its index in the page's links.
struct LinkReference {
  std::uint32_t page = 0;
  std::uint32_t link = 0;
};

/// A field area, by its index in the page's fields.
struct FieldReference {
  std::uint32_t page = 0;
  std::uint32_t field = 0;
};

using StructureKid = std::variant<ElementId, ContentReference, LinkReference, FieldReference>;

/// Whether a draft marks a text as added or removed.
enum class TextChange : std::uint8_t { None, Added, Removed };

/// Properties that few elements have.
struct ElementDetails {
  std::string language;     // only if it differs from the parent's
  std::string alternative;  // of a figure or a changed text; the latter starts with a word such as "added"
  std::string expansion;    // of an abbreviation
  std::string replacement;  // the text that stands for the content, in a page of another file
  /// For a figure: its rectangle on the page of its first content, in px.
  std::optional<base::Rect> area;
  std::vector<ElementId> headers;  // of a cell: the header cells that it refers to
};

/// Optional details of an element, allocated only when there are any: a long table has hundreds of thousands of cells.
class RareDetails {
 public:
  RareDetails() = default;
  RareDetails(const RareDetails& other)
      : details_(other.details_ ? std::make_unique<ElementDetails>(*other.details_) : nullptr) {}
  RareDetails(RareDetails&&) noexcept = default;
  RareDetails& operator=(RareDetails other) noexcept {
    details_ = std::move(other.details_);
    return *this;
  }

  const ElementDetails& operator*() const {
    static const ElementDetails none{};
    return details_ ? *details_ : none;
  }
  const ElementDetails* operator->() const { return &**this; }
  ElementDetails& edit() {
    if (!details_) details_ = std::make_unique<ElementDetails>();
    return *details_;
  }

 private:
  std::unique_ptr<ElementDetails> details_;
};

struct StructureElement {
  StructureRole role = StructureRole::P;
  std::uint8_t heading = 0;  // of a heading: the level stated by the source, before gaps are closed
  HeaderScope scope = HeaderScope::None;
  ListNumbering numbering = ListNumbering::None;
  TextChange change = TextChange::None;
  std::uint16_t row_span = 1;
  std::uint16_t column_span = 1;
  std::uint32_t place = kLastPlace;  // in the source; used while the tree is built
  ElementId parent;
  diagnostics::OriginId origin;
  std::vector<StructureKid> kids;
  RareDetails details;
};

class StructureTree {
 public:
  StructureTree();

  static constexpr ElementId root() { return ElementId(0); }
  ElementId add(ElementId parent, StructureRole role, diagnostics::OriginId origin, std::uint32_t place = kLastPlace);
  /// Drops all elements from `size` on; the remaining ones must not refer to them.
  void shorten(std::size_t size) { elements_.resize(size); }
  void add_kid(ElementId element, const StructureKid& kid) { elements_[element.index()].kids.push_back(kid); }

  /// Adds the tree of further pages as a part of this one; `pages` is the number of pages before them. Sets `language`
  /// where it differs. Returns the offset by which the numbers of further elements grow here; the root of `further`
  /// becomes the new part.
  std::size_t add_part(const StructureTree& further, std::uint32_t pages, std::string_view language);

  StructureElement& element(ElementId id) { return elements_[id.index()]; }
  const StructureElement& element(ElementId id) const { return elements_[id.index()]; }
  std::size_t size() const { return elements_.size(); }

 private:
  std::deque<StructureElement> elements_;  // a deque, because references to elements must stay valid
};

/// Checks the rules that PDF/UA sets for a structure (ISO 14289-1 sections 7.1 to 7.9, ISO 32000-1 section 14.8.4).
/// Returns the first violation in plain words, such as `H1 in TOC`; nullopt if absent.
std::optional<std::string> find_structure_problem(const StructureTree& tree);

/// The tree as text, one element per line, for tests.
std::string dump_structure(const StructureTree& tree);

}  // namespace gongwen::paint
