// CopiedPages: pages of a PDF from another producer, taken out of their file by `gongwen-reader` so that they can be
// placed into another one. Each page is one form XObject with all objects that it needs, with its links, bookmarks and
// tags, and the facts about the file that its owner and the reader of the new file must know.
//
// Nothing that acts is copied: no scripts, no actions except links to addresses and to the copied pages. Fields and
// comments become part of the picture of their page, as they look.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

/// Whether pages could be taken out, or the reason why not.
enum class CopyState : std::uint8_t { Ready, Encrypted, Damaged, TooLarge, NoLibrary, NoSuchPage };

/// Pages from `first` to `last`, from 1.
struct PageRange {
  std::uint32_t first = 1;
  std::uint32_t last = 1;
};

/// An object in PDF syntax. A reference to the n-th object of the list is written as kReferenceStart, n, kReferenceEnd;
/// these two bytes occur nowhere else, and all others are printable ASCII.
struct CopiedObject {
  static constexpr char kReferenceStart = '\x01';
  static constexpr char kReferenceEnd = '\x02';

  std::string body;  // of a stream: the entries of its dictionary except Length, without brackets
  bool is_stream = false;
  bool is_unpacked = false;  // a stream without a filter, to be compressed
  std::string data;          // of a stream
};

/// A link. Boxes are in points from the upper left corner of the page as displayed: left, top, right, bottom.
struct CopiedLink {
  std::array<double, 4> box{};
  std::string address;               // empty: it leads to a copied page
  std::uint32_t page = 0;            // index among the copied pages
  double top = 0;                    // the place on that page
  std::optional<std::uint32_t> tag;  // the element that owns it
  std::string text;                  // its spoken text; may be empty
};

/// A stream with marked content on a page: ISO 32000-1 section 14.7.4.2 numbers the contents of each separately.
struct CopiedStream {
  std::uint32_t object = 0;
  std::uint32_t contents = 0;  // its numbers are below this
};

struct CopiedPage {
  double width = 0;  // as displayed, in points
  double height = 0;
  std::uint32_t form = 0;  // the object that draws it, from 0,0 to its width and height, y up
  bool has_transparency = false;
  std::vector<CopiedStream> streams;
  std::vector<CopiedLink> links;
};

/// The children of a structure element, in order.
struct CopiedKid {
  enum class Kind : std::uint8_t { Element, Content, Link };
  Kind kind = Kind::Element;
  std::uint32_t page = 0;    // of a content or link
  std::uint32_t stream = 0;  // of a content: index in the streams of the page
  std::uint32_t number = 0;  // of an element or link: its index; of a content: its number in the stream
};

/// A structure element with its standard type. The first one is the root; kids come after their parents.
struct CopiedElement {
  std::string role;
  std::string language;
  std::string alternative;
  std::string expansion;
  std::string replacement;  // ActualText
  std::string scope;        // of a header cell: `Row`, `Column`, `Both`
  std::string numbering;    // of a list
  std::uint32_t row_span = 1;
  std::uint32_t column_span = 1;
  std::vector<CopiedKid> kids;
};

struct CopiedBookmark {
  std::int32_t level = 1;
  std::string title;
  std::uint32_t page = 0;  // index among the copied pages
  double top = 0;
};

/// The claims and contents of the file, and its losses.
struct CopiedFacts {
  std::uint32_t page_count = 0;  // of the whole file
  std::string title;
  std::string language;
  std::uint32_t archive_part = 0;  // PDF/A-1, 2, 3 …; 0: the file does not claim to be PDF/A
  std::string archive_level;       // `A`, `B`, `U`
  bool is_accessible = false;      // claims PDF/UA
  bool is_tagged = false;
  bool has_press_colors = false;      // its output intent is not RGB
  std::uint32_t signatures = 0;       // in the whole file
  std::uint32_t fields = 0;           // drawn on the copied pages
  std::uint32_t comments = 0;         // drawn on the copied pages: notes, stamps, highlights
  std::uint32_t unseen_comments = 0;  // left out: they have no appearance
  std::uint32_t unseen_values = 0;    // values of fields without appearance, left out
  std::uint32_t lost_links = 0;       // to pages that are not copied, or that would start an action
  std::uint32_t files = 0;            // attached to the file
  bool has_scripts = false;
  bool has_hidden_layers = false;
  bool is_xfa_only = false;                // its form is drawn only by XFA programs; the pages show nothing
  std::vector<std::string> missing_fonts;  // fonts that are used but not embedded
};

struct CopiedPages {
  CopyState state = CopyState::Damaged;
  CopiedFacts facts;
  std::vector<CopiedObject> objects;
  std::vector<CopiedPage> pages;
  std::vector<CopiedElement> elements;  // empty without tags
  std::vector<CopiedBookmark> bookmarks;
};

/// Parses `1-3,7`; empty: all pages. Returns nullopt for other texts, and for pages that occur twice.
std::optional<std::vector<PageRange>> parse_page_ranges(std::string_view text);

/// Serialisation for answers.
std::string write_copied_pages(const CopiedPages& pages);
/// Returns nullopt if the input is malformed: every reference leads to an object, every value is complete.
std::optional<CopiedPages> parse_copied_pages(std::string_view text);

}  // namespace gongwen::intake
